"""schemathesis calls every route of the OpenAPI document with what its schema allows and with what it does not: no answer is an
accident of ours, and each refusal has the one form."""

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode

from tests.bad_input.ground import no_leak, problem
from tests.gate.doors import DOORS
from tests.gate.matrix import values_of
from tests.gate.world import HOME, NOBODY, Person, Things, World
from tests.harness import NO_TLS

# Pages for people; what they refuse is a page, too.
PAGES = ("/help", "/w/", "/desk", "/chat", "/contact")
# An answer of ours that says when to come back: the picture is being made.
SOON = "preview_pending"
# They end the session they are called with: each gets one of its own.
ENDS = ("DELETE /api/w/session", "POST /api/desk/logout", "DELETE /api/desk/sessions")


@pytest.fixture(scope="module")
async def operations(world: World) -> dict[str, Any]:
    raw = (await world.http.get("/api/schema/openapi.json")).json()
    found = {}
    for one in schemathesis.openapi.from_dict(raw).get_all_operations():
        operation = one.ok()
        found[operation.label] = operation
    return found


async def caller(world: World, route: str) -> Person:
    who = DOORS[route].who
    if route in ENDS:
        return await (world.customer(HOME, None) if who == "customer" else world.agent("leaves"))
    return NOBODY if who == "public" else world.people["ann" if who == "agent" else "lin"]


def check(route: str, answer: httpx.Response) -> None:
    no_leak(answer.content)
    if answer.status_code == 503 and answer.headers["content-type"] == "application/json":
        assert answer.json()["code"] == SOON, answer.text
    assert answer.status_code < 500 or answer.status_code == 503, (route, answer.request.url, answer.text)
    if answer.status_code < 400 or answer.request.method == "HEAD":
        return
    if answer.headers["content-type"].startswith("text/html"):
        assert answer.request.url.path.startswith(PAGES), (route, answer.text)
    else:
        problem(answer, answer.status_code)


def sent(http: httpx.Client, case: Any, things: dict[str, str], headers: dict[str, str]) -> httpx.Response:
    """The case as it was drawn, but for a wait, and with things that are there where it names some."""
    case.path_parameters = {**(case.path_parameters or {}), **things} or None
    if isinstance(case.body, dict):
        case.body.pop("wait", None)
    how = case.as_transport_kwargs(base_url=str(http.base_url).rstrip("/"))
    how["content"] = how.pop("data", None)
    if isinstance(how["content"], dict):
        how["data"] = how.pop("content")
    cookies = how.pop("cookies", None) or {}
    how["headers"] = {**how["headers"], **headers} | (
        {"Cookie": "; ".join(cookies)} if cookies and "Cookie" not in headers else {}
    )
    return http.request(
        how.pop("method"), how.pop("url"), **{name: value for name, value in how.items() if value is not None}
    )


@pytest.mark.prove
@pytest.mark.parametrize("route", DOORS)
async def test_v30_whatever_schemathesis_calls_is_answered_or_refused_in_one_form(
    world: World, operations: dict[str, Any], route: str, proving: Callable[[int, int], int]
):
    door, person = DOORS[route], await caller(world, route)
    owner = world.people["lin"] if person is NOBODY else world.people["ann" if person.side == "agent" else "lin"]
    values = await values_of(Things(world, owner), door, door.shapes[0]) or {}
    there = {name: value for name, value in values.items() if f"{{{name}}}" in route}
    there |= {name: HOME for name in ("brand_key", "brand") if f"{{{name}}}" in route}
    headers = {"Origin": world.site.base_url, **person.headers(door.who), **door.headers}
    draws = [operations[route].as_strategy(generation_mode=mode) for mode in GenerationMode]
    seen: list[int] = []

    @settings(
        max_examples=proving(4, 150), deadline=None, derandomize=True, database=None,
        phases=[Phase.generate], suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=st.one_of(draws), real=st.booleans())
    def call(case: Any, real: bool) -> None:
        answer = sent(http, case, there if real else {}, headers)
        seen.append(answer.status_code)
        check(route, answer)

    # Drawing may take longer than the server keeps a silent connection: each request has its own.
    alone = httpx.Limits(max_keepalive_connections=0)
    with httpx.Client(base_url=world.site.base_url, timeout=60, verify=NO_TLS, limits=alone) as http:
        await asyncio.to_thread(call)
    assert seen
