"""Whose shift is over hands back what lies: what he holds and has not answered within a grace goes into the line again, at its
place in time.

In every process, once a second; whoever comes second finds it done. After a standstill what ended meanwhile is found as well: it
goes by when shifts ended, not by having been there.
"""

import asyncio

import structlog

from fairlead.conversations.gather import Gather
from fairlead.infra import metrics
from fairlead.infra.database import Database
from fairlead.kit import clock
from fairlead.kit.clock import Instant
from fairlead.kit.errors import Problem
from fairlead.roster import rules, store
from fairlead.roster.keep_shifts import BACK, Shifts
from fairlead.roster.rules import Pattern
from fairlead.roster.store import Left
from fairlead.routing.assign import Assign

log = structlog.get_logger()

LOOK = 1.0


class EndShift:
    """`grace` in microseconds."""

    def __init__(self, database: Database, gather: Gather, assign: Assign, shifts: Shifts, *, grace: int) -> None:
        self._database, self._gather, self._assign, self._shifts = database, gather, assign, shifts
        self._grace = grace
        self._task: asyncio.Task[None] | None = None
        # By agent: as of which shifts, from when until when it holds, and when his last one ended while he is off.
        self._known: dict[str, tuple[Pattern, Instant, Instant, Instant | None]] = {}

    def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name="ends of shifts")

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(LOOK)
            try:
                await self.step()
            except Problem:
                continue  # The database is away; what lies is found again.
            except Exception:
                log.exception("the round of ended shifts broke off")

    async def step(self) -> int:
        """How many matters went back."""
        moment = clock.now()
        patterns = await self._shifts.patterns()
        ended = {
            agent: end
            for agent, pattern in patterns.items()
            if (end := self._ended(agent, pattern, moment)) is not None and end + self._grace <= moment
        }
        if not ended:
            return 0
        async with self._database.read() as session:
            found = await store.left(session, ended, before=moment - self._grace)
        return sum([await self._put_back(one) for one in found])

    def _ended(self, agent: str, pattern: Pattern, moment: Instant) -> Instant | None:
        """When his last shift ended; None while he is in one, and for who had none lately."""
        known = self._known.get(agent)
        # A clock that was ahead and was set back makes what was found then wrong.
        if known is None or known[0] is not pattern or not known[1] <= moment < known[2]:
            standing = rules.standing(pattern, moment, back=BACK)
            _, until = rules.next_turn(pattern, moment, wind_down=0)
            known = self._known[agent] = (pattern, moment, until, None if standing.now is not None else standing.ended)
        return known[3]

    async def _put_back(self, one: Left) -> bool:
        async with self._database.write() as session:
            if not await store.hold(session, self._database.dialect, one):
                return False
            written = await self._assign.put_back(session, one.conversation_id)
        self._gather.written(written)
        metrics.TAKEN_BACK.inc()
        return True
