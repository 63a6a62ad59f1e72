"""The part of a text that says why it was found: where to cut, and which stretches to mark."""

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
