"""Every query of the roster."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Select, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.conversations.models import ConversationRow, DraftRow, EntryRow
from fairlead.conversations.rules import OPEN
from fairlead.infra.dialects import Dialect
from fairlead.kit.clock import Instant
from fairlead.roster.models import HandoverRow, ShiftsRow
from fairlead.roster.rules import Pattern

AT_ONCE = 200
NOTES = 100
_C = ConversationRow


class Left(NamedTuple):
    """A matter whose customer waits and whose agent is off shift."""

    conversation_id: str
    agent_id: str
    waiting_since: Instant


async def patterns(session: AsyncSession) -> dict[str, Pattern]:
    """By agent, of those who have shifts."""
    rows = await session.execute(select(ShiftsRow.agent_id, ShiftsRow.content))
    return {row[0]: msgspec.convert(row[1], Pattern) for row in rows}


async def shifts_of(session: AsyncSession, agent_ids: Sequence[str]) -> dict[str, ShiftsRow]:
    rows = await session.scalars(select(ShiftsRow).where(ShiftsRow.agent_id.in_(agent_ids)))
    return {row.agent_id: row for row in rows}


async def left(session: AsyncSession, ended: Mapping[str, Instant], *, before: Instant) -> list[Left]:
    """Of what these agents hold what waits since before `before`; `ended`: when the shift of each ended. Not what somebody gave
    them, or they took or wrote in, after that, nor what they are writing in."""
    found: list[Left] = []
    agents = sorted(ended)
    for at in range(0, len(agents), AT_ONCE):
        some = agents[at : at + AT_ONCE]
        waits = (_C.status == OPEN, _C.assignee_id.in_(some), _C.waiting_since <= before)
        rows = await session.execute(select(_C.id, _C.assignee_id, _C.waiting_since).where(*waits).order_by(_C.id))
        lies = [Left(row[0], row[1] or "", row[2] or 0) for row in rows]
        found += [one for one in lies if await session.scalar(_at_it(one, ended[one.agent_id], before)) is None]
    return found


def _at_it(one: Left, ended: Instant, before: Instant) -> Select[Any]:
    e, d, conversation_id, agent_id = EntryRow, DraftRow, one.conversation_id, one.agent_id
    # His own word or deed, or somebody's who gave it to him, after his shift.
    his = or_(e.author_id == agent_id, e.kind.in_(("assigned", "transferred")))
    acted = exists().where(e.conversation_id == conversation_id, e.created_at > ended, his)
    draft = (d.agent_id == agent_id, d.conversation_id == conversation_id, d.body.is_not(None))
    writing = exists().where(*draft, d.updated_at > before)
    return select(_C.id).where(_C.id == conversation_id, or_(acted, writing))


async def hold(session: AsyncSession, dialect: Dialect, one: Left) -> bool:
    """Whether it is still so, its row being ours until this transaction ends."""
    locked = select(_C.id).where(_C.id == one.conversation_id)
    await session.execute(dialect.lock_rows(locked, skip_locked=False))
    same = (_C.assignee_id == one.agent_id, _C.status == OPEN, _C.waiting_since == one.waiting_since)
    return await session.scalar(locked.where(*same)) is not None


async def handover(session: AsyncSession, agent_id: str, client_id: str) -> HandoverRow | None:
    mine = (HandoverRow.agent_id == agent_id, HandoverRow.client_id == client_id)
    found: HandoverRow | None = await session.scalar(select(HandoverRow).where(*mine))
    return found


async def handovers(session: AsyncSession, brand_id: str, *, since: Instant) -> list[HandoverRow]:
    """The newest first."""
    row = HandoverRow
    recent = select(row).where(row.brand_id == brand_id, row.created_at >= since)
    return list(await session.scalars(recent.order_by(row.created_at.desc(), row.id.desc()).limit(NOTES)))
