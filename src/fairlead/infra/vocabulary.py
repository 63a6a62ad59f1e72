"""The terms an index holds, for what is not typed as it stands there: unfinished words, slips, two words run together."""

import heapq
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache

COMPLETIONS = 5
CORRECTIONS = 3
# The shortest words that are corrected by one letter, and by two; the shortest only by a letter more.
ONE_SLIP, TWO_SLIPS = 4, 8
LEAST_PART = 3


class Vocabulary:
    """Terms with the number of texts each stands in."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        self.counts = counts
        self._sorted = sorted(counts)
        # By first letter and length.
        self._alike: dict[tuple[str, int], list[tuple[str, int]]] = defaultdict(list)
        for term in self._sorted:
            if len(term) >= ONE_SLIP - 1 and term.isalpha() and not "\u2e80" <= term[0] <= "\uffdc":
                self._alike[term[0], len(term)].append((term, _letters(term)))
        self.completions = lru_cache(2048)(self._completions)
        self.corrections = lru_cache(4096)(self._corrections)

    def _completions(self, start: str) -> tuple[str, ...]:
        """The most common terms that begin so."""
        first = bisect_left(self._sorted, start)
        last = bisect_left(self._sorted, start + "\U0010ffff", first)
        best = heapq.nsmallest(COMPLETIONS, self._sorted[first:last], key=lambda term: (-self.counts[term], term))
        return tuple(best)

    def _corrections(self, term: str) -> tuple[tuple[str, int], ...]:
        """Known terms one slip away (two in words of eight letters), nearest and most common first, with the distance."""
        if len(term) < ONE_SLIP or not term.isalpha():
            return ()
        limit = 2 if len(term) >= TWO_SLIPS else 1
        letters = _letters(term)
        near: list[tuple[int, int, str]] = []
        least = len(term) + 1 if len(term) == ONE_SLIP else len(term) - limit
        # The first letter is seldom wrong, but the first two are swapped now and then.
        for start in dict.fromkeys((term[0], term[1] + term[0])):
            for length in range(least, len(term) + limit + 1):
                for known, has in self._alike.get((start[0], length), ()):
                    # Each slip changes at most two of the letters that are used at all.
                    if (letters ^ has).bit_count() <= 2 * limit and known.startswith(start):
                        distance = slips(term, known, limit)
                        if distance <= limit:
                            near.append((distance, -self.counts[known], known))
        best = sorted(near)[:CORRECTIONS]
        return tuple((known, distance) for distance, _, known in best if distance == best[0][0])

    def parts(self, term: str) -> tuple[str, str] | None:
        """The two known words that a term is when its space is put back; the most common of the ways to do so."""
        if not term.isalpha():
            return None
        cuts = ((term[:at], term[at:]) for at in range(LEAST_PART, len(term) - LEAST_PART + 1))
        known = [(min(self.counts.get(a, 0), self.counts.get(b, 0)), a, b) for a, b in cuts]
        count, one, other = max(known, default=(0, "", ""))
        return (one, other) if count else None


def _letters(term: str) -> int:
    """Which letters a word has, one bit each."""
    bits = 0
    for letter in term:
        bits |= 1 << (ord(letter) & 63)
    return bits


def slips(one: str, other: str, limit: int) -> int:
    """Letters missed, added, changed or swapped between two words; anything above `limit` comes back as `limit + 1`."""
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        older, before, row = before, row, [i]
        for j, facing in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != facing))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == facing:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
    return min(row[-1], limit + 1)
