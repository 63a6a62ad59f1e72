"""Somebody takes an emergency: from then on nobody is called. Who answers in it or takes its conversation has it as well."""

from collections.abc import Sequence
from uuid import uuid5

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.conversations import events
from fairlead.conversations.ledger import Written
from fairlead.conversations.models import ConversationRow
from fairlead.conversations.rules import Draft, author_data
from fairlead.emergency import store
from fairlead.emergency.models import EmergencyRow
from fairlead.emergency.ring import Ring, ring_next
from fairlead.emergency.store import Ringing
from fairlead.emergency.tell import SPACE
from fairlead.infra.feed import Event
from fairlead.kit import clock
from fairlead.kit.access import SYSTEM, Actor
from fairlead.kit.errors import Conflict, NotFound, Problem
from fairlead.kit.ids import is_id
from fairlead.people.store import agent_names
from fairlead.tickets import store as tickets
from fairlead.tickets.open_ticket import Asked, OpenTicket
from fairlead.tickets.write_ticket import Writer, promise, told

log = structlog.get_logger()

CATEGORY = "SEC-ATO"
P1 = 1


class Take:
    def __init__(self, writer: Writer, ring: Ring) -> None:
        self._writer, self._ring = writer, ring
        # Conversations in which an emergency stands, as of the newest batch of events.
        self._standing: frozenset[str] = frozenset()
        self._open = OpenTicket(writer)

    async def ringing(self, agent: Actor) -> list[Ringing]:
        """What this agent is called to, and may see."""
        async with self._writer.database.read() as session:
            found = await store.ringing(session, agent.id, agent.brands)
        return [one for one in found if self._sees(agent, one.head)]

    def _sees(self, agent: Actor, head: ConversationRow) -> bool:
        try:
            self._writer.authorize(agent, "emergency.read", head)
        except Problem:
            return False
        return True

    async def __call__(self, agent: Actor, emergency_id: str) -> EmergencyRow:
        """Whoever may see it, called or not. Raises NotFound, Refused; Conflict("emergency_taken") with the `name` of who was
        faster, Conflict("emergency_over")."""
        written: list[Written] = []
        async with self._writer.database.write() as session:
            dialect = self._writer.database.dialect
            found = await store.locked_with_head(session, dialect, emergency_id) if is_id(emergency_id) else None
            if found is None:
                raise NotFound
            row, head = found
            self._writer.authorize(agent, "emergency.take", head)
            if row.taken_by == agent.id:
                return row
            if row.taken_by is not None:
                names = await agent_names(session, {row.taken_by})
                raise Conflict("emergency_taken", name=names.get(row.taken_by, ""))
            if row.over_at is not None:
                raise Conflict("emergency_over")
            row.taken_by, row.taken_at = agent.id, clock.now()
            await ring_next(session, row.brand_id)
            if head.assignee_id != agent.id:
                names = await agent_names(session, {agent.id})
                me = {"kind": "agent", "id": agent.id, "name": names.get(agent.id, "")}
                draft = Draft(
                    agent,
                    "assigned",
                    str(uuid5(SPACE, f"take:{row.id}")),
                    conversation_id=head.id,
                    data={"to": me, "by": author_data(agent)},
                )
                written = await self._writer.append(session, [draft])
        self._writer.gather.written(written)
        self._ring.changed(row.brand_id)
        return row

    async def foresee(self, batch: Sequence[Event]) -> None:
        """Asks once for a whole batch: hardly any conversation has one."""
        async with self._writer.database.read() as session:
            self._standing = frozenset(await store.ringing_conversations(session))

    async def on_entry(self, event: Event) -> None:
        """The reaction to a person's reply, to who takes the conversation, and to its end."""
        if event.conversation_id not in self._standing:
            return
        async with self._writer.database.write() as session:
            found = await store.of_conversation(session, event.conversation_id)
            row = await store.locked(session, self._writer.database.dialect, found.id) if found is not None else None
            if row is None or row.over_at is not None or event.created_at < row.pressed_at:
                return
            if not await self._follow(session, row, event):
                return
            brand_id = row.brand_id
            await ring_next(session, brand_id)
        self._ring.changed(brand_id)

    async def _follow(self, session: AsyncSession, row: EmergencyRow, event: Event) -> bool:
        """Whether it changed anything."""
        if event.kind == events.CLOSED:
            row.over_at = event.created_at
            return True
        kind, author = await store.author_of(session, event.conversation_id, event.seq)
        if kind != "agent" or row.taken_at is not None:
            return False
        head = await session.get(ConversationRow, event.conversation_id)
        # Given to a colleague, it waits for that one's word.
        if event.kind == events.ASSIGNED and (head is None or head.assignee_id != author):
            return False
        row.taken_by, row.taken_at = author, event.created_at
        return True

    async def raise_ticket(self, payload: dict[str, str]) -> None:
        """The job: the matter becomes a ticket about an account taken over, P1; one that is there is made P1."""
        async with self._writer.database.read() as session:
            row = await session.get(EmergencyRow, payload["emergency"])
            head = await session.get(ConversationRow, row.conversation_id) if row is not None else None
            found = await tickets.of_conversation(session, head.id) if head is not None else None
        if row is None or head is None:
            return
        if found is None:
            await self._open_one(row, head)
        elif found.row.priority != P1:
            await self._writer.change(SYSTEM, found.row.id, self._to_p1, action="ticket.change")

    async def _to_p1(self, session: AsyncSession, found: tickets.Found, moment: int) -> Sequence[Draft]:
        row, before = found.row, found.row.priority
        if before == P1:
            return []
        row.priority = row.override = P1
        row.updated_at = moment
        await promise(self._writer, session, row, since=moment)
        return [told(SYSTEM, found, {"priority": P1, "before": before}, internal=True)]

    async def _open_one(self, row: EmergencyRow, head: ConversationRow) -> None:
        owner = Actor("customer", head.customer_id, brands=frozenset({head.brand_id}))
        asked = Asked(CATEGORY, conversation=head.id, anyway=True, channel=head.channel)
        try:
            await self._open(owner, str(uuid5(SPACE, f"ticket:{row.id}")), head.brand_id, asked)
        except Conflict as problem:
            if problem.code != "ticket_exists":
                raise
