"""Admins make teams at the desk, rename them, say who belongs to them and retire them: nothing new goes to a team that has
retired, and what it had keeps its name and its members.

That the admin still is one is asked again in the transaction that writes. Whoever's rights follow from the change comes back with
those he has then.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import structlog
from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.infra.database import Database
from fairlead.kit import clock
from fairlead.kit.access import Actor, Authorize
from fairlead.kit.errors import Conflict, Invalid, NotFound, Refused
from fairlead.kit.ids import is_id, new_id
from fairlead.kit.text import is_blank, visible_name
from fairlead.people import store
from fairlead.people.manage_teams import NAME, new_rights
from fairlead.people.models import AgentBrandRow, AgentRow, TeamMemberRow, TeamRow
from fairlead.people.sessions import Sessions

log = structlog.get_logger()
CODE, TEAMS = 40, 200


@dataclass(frozen=True, slots=True)
class TeamContent:
    """`code`: by which kinds of tickets name it, empty for none; `members`: ids of agents of its brand."""

    name: str
    public_name: str = ""
    code: str = ""
    closed: bool = False
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TeamSeen:
    row: TeamRow
    # Id and name of each, by name.
    members: tuple[tuple[str, str], ...]


class TeamDesk:
    def __init__(self, database: Database, authorize: Authorize, sessions: Sessions) -> None:
        self._database, self._authorize, self._sessions = database, authorize, sessions

    async def of(self, by: Actor, brand_id: str) -> list[TeamSeen]:
        """By name, the retired last. Raises Refused, NotFound for a brand that is none of this admin's."""
        self._allow(by, brand_id)
        async with self._database.read() as session:
            rows = [row for row in await store.all_teams(session) if row.brand_id == brand_id]
            return await _seen(session, sorted(rows, key=lambda row: (row.retired_at is not None, row.name)))

    async def add(self, by: Actor, brand_id: str, content: TeamContent) -> TeamSeen:
        """Raises as `of`; Invalid: `invalid_field`, `limit_out_of_range`; Conflict("team_exists")."""
        self._allow(by, brand_id)
        row = TeamRow(id=new_id(), brand_id=brand_id)
        return await self._write(by, row, content, new=True)

    async def change(self, by: Actor, team_id: str, content: TeamContent) -> TeamSeen:
        """As `add`. Raises NotFound."""
        return await self._write(by, await self._team(by, team_id), content, new=False)

    async def retire(self, by: Actor, team_id: str, *, retired: bool) -> TeamSeen:
        """Or takes it up again. Raises NotFound, Refused."""
        team = await self._team(by, team_id)
        async with self._database.write() as session:
            await _still_admin(session, by)
            row = await session.get_one(TeamRow, team.id, with_for_update=True)
            if retired != (row.retired_at is not None):
                row.retired_at = clock.now() if retired else None
            await session.flush()
            seen = (await _seen(session, [row]))[0]
        log.info("a team was retired" if retired else "a team was taken up again", team=team.id, by=by.id)
        return seen

    def _allow(self, by: Actor, brand_id: str) -> None:
        # What is not his own does not exist, whatever his role.
        if brand_id not in by.brands:
            raise NotFound
        self._authorize(by, "agents.manage", None)

    async def _team(self, by: Actor, team_id: str) -> TeamRow:
        async with self._database.read() as session:
            row = await session.get(TeamRow, team_id) if is_id(team_id) else None
        if row is None:
            raise NotFound
        self._allow(by, row.brand_id)
        return row

    async def _write(self, by: Actor, team: TeamRow, content: TeamContent, *, new: bool) -> TeamSeen:
        wanted = _checked(content)
        try:
            async with self._database.write() as session:
                await _still_admin(session, by)
                row = team if new else await session.get_one(TeamRow, team.id, with_for_update=True)
                await _fits(session, row, wanted)
                shuts = wanted.closed != bool(row.closed)
                row.name, row.public_name, row.code = wanted.name, wanted.public_name, wanted.code
                row.closed = wanted.closed
                if new:
                    session.add(row)
                await session.flush()
                moved = await _put_members(session, row, wanted.members)
                affected = await _agents_of(session, row.brand_id) if shuts else sorted(moved)
                await new_rights(session, affected)
                seen = (await _seen(session, [row]))[0]
        except IntegrityError:
            raise Conflict("team_exists") from None
        for agent_id in affected:
            self._sessions.on_rights(agent_id)
        log.info("a team was made" if new else "a team was changed", team=row.id, by=by.id)
        return seen


def _checked(content: TeamContent) -> TeamContent:
    """Raises Invalid("invalid_field")."""
    kept = {
        field: visible_name(typed, most + 1)
        for field, typed, most in (
            ("name", content.name, NAME), ("public_name", content.public_name, NAME), ("code", content.code, CODE),
        )
    }  # fmt: skip
    for field, most in (("name", NAME), ("public_name", NAME), ("code", CODE)):
        if len(kept[field]) > most or (field == "name" and is_blank(kept[field])):
            raise Invalid("invalid_field", field=field)
    return TeamContent(**kept, closed=content.closed, members=tuple(dict.fromkeys(content.members)))


async def _fits(session: AsyncSession, row: TeamRow, wanted: TeamContent) -> None:
    """Raises Invalid: `invalid_field` for another team's code or who does not work for the brand, `limit_out_of_range`."""
    others = [one for one in await store.all_teams(session) if one.brand_id == row.brand_id and one.id != row.id]
    if len(others) >= TEAMS:
        raise Invalid("limit_out_of_range", limit=TEAMS)
    if wanted.code and any(one.code == wanted.code and one.retired_at is None for one in others):
        raise Invalid("invalid_field", field="code")
    working = set(await _agents_of(session, row.brand_id))
    if not working.issuperset(wanted.members):
        raise Invalid("invalid_field", field="members")


async def _put_members(session: AsyncSession, row: TeamRow, members: Sequence[str]) -> set[str]:
    """Who joined or left."""
    here = TeamMemberRow.team_id == row.id
    before = set(await session.scalars(select(TeamMemberRow.agent_id).where(here)))
    await session.execute(delete(TeamMemberRow).where(here, TeamMemberRow.agent_id.not_in(members)))
    session.add_all(TeamMemberRow(team_id=row.id, agent_id=one) for one in members if one not in before)
    await session.flush()
    return before ^ set(members)


async def _agents_of(session: AsyncSession, brand_id: str) -> list[str]:
    statement = select(AgentBrandRow.agent_id).where(AgentBrandRow.brand_id == brand_id)
    return list(await session.scalars(statement.order_by(AgentBrandRow.agent_id)))


async def _still_admin(session: AsyncSession, by: Actor) -> None:
    """Raises Refused for who was one when he asked."""
    row = await store.agent_for_change(session, by.id)
    if row is None or not row.active or row.role != "admin":
        raise Refused


async def _seen(session: AsyncSession, rows: Sequence[TeamRow]) -> list[TeamSeen]:
    belong = select(TeamMemberRow.team_id, AgentRow.id, AgentRow.name).join(
        AgentRow, AgentRow.id == TeamMemberRow.agent_id
    )
    here = belong.where(TeamMemberRow.team_id.in_([row.id for row in rows])).order_by(
        func.lower(AgentRow.name), AgentRow.id
    )
    found = (await session.execute(here)).all()
    return [TeamSeen(row, tuple((one[1], one[2]) for one in found if one[0] == row.id)) for row in rows]
