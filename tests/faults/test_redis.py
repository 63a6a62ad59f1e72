"""Two server processes on PostgreSQL and Redis show one conversation; a Redis that dies costs a moment and loses nothing."""

import asyncio
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from fairlead.app import System
from tests.harness import Client, Installation, ServerProcess, Socket, make_settings, message, seed
from tests.services import Postgres, Redis
from tests.services import redis as redis_service

# By poll a word takes at most this long (the promise is 5 s; the rest is for a machine with other things to do).
BY_POLL = 5 + 10


@dataclass
class Pair:
    """Two servers on one database and one Redis."""

    redis: Redis
    servers: list[ServerProcess]
    sites: list[Installation]

    async def ready(self) -> None:
        for server in self.servers:
            await server.ready(seconds=90)


@pytest.fixture(scope="module")
def both(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    folder: Path = tmp_path_factory.mktemp("pair")
    url = postgres.create_database(f"pair_{uuid4().hex[:12]}", template="fairlead_template")
    with redis_service() as redis:
        settings = [make_settings(folder, url, redis_url=redis.url) for _ in range(2)]

        async def prepare() -> str:
            system = System(settings[0])
            brand_id = await seed(system)
            await system.database.close()
            return brand_id

        brand_id = asyncio.run(prepare())
        servers = [ServerProcess(settings[0], "--no-worker"), ServerProcess(settings[1], "--worker")]
        for server in servers:
            server.start()
        try:
            yield Pair(redis, servers, [Installation(each, None, brand_id) for each in settings])
        finally:
            codes = [server.stop() for server in servers]
    # uvicorn ends in order and then by the signal it was sent, as supervisors expect.
    assert codes == [-signal.SIGTERM] * 2


def at(site: Installation, client: Client) -> Client:
    """The same session at the other server: no server is the only one that knows it."""
    client.base_url = site.base_url
    client.http.base_url = httpx.URL(site.base_url)
    client.http.headers["Origin"] = site.base_url
    return client


async def sides(pair: Pair, name: str) -> tuple[Client, Client, Socket, Socket, str]:
    """A customer at the first server, an agent at the second, both watching one conversation."""
    await pair.ready()
    here, there = pair.sites
    customer, agent = await here.customer(uid=str(uuid4().int % 10**10)), await there.agent(name)
    phone, desk = await customer.open(), await agent.open()
    conversation = (await phone.ask(message("hello")))["conversation"]
    for socket in (phone, desk):
        answer = await socket.ask({"type": "subscribe", "conversation": conversation, "after": 0})
        assert answer["type"] == "subscribed", answer
    return customer, agent, phone, desk, conversation


def says(text: str) -> Any:
    return lambda frame: frame["type"] == "entry" and frame["entry"]["text"] == text


async def exchange(phone: Socket, desk: Socket, conversation: str, text: str, *, seconds: float) -> float:
    """A word each way; the slower one's seconds from ack to arrival."""
    slowest = 0.0
    for writer, reader in ((phone, desk), (desk, phone)):
        said = f"{text} of {'phone' if writer is phone else 'desk'}"
        assert (await writer.ask(message(said, conversation), seconds=30))["type"] == "ack"
        start = time.monotonic()
        await reader.until(says(said), seconds=seconds)
        slowest = max(slowest, time.monotonic() - start)
    return slowest


async def test_a_customer_on_one_server_and_an_agent_on_the_other_see_one_conversation(both: Pair):
    customer, agent, phone, desk, conversation = await sides(both, "Marco")
    try:
        # The wake-up and not the poll brings it (the poll comes once a second; the best of five beats it).
        times = [await exchange(phone, desk, conversation, f"word {number}", seconds=BY_POLL) for number in range(5)]
        print("seconds from one server to the other:", [round(each, 3) for each in times])
        assert min(times) < 0.5
        # Heads: the agent took the matter, and closed it.
        await phone.until(lambda frame: frame["type"] == "conversation" and frame["conversation"]["handler"] == "agent")
        await desk.send({"type": "typing", "conversation": conversation, "on": True})
        typing = await phone.until(lambda frame: frame["type"] == "typing")
        assert typing["author"]["name"] == "Marco"
        last = max(entry["number"] for entry in phone.entries())
        await phone.send({"type": "read", "conversation": conversation, "number": last})
        await desk.until(
            lambda frame: frame["type"] == "receipt" and (frame["side"], frame["read"]) == ("customer", last)
        )
        await desk.ask({"type": "close", "client_id": str(uuid4()), "conversation": conversation})
        await phone.until(lambda frame: frame["type"] == "conversation" and frame["conversation"]["status"] == "closed")
        # A note on the other server is no reason to send the customer anything.
        before = len(phone.frames)
        await desk.ask(message("he sounds angry", conversation, note=True))
        await asyncio.sleep(2)  # longer than hint, head and poll take
        assert [frame for frame in phone.frames[before:] if frame["type"] not in ("presence", "entry")] == []
        assert "angry" not in str(phone.frames)
        # The session ends at the other server: its sockets end here.
        at(both.sites[1], customer)
        assert (await customer.http.delete("/api/w/session")).status_code == 204
        assert await phone.closed(seconds=10) == 4401
    finally:
        await customer.close()
        await agent.close()


async def test_a_retry_on_the_other_server_gives_the_first_ack(both: Pair):
    customer, agent, phone, _, conversation = await sides(both, "Nora")
    try:
        frame = message("where is my money?", conversation)
        first = await phone.ask(frame)
        elsewhere = await at(both.sites[1], customer).open()
        again = await elsewhere.ask(frame)
        assert {**again, "ref": ""} == {**first, "ref": ""}
        both_at_once = message("once more", conversation)
        answers = await asyncio.gather(*(socket.ask(both_at_once) for socket in (phone, elsewhere) * 5))
        assert len({(answer["entry"], answer["number"]) for answer in answers}) == 1
    finally:
        await customer.close()
        await agent.close()


async def test_redis_killed_and_started_empty_loses_nothing_and_nobody_restarts(both: Pair):
    customer, agent, phone, desk, conversation = await sides(both, "Olga")
    guest = await both.sites[0].visitor()
    try:
        pids = [server.process.pid for server in both.servers if server.process]
        await exchange(phone, desk, conversation, "before", seconds=BY_POLL)
        lists = await agent.open()
        await lists.ask({"type": "subscribe", "workspace": True})
        guests_phone = await guest.open()
        both.redis.kill()
        slow = [await exchange(phone, desk, conversation, f"without {n}", seconds=BY_POLL) for n in range(3)]
        print("seconds without Redis:", [round(each, 3) for each in slow])
        # Lists and sign-outs do not need it either.
        await lists.until(lambda frame: frame["type"] == "changed", seconds=BY_POLL)
        assert (await at(both.sites[1], guest).http.delete("/api/w/session")).status_code == 204
        assert await guests_phone.closed(seconds=BY_POLL) == 4401
        # A socket opened meanwhile works as any other.
        late = await customer.open()
        answer = await late.ask({"type": "subscribe", "conversation": conversation, "after": 0})
        assert answer["last"] >= 6
        await asyncio.to_thread(both.redis.start)  # empty
        async with asyncio.timeout(60):
            while await exchange(phone, desk, conversation, f"again {uuid4()}", seconds=BY_POLL) > 0.5:
                await asyncio.sleep(0.2)
        # Every entry once and in order, on both sides, over the whole time.
        for socket in (phone, desk):
            numbers = [entry["number"] for entry in socket.entries()]
            assert numbers == list(range(1, len(numbers) + 1))
        assert [server.process.pid for server in both.servers if server.process] == pids
        assert all(server.process.poll() is None for server in both.servers if server.process)
    finally:
        for client in (customer, agent, guest):
            await client.close()


async def test_who_looks_at_one_server_is_seen_at_the_other_and_is_gone_with_his_window(both: Pair):
    customer, nora, phone, desk, conversation = await sides(both, f"Nora{uuid4().hex[:6]}")
    omar = await both.sites[0].agent(f"Omar{uuid4().hex[:6]}")
    window = await omar.open()

    async def sees(socket: Socket, *wanted: tuple[str, str | None], since: int = 0) -> None:
        await socket.until(
            lambda frame: (
                frame["type"] == "viewers"
                and {(viewer["agent"]["id"], viewer["writing"]) for viewer in frame["viewers"]} == set(wanted)
            ),
            since=since,
        )

    try:
        await window.ask({"type": "subscribe", "conversation": conversation, "after": 0})
        await desk.send({"type": "viewing", "conversation": conversation, "writing": "note"})
        await window.send({"type": "viewing", "conversation": conversation})
        for socket in (desk, window):
            await sees(socket, (nora.id, "note"), (omar.id, None))
        # A note at one server names an agent whose window is at the other.
        await desk.ask(message("look", conversation, note=True, mentions=[omar.id]))
        assert (await window.until(lambda frame: frame["type"] == "mentioned"))["by"]["id"] == nora.id
        before = len(window.frames)
        await desk.close()
        await sees(window, (omar.id, None), since=before)
        assert "viewers" not in {frame["type"] for frame in phone.frames}
    finally:
        for client in (customer, nora, omar):
            await client.close()
