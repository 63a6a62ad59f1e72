"""Decisions about locales, names and addresses of articles; values in, values out."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from fairlead.kit.access import Actor, Rule
from fairlead.people.rules import may_publish, may_write

# Languages by ISO 639-1 with the name each gives itself; others are shown by their tag.
NATIVE_NAMES = {
    "ar": "العربية",
    "bn": "বাংলা",
    "cs": "Čeština",
    "da": "Dansk",
    "de": "Deutsch",
    "el": "Ελληνικά",
    "en": "English",
    "es": "Español",
    "fa": "فارسی",
    "fi": "Suomi",
    "fr": "Français",
    "he": "עברית",
    "hi": "हिन्दी",
    "hu": "Magyar",
    "id": "Bahasa Indonesia",
    "it": "Italiano",
    "ja": "日本語",
    "ko": "한국어",
    "ms": "Bahasa Melayu",
    "nl": "Nederlands",
    "no": "Norsk",
    "pl": "Polski",
    "pt": "Português",
    "pt-BR": "Português (Brasil)",
    "ro": "Română",
    "ru": "Русский",
    "sv": "Svenska",
    "th": "ไทย",
    "tr": "Türkçe",
    "uk": "Українська",
    "ur": "اردو",
    "vi": "Tiếng Việt",
    "zh": "中文",
    "zh-CN": "简体中文",
    "zh-HK": "繁體中文（香港）",
    "zh-TW": "繁體中文",
}
# Characters of one text: what parsers of Markdown take a second for, at their worst.
BODY = 100_000
# Every bracket may begin a link, every stroke a table's cell: no text has so many, and parsers pay for each.
_MOST = {"[": 4000, "|": 20_000}
_MORE_LANGUAGES = (
    "af am az be bg bs ca cy et eu ga gl hr hy is ka kk km ky lo lt lv mk ml mn mr mt my nb ne nn pa ps si sk sl sq sr sw "
    "ta te tl uz zu"
)
_LANGUAGES = frozenset(tag[:2] for tag in NATIVE_NAMES) | frozenset(_MORE_LANGUAGES.split())
_RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ps", "ur"})
_TAG = re.compile(r"([a-z]{2})(?:[-_]([a-z]{4}))?(?:[-_]([a-z]{2}))?", re.IGNORECASE)
_ALIASES = {"zh-hans": "zh-CN", "zh-hant": "zh-TW", "zh": "zh-CN"}


def locale_tag(text: str) -> str | None:
    """`zh_cn`, `ZH-Hans`, `pt-br` → `zh-CN`, `zh-CN`, `pt-BR`; None for what names no language we know."""
    match = _TAG.fullmatch(text.strip())
    if match is None or match[1].lower() not in _LANGUAGES:
        return None
    language, script, region = match[1].lower(), match[2], match[3]
    tag = f"{language}-{region.upper()}" if region else language
    return _ALIASES.get(f"{language}-{script.lower()}" if script and not region else tag, tag)


def native_name(tag: str) -> str:
    return NATIVE_NAMES.get(tag) or NATIVE_NAMES.get(tag[:2], tag)


def is_right_to_left(tag: str) -> bool:
    return tag[:2] in _RIGHT_TO_LEFT


def locale_in_path(path: PurePosixPath) -> tuple[str | None, PurePosixPath]:
    """The locale a path names (a folder `zh-cn/`, or `faq.es.md`), and the path without it: the same for all locales.

    The folder nearest to the file counts.
    """
    stem, _, suffix = path.stem.rpartition(".")
    if stem and (tag := locale_tag(suffix)):
        return tag, path.with_name(stem + path.suffix)
    folders = path.parts[:-1]
    for index in range(len(folders) - 1, -1, -1):
        if tag := locale_tag(folders[index]):
            return tag, PurePosixPath(*folders[:index], *path.parts[index + 1 :])
    return None, path


def best_locale(accept_language: str, offered: Sequence[str], default: str) -> str:
    """The offered locale an `Accept-Language` header of any length asks for most."""
    ranked: list[tuple[float, int, str]] = []
    for order, part in enumerate(accept_language[:400].split(",")[:20]):
        tag, _, quality = part.partition(";")
        weight = _quality(quality)
        if weight > 0:
            ranked.append((-weight, order, tag.strip().lower()))
    for _, _, tag in sorted(ranked):
        for matches in (
            [o for o in offered if o.lower() == tag],
            [o for o in offered if tag and o.lower().split("-")[0] == tag[:2]],
        ):
            if matches:
                return matches[0]
    return default


def _quality(text: str) -> float:
    match = re.fullmatch(r"\s*q=([01](?:\.\d{0,3})?)\s*", text)
    return float(match[1]) if match else 1.0


def slugify(text: str, limit: int = 80) -> str:
    """Letters and digits of any script, joined by hyphens; empty when there are none."""
    flat = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[\W_]+", "-", flat).strip("-")[:limit].rstrip("-")


def slug_candidates(path: PurePosixPath) -> Iterable[str]:
    """Slugs from a file's path, the shortest first: the file's name, then with each folder above, then numbered."""
    parts = [slugify(part) for part in (*path.parts[:-1], path.stem)]
    parts = [part for part in parts if part] or ["article"]
    if len(parts) > 1 and parts[-1] in ("readme", "index"):
        parts.pop()
    for count in range(1, len(parts) + 1):
        yield "-".join(parts[-count:])[-120:].lstrip("-")
    longest = "-".join(parts)[-110:].lstrip("-")
    for number in range(2, 10_000):
        yield f"{longest}-{number}"


def category_from_path(path: PurePosixPath) -> str:
    """The folder a file lies in, but for those that only say that these are documents."""
    for folder in reversed(path.parts[:-1]):
        slug = slugify(folder)
        if slug and slug not in ("docs", "doc", "content", "articles", "pages", "src", "resources", "i18n"):
            return slug
    return "general"


def humanised(slug: str) -> str:
    text = slug.replace("-", " ")
    return text[:1].upper() + text[1:]


def keeps_parsers_busy(body: str) -> bool:
    """Whether it is more than a second's work to find that most of its marks mean nothing."""
    return any(body.count(mark) > most for mark, most in _MOST.items())


def reading_minutes(text: str) -> int:
    """At 220 words or 400 characters of a script without spaces a minute, never under one."""
    dense = sum(1 for c in text if "⺀" <= c <= "鿿" or "฀" <= c <= "๿" or "가" <= c <= "힣")
    words = len(re.findall(r"[^\W_⺀-鿿]+", text))
    return max(1, round(words / 220 + dense / 400))


def is_question(heading: str) -> bool:
    return heading.rstrip(" *_`").endswith(("?", "？", "؟"))


def category_path(brand: str, locale: str, slug: str) -> str:
    return f"/help/{brand}/{locale}/c/{slug}"


# What `article_path` makes, wherever it stands in an address.
ARTICLE = re.compile(r"/help/(?P<brand>[^/]+)/(?P<locale>[^/]+)/a/(?P<slug>[^/?#]+)")


def article_path(brand: str, locale: str, slug: str, anchor: str = "") -> str:
    return f"/help/{brand}/{locale}/a/{slug}" + (f"#{anchor}" if anchor else "")


def media_path(brand: str, digest: str, ending: str) -> str:
    """Where everybody gets what published texts show."""
    return f"/help/{brand}/media/{digest}.{ending}"


def desk_media_path(brand: str, digest: str, ending: str) -> str:
    """Where those who answer and those who write get it, also before it is published."""
    return f"/api/desk/help/media/{brand}/{digest}.{ending}"


@dataclass(frozen=True, slots=True)
class MediaAddress:
    """What `media:{digest}?poster={digest}&{locale}={digest}` names: a picture or a video, for the latter the picture before
    it plays and its captions by locale."""

    digest: str
    poster: str = ""
    captions: tuple[tuple[str, str], ...] = ()

    def digests(self) -> frozenset[str]:
        return frozenset({self.digest, self.poster, *(digest for _, digest in self.captions)}) - {""}


_MEDIA = re.compile(r"media:([0-9a-f]{32})(?:\?([A-Za-z-]{2,16}=[0-9a-f]{32}(?:&[A-Za-z-]{2,16}=[0-9a-f]{32}){0,40}))?")


def media_address(address: str) -> MediaAddress | None:
    """None for what is no whole address of that kind."""
    match = _MEDIA.fullmatch(address)
    if match is None:
        return None
    named = dict(pair.split("=") for pair in (match[2] or "").split("&") if pair)
    poster = named.pop("poster", "")
    told = {tag: digest for name, digest in named.items() if (tag := locale_tag(name))}
    return MediaAddress(match[1], poster, tuple(told.items()))


_SAID = re.compile(rf"!\[(?P<said>(?:\\.|[^\\\]\n]){{0,300}})\]\(<?(?P<address>{_MEDIA.pattern})")


def media_said(body: str) -> dict[str, str]:
    """The digests of all that a text's Markdown names, with what it says of each; captions and pictures before a video say
    nothing."""
    said = dict.fromkeys(media_in(body), "")
    for match in _SAID.finditer(body) if said else ():
        if address := media_address(match["address"]):
            said[address.digest] = said[address.digest] or re.sub(r"\\(.)", r"\1", match["said"])
    return said


def media_in(body: str) -> frozenset[str]:
    """The digests of all that a text's Markdown names."""
    found = (media_address(match[0]) for match in _MEDIA.finditer(body)) if "media:" in body else ()
    return frozenset().union(*(one.digests() for one in found if one))


def _reads(actor: Actor, thing: Any) -> bool:
    return actor.kind == "agent" and thing.brand_id in actor.articles


# Action → rule. The object is whatever has a `brand_id`. What customers read they ask nobody for.
ACCESS: dict[str, Rule] = {
    "article.read": _reads,
    "article.write": lambda actor, thing: _reads(actor, thing) and may_write(actor),
    "article.publish": lambda actor, thing: _reads(actor, thing) and may_publish(actor),
}
