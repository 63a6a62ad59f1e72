"""Who waits and goes away keeps his place for half an hour; then it is let go, and his matter is one he is written about.

Whoever serves notes who is here; the worker lets go. Both only in the database, so that a place outlives every process. What it
means that a place is let go stands in `store.waiting`: since when somebody waits stays as it is, decision 0066.
"""

import asyncio
from collections.abc import Collection, Sequence

import structlog
from sqlalchemy.exc import IntegrityError

from fairlead.infra.database import Database
from fairlead.kit import clock
from fairlead.kit.clock import MINUTE
from fairlead.kit.errors import Problem
from fairlead.routing import store_places
from fairlead.routing.keep_line import KeptLine

log = structlog.get_logger()

KEPT = 30 * MINUTE
# Who is here is noted so often: a process that is killed took that much with it.
BEAT = 30.0
LOOK = 10.0
TIDY = 60.0
MOST = 500
TRIES = 3


class KeepPlaces:
    def __init__(self, database: Database, kept: KeptLine) -> None:
        self._database, self._kept = database, kept
        self._task: asyncio.Task[None] | None = None

    async def here(self, ids: Collection[str], *, leaves: bool = False) -> None:
        """The customers of these are here now, or leave now; those who do not wait are passed over. Raises Problem."""
        every = sorted(ids)
        for at in range(0, len(every), MOST):
            await self._note(every[at : at + MOST], leaves=leaves)

    async def _note(self, ids: Sequence[str], *, leaves: bool) -> None:
        for _ in range(TRIES):
            try:
                async with self._database.write() as session:
                    await store_places.note_here(session, ids, moment=clock.now(), leaves=leaves)
                return
            except IntegrityError:
                continue  # Another process has just noted one of them first.

    async def let_go(self) -> int:
        """Of those who stayed away for longer than their places are kept; how many they were."""
        before, gone = clock.now() - KEPT, 0
        while True:
            async with self._database.read() as session:
                ids = await store_places.stayed_away(session, before=before, limit=MOST)
            if not ids:
                return gone
            async with self._database.write() as session:
                done = await store_places.let_go(
                    session, self._database.dialect, ids, before=before, moment=clock.now()
                )
            self._kept.hear(done)
            gone += len(done)
            if len(done) < MOST:
                return gone

    def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name="places")

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        tidied = float("-inf")
        loop = asyncio.get_running_loop()
        while True:
            try:
                await self.let_go()
                if loop.time() - tidied > TIDY:
                    tidied = loop.time()
                    async with self._database.write() as session:
                        await store_places.forget(session)
            except (Problem, IntegrityError):
                pass  # The database is away, or another process was first: both are looked at again.
            except Exception:
                log.exception("letting places go broke off")
            await asyncio.sleep(LOOK)
