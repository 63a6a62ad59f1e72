"""Tags of tickets: those on the brand's list, and whatever else who leads wants to find tickets by."""

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.conversations.rules import Draft
from fairlead.kit.access import Actor
from fairlead.kit.clock import Instant
from fairlead.kit.errors import Invalid, Problem
from fairlead.shield.screen import screen
from fairlead.tickets import store
from fairlead.tickets.edit_taxonomy import taxonomy_of
from fairlead.tickets.models import TicketRow, TicketTagRow
from fairlead.tickets.rules import TAGS, checked_tag
from fairlead.tickets.store import Found
from fairlead.tickets.write_ticket import Change, Writer, told


class TagTicket:
    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    async def tag(self, actor: Actor, ticket_id: str, *, add: Sequence[str], remove: Sequence[str]) -> Found:
        """Whatever colleagues change meanwhile stays. Raises NotFound, Refused; Invalid: `tag_invalid`, `tag_unknown` for one
        that is not on the brand's list and not this agent's to make, `too_many_tags`."""
        change = self.tagging(actor, add=add, remove=remove)
        return await self._writer.change(actor, ticket_id, change, action="ticket.work", revises=False)

    def tagging(self, actor: Actor, *, add: Sequence[str], remove: Sequence[str]) -> Change:
        """The same as a part of what is done together. Raises Invalid("tag_invalid")."""
        gone = {checked_tag(one) for one in remove}
        fresh = list(dict.fromkeys(checked_tag(screen(one, may_be_empty=True).text) for one in add))

        async def change(session: AsyncSession, found: Found, moment: Instant) -> Sequence[Draft]:
            row, before = found.row, list(found.row.tags)
            new = [tag for tag in fresh if tag not in before and tag not in gone]
            known = taxonomy_of(await store.changes_of(session, row.brand_id)).tags
            if (unknown := [tag for tag in new if tag not in known]) and not self._free(actor, found):
                raise Invalid("tag_unknown", tag=unknown[0])
            now = [tag for tag in before if tag not in gone] + new
            if now == before:
                return []
            if len(now) > TAGS:
                raise Invalid("too_many_tags", limit=TAGS)
            await put_tags(session, row, now)
            row.updated_at = moment
            return [told(actor, found, {"tags": now, "before": before}, internal=True)]

        return change

    def _free(self, actor: Actor, found: Found) -> bool:
        try:
            self._writer.authorize(actor, "ticket.tag_freely", found)
        except Problem:
            return False
        return True


async def put_tags(session: AsyncSession, row: TicketRow, tags: list[str]) -> None:
    """In place of those it had."""
    row.tags = tags
    await session.execute(delete(TicketTagRow).where(TicketTagRow.ticket_id == row.id))
    session.add_all(TicketTagRow(ticket_id=row.id, tag=tag, brand_id=row.brand_id) for tag in tags)


async def tagged(session: AsyncSession, brand_id: str, tag: str, *, most: int) -> list[str] | None:
    """The ids of the brand's tickets with it; None where there are more."""
    wanted = (TicketTagRow.brand_id == brand_id, TicketTagRow.tag == tag)
    ids = list(await session.scalars(select(TicketTagRow.ticket_id).where(*wanted).limit(most + 1)))
    return ids if len(ids) <= most else None
