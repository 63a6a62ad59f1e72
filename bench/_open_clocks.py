"""Open clocks in a real database: recomputed after a calendar changed, and rung when they are due. For `bench/clocks.py`."""

import asyncio
import time
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import func, select

from bench import _server
from bench._report import Figure, at_most, percentile, say
from bench.assign import fill
from fairlead.app import System
from fairlead.brands.check_hours import Given, plain
from fairlead.brands.models import ServiceHoursRow
from fairlead.conversations.models import ConversationRow
from fairlead.infra.dialects import Change
from fairlead.kit import clock
from fairlead.kit.access import SYSTEM
from fairlead.kit.clock import DAY, MINUTE, SECOND
from fairlead.kit.ids import new_id
from fairlead.promises.models import ClockRow
from tests.harness import make_settings, seed

# Of each conversation so many: what counts is their number.
EACH = 1000
CHUNK = 5000
DUE = 100
GOAL_SECONDS, GOAL_LATE = 120.0, 1.0
OPEN = Given("Europe/Berlin", [[("08:00", "12:00"), ("13:00", "18:00")]] * 5 + [[("10:00", "14:00")], []], [])

_TABLE = ClockRow.metadata.tables[ClockRow.__tablename__]
_COLUMNS = tuple(column.key for column in _TABLE.columns)


async def measure(folder: Path, url: str, *, count: int) -> list[Figure]:
    settings = make_settings(folder, url, database_pool=6)
    _server.migrate(settings)
    system = System(settings)
    name = system.database.dialect.name
    brand_id = await seed(system)
    due = min(DUE, count // 20)
    await fill(system, brand_id, waiting=due + count // EACH + 1, agents=1)
    async with system.database.read() as session:
        conversations = list(await session.scalars(select(ConversationRow.id).order_by(ConversationRow.id)))
    began = time.perf_counter()
    await _lay_out(system, brand_id, conversations[due:], count)
    say(f"{name}: {count:,} open clocks laid out in {time.perf_counter() - began:.1f} s")
    took = await _revise(system, brand_id)
    say(f"{name}: {count:,} clocks recomputed after other hours in {took:.1f} s")
    late = await _ring(system, brand_id, conversations[:due])
    say(f"{name}: {due} due ones among them rang p50 {percentile(late, 0.5):.3f} s, at most {late[-1]:.3f} s late")
    await system.database.close()
    return [
        at_most(f"{count:,} open clocks recomputed, {name}", took, GOAL_SECONDS, "s"),
        at_most(f"due among {count:,} open clocks, latest, {name}", late[-1], GOAL_LATE, "s"),
    ]


def _row(brand_id: str, conversation: str, since: int, **more: Any) -> tuple[Any, ...]:
    values: dict[str, Any] = dict.fromkeys(_COLUMNS) | {
        "id": new_id(),
        "brand_id": brand_id,
        "conversation_id": conversation,
        "metric": "reply",
        "priority": 3,
        "tier": 0,
        "channel": "webchat",
        "ticket": False,
        "spoken": False,
        "started_at": since,
        "resumed_at": since,
        "used": 0,
        "again": 0,
    }
    values |= more
    return tuple(values[name] for name in _COLUMNS)


async def _lay_out(system: System, brand_id: str, conversations: Sequence[str], count: int) -> None:
    """They began within the last minutes and are due in the time their promise has, around the clock."""
    chance, moment = Random(20261123), clock.now()
    for start in range(0, count, CHUNK):
        rows = []
        for number in range(start, min(count, start + CHUNK)):
            # Their own instants: no two of one conversation began at once.
            since = moment - chance.randrange(30) * MINUTE - number
            priority = 2 + number % 4
            times = {"due_at": since + 2 * DAY, "warn_at": since + DAY, "next_at": since + DAY, "priority": priority}
            rows.append(_row(brand_id, conversations[number // EACH], since, **times))
        async with system.database.write() as session:
            # Bulk rows need a transaction that has begun.
            await session.execute(select(1))
            change = Change(_TABLE, _COLUMNS, rows)
            await system.database.dialect.change(await session.connection(), change)


async def _revise(system: System, brand_id: str) -> float:
    async with system.database.write() as session:
        session.add(
            ServiceHoursRow(
                brand_id=brand_id,
                kind="brand",
                key="",
                content=plain(OPEN),
                revision=1,
                changed_by=SYSTEM.id,
                changed_at=clock.now(),
            )
        )
    began = time.perf_counter()
    promises = system.queue.promises
    system.reckon.forget(brand_id)
    after: str | None = ""
    while after is not None:
        after = await promises.revise.turn(brand_id, after)
    return time.perf_counter() - began


async def _ring(system: System, brand_id: str, conversations: Sequence[str]) -> list[float]:
    """In seconds how late each of these rang; they fall due one after the other within five seconds."""
    moment = clock.now() + 2 * SECOND
    at = [moment + number * 5 * SECOND // len(conversations) for number in range(len(conversations))]
    rows = [
        _row(brand_id, one, when - 5 * MINUTE, metric="human", due_at=when, next_at=when, warned_at=when - MINUTE)
        for one, when in zip(conversations, at, strict=True)
    ]
    async with system.database.write() as session:
        await session.execute(select(1))
        await system.database.dialect.change(await session.connection(), Change(_TABLE, _COLUMNS, rows))
    await system.brands.all()
    system.gather.start()
    system.queue.promises.run.start()
    row = ClockRow
    mine = (row.conversation_id.in_(conversations), row.metric == "human", row.broken_at.is_not(None))
    until = time.monotonic() + 60
    while time.monotonic() < until:
        await asyncio.sleep(0.5)
        async with system.database.read() as session:
            if await session.scalar(select(func.count()).select_from(row).where(*mine)) == len(conversations):
                break
    async with system.database.read() as session:
        rang = (await session.execute(select(row.conversation_id, row.broken_at).where(*mine))).all()
    await system.queue.promises.run.stop()
    await system.gather.stop()
    wanted = dict(zip(conversations, at, strict=True))
    # Who never rang is as late as we waited.
    missing = [60.0] * (len(conversations) - len(rang))
    return sorted([*((when - wanted[one]) / SECOND for one, when in rang if when is not None), *missing])
