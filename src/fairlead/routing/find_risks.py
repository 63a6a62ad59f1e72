"""Which promises are broken or nearly so: by their clocks; and for whom none runs, by the targets of those who wait and by
tickets' next words."""

import heapq
from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.infra.database import Database
from fairlead.kit import clock
from fairlead.kit.clock import Instant
from fairlead.promises import store as promises
from fairlead.routing import store_board
from fairlead.routing.keep_line import KeptLine
from fairlead.routing.ports import Risk
from fairlead.routing.rules import target

# Who has just come is in no danger, however short the time that was promised.
_NEARLY = 0.7


class TargetsAtRisk:
    """Answers `Promises`."""

    def __init__(self, database: Database, kept: KeptLine) -> None:
        self._database, self._kept = database, kept

    async def at_risk(self, brand_id: str, *, until: Instant, most: int) -> Sequence[Risk]:
        people = await self._people(brand_id, until, most)
        async with self._database.read() as session:
            clocks = await _clocks(session, brand_id, until)
            tickets = await store_board.tickets_due(session, brand_id, until=until, most=most)
            # Who waits for a person now is told as that, whatever his ticket says; and whoever has a clock goes by it.
            known = {one.conversation_id for one in (*clocks, *people)}
            others = [*people, *(one for one in tickets if one.conversation_id not in known)]
            running = await promises.running(session, [one.conversation_id for one in others])
        timed = {row.conversation_id for row in running}
        both = [*clocks, *(one for one in others if one.conversation_id not in timed)]
        return sorted(both, key=lambda one: (one.due_at, one.conversation_id))[:most]

    async def _people(self, brand_id: str, until: Instant, most: int) -> list[Risk]:
        moment = clock.now()
        waiting = (one for one in await self._kept.refresh() if one.brand == brand_id)
        due = ((one.since + target(one), one.id) for one in waiting if moment - one.since >= _NEARLY * target(one))
        return [Risk(one, by, "person") for by, one in heapq.nsmallest(most, due) if by <= until]


async def _clocks(session: AsyncSession, brand_id: str, until: Instant) -> list[Risk]:
    """Of each conversation the most pressing one."""
    found: dict[str, Risk] = {}
    for row in await promises.at_risk(session, {brand_id}):
        if row.due_at is not None and row.due_at <= until:
            risk = Risk(row.conversation_id, row.due_at, "ticket" if row.ticket else "person")
            found.setdefault(row.conversation_id, risk)
    return list(found.values())
