"""One press: a matter that goes first, words at once, people called until one has it; never refused, never twice."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest

from fairlead.emergency.rules import NEWCOMERS, RINGS
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


async def test_who_has_no_session_is_a_visitor_from_then_on_and_is_asked_whose_account_it_is(site: Installation):
    nobody, token = site.anonymous(), new_token("fls")
    body = await pressed(nobody, session=token)
    assert (body["session"], body["known"]) == (token, False)
    nobody.http.headers["Authorization"] = f"Bearer {token}"
    entries = await entries_of(nobody, body["conversation"])
    assert "do not know yet whose account" in entries[1]["text"]
    assert (await pressed(nobody))["emergency"] == body["emergency"]


async def test_pressed_twice_at_once_from_two_devices_or_after_a_lost_answer_it_is_one_matter(site: Installation):
    phone, laptop = await site.customer(), await site.customer()
    key = str(uuid4())
    answers = await asyncio.gather(press(phone, key=key), press(phone, key=key), press(laptop), press(laptop))
    assert {one.status_code for one in answers} == {200, 201}
    assert [one.status_code for one in answers].count(201) == 1
    assert len({one.json()["emergency"] for one in answers}) == 1
    assert len(await emergencies(site.system)) == 1
    assert len(await entries_of(phone, answers[0].json()["conversation"])) == 2
    nobody, token = site.anonymous(), new_token("fls")
    twice = await asyncio.gather(*(press(nobody, key=key, session=token) for _ in range(3)))
    assert len({one.json()["emergency"] for one in twice}) == 1


async def test_in_a_conversation_it_is_that_one_which_goes_first_also_one_that_was_closed(site: Installation):
    customer, agent = await site.customer(), await site.agent()
    phone, desk = await customer.open(), await agent.open()
    talk = (await phone.ask(message("Where do I see my fees?")))["conversation"]
    await desk.ask({"type": "close", "client_id": str(uuid4()), "conversation": talk})
    body = await pressed(customer, conversation=talk)
    assert body["conversation"] == talk
    row = await head(site.system, talk)
    assert (row.status, row.calm, row.bot_active) == ("open", False, False)
    assert row.waiting_since is not None


async def test_anothers_conversation_is_not_there(site: Installation):
    customer, other = await site.customer(), await site.customer("99")
    talk = (await (await other.open()).ask(message("hello")))["conversation"]
    assert (await press(customer, conversation=talk)).status_code == 404
    assert (await press(customer, conversation=str(uuid4()))).status_code == 404
    assert (await press(customer, session="mine")).status_code == 201
    assert (await press(site.anonymous(), session="fls_short")).status_code == 422
    assert (await press(site.anonymous(), key="no uuid")).status_code == 422


async def test_a_matter_that_is_a_ticket_already_is_raised_to_p1_and_agents_see_it(site: Installation):
    customer = await site.customer()
    category = {"category": "DEP-NOCRED", "text": "It does not arrive", "evidence": [], "locale": "en"}
    opened = await customer.http.post("/api/tickets", json=category, headers={"Idempotency-Key": str(uuid4())})
    assert opened.status_code == 201, opened.text
    talk = opened.json()["conversation"]
    await pressed(customer, conversation=talk)
    await Done(site).now()
    async with site.system.database.read() as session:
        found = await tickets.of_conversation(session, talk)
    assert found is not None
    assert (found.row.priority, found.row.override, found.row.category) == (1, 1, "DEP-NOCRED")


async def test_people_are_called_at_once_again_after_a_minute_and_wider_until_one_takes_it(site: Installation):
    ayu, sven = await site.agent("Ayu"), await site.agent("Sven", role="lead")
    tomasz = await site.agent("Tomasz", role="admin")
    put = await tomasz.http.put("/api/desk/on-call/northlight", json={"agents": [ayu.id]})
    assert put.json() == {"agents": [ayu.id]}
    customer, done = await site.customer(), Done(site)
    socket = await ayu.open()
    body = await pressed(customer)
    await done.now()
    await socket.until(lambda frame: frame["type"] == "emergency")
    assert await calls(site.system) == {(0, ayu.id)}
    ringing = (await ayu.http.get("/api/desk/emergencies")).json()["emergencies"]
    assert [one["conversation"] for one in ringing] == [body["conversation"]]
    assert ringing[0]["customer"]["name"] == "Lin"
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


async def test_a_call_that_is_done_twice_calls_nobody_twice(site: Installation):
    sven = await site.agent("Sven", role="lead")
    body, done = await pressed(await site.customer()), Done(site)
    await done.now()
    for _ in range(2):
        await site.system.jobs()["emergency.call"]({"emergency": body["emergency"], "step": 0})
    await done.now()
    assert await calls(site.system) == {(0, sven.id)}


async def test_who_answers_in_it_has_it_and_its_end_lets_the_customer_press_again(site: Installation):
    agent, customer, done = await site.agent(), await site.customer(), Done(site)
    body = await pressed(customer)
    desk = await agent.open()
    await desk.ask(message("I am on it, your account is being looked at.", body["conversation"]))
    await done.now()
    (row,) = await emergencies(site.system)
    assert (row.taken_by, row.over_at) == (agent.id, None)
    await desk.ask({"type": "close", "client_id": str(uuid4()), "conversation": body["conversation"]})
    again = await press(customer)
    assert again.status_code == 201
    await done.now()
    first, second = await emergencies(site.system)
    assert first.over_at is not None
    assert second.over_at is None
    assert second.conversation_id != body["conversation"]


async def test_who_is_paused_presses_it_like_everybody_else(site: Installation):
    customer, lead = await site.customer(), await site.agent("Sven", role="lead")
    talk = (await (await customer.open()).ask(message("you idiots")))["conversation"]
    for kind in ("warn", "slow", "pause"):
        assert (await measure(lead, talk, kind)).status_code == 201
    assert (await press(customer, conversation=talk)).status_code == 201
    assert (await press(customer)).status_code == 200


async def test_new_visitors_of_one_network_without_end_are_told_to_sign_in_and_accounts_are_not_counted(
    site: Installation,
):
    answers = [await press(site.anonymous()) for _ in range(NEWCOMERS + 2)]
    assert [one.status_code for one in answers[:NEWCOMERS]] == [201] * NEWCOMERS
    refused = answers[-1]
    assert (refused.status_code, refused.json()["code"]) == (429, "emergency_many")
    assert "sign in" in str(refused.json()).lower()
    assert int(refused.headers["Retry-After"]) >= 1
    assert (await press(await site.customer())).status_code == 201
    quiet = [row.quiet for row in await emergencies(site.system)]
    assert quiet[:RINGS] == [False] * RINGS
    assert all(quiet[RINGS:NEWCOMERS])
    assert not quiet[-1]


async def test_what_rings_together_with_another_stands_on_the_same_desks_and_is_first_in_line_all_the_same(
    site: Installation,
):
    sven, done = await site.agent("Sven", role="lead"), Done(site)
    for _ in range(RINGS + 2):
        await pressed(site.anonymous())
    await done.now()
    ringing = (await sven.http.get("/api/desk/emergencies")).json()["emergencies"]
    assert len(ringing) == RINGS + 2
    assert [one["people"] for one in ringing] == [1] * RINGS + [0, 0]
    for row in await emergencies(site.system):
        assert not (await head(site.system, row.conversation_id)).calm
