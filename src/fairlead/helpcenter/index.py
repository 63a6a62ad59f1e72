"""What of an article is searched, and the terms it is found by."""

from collections.abc import Iterator, Sequence
from typing import Any

from fairlead.helpcenter.render import Passage, passages
from fairlead.infra.search import Part
from fairlead.infra.words import ANALYSIS, joined

# A match in a title says more than one in a text.
BOOSTS = {"title": 3.0, "asked": 3.0, "heading": 1.5, "body": 1.0}
BETWEEN = " | "  # separates the terms of questions; no term itself
HEAD = 0  # the place of the part that stands for the article as a whole


def indexed(*, title: str, summary: str, questions: Sequence[str], slug: str, body: str, locale: str) -> dict[str, Any]:
    """The terms and passages of one version, as kept in its row."""
    return {
        "analysis": ANALYSIS,
        "title": joined(title, locale),
        "asked": BETWEEN.join(joined(question, locale) for question in questions),
        "body": joined(f"{summary}\n{slug.replace('-', ' ')}", locale),
        "passages": [_passage(passage, locale) for passage in passages(body, title)],
    }


def _passage(passage: Passage, locale: str) -> dict[str, str]:
    return {
        "heading": passage.heading,
        "anchor": passage.anchor,
        "text": passage.text,
        "heading_terms": joined(passage.heading, locale),
        "body_terms": joined(passage.text, locale),
    }


def parts(key: str, indexed: dict[str, Any]) -> Iterator[Part]:
    opening = next((passage for passage in indexed["passages"] if passage["text"]), None)
    head = {"title": indexed["title"], "asked": indexed["asked"], "body": indexed["body"]}
    yield Part(key, HEAD, head, _shown(opening) if opening else "")
    for place, passage in enumerate(indexed["passages"], 1):
        terms = {"heading": passage["heading_terms"], "body": passage["body_terms"]}
        yield Part(key, place, terms, _shown(passage))


def _shown(passage: dict[str, str]) -> str:
    return "\n".join((passage["anchor"], passage["heading"].replace("\n", " "), passage["text"]))


def passage_of(shown: str) -> Passage:
    anchor, heading, text = shown.split("\n", 2)
    return Passage(heading, anchor, text)
