"""An installation beside a receiver it may reach: one for all tests of a file, since starting costs more than all of them do."""

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import delete

from fairlead.fakes.webhook_receiver import Receiver, serving
from fairlead.infra.jobs import JobRow
from fairlead.webhooks.models import DeliveryRow, SeenChangeRow, WebhookChangeRow, WebhookRow
from tests.harness import copy_database, installation, make_settings
from tests.services import Postgres
from tests.webhooks.told import Telling


@pytest.fixture(params=["sqlite", "postgresql"], scope="module")
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def place(engine: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A folder and a database."""
    folder = tmp_path_factory.mktemp("webhooks")
    if engine == "sqlite":
        return folder, copy_database(request.getfixturevalue("sqlite_template"), folder)
    server: Postgres = request.getfixturevalue("postgres")
    return folder, server.create_database(f"test_{uuid4().hex[:12]}", template="fairlead_template")


@pytest.fixture(scope="module")
async def house(place: tuple[Path, str]) -> AsyncIterator[Telling]:
    folder, url = place
    receiver = Receiver()
    with serving(receiver) as origin:
        settings = make_settings(folder, url, webhook_origins=origin)
        async with installation(settings, worker=False, bot_first=False) as site:
            made = Telling(site, receiver, origin)
            await made.begin()
            yield made


@pytest.fixture
async def telling(house: Telling) -> AsyncIterator[Telling]:
    """With nothing left of the tests before."""
    await house.work()
    async with house.system.database.write() as session:
        for row in (JobRow, DeliveryRow, SeenChangeRow, WebhookChangeRow, WebhookRow):
            await session.execute(delete(row))
    house.system.queue.outbox.forget(house.site.brand_id)
    receiver = house.receiver
    for kept in (receiver.secrets, receiver.statuses, receiver.told, receiver.faults):
        kept.clear()
    receiver.body = b'{"received": true}'
    yield house
    assert not receiver.faults
