"""Closes the sockets of sessions that ended and of agents whose rights changed, whoever changed them: this process, another
one, or the command line. The bus says so at once; this asks the database, which is the truth, often enough for two seconds."""

import asyncio
import contextlib
import time

from fairlead.infra.database import Database
from fairlead.kit import clock
from fairlead.kit.errors import Problem
from fairlead.live.hub import Hub
from fairlead.people import sessions

BEAT = 0.75
# A customer's session is looked for among those that ended lately, by whosever clock; all are looked at once in a while.
LATELY = clock.MINUTE
ALL_SECONDS = 20.0


class Watch:
    def __init__(self, database: Database, hub: Hub) -> None:
        self._database = database
        self._hub = hub
        self._task: asyncio.Task[None] | None = None
        self._all_looked_at = float("-inf")

    def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name="session watch")

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(BEAT)
            # While the database is away nothing can be done over these sockets either.
            with contextlib.suppress(Problem):
                await self.look()

    async def look(self) -> None:
        """Agents' sessions one by one, with their rights; customers', of which there may be many thousands, by what has ended."""
        self._hub.close_expired(clock.now())
        agents, customers = self._hub.sessions()
        if not agents and not customers:
            return
        dialect = self._database.dialect
        async with self._database.read() as session:
            rights = await sessions.rights(session, dialect, agents) if agents else {}
            ended = await sessions.ended_since(session, clock.now() - LATELY) if customers else set[str]()
            if customers and time.monotonic() - self._all_looked_at > ALL_SECONDS:
                ended |= customers - await sessions.alive(session, dialect, customers)
                self._all_looked_at = time.monotonic()
        self._hub.close_ended(ended | (agents - rights.keys()))
        self._hub.close_outdated(rights)
