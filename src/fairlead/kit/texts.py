"""Texts by key and locale, from `locales/<locale>.json` beside the rooms that speak. `{name}` takes a value."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from fairlead.kit.plurals import form_of

FALLBACK = "en"


class Texts:
    """A catalogue: `texts("not_found", "zh-CN")`. A missing locale falls back to its language, then to English."""

    def __init__(self, catalogues: Mapping[str, Mapping[str, str]]) -> None:
        self._catalogues = catalogues
        self.locales = tuple(sorted(catalogues))

    @classmethod
    def load(cls, folders: Iterable[Path]) -> "Texts":
        """Reads every `*.json` of the folders; the file's stem is the locale. A key given twice is a fault."""
        catalogues: dict[str, dict[str, str]] = {}
        for folder in folders:
            for path in sorted(folder.glob("*.json")):
                catalogue = catalogues.setdefault(path.stem, {})
                for key, text in json.loads(path.read_text("utf-8")).items():
                    if key in catalogue:
                        raise ValueError(f"text {key!r} of {path} stands in another room too")
                    catalogue[key] = text
        return cls(catalogues)

    def choose(self, wanted: str | None) -> str:
        """The best locale for a tag or an Accept-Language header of any length or quality."""
        for part in (wanted or "")[:200].split(","):
            tag = part.split(";")[0].strip()
            for locale in self.locales:
                if tag.lower() == locale.lower() or tag.lower().split("-")[0] == locale.lower().split("-")[0]:
                    return locale
        return FALLBACK

    def has(self, key: str) -> bool:
        return key in self._catalogues[FALLBACK]

    def __call__(self, key: str, locale: str = FALLBACK, /, **values: Any) -> str:
        catalogue = self._catalogues.get(locale, self._catalogues[FALLBACK])
        text = catalogue.get(key) or self._catalogues[FALLBACK][key]
        if isinstance(count := values.get("count"), int):
            # What has no form of its own for this number is said as the text itself says it.
            text = catalogue.get(f"{key}_{form_of(locale, count)}", text)
        for name, value in values.items():
            text = text.replace("{" + name + "}", str(value))
        return text

    def keys(self, locale: str) -> set[str]:
        return set(self._catalogues[locale])
