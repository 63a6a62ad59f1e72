"""The part of a text that says why it was found: where to cut, and which stretches to mark.

Three places show one. Articles (`helpcenter/excerpt.py`) and the desk's search (`search/find.py`) match words of the
index, by their stems, and cut at the densest place; a customer's own history (`conversations/find.py`) matches letters
anywhere, as he typed them, and cuts around the first. What customers see is HTML; the desk draws places in plain text.
"""

import html
from collections import Counter, deque
from collections.abc import Iterable

from fairlead.infra.words import Term

CHARS = 220


def merged(matches: list[Term]) -> list[tuple[int, int]]:
    """Spans in order; those that touch or overlap (Chinese pairs do) as one."""
    spans: list[tuple[int, int]] = []
    for match in sorted(matches, key=lambda term: term.start):
        if spans and match.start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], match.end))
        else:
            spans.append((match.start, match.end))
    return spans


def window(flat: str, matches: list[Term], chars: int) -> tuple[int, int]:
    """The stretch of about so many characters with the most different words of those found; the first of equals."""
    if len(flat) <= chars:
        return 0, len(flat)
    best_start, best_count = 0, 0
    entering = deque(sorted(matches, key=lambda term: term.end))
    leaving = deque(sorted(matches, key=lambda term: term.start))
    inside: Counter[str] = Counter()
    end = 0
    # The stretch moves over the text once: a text may hold a word ten thousand times.
    for first in sorted(matches, key=lambda term: term.start):
        start = max(0, first.start - chars // 5)
        while leaving[0].start < start:
            gone = leaving.popleft()
            if gone.end <= end:
                inside[gone.text] -= 1
                if not inside[gone.text]:
                    del inside[gone.text]
        end = start + chars
        while entering and entering[0].end <= end:
            come = entering.popleft()
            if come.start >= start:
                inside[come.text] += 1
        if len(inside) > best_count:
            best_start, best_count = start, len(inside)
    start = _word_start(flat, best_start)
    return start, _word_end(flat, min(len(flat), start + chars))


def marked_html(text: str, spans: Iterable[tuple[int, int]], start: int, end: int) -> str:
    """The part from `start` to `end`, escaped, with the spans that lie in it, in order and apart, in `<mark>`."""
    shown, place = ["…" if start else ""], start
    for first, last in spans:
        if first >= place and last <= end:
            shown += [html.escape(text[place:first]), f"<mark>{html.escape(text[first:last])}</mark>"]
            place = last
    return "".join([*shown, html.escape(text[place:end]), "…" if end < len(text) else ""])


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
