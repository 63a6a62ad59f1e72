"""What tests of the emergency button share: pressing it, what stands then, and jobs that are done when their time has come."""

from typing import Any
from uuid import uuid4

import httpx
from sqlalchemy import select, update

from fairlead.app import System
from fairlead.conversations.models import ConversationRow
from fairlead.emergency.models import CallRow, EmergencyRow
from fairlead.emergency.rules import at
from fairlead.infra.jobs import READY, JobRow, JobRunner
from fairlead.infra.reactions import Dispatcher
from tests.harness import Client, Installation

URL = "/api/w/northlight/emergency"


async def press(client: Client, *, key: str = "", **body: Any) -> httpx.Response:
    return await client.http.post(URL, json=body, headers={"Idempotency-Key": key or str(uuid4())})


async def pressed(client: Client, **body: Any) -> dict[str, Any]:
    answer = await press(client, **body)
    assert answer.status_code in (200, 201), answer.text
    return dict(answer.json())


async def emergencies(system: System) -> list[EmergencyRow]:
    async with system.database.read() as session:
        return list(await session.scalars(select(EmergencyRow).order_by(EmergencyRow.id)))


async def head(system: System, conversation: str) -> ConversationRow:
    async with system.database.read() as session:
        return (await session.scalars(select(ConversationRow).where(ConversationRow.id == conversation))).one()


async def calls(system: System) -> set[tuple[int, str]]:
    """(step, agent) of everybody who was called."""
    async with system.database.read() as session:
        return {(row.step, row.agent_id) for row in await session.scalars(select(CallRow))}


class Done:
    """The reactions and jobs of an installation that has no worker, done by hand: nothing happens by the clock."""

    def __init__(self, site: Installation) -> None:
        self.system = system = site.system
        foresee = [system.emergency.take.foresee]
        self.dispatcher = Dispatcher(system.database, system.reactions(), foresee=foresee)
        self.runner = JobRunner(system.database, self.dispatcher.job_handlers() | system.jobs())

    async def now(self) -> None:
        """What is due."""
        while await self.dispatcher.round() or await self.runner.round():
            pass

    async def step(self, number: int) -> None:
        """As if so much time had gone by that people are called for the time `number`, from 0."""
        async with self.system.database.write() as session:
            await session.execute(update(EmergencyRow).values(pressed_at=EmergencyRow.pressed_at - at(number)))
            due = update(JobRow).where(JobRow.state == READY, JobRow.key.like(f"emergency.call:%:{number}"))
            await session.execute(due.values(run_at=0))
        await self.now()


def told(entries: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """(act, author's kind) of what the timeline tells of emergencies."""
    return [(one["data"]["emergency"]["act"], one["author"]["kind"]) for one in entries if one["kind"] == "emergency"]


async def entries_of(client: Client, conversation: str) -> list[dict[str, Any]]:
    answer = await client.http.get(f"/api/conversations/{conversation}/entries")
    assert answer.status_code == 200, answer.text
    return list(answer.json()["entries"])
