"""Puts Chinese characters in the place of pinyin, of first letters, and of characters that only sound right."""

import math
import re
from collections.abc import Iterator
from typing import NamedTuple

from fairlead.helpcenter.stop_words import STOP_WORDS
from fairlead.helpcenter.synonyms import latin_words
from fairlead.infra import han
from fairlead.infra.pinyin import Guess
from fairlead.infra.search import SearchIndex
from fairlead.infra.words import fold, stem

MAX_INITIALS = 8
# The share of a guess's neighbours that the texts must know.
SURE = 0.5
MEANINGS = 3
MAX_RUN = 12
# The letters of a reference (`fb597b`) are no pinyin.
_LATIN = re.compile(r"(?<![\dA-Za-z])[A-Za-zＡ-Ｚａ-ｚ]+(?:[ '’\u3000]+[A-Za-zＡ-Ｚａ-ｚ]+)*(?![\dA-Za-z])")
_HAN = re.compile(r"[㐀-䶿一-鿿]{2,}")


class Meant(NamedTuple):
    """`share`: how likely, beside the likeliest, which has 1."""

    text: str
    share: float = 1.0


def respelled(index: SearchIndex, query: str, locale: str, *, typing: bool) -> list[Meant]:
    """What the query may have meant by the texts of the index, the likeliest first; itself when nothing says otherwise.

    `typing`: its last syllable may be unfinished.
    """
    if not index.speller.is_filled:
        return [Meant(query)]
    query = han.simplified(query)
    meant = [Meant(query)]
    if any("a" <= fold(letter)[:1] <= "z" for letter in query):
        meant = _latin(index, query, locale, typing=typing)
    return [one._replace(text=_HAN.sub(lambda match: _homophones(index, match.group()), one.text)) for one in meant]


def _latin(index: SearchIndex, query: str, locale: str, *, typing: bool) -> list[Meant]:
    """Other guesses than the first only while a query has one place to guess at."""
    said, end = [Meant("")], 0
    for match in _LATIN.finditer(query):
        words = [fold(word) for word in re.split(r"[ '’\u3000]+", match.group())]
        before, end = query[end : match.start()], match.end()
        said = [Meant(one.text + before, one.share) for one in said]
        for known, run in _runs(index, words, locale):
            unfinished = typing and match.end() == len(query) and run[-1] == words[-1]
            guesses = [] if known else _guesses(index, run, unfinished=unfinished)
            if not guesses:
                guesses = [Meant(" ".join(run) + " ")]
            said = [Meant(one.text + guess.text, one.share * guess.share) for one in said for guess in guesses]
            said = said[:MEANINGS]
        said = [Meant(one.text.rstrip(" "), one.share) for one in said]
    return [Meant(one.text + query[end:], one.share) for one in said]


def _runs(index: SearchIndex, words: list[str], locale: str) -> Iterator[tuple[bool, list[str]]]:
    """Neighbours that the texts have, and neighbours that they have not."""
    run: list[str] = []
    was_known = False
    for word in words:
        known = len(word) > 1 and (index.frequency(stem(word, locale)) > 0 or _is_meant_so(word))
        if run and known != was_known:
            yield was_known, run
            run = []
        was_known = known
        run.append(word)
    yield was_known, run


def _is_meant_so(word: str) -> bool:
    """`cash` of `cash out`, `where` of a question: what synonyms lead on from, or every question has. No whole syllables."""
    return (word in latin_words() or word in STOP_WORDS) and not han.syllables(word)


def _guesses(index: SearchIndex, words: list[str], *, unfinished: bool) -> list[Meant]:
    syllables: list[str] = []
    rest = ""
    for place, word in enumerate(words):
        cut, rest = han.syllables(word), ""
        if not cut and unfinished and place == len(words) - 1:
            cut, rest = _unfinished(word)
        if not cut:
            return _initials(index, words)
        syllables += cut
    guesses = index.speller.from_pinyin(syllables, unfinished=rest)
    return _sure(guesses) or _initials(index, words)


def _unfinished(word: str) -> tuple[tuple[str, ...], str]:
    """`chongz` → `("chong",)`, `z`."""
    cuts = ((han.syllables(word[:at]), word[at:]) for at in range(len(word) - 1, 0, -1))
    return next(((cut, rest) for cut, rest in cuts if cut and han.begins_syllable(rest)), ((), ""))


def _sure(guesses: list[Guess]) -> list[Meant]:
    sure = [guess for guess in guesses if guess.known >= SURE]
    return [Meant(guess.text, math.exp((guess.score - sure[0].score) / len(guess.text))) for guess in sure]


def _initials(index: SearchIndex, words: list[str]) -> list[Meant]:
    letters = "".join(words)
    if not 2 <= len(letters) <= MAX_INITIALS or not han.are_initials(letters):
        return []
    if len(words) == 1 and index.vocabulary.corrections(letters):
        return []
    return _sure(index.speller.from_initials(letters))


def _homophones(index: SearchIndex, run: str) -> str:
    """A slip of the input method: `提线` where the texts have `提现`."""
    speller = index.speller
    if len(run) > MAX_RUN or all(speller.has(run[at : at + 2]) for at in range(len(run) - 1)):
        return run
    guesses = speller.same_sound(run)
    return guesses[0].text if guesses else run
