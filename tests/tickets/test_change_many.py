"""See src/fairlead/tickets/change_many.py."""

import asyncio
from typing import Any
from uuid import uuid4

from fairlead.conversations.models import ConversationRow
from fairlead.kit.ids import new_id
from fairlead.people.models import TeamRow
from tests.harness import Client, Installation
from tests.tickets.ground import changed, entries, opened


def _item(ticket: dict[str, Any], kind: str, **wish: Any) -> dict[str, Any]:
    return {"client_id": str(uuid4()), "ticket": ticket["id"], "type": kind, "revision": ticket["revision"]} | wish


async def _many(agent: Client, items: list[dict[str, Any]], *, preview: bool = False) -> Any:
    return await agent.http.post("/api/desk/tickets/bulk", json={"items": items, "preview": preview})


async def _done(agent: Client, items: list[dict[str, Any]], *, preview: bool = False) -> list[dict[str, Any]]:
    answer = await _many(agent, items, preview=preview)
    results: list[dict[str, Any]] = answer.raise_for_status().json()["results"]
    return results


async def _seen(agent: Client, ticket: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = (await agent.http.get(f"/api/desk/tickets/{ticket['id']}")).raise_for_status().json()
    return found


async def _three(site: Installation, agent: Client) -> list[dict[str, Any]]:
    made = [await opened(await site.customer(f"c{number}"), evidence=[]) for number in range(3)]
    return [await _seen(agent, one) for one in made]


async def test_each_ticket_has_its_own_outcome_and_whose_edit_came_between_is_told(quiet_site: Installation):
    lea = await quiet_site.agent("Lea", role="lead")
    free, edited, over = await _three(quiet_site, lea)
    await changed(lea, edited, priority=1, why="many are affected")
    over = await changed(lea, over, status="rejected", text="We cannot do this.")
    items = [_item(one, "status", status="investigating") for one in (free, edited, over)]
    items.append(_item(free | {"id": "0" * 32}, "status", status="investigating"))
    before = [await _seen(lea, one) for one in (free, edited, over)]

    asked = await _done(lea, items, preview=True)
    assert [await _seen(lea, one) for one in (free, edited, over)] == before
    told = await _done(lea, items)
    assert [one.get("code", "done") for one in told] == ["done", "ticket_changed", "status_move", "not_found"]
    assert [one.get("code", "done") for one in asked] == [one.get("code", "done") for one in told]
    assert told[1]["theirs"]["priority"] == 1 and told[2]["message"]
    assert (await _seen(lea, free))["status"] == "investigating"


async def test_the_same_request_again_is_done_once_also_at_the_same_time(quiet_site: Installation):
    lea = await quiet_site.agent("Lea", role="lead")
    tickets = await _three(quiet_site, lea)
    items = [_item(one, "status", status="waiting_for_you", text="Please look.") for one in tickets]
    answers = await asyncio.gather(*(_done(lea, items) for _ in range(3)), _done(lea, items))
    again = await _done(lea, items)
    assert all(one["ok"] for answer in (*answers, again) for one in answer)
    assert sum(one["changed"] for answer in answers for one in answer) == len(tickets)
    for one in tickets:
        assert [entry["text"] for entry in await entries(lea, one["conversation"], agent=True)].count(
            "Please look."
        ) == 1


async def test_what_was_done_to_many_is_undone_by_one_request(quiet_site: Installation):
    lea = await quiet_site.agent("Lea", role="lead")
    bob = await quiet_site.agent("Bob")
    tickets = await _three(quiet_site, lea)
    wishes: list[tuple[str, dict[str, Any], str, dict[str, Any]]] = [
        ("tags", {"add": ["wave"]}, "tags", {"remove": ["wave"]}),
        ("priority", {"priority": 1, "why": "many are affected"}, "priority", {"priority": 0}),
        ("snooze", {}, "wake", {}),
        ("assign", {"to": bob.id}, "assign", {"to": None}),
    ]
    shown = ("tags", "priority", "snoozed", "owner")
    for kind, wish, back, undo in wishes:
        before = [await _seen(lea, one) for one in tickets]
        assert all(one["changed"] for one in await _done(lea, [_item(one, kind, **wish) for one in before]))
        after = [await _seen(lea, one) for one in tickets]
        assert all(
            [one[name] for name in shown] != [two[name] for name in shown]
            for one, two in zip(before, after, strict=True)
        )
        assert all(one["ok"] for one in await _done(lea, [_item(one, back, **undo) for one in after]))
        undone = [await _seen(lea, one) for one in tickets]
        assert [[one[name] for name in shown] for one in undone] == [[one[name] for name in shown] for one in before]


async def test_a_hundred_are_the_most_and_each_ticket_comes_once(quiet_site: Installation):
    lea = await quiet_site.agent("Lea", role="lead")
    ticket = {"id": "0" * 32, "revision": 1}
    assert (await _many(lea, [])).json()["code"] == "limit_out_of_range"
    assert (await _many(lea, [_item(ticket, "wake") for _ in range(101)])).json()["code"] == "limit_out_of_range"
    assert (await _many(lea, [_item(ticket, "wake"), _item(ticket, "wake")])).json()["code"] == "invalid_field"
    strange = _item(ticket, "wake") | {"client_id": "mine"}
    assert [one["code"] for one in await _done(lea, [strange])] == ["client_id_invalid"]


async def test_a_team_is_given_many_with_a_note_and_only_its_own_brands(quiet_site: Installation):
    lea = await quiet_site.agent("Lea", role="lead")
    first, *_ = await _three(quiet_site, lea)
    team = {"id": "0" * 32}
    told = await _done(lea, [_item(first, "transfer", team=team["id"], note="They know this.")], preview=True)
    assert told[0]["code"] == "transfer_target"


async def test_what_was_given_to_a_team_goes_back_to_who_had_it_unless_somebody_has_it_now(quiet_site: Installation):
    lea = await quiet_site.agent("Lea", role="lead")
    bob = await quiet_site.agent("Bob")
    kyc, wallet = new_id(), new_id()
    async with quiet_site.system.database.write() as session:
        session.add_all(
            TeamRow(id=one, brand_id=quiet_site.brand_id, name=name) for one, name in ((kyc, "KYC"), (wallet, "Wallet"))
        )
    tickets = await _three(quiet_site, lea)
    assert all(one["changed"] for one in await _done(lea, [_item(tickets[0], "assign", to=bob.id)]))
    given = [_item(tickets[1], "transfer", team=kyc, note="Look at the passport.")]
    assert all(one["changed"] for one in await _done(bob, given))
    before = [await _held(quiet_site, one) for one in tickets]
    assert before == [(bob.id, None), (None, kyc), (None, None)]

    wrong = [_item(one, "transfer", team=wallet, note="Wrong team, all of them.") for one in tickets]
    assert all(one["changed"] for one in await _done(lea, wrong))
    assert await _done(bob, [_item(tickets[0], "back")])  # It was not he who gave it.
    assert {(await _held(quiet_site, one))[1] for one in tickets} == {wallet}
    await _done(bob, [_item(tickets[2], "assign", to=bob.id)])
    backs = [_item(one, "back") for one in tickets]
    for _ in range(2):
        # Sent again it is done once.
        told = await _done(lea, backs)
        assert [one.get("code", "done") for one in told] == ["done", "done", "edited_meanwhile"]
    assert [await _held(quiet_site, one) for one in tickets] == [*before[:2], (bob.id, wallet)]
    assert [one["code"] for one in await _done(lea, [_item(tickets[0], "back")])] == ["edited_meanwhile"]


async def _held(site: Installation, ticket: dict[str, Any]) -> tuple[str | None, str | None]:
    async with site.system.database.read() as session:
        head = await session.get_one(ConversationRow, ticket["conversation"])
        return head.assignee_id, head.team_id
