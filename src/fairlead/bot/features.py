"""What the trained model sees of a text: hashed n-grams of its words and its characters, in three families.

Pure, and the same in the process that trains and in the one that serves. The work is linear in the text, of which `MOST` code
points are looked at; what comes after them hardly changes what somebody wants.
"""

import functools
import re
from itertools import pairwise
from typing import NamedTuple
from zlib import crc32

from fairlead.infra.han import simplified
from fairlead.infra.words import fold, terms

MOST = 600
# The families; each counts by itself, so that the many characters do not drown the few words.
WORDS, CHARACTERS, PAIRS = 0, 1, 2
FAMILIES = (WORDS, CHARACTERS, PAIRS)
SHORTEST, LONGEST = 2, 5
# How far two words may stand apart that are taken as a pair, in words.
REACH = 6

_DENSE = r"㐀-䶿一-鿿豈-﫿々〇぀-ヿ฀-๿຀-໿က-႟ក-៿"
_RUN = re.compile(rf"(?P<dense>[{_DENSE}]+)|(?P<word>(?:(?![{_DENSE}])[^\W_])+)|[?？¿]")


def keys_of(text: str, locale: str) -> list[int]:
    """The features of a text, as often as they stand in it: the family times 2³² plus a CRC-32."""
    text = simplified(text[:MOST])
    words = [_word(term.text) for term in terms(text, locale)]
    found = [word.key for word in words]
    found += [WORDS << 32 | crc32(other.name, one.before) for one, other in pairwise([_START, *words, _END])]
    for run in _RUN.finditer(text):
        found += _character_keys(fold(run.group()), run.lastgroup or "")
    for place, one in enumerate(words):
        # Two words in either order, near each other.
        for other in words[place + 2 : place + REACH]:
            less, more = (one, other) if one.name < other.name else (other, one)
            found.append(_PAIR | crc32(more.name, less.beside))
    return found


class _Word(NamedTuple):
    """A word and what of its features is the same wherever it stands: a CRC-32 goes on where another ended."""

    name: bytes
    key: int
    before: int
    beside: int


@functools.lru_cache(20_000)
def _word(text: str) -> _Word:
    name = text.encode()
    return _Word(name, WORDS << 32 | crc32(name), crc32(b" ", crc32(name)), crc32(b"&", crc32(name)))


_START, _END, _PAIR = _word("<"), _word(">"), PAIRS << 32


def _key(family: int, name: str) -> int:
    return family << 32 | crc32(name.encode())


@functools.lru_cache(20_000)
def _character_keys(run: str, kind: str) -> tuple[int, ...]:
    """Of a word with its edges, so that a beginning differs from a middle; of a script without spaces one to three characters."""
    if kind == "dense":
        shortest, longest = 1, 3
    else:
        run, shortest, longest = f" {run} ", SHORTEST, LONGEST
    return tuple(
        _key(CHARACTERS, run[start : start + length])
        for length in range(shortest, longest + 1)
        for start in range(max(1, len(run) - length + 1))
        if start + length <= len(run) or start == 0
    )
