"""Matters that were told twice become one: no entry is lost or moved, whatever is merged into what."""

import asyncio
from collections.abc import Awaitable
from typing import Any
from uuid import uuid4

from hypothesis import given, settings
from hypothesis import strategies as st

from fairlead.app import System
from fairlead.conversations.models import ConversationRow
from fairlead.kit.access import Actor
from fairlead.kit.errors import Problem
from fairlead.tickets.merge_tickets import MergeTickets
from fairlead.tickets.models import TicketRow
from fairlead.tickets.open_ticket import Asked, OpenTicket
from fairlead.tickets.rules import STATUSES
from fairlead.worker import Worker
from tests.harness import Client, Installation, message
from tests.tickets.ground import DEPOSIT, changed, entries, key, opened
from tests.tickets.test_work import react, seen

FEE: dict[str, Any] = {"category": "FEE-Q", "evidence": []}


async def merged(agent: Client, ticket: dict[str, Any], into: dict[str, Any]) -> Any:
    now = await seen(agent, ticket, agent=True)
    body = {"into": into["id"], "revision": now["revision"]}
    return await agent.http.post(f"/api/desk/tickets/{ticket['id']}/merge", json=body)


async def test_the_source_stays_readable_and_says_as_what_it_goes_on(quiet_site: Installation):
    customer, agent = await quiet_site.customer(), await quiet_site.agent()
    first, second = await opened(customer, **FEE), await opened(customer, **FEE, text="and again: what is this fee?")
    before = await entries(customer, second["conversation"])
    done = await merged(agent, second, first)
    assert done.status_code == 200, done.text
    assert (done.json()["status"], done.json()["merged_into"]) == (
        "closed",
        {"id": first["id"], "number": first["number"]},
    )
    assert (await seen(customer, second))["merged_into"]["number"] == first["number"]
    after = await entries(customer, second["conversation"])
    assert after[: len(before)] == before
    told = (await entries(customer, first["conversation"]))[-1]
    where = {"id": second["id"], "number": second["number"], "conversation": second["conversation"]}
    assert (told["kind"], told["data"]["merged"]) == ("ticket", where | {"entries": len(before)})
    # Again it is the same, and nothing else can be done to it.
    again = await merged(agent, second, first)
    assert again.json()["revision"] == done.json()["revision"]
    path = f"/api/desk/tickets/{second['id']}"
    late = await agent.http.put(path, json={"revision": done.json()["revision"], "status": "reopened"})
    assert (late.status_code, late.json()["code"]) == (409, "ticket_merged")
    assert late.json()["data"]["number"] == first["number"]
    assert (await customer.http.post(f"/api/tickets/{second['id']}/reopen", json={})).json()["code"] == "ticket_merged"
    assert (await merged(agent, first, second)).json()["code"] == "ticket_merged"
    itself = await agent.http.post(f"{path}/merge", json={"into": second["id"], "revision": 1})
    assert itself.json()["code"] == "invalid_field"


async def test_what_only_a_merged_source_names_is_the_matter_it_goes_on_as(quiet_site: Installation):
    customer, agent = await quiet_site.customer(), await quiet_site.agent()
    about, middle, target = await opened(customer), await opened(customer, **FEE), await opened(customer, **FEE)
    again = {"category": "DEP-NOCRED", "text": "Where is it?", "evidence": DEPOSIT}
    assert (await merged(agent, about, middle)).status_code == (await merged(agent, middle, target)).status_code == 200
    same = await customer.http.post("/api/tickets", json=again, headers=key())
    assert (same.status_code, same.json()["code"]) == (409, "ticket_same"), same.text
    assert same.json()["data"] | {"field": ""} == {"ticket": target["id"], "number": target["number"], "field": ""}
    # Once that has ended, nothing is open about it.
    await changed(agent, target, status="solved")
    assert (await customer.http.post("/api/tickets", json=again, headers=key())).status_code == 201


async def test_only_open_matters_of_one_customer_become_one(quiet_site: Installation):
    customer, other = await quiet_site.customer(), await quiet_site.customer("5571234510", name="Kim")
    agent = await quiet_site.agent()
    mine, theirs, over = await opened(customer, **FEE), await opened(other, **FEE), await opened(customer, **FEE)
    apart = await merged(agent, mine, theirs)
    assert (apart.status_code, apart.json()["code"]) == (409, "merge_apart")
    stale = await agent.http.post(f"/api/desk/tickets/{mine['id']}/merge", json={"into": over["id"], "revision": 9})
    assert (stale.status_code, stale.json()["code"]) == (409, "ticket_changed")
    await changed(agent, over, status="solved")
    assert (await merged(agent, mine, over)).json()["code"] == "ticket_ended"
    assert (await merged(agent, over, mine)).json()["code"] == "ticket_ended"


async def test_what_is_said_in_the_source_later_reaches_the_one_it_goes_on_as(quiet_site: Installation):
    customer, agent = await quiet_site.customer(), await quiet_site.agent()
    first, second, third = [await opened(customer, **FEE, text=f"question {n}") for n in range(3)]
    await changed(agent, first, status="with_agent")
    assert (await merged(agent, third, second)).status_code == 200
    assert (await merged(agent, second, first)).status_code == 200
    await changed(agent, first, status="solved")
    worker = Worker(quiet_site.system)
    await react(worker)
    socket = await customer.open()
    said = await socket.ask(message("it is still not right", third["conversation"]))
    await react(worker)
    # At the end of the chain, with whoever has it, and open again.
    assert ((await seen(customer, first))["status"], (await seen(customer, third))["status"]) == ("reopened", "closed")
    told = [one["data"]["said"] for one in await entries(customer, first["conversation"]) if "said" in one["data"]]
    assert [(one["number"], one["entry"]) for one in told] == [(third["number"], said["number"])]
    head = (await agent.http.get(f"/api/desk/conversations/{first['conversation']}")).json()["conversation"]
    assert (head["status"], head["assignee"]["id"], head["waiting_since"] is None) == ("open", agent.id, False)
    left = (await agent.http.get(f"/api/desk/conversations/{third['conversation']}")).json()["conversation"]
    assert left["status"] == "closed"
    await react(worker)
    assert len([one for one in await entries(customer, first["conversation"]) if "said" in one["data"]]) == 1


async def test_a_merge_is_taken_back(quiet_site: Installation):
    customer, agent = await quiet_site.customer(), await quiet_site.agent()
    first, second = await opened(customer, **FEE), await opened(customer, **FEE)
    path = f"/api/desk/tickets/{second['id']}/unmerge"
    early = await agent.http.post(path, json={"revision": 1})
    assert (early.status_code, early.json()["code"]) == (409, "not_merged")
    done = (await merged(agent, second, first)).json()
    stale = await agent.http.post(path, json={"revision": 1})
    assert stale.json()["code"] == "ticket_changed"
    back = await agent.http.post(path, json={"revision": done["revision"]})
    assert (back.json()["status"], back.json()["merged_into"], back.json()["open"]) == ("reopened", None, True)
    assert (await entries(customer, first["conversation"]))[-1]["data"]["unmerged"]["number"] == second["number"]
    # Each a matter of its own, the other way round as well.
    assert (await merged(agent, first, second)).status_code == 200


TICKETS = 5
STEPS = st.lists(st.tuples(st.booleans(), st.integers(0, TICKETS - 1), st.integers(0, TICKETS - 1)), max_size=14)


async def test_any_sequence_of_merges_leads_to_open_tickets_and_loses_no_entry(system: System, proving: Any):
    """Against a model: which ticket goes on as which; after every step each chain ends at an open ticket."""
    brand = (await system.brands.all())[0].id
    agent = Actor(kind="agent", id="a" * 32, name="Marco", brands=frozenset({brand}), role="agent")
    open_ticket, merges = OpenTicket(system.tickets), MergeTickets(system.tickets)

    async def stands(ids: list[str]) -> dict[str, Any]:
        async with system.database.read() as session:
            rows = [await session.get_one(TicketRow, one) for one in ids]
            heads = [await session.get_one(ConversationRow, row.conversation_id) for row in rows]
        return {
            row.id: (row.merged_into, row.status, row.revision, head.status, head.last_seq)
            for row, head in zip(rows, heads, strict=True)
        }

    async def run(steps: list[tuple[bool, int, int]]) -> None:
        customer = Actor(kind="customer", id=uuid4().hex, brands=frozenset({brand}))
        made = [
            await open_ticket(customer, str(uuid4()), brand, Asked("FEE-Q", f"question {n}")) for n in range(TICKETS)
        ]
        ids, places = [one.row.id for one in made], {one.row.id: one.row.conversation_id for one in made}
        actors = dict.fromkeys(ids, customer)
        texts = {one: await said_in(system, customer, places[one]) for one in ids}
        model: dict[str, str] = {}
        for back, left, right in steps:
            source, target, now = ids[left], ids[right], await stands(ids)
            wanted = (source in model) if back else source != target and source not in model and target not in model
            same = not back and model.get(source) == target
            act = (
                merges.unmerge(agent, source, revision=now[source][2])
                if back
                else merges.merge(agent, source, target, revision=now[source][2])
            )
            assert (await refusal(act) is None) == (wanted or same), (back, left, right)
            if wanted:
                model = {one: into for one, into in model.items() if one != source} | ({} if back else {source: target})
        end = await stands(ids)
        for one in ids:
            root = one
            while root in model:
                root = model[root]
            assert end[one][0] == model.get(one)
            assert STATUSES[end[root][1]].open and end[root][3] == "open"
            assert (end[one][1] == "closed") == (one in model) == (end[one][3] == "closed")
            # All that was said is where it was, in its order, and only more came behind it.
            after = await said_in(system, actors[one], places[one])
            assert after[: len(texts[one])] == texts[one]
            assert [number for number, _ in after] == list(range(1, len(after) + 1))

    loop = asyncio.get_running_loop()

    @settings(deadline=None, max_examples=proving(6, 200), database=None)
    @given(STEPS)
    def check(steps: list[tuple[bool, int, int]]) -> None:
        asyncio.run_coroutine_threadsafe(run(steps), loop).result()

    await asyncio.to_thread(check)


async def refusal(act: Awaitable[Any]) -> str | None:
    try:
        await act
    except Problem as problem:
        return problem.code
    return None


async def said_in(system: System, customer: Actor, conversation: str) -> list[tuple[int, str]]:
    page, _ = await system.reader.page(customer, conversation, before=2**40, limit=500)
    return [(one.public_seq or 0, one.id) for one in page]
