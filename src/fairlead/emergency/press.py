"""A customer presses the button: his matter is first in line, he is told what happens, and people are called. Nothing stands
before it: no queue, no form, no proof of work, no sanction, no limit of messages."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.brands.store import Brand
from fairlead.conversations.ledger import Written
from fairlead.conversations.models import ConversationRow
from fairlead.conversations.rules import Opening
from fairlead.emergency import rules, store
from fairlead.emergency.freeze import Freezing
from fairlead.emergency.models import EmergencyRow
from fairlead.emergency.ring import call_again
from fairlead.emergency.rules import Source
from fairlead.emergency.tell import Tell
from fairlead.infra.database import lost_race
from fairlead.infra.jobs import enqueue
from fairlead.kit import clock
from fairlead.kit.access import Actor
from fairlead.kit.errors import NotFound, TooMany, Unavailable
from fairlead.kit.ids import is_id, new_id
from fairlead.shield.limits import Limiter
from fairlead.tickets.write_ticket import Writer

CHANNEL = "webchat"
# The job that opens the ticket, or raises it.
RAISE = "emergency.raise"
TRIES = 4


@dataclass(frozen=True, slots=True)
class Press:
    """`key`: the id the device made for it; `conversation`: the customer's, which it is about; None begins one."""

    key: str
    source: Source
    locale: str
    conversation: str | None = None
    context: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Pressed:
    """`again`: it stood already. `freezing`: the exchange is asked to freeze the account."""

    emergency: EmergencyRow
    again: bool
    freezing: bool


class PressButton:
    def __init__(self, writer: Writer, tell: Tell, freezing: Freezing) -> None:
        self._writer, self._tell, self._freezing = writer, tell, freezing
        self._newcomers = Limiter(rate=rules.NEWCOMER_RATE, burst=rules.NEWCOMERS)
        self._rings = Limiter(rate=rules.RING_RATE, burst=rules.RINGS)

    def admit_newcomer(self, network: str) -> None:
        """Of somebody who has no session yet. Raises TooMany("emergency_many") beyond what people of one network can need."""
        wait = self._newcomers.try_take(network)
        if wait:
            raise TooMany("emergency_many", retry_after=max(1, round(wait + 0.5)))

    async def __call__(self, customer: Actor, brand: Brand, press: Press, *, network: str) -> Pressed:
        """Pressed twice, it is one matter. Raises NotFound for a conversation that is not the customer's."""
        for attempt in range(TRIES):
            try:
                return await self._press(customer, brand, press, network)
            except Exception as error:
                # Another device of his was a moment faster: its matter is found now.
                if attempt == TRIES - 1 or not (isinstance(error, IntegrityError) or lost_race(error)):
                    raise
        raise Unavailable(retry_after=1)

    async def _press(self, customer: Actor, brand: Brand, press: Press, network: str) -> Pressed:
        writer, moment = self._writer, clock.now()
        async with writer.database.write() as session:
            await store.hold_customer(session, writer.database.dialect, customer.id)
            if (before := await self._before(session, customer, press)) is not None:
                return Pressed(before, again=True, freezing=False)
            head = await self._head(session, customer, press)
            row = self._row(customer, brand, press)
            row.quiet = await self._joins(session, customer, brand, network)
            freeze = await self._freezing.prepare(session, customer, since=moment - rules.FREEZE_ONCE)
            locale = press.locale or (head.locale if head is not None else brand.default_locale)
            where: str | Opening = head.id if head is not None else _opening(brand, customer, press, locale)
            name = f"emergency:{row.id}"
            drafts = [
                self._tell.pressed(customer, name, locale, where),
                self._tell.first_words(name, locale, known=customer.verified, freezes=freeze is not None),
            ]

            async def beside(written: Sequence[Written]) -> None:
                row.conversation_id = written[0].receipt.conversation_id
                session.add(row)
                await session.flush()
                if freeze is not None:
                    await self._freezing.ask(session, freeze, row.conversation_id)
                if not row.quiet:
                    await call_again(session, row.id, 0, since=moment)
                await enqueue(session, RAISE, {"emergency": row.id}, key=f"{RAISE}:{row.id}")

            written = await writer.append(session, drafts, beside=beside)
        writer.gather.written(written)
        return Pressed(row, again=False, freezing=freeze is not None)

    async def _before(self, session: AsyncSession, customer: Actor, press: Press) -> EmergencyRow | None:
        """The one that stands; one whose conversation was closed a moment ago is over."""
        if (sent := await store.by_key(session, key_of(customer, press.key))) is not None:
            return sent
        row = await store.standing(session, customer.id)
        if row is not None and not await store.is_open(session, row.conversation_id):
            row.over_at = clock.now()
            await session.flush()
            return None
        return row

    async def _head(self, session: AsyncSession, customer: Actor, press: Press) -> ConversationRow | None:
        if press.conversation is None:
            return None
        head = await session.get(ConversationRow, press.conversation) if is_id(press.conversation) else None
        if head is None:
            raise NotFound
        self._writer.authorize(customer, "conversation.emergency", head)
        return head

    async def _joins(self, session: AsyncSession, customer: Actor, brand: Brand, network: str) -> bool:
        """Pressed too often from one place, it rings with what rings already; where nothing rings, it rings all the same."""
        place = customer.id if customer.verified else network
        if not self._rings.try_take(place):
            return False
        return await store.rings(session, brand.id, since=clock.now() - rules.at(rules.LAST_CALL))

    def _row(self, customer: Actor, brand: Brand, press: Press) -> EmergencyRow:
        return EmergencyRow(
            id=new_id(),
            key=key_of(customer, press.key),
            brand_id=brand.id,
            customer_id=customer.id,
            conversation_id="",
            source=press.source,
            quiet=False,
            pressed_at=clock.now(),
            calls=0,
            called_at=None,
            taken_at=None,
            taken_by=None,
            over_at=None,
        )


def key_of(customer: Actor, key: str) -> str:
    return f"{customer.key}:{key}"


def _opening(brand: Brand, customer: Actor, press: Press, locale: str) -> Opening:
    return Opening(brand.id, customer.id, CHANNEL, locale, bot_first=False, context=press.context or {})
