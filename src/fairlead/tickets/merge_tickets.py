"""One matter that was told twice becomes one: the source stays readable and says as which ticket it goes on.

Entries are never moved or renumbered. The target has an entry that names the source's conversation and how much stood in it;
what the customer says there later is pointed at from the target, and reopens it (`follow_ticket.py`).
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.conversations.rules import Draft
from fairlead.kit.access import Actor
from fairlead.kit.clock import Instant
from fairlead.kit.errors import Conflict, Invalid
from fairlead.tickets import rules, store, store_tasks
from fairlead.tickets.change_ticket import stands
from fairlead.tickets.store import Found
from fairlead.tickets.write_ticket import Writer, moved, put_status, told


class MergeTickets:
    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    async def merge(self, actor: Actor, ticket_id: str, into: str, *, revision: int) -> Found:
        """The source, closed. Merged into the same one already: as it is.

        Raises NotFound, Refused; Invalid("invalid_field") for a ticket into itself; Conflict: `merge_apart` (another customer's),
        `ticket_changed`, `ticket_ended` when either is over, `ticket_merged` when either goes on as another: no circle can be.
        """
        if into == ticket_id:
            raise Invalid("invalid_field", field="into")

        async def change(session: AsyncSession, found: Sequence[Found], moment: Instant) -> Sequence[Draft]:
            source, target = found
            row = source.row
            if row.merged_into == target.row.id:
                return []
            for one in (source, target):
                await self._check_open(session, one)
            if (row.brand_id, row.customer_id) != (target.brand_id, target.customer_id):
                raise Conflict("merge_apart")
            check_revision(source, revision, {"into": into})
            conversations = [row.conversation_id, target.row.conversation_id]
            last, public = (await store.numbers_of(session, conversations))[row.conversation_id]
            before = row.status
            row.merged_into = target.row.id
            await store_tasks.move(session, row, target.row)
            await put_status(self._writer, session, row, rules.CLOSED, moment=moment)
            target.row.updated_at = moment
            closed = {"status": rules.CLOSED, "before": before, "open": False}
            return [
                told(actor, target, {"merged": place_of(source) | {"entries": public}, "entries": last}),
                told(actor, source, {"merged_into": place_of(target), **closed}),
            ]

        return await self._writer.change_together(actor, [ticket_id, into], change, action="ticket.merge")

    async def unmerge(self, actor: Actor, ticket_id: str, *, revision: int) -> Found:
        """The source is a matter of its own again, reopened. Raises NotFound, Refused; Conflict: `not_merged`,
        `ticket_changed`."""
        into = (await self._writer.read(actor, ticket_id, "ticket.merge")).row.merged_into
        if into is None:
            raise Conflict("not_merged")

        async def change(session: AsyncSession, found: Sequence[Found], moment: Instant) -> Sequence[Draft]:
            source, target = found
            row = source.row
            check_revision(source, revision, {})
            if row.merged_into != target.row.id:
                raise Conflict("not_merged")
            before, row.merged_into, row.spoken = row.status, None, False
            rules.check_move("agent", before, rules.REOPENED)
            await put_status(self._writer, session, row, rules.REOPENED, moment=moment)
            target.row.updated_at = moment
            return [
                moved(actor, source, before, reason="unmerged"),
                told(actor, target, {"unmerged": place_of(source)}),
            ]

        return await self._writer.change_together(actor, [ticket_id, into], change, action="ticket.merge")

    async def _check_open(self, session: AsyncSession, found: Found) -> None:
        if found.row.merged_into is not None:
            root = await store.root_of(session, found.row)
            raise Conflict("ticket_merged", ticket=root.id, number=root.number)
        if not rules.STATUSES[found.row.status].open:
            raise Conflict("ticket_ended", number=found.row.number)


def place_of(found: Found) -> dict[str, Any]:
    """Where a ticket is, for an entry of another one of the same customer."""
    row = found.row
    return {"id": row.id, "number": row.number, "conversation": row.conversation_id}


def check_revision(found: Found, revision: int, yours: dict[str, Any]) -> None:
    """Raises Conflict("ticket_changed") with both."""
    if found.row.revision != revision:
        raise Conflict("ticket_changed", revision=found.row.revision, yours=yours, theirs=stands(found.row))
