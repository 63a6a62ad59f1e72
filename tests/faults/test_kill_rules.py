"""`kill -9` while rules act, and a reaction that breaks off anywhere: what a rule does for an event is done once."""

import asyncio
import os
import random
from collections import Counter
from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from fairlead.app import System
from fairlead.automation.models import RuleRow, RunRow
from fairlead.conversations.models import EntryRow
from fairlead.infra import feed
from fairlead.kit import clock
from fairlead.kit.ids import new_id
from fairlead.settings import Settings
from tests.faults.test_kill_assigning import Giver
from tests.harness import seed
from tests.proving import both_when_proving
from tests.routing.queue import comes, waits

PROVING = os.environ.get("FAIRLEAD_PROVE") == "1"
NOTE = {"type": "note", "text": "a rule was here"}


async def with_rule(settings: Settings) -> tuple[System, str]:
    """A brand whose rule writes a note to each message."""
    system = System(settings)
    brand_id = await seed(system)
    content = {"name": "a", "trigger": {"on": "message"}, "steps": [NOTE]}
    async with system.database.write() as session:
        session.add(
            RuleRow(
                id=new_id(),
                brand_id=brand_id,
                name="a",
                active=True,
                place=1,
                revision=1,
                content=content,
                since=0,
                changed_by="",
                changed_at=clock.now(),
            )
        )
    return system, brand_id


async def notes(system: System) -> Counter[str]:
    """How many each conversation has."""
    row = EntryRow
    async with system.database.read() as session:
        found = await session.execute(
            select(row.conversation_id, func.count()).where(row.kind == "note").group_by(row.conversation_id)
        )
        return Counter({one[0]: one[1] for one in found})


@pytest.mark.prove
@both_when_proving
async def test_a_reaction_that_breaks_off_anywhere_has_done_everything_or_nothing(
    settings: Settings, proving: Callable[[int, int], int]
):
    number = random.randrange(10**6)
    print(f"seed {number}")
    rng = random.Random(number)
    system, brand_id = await with_rule(settings)
    system.gather.start()
    try:
        talks = [await waits(system, brand_id) for _ in range(proving(4, 40))]
        async with system.database.read() as session:
            events = await feed.read(session, system.database.dialect, feed.START, limit=1000)
        follow = system.automation.follow
        for event in events:
            for _ in range(3):
                task = asyncio.create_task(follow.on_entry(event))
                await asyncio.sleep(rng.random() * 0.02)
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
                async with system.database.read() as session:
                    ran = await session.scalar(select(func.count()).select_from(RunRow))
                assert (await notes(system)).total() == ran
            # Two processes that both think it is theirs.
            await asyncio.gather(follow.on_entry(event), follow.on_entry(event))
        assert await notes(system) == Counter(talks)
    finally:
        await system.gather.stop()
        await system.database.close()


@pytest.mark.prove
@pytest.mark.skipif(not PROVING, reason="starts a worker anew for each kill")
@both_when_proving
async def test_a_kill_between_what_happened_and_what_is_done_leaves_one_act_for_each(
    settings: Settings, proving: Callable[[int, int], int]
):
    number = random.randrange(10**6)
    print(f"seed {number}")
    rng = random.Random(number)
    system, brand_id = await with_rule(settings)
    system.gather.start()
    talks: list[str] = []
    try:
        for _ in range(proving(1, 150)):
            giver = Giver(settings)
            try:
                before = (await notes(system)).total()
                talks += await asyncio.gather(*(waits(system, brand_id) for _ in range(rng.randrange(1, 30))))
                await comes(lambda before=before: _more(system, before), seconds=60)
                await asyncio.sleep(rng.random() * 0.05)
            finally:
                giver.kill()
        giver = Giver(settings)
        try:
            await comes(lambda: _whole(system, len(talks)), seconds=120)
        finally:
            giver.kill()
        assert await notes(system) == Counter(talks)
    finally:
        await system.gather.stop()
        await system.database.close()


async def _more(system: System, before: int) -> bool:
    return (await notes(system)).total() > before


async def _whole(system: System, wanted: int) -> bool:
    return (await notes(system)).total() >= wanted
