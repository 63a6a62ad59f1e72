"""The clocks of one process: reads what happened, sleeps until the next due time, and lets ring what is due.

Any number of processes do so side by side (`follow.py`, `ring.py`). A wall clock that was set is no elapsed time: what is due is
looked for at least every few seconds, and after a leap forward nothing rings for a while, as it may be taken back.
"""

import asyncio
import time

import structlog
from sqlalchemy.exc import IntegrityError

from fairlead.infra.await_wake import woken
from fairlead.kit import clock
from fairlead.kit.clock import HOUR, SECOND, Instant
from fairlead.kit.errors import Problem
from fairlead.promises.follow import BATCH, Follow
from fairlead.promises.ring import Ring

log = structlog.get_logger()

# What other processes wrote is looked for so often; what is due is slept for.
LOOK = 0.5
PAUSE, REST = 0.05, 9
# The next due time is read again after so long though nothing was written here.
CHECK = 5.0
# A wall clock that leapt further than the time that passed is not believed for so long.
LEAP, DOUBT = HOUR, 120.0


class Run:
    def __init__(self, follow: Follow, ring: Ring) -> None:
        self._follow, self._ring = follow, ring
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._next: Instant | None = None
        self._checked = self._doubted = float("-inf")
        self._seen = (time.monotonic(), clock.now())

    def wake(self) -> None:
        self._wake.set()

    def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name="promises")

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        while True:
            self._wake.clear()
            began = time.monotonic()
            try:
                busy = await self.step()
            except (Problem, IntegrityError):
                busy = False  # The database is away, or somebody was faster: the next round looks again.
            except Exception:
                log.exception("the round of promises broke off")
                busy = False
            spent = time.monotonic() - began
            # A round takes a turn from those who write: a tenth of the time is theirs to give, but nobody waits for long.
            await asyncio.sleep(min(LOOK, max(PAUSE, spent * REST)))
            if not busy:
                await woken(self._wake, self.pause())

    def pause(self) -> float:
        """Seconds until somebody has to look."""
        if self._next is None or self.doubts():
            return LOOK
        return min(LOOK, max(0.0, (self._next - clock.now()) / SECOND))

    def doubts(self) -> bool:
        """Whether the wall clock leapt forward a moment ago."""
        before, moment = self._seen, clock.now()
        self._seen = (time.monotonic(), moment)
        passed = (self._seen[0] - before[0]) * SECOND
        if moment - before[1] - passed > LEAP:
            self._doubted = self._seen[0]
            log.error("the clock of this machine leapt forward: promises ring again in a while", seconds=DOUBT)
        elif moment - before[1] - passed < -LEAP:
            self._doubted = float("-inf")
        return self._seen[0] - self._doubted < DOUBT

    async def step(self) -> bool:
        """One round; whether there may be more to do at once. Raises Problem."""
        counted = await self._follow.step()
        moment = clock.now()
        if counted or time.monotonic() - self._checked > CHECK:
            await self._look()
        if self.doubts() or self._next is None or self._next > moment:
            return counted >= BATCH
        rang = await self._ring.due(moment)
        await self._look()
        return bool(rang) or counted >= BATCH

    async def _look(self) -> None:
        self._next, self._checked = await self._ring.next(), time.monotonic()
