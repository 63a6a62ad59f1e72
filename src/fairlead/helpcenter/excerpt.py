"""Shows why a passage was found: the part with the most of what was asked for, its words marked."""

from collections.abc import Collection

from fairlead.helpcenter.search import Hit
from fairlead.infra.excerpts import CHARS, marked_html, merged, window
from fairlead.infra.words import terms


def excerpt(text: str, wanted: Collection[str], locale: str, *, chars: int = CHARS) -> str:
    """HTML: the text escaped, matches in `<mark>`, at most about `chars` characters around the densest place."""
    flat = " ".join(text.split())
    matches = [term for term in terms(flat, locale) if term.text in wanted]
    start, end = window(flat, matches, chars)
    return marked_html(flat, merged(matches), start, end)


def summary_of(hit: Hit) -> str:
    """HTML that says what a found article has to say: its passage, or its summary when the match is not in the text."""
    found = excerpt(hit.passage.text, hit.terms, hit.head.locale)
    if "<mark>" in found or not hit.head.summary:
        return found
    return excerpt(hit.head.summary, hit.terms, hit.head.locale)


def marked(text: str, wanted: Collection[str], locale: str) -> str:
    """The whole text as HTML with matches in `<mark>`."""
    return excerpt(text, wanted, locale, chars=len(text) + 1)
