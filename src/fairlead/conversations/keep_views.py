"""Lists under a name, of conversations and of tickets: one's own, or shared with a team or a whole brand, each with how much is
in it. What a list of one kind narrows to and how it is counted, its room says (`Lists`).

A view says what is narrowed to, never who looks: whoever opens or counts it is shown what his own rights show him.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.conversations.models import SavedViewOrderRow, SavedViewRow
from fairlead.infra.database import Database
from fairlead.kit.access import Actor, Authorize
from fairlead.kit.errors import Conflict, Invalid, NotFound, Problem
from fairlead.kit.ids import is_id, new_id
from fairlead.kit.text import is_blank, visible_name
from fairlead.people import store as people
from fairlead.shield.screen import screen

Shared = Literal["own", "team", "brand"]
Narrowed = dict[str, Any]
# So many one may have of each kind, and so many a brand shares.
OWN, SHARED = 50, 100
COUNTED_TO = 1_000


class Lists(Protocol):
    """Lists of one kind."""

    kind: str

    async def count(self, session: AsyncSession, actor: Actor, brand_id: str, narrowed: Narrowed) -> tuple[int, bool]:
        """Of what he may see, at most `COUNTED_TO`; whether there is more."""


class OfBrand:
    """The brand a list is about, for the gate."""

    def __init__(self, brand_id: str) -> None:
        self.brand_id = brand_id


@dataclass(frozen=True, slots=True)
class Content:
    """`narrowed` as it was checked, without what is left open; `team` only for what is shared with one."""

    name: str
    narrowed: Narrowed
    shared: Shared = "own"
    team: str | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """A view as an agent sees it. `count`: of what he may see; `at_least`: there is more."""

    row: SavedViewRow
    by: str
    team: str
    may_change: bool
    count: int
    at_least: bool


class SavedViews:
    def __init__(self, database: Database, authorize: Authorize, lists: Lists) -> None:
        self._database, self._authorize, self._lists = database, authorize, lists

    async def of(self, actor: Actor, brand_id: str) -> list[Kept]:
        """His own and those shared with him, in his order; what he has put nowhere yet comes last, the oldest first."""
        self._authorize(actor, "view.list", OfBrand(brand_id))
        async with self._database.read() as session:
            rows = [row for row in await self._of_brand(session, brand_id) if self._may(actor, "view.read", row)]
            order = await session.get(SavedViewOrderRow, (actor.id, brand_id))
            place = {view_id: number for number, view_id in enumerate(order.ids if order is not None else ())}
            rows.sort(key=lambda row: (place.get(row.id, len(place)), row.id))
            return await self._kept(session, actor, rows)

    async def add(self, actor: Actor, brand_id: str, content: Content) -> Kept:
        """Raises Refused, Invalid: `invalid_field`, `too_many_views`, `transfer_target` for a team that is not this brand's."""
        self._authorize(actor, "view.list", OfBrand(brand_id))
        name = _checked_name(content.name)
        async with self._database.write() as session:
            row = SavedViewRow(id=new_id(), kind=self._lists.kind, brand_id=brand_id, agent_id=actor.id, revision=1)
            await self._share(session, actor, row, content)
            every = await self._of_brand(session, brand_id)
            theirs = [one for one in every if _same_shelf(one, row)]
            most = OWN if row.shared == "own" else SHARED
            if len(theirs) >= most:
                raise Invalid("too_many_views", limit=most)
            row.name, row.filters = name, content.narrowed
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
            row.name, row.filters, row.revision = name, content.narrowed, revision + 1
            await session.flush()
            return (await self._kept(session, actor, [row]))[0]

    async def remove(self, actor: Actor, view_id: str) -> None:
        """Raises NotFound, Refused."""
        async with self._database.write() as session:
            await session.delete(await self._own(session, actor, view_id))

    async def order(self, actor: Actor, brand_id: str, ids: Sequence[str]) -> list[Kept]:
        """For this agent alone. Raises Refused, Invalid("invalid_field") for what is none of his views."""
        self._authorize(actor, "view.list", OfBrand(brand_id))
        async with self._database.write() as session:
            seen = {row.id for row in await self._of_brand(session, brand_id) if self._may(actor, "view.read", row)}
            if not seen.issuperset(ids) or len(set(ids)) < len(ids):
                raise Invalid("invalid_field", field="ids")
            before = await session.get(SavedViewOrderRow, (actor.id, brand_id))
            # Those of the other kind stay where they are.
            others = [one for one in (before.ids if before is not None else ()) if one not in seen]
            await session.merge(SavedViewOrderRow(agent_id=actor.id, brand_id=brand_id, ids=[*ids, *others]))
        return await self.of(actor, brand_id)

    async def _own(self, session: AsyncSession, actor: Actor, view_id: str) -> SavedViewRow:
        wanted = select(SavedViewRow).where(SavedViewRow.id == view_id, SavedViewRow.kind == self._lists.kind)
        statement = self._database.dialect.lock_rows(wanted, skip_locked=False)
        row: SavedViewRow | None = await session.scalar(statement) if is_id(view_id) else None
        if row is None:
            raise NotFound
        self._authorize(actor, "view.read", row)
        self._authorize(actor, "view.write", row)
        return row

    async def _share(self, session: AsyncSession, actor: Actor, row: SavedViewRow, content: Content) -> None:
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

    async def _kept(self, session: AsyncSession, actor: Actor, rows: Sequence[SavedViewRow]) -> list[Kept]:
        names = await people.agent_names(session, {row.agent_id for row in rows})
        teams = await people.team_names(session, {row.team_id for row in rows if row.team_id is not None})
        every = []
        for row in rows:
            count, at_least = await self._lists.count(session, actor, row.brand_id, row.filters)
            team = teams.get(row.team_id or "", "")
            may = self._may(actor, "view.write", row)
            every.append(Kept(row, names.get(row.agent_id, ""), team, may, count, at_least))
        return every

    async def _of_brand(self, session: AsyncSession, brand_id: str) -> list[SavedViewRow]:
        here = SavedViewRow.brand_id == brand_id, SavedViewRow.kind == self._lists.kind
        return list(await session.scalars(select(SavedViewRow).where(*here)))

    def _may(self, actor: Actor, action: str, row: SavedViewRow) -> bool:
        try:
            self._authorize(actor, action, row)
        except Problem:
            return False
        return True


def _same_shelf(one: SavedViewRow, row: SavedViewRow) -> bool:
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


def view_wire(kept: Kept, agent: Actor) -> dict[str, Any]:
    row = kept.row
    return {
        "id": row.id,
        "name": row.name,
        "filters": row.filters,
        "shared": row.shared,
        "team": {"id": row.team_id, "name": kept.team} if row.team_id is not None else None,
        "by": {"id": row.agent_id, "name": kept.by},
        "mine": row.agent_id == agent.id,
        "may_change": kept.may_change,
        "revision": row.revision,
        "count": kept.count,
        "at_least": kept.at_least,
    }
