"""Signing in: nobody learns who works here, and guessing locks out nobody but the guesser."""

import asyncio
import time
from statistics import median
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import update

from fairlead.infra.web.problems import headers_of
from fairlead.kit.errors import NotSignedIn, Problem, TooMany
from fairlead.people.manage_agents import create_agent
from fairlead.people.models import AgentRow
from fairlead.people.rules import normal_email
from fairlead.people.sign_in import Bursts, SignIn
from tests.harness import PASSWORD, Installation, copy_database, installation, make_settings

LOGIN = "/api/desk/login"


@pytest.fixture(params=["sqlite"])
def engine(request: pytest.FixtureRequest) -> str:
    """What is tested here does not depend on the database."""
    return str(request.param)


async def agent(system: Any, email: str) -> str:
    return await create_agent(
        system.database, email=email, name="Marco", password=PASSWORD, role="agent", brands=[], teams=[]
    )


def shape(answer: httpx.Response) -> tuple[int, dict[str, Any], list[str]]:
    """All an outsider can compare: status, body but for the request's id, names of headers."""
    body = answer.json()
    body.pop("request_id")
    return answer.status_code, body, sorted(name for name in answer.headers if name not in ("x-request-id", "date"))


async def test_a_wrong_password_and_an_unknown_agent_answer_alike(site: Installation):
    marco = await site.agent("Marco")
    gone = await agent(site.system, "gone@northlight.example")
    async with site.system.database.write() as session:
        await session.execute(update(AgentRow).where(AgentRow.id == gone).values(active=False))
    tries = [
        {"email": "marco@northlight.example", "password": "wrong password"},
        {"email": "marco@northlight.example", "password": ""},
        {"email": "nobody@northlight.example", "password": PASSWORD},
        {"email": "gone@northlight.example", "password": PASSWORD},
        {"email": "no address", "password": PASSWORD},
        {"email": "", "password": ""},
        {"email": "x" * 5000, "password": "y" * 1024},
        {"email": "\x00@\ufffd", "password": "\x00"},
        {"email": "' OR 1=1 --", "password": "' OR 1=1 --"},
    ]
    http = site.anonymous().http
    shapes = [shape(await http.post(LOGIN, json=body)) for body in tries]
    assert shapes[0][0] == 401
    assert shapes[0][1]["code"] == "sign_in_failed"
    assert all(found == shapes[0] for found in shapes)
    assert (await marco.http.get("/api/desk/me")).status_code == 200


async def test_an_unknown_agent_takes_as_long_as_a_wrong_password(system: Any):
    await agent(system, "marco@northlight.example")
    sign_in = SignIn(system.database, system.sealer, session_life=10**9, bursts=Bursts(100))
    times: dict[str, list[float]] = {"marco@northlight.example": [], "nobody@northlight.example": []}
    for _ in range(11):
        for email, taken in times.items():
            started = time.perf_counter()
            with pytest.raises(NotSignedIn):
                await sign_in.password(email, "wrong password", address="1.2.3.4")
            taken.append(time.perf_counter() - started)
    known, unknown = (median(taken) for taken in times.values())
    assert unknown > known / 3


async def test_guessing_is_slowed_down_for_the_guesser_alone(system: Any):
    await agent(system, "marco@northlight.example")
    await agent(system, "aiko@northlight.example")
    sign_in = SignIn(system.database, system.sealer, session_life=10**9, bursts=Bursts(3))
    for _ in range(3):
        with pytest.raises(NotSignedIn):
            await sign_in.password("marco@northlight.example", "guess", address="6.6.6.6")
    for spelled in ("marco@northlight.example", " MARCO@northlight.example "):
        with pytest.raises(TooMany) as slowed:
            await sign_in.password(spelled, PASSWORD, address="6.6.6.6")
        assert 1 <= int(headers_of(slowed.value)["Retry-After"]) <= 15 * 60
    # Marco himself, elsewhere, and his neighbour behind the guesser's address get in.
    assert (await sign_in.password("marco@northlight.example", PASSWORD, address="1.1.1.1"))[0].name == "Marco"
    assert (await sign_in.password("aiko@northlight.example", PASSWORD, address="6.6.6.6"))[0].name == "Marco"


async def test_the_slow_down_tells_nothing_about_who_exists(system: Any):
    await agent(system, "marco@northlight.example")
    sign_in = SignIn(system.database, system.sealer, session_life=10**9, bursts=Bursts(2))
    told = []
    for email in ("marco@northlight.example", "nobody@northlight.example"):
        codes = []
        for _ in range(4):
            with pytest.raises(Problem) as problem:
                await sign_in.password(email, "guess", address="6.6.6.6")
            codes.append((problem.value.code, problem.value.status))
        told.append(codes)
    assert told[0] == told[1]


async def test_a_good_sign_in_forgives_the_bad_ones_before(system: Any):
    await agent(system, "marco@northlight.example")
    sign_in = SignIn(system.database, system.sealer, session_life=10**9, bursts=Bursts(3))
    for _ in range(4):
        for _ in range(2):
            with pytest.raises(NotSignedIn):
                await sign_in.password("marco@northlight.example", "guess", address="1.1.1.1")
        await sign_in.password("marco@northlight.example", PASSWORD, address="1.1.1.1")


async def test_an_address_in_a_header_buys_no_new_tries(sqlite_template: Any, tmp_path: Any):
    """Without a trusted proxy X-Forwarded-For is nobody's word."""
    settings = make_settings(tmp_path, copy_database(sqlite_template, tmp_path), login_burst=3)
    async with installation(settings, worker=False) as site:
        await site.agent("Marco")
        http = site.anonymous().http
        body = {"email": "marco@northlight.example", "password": "guess"}
        headers = [{"X-Forwarded-For": f"10.0.0.{number}"} for number in range(6)]
        codes = [(await http.post(LOGIN, json=body, headers=header)).status_code for header in headers]
        assert codes[-1] == 429
        assert codes.count(401) <= 3


async def test_a_sign_in_from_another_site_is_refused(site: Installation):
    await site.agent("Marco")
    body = {"email": "marco@northlight.example", "password": PASSWORD}
    http = site.anonymous().http
    for headers in ({"Origin": "http://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}):
        answer = await http.post(LOGIN, json=body, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (403, "cross_site")
        assert "set-cookie" not in answer.headers


async def test_the_cookie_is_for_our_pages_only_and_ends_with_the_session(site: Installation):
    marco = await site.agent("Marco")
    http = site.anonymous().http
    answer = await http.post(LOGIN, json={"email": "marco@northlight.example", "password": PASSWORD})
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert PASSWORD not in answer.text
    socket = await marco.open()
    assert (await marco.http.post("/api/desk/logout")).status_code == 204
    assert await socket.closed(seconds=3) == 4401
    assert (await marco.http.get("/api/desk/me")).status_code == 401


async def test_many_sign_ins_at_once_are_all_answered(site: Installation):
    await site.agent("Marco")
    body = {"email": "marco@northlight.example", "password": PASSWORD}
    clients = [site.anonymous() for _ in range(5)]
    answers = await asyncio.gather(*[client.http.post(LOGIN, json=body) for client in clients])
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.headers["set-cookie"] for answer in answers}) == 5


@pytest.mark.parametrize(
    "wrong", ["", "a", "@", "a@", "@b", "a b@c.d", "a@b\n", "x" * 250 + "@b.cd", "a\x00@b.c", "\u200b"]
)
def test_what_is_no_address_makes_no_agent(wrong: str):
    with pytest.raises(Problem, match="email_invalid"):
        normal_email(wrong.strip("\n") + ("\x01" if wrong.endswith("\n") else ""))


async def test_no_two_agents_share_an_address_however_it_is_spelled(system: Any):
    email = f"{uuid4().hex}@northlight.example"
    await agent(system, email)
    for spelled in (email, email.upper(), f"  {email} "):
        with pytest.raises(Problem, match="agent_exists"):
            await agent(system, spelled)
