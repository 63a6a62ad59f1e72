"""One press: a matter that goes first, words at once, people called until one has it; never refused, never twice."""

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import update

from fairlead.emergency.models import EmergencyRow
from fairlead.emergency.rules import NEWCOMER_RATE, NEWCOMERS, RING_RATE, RINGS
from fairlead.infra.jobs import JobRunner
from fairlead.kit.ids import new_token
from fairlead.tickets import store as tickets
from tests.conduct.ground import measure
from tests.emergency.ground import Done, calls, emergencies, entries_of, head, press, pressed, told
from tests.harness import Installation, installation, make_settings, message


@pytest.fixture
async def site(database_url: str, tmp_path: Path) -> AsyncIterator[Installation]:
    """Nothing happens by the clock."""
    async with installation(make_settings(tmp_path, database_url), worker=False) as made:
        yield made


async def test_a_press_begins_a_matter_that_goes_first_and_says_at_once_what_happens(site: Installation):
    customer, lead = await site.customer(), await site.agent("Sven", role="lead")
    answer = await press(customer, locale="zh-CN", source="widget")
    assert answer.status_code == 201
    body = answer.json()
    assert (body["session"], body["known"], body["freezing"]) == (None, True, False)
    row = await head(site.system, body["conversation"])
    assert (row.calm, row.handler, row.bot_active, row.status) == (False, "queue", False, "open")
    assert row.waiting_since is not None
    entries = await entries_of(customer, body["conversation"])
    assert told(entries) == [("pressed", "customer"), ("told", "system")]
    assert "值班人员已收到警报" in entries[1]["text"]
    assert "助记词" in entries[1]["text"]
    await Done(site).now()
    async with site.system.database.read() as session:
        found = await tickets.of_conversation(session, body["conversation"])
    assert found is not None
    assert (found.row.category, found.row.priority, found.row.case_type) == ("SEC-ATO", 1, "security")
    place = (await lead.http.get(f"/api/desk/conversations/{body['conversation']}/place")).json()["reason"]
    assert place["priority"] == 1
    assert place["code"] in ("alone", "security")


async def test_however_often_and_from_wherever_it_is_one_matter_of_whoever_presses(site: Installation):
    nobody, token, key = site.anonymous(), new_token("fls"), str(uuid4())
    twice = await asyncio.gather(*(press(nobody, key=key, session=token) for _ in range(3)))
    body = twice[0].json()
    assert (body["session"], body["known"]) == (token, False)
    assert len({one.json()["emergency"] for one in twice}) == 1
    nobody.http.headers["Authorization"] = f"Bearer {token}"
    entries = await entries_of(nobody, body["conversation"])
    assert "do not know yet whose account" in entries[1]["text"]
    assert (await pressed(nobody))["emergency"] == body["emergency"]
    # Two devices of one account at once, one of them again after a lost answer.
    phone, laptop = await site.customer(), await site.customer()
    answers = await asyncio.gather(press(phone, key=key), press(phone, key=key), press(laptop), press(laptop))
    assert [one.status_code for one in answers].count(201) == 1
    assert len({one.json()["emergency"] for one in answers}) == 1
    assert len(await emergencies(site.system)) == 2
    assert len(await entries_of(phone, answers[0].json()["conversation"])) == 2
    # Whatever is wrong is told, and another's is not there.
    other = await site.customer("99")
    assert (await press(other, conversation=body["conversation"])).status_code == 404
    assert (await press(other, conversation=str(uuid4()))).status_code == 404
    assert (await press(other, session="mine")).status_code == 201
    assert (await press(site.anonymous(), session="fls_short")).status_code == 422
    assert (await press(site.anonymous(), key="no uuid")).status_code == 422


async def test_in_a_conversation_it_is_that_one_also_one_that_was_closed_and_a_ticket_is_raised_to_p1(
    site: Installation,
):
    customer, agent = await site.customer(), await site.agent()
    phone, desk = await customer.open(), await agent.open()
    talk = (await phone.ask(message("Where do I see my fees?")))["conversation"]
    await desk.ask({"type": "close", "client_id": str(uuid4()), "conversation": talk})
    body = await pressed(customer, conversation=talk)
    assert body["conversation"] == talk
    row = await head(site.system, talk)
    assert (row.status, row.calm, row.bot_active) == ("open", False, False)
    assert row.waiting_since is not None
    other = await site.customer("99")
    category = {"category": "DEP-NOCRED", "text": "It does not arrive", "evidence": [], "locale": "en"}
    opened = await other.http.post("/api/tickets", json=category, headers={"Idempotency-Key": str(uuid4())})
    assert opened.status_code == 201, opened.text
    await pressed(other, conversation=opened.json()["conversation"])
    await Done(site).now()
    async with site.system.database.read() as session:
        found = await tickets.of_conversation(session, opened.json()["conversation"])
    assert found is not None
    assert (found.row.priority, found.row.override, found.row.category) == (1, 1, "DEP-NOCRED")


async def test_people_are_called_at_once_again_after_a_minute_and_wider_until_one_takes_it(site: Installation):
    ayu, sven = await site.agent("Ayu"), await site.agent("Sven", role="lead")
    tomasz = await site.agent("Tomasz", role="admin")
    url = "/api/desk/on-call/northlight"
    assert (await sven.http.put(url, json={"agents": [sven.id]})).status_code == 403
    refused = await tomasz.http.put(url, json={"agents": [str(uuid4())]})
    assert (refused.status_code, refused.json()["code"]) == (422, "invalid_field")
    assert (await tomasz.http.put(url, json={"agents": [ayu.id, ayu.id]})).json() == {"agents": [ayu.id]}
    assert (await sven.http.get(url)).json() == {"agents": [ayu.id]}
    customer, done = await site.customer(), Done(site)
    socket = await ayu.open()
    body = await pressed(customer)
    await done.now()
    await socket.until(lambda frame: frame["type"] == "emergency")
    # Done twice, a call calls nobody twice.
    await site.system.jobs()["emergency.call"]({"emergency": body["emergency"], "step": 0})
    assert await calls(site.system) == {(0, ayu.id)}
    ringing = (await ayu.http.get("/api/desk/emergencies")).json()["emergencies"]
    assert [one["conversation"] for one in ringing] == [body["conversation"]]
    assert (ringing[0]["customer"]["name"], ringing[0]["people"], ringing[0]["calls"]) == ("Lin", 1, 1)
    assert (await sven.http.get("/api/desk/emergencies")).json() == {"emergencies": []}
    await done.step(1)
    assert {one for step, one in await calls(site.system) if step == 1} == {ayu.id, sven.id, tomasz.id}
    assert len((await sven.http.get("/api/desk/emergencies")).json()["emergencies"]) == 1
    taken = await sven.http.post(f"/api/desk/emergencies/{body['emergency']}/take")
    assert taken.status_code == 200, taken.text
    late = await ayu.http.post(f"/api/desk/emergencies/{body['emergency']}/take")
    assert (late.status_code, late.json()["code"]) == (409, "emergency_taken")
    assert (await head(site.system, body["conversation"])).assignee_id == sven.id
    assert (await ayu.http.get("/api/desk/emergencies")).json() == {"emergencies": []}
    before = await calls(site.system)
    await done.step(2)
    assert await calls(site.system) == before
    assert any(one["kind"] == "joined" for one in await entries_of(customer, body["conversation"]))


async def test_who_answers_has_it_and_after_its_end_one_presses_again_also_one_who_is_paused(site: Installation):
    lead, customer, done = await site.agent("Sven", role="lead"), await site.customer(), Done(site)
    body = await pressed(customer)
    desk = await lead.open()
    await desk.ask(message("I am on it, your account is being looked at.", body["conversation"]))
    await done.now()
    (row,) = await emergencies(site.system)
    assert (row.taken_by, row.over_at) == (lead.id, None)
    await desk.ask({"type": "close", "client_id": str(uuid4()), "conversation": body["conversation"]})
    talk = (await (await customer.open()).ask(message("you idiots")))["conversation"]
    for kind in ("warn", "slow", "pause"):
        assert (await measure(lead, talk, kind)).status_code == 201
    assert (await press(customer, conversation=talk)).status_code == 201
    assert (await press(customer)).status_code == 200
    await done.now()
    first, second = await emergencies(site.system)
    assert first.over_at is not None
    assert (second.over_at, second.conversation_id) == (None, talk)


async def test_a_flood_of_new_visitors_rings_a_few_times_and_is_told_to_sign_in_and_accounts_are_not_counted(
    site: Installation,
):
    sven = await site.agent("Sven", role="lead")
    began, let_in = time.monotonic(), 0
    while (refused := await press(site.anonymous())).status_code == 201 and let_in < 9 * NEWCOMERS:
        let_in += 1
    # What the limits give back meanwhile is counted: on a busy machine thirty presses take their time.
    passed = time.monotonic() - began
    assert NEWCOMERS <= let_in <= NEWCOMERS + passed * NEWCOMER_RATE
    assert (refused.status_code, refused.json()["code"]) == (429, "emergency_many")
    assert "sign in" in str(refused.json()).lower()
    assert int(refused.headers["Retry-After"]) >= 1
    assert (await press(await site.customer())).status_code == 201
    rows = await emergencies(site.system)
    *strangers, account = [row.quiet for row in rows]
    assert (len(strangers), account, strangers[:RINGS]) == (let_in, False, [False] * RINGS)
    assert strangers.count(False) <= RINGS + passed * RING_RATE
    for row in rows[:: NEWCOMERS // 3]:
        assert not (await head(site.system, row.conversation_id)).calm
    # What rings together stands on the same desks.
    await site.system.jobs()["emergency.call"]({"emergency": rows[0].id, "step": 0})
    ringing = (await sven.http.get("/api/desk/emergencies")).json()["emergencies"]
    assert [one["people"] for one in ringing] == [1] + [0] * strangers.count(True)
    # The last of those that ring is taken: who pressed first of the others rings by himself.
    async with site.system.database.write() as session:
        loud = update(EmergencyRow).where(EmergencyRow.quiet.is_(False), EmergencyRow.id != rows[0].id)
        await session.execute(loud.values(taken_at=1, taken_by=sven.id))
    assert (await sven.http.post(f"/api/desk/emergencies/{rows[0].id}/take")).status_code == 200
    assert [row.quiet for row in (await emergencies(site.system))[RINGS : RINGS + 2]] == [False, True]
    runner = JobRunner(site.system.database, site.system.jobs(), parallel=16)
    while await runner.round():
        pass
    ringing = (await sven.http.get("/api/desk/emergencies")).json()["emergencies"]
    assert (ringing[0]["id"], ringing[0]["people"]) == (rows[RINGS].id, 1)
    assert len(ringing) == NEWCOMERS - RINGS
