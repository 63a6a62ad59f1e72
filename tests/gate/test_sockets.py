"""The matrix over the socket: every command with everything it can name, and what is delivered to whom no longer may."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Iterator
from typing import Any
from uuid import uuid4

import msgspec
import pytest
from sqlalchemy import delete

from fairlead.infra.jobs import TryLater
from fairlead.live.frames import FRAMES
from fairlead.people.models import AgentBrandRow
from tests.gate.asking import put
from tests.gate.commands import COMMANDS, JOBS
from tests.gate.doors import Door, Shape, fresh
from tests.gate.matrix import AGENTS, CUSTOMERS, Plan, fits, pairs, planned
from tests.gate.watch import Statements, contents
from tests.gate.world import HOME, Things, World
from tests.harness import Frame, Socket, message

SILENT = frozenset({"delivered", "read", "typing", "viewing"})
# What one's own may be refused for: its state, or what one is.
OWN = frozenset({"conversation_open", "not_allowed", "already_with_person"})
# Who is here is noted by the clock, and tickets come and go with sockets.
MOVES = frozenset({"agents", "one_time_keys"})
TRIES = 10
ASKING = [(name, number) for name, doors in COMMANDS.items() for number, door in enumerate(doors) if door.names]


def fields_of(shape: Any, at: str = "") -> Iterator[str]:
    for each in msgspec.structs.fields(shape):
        kinds = [each.type, *getattr(each.type, "__args__", ())]
        inner = next((one for one in kinds if isinstance(one, type) and issubclass(one, msgspec.Struct)), None)
        if inner is not None:
            yield from fields_of(inner, f"{at}{each.encode_name}.")
        else:
            many = getattr(each.type, "__origin__", None) is list
            yield f"{at}{each.encode_name}{'[]' if many else ''}"


def test_v03_every_command_and_every_field_is_in_the_table():
    problems = []
    for name in sorted(FRAMES.keys() ^ COMMANDS.keys()):
        problems.append(f"the command `{name}` has a row in only one of live/frames.py and tests/gate/commands.py")
    for name in sorted(FRAMES.keys() & COMMANDS.keys()):
        there = set(fields_of(FRAMES[name])) - {"type", "id"}
        for door in COMMANDS[name]:
            listed = set(door.names) | door.plain
            for field in sorted(there ^ listed):
                problems.append(
                    f"`{field}` of the command `{name}`: say in tests/gate/commands.py which kind of object it names, list it "
                    "as plain, or take it out"
                )
        used = {one for door in COMMANDS[name] for shape in door.shapes for one in shape.uses}
        for field in sorted({one for door in COMMANDS[name] for one in door.names} - used):
            problems.append(f"`{field}` of the command `{name}`: no shape in tests/gate/commands.py sends it")
    assert not problems, "\n".join(problems)


@pytest.fixture(scope="module")
async def sockets(world: World) -> AsyncIterator[dict[str, Socket]]:
    """One for each who tries, and for those whose things are tried."""
    found = {name: await world.client(world.people[name]).open() for name in (*CUSTOMERS, *AGENTS, "sue")}
    for name in ("lin", "sam", "ann", "sue"):
        talk = await world.things[name].get("conversation")
        await found[name].ask({"type": "subscribe", "conversation": talk, "after": 0})
    yield found
    for socket in found.values():
        await socket.close()


def frame_of(name: str, shape: Shape, values: dict[str, str]) -> Frame:
    frame: Frame = {"type": name}
    for place, value in (dict(shape.fill) | values).items():
        put(frame, place, value() if value is fresh else value)
    return frame


async def said_to(socket: Socket, frame: Frame) -> list[Frame]:
    """Everything the socket is answered. What is answered by nothing is followed by a ping."""
    since = len(socket.frames)
    if frame["type"] in SILENT:
        await socket.send(frame)
        await socket.ask({"type": "ping"})
    else:
        await socket.ask(frame)
    return [one for one in socket.frames[since:] if one["type"] != "presence"]


def plainly(frames: list[Frame], asked: Frame, values: dict[str, str]) -> str:
    text = json.dumps([{key: value for key, value in one.items() if key != "ref"} for one in frames])
    for name, value in values.items():
        text = text.replace(value, f"({name})")
    for sent in re.findall(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", json.dumps(asked)):
        text = text.replace(sent, "(sent)")
    return text


async def tried(
    statements: Statements, socket: Socket, name: str, shape: Shape, two: tuple[dict[str, str], ...]
) -> None:
    """Both are answered alike, with the same work, and with a refusal or nothing."""
    work: tuple[list[list[str]], list[list[str]]] = ([], [])
    for attempt in range(TRIES):
        answers = []
        for values, kept in zip(two, work, strict=True):
            frame = frame_of(name, shape, values)
            async with statements.heard_in() as heard:
                frames = await said_to(socket, frame)
            answers.append(plainly(frames, frame, values))
            kept.append(heard)
            expected = {"pong"} if name in SILENT else {"done"} if name == "unsubscribe" else {"error"}
            told = {one["type"] for one in frames}
            assert told == expected or (name == "viewing" and told == {"error", "pong"}), (name, frame, frames)
        assert answers[0] == answers[1], (name, shape, two, answers)
        if min(work[0], key=len) == min(work[1], key=len):
            return
        await asyncio.sleep(0.02 * attempt)
    raise AssertionError((name, two, "other work for what is there", work))


async def still(world: World) -> dict[str, str]:
    found = await contents(world.system.database)
    return {name: digest for name, digest in found.items() if name not in MOVES}


@pytest.mark.parametrize(("name", "number"), ASKING, ids=str)
async def test_v03_a_command_on_anothers_is_answered_as_one_on_nothing(
    world: World, sockets: dict[str, Socket], name: str, number: int
):
    door = COMMANDS[name][number]
    plans = await planned(world, door)
    before, heard = await still(world), {who: len(sockets[who].frames) for who in ("lin", "sam", "ann", "sue")}
    done = 0
    with Statements(world.system.database).listening() as statements:
        for plan in plans:
            for two in pairs(world, door, plan):
                await tried(statements, sockets[plan.asker.name], name, plan.shape, two)
                done += 1
    assert done
    assert await still(world) == before
    for who, since in heard.items():
        await sockets[who].ask({"type": "ping"})
        told = [one for one in sockets[who].frames[since:] if one["type"] in ("entry", "typing", "receipt", "viewers")]
        assert who in {plan.asker.name for plan in plans} or told == [], (who, told)
    for plan in plans:
        await reached(sockets[plan.asker.name], name, door, plan)


async def reached(socket: Socket, name: str, door: Door, plan: Plan) -> None:
    """With his own he gets through, unless it is nothing for his kind or his role."""
    if plan.mine is None or name in SILENT:
        return
    (answer, *_) = await said_to(socket, frame_of(name, plan.shape, plan.mine))
    if not fits(plan.asker, door):
        assert (answer["type"], answer["code"]) == ("error", "not_allowed"), (name, plan.asker.name, answer)
        return
    codes = OWN if name in ("reopen", "handover", "rate_answer") or door.who == "customer" else frozenset()
    assert answer["type"] != "error" or answer["code"] in codes, (name, plan.asker.name, answer)


async def test_v03_before_hello_everything_is_told_to_wait_whatever_it_names(world: World):
    lin = world.things["lin"]
    talk = await lin.get("conversation")
    seen = set()
    for name, doors in COMMANDS.items():
        if name == "hello":
            continue
        for value in (talk, world.missing("conversation")):
            socket = await world.site.anonymous().open(hello=False)
            values = {one: value for one in doors[0].names if not one.endswith("[]")}
            frame = frame_of(name, doors[0].shapes[0], values)
            frames = [await socket.ask(frame)]
            seen.add(plainly([{k: v for k, v in one.items() if k != "client_id"} for one in frames], frame, {}))
            await socket.close()
    assert len(seen) == 1 and "hello_first" in seen.pop()


async def test_v03_a_session_that_is_none_opens_no_socket_and_all_are_told_the_same(world: World):
    used = await world.client(world.people["ann"]).credentials()
    socket = await world.site.anonymous().open(hello=False)
    assert (await socket.ask({"type": "hello", "version": 1, **used}))["type"] == "welcome"
    await socket.close()
    kinds = [
        {"session": world.people[name].token}
        for name in ("ended customer", "expired customer", "forged customer", "ann", "gone")
    ]
    kinds += [{"session": world.missing("session")}, {"ticket": world.missing("ticket")}, used, {}]
    seen = set()
    for credentials in kinds:
        socket = await world.site.anonymous().open(hello=False)
        await socket.send({"type": "hello", "version": 1, **credentials})
        code = await socket.closed()
        seen.add((json.dumps(socket.frames), code))
    assert len(seen) == 1, seen
    assert "not_signed_in" in seen.pop()[0]


async def test_v03_after_the_end_of_a_session_the_next_event_is_not_delivered(either: World):
    """A customer's and an agent's: the socket is closed, and what is said afterwards reaches neither."""
    world = either
    lin, ann = await world.customer(HOME, uuid4().hex), await world.agent("leaving")
    phone, desk = await world.client(lin).open(), await world.client(ann).open()
    talk = (await phone.ask(message("first")))["conversation"]
    for socket in (phone, desk):
        await socket.ask({"type": "subscribe", "conversation": talk, "after": 0})
    await desk.ask({"type": "subscribe", "workspace": True})
    await world.request(lin, "customer", "DELETE", "/api/w/session")
    await world.request(ann, "agent", "POST", "/api/desk/logout")
    stays = await world.client(world.people["ann"]).open()
    await stays.ask(message("too late for both", talk))
    assert await phone.closed() == await desk.closed() == 4401
    assert "too late" not in json.dumps([phone.frames, desk.frames])


async def test_v03_who_was_taken_off_a_brand_finds_nothing_of_it_on_his_next_way_in(either: World):
    """By requests at once, and by the socket he opens then, though he subscribes from a position he had before."""
    world = either
    agent, owner = await world.agent("moved", role="lead"), Things(world, world.people["lin"])
    talk = await owner.get("conversation")
    position = (await (await world.client(agent).open()).ask({"type": "subscribe", "workspace": True}))["position"]
    assert (await world.request(agent, "agent", "GET", f"/api/desk/conversations/{talk}")).status_code == 200
    async with world.system.database.write() as session:
        await session.execute(delete(AgentBrandRow).where(AgentBrandRow.agent_id == agent.id))
    assert (await world.request(agent, "agent", "GET", f"/api/desk/conversations/{talk}")).status_code == 404
    await world.post(
        world.people["lin"], "customer", "/api/messages",
        json={"text": "after he left", "conversation": talk}, headers={"Idempotency-Key": str(uuid4())},
    )  # fmt: skip
    desk = await world.client(agent).open()
    assert (await desk.ask({"type": "subscribe", "conversation": talk, "after": 0}))["code"] == "not_found"
    lists = await desk.ask({"type": "subscribe", "workspace": True, "after": position})
    assert lists["counts"] == {"mine": 0, "waiting": 0, "unassigned": 0, "open": 0, "closed": 0}, lists
    await desk.ask({"type": "ping"})
    assert "after he left" not in json.dumps(desk.frames) and talk not in json.dumps(desk.frames[2:])


async def test_v02_anothers_client_id_is_as_good_as_a_fresh_one(world: World):
    """It names what its own sender sent, and nobody learns from it that somebody else did."""
    lin, sam = await world.client(world.people["lin"]).open(), await world.client(world.people["sam"]).open()
    first = message("mine")
    one = await lin.ask(first)
    two = await sam.ask(first | {"text": "something else"})
    assert one["type"] == two["type"] == "ack"
    assert one["conversation"] != two["conversation"]


async def test_v02_every_kind_of_job_is_in_the_table(world: World):
    there = set(world.system.jobs())
    assert there == JOBS.keys(), "say in tests/gate/commands.py what the payload of each kind of job names"


async def test_v02_a_job_that_pairs_what_is_not_one_persons_tells_nobody(world: World):
    """One customer's browser with another's conversation, and each with what is not there: nothing is posted or written."""
    lin, sam = world.things["lin"], world.things["sam"]
    device, talk, others = await lin.get("device"), await lin.get("conversation"), await sam.get("conversation")
    send = world.system.jobs()["push"]
    before = await still(world)
    for named in ((device, others), (device, world.missing("conversation")), (world.missing("device"), talk)):
        # Far beyond what was read: it would be told. No push service is there, so that telling it would raise.
        await send({"device": named[0], "conversation": named[1], "number": 99})
    await world.system.jobs()["preview"]({"blob": "00" * 32})
    assert await still(world) == before
    with pytest.raises(TryLater):
        await send({"device": device, "conversation": talk, "number": 99})
