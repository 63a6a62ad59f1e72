"""Who gave a secret away, or whose account is in danger, goes first in the queue, and only agents are told."""

from random import Random
from typing import Any
from uuid import uuid4

import pytest

from tests.harness import Client, Frame, Installation, Socket, message
from tests.shield import corpus

PHRASE = " ".join(corpus.phrase(Random(5), "english"))


async def waits(site: Installation, uid: str, text: str) -> tuple[Socket, str]:
    """A customer who asked for a person."""
    phone = await (await site.customer(uid=uid)).open()
    conversation = (await phone.ask(message(text)))["conversation"]
    await act(phone, "handover", conversation)
    return phone, conversation


async def act(socket: Socket, kind: str, conversation: str, **fields: Any) -> Frame:
    return await socket.ask({"type": kind, "client_id": str(uuid4()), "conversation": conversation, **fields})


async def queue(agent: Client, **params: Any) -> list[tuple[str, bool]]:
    answer = await agent.http.get("/api/desk/conversations", params={"view": "waiting", **params})
    return [(wire["id"], wire["urgent"]) for wire in answer.raise_for_status().json()["conversations"]]


@pytest.mark.parametrize("secret", [PHRASE, "my password is Hunter2!x", "the sms code is 482913"])
async def test_who_gave_a_secret_away_goes_before_those_who_wait_longer_until_it_is_closed(
    quiet_site: Installation, secret: str
):
    agent = await quiet_site.agent()
    desk = await agent.open()
    calm, first = [await waits(quiet_site, uid, "where is my deposit?") for uid in ("881", "882")]
    leaky, leaked = await waits(quiet_site, "883", "I cannot open my wallet")
    await desk.ask({"type": "subscribe", "conversation": leaked, "after": 0})
    assert await queue(agent) == [(calm[1], False), (first[1], False), (leaked, False)]
    await leaky.ask(message(secret, leaked))
    assert await queue(agent) == [(leaked, True), (calm[1], False), (first[1], False)]
    # Page by page, and narrowed.
    page = (await agent.http.get("/api/desk/conversations", params={"view": "waiting", "limit": 1})).json()
    assert (page["until"]["id"], page["until"]["urgent"]) == (leaked, True)
    assert await queue(agent, limit=2, cursor=page["next"]) == [(calm[1], False), (first[1], False)]
    assert await queue(agent, language="en", limit=1) == [(leaked, True)]
    # Open screens of agents hear it; the customer does not.
    await desk.until(lambda frame: frame["type"] == "conversation" and frame["conversation"]["urgent"])
    assert "urgent" not in str(leaky.frames)
    await act(desk, "close", leaked)
    await leaky.ask(message("me again", leaked))
    assert await queue(agent) == [(calm[1], False), (first[1], False), (leaked, False)]


async def test_what_the_bot_hands_over_for_security_goes_first(site: Installation):
    agent = await site.agent()
    _, calm = await waits(site, "881", "where is my deposit?")
    phone = await (await site.customer(uid="884")).open()
    harmed = (await phone.ask(message("Someone hacked my account and is withdrawing my coins")))["conversation"]
    await phone.ask({"type": "subscribe", "conversation": harmed, "after": 0})
    await phone.until(lambda frame: frame["type"] == "entry" and frame["entry"]["kind"] == "handover")
    assert await queue(agent) == [(harmed, True), (calm, False)]


async def test_a_phrase_in_pieces_is_urgent_once_it_is_whole(site: Installation):
    agent = await site.agent()
    _, calm = await waits(site, "881", "where is my deposit?")
    phone, leaked = await waits(site, "885", "I cannot open my wallet")
    await phone.ask({"type": "subscribe", "conversation": leaked, "after": 0})
    words = PHRASE.split()
    for start in range(0, 12, 4):
        await phone.ask(message(" ".join(words[start : start + 4]), leaked))
    await phone.until(lambda frame: frame["type"] == "entry" and frame["entry"]["kind"] == "redaction")
    assert await queue(agent) == [(leaked, True), (calm, False)]


async def test_an_agent_who_pastes_a_secret_changes_nothing(quiet_site: Installation):
    agent = await quiet_site.agent()
    desk = await agent.open()
    _, calm = await waits(quiet_site, "881", "where is my deposit?")
    note = await desk.ask(message("he said his password is Hunter2!x", calm, note=True))
    assert note["type"] == "ack"
    assert await queue(agent) == [(calm, False)]
