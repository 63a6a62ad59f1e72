"""A visitor's sanctions join the account he signs in to, after his matters."""

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.conduct.models import SanctionRow
from fairlead.tickets.join_ticket import join_visitor as join_tickets


async def join_visitor(session: AsyncSession, *, visitor_id: str, customer_id: str) -> None:
    """See `people.ports.JoinVisitor`."""
    await join_tickets(session, visitor_id=visitor_id, customer_id=customer_id)
    mine = update(SanctionRow).where(SanctionRow.customer_id == visitor_id)
    await session.execute(mine.values(customer_id=customer_id))
