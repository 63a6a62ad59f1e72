"""V-05 over two server processes on PostgreSQL and Redis: fifty sockets close together, also while Redis is away and when it was the
command line that ended their session."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from tests.faults.test_redis import Pair, at, both  # noqa: F401 - a fixture
from tests.faults.test_shutdown import run
from tests.harness import PASSWORD, Client, Installation, Socket

OTHER = "eleven purple doors"
PROMISED, SLACK = 2, 4


@asynccontextmanager
async def fifty(here: Installation, there: Installation, name: str) -> AsyncIterator[tuple[Client, list[Socket]]]:
    """An agent with sockets and polls on both servers, by several sign-ins; the first client, at the first server."""
    first = await here.agent(name)
    others = [await here.signed_in(f"{name.lower()}@northlight.example") for _ in range(4)]
    clients = [first, others[0], *(at(there, client) for client in others[1:])]
    clients[-1].transport = "poll"
    try:
        yield first, [await client.open() for client in clients for _ in range(10)]
    finally:
        for client in clients:
            await client.close()


async def closed_after(sockets: list[Socket], started: float) -> float:
    codes = await asyncio.gather(*(socket.closed(seconds=PROMISED + SLACK) for socket in sockets))
    assert codes == [4401] * len(sockets)
    return time.monotonic() - started


async def test_v05_another_password_closes_fifty_sockets_on_two_servers(
    both: Pair,  # noqa: F811 - the fixture imported above
    proving: Callable[[int, int], int],
):
    await both.ready()
    async with fifty(*both.sites, "Marco") as (marco, sockets):
        started = time.monotonic()
        changed = await marco.http.put("/api/desk/password", json={"current": PASSWORD, "password": OTHER})
        assert changed.status_code == 204, changed.text
        assert await closed_after(sockets, started) < proving(PROMISED + SLACK, PROMISED)
        assert (await marco.http.get("/api/desk/me")).status_code == 200


async def test_v05_the_command_line_closes_them_while_redis_is_away(
    both: Pair,  # noqa: F811 - the fixture imported above
    proving: Callable[[int, int], int],
):
    await both.ready()
    here, _ = both.sites
    async with fifty(*both.sites, "Aiko") as (_, sockets):
        both.redis.kill()
        arguments = ("agent", "role", "aiko@northlight.example", "lead")
        done: Any = await asyncio.to_thread(run, here.settings, *arguments)
        # Counted from the end of the command: what it took to start is not the servers' time.
        started = time.monotonic()
        assert done.returncode == 0, done
        assert await closed_after(sockets, started) < proving(PROMISED + SLACK, PROMISED)
        renewed = await here.signed_in("aiko@northlight.example")
        assert (await renewed.http.get("/api/desk/me")).json()["role"] == "lead"
        await renewed.close()
