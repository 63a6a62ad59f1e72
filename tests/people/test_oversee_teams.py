"""See src/fairlead/people/oversee_teams.py."""

from typing import Any
from uuid import uuid4

from fairlead.people import store
from fairlead.people.models import AgentRow
from tests.harness import Client, Installation, message

TEAMS = "/api/desk/teams"


async def _made(admin: Client, name: str, **more: Any) -> dict[str, Any]:
    answer = await admin.http.post(TEAMS, json={"brand": "northlight", "name": name} | more)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def _named(agent: Client) -> list[str]:
    return [one["name"] for one in (await agent.http.get("/api/desk/people")).json()["teams"]]


async def test_an_admin_makes_a_team_renames_it_and_says_who_belongs_to_it(site: Installation):
    ann, zoe = await site.agent("Ann"), await site.agent("Zoe")
    tom = await site.agent("Tom", role="admin")
    made = await _made(tom, "Wallets", code="wallet-ops", members=[zoe.id, ann.id])
    assert [one["name"] for one in made["members"]] == ["Ann", "Zoe"]
    body = {"name": "Wallet operations", "public_name": "our wallet team", "code": "wallet-ops", "members": [zoe.id]}
    changed = (await tom.http.put(f"{TEAMS}/{made['id']}", json=body)).json()
    assert changed == made | body | {"members": [{"id": zoe.id, "name": "Zoe"}]}
    assert (await tom.http.get(f"{TEAMS}?brand=northlight")).json() == {"teams": [changed]}
    seen = (await zoe.http.get("/api/desk/people")).json()["teams"]
    assert [(one["name"], one["code"]) for one in seen] == [("Wallet operations", "wallet-ops")]
    assert [one["name"] for one in (await zoe.http.get("/api/desk/me")).json()["teams"]] == ["Wallet operations"]


async def test_who_joins_leaves_or_is_shut_out_acts_with_new_rights(site: Installation):
    ann, zoe, tom = await site.agent("Ann"), await site.agent("Zoe"), await site.agent("Tom", role="admin")
    made = await _made(tom, "Compliance")

    async def stamps() -> dict[str, int]:
        async with site.system.database.read() as session:
            return {one.id: (await session.get_one(AgentRow, one.id)).rights_at for one in (ann, zoe)}

    before = await stamps()
    assert (await tom.http.put(f"{TEAMS}/{made['id']}", json={"name": "Compliance", "members": [ann.id]})).is_success
    joined = await stamps()
    assert joined[ann.id] > before[ann.id]
    assert joined[zoe.id] == before[zoe.id]
    shut = {"name": "Compliance", "members": [ann.id], "closed": True}
    assert (await tom.http.put(f"{TEAMS}/{made['id']}", json=shut)).is_success
    after = await stamps()
    assert after[ann.id] > joined[ann.id]
    assert after[zoe.id] > joined[zoe.id]


async def test_nothing_new_goes_to_a_team_that_has_retired_and_what_it_had_keeps_its_name(site: Installation):
    ann, tom = await site.agent("Ann"), await site.agent("Tom", role="admin")
    team, zoe = (await _made(tom, "Fiat", code="fiat-payments"))["id"], await site.agent("Zoe")
    other = (await _made(tom, "Cards", code="cards"))["id"]
    joins = {"brands": ["northlight"], "teams": [team]}
    assert (await tom.http.put(f"/api/desk/agents/{zoe.id}/brands", json=joins)).is_success
    phone = await (await site.customer()).open()
    first, second = [(await phone.ask(message(words)))["conversation"] for words in ("one", "two")]

    async def given(conversation: str) -> dict[str, Any]:
        item = {"type": "transfer", "client_id": str(uuid4()), "to_team": team, "note": "please"}
        answer = await ann.http.post("/api/desk/bulk", json={"items": [item | {"conversation": conversation}]})
        return dict(answer.json()["results"][0])

    assert (await given(first))["ok"]
    retired = await tom.http.put(f"{TEAMS}/{team}/retired", json={"retired": True})
    assert retired.json()["retired_at"] is not None
    assert (await given(second))["code"] == "transfer_target"
    # Who is in it cannot choose it any more, and is taken out of it by nobody who saves something else of him.
    chosen = {"brands": ["northlight"], "teams": [other]}
    assert (await tom.http.put(f"/api/desk/agents/{zoe.id}/brands", json=chosen)).is_success
    async with site.system.database.read() as session:
        assert await store.teams_of(session, [zoe.id]) == {zoe.id: {team, other}}
    assert await _named(ann) == ["Cards"]
    head = (await ann.http.get(f"/api/desk/conversations/{first}")).json()["conversation"]
    assert head["team"] == {"id": team, "name": "Fiat"}
    # Its code is free for another; and it can be taken up again.
    await _made(tom, "Payments", code="fiat-payments")
    assert (await tom.http.put(f"{TEAMS}/{team}/retired", json={"retired": False})).json()["retired_at"] is None
    assert (await given(second))["ok"]


async def test_teams_are_admins_of_their_brand_alone_and_what_cannot_be_one_is_refused_with_its_field(
    site: Installation,
):
    lea, tom = await site.agent("Lea", role="lead"), await site.agent("Tom", role="admin")
    made = await _made(tom, "Wallets", code="wallet-ops")
    assert (await lea.http.get(f"{TEAMS}?brand=northlight")).json()["code"] == "not_allowed"
    assert (await lea.http.put(f"{TEAMS}/{made['id']}", json={"name": "Mine"})).json()["code"] == "not_allowed"
    assert (await tom.http.put(f"{TEAMS}/{'0' * 32}", json={"name": "Nobody's"})).status_code == 404
    taken = await tom.http.post(TEAMS, json={"brand": "northlight", "name": "Wallets"})
    assert taken.json()["code"] == "team_exists"
    for wrong, field in (
        ({"name": " \u202e "}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"name": "Night", "public_name": "x" * 81}, "public_name"),
        ({"name": "Night", "code": "wallet-ops"}, "code"),
        ({"name": "Night", "members": ["0" * 32]}, "members"),
    ):
        refused = (await tom.http.post(TEAMS, json={"brand": "northlight"} | wrong)).json()
        assert (refused["code"], refused["data"]["field"]) == ("invalid_field", field)
