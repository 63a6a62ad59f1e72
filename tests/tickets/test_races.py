"""Two agents on one ticket at once: one of them is told that it changed, and there is one truth."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

from sqlalchemy import func, select

from fairlead.app import System
from fairlead.conversations.models import ConversationRow, EntryRow
from fairlead.kit.access import Actor
from fairlead.kit.errors import Conflict
from fairlead.tickets.change_ticket import ChangeTicket, Work
from fairlead.tickets.models import TicketRow
from fairlead.tickets.open_ticket import Asked, OpenTicket
from fairlead.tickets.read_evidence import Given
from fairlead.tickets.store import Found

Act = Callable[[Actor, str, int], Awaitable[Found]]


async def test_of_two_agents_one_has_his_way_and_the_other_is_told(system: System, proving: Any):
    """Each race with another pair of changes; what stands is what the one who was not refused asked for, whole."""
    brand = (await system.brands.all())[0].id
    customer = Actor(kind="customer", id=uuid4().hex, brands=frozenset({brand}))
    agents = [
        Actor(kind="agent", id=f"{n}" * 32, name=f"Agent {n}", brands=frozenset({brand}), role="agent") for n in (1, 2)
    ]
    change, open_ticket = ChangeTicket(system.tickets), OpenTicket(system.tickets)
    acts: list[tuple[Act, Callable[[TicketRow], bool]]] = [
        (
            lambda who, id_, at: change.work(who, id_, Work(at, status="with_agent")),
            lambda row: row.status == "with_agent",
        ),
        (lambda who, id_, at: change.work(who, id_, Work(at, status="solved")), lambda row: row.status == "solved"),
        (
            lambda who, id_, at: change.work(who, id_, Work(at, category="DEP-NET")),
            lambda row: row.category == "DEP-NET",
        ),
        (
            lambda who, id_, at: change.work(who, id_, Work(at, priority=2, why="many ask")),
            lambda row: row.override == 2,
        ),
        (lambda who, id_, at: change.add_facts(who, id_, [Given("asset", "BTC")], revision=at), _has_asset(system)),
    ]
    for race in range(proving(20, 1000)):
        ticket = await open_ticket(customer, str(uuid4()), brand, Asked("FEE-Q", "what is this fee?"))
        chosen = [acts[race % len(acts)], acts[(race // len(acts) + race) % len(acts)]]
        tries = [act(who, ticket.row.id, 1) for who, (act, _) in zip(agents, chosen, strict=True)]
        ended = await asyncio.gather(*tries, return_exceptions=True)
        lost = [one for one in ended if isinstance(one, Conflict)]
        won = [n for n, one in enumerate(ended) if isinstance(one, Found)]
        assert (len(won), [one.code for one in lost]) == (1, ["ticket_changed"]), (race, ended)
        assert lost[0].data["revision"] == 2 and lost[0].data["theirs"] and lost[0].data["yours"]
        async with system.database.read() as session:
            row = await session.get_one(TicketRow, ticket.row.id)
            head = await session.get_one(ConversationRow, row.conversation_id)
            told = select(EntryRow).where(EntryRow.conversation_id == row.conversation_id, EntryRow.kind == "ticket")
            entries = list(await session.scalars(told.order_by(EntryRow.seq)))
            count = await session.scalar(
                select(func.count()).select_from(EntryRow).where(EntryRow.conversation_id == row.conversation_id)
            )
        assert row.revision == 2 and chosen[won[0]][1](row), race
        assert (head.last_seq, (head.status == "closed")) == (count, row.status == "solved")
        # Of him who lost the timeline says nothing.
        assert [one.author_id for one in entries] == [customer.id, agents[won[0]].id]


def _has_asset(system: System) -> Callable[[TicketRow], bool]:
    return lambda row: [one["value"] for one in system.tickets.inside(row).facts] == ["BTC"]
