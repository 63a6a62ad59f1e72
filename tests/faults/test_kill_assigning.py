"""`kill -9` while the queue gives matters out: none is owned twice, none is forgotten, and nobody has more than he can."""

import asyncio
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Callable

import pytest
from sqlalchemy import func, insert, select, update

from fairlead.app import System
from fairlead.conversations.models import ConversationRow, EntryRow
from fairlead.kit import clock
from fairlead.kit.clock import DAY, MINUTE
from fairlead.kit.ids import new_id
from fairlead.people.models import AgentBrandRow, AgentRow
from fairlead.routing.models import GivenRow, WorkRow
from fairlead.settings import Settings
from tests.harness import environment, seed
from tests.proving import both_when_proving
from tests.routing.queue import comes, switch_on, waits

AGENTS, SLOTS = 5, 2


class Giver:
    """`fairlead worker`, to be killed."""

    def __init__(self, settings: Settings) -> None:
        command = [sys.executable, "-m", "fairlead.cli", "worker"]
        quiet = subprocess.DEVNULL
        self._process = subprocess.Popen(command, env=environment(settings), stdout=quiet, stderr=quiet)

    def signal(self, number: int) -> None:
        self._process.send_signal(number)

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()


@pytest.mark.prove
@both_when_proving
async def test_a_kill_during_assignment_leaves_no_matter_forgotten_or_owned_twice(
    settings: Settings, proving: Callable[[int, int], int]
):
    number = random.randrange(10**6)
    print(f"seed {number}")
    rng = random.Random(number)
    system = System(settings)
    brand_id = await seed(system)
    await _people(system, brand_id)
    await switch_on(system, brand_id, react=3600)
    system.gather.start()
    givers = [Giver(settings), Giver(settings)]
    try:
        for _ in range(proving(1, 300)):
            before = await _given(system)
            together = [waits(system, brand_id) for _ in range(rng.randrange(1, 2 * AGENTS * SLOTS))]
            written = asyncio.gather(*together)
            await comes(lambda before=before: _more(system, before), seconds=60)
            await asyncio.sleep(rng.random() * 0.05)
            givers.pop(0).kill()
            await written
            await _whole(system)
            await _end_all(system)
            givers.append(Giver(settings))
        # Those who still wait come to their turn.
        while await _end_all(system) or await _waiting(system):
            await asyncio.sleep(0.05)
        await _whole(system)
    finally:
        for giver in givers:
            giver.kill()
        await system.gather.stop()
        await system.database.close()


async def _people(system: System, brand_id: str) -> None:
    """Who is here for as long as the test runs."""
    ids, moment = [new_id() for _ in range(AGENTS)], clock.now()
    always = {"role": "agent", "password_hash": "x", "active": True, "presence": "online", "seen_at": moment + DAY}
    async with system.database.write() as session:
        accounts = [
            {"id": one, "email": f"{one}@desk.example", "name": one, "created_at": moment} | always for one in ids
        ]
        await session.execute(insert(AgentRow), accounts)
        await session.execute(insert(AgentBrandRow), [{"agent_id": one, "brand_id": brand_id} for one in ids])
        work = {"chat": SLOTS, "callback": 0, "mail": 0, "skills": {}, "languages": {}}
        await session.execute(insert(WorkRow), [{"agent_id": one} | work for one in ids])


async def _given(system: System) -> int:
    async with system.database.read() as session:
        return await session.scalar(select(func.count()).where(EntryRow.kind == "assigned")) or 0


async def _more(system: System, before: int) -> bool:
    return await _given(system) > before


async def _waiting(system: System) -> int:
    c = ConversationRow
    async with system.database.read() as session:
        return await session.scalar(select(func.count()).where(c.assignee_id.is_(None), c.status == "open")) or 0


async def _end_all(system: System) -> int:
    """Every agent is done with what he has."""
    c, long_ago = ConversationRow, clock.now() - 60 * MINUTE
    mine = update(c).where(c.assignee_id.is_not(None), c.status == "open")
    async with system.database.write() as session:
        ended = await session.execute(
            mine.values(status="closed", waiting_since=None, updated_at=long_ago).returning(c.id)
        )
        return len(list(ended))


async def _whole(system: System) -> None:
    c, e = ConversationRow, EntryRow
    async with system.database.read() as session:
        if system.database.dialect.name == "postgresql":
            # The other process gives meanwhile: all that is looked at is of one moment, as it is on SQLite.
            await session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        heads = {row.id: row for row in await session.scalars(select(c))}
        assigned = Counter(await session.scalars(select(e.conversation_id).where(e.kind == "assigned")))
        entries = Counter(await session.scalars(select(e.conversation_id)))
        noted = {(row.conversation_id, row.agent_id) for row in await session.scalars(select(GivenRow))}
    for one, head in heads.items():
        # The entry, the owner and the note of it are one.
        assert assigned[one] == (head.assignee_id is not None)
        assert head.assignee_id is None or head.status == "closed" or (one, head.assignee_id) in noted
        assert head.last_seq == entries[one]
        assert head.status == "closed" or (head.handler == "queue") == (head.assignee_id is None)
    held = Counter(head.assignee_id for head in heads.values() if head.status == "open" and head.assignee_id)
    assert max(held.values(), default=0) <= SLOTS
