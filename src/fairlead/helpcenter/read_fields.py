"""What front matter says besides the text: the fields all locales share and the state of one, each read strictly.

`export_folder.py` writes the same fields. A value that cannot be is no reason to guess: the file is named in the report.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import PurePosixPath
from typing import Any

import yaml

from fairlead.helpcenter.models import AUDIENCES, PUBLISHED, SCHEDULED, STATES, TYPES
from fairlead.helpcenter.rules import locale_tag, slugify
from fairlead.kit import clock
from fairlead.kit.clock import Instant
from fairlead.kit.text import one_line, storable

# What an exported file names itself: its text is taken to the letter.
FORMAT = "fairlead-1"
LATEST_YEAR = 2100
REDIRECTS = 200
# Said twice, nobody knows which was meant; the fields of other builders are not ours to judge.
_OURS = frozenset(
    [
        "title",
        "slug",
        "locale",
        "language",
        "lang",
        "category",
        "summary",
        "description",
        "questions",
        "keywords",
        "tags",
        "terms",
        "popularity",
        "state",
        "publish_at",
        "type",
        "audience",
        "owner",
        "review_by",
        "valid_from",
        "valid_to",
        "original",
        "redirects",
        "redirects_by_locale",
        "behind",
        "note",
        "verification",
        "source",
        "format",
        "names",
        "parent",
        "position",
        "words",
    ]
)


class Unreadable(Exception):
    """A file that is no article; the text says why, in English, for the operator."""


@dataclass(frozen=True, slots=True)
class Fields:
    """`shared` holds only what the file says: type, audience, owner (a mail address), review_by, valid_from, valid_to,
    original, popularity. `behind` is None when nobody says."""

    shared: Mapping[str, Any] = field(default_factory=dict)
    state: str = PUBLISHED
    publish_at: Instant | None = None
    # (locale, old slug); an empty locale is every one.
    redirects: tuple[tuple[str, str], ...] = ()
    behind: bool | None = None
    note: str = ""
    verification: str = ""
    source: str = ""
    exact: bool = False


class _Plain(yaml.SafeLoader):
    """YAML without what makes a small file large, no anchor, no alias, and without fields of ours that are said twice."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        event: Any = self.peek_event()  # type: ignore[no-untyped-call]
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
            raise Unreadable("front matter with anchors or aliases")
        return super().compose_node(parent, index)

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        said = Counter(str(key.value).lower() for key, _ in node.value if isinstance(key, yaml.ScalarNode))
        if twice := sorted(name for name in said.keys() & _OURS if said[name] > 1):
            raise Unreadable(f"front matter says {twice[0]} twice")
        made: dict[Any, Any] = super().construct_mapping(node, deep)
        return made


def read_yaml(text: str) -> Any:
    """Plain values out of YAML. Raises Unreadable, yaml.YAMLError, ValueError, RecursionError."""
    loader = _Plain(text)
    try:
        return loader.get_single_data()
    finally:
        loader.dispose()


def read_fields(matter: Mapping[str, Any]) -> Fields:
    """Raises Unreadable for a value that cannot be."""
    if matter.get("format") not in (None, FORMAT):
        return Fields()
    exact = matter.get("format") == FORMAT
    state = _choice(matter, "state", STATES) or PUBLISHED
    publish_at = _time(matter, "publish_at")
    if (state == SCHEDULED) != (publish_at is not None):
        raise Unreadable("state scheduled goes with publish_at, and with nothing else")
    return Fields(
        shared=_shared(matter),
        state=state,
        publish_at=publish_at,
        redirects=_redirects(matter),
        behind=matter["behind"] if isinstance(matter.get("behind"), bool) else None,
        note=one_line(storable(str(matter.get("note") or "")), 1000) if exact else "",
        verification=_verification(matter),
        source=_source(matter) if exact else "",
        exact=exact,
    )


def _shared(matter: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if kind := _choice(matter, "type", TYPES):
        found["type"] = kind
    if audience := _choice(matter, "audience", AUDIENCES):
        found["audience"] = audience
    for name in ("review_by", "valid_from", "valid_to"):
        if name in matter:
            found[name] = _time(matter, name)
    start, end = found.get("valid_from"), found.get("valid_to")
    if start is not None and end is not None and end <= start:
        raise Unreadable("valid_to is not after valid_from")
    if isinstance(matter.get("owner"), str):
        found["owner"] = matter["owner"].strip()[:254]
    if isinstance(matter.get("original"), str) and (tag := locale_tag(matter["original"])):
        found["original"] = tag
    number = matter.get("popularity")
    if isinstance(number, int) and not isinstance(number, bool):
        found["popularity"] = max(0, min(number, 1_000_000))
    return found


def _choice(matter: Mapping[str, Any], name: str, offered: tuple[str, ...]) -> str:
    """Other site builders have a `type` of their own: only our format is held to ours."""
    value = matter.get(name)
    if value in (None, ""):
        return ""
    if isinstance(value, str) and value in offered:
        return value
    if matter.get("format") == FORMAT or name in ("state", "audience"):
        raise Unreadable(f"{name} is none of {', '.join(offered)}")
    return ""


def _time(matter: Mapping[str, Any], name: str) -> Instant | None:
    """A date is its first moment in UTC, and so is a time that names no offset."""
    value = matter.get(name)
    if value in (None, ""):
        return None
    try:
        if isinstance(value, str):
            value = datetime.fromisoformat(value.strip()[:40])
        if isinstance(value, date) and not isinstance(value, datetime):
            value = datetime(value.year, value.month, value.day, tzinfo=UTC)
        if not isinstance(value, datetime):
            raise ValueError
        value = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
        if not 1970 <= value.year <= LATEST_YEAR:
            raise ValueError
    except (ValueError, OverflowError):
        raise Unreadable(f"{name} is no date") from None
    return int(value.timestamp()) * clock.SECOND


def _redirects(matter: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """`redirects: [old]`, and `redirects_by_locale: {ar: [old]}`."""
    by_locale = matter.get("redirects_by_locale")
    lists: list[tuple[str, Any]] = [("", matter.get("redirects"))]
    for key, value in by_locale.items() if isinstance(by_locale, dict) else ():
        if isinstance(key, str) and (tag := locale_tag(key)):
            lists.append((tag, value))
    found: dict[tuple[str, str], None] = {}
    for locale, items in lists:
        for item in items if isinstance(items, list) else ():
            if isinstance(item, str) and (slug := slugify(item.rsplit("/", 1)[-1], 120)):
                found[locale, slug] = None
    return tuple(found)[:REDIRECTS]


def _verification(matter: Mapping[str, Any]) -> str:
    value = matter.get("verification")
    return value if isinstance(value, str) and re.fullmatch(r"[0-9a-f]{12}", value) else ""


def _source(matter: Mapping[str, Any]) -> str:
    """Where its relative links begin. A name for the database, never opened."""
    value = matter.get("source")
    if not isinstance(value, str) or not value:
        return ""
    path = PurePosixPath(storable(value)[:500])
    if path.is_absolute() or ".." in path.parts:
        raise Unreadable("source leads out of the folder")
    return str(path)
