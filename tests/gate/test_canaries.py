"""The canary run: what anybody receives, by whatever way, holds nobody's words but those he may read."""

import asyncio
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from fairlead.app import System
from fairlead.settings import Settings
from tests.gate.canaries import Aviary
from tests.gate.crowd import ABROAD, AT_ONCE, CLOSED, HOME, LEADS, STAFF, WITH_SOCKET, Crowd
from tests.harness import ServerProcess, make_settings, seed

LEAST = 400
SEED = int(os.environ.get("FAIRLEAD_SEED", "20261122"))


def test_v01_the_checker_hears_a_canary_that_got_out():
    """In the midst of bytes of any kind, with who wrote it and where; and not what its reader may see."""
    aviary = Aviary()
    mine, note = aviary.canary("lin", frozenset({"ann"})), aviary.canary("ann", frozenset({"bob"}))
    aviary.hear("lin", "GET /a", f"\xff\x00 {mine}".encode("latin-1"))
    aviary.hear("ann", "GET /a", f'{{"text":"{mine}"}}'.encode())
    assert aviary.leaks == [] and aviary.carried == {mine}
    aviary.hear("lin", "socket entry", f"<p>see {note}!".encode())
    aviary.hear("sam", "GET /b", f"x-name: {mine}\r\n".encode())
    aviary.hear("sam", "GET /c", b"kanari000000000000x")
    found = [(leak.reader, leak.writer, leak.where) for leak in aviary.leaks]
    assert found == [("lin", "ann", "socket entry"), ("sam", "lin", "GET /b"), ("sam", "nobody", "GET /c")]
    assert note in aviary.leaks[0].around


async def staged(settings: Settings, crowd: Crowd) -> None:
    """Two brands and those who work for them, before the server runs."""
    system = System(settings)
    try:
        ids = {key: await seed(system, key=key) for key in (HOME, ABROAD)}
        await crowd.hire(system, ids, system.sealer)
    finally:
        await system.database.close()


async def run(settings: Settings, *, seconds: float, customers: int) -> tuple[Crowd, str]:
    """The crowd after its time, and what the server wrote to its logs."""
    crowd = Crowd(settings.public_url, SEED)
    await staged(settings, crowd)
    server = ServerProcess(settings)
    server.start()
    try:
        await server.ready(seconds=60)
        for number in range(0, customers, AT_ONCE):
            await asyncio.gather(*(crowd.come(one) for one in range(number, min(number + AT_ONCE, customers))))
        for person in (*crowd.customers[:30], *(agent for agent in crowd.agents if agent.name in WITH_SOCKET)):
            await crowd.open(person)
        await crowd.seclude()
        until = asyncio.get_running_loop().time() + seconds
        await asyncio.gather(*(crowd.live(until, LEAST) for _ in range(AT_ONCE)))
        # What is still on its way to a socket comes before the answer to this.
        await asyncio.gather(*(socket.ask({"type": "ping"}, seconds=30) for socket in crowd.sockets.values()))
        crowd.listened()
    finally:
        await crowd.leave()
        logs = end(server)
    return crowd, logs


def end(server: ServerProcess) -> str:
    """The server's last words, too."""
    assert server.process is not None
    server.process.terminate()
    server.process.wait(30)
    logs = server.said()
    server._said.close()
    return logs


@pytest.fixture(params=["sqlite", "postgresql"] if os.environ.get("FAIRLEAD_PROVE") == "1" else ["sqlite"])
def engine(request: pytest.FixtureRequest) -> str:
    """Who may see what does not depend on the database; with the full counts both are tried."""
    return str(request.param)


@pytest.mark.prove
async def test_v01_nobody_receives_what_was_not_meant_for_him(
    database_url: str, tmp_path: Path, proving: Callable[[int, int], int]
):
    settings = make_settings(tmp_path, database_url, log_level="debug")
    crowd, logs = await run(settings, seconds=proving(30, 300), customers=200)
    print(
        f"\nseed {SEED}: {crowd.acts.total()} acts, {crowd.aviary.heard} canaries heard, {len(crowd.aviary.carried)} by others"
    )
    print(crowd.acts, crowd.statuses)
    assert crowd.aviary.leaks == []
    assert not {status for status in crowd.statuses if status >= 500}
    assert "kanari" not in logs
    # The run would show nothing where nobody says, sees or is refused anything.
    assert len(crowd.aviary.carried) > 20
    assert crowd.statuses[404] > 50
    beside = frozenset(STAFF) - {*LEADS, *CLOSED}
    secluded = [one for one in crowd.aviary.carried if beside.isdisjoint(crowd.aviary.seers[one])]
    assert len(secluded) > 5, "nothing was said and heard in a closed team's conversations"
    assert all(crowd.acts[name] for name in dir(crowd) if name.startswith(("customer_", "agent_")))
