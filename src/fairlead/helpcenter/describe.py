"""What machines read of a page: schema.org in JSON-LD, which a browser takes for data and never runs."""

import html
import json
import re
from collections.abc import Sequence
from html.parser import HTMLParser
from typing import Any, NamedTuple

import nh3
from markupsafe import Markup

from fairlead.helpcenter.help_center import Article
from fairlead.helpcenter.rules import is_question
from fairlead.kit import clock

ANSWER_CHARS = 5000
_INLINE = frozenset({"a", "abbr", "b", "code", "del", "em", "i", "kbd", "mark", "s", "span", "strong", "sub", "sup"})
# What could end the element early is written as JSON's own escapes.
_ESCAPES = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


# As `show_media.py` writes it.
_PICTURE = re.compile(
    r'<img src="(?P<src>/help/[^"]+)" alt="(?P<said>[^"]*)"(?: width="(?P<width>\d+)" height="(?P<height>\d+)")?'
    r'|<video [^>]*?width="(?P<wide>\d+)" height="(?P<high>\d+)" poster="(?P<poster>/help/[^"]+)"'
    r'(?: aria-label="(?P<named>[^"]*)")?'
)
# Smaller ones are shown small beside the words (both kinds of card ask for so much).
LARGE = (300, 157)


class Card(NamedTuple):
    """The picture that others show beside a link to a page: its address without the origin, what it shows, and its size in
    pixels, 0 when it is not known."""

    address: str
    said: str
    width: int
    height: int

    @property
    def is_large(self) -> bool:
        return self.width >= LARGE[0] and self.height >= LARGE[1]


def first_picture(made: Article) -> Card | None:
    """The first one the text shows, or that stands before its first video plays."""
    found = _PICTURE.search(made.rendered.html)
    if found is None:
        return None
    said = html.unescape(found["said"] or found["named"] or "")
    address = html.unescape(found["src"] or found["poster"])
    return Card(address, said, int(found["width"] or found["wide"] or 0), int(found["height"] or found["high"] or 0))


def as_data(thing: dict[str, Any]) -> Markup:
    """The content of a `<script type="application/ld+json">`."""
    return Markup(json.dumps(thing, ensure_ascii=False).translate(_ESCAPES))  # noqa: S704 - escaped above


def trail(steps: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """A BreadcrumbList of (name, absolute address)."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name, "item": address}
            for place, (name, address) in enumerate(steps, 1)
        ],
    }


def article(made: Article, *, address: str, publisher: str, steps: Sequence[tuple[str, str]]) -> Markup:
    """FAQPage for questions, HowTo for tutorials in numbered steps, Article for everything else; with the way to it."""
    head = made.head
    pictured = first_picture(made)
    shown = {"image": address.partition("/help/")[0] + pictured.address} if pictured else {}
    stamped = {
        "inLanguage": head.locale,
        "datePublished": clock.iso(head.published_at or head.updated_at),
        "dateModified": clock.iso(head.updated_at),
        "publisher": {"@type": "Organization", "name": publisher},
        "url": address,
        **shown,
    }
    return as_data({"@context": "https://schema.org", "@graph": [_kind(made) | stamped, trail(steps)]})


def _kind(made: Article) -> dict[str, Any]:
    head = made.head
    if head.type == "tutorial" and len(steps := steps_of(made.rendered.html)) > 1:
        told = [{"@type": "HowToStep", "position": place, "text": text} for place, text in enumerate(steps, 1)]
        return {"@type": "HowTo", "name": head.title, "description": head.summary, "step": told}
    if head.type == "faq" and is_question(head.title):
        answer = {"@type": "Answer", "text": _plain(made.rendered.html)}
        return {"@type": "FAQPage", "mainEntity": [{"@type": "Question", "name": head.title, "acceptedAnswer": answer}]}
    return {"@type": "Article", "headline": head.title, "description": head.summary}


class _Steps(HTMLParser):
    """The points of the first numbered list, each with what stands in it."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[list[str]] = []
        self._depth, self._is_over = 0, False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._is_over or (self._depth == 0 and tag != "ol"):
            return
        self._depth += tag in ("ol", "ul")
        if tag == "li" and self._depth == 1:
            self.found.append([])
        if tag not in _INLINE:
            self.handle_data(" ")

    def handle_endtag(self, tag: str) -> None:
        if self._depth and tag in ("ol", "ul"):
            self._depth -= 1
            self._is_over = self._depth == 0
        # Blocks stand apart; a word that is half bold stays one.
        if tag not in _INLINE:
            self.handle_data(" ")

    def handle_data(self, data: str) -> None:
        if self._depth and self.found:
            self.found[-1].append(data)


def steps_of(text: str) -> list[str]:
    """Of a rendered text: what its first numbered list says, point by point."""
    parser = _Steps()
    parser.feed(text)
    return [step for parts in parser.found if (step := " ".join("".join(parts).split()))]


def _plain(text: str) -> str:
    return " ".join(html.unescape(nh3.clean(text, tags=set())).split())[:ANSWER_CHARS]
