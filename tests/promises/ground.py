"""What tests of promises need: clocks as they stand, and time that has passed."""

from typing import Any

from sqlalchemy import select

from fairlead.app import System
from fairlead.conversations.models import EntryRow
from fairlead.conversations.store import entry_from
from fairlead.kit import clock
from fairlead.promises.keep import next_of
from fairlead.promises.models import ClockRow
from fairlead.tickets.models import TicketRow


async def count(system: System) -> None:
    """What has happened is counted."""
    while await system.queue.promises.follow.step():
        pass


async def clocks(system: System, conversation: str) -> dict[str, ClockRow]:
    """By kind, of each the newest."""
    await count(system)
    async with system.database.read() as session:
        rows = await session.scalars(
            select(ClockRow).where(ClockRow.conversation_id == conversation).order_by(ClockRow.started_at)
        )
        return {row.metric: row for row in rows}


async def pass_time(system: System, conversation: str, span: int) -> None:
    """As if everything that runs had begun so much earlier."""
    await count(system)
    async with system.database.write() as session:
        rows = await session.scalars(
            select(ClockRow).where(ClockRow.conversation_id == conversation, ClockRow.ended_at.is_(None))
        )
        for row in rows:
            row.started_at, row.resumed_at = row.started_at - span, row.resumed_at - span
            for name in ("warn_at", "due_at", "escalate_at"):
                if (at := getattr(row, name)) is not None:
                    setattr(row, name, at - span)
            row.next_at = next_of(row)
        ticket = await session.scalar(select(TicketRow).where(TicketRow.conversation_id == conversation))
        if ticket is not None:
            for name in ("owed_since", "due_at", "late_at"):
                if (at := getattr(ticket, name)) is not None:
                    setattr(ticket, name, at - span)


async def ring(system: System) -> int:
    """What is due rings; how many clocks."""
    rang = 0
    while more := await system.queue.promises.ring.due(clock.now()):
        rang += more
    return rang


async def told(system: System, conversation: str) -> list[dict[str, Any]]:
    """What was written of promises, in order: `public` for what the customer sees."""
    async with system.database.read() as session:
        rows = await session.scalars(
            select(EntryRow)
            .where(EntryRow.conversation_id == conversation, EntryRow.kind == "promise")
            .order_by(EntryRow.seq)
        )
        entries = [entry_from(row, system.sealer) for row in rows]
    return [entry.data["promise"] | {"public": entry.public_seq is not None, "text": entry.text} for entry in entries]
