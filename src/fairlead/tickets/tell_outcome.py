"""Which matter a conversation was, for whoever asks its customer how it went."""

from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.feedback.ports import Matter
from fairlead.tickets import rules, store


class TellOutcome:
    async def of_conversation(self, session: AsyncSession, conversation_id: str) -> Matter | None:
        """See `feedback.ports.Matters`."""
        found = await store.of_conversation(session, conversation_id)
        if found is None:
            return None
        row = found.row
        over = row.merged_into is None and row.status != rules.WITHDRAWN and not rules.STATUSES[row.status].open
        return Matter(category=row.category, desk=row.team, over=over, since=row.since)
