"""V-18, L13: nobody gives what he does not hold or takes the last admin's role away, however many try at once; what is changed
counts at once."""

import asyncio
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from fairlead.app import System
from fairlead.kit.access import SYSTEM, Actor
from fairlead.kit.errors import Conflict, Invalid, NotFound, NotSignedIn, Problem, Refused
from fairlead.people import store
from fairlead.people.manage_agents import create_agent
from tests.harness import PASSWORD, Installation, message

OTHER = "eleven purple doors"


async def made(system: System, name: str, *, role: str = "agent", brands: list[str] | None = None) -> Actor:
    """An agent who is signed in."""
    every = [brand.id for brand in await system.brands.all()]
    email = f"{name.lower()}@northlight.example"
    await create_agent(
        system.database,
        email=email,
        name=name,
        password=PASSWORD,
        role=role,
        brands=every if brands is None else brands,
        teams=[],
    )
    return (await system.sign_in.password(email, PASSWORD, address="192.0.2.1"))[0]


async def admins(system: System) -> set[str]:
    async with system.database.write() as session:
        return await store.lock_admins(session)


async def attempt(work: Any) -> str:
    try:
        await work
    except Problem as problem:
        return problem.code
    return "done"


async def test_v18_two_admins_who_demote_each_other_a_hundred_times_leave_one(
    system: System, proving: Callable[[int, int], int]
):
    staff = system.staff
    one, two = await made(system, "One", role="admin"), await made(system, "Two", role="admin")
    for number in range(proving(15, 100)):
        first, second = (one, two) if number % 2 else (two, one)
        verb = number % 4 < 2
        told = await asyncio.gather(
            *(
                attempt(staff.set_role(by, whom.id, "agent") if verb else staff.set_active(by, whom.id, active=False))
                for by, whom in ((first, second), (second, first))
            )
        )
        assert sorted(told) == ["done", "not_allowed"], number
        left = await admins(system)
        assert len(left) == 1
        for actor in (one, two):
            await staff.set_active(SYSTEM, actor.id, active=True)
            await staff.set_role(SYSTEM, actor.id, "admin")


async def test_l13_a_hundred_at_once_among_ten_admins_leave_one_and_no_other(system: System):
    people = [await made(system, f"admin{number}", role="admin") for number in range(10)]
    tries = [(by, whom) for by in people for whom in people]
    told = await asyncio.gather(*(attempt(system.staff.set_role(by, whom.id, "lead")) for by, whom in tries))
    left = await admins(system)
    # Whoever came first has demoted all others: what these tried afterwards was refused to them.
    assert len(left) == 1
    # Two may take the same right away from one: the second changes nothing.
    assert told.count("done") >= 9
    assert set(told) <= {"done", "not_allowed", "own_account"}


async def test_l13_not_even_the_command_line_takes_the_last_active_admin(system: System):
    last, gone = await made(system, "Last", role="admin"), await made(system, "Gone", role="admin")
    await system.staff.set_active(SYSTEM, gone.id, active=False)
    for work in (
        lambda: system.staff.set_role(SYSTEM, last.id, "agent"),
        lambda: system.staff.set_active(SYSTEM, last.id, active=False),
    ):
        with pytest.raises(Conflict, match="last_admin"):
            await work()
    told = await asyncio.gather(
        *(attempt(system.staff.set_role(SYSTEM, whom, "agent")) for whom in [last.id, gone.id] * 25)
    )
    assert await admins(system) == {last.id}
    assert "last_admin" in told
    await system.staff.set_role(SYSTEM, gone.id, "admin")
    await system.staff.set_active(SYSTEM, gone.id, active=True)
    await system.staff.set_role(SYSTEM, last.id, "agent")
    assert await admins(system) == {gone.id}


async def test_v18_a_hundred_acts_beside_a_demotion_and_none_after_it(system: System):
    boss, victim = await made(system, "Boss", role="admin"), await made(system, "Victim")
    await made(system, "Stays", role="admin")
    demoted = False
    late: list[str] = []

    async def act(number: int) -> str:
        await asyncio.sleep(number / 2000)
        after = demoted
        told = await attempt(system.staff.set_role(boss, victim.id, ("lead", "agent")[number % 2]))
        if after:
            late.append(told)
        return told

    async def demote() -> None:
        nonlocal demoted
        await system.staff.set_role(SYSTEM, boss.id, "agent")
        demoted = True

    *told, _ = await asyncio.gather(*(act(number) for number in range(100)), demote())
    late.append(await attempt(system.staff.set_role(boss, victim.id, "admin")))
    assert set(late) == {"not_allowed"}
    assert set(told) <= {"done", "not_allowed"}


async def test_v18_nobody_gives_what_he_does_not_hold(system: System):
    north = (await system.brands.all())[0].id
    south = await second_brand(system)
    boss = await made(system, "Boss", role="admin", brands=[north])
    other, both = await made(system, "Other", brands=[south]), await made(system, "Both", brands=[north, south])
    mine = await made(system, "Mine", brands=[north])
    staff = system.staff
    account = {"email": "new@x.example", "name": "New", "password": PASSWORD, "role": "agent", "teams": []}
    for gift in (
        staff.set_brands(boss, mine.id, brands=[north, south], teams=[]),
        staff.set_brands(boss, boss.id, brands=[north, south], teams=[]),
        staff.create(boss, **account, brands=[south]),
    ):
        with pytest.raises(Invalid, match="brand_unknown"):
            await gift
    assert {person.name for person in await staff.all(boss)} == {"Boss", "Both", "Mine"}
    # Whose account is not his to change, he could not sign in as either.
    for whom, problem in ((other, NotFound), (both, Refused)):
        for work in (
            staff.set_password(boss, whom.id, OTHER),
            staff.set_role(boss, whom.id, "lead"),
            staff.set_active(boss, whom.id, active=False),
            staff.set_brands(boss, whom.id, brands=[north], teams=[]),
            staff.end_sessions(boss, whom.id),
        ):
            with pytest.raises(problem):
                await work
    for work in (
        staff.set_role(boss, boss.id, "agent"),
        staff.set_active(boss, boss.id, active=False),
        staff.set_password(boss, boss.id, OTHER),
    ):
        with pytest.raises(Refused, match="own_account"):
            await work
    for actor in (mine, await made(system, "Lead", role="lead", brands=[north])):
        for work in (
            staff.all(actor),
            staff.set_role(actor, actor.id, "admin"),
            staff.set_brands(actor, actor.id, brands=[north], teams=[]),
            staff.set_password(actor, boss.id, OTHER),
            staff.create(actor, **account, brands=[north]),
        ):
            with pytest.raises(Refused, match="not_allowed"):
                await work
    with pytest.raises(Invalid, match="role_unknown"):
        await staff.set_role(boss, mine.id, "owner")
    with pytest.raises(Invalid, match="team_unknown"):
        await staff.set_brands(boss, mine.id, brands=[north], teams=["0" * 32])
    for nobody in ("0" * 32, "x", ""):
        with pytest.raises(NotFound):
            await staff.set_role(boss, nobody, "lead")


async def second_brand(system: System) -> str:
    return await system.brands.create(
        key="southlight",
        name="Southlight",
        look={"accent": "#0a6e56", "accent_dark": "#4fd1a5", "radius": "10px", "logo": "S"},
        locales=["en"],
        sites=["http://southlight.localhost:9"],
        bot_first=False,
        token_algorithm="HS256",
        token_key=b"southlight shared secret of 32 bytes!",
    )


async def test_what_is_changed_counts_at_the_next_sign_in_and_for_every_session(system: System):
    boss, marco = await made(system, "Boss", role="admin"), await made(system, "Marco")
    email, staff = "marco@northlight.example", system.staff

    async def sign_in(password: str) -> Actor:
        return (await system.sign_in.password(email, password, address="192.0.2.1"))[0]

    second = await sign_in(PASSWORD)
    await staff.set_password(boss, marco.id, OTHER)
    for actor in (marco, second):
        with pytest.raises(NotSignedIn):
            await system.sessions.holder(actor.session, "agent")
    with pytest.raises(NotSignedIn, match="sign_in_failed"):
        await sign_in(PASSWORD)
    third = await sign_in(OTHER)
    await staff.set_role(boss, marco.id, "lead")
    with pytest.raises(NotSignedIn):
        await system.sessions.holder(third.session, "agent")
    assert (await sign_in(OTHER)).role == "lead"
    await staff.set_active(boss, marco.id, active=False)
    with pytest.raises(NotSignedIn, match="sign_in_failed"):
        await sign_in(OTHER)
    await staff.set_active(boss, marco.id, active=True)
    fourth = await sign_in(OTHER)
    await staff.set_brands(boss, marco.id, brands=[], teams=[])
    assert (await system.sessions.holder(fourth.session, "agent")).brands == frozenset()
    await staff.end_sessions(boss, marco.id)
    with pytest.raises(NotSignedIn):
        await system.sessions.holder(fourth.session, "agent")


async def test_v57_a_ticket_that_a_hundred_use_at_once_lets_one_in(system: System):
    marco = await made(system, "Marco")
    ticket, _ = await system.sessions.ticket(marco)
    told = await asyncio.gather(*(attempt(system.sessions.redeem(ticket)) for _ in range(100)))
    assert told.count("done") == 1
    assert set(told) == {"done", "not_signed_in"}


async def test_v18_a_reply_that_waits_while_its_author_is_deactivated_is_not_written(system: System):
    """The actor is as old as his request; what he may is asked in the transaction that writes."""
    boss, marco = await made(system, "Boss", role="admin"), await made(system, "Marco")
    await system.staff.set_active(boss, marco.id, active=False)
    with pytest.raises(NotSignedIn):
        await system.changes.close(marco, str(uuid4()), "0" * 32)


async def test_admins_manage_agents_over_http(quiet_site: Installation):
    boss, marco = await quiet_site.agent("Boss", role="admin"), await quiet_site.agent("Marco")
    http = boss.http
    new = {"email": "Aiko@northlight.example", "name": "Aiko", "password": PASSWORD, "brands": ["northlight"]}
    answer = await http.post("/api/desk/agents", json=new)
    assert answer.status_code == 201, answer.text
    aiko = answer.json()
    assert (aiko["email"], aiko["role"], aiko["brands"], aiko["manageable"]) == (
        "aiko@northlight.example",
        "agent",
        ["northlight"],
        True,
    )
    assert (await http.post("/api/desk/agents", json=new)).json()["code"] == "agent_exists"
    listed = (await http.get("/api/desk/agents")).json()["agents"]
    assert [one["name"] for one in listed] == ["Aiko", "Boss", "Marco"]
    phone = await quiet_site.signed_in("aiko@northlight.example")
    base = f"/api/desk/agents/{aiko['id']}"
    for what, body in (
        ("role", {"role": "lead"}),
        ("brands", {"brands": [], "teams": []}),
        ("active", {"active": False}),
        ("active", {"active": True}),
    ):
        changed = await http.put(f"{base}/{what}", json=body)
        assert changed.status_code == 200, changed.text
        assert changed.json()[what] == next(iter(body.values()))
    assert (await phone.http.get("/api/desk/me")).status_code == 401
    assert (await http.put(f"{base}/password", json={"password": "password123"})).json()["code"] == "password_common"
    assert (await http.put(f"{base}/password", json={"password": OTHER})).status_code == 204
    assert (await http.put(f"{base}/brands", json={"brands": ["nowhere"], "teams": []})).status_code == 422
    assert (await http.delete(f"{base}/sessions")).status_code == 204
    assert (await marco.http.get("/api/desk/agents")).status_code == 403
    for what, body in (("role", {"role": "admin"}), ("active", {"active": False}), ("password", {"password": OTHER})):
        refused = await marco.http.put(f"{base}/{what}", json=body)
        assert (refused.status_code, refused.json()["code"]) == (403, "not_allowed")
    socket = await marco.open()
    assert (await socket.ask(message("nobody's", "0" * 32)))["code"] == "not_found"
    await http.put(f"/api/desk/agents/{marco.id}/active", json={"active": False})
    assert await socket.closed(seconds=5) == 4401
