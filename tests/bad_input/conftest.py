"""One installation for the whole folder, on SQLite; a second one on PostgreSQL where the database matters."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from tests.bad_input.ground import HOUSES, lead_of, someone, tidy
from tests.harness import Client, Installation, Socket, copy_database, installation, make_settings
from tests.services import Postgres


@pytest.fixture(scope="session")
def no_minute() -> Iterator[None]:
    """What the help center counts is not written in the middle of a test that counts rows."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("fairlead.helpcenter.help_center.FLUSH_SECONDS", 3600.0)
        yield


@pytest.fixture(scope="session")
async def house(
    no_minute: None, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Installation]:
    """Served on SQLite, with wide limits, without reactions: row counts stand still between two requests."""
    folder = tmp_path_factory.mktemp("house")
    async with installation(make_settings(folder, copy_database(sqlite_template, folder)), worker=False) as made:
        HOUSES.append(made)
        yield made
        HOUSES.remove(made)


@pytest.fixture(scope="session")
async def postgres_house(
    no_minute: None, postgres: Postgres, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Installation]:
    name = f"house_{uuid4().hex[:12]}"
    folder = tmp_path_factory.mktemp("house")
    url = postgres.create_database(name, template="fairlead_template")
    async with installation(make_settings(folder, url), worker=False) as made:
        HOUSES.append(made)
        yield made
        HOUSES.remove(made)
    postgres.drop_database(name)


@pytest.fixture(autouse=True)
async def tidied() -> AsyncIterator[None]:
    yield
    for site in HOUSES:
        await tidy(site)


@pytest.fixture(params=["sqlite", "postgresql"])
def either(request: pytest.FixtureRequest) -> Installation:
    """The installation on each database in turn."""
    found: Installation = request.getfixturevalue("house" if request.param == "sqlite" else "postgres_house")
    return found


@pytest.fixture
async def customer(house: Installation) -> Client:
    return await someone(house)


@pytest.fixture
async def socket(customer: Client) -> Socket:
    return await customer.open()


@pytest.fixture
async def desk(house: Installation) -> Socket:
    return await (await lead_of(house)).open()
