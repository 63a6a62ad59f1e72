"""A matter has come to an end: whether its customer is asked how it went, and what that end was about."""

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.conversations.models import ConversationRow
from fairlead.conversations.rules import CLOSED
from fairlead.feedback import store
from fairlead.feedback.models import ResolutionRow
from fairlead.feedback.ports import Barred, Matters
from fairlead.infra.database import Database
from fairlead.infra.feed import Event


class EndMatter:
    def __init__(self, database: Database, matters: Matters, barred: Barred) -> None:
        self._database = database
        self._matters = matters
        self.barred = barred

    async def ended(self, event: Event) -> None:
        """The reaction to `ConversationClosed`, and to what is told of a ticket: who is asked counts as asked, whether he answers
        or not. Once for each end."""
        async with self._database.read() as session:
            head = await store.head(session, event.conversation_id)
            made = await self.resolution_of(session, head) if head is not None else None
            if made is None or await store.resolution(session, made.conversation_id, made.seq) is not None:
                return
        if head is not None and await self.barred(head.customer_id):
            return
        try:
            async with self._database.write() as session:
                session.add(made)
        except IntegrityError:
            # He has answered before this reaction came.
            async with self._database.read() as session:
                if await store.resolution(session, made.conversation_id, made.seq) is None:
                    raise

    async def resolution_of(self, session: AsyncSession, head: ConversationRow) -> ResolutionRow | None:
        """The end at which a conversation stands, not kept yet; None where there is nothing to ask about: it is open, nobody of
        ours said anything, its ticket goes on, by itself or as another, or its customer took it back. Whether he is kept out is
        the caller's to ask."""
        if head.status != CLOSED:
            return None
        end = await store.last_end(session, head.id)
        speaker = await store.last_speaker(session, head.id, end.seq) if end is not None else None
        if end is None or speaker is None:
            return None
        matter = await self._matters.of_conversation(session, head.id)
        if matter is not None and not matter.over:
            return None
        kind, speaker_id = speaker
        return ResolutionRow(
            conversation_id=head.id,
            seq=end.seq,
            entry_id=end.id,
            brand_id=head.brand_id,
            agent_id=head.assignee_id or (speaker_id if kind == "agent" else None),
            team_id=head.team_id,
            desk=matter.desk if matter else "",
            category=matter.category if matter else "",
            locale=head.locale,
            channel=head.channel,
            ended_at=max(end.created_at, matter.since if matter else 0),
            reasons="",
        )
