"""Reactions: who does what after an event. The table itself stands in `app.py`.

One dispatcher at a time (a leased cursor) reads the feed in order and hands each event to those who react to its kind.
A reaction writes nothing for an event it has nothing to do with; one that fails becomes a job of its own and is tried
again there, without holding the others. After a crash events since the cursor come again: reactions are idempotent by event id.
"""

import asyncio
import time
import types
from collections.abc import Awaitable, Callable, Coroutine, Generator, Mapping, Sequence
from typing import Any

import structlog
from msgspec.structs import asdict
from sqlalchemy import String, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from fairlead.infra import feed
from fairlead.infra.await_wake import woken
from fairlead.infra.database import Base, Database, Id
from fairlead.infra.feed import Event, Position
from fairlead.infra.jobs import enqueue
from fairlead.kit import clock
from fairlead.kit.errors import Problem
from fairlead.kit.ids import new_id

log = structlog.get_logger()

Reaction = Callable[[Event], Coroutine[Any, Any, None]]
# event kind → the reactions to it, by name; the name is stored with a failed one.
ReactionTable = Mapping[str, Mapping[str, Reaction]]
# Told of each batch before it is reacted to, to ask the database once for all of it.
Foresight = Callable[[Sequence[Event]], Awaitable[None]]

LEASE = 15 * clock.SECOND
# One that takes longer becomes a job, so that the others do not wait for it.
REACTION_SECONDS = 10
BATCH = 1000
PARALLEL = 8
LONGEST_TURN = 0.002
# Events that follow each other closely are read together: a round is followed by a pause of four times its length, within
# these bounds, so that a busy process spends its time on those who wait for an ack.
SHORTEST_PAUSE, LONGEST_PAUSE = 0.01, 0.25
# So much is reacted to once more after a crash.
NOTE_SECONDS = 0.25
CURSOR = "reactions"


@types.coroutine
def _go_on(begun: Coroutine[Any, Any, None], waits_for: Any) -> Generator[Any, Any, None]:
    """The rest of a coroutine whose first step has been done, and which waits for this."""
    step: Callable[[Any], Any]
    while True:
        try:
            step, given = begun.send, (yield waits_for)
        except BaseException as error:  # noqa: BLE001 - also a cancellation is its own to deal with
            step, given = begun.throw, error
        try:
            waits_for = step(given)
        except StopIteration:
            return


class CursorRow(Base):
    __tablename__ = "cursors"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    xid: Mapped[int] = mapped_column(default=0)
    position: Mapped[int] = mapped_column(default=0)
    lease_token: Mapped[str] = mapped_column(Id, default="")
    lease_until: Mapped[int] = mapped_column(default=0)


def joined(*tables: ReactionTable) -> ReactionTable:
    """All of them as one."""
    found: dict[str, dict[str, Reaction]] = {}
    for table in tables:
        for kind, reactions in table.items():
            found.setdefault(kind, {}).update(reactions)
    return found


def job_kind(reaction: str) -> str:
    return f"reaction:{reaction}"


class Dispatcher:
    """Reads the feed and reacts until told to stop."""

    def __init__(
        self, database: Database, table: ReactionTable, *, foresee: Sequence[Foresight] = (), poll: float = 0.5
    ) -> None:
        self._database = database
        self._table = table
        self._foresee = foresee
        self._poll = poll
        self._token = new_id()
        self._lease_until = 0
        self._position: Position | None = None
        # Up to where the cursor in the database stands, and since when.
        self._noted: Position | None = None
        self._noted_at = 0.0
        self._wake = asyncio.Event()
        self._stopping = False

    def wake(self) -> None:
        self._wake.set()

    def stop(self) -> None:
        self._stopping = True
        self._wake.set()

    def job_handlers(self) -> dict[str, Callable[[dict[str, Any]], Awaitable[None]]]:
        """Handlers for reactions that failed the first time."""

        def handler(reaction: Reaction) -> Callable[[dict[str, Any]], Awaitable[None]]:
            async def again(payload: dict[str, Any]) -> None:
                position = Position(**payload.pop("position"))
                await reaction(Event(position=position, **payload))

            return again

        return {
            job_kind(name): handler(reaction)
            for reactions in self._table.values()
            for name, reaction in reactions.items()
        }

    async def run(self) -> None:
        while not self._stopping:
            self._wake.clear()
            began = time.monotonic()
            try:
                handled = await self._step()
                # Every note is a commit of its own: a busy feed gets one now and then, and what is quiet gets it at once.
                if not handled or time.monotonic() - self._noted_at > NOTE_SECONDS:
                    await self._note()
            except Problem:
                handled, self._position = 0, None
            except Exception:
                log.exception("the round of reactions broke off")
                handled, self._position = 0, None
            pause = 4 * (time.monotonic() - began)
            idle = handled < BATCH and not self._stopping
            if idle and await woken(self._wake, NOTE_SECONDS if handled else self._poll) and not self._stopping:
                await asyncio.sleep(min(max(SHORTEST_PAUSE, pause), LONGEST_PAUSE))
        await self._release()

    async def round(self) -> int:
        """One batch: lease, read, react, move the cursor. The number of events seen."""
        handled = await self._step()
        await self._note()
        return handled

    async def _step(self) -> int:
        if self._position is None or self._lease_until < clock.now() + LEASE // 2:
            if self._position is not None:
                await self._note()
            self._position = await self._lease()
        if self._position is None:
            return 0
        async with self._database.read() as session:
            events = await feed.read(session, self._database.dialect, self._position, limit=BATCH)
        if not events:
            return 0
        for foresee in self._foresee:
            await foresee(events)
        await self._react(events)
        self._position = events[-1].position
        return len(events)

    async def _react(self, events: Sequence[Event]) -> None:
        wanted = [
            (event, name, reaction) for event in events for name, reaction in self._table.get(event.kind, {}).items()
        ]
        lanes: dict[str, list[tuple[Event, str, Reaction]]] = {}
        for item in wanted:
            lanes.setdefault(item[0].conversation_id, []).append(item)
        ready = iter(lanes.values())

        async def work() -> None:
            turn = time.monotonic()
            for lane in ready:
                for event, name, reaction in lane:
                    await self._one(event, name, reaction)
                # Most reactions have nothing to do and wait for nothing: others must have their turn all the same.
                if time.monotonic() - turn > LONGEST_TURN:
                    await asyncio.sleep(0)
                    turn = time.monotonic()

        await asyncio.gather(*(work() for _ in range(min(PARALLEL, len(lanes)))))

    async def _one(self, event: Event, name: str, reaction: Reaction) -> None:
        try:
            begun = reaction(event)
            try:
                # Most have nothing to do and are over here: a timer for each of them would cost more than they do.
                waits_for = begun.send(None)
            except StopIteration:
                return
            async with asyncio.timeout(REACTION_SECONDS):
                await _go_on(begun, waits_for)
        except Exception as error:  # noqa: BLE001 - whatever a reaction raises, it becomes a job
            log.warning(
                "reaction failed, kept as a job", reaction=name, event_kind=event.kind, reason=type(error).__name__
            )
            async with self._database.write() as session:
                payload = asdict(event) | {"position": asdict(event.position)}
                reason = f"{type(error).__name__}: {error}"[:500]
                await enqueue(
                    session, job_kind(name), payload, key=f"{name}:{event.id}", delay=clock.SECOND, error=reason
                )

    async def _lease(self) -> Position | None:
        """The cursor's position when the lease is ours now; None while another process holds it."""
        moment = clock.now()
        try:
            async with self._database.write() as session:
                row = await session.scalar(
                    self._database.dialect.lock_rows(
                        select(CursorRow).where(CursorRow.name == CURSOR), skip_locked=False
                    )
                )
                if row is None:
                    row = CursorRow(name=CURSOR, xid=0, position=0, lease_token="", lease_until=0)
                    session.add(row)
                elif row.lease_token != self._token and row.lease_until > moment:
                    return None
                row.lease_token, row.lease_until = self._token, moment + LEASE
                self._lease_until = row.lease_until
                self._noted = Position(row.xid, row.position)
                return self._noted
        except IntegrityError:
            return None  # Another process made the row in the same moment.

    async def _note(self) -> None:
        """Moves the cursor to where we are; without the lease we start again from where it is."""
        to = self._position
        if to is None or to == self._noted:
            return
        async with self._database.write() as session:
            result = await (await session.connection()).execute(
                update(CursorRow)
                .where(CursorRow.name == CURSOR, CursorRow.lease_token == self._token)
                .values(xid=to.xid, position=to.number)
            )
        if not result.rowcount:
            self._position = None
        self._noted, self._noted_at = self._position, time.monotonic()

    async def _release(self) -> None:
        try:
            await self._note()
            async with self._database.write() as session:
                await session.execute(
                    update(CursorRow)
                    .where(CursorRow.name == CURSOR, CursorRow.lease_token == self._token)
                    .values(lease_until=0)
                )
        except Problem:
            return  # It runs out by itself.


async def cursor_position(database: Database, name: str = CURSOR) -> Position:
    """Up to where everybody has reacted, or who reads the feed under that name has read."""
    async with database.read() as session:
        row = await session.get(CursorRow, name)
        return Position(row.xid, row.position) if row else feed.START
