"""Every query about when people answered first."""

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.conversations.models import ConversationRow, WaitRow
from fairlead.kit.clock import Instant


async def first_waits(
    session: AsyncSession, brand_id: str, locale: str, *, since: Instant, most: int
) -> list[tuple[Instant, int]]:
    """(When somebody began to wait, for how long) of first answers by people since an instant: all, or about `most` spread
    evenly over the whole time."""
    row = WaitRow
    of = (row.brand_id == brand_id, row.locale == locale, row.ended_at >= since)
    number = await session.scalar(select(func.count()).where(*of)) or 0
    # Which microsecond it was is chance enough.
    every = 1 + number // most
    statement = (
        select(row.ended_at - row.lasted, row.lasted)
        .join(ConversationRow, ConversationRow.id == row.conversation_id)
        .where(*of, row.ended_at % every == 0, ConversationRow.first_human_at == row.ended_at)
        .limit(2 * most)
    )
    return [(found[0], found[1]) for found in await session.execute(statement)]
