"""Finds articles by a question: BM25 over articles as a whole and their passages, an article ranking by both together."""

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass

from fairlead.helpcenter.index import Kept, Piece, kept_of
from fairlead.helpcenter.library import Library, Shelf
from fairlead.helpcenter.models import PUBLIC
from fairlead.helpcenter.render import Passage
from fairlead.helpcenter.store import Head
from fairlead.helpcenter.understand import STOP_WEIGHT, Plan, understand
from fairlead.infra.search import Found, SearchIndex
from fairlead.kit import clock

MAX_QUERY = 300
_HAN, _KANA = re.compile(r"[㐀-䶿一-鿿]"), re.compile(r"[ぁ-ヿ]")
SPARE = 4
# How many headings are looked at, and what the best of an article adds to what it scores.
HEADINGS, HEADED = 8, 0.3
# How much of both is left where an answer is wanted with every letter.
ROUGH_SPARE, ROUGH_HEADINGS = 2, 3
WIDER, WIDEST = 8, 2_000
EXACT = 1.0
# What the best passage adds to what the article as a whole scores, and what two further ones do.
PASSAGE, SECOND = 0.4, 0.1
PROXIMITY = 0.4
NEAR = 8
# The words of a passage beside which a longer one counts less.
USUAL = 20
HEADING = 1.5
# What is left of the rank and of the score of an article that has nothing of what the question is about.
UNCOVERED, UNANSWERED = 0.75, 0.3
# The article as a whole and its passage both count a match in the text.
TEXT_ONLY = 0.9
# A passage that has less of the question than this share of what its article has is no answer by itself.
PASSAGE_COVERAGE = 0.6
# An article with a smaller share of the best one's score is noise beside it.
LEAST = 0.2


@dataclass(frozen=True, slots=True)
class Hit:
    """An article with the passage that matches best, and the one to answer with: the opening, when the question fits the
    article as a whole better than any passage of it.

    `rank` orders hits. `score` counts in words: about how many of the rarest kind a match in the plain text would take; it
    says how much of an answer an article is, and falls faster with what is missing than its rank. `coverage` is how
    much of what the question is about, by the weight of its words, stands in the article, `likeness` how near it is to a
    title, a heading or a known question of it; both from 0 to 1. `meant`: nobody who was trained on articles takes it to be too
    unlikely.
    """

    head: Head
    passage: Passage
    answer: Passage
    rank: float
    score: float
    coverage: float
    plan: Plan
    # The sentences of it that a question may repeat.
    wordings: list[frozenset[str]]
    meant: bool = True

    @property
    def likeness(self) -> float:
        return max((_likeness(self.plan, words) for words in self.wordings), default=0.0)

    @property
    def terms(self) -> frozenset[str]:
        """What of the question is looked for in it."""
        return frozenset(one.text for one in self.plan.wanted if one.weight > STOP_WEIGHT)


@dataclass(frozen=True, slots=True)
class Only:
    """What a search is narrowed to: a type of `models.TYPES`, and a category's slug with those below it; empty is any."""

    type: str = ""
    category: str = ""

    def allows(self, shelf: Shelf, head: Head) -> bool:
        if self.type and head.type != self.type:
            return False
        parents = {one.slug: one.parent for one in shelf.categories}
        return not self.category or self.category in (head.category, parents.get(head.category))


EVERYTHING = Only()


async def search(
    library: Library,
    brand_id: str,
    locale: str,
    query: str,
    *,
    limit: int,
    then: str = "en",
    typing: bool = False,
    only: Only = EVERYTHING,
    audience: str = PUBLIC,
) -> list[Hit]:
    """The best articles first. Another locale's articles only when this one has nothing at all, those of `then` first, and for
    Chinese characters those of Chinese.

    `typing`: the last word may be unfinished.
    """
    asked = _Asked(query[:MAX_QUERY], locale, then, limit, typing=typing, roughly=False, only=only)
    shelf, matches = await _nearest(library, brand_id, audience, asked)
    return [match.hit(shelf.heads[match.key]) for match in matches]


async def suggest(library: Library, brand_id: str, locale: str, query: str, *, limit: int, then: str) -> list[Head]:
    """As `search` for a query whose last word may be unfinished; fewer articles are looked at closely, and nothing is said of
    what was found in them."""
    asked = _Asked(query[:MAX_QUERY], locale, then, limit, typing=True, roughly=True, only=EVERYTHING)
    shelf, matches = await _nearest(library, brand_id, PUBLIC, asked)
    return [shelf.heads[match.key] for match in matches]


@dataclass(frozen=True, slots=True)
class _Asked:
    query: str
    locale: str
    then: str
    limit: int
    typing: bool
    roughly: bool
    only: Only


async def _nearest(library: Library, brand_id: str, audience: str, asked: _Asked) -> tuple[Shelf, list["_Match"]]:
    shelf = await library.shelf(brand_id, audience)
    try:
        return shelf, _in_nearest(shelf, asked)
    except Exception as error:
        # An index that was damaged is made from the database again; what else was wrong is wrong again below.
        if not await library.repair(error):
            raise
    shelf = await library.shelf(brand_id, audience)
    return shelf, _in_nearest(shelf, asked)


def _in_nearest(shelf: Shelf, asked: _Asked) -> list["_Match"]:
    """Of the first locale that has any."""
    is_chinese = _HAN.search(asked.query) and not _KANA.search(asked.query)
    for tag in shelf.by_nearness(asked.locale, *(["zh-CN"] if is_chinese else []), asked.then, "en"):
        if matches := _in_locale(shelf, tag, asked):
            return matches
    return []


def _in_locale(shelf: Shelf, locale: str, asked: _Asked) -> list["_Match"]:
    index, groups = shelf.indexes[locale], shelf.synonyms(locale)
    plans = understand(index, asked.query, locale, typing=asked.typing, groups=groups)
    ranked = max(
        (_ranked(shelf, locale, plan, asked.limit, asked.only, roughly=asked.roughly) for plan in plans),
        key=lambda found: found[0].found_of_meaning if found else 0,
    )
    least = ranked[0].rank * LEAST if ranked else 0.0
    return [match for match in ranked if match.rank >= least]


def _ranked(shelf: Shelf, locale: str, plan: Plan, limit: int, only: Only, *, roughly: bool) -> list["_Match"]:
    index = shelf.indexes[locale]
    headed: dict[str, float] = {}
    for one in shelf.headings[locale].search(plan.wanted, limit=ROUGH_HEADINGS if roughly else HEADINGS):
        headed.setdefault(one.key, one.score)
    found = _found(shelf, index, plan, limit, only, spare=ROUGH_SPARE if roughly else SPARE)
    if others := headed.keys() - {one.key for one in found}:
        found += index.search(plan.wanted, limit=len(others), keys=others)
    moment = clock.now()
    matches = [
        _Match(plan, one, headed.get(one.key, 0.0), shelf.standing(shelf.heads[one.key], moment))
        for one in found
        if _is_allowed(shelf, one, only)
    ]
    return sorted(matches, key=lambda m: (-m.rank, shelf.heads[m.key].slug))[:limit]


def _found(shelf: Shelf, index: SearchIndex, plan: Plan, limit: int, only: Only, *, spare: int) -> list[Found]:
    """Some more than asked for: looked at closely, their order changes."""
    count = limit + spare
    found = index.search(plan.wanted, limit=count)
    allowed = [one for one in found if _is_allowed(shelf, one, only)]
    # What is narrowed to a few articles may stand far down.
    while only != EVERYTHING and len(allowed) < limit and len(found) == count < WIDEST:
        count *= WIDER
        found = index.search(plan.wanted, limit=count)
        allowed = [one for one in found if _is_allowed(shelf, one, only)]
    return allowed[: limit + spare]


def _is_allowed(shelf: Shelf, found: Found, only: Only) -> bool:
    head = shelf.heads.get(found.key)
    return head is not None and (only == EVERYTHING or only.allows(shelf, head))


@dataclass(slots=True)
class _Scored:
    """A passage with what of the question stands in it."""

    piece: Piece
    words: list[str]
    has: frozenset[str]
    score: float


class _Match:
    """What was found of one article."""

    def __init__(self, plan: Plan, found: Found, headed: float, standing: float) -> None:
        self.key = found.key
        self._plan = plan
        self._kept: Kept = kept_of(found.kept)
        self._scored = sorted((_scored(plan, piece) for piece in self._kept.pieces), key=lambda one: -one.score)
        passages = [one.score for one in self._scored[:3]]
        close = _proximity(plan, self._scored[0]) if self._scored else 0.0
        raw = (
            found.score
            + HEADED * headed
            + PASSAGE * (sum(passages[:1]) + SECOND * sum(passages[1:]))
            + PROXIMITY * close
        )
        sameness = max((_sameness(plan, words) for words in self._wordings), default=0.0)
        self.coverage = self._coverage()
        self._exact = raw / plan.rarest * (1 + EXACT * sameness**2)
        self.rank = standing * self._exact * (UNCOVERED + (1 - UNCOVERED) * self.coverage)

    @property
    def found_of_meaning(self) -> float:
        """How much was found of what the query may have meant: by the weight of its words, since rare ones that nobody meant
        would else outweigh the common ones that were."""
        return self._plan.share * self.rank / (sum(self._plan.asked.values()) or 1.0)

    @property
    def score(self) -> float:
        return TEXT_ONLY * self._exact * (UNANSWERED + (1 - UNANSWERED) * self.coverage)

    def _coverage(self) -> float:
        kept, about = self._kept, self._plan.words
        whole = [about.intersection(text.split()) for text in (kept.title, *kept.asked, kept.summary)]
        return _coverage(self._plan, [*whole, *(one.has for one in self._scored)])

    @functools.cached_property
    def _wordings(self) -> list[frozenset[str]]:
        """The sentences of it that a question may repeat: title, headings, each known question."""
        kept = self._kept
        headings = (one.piece.heading_terms for one in self._scored if one.score)
        return [frozenset(text.split()) for text in dict.fromkeys((kept.title, *kept.asked, *headings)) if text]

    def hit(self, head: Head) -> Hit:
        best = self._scored[0] if self._scored and self._scored[0].score else None
        opening = next((_passage(piece) for piece in self._kept.pieces if piece.text), None)
        passage = (_passage(best.piece) if best else None) or opening or Passage("", "", head.summary)
        return Hit(
            head=head,
            passage=passage,
            answer=passage if best and best.piece.text and self._fits(best) else opening or passage,
            rank=self.rank,
            score=self.score,
            coverage=self.coverage,
            plan=self._plan,
            wordings=self._wordings,
        )

    def _fits(self, best: _Scored) -> bool:
        """Whether the best passage says what the article was found for."""
        if _sameness(self._plan, frozenset(best.piece.heading_terms.split())) >= 0.5:
            return True
        return _coverage(self._plan, [best.has]) >= PASSAGE_COVERAGE * self.coverage


def _passage(piece: Piece) -> Passage:
    return Passage(piece.heading, piece.anchor, piece.text)


def _scored(plan: Plan, piece: Piece) -> _Scored:
    words = piece.body_terms.split()
    said = plan.words.intersection(words)
    heading = plan.words.intersection(piece.heading_terms.split())
    worth = plan.worth
    score = sum(worth.get(text, 0.0) for text in said) / (0.75 + 0.25 * len(words) / USUAL)
    return _Scored(piece, words, said | heading, score + HEADING * sum(worth.get(text, 0.0) for text in heading))


def _proximity(plan: Plan, passage: _Scored) -> float:
    """What the question's neighbours are worth that stand near each other here too."""
    wanted = [(one, other) for one, other in plan.neighbours if one in passage.has and other in passage.has]
    if not wanted:
        return 0.0
    sought = frozenset().union(*wanted)
    places: dict[str, list[int]] = {word: [] for word in sought}
    for place, word in enumerate(passage.words):
        if word in sought:
            places[word].append(place)
    total = 0.0
    for one, other in wanted:
        apart = min((abs(a - b) for a in places[one] for b in places[other]), default=0)
        if 0 < apart <= NEAR:
            total += min(plan.worth[one], plan.worth[other]) / (1 + (apart - 1) * 0.25)
    return total


def _coverage(plan: Plan, parts: Iterable[frozenset[str]]) -> float:
    words = frozenset().union(*parts)
    total = sum(word.weight for word in plan.about)
    matched = sum(word.weight * word.credit for word in plan.about if not words.isdisjoint(word.options))
    return matched / total if total else 0.0


def _sameness(plan: Plan, words: frozenset[str]) -> float:
    """How many of all terms of two sentences they share."""
    common = len(plan.asked.keys() & words)
    return common / (len(plan.asked) + len(words) - common) if common else 0.0


def _likeness(plan: Plan, words: frozenset[str]) -> float:
    """What two sentences have in common of all they say, by the weight of their words."""
    common = sum(weight for text, weight in plan.asked.items() if text in words)
    if not common:
        return 0.0
    return common / (sum(plan.asked.values()) + sum(plan.weigh(text) for text in words) - common)
