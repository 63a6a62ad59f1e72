"""What a query asks an index for: its terms and what else they may mean, and which of them it is about."""

import functools
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise

from fairlead.helpcenter.respell import respelled
from fairlead.helpcenter.stop_words import CIRCUMSTANCES, STOP_WORDS
from fairlead.helpcenter.synonyms import Groups, expansions
from fairlead.infra.search import SearchIndex, Wanted
from fairlead.infra.words import Term, terms

STOP_WEIGHT = 0.15
PAIR_WEIGHT = 0.7
# A word that no article has may be the whole point of a question, or a detail of one person's story.
UNKNOWN = 0.6
SYNONYM_WEIGHT = 0.4
SLIP_CREDIT = 0.7
COMPLETION_WEIGHT = 0.6
# An order's number or the beginning of a transaction's ID (`f6dba6`); not a name with a number behind it (`erc721`).
_REFERENCE = re.compile(r"(?=.*\d)(?:[^\W\d]+\d+[^\W\d]\w*|\d+[^\W\d]+\d\w*|(?=.*[^\W\d])\w{8,})")


@dataclass(frozen=True, slots=True)
class About:
    """A word the question is about: its weight, the terms any of which answers it, and how sure it is that they do."""

    weight: float
    options: frozenset[str]
    credit: float


@dataclass(frozen=True, slots=True)
class Plan:
    wanted: list[Wanted]
    about: list[About]
    # All terms of the question with their weights, slips corrected, to compare it with a title as a whole.
    asked: dict[str, float]
    weigh: Callable[[str], float]
    # The weight of a word that no article has; scores are counted in it, so that they mean the same in a large index.
    rarest: float
    # What a match of each term in a passage counts.
    worth: dict[str, float]
    # All of the above, to see at once what of it a text has.
    words: frozenset[str]
    # Terms that stand beside each other in the question.
    neighbours: tuple[tuple[str, str], ...]
    # How likely it is that this was meant, beside the likeliest.
    share: float


def understand(index: SearchIndex, query: str, locale: str, *, typing: bool, groups: Groups = ()) -> list[Plan]:
    """One for each thing the query may have meant, the likeliest first."""
    return [
        _plan(index, meant.text, locale, typing=typing, groups=groups, share=meant.share)
        for meant in respelled(index, query, locale, typing=typing)
    ]


def _plan(index: SearchIndex, query: str, locale: str, *, typing: bool, groups: Groups, share: float) -> Plan:
    def weigh(text: str) -> float:
        return index.rarity(text) * (STOP_WEIGHT if text in STOP_WORDS else 1.0)

    asked = terms(query, locale)
    others = [
        (found, frozenset().union(*(_phrase(other, locale) for other in found.others)))
        for found in expansions(query, locale, groups)
    ]
    has_words = any(term.text not in STOP_WORDS for term in asked)
    wanted: dict[str, Wanted] = {}
    about: list[About] = []
    whole: dict[str, float] = {}
    for position, term in enumerate(asked):
        is_last = typing and position == len(asked) - 1 and term.end == len(query)
        options = _options(index, term, asked[position + 1 : position + 2], is_last=is_last)
        meant = options[0].text if options else term.text
        whole[meant] = weigh(meant)
        weight = PAIR_WEIGHT if term.pair else 1.0
        if has_words and term.text in STOP_WORDS:
            weight = STOP_WEIGHT
        elif not term.pair and not _is_circumstance(term.text, known=bool(options)):
            same = frozenset().union(*(words for found, words in others if found.start <= term.start < found.end))
            credit = options[0].weight if options else 1.0
            weight_of = index.rarity(term.text) * (1.0 if options else UNKNOWN)
            about.append(About(weight_of, frozenset(o.text for o in options) | same, credit))
        _add(wanted, options, weight)
    for _, words in others:
        _add(wanted, [Wanted(word) for word in words - STOP_WORDS if index.frequency(word)], SYNONYM_WEIGHT)
    worth = {text: one.weight * index.rarity(text) for text, one in wanted.items()}
    said = [text for text in whole if text in wanted and text not in STOP_WORDS and not _is_pair(text)]
    words = frozenset().union(worth, whole, *(word.options for word in about))
    # What every question has says little and stands everywhere: asked for only when there is nothing else.
    sought = [one for one in wanted.values() if one.weight > STOP_WEIGHT] or list(wanted.values())
    return Plan(sought, about, whole, weigh, index.rarity(""), worth, words, tuple(pairwise(said)), share)


@functools.lru_cache(4096)
def _phrase(text: str, locale: str) -> frozenset[str]:
    return frozenset(term.text for term in terms(text, locale) if not term.pair)


def _is_pair(text: str) -> bool:
    return len(text) == 2 and text[0] > "\u2e80"


def _is_circumstance(text: str, *, known: bool) -> bool:
    """When it happened, how much it was and its reference; an error code is a number too, but one that articles know."""
    return text in CIRCUMSTANCES or (not known and (text.isdecimal() or _REFERENCE.fullmatch(text) is not None))


def _add(wanted: dict[str, Wanted], options: Iterable[Wanted], weight: float) -> None:
    for option in options:
        known = wanted.get(option.text)
        if known is None or known.weight < option.weight * weight:
            wanted[option.text] = Wanted(option.text, option.weight * weight)


def _options(index: SearchIndex, term: Term, after: list[Term], *, is_last: bool) -> list[Wanted]:
    """The term when it is known; else what it may be the start of, a slip for, or joined with the next one or cut in two."""
    options = [Wanted(term.text)] if index.frequency(term.text) else []
    if is_last and len(term.text) >= 2:
        completed = index.vocabulary.completions(term.text)
        options += [Wanted(text, COMPLETION_WEIGHT) for text in completed if text != term.text]
    if options or not term.text.isalpha():
        return options
    joined = [term.text + following.text for following in after if following.text.isalpha() and not following.pair]
    options = [Wanted(text) for text in joined if not term.pair and index.frequency(text)]
    if not options:
        options = [Wanted(text, SLIP_CREDIT**slips) for text, slips in index.vocabulary.corrections(term.text)]
    if not options and (parts := index.vocabulary.parts(term.text)):
        options = [Wanted(part, SLIP_CREDIT) for part in parts]
    return options
