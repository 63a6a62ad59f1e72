"""See src/fairlead/tickets/keep_views.py."""

from typing import Any

from sqlalchemy import update

from fairlead.conversations.models import ConversationRow
from fairlead.kit.access import Actor
from fairlead.kit.ids import new_id
from fairlead.people.models import TeamMemberRow, TeamRow
from fairlead.tickets.list_tickets import Wanted, counted
from fairlead.tickets.models import TicketRow
from tests.harness import Client, Installation
from tests.tickets.ground import changed, opened

VIEWS = "/api/desk/ticket-views"


async def _closed_team(site: Installation, *members: Client) -> str:
    team = new_id()
    async with site.system.database.write() as session:
        session.add(TeamRow(id=team, brand_id=site.brand_id, name="Compliance", closed=True))
        await session.flush()
        session.add_all(TeamMemberRow(team_id=team, agent_id=member.id) for member in members)
    return team


async def _saved(agent: Client, **body: Any) -> Any:
    return await agent.http.post(VIEWS, json={"brand": "northlight", "name": "Mine", "filters": {}} | body)


async def _views(agent: Client) -> dict[str, dict[str, Any]]:
    found = (await agent.http.get(f"{VIEWS}?brand=northlight")).raise_for_status().json()["views"]
    return {one["name"]: one for one in found}


async def test_a_view_is_shown_to_whom_it_is_shared_with_and_changed_by_whose_it_is_or_who_leads(site: Installation):
    ann, lea, mia = await site.agent("Ann"), await site.agent("Lea", role="lead"), await site.agent("Mia")
    wallet = await _closed_team(site, lea, mia)
    filters = {"status": "open", "priority": 1, "snoozed": False}
    made = await _saved(ann, filters=filters)
    assert made.status_code == 201 and made.json()["filters"] == filters
    assert (await _saved(ann, shared="brand")).json()["code"] == "not_allowed"
    assert (await _saved(ann, shared="team", team=wallet)).json()["code"] == "not_allowed"
    assert (await _saved(mia, name="Stuck", shared="team", team=wallet)).status_code == 201
    assert (await _saved(lea, name="All", shared="brand")).status_code == 201
    assert (set(await _views(ann)), set(await _views(mia)), set(await _views(lea))) == (
        {"Mine", "All"}, {"Stuck", "All"}, {"Stuck", "All"},
    )  # fmt: skip

    stuck = (await _views(lea))["Stuck"]
    path, body = f"{VIEWS}/{stuck['id']}", {"revision": 1, "name": "Stuck long", "filters": {}, "shared": "team"}
    assert (await ann.http.put(path, json=body | {"team": wallet})).status_code == 404
    assert (await lea.http.put(path, json=body | {"team": wallet})).json()["name"] == "Stuck long"
    assert (await mia.http.put(path, json=body | {"team": wallet})).json()["code"] == "edited_meanwhile"
    everyones = (await _views(ann))["All"]
    assert not everyones["may_change"]
    assert (await ann.http.delete(f"{VIEWS}/{everyones['id']}")).json()["code"] == "not_allowed"
    assert (await lea.http.delete(f"{VIEWS}/{everyones['id']}")).status_code == 204
    assert set(await _views(ann)) == {"Mine"}


async def test_a_view_keeps_what_its_list_is_sorted_by_and_a_cursor_belongs_to_one_order(site: Installation):
    ann = await site.agent("Ann")
    tickets = [await opened(await site.customer(f"c{number}"), evidence=[]) for number in range(3)]
    assert (await _saved(ann, filters={"status": "open", "sort": "updated"})).json()["filters"]["sort"] == "updated"
    assert (await _saved(ann, filters={"sort": "body"})).json()["code"] == "invalid_field"
    asked = {"brand": "northlight"} | (await _views(ann))["Mine"]["filters"]
    await changed(ann, tickets[1], priority=1, why="large")
    first = (await ann.http.get("/api/desk/tickets", params=asked | {"limit": 1})).json()
    assert [one["id"] for one in first["tickets"]] == [tickets[1]["id"]]
    more = {"cursor": first["next"]}
    rest = (await ann.http.get("/api/desk/tickets", params=asked | more)).json()["tickets"]
    assert [one["id"] for one in rest] == [tickets[2]["id"], tickets[0]["id"]]
    wrong = await ann.http.get("/api/desk/tickets", params=asked | more | {"sort": "age"})
    assert wrong.json()["code"] == "cursor_invalid"
    for sort in ("body", "priority desc"):
        refused = await ann.http.get("/api/desk/tickets", params={"brand": "northlight", "sort": sort})
        assert (refused.status_code, refused.json()["code"]) == (422, "invalid_field")


async def test_who_opens_a_shared_view_is_shown_and_counted_what_he_may_see(site: Installation):
    lea, bob = await site.agent("Lea", role="lead"), await site.agent("Bob")
    closed = await _closed_team(site, lea)
    tickets = [await opened(await site.customer(f"c{number}"), evidence=[]) for number in range(3)]
    async with site.system.database.write() as session:
        hidden = tickets[0]
        await session.execute(
            update(ConversationRow).where(ConversationRow.id == hidden["conversation"]).values(team_id=closed)
        )
        await session.execute(update(TicketRow).where(TicketRow.id == hidden["id"]).values(held_by=closed))
    await _saved(lea, name="Open", shared="brand", filters={"status": "open"})
    mine, his = (await _views(lea))["Open"], (await _views(bob))["Open"]
    assert (mine["count"], his["count"], his["at_least"]) == (3, 2, False)
    for agent, view in ((lea, mine), (bob, his)):
        listed = await agent.http.get("/api/desk/tickets", params={"brand": "northlight"} | view["filters"])
        assert len(listed.json()["tickets"]) == view["count"]


async def test_a_count_ends_where_nobody_reads_it_any_more(site: Installation):
    lea = await site.agent("Lea", role="lead")
    for number in range(3):
        await opened(await site.customer(f"c{number}"), evidence=[])
    actor = Actor("agent", lea.id, brands=frozenset({site.brand_id}))
    for wanted in (Wanted(), Wanted(status="open"), Wanted(category="DEP-NOCRED", team="wallet-ops")):
        async with site.system.database.read() as session:
            every = [await counted(session, actor, site.brand_id, wanted, most=most) for most in (2, 3, 4)]
        assert every == [2, 3, 3]


async def test_each_agent_has_the_views_in_his_own_order(site: Installation):
    ann, lea = await site.agent("Ann"), await site.agent("Lea", role="lead")
    ids = [(await _saved(lea, name=name, shared="brand")).json()["id"] for name in "abc"]
    order = {"brand": "northlight", "ids": [ids[2], ids[0]]}
    assert (await ann.http.put("/api/desk/ticket-view-order", json=order)).status_code == 200
    assert (list(await _views(ann)), list(await _views(lea))) == (["c", "a", "b"], ["a", "b", "c"])
    stranger = {"brand": "northlight", "ids": ["0" * 32]}
    assert (await ann.http.put("/api/desk/ticket-view-order", json=stranger)).status_code == 422


async def test_what_cannot_be_a_view_is_refused_with_its_sentence(site: Installation):
    ann = await site.agent("Ann")
    assert (await _saved(ann, name=" \u202e ")).json()["code"] == "invalid_field"
    assert (await _saved(ann, filters={"status": "lost"})).json()["code"] == "invalid_field"
    assert (await _saved(ann, shared="team")).json()["code"] == "invalid_field"
    assert (await _saved(ann, shared="team", team="0" * 32)).json()["code"] == "transfer_target"
    assert "hunter" not in (await _saved(ann, name="my password is hunter2x9")).json()["name"]
