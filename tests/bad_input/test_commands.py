"""Commands of the live protocol that are wrong, late, doubled or not one's own (reliability.md 3.2)."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest

from fairlead.live.commands import SUBSCRIPTIONS
from tests.bad_input.ground import NOWHERE, lead_of, nothing_stored, refused, someone, started, stranger_of
from tests.harness import Client, Frame, Installation, Socket, message


async def test_w06_hello_comes_first_and_once(house: Installation, customer: Client, socket: Socket):
    early = await customer.open(hello=False)
    conversation = await started(socket)
    for frame in (message("x"), {"type": "subscribe", "conversation": conversation, "after": 0}, {"type": "ping"}):
        async with nothing_stored(house):
            error = await early.ask(frame)
        assert error["code"] == "hello_first"
    hello = {"type": "hello", "version": 1, "session": customer.session}
    assert (await early.ask(hello))["type"] == "welcome"
    await refused(early, hello, "hello_twice")


@pytest.mark.parametrize(
    ("hello", "code", "closes"),
    [
        pytest.param({"version": 2}, "unsupported_version", False, id="W07 version 2"),
        pytest.param({"version": 0}, "unsupported_version", False, id="W07 version 0"),
        pytest.param({"version": "1"}, "invalid_field", False, id="W07 version as text"),
        pytest.param({"version": True}, "invalid_field", False, id="W07 version as bool"),
        pytest.param({}, "missing_field", False, id="W07 no version"),
        pytest.param({"version": 1, "role": "admin"}, "unknown_field", False, id="W07 role"),
        pytest.param({"version": 1}, "not_signed_in", True, id="W24 no session"),
        pytest.param({"version": 1, "session": "fls_" + "A" * 43}, "not_signed_in", True, id="W24 forged session"),
        pytest.param({"version": 1, "session": ""}, "not_signed_in", True, id="W24 empty session"),
        pytest.param({"version": 1, "session": "x" * 60_000}, "not_signed_in", True, id="W24 session of 60 KB"),
        pytest.param({"version": 1, "session": "\x00\ud800"}, "not_signed_in", True, id="W24 H08 unstorable session"),
        pytest.param({"version": 1, "ticket": "flt_" + "A" * 43}, "not_signed_in", True, id="W19 forged ticket"),
        pytest.param({"version": 1, "ticket": ""}, "not_signed_in", True, id="W19 empty ticket"),
    ],
)
async def test_w24_a_bad_hello_opens_nothing(
    house: Installation, customer: Client, hello: Frame, code: str, closes: bool
):
    async with nothing_stored(house):
        socket = await customer.open(hello=False)
        error = await socket.ask({"type": "hello", **hello})
        assert (error["type"], error["code"]) == ("error", code)
        if closes:
            assert await socket.closed(seconds=3) == 4401
        else:
            assert (await socket.ask({"type": "hello", "version": 1, "session": customer.session}))["type"] == "welcome"


async def test_w19_a_ticket_works_once_for_half_a_minute_and_only_for_agents(
    house: Installation, customer: Client, monkeypatch: pytest.MonkeyPatch
):
    lead = await lead_of(house)
    ticket = (await lead.credentials())["ticket"]
    hello = {"type": "hello", "version": 1, "ticket": ticket}
    answers = [(await lead.open(hello=False)).ask(hello) for _ in range(10)]
    kinds = [frame["type"] for frame in await asyncio.gather(*answers)]
    assert sorted(kinds) == ["error"] * 9 + ["welcome"]

    late = (await lead.credentials())["ticket"]
    from fairlead.kit import clock

    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + 31 * clock.SECOND)
    socket = await lead.open(hello=False)
    assert (await socket.ask({"type": "hello", "version": 1, "ticket": late}))["code"] == "not_signed_in"
    # A customer's session is no ticket, and an agent's cookie is no session.
    for wrong in ({"ticket": customer.session}, {"session": lead.http.cookies["fairlead_desk"]}, {"session": late}):
        socket = await lead.open(hello=False)
        assert (await socket.ask({"type": "hello", "version": 1, **wrong}))["code"] == "not_signed_in"


@pytest.mark.parametrize(
    ("frame", "codes"),
    [
        pytest.param({"type": "sned"}, ("unknown_command",), id="W07 misspelled"),
        pytest.param({"type": None}, ("unknown_command",), id="W07 null"),
        pytest.param({"type": ["send"]}, ("unknown_command",), id="W07 list"),
        pytest.param({"type": {"$ne": 1}}, ("unknown_command",), id="W07 object"),
        pytest.param({"type": "__class__"}, ("unknown_command",), id="W07 dunder"),
        pytest.param({"type": "SEND"}, ("unknown_command",), id="W07 upper case"),
        pytest.param({}, ("unknown_command",), id="W07 no type"),
        pytest.param({"type": "welcome"}, ("unknown_command",), id="W07 one of the server's"),
        pytest.param({"type": "ping", "version": 2}, ("unknown_field",), id="W07 extra field"),
        pytest.param(message("x", is_admin=True), ("unknown_field",), id="W07 H17 is_admin"),
        pytest.param(message("x", **{"a\nb": True}), ("unknown_field",), id="W07 H17 a line break in a name"),
        pytest.param(message("x", at="2016-01-01T00:00:00Z"), ("unknown_field",), id="W22 a client's own time"),
        pytest.param({"type": "send", "text": "x"}, ("missing_field",), id="W10 no client id"),
        pytest.param({"type": "subscribe"}, ("missing_field",), id="W07 subscribe to nothing"),
        pytest.param({"type": "typing", "conversation": NOWHERE}, ("missing_field",), id="W07 typing without on"),
        pytest.param({"type": "typing", "conversation": NOWHERE, "on": 1}, ("invalid_field",), id="W07 typing 1"),
        pytest.param(
            {"type": "read", "conversation": NOWHERE, "number": "1"}, ("invalid_field",), id="W14 number as text"
        ),
        pytest.param(
            {"type": "read", "conversation": NOWHERE, "number": 1.5}, ("invalid_field",), id="W14 half a number"
        ),
        pytest.param(message("x") | {"client_id": ""}, ("client_id_invalid",), id="W10 empty"),
        pytest.param(message("x") | {"client_id": "1"}, ("client_id_invalid",), id="W10 no UUID"),
        pytest.param(
            message("x") | {"client_id": "a" * 60_000}, ("client_id_invalid", "invalid_field"), id="W10 60 KB"
        ),
        pytest.param(message("x") | {"client_id": "\x00" * 36}, ("client_id_invalid",), id="W10 H07 NULs"),
        pytest.param(message("x") | {"client_id": "\ud800"}, ("client_id_invalid",), id="W10 H08 surrogate"),
        pytest.param(message("x") | {"client_id": 7}, ("invalid_field",), id="W10 number"),
        pytest.param(message("x") | {"client_id": None}, ("invalid_field",), id="W10 null"),
        pytest.param(message("x") | {"client_id": "１" * 32}, ("client_id_invalid",), id="W10 full-width digits"),
        pytest.param(message("x", NOWHERE), ("not_found",), id="W12 a conversation nobody has"),
        pytest.param(message("x", "\x00"), ("not_found",), id="W12 H07 NUL as a conversation"),
        pytest.param(message("x", "a" * 5000), ("not_found", "invalid_field"), id="W12 long id"),
        pytest.param(message("x", ["a"]), ("invalid_field",), id="W12 list as a conversation"),  # type: ignore[arg-type]
        pytest.param(message("x", files=["x"] * 11), ("too_many_files",), id="W27 U24 11 files"),
        pytest.param(message("x", files=["x"] * 1000), ("too_many_files",), id="W27 1,000 files"),
        pytest.param(message("x", files=[NOWHERE]), ("file_not_usable",), id="W27 unknown file"),
        pytest.param(message("x", files=["\x00"]), ("file_not_usable",), id="W27 H07 NUL as a file"),
        pytest.param(message("x", files=["a" * 50_000]), ("file_not_usable", "invalid_field"), id="W27 long id"),
        pytest.param(message("x", files=[1]), ("invalid_field",), id="W27 number as a file"),
        pytest.param(message("x", files="abc"), ("invalid_field",), id="W27 text for files"),
        pytest.param(message("x", context={"a": {"b": 1}}), ("invalid_field",), id="W07 nested context"),
        pytest.param(message("x", context={"A B": 1}), ("invalid_field",), id="W07 context's name"),
        pytest.param(message("x", context={"a": "x" * 3000}), ("invalid_field",), id="W07 long context"),
        pytest.param(message("x", note=True), ("not_allowed",), id="W07 a customer's note"),
        pytest.param(message(" \u200b"), ("empty_message",), id="H19 nothing to see"),
        pytest.param(message("x" * 10_001), ("message_too_long",), id="H20 one more"),
        pytest.param({"type": "subscribe", "workspace": True}, ("not_allowed",), id="W12 a customer's workspace"),
        pytest.param({"type": "ping", "id": "x" * 65}, ("invalid_field",), id="W07 long id"),
    ],
)
async def test_w07_a_frame_that_cannot_be_is_answered_with_an_error(
    house: Installation, socket: Socket, frame: Frame, codes: tuple[str, ...]
):
    async with nothing_stored(house):
        if "id" in frame:
            since = len(socket.frames)
            await socket.send(frame)
            assert (await socket.until(lambda got: got["type"] == "error", since=since))["code"] in codes
        else:
            await refused(socket, frame, *codes)


@pytest.mark.parametrize(
    "kind", ["handover", "close", "reopen", "assign", "transfer", "redact", "edit", "rate_answer", "send"]
)
@pytest.mark.parametrize("where", ["foreign", NOWHERE, "\x00", "x", "' OR 1=1"], ids="W12 {!r}".format)
async def test_w12_what_one_may_not_see_cannot_be_changed(house: Installation, socket: Socket, kind: str, where: str):
    """Neither by another customer nor by an agent of another brand."""
    desk = await (await stranger_of(house)).open()
    if where == "foreign":
        where = await started(await (await someone(house)).open())
    more: Frame = {
        "assign": {"to": None},
        "transfer": {"to_agent": NOWHERE, "note": "x"},
        "redact": {"entry": NOWHERE},
        "edit": {"entry": NOWHERE, "text": "x"},
        "rate_answer": {"entry": NOWHERE, "helpful": True},
        "send": {"text": "x"},
    }.get(kind, {})
    frame = {"type": kind, "client_id": str(uuid4()), "conversation": where, **more}
    async with nothing_stored(house):
        await refused(socket, frame, "not_allowed" if kind in ("assign", "transfer", "redact", "edit") else "not_found")
        await refused(desk, frame | {"client_id": str(uuid4())}, "not_found")


async def test_w12_foreign_closed_and_made_up_conversations_answer_alike(house: Installation, socket: Socket):
    other = await (await someone(house)).open()
    foreign, closed = await started(other), await started(other)
    await other.ask({"type": "close", "client_id": str(uuid4()), "conversation": closed})
    seen = []
    for where in (foreign, closed, NOWHERE, "x", ""):
        error = await refused(socket, {"type": "subscribe", "conversation": where, "after": 0}, "not_found")
        error.pop("ref")
        seen.append(error)
    assert all(error == seen[0] for error in seen)
    # Typing and marks say nothing at all: an answer would tell what exists.
    since = len(socket.frames)
    for where in (foreign, NOWHERE):
        await socket.send({"type": "typing", "conversation": where, "on": True})
        await socket.send({"type": "read", "conversation": where, "number": 1})
    assert (await socket.ask({"type": "ping"}))["type"] == "pong"
    assert [frame["type"] for frame in socket.frames[since:] if frame["type"] != "presence"] == ["pong"]
    assert not [frame for frame in other.frames if frame["type"] == "typing"]


@pytest.mark.parametrize(
    ("after", "outcome"),
    [
        pytest.param(-1, "invalid_field", id="W11 -1"),
        pytest.param(2**53, "invalid_field", id="W11 2^53"),
        pytest.param(2**63 - 1, "invalid_field", id="W11 2^63 - 1"),
        pytest.param(1.5, "invalid_field", id="W11 half"),
        pytest.param("0", "invalid_field", id="W11 text"),
        pytest.param([0], "invalid_field", id="W11 list"),
        pytest.param(True, "invalid_field", id="W11 bool"),
        pytest.param(99, "resync", id="W11 future"),
        pytest.param(2**53 - 1, "resync", id="W11 far future"),
        pytest.param(None, "all", id="W11 null"),
        pytest.param(0, "all", id="W11 0"),
    ],
)
async def test_w11_a_resume_from_nowhere_is_refused_or_starts_anew(socket: Socket, after: Any, outcome: str):
    conversation = await started(socket)
    frame = {"type": "subscribe", "conversation": conversation, "after": after}
    if outcome == "invalid_field":
        await refused(socket, frame, outcome)
        return
    answer = await socket.ask(frame)
    assert answer["resync"] is (outcome == "resync")
    entry = await socket.until(lambda got: got["type"] == "entry")
    assert entry["entry"]["number"] == 1


async def test_w11_the_number_of_another_conversation_skips_nothing(socket: Socket):
    long, short = await started(socket), await started(socket)
    for text in ("b", "c", "d"):
        await socket.ask(message(text, long))
    answer = await socket.ask({"type": "subscribe", "conversation": short, "after": 4})
    assert answer["resync"] is True
    assert (await socket.until(lambda got: got["type"] == "entry"))["entry"]["number"] == 1


@pytest.mark.parametrize(
    "after", ["-1.0", "1", "1.1.1", "x.y", "9" * 50, "1.0e5", " 0.0", "０.０", "", "\x00"], ids="W11 {!r}".format
)
async def test_w11_a_workspace_position_that_is_none_is_refused(desk: Socket, after: str):
    await refused(desk, {"type": "subscribe", "workspace": True, "after": after}, "position_invalid")


async def test_w11_a_workspace_position_from_the_future_starts_anew_or_is_refused(desk: Socket):
    answer = await desk.ask({"type": "subscribe", "workspace": True, "after": "99999999999999999.99999999999999999"})
    assert answer.get("resync") is True or answer.get("code") == "position_invalid"
    assert (await desk.ask({"type": "ping"}))["type"] == "pong"


async def test_w13_two_hundred_conversations_at_once_are_enough(house: Installation, customer: Client, socket: Socket):
    acks = await asyncio.gather(*[socket.ask(message(f"n{i}")) for i in range(SUBSCRIPTIONS + 1)])
    ids = [ack["conversation"] for ack in acks]
    for conversation in ids[:-1]:
        assert (await socket.ask({"type": "subscribe", "conversation": conversation, "after": 1}))[
            "type"
        ] == "subscribed"
    more = {"type": "subscribe", "conversation": ids[-1], "after": 0}
    await refused(socket, more, "too_many_subscriptions")
    assert (await socket.ask({"type": "subscribe", "conversation": ids[0], "after": 0}))["type"] == "subscribed"
    assert (await socket.ask({"type": "unsubscribe", "conversation": ids[0]}))["type"] == "done"
    assert (await socket.ask(more))["type"] == "subscribed"
    for _ in range(150):  # Churn leaves nothing behind.
        await socket.send({"type": "subscribe", "conversation": NOWHERE, "after": 0})
        await socket.send({"type": "unsubscribe", "conversation": ids[1]})
        await socket.send({"type": "subscribe", "conversation": ids[1], "after": 1})
    assert (await socket.ask({"type": "ping"}, seconds=30))["type"] == "pong"
    (theirs,) = [c for c in house.system.hub.connections if c.actor.id == customer.id]
    assert len(theirs.subscriptions) == SUBSCRIPTIONS
    assert NOWHERE not in house.system.hub.topics
