"""One world for the folder on each database; nothing in it answers by itself."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from fairlead.settings import Settings
from tests.gate.world import PUSH, World
from tests.harness import copy_database, installation, make_settings
from tests.services import Postgres


def settings_of(folder: Path, url: str) -> Settings:
    return make_settings(folder, url, push_services=PUSH)


@pytest.fixture(scope="session")
def uncounted() -> Iterator[None]:
    """What readers did is written down once a minute, which would be taken for the work of whoever asks just then."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("fairlead.helpcenter.help_center.FLUSH_SECONDS", 3600.0)
        yield


@pytest.fixture(scope="session")
async def world(
    uncounted: None, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[World]:
    folder = tmp_path_factory.mktemp("world")
    async with installation(settings_of(folder, copy_database(sqlite_template, folder)), worker=False) as site:
        made = World(site)
        await made.build(tmp_path_factory.mktemp("articles"))
        yield made
        await made.close()


@pytest.fixture(scope="session")
async def postgres_world(
    uncounted: None, postgres: Postgres, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[World]:
    name = f"world_{uuid4().hex[:12]}"
    folder = tmp_path_factory.mktemp("world")
    url = postgres.create_database(name, template="fairlead_template")
    async with installation(settings_of(folder, url), worker=False) as site:
        made = World(site)
        await made.build(tmp_path_factory.mktemp("articles"))
        yield made
        await made.close()
    postgres.drop_database(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def either(request: pytest.FixtureRequest) -> World:
    """The world on each database in turn."""
    found: World = request.getfixturevalue("world" if request.param == "sqlite" else "postgres_world")
    return found
