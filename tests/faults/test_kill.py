"""`kill -9` at random moments while people write: what was acknowledged stands, once, in order (invariants 1 and 2)."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from fairlead.app import System
from fairlead.infra import feed
from fairlead.infra.reactions import cursor_position
from fairlead.infra.schema import migrate
from fairlead.settings import Settings
from tests.device import Device
from tests.harness import Installation, ServerProcess, make_settings, seed
from tests.history import History, stored
from tests.services import postgres as postgres_service

CUSTOMERS = 6
AGENTS = 2


class Crowd:
    """Customers who write in matters of their own and start new ones, and agents who write in the same ones."""

    def __init__(self, site: Installation, rng: random.Random) -> None:
        self.site = site
        self.rng = rng
        self.history = History()
        self.devices: list[Device] = []
        self.chatter: list[asyncio.Task[None]] = []
        self.tasks: list[asyncio.Task[None]] = []

    async def gather(self) -> None:
        for number in range(CUSTOMERS):
            client = await self.site.customer(uid=f"77{number:06d}")
            first = self.add(Device(client, self.history, f"customer {number}"))
            first.say()
            await first.drained()
            # A second device of the same person watches and writes too.
            if number == 0:
                self.add(Device(client, self.history, "second device", conversation=first.conversation))
        for number in range(AGENTS):
            client = await self.site.agent(f"Agent{number}")
            self.add(
                Device(client, self.history, f"agent {number}", conversation=self.devices[0].conversation, agent=True)
            )
        for device in self.devices:
            self.chatter.append(asyncio.create_task(device.chatter(self.rng, pause=0.1)))

    def add(self, device: Device) -> Device:
        self.devices.append(device)
        self.tasks.append(asyncio.create_task(device.run()))
        return device

    def start_matters(self, number: int) -> None:
        """First messages, which have no conversation yet."""
        for device in self.rng.sample(self.devices[:CUSTOMERS], 2):
            self.add(Device(device.client, self.history, f"{device.name}, matter {number}")).say()

    def check(self) -> None:
        """A task that broke is a fault of its own: say so at once."""
        for task in [*self.tasks, *self.chatter]:
            if task.done() and not task.cancelled() and (error := task.exception()) is not None:
                raise error

    async def finish(self) -> None:
        """Everybody stops talking, gets the answers still owed, and takes what was missed."""
        for task in self.chatter:
            task.cancel()
        await asyncio.gather(*self.chatter, return_exceptions=True)
        for device in self.devices:
            await device.drained()
        self.check()
        # What the bot still owes comes before the last look: nothing is written any more after it.
        await reactions_are_through(self.site.settings)
        now = await stored(self.site.settings)
        for device in self.devices:
            if device.conversation is not None:
                head = now.heads[device.conversation]
                await device.caught_up(head.last_seq if device.agent else head.last_public_seq)
        await self.leave()

    async def leave(self) -> None:
        for device in self.devices:
            await device.stop()
        for task in [*self.tasks, *self.chatter]:
            task.cancel()
        await asyncio.gather(*self.tasks, *self.chatter, return_exceptions=True)


@asynccontextmanager
async def crowd(settings: Settings, rng: random.Random) -> AsyncIterator[tuple[ServerProcess, Crowd]]:
    system = System(settings)
    brand_id = await seed(system, bot_first=False)
    await system.database.close()
    server = ServerProcess(settings)
    server.start()
    await server.ready()
    site = Installation(settings, None, brand_id)
    people = Crowd(site, rng)
    try:
        await people.gather()
        yield server, people
    finally:
        await people.leave()
        await site.close()
        if server.process is not None and server.process.poll() is None:
            server.stop()


async def reactions_are_through(settings: Settings) -> None:
    """What was committed is not forgotten behind the scenes either: the cursor reaches the end of the feed."""
    system = System(settings)
    async with asyncio.timeout(60):
        while True:
            async with system.database.read() as session:
                end = await feed.end(session, system.database.dialect)
            if await cursor_position(system.database) >= end:
                break
            await asyncio.sleep(0.1)
    await system.database.close()


@pytest.mark.prove
async def test_killed_at_random_moments_nothing_acknowledged_is_lost_doubled_or_out_of_order(
    settings: Settings, engine: str, proving: Callable[[int, int], int]
):
    number = random.randrange(2**32)
    kills = proving(4, 150)  # on each database
    print(f"seed {number}, {kills} kills on {engine}")
    rng = random.Random(number)
    async with crowd(settings, rng) as (server, people):
        for kill in range(kills):
            people.start_matters(kill)
            await asyncio.sleep(rng.uniform(0, 0.5))
            server.kill()
            people.check()
            server.start()
            if rng.random() < 0.1:
                # Also while it starts.
                await asyncio.sleep(rng.uniform(0, 1))
                server.kill()
                server.start()
            await server.ready(seconds=60)
        await people.finish()
        faults = people.history.faults(await stored(settings))
    print(f"{len(people.history.asks)} asked, {people.history.acknowledged} acknowledged")
    assert not faults, f"seed {number}: {faults[:5]}"
    assert people.history.acknowledged == len(people.history.asks) > kills * 5


@pytest.mark.prove
async def test_a_killed_postgresql_loses_nothing_that_was_acknowledged_and_the_server_needs_no_restart(
    tmp_path, proving: Callable[[int, int], int]
):
    number = random.randrange(2**32)
    print(f"seed {number}")
    rng = random.Random(number)
    with postgres_service(durable=True) as database:
        url = database.create_database("fairlead")
        await asyncio.to_thread(migrate, url)
        async with crowd(make_settings(tmp_path, url), rng) as (server, people):
            for kill in range(proving(2, 20)):
                people.start_matters(kill)
                await asyncio.sleep(rng.uniform(0.2, 1))
                await asyncio.to_thread(database.kill)
                await asyncio.sleep(rng.uniform(0, 1))
                await asyncio.to_thread(database.start)
                people.check()
            await people.finish()
            faults = people.history.faults(await stored(people.site.settings))
            assert server.process is not None and server.process.poll() is None
    assert not faults, f"seed {number}: {faults[:5]}"
    assert people.history.acknowledged == len(people.history.asks)
