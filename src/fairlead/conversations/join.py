"""What a visitor started joins the account he signs in to, in the same transaction as the sign-in."""

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.conversations import events
from fairlead.conversations.models import ConversationRow, EntryRow, FileRow
from fairlead.kit import clock


async def join_visitor(session: AsyncSession, *, visitor_id: str, customer_id: str) -> None:
    """Conversations, files and client ids move: a retry of what the visitor sent finds its receipt under the account."""
    rows = list(
        await session.scalars(
            select(ConversationRow).where(ConversationRow.customer_id == visitor_id).with_for_update()
        )
    )
    before, after = f"c:{visitor_id}", f"c:{customer_id}"
    await session.execute(update(FileRow).where(FileRow.owner == before).values(owner=after))
    if not rows:
        return
    ids = [row.id for row in rows]
    # A client id the account has used too keeps its old sender: a name can stand for one entry only.
    taken = select(EntryRow.client_id).where(EntryRow.sender == after, EntryRow.client_id.is_not(None))
    mine = (EntryRow.conversation_id.in_(ids), EntryRow.sender == before, EntryRow.client_id.not_in(taken))
    await session.execute(update(EntryRow).where(*mine).values(sender=after))
    moment = clock.now()
    for row in rows:
        row.customer_id = customer_id
        session.add(events.head_changed(row, moment=moment))
