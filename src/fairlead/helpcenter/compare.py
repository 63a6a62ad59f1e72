"""What differs between two versions: line by line, and within a changed line word by word."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from fairlead.infra.words import is_dense

Kind = Literal["same", "added", "removed", "changed", "skipped"]
# Lines that stay the same are shown so many around what changed.
AROUND = 3
# difflib's time grows with the pairs of equal lines, or words: with more of them texts, or lines, are compared as wholes.
MOST_PAIRS, MOST_WORD_PAIRS = 100_000, 10_000
# So many lines of one text are compared by words.
MOST_BY_WORD = 300
_WORD = re.compile(r"\s+|\w+|[^\w\s]")
# A line that keeps less than this of its words is another line.
ALIKE = 0.4


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a line: "same", "added" or "removed"."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """`old` and `new` are its numbers in the two versions, from 1. A changed line is told in pieces; `count` is how many
    same ones were skipped."""

    kind: Kind
    old: int | None = None
    new: int | None = None
    text: str = ""
    pieces: tuple[Piece, ...] = ()
    count: int = 0


@dataclass(frozen=True, slots=True)
class Difference:
    lines: list[Line]
    # The texts were compared as wholes.
    too_long: bool


def compare(before: str, after: str) -> Difference:
    """Takes a thread's time for long texts."""
    old, new = before.split("\n"), after.split("\n")
    if old == new:
        return Difference(list(_shortened([Line("same", n, n, text) for n, text in enumerate(old, 1)])), too_long=False)
    if _pairs(old, new) > MOST_PAIRS:
        gone = [Line("removed", n, None, text) for n, text in enumerate(old, 1)]
        return Difference(gone + [Line("added", None, n, text) for n, text in enumerate(new, 1)], too_long=True)
    lines: list[Line] = []
    by_word = MOST_BY_WORD
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            lines += [Line("same", a + n + 1, c + n + 1, old[a + n]) for n in range(b - a)]
        else:
            lines += _changed(old[a:b], new[c:d], a, c, by_word=by_word)
            by_word = max(0, by_word - min(b - a, d - c))
    return Difference(list(_shortened(lines)), too_long=False)


def words(before: str, after: str) -> tuple[Piece, ...]:
    """The two texts as one, in pieces. Scripts without spaces are compared character by character."""
    if before == after:
        return (Piece("same", before),) if before else ()
    old, new = _words(before), _words(after)
    if _pairs(old, new) > MOST_WORD_PAIRS:
        return tuple(piece for piece in (Piece("removed", before), Piece("added", after)) if piece.text)
    found: list[Piece] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(Piece("same", "".join(old[a:b])))
        else:
            found += [Piece("removed", "".join(old[a:b]))] if b > a else []
            found += [Piece("added", "".join(new[c:d]))] if d > c else []
    return tuple(found)


def _words(text: str) -> list[str]:
    found: list[str] = []
    for part in _WORD.findall(text):
        if is_dense(part[0]):
            found += part
        else:
            found.append(part)
    return found


def _pairs(old: Sequence[str], new: Sequence[str]) -> int:
    counts = Counter(new)
    return max(len(old), len(new), sum(counts[one] for one in old))


def _changed(old: Sequence[str], new: Sequence[str], at: int, to: int, *, by_word: int) -> Iterator[Line]:
    """Lines in the same place that are still alike are one changed line; the others went and came."""
    both = min(len(old), len(new), by_word)
    for n in range(both):
        pieces = words(old[n], new[n])
        kept = sum(len(piece.text) for piece in pieces if piece.kind == "same")
        if kept >= ALIKE * max(len(old[n]), len(new[n]), 1):
            yield Line("changed", at + n + 1, to + n + 1, pieces=pieces)
        else:
            yield Line("removed", at + n + 1, None, old[n])
            yield Line("added", None, to + n + 1, new[n])
    yield from (Line("removed", at + n + 1, None, old[n]) for n in range(both, len(old)))
    yield from (Line("added", None, to + n + 1, new[n]) for n in range(both, len(new)))


def _shortened(lines: Sequence[Line]) -> Iterator[Line]:
    near = set[int]()
    for place, line in enumerate(lines):
        if line.kind != "same":
            near.update(range(place - AROUND, place + AROUND + 1))
    skipped = 0
    for place, line in enumerate(lines):
        if line.kind != "same" or place in near:
            if skipped:
                yield Line("skipped", count=skipped)
            skipped = 0
            yield line
        else:
            skipped += 1
    if skipped:
        yield Line("skipped", count=skipped)
