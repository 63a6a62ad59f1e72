"""The agents' list of a brand's tickets, as quick out of a million as out of ten."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    Select,
    String,
    bindparam,
    case,
    false,
    func,
    literal,
    or_,
    select,
    true,
    tuple_,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from fairlead.kit.access import Actor
from fairlead.tickets.models import TicketRow, TicketTagRow
from fairlead.tickets.rules import STATUSES, of_my_brands
from fairlead.tickets.store import OPEN, Found, found_by_ids
from fairlead.tickets.tag_ticket import tagged

# What a list is asked for that is to have all of them.
ANY_OPEN = "open"
# Up to so many of each filter's tickets are counted, to begin with the filter that has the fewest. Those that have fewer are put
# in another order than that of their index; for those that have more, the index that has the order is walked.
COUNTED = 5_000
# A tag that more tickets have is no rare one.
TAGGED = 1_000

_Column = InstrumentedAttribute[str] | InstrumentedAttribute[str | None]


@dataclass(frozen=True, slots=True)
class Order:
    """By which columns, the last of which is the id. `due`: of those that have a time by which something happens, or that have
    none."""

    columns: tuple[Any, ...]
    descending: bool = False
    due: bool | None = None


ORDERS = {
    "priority": Order((TicketRow.priority, TicketRow.created_at, TicketRow.id)),
    "age": Order((TicketRow.created_at, TicketRow.id)),
    "updated": Order((TicketRow.updated_at, TicketRow.id), descending=True),
    "due": Order((TicketRow.due_at, TicketRow.id), due=True),
    "undue": Order((TicketRow.created_at, TicketRow.id), due=False),
}
# The orders a list has one after the other, by what it is sorted by.
SORTS = {
    None: ("priority",),
    "age": ("age",),
    "updated": ("updated",),
    "due": ("due", "undue"),
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page of a list ends: in which of `ORDERS`, and the values of its columns."""

    order: str
    values: tuple[int | str, ...]

    @classmethod
    def of(cls, order: str, row: TicketRow) -> "Place":
        return cls(order, tuple(getattr(row, column.key) for column in ORDERS[order].columns))

    @classmethod
    def read(cls, order: str, *parts: str) -> "Place":
        """As a cursor has it."""
        return cls(order, (*map(int, parts[:-1]), parts[-1]))


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is narrowed to; None: whatever it is. `status` `open`: any that is open. `sort`: what it is sorted by, one of
    `SORTS`; None: the most pressing first."""

    status: str | None = None
    category: str | None = None
    priority: int | None = None
    team: str | None = None
    owner: str | None = None
    tag: str | None = None
    snoozed: bool | None = None
    sort: str | None = None

    def statuses(self) -> tuple[str, ...]:
        if self.status == ANY_OPEN:
            return OPEN
        return tuple(STATUSES) if self.status is None else (self.status,)

    def choices(self) -> "list[tuple[_Column, str]]":
        """What each has a stretch of an index for."""
        every: tuple[tuple[_Column, str | None], ...] = (
            (TicketRow.owner_id, self.owner), (TicketRow.category, self.category), (TicketRow.team, self.team)
        )  # fmt: skip
        return [(column, value) for column, value in every if value is not None]

    def fits(self, found: Found) -> bool:
        """Whether it is still so where it is kept first: a ticket's owner follows its conversation's."""
        return self.owner is None or found.assignee_id == self.owner


@dataclass(frozen=True, slots=True)
class _Shape:
    """What a list is narrowed by, whatever to: lists of one shape share a statement. `order`: of `ORDERS`; `columns`: of owner,
    category and team those that are given, `first` the place of the one to begin with, -1 to walk in the list's order; `tag`:
    "few" where its tickets are named, "each" where each that comes up is looked at; `statuses`: how many stretches there are, 0
    for one of all of them."""

    order: str
    columns: tuple[str, ...]
    first: int
    priority: bool
    tag: str
    snoozed: bool | None
    shut: bool
    after: bool
    statuses: int

    @property
    def gathers(self) -> bool:
        """Whether what is found by a filter's index is put in another order than that index has."""
        return self.order != "priority" and (self.tag == "few" or (bool(self.columns) and self.first >= 0))


async def listed(
    session: AsyncSession, actor: Actor, brand_id: str, wanted: Wanted, *, after: Place | None, limit: int
) -> list[Found]:
    """In its order; of two with one priority, or with no time by which something happens, the older is first."""
    orders = SORTS[wanted.sort]
    found: list[Found] = []
    for order in orders[orders.index(after.order) :] if after is not None else orders:
        here = after if after is not None and after.order == order else None
        found += await _in_order(session, actor, brand_id, wanted, order, after=here, limit=limit - len(found))
        if len(found) >= limit:
            break
    return found


def place_of(wanted: Wanted, row: TicketRow) -> Place:
    """Of a ticket in a list that is sorted so."""
    first = SORTS[wanted.sort][0]
    return Place.of("undue" if first == "due" and row.due_at is None else first, row)


async def _in_order(
    session: AsyncSession,
    actor: Actor,
    brand_id: str,
    wanted: Wanted,
    order: str,
    *,
    after: Place | None,
    limit: int,
) -> list[Found]:
    choices = wanted.choices()
    # Of a rare tag all tickets are looked at; of a common one each that comes up in the list's order.
    few = await tagged(session, brand_id, wanted.tag, most=TAGGED) if wanted.tag is not None else None
    if few == []:
        return []
    first = 0
    if len(choices) > 1 or (choices and order != "priority"):
        first, fewest = await _fewest(session, brand_id, wanted, choices)
        if order != "priority" and fewest >= COUNTED:
            first = -1
    every: list[Found] = []
    while True:
        shape, asked = _asked(actor, brand_id, wanted, choices, order, first=first, few=few, after=after, limit=limit)
        ids = list(await session.scalars(_statement(shape), asked))
        at = {ticket_id: number for number, ticket_id in enumerate(ids)}
        found = sorted(await found_by_ids(session, ids), key=lambda one: at[one.row.id])
        every += [one for one in found if of_my_brands(actor, one) and wanted.fits(one)]
        if len(every) >= limit or len(ids) < limit:
            return every[:limit]
        after = Place.of(order, found[-1].row)


async def counted(session: AsyncSession, actor: Actor, brand_id: str, wanted: Wanted, *, most: int) -> int:
    """How many of them he may see, `most` at the most: more are not looked at."""
    choices = wanted.choices()
    few = await tagged(session, brand_id, wanted.tag, most=TAGGED) if wanted.tag is not None else None
    if few == []:
        return 0
    shape, asked = _asked(actor, brand_id, wanted, choices, "priority", first=0, few=few, after=None, limit=most)
    return await session.scalar(_counting(shape), asked) or 0


@lru_cache(maxsize=512)
def _counting(shape: _Shape) -> Select[int]:
    some = select(literal(1)).where(*_conditions(shape)).limit(bindparam("most", type_=Integer))
    if shape.statuses:
        some = some.where(TicketRow.status.in_(_statuses(shape.statuses)))
    return select(func.count()).select_from(some.subquery())


async def _fewest(
    session: AsyncSession, brand_id: str, wanted: Wanted, choices: list[tuple[_Column, str]]
) -> tuple[int, int]:
    """Which of these filters leaves the fewest, and how many. Databases guess that by what is usual, and one agent's work is
    not."""
    statuses = () if wanted.status is None else wanted.statuses()
    asked = {f"in_{column.key}": value for column, value in choices} | _named(statuses)
    statement = _counts(tuple(column.key for column, _ in choices), len(statuses))
    row = (await session.execute(statement, asked | {"in_brand": brand_id})).one()
    fewest = min(range(len(choices)), key=lambda place: row[place])
    return fewest, row[fewest]


@lru_cache(maxsize=64)
def _counts(columns: tuple[str, ...], statuses: int) -> Select[*tuple[int, ...]]:
    """Of what is narrowed by each column alone, up to COUNTED."""
    row, counts = TicketRow, []
    for name in columns:
        value = bindparam(f"in_{name}", type_=String)
        some = select(literal(1)).where(row.brand_id == bindparam("in_brand"), getattr(row, name) == value)
        if statuses:
            some = some.where(row.status.in_(_statuses(statuses)))
        counts.append(select(func.count()).select_from(some.limit(COUNTED).subquery()).scalar_subquery())
    return select(*counts)


def _statuses(count: int) -> list[BindParameter[str]]:
    return [bindparam(f"status_{place}", type_=String) for place in range(count)]


def _named(statuses: Sequence[str]) -> dict[str, Any]:
    return {f"status_{place}": status for place, status in enumerate(statuses)}


def _asked(
    actor: Actor,
    brand_id: str,
    wanted: Wanted,
    choices: list[tuple[_Column, str]],
    order: str,
    *,
    first: int,
    few: list[str] | None,
    after: Place | None,
    limit: int,
) -> tuple[_Shape, dict[str, Any]]:
    """With which statement, and for what."""
    whole = wanted.status is None and not choices and (order == "priority" or few is not None)
    statuses = () if whole else wanted.statuses()
    shape = _Shape(
        order, tuple(column.key for column, _ in choices), first, wanted.priority is not None,
        "few" if few is not None else "each" if wanted.tag is not None else "", wanted.snoozed, bool(actor.shut),
        after is not None, len(statuses),
    )  # fmt: skip
    asked: dict[str, Any] = {"in_brand": brand_id, "most": limit}
    asked |= {f"in_{column.key}": value for column, value in choices}
    asked |= _named(statuses)
    if wanted.priority is not None:
        asked["in_priority"] = wanted.priority
    if few is not None:
        asked["few"] = few
    elif wanted.tag is not None:
        asked["in_tag"] = wanted.tag
    if actor.shut:
        asked |= {"shut": sorted(actor.shut), "own": actor.id}
    if after is not None:
        asked |= {f"after_{place}": value for place, value in enumerate(after.values)}
    return shape, asked


def _conditions(shape: _Shape) -> list[ColumnElement[bool]]:
    """But for the statuses, which are the stretches."""
    row = TicketRow
    conditions: list[ColumnElement[bool]] = [row.brand_id == bindparam("in_brand")]
    for place, name in enumerate(shape.columns):
        column = getattr(row, name)
        fits = column == bindparam(f"in_{name}", type_=String)
        # The others are looked at in the order of the first. In a CASE they tempt no database to begin with them, and
        # PostgreSQL takes half of the rows to fit: of what is compared after a calculation it expects one in two hundred, and
        # then reads and sorts them all rather than to walk the index until the page is full.
        conditions.append(fits if place == shape.first else case((fits, true()), else_=false()))
    if shape.priority:
        conditions.append(row.priority == bindparam("in_priority"))
    if shape.tag == "few":
        conditions.append(row.id.in_(bindparam("few", expanding=True)))
    elif shape.tag == "each":
        here = (TicketTagRow.ticket_id == row.id, TicketTagRow.tag == bindparam("in_tag"))
        conditions.append(select(TicketTagRow.tag).where(*here).exists())
    if shape.snoozed is not None:
        conditions.append(row.snoozed_until.is_not(None) if shape.snoozed else row.snoozed_until.is_(None))
    if shape.shut:
        shut = row.held_by.in_(bindparam("shut", expanding=True))
        conditions.append(or_(row.held_by.is_(None), ~shut, row.owner_id == bindparam("own")))
    order = ORDERS[shape.order]
    if order.due is not None:
        conditions.append(row.due_at.is_not(None) if order.due else row.due_at.is_(None))
    if shape.after:
        values = (bindparam(f"after_{at}", type_=column.type) for at, column in enumerate(order.columns))
        stands, last = tuple_(*_columns(shape)), tuple_(*values)
        conditions.append(stands < last if order.descending else stands > last)
    return conditions


def _columns(shape: _Shape) -> list[ColumnElement[Any]]:
    """What a list is sorted by. One that is calculated with does not tempt the database to walk in its order."""
    *moments, last = ORDERS[shape.order].columns
    return [moment + 0 if shape.gathers else moment for moment in moments] + [last]


@lru_cache(maxsize=512)
def _statement(shape: _Shape) -> Select[str]:
    """Each status of an owner, a category or a team has a stretch of an index in the list's order, and each status of all of them
    in every other order, so that the first of each stretch are all that can be among the first. To make a statement of twelve
    stretches takes longer than to answer it."""
    row, most, conditions = TicketRow, bindparam("most", type_=Integer), _conditions(shape)
    order = ORDERS[shape.order]

    def by(columns: Sequence[ColumnElement[Any]]) -> list[ColumnElement[Any]]:
        return [column.desc() for column in columns] if order.descending else list(columns)

    one = select(*order.columns).where(*conditions).order_by(*by(_columns(shape))).limit(most)
    stretches = [one.where(row.status == status) for status in _statuses(shape.statuses)] or [one]
    parts = [select(one.subquery()) for one in stretches]
    every = (parts[0] if len(parts) == 1 else union_all(*parts)).subquery()
    return select(every.c.id).order_by(*by([every.c[column.key] for column in order.columns])).limit(most)
