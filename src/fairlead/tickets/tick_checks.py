"""Checklists: what a category's agents see to, ticked on each ticket; what is required is done before it is solved."""

from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.conversations.rules import Draft
from fairlead.kit.access import Actor
from fairlead.kit.clock import Instant, iso
from fairlead.kit.errors import Conflict, Invalid
from fairlead.shield.screen import screen
from fairlead.tickets import store
from fairlead.tickets.edit_taxonomy import taxonomy_of
from fairlead.tickets.models import TicketRow
from fairlead.tickets.rules import REASON_CHARS, STATUSES
from fairlead.tickets.store import Found, Inside
from fairlead.tickets.taxonomy import Category, Check
from fairlead.tickets.write_ticket import Writer, told


class Tick(Struct, frozen=True):
    """An item that is done; `by`: an agent's id."""

    key: str
    by: str
    name: str
    at: Instant


def ticks_of(inside: Inside) -> dict[str, Tick]:
    return {one["key"]: msgspec.convert(one, Tick) for one in inside.ticks}


def still_open(category: Category | None, inside: Inside) -> list[Check]:
    """What is required and not done."""
    done = ticks_of(inside)
    return [one for one in (category.checklist if category else ()) if one.required and one.key not in done]


async def open_checks(session: AsyncSession, row: TicketRow, inside: Inside) -> list[Check]:
    """As the brand has the ticket's category now."""
    taxonomy = taxonomy_of(await store.changes_of(session, row.brand_id))
    return still_open(taxonomy.categories.get(row.category), inside)


def checks_wire(category: Category | None, inside: Inside) -> list[dict[str, Any]]:
    """For agents: the category's items in its order, and who did which."""
    done = ticks_of(inside)
    return [
        {"key": one.key, "text": one.text, "required": one.required, "done": _done(done.get(one.key))}
        for one in (category.checklist if category else ())
    ]


def _done(tick: Tick | None) -> dict[str, Any] | None:
    return {"by": {"id": tick.by, "name": tick.name}, "at": iso(tick.at)} if tick is not None else None


async def check_solved(session: AsyncSession, actor: Actor, found: Found, inside: Inside, *, why: str) -> list[Draft]:
    """What the timeline tells of a ticket that a lead solves with something open; nothing where nothing is.

    Raises Conflict("checks_open") with `items`, also for an agent who gives a reason; Invalid("check_reason").
    """
    checks = await open_checks(session, found.row, inside)
    if not checks:
        return []
    texts = [one.text for one in checks]
    if actor.role not in ("lead", "admin") or not why.strip():
        raise Conflict("checks_open", items=" · ".join(texts))
    reason = screen(why, as_is=True).text.strip()
    if not REASON_CHARS[0] <= len(reason) <= REASON_CHARS[1]:
        raise Invalid("check_reason", least=REASON_CHARS[0], most=REASON_CHARS[1])
    return [told(actor, found, {"unchecked": texts, "reason": reason}, internal=True)]


class TickChecks:
    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    async def tick(self, actor: Actor, ticket_id: str, key: str, *, done: bool) -> Found:
        """Done, or not done after all. Raises NotFound, Refused, Conflict("ticket_ended"), Invalid("field_unknown") for an item
        that the ticket's category does not have."""

        async def change(session: AsyncSession, found: Found, moment: Instant) -> Sequence[Draft]:
            row, inside = found.row, self._writer.inside(found.row)
            category = taxonomy_of(await store.changes_of(session, row.brand_id)).categories.get(row.category)
            check = next((one for one in (category.checklist if category else ()) if one.key == key), None)
            if check is None:
                raise Invalid("field_unknown", field=key[:40])
            if not STATUSES[row.status].open:
                raise Conflict("ticket_ended")
            if (key in ticks_of(inside)) == done:
                return []
            others = [one for one in inside.ticks if one["key"] != key]
            now = [msgspec.to_builtins(Tick(key, actor.id, actor.name, moment))] if done else []
            self._writer.seal(row, replace(inside, ticks=[*others, *now]))
            row.updated_at = moment
            return [told(actor, found, {"check": {"key": key, "text": check.text, "done": done}}, internal=True)]

        return await self._writer.change(actor, ticket_id, change, action="ticket.work", revises=False)
