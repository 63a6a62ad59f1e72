"""What of an article is searched, and the terms it is found by."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, cast

import msgspec
import structlog

from fairlead.helpcenter.render import Passage, passages
from fairlead.helpcenter.store import Changed
from fairlead.infra.search import Part
from fairlead.infra.words import ANALYSIS, joined

# A match in a title says more than one in a text.
BOOSTS = {"title": 3.0, "asked": 3.0, "heading": 1.5, "body": 1.0}
# Headings are found by themselves, too, where there are many: one of fifty weighs nothing among the words of all.
HEADING_BOOSTS = {"heading": 1.5}
MANY_HEADINGS = 6


@dataclass(frozen=True, slots=True)
class Kept:
    """How an article's letters are cut (see `infra/letters.py`). Bounds are one more than what they bound: known questions,
    different headings, and the pieces of the text, each of which stands below one of the headings."""

    asked: "array[int]"
    headings: "array[int]"
    pieces: "array[int]"
    above: "array[int]"


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(list[tuple[str, str, str]])
log = structlog.get_logger()


def passages_of(packed: bytes) -> list[Passage]:
    """Of what is stored with an article; none when it has gone since it was found."""
    return [Passage(*one) for one in _DECODER.decode(packed)] if packed else []


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
    passages = indexed["passages"]
    headings = list(dict.fromkeys(one["heading_terms"] for one in passages))
    numbers = {terms: number for number, terms in enumerate(headings)}
    bodies = [one["body_terms"] for one in passages]
    packed = _ENCODER.encode([(one["heading"], one["anchor"], one["text"]) for one in passages])
    # What is no text is told now, and not when it is found.
    passages_of(packed)
    kept = Kept(
        asked=_bounds(indexed["asked"]),
        headings=_bounds(headings),
        pieces=_bounds([indexed["body"], *bodies])[1:],
        above=array("I", (numbers[one["heading_terms"]] for one in passages)),
    )
    terms = {
        # Joined, since what is no text is refused then.
        "title": " ".join([indexed["title"]]),
        "asked": " ".join(indexed["asked"]),
        "heading": " ".join(headings),
        "body": " ".join((indexed["body"], *bodies)),
    }
    return Part(key, terms, kept, packed)


def _bounds(texts: Sequence[str]) -> "array[int]":
    return array("I", accumulate((len(text.split()) for text in texts), initial=0))


def headings(key: str, indexed: dict[str, Any]) -> list[Part]:
    terms = dict.fromkeys(one["heading_terms"] for one in indexed["passages"])
    return [Part(key, {"heading": one}) for one in terms if one] if len(terms) > MANY_HEADINGS else []


def parts_of(item: Changed) -> tuple[Part, list[Part]]:
    """What is indexed of it, as a whole and by its headings; made anew when it was stored by another analysis, or is damaged."""
    key, kept = item.head.translation_id, cast("Any", item.indexed)
    if isinstance(kept, dict) and kept.get("analysis") == ANALYSIS:
        try:
            return part(key, kept), headings(key, kept)
        except Exception:
            log.exception("what is kept of an article for the search is damaged and is made anew", translation=key)
    made = _made(item)
    return part(key, made), headings(key, made)


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
