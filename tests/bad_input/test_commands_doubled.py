"""Commands that come twice, late, too often or out of order (reliability.md 3.2)."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest

from fairlead.kit import clock
from tests.bad_input.ground import NOWHERE, counts, lead_of, nothing_stored, refused, someone, started
from tests.harness import Client, Frame, Installation, Socket, copy_database, installation, make_settings, message


def bare(ack: Frame) -> Frame:
    return {key: value for key, value in ack.items() if key != "ref"}


@pytest.fixture(params=["socket", "poll"])
def transport(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same over both doors (W30)."""
    monkeypatch.setattr(Client, "transport", request.param)


async def test_w08_one_client_id_is_one_message_however_often_it_comes(either: Installation):
    customer = await someone(either)
    sockets = [await customer.open() for _ in range(2)]
    frame = message("once")
    before = await counts(either)
    acks = await asyncio.gather(*[sockets[i % 2].ask(frame) for i in range(1000)])
    assert len({tuple(sorted(bare(ack).items())) for ack in acks}) == 1
    assert acks[0]["type"] == "ack"
    after = await counts(either)
    assert after["entries"] == before["entries"] + 1
    assert after["conversations"] == before["conversations"] + 1


async def test_w09_one_client_id_with_another_content_is_refused(either: Installation):
    customer = await someone(either)
    socket = await customer.open()
    first = message("the first")
    ack = await socket.ask(first)
    async with nothing_stored(either):
        for change in ({"text": "another"}, {"text": "the first "}, {"files": [NOWHERE]}, {"conversation": NOWHERE}):
            error = await refused(socket, first | change, "idempotency_mismatch", "not_found", "file_not_usable")
            assert error["client_id"] == first["client_id"]
        assert bare(await socket.ask(first)) == bare(ack)
        assert bare(await socket.ask(first | {"conversation": ack["conversation"]})) == bare(ack)


async def test_w10_the_client_id_of_another_person_is_simply_ones_own(either: Installation):
    one, other = await (await someone(either)).open(), await (await someone(either)).open()
    frame = message("mine")
    acks = [await one.ask(frame), await other.ask(frame)]
    assert acks[0]["conversation"] != acks[1]["conversation"]


@pytest.mark.parametrize(
    "kind", ["close", "handover", "assign", "transfer", "redact", "redact with a file", "rate_answer"]
)
async def test_w08_every_change_may_be_sent_again(house: Installation, customer: Client, desk: Socket, kind: str):
    """The second time gives the first answer and changes nothing."""
    socket = await customer.open()
    fields: Frame = {}
    if kind == "redact with a file":
        made = await customer.http.post("/api/files", content=b"secret words", headers={"X-File-Name": "a.txt"})
        fields = {"files": [made.json()["id"]]}
    first = await socket.ask(message("hello", **fields))
    frame: Frame = {"type": kind.split(maxsplit=1)[0], "client_id": str(uuid4()), "conversation": first["conversation"]}
    lead = await lead_of(house)
    frame |= {
        "assign": {"to": lead.id},
        "transfer": {"to_agent": lead.id, "note": "please"},
        "redact": {"entry": first["entry"]},
        "rate_answer": {"entry": first["entry"], "helpful": True},
    }.get(kind.split(maxsplit=1)[0], {})
    sender = socket if kind in ("close", "handover", "rate_answer") else desk
    if kind == "rate_answer":
        await refused(sender, frame, "not_allowed")  # Not an answer of the bot.
        return
    before = await sender.ask(frame)
    assert before["type"] == "ack", before
    async with nothing_stored(house):
        for _ in range(3):
            assert bare(await sender.ask(frame)) == bare(before)


async def test_w14_marks_are_clamped_and_never_go_back(
    house: Installation, customer: Client, socket: Socket, desk: Socket
):
    conversation = await started(socket)
    for text in ("b", "c"):
        await desk.ask(message(text, conversation))
    await socket.ask({"type": "subscribe", "conversation": conversation, "after": 0})

    async def marks(number: int) -> tuple[int, int]:
        await socket.send({"type": "read", "conversation": conversation, "number": number})
        await socket.send({"type": "delivered", "conversation": conversation, "number": number})
        await asyncio.sleep(0.3)
        head = (await customer.http.get("/api/conversations")).json()["conversations"][0]
        return head["receipts"]["customer"]["delivered"], head["receipts"]["customer"]["read"]

    last = (await customer.http.get("/api/conversations")).json()["conversations"][0]["last"]
    assert await marks(2) == (2, 2)
    assert await marks(1) == (2, 2)
    assert await marks(-5) == (2, 2)
    for beyond in (last + 1, 2**53, 2**63 - 1):
        assert await marks(beyond) == (last, last)
    assert await marks(0) == (last, last)


async def test_w14_a_thousand_signs_of_typing_are_one(
    house: Installation, customer: Client, socket: Socket, desk: Socket
):
    conversation = await started(socket)
    for each in (socket, desk):
        await each.ask({"type": "subscribe", "conversation": conversation, "after": 0})
    for _ in range(1000):
        await socket.send({"type": "typing", "conversation": conversation, "on": True})
        await socket.send({"type": "read", "conversation": conversation, "number": 1})
    assert (await socket.ask({"type": "ping"}, seconds=20))["type"] == "pong"
    await asyncio.sleep(0.5)
    assert 1 <= sum(frame["type"] == "typing" for frame in desk.frames) <= 5
    assert sum(frame["type"] == "receipt" for frame in desk.frames) <= 20


async def test_w14_a_flickering_typing_sign_is_calmed_down(socket: Socket, desk: Socket):
    conversation = await started(socket)
    for each in (socket, desk):
        await each.ask({"type": "subscribe", "conversation": conversation, "after": 0})
    for number in range(1000):
        await socket.send({"type": "typing", "conversation": conversation, "on": number % 2 == 0})
    assert (await socket.ask({"type": "ping"}, seconds=20))["type"] == "pong"
    await desk.ask({"type": "ping"})
    assert sum(frame["type"] == "typing" for frame in desk.frames) <= 30


async def test_w15_a_message_to_what_was_just_closed_opens_it_again(socket: Socket, desk: Socket):
    conversation = await started(socket)
    close = {"type": "close", "client_id": str(uuid4()), "conversation": conversation}
    closed, sent = await asyncio.gather(desk.ask(close), socket.ask(message("wait", conversation)))
    assert (closed["type"], sent["type"]) == ("ack", "ack")
    assert (await socket.ask(message("still here", conversation)))["type"] == "ack"
    answer = await socket.ask({"type": "subscribe", "conversation": conversation, "after": 0})
    assert answer["conversation"]["status"] == "open"
    await refused(desk, close | {"type": "reopen", "client_id": str(uuid4())}, "conversation_open")


async def test_w16_marks_for_what_was_never_sent_are_ignored(house: Installation, socket: Socket):
    conversation = await started(socket)
    await socket.ask({"type": "subscribe", "conversation": conversation, "after": 0})
    async with nothing_stored(house):
        for number in (9, 3, 7, 1):
            await socket.send({"type": "delivered", "conversation": conversation, "number": number})
        assert (await socket.ask({"type": "ping"}))["type"] == "pong"
        await asyncio.sleep(0.3)
    assert not [frame for frame in socket.frames if frame["type"] == "error"]


@pytest.mark.usefixtures("transport")
async def test_w20_a_session_that_ends_closes_its_sockets_and_nothing_is_lost(house: Installation, monkeypatch: Any):
    """Ended by sign-out, then by time; the customer gets a session anew and resumes."""
    uid = f"u{uuid4().hex[:16]}"
    first = await house.customer(uid)
    socket = await first.open()
    conversation = await started(socket)
    assert (await first.http.delete("/api/w/session")).status_code == 204
    assert await socket.closed(seconds=3) == 4401
    assert (await first.http.get("/api/conversations")).status_code == 401

    second = await house.customer(uid)
    socket = await second.open()
    await socket.ask(message("again", conversation))
    now = clock.now
    monkeypatch.setattr(clock, "now", lambda: now() + (house.settings.session_hours + 1) * clock.HOUR)
    await asyncio.sleep(0)
    house.system.hub.close_expired(clock.now())
    assert await socket.closed(seconds=3) == 4401
    monkeypatch.undo()

    third = await house.customer(uid)
    socket = await third.open()
    answer = await socket.ask({"type": "subscribe", "conversation": conversation, "after": 1})
    assert answer["last"] == 2
    assert (await socket.until(lambda frame: frame["type"] == "entry"))["entry"]["text"] == "again"


@pytest.mark.usefixtures("transport")
async def test_w21_two_tabs_with_the_same_draft_make_one_message_for_each_intent(customer: Client):
    """Both tabs share the outbox: the same client id is one message, another one is another."""
    tabs = [await customer.open() for _ in range(2)]
    shared, again = message("draft"), message("draft")
    acks = await asyncio.gather(*[tab.ask(shared) for tab in tabs])
    assert bare(acks[0]) == bare(acks[1])
    assert (await tabs[0].ask(again))["conversation"] != acks[0]["conversation"]


@pytest.mark.usefixtures("transport")
async def test_w22_the_clock_of_a_client_orders_nothing(customer: Client, socket: Socket, house: Installation):
    """T05: frames carry no time; one that does is refused, and what is kept has the server's."""
    for at in ("2016-01-01T00:00:00Z", "2036-01-01T00:00:00Z", 0):
        async with nothing_stored(house):
            await refused(socket, message("x", at=at), "unknown_field")
    ack = await socket.ask(message("x"))
    assert abs(clock.now() - parsed(ack["at"])) < clock.MINUTE


def parsed(iso: str) -> int:
    from datetime import datetime

    return int(datetime.fromisoformat(iso).timestamp() * clock.SECOND)


@pytest.mark.usefixtures("transport")
async def test_w25_what_was_redacted_while_the_reader_was_away_is_gone(either: Installation):
    customer, lead = await someone(either), await lead_of(either)
    socket, desk = await customer.open(), await lead.open()
    first = await socket.ask(message("my seed is apple apple apple"))
    conversation = first["conversation"]
    await socket.close()
    redact = {"type": "redact", "client_id": str(uuid4()), "conversation": conversation, "entry": first["entry"]}
    assert (await desk.ask(redact))["type"] == "ack"
    for after in (0, 1):
        again = await customer.open()
        await again.ask({"type": "subscribe", "conversation": conversation, "after": after})
        await again.until(lambda frame: frame["type"] == "entry" and frame["entry"]["kind"] == "redaction")
        assert "apple" not in str(again.frames)
    for client, path in (
        (customer, "/api/conversations"),
        (customer, f"/api/conversations/{conversation}/entries"),
        (lead, "/api/desk/conversations"),
        (lead, f"/api/desk/conversations/{conversation}"),
    ):
        assert "apple" not in (await client.http.get(path)).text


async def test_w26_a_conversation_id_in_many_hands_lets_nobody_in(house: Installation, socket: Socket):
    conversation = await started(socket)
    async with asyncio.TaskGroup() as group:
        visitors = [group.create_task(house.visitor()) for _ in range(30)]
    sockets = await asyncio.gather(*[task.result().open() for task in visitors])
    subscribe = {"type": "subscribe", "conversation": conversation, "after": 0}
    async with nothing_stored(house):
        for frame in (subscribe, message("let me in", conversation)):
            answers = await asyncio.gather(
                *[each.ask(frame | ({"client_id": str(uuid4())} if "client_id" in frame else {})) for each in sockets]
            )
            assert {answer["code"] for answer in answers} == {"not_found"}
    assert len(house.system.hub.topics.get(conversation, EMPTY).connections) == 0


class EMPTY:
    connections: tuple[()] = ()


async def test_w27_a_file_of_another_or_used_before_cannot_be_sent(either: Installation):
    owner, thief = await someone(either), await someone(either)
    made = (await owner.http.post("/api/files", content=b"words", headers={"X-File-Name": "a.txt"})).json()
    theirs, mine = await thief.open(), await owner.open()
    async with nothing_stored(either):
        await refused(theirs, message("look", files=[made["id"]]), "file_not_usable")
        await refused(mine, message("look", files=[made["id"], made["id"]]), "file_not_usable")
        await refused(mine, message("look", files=[made["id"], NOWHERE]), "file_not_usable")
    assert (await mine.ask(message("look", files=[made["id"]])))["type"] == "ack"
    async with nothing_stored(either):
        await refused(mine, message("again", files=[made["id"]]), "file_not_usable")
        assert (await thief.http.get(f"/api/files/{made['id']}")).status_code == 404


BOMBS = [
    pytest.param("[a](javascript:alert(1)) " * 400, id="W28 script links"),
    pytest.param("http://a.example " * 588, id="W28 a thousand links"),
    pytest.param(">" * 9999 + "x", id="W28 nested quotes"),
    pytest.param("\n".join("  " * (i % 50) + "- x" for i in range(180)), id="W28 nested lists"),
    pytest.param("[" * 9000, id="W28 open brackets"),
    pytest.param("*_" * 4900, id="W28 emphasis"),
    pytest.param("`" * 9999, id="W28 back quotes"),
    pytest.param("<" * 9999, id="W28 open tags"),
    pytest.param("&" * 9999 + ";", id="W28 entities"),
]


@pytest.mark.parametrize("text", BOMBS)
async def test_w28_markup_is_plain_text_to_the_server(house: Installation, socket: Socket, text: str):
    ack = await socket.ask(message(text), seconds=2)
    await socket.ask({"type": "subscribe", "conversation": ack["conversation"], "after": 0})
    assert (await socket.until(lambda frame: frame["type"] == "entry"))["entry"]["text"] == text


async def test_w29_a_customer_cannot_fill_a_timeline_with_ratings_and_changes(sqlite_template: Any, tmp_path: Any):
    """There are no reactions; what is nearest to them has the same budget as messages."""
    narrow = make_settings(tmp_path, copy_database(sqlite_template, tmp_path), message_rate=0.1, message_burst=20)
    async with installation(narrow, worker=False) as site:
        customer = await site.customer()
        socket = await customer.open()
        conversation = await started(socket)
        codes = []
        for number in range(60):
            kind = ("close", "reopen", "handover")[number % 3]
            answer = await socket.ask({"type": kind, "client_id": str(uuid4()), "conversation": conversation})
            codes.append(answer.get("code", answer["type"]))
        assert codes[-10:] == ["too_many_requests"] * 10
        assert (await counts(site))["entries"] <= 21
        rate = {"type": "rate_answer", "conversation": conversation, "entry": NOWHERE, "helpful": True}
        answers = [await socket.ask(rate | {"client_id": str(uuid4())}) for _ in range(30)]
        assert {answer["code"] for answer in answers} <= {"not_found", "too_many_requests"}
        assert answers[-1]["code"] == "too_many_requests"
        assert answers[-1]["retry_after"] >= 1
