"""What of an article is searched, and the terms it is found by."""

from collections.abc import Iterator, Sequence
from typing import Any, cast

import msgspec
import structlog

from fairlead.helpcenter.render import Passage, passages
from fairlead.helpcenter.store import Changed
from fairlead.infra.search import Part
from fairlead.infra.words import ANALYSIS, joined

# A match in a title says more than one in a text.
BOOSTS = {"title": 3.0, "asked": 3.0, "heading": 1.5, "body": 1.0}
# Headings are found by themselves, too: one of fifty in a long article weighs nothing among its words.
HEADING_BOOSTS = {"heading": 1.5}


class Piece(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """A passage with its terms, joined by spaces."""

    heading: str
    anchor: str
    text: str
    heading_terms: str
    body_terms: str


class Kept(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """What the index gives back of an article: its terms and passages. `asked` has the terms of each known question."""

    title: str
    asked: list[str]
    summary: str
    pieces: list[Piece]


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(Kept)
kept_of = _DECODER.decode
log = structlog.get_logger()


def indexed(*, title: str, summary: str, questions: Sequence[str], slug: str, body: str, locale: str) -> dict[str, Any]:
    """The terms and passages of one version, as kept in its row."""
    return {
        "analysis": ANALYSIS,
        "title": joined(title, locale),
        "asked": [joined(question, locale) for question in questions],
        "body": joined(f"{summary}\n{slug.replace('-', ' ')}", locale),
        "passages": [_passage(passage, locale) for passage in passages(body, title)],
    }


def _passage(passage: Passage, locale: str) -> dict[str, str]:
    text = passage.text
    # A link that asks says where an answer is; it is none.
    for pointer in passage.pointers:
        text = text.replace(pointer, " ", 1)
    return {
        "heading": passage.heading,
        "anchor": passage.anchor,
        "text": passage.text,
        "heading_terms": joined(passage.heading, locale),
        "body_terms": joined(text, locale),
    }


def part(key: str, indexed: dict[str, Any]) -> Part:
    pieces = [
        Piece(one["heading"], one["anchor"], one["text"], one["heading_terms"], one["body_terms"])
        for one in indexed["passages"]
    ]
    headings = dict.fromkeys(piece.heading_terms for piece in pieces)
    terms = {
        "title": indexed["title"],
        "asked": " ".join(indexed["asked"]),
        "heading": " ".join(headings),
        "body": " ".join((indexed["body"], *(piece.body_terms for piece in pieces))),
    }
    return Part(key, terms, _ENCODER.encode(Kept(indexed["title"], indexed["asked"], indexed["body"], pieces)))


def headings(key: str, indexed: dict[str, Any]) -> Iterator[Part]:
    for terms in dict.fromkeys(one["heading_terms"] for one in indexed["passages"]):
        if terms:
            yield Part(key, {"heading": terms})


def parts_of(item: Changed) -> tuple[Part, list[Part]]:
    """What is indexed of it, as a whole and by its headings; made anew when it was stored by another analysis, or is damaged."""
    key, kept = item.head.translation_id, cast("Any", item.indexed)
    if isinstance(kept, dict) and kept.get("analysis") == ANALYSIS:
        try:
            return _checked(part(key, kept)), list(headings(key, kept))
        except Exception:
            log.exception("what is kept of an article for the search is damaged and is made anew", translation=key)
    made = _made(item)
    return part(key, made), list(headings(key, made))


def _checked(made: Part) -> Part:
    """As it will be read when it is found. Raises for what the index would take and the search not."""
    kept_of(made.kept)
    return made


def _made(item: Changed) -> dict[str, Any]:
    head = item.head
    return indexed(
        title=head.title,
        summary=head.summary,
        questions=item.questions,
        slug=head.slug,
        body=item.body,
        locale=head.locale,
    )
