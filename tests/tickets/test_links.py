"""What tickets are to one another: links without circles, a second matter split off, and which may be the same."""

import asyncio
from typing import Any

from fairlead.kit import clock
from fairlead.tickets.number_ticket import new_number
from tests.harness import Client, Installation, message
from tests.tickets.ground import TRON_TXID, changed, entries, key, opened

FEE: dict[str, Any] = {"category": "FEE-Q", "evidence": []}


async def linked(agent: Client, ticket: dict[str, Any], other: dict[str, Any], tie: str) -> Any:
    return await agent.http.put(f"/api/desk/tickets/{ticket['id']}/links/{other['id']}", json={"tie": tie})


async def ties(agent: Client, ticket: dict[str, Any]) -> dict[str, str]:
    found = (await agent.http.get(f"/api/desk/tickets/{ticket['id']}/links")).json()["links"]
    return {one["ticket"]["number"]: one["tie"] for one in found}


async def test_each_side_of_a_link_sees_what_the_other_is_and_no_customer_does(quiet_site: Installation):
    customer, other = await quiet_site.customer(), await quiet_site.customer("5571234510", name="Kim")
    agent = await quiet_site.agent()
    first, second, third = await opened(customer, **FEE), await opened(other, **FEE), await opened(customer, **FEE)
    before = await entries(customer, first["conversation"])
    assert (await linked(agent, first, second, "parent")).status_code == 200
    assert (await linked(agent, first, third, "related")).status_code == 200
    again = await linked(agent, third, first, "related")
    assert again.json()["revision"] == 2
    assert await ties(agent, first) == {second["number"]: "parent", third["number"]: "related"}
    assert await ties(agent, second) == {first["number"]: "child"}
    assert await entries(customer, first["conversation"]) == before
    # Another parent takes the place of the first.
    assert (await linked(agent, third, first, "child")).status_code == 200
    assert await ties(agent, second) == {}
    gone = await agent.http.delete(f"/api/desk/tickets/{first['id']}/links/{third['id']}")
    assert gone.status_code == 200 and await ties(agent, third) == {}
    itself = await linked(agent, first, first, "related")
    assert (itself.status_code, itself.json()["code"]) == (422, "invalid_field")
    assert (await linked(agent, first, {"id": "0" * 32}, "related")).status_code == 404


async def test_a_circle_is_refused_with_its_tickets_named_also_when_two_close_it_at_once(quiet_site: Installation):
    customer, agent = await quiet_site.customer(), await quiet_site.agent()
    made = [await opened(customer, **FEE, text=f"question {n}") for n in range(4)]
    for tie in ("parent", "duplicate_of"):
        for one, above in zip(made, made[1:], strict=False):
            assert (await linked(agent, one, above, tie)).status_code == 200
        round_ = await linked(agent, made[3], made[0], tie)
        assert (round_.status_code, round_.json()["code"]) == (409, "link_cycle")
        assert round_.json()["data"]["cycle"].split(" → ") == [made[i]["number"] for i in (3, 0, 1, 2, 3)]
    # Four pairs at once, which would be a circle together: one of them is too many, whichever.
    fresh = [await opened(customer, **FEE, text=f"another {n}") for n in range(4)]
    pairs = [(fresh[n], fresh[(n + 1) % 4]) for n in (0, 2, 1, 3)]
    answers = await asyncio.gather(*(linked(agent, one, above, "parent") for one, above in pairs))
    assert sorted(one.status_code for one in answers) == [200, 200, 200, 409]


async def test_a_second_matter_is_split_off_and_points_at_its_words(quiet_site: Installation):
    customer, agent = await quiet_site.customer(), await quiet_site.agent()
    ticket = await opened(customer, **FEE)
    socket = await customer.open()
    said = await socket.ask(message("my card is lost as well", ticket["conversation"]))
    before = await entries(customer, ticket["conversation"])
    there = await entries(agent, ticket["conversation"], agent=True)
    number = next(one["number"] for one in there if one["id"] == said["entry"])
    path, name = f"/api/desk/tickets/{ticket['id']}/split", key()
    body = {"entries": [number], "category": "FEE-Q", "text": "We look at your card here."}
    made, again = [await agent.http.post(path, json=body, headers=name) for _ in range(2)]
    assert made.status_code == 201, made.text
    assert again.json()["id"] == made.json()["id"] != ticket["id"]
    new = made.json()
    assert (new["customer"], new["status"], new["conversation"] == ticket["conversation"]) == (
        customer.id, "submitted", False,
    )  # fmt: skip
    told = await entries(customer, new["conversation"])
    assert told[0]["data"]["split"]["entries"] == [said["number"]]
    assert told[0]["data"]["split"]["number"] == ticket["number"]
    assert "We look at your card here." in [one["text"] for one in told]
    after = await entries(customer, ticket["conversation"])
    assert after[: len(before)] == before
    assert [one["data"]["ticket"]["into"]["number"] for one in after[len(before) :]] == [new["number"]]
    assert await ties(agent, new) == {ticket["number"]: "split_from"}
    mixed = await agent.http.post(path, json=body | {"text": "else"}, headers=name)
    assert mixed.json()["code"] == "idempotency_mismatch"
    for wrong in ([], [999], [next(one["number"] for one in there if one["kind"] == "ticket")]):
        refused = await agent.http.post(path, json=body | {"entries": wrong}, headers=key())
        assert (refused.status_code, refused.json()["code"]) == (422, "split_entries")


async def test_duplicates_share_a_transaction_or_their_words_and_others_are_only_named(quiet_site: Installation):
    customer, other = await quiet_site.customer(), await quiet_site.customer("5571234510", name="Kim")
    agent = await quiet_site.agent()
    words = "I sent USDT on Tron an hour ago and it is still not in my wallet"
    mine = await opened(customer, text=words)
    second = await opened(customer, text="something else entirely, please help", anyway=True)
    theirs = await opened(other, text="Hello, where are my coins now?")
    nearly = await opened(other, text=f"{words}!", evidence=[])
    far = await opened(other, text="My deposit of BTC came twice, which is odd, is it not?", evidence=[])
    done = await opened(customer, text=words, anyway=True)
    await changed(agent, done, status="solved")
    found = (await agent.http.get(f"/api/desk/tickets/{mine['id']}/duplicates")).json()["duplicates"]
    seen = {one["number"]: one for one in found}
    assert set(seen) == {second["number"], theirs["number"], nearly["number"]} and far["number"] not in seen
    assert (seen[second["number"]]["fields"], seen[second["number"]]["id"]) == (["txid"], second["id"])
    assert seen[theirs["number"]] == {"number": theirs["number"], "fields": ["txid"], "alike": 0}
    assert seen[nearly["number"]]["alike"] >= 90 and set(seen[nearly["number"]]) == {"number", "fields", "alike"}
    assert TRON_TXID not in str(found)


async def test_a_ticket_is_found_by_its_number_and_without_one_the_customers_others_are(quiet_site: Installation):
    customer, other = await quiet_site.customer(), await quiet_site.customer("5571234510", name="Kim")
    agent = await quiet_site.agent()
    first, second = await opened(customer, **FEE), await opened(customer, **FEE, text="a second question")
    theirs = await opened(other, **FEE)
    path = f"/api/desk/tickets/{first['id']}/others"
    own = (await agent.http.get(path)).json()["tickets"]
    assert [(one["id"], one["status"]) for one in own] == [(second["id"], "submitted")]
    written = theirs["number"].replace("-", "").lower()
    named = (await agent.http.get(path, params={"number": written})).json()["tickets"]
    assert [(one["number"], one["customer"]) for one in named] == [(theirs["number"], other.id)]
    nobodys = await agent.http.get(path, params={"number": new_number(clock.now())})
    assert nobodys.status_code == 404
    last = "0" if theirs["number"][-1] != "0" else "1"
    typo = await agent.http.get(path, params={"number": theirs["number"][:-1] + last})
    assert (typo.status_code, typo.json()["code"], typo.json()["data"]["field"]) == (422, "invalid_field", "number")
