"""Closes the sockets of sessions that ended and of agents whose rights changed, whoever changed them: this process, another
one, or the command line. The bus says so at once; this asks the database, which is the truth, often enough for two seconds."""

import asyncio
import contextlib

from fairlead.infra.database import Database
from fairlead.kit import clock
from fairlead.kit.errors import Problem
from fairlead.live.hub import Hub
from fairlead.people import sessions

BEAT = 0.75


class Watch:
    def __init__(self, database: Database, hub: Hub) -> None:
        self._database = database
        self._hub = hub
        self._task: asyncio.Task[None] | None = None

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
        """One query for the agents' sessions, one for the customers', whatever their number."""
        self._hub.close_expired(clock.now())
        agents, customers = self._hub.sessions()
        if not agents and not customers:
            return
        dialect = self._database.dialect
        async with self._database.read() as session:
            rights = await sessions.rights(session, dialect, agents) if agents else {}
            ended = await sessions.ended(session, dialect, customers) if customers else set[str]()
        self._hub.close_ended(ended | (agents - rights.keys()))
        self._hub.close_outdated(rights)
