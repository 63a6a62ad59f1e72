"""A reconnect misses nothing (invariant 3): cut lines, resume after a number, a fresh start when too much was missed."""

import asyncio
import json
import random
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from fairlead.conversations.read import PAGE, REPLAY
from tests.conversations.test_ledger import answers, more
from tests.device import Device
from tests.harness import Client, Frame, Installation, Socket, message
from tests.history import History, stored
from tests.proxy import Proxy, tcp_proxy
from tests.screen import fresh_timeline

SECRET = "abandon ability able about above absent"


def numbers(socket: Socket) -> list[int]:
    return [entry["number"] for entry in socket.entries()]


async def resumed(client: Client, conversation: str, after: int) -> tuple[Socket, Frame]:
    """A new socket with everything that follows `after`."""
    socket = await client.open()
    answer = await socket.ask({"type": "subscribe", "conversation": conversation, "after": after})
    assert answer["type"] == "subscribed", answer
    if answer["last"] >= answer["from"]:
        await socket.until(lambda frame: frame["type"] == "entry" and frame["entry"]["number"] == answer["last"])
    return socket, answer


async def misbehave(proxy: Proxy, rng: random.Random, seconds: float) -> int:
    """Cuts every line every two seconds, after some other trouble; returns how often."""
    end = asyncio.get_running_loop().time() + seconds
    cuts = 0
    while asyncio.get_running_loop().time() < end:
        proxy.latency = rng.choice([0, 0.005, 0.03])
        await asyncio.sleep(1)
        trouble = rng.choice(["none", "stall", "answers lost", "words lost"])
        if trouble == "stall":
            proxy.pause()
        elif trouble == "answers lost":
            proxy.drop("down")
        elif trouble == "words lost":
            proxy.drop("up")
        await asyncio.sleep(1)
        proxy.cut()
        proxy.resume()
        cuts += 1
    proxy.latency = 0
    return cuts


@pytest.mark.prove
async def test_sockets_cut_every_two_seconds_deliver_everything_in_order_and_once(
    site: Installation, transport: str, proving: Callable[[int, int], int]
):
    number = random.randrange(2**32)
    rng, history = random.Random(number), History()
    async with tcp_proxy(site.settings.port) as proxy:
        devices = await _both_sides(site, history, f"http://127.0.0.1:{proxy.port}")
        tasks = [asyncio.create_task(device.run()) for device in devices]
        await devices[0].drained()
        for device in devices[1:]:
            device.conversation = devices[0].conversation
        talk = [asyncio.create_task(device.chatter(rng, pause=0.1)) for device in devices]
        cuts = await misbehave(proxy, rng, proving(8, 120))
        for task in talk:
            task.cancel()
        for device in devices:
            await device.drained()
        now = await stored(site.settings)
        head = now.heads[devices[0].conversation or ""]
        for device in devices:
            await device.caught_up(head.last_seq if device.agent else head.last_public_seq)
        for device in devices:
            await device.stop()
        await asyncio.gather(*tasks)
    faults = history.faults(await stored(site.settings))
    delivered = sum(len(seen.entries) for seen in history.seen)
    print(f"seed {number}: {cuts} cuts, {len(history.asks)} messages, {delivered} deliveries")
    assert not faults, f"seed {number}: {faults[:5]}"
    assert history.acknowledged == len(history.asks)
    if transport == "socket":  # A poll outlives its lines.
        assert min(device.connects for device in devices) > cuts // 2


async def _both_sides(site: Installation, history: History, url: str) -> list[Device]:
    customer = await site.customer()
    devices = [Device(customer, history, "phone"), Device(customer, history, "laptop")]
    devices.append(Device(await site.agent(), history, "agent", agent=True))
    devices[0].say()
    for device in devices:
        device.url = url
    return devices


async def test_resume_gives_what_follows_and_nothing_that_was_had(quiet_site: Installation):
    customer, agent = await quiet_site.customer(), await quiet_site.agent()
    phone, desk = await customer.open(), await agent.open()
    conversation = (await phone.ask(message("one")))["conversation"]
    for number in range(10):
        await desk.ask(message(f"note {number}", conversation, note=True))
        await phone.ask(message(f"word {number}", conversation))
    for client, is_agent in ((customer, False), (agent, True)):
        fresh = await fresh_timeline(client, conversation, agent=is_agent)
        last = fresh["conversation"]["last"]
        for after in (0, 1, 5, last - 1, last):
            socket, answer = await resumed(client, conversation, after)
            assert (answer["from"], answer["last"], answer["resync"]) == (after + 1, last, False)
            assert numbers(socket) == list(range(after + 1, last + 1))
            assert socket.entries() == [fresh["entries"][number] for number in numbers(socket)]


async def test_who_missed_too_much_is_told_to_start_afresh_and_finds_the_rest_by_http(quiet_site: Installation):
    customer = await quiet_site.customer()
    phone = await customer.open()
    conversation = (await phone.ask(message("one")))["conversation"]
    actor = await quiet_site.system.sessions.actor(customer.session or "", "customer")
    await answers(quiet_site.system, [more(actor, conversation, f"word {number}") for number in range(REPLAY + 30)])
    fresh = await fresh_timeline(customer, conversation, agent=False)
    last = fresh["conversation"]["last"]
    assert list(fresh["entries"]) == list(range(1, last + 1))

    socket, answer = await resumed(customer, conversation, 1)
    assert (answer["resync"], answer["from"]) == (True, last - PAGE + 1)
    assert numbers(socket) == list(range(last - PAGE + 1, last + 1))

    socket, answer = await resumed(customer, conversation, last - REPLAY)
    assert (answer["resync"], answer["from"]) == (False, last - REPLAY + 1)
    assert numbers(socket) == list(range(last - REPLAY + 1, last + 1))

    # A number from another world: nothing the client holds can be right.
    socket, answer = await resumed(customer, conversation, last + 1000)
    assert answer["resync"]
    assert numbers(socket) == list(range(last - PAGE + 1, last + 1))


async def test_a_device_that_follows_the_protocol_catches_up_with_however_much(quiet_site: Installation):
    customer, agent = await quiet_site.customer(), await quiet_site.agent()
    conversation = (await (await customer.open()).ask(message("one")))["conversation"]
    actor = await quiet_site.system.sessions.actor(customer.session or "", "customer")
    await answers(quiet_site.system, [more(actor, conversation, f"word {number}") for number in range(2 * REPLAY)])
    history = History()
    devices = [
        Device(customer, history, "phone", conversation=conversation),
        Device(agent, history, "desk", conversation=conversation, agent=True),
    ]
    running = [asyncio.create_task(device.run()) for device in devices]
    for device in devices:
        await device.caught_up(2 * REPLAY + 1)
        await device.stop()
    await asyncio.gather(*running)
    assert [device.resyncs for device in devices] == [1, 1]
    texts = ["one", *(f"word {number}" for number in range(2 * REPLAY))]
    for device in devices:
        assert device.seen is not None
        assert [entry["number"] for entry in device.seen.entries] == list(range(1, 2 * REPLAY + 2))
        assert [entry["text"] for entry in device.seen.entries] == texts


async def test_entries_that_come_while_a_socket_subscribes_come_once_and_in_order(quiet_site: Installation):
    """Every subscription races with a stream of commits; each socket must see one dense run."""
    customer = await quiet_site.customer()
    phone = await customer.open()
    conversation = (await phone.ask(message("one")))["conversation"]
    stop = False

    async def stream() -> int:
        written = 1
        while not stop:
            await phone.send(message(f"word {written}", conversation))
            written += 1
            await asyncio.sleep(0.001)
        return written

    writing = asyncio.create_task(stream())
    sockets: list[tuple[Socket, Frame]] = []
    for after in range(0, 40, 2):
        socket = await customer.open()
        await socket.ask({"type": "subscribe", "conversation": conversation, "after": after})
        sockets.append((socket, socket.frames[-1]))
    stop = True
    last = await writing
    for socket, _ in sockets:
        await socket.until(
            lambda frame: frame["type"] == "entry" and frame["entry"]["text"] == f"word {last - 1}", seconds=30
        )
        begin = next(frame["from"] for frame in socket.frames if frame["type"] == "subscribed")
        assert numbers(socket) == list(range(begin, begin + len(numbers(socket))))


def raw(sockets: list[Socket]) -> str:
    return json.dumps([socket.frames for socket in sockets])


async def test_after_a_redaction_nobody_is_sent_the_original_again(quiet_site: Installation):
    customer, agent = await quiet_site.customer(), await quiet_site.agent()
    phone, desk = await customer.open(), await agent.open()
    first = await phone.ask(message(f"my seed is {SECRET}"))
    conversation = first["conversation"]
    note = await desk.ask(message(f"he wrote {SECRET}", conversation, note=True))
    for socket in (phone, desk):
        await socket.ask({"type": "subscribe", "conversation": conversation, "after": 0})
    await desk.ask(message("thank you", conversation))
    await phone.ask(message(f"again: {SECRET}", conversation))
    for target in [entry for entry in desk.entries() if SECRET in entry["text"]] + [{"id": note["entry"]}]:
        await desk.ask(
            {"type": "redact", "client_id": str(uuid4()), "conversation": conversation, "entry": target["id"]}
        )
    # Everything that watches is told, with the head that held the words as subject and preview.
    for socket in (phone, desk):
        head = await socket.until(lambda frame: frame["type"] == "conversation" and SECRET not in json.dumps(frame))
        assert head["conversation"]["preview"] == ""

    sockets, pages = [], []
    for client, is_agent in ((customer, False), (agent, True)):
        fresh = await fresh_timeline(client, conversation, agent=is_agent)
        pages.append(fresh)
        for after in range(fresh["conversation"]["last"]):
            socket, _ = await resumed(client, conversation, after)
            assert socket.entries() == [fresh["entries"][number] for number in numbers(socket)]
            sockets.append(socket)
    lists = (await agent.http.get("/api/desk/conversations?view=open")).json()
    workspace = await (await agent.open()).ask({"type": "subscribe", "workspace": True, "after": "0.0"})
    assert SECRET not in raw(sockets) + json.dumps([pages, lists, workspace])
    emptied = [entry for entry in pages[1]["entries"].values() if entry["redacted"]]
    assert len(emptied) == 3
    assert all((entry["text"], entry["files"], entry["data"]) == ("", [], {}) for entry in emptied)
    assert all(entry["author"]["name"] for entry in emptied)

    async with quiet_site.system.database.read() as session:
        bodies: list[Any] = [row[0] for row in await session.execute(text("SELECT body FROM entries ORDER BY seq"))]
    opened = [quiet_site.system.sealer.open(body, f"{conversation}:{number}") for number, body in enumerate(bodies, 1)]
    assert not any(SECRET.encode() in body for body in opened), "the words are gone from the rows, too"
