"""Macros that act on a ticket: everything in one act or nothing, once, and told beforehand."""

from typing import Any
from uuid import uuid4

from tests.harness import Client, Installation, message
from tests.live.test_equation import make_team
from tests.tickets.ground import entries, opened

STEPS = [
    {"type": "note", "text": "asked the chain people"},
    {"type": "tag", "add": ["refund"]},
    {"type": "priority", "value": "2", "why": "a large sum"},
    {"type": "snooze", "minutes": 60},
    {"type": "status", "value": "waiting_for_partner"},
]


async def run(agent: Client, conversation: str, status: int = 200, **asked: Any) -> dict[str, Any]:
    body = {"client_id": str(uuid4())} | asked
    answer = await agent.http.post(f"/api/desk/conversations/{conversation}/macro", json=body)
    assert answer.status_code == status, answer.text
    return dict(answer.json())


async def test_a_macro_does_everything_on_the_ticket_at_once_and_once(site: Installation):
    lead, phone = await site.agent("Sven", role="lead"), await site.customer()
    ticket = await opened(phone)
    talk = ticket["conversation"]
    asked = {"client_id": str(uuid4()), "text": "We ask our partner.", "steps": STEPS}
    would = await run(lead, talk, dry=True, **asked)
    assert [one["kind"] for one in would["entries"]] == ["message", "note", "ticket", "ticket", "ticket", "ticket"]
    before = (await lead.http.get(f"/api/desk/tickets/{ticket['id']}")).json()
    assert (before["status"], before["tags"]) == ("submitted", [])
    done = await run(lead, talk, **asked)
    assert all(one["ok"] for one in done["results"])
    again = await run(lead, talk, **asked)
    assert again["results"] == done["results"]
    after = (await lead.http.get(f"/api/desk/tickets/{ticket['id']}")).json()
    assert (after["status"], after["tags"], after["priority"]) == ("waiting_for_partner", ["refund"], 2)
    assert after["snoozed"] is not None
    kinds = [one["kind"] for one in await entries(lead, talk, agent=True) if one["author"]["kind"] == "agent"]
    assert kinds == ["joined", "message", "note", "ticket", "ticket", "ticket", "ticket"]


async def test_of_a_macro_with_one_step_that_is_refused_nothing_is_done(site: Installation):
    lead, phone = await site.agent("Sven", role="lead"), await site.customer()
    ticket = await opened(phone)
    count = len(await entries(lead, ticket["conversation"], agent=True))
    closing = [*STEPS[:4], {"type": "status", "value": "closed"}]
    refused = await run(lead, ticket["conversation"], 409, text="It is done.", steps=closing)
    assert refused["code"] == "status_move"
    assert len(await entries(lead, ticket["conversation"], agent=True)) == count
    # A guest among agents' words: what the guard stops, stops all of it.
    refused = await run(lead, ticket["conversation"], 422, text="Look at https://scam.example/", steps=STEPS)
    assert refused["code"] == "link_not_allowed"
    assert len(await entries(lead, ticket["conversation"], agent=True)) == count
    socket = await phone.open()
    chat = str((await socket.ask(message("hello")))["conversation"])
    assert (await run(lead, chat, 409, steps=STEPS))["code"] == "ticket_wanted"


async def test_a_macro_asks_by_card_and_another_team_and_says_no_more_than_an_agent_may(site: Installation):
    marco, phone = await site.agent("Marco"), await site.customer()
    team = await make_team(site)
    ticket = await opened(phone)
    steps: list[dict[str, Any]] = [
        {"type": "card", "text": "Please do this.", "steps": ["Open your wallet"]},
        {"type": "task", "text": "look for it", "team": team, "minutes": 120},
    ]
    await run(marco, ticket["conversation"], steps=steps)
    shown = (await marco.http.get(f"/api/desk/tickets/{ticket['id']}")).json()
    assert shown["status"] == "waiting_for_you"
    # Tags that are not on the brand's list are not every agent's to make.
    refused = await run(marco, ticket["conversation"], 422, steps=[{"type": "tag", "add": ["refund"]}])
    assert refused["code"] == "tag_unknown"
