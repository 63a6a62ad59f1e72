"""`kill -9` while people are called to emergencies: nobody who was to be called is left out, nobody is called twice for one step,
and what is told to other systems comes again under the same id or not at all."""

import asyncio
import json
import os
import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from fairlead.app import System
from fairlead.emergency.models import CallRow, EmergencyRow
from fairlead.emergency.press import Press
from fairlead.fakes.listen import Answering, listening
from fairlead.infra.jobs import JobRow
from fairlead.kit.access import Actor
from fairlead.kit.clock import SECOND
from fairlead.people.manage_agents import create_agent
from tests.faults.test_kill_assigning import Giver
from tests.harness import PASSWORD, make_settings, seed
from tests.proving import both_when_proving
from tests.routing.queue import comes

LEADS, PRESSED = 2, 3


@pytest.mark.prove
@pytest.mark.skipif(
    os.environ.get("FAIRLEAD_PROVE") != "1", reason="its two processes cost more than `make test` has left"
)
@both_when_proving
async def test_a_kill_while_people_are_called_leaves_nobody_out_and_calls_nobody_twice(
    database_url: str, tmp_path: Path, proving: Callable[[int, int], int]
):
    number = random.randrange(10**6)
    print(f"seed {number}")
    rng = random.Random(number)
    posted: list[str] = []

    class Handler(Answering):
        def posted(self) -> None:
            posted.append(json.loads(self.rfile.read(int(self.headers["Content-Length"])))["id"])
            self.reply(204, b"")

    with listening(Handler) as address:
        settings = make_settings(tmp_path, database_url, alert_url=address)
        system = System(settings)
        brand_id = await seed(system)
        leads = [await _lead(system, brand_id, n) for n in range(LEADS)]
        system.gather.start()
        worker: Giver | None = None
        try:
            for _ in range(proving(1, 150)):
                made = [await _press(system, brand_id) for _ in range(PRESSED)]
                worker = Giver(settings)
                await comes(lambda made=made: _called(system, made, 0), seconds=60)
                await asyncio.sleep(rng.random() * 1.2)
                worker.kill()
                async with system.database.write() as session:
                    # What the dead one held is free once its lease is over: as if that minute had gone by.
                    await session.execute(update(JobRow).values(lease_until=0))
                worker = Giver(settings)
                await comes(lambda made=made: _called(system, made, 1, least=LEADS * PRESSED), seconds=60)
                wanted = {f"{one}:{step}" for one in made for step in (0, 1)}
                await comes(lambda wanted=wanted: _all(wanted, posted), seconds=60)
                assert await _rows(system, made) == {
                    (one, step, lead) for one in made for step in (0, 1) for lead in leads
                }
                worker.kill()
                async with system.database.write() as session:
                    await session.execute(update(EmergencyRow).values(over_at=1))
        finally:
            if worker is not None:
                worker.kill()
            await system.gather.stop()
            await system.database.close()


async def _lead(system: System, brand_id: str, n: int) -> str:
    email = f"lead{n}@northlight.example"
    named = {"email": email, "name": f"Lead {n}", "password": PASSWORD, "role": "lead"}
    return await create_agent(system.database, brands=[brand_id], teams=[], **named)


async def _press(system: System, brand_id: str) -> str:
    """So long ago that the second call is due in a second."""
    brand = await system.brands.by_id(brand_id)
    assert brand is not None
    made = await system.identify.visitor(brand, locale="en", context={})
    who = replace(Actor("customer", made.customer.id), brands=frozenset({brand_id}))
    pressed = await system.emergency.press(who, brand, Press(str(uuid4()), "app", "en"), network=str(uuid4()))
    async with system.database.write() as session:
        first = (
            await session.scalars(select(JobRow).where(JobRow.key == f"emergency.call:{pressed.emergency.id}:0"))
        ).one()
        payload = json.loads(first.payload)
        first.payload = json.dumps(payload | {"since": payload["since"] - 59 * SECOND})
    return pressed.emergency.id


async def _called(system: System, made: list[str], step: int, *, least: int = 1) -> bool:
    async with system.database.read() as session:
        row = CallRow
        found = await session.scalars(select(row.agent_id).where(row.emergency_id.in_(made), row.step == step))
        return len(list(found)) >= least


async def _rows(system: System, made: list[str]) -> set[tuple[str, int, str]]:
    async with system.database.read() as session:
        found = await session.scalars(select(CallRow).where(CallRow.emergency_id.in_(made)))
        return {(row.emergency_id, row.step, row.agent_id) for row in found}


async def _all(wanted: set[str], posted: list[str]) -> bool:
    return wanted <= set(posted)
