"""Every route with every object it can be asked about, for everybody who may not: what is somebody else's answers as what is
not there, byte for byte and with the same work, and nothing changes."""

import asyncio
import os
import statistics
import time
from collections.abc import Callable
from typing import Any

import pytest

from tests.gate.asking import build, parameters, plainly
from tests.gate.doors import DOORS, Door, Shape
from tests.gate.matrix import Plan, fits, of_the_closed_team, pairs, planned, values_of
from tests.gate.watch import Statements, contents
from tests.gate.world import HOME, NOBODY, Person, World

# Who is nobody any more, or never was, or is somebody elsewhere.
STRANGERS = {
    "customer": ("forged customer", "ended customer", "expired customer", "ann", "ended agent"),
    "form": ("forged customer", "ended customer", "expired customer", "ann"),
    "agent": ("forged agent", "ended agent", "expired agent", "gone", "lin", "ended customer"),
}
TRIES = 10
PROVING = os.environ.get("FAIRLEAD_PROVE") == "1"
# Where the answer is 200 in any case and tells what became of each thing.
NOT_YOURS = (b'"not_found"', b'"transfer_target"', b'"file_not_usable"', b'"mention_unknown"', b'"not_allowed"')
WITH_OBJECTS = [route for route, door in DOORS.items() if door.names]
ASKING = [route for route, door in DOORS.items() if door.who != "public"]


async def openapi(world: World) -> dict[str, Any]:
    found: dict[str, Any] = (await world.http.get("/api/schema/openapi.json")).json()
    return found


async def test_v02_every_route_and_every_parameter_is_in_the_table(world: World):
    document = await openapi(world)
    there: dict[str, set[str]] = {}
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            there[f"{method.upper()} {path}"] = parameters(document, path, operation)
    problems = []
    for route in sorted(there.keys() - DOORS.keys()):
        problems.append(f"{route} has no row in tests/gate/doors.py: say who may ask, and what its parameters name")
    for route in sorted(DOORS.keys() - there.keys()):
        problems.append(f"{route} is in tests/gate/doors.py and nowhere else: take its row out")
    for route in sorted(DOORS.keys() & there.keys()):
        door = DOORS[route]
        listed = set(door.names) | door.plain
        for name in sorted(there[route] - listed):
            problems.append(
                f"{route} takes `{name}`: say in tests/gate/doors.py which kind of object it names, or list it as plain"
            )
        for name in sorted(listed - there[route]):
            problems.append(f"{route} takes no `{name}`: take it out of tests/gate/doors.py")
        used = {name for shape in door.shapes for name in shape.uses}
        for name in sorted(set(door.names) - used):
            problems.append(f"{route}: no shape in tests/gate/doors.py sends `{name}`, so nobody tries another's")
    assert not problems, "\n".join(problems)


async def test_v02_the_document_names_every_route_the_application_has(world: World):
    """A route left out of the document would be left out of the matrix, too."""
    edge = world.site.server.config.app
    document = await openapi(world)
    known = {f"{method.upper()} {path}" for path, operations in document["paths"].items() for method in operations}
    there = set()
    for route in edge._app.app.routes:
        path = getattr(route, "path_format", route.path)
        for methods in getattr(route, "route_handler_map", {}):
            there.add(f"{methods} {path}")
    own = {one for one in there if one.startswith("OPTIONS ") or " /api/schema" in one}
    assert sorted(there - own - known) == []


async def asked_twice(
    world: World, statements: Statements, route: str, plan: Plan, *, one: dict[str, str], two: dict[str, str]
) -> None:
    """The two sets of values are answered alike, with the same questions to the database."""
    door, person = DOORS[route], plan.asker
    plain = {"brand_key": person.brand or HOME, "brand": person.brand or HOME}
    work: tuple[list[list[str]], list[list[str]]] = ([], [])
    for attempt in range(TRIES):
        answers = []
        for number, values in enumerate((one, two)):
            asked = build(route, door, plan.shape, values, plain)
            async with statements.heard_in() as heard:
                answer = await world.request(person, door.who, **asked)
            answers.append(plainly(answer, asked, values))
            work[number].append(heard)
        assert answers[0] == answers[1], (route, person.name, one, answers)
        refused = not door.tells or answers[0][0] not in door.reached or can_be_filter(door, one, two)
        assert refused, (route, person.name, answers)
        # The house has work of its own, at times: what a request needs is the least that was heard.
        if min(work[0], key=len) == min(work[1], key=len):
            return
        await asyncio.sleep(0.02 * attempt)
    raise AssertionError((route, person.name, "other work for what is there", work))


def can_be_filter(door: Door, one: dict[str, str], two: dict[str, str]) -> bool:
    """What only narrows a list finds nothing, whatever it names."""
    return all(name in ("assignee", "owner") for name in one if one[name] != two[name])


async def tried(world: World, statements: Statements, route: str, plan: Plan) -> int:
    """How many pairs were asked for."""
    done = 0
    for values, nothing in pairs(world, DOORS[route], plan):
        await asked_twice(world, statements, route, plan, one=values, two=nothing)
        done += 1
    return done


async def reached(world: World, route: str, shape: Shape, asker: Person, mine: dict[str, str]) -> None:
    """With his own he gets through: it was whose it is that was refused, and no fault of the request's. Who has not the
    permission is told so, since he may see what it is about."""
    door = DOORS[route]
    asked = build(route, door, shape, mine, {"brand_key": asker.brand, "brand": asker.brand})
    answer = await world.request(asker, door.who, **asked)
    if fits(asker, door):
        assert answer.status_code in door.reached, (route, asker.name, answer.status_code, answer.text[:300])
        assert not any(code in answer.content for code in NOT_YOURS), (route, answer.text)
    else:
        assert answer.status_code == 403, (route, asker.name, answer.status_code, answer.text[:300])


@pytest.mark.parametrize("route", WITH_OBJECTS)
async def test_v02_what_is_anothers_answers_as_what_is_not_there(world: World, route: str):
    await matrix_of(world, route)


async def matrix_of(world: World, route: str) -> None:
    plans = await planned(world, DOORS[route])
    before = await contents(world.system.database)
    with Statements(world.system.database).listening() as statements:
        done = sum([await tried(world, statements, route, plan) for plan in plans])
    assert done, f"{route}: nobody could try anything"
    assert await contents(world.system.database) == before, route
    for plan in plans:
        if plan.mine is not None:
            await reached(world, route, plan.shape, plan.asker, plan.mine)
    for shape, mine in await of_the_closed_team(world, DOORS[route]):
        await reached(world, route, shape, world.people["mia"], mine)


@pytest.mark.parametrize("route", ASKING)
async def test_v02_who_is_nobody_is_told_the_same_whatever_he_asks_for(world: World, route: str):
    """Without a session, with one that is made up, has ended, has run out or is another kind's, as a deactivated agent."""
    door = DOORS[route]
    owner = world.people["ann" if door.who == "agent" else "lin"]
    things = world.things[owner.name]
    there = [await values_of(things, door, shape) or {} for shape in door.shapes]
    before = await contents(world.system.database)
    for shape, given in zip(door.shapes, there, strict=True):
        nothing = {name: world.missing(door.names[name]) for name in shape.uses}
        seen = set()
        for name in ("nobody", *STRANGERS[door.who]):
            person = world.people.get(name, NOBODY)
            for values in (given, nothing):
                asked = build(route, door, shape, values, {"brand_key": HOME})
                status, headers, body = plainly(await world.request(person, door.who, **asked), asked, values)
                seen.add((status, repr(headers), body))
                assert status == (404 if door.who == "form" else 401), (route, name, status, body)
        assert len(seen) == 1, (route, seen)
    assert await contents(world.system.database) == before, route


# In `make test` those that take locks, look up by them and write; with the full counts all of them.
ON_POSTGRESQL = (
    WITH_OBJECTS if PROVING else ["POST /api/messages", "POST /api/desk/bulk", "DELETE /api/desk/canned/{reply_id}"]
)


@pytest.mark.prove
@pytest.mark.parametrize("route", ON_POSTGRESQL)
async def test_v02_what_is_anothers_answers_as_what_is_not_there_on_postgresql(postgres_world: World, route: str):
    await matrix_of(postgres_world, route)


async def seconds_of(world: World, plan: Plan, route: str, values: dict[str, str]) -> float:
    plain = {"brand_key": plan.asker.brand or HOME, "brand": plan.asker.brand or HOME}
    asked = build(route, DOORS[route], plan.shape, values, plain)
    started = time.perf_counter()
    await world.request(plan.asker, DOORS[route].who, **asked)
    return time.perf_counter() - started


TIMED = WITH_OBJECTS if PROVING else ["GET /api/conversations/{conversation_id}/entries"]


@pytest.mark.prove
@pytest.mark.parametrize("route", TIMED)
async def test_v02_what_is_anothers_takes_as_long_as_what_is_not_there(
    world: World, route: str, proving: Callable[[int, int], int]
):
    """By turns, so that whatever else the machine does falls on both. Medians lie within a tenth and a quarter of a millisecond."""
    plan = next(plan for plan in await planned(world, DOORS[route]) if all(plan.others.values()))
    theirs = {name: others[0][1] for name, others in plan.others.items()}
    nothing = {name: world.missing(DOORS[route].names[name]) for name in plan.shape.uses}
    if "poll_key" in DOORS[route].names.values():
        theirs["key"] = nothing["key"]
    for _ in range(5):
        times: tuple[list[float], list[float]] = ([], [])
        for _ in range(proving(40, 200)):
            for values, kept in zip((theirs, nothing), times, strict=True):
                kept.append(await seconds_of(world, plan, route, values))
        one, two = (statistics.median(kept) for kept in times)
        if abs(one - two) <= 0.1 * max(one, two) + 0.00025:
            return
    raise AssertionError((route, one, two))
