"""Who of the agents is here, told to customers when it changes; a heartbeat keeps it true when a server dies."""

import asyncio

from fairlead.brands.store import Brands
from fairlead.infra.database import Database
from fairlead.kit import clock
from fairlead.kit.errors import Problem
from fairlead.live.hub import Hub
from fairlead.people import store

BEAT = 20.0
LOOK = 2.0


class Presence:
    def __init__(self, database: Database, brands: Brands, hub: Hub) -> None:
        self._database = database
        self._brands = brands
        self._hub = hub
        self._online: dict[str, tuple[int, float]] = {}
        self._told: dict[str, int] = {}
        self._task: asyncio.Task[None] | None = None
        self._beaten = float("-inf")
        self._here: set[str] = set()

    def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name="presence")

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        try:
            await self._note(self._here, moment=0)
        except Problem:
            return

    async def online(self, brand_id: str) -> int:
        """Agents who are here for a brand, at most some seconds old."""
        count, asked = self._online.get(brand_id, (0, float("-inf")))
        moment = asyncio.get_running_loop().time()
        if moment - asked > LOOK:
            async with self._database.read() as session:
                count = await store.online_agents(session, brand_id)
            self._online[brand_id] = (count, moment)
        return count

    async def arrived(self, agent_id: str) -> None:
        await self._note({agent_id}, moment=clock.now())
        self._here.add(agent_id)
        self.changed()

    def changed(self) -> None:
        """Forgets what was counted, so that the next look is a fresh one."""
        self._online.clear()

    async def _note(self, ids: set[str], *, moment: int) -> None:
        async with self._database.write() as session:
            await store.saw_agents(session, ids, moment=moment)

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(LOOK)
            try:
                await self._look()
            except Problem:
                continue  # The database is away; presence is the least of it.

    async def _look(self) -> None:
        loop = asyncio.get_running_loop()
        here = self._hub.online_agents()
        if gone := self._here - here:
            await self._note(gone, moment=0)
            # Who loads his page anew may have come back before that was written: his is the last word.
            if back := gone & self._hub.online_agents():
                await self._note(back, moment=clock.now())
            self.changed()
        self._here = here = self._hub.online_agents()
        if here and loop.time() - self._beaten > BEAT:
            await self._note(here, moment=clock.now())
            self._beaten = loop.time()
        for brand_id in self._hub.customers_brands():
            online = await self.online(brand_id)
            if self._told.get(brand_id) != online:
                self._told[brand_id] = online
                self._hub.presence(brand_id, online)
