"""How quickly the next matter finds an agent: 10,000 wait, 300 agents, four processes that give, PostgreSQL, durable commits.

Three figures. How many are given a second while everybody has room. Then a round: from a slot becoming free, which one process
knows as the worker does, to the commit of what is given for it, others giving and closing beside it: while each of the 300 ends
a chat every three seconds, which is 160 times what a day asks of them; and, told without a goal, while agents close as fast as
they are given, so that the two cores are never idle and a round waits for its turn of them.
"""

import argparse
import asyncio
import json
import os
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

import uvloop
from sqlalchemy import func, insert, select, update

from bench import _server
from bench._report import Figure, at_most, finish, percentile, say
from fairlead.app import System
from fairlead.conversations.models import ConversationRow, EntryRow
from fairlead.infra.sealing import Sealer
from fairlead.kit import clock
from fairlead.kit.clock import SECOND
from fairlead.kit.ids import new_id
from fairlead.people.models import AgentBrandRow, AgentRow, CustomerRow
from fairlead.people.store import profile_place
from fairlead.routing.models import GivenOutRow, WorkRow
from fairlead.settings import Settings
from tests.harness import make_settings, seed
from tests.services import Postgres

WAITING, TINY_WAITING = 10_000, 300
AGENTS, TINY_AGENTS = 300, 20
PROCESSES = 4
SLOTS = 3
P99_MS, RATE = 50.0, 500.0
# Chats that all agents end a second.
PACE = 100.0
SECONDS, TINY_SECONDS = 20.0, 2.0
TIERS = ("", "", "", "", "VIP 2", "VIP 5", "VIP 8")
LOCALES = ("en", "en", "zh-CN", "es", "ja", "ar")


async def fill(system: System, brand_id: str, *, waiting: int, agents: int) -> list[str]:
    """Customers who wait since up to an hour, in five languages and four tiers; agents' ids."""
    chance, moment = random.Random(7), clock.now()
    sealer, ids = system.sealer, [new_id() for _ in range(agents)]
    async with system.database.write() as session:
        always = {"role": "agent", "password_hash": "x", "active": True, "presence": "online", "rights_at": 0}
        always |= {"seen_at": moment + 3600 * SECOND, "created_at": moment}
        people = [
            {"id": one, "email": f"{one}@desk.example", "name": f"Agent {n}"} | always for n, one in enumerate(ids)
        ]
        await session.execute(insert(AgentRow), people)
        await session.execute(insert(AgentBrandRow), [{"agent_id": one, "brand_id": brand_id} for one in ids])
        languages = [{"en": [1 + n % 3, None]} | {("zh", "es", "ja", "ar")[n % 4]: [2, None]} for n in range(agents)]
        work = [
            {"agent_id": one, "chat": SLOTS, "callback": 1, "mail": SLOTS, "skills": {}, "languages": languages[n]}
            for n, one in enumerate(ids)
        ]
        await session.execute(insert(WorkRow), work)
        session.add(GivenOutRow(brand_id=brand_id, react_seconds=3600))
        customers, conversations = [], []
        for number in range(waiting):
            customer, one = new_id(), new_id()
            locale, since = chance.choice(LOCALES), moment - chance.randrange(3600) * SECOND
            here = {"brand_id": brand_id, "locale": locale}
            customers.append(_customer(customer, chance.choice(TIERS), here, since, sealer))
            conversations.append(_waiting(one, customer, here, since, sealer) | {"calm": number % 100 > 0})
        await session.execute(insert(CustomerRow), customers)
        await session.execute(insert(ConversationRow), conversations)
    return ids


def _customer(one: str, tier: str, here: dict[str, str], since: int, sealer: Sealer) -> dict[str, Any]:
    found = here | {"id": one, "verified": True, "tier": tier, "created_at": since}
    return found | {"profile": sealer.seal(b"{}", profile_place(one)), "seen_at": since}


def _waiting(one: str, customer: str, here: dict[str, str], since: int, sealer: Sealer) -> dict[str, Any]:
    marks = ("last_seq", "last_public_seq", "customer_delivered", "customer_read", "agents_delivered", "agents_read")
    nobody = dict.fromkeys(("assignee_id", "team_id", "first_human_at", "closed_at"))
    sealed = {name: sealer.seal(b"{}", f"{one}:{name}") for name in ("subject", "preview", "context")}
    times = dict.fromkeys(("waiting_since", "queued_at", "created_at", "updated_at"), since)
    state = {"channel": "webchat", "status": "open", "handler": "queue", "bot_active": False}
    named = here | {"id": one, "customer_id": customer, "preview_author": ""}
    return named | state | times | sealed | nobody | dict.fromkeys(marks, 0)


async def one_process(settings: Settings, *, seconds: float, seed_number: int, pace: float) -> dict[str, Any]:
    """What one of the processes did: rounds that gave something in milliseconds, and how many it gave. `pace`: how many of its
    agents' matters end a second, at moments of their own; 0: as soon as it has given, now and then twenty at once."""
    system = System(settings)
    chance = random.Random(seed_number)
    rounds, given, empty, used = [], 0, 0, time.process_time()
    await system.brands.all()
    line = system.queue.line
    await line.refresh()
    committed: list[float] = []
    system.gather.announce.append(lambda _: committed.append(time.perf_counter()))
    following = time.perf_counter()
    until = following + seconds
    try:
        while time.perf_counter() < until:
            if pace:
                following += chance.expovariate(pace)
                await asyncio.sleep(following - time.perf_counter())
            ended = await end_some(system, 1 if pace else chance.choice([1, 1, 1, 20]))
            since = time.perf_counter()
            # As whoever closes them in this process is told of it.
            system.queue.assign.free(ended)
            committed.clear()
            got = await system.queue.assign.step()
            if got and ended:
                rounds.append((committed[0] - since) * 1000)
            given += got
            empty += not got
    finally:
        await system.database.close()
    return {"rounds": rounds, "given": given, "empty": empty, "core": time.process_time() - used}


async def end_some(system: System, number: int) -> set[str]:
    """Agents end so many of their matters; who they are."""
    c = ConversationRow
    mine = select(c.id, c.assignee_id).where(c.assignee_id.is_not(None), c.status == "open").limit(number)
    async with system.database.write() as session:
        chosen = (await session.execute(system.database.dialect.lock_rows(mine, skip_locked=True))).all()
        ids = [row[0] for row in chosen]
        await session.execute(update(c).where(c.id.in_(ids)).values(status="closed", waiting_since=None))
    return {row[1] for row in chosen if row[1]}


async def measure(folder: Path, *, tiny: bool) -> list[Figure]:
    waiting, agents = (TINY_WAITING, TINY_AGENTS) if tiny else (WAITING, AGENTS)
    seconds = TINY_SECONDS if tiny else SECONDS
    postgres = Postgres(durable=True)
    postgres.start()
    try:
        settings = make_settings(folder, postgres.create_database("assign"), database_pool=4)
        _server.migrate(settings)
        system = System(settings)
        brand_id = await seed(system)
        await fill(system, brand_id, waiting=waiting, agents=agents)
        say(f"{waiting:,} wait, {agents} agents with {SLOTS} slots each, {PROCESSES} processes")
        # Everybody has room: how many a second.
        await system.brands.all()
        await system.queue.line.refresh()
        began, used, first = time.perf_counter(), time.process_time(), 0
        while got := await system.queue.assign.step():
            first += got
        rate = first / (time.perf_counter() - began)
        core = (time.process_time() - used) / max(1, first) * 1000
        say(f"with room for all: {first:,} given by one process, {rate:,.0f}/s, {core:.2f} ms of its core each")
        slowest = {}
        for pace in (PACE, 0.0):
            each = (spawn(folder, settings, seconds, number, pace / PROCESSES) for number in range(PROCESSES))
            slowest[pace] = told(await asyncio.gather(*each), seconds, pace)
        twice, beyond = await checked(system, agents)
        await system.database.close()
    finally:
        postgres.close()
    return [
        at_most("next assignment p99, ms", slowest[PACE], P99_MS, "ms"),
        Figure("assigned a second", rate, None, None, f">= {RATE:g}", rate >= RATE),
        Figure("matters given twice", twice, None, None, "0", twice == 0),
        Figure("agents beyond their slots", beyond, None, None, "0", beyond == 0),
    ]


def told(found: list[dict[str, Any]], seconds: float, pace: float) -> float:
    """The p99 of a round in milliseconds."""
    rounds = sorted(one for each in found for one in each["rounds"])
    given, core, empty = (sum(each[name] for each in found) for name in ("given", "core", "empty"))
    p50, p99 = percentile(rounds, 0.5), percentile(rounds, 0.99)
    say(f"{f'{pace:.0f} chats end a second' if pace else 'chats end as fast as they are given'}:")
    say(
        f"  {len(rounds):,} rounds after a slot became free: p50 {p50:.1f} ms, p99 {p99:.1f} ms; {given / seconds:,.0f}/s given"
    )
    say(
        f"  {core / max(1, given) * 1000:.2f} ms of a core for each that is given; {empty:,} rounds found nothing to give"
    )
    return p99


async def spawn(folder: Path, settings: Settings, seconds: float, number: int, pace: float) -> dict[str, Any]:
    what = {"folder": str(folder), "url": settings.database_url, "seconds": seconds, "number": number, "pace": pace}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bench.assign",
        "--process",
        json.dumps(what),
        stdout=asyncio.subprocess.PIPE,
        env=dict(os.environ),
    )
    out, _ = await process.communicate()
    if process.returncode:
        raise RuntimeError("a process that gives broke off")
    found: dict[str, Any] = json.loads(out.decode().strip().splitlines()[-1])
    return found


async def checked(system: System, agents: int) -> tuple[int, int]:
    """How many matters have more than one `assigned` entry, and how many agents more matters than slots."""
    c, e = ConversationRow, EntryRow
    async with system.database.read() as session:
        entries = select(e.conversation_id).where(e.kind == "assigned")
        twice = sum(number > 1 for number in Counter(await session.scalars(entries)).values())
        loads = select(c.assignee_id, func.count()).where(c.assignee_id.is_not(None), c.status == "open")
        found = [row[1] for row in await session.execute(loads.group_by(c.assignee_id))]
    return twice, sum(number > SLOTS for number in found)


def main(*, tiny: bool) -> int:
    with tempfile.TemporaryDirectory() as folder:
        return finish("assign", uvloop.run(measure(Path(folder), tiny=tiny)))


def process(what: str) -> None:
    given = json.loads(what)
    settings = make_settings(Path(given["folder"]), given["url"], database_pool=4)
    found = uvloop.run(one_process(settings, seconds=given["seconds"], seed_number=given["number"], pace=given["pace"]))
    say(json.dumps(found))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tiny", action="store_true")
    parser.add_argument("--process", default="")
    asked = parser.parse_args()
    if asked.process:
        process(asked.process)
    else:
        sys.exit(main(tiny=asked.tiny))
