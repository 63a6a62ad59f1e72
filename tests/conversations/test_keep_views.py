"""See src/fairlead/conversations/keep_views.py and view_routes.py; what lists of tickets are is in tests/tickets/test_views.py."""

from typing import Any
from uuid import uuid4

from fairlead.kit.ids import new_id
from fairlead.people.models import TeamMemberRow, TeamRow
from tests.harness import Client, Installation, message

VIEWS = "/api/desk/conversation-views"
ORDER = "/api/desk/conversation-view-order"


async def _saved(agent: Client, **body: Any) -> Any:
    return await agent.http.post(
        VIEWS, json={"brand": "northlight", "name": "Mine", "filters": {"view": "open"}} | body
    )


async def _views(agent: Client, path: str = VIEWS) -> dict[str, dict[str, Any]]:
    found = (await agent.http.get(f"{path}?brand=northlight")).raise_for_status().json()["views"]
    return {one["name"]: one for one in found}


async def _talks(site: Installation, count: int) -> list[str]:
    phone = await (await site.customer()).open()
    return [(await phone.ask(message(f"question {number}")))["conversation"] for number in range(count)]


async def test_a_list_of_conversations_counts_what_its_reader_sees_of_it(site: Installation):
    ann, mia = await site.agent("Ann"), await site.agent("Mia")
    first, second, third = await _talks(site, 3)
    shut = new_id()
    async with site.system.database.write() as session:
        session.add(TeamRow(id=shut, brand_id=site.brand_id, name="Compliance", closed=True))
        await session.flush()
        session.add(TeamMemberRow(team_id=shut, agent_id=mia.id))
    await (await ann.open()).ask({"type": "close", "client_id": str(uuid4()), "conversation": first})
    await (await mia.open()).ask(
        {"type": "transfer", "client_id": str(uuid4()), "conversation": second, "to_team": shut, "note": "quietly"}
    )
    lea = await site.agent("Lea", role="lead")
    for name, filters in (
        ("All", {"view": "open"}),
        ("Chat", {"view": "open", "channel": "webchat"}),
        ("Mail", {"view": "open", "channel": "email"}),
        ("Over", {"view": "closed", "language": "en"}),
    ):
        assert (await _saved(lea, name=name, shared="brand", filters=filters)).json()["filters"] == filters
    counts = {name: one["count"] for name, one in (await _views(ann)).items()}
    assert counts == {"All": 1, "Chat": 1, "Mail": 0, "Over": 1}
    assert {name: one["count"] for name, one in (await _views(mia)).items()} == counts | {"All": 2, "Chat": 2}
    found = (await ann.http.get("/api/desk/conversations?view=open&channel=webchat")).json()["conversations"]
    assert [one["id"] for one in found] == [third]


async def test_a_list_is_its_owners_until_it_is_shared_and_lists_of_tickets_are_others(site: Installation):
    ann, lea = await site.agent("Ann"), await site.agent("Lea", role="lead")
    mine = (await _saved(ann)).json()
    tickets = await ann.http.post(
        "/api/desk/ticket-views", json={"brand": "northlight", "name": "Tickets", "filters": {"status": "open"}}
    )
    assert (set(await _views(ann)), set(await _views(lea))) == ({"Mine"}, set())
    assert set(await _views(ann, "/api/desk/ticket-views")) == {"Tickets"}
    body = {"revision": 1, "name": "Mixed", "filters": {"view": "open"}}
    assert (await ann.http.put(f"{VIEWS}/{tickets.json()['id']}", json=body)).status_code == 404
    assert (await ann.http.delete(f"/api/desk/ticket-views/{mine['id']}")).status_code == 404
    assert (await lea.http.delete(f"{VIEWS}/{mine['id']}")).status_code == 404
    assert (await _saved(ann, shared="brand")).json()["code"] == "not_allowed"
    changed = await ann.http.put(f"{VIEWS}/{mine['id']}", json=body | {"filters": {"view": "mine", "tier": "vip"}})
    assert changed.json()["filters"] == {"view": "mine", "tier": "vip"}
    assert (await ann.http.put(f"{VIEWS}/{mine['id']}", json=body)).json()["code"] == "edited_meanwhile"
    assert (await ann.http.delete(f"{VIEWS}/{mine['id']}")).status_code == 204


async def test_putting_lists_of_conversations_in_order_leaves_those_of_tickets_where_they_are(site: Installation):
    ann = await site.agent("Ann")
    talks = [(await _saved(ann, name=name)).json()["id"] for name in "ab"]
    of_tickets = {"brand": "northlight", "filters": {}}
    tickets = [
        (await ann.http.post("/api/desk/ticket-views", json=of_tickets | {"name": name})).json()["id"] for name in "xy"
    ]
    for path, ids in (("/api/desk/ticket-view-order", tickets[::-1]), (ORDER, talks[::-1])):
        assert (await ann.http.put(path, json={"brand": "northlight", "ids": ids})).status_code == 200
    assert (list(await _views(ann)), list(await _views(ann, "/api/desk/ticket-views"))) == (["b", "a"], ["y", "x"])
    assert (await ann.http.put(ORDER, json={"brand": "northlight", "ids": tickets})).status_code == 422


async def test_what_cannot_be_a_list_of_conversations_is_refused_with_its_field(site: Installation):
    ann = await site.agent("Ann")
    for filters, field in (
        ({"view": "lost"}, "view"),
        ({"view": "open", "language": "English"}, "language"),
        ({"view": "open", "assignee": "me"}, "assignee"),
        ({"view": "open", "verified": "yes"}, "verified"),
        ({"view": "open", "channel": ""}, "channel"),
    ):
        refused = (await _saved(ann, filters=filters)).json()
        assert (refused["code"], refused["data"]["field"]) == ("invalid_field", field)
    assert (await _saved(ann, filters={})).status_code == 422
    assert (await _saved(ann, filters={"view": "open", "brand": "seabright"})).status_code == 422
