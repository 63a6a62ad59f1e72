"""Every query of webhooks."""

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from sqlalchemy import and_, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.conversations import store as conversations
from fairlead.conversations.models import ConversationRow, EntryRow
from fairlead.conversations.store import Entry
from fairlead.infra.sealing import Sealer
from fairlead.kit.clock import Instant
from fairlead.people.models import AgentRow, TeamRow
from fairlead.tickets.models import TicketRow
from fairlead.webhooks.models import DeliveryRow, SeenChangeRow, WebhookChangeRow, WebhookRow
from fairlead.webhooks.rules import BY_ADMIN, FAILED, PENDING

AT_ONCE = 500
# Of what was changed, so much is looked back at.
CHANGES = 50


class Happened(NamedTuple):
    """What is told of an event: a conversation's head, its entry, and its ticket if it has one."""

    head: ConversationRow
    entry_id: str
    author: str
    # Number, status, priority, category.
    ticket: tuple[Any, ...] | None


def url_place(webhook_id: str) -> str:
    return f"webhook:{webhook_id}:url"


def secret_place(webhook_id: str) -> str:
    return f"webhook:{webhook_id}:secret"


def reply_place(delivery_id: str) -> str:
    return f"webhook delivery:{delivery_id}"


def host_place(change_id: str) -> str:
    return f"webhook change:{change_id}"


def secrets_of(row: WebhookRow, sealer: Sealer, *, moment: Instant) -> list[str]:
    """The current one first. Raises SealBroken."""
    sealed = [row.secret, *([row.old_secret] if row.old_secret is not None and moment < row.old_until else [])]
    return [sealer.open(one, secret_place(row.id)).decode() for one in sealed]


async def of_brand(session: AsyncSession, brand_id: str) -> Sequence[WebhookRow]:
    row = WebhookRow
    return (await session.scalars(select(row).where(row.brand_id == brand_id).order_by(row.created_at, row.id))).all()


async def switched_off(session: AsyncSession, brand_ids: frozenset[str]) -> Sequence[WebhookRow]:
    """Of these brands those that were switched off by themselves, the newest first."""
    row = WebhookRow
    off = select(row).where(row.brand_id.in_(brand_ids), ~row.active, row.off_reason.not_in(("", BY_ADMIN)))
    return (await session.scalars(off.order_by(row.off_at.desc()))).all()


async def changes(session: AsyncSession, brand_ids: frozenset[str]) -> Sequence[WebhookChangeRow]:
    """At these brands, the newest first."""
    row = WebhookChangeRow
    found = select(row).where(row.brand_id.in_(brand_ids)).order_by(row.changed_at.desc(), row.id.desc())
    return (await session.scalars(found.limit(CHANGES))).all()


async def seen_changes(session: AsyncSession, agent_id: str, ids: Collection[str]) -> set[str]:
    """Those of them this admin has said he knows of."""
    row = SeenChangeRow
    return set(await session.scalars(select(row.change_id).where(row.agent_id == agent_id, row.change_id.in_(ids))))


async def here_since(session: AsyncSession, agent_id: str) -> Instant:
    return await session.scalar(select(AgentRow.created_at).where(AgentRow.id == agent_id)) or 0


async def number_off(session: AsyncSession) -> int:
    """Of all that were switched off by themselves."""
    off = select(func.count()).where(~WebhookRow.active, WebhookRow.off_reason.not_in(("", BY_ADMIN)))
    return await session.scalar(off) or 0


async def count_of(session: AsyncSession, brand_id: str) -> int:
    return await session.scalar(select(func.count()).where(WebhookRow.brand_id == brand_id)) or 0


async def for_change(session: AsyncSession, webhook_id: str) -> WebhookRow | None:
    """Locked."""
    return await session.get(WebhookRow, webhook_id, with_for_update=True)


async def remove(session: AsyncSession, webhook_id: str) -> None:
    """With its log."""
    await session.execute(delete(DeliveryRow).where(DeliveryRow.webhook_id == webhook_id))
    await session.execute(delete(WebhookRow).where(WebhookRow.id == webhook_id))


async def known(session: AsyncSession, message_id: str, webhook_ids: Sequence[str]) -> set[str]:
    """Of these endpoints those for which it was noted before."""
    row = DeliveryRow
    statement = select(row.webhook_id).where(row.message_id == message_id, row.webhook_id.in_(webhook_ids))
    return set(await session.scalars(statement))


async def happened(session: AsyncSession, conversation_id: str, seq: int) -> Happened | None:
    e, t = EntryRow, TicketRow
    head = await session.get(ConversationRow, conversation_id)
    entry = select(e.id, e.author_kind).where(e.conversation_id == conversation_id, e.seq == seq)
    found = (await session.execute(entry)).first()
    if head is None or found is None:
        return None
    ticket = select(t.number, t.status, t.priority, t.category).where(t.conversation_id == conversation_id)
    row = (await session.execute(ticket)).first()
    return Happened(head, found[0], found[1], tuple(row) if row is not None else None)


async def said(session: AsyncSession, sealer: Sealer, conversation_id: str, seq: int) -> Entry | None:
    """The entry, unless it belongs to a closed team now: what such a team has is for nobody else."""
    shut = select(TeamRow.id).join(ConversationRow, ConversationRow.team_id == TeamRow.id)
    if await session.scalar(shut.where(ConversationRow.id == conversation_id, TeamRow.closed)) is not None:
        return None
    found = await conversations.entries_after(session, sealer, conversation_id, seq - 1, public=False, limit=1)
    return found[0] if found and found[0].seq == seq else None


async def deliveries(
    session: AsyncSession, webhook_id: str, *, state: str | None, before: str | None, limit: int
) -> Sequence[DeliveryRow]:
    """The newest first."""
    row = DeliveryRow
    statement = select(row).where(row.webhook_id == webhook_id).order_by(row.id.desc()).limit(limit)
    if state is not None:
        statement = statement.where(row.state == state)
    if before is not None:
        statement = statement.where(row.id < before)
    return (await session.scalars(statement)).all()


async def failed_since(
    session: AsyncSession, webhook_id: str, since: Instant, *, lost: Instant, limit: int
) -> Sequence[DeliveryRow]:
    """With those that were to be tried before `lost` and were not: nobody will."""
    row = DeliveryRow
    over = or_(row.state == FAILED, and_(row.state == PENDING, row.next_at < lost))
    failed = select(row).where(row.webhook_id == webhook_id, over, row.happened_at >= since)
    return (await session.scalars(failed.order_by(row.id).limit(limit))).all()


async def claim_probe(session: AsyncSession, webhook_id: str, *, moment: Instant, until: Instant) -> bool:
    """Whether this try is the one that finds out how a failing endpoint is: others leave it alone until then."""
    row = WebhookRow
    free = update(row).where(row.id == webhook_id, row.resting_until <= moment).values(resting_until=until)
    return bool((await (await session.connection()).execute(free)).rowcount)


async def note_try(session: AsyncSession, delivery: DeliveryRow, values: dict[str, Any]) -> bool:
    """False when it was tried by somebody else meanwhile."""
    row = DeliveryRow
    mine = (row.id == delivery.id, row.state == PENDING, row.attempts == delivery.attempts)
    statement = update(row).where(*mine, row.begun_at == delivery.begun_at).values(**values)
    return bool((await (await session.connection()).execute(statement)).rowcount)


async def forget_before(session: AsyncSession, moment: Instant) -> None:
    """What was begun before; some of it, when it is much."""
    row = DeliveryRow
    old = select(row.id).where(row.begun_at < moment).limit(AT_ONCE)
    await session.execute(delete(row).where(row.id.in_(old)))
