"""What the trained model sees of a text: hashed n-grams of its words and its characters, in three families.

Pure, and the same in the process that trains and in the one that serves. The work is linear in the text, of which `MOST` code
points are looked at; what comes after them hardly changes what somebody wants.
"""

import functools
import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
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
    words = [term.text for term in terms(text, locale)]
    found = [_key(WORDS, one) for one in _grams(words)]
    found += [key for run in _RUN.finditer(text) for key in _character_keys(fold(run.group()), run.lastgroup or "")]
    found += [_key(PAIRS, one) for one in _pairs(words)]
    return found


def _key(family: int, name: str) -> int:
    return family << 32 | crc32(name.encode())


def _grams(words: list[str]) -> Iterator[str]:
    yield from words
    for one, other in pairwise(["<", *words, ">"]):
        yield f"{one} {other}"


def _pairs(words: list[str]) -> Iterable[str]:
    """Two words in either order, near each other."""
    for place, one in enumerate(words):
        for other in words[place + 2 : place + REACH]:
            yield f"{min(one, other)}&{max(one, other)}"


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
