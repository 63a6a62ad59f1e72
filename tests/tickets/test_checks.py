"""Checklists: what agents see to before a matter is solved."""

from typing import Any

import pytest

from fairlead.kit.clock import DAY
from fairlead.tickets import rules
from fairlead.worker import Worker
from tests.harness import Client, Installation
from tests.tickets.ground import changed, opened
from tests.tickets.test_work import later, of_ticket, react, seen

LIST = [{"key": "two-factor", "text": "Two-factor key renewed", "required": True}, {"key": "note", "text": "Note left"}]


async def put_list(admin: Client, checklist: list[dict[str, Any]], code: str = "DEP-NOCRED") -> Any:
    tree = (await admin.http.get("/api/desk/ticket-taxonomy?brand=northlight")).json()
    category = next(one for one in tree["categories"] if one["code"] == code)
    body = {key: value for key, value in category.items() if key != "code"} | {"brand": "northlight"}
    path = f"/api/desk/ticket-taxonomy/categories/{code}"
    return await admin.http.put(path, json=body | {"checklist": checklist})


async def test_a_ticket_is_solved_when_everything_required_is_done_or_a_lead_says_why_not(quiet_site: Installation):
    customer, agent = await quiet_site.customer(), await quiet_site.agent()
    admin, lead = await quiet_site.agent("Ada", role="admin"), await quiet_site.agent("Lena", role="lead")
    assert (await put_list(admin, [{"key": "A b", "text": "x"}])).status_code == 422
    assert (await put_list(admin, [LIST[0], LIST[0]])).json()["code"] == "invalid_field"
    saved = await put_list(admin, LIST)
    assert saved.json()["checklist"][1] == LIST[1] | {"required": False}, saved.text
    ticket = await opened(customer)
    assert "checks" not in ticket
    now = await seen(agent, ticket, agent=True)
    path = f"/api/desk/tickets/{ticket['id']}"
    solve = {"revision": now["revision"], "status": "solved", "unchecked": "he asked for it"}
    early = await agent.http.put(path, json=solve)
    assert (early.status_code, early.json()["code"]) == (409, "checks_open")
    assert early.json()["data"]["items"] == "Two-factor key renewed"
    for why, code in (("", "checks_open"), ("so", "check_reason")):
        assert (await lead.http.put(path, json=solve | {"unchecked": why})).json()["code"] == code
    assert (await agent.http.put(f"{path}/checks/nothing", json={"done": True})).status_code == 422
    for _ in range(2):
        ticked = (await agent.http.put(f"{path}/checks/two-factor", json={"done": True})).json()
    assert [one["done"] and one["done"]["by"]["name"] for one in ticked["checks"]] == ["Marco", None]
    # Whoever is about to change the ticket has not to look at it again for that.
    solved = await agent.http.put(path, json=solve)
    assert solved.json()["status"] == "solved", solved.text
    assert (await agent.http.put(f"{path}/checks/note", json={"done": True})).json()["code"] == "ticket_ended"
    other = await opened(customer, evidence=[], text="another one")
    revision = (await seen(lead, other, agent=True))["revision"]
    body = {"revision": revision, "status": "solved", "unchecked": "he has a hardware key"}
    done = await lead.http.put(f"/api/desk/tickets/{other['id']}", json=body)
    assert done.json()["status"] == "solved", done.text
    assert await of_ticket(customer, other, "unchecked") == []


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_neither_silence_nor_a_closed_chat_solves_what_is_still_to_be_done(quiet_site: Installation):
    customer, agent = await quiet_site.customer(), await quiet_site.agent()
    ticket = await opened(customer)
    assert (await put_list(await quiet_site.agent("Ada", role="admin"), LIST)).status_code == 200
    worker = Worker(quiet_site.system)
    desk = await agent.open()
    closing = {
        "type": "close",
        "client_id": "5f0c1d5e-7d0b-4f0e-9b0a-4d1a5a1c9e25",
        "conversation": ticket["conversation"],
    }
    assert (await desk.ask(closing))["type"] == "ack"
    await react(worker)
    assert (await seen(customer, ticket))["open"]
    talk = (await customer.http.get("/api/conversations")).json()["conversations"][0]
    assert talk["status"] == "open"
    waits = await changed(agent, ticket, status="waiting_for_you", text="Which one?")
    for _ in range(len(rules.REMINDERS) + 1):
        await later(quiet_site, waits, 7 * DAY)
    assert (await seen(customer, ticket))["status"] == "with_agent"
