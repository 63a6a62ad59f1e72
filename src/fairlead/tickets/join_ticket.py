"""A visitor's tickets join the account he signs in to, with the conversations they stand on."""

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.conversations.join import join_visitor as join_conversations
from fairlead.tickets.keep_draft import join_drafts
from fairlead.tickets.models import TicketMarkRow, TicketRow


async def join_visitor(session: AsyncSession, *, visitor_id: str, customer_id: str) -> None:
    """See `people.ports.JoinVisitor`."""
    # Tickets before conversations, as everywhere.
    mine = select(TicketRow.id).where(TicketRow.customer_id == visitor_id).with_for_update()
    if list(await session.scalars(mine)):
        for table in (TicketRow, TicketMarkRow):
            moved = update(table).where(table.customer_id == visitor_id)
            await session.execute(moved.values(customer_id=customer_id))
    await join_drafts(session, visitor_id=visitor_id, customer_id=customer_id)
    await join_conversations(session, visitor_id=visitor_id, customer_id=customer_id)
