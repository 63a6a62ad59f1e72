"""Finds articles by a question: BM25 over passages and over articles as a whole, an article ranking by both together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fairlead.helpcenter.index import BETWEEN, HEAD, passage_of
from fairlead.helpcenter.library import Library, Shelf
from fairlead.helpcenter.render import Passage
from fairlead.helpcenter.stop_words import STOP_WORDS
from fairlead.helpcenter.store import Head
from fairlead.helpcenter.synonyms import expansions
from fairlead.infra.search import Found, SearchIndex, Wanted
from fairlead.infra.words import Term, terms

MAX_QUERY = 300
CANDIDATES = 60
EXCERPT = 220
STOP_WEIGHT = 0.15
PAIR_WEIGHT = 0.7
SYNONYM_WEIGHT = 0.4
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

    `coverage` is how much of what the question is about, by the weight of its words, stands in the article,
    `likeness` how near it is to a title, a heading or a known question of it; both from 0 to 1.
    """

    head: Head
    passage: Passage
    answer: Passage
    score: float
    coverage: float
    likeness: float
    terms: frozenset[str]


async def search(
    library: Library, brand_id: str, locale: str, query: str, *, limit: int, typing: bool = False
) -> list[Hit]:
    """The best articles first. Another locale's articles only when this one has nothing at all.

    `typing`: the last word may be unfinished.
    """
    shelf = await library.shelf(brand_id)
    others = sorted((tag for tag in shelf.indexes if tag != locale), key=lambda tag: (tag != "en", tag))
    for tag in (locale, *others):
        index = shelf.indexes.get(tag)
        if index and (hits := _in_locale(shelf, index, tag, query[:MAX_QUERY], limit, typing=typing)):
            return hits
    return []


@dataclass(frozen=True, slots=True)
class _Plan:
    wanted: list[Wanted]
    # What the question is about: each word's weight and the terms any of which answers it.
    about: list[tuple[float, frozenset[str]]]
    # All terms of the question, to compare it with a title or heading as a whole.
    asked: frozenset[str]


def _plan(index: SearchIndex, query: str, locale: str, *, typing: bool) -> _Plan:
    asked = terms(query, locale)
    others = [
        (found, frozenset(term.text for other in found.others for term in terms(other, locale) if not term.pair))
        for found in expansions(query)
    ]
    has_words = any(term.text not in STOP_WORDS for term in asked)
    wanted: dict[str, Wanted] = {}
    about: list[tuple[float, frozenset[str]]] = []
    for position, term in enumerate(asked):
        options = _options(index, term, is_last=typing and position == len(asked) - 1 and term.end == len(query))
        weight = PAIR_WEIGHT if term.pair else 1.0
        if has_words and term.text in STOP_WORDS:
            weight = STOP_WEIGHT
        elif not term.pair:
            rarity = min((index.rarity(option.text) for option in options), default=index.rarity(term.text))
            same = frozenset().union(*(words for found, words in others if found.start <= term.start < found.end))
            about.append((rarity, frozenset(option.text for option in options) | same))
        _add(wanted, options, weight)
    for _, words in others:
        _add(wanted, [Wanted(word) for word in words - STOP_WORDS if index.frequency(word)], SYNONYM_WEIGHT)
    return _Plan(list(wanted.values()), about, frozenset(term.text for term in asked))


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
        options = [Wanted(text, 0.8 if slips == 1 else 0.5) for text, slips in index.corrections(term.text)]
    return options


def _in_locale(shelf: Shelf, index: SearchIndex, locale: str, query: str, limit: int, *, typing: bool) -> list[Hit]:
    plan = _plan(index, query, locale, typing=typing)
    groups: dict[str, list[Found]] = {}
    for found in index.search(plan.wanted, limit=CANDIDATES):
        groups.setdefault(found.key, []).append(found)
    hits = [_hit(shelf.heads[key], parts, plan) for key, parts in groups.items() if key in shelf.heads]
    best = max((hit.score for hit in hits), default=0.0)
    near = [hit for hit in hits if hit.score >= best * LEAST]
    return sorted(near, key=lambda hit: (-hit.score, hit.head.slug))[:limit]


def _hit(head: Head, parts: Sequence[Found], plan: _Plan) -> Hit:
    whole = next((part for part in parts if part.place == HEAD), None)
    passages = [part for part in parts if part.place != HEAD]
    further = sum(part.score for part in passages[1:3])
    score = sum(part.score for part in (whole, *passages[:1]) if part) + SECOND * further
    coverage = _coverage(plan, parts)
    likeness = max((_likeness(plan.asked, text) for part in parts for text in _wordings(part)), default=0.0)
    best = passage_of(passages[0].shown) if passages else None
    opening = passage_of(whole.shown) if whole and whole.shown else None
    passage = best or opening or Passage("", "", head.summary)
    alike = _likeness(plan.asked, passages[0].terms["heading"]) if passages else 0.0
    fits = best and best.text and (alike >= 0.5 or _coverage(plan, passages[:1]) >= PASSAGE_COVERAGE * coverage)
    return Hit(
        head=head,
        passage=passage,
        answer=passage if fits else opening or passage,
        score=score * (UNCOVERED + (1 - UNCOVERED) * coverage) * (1 + EXACT * likeness**2),
        coverage=coverage,
        likeness=likeness,
        terms=frozenset(term.text for term in plan.wanted if term.weight > STOP_WEIGHT),
    )


def _coverage(plan: _Plan, parts: Sequence[Found]) -> float:
    words = frozenset(word for part in parts for text in part.terms.values() for word in text.split())
    total = sum(weight for weight, _ in plan.about)
    return sum(weight for weight, options in plan.about if options & words) / total if total else 0.0


def _wordings(part: Found) -> list[str]:
    """The sentences of a part that a question may repeat: title, heading, each known question."""
    return [part.terms["title"], part.terms["heading"], *part.terms["asked"].split(BETWEEN)]


def _likeness(asked: frozenset[str], wording: str) -> float:
    """Terms in common of all terms of both: 1 for the same words."""
    words = frozenset(wording.split())
    return len(asked & words) / len(asked | words) if words else 0.0
