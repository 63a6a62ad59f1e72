"""Words as an index on disk may hold them: keyed digests, from which nobody reads a word without the key.

A term is a chain: eight letters for the first three characters of the word, two more for each following one up to the
twelfth, then a full digest of the whole. So the beginning of a word gives the beginning of its term, and an unfinished word is
looked up as one stretch of the index, with one posting for a word and none for its beginnings. Who has the index alone
learns which terms begin alike and stand in the same place, and nothing of what they say.
"""

import hashlib
import re
from base64 import urlsafe_b64encode
from functools import lru_cache

from fairlead.infra.turns import Work
from fairlead.infra.words import Term, each_piece, stem

# Raise it when the same text gives other terms than before: an index of the older kind is then built anew.
VERSION = 1
PREFIX_LEAST, PREFIX_MOST = 3, 12
CODE_LEAST, END_LEAST = 6, 4
_DIGIT = re.compile(r"\d")
# What each kind of term begins with.
_WORD, _STEM, _END = "w", "s", "e"
# Words repeat: most of a text is looked up and not computed.
_KEPT = 50_000


def is_code(word: str) -> bool:
    """An id, an address, a hash: also found by its end."""
    return len(word) >= CODE_LEAST and _DIGIT.search(word) is not None


class WordDigests:
    def __init__(self, key: bytes) -> None:
        self._mac = hashlib.blake2b(key=key, digest_size=16)
        self.whole = lru_cache(_KEPT)(self._whole)
        self._indexed = lru_cache(_KEPT)(self._indexed_of)

    @property
    def name(self) -> str:
        """Names key and version, so that an index of another one is known as such."""
        return f"{VERSION}.{self._letters('name', 16)}"

    def _letters(self, text: str, count: int) -> str:
        mac = self._mac.copy()
        mac.update(text.encode())
        return urlsafe_b64encode(mac.digest())[:count].decode()

    def beginning(self, word: str, kind: str = _WORD) -> str:
        """What the terms of all words begin with that begin like this one; at least three characters."""
        head = kind + self._letters(f"{kind}<{word[:PREFIX_LEAST]}", 8)
        upto = range(PREFIX_LEAST + 1, min(len(word), PREFIX_MOST) + 1)
        return head + "".join(self._letters(f"{kind}<{word[:size]}", 2) for size in upto)

    def end(self, word: str) -> str:
        """What the terms of all ids begin with that end like this one."""
        return self.beginning(word[::-1], _END)

    def _whole(self, word: str, kind: str = _WORD) -> str:
        head = self.beginning(word, kind) if len(word) >= PREFIX_LEAST else kind
        return f"{head}.{self._letters(f'{kind}={word}', 12)}"

    def stem(self, word: str) -> str:
        return f"{_STEM}.{self._letters(f'{_STEM}={word}', 12)}"

    def _indexed_of(self, word: str, language: str) -> tuple[str, ...]:
        whole = self._whole(word)
        if is_code(word):
            return (whole, self._whole(word[::-1], _END))
        bare = stem(word, language) if word.isalpha() else word
        return (whole,) if bare == word else (whole, self.stem(bare))

    def of_text(self, text: str, language: str) -> Work[set[str]]:
        """All terms a text is found by; to be had by turns."""
        found: set[str] = set()
        for piece in each_piece(text):
            found.update(self._indexed_of_piece(piece, language))
            yield
        return found

    def _indexed_of_piece(self, piece: Term, language: str) -> tuple[str, ...]:
        return (self.whole(piece.text),) if piece.pair else self._indexed(piece.text, language)
