"""The notes that named an agent, newest first, and which of them he has not seen yet."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.conversations import store
from fairlead.conversations.browse import COUNT_CAP, open_to
from fairlead.conversations.models import ConversationRow, EntryRow, MentionRow
from fairlead.conversations.read import Reader, View
from fairlead.conversations.store import Entry
from fairlead.infra.database import Database
from fairlead.infra.sealing import Sealer
from fairlead.kit import clock
from fairlead.kit.access import Actor
from fairlead.kit.clock import Instant


@dataclass(frozen=True, slots=True)
class Mention:
    view: View
    entry: Entry
    at: Instant
    seen: bool


@dataclass(frozen=True, slots=True)
class Page:
    mentions: list[Mention]
    unseen: int
    # Time, conversation and number of the last one looked at, when there may be more.
    last: tuple[Instant, str, int] | None


class Mentions:
    def __init__(self, database: Database, sealer: Sealer, reader: Reader) -> None:
        self._database = database
        self._sealer = sealer
        self._reader = reader

    async def page(self, agent: Actor, *, before: tuple[Instant, str, int] | None, limit: int) -> Page:
        """Only of the brands the agent works for now."""
        row = MentionRow
        order = (row.created_at, row.conversation_id, row.seq)
        statement = select(row).where(row.agent_id == agent.id, *_open(agent))
        if before is not None:
            statement = statement.where(tuple_(*order) < before)
        async with self._database.read() as session:
            rows = list(await session.scalars(statement.order_by(*(each.desc() for each in order)).limit(limit)))
            entries = await self._entries(session, rows)
            heads = await store.conversations_by_id(session, {each.conversation_id for each in rows})
            views = {view.row.id: view for view in await self._reader.views(session, heads)}
            unseen = await _unseen(session, agent)
        mentions = [
            Mention(
                view=views[each.conversation_id],
                entry=entries[each.conversation_id, each.seq],
                at=each.created_at,
                seen=each.seen_at is not None,
            )
            for each in rows
        ]
        last = (rows[-1].created_at, rows[-1].conversation_id, rows[-1].seq) if len(rows) == limit else None
        return Page(mentions, unseen, last)

    async def _entries(self, session: AsyncSession, rows: list[MentionRow]) -> dict[tuple[str, int], Entry]:
        places = [(row.conversation_id, row.seq) for row in rows]
        statement = select(EntryRow).where(tuple_(EntryRow.conversation_id, EntryRow.seq).in_(places))
        found = await session.scalars(statement) if places else ()
        return {(row.conversation_id, row.seq): store.entry_from(row, self._sealer) for row in found}

    async def see(self, agent: Actor, conversation_id: str) -> int:
        """Everything of a conversation the agent may read is seen; how many are not, elsewhere. Raises NotFound."""
        await self._reader.view(agent, conversation_id)
        row = MentionRow
        here = (row.agent_id == agent.id, row.conversation_id == conversation_id, row.seen_at.is_(None))
        async with self._database.write() as session:
            await session.execute(update(row).where(*here).values(seen_at=clock.now()))
            return await _unseen(session, agent)


def _open(agent: Actor) -> list[ColumnElement[bool]]:
    """Those in conversations the agent may see now."""
    row = MentionRow
    found: list[ColumnElement[bool]] = [row.brand_id.in_(agent.brands)]
    if agent.shut:
        here = select(ConversationRow.id).where(ConversationRow.id == row.conversation_id)
        found.append(here.where(*open_to(agent.id, agent.shut)).exists())
    return found


async def _unseen(session: AsyncSession, agent: Actor) -> int:
    """Counted up to 1,001, as lists are."""
    row = MentionRow
    mine = (row.agent_id == agent.id, row.seen_at.is_(None), *_open(agent))
    capped = select(row.seq).where(*mine).limit(COUNT_CAP).subquery()
    return await session.scalar(select(func.count()).select_from(capped)) or 0
