"""Misuse fades, warnings come first, and nothing of it touches harm or a complaint: for all there can be."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from sqlalchemy import update

from fairlead.conduct.heed import Heed
from fairlead.conduct.models import ReputationRow, SanctionRow
from fairlead.conduct.rules import (
    BREATH,
    HALF_LIFE,
    POINT,
    REASONS,
    SLOW_AT,
    WARN_AT,
    WARNED_FOR,
    Standing,
    by_itself,
    check_order,
    decayed,
    was_warned,
)
from fairlead.conversations.rules import Draft, Opening, open_head
from fairlead.infra.bus import LocalBus
from fairlead.infra.database import Database
from fairlead.kit import clock
from fairlead.kit.access import Actor
from fairlead.kit.clock import DAY
from fairlead.kit.errors import Problem
from fairlead.tickets.open_ticket import new_row
from fairlead.tickets.rules import TYPES, is_protected
from fairlead.tickets.taxonomy import house
from tests.conduct.ground import measure, talk
from tests.harness import Installation, installation, make_settings
from tests.proving import both_when_proving
from tests.tickets.ground import key, opened

NOW = 400 * DAY
STANDINGS = some.lists(
    some.builds(
        lambda kind, age, lasts, lifted: Standing(kind, NOW - age, NOW - age + lasts, lifted=lifted),
        some.sampled_from(("warn", "slow", "pause")),
        some.integers(0, 120 * DAY),
        some.integers(1, 90 * DAY),
        some.booleans(),
    ),
    max_size=6,
)


@settings(deadline=None, max_examples=80)
@given(points=some.integers(0, 20 * POINT), before=STANDINGS)
def test_by_itself_comes_a_warning_first_and_never_a_pause(points: int, before: list[Standing]):
    follows = by_itself(points, before, NOW)
    warned = any(one.kind == "warn" and not one.lifted and one.set_at > NOW - WARNED_FOR for one in before)
    assert was_warned(before, NOW) == warned
    if follows is None:
        assert points < WARN_AT or warned
        return
    kind, lasts = follows
    assert kind == ("slow" if warned else "warn")
    assert points >= (SLOW_AT if warned else WARN_AT)
    assert lasts > 0
    if not any(one.kind == kind and one.active(NOW) for one in before):
        check_order(kind, before, NOW)


@settings(deadline=None, max_examples=80)
@given(points=some.integers(0, 50 * POINT), age=some.integers(0, 90 * DAY), more=some.integers(0, 90 * DAY))
def test_points_only_fade_and_half_of_them_are_gone_after_a_week(points: int, age: int, more: int):
    left = decayed(points, NOW - age, NOW)
    assert 0 <= decayed(points, NOW - age - more, NOW) <= left <= points
    assert abs(decayed(points, NOW - HALF_LIFE, NOW) - points / 2) <= 1


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_whatever_a_customer_has_on_him_harm_and_complaints_come_through(database: Database):
    """By the very question that each message is asked, for every type, priority and state there is."""
    heed = Heed(database, LocalBus(), lambda text: "hacked" in text)
    category = house().categories["FEE-Q"]
    weights = [(one, priority) for one in TYPES for priority in range(1, 6)]
    async with database.write() as session:
        for kind in ("slow", "pause"):
            row = SanctionRow(id=kind, brand_id="b", customer_id="c", conversation_id="x", kind=kind, reason="spam")
            row.set_by, row.key, row.inside = "a", kind, b""
            row.set_at, row.ends_at = clock.now(), clock.now() + DAY
            session.add(row)
        for case_type, priority in weights:
            ticket = new_row(category, "b", "c", [], clock.now())
            ticket.case_type, ticket.priority, ticket.conversation_id = case_type, priority, f"{case_type}{priority}"
            session.add(ticket)
    await heed.look()
    async with database.read() as session:
        connection = await session.connection()

        async def passes(text: str, where: str = "x", *, calm: bool = True, kind: str = "message") -> bool:
            head = open_head(where, Opening("b", "c", "webchat", "en", bot_first=False), moment=1)
            head.is_new, head.calm = False, calm
            data = {"reason": "asked"} if kind == "handover" else {}
            draft = Draft(Actor("customer", "c"), kind, "i", conversation_id=where, text=text, data=data)
            try:
                await heed(connection, head, draft)
            except Problem:
                return False
            return True

        for kind in ("message", "handover"):
            assert not await passes("why", kind=kind)
            assert await passes("why", calm=False, kind=kind)
            assert await passes("I was hacked", kind=kind)
        # The first one that is not protected takes what there is room for.
        assert await passes("why", "question5")
        for case_type, priority in weights:
            protected = is_protected(case_type=case_type, priority=priority)
            assert await passes("why", f"{case_type}{priority}") == protected


@both_when_proving
async def test_asking_for_too_much_is_warned_of_first_and_slows_down_only_after_it(tmp_path: Path, database_url: str):
    limits = {"ticket_open_limit": 2, "ticket_day_limit": 0}
    async with installation(make_settings(tmp_path, database_url, **limits), worker=False) as site:
        customer, lead = await site.customer(), await site.agent(role="lead")
        about = {"category": "FEE-Q", "text": "what is this fee?", "evidence": []}
        tickets = [await opened(customer, **about) for _ in range(2)]

        async def standing() -> list[str]:
            found = (await customer.http.get("/api/sanctions")).json()["sanctions"]
            return [one["kind"] for one in found if one["active"]]

        seen = []
        for _ in range(7):
            answer = await customer.http.post("/api/tickets", json=about, headers=key())
            assert answer.status_code == 409
            seen.append(await standing())
            # At once again is the same misuse; a while later it is another.
            await customer.http.post("/api/tickets", json=about, headers=key())
            async with site.system.database.write() as session:
                await session.execute(update(ReputationRow).values(counted_at=ReputationRow.counted_at - 2 * BREATH))
        assert seen == [[], [], ["warn"], ["warn"], ["warn"], ["slow", "warn"], ["slow", "warn"]]
        path = f"/api/desk/conversations/{tickets[1]['conversation']}/conduct"
        known = (await lead.http.get(path)).json()
        assert 6.9 < known["points"] <= 7
        assert {one["by"]["id"] for one in known["sanctions"]} == {"system"}
        assert {one["reason"] for one in known["sanctions"]} == {"too_many_matters"}
        assert "too_many_matters" not in known["reasons"] and known["reasons"] == list(REASONS)
        # Who is slowed down may have half as many open, and harm as many as he needs.
        await customer.http.post(f"/api/tickets/{tickets[0]['id']}/withdraw")
        assert (await customer.http.post("/api/tickets", json=about, headers=key())).json()["data"]["limit"] == 1
        harm = {"category": "SEC-ATO", "text": "somebody is in my account", "evidence": []}
        assert (await customer.http.post("/api/tickets", json=harm, headers=key())).status_code == 201


@both_when_proving
async def test_another_process_knows_what_was_set_here(quiet_site: Installation):
    customer, agent = await quiet_site.customer(), await quiet_site.agent()
    _, conversation = await talk(customer)
    await measure(agent, conversation)
    await measure(agent, conversation, "slow")
    system = quiet_site.system
    elsewhere = Heed(system.database, LocalBus(), lambda text: False)
    assert not elsewhere.slowed(customer.id)
    await elsewhere.look()
    assert elsewhere.slowed(customer.id) and not await elsewhere.paused(customer.id)
