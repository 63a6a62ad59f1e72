"""Keeps this process's index of conversations: builds it, the newest first, and follows the feed from a kept position.

The index lies in a folder of its own; what it holds and up to where is committed together, so that after a crash it goes on
from there. It works in short turns with pauses between them: those who chat come first.
"""

import asyncio
import contextlib
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
import structlog
from msgspec import Struct

from fairlead.conversations import events
from fairlead.infra import feed
from fairlead.infra.await_wake import woken
from fairlead.infra.database import Database
from fairlead.infra.disk_index import DiskIndex, Document, IndexDamaged
from fairlead.infra.feed import Event, Position
from fairlead.infra.sealing import Sealer
from fairlead.infra.turns import Backstage, Work, by_turns
from fairlead.infra.word_digests import WordDigests
from fairlead.kit.errors import Problem
from fairlead.people import store as people
from fairlead.search import store
from fairlead.search.rules import stretch_of
from fairlead.search.store import Matter, Said, Stretch

log = structlog.get_logger()

# Labels of a document: what results are filtered by.
LABELS = ("brand", "status", "channel", "locale")
EVENTS_AT_ONCE = 500
# Where much is said, a stretch is read and written again once for all of this and not for each page of the feed.
EVENTS_A_ROUND = 5000
MATTERS_AT_ONCE = 100
# Stretches that are read from the database and written together.
AT_ONCE = 4
# While the index is built, what is done is committed after so long, so that it can be found and a crash costs little.
COMMIT_SECONDS = 5.0
POLL = 1.0
EPOCH_SECONDS = 5.0
# Commits that follow each other closely are looked at together; and a pause of so many times the round it follows.
GATHER_SECONDS = 0.1
REST = {"follow": 2.0, "build": 0.2}
LONGEST_REST = 2.0
_OLDEST = "f" * 32
# After these the conversation may be another one throughout: its customer, its status, an entry in any stretch.
_THROUGHOUT = frozenset(
    {events.HEAD_CHANGED, events.ENTRY_REDACTED, events.NOTE_EDITED, events.CLOSED, events.REOPENED}
)


def index_of(data: Path, sealer: Sealer) -> DiskIndex:
    """This process's own index in the data folder; not opened yet."""
    return DiskIndex(data / "search", LABELS, name=digests_of(sealer).name)


def digests_of(sealer: Sealer) -> WordDigests:
    return WordDigests(sealer.derive("search words"))


class State(Struct, frozen=True):
    """Up to where the index stands: the feed's position, and below which conversation it is still to be built."""

    epoch: str
    xid: int
    number: int
    # Conversations from here on are indexed; empty: all.
    below: str
    newest: int = 0

    @property
    def position(self) -> Position:
        return Position(self.xid, self.number)


@dataclass(frozen=True, slots=True)
class Progress:
    """`complete`: everything that was said up to a moment ago is found. `share`: of what there is, between 0 and 1."""

    complete: bool
    share: float


class Indexer:
    """A companion of the web part."""

    def __init__(self, database: Database, sealer: Sealer, index: DiskIndex, digests: WordDigests) -> None:
        self._database = database
        self._sealer = sealer
        self._index = index
        self._backstage = Backstage("search index")
        self._digests = digests
        self._state: State | None = None
        self._behind = False
        self._oldest = 0
        self._reached = 0
        self._epoch_at = float("-inf")
        self._committed_at = 0.0
        self._wake = asyncio.Event()
        self._stopping = False
        self._task: asyncio.Task[None] | None = None
        self.indexed = 0

    def wake(self) -> None:
        self._wake.set()

    def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name="search index")

    async def stop(self) -> None:
        self._stopping = True
        self._wake.set()
        if self._task is not None:
            await self._task
        await self._backstage.run(self._index.close)
        self._backstage.close()

    @property
    def progress(self) -> Progress:
        state = self._state
        if state is None:
            return Progress(complete=False, share=0.0)
        if not state.below:
            return Progress(complete=not self._behind, share=1.0)
        span = max(1, state.newest - self._oldest)
        return Progress(complete=False, share=min(0.99, max(0.0, (state.newest - self._reached) / span)))

    @property
    def stands_at(self) -> Position:
        """Up to where the feed is in the index."""
        return self._state.position if self._state else feed.START

    def damaged(self) -> None:
        """The index was found unreadable: it is begun anew."""
        self._state = None
        self._wake.set()

    async def _run(self) -> None:
        while not self._stopping:
            try:
                if self._state is None:
                    await self._open()
                if not await self.step():
                    await self._wait()
            except Problem:
                await self._pause(1.0)
            except IndexDamaged as error:
                log.warning("the search index cannot be used and is made anew", reason=str(error)[:200])
                self._state = None
                await self._pause(1.0)
            except Exception:
                log.exception("the search index could not be brought up to date")
                await self._pause(1.0)

    async def _wait(self) -> None:
        if await woken(self._wake, POLL) and not self._stopping:
            await asyncio.sleep(GATHER_SECONDS)
        self._wake.clear()

    async def _pause(self, seconds: float) -> None:
        if not self._stopping:
            await asyncio.sleep(seconds)

    async def _open(self) -> None:
        kept = "" if self._index.ready else await self._backstage.run(self._index.open)
        state = None
        with contextlib.suppress(msgspec.DecodeError):
            state = msgspec.json.decode(kept, type=State) if kept else None
        self._state = state or await self._begin()

    async def _begin(self) -> State:
        """An empty index: events from now on are followed, what there is already is still to be read."""
        epoch = await store.epoch(self._database)
        await self._backstage.run(self._index.begin)
        async with self._database.read() as session:
            # First where we stand, then what there is: whatever comes in between comes again as an event.
            now = await feed.end(session, self._database.dialect)
            newest = await store.newest_matter(session)
        state = State(epoch, now.xid, now.number, below=_OLDEST if newest else "", newest=newest[1] if newest else 0)
        await self._commit(state)
        return state

    async def step(self) -> bool:
        """One round; whether there is more to do at once. `start` calls it for as long as the process serves."""
        if self._state is None:
            await self._open()
        state = await self._current()
        followed = await self._follow(state)
        if followed:
            await self._rest("follow", followed)
        state = self._state or state
        built = await self._build(state) if state.below else 0.0
        if built:
            await self._rest("build", built)
        return self._behind or bool(built)

    async def _rest(self, kind: str, worked: float) -> None:
        if not self._stopping:
            await asyncio.sleep(min(LONGEST_REST, REST[kind] * worked))

    async def _current(self) -> State:
        """The state, if the index still belongs to this database; else a new one."""
        state = self._state
        if state is not None and time.monotonic() - self._epoch_at < EPOCH_SECONDS:
            return state
        epoch = await store.epoch(self._database)
        async with self._database.read() as session:
            oldest, newest = await feed.start(session), await feed.end(session, self._database.dialect)
            self._oldest = await store.oldest_begun(session)
        self._epoch_at = time.monotonic()
        if state is None or state.epoch != epoch or _lost(state.position, oldest, newest):
            state = self._state = await self._begin()
        return state

    async def _follow(self, state: State) -> float:
        """Indexes what changed; the seconds it took, 0 when nothing had."""
        since = time.monotonic()
        news = await self._news(state.position)
        if not news:
            return 0.0
        await self._index_matters(_touched(news))
        last = news[-1].position
        await self._commit(msgspec.structs.replace(state, xid=last.xid, number=last.number))
        return time.monotonic() - since

    async def _news(self, position: Position) -> Sequence[Event]:
        """What has happened since, as far as one round goes."""
        news: list[Event] = []
        self._behind = True
        while self._behind and len(news) < EVENTS_A_ROUND:
            async with self._database.read() as session:
                page = await feed.read(session, self._database.dialect, position, limit=EVENTS_AT_ONCE)
            news += page
            self._behind = len(page) == EVENTS_AT_ONCE
            position = page[-1].position if page else position
        return news

    async def _build(self, state: State) -> float:
        """Indexes the next older conversations; the seconds it took."""
        since = time.monotonic()
        async with self._database.read() as session:
            found = await store.matters_below(session, self._database.dialect, state.below, MATTERS_AT_ONCE)
        await self._index_all(found)
        below = found[-1].id if len(found) == MATTERS_AT_ONCE else ""
        self._reached = found[-1].created_at if found else self._reached
        state = msgspec.structs.replace(state, below=below)
        if not below or time.monotonic() - self._committed_at > COMMIT_SECONDS:
            await self._commit(state)
        self._state = state
        return time.monotonic() - since

    async def _index_matters(self, touched: dict[str, set[int] | None]) -> None:
        """Stretches of conversations, or all of a conversation where that is None or something about the whole has changed."""
        async with self._database.read() as session:
            found = await store.matters(session, self._database.dialect, touched)
            customers = await people.customers(session, {one.customer_id for one in found}, self._sealer)
        notes = {one.id: self._note(one, customers.get(one.customer_id)) for one in found}
        persons = {key: self._person(customer) for key, customer in customers.items()}
        kept = [*(f"{key}:0" for key in notes), *(_person_key(key) for key in persons)]
        known = await self._backstage.run(self._index.notes, kept)
        same = {key for key, note in notes.items() if known.get(f"{key}:0") == note}
        renamed = {key for key, person in persons.items() if known.get(_person_key(key), person) != person}
        await self._index_all(found, {key: numbers for key, numbers in touched.items() if numbers and key in same})
        if renamed:
            async with self._database.read() as session:
                others = await store.of_customers(session, renamed) - touched.keys()
                more = await store.matters(session, self._database.dialect, others)
            await self._index_all(more)

    def _person(self, customer: people.Customer | None) -> str:
        return self._sealer.digest("search person", _words_of(customer)).hex()

    def _note(self, matter: Matter, customer: people.Customer | None) -> str:
        """What all documents of a conversation have in common, to see whether it has changed."""
        return f"{matter.status} {matter.locale} {matter.customer_id} {self._person(customer)}"

    async def _index_all(self, found: Sequence[Matter], only: dict[str, set[int]] | None = None) -> None:
        by_id = {one.id: one for one in found}
        stretches: list[Stretch] = []
        for one in found:
            numbers = (only or {}).get(one.id) or range(stretch_of(max(1, one.last_seq)) + 1)
            stretches += [(one.id, number) for number in sorted(numbers)]
        for start in range(0, len(stretches), AT_ONCE):
            await self._index_stretches(by_id, stretches[start : start + AT_ONCE])

    async def _index_stretches(self, by_id: dict[str, Matter], stretches: Sequence[Stretch]) -> None:
        customers_of = {by_id[key].customer_id for key, _ in stretches}
        async with self._database.read() as session:
            customers = await people.customers(session, customers_of, self._sealer)
            said = await store.said(session, self._database.dialect, self._sealer, stretches)
        documents = []
        for key, number in stretches:
            matter = by_id[key]
            lines = said.get((key, number), [])
            documents.append(await by_turns(self._document(matter, number, lines, customers.get(matter.customer_id))))
            self.indexed += len(lines)
        # Beside them who they are: a new name is to be found in older conversations too.
        documents += [self._person_document(customer) for customer in customers.values()]
        await self._backstage.run(self._index.write, documents)

    def _person_document(self, customer: people.Customer) -> Document:
        """No answer to any question: it has none of the labels."""
        return Document(_person_key(customer.id), "person", False, 0, {}, self._person(customer), ())

    def _document(
        self, matter: Matter, number: int, lines: Iterable[Said], customer: people.Customer | None
    ) -> Work[Document]:
        words = yield from self._digests.of_text(f"{matter.id} {_words_of(customer)}", matter.locale)
        at = matter.created_at
        for line in lines:
            at = max(at, line.at)
            words |= yield from self._digests.of_text(line.text, matter.locale)
        return Document(
            key=f"{matter.id}:{number}",
            group=matter.id,
            later=number > 0,
            at=at,
            labels={
                "brand": matter.brand_id,
                "status": matter.status,
                "channel": matter.channel,
                "locale": matter.locale,
            },
            note=self._note(matter, customer),
            words=words,
        )

    async def _commit(self, state: State) -> None:
        await self._backstage.run(self._index.commit, msgspec.json.encode(state).decode())
        self._state, self._committed_at = state, time.monotonic()


def _lost(position: Position, oldest: Position, newest: Position) -> bool:
    """Whether events after a position are gone, or it is from a database that had more of them than this one has."""
    missed = position < oldest and position.number < oldest.number
    return missed or (newest != feed.START and position > newest)


def _touched(news: Iterable[Event]) -> dict[str, set[int] | None]:
    found: dict[str, set[int] | None] = {}
    for event in news:
        if event.kind in _THROUGHOUT:
            found[event.conversation_id] = None
        elif (numbers := found.setdefault(event.conversation_id, set())) is not None:
            numbers.add(stretch_of(event.seq))
    return found


def _words_of(customer: people.Customer | None) -> str:
    """What a person is found by."""
    return f"{customer.name} {customer.uid} {customer.email}" if customer is not None else ""


def _person_key(customer_id: str) -> str:
    return f"person:{customer_id}"
