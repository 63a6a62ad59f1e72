"""Shows why a passage was found: the part with the most of what was asked for, its words marked."""

import functools
import re
from collections.abc import Collection, Iterator

from fairlead.helpcenter.search import Hit
from fairlead.infra import han
from fairlead.infra.excerpts import CHARS, marked_html, merged, window
from fairlead.infra.words import Term, fold, stem, terms

_WORD = re.compile(r"[\w'’-]+")
_ACCENT = re.compile("[\u0300-\u036f]")
# Languages in which analysing changes a word's ending only.
_ENDINGS = frozenset({"en", "zh", "es", "fr", "pt", "it", "de", "nl", "ru"})
# Letters up to here are of scripts with spaces between words.
_LATIN = "\u2e80"


def excerpt(text: str, wanted: Collection[str], locale: str, *, chars: int = CHARS) -> str:
    """HTML: the text escaped, matches in `<mark>`, at most about `chars` characters around the densest place."""
    flat = " ".join(text.split())
    matches = _matches(flat, wanted, locale)
    start, end = window(flat, matches, chars)
    return marked_html(flat, merged(matches), start, end)


def _matches(flat: str, wanted: Collection[str], locale: str) -> list[Term]:
    """The terms of a text that are wanted. Where a word's ending is all that analysing changes, only the words that begin
    like a wanted one are analysed, and Chinese terms are looked for as they stand: a twentieth of the time."""
    text = han.simplified(flat)
    lower = text.lower() if text.isascii() else text.lower().translate(_plain())
    # `İ` is two letters in lower case: no place would be where it was. Nor where accents stand by themselves.
    if locale[:2] not in _ENDINGS or len(lower) != len(text) or (not text.isascii() and _ACCENT.search(text)):
        return [term for term in terms(flat, locale) if term.text in wanted]
    dense, begin = _sought(frozenset(wanted))
    found: dict[int, Term] = {}
    for one in dense:
        for start in _places(text, one):
            found.setdefault(start, Term(one, start, start + len(one)))
    others: list[Term] = []
    for letters in begin:
        for start in _places(lower, letters):
            if not (start and lower[start - 1].isalnum()):
                others += _word_at(text, start, wanted, locale)
    return [*found.values(), *others]


def _word_at(text: str, start: int, wanted: Collection[str], locale: str) -> list[Term]:
    word = _WORD.match(text, start)
    if word is None:
        return []
    if word.group().isalnum():
        stemmed = stem(fold(word.group()), locale)
        return [Term(stemmed, start, word.end())] if stemmed in wanted else []
    return [
        term._replace(start=start + term.start, end=start + term.end)
        for term in terms(word.group(), locale)
        if term.text in wanted
    ]


@functools.cache
def _plain() -> dict[int, str]:
    """Letters of Europe without their accents, where they stay one."""
    folded = {place: fold(chr(place)) for place in range(0xC0, 0x530)}
    return {place: letter for place, letter in folded.items() if len(letter) == 1}


def _places(text: str, sought: str) -> Iterator[int]:
    place = text.find(sought)
    while place >= 0:
        yield place
        place = text.find(sought, place + 1)


@functools.lru_cache(512)
def _sought(wanted: frozenset[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Terms of a script without spaces, the longest first, and how the others begin."""
    dense = sorted((text for text in wanted if text[0] > _LATIN), key=len, reverse=True)
    return tuple(dense), tuple({text[:3] for text in wanted if text[0] <= _LATIN})


def summary_of(hit: Hit) -> str:
    """HTML that says what a found article has to say: its passage, or its summary when the match is not in the text."""
    found = excerpt(hit.passage.text, hit.terms, hit.head.locale)
    if "<mark>" in found or not hit.head.summary:
        return found
    return excerpt(hit.head.summary, hit.terms, hit.head.locale)


def marked(text: str, wanted: Collection[str], locale: str) -> str:
    """The whole text as HTML with matches in `<mark>`."""
    return excerpt(text, wanted, locale, chars=len(text) + 1)
