"""Shows why a passage was found: the part with the most of what was asked for, its words marked."""

import functools
import re
from collections.abc import Collection

from fairlead.helpcenter.search import Hit
from fairlead.infra import han
from fairlead.infra.excerpts import CHARS, marked_html, merged, window
from fairlead.infra.words import Term, fold, stem, terms


def excerpt(text: str, wanted: Collection[str], locale: str, *, chars: int = CHARS) -> str:
    """HTML: the text escaped, matches in `<mark>`, at most about `chars` characters around the densest place."""
    flat = " ".join(text.split())
    matches = _matches(flat, wanted, locale)
    start, end = window(flat, matches, chars)
    return marked_html(flat, merged(matches), start, end)


def _matches(flat: str, wanted: Collection[str], locale: str) -> list[Term]:
    """The terms of a text that are wanted. Where a word's ending is all that analysing changes, only the words that begin
    like a wanted one are analysed, and Chinese terms are looked for as they stand: a fifth of the time."""
    if not wanted or locale[:2] not in ("en", "zh"):
        return [term for term in terms(flat, locale) if term.text in wanted]
    found: list[Term] = []
    for match in _candidates(frozenset(wanted)).finditer(han.simplified(flat)):
        start = match.start()
        if match.lastgroup == "dense":
            found.append(Term(match[1], start, match.end(1)))
        elif match[2].isalnum():
            if stem(fold(match[2]), locale) in wanted:
                found.append(Term(stem(fold(match[2]), locale), start, match.end(2)))
        else:
            found += [
                term._replace(start=start + term.start, end=start + term.end)
                for term in terms(match[2], locale)
                if term.text in wanted
            ]
    return found


@functools.lru_cache(512)
def _candidates(wanted: frozenset[str]) -> re.Pattern[str]:
    # A look-ahead, so that terms that overlap are all found; Latin words are taken from their beginning.
    dense = "|".join(re.escape(text) for text in sorted(wanted, key=len, reverse=True) if text[0] > "\u2e80")
    begin = "|".join(sorted({re.escape(text[:3]) for text in wanted if text[0] <= "\u2e80"}))
    return re.compile(
        rf"(?=(?P<dense>{dense or '(?!)'}))|(?<![^\W_])(?=((?:{begin or '(?!)'})[\w'’-]*))", re.IGNORECASE
    )


def summary_of(hit: Hit) -> str:
    """HTML that says what a found article has to say: its passage, or its summary when the match is not in the text."""
    found = excerpt(hit.passage.text, hit.terms, hit.head.locale)
    if "<mark>" in found or not hit.head.summary:
        return found
    return excerpt(hit.head.summary, hit.terms, hit.head.locale)


def marked(text: str, wanted: Collection[str], locale: str) -> str:
    """The whole text as HTML with matches in `<mark>`."""
    return excerpt(text, wanted, locale, chars=len(text) + 1)
