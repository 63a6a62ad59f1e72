"""Tags, and tickets that are put off."""

from typing import Any

import pytest
from sqlalchemy import select

from fairlead.infra.jobs import JobRow, JobRunner
from fairlead.kit import clock
from fairlead.kit.clock import DAY, HOUR, iso
from fairlead.tickets import list_tickets
from fairlead.tickets.models import TicketRow
from fairlead.tickets.snooze_ticket import WAKE
from fairlead.worker import Worker
from tests.harness import Client, Installation, message
from tests.tickets.ground import changed, entries, opened
from tests.tickets.test_work import react, seen


async def listed(agent: Client, narrow: str) -> list[str]:
    answer = await agent.http.get(f"/api/desk/tickets?brand=northlight&{narrow}")
    return [one["number"] for one in answer.raise_for_status().json()["tickets"]]


async def told(agent: Client, ticket: dict[str, Any], name: str) -> list[Any]:
    every = await entries(agent, ticket["conversation"], agent=True)
    return [one["data"][name] for one in every if name in one["data"]]


async def test_tickets_are_found_by_tags_of_the_brands_list_or_a_leads_own(
    quiet_site: Installation, monkeypatch: pytest.MonkeyPatch
):
    customer, agent = await quiet_site.customer(), await quiet_site.agent()
    lead, admin = await quiet_site.agent("Lena", role="lead"), await quiet_site.agent("Ada", role="admin")
    first, second = await opened(customer), await opened(customer, category="FEE-Q", evidence=[], text="a fee")
    path = f"/api/desk/tickets/{first['id']}/tags"
    unknown = await agent.http.put(path, json={"add": ["VIP"]})
    assert (unknown.status_code, unknown.json()["code"]) == (422, "tag_unknown")
    tree = "/api/desk/ticket-taxonomy"
    kept = await admin.http.put(
        f"{tree}/tags", json={"brand": "northlight", "revision": 0, "tags": [" VIP ", "chain 延迟"]}
    )
    assert kept.json()["tags"] == ["vip", "chain 延迟"], kept.text
    late = await admin.http.put(f"{tree}/tags", json={"brand": "northlight", "revision": 0, "tags": ["mine"]})
    assert (late.status_code, late.json()["data"]["theirs"]["tags"]) == (409, ["vip", "chain 延迟"])
    assert (await agent.http.get(f"{tree}?brand=northlight")).json()["tags"]["tags"] == ["vip", "chain 延迟"]
    tagged = (await agent.http.put(path, json={"add": ["Vip", "chain  延迟"]})).json()
    assert (tagged["tags"], tagged["revision"]) == (["vip", "chain 延迟"], 1)
    own = await lead.http.put(f"/api/desk/tickets/{second['id']}/tags", json={"add": ["press", "vip"]})
    assert own.json()["tags"] == ["press", "vip"], own.text
    for add, code in ((["a,b"], "tag_invalid"), (["x" * 33], "tag_invalid"), (["  "], "tag_invalid")):
        assert (await lead.http.put(path, json={"add": add})).json()["code"] == code, add
    assert (await lead.http.put(path, json={"add": [str(one) for one in range(19)]})).json()["code"] == "too_many_tags"
    for most in (list_tickets.TAGGED, 1):
        # Whether a tag is rare or common.
        monkeypatch.setattr(list_tickets, "TAGGED", most)
        assert await listed(agent, "tag=VIP&status=open") == [first["number"], second["number"]]
        assert await listed(agent, "tag=press") == [second["number"]]
        assert await listed(agent, "tag=nobodys") == []
        assert await listed(agent, "tag=vip&category=FEE-Q") == [second["number"]]
    gone = (await agent.http.put(path, json={"remove": ["vip"]})).json()
    assert gone["tags"] == ["chain 延迟"]
    assert await listed(agent, "tag=vip") == [second["number"]]
    assert await told(agent, first, "tags") == [["vip", "chain 延迟"], ["chain 延迟"]]
    # Nothing of it is the customer's.
    assert not {"tags", "snoozed"} & set(await seen(customer, first))


async def test_what_is_put_off_comes_back_at_its_time_and_at_the_customers_word(quiet_site: Installation):
    customer, agent = await quiet_site.customer(), await quiet_site.agent()
    ticket, worker = await opened(customer), Worker(quiet_site.system)
    path = f"/api/desk/tickets/{ticket['id']}/snooze"
    for until in (clock.now() - HOUR, clock.now() + 91 * DAY):
        refused = await agent.http.put(path, json={"until": iso(until)})
        assert (refused.status_code, refused.json()["code"]) == (422, "snooze_time")
    until = f"{iso(clock.now() + HOUR)[:19]}Z"
    put_off = (await agent.http.put(path, json={"until": until})).json()
    assert put_off["snoozed"]["until"][:19] == until[:19]
    # What was promised stays.
    assert put_off["next_update_by"] == ticket["next_update_by"]
    assert await listed(agent, "snoozed=true") == [ticket["number"]]
    assert await listed(agent, "snoozed=false") == []
    async with quiet_site.system.database.write() as session:
        row = await session.get(TicketRow, ticket["id"])
        assert row is not None and row.snoozed_until is not None
        job = (await session.scalars(select(JobRow).where(JobRow.kind == WAKE))).one()
        job.run_at = clock.now()
    runner = JobRunner(quiet_site.system.database, quiet_site.system.jobs())
    while await runner.round():
        pass
    assert (await seen(agent, ticket, agent=True))["snoozed"] is None
    # Until he writes, or does something else about it.
    assert (await agent.http.put(path, json={})).json()["snoozed"] == {"until": None}
    phone = await customer.open()
    await phone.ask(message("is there any news?", ticket["conversation"]))
    await react(worker)
    assert (await seen(agent, ticket, agent=True))["snoozed"] is None
    await agent.http.put(path, json={})
    fact = {"evidence": [{"field": "memo", "value": "7"}]}
    assert (await customer.http.put(f"/api/tickets/{ticket['id']}/evidence", json=fact)).status_code == 200
    assert (await seen(agent, ticket, agent=True))["snoozed"] is None
    await agent.http.put(path, json={})
    assert (await agent.http.delete(path)).json()["snoozed"] is None
    assert await told(agent, ticket, "woken") == ["time", "customer", "customer", "agent"]
    assert (await agent.http.put(path, json={})).status_code == 200
    await changed(agent, ticket, status="solved")
    assert (await seen(agent, ticket, agent=True))["snoozed"] is None
    assert (await agent.http.put(path, json={})).json()["code"] == "ticket_ended"
