"""Every query about emergencies."""

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple, cast

from sqlalchemy import Select, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.conversations.models import ConversationRow, EntryRow
from fairlead.conversations.rules import OPEN
from fairlead.emergency.models import CallDeviceRow, CallRow, EmergencyRow, FreezeRow, OnCallRow
from fairlead.emergency.rules import UNREACHED, Person
from fairlead.infra.dialects import Dialect
from fairlead.kit.clock import Instant
from fairlead.people import store as people
from fairlead.people.models import AgentBrandRow, AgentRow, CustomerRow
from fairlead.people.rules import AUTHORS

# More ringing ones nobody can look at; the newest are those who still wait for a first word.
SHOWN = 50


async def hold_customer(session: AsyncSession, dialect: Dialect, customer_id: str) -> None:
    """Until the transaction ends nobody else presses for him."""
    locked = select(CustomerRow.id).where(CustomerRow.id == customer_id)
    await session.execute(dialect.lock_rows(locked, skip_locked=False))


async def by_key(session: AsyncSession, key: str) -> EmergencyRow | None:
    return (await session.scalars(select(EmergencyRow).where(EmergencyRow.key == key))).first()


async def standing(session: AsyncSession, customer_id: str) -> EmergencyRow | None:
    """Of this customer; a visitor's goes with his conversation to the account he signs in to."""
    row = EmergencyRow
    statement = (
        select(row)
        .join(ConversationRow, ConversationRow.id == row.conversation_id)
        .where(ConversationRow.customer_id == customer_id, row.over_at.is_(None))
    )
    return (await session.scalars(statement.order_by(row.pressed_at.desc()))).first()


async def is_open(session: AsyncSession, conversation_id: str) -> bool:
    return await session.scalar(select(ConversationRow.status).where(ConversationRow.id == conversation_id)) == OPEN


async def rings(session: AsyncSession, brand_id: str, *, since: Instant) -> bool:
    """Whether people of the brand are called just now, and have been since then at the soonest."""
    row = EmergencyRow
    statement = select(row.id).where(row.brand_id == brand_id, row.taken_at.is_(None), row.over_at.is_(None))
    return await session.scalar(statement.where(row.quiet.is_(False), row.pressed_at > since).limit(1)) is not None


async def oldest_quiet(session: AsyncSession, brand_id: str) -> EmergencyRow | None:
    """Of those that ring together with another."""
    row = EmergencyRow
    statement = select(row).where(row.brand_id == brand_id, row.taken_at.is_(None), row.over_at.is_(None), row.quiet)
    return (await session.scalars(statement.order_by(row.pressed_at, row.id).limit(1).with_for_update())).first()


async def locked(session: AsyncSession, dialect: Dialect, emergency_id: str) -> EmergencyRow | None:
    statement = select(EmergencyRow).where(EmergencyRow.id == emergency_id)
    found = await session.scalars(
        dialect.lock_rows(statement, skip_locked=False).execution_options(populate_existing=True)
    )
    return found.first()


async def locked_with_head(
    session: AsyncSession, dialect: Dialect, emergency_id: str
) -> tuple[EmergencyRow, ConversationRow] | None:
    """Both rows are ours until the transaction ends."""
    statement = (
        select(EmergencyRow, ConversationRow)
        .join(ConversationRow, ConversationRow.id == EmergencyRow.conversation_id)
        .where(EmergencyRow.id == emergency_id)
    )
    locking = dialect.lock_rows(cast("Select[Any]", statement), skip_locked=False)
    found = (await session.execute(locking)).first()
    return (found[0], found[1]) if found else None


async def ringing_conversations(session: AsyncSession) -> set[str]:
    """Those of all emergencies that stand."""
    return set(await session.scalars(select(EmergencyRow.conversation_id).where(EmergencyRow.over_at.is_(None))))


async def of_conversation(session: AsyncSession, conversation_id: str) -> EmergencyRow | None:
    """The one that stands there."""
    row = EmergencyRow
    statement = select(row).where(row.conversation_id == conversation_id, row.over_at.is_(None))
    return (await session.scalars(statement)).first()


async def team(session: AsyncSession, brand_id: str) -> list[Person]:
    """The active agents of a brand who serve customers, by name."""
    row = AgentRow
    statement = (
        select(row)
        .join(AgentBrandRow, AgentBrandRow.agent_id == row.id)
        .where(AgentBrandRow.brand_id == brand_id, row.active, row.role.not_in(AUTHORS))
        .order_by(row.name, row.id)
    )
    listed = set(await session.scalars(select(OnCallRow.agent_id).where(OnCallRow.brand_id == brand_id)))
    return [
        Person(agent.id, agent.role, agent.id in listed, people.presence_now(agent) == "online")
        for agent in await session.scalars(statement)
    ]


async def called_for(session: AsyncSession, emergency_id: str) -> set[tuple[int, str]]:
    """(step, agent) of everybody who was called."""
    row = CallRow
    found = await session.execute(select(row.step, row.agent_id).where(row.emergency_id == emergency_id))
    return {(each[0], each[1]) for each in found}


class Ringing(NamedTuple):
    """One that nobody has taken, beside its conversation's head."""

    row: EmergencyRow
    head: ConversationRow


async def ringing(session: AsyncSession, agent_id: str, brands: Collection[str]) -> list[Ringing]:
    """For this agent: those he was called for, and those that ring together with one of them; who presses first is first."""
    row = EmergencyRow
    mine = (
        select(row.brand_id)
        .join(CallRow, CallRow.emergency_id == row.id)
        .where(CallRow.agent_id == agent_id, row.taken_at.is_(None), row.over_at.is_(None))
    )
    called = select(CallRow.emergency_id).where(CallRow.agent_id == agent_id)
    statement = (
        select(row, ConversationRow)
        .join(ConversationRow, ConversationRow.id == row.conversation_id)
        .where(row.brand_id.in_(brands), row.taken_at.is_(None), row.over_at.is_(None))
        .where(row.id.in_(called) | (row.quiet.is_(True) & row.brand_id.in_(mine)))
        .order_by(row.pressed_at, row.id)
        .limit(SHOWN)
    )
    return [Ringing(found[0], found[1]) for found in await session.execute(statement)]


async def freezes_of(session: AsyncSession, conversations: Collection[str]) -> dict[str, FreezeRow]:
    """By conversation the newest."""
    row = FreezeRow
    found = await session.scalars(select(row).where(row.conversation_id.in_(conversations)).order_by(row.id))
    return {each.conversation_id: each for each in found}


async def frozen_lately(session: AsyncSession, customer_id: str, *, since: Instant) -> FreezeRow | None:
    """What was asked for this customer since then and has not come to nothing."""
    row = FreezeRow
    statement = select(row).where(row.customer_id == customer_id, row.asked_at > since, row.state != UNREACHED)
    return (await session.scalars(statement.order_by(row.id.desc()))).first()


async def on_call(session: AsyncSession, brand_id: str) -> list[str]:
    return list(await session.scalars(select(OnCallRow.agent_id).where(OnCallRow.brand_id == brand_id)))


async def put_on_call(session: AsyncSession, brand_id: str, agents: Sequence[str], *, moment: Instant) -> None:
    """These and nobody else."""
    await session.execute(delete(OnCallRow).where(OnCallRow.brand_id == brand_id))
    session.add_all(OnCallRow(brand_id=brand_id, agent_id=one, added_at=moment) for one in agents)


async def devices_of(session: AsyncSession, agents: Collection[str]) -> list[CallDeviceRow]:
    """Of active agents, the newest first."""
    row = CallDeviceRow
    statement = select(row).join(AgentRow, AgentRow.id == row.agent_id).where(AgentRow.active, row.agent_id.in_(agents))
    return list(await session.scalars(statement.order_by(row.created_at.desc(), row.id.desc())))


async def known_device(session: AsyncSession, digest: bytes) -> CallDeviceRow | None:
    return (await session.scalars(select(CallDeviceRow).where(CallDeviceRow.endpoint_digest == digest))).first()


async def drop_devices(session: AsyncSession, ids: Collection[str]) -> None:
    await session.execute(delete(CallDeviceRow).where(CallDeviceRow.id.in_(ids)))


async def author_of(session: AsyncSession, conversation_id: str, seq: int) -> tuple[str, str]:
    """Kind and id of an entry's author; empty for one that is not there."""
    row = EntryRow
    statement = select(row.author_kind, row.author_id).where(row.conversation_id == conversation_id, row.seq == seq)
    found = (await session.execute(statement)).first()
    return (found[0], found[1]) if found else ("", "")


async def entry(session: AsyncSession, conversation_id: str, seq: int) -> EntryRow | None:
    return await session.get(EntryRow, (conversation_id, seq))


async def count_calls(session: AsyncSession, ids: Collection[str]) -> dict[str, int]:
    """By emergency how many people were called."""
    row = CallRow
    statement = select(row.emergency_id, func.count(func.distinct(row.agent_id))).where(row.emergency_id.in_(ids))
    return {each[0]: each[1] for each in await session.execute(statement.group_by(row.emergency_id))}
