"""Waiting matters find an agent within a second, have one owner, and come back when he is gone or does nothing."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.app import System
from fairlead.conversations.models import ConversationRow, EntryRow
from fairlead.kit import clock
from fairlead.kit.clock import SECOND
from fairlead.kit.ids import new_id
from fairlead.people.models import AgentRow, TeamMemberRow, TeamRow
from fairlead.routing.assign import Assign
from fairlead.routing.keep_line import KeptLine
from fairlead.routing.know_targets import KnowTargets
from fairlead.routing.models import GivenRow
from tests.harness import Installation, message
from tests.proving import both_when_proving
from tests.routing.queue import comes, owner, switch_on, takes, waits


async def test_a_waiting_customer_has_an_agent_within_a_second_and_both_see_it(site: Installation):
    lead, agent = await site.agent("Lena", role="lead"), await site.agent("Marco")
    await takes(lead, agent, chat=1)
    await switch_on(site.system, site.brand_id)
    socket = await agent.open()
    first = await waits(site.system, site.brand_id)
    assert await comes(lambda: owner(site.system, first)) == agent.id
    # As by hand: those who watch see the entry, and the lists follow.
    mine = (await agent.http.get("/api/desk/conversations", params={"view": "mine"})).json()["conversations"]
    assert [one["id"] for one in mine] == [first]
    taken, ends = [await _since_queued(site.system, first)], first
    # A free slot.
    for _ in range(2):
        waiting = await waits(site.system, site.brand_id)
        assert not await site.system.queue.assign.step()
        assert await owner(site.system, waiting) is None
        assert (await socket.ask({"type": "close", "client_id": new_id(), "conversation": ends}))["type"] == "ack"
        freed = clock.now()
        assert await comes(lambda waiting=waiting: owner(site.system, waiting)) == agent.id
        taken.append(await _assigned_at(site.system, waiting) - freed)
        ends = waiting
    # Of three, beside whatever else this machine does.
    assert min(taken) < SECOND


async def _assigned_at(system: System, conversation_id: str) -> int:
    of = (EntryRow.conversation_id == conversation_id, EntryRow.kind == "assigned")
    async with system.database.read() as session:
        return (await session.scalars(select(EntryRow.created_at).where(*of))).one()


async def _since_queued(system: System, conversation_id: str) -> int:
    async with system.database.read() as session:
        row = await session.get(ConversationRow, conversation_id)
    assert row is not None
    assert row.queued_at is not None
    return await _assigned_at(system, conversation_id) - row.queued_at


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
async def test_a_transaction_that_takes_its_time_keeps_nobody_waiting(site: Installation):
    """The feed shows what was written after it only once it has ended."""
    agent = await site.agent("Marco")
    await agent.open()
    await switch_on(site.system, site.brand_id)
    first = await waits(site.system, site.brand_id)
    assert await comes(lambda: owner(site.system, first)) == agent.id
    async with site.system.database.write() as session:
        await session.execute(text("SELECT pg_current_xact_id()"))
        second = await waits(site.system, site.brand_id)
        assert await comes(lambda: owner(site.system, second), seconds=5) == agent.id


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
async def test_whose_row_is_in_use_for_a_moment_is_not_passed_by_the_next_and_holds_nobody_up_for_long(
    quiet_site: Installation,
):
    site, system = quiet_site, quiet_site.system
    lead, marco = await site.agent("Lena", role="lead"), await site.agent("Marco")
    await takes(lead, marco, chat=1)
    await marco.open()
    await switch_on(system, site.brand_id)
    first, second, third = [await waits(system, site.brand_id) for _ in range(3)]
    assign = fresh(system)
    async with system.database.write() as writes:
        await _in_use(writes, first)
        # The one slot is kept for whose turn it is.
        assert await assign.step() == 0
        assert await owner(system, second) is None
    assert await assign.step() == 1
    assert await owner(system, first) == marco.id
    async with system.database.write() as frees:
        await frees.execute(update(ConversationRow).where(ConversationRow.id == first).values(status="closed"))
    # Whose slot became free is asked first; of somebody who has none it does no harm.
    assign.free([lead.id, marco.id])
    async with system.database.write() as writes:
        await _in_use(writes, second)
        assert await comes(assign.step) == 1
        assert await owner(system, third) == marco.id


async def _in_use(session: AsyncSession, conversation_id: str) -> None:
    await session.execute(select(ConversationRow.id).where(ConversationRow.id == conversation_id).with_for_update())


@both_when_proving
async def test_where_it_is_not_switched_on_nothing_is_given_out(site: Installation):
    agent = await site.agent()
    await agent.open()
    waiting = await waits(site.system, site.brand_id)
    assert await site.system.queue.assign.step() == 0
    assert await owner(site.system, waiting) is None


@both_when_proving
async def test_what_is_not_begun_in_time_is_taken_back_and_given_to_another(quiet_site: Installation):
    site, system = quiet_site, quiet_site.system
    marco, nora = await site.agent("Marco"), await site.agent("Nora")
    await marco.open()
    await switch_on(system, site.brand_id)
    lies, drafted = [await waits(system, site.brand_id) for _ in range(2)]
    assert await system.queue.assign.step() == 2
    await nora.open()
    kept = await marco.http.put(
        f"/api/desk/conversations/{drafted}/draft", json={"mode": "reply", "text": "One mom", "revision": 0}
    )
    assert kept.status_code == 200, kept.text
    async with system.database.write() as session:
        # As if the minute were over, for both.
        await session.execute(update(GivenRow).values(due_at=clock.now() - 1))
    assert await fresh(system).step() == 1
    assert await owner(system, lies) == nora.id
    assert await owner(system, drafted) == marco.id
    # Who let one lie gets no other for a while, and who is busy keeps what he has.
    await nora.http.put("/api/desk/presence", json={"presence": "busy"})
    third = await waits(system, site.brand_id)
    assert await fresh(system).step() == 0
    assert await owner(system, third) is None
    async with system.database.read() as session:
        rows = await session.scalars(
            select(EntryRow.kind).where(EntryRow.conversation_id == lies).order_by(EntryRow.seq)
        )
        assert list(rows) == ["message", "assigned", "assigned", "assigned"]


def fresh(system: System) -> Assign:
    """One that has not looked yet: what ran out is looked at once in half a second."""
    return Assign(
        system.database, system.ledger, system.gather, KeptLine(system.database, KnowTargets(system.database))
    )


@both_when_proving
async def test_who_goes_away_gives_back_what_he_has_not_begun_and_keeps_what_he_has(quiet_site: Installation):
    site, system = quiet_site, quiet_site.system
    marco = await site.agent("Marco")
    socket = await marco.open()
    await switch_on(system, site.brand_id)
    begun, untouched = [await waits(system, site.brand_id) for _ in range(2)]
    assert await system.queue.assign.step() == 2
    assert (await socket.ask(message("Here I am.", begun)))["type"] == "ack"
    await marco.http.put("/api/desk/presence", json={"presence": "away"})
    await fresh(system).step()
    assert await owner(system, begun) == marco.id
    assert await owner(system, untouched) is None
    # A page that is loaded anew is nobody who went away.
    await marco.http.put("/api/desk/presence", json={"presence": "online"})
    assert await fresh(system).step() == 1
    async with system.database.write() as session:
        await session.execute(update(AgentRow).values(seen_at=0))
    await fresh(system).step()
    assert await owner(system, untouched) == marco.id


@both_when_proving
async def test_a_teams_matter_goes_to_its_members_only_and_languages_and_skills_decide(quiet_site: Installation):
    site, system = quiet_site, quiet_site.system
    lead = await site.agent("Lena", role="lead")
    marco, nora = await site.agent("Marco"), await site.agent("Nora")
    await takes(lead, lead, chat=0, mail=0)
    await takes(lead, marco, languages={"en": 3})
    await takes(lead, nora, languages={"zh": 1, "en": 1})
    team = new_id()
    async with system.database.write() as session:
        session.add(TeamRow(id=team, brand_id=site.brand_id, name="Security", closed=True))
        await session.flush()
        session.add(TeamMemberRow(team_id=team, agent_id=nora.id))
    for one in (lead, marco, nora):
        await one.open()
    await switch_on(system, site.brand_id)
    english, chinese = await waits(system, site.brand_id), await waits(system, site.brand_id, locale="zh-CN")
    closed = await waits(system, site.brand_id)
    arabic = await waits(system, site.brand_id, locale="ar")
    async with system.database.write() as session:
        await session.execute(update(ConversationRow).where(ConversationRow.id == closed).values(team_id=team))
    assert await system.queue.assign.step() == 3
    owners = {one: await owner(system, one) for one in (english, chinese, closed, arabic)}
    assert owners == {english: marco.id, chinese: nora.id, closed: nora.id, arabic: None}


@both_when_proving
async def test_who_knows_the_customer_is_preferred(quiet_site: Installation):
    site, system = quiet_site, quiet_site.system
    marco, nora = await site.agent("Marco"), await site.agent("Nora")
    socket, _ = await marco.open(), await nora.open()
    await switch_on(system, site.brand_id)
    before = [await waits(system, site.brand_id) for _ in range(2)]
    for one, knows in zip(before, (marco, nora), strict=True):
        assign = {"type": "assign", "client_id": new_id(), "conversation": one, "to": knows.id}
        assert (await socket.ask(assign))["type"] == "ack"
        assert (await socket.ask({"type": "close", "client_id": new_id(), "conversation": one}))["type"] == "ack"
    again = [await waits(system, site.brand_id) for _ in range(2)]
    async with system.database.write() as session:
        for old, new in zip(before, again, strict=True):
            of = select(ConversationRow.customer_id).where(ConversationRow.id == old).scalar_subquery()
            await session.execute(update(ConversationRow).where(ConversationRow.id == new).values(customer_id=of))
    assert await fresh(system).step() == 2
    assert [await owner(system, one) for one in again] == [marco.id, nora.id]


async def test_whose_matter_ended_while_nobody_waited_is_not_preferred_for_it(quiet_site: Installation):
    site, system = quiet_site, quiet_site.system
    marco, nora = await site.agent("Marco"), await site.agent("Nora")
    socket, _ = await marco.open(), await nora.open()
    await switch_on(system, site.brand_id)
    before, again = await waits(system, site.brand_id), await waits(system, site.brand_id)
    async with system.database.write() as session:
        of = select(ConversationRow.customer_id).where(ConversationRow.id == before).scalar_subquery()
        await session.execute(update(ConversationRow).where(ConversationRow.id == again).values(customer_id=of))
    for frame in ({"type": "assign", "to": nora.id}, {"type": "close"}):
        assert (await socket.ask(frame | {"client_id": new_id(), "conversation": before}))["type"] == "ack"
    assign = fresh(system)
    assign.free({marco.id})
    assert await assign.step() == 1
    assert await owner(system, again) == nora.id


async def test_of_many_processes_one_gives_each_matter_and_nobody_has_too_many(quiet_site: Installation, proving: Any):
    site, system = quiet_site, quiet_site.system
    lead = await site.agent("Lena", role="lead")
    agents = [lead, *[await site.agent(name) for name in ("Marco", "Nora", "Olga")]]
    for one in agents:
        await takes(lead, one, chat=2)
        await one.open()
    await switch_on(system, site.brand_id)
    waiting = [await waits(system, site.brand_id) for _ in range(proving(12, 200))]
    others = [System(site.settings) for _ in range(3)]
    try:
        assigners = [fresh(each) for each in (system, *others)]
        given = await asyncio.gather(*(one.step() for one in assigners for _ in range(2)))
        assert sum(given) == 8
        owners = [await owner(system, one) for one in waiting]
        assert [owners.count(agent.id) for agent in agents] == [2] * 4
        async with system.database.read() as session:
            entries = list(await session.scalars(select(EntryRow.conversation_id).where(EntryRow.kind == "assigned")))
        assert len(entries) == len(set(entries)) == 8
        # The longest waiting.
        assert all(owners[:8]) and not any(owners[8:])
    finally:
        for each in others:
            await each.database.close()


async def test_of_an_agent_who_takes_and_the_queue_that_gives_one_has_it(quiet_site: Installation, proving: Any):
    site, system = quiet_site, quiet_site.system
    marco, nora = await site.agent("Marco"), await site.agent("Nora")
    by_hand = await marco.open()
    await nora.open()
    await marco.http.put("/api/desk/presence", json={"presence": "busy"})
    await switch_on(system, site.brand_id)
    for _ in range(proving(5, 300)):
        one = await waits(system, site.brand_id)
        frame = {"type": "assign", "client_id": new_id(), "conversation": one, "to": marco.id}
        ack, _ = await asyncio.gather(by_hand.ask(frame), system.queue.assign.step())
        assert ack["type"] == "ack"
        # His word is the last one, before or after the queue's.
        assert await owner(system, one) == marco.id
        await by_hand.ask({"type": "close", "client_id": new_id(), "conversation": one})
