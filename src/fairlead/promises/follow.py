"""Reads what happened to conversations and brings their clocks up to it. How far it has read lies in the database and moves in
the transaction that moves the clocks: what happened counts once, whoever reads it and whenever he dies."""

from collections.abc import Collection, Sequence

import structlog
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.conversations import events
from fairlead.conversations.store import Entry, entry_from
from fairlead.infra import feed
from fairlead.infra.database import Database
from fairlead.infra.feed import Event, Position
from fairlead.infra.jobs import enqueue
from fairlead.infra.reactions import CursorRow
from fairlead.infra.sealing import Sealer
from fairlead.kit import clock
from fairlead.kit.errors import Problem
from fairlead.promises import store
from fairlead.promises.greet import is_greeting
from fairlead.promises.keep import Clocks, Keep, Said
from fairlead.promises.ports import Greetings
from fairlead.promises.rules import MEANINGFUL

log = structlog.get_logger()

CURSOR = "promises"
# What was said in one conversation meanwhile is counted together: it costs no more than one word of it.
BATCH = 2000
# The job that gives clocks to what was open before anybody counted, and the conversations of one of its turns.
ADOPT, AT_ONCE = "promises.adopt", 200
# The job that looks at a customer's matters again: his tier may be another.
CUSTOMER = "promises.customer"
# What a bot's answer has when it helps: a source, a form, steps.
HELPS = ("answer", "form", "steps", "card")
_TOLD = frozenset({events.MESSAGE_RECEIVED, events.BOT_ANSWERED, events.REPLY_SENT})


class Follow:
    def __init__(self, database: Database, sealer: Sealer, keep: Keep, greetings: Greetings) -> None:
        self._database, self._sealer, self._keep, self._greetings = database, sealer, keep, greetings

    async def step(self, *, limit: int = BATCH) -> int:
        """One batch; how many events were read. One that cannot be counted is left out and logged. Raises Problem."""
        if not await self._something():
            return 0
        try:
            return await self._batch(limit)
        except (Problem, IntegrityError):
            raise
        except Exception:
            if limit > 1:
                return await self.step(limit=1)
            log.exception("what happened to a conversation could not be counted for its promises")
            return await self._batch(1, skips=True)

    async def _something(self) -> bool:
        """Mostly nothing has happened, and looking takes no turn from those who write."""
        async with self._database.read() as session:
            row = await session.get(CursorRow, CURSOR)
            if row is None:
                return True
            return bool(await feed.read(session, self._database.dialect, _position(row), limit=1))

    async def _batch(self, limit: int, *, skips: bool = False) -> int:
        async with self._database.write() as session:
            row = await self.turn(session)
            found = await feed.read(session, self._database.dialect, _position(row), limit=limit)
            if not found:
                return 0
            if not skips:
                await self._count(session, found)
            row.xid, row.position = found[-1].position.xid, found[-1].position.number
        return len(found)

    async def turn(self, session: AsyncSession) -> CursorRow:
        """Nobody else begins or ends clocks until this transaction ends. The first time: from now on, and a job looks after what
        is open already."""
        statement = select(CursorRow).where(CursorRow.name == CURSOR)
        row: CursorRow | None = await session.scalar(self._database.dialect.lock_rows(statement, skip_locked=False))
        if row is None:
            end = await feed.end(session, self._database.dialect)
            row = CursorRow(name=CURSOR, xid=end.xid, position=end.number, lease_token="", lease_until=0)
            session.add(row)
            await enqueue(session, ADOPT, {"after": ""}, key=f"{ADOPT}:")
            await session.flush()
        return row

    async def _count(self, session: AsyncSession, batch: Sequence[Event]) -> None:
        said: dict[str, Said] = {}
        for event in batch:
            known = said.get(event.conversation_id)
            if known is None:
                known = said[event.conversation_id] = Said(event.created_at)
            known.latest = max(known.latest, event.created_at)
            if event.kind == events.MESSAGE_RECEIVED and event.public_seq == 1:
                known.asked = event.created_at
            elif event.kind == events.BOT_ANSWERED:
                known.automated = known.automated or event.created_at
            elif event.kind == events.REPLY_SENT:
                known.replied = event.created_at
        clocks = await self._keep.read(session, said)
        await self._find_meaningful(session, batch, clocks, said)
        await self._keep.bring_up(session, clocks, said)

    async def _find_meaningful(
        self, session: AsyncSession, batch: Sequence[Event], clocks: dict[str, Clocks], said: dict[str, Said]
    ) -> None:
        """Only where it is still waited for: words lie sealed."""
        waits = {one for one, found in clocks.items() if found.of(MEANINGFUL) is not None}
        waits |= {one for one, found in said.items() if found.asked is not None}
        spoken = [
            event for event in batch if event.kind in _TOLD and event.conversation_id in waits and event.public_seq
        ]
        places = [(event.conversation_id, event.seq) for event in spoken if event.kind != events.MESSAGE_RECEIVED]
        for row in await store.entries(session, places):
            known = said[row.conversation_id]
            if known.meaningful is None and await self._helps(
                session, clocks[row.conversation_id], entry_from(row, self._sealer)
            ):
                known.meaningful = row.created_at

    async def _helps(self, session: AsyncSession, clocks: Clocks, entry: Entry) -> bool:
        if entry.author_kind == "bot":
            return any(entry.data.get(key) for key in HELPS)
        if entry.author_kind != "agent":
            return False
        if entry.kind == "card" or entry.files:
            return True
        # What was translated before it went is judged by what the agent wrote.
        text = entry.data.get("translated", {}).get("original", entry.text)
        if is_greeting(entry.text, clocks.head.locale) or is_greeting(text):
            return False
        return not await self._greetings(session, clocks.head.brand_id, text)

    async def adopt(self, payload: dict[str, str]) -> None:
        """The job: what was open before anybody counted has its clocks. What was over by then is broken, and nobody is told."""
        async with self._database.write() as session:
            await self.turn(session)
            ids = await store.open_before(session, payload["after"], limit=AT_ONCE)
            if not ids:
                return
            moment = clock.now()
            await self._look_at(session, ids)
            for running in (await store.clocks(session, self._database.dialect, ids)).values():
                for one in running:
                    if one.due_at is not None and one.due_at <= moment and one.broken_at is None:
                        one.broken_at, one.warned_at, one.next_at = one.due_at, one.due_at, None
            await enqueue(session, ADOPT, {"after": ids[-1]}, key=f"{ADOPT}:{ids[-1]}")

    async def look_at_customer(self, payload: dict[str, str]) -> None:
        """The job: his tier is another."""
        async with self._database.write() as session:
            await self.turn(session)
            await self._look_at(session, await store.open_of_customer(session, payload["customer"]))

    async def _look_at(self, session: AsyncSession, ids: Collection[str]) -> None:
        moment = clock.now()
        clocks = await self._keep.read(session, ids)
        await self._keep.bring_up(session, clocks, {one: Said(moment) for one in clocks})
        await session.flush()


async def customer_changed(session: AsyncSession, customer_id: str) -> None:
    """His tier is another: in the transaction that says so."""
    await enqueue(session, CUSTOMER, {"customer": customer_id})


def _position(row: CursorRow) -> Position:
    return Position(row.xid, row.position)
