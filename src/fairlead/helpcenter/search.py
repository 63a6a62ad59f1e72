"""Finds articles by a question: BM25 over passages and over articles as a whole, an article ranking by both together."""

import functools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from fairlead.helpcenter.index import BETWEEN, HEAD, passage_of
from fairlead.helpcenter.library import Library, Shelf
from fairlead.helpcenter.models import PUBLIC
from fairlead.helpcenter.render import Passage
from fairlead.helpcenter.stop_words import CIRCUMSTANCES, STOP_WORDS
from fairlead.helpcenter.store import Head
from fairlead.helpcenter.synonyms import expansions
from fairlead.infra.search import Found, SearchIndex, Wanted
from fairlead.infra.words import Term, terms

MAX_QUERY = 300
CANDIDATES = 60
SPARE = 20
STOP_WEIGHT = 0.15
PAIR_WEIGHT = 0.7
# A word that no article has may be the whole point of a question, or a detail of one person's story.
UNKNOWN = 0.6
SYNONYM_WEIGHT = 0.4
SLIP_CREDIT = 0.7
EXACT = 1.0
# What a further passage of the same article adds.
SECOND = 0.4
# What is left of the score of an article that has nothing of what the question is about.
UNCOVERED = 0.3


# A passage that has less of the question than this share of what its article has is no answer by itself.
PASSAGE_COVERAGE = 0.6
# An article with a smaller share of the best one's score is noise beside it.
LEAST = 0.2


@dataclass(frozen=True, slots=True)
class Hit:
    """An article with the passage that matches best, and the one to answer with: the opening, when the question fits the
    article as a whole better than any passage of it.

    `score` counts in words: about how many of the rarest kind a match in the plain text would take. `coverage` is how
    much of what the question is about, by the weight of its words, stands in the article, `likeness` how near it is to a
    title, a heading or a known question of it; both from 0 to 1.
    """

    head: Head
    passage: Passage
    answer: Passage
    score: float
    coverage: float
    likeness: float
    terms: frozenset[str]


async def search(
    library: Library,
    brand_id: str,
    locale: str,
    query: str,
    *,
    limit: int,
    then: str = "en",
    typing: bool = False,
    audience: str = PUBLIC,
) -> list[Hit]:
    """The best articles first. Another locale's articles only when this one has nothing at all, those of `then` first.

    `typing`: the last word may be unfinished.
    """
    shelf = await library.shelf(brand_id, audience)
    for tag in shelf.by_nearness(locale, then, "en"):
        index = shelf.indexes[tag]
        if hits := _in_locale(shelf, index, tag, query[:MAX_QUERY], limit, typing=typing):
            return hits
    return []


@dataclass(frozen=True, slots=True)
class _About:
    """A word the question is about: its weight, the terms any of which answers it, and how sure it is that they do."""

    weight: float
    options: frozenset[str]
    credit: float


@dataclass(frozen=True, slots=True)
class _Plan:
    wanted: list[Wanted]
    about: list[_About]
    # All terms of the question with their weights, slips corrected, to compare it with a title as a whole.
    asked: dict[str, float]
    weigh: Callable[[str], float]
    # The weight of a word that no article has; scores are counted in it, so that they mean the same in a large index.
    rarest: float


def _plan(index: SearchIndex, query: str, locale: str, *, typing: bool) -> _Plan:
    def weigh(text: str) -> float:
        return index.rarity(text) * (STOP_WEIGHT if text in STOP_WORDS else 1.0)

    asked = terms(query, locale)
    others = [
        (found, frozenset(term.text for other in found.others for term in terms(other, locale) if not term.pair))
        for found in expansions(query, locale)
    ]
    has_words = any(term.text not in STOP_WORDS for term in asked)
    wanted: dict[str, Wanted] = {}
    about: list[_About] = []
    whole: dict[str, float] = {}
    for position, term in enumerate(asked):
        options = _options(index, term, is_last=typing and position == len(asked) - 1 and term.end == len(query))
        meant = options[0].text if options else term.text
        whole[meant] = weigh(meant)
        weight = PAIR_WEIGHT if term.pair else 1.0
        if has_words and term.text in STOP_WORDS:
            weight = STOP_WEIGHT
        elif not term.pair and not _is_circumstance(term.text, known=bool(options)):
            same = frozenset().union(*(words for found, words in others if found.start <= term.start < found.end))
            credit = options[0].weight if options else 1.0
            weight_of = index.rarity(term.text) * (1.0 if options else UNKNOWN)
            about.append(_About(weight_of, frozenset(o.text for o in options) | same, credit))
        _add(wanted, options, weight)
    for _, words in others:
        _add(wanted, [Wanted(word) for word in words - STOP_WORDS if index.frequency(word)], SYNONYM_WEIGHT)
    return _Plan(list(wanted.values()), about, whole, weigh, index.rarity(""))


def _is_circumstance(text: str, *, known: bool) -> bool:
    """When it happened and how much it was; an error code is a number too, but one that articles know."""
    return text in CIRCUMSTANCES or (text.isdecimal() and not known)


def _add(wanted: dict[str, Wanted], options: Iterable[Wanted], weight: float) -> None:
    for option in options:
        known = wanted.get(option.text)
        if known is None or known.weight < option.weight * weight:
            wanted[option.text] = Wanted(option.text, option.weight * weight)


def _options(index: SearchIndex, term: Term, *, is_last: bool) -> list[Wanted]:
    """The term when it is known; else what it may be the start of or a slip for."""
    options = [Wanted(term.text)] if index.frequency(term.text) else []
    if is_last and len(term.text) >= 2:
        options += [Wanted(text, 0.6) for text in index.completions(term.text) if text != term.text]
    if not options:
        options = [Wanted(text, SLIP_CREDIT**slips) for text, slips in index.corrections(term.text)]
    return options


def _in_locale(shelf: Shelf, index: SearchIndex, locale: str, query: str, limit: int, *, typing: bool) -> list[Hit]:
    plan = _plan(index, query, locale, typing=typing)
    groups: dict[str, list[Found]] = {}
    for found in index.search(plan.wanted, limit=CANDIDATES):
        groups.setdefault(found.key, []).append(found)
    ranked = sorted(
        (_Match(plan, parts) for key, parts in groups.items() if key in shelf.heads), key=lambda m: -m.score
    )
    # Only what may still come out on top is compared sentence by sentence.
    ranked = sorted(ranked[: limit + SPARE], key=lambda m: (-m.exact_score, shelf.heads[m.key].slug))[:limit]
    least = ranked[0].exact_score * LEAST if ranked else 0.0
    return [match.hit(shelf.heads[match.key]) for match in ranked if match.exact_score >= least]


class _Match:
    """What was found of one article."""

    def __init__(self, plan: _Plan, parts: Sequence[Found]) -> None:
        self.key = parts[0].key
        self._plan = plan
        self._whole = next((part for part in parts if part.place == HEAD), None)
        self._passages = [part for part in parts if part.place != HEAD]
        self._parts = parts
        self._words = {part.place: _words(part) for part in parts}
        further = sum(part.score for part in self._passages[1:3])
        found = sum(part.score for part in (self._whole, *self._passages[:1]) if part) + SECOND * further
        self.coverage = _coverage(plan, self._words.values())
        self.score = found / plan.rarest * (UNCOVERED + (1 - UNCOVERED) * self.coverage)

    @functools.cached_property
    def _wordings(self) -> list[frozenset[str]]:
        return [frozenset(text.split()) for part in self._parts for text in _wordings(part)]

    @functools.cached_property
    def exact_score(self) -> float:
        sameness = max((_sameness(self._plan, words) for words in self._wordings), default=0.0)
        return self.score * (1 + EXACT * sameness**2)

    def hit(self, head: Head) -> Hit:
        best = passage_of(self._passages[0].shown) if self._passages else None
        opening = passage_of(self._whole.shown) if self._whole and self._whole.shown else None
        passage = best or opening or Passage("", "", head.summary)
        return Hit(
            head=head,
            passage=passage,
            answer=passage if best and best.text and self._best_fits() else opening or passage,
            score=self.exact_score,
            coverage=self.coverage,
            likeness=max((_likeness(self._plan, words) for words in self._wordings), default=0.0),
            terms=frozenset(term.text for term in self._plan.wanted if term.weight > STOP_WEIGHT),
        )

    def _best_fits(self) -> bool:
        """Whether the best passage says what the article was found for."""
        best = self._passages[0]
        if _sameness(self._plan, frozenset(best.terms["heading"].split())) >= 0.5:
            return True
        return _coverage(self._plan, [self._words[best.place]]) >= PASSAGE_COVERAGE * self.coverage


def _words(part: Found) -> frozenset[str]:
    return frozenset(" ".join(part.terms.values()).split())


def _coverage(plan: _Plan, parts: Iterable[frozenset[str]]) -> float:
    words = frozenset().union(*parts)
    total = sum(word.weight for word in plan.about)
    matched = sum(word.weight * word.credit for word in plan.about if not words.isdisjoint(word.options))
    return matched / total if total else 0.0


def _wordings(part: Found) -> list[str]:
    """The sentences of a part that a question may repeat: title, heading, each known question."""
    return [part.terms["title"], part.terms["heading"], *part.terms["asked"].split(BETWEEN)]


def _sameness(plan: _Plan, words: frozenset[str]) -> float:
    """How many of all terms of two sentences they share."""
    return len(plan.asked.keys() & words) / len(plan.asked.keys() | words) if words else 0.0


def _likeness(plan: _Plan, words: frozenset[str]) -> float:
    """What two sentences have in common of all they say, by the weight of their words."""
    common = sum(weight for text, weight in plan.asked.items() if text in words)
    if not common:
        return 0.0
    return common / (sum(plan.asked.values()) + sum(plan.weigh(text) for text in words) - common)
