"""Every query about the places of those who wait: who was here when, whose place is let go, and how long matters took."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, case, delete, exists, or_, select, true, update
from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.brands.models import BrandRow
from fairlead.conversations import events
from fairlead.conversations.models import ConversationRow
from fairlead.conversations.rules import CLOSED, OPEN, QUEUE
from fairlead.infra.dialects import Dialect
from fairlead.kit.clock import SECOND, Instant
from fairlead.people.models import AgentRow
from fairlead.routing.models import KeptPlaceRow, TurnWishRow, WorkRow
from fairlead.routing.rules import CHANNELS, Agent
from fairlead.routing.store import QUIET, USUAL, here

SITS = "webchat"
# Who is here is noted every half minute.
UNHEARD = 45 * SECOND
_C, _K = ConversationRow, KeptPlaceRow
_STILL = (_C.status == OPEN, _C.waiting_since.is_not(None))


async def note_here(session: AsyncSession, ids: Collection[str], *, moment: Instant, leaves: bool = False) -> None:
    """These customers are here, as far as they wait; `leaves`: until now. May raise IntegrityError when another process notes one
    of them first."""
    left = moment if leaves else None
    known = set(await session.scalars(select(_K.conversation_id).where(_K.conversation_id.in_(ids))))
    # In one order everywhere: two processes that note the same ones wait for each other and do not lock each other out.
    locked = select(_K.conversation_id).where(_K.conversation_id.in_(known)).order_by(_K.conversation_id)
    await session.execute(
        update(_K).where(_K.conversation_id.in_(locked.with_for_update())).values(here_at=moment, left_at=left),
        execution_options={"synchronize_session": False},
    )
    missing = select(_C.id).where(_C.id.in_(set(ids) - known), *_STILL).order_by(_C.id)
    session.add_all(
        KeptPlaceRow(conversation_id=one, here_at=moment, left_at=left, let_go_at=None)
        for one in await session.scalars(missing)
    )
    await session.flush()


def _gone(before: Instant) -> tuple[ColumnElement[bool], ...]:
    """Who waits in a chat and was last heard of before an instant. Whose account may be in danger keeps his place for good."""
    waits = (_C.handler == QUEUE, _C.assignee_id.is_(None), *_STILL, _C.channel == SITS, _C.calm == true())
    # It is implied, and what the index is sorted by.
    since = _C.waiting_since < before
    stays = or_(_K.conversation_id.is_(None), _K.let_go_at.is_(None), _K.let_go_at < _C.waiting_since)
    return (*waits, since, _C.updated_at < before, or_(_K.conversation_id.is_(None), _K.here_at < before), stays)


async def stayed_away(session: AsyncSession, *, before: Instant, limit: int) -> list[str]:
    # Each brand's stretch of ix_conversations_waiting, however many conversations there are.
    brands = list(await session.scalars(select(BrandRow.id)))
    statement = select(_C.id).outerjoin(_K, _K.conversation_id == _C.id).where(_C.brand_id.in_(brands), *_gone(before))
    return list(await session.scalars(statement.order_by(_C.waiting_since).limit(limit)))


async def let_go(
    session: AsyncSession, dialect: Dialect, ids: Collection[str], *, before: Instant, moment: Instant
) -> list[str]:
    """Of these those whose place is let go by this. Open lists hear of it by the feed."""
    rows = select(_C).where(_C.id.in_(ids)).order_by(_C.id)
    locked = list(await session.scalars(dialect.lock_rows(rows, skip_locked=True)))
    still = select(_C.id).outerjoin(_K, _K.conversation_id == _C.id)
    gone = set(await session.scalars(still.where(_C.id.in_([row.id for row in locked]), *_gone(before))))
    for row in locked:
        if row.id not in gone:
            continue
        kept = await session.get(KeptPlaceRow, row.id)
        if kept is None:
            session.add(KeptPlaceRow(conversation_id=row.id, here_at=row.updated_at, left_at=None, let_go_at=moment))
        else:
            kept.let_go_at = moment
        session.add(events.head_changed(row, moment=moment))
    return sorted(gone)


async def forget(session: AsyncSession) -> None:
    """Of matters in which nobody waits any more."""
    waits = exists().where(_C.id == _K.conversation_id, *_STILL)
    await session.execute(delete(_K).where(~waits))
    # Whoever takes a matter ends its wish; this is for those that were ended without.
    closed = exists().where(_C.id == TurnWishRow.conversation_id, _C.status == CLOSED)
    await session.execute(delete(TurnWishRow).where(closed))


async def wants_to_know(session: AsyncSession, conversation_id: str) -> bool:
    wish = TurnWishRow.conversation_id
    return await session.scalar(select(wish).where(wish == conversation_id)) is not None


async def wish(session: AsyncSession, dialect: Dialect, conversation_id: str, *, tell: bool, moment: Instant) -> bool:
    """Whether he is to be told from now on: never where nobody is waited for. The conversation's row is ours until this ends, so
    that whoever takes the matter finds the wish or has been before it."""
    row: ConversationRow | None = await session.scalar(
        dialect.lock_rows(select(_C).where(_C.id == conversation_id), skip_locked=False)
    )
    kept = await session.get(TurnWishRow, conversation_id)
    waits = row is not None and row.status == OPEN and row.assignee_id is None and row.waiting_since is not None
    if kept is not None and not tell:
        await session.delete(kept)
    elif kept is None and tell and waits:
        session.add(TurnWishRow(conversation_id=conversation_id, asked_at=moment))
    return tell and waits


async def end_wish(session: AsyncSession, conversation_id: str) -> bool:
    """Of a matter that somebody has; whether there was one."""
    taken = exists().where(_C.id == conversation_id, _C.status == OPEN, _C.assignee_id.is_not(None))
    ended = delete(TurnWishRow).where(TurnWishRow.conversation_id == conversation_id, taken)
    return await session.scalar(ended.returning(TurnWishRow.conversation_id)) is not None


async def is_away(session: AsyncSession, conversation_id: str, *, moment: Instant) -> bool:
    """Whether its customer had left by then, or was not heard of for longer than it takes to note that he is here."""
    kept = await session.get(KeptPlaceRow, conversation_id)
    return kept is None or kept.left_at is not None or kept.here_at < moment - UNHEARD


async def agents_here(session: AsyncSession, dialect: Dialect, *, moment: Instant) -> list[Agent]:
    """With what each takes at once, whatever he has to do; nothing of what he may be given."""
    statement = (
        select(AgentRow.id, WorkRow.chat, WorkRow.callback, WorkRow.mail)
        .outerjoin(WorkRow, WorkRow.agent_id == AgentRow.id)
        .where(here(moment))
    )
    rows: Any = await dialect.rows(session, statement)
    return [
        Agent(agent_id, dict(USUAL) if numbers[0] is None else dict(zip(CHANNELS, numbers, strict=True)))
        for agent_id, *numbers in rows
    ]


async def services(
    session: AsyncSession, dialect: Dialect, brand_id: str, *, since: Instant, moment: Instant, limit: int
) -> list[tuple[str, str, Instant, Instant]]:
    """Of the chats of a brand that people have ended lately, the newest first: (team, locale, when a person began, when it
    ended). One in which nobody has said anything for as long as it takes to free its slot has ended too."""
    found: list[tuple[str, str, Instant, Instant]] = []
    for status, until, ended in (
        (CLOSED, moment, _C.closed_at),
        (OPEN, moment - QUIET, _C.updated_at + QUIET),
    ):
        statement = (
            select(case((_C.team_id.is_(None), ""), else_=_C.team_id), _C.locale, _C.first_human_at, ended)
            .where(_C.brand_id == brand_id, _C.status == status, _C.updated_at >= since, _C.updated_at <= until)
            .where(_C.channel == SITS, _C.first_human_at.is_not(None), ended.is_not(None))
            .order_by(_C.updated_at.desc())
            .limit(limit)
        )
        if status == OPEN:
            statement = statement.where(_C.waiting_since.is_(None), _C.assignee_id.is_not(None))
        found += [(row[0], row[1], row[2], row[3]) for row in await dialect.rows(session, statement)]
    return sorted(found, key=lambda row: -row[3])[:limit]
