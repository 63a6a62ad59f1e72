"""What machines read of a page: schema.org in JSON-LD, which a browser takes for data and never runs."""

import html
import json
from collections.abc import Sequence
from typing import Any

import nh3
from markupsafe import Markup

from fairlead.helpcenter.help_center import Article
from fairlead.helpcenter.rules import is_question
from fairlead.kit import clock

ANSWER_CHARS = 5000
# What could end the element early is written as JSON's own escapes.
_ESCAPES = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


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
    """FAQPage for questions, HowTo for tutorials in steps, Article for everything else; with the way to it."""
    head = made.head
    stamped = {
        "inLanguage": head.locale,
        "datePublished": clock.iso(head.published_at or head.updated_at),
        "dateModified": clock.iso(head.updated_at),
        "publisher": {"@type": "Organization", "name": publisher},
        "url": address,
    }
    return as_data({"@context": "https://schema.org", "@graph": [_kind(made, address) | stamped, trail(steps)]})


def _kind(made: Article, address: str) -> dict[str, Any]:
    head = made.head
    upper = [heading for heading in made.rendered.headings if heading.level == 2]
    if head.type == "tutorial" and len(upper) > 1:
        named = [{"@type": "HowToStep", "name": one.text, "url": f"{address}#{one.anchor}"} for one in upper]
        return {"@type": "HowTo", "name": head.title, "description": head.summary, "step": named}
    if head.type == "faq" and is_question(head.title):
        answer = {"@type": "Answer", "text": _plain(made.rendered.html)}
        return {"@type": "FAQPage", "mainEntity": [{"@type": "Question", "name": head.title, "acceptedAnswer": answer}]}
    return {"@type": "Article", "headline": head.title, "description": head.summary}


def _plain(text: str) -> str:
    return " ".join(html.unescape(nh3.clean(text, tags=set())).split())[:ANSWER_CHARS]
