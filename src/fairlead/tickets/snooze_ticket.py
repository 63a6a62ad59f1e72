"""Putting a ticket off: until a time, or until the customer writes, which wakes it in either case. What he was promised stays."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.conversations.rules import Draft
from fairlead.infra.jobs import enqueue
from fairlead.kit.access import SYSTEM, Actor
from fairlead.kit.clock import Instant, iso
from fairlead.kit.errors import Conflict
from fairlead.tickets import rules, store
from fairlead.tickets.store import Found
from fairlead.tickets.write_ticket import Change, Writer, told, woken

# The job that wakes a ticket when its time has come.
WAKE = "tickets.wake"
_SPACE = UUID("0d4b7b53-7f0f-4c39-8a0b-0b6d1c9d4a11")


class SnoozeTicket:
    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    async def snooze(self, actor: Actor, ticket_id: str, until: Instant | None) -> Found:
        """None: until the customer writes. Raises NotFound, Refused, Invalid("snooze_time"), Conflict("ticket_ended")."""
        change = self.putting_off(actor, until)
        return await self._writer.change(actor, ticket_id, change, action="ticket.work", revises=False)

    def putting_off(self, actor: Actor, until: Instant | None) -> Change:
        """The same as a part of what is done together."""
        wanted = rules.UNTIL_WORD if until is None else until

        async def change(session: AsyncSession, found: Found, moment: Instant) -> Sequence[Draft]:
            row = found.row
            if not rules.STATUSES[row.status].open:
                raise Conflict("ticket_ended")
            if row.snoozed_until == wanted:
                return []
            rules.check_snooze(wanted, moment)
            row.snoozed_until, row.updated_at = wanted, moment
            if until is not None:
                job = {"ticket": row.id, "until": until}
                await enqueue(session, WAKE, job, key=f"{WAKE}:{row.id}:{until}:{moment}", delay=until - moment)
            return [told(actor, found, {"snoozed": iso(until) if until is not None else ""}, internal=True)]

        return change

    async def wake(self, actor: Actor, ticket_id: str) -> Found:
        """An agent goes on with it before. Raises NotFound, Refused."""

        async def change(_: AsyncSession, found: Found, moment: Instant) -> Sequence[Draft]:
            return [woken(actor, found, "agent")] if found.row.snoozed_until is not None else []

        return await self._writer.change(actor, ticket_id, change, action="ticket.work", revises=False)

    async def when_due(self, payload: dict[str, Any]) -> None:
        """The job: nothing for a ticket that was woken, or put off otherwise, since."""
        ticket_id, until = payload["ticket"], payload["until"]
        async with self._writer.database.read() as session:
            found = await store.ticket(session, ticket_id)
        if found is None or found.row.snoozed_until != until:
            return

        async def change(_: AsyncSession, found: Found, moment: Instant) -> Sequence[Draft]:
            if found.row.snoozed_until != until:
                return []
            return [woken(SYSTEM, found, "time", client_id=str(uuid5(_SPACE, f"{ticket_id}:{until}:{moment}")))]

        await self._writer.change(SYSTEM, ticket_id, change, action="ticket.change", revises=False)
