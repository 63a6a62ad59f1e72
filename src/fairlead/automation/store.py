"""Every query of automation: rules, what they did, what waits, and the matters they look at."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from sqlalchemy import Select, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.automation.models import CannedReplyRow, RuleRow, RunRow, TimerRow
from fairlead.brands.models import BrandRow
from fairlead.conversations.models import ConversationRow, EntryRow
from fairlead.conversations.store import Entry, entry_from
from fairlead.feedback.models import ResolutionRow
from fairlead.infra.dialects import Dialect
from fairlead.infra.sealing import Sealer
from fairlead.kit.clock import Instant
from fairlead.people.models import CustomerRow
from fairlead.tickets.models import TicketRow

DONE, FAILED, STOPPED = "done", "failed", "stopped"


class Matter(NamedTuple):
    head: ConversationRow
    ticket: TicketRow | None
    tier: str


async def lock_brand(session: AsyncSession, dialect: Dialect, brand_id: str) -> None:
    """Who saves a rule or a macro of a brand saves alone: two that are good by themselves may call each other."""
    await session.execute(dialect.lock_rows(select(BrandRow.id).where(BrandRow.id == brand_id), skip_locked=False))


async def rules_of(session: AsyncSession, brand_id: str) -> list[RuleRow]:
    statement = select(RuleRow).where(RuleRow.brand_id == brand_id).order_by(RuleRow.place, RuleRow.id)
    return list(await session.scalars(statement))


async def active_rules(session: AsyncSession) -> list[RuleRow]:
    return list(await session.scalars(select(RuleRow).where(RuleRow.active).order_by(RuleRow.place, RuleRow.id)))


async def stamp(session: AsyncSession) -> tuple[int, int, int]:
    """Differs once any rule was added, changed or removed."""
    statement = select(func.count(), func.coalesce(func.sum(RuleRow.revision), 0), func.max(RuleRow.changed_at))
    row = (await session.execute(statement.select_from(RuleRow))).one()
    return row[0], row[1], row[2] or 0


async def macros_of(session: AsyncSession, brand_id: str) -> list[CannedReplyRow]:
    return list(await session.scalars(select(CannedReplyRow).where(CannedReplyRow.brand_id == brand_id)))


async def greetings_of(session: AsyncSession, brand_id: str) -> list[str]:
    """The words of canned replies that are marked as greetings."""
    row = CannedReplyRow
    return list(await session.scalars(select(row.text).where(row.brand_id == brand_id, row.greeting.is_(True))))


def _matters() -> Select[ConversationRow, TicketRow, str]:
    head = ConversationRow
    statement = select(head, TicketRow, CustomerRow.tier)
    return statement.outerjoin(TicketRow, TicketRow.conversation_id == head.id).outerjoin(
        CustomerRow, CustomerRow.id == head.customer_id
    )


async def matter(session: AsyncSession, conversation_id: str) -> Matter | None:
    row = (await session.execute(_matters().where(ConversationRow.id == conversation_id))).first()
    return Matter(row[0], row[1], row[2] or "") if row else None


async def newest_matters(session: AsyncSession, brand_id: str, *, most: int) -> list[Matter]:
    """Those of the brand in which something happened last."""
    found: list[Matter] = []
    for status in ("open", "closed"):
        where = (ConversationRow.brand_id == brand_id, ConversationRow.status == status)
        statement = _matters().where(*where).order_by(ConversationRow.updated_at.desc()).limit(most)
        found += [Matter(row[0], row[1], row[2] or "") for row in await session.execute(statement)]
    return sorted(found, key=lambda one: one.head.updated_at, reverse=True)[:most]


async def entry_at(session: AsyncSession, sealer: Sealer, conversation_id: str, seq: int) -> Entry | None:
    row = await session.get(EntryRow, (conversation_id, seq))
    return entry_from(row, sealer) if row is not None else None


async def entries_of(
    session: AsyncSession, sealer: Sealer, conversations: Collection[str], *, kinds: Collection[str]
) -> list[Entry]:
    """In their order."""
    row = EntryRow
    statement = select(row).where(row.conversation_id.in_(conversations), row.kind.in_(kinds))
    found = await session.scalars(statement.order_by(row.conversation_id, row.seq))
    return [entry_from(one, sealer) for one in found]


async def last_words(session: AsyncSession, sealer: Sealer, conversation_id: str, *, most: int) -> str:
    """What the customer wrote last, in as many messages."""
    row = EntryRow
    mine = (row.conversation_id == conversation_id, row.kind == "message", row.author_kind == "customer")
    found = (await session.scalars(select(row).where(*mine).order_by(row.seq.desc()).limit(most))).all()
    return "\n".join(entry_from(one, sealer).text for one in reversed(found))


async def ratings_of(session: AsyncSession, conversations: Collection[str]) -> dict[str, tuple[int, Instant]]:
    """Of each that was rated, the last rating and when it was given."""
    row = ResolutionRow
    statement = select(row.conversation_id, row.satisfaction, row.rated_at).where(
        row.conversation_id.in_(conversations), row.rated_at.is_not(None)
    )
    found = await session.execute(statement.order_by(row.rated_at))
    return {one[0]: (one[1], one[2]) for one in found if one[1] is not None and one[2] is not None}


async def ran(session: AsyncSession, cause: str, actors: Collection[str]) -> set[str]:
    """Those of the actors that have dealt with it."""
    found = await session.scalars(select(RunRow.actor_id).where(RunRow.actor_id.in_(actors), RunRow.cause == cause))
    return set(found)


async def lately(session: AsyncSession, conversation_id: str, since: Instant) -> tuple[int, int]:
    """How often rules and macros acted in a matter since then, and how often they spoke."""
    row = RunRow
    here = (row.conversation_id == conversation_id, row.at > since, row.state == DONE)
    spoke = func.count().filter(row.spoke)
    found = (await session.execute(select(func.count(), spoke).select_from(row).where(*here))).one()
    return found[0], found[1]


async def depth_of(session: AsyncSession, actor_id: str, conversation_id: str) -> int:
    """Of a rule's last act in a matter."""
    row = RunRow
    here = (row.conversation_id == conversation_id, row.actor_id == actor_id, row.state == DONE)
    return await session.scalar(select(row.depth).where(*here).order_by(row.at.desc()).limit(1)) or 0


async def stopped_lately(session: AsyncSession, actor_id: str, conversation_id: str, since: Instant) -> bool:
    row = RunRow
    here = (row.conversation_id == conversation_id, row.actor_id == actor_id, row.at > since, row.state == STOPPED)
    return await session.scalar(select(row.id).where(*here).limit(1)) is not None


async def troubles(session: AsyncSession, brand_id: str, *, most: int) -> list[RunRow]:
    """What was refused or stopped, the newest first."""
    row = RunRow
    statement = select(row).where(row.brand_id == brand_id, row.state.in_((FAILED, STOPPED)))
    return list(await session.scalars(statement.order_by(row.at.desc()).limit(most)))


async def counts(session: AsyncSession, rules: Sequence[str], since: Instant) -> dict[tuple[str, str], int]:
    """By rule and state."""
    row = RunRow
    statement = select(row.actor_id, row.state, func.count()).where(row.actor_id.in_(rules), row.at > since)
    found = await session.execute(statement.group_by(row.actor_id, row.state))
    return {(one[0], one[1]): one[2] for one in found}


async def drop_timers(session: AsyncSession, conversation_id: str, rules: Collection[str]) -> None:
    row = TimerRow
    await session.execute(delete(row).where(row.conversation_id == conversation_id, row.rule_id.in_(rules)))


async def forget_runs(session: AsyncSession, before: Instant) -> None:
    await session.execute(delete(RunRow).where(RunRow.at < before))
