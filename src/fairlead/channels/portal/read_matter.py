"""A customer's matters as his pages show them: the list, and one with what he may do about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fairlead.channels.portal.show_page import Spot
from fairlead.conversations.mark import Marker
from fairlead.conversations.read import PAGE, Reader
from fairlead.conversations.store import Entry
from fairlead.kit import clock
from fairlead.kit.access import Actor
from fairlead.kit.clock import Instant
from fairlead.kit.errors import Conflict, NotFound
from fairlead.tickets import rules, store
from fairlead.tickets.ask_by_card import with_own
from fairlead.tickets.models import TicketRow
from fairlead.tickets.routes import TicketCounter
from fairlead.tickets.store import Found
from fairlead.tickets.taxonomy import Taxonomy

MATTERS = 20
NEWEST = 2**53


@dataclass(frozen=True, slots=True)
class Matter:
    """`wire`: the ticket as its customer gets it over the API, in his language. `taxonomy`: of one that is shown whole, with the
    fields that agents made up on its cards."""

    row: TicketRow
    wire: dict[str, Any]
    taxonomy: Taxonomy

    @property
    def path(self) -> str:
        return f"/{self.row.number}"

    @property
    def is_his_turn(self) -> bool:
        return bool(self.wire["next"] == "customer")

    @property
    def is_over(self) -> bool:
        """Nobody waits for anything any more: it is neither open nor solved without his word."""
        return self.row.status not in store.UNSETTLED


@dataclass(frozen=True, slots=True)
class Acts:
    """What the customer may do now. `nudge_from`: when he may ask again, while he may not yet."""

    withdraw: bool
    confirm: bool
    reopen: bool
    facts: bool
    nudge: bool
    nudge_from: Instant | None


@dataclass(frozen=True, slots=True)
class Said:
    """A page of a matter's timeline."""

    entries: Sequence[Entry]
    more: bool
    is_newest: bool


class Matters:
    def __init__(self, tickets: TicketCounter, reader: Reader, marker: Marker) -> None:
        self.tickets = tickets
        self._reader = reader
        self._marker = marker

    async def listed(self, spot: Spot, customer: Actor, *, every: bool, cursor: str) -> tuple[list[Matter], str]:
        """What is not settled first, the newest first; and the cursor of what follows, if anything does. Raises
        Invalid("cursor_invalid")."""
        t, scope = self.tickets, f"portal:{customer.id}:{every}"
        after = None
        if cursor:
            rank, moment, ticket_id = t.cursors.read(scope, cursor)
            after = (int(rank), int(moment), ticket_id)
        async with t.database.read() as session:
            found = await store.matters_of(session, customer.id, every=every, after=after, limit=MATTERS + 1)
        shown = found[:MATTERS]
        last = shown[-1].row if len(found) > MATTERS else None
        then = t.cursors.make(scope, store.rank_of(last.status), last.created_at, last.id) if last else ""
        taxonomy = await t.taxonomies.of_brand(spot.brand.id)
        wires = await t.wires(shown, spot.locale, public=True)
        return [Matter(one.row, wire, taxonomy) for one, wire in zip(shown, wires, strict=True)], then

    async def found(self, customer: Actor, number: str) -> Found:
        """Raises NotFound alike for what is missing and what is another's."""
        async with self.tickets.database.read() as session:
            found = await store.own_by_number(session, customer.id, number)
        if found is None:
            raise NotFound
        self.tickets.authorize(customer, "ticket.read", found)
        return found

    async def one(self, spot: Spot, customer: Actor, number: str) -> Matter:
        """Raises NotFound."""
        found = await self.found(customer, number)
        wire = await self.tickets.wire(found, spot.locale, public=True)
        taxonomy = await self.tickets.taxonomies.of_brand(found.brand_id)
        return Matter(found.row, wire, with_own(taxonomy, self.tickets.writer.inside(found.row)))

    async def said(self, customer: Actor, matter: Matter, *, before: int = NEWEST) -> Said:
        """What was said and done that the customer may see; he has read it then."""
        view = await self._reader.view(customer, matter.row.conversation_id)
        entries, more = await self._reader.page_of(customer, view, before=before, limit=PAGE)
        if entries:
            self._marker.mark(view.row.id, "customer", read=entries[-1].public_seq or 0)
        return Said(entries, more, is_newest=before == NEWEST)


def acts_of(matter: Matter, moment: Instant | None = None) -> Acts:
    row, moves = matter.row, matter.wire["moves"]
    moment = moment or clock.now()
    nudge, nudge_from = True, None
    try:
        rules.check_nudge(status=row.status, due=row.due_at, nudged=row.nudged_at, moment=moment)
    except Conflict as early:
        nudge = False
        if early.code in ("nudge_early", "nudge_again"):
            again = row.nudged_at + rules.NUDGE_EVERY if row.nudged_at is not None else 0
            nudge_from = max(row.due_at or 0, again)
    return Acts(
        withdraw=rules.WITHDRAWN in moves,
        confirm=rules.CLOSED in moves,
        reopen=rules.REOPENED in moves,
        facts=rules.STATUSES[row.status].open,
        nudge=nudge,
        nudge_from=nudge_from,
    )


def checked_number(typed: str) -> int:
    """Of a page of a timeline; what is no number asks for the newest."""
    return max(1, int(typed)) if typed.isascii() and typed.isdecimal() and len(typed) < 16 else NEWEST
