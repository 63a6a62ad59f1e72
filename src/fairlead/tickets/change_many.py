"""Many tickets at once: what is done to one, gathered into one request, each with its own outcome; or only asked what would be
refused, and why.

Every item carries a client id of its own, so that the whole request can be sent again: what was done stays done once. To be
asked what would become of it, each is done as ever and taken back before its transaction ends: no second set of rules says
what the first one would.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, Literal
from uuid import UUID, uuid5

import msgspec
import structlog
from msgspec.structs import replace
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.conversations import store as timeline
from fairlead.conversations.give_back import going_back
from fairlead.conversations.ledger import Written
from fairlead.conversations.rules import Draft
from fairlead.kit.access import Actor
from fairlead.kit.clock import SECOND, Instant
from fairlead.kit.errors import Invalid, Problem
from fairlead.kit.ids import is_id
from fairlead.live.bulk import MOST
from fairlead.live.commands import checked_client_id
from fairlead.people import store as people
from fairlead.shield.screen import screen
from fairlead.tickets.change_ticket import ChangeTicket, Work
from fairlead.tickets.snooze_ticket import SnoozeTicket
from fairlead.tickets.store import Found, numbers_of
from fairlead.tickets.tag_ticket import TagTicket
from fairlead.tickets.write_ticket import Change, Writer

log = structlog.get_logger()

# So many wait for their commit at once, and leave room for others.
AT_ONCE = 4
_SPACE = UUID("5f3c1c0e-1f0b-4f0f-9a54-7f6f5a0c7d21")
_encode = msgspec.json.Encoder().encode


class Item(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """What is wanted of one ticket. `revision`, for `status` and `priority`: the one that was seen. `priority` 0: what was
    computed; `why` goes with it, `text` with a status: what the customer is told. `to`: an agent's id, none for the queue;
    `team` and `note` of a `transfer`, which `back` takes back: to whoever had it before. `until` of a `snooze`: ISO 8601 with an
    offset, none until the customer writes."""

    client_id: str
    ticket: str
    type: Literal["status", "priority", "tags", "assign", "transfer", "back", "snooze", "wake"]
    revision: int = 0
    status: str = ""
    text: str = ""
    priority: int = 0
    why: str = ""
    add: list[str] = []
    remove: list[str] = []
    to: str | None = None
    team: str = ""
    note: str = ""
    until: Annotated[datetime, msgspec.Meta(tz=True)] | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """`changed` is False where it was so already. `problem`: why it is refused."""

    item: Item
    changed: bool = False
    problem: Problem | None = None


class ChangeMany:
    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    async def __call__(self, actor: Actor, items: Sequence[Item], *, preview: bool) -> list[Outcome]:
        """In their order. With `preview` nothing stays done. Raises Invalid("limit_out_of_range"), Invalid("invalid_field")
        where one ticket is named twice."""
        if not 1 <= len(items) <= MOST:
            raise Invalid("limit_out_of_range", limit=MOST)
        if len({item.ticket for item in items}) < len(items):
            raise Invalid("invalid_field", field="items")
        room = asyncio.Semaphore(AT_ONCE)

        async def outcome(item: Item) -> Outcome:
            async with room:
                return await self._outcome(actor, item, preview=preview)

        return list(await asyncio.gather(*(outcome(item) for item in items)))

    async def _outcome(self, actor: Actor, item: Item, *, preview: bool) -> Outcome:
        try:
            writer = _Once(self._writer, item, preview=preview)
            await _act(writer, actor, item)
        except _WouldBeDone:
            return Outcome(item, changed=True)
        except Problem as problem:
            return Outcome(item, problem=problem)
        except Exception:
            log.exception("an item of many tickets failed")
            return Outcome(item, problem=Problem("internal", 500))
        return Outcome(item, changed=writer.changed)


class _WouldBeDone(Exception):
    """Nothing stands in its way; what was written for it is taken back."""


class _Once(Writer):
    """Writes one item under its client id, once; or up to the commit."""

    def __init__(self, writer: Writer, item: Item, *, preview: bool) -> None:
        super().__init__(
            writer.database, writer.sealer, writer.authorize, writer.ledger, writer.gather, reckon=writer.reckon
        )
        self.limits = writer.limits
        self.changed = False
        # Another wish under the same client id is another wish.
        self._client_id = str(uuid5(_SPACE, f"{checked_client_id(item.client_id)}:{_encode(item).decode()}"))
        self._preview = preview

    async def change(self, actor: Actor, ticket_id: str, change: Change, *, action: str, revises: bool = True) -> Found:
        async def once(session: AsyncSession, found: Found, moment: Instant) -> Sequence[Draft]:
            # Set anew by each try.
            self.changed = False
            c = timeline.entries.c
            known = select(c.id).where(c.client_id == self._client_id, c.sender == actor.key)
            if await session.scalar(known.limit(1)) is not None:
                return []
            drafts = list(await change(session, found, moment))
            self.changed = bool(drafts)
            return [replace(drafts[0], client_id=self._client_id), *drafts[1:]] if drafts else []

        return await super().change(actor, ticket_id, once, action=action, revises=revises)

    async def append(
        self,
        session: AsyncSession,
        drafts: Sequence[Draft],
        *,
        beside: Callable[[Sequence[Written]], Awaitable[None]] | None = None,
    ) -> list[Written]:
        if not self._preview:
            return await super().append(session, drafts, beside=beside)

        async def stop(written: Sequence[Written]) -> None:
            # Before they are stored: on SQLite that commits in the same trip.
            raise _WouldBeDone

        return await super().append(session, drafts, beside=stop)


async def _act(writer: Writer, actor: Actor, item: Item) -> Found:
    ticket = item.ticket
    match item.type:
        case "status":
            work = Work(item.revision, status=item.status, text=item.text)
            return await ChangeTicket(writer).work(actor, ticket, work)
        case "priority":
            work = Work(item.revision, priority=item.priority, why=item.why)
            return await ChangeTicket(writer).work(actor, ticket, work)
        case "tags":
            return await TagTicket(writer).tag(actor, ticket, add=item.add, remove=item.remove)
        case "snooze":
            return await SnoozeTicket(writer).snooze(actor, ticket, _instant(item.until))
        case "wake":
            return await SnoozeTicket(writer).wake(actor, ticket)
        case "assign" | "transfer" | "back":
            change = _given_back(writer, actor) if item.type == "back" else _given(actor, item)
            return await writer.change(actor, ticket, change, action="ticket.work", revises=False)


def _given(actor: Actor, item: Item) -> Change:
    """To an agent of its brand, back to the queue, or with a note to a team. Raises Invalid: `transfer_target`, what a note's
    words raise."""

    async def change(session: AsyncSession, found: Found, moment: Instant) -> Sequence[Draft]:
        data: dict[str, Any]
        if item.type == "transfer":
            team = await people.team_for_brand(session, item.team, found.brand_id) if is_id(item.team) else None
            if team is None:
                raise Invalid("transfer_target")
            data = {"note": screen(item.note, as_is=True).text, "to_team": {"id": team.id, "name": team.name}}
            return [_entry(actor, found, "transferred", data)]
        if found.assignee_id == item.to:
            return []
        to = None
        if item.to is not None:
            agent = await people.agent_for_brand(session, item.to, found.brand_id) if is_id(item.to) else None
            if agent is None:
                raise Invalid("transfer_target")
            to = {"kind": "agent", "id": agent.id, "name": agent.name}
        by = {"kind": actor.kind, "id": actor.id, "name": actor.name}
        return [_entry(actor, found, "assigned", {"to": to, "by": by})]

    return change


def _given_back(writer: Writer, actor: Actor) -> Change:
    """As it was before the actor gave it to a team. Who or which team is no longer of the brand does not have it again. Raises
    Conflict("edited_meanwhile") where that is not the last that became of it."""

    async def change(session: AsyncSession, found: Found, moment: Instant) -> Sequence[Draft]:
        # Nobody takes it between the look and the entry.
        await numbers_of(session, [found.row.conversation_id])
        last = await timeline.last_given(session, writer.sealer, found.row.conversation_id)
        data = await going_back(session, last, by=actor, brand_id=found.brand_id)
        return [_entry(actor, found, "transferred", data)]

    return change


def _entry(actor: Actor, found: Found, kind: str, data: dict[str, Any]) -> Draft:
    # Its client id is given by `_Once`.
    return Draft(actor=actor, kind=kind, client_id="", conversation_id=found.row.conversation_id, data=data)


def _instant(until: datetime | None) -> Instant | None:
    """To the second. Raises Invalid("invalid_field") for a moment there never is."""
    if until is None:
        return None
    try:
        return int(until.astimezone(UTC).timestamp()) * SECOND
    except (OverflowError, ValueError):
        raise Invalid("invalid_field", field="until") from None
