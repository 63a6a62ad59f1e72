"""Which promises are broken or nearly so, out of what stands: the targets of those who wait, and tickets' next words."""

import heapq
from collections.abc import Sequence

from fairlead.infra.database import Database
from fairlead.kit import clock
from fairlead.kit.clock import Instant
from fairlead.routing import store_board
from fairlead.routing.keep_line import KeptLine
from fairlead.routing.ports import Risk
from fairlead.routing.rules import target

# Who has just come is in no danger, however short the time that was promised.
_NEARLY = 0.7


class TargetsAtRisk:
    """Answers `Promises` as long as nobody keeps clocks of what was promised."""

    def __init__(self, database: Database, kept: KeptLine) -> None:
        self._database, self._kept = database, kept

    async def at_risk(self, brand_id: str, *, until: Instant, most: int) -> Sequence[Risk]:
        waiting = (one for one in await self._kept.refresh() if one.brand == brand_id)
        moment = clock.now()
        due = ((one.since + target(one), one.id) for one in waiting if moment - one.since >= _NEARLY * target(one))
        people = [Risk(one, by, "person") for by, one in heapq.nsmallest(most, due) if by <= until]
        async with self._database.read() as session:
            tickets = await store_board.tickets_due(session, brand_id, until=until, most=most)
        # Who waits for a person now is told as that, whatever his ticket says.
        known = {one.conversation_id for one in people}
        both = [*people, *(one for one in tickets if one.conversation_id not in known)]
        return sorted(both, key=lambda one: (one.due_at, one.conversation_id))[:most]
