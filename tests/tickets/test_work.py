"""What agents, customers and time do to a ticket, over the doors."""

from typing import Any
from uuid import uuid4

from sqlalchemy import select, update

from fairlead.conversations.models import ConversationRow
from fairlead.infra.jobs import JobRow, JobRunner
from fairlead.kit import clock
from fairlead.people.models import TeamRow
from fairlead.tickets import rules
from fairlead.tickets.follow_ticket import FollowTicket
from fairlead.tickets.models import TicketRow
from fairlead.tickets.write_ticket import DUE
from fairlead.worker import Worker
from tests.harness import Client, Installation, message
from tests.promises.ground import pass_time, ring
from tests.tickets.ground import DEPOSIT, changed, entries, key, opened


async def seen(client: Client, ticket: dict[str, Any], *, agent: bool = False) -> dict[str, Any]:
    answer = await client.http.get(f"/api/{'desk/' if agent else ''}tickets/{ticket['id']}")
    found: dict[str, Any] = answer.raise_for_status().json()
    return found


async def react(worker: Worker) -> None:
    """What a worker would do by now; another one would have to wait for its lease."""
    while await worker._dispatcher.round():
        pass


async def later(site: Installation, ticket: dict[str, Any], span: int) -> None:
    """As if it had got its status so much earlier; the jobs that are due then are worked off, and clocks that are due ring."""
    await pass_time(site.system, ticket["conversation"], span)
    async with site.system.database.write() as session:
        row = await session.get(TicketRow, ticket["id"])
        assert row is not None
        before = row.since
        row.since -= span
        jobs = await session.scalars(select(JobRow).where(JobRow.kind == DUE, JobRow.payload.contains(ticket["id"])))
        for job in jobs:
            job.payload = job.payload.replace(str(before), str(row.since))
            job.run_at -= span
    runner = JobRunner(site.system.database, site.system.jobs())
    while await runner.round():
        pass
    await ring(site.system)


async def of_ticket(client: Client, ticket: dict[str, Any], name: str) -> list[Any]:
    every = await entries(client, ticket["conversation"])
    if name == "late":
        return [True for one in every if one["kind"] == "promise" and one["data"]["promise"]["act"] == "late"]
    told = [one["data"] for one in every if one["kind"] == "ticket"]
    return [data[name] for data in told if name in data]


async def test_an_agents_change_against_an_older_state_is_refused_with_both(quiet_site: Installation):
    customer, marco, lena = await quiet_site.customer(), await quiet_site.agent(), await quiet_site.agent("Lena")
    ticket = await opened(customer)
    path = f"/api/desk/tickets/{ticket['id']}"
    first = await marco.http.put(path, json={"revision": 1, "category": "DEP-MEMO"})
    assert first.status_code == 200, first.text
    assert (first.json()["revision"], first.json()["complete"]) == (2, 40)
    # Words alone are a message, and none is lost in silence.
    alone = await marco.http.put(path, json={"revision": 2, "text": "hello"})
    assert (alone.status_code, alone.json()["code"]) == (422, "invalid_field")
    second = await lena.http.put(path, json={"revision": 1, "category": "DEP-NET"})
    assert (second.status_code, second.json()["code"]) == (409, "ticket_changed")
    assert second.json()["data"]["yours"] == {"category": "DEP-NET"}
    assert second.json()["data"]["theirs"]["category"] == "DEP-MEMO"
    facts = await lena.http.put(f"{path}/evidence", json={"revision": 1, "evidence": [{"field": "memo", "value": "7"}]})
    assert facts.json()["code"] == "ticket_changed"
    # H36: whoever says it by a header has the header's status, with both all the same; and the header is not passed over.
    for revision, match in ((1, '"1"'), (2, '"1"'), (2, 'W/"2"')):
        body = {"revision": revision, "category": "DEP-NET"}
        stale = await lena.http.put(path, json=body, headers={"If-Match": match})
        assert (stale.status_code, stale.json()["code"]) == (412, "ticket_changed"), match
        assert stale.json()["data"]["yours"] == {"category": "DEP-NET"}
        assert stale.json()["data"]["theirs"]["category"] == "DEP-MEMO"


async def test_statuses_are_told_to_both_sides_and_open_and_close_the_conversation(quiet_site: Installation):
    customer, agent = await quiet_site.customer(), await quiet_site.agent()
    ticket = await opened(customer)
    taken = await changed(agent, ticket, status="with_agent")
    assert (taken["owner"]["id"], taken["next"]) == (agent.id, "agents")
    path = f"/api/desk/tickets/{ticket['id']}"
    silent = await agent.http.put(path, json={"revision": taken["revision"], "status": "waiting_for_you"})
    assert (silent.status_code, silent.json()["code"]) == (422, "words_wanted")
    asks = {
        "revision": taken["revision"],
        "status": "waiting_for_you",
        "text": "Please send me the verification code you got",
    }
    assert (await agent.http.put(path, json=asks)).json()["code"] == "asks_for_secret"
    waits = await changed(agent, ticket, status="waiting_for_you", text="Which address did you use?")
    assert (waits["next"], waits["open"]) == ("customer", True)
    # The customer's fact gives it back.
    fact = {"field": "to_address", "value": "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"}
    answer = await customer.http.put(f"/api/tickets/{ticket['id']}/evidence", json={"evidence": [fact]})
    assert (answer.status_code, answer.json()["status"]) == (200, "with_agent"), answer.text
    solved = await changed(agent, ticket, status="solved", text="It is credited.")
    assert (solved["open"], solved["next"]) == (False, "customer")
    for client, base in ((customer, "/api"), (agent, "/api/desk")):
        listed = (await client.http.get(f"{base}/conversations" + ("?view=closed" if base != "/api" else ""))).json()
        assert [one["status"] for one in listed["conversations"]] == ["closed"]
    again = await customer.http.post(f"/api/tickets/{ticket['id']}/reopen", json={"text": "It is not all of it"})
    assert (again.json()["status"], again.json()["open"]) == ("reopened", True), again.text
    withdrawn = await customer.http.post(f"/api/tickets/{ticket['id']}/withdraw")
    assert withdrawn.json()["status"] == "withdrawn"
    statuses = ["with_agent", "waiting_for_you", "with_agent", "solved", "reopened", "withdrawn"]
    assert await of_ticket(customer, ticket, "status") == statuses
    kinds = [one["kind"] for one in await entries(customer, ticket["conversation"])]
    assert (kinds.count("closed"), kinds.count("reopened")) == (2, 1)
    refused = await agent.http.put(path, json={"revision": 99, "status": "closed"})
    assert refused.json()["code"] == "ticket_changed"
    now = await seen(agent, ticket, agent=True)
    refused = await agent.http.put(path, json={"revision": now["revision"], "status": "closed"})
    assert (refused.status_code, refused.json()["code"]) == (409, "status_move")
    assert refused.json()["data"]["allowed"] == "reopened"


async def test_another_priority_wants_a_reason_that_only_agents_see(quiet_site: Installation):
    customer, agent = await quiet_site.customer(), await quiet_site.agent()
    ticket = await opened(customer, urgent="my rent is due")
    assert ticket["priority"] == 2
    path = f"/api/desk/tickets/{ticket['id']}"
    bare = await agent.http.put(path, json={"revision": 1, "priority": 1})
    assert (bare.status_code, bare.json()["code"]) == (422, "reason_wanted")
    found = await changed(agent, ticket, priority=4, why="He writes so each week")
    flags = {"large_sum": False, "many_affected": False, "deadline": False, "vulnerable": False}
    assert found["weight"] == {"computed": 2, "set": 4, "why": "He writes so each week", "flags": flags}
    assert (found["priority"], found["urgent_because"]) == (4, "my rent is due")
    shown = await seen(customer, ticket)
    assert "weight" not in shown
    assert "each week" not in str(await entries(customer, ticket["conversation"]))
    back = await changed(agent, ticket, priority=0, flags={"large_sum": True, "deadline": True})
    assert (back["priority"], back["weight"]["set"]) == (1, None)


async def test_the_desks_list_is_narrowed_and_goes_on_where_it_ended(quiet_site: Installation):
    customer, agent = await quiet_site.customer(), await quiet_site.agent()
    made = [await opened(customer, category=code, evidence=[]) for code in ("FEE-Q", "SEC-SIM", "FEE-Q", "DEP-INT")]
    await changed(agent, made[0], status="investigating")
    await changed(agent, made[3], status="with_agent")

    async def listed(query: str) -> list[str]:
        found, cursor = [], ""
        while True:
            answer = await agent.http.get(f"/api/desk/tickets?brand=northlight&limit=1{query}{cursor}")
            assert answer.status_code == 200, answer.text
            found += [one["id"] for one in answer.json()["tickets"]]
            if answer.json()["next"] is None:
                return found
            cursor = f"&cursor={answer.json()['next']}"

    ids = [one["id"] for one in made]
    assert await listed("") == [ids[1], ids[3], ids[0], ids[2]]
    assert await listed("&status=investigating") == [ids[0]]
    assert await listed("&category=FEE-Q") == [ids[0], ids[2]]
    assert await listed("&priority=1") == [ids[1]]
    assert await listed("&team=wallet-ops") == [ids[3]]
    assert await listed(f"&owner={agent.id}") == [ids[3]]
    for bad in ("&status=lost", "&priority=9", "&owner=me"):
        answer = await agent.http.get(f"/api/desk/tickets?brand=northlight{bad}")
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid_field")


async def test_the_customer_nudges_after_the_promise_and_once_a_day(quiet_site: Installation):
    customer = await quiet_site.customer()
    ticket = await opened(customer)
    path = f"/api/tickets/{ticket['id']}/nudge"
    assert (await customer.http.post(path)).json()["code"] == "nudge_early"
    await later(quiet_site, ticket, 5 * clock.HOUR)
    nudged = await customer.http.post(path)
    assert nudged.status_code == 200, nudged.text
    assert nudged.json()["nudged_at"]
    assert (await customer.http.post(path)).json()["code"] == "nudge_again"
    assert len((await customer.http.get("/api/tickets")).json()["tickets"]) == 1


async def test_silence_is_reminded_after_a_day_and_three_and_solves_after_a_week(quiet_site: Installation):
    customer, agent = await quiet_site.customer(), await quiet_site.agent()
    ticket = await opened(customer)
    harm = await opened(customer, category="CPL-FORMAL", evidence=[])
    for one in (ticket, harm):
        await changed(agent, one, status="waiting_for_you", text="Which address did you use?")
    for hours, reminders in ((23, []), (2, [1]), (40, [1]), (10, [1, 2])):
        await later(quiet_site, ticket, hours * clock.HOUR)
        assert await of_ticket(customer, ticket, "reminder") == reminders, hours
    await later(quiet_site, ticket, 4 * clock.DAY)
    assert (await seen(customer, ticket))["status"] == "solved"
    await later(quiet_site, ticket, 7 * clock.DAY)
    assert (await seen(customer, ticket))["status"] == "closed"
    # A complaint never ends by itself: it comes back to people.
    for _ in range(3):
        await later(quiet_site, harm, 4 * clock.DAY)
    assert (await seen(customer, harm))["status"] == "with_agent"
    assert await of_ticket(customer, harm, "reminder") == [1, 2]


async def test_the_timeline_moves_the_ticket(quiet_site: Installation):
    customer, agent = await quiet_site.customer(), await quiet_site.agent()
    ticket = await opened(customer)
    conversation, worker = ticket["conversation"], Worker(quiet_site.system)
    phone, desk = await customer.open(), await agent.open()
    await desk.ask(message("I am looking into it", conversation))
    await react(worker)
    assert (await seen(customer, ticket))["status"] == "with_agent"
    await changed(agent, ticket, status="waiting_for_you", text="Which address did you use?")
    await react(worker)
    assert (await seen(customer, ticket))["status"] == "waiting_for_you"
    await phone.ask(message("the one of TRON", conversation))
    await react(worker)
    assert (await seen(customer, ticket))["status"] == "with_agent"
    # A customer who leaves the chat has not said that it is solved; an agent who ends it has.
    close = {"type": "close", "conversation": conversation}
    await phone.ask(close | {"client_id": str(uuid4())})
    await react(worker)
    assert (await seen(customer, ticket))["status"] == "with_agent"
    await desk.ask({"type": "reopen", "conversation": conversation, "client_id": str(uuid4())})
    await desk.ask(close | {"client_id": str(uuid4())})
    await react(worker)
    assert (await seen(customer, ticket))["status"] == "solved"
    await phone.ask(message("it is not", conversation))
    await react(worker)
    assert (await seen(customer, ticket))["status"] == "reopened"


class Watch:
    """A chain that confirms when it is told to."""

    def __init__(self) -> None:
        self.confirmed = False
        self.asked: list[tuple[str, str]] = []

    async def reached(self, network: str, txid: str) -> bool:
        self.asked.append((network, txid))
        return self.confirmed


async def test_a_ticket_that_waits_for_a_chain_is_woken_by_its_confirmations(quiet_site: Installation):
    customer, agent, watch = await quiet_site.customer(), await quiet_site.agent(), Watch()
    quiet_site.system.ticket_follower = FollowTicket(quiet_site.system.tickets, watch, quiet_site.system.push)
    no_txid = [{"field": "txid", "missing": "the app shows none"}]
    ticket, other = await opened(customer), await opened(customer, category="FEE-Q", evidence=no_txid)
    path = f"/api/desk/tickets/{other['id']}"
    without = await agent.http.put(path, json={"revision": 1, "status": "waiting_on_chain"})
    assert (without.status_code, without.json()["code"]) == (422, "txid_wanted")
    await changed(agent, ticket, status="waiting_on_chain")
    await later(quiet_site, ticket, rules.CHAIN_LOOK)
    assert watch.asked == [("TRON", DEPOSIT[2]["value"].lower())]
    assert (await seen(customer, ticket))["status"] == "waiting_on_chain"
    watch.confirmed = True
    await later(quiet_site, ticket, rules.CHAIN_LOOK)
    assert (await seen(customer, ticket))["status"] == "in_queue"
    assert (await of_ticket(customer, ticket, "why"))[-1] == "confirmed"
    # Nobody confirms it: after a day people look at it.
    watch.confirmed = False
    await changed(agent, ticket, status="waiting_on_chain")
    await later(quiet_site, ticket, rules.CHAIN_PATIENCE)
    assert (await of_ticket(customer, ticket, "why"))[-1] == "not_confirmed"


async def test_a_job_that_comes_twice_writes_once(quiet_site: Installation):
    customer, agent = await quiet_site.customer(), await quiet_site.agent()
    ticket = await opened(customer)
    await changed(agent, ticket, status="waiting_for_you", text="Which address did you use?")
    async with quiet_site.system.database.read() as session:
        row = await session.get(TicketRow, ticket["id"])
    assert row is not None
    for _ in range(2):
        await quiet_site.system.ticket_follower.look({"ticket": row.id, "since": row.since, "step": 0})
    assert await of_ticket(customer, ticket, "reminder") == [1]
    stale = {"ticket": row.id, "since": row.since - 1, "step": 1}
    await quiet_site.system.ticket_follower.look(stale)
    assert await of_ticket(customer, ticket, "reminder") == [1]


async def test_a_closed_teams_ticket_is_there_for_its_members_and_whom_it_was_given_to(quiet_site: Installation):
    customer, agent = await quiet_site.customer(), await quiet_site.agent()
    ticket = await opened(customer)
    async with quiet_site.system.database.write() as session:
        session.add(TeamRow(id="c" * 32, brand_id=quiet_site.brand_id, name="Compliance", closed=True))
        await session.flush()
        moved = update(ConversationRow).where(ConversationRow.id == ticket["conversation"])
        await session.execute(moved.values(team_id="c" * 32))
    outsider = await quiet_site.agent("Otto")
    for client in (agent, outsider):
        assert (await client.http.get(f"/api/desk/tickets/{ticket['id']}")).status_code == 404
        listed = await client.http.get("/api/desk/tickets?brand=northlight")
        assert listed.json()["tickets"] == []
    lead = await quiet_site.agent("Lead", role="lead")
    assert (await lead.http.get(f"/api/desk/tickets/{ticket['id']}")).status_code == 200


async def test_an_admin_edits_a_category_and_the_older_edition_is_refused_with_both(quiet_site: Installation):
    admin, lead, customer = (
        await quiet_site.agent("Ada", role="admin"),
        await quiet_site.agent("Lea", role="lead"),
        await quiet_site.customer(),
    )
    path = "/api/desk/ticket-taxonomy"
    taxonomy = (await lead.http.get(f"{path}?brand=northlight")).json()
    assert (len(taxonomy["categories"]), len(taxonomy["types"])) == (110, 8)
    category = next(one for one in taxonomy["categories"] if one["code"] == "DEP-MIN")
    body = {name: value for name, value in category.items() if name != "code"} | {"brand": "northlight"}
    body |= {
        "required": ["network", "txid", "amount"],
        "optional": [],
        "labels": {"en": "Too little", "zh-CN": "太少"},
        "priority": 4,
    }
    put = f"{path}/categories/DEP-MIN"
    assert (await lead.http.put(put, json=body)).status_code == 403
    done = await admin.http.put(put, json=body)
    assert done.status_code == 200, done.text
    stale = await admin.http.put(put, json=body | {"team": "L1-general"})
    assert (stale.status_code, stale.json()["code"]) == (409, "edited_meanwhile")
    assert stale.json()["data"]["theirs"]["team"] == "bot"
    assert stale.json()["data"]["yours"]["team"] == "L1-general"
    ticket = await opened(customer, category="DEP-MIN", evidence=[])
    assert (ticket["lacking"], ticket["priority"]) == (["network", "txid", "amount"], 4)
    shown = (await customer.http.get("/api/tickets/taxonomy?locale=zh-CN")).json()
    assert next(one["label"] for one in shown["categories"] if one["code"] == "DEP-MIN") == "太少"
    for wrong, code in (
        ({"required": ["shoe_size"]}, "field_unknown"),
        ({"labels": {}}, "invalid_field"),
        ({"required": ["txid", "txid"]}, "invalid_field"),
        ({"team": " "}, "invalid_field"),
        ({"labels": {"not a tag": "x"}}, "invalid_field"),
    ):
        answer = await admin.http.put(put, json=body | {"revision": done.json()["revision"]} | wrong)
        assert (answer.status_code, answer.json()["code"]) == (422, code), answer.text
    order = {"brand": "northlight", "revision": 0, "labels": {"en": "Order"}, "example": "123", "formats": ["digits"]}
    field = await admin.http.put(f"{path}/fields/order_id", json=order)
    assert field.status_code == 200, field.text
    letters = {"category": "TRD-ORDER", "evidence": [{"field": "order_id", "value": "abc"}]}
    refused = await customer.http.post("/api/tickets", json=letters, headers=key())
    assert refused.json()["data"]["fields"][0]["code"] == "format"
    assert (await admin.http.put(f"{path}/fields/order_id", json=order | {"formats": ["(a+)+$"]})).status_code == 422
    back = {"brand": "northlight", "kind": "field", "key": "order_id"}
    assert (await admin.http.post(f"{path}/reset", json=back)).status_code == 204
    assert (await admin.http.post(f"{path}/reset", json=back)).status_code == 204
    assert (await admin.http.post(f"{path}/reset", json=back | {"key": "shoe_size"})).status_code == 404
    await opened(customer, **letters)
    off = await admin.http.put(put, json=body | {"revision": done.json()["revision"], "active": False})
    assert off.status_code == 200
    gone = await customer.http.post("/api/tickets", json={"category": "DEP-MIN"}, headers=key())
    assert (gone.status_code, gone.json()["code"]) == (422, "ticket_category_unknown")
