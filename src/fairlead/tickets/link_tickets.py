"""What tickets are to one another: related, parent and child, one the duplicate of another. No chain leads back to its start."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.brands.models import BrandRow
from fairlead.conversations.rules import Draft
from fairlead.kit.access import Actor
from fairlead.kit.clock import Instant
from fairlead.kit.errors import Conflict, Invalid, NotFound
from fairlead.tickets import store
from fairlead.tickets.models import TicketLinkRow, TicketRow
from fairlead.tickets.store import Found
from fairlead.tickets.write_ticket import Writer, told

MOST = 50
RELATED, PARENT, DUPLICATE, SPLIT = "related", "parent", "duplicate", "split"
# As an agent says it of the first ticket, looking at the second.
Tie = Literal["related", "parent", "child", "duplicate_of"]


@dataclass(frozen=True, slots=True)
class Linked:
    """A ticket beside another: `tie` says what it is to that one."""

    tie: str
    found: Found


class LinkTickets:
    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    async def link(self, actor: Actor, ticket_id: str, other_id: str, tie: Tie) -> Found:
        """`tie`: what the other one is to the ticket. A ticket has one parent and is a duplicate of one at most: another takes
        its place. Raises NotFound, Refused; Invalid: `invalid_field` for itself, `too_many_links`; Conflict: `link_apart`
        (another brand's), `link_cycle` with the numbers of the `cycle`."""
        if ticket_id == other_id:
            raise Invalid("invalid_field", field="other_id")

        async def change(session: AsyncSession, found: Sequence[Found], moment: Instant) -> Sequence[Draft]:
            ticket, other = found
            if ticket.brand_id != other.brand_id:
                raise Conflict("link_apart")
            # Two who link other pairs at once could close a circle together.
            brand = select(BrandRow.id).where(BrandRow.id == ticket.brand_id)
            await session.execute(self._writer.database.dialect.lock_rows(brand, skip_locked=False))
            wanted = _row(ticket, other, tie, moment)
            links = await store.links_of(session, wanted.ticket_id)
            if any((one.ticket_id, one.kind, one.other_id) == _key(wanted) for one in links):
                return []
            for end in (ticket, other):
                if len(await store.links_of(session, end.row.id)) >= MOST:
                    raise Invalid("too_many_links", limit=MOST)
            if wanted.kind in (PARENT, DUPLICATE):
                await self._check_circle(session, wanted)
                for one in links:
                    if (one.kind, one.ticket_id) == (wanted.kind, wanted.ticket_id):
                        await session.delete(one)
            session.add(wanted)
            return _tell(actor, ticket, other, {"tie": tie})

        return await self._writer.change_together(actor, [ticket_id, other_id], change, action="ticket.link")

    async def unlink(self, actor: Actor, ticket_id: str, other_id: str) -> Found:
        """Whatever they were to one another; that one was split off the other stays. Raises NotFound, Refused."""
        if ticket_id == other_id:
            raise NotFound

        async def change(session: AsyncSession, found: Sequence[Found], moment: Instant) -> Sequence[Draft]:
            ticket, other = found
            ends = {ticket.row.id, other.row.id}
            links = await store.links_of(session, ticket.row.id)
            gone = [one for one in links if {one.ticket_id, one.other_id} == ends and one.kind != SPLIT]
            for one in gone:
                await session.delete(one)
            return _tell(actor, ticket, other, {"untied": True}) if gone else []

        return await self._writer.change_together(actor, [ticket_id, other_id], change, action="ticket.link")

    async def of(self, actor: Actor, ticket_id: str) -> list[Linked]:
        """With what was merged. Those the agent may not see are not there. Raises NotFound, Refused."""
        async with self._writer.database.read() as session:
            found = await self._writer.found(session, actor, ticket_id, "ticket.link")
            row = found.row
            ties = [_seen(one, row.id) for one in await store.links_of(session, row.id)]
            ties += [("merged", one.id) for one in await store.merged_into(session, row.id)]
            if row.merged_into is not None:
                ties.append(("merged_into", row.merged_into))
            linked = [(tie, await store.ticket(session, other)) for tie, other in ties]
        return [Linked(tie, other) for tie, other in linked if other is not None and self._writer.sees(actor, other)]

    async def _check_circle(self, session: AsyncSession, wanted: TicketLinkRow) -> None:
        """Up from the other one: who comes back to the ticket has found the circle."""
        way, at = [wanted.ticket_id], wanted.other_id
        while at not in way:
            way.append(at)
            above = [one for one in await store.links_of(session, at) if (one.kind, one.ticket_id) == (wanted.kind, at)]
            if not above:
                return
            at = above[0].other_id
        rows = [await session.get_one(TicketRow, one) for one in [*way, at]]
        raise Conflict("link_cycle", cycle=" → ".join(row.number for row in rows))


def _row(ticket: Found, other: Found, tie: Tie, moment: Instant) -> TicketLinkRow:
    first, second = ticket.row.id, other.row.id
    kind = {"related": RELATED, "duplicate_of": DUPLICATE}.get(tie, PARENT)
    if tie == "child":
        first, second = second, first
    if tie == "related":
        # One row, whoever says it.
        first, second = sorted((first, second))
    return TicketLinkRow(ticket_id=first, kind=kind, other_id=second, created_at=moment)


def _key(row: TicketLinkRow) -> tuple[str, str, str]:
    return row.ticket_id, row.kind, row.other_id


def _seen(row: TicketLinkRow, ticket_id: str) -> tuple[str, str]:
    """What the other one is to this one, and which it is."""
    if row.ticket_id == ticket_id:
        tie = {PARENT: "parent", DUPLICATE: "duplicate_of", SPLIT: "split_from"}.get(row.kind, RELATED)
        return tie, row.other_id
    return {PARENT: "child", DUPLICATE: "duplicate", SPLIT: "split_off"}.get(row.kind, RELATED), row.ticket_id


def _tell(actor: Actor, ticket: Found, other: Found, data: dict[str, object]) -> list[Draft]:
    """In both timelines, for agents."""
    return [
        told(
            actor,
            one,
            {**data, "other": {"id": its.row.id, "number": its.row.number}, "of": ticket.row.number},
            internal=True,
        )
        for one, its in ((ticket, other), (other, ticket))
    ]
