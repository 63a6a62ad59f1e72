"""Words for the search index: text in, terms with their places out. One analysis for what is stored and what is asked.

Words between spaces are folded (case, width, accents) and stemmed by the locale's language. Chinese characters are taken in
their simplified form, so that both scripts are one. Chinese is cut by rjieba, Japanese where the script changes, and every
run of a script written without spaces also gives its pairs of characters, so that a differently cut word still matches.
"""

import functools
import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import tantivy

from fairlead.infra import arabic, han

# Raise it when the same text gives other terms than before: stored terms are then made anew.
ANALYSIS = 3

_HAN = r"㐀-䶿一-鿿豈-﫿々〇𠀀-𰀀"
_DENSE = _HAN + r"぀-ヿ฀-๿຀-໿က-႟ក-៿"
_TOKEN = re.compile(
    rf"(?P<dense>[{_DENSE}]+)"
    rf"|(?P<code>[A-Za-z]{{2,5}}-\d{{1,4}}(?![\w-]))"
    # A conjunction may be joined to a foreign word: `وTRC20`.
    rf"|(?P<arabic>[{arabic.LETTERS}]+)"
    rf"|(?P<word>(?:(?![{_DENSE}{arabic.LETTERS}])[^\W_]|[\u0300-\u036f\u0900-\u0dff])+"
    rf"(?:['’](?:(?![{_DENSE}{arabic.LETTERS}])[^\W_])+)*)"
)
# The same where all is ASCII, as most of what is said: several times as quick.
_ASCII_TOKEN = re.compile(r"(?P<code>[A-Za-z]{2,5}-\d{1,4}(?![\w-]))|[A-Za-z0-9]+(?:'[A-Za-z0-9]+)*", re.ASCII)
_IS_HAN = re.compile(rf"[{_HAN}]")
# Japanese: a foreign word, or a compound of characters.
_JAPANESE_WORD = re.compile(rf"[ァ-ヺー]{{2,}}|(?P<compound>[{_HAN}]{{2,}})")
_SNOWBALL = {
    "da": "danish",
    "de": "german",
    "el": "greek",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "hu": "hungarian",
    "it": "italian",
    "nl": "dutch",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
}
MAX_TERM = 64
MAX_CODE = 128
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")


class Term(NamedTuple):
    """A term of the index and where its word stands in the text. `pair`: two neighbours of a script without spaces."""

    text: str
    start: int
    end: int
    pair: bool = False


def fold(word: str) -> str:
    """One spelling for case, width and accents: `ＵＳＤＴ` and `usdt`, `Wörter` and `worter`."""
    if word.isascii():
        return word.lower()
    flat = unicodedata.normalize("NFKD", word).casefold()
    return arabic.fold("".join(c for c in flat if not 0x300 <= ord(c) <= 0x36F))


def terms(text: str, locale: str) -> list[Term]:
    """The terms of a text in order; overlapping ones for scripts without spaces."""
    language = locale.split("-", maxsplit=1)[0]
    found: list[Term] = []
    text = han.simplified(text)
    for match in (_ASCII_TOKEN if text.isascii() else _TOKEN).finditer(text):
        if match.lastgroup == "dense":
            found += _dense(match.group(), match.start(), language)
        elif match.lastgroup == "code":
            found.append(Term(fold(match.group().replace("-", "")), match.start(), match.end()))
        elif len(match.group()) <= MAX_TERM and (word := _without_apostrophe(fold(match.group()))):
            found.append(Term(word, match.start(), match.end()))
    return _stemmed(found, language)


def pieces(text: str) -> list[Term]:
    """`each_piece` in the order in which they begin."""
    return sorted(each_piece(text), key=lambda term: term.start)


def each_piece(text: str) -> Iterator[Term]:
    """What stands in a text to the letter: folded words that are not stemmed, the pairs of characters of scripts without
    spaces (no dictionary), ids of any length, and, first of all, e-mail addresses as a whole beside their words."""
    if "@" in text:
        for match in _EMAIL.finditer(text):
            yield Term(fold(match.group()), match.start(), match.end())
    for match in (_ASCII_TOKEN if text.isascii() else _TOKEN).finditer(text):
        start, end = match.span()
        if match.lastgroup == "dense":
            run = match.group()
            for at in range(start, max(start + 1, end - 1)):
                yield Term(fold(run[at - start : at - start + 2]), at, min(at + 2, end), True)
        elif match.lastgroup == "code":
            yield Term(fold(match.group().replace("-", "")), start, end)
        elif end - start <= MAX_CODE:
            yield Term(_without_apostrophe(fold(match.group())), start, end)


@functools.lru_cache(50_000)
def stem(word: str, locale: str) -> str:
    """A word without its ending, by the locale's language. Words repeat: most are looked up and not computed."""
    return _stemmed([Term(word, 0, len(word))], locale.split("-", maxsplit=1)[0])[0].text


def joined(text: str, locale: str) -> str:
    """The terms as the index takes them: separated by spaces."""
    return " ".join(term.text for term in terms(text, locale))


def _without_apostrophe(word: str) -> str:
    """`doesn't` as people type it (`doesnt`), `broker's` → `broker`, `l'adresse` → `adresse`."""
    if "'" not in word and "’" not in word:
        return word
    first, *rest = re.split("['’]", word)
    if len(first) == 1 and len(rest[0]) > 2:
        return "".join(rest)
    return first if rest == ["s"] else first + "".join(rest)


def _dense(run: str, offset: int, language: str) -> list[Term]:
    if len(run) == 1:
        return [Term(run, offset, offset + 1)]
    places: dict[tuple[int, int], bool] = {}
    if language == "ja":
        places = dict.fromkeys(_japanese(run), False)
    elif _IS_HAN.search(run):
        places = {
            (start, end): False for word, start, end in _segment()(run, "search") if end - start > 1 and len(word) <= 12
        }
    for start in range(len(run) - 1):
        places.setdefault((start, start + 2), True)
    return [
        Term(fold(run[start:end]), offset + start, offset + end, pair) for (start, end), pair in sorted(places.items())
    ]


def _japanese(run: str) -> Iterator[tuple[int, int]]:
    """Foreign words whole, compounds by two characters from the left: most are made of two that mean something."""
    for match in _JAPANESE_WORD.finditer(run):
        start, end = match.span()
        if match["compound"]:
            yield from ((place, place + 2) for place in range(start, end - 1, 2))
            yield end - 2, end
        else:
            yield start, end


@functools.cache
def _segment() -> Callable[[str, str], list[tuple[str, int, int]]]:
    """rjieba costs 33 MB and 0.15 s, so it comes with the first Chinese text and not with the process."""
    import rjieba

    segment: Callable[[str, str], list[tuple[str, int, int]]] = rjieba.tokenize
    return segment


@functools.cache
def _stemmer(language: str) -> Any:
    snowball = tantivy.Filter.stemmer(_SNOWBALL.get(language, "english"))
    return tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).filter(snowball).build()


def _stemmed(found: list[Term], language: str) -> list[Term]:
    if not found:
        return found
    if language == "ar":
        return [term._replace(text=arabic.stem(term.text)) for term in found]
    stems = _stemmer(language).analyze(" ".join(term.text for term in found))
    if len(stems) != len(found):  # An exotic space inside a word; the words as they are serve as well.
        return found
    return [term._replace(text=stem) for term, stem in zip(found, stems, strict=True)]


_IS_DENSE = re.compile(rf"[{_DENSE}]")


def is_dense(character: str) -> bool:
    """Whether it is of a script that is written without spaces between words."""
    return _IS_DENSE.match(character) is not None
