"""The exchange is asked to freeze an account, by job until it answers; what became of it stands on the timeline."""

from collections.abc import Sequence
from typing import Any

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.conversations.ledger import Written
from fairlead.conversations.models import ConversationRow
from fairlead.conversations.store import entry_from
from fairlead.emergency import rules, store
from fairlead.emergency.models import FreezeRow
from fairlead.emergency.ports import FreezeAccount
from fairlead.emergency.tell import Tell
from fairlead.infra.feed import Event
from fairlead.infra.jobs import TryLater, enqueue
from fairlead.infra.sealing import Sealer
from fairlead.kit import clock
from fairlead.kit.access import Actor
from fairlead.kit.clock import Instant
from fairlead.kit.errors import Conflict, NotFound
from fairlead.kit.ids import is_id, new_id
from fairlead.notices.push import Push
from fairlead.notices.rules import EMERGENCY
from fairlead.people.models import CustomerRow
from fairlead.people.store import customer_from
from fairlead.tickets.write_ticket import Writer

log = structlog.get_logger()

FREEZE = "emergency.freeze"
# Of what `tell` writes: those that nobody who presses the button waits beside.
OUTCOMES = ("frozen", "unreached")


class Freezing:
    """`account`: who freezes, if the operator has named anybody."""

    def __init__(
        self, writer: Writer, tell: Tell, sealer: Sealer, account: FreezeAccount | None, *, push: Push
    ) -> None:
        self._writer, self._tell, self._sealer, self._account, self._push = writer, tell, sealer, account, push

    @property
    def possible(self) -> bool:
        return self._account is not None

    async def prepare(self, session: AsyncSession, customer: Actor, *, since: Instant) -> FreezeRow | None:
        """For a customer's own press: None where nobody freezes, where we do not know whose account it is, and where it was
        asked for already."""
        if self._account is None or not customer.verified or not await self._uid(session, customer.id):
            return None
        if await store.frozen_lately(session, customer.id, since=since) is not None:
            return None
        return _row(customer.id, by="")

    async def ask(self, session: AsyncSession, row: FreezeRow, conversation_id: str) -> None:
        """In the caller's transaction."""
        row.conversation_id = conversation_id
        session.add(row)
        await enqueue(session, FREEZE, {"freeze": row.id}, key=f"{FREEZE}:{row.id}")

    async def by_agent(self, agent: Actor, conversation_id: str) -> FreezeRow:
        """Pressed on the desk. Raises NotFound, Refused; Conflict: `freeze_off` where nobody freezes, `freeze_unknown` for a
        visitor, of whom nobody knows which account is his, `freeze_asked` for one that is frozen or being frozen."""
        written: list[Written] = []
        async with self._writer.database.write() as session:
            head = await session.get(ConversationRow, conversation_id) if is_id(conversation_id) else None
            if head is None:
                raise NotFound
            self._writer.authorize(agent, "emergency.freeze", head)
            if self._account is None:
                raise Conflict("freeze_off")
            await store.hold_customer(session, self._writer.database.dialect, head.customer_id)
            if not await self._uid(session, head.customer_id):
                raise Conflict("freeze_unknown")
            if await store.frozen_lately(session, head.customer_id, since=clock.now() - rules.FREEZE_ONCE) is not None:
                raise Conflict("freeze_asked")
            row = _row(head.customer_id, by=agent.id)
            draft = self._tell.freezing(agent, f"freeze:{row.id}", head.locale, head.id)

            async def beside(_: Sequence[Written]) -> None:
                await self.ask(session, row, head.id)

            written = await self._writer.append(session, [draft], beside=beside)
        self._writer.gather.written(written)
        return row

    async def standing(self, agent: Actor, conversation_id: str) -> tuple[bool, FreezeRow | None]:
        """Whether this agent could ask for it now, and how the newest one of this conversation stands. Raises NotFound."""
        async with self._writer.database.read() as session:
            head = await session.get(ConversationRow, conversation_id) if is_id(conversation_id) else None
            if head is None:
                raise NotFound
            self._writer.authorize(agent, "emergency.read", head)
            newest = (await store.freezes_of(session, [head.id])).get(head.id)
            known = self._account is not None and bool(await self._uid(session, head.customer_id))
        return known and rules.may_freeze(agent, head), newest

    async def run(self, payload: dict[str, Any]) -> None:
        """The job. The first time nobody answers, the customer is told that a person does it; it is tried on all the same."""
        async with self._writer.database.read() as session:
            row = await session.get(FreezeRow, payload["freeze"])
            if row is None or row.frozen_at is not None or self._account is None:
                return
            uid = await self._uid(session, row.customer_id)
        try:
            at = await self._account.freeze(uid, reference=row.id)
        except TryLater:
            await self._unreached(row.id)
            raise
        if at is None:
            log.warning("the exchange declined to freeze an account", freeze=row.id)
            await self._unreached(row.id)
        else:
            await self._frozen(row.id, at)

    async def on_told(self, event: Event) -> None:
        """The reaction to what the timeline tells of an emergency: what came of the freeze reaches a customer who is away."""
        async with self._writer.database.read() as session:
            row = await store.entry(session, event.conversation_id, event.seq)
        if row is None or row.author_kind != "system":
            return
        if entry_from(row, self._sealer).data.get("emergency", {}).get("act") in OUTCOMES:
            await self._push.tell(event, what=EMERGENCY)

    async def _uid(self, session: AsyncSession, customer_id: str) -> str:
        """The account as the exchange knows it; empty for a visitor."""
        found = await session.get(CustomerRow, customer_id)
        return customer_from(found, self._sealer).uid if found is not None and found.verified else ""

    async def _frozen(self, freeze_id: str, at: Instant) -> None:
        async with self._writer.database.write() as session:
            row, head = await self._found(session, freeze_id)
            row.state, row.frozen_at = rules.FROZEN, at
            draft = self._tell.frozen(f"freeze:{row.id}", head.locale, head.id, at)
            written = await self._writer.append(session, [draft])
        self._writer.gather.written(written)

    async def _unreached(self, freeze_id: str) -> None:
        async with self._writer.database.write() as session:
            row, head = await self._found(session, freeze_id)
            if row.state != rules.ASKED:
                return
            row.state = rules.UNREACHED
            draft = self._tell.unreached(f"freeze:{row.id}", head.locale, head.id)
            written = await self._writer.append(session, [draft])
        self._writer.gather.written(written)

    async def _found(self, session: AsyncSession, freeze_id: str) -> tuple[FreezeRow, ConversationRow]:
        row = await session.get(FreezeRow, freeze_id, with_for_update=True)
        head = await session.get(ConversationRow, row.conversation_id) if row is not None else None
        if row is None or head is None:
            raise NotFound
        return row, head


def _row(customer_id: str, *, by: str) -> FreezeRow:
    return FreezeRow(
        id=new_id(), customer_id=customer_id, conversation_id="", state=rules.ASKED, asked_by=by, asked_at=clock.now(),
        frozen_at=None,
    )  # fmt: skip
