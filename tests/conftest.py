"""What tests share: both databases from migrated templates, and whole installations. See tests/harness.py."""

import functools
import os
import tempfile
import zlib
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from fairlead.app import System
from fairlead.infra.database import Database, async_url
from fairlead.infra.schema import migrate
from fairlead.settings import Settings
from tests.harness import Installation, copy_database, installation, make_settings, seed
from tests.quicker import collect_seldom, hash_cheaply, hashed_as_kept, read_signatures_once
from tests.services import Postgres, Redis
from tests.services import postgres as postgres_service
from tests.services import redis as redis_service

read_signatures_once()
hash_cheaply()

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"


# What these are about lies above the database: in `make test` each of their tests meets one of the two, half of them the one and
# half the other, in `make prove` both. See docs/decisions/0064.
TESTS = Path(__file__).resolve().parent
IN_TURNS = [
    TESTS / name
    for name in (
        *(
            "automation",
            "bot",
            "channels",
            "conduct",
            "emergency",
            "exchange",
            "feedback",
            "helpcenter",
            "notices",
            "promises",
            "roster",
            "search",
            "tickets",
        ),
        *("translation", "webhooks"),
        *("conversations/test_preview.py", "conversations/test_upload.py"),
    )
]


# Before `make prove` chooses what is marked.
@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    places = {(_without_engine(item), _engine_of(item)) for item in items if _takes_turns(item)}
    both = {name for name, engine in places if engine == "sqlite"} & {
        name for name, engine in places if engine == "postgresql"
    }
    others = [item for item in items if _takes_turns(item) and _without_engine(item) in both and not _is_its_turn(item)]
    if os.environ.get("FAIRLEAD_PROVE") == "1":
        for item in others:
            item.add_marker(pytest.mark.prove)
    else:
        left_out = set(others)
        items[:] = [item for item in items if item not in left_out]


def pytest_collection_finish() -> None:
    collect_seldom()


def _engine_of(item: pytest.Item) -> str:
    return str(item.callspec.params.get("engine", "")) if hasattr(item, "callspec") else ""


def _takes_turns(item: pytest.Item) -> bool:
    return _engine_of(item) != "" and _lies_in_turns(item.path)


@functools.cache
def _lies_in_turns(path: Path) -> bool:
    return any(path.is_relative_to(place) for place in IN_TURNS)


def _without_engine(item: pytest.Item) -> str:
    return item.nodeid.replace(_engine_of(item), "")


def _is_its_turn(item: pytest.Item) -> bool:
    return _engine_of(item) == ("sqlite", "postgresql")[zlib.crc32(_without_engine(item).encode()) % 2]


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """How it ended, for tools/few_failed.py."""
    if not hasattr(session.config, "workerinput") and session.config.cache is not None:
        session.config.cache.set("fairlead/ended", int(exitstatus))


@pytest.fixture(scope="session")
def anyio_backend() -> tuple[str, dict[str, Any]]:
    return "asyncio", {"use_uvloop": True}


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    with postgres_service() as server:
        migrate(async_url(server.create_database("fairlead_template"), Path()))
        yield server


@pytest.fixture(scope="session")
def redis() -> Iterator[Redis]:
    with redis_service() as server:
        yield server


@pytest.fixture(scope="session")
def sqlite_template() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "template.db"
        migrate(f"sqlite+aiosqlite:///{path}")
        yield path


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> str:
    """Everything that touches the database runs on both."""
    return str(request.param)


@pytest.fixture
def database_url(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A migrated, empty database of the test's own."""
    if engine == "sqlite":
        yield copy_database(request.getfixturevalue("sqlite_template"), tmp_path)
        return
    server: Postgres = request.getfixturevalue("postgres")
    name = f"test_{uuid4().hex[:12]}"
    yield server.create_database(name, template="fairlead_template")
    server.drop_database(name)


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return make_settings(tmp_path, database_url)


@pytest.fixture
async def database(database_url: str, tmp_path: Path) -> AsyncIterator[Database]:
    made = Database(async_url(database_url, tmp_path))
    yield made
    await made.close()


@pytest.fixture
async def system(settings: Settings) -> AsyncIterator[System]:
    """Every part with a brand, group commit and marks running, nothing served."""
    made = System(settings)
    await seed(made)
    made.gather.start()
    made.marker.start()
    yield made
    await made.gather.stop()
    await made.marker.stop()
    await made.database.close()


@pytest.fixture
async def site(settings: Settings) -> AsyncIterator[Installation]:
    """A whole installation, served on a port."""
    async with installation(settings) as made:
        yield made


@pytest.fixture
async def quiet_site(settings: Settings) -> AsyncIterator[Installation]:
    """The same without a worker: no bot speaks in between."""
    async with installation(settings, worker=False) as made:
        yield made


@pytest.fixture
def shared() -> Path:
    """The folder of real data beside the project. Absent in a stranger's clone; in CI its absence is a failure."""
    if not SHARED.is_dir():
        if os.environ.get("CI") == "true":
            pytest.fail("../shared is missing")
        pytest.skip("../shared is not there")
    return SHARED


@pytest.fixture
def full_cost() -> Iterator[None]:
    """Passwords cost a guess what they cost it in production: for tests that are about that."""
    with hashed_as_kept():
        yield


@pytest.fixture
def proving() -> Callable[[int, int], int]:
    """`proving(20, 300)`: the count for `make test`, or for `make prove`."""
    full = os.environ.get("FAIRLEAD_PROVE") == "1"
    return lambda small, large: large if full else small
