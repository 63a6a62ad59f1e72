"""What agents say among themselves leaves no trace with the customer: no number, no head, no count, no time, no frame."""

import asyncio
import json
import re
from typing import Any
from uuid import uuid4

import pytest

from fairlead.kit.ids import new_id
from fairlead.people import store
from fairlead.people.models import TeamRow
from fairlead.settings import Settings
from tests.harness import Client, Frame, Installation, Socket, copy_database, installation, make_settings, message
from tests.proving import both_when_proving

# What must differ between any two runs: ids, times, the port, how fast the machine was.
_OF_THE_RUN = re.compile(r'"ref": "[^"]*"|127\.0\.0\.1:\d+|"(reply|online)":(\d+|null)')
_IDS = re.compile(r"[0-9a-f]{32}|[0-9a-f]{8}-[0-9a-f-]{27}")
_TIMES = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+Z")


class Listener:
    """A customer who asks for everything he may have, and remembers every byte he got."""

    def __init__(self, client: Client, phone: Socket, conversation: str) -> None:
        self.client = client
        self.phone = phone
        self.conversation = conversation
        self.answers: list[str] = []

    async def look(self) -> None:
        for path in ("/api/conversations", f"/api/conversations/{self.conversation}/entries", "/api/w/northlight/home"):
            self.answers.append((await self.client.http.get(path)).text)

    async def resume(self, after: int) -> None:
        socket = await self.client.open()
        answer = await socket.ask({"type": "subscribe", "conversation": self.conversation, "after": after})
        if answer["last"] >= answer["from"]:
            await socket.until(lambda frame: frame["type"] == "entry" and frame["entry"]["number"] == answer["last"])
        await socket.ask({"type": "ping"})
        self.answers += _frames(socket)
        await socket.close()

    async def heard(self) -> list[str]:
        """Every byte in its order, with ids and times replaced by the order in which they appeared."""
        await self.phone.ask({"type": "ping"})
        return _plain([*_frames(self.phone), *self.answers])


def _frames(socket: Socket) -> list[str]:
    """What a socket heard but how many agents are here: that is told by the clock, whatever happens in a conversation."""
    return [json.dumps(frame) for frame in socket.frames if frame["type"] != "presence"]


def _plain(texts: list[str]) -> list[str]:
    names: dict[str, str] = {}

    def name(kind: str) -> Any:
        return lambda match: names.setdefault(match.group(), f"{kind}{len(names)}")

    return [_TIMES.sub("time", _IDS.sub(name("id"), _OF_THE_RUN.sub("", text))) for text in texts]


async def command(socket: Socket, kind: str, conversation: str, **fields: Any) -> Frame:
    answer = await socket.ask({"type": kind, "client_id": str(uuid4()), "conversation": conversation, **fields})
    assert answer["type"] == "ack", answer
    return answer


async def story(site: Installation, *, whispers: Any) -> Listener:
    """The same talk each time; `whispers` is called wherever agents may say something among themselves."""
    customer, marco = await site.customer(), await site.agent("Marco")
    phone, desk = await customer.open(), await marco.open()
    conversation = (await phone.ask(message("where is my deposit?")))["conversation"]
    listener = Listener(customer, phone, conversation)
    for socket in (phone, desk):
        await socket.ask({"type": "subscribe", "conversation": conversation, "after": 0})
    await desk.ask(message("I look", conversation))
    await phone.until(lambda frame: frame["type"] == "conversation" and frame["conversation"]["handler"] == "agent")
    for round_ in range(3):
        await whispers(site, desk, conversation)
        await listener.look()
        await phone.ask(message(f"and? {round_}", conversation))
        await whispers(site, desk, conversation)
        await desk.ask(message(f"still looking {round_}", conversation))
        await whispers(site, desk, conversation)
        await phone.until(
            lambda frame, n=round_: frame["type"] == "entry" and frame["entry"]["text"] == f"still looking {n}"
        )
        await listener.look()
        for after in (0, 2, 4):
            await listener.resume(after)
    await asyncio.sleep(0.3)  # heads are told with a pause; one that should not come would come now
    return listener


async def silence(site: Installation, desk: Socket, conversation: str) -> None:
    return None


async def notes(site: Installation, desk: Socket, conversation: str) -> None:
    """Notes, changed ones, a note taken back, an internal rating of nothing: everything that only agents see and that changes no state."""
    await desk.send({"type": "viewing", "conversation": conversation, "writing": "note"})
    first = await command(desk, "send", conversation, text="he sounds angry", note=True)
    await command(desk, "send", conversation, text="so I hear", note=True, reply_to=first["number"])
    long = await command(desk, "send", conversation, text="x" * 5000, note=True)
    await command(desk, "edit", conversation, entry=long["entry"], text="he sounds very angry")
    await command(desk, "edit", conversation, entry=first["entry"], text="he sounds angry, and is")
    await command(desk, "redact", conversation, entry=first["entry"])


async def handing_on(site: Installation, desk: Socket, conversation: str) -> None:
    """Assigned to a colleague and back, transferred to him and back, with a team: the agents' own order of work."""
    async with site.system.database.read() as session:
        marco = await store.agent_by_email(session, "marco@northlight.example")
        nora = await store.agent_by_email(session, "nora@northlight.example")
    if nora is None:
        await site.agent("Nora")
        return await handing_on(site, desk, conversation)
    assert marco is not None
    for to in (nora.id, marco.id, nora.id):
        await command(desk, "assign", conversation, to=to)
    async with site.system.database.write() as session:
        team = TeamRow(id=new_id(), brand_id=site.brand_id, name=new_id())
        session.add(team)
    await command(desk, "transfer", conversation, to_agent=nora.id, to_team=team.id, note="he sounds angry")
    await command(desk, "assign", conversation, to=marco.id)
    return None


async def told(settings: Settings, whispers: Any) -> list[str]:
    async with installation(settings, worker=False) as site:
        return await (await story(site, whispers=whispers)).heard()


@pytest.fixture
def two(engine: str, request: pytest.FixtureRequest, tmp_path: Any) -> list[Settings]:
    """Two empty installations on the same kind of database."""
    if engine == "sqlite":
        template = request.getfixturevalue("sqlite_template")
        return [make_settings(tmp_path / name, copy_database(template, tmp_path / name)) for name in ("a", "b")]
    server = request.getfixturevalue("postgres")
    urls = [server.create_database(f"privacy_{uuid4().hex[:12]}", template="fairlead_template") for _ in range(2)]
    return [make_settings(tmp_path / name, url) for name, url in zip(("a", "b"), urls, strict=True)]


@both_when_proving
async def test_notes_change_no_byte_of_what_the_customer_gets(two: list[Settings]):
    without, with_notes = await told(two[0], silence), await told(two[1], notes)
    assert with_notes == without
    assert len(without) > 40


async def test_assign_and_transfer_change_no_byte_but_who_is_in_charge(two: list[Settings]):
    """The head tells the customer who answers and that he waits; nothing else gives an internal step away."""
    without, with_steps = await told(two[0], silence), await told(two[1], handing_on)

    def bare(texts: list[str]) -> list[str]:
        cleaned = [re.sub(r'"assignee": ?(\{[^}]*\}|null)', "assignee", text) for text in texts]
        cleaned = [re.sub(r'"waiting_since": ?("time"|null)', "waiting", text) for text in cleaned]
        cleaned = [text for text in cleaned if not text.startswith('{"type": "conversation"')]
        return [re.sub(r"id\d+", "id", text) for text in cleaned]

    assert bare(with_steps) == bare(without)


async def test_times_the_customer_sees_are_those_of_what_he_may_see(quiet_site: Installation):
    site = quiet_site
    listener = await story(site, whispers=notes)
    desk = site.clients[1].sockets[0]
    await notes(site, desk, listener.conversation)
    head = (await listener.client.http.get("/api/conversations")).json()["conversations"][0]
    page = (await listener.client.http.get(f"/api/conversations/{listener.conversation}/entries")).json()["entries"]
    assert head["updated_at"] == page[-1]["at"]
    assert head["last"] == head["last_public"] == page[-1]["number"] == len(page)
    text = json.dumps([head, page, listener.phone.frames])
    assert "angry" not in text
    assert all(
        word not in text
        for word in ('"note"', '"edited"', '"assigned"', '"transferred"', '"team"', "bot_active", "summary")
    )


async def test_a_heads_frame_comes_to_the_customer_only_when_something_he_sees_changed(quiet_site: Installation):
    site = quiet_site
    customer, marco = await site.customer(), await site.agent("Marco")
    phone, desk = await customer.open(), await marco.open()
    conversation = (await phone.ask(message("hello")))["conversation"]
    await phone.ask({"type": "subscribe", "conversation": conversation, "after": 0})
    for _ in range(3):
        await handing_on(site, desk, conversation)
    await desk.ask(message("done", conversation))
    await phone.until(lambda frame: frame["type"] == "entry" and frame["entry"]["text"] == "done")
    await asyncio.sleep(0.3)
    heads = [frame["conversation"] for frame in phone.frames if frame["type"] in ("subscribed", "conversation")]
    names = ("status", "handler", "assignee", "locale", "waiting_since")
    seen = [[head[name] for name in names] for head in heads]
    assert all(one != other for one, other in zip(seen, seen[1:], strict=False)), seen


async def test_what_is_not_mine_and_what_is_not_there_answer_alike(quiet_site: Installation):
    site = quiet_site
    lin, mallory = await site.customer(), await site.customer(uid="666")
    conversation = (await (await lin.open()).ask(message("secret matter")))["conversation"]
    socket = await mallory.open()
    for frame in (
        {"type": "subscribe", "after": 0},
        {"type": "send", "client_id": str(uuid4()), "text": "hi"},
        {"type": "close", "client_id": str(uuid4())},
        {"type": "rate_answer", "client_id": str(uuid4()), "entry": new_id(), "helpful": True},
    ):
        foreign = await socket.ask({**frame, "conversation": conversation})
        made_up = await socket.ask({**frame, "conversation": new_id()})
        assert _plain([json.dumps(foreign)]) == _plain([json.dumps(made_up)])
        assert foreign["code"] == "not_found"
