"""Recovery phrases of BIP-39 in text, in all twelve word lists: numbered, with commas, on lines, wrapped, one word mistyped.

A run of eleven words of one list is a phrase when its checksum says so, once mistyped words are put right, and also when nothing
else is said or the words around call it one: a thief tries more than a few spellings. A shopping list is neither.
Chinese words are single characters, of which every sentence is full: there only characters that stand apart count.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import islice, product
from typing import NamedTuple

from mnemonic import Mnemonic

# A phrase has 12, 15, 18, 21 or 24 words; of the shortest one word may be missing or mistyped.
SIZES = (12, 15, 18, 21, 24)
FEWEST = 11
# Between two words of a phrase there may stand a number, punctuation, line breaks: never more than this.
GAP = 24
# No list has a longer word, accents and invisible characters counted.
LONGEST = 40
# So many ways of putting mistyped words right are tried.
MOST_SPELLINGS = 256
# So many words of the list may stand beside a phrase with a mistyped one.
MOST_BESIDE = 1
# How far away the words may stand that call it a phrase.
NEAR = 80
# Eleven words with one mistyped among them: one side of it has as many in a row.
_ENOUGH = FEWEST // 2 + 1
# What belongs to a letter before it, and what nobody sees.
_MARKS = "\u0300-\u036f\u3099\u309a\u00ad\u200b-\u200f\u2060-\u2064\ufeff"
_TOKEN = re.compile(rf"[^\W\d_](?:[^\W\d_]|[{_MARKS}])*")
# What `_TOKEN` finds in ASCII, folded, many times as fast.
_LETTERS_ONLY = bytes(code if chr(code).isalpha() and code < 128 else 32 for code in range(256)).lower()
_DROPPED = re.compile(f"[{_MARKS}]")
# A phrase in capitals has lost which i was which.
_TURKISH = {ord("ı"): "i"}
_HAN = re.compile(r"[\u4e00-\u9fff\u3400-\u4dbf]+")
# What phrases are called, near one of which the checksum may be wrong.
_NAMED = re.compile(
    r"(?i)seed|phrase|mnemonic|recovery|backup|wallet|\bwords?\b|助记|助記|种子|恢复|短语|钱包|錢包|semilla|frase|palabras|cartera|monedero|phrase|"
    r"リカバリー|シード|ニーモニック|フレーズ|ウォレット|мнемон|сид|фраз|кошел|니모닉|시드|복구|지갑|عبارة|الاسترداد|محفظة|kurtarma|cüzdan|seminte|frase|sementes|obnov"
)
_CHINESE = ("chinese_simplified", "chinese_traditional")


class Span(NamedTuple):
    """Where it stands: `text[start:end]`."""

    start: int
    end: int


@cache
def languages() -> tuple[str, ...]:
    return tuple(sorted(Mnemonic.list_languages()))


def wordlist(language: str) -> list[str]:
    """The 2,048 words in their order."""
    # One word of the Russian list is broken in mnemonic 0.21.
    return [word.replace("сно\ufffd\ufffdа", "снова") for word in Mnemonic(language).wordlist]


@cache
def _lists() -> dict[str, int]:
    """Each word as `fold` makes it, with one bit for each list it stands in."""
    found: dict[str, int] = {}
    for number, language in enumerate(languages()):
        for word in wordlist(language):
            folded = _folded(word)
            found[folded] = found.get(folded, 0) | 1 << number
    return found


@cache
def _words_of(language: str) -> dict[str, int]:
    return {_folded(word): number for number, word in enumerate(wordlist(language))}


@cache
def word_digests() -> bytes:
    """The lower 24 bits of FNV-1a over each folded word, in order: for a browser that warns before a phrase leaves it."""
    return b"".join(number.to_bytes(3) for number in sorted({_fnv(word) for word in _lists()}))


def _fnv(word: str) -> int:
    """https://datatracker.ietf.org/doc/html/draft-eastlake-fnv (FNV-1a, 32 bits, cut to 24)."""
    number = 0x811C9DC5
    for byte in word.encode():
        number = (number ^ byte) * 0x01000193 & 0xFFFFFFFF
    return number & 0xFFFFFF


def warm() -> None:
    """Reads the lists, some 25,000 words, before the first message needs them."""
    _lists()


def _folded(word: str) -> str:
    """As it is compared: small letters of usual width, without accents and without what nobody sees."""
    if len(word) > LONGEST:
        return ""
    if word.isascii():
        return word.lower()
    return _DROPPED.sub("", unicodedata.normalize("NFKD", word)).casefold().translate(_TURKISH)


# Words repeat. Those of the lists are folded once, and would fill it.
fold = lru_cache(maxsize=20_000)(_folded)


def find_phrases(text: str) -> list[Span]:
    """Every recovery phrase. Linear in the length of the text."""
    if len(text) < FEWEST * 2:
        return []
    words, known = _words(text), _lists()
    # Of six words in a row one is among every sixth; most texts have none of the lists there.
    if known.keys().isdisjoint(map(fold, words[_ENOUGH - 1 :: _ENOUGH])):
        return []
    if not any(_in_a_row(words, place) for place in range(_ENOUGH - 1, len(words), _ENOUGH)):
        return []
    tokens, masks = list(_TOKEN.finditer(text)), [known.get(fold(word), 0) for word in words]
    return [span for run in _runs(tokens, masks) if run.known >= FEWEST for span in _phrase(text, tokens, masks, run)]


def _words(text: str) -> list[str]:
    """What `_TOKEN` finds, where it is ASCII as `fold` makes it."""
    return text.encode().translate(_LETTERS_ONLY).decode().split() if text.isascii() else _TOKEN.findall(text)


def _in_a_row(words: Sequence[str], place: int) -> bool:
    """Whether the word at `place` and those next to it are enough words of the lists for half a phrase."""
    known = _lists()
    if fold(words[place]) not in known:
        return False
    first = last = place
    while first and last - first < _ENOUGH and fold(words[first - 1]) in known:
        first -= 1
    while last + 1 < len(words) and last - first < _ENOUGH and fold(words[last + 1]) in known:
        last += 1
    return last - first >= _ENOUGH - 1


def is_unspaced_phrase(text: str) -> bool:
    """Whether all of it is Chinese characters without a space that would be a phrase with a right checksum. One sentence in
    fifty of that length would be one too: only its writer can tell."""
    text = text.strip()
    if len(text) not in SIZES or not _HAN.fullmatch(text):
        return False
    numbers = ([_words_of(language).get(sign) for sign in text] for language in _CHINESE)
    return any(_checks([number for number in all_of if number is not None]) for all_of in numbers if None not in all_of)


def list_words(text: str) -> int:
    """How many words of one list the text is, when it is nothing else: a piece of a phrase, perhaps. 0 otherwise."""
    if len(text) > 400:
        return 0
    mask, words, known = -1, _words(text), _lists()
    for word in words:
        mask &= known.get(fold(word), 0)
        if not mask:
            return 0
    return len(words)


class _Run(NamedTuple):
    """Tokens of which `known` are words of the lists in `mask`; the others are mistyped."""

    first: int
    last: int
    known: int
    mask: int


def _runs(tokens: Sequence[re.Match[str]], masks: Sequence[int]) -> Iterator[_Run]:
    """The longest stretches of words of one list, from left to right."""
    first = known = typos = 0
    mask = -1
    for place, token in enumerate(tokens):
        if place > first and token.start() - tokens[place - 1].end() > GAP:
            yield _Run(first, place - 1, known, mask)
            first, known, typos, mask = place, 0, 0, -1
        if masks[place] & mask:
            mask &= masks[place]
            known += 1
        elif known and typos * SIZES[0] <= known and _may_be_typo(tokens, masks, place, mask):
            typos += 1
        else:
            yield _Run(first, place - 1, known, mask)
            first, mask = _suffix(masks, first, place)
            known, typos = place + 1 - first, 0
    yield _Run(first, len(tokens) - 1, known, mask)


def _suffix(masks: Sequence[int], first: int, place: int) -> tuple[int, int]:
    """Where the longest run of one list begins that ends with the word at `place`; after it when that is no word."""
    if not masks[place]:
        return place + 1, -1
    start, mask = place, masks[place]
    while start > max(first, place - SIZES[-1]) and masks[start - 1] & mask:
        start -= 1
        mask &= masks[start]
    return start, mask


def _phrase(text: str, tokens: Sequence[re.Match[str]], masks: Sequence[int], run: _Run) -> Iterator[Span]:
    first, last, known, mask = run
    while not masks[last]:
        last -= 1
    # The mistyped word may be the first or the last one, and a word of the sentence around may look like one too.
    if known % 3 and last + 1 < len(tokens) and _close(tokens, last, last + 1):
        last += _typo_of(tokens[last + 1].group(), mask)
    if known % 3 and first > 0 and _close(tokens, first - 1, first):
        first -= _typo_of(tokens[first - 1].group(), mask)
    start, end = tokens[first].start(), tokens[last].end()
    alone = (last + 1 - first) * 10 >= len(tokens) * 9
    near = text[max(0, start - NEAR) : start] + text[end : end + NEAR]
    words = [token.group() for token in tokens[first : last + 1]]
    if len({fold(word) for word in words}) < FEWEST // 2:
        return  # A row of signs in a table, not words somebody drew.
    if alone or len(words) > 2 * SIZES[-1] or _NAMED.search(near) or _any_checks(words, mask):
        yield Span(start, end)


def _any_checks(words: Sequence[str], mask: int) -> bool:
    """Whether any stretch of these words is a phrase with a right checksum; with mistyped words put right only nearly all of
    them, since everyday words are one letter away from those of a list."""
    for number, language in enumerate(languages()):
        if not mask >> number & 1:
            continue
        index = _words_of(language)
        meant = [(index[word],) if word in index else _meant(word, language) for word in map(fold, words)]
        for size in SIZES:
            for at in range(len(words) - size + 1):
                exact = all(len(each) == 1 for each in meant[at : at + size])
                if not exact and len(words) - size > MOST_BESIDE:
                    continue
                if any(map(_checks, islice(product(*meant[at : at + size]), MOST_SPELLINGS))):
                    return True
    return False


def _close(tokens: Sequence[re.Match[str]], left: int, right: int) -> bool:
    return tokens[right].start() - tokens[left].end() <= GAP


def _may_be_typo(tokens: Sequence[re.Match[str]], masks: Sequence[int], place: int, mask: int) -> bool:
    """A word of no list between words of one list that would be a phrase together."""
    before = after = 0
    while before < SIZES[-1] and place - before - 1 >= 0 and masks[place - before - 1] & mask:
        before += 1
    while after < SIZES[-1] and place + after + 1 < len(masks) and masks[place + after + 1] & mask:
        after += 1
    return before + after >= FEWEST and _typo_of(tokens[place].group(), mask)


def _typo_of(word: str, mask: int) -> bool:
    """Whether one letter more, less, other or exchanged makes it a word of one of these lists."""
    word = fold(word)
    if not 1 < len(word) < 12:
        return False
    return any(mask >> number & 1 and _meant(word, language) for number, language in enumerate(languages()))


def _meant(word: str, language: str) -> tuple[int, ...]:
    """The list's words, by their numbers, that are one letter away from a folded one."""
    shorter = _shorter(language)
    return tuple({number for form in (word, *_one_less(word)) for number in shorter.get(form, ())})


@cache
def _shorter(language: str) -> dict[str, tuple[int, ...]]:
    """The list's words and what is left of them without one letter, each with the numbers of the words it may come from: two
    words one letter apart have one of these in common."""
    found: dict[str, tuple[int, ...]] = {}
    for word, number in _words_of(language).items():
        for form in (word, *_one_less(word)):
            found[form] = (*found.get(form, ()), number)
    return found


def _one_less(word: str) -> Iterator[str]:
    return (word[:place] + word[place + 1 :] for place in range(len(word)))


def _checks(numbers: Sequence[int]) -> bool:
    """BIP-39: the last bits are the beginning of the others' SHA-256."""
    bits = 0
    for number in numbers:
        bits = bits << 11 | number
    checksum = len(numbers) // 3
    entropy = (bits >> checksum).to_bytes((len(numbers) * 11 - checksum) // 8, "big")
    return hashlib.sha256(entropy).digest()[0] >> (8 - checksum) == bits & ((1 << checksum) - 1)
