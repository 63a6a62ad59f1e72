"""Finds articles by a question: BM25 over articles as a whole and their passages, an article ranking by both together."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from fairlead.helpcenter.library import Library, Shelf
from fairlead.helpcenter.look_closely import Match, Sought
from fairlead.helpcenter.models import PUBLIC
from fairlead.helpcenter.render import Passage
from fairlead.helpcenter.store import Head
from fairlead.helpcenter.understand import STOP_WEIGHT, Plan, understand
from fairlead.infra.search import Found, SearchIndex
from fairlead.kit import clock

MAX_QUERY = 300
_HAN, _KANA = re.compile(r"[㐀-䶿一-鿿]"), re.compile(r"[ぁ-ヿ]")
SPARE = 4
# How much of it is left where an answer is wanted with every letter.
ROUGH_SPARE = 3
# How many headings are looked for.
HEADINGS, ROUGH_HEADINGS = 8, 3
WIDER, WIDEST = 8, 2_000
# An article with a smaller share of the best one's score is noise beside it.
LEAST = 0.2


@dataclass(frozen=True, slots=True)
class Hit:
    """An article with the passage that matches best.

    `rank` orders hits. `score` counts in words: about how many of the rarest kind a match in the plain text would take; it
    says how much of an answer an article is, and falls faster with what is missing than its rank. `coverage` is how
    much of what the question is about, by the weight of its words, stands in the article. `meant`: nobody who was trained on
    articles takes it to be too unlikely.
    """

    head: Head
    passage: Passage
    rank: float
    score: float
    coverage: float
    match: Match
    passages: Sequence[Passage]
    meant: bool = True

    @property
    def answer(self) -> Passage:
        """The passage to answer with: the opening, when the question fits the article as a whole better than any of it."""
        return self.match.answer(self.passages)

    @property
    def likeness(self) -> float:
        """How near the question is to a title, a heading or a known question of it; from 0 to 1."""
        plan = self.match.plan
        return max((_likeness(plan, words) for words in self.match.wordings()), default=0.0)

    @property
    def terms(self) -> frozenset[str]:
        """What of the question is looked for in it."""
        return frozenset(one.text for one in self.match.plan.wanted if one.weight > STOP_WEIGHT)


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
    return [_hit(match, shelf.heads[match.key]) for match in matches]


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


async def _nearest(library: Library, brand_id: str, audience: str, asked: _Asked) -> tuple[Shelf, list[Match]]:
    shelf = await library.shelf(brand_id, audience)
    try:
        return shelf, _in_nearest(shelf, asked)
    except Exception as error:
        # An index that was damaged is made from the database again; what else was wrong is wrong again below.
        if not await library.repair(error):
            raise
    shelf = await library.shelf(brand_id, audience)
    return shelf, _in_nearest(shelf, asked)


def _in_nearest(shelf: Shelf, asked: _Asked) -> list[Match]:
    """Of the first locale that has any."""
    is_chinese = _HAN.search(asked.query) and not _KANA.search(asked.query)
    for tag in shelf.by_nearness(asked.locale, *(["zh-CN"] if is_chinese else []), asked.then, "en"):
        if matches := _in_locale(shelf, tag, asked):
            return matches
    return []


def _in_locale(shelf: Shelf, locale: str, asked: _Asked) -> list[Match]:
    index, groups = shelf.indexes[locale], shelf.synonyms(locale)
    plans = understand(index, asked.query, locale, typing=asked.typing, groups=groups)
    ranked = max(
        (_ranked(shelf, locale, plan, asked) for plan in plans),
        key=lambda found: found[0].found_of_meaning if found else 0,
    )
    least = ranked[0].rank * LEAST if ranked else 0.0
    return [match for match in ranked if match.rank >= least]


def _ranked(shelf: Shelf, locale: str, plan: Plan, asked: _Asked) -> list[Match]:
    index, moment = shelf.indexes[locale], clock.now()
    found = _found(shelf, index, plan, asked)
    headed = shelf.headings[locale].search(plan.wanted, limit=ROUGH_HEADINGS if asked.roughly else HEADINGS)
    found += index.weigh(plan.wanted, dict.fromkeys(one.key for one in headed).keys() - {one.key for one in found})
    sought = Sought(plan, index.letters)
    matches = [
        Match(sought, one, shelf.standing(shelf.heads[one.key], moment))
        for one in found
        if _is_allowed(shelf, one, asked.only)
    ]
    return sorted(matches, key=lambda match: (-match.rank, shelf.heads[match.key].slug))[: asked.limit]


def _found(shelf: Shelf, index: SearchIndex, plan: Plan, asked: _Asked) -> list[Found]:
    """Some more than asked for: looked at closely, their order changes."""
    only, wanted = asked.only, asked.limit + (ROUGH_SPARE if asked.roughly else SPARE)
    count = wanted
    found = index.search(plan.wanted, limit=count)
    allowed = [one for one in found if _is_allowed(shelf, one, only)]
    # What is narrowed to a few articles may stand far down.
    while only != EVERYTHING and len(allowed) < asked.limit and len(found) == count < WIDEST:
        count *= WIDER
        found = index.search(plan.wanted, limit=count)
        allowed = [one for one in found if _is_allowed(shelf, one, only)]
    return allowed[:wanted]


def _is_allowed(shelf: Shelf, found: Found, only: Only) -> bool:
    head = shelf.heads.get(found.key)
    return head is not None and (only == EVERYTHING or only.allows(shelf, head))


def _hit(match: Match, head: Head) -> Hit:
    passages = match.passages()
    shown = match.best
    passage = passages[shown] if passages and shown is not None else next((one for one in passages if one.text), None)
    return Hit(
        head=head,
        passage=passage or Passage("", "", head.summary),
        rank=match.rank,
        score=match.score,
        coverage=match.coverage,
        match=match,
        passages=passages,
    )


def _likeness(plan: Plan, words: frozenset[str]) -> float:
    """What two sentences have in common of all they say, by the weight of their words."""
    common = sum(weight for text, weight in plan.asked.items() if text in words)
    if not common:
        return 0.0
    return common / (sum(plan.asked.values()) + sum(plan.weigh(text) for text in words) - common)
