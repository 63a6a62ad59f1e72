"""F-24 and F-51 of the catalogue of faults: a worker that stands still (SIGSTOP) while another takes over its work and then goes on,
and two schedulers of which one or the other is killed all the time. What is done is done once."""

import asyncio
import contextlib
import os
import random
import signal
from collections import Counter
from collections.abc import Callable

import pytest
from sqlalchemy import update

from fairlead.app import System
from fairlead.infra.jobs import JobRow
from fairlead.kit.clock import MINUTE
from fairlead.kit.errors import Problem
from fairlead.settings import Settings
from tests.faults.test_kill_assigning import Giver
from tests.faults.test_kill_rules import notes, with_rule
from tests.harness import seed
from tests.promises.ground import pass_time, told
from tests.proving import both_when_proving
from tests.routing.queue import comes, waits

FULL = os.environ.get("FAIRLEAD_PROVE") == "1"


@pytest.mark.prove
@both_when_proving
async def test_f24_a_worker_that_stood_still_and_goes_on_does_nothing_a_second_time(settings: Settings):
    number = random.randrange(10**6)
    print(f"seed {number}")
    rng = random.Random(number)
    system, brand_id = await with_rule(settings)
    system.gather.start()
    givers = [Giver(settings), Giver(settings)]
    talks: list[str] = []
    try:
        for seconds in (5, 30, 120) * 7 if FULL else (2,):
            before = (await notes(system)).total()
            coming = asyncio.gather(*(waits(system, brand_id) for _ in range(rng.randrange(5, 30))))
            await comes(lambda before=before: _more(system, before), seconds=60)
            await asyncio.sleep(rng.random() * 0.05)
            still = rng.choice(givers)
            still.signal(signal.SIGSTOP)
            try:
                # What it had begun is the other one's once its lease is over: as if that minute had gone by. On SQLite it may
                # stand there with the one lock in its hand; then nobody writes until it goes on, and nobody is wrong either.
                with contextlib.suppress(Problem):
                    async with system.database.write() as session:
                        await session.execute(update(JobRow).values(lease_until=0))
                await asyncio.sleep(seconds)
            finally:
                still.signal(signal.SIGCONT)
            talks += await coming
            wanted = len(talks)
            await comes(lambda wanted=wanted: _whole(system, wanted), seconds=120)
        # What goes on late is given the time to do harm.
        await asyncio.sleep(1)
        assert await notes(system) == Counter(talks)
    finally:
        for giver in givers:
            giver.kill()
        await system.gather.stop()
        await system.database.close()


@pytest.mark.prove
@both_when_proving
async def test_f51_of_two_schedulers_that_are_killed_in_turns_each_due_promise_is_told_once(
    settings: Settings, proving: Callable[[int, int], int]
):
    number = random.randrange(10**6)
    print(f"seed {number}")
    rng = random.Random(number)
    system = System(settings)
    brand_id = await seed(system)
    system.gather.start()
    givers = [Giver(settings), Giver(settings)]
    chats: list[str] = []
    try:
        for _ in range(proving(1, 100)):
            new = [await waits(system, brand_id) for _ in range(rng.randrange(3, 12))]
            # Due with the next look of whoever looks first.
            for chat in new:
                await pass_time(system, chat, 6 * MINUTE)
            chats += new
            await comes(lambda new=new: _rung(system, new, least=1), seconds=60)
            await asyncio.sleep(rng.random() * 0.05)
            givers.pop(0).kill()
            givers.append(Giver(settings))
            await comes(lambda new=new: _rung(system, new, least=len(new)), seconds=60)
        for chat in chats:
            acts = Counter(one["act"] for one in await told(system, chat))
            assert (acts["late"], acts["broken"]) == (1, 1), chat
    finally:
        for giver in givers:
            giver.kill()
        await system.gather.stop()
        await system.database.close()


async def _more(system: System, before: int) -> bool:
    return (await notes(system)).total() > before


async def _whole(system: System, wanted: int) -> bool:
    return (await notes(system)).total() >= wanted


async def _rung(system: System, chats: list[str], *, least: int) -> bool:
    rung = [chat for chat in chats if {"late", "broken"} <= {one["act"] for one in await told(system, chat)}]
    return len(rung) >= least
