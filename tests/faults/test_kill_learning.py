"""`kill -9` while the bot learns: the old model stays and serves, no child is left behind, and the next server learns it."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from fairlead.app import System
from fairlead.bot.models import TrainedRow
from fairlead.bot.train import main as child
from fairlead.helpcenter.import_folder import import_folder
from fairlead.infra.jobs import JobRow
from fairlead.settings import Settings
from tests.bot.test_learn import MATTERS, learn, meant, write
from tests.harness import ServerProcess, make_settings, seed
from tests.proving import both_when_proving

TRAINS = child.__module__


async def until(found: Callable[[], Any], *, seconds: float = 60) -> Any:
    async with asyncio.timeout(seconds):
        while not (value := found()):
            await asyncio.sleep(0.01)
        return value


def children(parent: int) -> list[int]:
    """Processes of the server that train."""
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            said = (path / "cmdline").read_bytes().decode()
            above = (path / "stat").read_text().rpartition(")")[2].split()[1]
        except OSError:
            continue
        if TRAINS in said and int(above) == parent:
            found.append(int(path.name))
    return found


@pytest.mark.prove
@both_when_proving
async def test_a_kill_while_learning_leaves_the_old_model(settings: Settings, tmp_path: Path):
    system = System(settings)
    brand_id = await seed(system)
    await import_folder(system.database, brand_id, write(tmp_path / "articles", MATTERS), default_locale="en")
    await learn(system)
    old = await digest(system)

    more = {**MATTERS, "voucher": ["where do I enter a voucher", "my voucher is invalid", "redeem a voucher"] * 3}
    await import_folder(system.database, brand_id, write(tmp_path / "articles", more), default_locale="en")
    await system.learning.look(rest=0)
    # It works off the job that waits, in a child.
    server = ServerProcess(make_settings(tmp_path, settings.database_url, port=settings.port))
    server.start()
    assert server.process is not None
    (pid,) = await until(lambda: children(server.process.pid))
    server.kill()
    await until(lambda: not Path(f"/proc/{pid}").exists() or "Z" in Path(f"/proc/{pid}/stat").read_text().split()[2])

    assert await digest(system) == old
    assert await meant(system.trained, system, brand_id, "forgot my password") == "password"

    # As when the dead server's minute is over: another one learns it, and what it keeps serves in this process as well.
    async with system.database.write() as session:
        await session.execute(update(JobRow).values(lease_until=0))
    server.start()
    try:
        async with asyncio.timeout(60):
            while await digest(system) == old:
                await asyncio.sleep(0.1)
    finally:
        server.kill()
    await system.trained.refresh()
    assert await meant(system.trained, system, brand_id, "redeem my voucher") == "voucher"
    await system.database.close()


async def digest(system: System) -> str:
    async with system.database.read() as session:
        return (await session.scalars(select(TrainedRow))).one().digest
