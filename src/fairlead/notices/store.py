"""Every query about notices."""

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.conversations.models import ConversationRow
from fairlead.infra.sealing import Sealer
from fairlead.kit import clock
from fairlead.kit.clock import Instant
from fairlead.notices.models import NoticeChoiceRow, PushDeviceRow, SentNoticeRow
from fairlead.notices.rules import LISTED, Choices, Quiet
from fairlead.people.models import SessionRow


class Address(msgspec.Struct, frozen=True):
    """Where a browser is reached, its keys (base64url), and what it calls itself."""

    endpoint: str
    p256dh: str
    auth: str
    name: str


def place(device_id: str) -> str:
    return f"push:{device_id}"


def name_place(device_id: str) -> str:
    return f"push name:{device_id}"


def seal_address(address: Address, sealer: Sealer, device_id: str) -> bytes:
    return seal_address_at(address, sealer, place(device_id))


def seal_address_at(address: Address, sealer: Sealer, where: str) -> bytes:
    """For a browser of somebody else's than a customer's."""
    return sealer.seal(msgspec.json.encode(address), where)


def address_of(row: PushDeviceRow, sealer: Sealer) -> Address:
    return msgspec.json.decode(sealer.open(row.address, place(row.id)), type=Address)


_LIVING = select(SessionRow.id).where(SessionRow.ended_at.is_(None))


async def of_customer(session: AsyncSession, customer_id: str) -> list[PushDeviceRow]:
    """Those whose session lives, the newest first."""
    living = _LIVING.where(SessionRow.expires_at >= clock.now())
    row = PushDeviceRow
    statement = select(row).where(row.customer_id == customer_id, row.session_id.in_(living))
    return list(await session.scalars(statement.order_by(row.created_at.desc(), row.id.desc())))


async def who_hears(session: AsyncSession, conversation_id: str) -> list[str]:
    """Ids of the browsers of a conversation's customer."""
    statement = select(PushDeviceRow.id).join(ConversationRow, ConversationRow.customer_id == PushDeviceRow.customer_id)
    return list(await session.scalars(statement.where(ConversationRow.id == conversation_id)))


async def remove(session: AsyncSession, ids: list[str]) -> None:
    """What they were told goes with them."""
    await session.execute(delete(PushDeviceRow).where(PushDeviceRow.id.in_(ids)))


async def forget_ended(session: AsyncSession) -> None:
    """Browsers whose session has ended or run out are told nothing any more: what is kept of them goes."""
    living = _LIVING.where(SessionRow.expires_at >= clock.now())
    gone = await session.scalars(select(PushDeviceRow.id).where(PushDeviceRow.session_id.not_in(living)).limit(500))
    if ids := list(gone):
        await remove(session, ids)
    await session.execute(delete(SentNoticeRow).where(SentNoticeRow.sent_at < clock.now() - LISTED))


async def choices_of(session: AsyncSession, customer_id: str) -> Choices:
    row = await session.get(NoticeChoiceRow, customer_id)
    if row is None:
        return Choices()
    quiet = None
    if row.quiet_begin is not None and row.quiet_end is not None:
        quiet = Quiet(row.quiet_begin, row.quiet_end, row.zone)
    return Choices(frozenset(filter(None, row.off.split(","))), quiet)


async def choose(session: AsyncSession, customer_id: str, choices: Choices) -> None:
    quiet = choices.quiet
    await session.merge(
        NoticeChoiceRow(
            customer_id=customer_id,
            off=",".join(sorted(choices.off)),
            quiet_begin=quiet.begin if quiet else None,
            quiet_end=quiet.end if quiet else None,
            zone=quiet.zone if quiet else "",
            changed_at=clock.now(),
        )
    )


async def unlist(session: AsyncSession, device_id: str, conversation_id: str, number: int) -> None:
    """Of what could not be told."""
    row = SentNoticeRow
    here = (row.device_id == device_id, row.conversation_id == conversation_id, row.number == number)
    await session.execute(delete(row).where(*here))


async def sent_to(session: AsyncSession, customer_id: str, *, before: Instant, limit: int) -> list[SentNoticeRow]:
    """The newest first."""
    row = SentNoticeRow
    mine = select(row).where(row.customer_id == customer_id, row.sent_at < before)
    return list(await session.scalars(mine.order_by(row.sent_at.desc(), row.device_id, row.number).limit(limit)))
