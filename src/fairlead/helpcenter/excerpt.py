"""Shows why a passage was found: the part with the most of what was asked for, its words marked."""

import html
from collections.abc import Collection

from fairlead.helpcenter.search import Hit
from fairlead.infra.words import Term, terms

CHARS = 220


def excerpt(text: str, wanted: Collection[str], locale: str, *, chars: int = CHARS) -> str:
    """HTML: the text escaped, matches in `<mark>`, at most about `chars` characters around the densest place."""
    flat = " ".join(text.split())
    matches = [term for term in terms(flat, locale) if term.text in wanted]
    start, end = _window(flat, matches, chars)
    shown, place = ["…" if start else ""], start
    for match_start, match_end in _merged(matches):
        if match_start < place or match_end > end:
            continue
        shown += [html.escape(flat[place:match_start]), f"<mark>{html.escape(flat[match_start:match_end])}</mark>"]
        place = match_end
    return "".join([*shown, html.escape(flat[place:end]), "…" if end < len(flat) else ""])


def summary_of(hit: Hit) -> str:
    """HTML that says what a found article has to say: its passage, or its summary when the match is not in the text."""
    found = excerpt(hit.passage.text, hit.terms, hit.head.locale)
    if "<mark>" in found or not hit.head.summary:
        return found
    return excerpt(hit.head.summary, hit.terms, hit.head.locale)


def marked(text: str, wanted: Collection[str], locale: str) -> str:
    """The whole text as HTML with matches in `<mark>`."""
    return excerpt(text, wanted, locale, chars=len(text) + 1)


def _merged(matches: list[Term]) -> list[tuple[int, int]]:
    """Spans in order; those that touch or overlap (Chinese pairs do) as one."""
    spans: list[tuple[int, int]] = []
    for match in sorted(matches, key=lambda term: term.start):
        if spans and match.start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], match.end))
        else:
            spans.append((match.start, match.end))
    return spans


def _window(flat: str, matches: list[Term], chars: int) -> tuple[int, int]:
    if len(flat) <= chars:
        return 0, len(flat)
    best_start, best_count = 0, 0
    for first in matches:
        start = max(0, first.start - chars // 5)
        count = len({m.text for m in matches if start <= m.start and m.end <= start + chars})
        if count > best_count:
            best_start, best_count = start, count
    start = _word_start(flat, best_start)
    return start, _word_end(flat, min(len(flat), start + chars))


def _word_start(flat: str, place: int) -> int:
    """A sentence's or a word's beginning shortly before the place."""
    if place < 40:
        return 0
    for ending in (". ", "。", "? ", "？", "！"):
        if (found := flat.rfind(ending, place - 40, place)) >= 0:
            return found + len(ending)
    return max(flat.rfind(" ", place - 20, place) + 1, place - 20 if flat.isascii() else place)


def _word_end(flat: str, place: int) -> int:
    if place >= len(flat):
        return len(flat)
    found = flat.rfind(" ", place - 20, place)
    return found if found > 0 else place
