"""Lists of tickets under a name: one's own, or shared with a team or a whole brand, each with how many tickets are in it.

A view says what is narrowed to, never who looks: whoever opens or counts it is shown what his own rights show him.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.infra.database import Database
from fairlead.kit.access import Actor, Authorize
from fairlead.kit.errors import Conflict, Invalid, NotFound, Problem
from fairlead.kit.ids import is_id, new_id
from fairlead.kit.text import is_blank, visible_name
from fairlead.people import store as people
from fairlead.shield.screen import screen
from fairlead.tickets.edit_taxonomy import Of
from fairlead.tickets.list_tickets import Wanted, counted
from fairlead.tickets.models import TicketViewOrderRow, TicketViewRow
from fairlead.tickets.rules import COUNTED_TO, VIEWS, VIEWS_SHARED

Shared = Literal["own", "team", "brand"]


@dataclass(frozen=True, slots=True)
class Content:
    """`team` only for what is shared with one."""

    name: str
    wanted: Wanted
    shared: Shared = "own"
    team: str | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """A view as an agent sees it. `count`: of what he may see, `COUNTED_TO` + 1 where there are more than that."""

    row: TicketViewRow
    wanted: Wanted
    by: str
    team: str
    may_change: bool
    count: int


class TicketViews:
    def __init__(self, database: Database, authorize: Authorize) -> None:
        self._database, self._authorize = database, authorize

    async def of(self, actor: Actor, brand_id: str) -> list[Kept]:
        """His own and those shared with him, in his order; what he has put nowhere yet comes last, the oldest first."""
        self._authorize(actor, "tickets.read", Of(brand_id))
        async with self._database.read() as session:
            rows = [row for row in await _of_brand(session, brand_id) if self._may(actor, "view.read", row)]
            order = await session.get(TicketViewOrderRow, (actor.id, brand_id))
            place = {view_id: number for number, view_id in enumerate(order.ids if order is not None else ())}
            rows.sort(key=lambda row: (place.get(row.id, len(place)), row.id))
            return await self._kept(session, actor, rows)

    async def add(self, actor: Actor, brand_id: str, content: Content) -> Kept:
        """Raises Refused, Invalid: `invalid_field`, `too_many_views`, `transfer_target` for a team that is not this brand's."""
        self._authorize(actor, "tickets.read", Of(brand_id))
        name = _checked_name(content.name)
        async with self._database.write() as session:
            row = TicketViewRow(id=new_id(), brand_id=brand_id, agent_id=actor.id, revision=1)
            await self._share(session, actor, row, content)
            every = await _of_brand(session, brand_id)
            theirs = [one for one in every if _same_shelf(one, row)]
            if len(theirs) >= (VIEWS if row.shared == "own" else VIEWS_SHARED):
                raise Invalid("too_many_views", limit=VIEWS if row.shared == "own" else VIEWS_SHARED)
            row.name, row.filters = name, _plain(content.wanted)
            session.add(row)
            await session.flush()
            return (await self._kept(session, actor, [row]))[0]

    async def change(self, actor: Actor, view_id: str, content: Content, *, revision: int) -> Kept:
        """Raises NotFound, Refused, Invalid as `add`; Conflict("edited_meanwhile")."""
        name = _checked_name(content.name)
        async with self._database.write() as session:
            row = await self._own(session, actor, view_id)
            if row.revision != revision:
                raise Conflict("edited_meanwhile", revision=row.revision)
            await self._share(session, actor, row, content)
            row.name, row.filters, row.revision = name, _plain(content.wanted), revision + 1
            await session.flush()
            return (await self._kept(session, actor, [row]))[0]

    async def remove(self, actor: Actor, view_id: str) -> None:
        """Raises NotFound, Refused."""
        async with self._database.write() as session:
            await session.delete(await self._own(session, actor, view_id))

    async def order(self, actor: Actor, brand_id: str, ids: Sequence[str]) -> list[Kept]:
        """For this agent alone. Raises Refused, Invalid("invalid_field") for what is none of his views."""
        self._authorize(actor, "tickets.read", Of(brand_id))
        async with self._database.write() as session:
            seen = {row.id for row in await _of_brand(session, brand_id) if self._may(actor, "view.read", row)}
            if not seen.issuperset(ids) or len(set(ids)) < len(ids):
                raise Invalid("invalid_field", field="ids")
            await session.merge(TicketViewOrderRow(agent_id=actor.id, brand_id=brand_id, ids=list(ids)))
        return await self.of(actor, brand_id)

    async def _own(self, session: AsyncSession, actor: Actor, view_id: str) -> TicketViewRow:
        wanted = select(TicketViewRow).where(TicketViewRow.id == view_id)
        statement = self._database.dialect.lock_rows(wanted, skip_locked=False)
        row: TicketViewRow | None = await session.scalar(statement) if is_id(view_id) else None
        if row is None:
            raise NotFound
        self._authorize(actor, "view.read", row)
        self._authorize(actor, "view.write", row)
        return row

    async def _share(self, session: AsyncSession, actor: Actor, row: TicketViewRow, content: Content) -> None:
        if (content.shared == "team") != (content.team is not None):
            raise Invalid("invalid_field", field="team")
        if content.team is not None and (
            not is_id(content.team) or await people.team_for_brand(session, content.team, row.brand_id) is None
        ):
            raise Invalid("transfer_target")
        before = (row.shared, row.team_id)
        row.shared, row.team_id = content.shared, content.team
        if content.shared != "own" and before != (row.shared, row.team_id):
            self._authorize(actor, "view.share", row)

    async def _kept(self, session: AsyncSession, actor: Actor, rows: Sequence[TicketViewRow]) -> list[Kept]:
        names = await people.agent_names(session, {row.agent_id for row in rows})
        teams = await people.team_names(session, {row.team_id for row in rows if row.team_id is not None})
        every = []
        for row in rows:
            wanted = msgspec.convert(row.filters, Wanted)
            count = await counted(session, actor, row.brand_id, wanted, most=COUNTED_TO + 1)
            team = teams.get(row.team_id or "", "")
            may = self._may(actor, "view.write", row)
            every.append(Kept(row, wanted, names.get(row.agent_id, ""), team, may, count))
        return every

    def _may(self, actor: Actor, action: str, row: TicketViewRow) -> bool:
        try:
            self._authorize(actor, action, row)
        except Problem:
            return False
        return True


async def _of_brand(session: AsyncSession, brand_id: str) -> list[TicketViewRow]:
    return list(await session.scalars(select(TicketViewRow).where(TicketViewRow.brand_id == brand_id)))


def _same_shelf(one: TicketViewRow, row: TicketViewRow) -> bool:
    """Of those that count towards one limit: an agent's own, or all that are shared."""
    if row.shared == "own":
        return one.shared == "own" and one.agent_id == row.agent_id
    return one.shared != "own"


def _checked_name(typed: str) -> str:
    """Raises Invalid: `invalid_field`, what a text raises."""
    name = visible_name(screen(typed, may_be_empty=True).text, 60)
    if is_blank(name):
        raise Invalid("invalid_field", field="name")
    return name


def _plain(wanted: Wanted) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.to_builtins(wanted)
    return {name: value for name, value in plain.items() if value is not None}
