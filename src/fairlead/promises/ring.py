"""What follows when a clock's moment comes: a warning to who has the matter, a word to the customer that we are late with the new
time, and who leads hears of it. The customer is told in the entry before, and in the same transaction: nobody sees a promise as
broken before he does, it is told once with any number of schedulers, and a crash tells all of it or nothing."""

import asyncio
from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid5

import structlog
from msgspec.structs import replace
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.conversations.gather import Gather
from fairlead.conversations.ledger import Ledger, Written
from fairlead.conversations.rules import Draft
from fairlead.infra import metrics
from fairlead.infra.database import Database, lost_race
from fairlead.kit import clock
from fairlead.kit.access import SYSTEM
from fairlead.kit.clock import SECOND, Instant, iso
from fairlead.kit.errors import Unavailable
from fairlead.kit.texts import Texts
from fairlead.promises import store
from fairlead.promises.keep import Clocks, Keep, is_told, next_of
from fairlead.promises.models import ClockRow
from fairlead.promises.rules import AUTOMATED, HUMAN, MEANINGFUL, REPLY, UPDATE

log = structlog.get_logger()

_SPACE = UUID("0b3f6a52-6c6e-4f55-9d0a-3a5d9c5ad1b7")
AT_ONCE, TOGETHER = 200, 20
# One that could not ring is tried again so much later.
PATIENCE = 60 * SECOND


class Ring:
    def __init__(self, database: Database, ledger: Ledger, gather: Gather, keep: Keep, texts: Texts) -> None:
        self._database, self._ledger, self._gather, self._keep = database, ledger, gather, keep
        self._texts = texts

    async def due(self, moment: Instant) -> int:
        """What is due by then; how many clocks. Raises Problem."""
        async with self._database.read() as session:
            ids = await store.due(session, moment, limit=AT_ONCE)
        ready = iter([ids[at : at + TOGETHER] for at in range(0, len(ids), TOGETHER)])

        async def work() -> None:
            for some in ready:
                try:
                    await self._together(some)
                except Unavailable:
                    raise
                except Exception:  # noqa: BLE001 - whichever it was is found by asking each by itself
                    for one in some:
                        await self._alone(one)

        await asyncio.gather(*(work() for _ in range(self._database.dialect.lanes)))
        return len(ids)

    async def _alone(self, clock_id: str) -> None:
        """One that cannot ring holds up nobody. Raises Unavailable."""
        try:
            await self._together([clock_id])
        except Unavailable:
            raise
        except Exception as error:
            if not lost_race(error):
                log.exception("a clock could not ring", clock=clock_id)
                await self._put_off(clock_id)

    async def _put_off(self, clock_id: str) -> None:
        """So that those behind it ring."""
        later = update(ClockRow).where(ClockRow.id == clock_id, ClockRow.next_at.is_not(None))
        async with self._database.write() as session:
            await session.execute(later.values(next_at=clock.now() + PATIENCE))

    async def next(self) -> Instant | None:
        async with self._database.read() as session:
            return await store.next_due(session)

    async def _together(self, ids: Sequence[str]) -> None:
        """In one transaction."""
        written: list[Written] = []
        async with self._database.write() as session:
            of = await store.of_clocks(session, ids)
            found = await self._keep.read(session, set(of.values()), lock=True)
            moment = clock.now()
            drafts = [
                draft
                for clock_id in ids
                if (clocks := found.get(of.get(clock_id, ""))) is not None
                for draft in await self._one(session, clocks, clock_id, moment)
            ]
            if drafts:

                async def store_rows(_: Sequence[Written]) -> None:
                    await session.flush()

                written = await self._ledger.append(await session.connection(), drafts, beside=store_rows)
        self._gather.written(written)

    async def _one(self, session: AsyncSession, clocks: Clocks, clock_id: str, moment: Instant) -> list[Draft]:
        row = next((one for one in clocks.open if one.id == clock_id), None)
        if row is None or row.next_at is None or row.next_at > moment:
            return []
        if _is_over(clocks, row):
            # What happened has not been counted yet: it will be in a moment.
            row.next_at = moment + SECOND
            return []
        metrics.PROMISE_DELAY.observe((moment - row.next_at) / SECOND)
        drafts = await self._follows(session, clocks, row, moment)
        row.next_at = next_of(row)
        return drafts

    async def _follows(self, session: AsyncSession, clocks: Clocks, row: ClockRow, moment: Instant) -> list[Draft]:
        drafts: list[Draft] = []
        if row.due_at is not None and row.due_at <= moment and (row.broken_at is None or is_told(row)):
            drafts += await self._broken(session, clocks, row, moment)
        elif row.warned_at is None and row.warn_at is not None and row.warn_at <= moment:
            row.warned_at = moment
            if not _is_quiet(clocks, row):
                named = [clocks.head.assignee_id] if clocks.head.assignee_id is not None else []
                drafts.append(_internal(row, "warned", row.due_at, named))
        if row.escalated_at is None and row.escalate_at is not None and row.escalate_at <= moment:
            row.escalated_at = moment
            named = await store.who_leads(session, clocks.head.brand_id, clocks.head.team_id)
            drafts.append(_internal(row, "escalated", row.due_at, named))
        return drafts

    async def _broken(self, session: AsyncSession, clocks: Clocks, row: ClockRow, moment: Instant) -> list[Draft]:
        drafts: list[Draft] = []
        was, first = row.due_at, row.broken_at is None
        row.broken_at = row.broken_at or moment
        row.warned_at = row.warned_at or moment
        if is_told(row):
            await self._keep.give_again(row, moment)
            if row.metric == UPDATE and row.due_at is not None and was is not None:
                await self._keep.matters.tell(session, {row.conversation_id: row.due_at}, again=was)
            words = self._texts("promise.late", self._texts.choose(clocks.head.locale))
            drafts.append(replace(_draft(row, "late", was, {}, by=iso(row.due_at or moment)), text=words))
        if first and not _is_quiet(clocks, row):
            named = await store.who_leads(session, clocks.head.brand_id, clocks.head.team_id)
            drafts.append(_internal(row, "broken", was, named))
        return drafts


def _is_quiet(clocks: Clocks, row: ClockRow) -> bool:
    """What is only measured; and of a ticket's next word while a clock of its own runs for the same word."""
    if row.metric in (AUTOMATED, MEANINGFUL):
        return True
    return row.metric == UPDATE and any(clocks.of(one) is not None for one in (HUMAN, REPLY))


def _is_over(clocks: Clocks, row: ClockRow) -> bool:
    head, matter = clocks.head, clocks.matter
    if not head.open:
        return True
    if row.metric == HUMAN:
        return head.first_human_at is not None
    if row.metric == REPLY:
        return head.waiting_since is None
    return row.metric == UPDATE and (matter is None or matter.owed_since is None or matter.owed_since > row.started_at)


def _internal(row: ClockRow, act: str, was: Instant | None, named: Sequence[str]) -> Draft:
    return replace(_draft(row, act, was, {"internal": True}), mentions=tuple(named))


def _draft(row: ClockRow, act: str, was: Instant | None, more: dict[str, Any], **said: str) -> Draft:
    about = {"metric": row.metric, "act": act, "was": iso(was or row.started_at), **said}
    return Draft(
        actor=SYSTEM,
        kind="promise",
        client_id=str(uuid5(_SPACE, f"{row.id}:{act}:{was}")),
        conversation_id=row.conversation_id,
        data={"promise": about, **more},
    )
