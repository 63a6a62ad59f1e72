"""Every query about promises."""

from collections.abc import Collection, Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.brands.models import BrandRow
from fairlead.conversations.models import ConversationRow, EntryRow
from fairlead.conversations.rules import OPEN
from fairlead.infra.dialects import Dialect
from fairlead.kit.clock import Instant
from fairlead.people.models import AgentBrandRow, AgentRow, CustomerRow, TeamMemberRow
from fairlead.promises.models import ClockRow, PolicyRow

MOST_NAMED, MOST_RISKS = 5, 500


class Head(Struct, frozen=True):
    """A conversation as its clocks see it; `tier` is the exchange's word for it."""

    id: str
    brand_id: str
    customer_id: str
    channel: str
    open: bool
    calm: bool
    team_id: str | None
    assignee_id: str | None
    waiting_since: Instant | None
    queued_at: Instant | None
    first_human_at: Instant | None
    closed_at: Instant | None
    locale: str
    tier: str


async def heads(session: AsyncSession, ids: Collection[str]) -> dict[str, Head]:
    c = ConversationRow
    statement = (
        select(
            *(c.id, c.brand_id, c.customer_id, c.channel, c.status, c.calm, c.team_id, c.assignee_id),
            *(c.waiting_since, c.queued_at, c.first_human_at, c.closed_at, c.locale, CustomerRow.tier),
        )
        .outerjoin(CustomerRow, CustomerRow.id == c.customer_id)
        .where(c.id.in_(ids))
    )
    found: dict[str, Head] = {}
    for row in await session.execute(statement):
        own: dict[str, Any] = dict(zip(Head.__struct_fields__, row, strict=True))
        found[row[0]] = Head(
            **own | {"open": own["open"] == OPEN, "calm": bool(own["calm"]), "tier": own["tier"] or ""}
        )
    return found


async def tier(session: AsyncSession, customer_id: str) -> str:
    """The exchange's word for it; empty without one."""
    return await session.scalar(select(CustomerRow.tier).where(CustomerRow.id == customer_id)) or ""


async def lock_heads(session: AsyncSession, dialect: Dialect, ids: Collection[str]) -> None:
    """Nobody says anything in them until this transaction ends."""
    locked = select(ConversationRow.id).where(ConversationRow.id.in_(ids)).order_by(ConversationRow.id)
    await session.execute(dialect.lock_rows(locked, skip_locked=False))


async def open_before(session: AsyncSession, after: str, *, limit: int) -> list[str]:
    """Ids of conversations in which people have something to do, the next ones in the order of ids."""
    c = ConversationRow
    statement = select(c.id).where(c.id > after, c.status == OPEN, c.queued_at.is_not(None)).order_by(c.id).limit(limit)
    return list(await session.scalars(statement))


async def open_of_customer(session: AsyncSession, customer_id: str) -> list[str]:
    c = ConversationRow
    return list(await session.scalars(select(c.id).where(c.customer_id == customer_id, c.status == OPEN)))


async def clocks(session: AsyncSession, dialect: Dialect, ids: Collection[str]) -> dict[str, list[ClockRow]]:
    """By conversation those that have not ended, ours until this transaction ends. All who take several take them in the order of
    their ids."""
    row = ClockRow
    statement = select(row).where(row.conversation_id.in_(ids), row.ended_at.is_(None)).order_by(row.id)
    found: dict[str, list[ClockRow]] = {}
    for clock in await session.scalars(dialect.lock_rows(statement, skip_locked=False)):
        found.setdefault(clock.conversation_id, []).append(clock)
    return found


async def running(session: AsyncSession, ids: Collection[str]) -> list[ClockRow]:
    """To look at: of these conversations those that have not ended, by when they are due."""
    row = ClockRow
    statement = select(row).where(row.conversation_id.in_(ids), row.ended_at.is_(None))
    return list(await session.scalars(statement.order_by(row.conversation_id, row.due_at, row.id)))


async def began(session: AsyncSession, ids: Collection[str]) -> dict[str, dict[str, Instant]]:
    """By conversation and kind when the last such clock began, ended or not."""
    row = ClockRow
    statement = select(row.conversation_id, row.metric, func.max(row.started_at)).where(row.conversation_id.in_(ids))
    found: dict[str, dict[str, Instant]] = {}
    for conversation_id, metric, at in await session.execute(statement.group_by(row.conversation_id, row.metric)):
        found.setdefault(conversation_id, {})[metric] = at
    return found


async def due(session: AsyncSession, moment: Instant, *, limit: int) -> list[str]:
    row = ClockRow
    statement = select(row.id).where(row.next_at <= moment).order_by(row.next_at).limit(limit)
    return list(await session.scalars(statement))


async def next_due(session: AsyncSession) -> Instant | None:
    row = ClockRow
    statement = select(row.next_at).where(row.next_at.is_not(None)).order_by(row.next_at).limit(1)
    return await session.scalar(statement)


async def of_clocks(session: AsyncSession, ids: Collection[str]) -> dict[str, str]:
    """Conversation by clock."""
    found = await session.execute(select(ClockRow.id, ClockRow.conversation_id).where(ClockRow.id.in_(ids)))
    return {row[0]: row[1] for row in found}


async def entries(session: AsyncSession, places: Collection[tuple[str, int]]) -> list[EntryRow]:
    """By conversation and number."""
    found: list[EntryRow] = []
    for conversation_id, seq in places:
        statement = select(EntryRow).where(EntryRow.conversation_id == conversation_id, EntryRow.seq == seq)
        found += await session.scalars(statement)
    return found


async def who_leads(session: AsyncSession, brand_id: str, team_id: str | None) -> list[str]:
    """Those of the brand's leads who are in the team; else all its leads, else its admins."""
    a = AgentRow
    of_brand = exists().where(AgentBrandRow.agent_id == a.id, AgentBrandRow.brand_id == brand_id)
    statement = select(a.id, a.role).where(of_brand, a.active, a.role.in_(("lead", "admin"))).order_by(a.id)
    people = [(row[0], row[1]) for row in await session.execute(statement)]
    leads = [one for one, role in people if role == "lead"]
    if team_id is not None:
        members = select(TeamMemberRow.agent_id).where(TeamMemberRow.team_id == team_id)
        of_team = set(await session.scalars(members))
        leads = [one for one in leads if one in of_team] or leads
    return (leads or [one for one, _ in people])[:MOST_NAMED]


async def policy_revisions(session: AsyncSession) -> dict[str, int]:
    """By brand that has set its promises, which change of them stands."""
    return {row[0]: row[1] for row in await session.execute(select(PolicyRow.brand_id, PolicyRow.revision))}


async def policies(session: AsyncSession) -> list[PolicyRow]:
    return list(await session.scalars(select(PolicyRow)))


async def policy(session: AsyncSession, brand_id: str) -> PolicyRow | None:
    return await session.get(PolicyRow, brand_id)


async def policy_for_change(session: AsyncSession, dialect: Dialect, brand_id: str) -> PolicyRow | None:
    """Under its brand's lock: two who change it at once do so one after the other."""
    await session.scalar(dialect.lock_rows(select(BrandRow.id).where(BrandRow.id == brand_id), skip_locked=False))
    return await session.get(PolicyRow, brand_id, populate_existing=True)


async def at_risk(session: AsyncSession, brand_ids: Collection[str]) -> Sequence[ClockRow]:
    """Of these brands the running clocks that were warned of or are broken, the most pressing first, at most `MOST_RISKS`."""
    row = ClockRow
    wanted = (
        row.brand_id.in_(brand_ids),
        row.ended_at.is_(None),
        row.warned_at.is_not(None),
        row.paused_since.is_(None),
    )
    return (await session.scalars(select(row).where(*wanted).order_by(row.due_at).limit(MOST_RISKS))).all()
