"""How many matters a customer may open: asked within the transaction that opens one, and of nobody but himself."""

import contextlib
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, and_, func, literal_column, not_, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from fairlead.infra.dialects import VALUES, Dialect, LookUp
from fairlead.kit.access import Actor
from fairlead.kit.clock import Instant
from fairlead.kit.errors import Problem
from fairlead.people.models import CustomerRow
from fairlead.tickets.models import TicketRow
from fairlead.tickets.ports import Conduct, Unjudged
from fairlead.tickets.rules import Limits, Mine, is_protected
from fairlead.tickets.store import OPEN
from fairlead.tickets.taxonomy import Category

# So many of a customer's newest matters are counted: no limit that is of use is higher.
COUNTED = 200
REACHED = frozenset({"tickets_open", "tickets_day"})
# The exchange's own systems answer for themselves.
BY_SYSTEMS = "api"
UNLIMITED = Limits()
_CUSTOMERS = CustomerRow.metadata.tables[CustomerRow.__tablename__]
_TICKETS = TicketRow.metadata.tables[TicketRow.__tablename__]


class LimitOpening:
    def __init__(self, limits: Limits = UNLIMITED, conduct: Conduct | None = None) -> None:
        self.limits = limits
        self.conduct = conduct or Unjudged()

    def bears_on(self, actor: Actor, category: Category, channel: str, *, calm: bool = True) -> bool:
        """Whether there is any limit to this one. `calm`: nothing in its conversation says that harm is being done."""
        if actor.kind != "customer" or channel == BY_SYSTEMS or not (self.limits.open or self.limits.day):
            return False
        return calm and not is_protected(case_type=category.type, priority=category.priority)

    def for_customer(self, customer_id: str) -> Limits:
        return self.limits.halved if self.conduct.slowed(customer_id) else self.limits

    async def check(self, session: AsyncSession, dialect: Dialect, customer_id: str, moment: Instant) -> None:
        """Raises Conflict("tickets_open"), TooMany("tickets_day")."""
        found = await self.mine(await session.connection(), dialect, [customer_id])
        if customer_id in found and (problem := self.for_customer(customer_id).reached(found[customer_id], moment)):
            raise problem

    async def mine(self, connection: AsyncConnection, dialect: Dialect, customers: Sequence[str]) -> dict[str, Mine]:
        """What these customers have, by customer. Their rows are held: who asks for another beside this waits."""
        if not customers:
            return {}
        look_ups = [LookUp(statement(dialect), customers) for statement in (_lock_statement, _statement)]
        return _by_customer((await dialect.look_up(connection, *look_ups))[1])

    async def refused(self, actor: Actor, brand_id: str, problem: Problem) -> None:
        """Keeps account of a refusal, where it can; of every other Problem nothing."""
        if problem.code in REACHED:
            with contextlib.suppress(Problem):
                await self.conduct.misused(brand_id, actor.id, problem.data["ticket"])


@lru_cache
def _lock_statement(dialect: Dialect) -> Select[Any]:
    mine = select(_CUSTOMERS.c.id).where(dialect.one_of(_CUSTOMERS.c.id, VALUES)).order_by(_CUSTOMERS.c.id)
    return dialect.lock_rows(mine, skip_locked=False)


@lru_cache
def _statement(dialect: Dialect) -> Select[Any]:
    """Of each customer the newest matters that count: (customer, id, number, status, opened at)."""
    row = _TICKETS.c
    protected = or_(
        row.priority == literal_column("1"),
        row.case_type.in_([literal_column("'security'"), literal_column("'complaint'")]),
    )
    place = func.row_number().over(partition_by=row.customer_id, order_by=row.created_at.desc()).label("place")
    columns = (row.customer_id, row.id, row.number, row.status, row.created_at)
    every = select(*columns, place).where(and_(dialect.one_of(row.customer_id, VALUES), not_(protected))).subquery()
    return select(*[every.c[column.name] for column in columns]).where(every.c.place <= literal_column(str(COUNTED)))


def _by_customer(rows: Sequence[Any]) -> dict[str, Mine]:
    found: dict[str, list[Any]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(row)
    return {customer_id: _mine(matters) for customer_id, matters in found.items()}


def _mine(matters: Sequence[Any]) -> Mine:
    newest_first = sorted(matters, key=lambda row: row[4], reverse=True)
    opened = [row for row in newest_first if row[3] in OPEN]
    newest = (opened or newest_first)[0]
    return Mine(len(opened), tuple(row[4] for row in newest_first), (newest[1], newest[2]))
