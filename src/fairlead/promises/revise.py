"""When a brand's hours or promises change, all its open clocks have new times: a job that works through them in turns, each short
enough that nobody's word waits for it."""

import time
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.infra.database import Database
from fairlead.infra.dialects import Change
from fairlead.infra.jobs import enqueue
from fairlead.kit import clock
from fairlead.kit.clock import SECOND, Instant
from fairlead.promises import rules
from fairlead.promises.keep import Keep, Running, case_of, set_times
from fairlead.promises.models import ClockRow
from fairlead.promises.rules import UPDATE, Case, Terms

JOB = "promises.revise"
AT_ONCE = 4000
# A job may take 45 seconds; the next one goes on where this one ends.
SECONDS = 25.0
# Other processes keep what they have read of hours and promises for some seconds: whoever worked out a time by the old ones
# meanwhile is put right by a second look.
AGAIN = 15 * SECOND

_CLOCKS = ClockRow.metadata.tables[ClockRow.__tablename__]
_WRITTEN = ("resumed_at", "used", "warn_at", "due_at", "escalate_at", "next_at", "warned_at", "id")


class Revise:
    def __init__(self, database: Database, keep: Keep) -> None:
        self._database, self._keep = database, keep

    async def asked(self, session: AsyncSession, brand_id: str) -> None:
        """In the transaction that changes the brand's hours or promises."""
        moment = clock.now()
        for delay in (0, AGAIN):
            payload = {"brand": brand_id, "after": "", "at": moment}
            await enqueue(session, JOB, payload, key=f"{JOB}:{brand_id}:{moment}:{delay}:", delay=delay)

    async def run(self, payload: dict[str, Any]) -> None:
        """The job."""
        brand_id, after = payload["brand"], payload["after"]
        self._keep.reckon.forget(brand_id)
        until = time.monotonic() + SECONDS
        while (last := await self.turn(brand_id, after)) is not None:
            after = last
            if time.monotonic() > until:
                async with self._database.write() as session:
                    # Not by a key: who died on the way begins again where he began, and a second chain does no harm.
                    await enqueue(session, JOB, payload | {"after": after})
                return

    async def turn(self, brand_id: str, after: str) -> str | None:
        """The next clocks in the order of their ids; the last one's id, None when there are no more."""
        terms: dict[Case, Terms] = {}
        dialect = self._database.dialect
        async with self._database.write() as session:
            columns = [_CLOCKS.c[name] for name in Running.__struct_fields__]
            wanted = (_CLOCKS.c.brand_id == brand_id, _CLOCKS.c.id > after, _CLOCKS.c.ended_at.is_(None))
            statement = select(*columns).where(*wanted).order_by(_CLOCKS.c.id).limit(AT_ONCE)
            rows = [Running(*row) for row in await session.execute(dialect.lock_rows(statement, skip_locked=False))]
            changed: list[tuple[Any, ...]] = []
            told: dict[str, Instant] = {}
            moment = clock.now()
            for row in rows:
                if row.paused_since is not None:
                    continue
                case = case_of(row)
                if (given := terms.get(case)) is None:
                    given = terms[case] = await self._keep.reckon.terms(brand_id, case)
                before = _times(row)
                set_times(row, rules.again(given, row.again), moment, revises=True)
                if (now := _times(row)) != before:
                    changed.append(now)
                    if row.metric == UPDATE and row.due_at is not None and row.fixed_at is None:
                        told[row.conversation_id] = row.due_at
            if told:
                await self._keep.matters.tell(session, told)
            await dialect.change(await session.connection(), Change(_CLOCKS, _WRITTEN, changed, update=True))
        return rows[-1].id if rows else None


def _times(row: Running) -> tuple[Any, ...]:
    """In the order of `_WRITTEN`."""
    return (
        *(row.resumed_at, row.used, row.warn_at, row.due_at, row.escalate_at, row.next_at, row.warned_at),
        row.id,
    )
