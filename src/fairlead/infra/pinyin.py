"""Guesses the Chinese text behind pinyin, first letters or characters of the same sound, from what an index holds.

A small input method: every sound leaves some characters open, and the pairs of neighbours that stand in the indexed texts
say which of them are meant (the most probable path, Viterbi 1967).
"""

import heapq
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from fairlead.infra import han

# Steps between two characters that never stand beside each other cost this much, in the logarithm of a count.
STRANGERS = -3.0
# A character in the place of another of the same sound.
REPLACED = -4.0
# Neighbours of a phrase that people are known to write, beside others that only stand somewhere in a text.
FAMILIAR = 1.5
MAX_SOUNDS = 16
ALTERNATIVES = 3


@dataclass(frozen=True, slots=True)
class Guess:
    """`known`: the share of its pairs of neighbours that the index has."""

    text: str
    score: float
    known: float


class Speller:
    """Over the pairs of characters of an index with their counts. `familiar`: those of phrases that are written, whether the
    texts have them or not."""

    def __init__(self, pairs: Mapping[str, int], familiar: Mapping[str, int] | None = None) -> None:
        known = familiar or {}
        pairs = {**known, **pairs}
        self._pairs = {
            pair: math.log(1 + count) + (FAMILIAR if pair in known else 0.0) for pair, count in pairs.items()
        }
        self._before: dict[str, list[str]] = defaultdict(list)
        by_sound: dict[str, set[str]] = defaultdict(set)
        for pair in pairs:
            self._before[pair[1]].append(pair[0])
            for character in pair:
                for syllable in han.readings(character):
                    by_sound[syllable].add(character)
                    by_sound[syllable[0]].add(character)
        self._by_sound = {sound: frozenset(characters) for sound, characters in by_sound.items()}
        self._syllables = [sound for sound in by_sound if len(sound) > 1 or sound in "ae"]

    @property
    def is_filled(self) -> bool:
        return bool(self._pairs)

    def has(self, pair: str) -> bool:
        return pair in self._pairs

    def from_pinyin(self, syllables: Sequence[str], *, unfinished: str = "") -> list[Guess]:
        """`unfinished`: the first letters of one syllable more."""
        slots = [dict.fromkeys(self._by_sound.get(syllable, ()), 0.0) for syllable in syllables]
        if unfinished:
            starting = [sound for sound in self._syllables if sound.startswith(unfinished)]
            slots.append({c: 0.0 for sound in starting for c in self._by_sound[sound]})
        return self._best(slots)

    def from_initials(self, letters: str) -> list[Guess]:
        return self._best([dict.fromkeys(self._by_sound.get(letter, ()), 0.0) for letter in letters])

    def same_sound(self, run: str) -> list[Guess]:
        """The run with characters that sound like those it has; itself is among the guesses when nothing is better."""
        slots = []
        for character in run:
            others = (c for sound in han.readings(character) for c in self._by_sound.get(sound, ()))
            slots.append({**dict.fromkeys(others, REPLACED), character: 0.0})
        return self._best(slots)

    def _best(self, slots: Sequence[Mapping[str, float]]) -> list[Guess]:
        if not 2 <= len(slots) <= MAX_SOUNDS or not all(slots):
            return []
        paths: _Paths = {c: [(cost, 0, c)] for c, cost in slots[0].items()}
        for slot in slots[1:]:
            top = max(path for kept in paths.values() for path in kept)
            paths = {c: self._step(paths, top, c, cost) for c, cost in slot.items()}
        best = heapq.nlargest(ALTERNATIVES, (path for kept in paths.values() for path in kept))
        return [Guess(text, score, known / (len(slots) - 1)) for score, known, text in best]

    def _step(self, paths: "_Paths", top: "_Path", character: str, cost: float) -> list["_Path"]:
        """The best ways to come to a character."""
        reached = [(top[0] + STRANGERS + cost, top[1], top[2] + character)]
        for before in self._before.get(character, ()):
            gain = self._pairs[before + character] + cost
            reached += [(score + gain, known + 1, text + character) for score, known, text in paths.get(before, ())]
        return heapq.nlargest(ALTERNATIVES, reached) if len(reached) > ALTERNATIVES else reached


# Score, pairs that the index has, text.
_Path = tuple[float, int, str]
_Paths = dict[str, list[_Path]]


def pairs_of(phrases: Iterable[str]) -> dict[str, int]:
    """The neighbours of two common characters in phrases, each counted once."""
    return {
        phrase[at : at + 2]: 1
        for phrase in phrases
        for at in range(len(phrase) - 1)
        if han.readings(phrase[at]) and han.readings(phrase[at + 1])
    }
