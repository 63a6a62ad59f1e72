"""`kill -9` between what happened and its webhook: it is told, at least once, and always under the same `webhook-id`."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import select, update

from fairlead.fakes.webhook_receiver import Receiver, serving
from fairlead.infra.database import Database, async_url
from fairlead.infra.jobs import JobRow
from fairlead.settings import Settings
from fairlead.webhooks.models import DeliveryRow
from tests.harness import ServerProcess, installation, make_settings
from tests.proving import both_when_proving
from tests.webhooks.told import Telling


@asynccontextmanager
async def database_of(settings: Settings) -> AsyncIterator[Database]:
    database = Database(async_url(settings.database_url, settings.data_path))
    yield database
    await database.close()


async def until(wanted: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not wanted():
            await asyncio.sleep(0.02)


@pytest.mark.prove
@both_when_proving
async def test_a_kill_before_and_during_a_delivery_loses_nothing_and_keeps_its_id(
    database_url: str, tmp_path: Path, proving: Callable[[int, int], int]
):
    receiver = Receiver()
    with serving(receiver) as origin:
        settings = make_settings(tmp_path, database_url, webhook_origins=origin)
        # Committed, and nobody has reacted yet.
        async with installation(settings, worker=False, bot_first=False) as site:
            telling = Telling(site, receiver, origin)
            await telling.begin()
            await telling.add(kinds=["message.received"])
            await telling.phone.ask({"type": "send", "client_id": "0" * 32, "conversation": None, "text": "hello?"})
        receiver.answers.clear()
        for number in range(1, proving(1, 20) + 1):
            server = ServerProcess(settings)
            server.start()
            # It dies while the receiver thinks about it.
            await until(lambda number=number: len(receiver.told) == number)
            server.kill()
            async with database_of(settings) as database, database.write() as session:
                # Its lease would run out by itself after a minute.
                await session.execute(update(JobRow).values(lease_until=0, attempts=0))
        receiver.answers.set()
        server = ServerProcess(settings)
        server.start()
        await until(lambda: len(receiver.told) == proving(1, 20) + 1)
        server.stop()
        assert len({one.id for one in receiver.told}) == 1
        assert not receiver.faults
        async with database_of(settings) as database, database.read() as session:
            (row,) = await session.scalars(select(DeliveryRow))
            assert (row.state, row.attempts) == ("delivered", 1)
            assert (await session.scalars(select(JobRow).where(JobRow.kind == "webhook"))).all() == []
