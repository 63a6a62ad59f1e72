"""Every query about sanctions, and what is sealed of them."""

from collections.abc import Collection
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from fairlead.conduct.models import BreakRow, ReputationRow, SanctionRow
from fairlead.conduct.rules import Standing
from fairlead.conversations.models import ConversationRow
from fairlead.infra.dialects import Dialect
from fairlead.infra.sealing import Sealer
from fairlead.kit.clock import Instant
from fairlead.people.models import CustomerRow
from fairlead.tickets.models import TicketRow

# So many of a customer's are shown and looked at; the newest.
MOST = 50
APPEALS = 100


class Inside(Struct, omit_defaults=True):
    """What is sealed of a sanction: the words it came with and the name of who set it, the appeal's words, and who decided with
    which words."""

    words: str = ""
    by: str = ""
    appeal: str = ""
    answer: str = ""
    decider: str = ""


def open_inside(row: SanctionRow, sealer: Sealer) -> Inside:
    """Empty when the seal does not open."""
    return msgspec.json.decode(sealer.read(row.inside, f"{row.id}:sanction") or b"{}", type=Inside)


def seal_inside(inside: Inside, sanction_id: str, sealer: Sealer) -> bytes:
    return sealer.seal(msgspec.json.encode(inside), f"{sanction_id}:sanction")


def standing_of(row: SanctionRow) -> Standing:
    return Standing(row.kind, row.set_at, row.ends_at, lifted=row.lifted_at is not None)


async def of_customer(session: AsyncSession, customer_id: str) -> list[SanctionRow]:
    """The newest first."""
    row = SanctionRow
    statement = select(row).where(row.customer_id == customer_id).order_by(row.set_at.desc(), row.id.desc())
    return list(await session.scalars(statement.limit(MOST)))


async def by_key(session: AsyncSession, key: str) -> SanctionRow | None:
    row: SanctionRow | None = await session.scalar(select(SanctionRow).where(SanctionRow.key == key))
    return row


async def locked(session: AsyncSession, dialect: Dialect, sanction_id: str) -> SanctionRow | None:
    statement = select(SanctionRow).where(SanctionRow.id == sanction_id)
    row: SanctionRow | None = await session.scalar(dialect.lock_rows(statement, skip_locked=False))
    return row


async def hold_customer(session: AsyncSession, dialect: Dialect, customer_id: str) -> None:
    """Whoever counts or sets something for him beside this waits."""
    mine = select(CustomerRow.id).where(CustomerRow.id == customer_id)
    await session.execute(dialect.lock_rows(mine, skip_locked=False))


async def felt(session: AsyncSession, moment: Instant) -> list[tuple[str, str, Instant]]:
    """What is in force and changes what somebody may do: (customer, kind, ends at)."""
    row = SanctionRow
    statement = select(row.customer_id, row.kind, row.ends_at).where(
        row.ends_at > moment, row.lifted_at.is_(None), row.kind != "warn"
    )
    return [(one[0], one[1], one[2]) for one in await session.execute(statement)]


async def pause_of(session: AsyncSession, customer_id: str, moment: Instant) -> SanctionRow | None:
    row = SanctionRow
    statement = select(row).where(row.customer_id == customer_id, row.kind == "pause", row.ends_at > moment)
    found: SanctionRow | None = await session.scalar(statement.where(row.lifted_at.is_(None)).limit(1))
    return found


async def appeals(session: AsyncSession, brands: Collection[str]) -> list[tuple[SanctionRow, ConversationRow]]:
    """Those that wait for a decision, the oldest first, with the conversations they were told in."""
    row, head = SanctionRow, ConversationRow
    statement = select(row, head).join(head, head.id == row.conversation_id).where(row.brand_id.in_(sorted(brands)))
    statement = statement.where(row.appealed_at.is_not(None), row.decided_at.is_(None))
    found = await session.execute(statement.order_by(row.appealed_at, row.id).limit(APPEALS))
    return [(one[0], one[1]) for one in found]


async def reputation(session: AsyncSession, customer_id: str) -> ReputationRow | None:
    return await session.get(ReputationRow, customer_id)


async def break_of(session: AsyncSession, agent_id: str, conversation_id: str) -> BreakRow | None:
    return await session.get(BreakRow, (agent_id, conversation_id))


async def breaks_of(session: AsyncSession, agent_id: str, moment: Instant) -> list[BreakRow]:
    """Those that run."""
    return list(await session.scalars(select(BreakRow).where(BreakRow.agent_id == agent_id, BreakRow.until > moment)))


async def head(session: AsyncSession, conversation_id: str) -> ConversationRow | None:
    return await session.get(ConversationRow, conversation_id)


async def conversation_of_ticket(session: AsyncSession, ticket_id: str) -> str | None:
    found: str | None = await session.scalar(select(TicketRow.conversation_id).where(TicketRow.id == ticket_id))
    return found


async def ticket_weight(connection: AsyncConnection | AsyncSession, conversation_id: str) -> tuple[str, int] | None:
    """Type and priority of the ticket that stands on a conversation; None where there is none."""
    statement = select(TicketRow.case_type, TicketRow.priority).where(TicketRow.conversation_id == conversation_id)
    row: Any = (await connection.execute(statement)).first()
    return (row[0], row[1]) if row is not None else None
