"""What is worked off behind the scenes: reactions to events, jobs, and housekeeping. Beside the server or on its own."""

import asyncio

import structlog

from fairlead.app import System
from fairlead.automation.keep_rules import forget_runs
from fairlead.infra import feed, jobs, metrics
from fairlead.infra.jobs import JobRunner
from fairlead.infra.reactions import CURSOR as REACTIONS
from fairlead.infra.reactions import Dispatcher, cursor_position
from fairlead.kit import clock
from fairlead.kit.errors import Problem
from fairlead.notices import store as notices
from fairlead.people import sessions
from fairlead.promises.follow import CURSOR as PROMISES
from fairlead.tickets import keep_draft

log = structlog.get_logger()

STOP_SECONDS = 8.0
HOUSEKEEPING = 600.0
GAUGES = 10.0


class Worker:
    """A companion of the web part, or the only part of `fairlead worker`."""

    def __init__(self, system: System) -> None:
        self._system = system
        foresee = [system.ticket_follower.foresee, system.emergency.take.foresee, system.automation.follow.foresee]
        self._dispatcher = Dispatcher(system.database, system.reactions(), foresee=foresee)
        self._runner = JobRunner(system.database, self._dispatcher.job_handlers() | system.jobs())
        self._tasks: list[asyncio.Task[None]] = []
        # A commit here is a reason to look at once; commits elsewhere are found by polling or a hint.
        system.gather.announce.append(lambda written: self._dispatcher.wake() if written else None)
        system.bus.listen(lambda message: self._dispatcher.wake() if message.get("t") == "new" else None)
        system.gather.announce.append(lambda written: system.queue.wake() if written else None)
        system.bus.listen(lambda message: system.queue.wake() if message.get("t") == "new" else None)

    def start(self) -> None:
        self._system.queue.start()
        self._tasks = [
            asyncio.create_task(self._dispatcher.run(), name="reactions"),
            asyncio.create_task(self._runner.run(), name="jobs"),
            asyncio.create_task(self._housekeeping(), name="housekeeping"),
            asyncio.create_task(self._gauges(), name="gauges"),
        ]
        if self._system.settings.bot_learns:
            self._tasks.append(asyncio.create_task(self._system.learning.run(), name="learning"))

    async def stop(self) -> None:
        """Finishes what it has begun, but not for longer than the shutdown allows: leases run out by themselves."""
        self._dispatcher.stop()
        self._runner.stop()
        await self._system.queue.stop()
        for task in self._tasks[2:]:
            task.cancel()
        _, late = await asyncio.wait(self._tasks, timeout=STOP_SECONDS)
        for task in late:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._system.push.stop()
        await self._system.queue.deliveries.stop()

    async def _housekeeping(self) -> None:
        system = self._system
        while True:
            try:
                # Nobody has missed anything when it is forgotten.
                read = [await cursor_position(system.database, name) for name in (REACTIONS, PROMISES)]
                async with system.database.write() as session:
                    await sessions.drop_expired(session)
                    await notices.forget_ended(session)
                    await keep_draft.drop_old(session)
                    await forget_runs(session)
                    oldest = clock.now() - system.settings.event_days * clock.DAY
                    await feed.trim(session, before=oldest, upto=min(read))
                await system.uploads.sweep()
                await system.files.sweep()
                await system.queue.tidy()
            except Problem:
                log.warning("housekeeping waits for the database or the file store")
            await asyncio.sleep(HOUSEKEEPING)

    async def _gauges(self) -> None:
        while True:
            try:
                async with self._system.database.read() as session:
                    due, dead = await jobs.backlog(session, moment=clock.now())
                metrics.JOBS_DUE.set(due)
                metrics.JOBS_DEAD.set(dead)
            except Problem:
                log.warning("the backlog could not be counted")
            await asyncio.sleep(GAUGES)


async def run_alone(system: System, stop: asyncio.Event) -> None:
    """`fairlead worker`: everything a reaction may need, without the web part."""
    worker = Worker(system)
    await system.brands.all()
    await system.bus.start()
    parts = (system.gather, system.marker, worker)
    for part in parts:
        part.start()
    await stop.wait()
    for part in reversed(parts):
        await part.stop()
    await system.bus.stop()
    await system.database.close()
