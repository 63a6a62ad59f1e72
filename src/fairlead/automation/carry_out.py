"""The steps of a rule or a macro in one matter, as one act: all of them or none, with their entries and the note that it was
done, in one transaction. Each goes the way an agent's act goes; see the rooms of tickets and conversations."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4, uuid5

from msgspec.structs import replace
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.automation import store
from fairlead.automation.models import RunRow
from fairlead.automation.ports import RULE_FIRED, Outbox
from fairlead.automation.rules import TICKET_STEPS, VARIABLES, Step
from fairlead.conversations.guard import guard
from fairlead.conversations.ledger import Written
from fairlead.conversations.rules import Draft, author_data
from fairlead.kit import clock
from fairlead.kit.access import Actor
from fairlead.kit.clock import MINUTE, Instant
from fairlead.kit.errors import Conflict, Invalid
from fairlead.kit.ids import new_id
from fairlead.people import store as people
from fairlead.shield.screen import readable, screen
from fairlead.tickets import store as tickets
from fairlead.tickets.ask_by_card import AskByCard, Question
from fairlead.tickets.ask_team import AskTeam, Wish
from fairlead.tickets.change_ticket import ChangeTicket, Work
from fairlead.tickets.snooze_ticket import SnoozeTicket
from fairlead.tickets.store import Found
from fairlead.tickets.tag_ticket import TagTicket
from fairlead.tickets.write_ticket import Change, Writer

_SPACE = UUID("6f3a1f0a-5a5e-4d5b-9a70-3c1f8f6a2e51")
# Whoever is about to change the ticket from what he saw has to look again after these, and after no others.
_REVISES = frozenset({"status", "category", "priority", "card", "task"})
_VARIABLE = re.compile(r"\{\{\s*([a-z.]+)\s*\}\}")
_BEFORE_MARK = re.compile(r"[ \t]+([,.!?;:，。！？、،])")


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be done. `cause` names why, so that one actor does it once; `said`: what the customer is told first; `values`:
    of the variables in the steps' texts; `mentions`: whom a note names."""

    actor: Actor
    conversation_id: str
    brand_id: str
    cause: str
    steps: tuple[Step, ...]
    ticket_id: str | None = None
    said: Draft | None = None
    depth: int = 0
    values: tuple[tuple[str, str], ...] = ()
    mentions: tuple[str, ...] = ()
    dry: bool = False

    @property
    def speaks(self) -> bool:
        """Whether the customer reads something of it."""
        return self.said is not None or any(step.type in ("card", "status") and step.text for step in self.steps)


class Rehearsed(Exception):
    """Nothing was written; these entries would have been."""

    def __init__(self, drafts: Sequence[Draft]) -> None:
        super().__init__("rehearsed")
        self.drafts = drafts


class CarryOut:
    def __init__(self, writer: Writer, outbox: Outbox) -> None:
        self._writer = writer
        self._outbox = outbox
        self._work, self._tag, self._snooze = ChangeTicket(writer), TagTicket(writer), SnoozeTicket(writer)
        self._card, self._task = AskByCard(writer), AskTeam(writer)

    async def __call__(self, order: Order) -> None:
        """Nothing when it was done already. Raises Problem: then nothing of it was; `ticket_wanted` for steps that only a matter
        with a ticket has."""
        if order.ticket_id is None and any(step.type in TICKET_STEPS for step in order.steps):
            raise Conflict("ticket_wanted")
        try:
            if order.ticket_id is not None:
                revises = any(step.type in _REVISES for step in order.steps)
                change = self._together(order)
                await self._writer.change(order.actor, order.ticket_id, change, action="ticket.work", revises=revises)
            else:
                await self._in_chat(order)
        except IntegrityError:
            # Another process was quicker; what it wrote stands.
            async with self._writer.database.read() as session:
                if not await store.ran(session, order.cause, [order.actor.id]):
                    raise

    async def ticket_of(self, conversation_id: str) -> str | None:
        """Its id, where the conversation has one."""
        async with self._writer.database.read() as session:
            found = await tickets.of_conversation(session, conversation_id)
        return found.row.id if found is not None else None

    async def rehearse(self, order: Order) -> list[Draft]:
        """The entries it would write, in a transaction that is taken back. Raises as the act itself would."""
        try:
            await self(order)
        except Rehearsed as rehearsed:
            return list(rehearsed.drafts)
        return []

    async def _in_chat(self, order: Order) -> None:
        written: list[Written] = []
        await self._writer.ledger.holds.renew()
        async with self._writer.database.write() as session:
            drafts = [guard(one) for one in await self._drafts(session, order, None, clock.now())]
            if drafts:
                written = await self._writer.append(session, drafts)
        self._writer.gather.written(written)

    def _together(self, order: Order) -> Change:
        async def change(session: AsyncSession, found: Found, moment: Instant) -> Sequence[Draft]:
            return await self._drafts(session, order, found, moment)

        return change

    async def _drafts(self, session: AsyncSession, order: Order, found: Found | None, moment: Instant) -> list[Draft]:
        if await store.ran(session, order.cause, [order.actor.id]):
            return []
        session.add(
            RunRow(
                id=new_id(), actor_id=order.actor.id, cause=order.cause, brand_id=order.brand_id, state=store.DONE, code="",
                conversation_id=order.conversation_id, spoke=order.speaks, depth=order.depth, at=moment,
            )
        )  # fmt: skip
        drafts: list[Draft] = []
        if order.said is not None:
            drafts.append(order.said)
        for step in order.steps:
            drafts += await self._step(session, order, step, found, moment)
        if order.dry:
            raise Rehearsed([guard(one) for one in drafts])
        return drafts

    async def _step(
        self, session: AsyncSession, order: Order, step: Step, found: Found | None, moment: Instant
    ) -> Sequence[Draft]:
        text = filled(step.text, order.values)
        if found is not None and (change := self._of_ticket(order, step, text, moment)) is not None:
            return await change(session, found, moment)
        match step.type:
            case "note":
                return [replace(self._draft(order, "note", text=readable(text)), mentions=order.mentions)]
            case "transfer":
                team = await people.team_for_brand(session, step.team or "", order.brand_id)
                if team is None:
                    raise Invalid("transfer_target")
                data = {"note": screen(text, as_is=True).text, "to_team": {"id": team.id, "name": team.name}}
                return [self._draft(order, "transferred", data=data)]
            case "assign" | "unassign":
                to = author_data(order.actor) if step.type == "assign" else None
                return [self._draft(order, "assigned", data={"to": to, "by": author_data(order.actor)})]
            case "close":
                return [self._draft(order, "closed", data={"by": author_data(order.actor)})]
            case "webhook":
                rule = {"id": order.actor.id, "name": order.actor.name}
                about = {"rule": rule, "conversation": order.conversation_id, "ticket": order.ticket_id}
                key = f"{order.actor.id}:{order.cause}"
                await self._outbox.put(session, order.brand_id, RULE_FIRED, key=key, data=about)
                return []
            case _:
                raise Invalid("macro_invalid")

    def _of_ticket(self, order: Order, step: Step, text: str, moment: Instant) -> Change | None:
        name = str(uuid5(_SPACE, f"{order.actor.id}:{order.cause}:{step.type}"))
        match step.type:
            case "tag":
                return self._tag.tagging(order.actor, add=step.add, remove=step.remove)
            case "category":
                return self._work.working(order.actor, Work(None, category=step.value))
            case "priority":
                return self._work.working(order.actor, Work(None, priority=int(step.value), why=step.why))
            case "status":
                return self._status(order.actor, step, text)
            case "card":
                question = Question(fields=list(step.fields), steps=list(step.steps), text=text)
                return self._card.asking(order.actor, name, question)
            case "task":
                wish = Wish(team=step.team or "", text=text, due=moment + step.minutes * MINUTE)
                return self._task.asking(order.actor, name, wish)
            case "snooze":
                until = moment + step.minutes * MINUTE if step.minutes else None
                return self._snooze.putting_off(order.actor, until)
            case _:
                return None

    def _status(self, actor: Actor, step: Step, text: str) -> Change:
        change = self._work.working(actor, Work(None, status=step.value, text=text))

        async def unless_there(session: AsyncSession, found: Found, moment: Instant) -> Sequence[Draft]:
            # Words that go with a change are not said where nothing changes.
            return [] if found.row.status == step.value else await change(session, found, moment)

        return unless_there

    def _draft(self, order: Order, kind: str, *, text: str = "", data: Mapping[str, Any] | None = None) -> Draft:
        return Draft(
            actor=order.actor,
            kind=kind,
            client_id=str(uuid4()),
            conversation_id=order.conversation_id,
            text=text,
            data=dict(data or {}),
        )


def filled(text: str, given: Iterable[tuple[str, str]]) -> str:
    """With the values in the place of the variables. What has none leaves no gap."""
    if "{{" not in text:
        return text
    values = dict(given)
    known = _VARIABLE.sub(lambda one: values.get(one[1], "") if one[1] in VARIABLES else one[0], text)
    return _BEFORE_MARK.sub(r"\1", known)
