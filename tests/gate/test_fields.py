"""What a client may say of a thing, and nothing more: every column's name as a further field, and every kind of value in the
place of every other, at every door and in every command that changes something."""

import json
import os
import zlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar
from urllib.parse import urlencode
from uuid import uuid4

import msgspec
import pytest
from sqlalchemy import Boolean, Integer

from fairlead.infra.database import Base
from fairlead.live.frames import FRAMES
from tests.bad_input.ground import no_leak, problem
from tests.gate.asking import body_fields, build, put
from tests.gate.commands import COMMANDS
from tests.gate.doors import DOORS, FRESH, Door, Shape, fresh
from tests.gate.matrix import values_of
from tests.gate.test_sockets import SILENT, frame_of, still
from tests.gate.watch import contents
from tests.gate.world import HOME, NOBODY, Person, Things, World
from tests.harness import Socket

Schema = Mapping[str, Any]
T = TypeVar("T")
PROVING = os.environ.get("FAIRLEAD_PROVE") == "1"
HUGE = "9" * 20_000
# In the place of a value: other kinds, among them what query languages read as orders, and what no column takes.
BEYOND = (2**63, -(2**70))
OTHERS: list[Any] = [
    {}, {"$ne": None}, {"toString": 1}, [], ["a"], [[]], True, None, 0, -1, 1.5, 1e308, 2**53 + 1, *BEYOND, HUGE,
]  # fmt: skip
IN_A_QUERY = ["", "[]", '{"$ne":1}', "-1", "1e9", "true", "null", "9" * 40, "\ud7ff\U0001f600", "a" * 900, "' OR 1=1--"]
# Bodies of the doors that stand open to everybody.
OPEN: dict[str, dict[str, Any]] = {
    "POST /api/w/{brand_key}/session": {"token": None, "locale": "en", "context": {"page": "trade"}},
    "POST /api/w/{brand_key}/emergency": {"source": "app", "locale": "en", "context": {"page": "trade"}},
    "POST /api/desk/login": {"email": "nobody@example.org", "password": "wrong horse battery"},
}
WRITES = [route for route, door in DOORS.items() if not route.startswith(("GET", "HEAD")) and "/api/" in route]
QUERIES = [route for route, door in DOORS.items() if route.startswith("GET /api/") and door.plain | set(door.names)]
COMMANDED = [(name, number) for name, doors in COMMANDS.items() if name != "hello" for number in range(len(doors))]


def columns() -> dict[str, Any]:
    """Every name a column has, with a value of its kind."""
    found: dict[str, Any] = {}
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            found[column.name] = (
                True if isinstance(column.type, Boolean) else 1 if isinstance(column.type, Integer) else "admin"
            )
    return found


def some(values: Iterable[T], seed: str) -> list[T]:
    """All with the full counts; else every fourth, beginning somewhere else at each place, so that each is tried at many."""
    found = list(values)
    return found if PROVING else found[zlib.crc32(seed.encode()) % 4 :: 4]


def json_type(value: Any) -> str:
    names = {
        bool: "boolean",
        type(None): "null",
        dict: "object",
        list: "array",
        str: "string",
        float: "number",
        int: "integer",
    }
    return names[type(value)]


def kinds_at(defs: Schema, schema: Schema, place: str) -> set[str]:
    """Which kinds of JSON value the schema takes at a place such as `items[].to`."""
    if "$ref" in schema:
        return kinds_at(defs, defs[schema["$ref"].rpartition("/")[2]], place)
    if found := schema.get("oneOf") or schema.get("anyOf"):
        return set().union(*(kinds_at(defs, one, place) for one in found))
    if place:
        name, _, rest = place.partition(".")
        if "properties" not in schema:
            return set()
        inner = schema["properties"][name.rstrip("[]")]
        for _ in range(name.count("[]")):
            for one in inner.get("anyOf", inner.get("oneOf", [inner])):
                inner = one.get("prefixItems", [one.get("items", inner)])[0]
        return kinds_at(defs, inner, rest)
    kind = schema.get("type")
    return {"integer", "number", "string", "boolean", "null", "object", "array"} if kind is None else {kind}


def objects_in(places: set[str]) -> set[str]:
    """Where a further field could stand: at the top, and in each object inside."""
    return {""} | {place.rpartition(".")[0] + "." for place in places if "." in place}


async def body_of(world: World, person: Person, route: str) -> tuple[Door, Shape, dict[str, str]]:
    """A good request's parts, with one's own things."""
    door = DOORS[route]
    shape = door.shapes[0]
    return door, shape, await values_of(Things(world, person), door, shape) or {}


def person_for(world: World, door: Door) -> Person:
    return NOBODY if door.who == "public" else world.people["ann" if door.who == "agent" else "lin"]


class Asked:
    """One route with a good body, to be spoilt."""

    def __init__(self, world: World, route: str, document: Schema) -> None:
        self.world, self.route, self.door = world, route, DOORS[route]
        self.person = person_for(world, self.door)
        method, _, path = route.partition(" ")
        operation = document["paths"][path][method.lower()]
        content = operation.get("requestBody", {}).get("content", {}).get("application/json")
        self.schema: Schema = content["schema"] if content else {}
        self.defs: Schema = document["components"]["schemas"]
        self.places = set(body_fields(document, self.schema)) if content else set()
        self.values: dict[str, str] = {}

    async def prepare(self) -> None:
        owner = self.world.people["lin"] if self.person is NOBODY else self.person
        self.values = await values_of(Things(self.world, owner), self.door, self.door.shapes[0]) or {}

    async def send(self, place: str, value: Any, *, query: str = "") -> Any:
        asked = build(self.route, self.door, self.door.shapes[0], self.values, {"brand_key": HOME, "brand": HOME})
        body = {**OPEN.get(self.route, {}), **asked.get("json", {})}
        if place:
            put(body, place, value)
        if self.schema:
            asked["content"] = json.dumps(body)
            asked["headers"] = {**asked["headers"], "Content-Type": "application/json"}
        asked.pop("json", None)
        asked["path"] += query
        return await self.world.request(self.person, self.door.who, **asked)


@pytest.fixture(scope="module")
async def document(world: World) -> Any:
    return (await world.http.get("/api/schema/openapi.json")).json()


@pytest.mark.parametrize("route", WRITES)
async def test_v17_no_column_can_be_set_that_a_body_does_not_name(world: World, document: Schema, route: str):
    asked = Asked(world, route, document)
    await asked.prepare()
    before = await contents(world.system.database)
    for at in sorted(objects_in(asked.places)) if asked.schema else ():
        here = {
            place.removeprefix(at).partition(".")[0].removesuffix("[]")
            for place in asked.places
            if place.startswith(at)
        }
        for name, value in some(columns().items(), f"{route} {at}"):
            if name not in here:
                problem(
                    await asked.send(f"{at}{name}", value), 422, ("unknown_field", "missing_field", "macro_invalid")
                )
    for name in ("role", "brand_id", "customer_id", "verified"):
        problem(await asked.send("", None, query=f"?{name}=admin"), 422, "unknown_field")
    assert await contents(world.system.database) == before


@pytest.mark.parametrize("route", [route for route, door in DOORS.items() if door.fields])
async def test_v17_no_column_can_be_set_by_a_form(world: World, route: str):
    door, person = DOORS[route], world.people["lin"]
    values = await values_of(Things(world, person), door, door.shapes[0]) or {}
    before = await contents(world.system.database)
    for name, value in some(columns().items(), route):
        if name not in door.fields:
            asked = build(route, door, door.shapes[0], values, {"brand_key": HOME})
            asked["content"] = (
                f"{asked['content']}&{urlencode({name: value, 'key': uuid4()} if not values else {name: value})}".lstrip(
                    "&"
                )
            )
            asked["headers"] = {"Content-Type": "application/x-www-form-urlencoded"}
            answer = await world.request(person, "form", **asked)
            assert answer.status_code == 422, (name, answer.status_code)
            no_leak(answer.content)
    assert await contents(world.system.database) == before


@pytest.mark.parametrize("route", WRITES)
async def test_v30_another_kind_of_value_is_refused_wherever_it_stands(world: World, document: Schema, route: str):
    asked = Asked(world, route, document)
    await asked.prepare()
    tried = [(place, value) for place in sorted(asked.places) for value in some(OTHERS, f"{route} {place}")]
    allowed = {place: kinds_at(asked.defs, asked.schema, place) for place in asked.places}
    before = await contents(world.system.database)
    for place, value in tried:
        if not takes(allowed[place], value):
            answer = await asked.send(place, value)
            assert answer.status_code >= 400, (route, place, value, answer.text)
            problem(answer, (400, 413, 422))
    assert await contents(world.system.database) == before
    for place, value in tried:
        if takes(allowed[place], value):
            answer = await asked.send(place, value)
            if answer.status_code >= 400:
                problem(answer, (400, 401, 403, 404, 409, 413, 422, 429))


def takes(kinds: set[str], value: Any) -> bool:
    return json_type(value) in kinds or (json_type(value) == "integer" and "number" in kinds)


@pytest.mark.parametrize("route", QUERIES)
async def test_v30_a_question_with_any_value_is_answered_or_refused(world: World, route: str):
    door = DOORS[route]
    person = person_for(world, door)
    owner = world.people["lin"] if person is NOBODY else person
    in_path = {name for name in (*door.names, *door.plain) if f"{{{name}}}" in route}
    needed = {
        name: value
        for name, value in (await own(world, owner, door)).items()
        if name in in_path or name in ("brand", "path")
    }
    for name in sorted((set(door.names) | door.plain) - in_path):
        for value in some(IN_A_QUERY, f"{route} {name}"):
            shape = Shape((), needed | {name: value})
            asked = build(route, door, shape, {}, {"brand_key": HOME, "brand": HOME})
            answer = await world.request(person, door.who, **asked)
            if answer.status_code != 200:
                problem(answer, (400, 404, 409, 422))


async def own(world: World, person: Person, door: Door) -> dict[str, str]:
    return await values_of(Things(world, person), door, door.shapes[0]) or {}


@pytest.fixture(scope="module")
async def speakers(world: World) -> Any:
    found = {name: await world.client(world.people[name]).open() for name in ("lin", "ann")}
    yield found
    for socket in found.values():
        await socket.close()


def commanded(name: str) -> tuple[Schema, Schema, set[str]]:
    """A command's JSON schema, its definitions and its places."""
    made = msgspec.json.schema(FRAMES[name])
    defs = made["$defs"]
    schema = defs[made["$ref"].rpartition("/")[2]]
    return schema, defs, set(places_of(defs, schema))


def places_of(defs: Schema, schema: Schema, at: str = "") -> Iterator[str]:
    if "$ref" in schema:
        yield from places_of(defs, defs[schema["$ref"].rpartition("/")[2]], at)
    elif "anyOf" in schema:
        inner = [one for one in schema["anyOf"] if one.get("type") != "null"]
        yield from places_of(defs, inner[0], at)
    elif schema.get("type") == "array":
        yield from places_of(defs, schema.get("items", {}), f"{at}[]")
    elif "properties" in schema:
        for name, one in schema["properties"].items():
            yield from places_of(defs, one, f"{at}.{name}" if at else name)
    else:
        yield at


async def refusal(socket: Socket, frame: dict[str, Any]) -> dict[str, Any] | None:
    """The error that answers in its one form; None when it was none."""
    answer = await socket.ask(frame)
    if answer["type"] != "error":
        return None
    no_leak(json.dumps(answer))
    assert answer["message"].strip() and answer["code"] != "internal", (frame, answer)
    assert answer.keys() <= {"type", "ref", "code", "message", "retry_after", "client_id"}
    return answer


@pytest.mark.parametrize(("name", "number"), COMMANDED, ids=str)
async def test_v17_no_column_can_be_set_that_a_command_does_not_name(
    world: World, speakers: dict[str, Socket], name: str, number: int
):
    door = COMMANDS[name][number]
    who = "ann" if door.who == "agent" else "lin"
    values = await values_of(Things(world, world.people[who]), door, door.shapes[0]) or {}
    _, _, places = commanded(name)
    before = await still(world)
    for at in sorted(objects_in(places)):
        here = {place.removeprefix(at).partition(".")[0].removesuffix("[]") for place in places if place.startswith(at)}
        for column, value in some(columns().items(), f"{name} {number} {at}"):
            if column not in here:
                frame = frame_of(name, door.shapes[0], values)
                put(frame, f"{at}{column}", value)
                answer = await refusal(speakers[who], frame)
                assert answer is not None and answer["code"] in ("unknown_field", "missing_field"), (frame, answer)
    assert await still(world) == before


@pytest.mark.parametrize(("name", "number"), COMMANDED, ids=str)
async def test_v30_another_kind_of_value_is_refused_in_every_command(
    world: World, speakers: dict[str, Socket], name: str, number: int
):
    door = COMMANDS[name][number]
    who = "ann" if door.who == "agent" else "lin"
    values = await values_of(Things(world, world.people[who]), door, door.shapes[0]) or {}
    schema, defs, places = commanded(name)
    socket = speakers[who]
    for place in sorted(places - {"id"}):
        kinds = kinds_at(defs, schema, place)
        for value in some(OTHERS, f"{name} {number} {place}"):
            fits = takes(kinds, value)
            frame = frame_of(name, door.shapes[0], values)
            put(frame, place, value)
            if name in SILENT or value in BEYOND:
                # Answered by nothing where it fits; what is no JSON of ours cannot be answered by its name.
                since = len(socket.frames)
                await socket.send(frame)
                await socket.ask({"type": "ping"})
                told = [one for one in socket.frames[since:] if one["type"] == "error"]
                assert (fits and value not in BEYOND) or told, frame
                assert all(one["code"] != "internal" for one in told), (frame, told)
            else:
                assert await refusal(socket, frame) is not None or fits, frame


def test_v17_the_names_that_are_tried_are_those_of_the_tables():
    found = columns()
    assert {
        "role",
        "active",
        "password_hash",
        "brand_id",
        "customer_id",
        "verified",
        "internal",
        "owner",
        "seq",
    } <= found.keys()
    assert FRESH and fresh() != fresh()
