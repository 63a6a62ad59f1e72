"""Reads a draft before customers do: links that lead nowhere, addresses that are not what they seem, pictures that say nothing
to those who do not see them, words that support never says, secrets left in an example, and another language than the one it
is kept under. Nothing is fetched: an address outside is judged by its shape and by the brand's list."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from fairlead.helpcenter.check_language import is_unlikely
from fairlead.helpcenter.library import Shelf
from fairlead.helpcenter.render import linked, pictured
from fairlead.helpcenter.rules import media_address, slugify
from fairlead.helpcenter.show_media import CAPTIONS, Facts, Pictured
from fairlead.shield.allow_links import Allowed, first_outside
from fairlead.shield.find_links import find_leads, true_host
from fairlead.shield.hold_back import asks_for_secret
from fairlead.shield.secrets import find_secrets, mark

BROKEN, ANCHOR, UNSAFE, ODD = "link_broken", "anchor_missing", "link_unsafe", "link_odd"
FOREIGN, ASKED, WRITTEN = "address_foreign", "secret_asked", "secret_written"
UNDESCRIBED, MISSING, ELSEWHERE, SILENT = (
    "picture_undescribed",
    "media_missing",
    "picture_elsewhere",
    "captions_missing",
)
UNLIKELY = "language_unlikely"
# Whoever publishes such a text says that he means it.
STOPS = frozenset({UNSAFE, FOREIGN, ASKED, WRITTEN})
MOST = 100
_UNSAFE = re.compile(r"(?:javascript|vbscript|data|file|blob|about|intent)\s*:", re.IGNORECASE)
_TARGET = re.compile(r"\]\(\s*<?\s*([^\s)>]*)|^ {0,3}\[[^\]\n]+\]:\s*<?(\S+)", re.MULTILINE)
# Media are named by digests and sections by their titles: long and odd, and no secret.
_NAMES = re.compile(r"\]\((?:media:|#)[^)\n]*\)")
_OURS = re.compile(r"/help/(?P<brand>[^/?#]+)/(?P<locale>[^/?#]+)/(?P<kind>[ac])/(?P<slug>[^/?#]+)")


class Finding(NamedTuple):
    """`line` counts from 1; `text` is what the reader sees of a link, or the sentence."""

    code: str
    address: str
    text: str
    line: int


class Around(NamedTuple):
    """What a text's links are looked up in: its brand's key and shelves, where its relative links lead (None: nowhere),
    where the brand's people may lead customers, and the text's own locale."""

    brand_key: str
    shelves: Sequence[Shelf]
    links: Callable[[str], str | None]
    allowed: Allowed
    known: Mapping[str, Facts] = {}
    locale: str = ""


def check(body: str, title: str, around: Around) -> list[Finding]:
    """In the order of their lines, at most `MOST`. Takes a thread's time, not the loop's."""
    found = [
        *_links(body, title, around),
        *_pictures(body, around),
        *_words(body, around.allowed),
        *_secrets(title, body),
        *([Finding(UNLIKELY, "", "", 1)] if is_unlikely(around.locale, f"{title}\n{body}") else ()),
    ]
    return sorted(dict.fromkeys(found), key=lambda one: (one.line, one.code))[:MOST]


def _links(body: str, title: str, around: Around) -> Iterator[Finding]:
    links, anchors = linked(body, title)
    for link in links:
        if code := _verdict(link.address, anchors, around):
            yield Finding(code, link.address[:500], link.text[:200], link.line)
    # What CommonMark itself takes for no link at all was still meant as one.
    for number, line in enumerate(body.split("\n"), 1):
        for match in _TARGET.finditer(line):
            address = unquote(match[1] or match[2] or "")
            if _UNSAFE.match(re.sub(r"[\x00-\x20\u200b-\u200f]", "", address)):
                yield Finding(UNSAFE, address[:500], "", number)


def _pictures(body: str, around: Around) -> Iterator[Finding]:
    for one in pictured(body):
        for code in _lacks(one, around.known):
            yield Finding(code, one.address[:500], one.said[:200], one.line)


def _lacks(one: Pictured, known: Mapping[str, Facts]) -> Iterator[str]:
    """What is missing for those who read: the picture itself, words for who does not see it or hear the video."""
    address = media_address(one.address)
    if address is None:
        yield ELSEWHERE
        return
    if not one.said:
        yield UNDESCRIBED
    facts = known.get(address.digest)
    if facts is None or facts.type == CAPTIONS or not address.digests() <= known.keys():
        yield MISSING
    elif facts.type.startswith("video/") and not address.captions:
        yield SILENT


def _verdict(address: str, anchors: frozenset[str], around: Around) -> str | None:
    if _UNSAFE.match(address):
        return UNSAFE
    if address.startswith(("https://", "http://")):
        return _outside(address)
    if address.startswith("mailto:"):
        return None
    if address.startswith("#"):
        return None if slugify(address[1:], 60) in anchors else ANCHOR
    if ours := _OURS.match(address):
        return None if _is_there(ours, around) else BROKEN
    if address.startswith("/help/"):
        return None
    return None if around.links(address) else BROKEN


def _outside(address: str) -> str | None:
    """An address that shows another host than it leads to, or one that anybody on the way can change."""
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018 - raises for what is no port
    except ValueError:
        return UNSAFE
    host = parts.hostname or ""
    if not host or "@" in parts.netloc or true_host(address) is None:
        return UNSAFE
    is_number = re.fullmatch(r"[\d.]+|0x[\da-f]+|.*:.*", host, re.IGNORECASE) is not None
    return ODD if is_number or parts.scheme == "http" or "xn--" in host or not host.isascii() else None


def _is_there(ours: re.Match[str], around: Around) -> bool:
    if ours["brand"] != around.brand_key:
        return False
    slug = unquote(ours["slug"])
    if ours["kind"] == "c":
        return any(category.slug == slug for shelf in around.shelves for category in shelf.categories)
    return any(shelf.by_slug(ours["locale"], slug) or shelf.moved(ours["locale"], slug) for shelf in around.shelves)


def _words(body: str, allowed: Allowed) -> Iterator[Finding]:
    for number, line in enumerate(body.split("\n"), 1):
        if asks_for_secret(line):
            yield Finding(ASKED, "", line.strip()[:200], number)
        if (outside := first_outside(find_leads(line), allowed)) is not None:
            yield Finding(FOREIGN, outside[:500], line.strip()[:200], number)


def _secrets(title: str, body: str) -> Iterator[Finding]:
    """What is found is said by its kind, never repeated. An example is for whoever publishes to mean: everybody will read it."""
    text = _NAMES.sub(lambda name: " " * len(name[0]), f"{title}\n{body}")
    for secret in find_secrets(text):
        if secret.sure:
            yield Finding(WRITTEN, "", mark(secret.kind), max(text.count("\n", 0, secret.start), 1))
