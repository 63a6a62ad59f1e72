"""Sent, delivered, read; who types; who is here; and a session that is gone takes its sockets with it."""

import asyncio
from typing import Any

from tests.harness import Frame, Installation, Socket, message, site_token
from tests.proving import both_when_proving


def receipts(socket: Socket, side: str) -> list[tuple[int, int]]:
    return [
        (frame["delivered"], frame["read"])
        for frame in socket.frames
        if frame["type"] == "receipt" and frame["side"] == side
    ]


def is_receipt(side: str, delivered: int, read: int) -> Any:
    wanted = {"type": "receipt", "side": side, "delivered": delivered, "read": read}
    return lambda frame: wanted.items() <= frame.items()


async def talk(site: Installation) -> tuple[Socket, Socket, str]:
    """A customer and an agent who both watch one conversation with five messages of the agent."""
    phone, desk = await (await site.customer()).open(), await (await site.agent()).open()
    conversation = (await phone.ask(message("hello")))["conversation"]
    for socket in (phone, desk):
        await socket.ask({"type": "subscribe", "conversation": conversation, "after": 0})
    for number in range(5):
        await desk.ask(message(f"word {number}", conversation))
    # 1 hello, 2 joined, 3 to 7 the words.
    await phone.until(lambda frame: frame["type"] == "entry" and frame["entry"]["number"] == 7)
    return phone, desk, str(conversation)


async def head(socket: Socket, conversation: str) -> Frame:
    answer = await socket.ask({"type": "subscribe", "conversation": conversation, "after": 0})
    return dict(answer["conversation"])


async def test_delivered_and_read_reach_the_other_side_and_stay(quiet_site: Installation):
    phone, desk, conversation = await talk(quiet_site)
    await phone.send({"type": "delivered", "conversation": conversation, "number": 7})
    await desk.until(is_receipt("customer", 7, 1))
    await phone.send({"type": "read", "conversation": conversation, "number": 5})
    await desk.until(is_receipt("customer", 7, 5))
    seen = await head(desk, conversation)
    assert seen["receipts"]["customer"] == {"delivered": 7, "read": 5}
    assert (await head(phone, conversation))["unread"] == 2


async def test_what_is_read_has_been_delivered(quiet_site: Installation):
    phone, desk, conversation = await talk(quiet_site)
    await phone.send({"type": "read", "conversation": conversation, "number": 6})
    await desk.until(is_receipt("customer", 6, 6))


async def test_a_mark_never_goes_back_and_never_beyond_the_last_number(quiet_site: Installation):
    phone, desk, conversation = await talk(quiet_site)
    await phone.send({"type": "read", "conversation": conversation, "number": 2**60})
    await desk.until(is_receipt("customer", 7, 7))
    for number in (3, 0, -5, 6):
        await phone.send({"type": "read", "conversation": conversation, "number": number})
    await desk.send({"type": "read", "conversation": conversation, "number": 7})
    await phone.until(is_receipt("agents", 7, 7))
    assert (await head(desk, conversation))["receipts"]["customer"] == {"delivered": 7, "read": 7}
    told = receipts(desk, "customer")
    assert told == sorted(told)


async def test_who_writes_has_read_what_stands_above(quiet_site: Installation):
    phone, desk, conversation = await talk(quiet_site)
    await phone.ask(message("thanks", conversation))
    seen = await head(desk, conversation)
    assert seen["receipts"] == {"customer": {"delivered": 8, "read": 8}, "agents": {"delivered": 7, "read": 7}}
    assert seen["unread"] == 1


async def test_many_marks_are_told_as_few(quiet_site: Installation):
    phone, desk, conversation = await talk(quiet_site)
    read = {"type": "read", "conversation": conversation}
    await phone.send_together([read | {"number": number} for _ in range(30) for number in range(1, 8)])
    await desk.until(is_receipt("customer", 7, 7))
    assert len(receipts(desk, "customer")) <= 20, "they are coalesced, not told one by one"


async def test_marks_for_what_one_does_not_watch_do_nothing(quiet_site: Installation):
    _, desk, conversation = await talk(quiet_site)
    mallory = await (await quiet_site.customer(uid="666")).open()
    await mallory.send({"type": "read", "conversation": conversation, "number": 7})
    await mallory.send({"type": "typing", "conversation": conversation, "on": True})
    assert (await mallory.ask({"type": "ping"}))["type"] == "pong"
    await asyncio.sleep(0.3)  # longer than marks are collected
    assert (await head(desk, conversation))["receipts"]["customer"] == {"delivered": 1, "read": 1}
    assert not [frame for frame in desk.frames if frame["type"] in ("typing", "receipt")]


async def test_typing_is_shown_to_the_others_and_not_to_oneself(quiet_site: Installation):
    phone, desk, conversation = await talk(quiet_site)
    await phone.send({"type": "typing", "conversation": conversation, "on": True})
    shown = await desk.until(lambda frame: frame["type"] == "typing")
    assert (shown["author"]["kind"], shown["on"]) == ("customer", True)
    await phone.send({"type": "typing", "conversation": conversation, "on": False})
    await desk.until(lambda frame: frame["type"] == "typing" and not frame["on"])
    await phone.ask({"type": "ping"})
    assert not [frame for frame in phone.frames if frame["type"] == "typing"]


@both_when_proving
async def test_customers_learn_within_five_seconds_that_an_agent_came_and_went(quiet_site: Installation):
    phone = await (await quiet_site.customer()).open()
    await phone.until(lambda frame: frame == {"type": "presence", "online": 0}, seconds=15)
    agent = await quiet_site.agent()
    desk = await agent.open()
    await phone.until(lambda frame: frame == {"type": "presence", "online": 1}, seconds=15)
    since = len(phone.frames)
    assert (await agent.http.put("/api/desk/presence", json={"presence": "away"})).status_code == 200
    await phone.until(lambda frame: frame == {"type": "presence", "online": 0}, seconds=15, since=since)
    assert (await agent.http.put("/api/desk/presence", json={"presence": "online"})).status_code == 200
    since = len(phone.frames)
    await phone.until(lambda frame: frame == {"type": "presence", "online": 1}, seconds=15, since=since)
    since = len(phone.frames)
    await desk.close()
    await phone.until(lambda frame: frame == {"type": "presence", "online": 0}, seconds=15, since=since)


async def test_a_session_that_ends_closes_its_sockets_with_4401_and_no_others(quiet_site: Installation):
    customer, agent = await quiet_site.customer(), await quiet_site.agent()
    other = await (await quiet_site.customer()).open()
    sockets = [await customer.open(), await customer.open()]
    desk = await agent.open()
    assert (await customer.http.delete("/api/w/session")).status_code == 204
    assert [await socket.closed(seconds=5) for socket in sockets] == [4401, 4401]
    assert (await agent.http.post("/api/desk/logout")).status_code in (200, 201, 204)
    assert await desk.closed(seconds=5) == 4401
    assert (await other.ask({"type": "ping"}))["type"] == "pong"
    refused = await customer.open(hello=False)
    answer = await refused.ask({"type": "hello", "version": 1, "session": customer.session})
    assert answer["code"] == "not_signed_in"
    assert await refused.closed(seconds=5) == 4401


async def test_a_visitor_who_signs_in_takes_his_matter_along_and_loses_his_old_socket(quiet_site: Installation):
    visitor = await quiet_site.visitor()
    phone = await visitor.open()
    frame = message("before I sign in")
    ack = await phone.ask(frame)
    headers = {"Authorization": f"Bearer {visitor.session}"}
    answer = await visitor.http.post("/api/w/northlight/session", json={"token": site_token()}, headers=headers)
    assert answer.status_code == 201, answer.text
    assert await phone.closed(seconds=5) == 4401
    visitor.session = answer.json()["session"]
    socket = await visitor.open()
    again = await socket.ask(frame)
    assert {key: again[key] for key in ("conversation", "entry", "number", "at")} == {
        key: ack[key] for key in ("conversation", "entry", "number", "at")
    }
    subscribed = await socket.ask({"type": "subscribe", "conversation": ack["conversation"], "after": 0})
    assert subscribed["type"] == "subscribed"
