"""See src/fairlead/tickets/list_tickets.py. The same rows, narrowed by plain Python, say what is right."""

import asyncio
from collections.abc import Iterator, Sequence
from random import Random
from typing import Any
from uuid import uuid4

from sqlalchemy import insert, update

from fairlead.conversations.models import ConversationRow
from fairlead.kit.access import Actor
from fairlead.kit.ids import new_id
from fairlead.tickets import list_tickets, rules, store
from fairlead.tickets.list_tickets import ANY_OPEN, SORTS, Wanted, listed, place_of
from fairlead.tickets.models import TicketRow
from fairlead.tickets.store import Found
from tests.harness import Client, Installation
from tests.tickets.ground import opened, talked

AGENTS = [f"{number:032x}" for number in (1, 2, 3)]
TEAMS = ["wallet-ops", "kyc"]
CATEGORIES = ["DEP-NOCRED", "KYC-REJ", "FEE-Q"]
CLOSED_TEAM = "c" * 32


async def _filled(site: Installation, chance: Random, count: int) -> list[dict[str, Any]]:
    """Tickets as a copy of an asked and answered one; many are of one instant."""
    customer = await site.customer()
    first = await opened(customer, evidence=[])
    async with site.system.database.read() as session:
        found = await store.ticket(session, first["id"])
        assert found is not None
        head = await session.get_one(ConversationRow, found.row.conversation_id)
        ticket = {column.key: getattr(found.row, column.key) for column in TicketRow.__table__.columns}
        conversation = {column.key: getattr(head, column.key) for column in ConversationRow.__table__.columns}
    made: list[dict[str, Any]] = []
    heads = []
    for number in range(count):
        owner, team = chance.choice([None, *AGENTS]), chance.choice([None, None, CLOSED_TEAM])
        heads.append(conversation | {"id": new_id(), "assignee_id": owner, "team_id": team})
        own = {
            "id": new_id(),
            "number": f"N{number}",
            "conversation_id": heads[-1]["id"],
            "owner_id": owner,
            "held_by": team,
        }
        own |= {"category": chance.choice(CATEGORIES), "team": chance.choice(TEAMS), "priority": chance.choice((1, 3))}
        own |= {"status": chance.choice(list(rules.STATUSES)), "created_at": chance.randrange(5)}
        own |= {"updated_at": chance.randrange(5), "due_at": chance.choice([None, *range(5)])}
        made.append(ticket | own)
    async with site.system.database.write() as session:
        await session.execute(insert(ConversationRow), heads)
        await session.execute(insert(TicketRow), made)
    return [*made, ticket]


def _right(rows: Sequence[dict[str, Any]], actor: Actor, wanted: Wanted) -> list[str]:
    def fits(row: dict[str, Any]) -> bool:
        narrowed = (
            wanted.category in (None, row["category"]), wanted.priority in (None, row["priority"]),
            wanted.team in (None, row["team"]), wanted.owner in (None, row["owner_id"]), row["status"] in wanted.statuses(),
        )  # fmt: skip
        return all(narrowed) and (row["held_by"] not in actor.shut or row["owner_id"] == actor.id)

    def place(row: dict[str, Any]) -> Any:
        """Nothing is due for who waits for nothing: those come last, the oldest of them first."""
        return {
            None: (row["priority"], row["created_at"]),
            "age": (row["created_at"],),
            "updated": (row["updated_at"],),
            "due": (row["due_at"] is None, row["created_at"] if row["due_at"] is None else row["due_at"]),
        }[wanted.sort], row["id"]

    return [row["id"] for row in sorted(filter(fits, rows), key=place, reverse=wanted.sort == "updated")]


def _wishes(chance: Random) -> Iterator[Wanted]:
    for _ in range(90):
        yield Wanted(
            status=chance.choice([None, ANY_OPEN, *rules.STATUSES]),
            category=chance.choice([None, *CATEGORIES]),
            priority=chance.choice([None, 1, 3]),
            team=chance.choice([None, *TEAMS]),
            owner=chance.choice([None, *AGENTS]),
            sort=chance.choice(list(SORTS)),
        )


async def test_however_it_is_narrowed_every_page_of_the_list_is_what_plain_python_finds(
    quiet_site: Installation, monkeypatch: Any
) -> None:
    # So that some filters have more than are counted.
    monkeypatch.setattr(list_tickets, "COUNTED", 20)
    chance = Random(20261123)
    rows = await _filled(quiet_site, chance, 200)
    brands = frozenset([quiet_site.brand_id])
    actors = [
        Actor("agent", AGENTS[0], brands=brands, shut=shut) for shut in (frozenset[str](), frozenset([CLOSED_TEAM]))
    ]
    async with quiet_site.system.database.read() as session:
        for actor in actors:
            for wanted in _wishes(chance):
                size, found, after = chance.choice((1, 7, 25)), [], None
                while True:
                    page = await listed(session, actor, quiet_site.brand_id, wanted, after=after, limit=size)
                    found += [one.row.id for one in page]
                    if len(page) < size:
                        break
                    after = place_of(wanted, page[-1].row)
                assert found == _right(rows, actor, wanted), (wanted, actor.shut)


def test_only_what_a_filter_has_left_is_put_in_order_and_all_else_is_walked_in_it() -> None:
    def calculates(order: str, *columns: str, first: int = 0, tag: str = "") -> bool:
        shape = list_tickets._Shape(order, columns, first, False, tag, None, False, True, 2)
        return any(f"{name} + " in str(list_tickets._statement(shape)) for name in ("_at", "priority"))

    for order in ("age", "updated", "due", "undue"):
        assert not calculates(order) and not calculates(order, "owner_id", first=-1)
        assert calculates(order, "owner_id") and calculates(order, tag="few")
    assert not calculates("priority", "owner_id")


async def test_a_list_shows_nobody_what_its_copy_of_the_owner_and_the_team_says_wrongly(
    quiet_site: Installation,
) -> None:
    rows = await _filled(quiet_site, Random(7), 60)
    async with quiet_site.system.database.write() as session:
        moved = update(ConversationRow).where(ConversationRow.id == rows[0]["conversation_id"])
        await session.execute(moved.values(team_id=CLOSED_TEAM, assignee_id=None))
        copy = update(TicketRow).where(TicketRow.id == rows[0]["id"])
        await session.execute(copy.values(held_by=None, owner_id=AGENTS[1]))
    actor = Actor("agent", "f" * 32, brands=frozenset([quiet_site.brand_id]), shut=frozenset([CLOSED_TEAM]))
    async with quiet_site.system.database.read() as session:
        for wanted in (Wanted(), Wanted(owner=AGENTS[1])):
            found: list[Found] = []
            after = None
            while page := await listed(session, actor, quiet_site.brand_id, wanted, after=after, limit=5):
                found += page
                after = place_of(wanted, page[-1].row)
            right = [one for one in _right(rows, actor, wanted) if one != rows[0]["id"]]
            assert [one.row.id for one in found] == right


async def test_who_takes_a_matter_in_the_chat_finds_it_among_his_tickets(site: Installation) -> None:
    customer, agent = await site.customer(), await site.agent()
    conversation = await talked(customer)
    ticket = await opened(customer, conversation=conversation)
    assert await _mine(agent) == []
    socket = await agent.open()
    given = {"type": "assign", "conversation": conversation, "to": agent.id, "client_id": str(uuid4())}
    await socket.ask(given)
    async with asyncio.timeout(20):
        while await _mine(agent) != [ticket["id"]]:
            await asyncio.sleep(0.02)
    await socket.ask(given | {"to": None, "client_id": str(uuid4())})
    async with asyncio.timeout(20):
        while await _mine(agent):
            await asyncio.sleep(0.02)


async def _mine(agent: Client) -> list[str]:
    answer = await agent.http.get(f"/api/desk/tickets?brand=northlight&owner={agent.id}")
    return [one["id"] for one in answer.raise_for_status().json()["tickets"]]
