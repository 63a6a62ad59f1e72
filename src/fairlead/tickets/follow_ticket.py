"""What happens to a ticket by itself: the timeline moves it, silence reminds and solves, and a chain's confirmations wake it.
Whoever is away when that is told hears of it by the way he is told of replies."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.conversations import events
from fairlead.conversations.models import EntryRow
from fairlead.conversations.rules import Draft
from fairlead.conversations.store import entry_from
from fairlead.infra.feed import Event
from fairlead.kit.access import SYSTEM
from fairlead.kit.clock import Instant
from fairlead.kit.errors import Unavailable
from fairlead.tickets import rules, store
from fairlead.tickets.merge_tickets import place_of
from fairlead.tickets.ports import Away, Confirmations
from fairlead.tickets.store import Found
from fairlead.tickets.tick_checks import open_checks
from fairlead.tickets.write_ticket import (
    Change,
    Writer,
    look_again,
    moved,
    promise,
    put_status,
    told,
    woken,
)

# Names what is written by itself: a job or a reaction that comes twice writes it once.
_SPACE = UUID("5f0c1d5e-7d0b-4f0e-9b0a-4d1a5a1c9e24")

# Why a status changed by itself, where nobody's words go with it.
TOLD = frozenset({"silence", "confirmed", "not_confirmed"})


class FollowTicket:
    def __init__(self, writer: Writer, confirmations: Confirmations, away: Away) -> None:
        self._writer = writer
        self._confirmations = confirmations
        self._away = away
        # Conversations that had no ticket when the newest batch of events was read.
        self._without: frozenset[str] = frozenset()

    async def foresee(self, batch: Sequence[Event]) -> None:
        """Asks once which conversations of a batch have a ticket: of a busy chat hardly any has one. A ticket that is opened
        after that is younger than every event of the batch, and none of them moves it."""
        named = {event.conversation_id for event in batch}
        async with self._writer.database.read() as session:
            self._without = frozenset(named - await store.with_ticket(session, named))

    async def on_entry(self, event: Event) -> None:
        """A reaction to what is said and done in a conversation: who answers a question of ours gives the matter back to us, a
        person of ours who speaks or takes it has it, and an end that an agent makes in the chat is the ticket's."""
        if event.conversation_id in self._without:
            return
        async with self._writer.database.read() as session:
            found = await store.of_conversation(session, event.conversation_id)
            by_agent = found is not None and event.kind == events.CLOSED and await _closed_by_agent(session, event)
        if found is None:
            return
        if (found.row.owner_id, found.row.held_by) != (found.assignee_id, found.team_id):
            async with self._writer.database.write() as session:
                await store.follow_heads(session, [event.conversation_id])
        if event.created_at < found.row.since:
            return
        if found.row.merged_into is not None:
            if event.kind == events.MESSAGE_RECEIVED:
                await self._forward(event, found)
            return
        if event.kind == events.MESSAGE_RECEIVED and found.row.snoozed_until is not None:
            await self._writer.change(SYSTEM, found.row.id, _wake(event), action="ticket.change", revises=False)
        if event.kind == events.REPLY_SENT and _after(found, event) is None:
            await self._kept(found, event)
            return
        if _after(found, event) is None and not (by_agent and rules.STATUSES[found.row.status].open):
            return
        await self._writer.change(SYSTEM, found.row.id, self._as_of(event), action="ticket.change")

    async def _kept(self, found: Found, event: Event) -> None:
        """We have said something: the next word is due so much later."""

        async def change(session: AsyncSession, found: Found, moment: Instant) -> Sequence[Draft]:
            row = found.row
            if rules.is_promise(row.status) and event.created_at >= row.since:
                row.spoken = True
                await promise(self._writer, session, row, since=event.created_at)
            return []

        if rules.is_promise(found.row.status):
            await self._writer.change(SYSTEM, found.row.id, change, action="ticket.change")

    async def on_told(self, event: Event) -> None:
        """A reaction to what the timeline tells of a ticket: what came by itself is told to a customer who is away."""
        if event.public_seq is None:
            return
        async with self._writer.database.read() as session:
            place = (EntryRow.conversation_id == event.conversation_id, EntryRow.seq == event.seq)
            row = await session.scalar(select(EntryRow).where(*place))
        if row is None or row.author_kind != "system":
            return
        data = entry_from(row, self._writer.sealer).data
        if "reminder" in data:
            await self._away.tell(event, what="waits")
        elif data.get("why") in TOLD:
            await self._away.tell(event, what="moved")

    async def look(self, payload: dict[str, Any]) -> None:
        """The job of a ticket whose time has come; nothing once it has another status."""
        ticket_id, since, step = payload["ticket"], payload["since"], payload["step"]
        async with self._writer.database.read() as session:
            found = await store.ticket(session, ticket_id)
        if found is None or found.row.since != since:
            return
        reached = found.row.status == rules.WAITING_ON_CHAIN and await self._reached(found)

        async def change(session: AsyncSession, found: Found, moment: Instant) -> Sequence[Draft]:
            if found.row.since != since:
                return []
            name = str(uuid5(_SPACE, f"{ticket_id}:{since}:{step}"))
            return await self._due(session, found, step, name, moment, reached=reached)

        await self._writer.change(SYSTEM, ticket_id, change, action="ticket.change")

    async def _reached(self, found: Found) -> bool:
        """Whether every transaction of the ticket has the confirmations that are wanted."""
        facts = self._writer.inside(found.row).facts
        network = next(
            (one["value"] for one in facts if one["field"] in ("network", "network_used") and "value" in one), ""
        )
        ids = [one["value"] for one in facts if one["field"] == "txid" and one.get("value")]
        for txid in ids:
            if not await self._confirmations.reached(network, txid):
                return False
        return bool(ids)

    async def _due(
        self, session: AsyncSession, found: Found, step: int, name: str, moment: Instant, *, reached: bool
    ) -> list[Draft]:
        row = found.row
        if step == rules.PROMISE:
            return []
        if row.status == rules.WAITING_FOR_YOU:
            return await self._silence(session, found, step, name, moment)
        if row.status == rules.WAITING_ON_CHAIN:
            if reached or moment >= row.since + rules.CHAIN_PATIENCE:
                return await self._back(session, found, name, moment, why="confirmed" if reached else "not_confirmed")
            await look_again(session, row, step + 1, delay=rules.CHAIN_LOOK)
        elif row.status == rules.SOLVED:
            return await self._put(session, found, rules.CLOSED, name, moment, why="silence")
        return []

    async def _silence(self, session: AsyncSession, found: Found, step: int, name: str, moment: Instant) -> list[Draft]:
        """A day, three days, and after a week the end; what must not end by itself comes back to people."""
        row = found.row
        if step < len(rules.REMINDERS):
            following = (*rules.REMINDERS, rules.AUTO_SOLVE)[step + 1]
            await look_again(session, row, step + 1, delay=max(0, row.since + following - moment))
            return [told(SYSTEM, found, {"reminder": step + 1}, client_id=name)]
        ends = rules.may_end_by_itself(priority=row.priority, case_type=row.case_type, category=row.category)
        if ends and not await open_checks(session, row, self._writer.inside(row)):
            return await self._put(session, found, rules.SOLVED, name, moment, why="silence")
        return await self._back(session, found, name, moment, why="silence")

    async def _back(self, session: AsyncSession, found: Found, name: str, moment: Instant, *, why: str) -> list[Draft]:
        status = rules.WITH_AGENT if found.assignee_id is not None else rules.IN_QUEUE
        return await self._put(session, found, status, name, moment, why=why)

    async def _put(
        self, session: AsyncSession, found: Found, status: str, name: str, moment: Instant, *, why: str
    ) -> list[Draft]:
        before = found.row.status
        rules.check_move("system", before, status)
        await put_status(self._writer, session, found.row, status, moment=moment)
        return [moved(SYSTEM, found, before, client_id=name, reason=why)]

    async def _forward(self, event: Event, source: Found) -> None:
        """The customer's words in a matter that goes on as another: that one points at them, and comes back to us; the source's
        conversation is closed again. Raises Unavailable when either was merged otherwise meanwhile: then it is tried again."""
        async with self._writer.database.read() as session:
            root = await store.root_of(session, source.row)
        name = f"{source.row.id}:{event.conversation_id}:{event.seq}"
        here, there = (str(uuid5(_SPACE, f"{name}:{side}")) for side in ("here", "there"))

        async def change(session: AsyncSession, found: Sequence[Found], moment: Instant) -> Sequence[Draft]:
            now, target = found
            if now.row.merged_into is None or target.row.merged_into is not None:
                raise Unavailable(retry_after=1)
            if await session.scalar(select(EntryRow.id).where(EntryRow.client_id == there)) is not None:
                return []
            said = {**place_of(now), "entry": event.public_seq}
            drafts = [told(SYSTEM, target, {"said": said}, client_id=there)]
            status = _back_by_word(target)
            if status is not None:
                before = target.row.status
                target.row.spoken = target.row.spoken and status != rules.REOPENED
                await put_status(self._writer, session, target.row, status, moment=moment)
                again = str(uuid5(_SPACE, f"{name}:status"))
                # Open before anything is said in it.
                drafts.insert(0, moved(SYSTEM, target, before, client_id=again, reason="timeline"))
            closes = {"merged_into": place_of(target), "open": False}
            return [*drafts, told(SYSTEM, now, closes, client_id=here)]

        ids = [source.row.id, root.id]
        await self._writer.change_together(SYSTEM, ids, change, action="ticket.change")

    def _as_of(self, event: Event) -> Change:
        async def change(session: AsyncSession, found: Found, moment: Instant) -> Sequence[Draft]:
            row, before = found.row, found.row.status
            # An agent's end in the chat is one that `on_entry` has looked at.
            status = rules.SOLVED if event.kind == events.CLOSED else _after(found, event)
            over = event.kind == events.CLOSED and not rules.STATUSES[before].open
            if status is None or over or event.created_at < row.since:
                return []
            name = str(uuid5(_SPACE, f"{row.id}:{event.conversation_id}:{event.seq}"))
            if status == rules.SOLVED and (checks := await open_checks(session, row, self._writer.inside(row))):
                # Who closes a chat has not solved a matter in which something required is still to be done.
                texts = [one.text for one in checks]
                return [told(SYSTEM, found, {"unchecked": texts, "open": True}, client_id=name, internal=True)]
            row.spoken = (row.spoken or event.kind == events.REPLY_SENT) and status != rules.REOPENED
            await put_status(self._writer, session, row, status, moment=moment)
            return [moved(SYSTEM, found, before, client_id=name, reason="timeline")]

        return change


def _wake(event: Event) -> Change:
    async def change(_: AsyncSession, found: Found, moment: Instant) -> Sequence[Draft]:
        name = str(uuid5(_SPACE, f"{found.row.id}:{event.conversation_id}:{event.seq}:woken"))
        return [woken(SYSTEM, found, "customer", client_id=name)] if found.row.snoozed_until is not None else []

    return change


async def _closed_by_agent(session: AsyncSession, event: Event) -> bool:
    """A customer who ends a chat has not said that his matter is solved."""
    place = (EntryRow.conversation_id == event.conversation_id, EntryRow.seq == event.seq)
    return await session.scalar(select(EntryRow.author_kind).where(*place)) == "agent"


def _after(found: Found, event: Event) -> str | None:
    """The status the ticket has after that; None where it stays."""
    status, held = found.row.status, found.assignee_id is not None
    if event.kind == events.MESSAGE_RECEIVED and (back := _back_by_word(found)) is not None:
        return back
    waits = status in (rules.SUBMITTED, rules.IN_QUEUE, rules.REOPENED)
    if event.kind in (events.REPLY_SENT, events.ASSIGNED, events.TRANSFERRED) and held and waits:
        return rules.WITH_AGENT
    if event.kind in (events.ASSIGNED, events.TRANSFERRED) and not held and status == rules.WITH_AGENT:
        return rules.IN_QUEUE
    return None


def _back_by_word(found: Found) -> str | None:
    """The status after a word of the customer's; None where it stays."""
    status = found.row.status
    if not rules.STATUSES[status].open:
        return rules.REOPENED
    if status == rules.WAITING_FOR_YOU:
        return rules.WITH_AGENT if found.assignee_id is not None else rules.IN_QUEUE
    return None
