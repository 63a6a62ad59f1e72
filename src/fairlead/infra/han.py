"""Chinese characters for the search: one form for simplified, traditional and Japanese ones, and how they are read.

The tables are the two text files beside this one; their sources and licences stand in their first lines. They are read at
the first Chinese text and not with the process.
"""

import functools
import re
from pathlib import Path

_ROOM = Path(__file__).parent
# Looking whether there is one takes a hundredth of what looking each letter up does.
_ANY = re.compile(r"[㐀-鿿]")
# What a syllable begins with; the words of other languages have i, o and u.
_INITIALS = frozenset("bpmfdtnlgkhjqxzcsrywae")


def simplified(text: str) -> str:
    """The text with its characters in the simplified form, of the same length: `充値` and `充值` are one."""
    return text.translate(_variants()) if not text.isascii() and _ANY.search(text) else text


def readings(character: str) -> tuple[str, ...]:
    """The syllables in pinyin without tones, the most common first; none for what is no common character."""
    return _readings().get(character, ())


@functools.lru_cache(4096)
def syllables(word: str) -> tuple[str, ...]:
    """`chongzhi` → `("chong", "zhi")`: the cut with the fewest syllables, longer ones first; empty when there is none."""
    known = _by_syllable()
    best: list[tuple[str, ...] | None] = [()] + [None] * len(word)
    for end in range(1, len(word) + 1):
        for start in range(max(0, end - 6), end):
            before = best[start]
            if before is not None and word[start:end] in known:
                now = best[end]
                if now is None or len(before) + 1 < len(now):
                    best[end] = (*before, word[start:end])
    return best[-1] or ()


def are_initials(word: str) -> bool:
    """Whether it may be made of the first letters of syllables: `czwdz`."""
    return _INITIALS.issuperset(word)


def begins_syllable(letters: str) -> bool:
    return any(syllable.startswith(letters) for syllable in _by_syllable())


def _lines(name: str) -> list[str]:
    lines = (_ROOM / name).read_text("utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]


@functools.cache
def _variants() -> dict[int, str]:
    return {ord(form): line[0] for line in _lines("han_variants.txt") for form in line[1:]}


@functools.cache
def _by_syllable() -> dict[str, str]:
    return dict(line.split(" ") for line in _lines("han_readings.txt"))


@functools.cache
def _readings() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for syllable, characters in _by_syllable().items():
        for character in characters:
            found[character] = (*found.get(character, ()), syllable)
    return found
