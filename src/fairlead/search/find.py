"""Finds conversations an agent may see, and shows why: what was found is opened, looked through and asked for again, so that
neither a stale index nor two words with one digest ever shows what is not so."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from fairlead.brands.store import Brand, Brands
from fairlead.conversations import store as timeline
from fairlead.conversations.models import ConversationRow
from fairlead.conversations.read import Reader, View
from fairlead.infra.database import Database
from fairlead.infra.disk_index import DiskIndex, IndexDamaged, Match, Question, Word, group_of
from fairlead.infra.excerpts import CHARS, merged, window
from fairlead.infra.sealing import Sealer
from fairlead.infra.turns import Work, by_turns
from fairlead.infra.word_digests import WordDigests
from fairlead.infra.words import Term
from fairlead.kit.access import Actor, Authorize
from fairlead.kit.errors import NotFound, Problem, Unavailable
from fairlead.kit.paging import Cursors
from fairlead.people.store import Customer
from fairlead.search import rules, store
from fairlead.search.follow import Indexer, Progress
from fairlead.search.rules import Line, Sought
from fairlead.search.store import Said

TOTAL_CAP = 1000
# What the index holds and the database does not confirm is passed over; so often a page is filled up again.
ROUNDS = 3
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Shown:
    """A part of a text, and where in it what was sought stands: in UTF-16 units, as browsers count."""

    text: str
    marks: list[Span] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Hit:
    """A conversation, the entry that answers best, and what about the person or the number answered."""

    view: View
    entry: Said | None
    excerpt: Shown | None
    name: Shown
    by: list[str]


@dataclass(frozen=True, slots=True)
class Results:
    hits: list[Hit]
    # Capped: one more than the cap says "and more".
    total: int
    next: str | None
    progress: Progress


class Finder:
    def __init__(
        self,
        *,
        database: Database,
        sealer: Sealer,
        authorize: Authorize,
        reader: Reader,
        brands: Brands,
        cursors: Cursors,
        index: DiskIndex,
        indexer: Indexer,
        digests: WordDigests,
    ) -> None:
        self._database = database
        self._sealer = sealer
        self._authorize = authorize
        self._reader = reader
        self._brands = brands
        self._cursors = cursors
        self._index = index
        self._indexer = indexer
        self._digests = digests

    async def search(
        self,
        agent: Actor,
        text: str,
        *,
        brand: str | None = None,
        status: str | None = None,
        channel: str | None = None,
        locale: str | None = None,
        since: str | None = None,
        until: str | None = None,
        cursor: str | None = None,
        limit: int,
    ) -> Results:
        """Raises Invalid (the line, a filter, the cursor), NotFound for a brand that is not the agent's, Unavailable while
        there is no index."""
        given = {"brand": brand, "is": status, "channel": channel, "lang": locale, "after": since, "before": until}
        line, brands = await self.asked(agent, text, **given)
        scope = f"search:{agent.id}:{self._sealer.digest(repr(line)).hex()}"
        after = self._after(scope, cursor)
        progress = self._indexer.progress
        if line.asks_nothing or not brands:
            return Results([], 0, None, progress)
        question = self.question(line, brands)
        hits: list[Hit] = []
        total, more = 0, True
        for _ in range(ROUNDS):
            matches, total = await self._matches(question, limit=limit - len(hits) + 1, after=after)
            more = len(matches) > limit - len(hits)
            matches = matches[: limit - len(hits)]
            hits += await self._opened(agent, line, matches)
            after = matches[-1].place if matches else after
            if not more or len(hits) >= limit:
                break
        next_cursor = self._cursors.make(scope, *after) if more and after else None
        if agent.shut:
            # How much a closed team has is not for him either.
            total = 0
        return Results(hits, min(max(total, len(hits)), TOTAL_CAP + 1), next_cursor, progress)

    async def asked(self, agent: Actor, text: str, **given: str | None) -> tuple[Line, list[Brand]]:
        """What a line of an agent's asks for, and the brands to look in."""
        mine = [one for one in await self._brands.all() if one.id in agent.brands]
        languages = sorted({"en"} | {tag.partition("-")[0] for one in mine for tag in one.locales})
        line = rules.line_of(text, languages, **given)
        return line, _chosen(mine, line.brand)

    def _after(self, scope: str, cursor: str | None) -> tuple[int, str] | None:
        if cursor is None:
            return None
        at, key = self._cursors.read(scope, cursor)
        return int(at), key

    def question(self, line: Line, brands: Sequence[Brand]) -> Question:
        """The same for the index."""
        labels: dict[str, Sequence[str]] = {"brand": [one.id for one in brands]}
        for label, value in (("status", line.status), ("channel", line.channel), ("locale", line.locale)):
            if value is not None:
                labels[label] = [value]
        until = None if line.until is None else line.until - 1
        return Question(tuple(self._word(word) for word in line.words), labels, line.since, until)

    def _word(self, word: Sought) -> Word:
        digests = self._digests
        terms = {digests.whole(word.text)}
        for bare in word.bare:
            terms |= {digests.stem(bare), digests.whole(bare)}
        beginnings = [digests.beginning(word.text)] if word.begins else []
        beginnings += [digests.end(word.text)] if word.ends else []
        return Word(tuple(sorted(terms)), tuple(beginnings))

    async def _matches(
        self, question: Question, *, limit: int, after: tuple[int, str] | None
    ) -> tuple[list[Match], int]:
        if not self._index.ready:
            raise Unavailable("search_not_ready", retry_after=2)
        try:
            return await asyncio.to_thread(self._index.find, question, limit=limit, after=after)
        except IndexDamaged:
            self._indexer.damaged()
            raise Unavailable("search_not_ready", retry_after=2) from None

    async def _opened(self, agent: Actor, line: Line, matches: Sequence[Match]) -> list[Hit]:
        """What the database says to the matches: those the agent may see and that do answer, in their order."""
        if not matches:
            return []
        places = [(group_of(match.key), int(match.key.rpartition(":")[2])) for match in matches]
        async with self._database.read() as session:
            rows = await timeline.conversations_by_id(session, {key for key, _ in places})
            allowed = [row for row in rows if self._may_see(agent, row) and _within(line, row)]
            views = {view.row.id: view for view in await self._reader.views(session, allowed)}
            wanted = [place for place in places if place[0] in views]
            said = await store.said(session, self._database.dialect, self._sealer, wanted)
        hits = [await by_turns(hit_of(line.words, views[place[0]], said.get(place, []))) for place in wanted]
        return [hit for hit in hits if hit is not None]

    def _may_see(self, agent: Actor, row: ConversationRow) -> bool:
        try:
            self._authorize(agent, "conversation.read", row)
        except Problem:
            return False
        return True


def _chosen(mine: list[Brand], key: str | None) -> list[Brand]:
    if key is None:
        return mine
    chosen = [one for one in mine if one.key == key]
    if not chosen:
        raise NotFound
    return chosen


def _within(line: Line, row: ConversationRow) -> bool:
    """Status and language change; the index may be a moment behind."""
    return line.status in (None, row.status) and line.locale in (None, row.locale)


def hit_of(words: Sequence[Sought], view: View, said: Sequence[Said]) -> Work[Hit | None]:
    """None when some of the words stand nowhere any more."""
    customer = view.customer
    known = _facts(customer) | {"number": view.row.id}
    fits = {}
    for name, value in known.items():
        fits[name] = yield from rules.fit(words, value, view.row.locale)
    best, best_fit = None, rules.Fit()
    found: set[str] = set().union(*(one.words for one in fits.values())) if fits else set()
    for one in said:
        fit = yield from rules.fit(words, one.text, view.row.locale)
        found |= fit.words
        # The newest of those that say most of it.
        if fit.words and len(fit.words) >= len(best_fit.words):
            best, best_fit = one, fit
    if any(word.text not in found for word in words):
        return None
    name = known.get("name", "")
    return Hit(
        view=view,
        entry=best,
        excerpt=shown(best.text, best_fit.places) if best else None,
        name=shown(name, fits["name"].places, chars=len(name)) if name else Shown(""),
        by=[fact for fact, fit in fits.items() if fit.words],
    )


def _facts(customer: Customer | None) -> dict[str, str]:
    if customer is None:
        return {}
    return {"name": customer.name, "uid": customer.uid, "email": customer.email}


def shown(text: str, places: list[Term], *, chars: int = CHARS) -> Shown:
    """The part of a text on one line with the most of what was sought."""
    start, end = window(text, places, chars)
    before, behind = ("… " if start else ""), ("…" if end < len(text) else "")
    cut = f"{before}{text[start:end]}{behind}"
    spans = [(a - start + len(before), b - start + len(before)) for a, b in merged(places) if a >= start and b <= end]
    return Shown(cut, [(_utf16(cut[:a]), _utf16(cut[:b])) for a, b in spans])


def _utf16(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
