"""The desk's lists: which conversations a view holds, narrowed by filters, page by page; how many, and what there is to choose.

A view is one stretch of an index for each brand, in the order in which it is shown. Filters have no indexes of their own:
they look at the next `LOOK` rows of that stretch, and what lies beyond is another page. So any combination of them costs
the same little, however many conversations there are and however few fit.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, func, literal, or_, select, tuple_, union, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.conversations.models import ConversationRow
from fairlead.conversations.rules import CLOSED, OPEN, QUEUE
from fairlead.kit.access import Actor
from fairlead.kit.clock import Instant
from fairlead.people.models import AgentRow, CustomerRow

COUNT_CAP = 1001
LOOK = 1000
# Five views are counted at once, with every list that is narrowed.
COUNT_LOOK = 400
# So many of the latest of a brand and status say what there is to choose from.
LATEST = 500
VIEWS = ("mine", "waiting", "unassigned", "open", "closed")
_ROW = ConversationRow


class Place(NamedTuple):
    """Where in a list's order a conversation stands; `calm` counts only among those who wait."""

    at: Instant
    id: str
    calm: bool = True


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to; None: whatever it is. `language` is a tag's first part, `assignee` an agent's id."""

    language: str | None = None
    channel: str | None = None
    tier: str | None = None
    verified: bool | None = None
    assignee: str | None = None

    @property
    def none(self) -> bool:
        """Whether nothing is narrowed but, perhaps, to an agent: his conversations are a stretch of their own."""
        return (self.language, self.channel, self.tier, self.verified) == (None, None, None, None)

    @property
    def of_customer(self) -> bool:
        """Whether the customer must be looked at too."""
        return self.tier is not None or self.verified is not None

    def conditions(self, seen: Subquery) -> list[ColumnElement[bool]]:
        """On rows that were looked at, joined with their customers if `of_customer`."""
        found: list[ColumnElement[bool]] = []
        if self.language is not None:
            beginning = f"{self.language}-"
            of_region = func.substr(seen.c.locale, 1, len(beginning)) == beginning
            found.append(or_(seen.c.locale == self.language, of_region))
        if self.channel is not None:
            found.append(seen.c.channel == self.channel)
        if self.tier is not None:
            found.append(CustomerRow.tier == self.tier)
        if self.verified is not None:
            found.append(CustomerRow.verified == self.verified)
        return found


_ALL = Filters()


@dataclass(frozen=True, slots=True)
class Asked:
    """A list somebody wants: a view, of these brands, narrowed."""

    view: str
    agent_id: str
    brands: Sequence[str]
    filters: Filters = _ALL
    shut: frozenset[str] = frozenset()

    @property
    def assignee(self) -> str | None:
        """Whose conversations only: then his stretch of the index is walked, whatever the brand."""
        return self.agent_id if self.view == "mine" else self.filters.assignee

    @property
    def order(self) -> "Order":
        return LONGEST_WAITING if self.view == "waiting" else NEWEST

    def conditions(self) -> list[ColumnElement[bool]]:
        """On a conversation alone, but for its brand."""
        found = [_of_view(self.view), *open_to(self.agent_id, self.shut)]
        if self.assignee is not None:
            nobody_has_it = self.view == "unassigned"
            found.append(literal(False) if nobody_has_it else _ROW.assignee_id == self.assignee)
        return found


def open_to(agent_id: str, shut: frozenset[str]) -> list[ColumnElement[bool]]:
    """What `permit.py` asks of a conversation's team, as a condition; none for who is shut out of nothing."""
    if not shut:
        return []
    return [or_(_ROW.team_id.is_(None), _ROW.team_id.not_in(sorted(shut)), _ROW.assignee_id == agent_id)]


class Order:
    """The order of a list by a time and then the id, and where a page of it begins. `first`: what is asked before the time."""

    def __init__(self, moment: str, *, descending: bool, first: str | None = None) -> None:
        self.moment = moment
        self.names = (*((first,) if first else ()), moment, "id")
        self._first = first
        self._descending = descending

    def place(self, row: Any) -> Place:
        return Place(getattr(row, self.moment), row.id, bool(getattr(row, self._first)) if self._first else True)

    def _values(self, place: Place) -> tuple[Any, ...]:
        return (place.calm, place.at, place.id) if self._first else (place.at, place.id)

    def page(self, statement: Select[Any], before: Place | None, limit: int) -> Select[Any]:
        """`before`: the place of the last row of the page above."""
        columns = [getattr(_ROW, name) for name in self.names]
        if before is not None:
            last = tuple_(*(literal(value) for value in self._values(before)))
            # As one value: with AND and OR SQLite would walk the index from its beginning.
            statement = statement.where(tuple_(*columns) < last if self._descending else tuple_(*columns) > last)
        return statement.order_by(*self.by(columns)).limit(limit)

    def first(self, pages: Sequence[Select[Any]], limit: int) -> Select[Any]:
        """The first rows of several pages, each of which comes straight from its stretch of an index."""
        if len(pages) == 1:
            return pages[0]
        together = union_all(*(select(page.subquery()) for page in pages)).subquery()
        return select(together).order_by(*self.by([together.c[name] for name in self.names])).limit(limit)

    def by(self, columns: Sequence[ColumnElement[Any]]) -> list[ColumnElement[Any]]:
        return [column.desc() for column in columns] if self._descending else list(columns)


NEWEST = Order("updated_at", descending=True)
# Who is in the queue of an open matter has a time since when he waits: rules.py, and tests/conversations/test_rules.py.
LONGEST_WAITING = Order("waiting_since", descending=False, first="calm")


def _of_view(view: str) -> ColumnElement[bool]:
    if view == "waiting":
        return and_(_ROW.status == OPEN, _ROW.handler == QUEUE)
    if view == "unassigned":
        # Written out, so that PostgreSQL too sees that the partial index holds exactly these.
        return and_(_ROW.status == literal(OPEN, literal_execute=True), _ROW.assignee_id.is_(None))
    return _ROW.status == (CLOSED if view == "closed" else OPEN)


def _stretches(asked: Asked, statement: Select[Any], before: Place | None, limit: int) -> Select[Any]:
    """The next rows of a view in its order, before any filter but brand and assignee."""
    statement = statement.where(*asked.conditions())
    if asked.assignee is not None:
        # A person's own: one stretch of the index, whatever the brand.
        return asked.order.page(statement.where(_ROW.brand_id.in_(asked.brands)), before, limit)
    pages = [asked.order.page(statement.where(_ROW.brand_id == brand), before, limit) for brand in asked.brands]
    return asked.order.first(pages or [statement.where(literal(False))], limit)


async def in_view(
    session: AsyncSession, asked: Asked, *, before: Place | None, limit: int
) -> tuple[list[ConversationRow], Place | None]:
    """The next conversations of a list: in `waiting` what is urgent first and then who waits longest, the newest first
    elsewhere. And down to which place the list is known by now, if there may be more below."""
    order = asked.order
    if asked.filters.none:
        # Not an alias of the mapped class: making one takes longer than the rows do.
        page = select(_ROW).from_statement(_stretches(asked, select(_ROW), before, limit))
        rows = list(await session.scalars(page))
        return rows, order.place(rows[-1]) if len(rows) == limit else None
    seen = _looked(asked, before, LOOK)
    columns = [seen.c[name] for name in order.names]
    looked = _with_customers(select(*columns).select_from(seen), asked.filters, seen)
    fitting = looked.where(*asked.filters.conditions(seen)).order_by(*order.by(columns)).limit(limit)
    chosen = fitting.subquery()
    whole = select(_ROW).join(chosen, chosen.c.id == _ROW.id)
    rows = list(await session.scalars(whole.order_by(*order.by([chosen.c[name] for name in order.names]))))
    if len(rows) == limit:
        return rows, order.place(rows[-1])
    last = (await session.execute(select(*columns).order_by(*order.by(columns)).offset(LOOK - 1).limit(1))).first()
    return rows, order.place(last) if last is not None else None


def _looked(asked: Asked, before: Place | None, limit: int) -> Subquery:
    """The rows of a view that are looked at, with what filters ask of them: read from the table once."""
    order = [getattr(_ROW, name) for name in asked.order.names]
    columns = (*order, _ROW.locale, _ROW.channel, _ROW.customer_id)
    return _stretches(asked, select(*columns), before, limit).subquery()


def _with_customers(statement: Select[Any], filters: Filters, seen: Subquery) -> Select[Any]:
    if filters.of_customer:
        statement = statement.join(CustomerRow, CustomerRow.id == seen.c.customer_id)
    return statement


async def of_customer(
    session: AsyncSession, customer_id: str, *, before: Place | None, limit: int, agent: Actor | None = None
) -> list[ConversationRow]:
    """A customer's conversations, newest first; for an agent those that are open to him."""
    here = open_to(agent.id, agent.shut) if agent else ()
    statement = select(_ROW).where(_ROW.customer_id == customer_id, *here)
    return list(await session.scalars(NEWEST.page(statement, before, limit)))


async def counts(
    session: AsyncSession, agent: Actor, *, brands: Sequence[str], filters: Filters = _ALL
) -> tuple[dict[str, int], list[str]]:
    """How many there are in each view, counted up to 1,001; and the views of which only a part was looked at, where there
    are at least so many."""
    asked = [Asked(view, agent.id, brands, filters, agent.shut) for view in VIEWS]
    if filters.none:
        whole = (await session.execute(select(*(_capped(each) for each in asked)))).one()
        return dict(zip(VIEWS, whole, strict=True)), []
    counted = (_counted(each.view, _looked(each, None, COUNT_LOOK), filters) for each in asked)
    found = {row.view: row for row in await session.execute(union_all(*counted))}
    numbers = {view: min(found[view].fitting or 0, COUNT_CAP) for view in VIEWS}
    return numbers, [view for view in VIEWS if found[view].seen == COUNT_LOOK]


async def count(session: AsyncSession, asked: Asked) -> tuple[int, bool]:
    """How many there are in one list, up to 1,000, and whether there are more; or may be, where only a part was looked at."""
    if asked.filters.none:
        found, part = await session.scalar(select(_capped(asked))) or 0, False
    else:
        seen = _looked(asked, None, COUNT_LOOK)
        row = (await session.execute(_counted(asked.view, seen, asked.filters))).one()
        found, part = row.fitting or 0, row.seen == COUNT_LOOK
    return min(found, COUNT_CAP - 1), part or found >= COUNT_CAP


async def counts_of(session: AsyncSession, agents: Iterable[Actor]) -> dict[str, dict[str, int]]:
    """The same of several agents: what those who work for the same brands share is counted once."""
    found: dict[str, dict[str, int]] = {}
    free: dict[str, frozenset[str]] = {}
    for agent in agents:
        if agent.shut:
            found[agent.id], _ = await counts(session, agent, brands=sorted(agent.brands))
        else:
            free[agent.id] = agent.brands
    return found | (await _counts_of_free(session, free) if free else {})


async def _counts_of_free(session: AsyncSession, agents: Mapping[str, frozenset[str]]) -> dict[str, dict[str, int]]:
    alike: dict[frozenset[str], list[str]] = {}
    for agent_id, brands in agents.items():
        alike.setdefault(brands, []).append(agent_id)
    found: dict[str, dict[str, int]] = {}
    for brands, ids in alike.items():
        if not brands:
            found |= {agent_id: dict.fromkeys(VIEWS, 0) for agent_id in ids}
            continue
        asked = [Asked(view, "", sorted(brands)) for view in VIEWS if view != "mine"]
        row = (await session.execute(select(*(_capped(each) for each in asked)))).one()
        shared = {each.view: number for each, number in zip(asked, row, strict=True)}
        found |= {agent_id: {"mine": 0} | shared for agent_id in ids}
        for agent_id, mine in await session.execute(_own_of_each(ids, sorted(brands))):
            found[agent_id]["mine"] = mine
    return found


def _own_of_each(agents: Sequence[str], brands: Sequence[str]) -> Select[Any]:
    """Agents and how many conversations each has, counted up to the cap: of one who has very many no more are looked at."""
    own = select(_ROW.id).where(_of_view("mine"), _ROW.assignee_id == AgentRow.id, _ROW.brand_id.in_(brands))
    some = own.correlate(AgentRow).limit(COUNT_CAP).subquery()
    return select(AgentRow.id, select(func.count()).select_from(some).scalar_subquery()).where(AgentRow.id.in_(agents))


def _counted(view: str, seen: Subquery, filters: Filters) -> Select[Any]:
    fits = func.sum(case((and_(*filters.conditions(seen)), 1), else_=0))
    columns: list[Any] = [literal(view).label("view"), func.count().label("seen"), fits.label("fitting")]
    return _with_customers(select(*columns).select_from(seen), filters, seen)


def _capped(asked: Asked) -> Any:
    statement = select(_ROW.id).where(_ROW.brand_id.in_(asked.brands), *asked.conditions())
    return select(func.count()).select_from(statement.limit(COUNT_CAP).subquery()).scalar_subquery()


async def choices(session: AsyncSession, brands: Sequence[str]) -> list[tuple[str, str, str]]:
    """Channels, locales and tiers that the latest conversations of these brands have together."""
    columns: list[Any] = [_ROW.channel, _ROW.locale, CustomerRow.tier]
    stretches = [_latest(select(*columns), brand, status).subquery() for brand in brands for status in (OPEN, CLOSED)]
    if not stretches:
        return []
    rows = await session.execute(union(*(select(each).distinct() for each in stretches)))
    return [(row[0], row[1], row[2]) for row in rows]


def _latest(statement: Select[Any], brand: str, status: str) -> Select[Any]:
    of_brand = statement.join(CustomerRow, CustomerRow.id == _ROW.customer_id).where(_ROW.brand_id == brand)
    return NEWEST.page(of_brand.where(_ROW.status == status), None, LATEST)
