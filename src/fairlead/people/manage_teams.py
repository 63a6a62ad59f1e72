"""The command line makes teams, and closes them: what a closed team is given its members and the brand's leads see, nobody else.

Whoever works for the brand comes back with the rights he has then: his sockets are closed as if his own rights had changed.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import case, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.infra.database import Database
from fairlead.kit import clock
from fairlead.kit.errors import Conflict, Invalid, NotFound
from fairlead.kit.ids import new_id
from fairlead.kit.text import is_blank, visible_name
from fairlead.people import store
from fairlead.people.models import AgentBrandRow, AgentRow, TeamMemberRow, TeamRow
from fairlead.people.sessions import Sessions

NAME = 80


@dataclass(frozen=True, slots=True)
class Team:
    """`members` are agents' addresses."""

    brand_id: str
    name: str
    closed: bool
    members: tuple[str, ...]


class Teams:
    def __init__(self, database: Database, sessions: Sessions) -> None:
        self._database = database
        self._sessions = sessions

    async def all(self) -> list[Team]:
        """By name."""
        async with self._database.read() as session:
            rows = await store.all_teams(session)
            belong = select(TeamMemberRow.team_id, AgentRow.email).join(AgentRow, AgentRow.id == TeamMemberRow.agent_id)
            members = list(await session.execute(belong.order_by(AgentRow.email)))
        return [
            Team(row.brand_id, row.name, row.closed, tuple(email for team, email in members if team == row.id))
            for row in rows
        ]

    async def names(self, brand_id: str) -> dict[str, str]:
        """Of a brand's teams, by id."""
        async with self._database.read() as session:
            return {row.id: row.name for row in await store.all_teams(session) if row.brand_id == brand_id}

    async def add(self, brand_id: str, name: str, *, closed: bool) -> None:
        """Raises Invalid("invalid_field"), Conflict("team_exists")."""
        kept = visible_name(name, NAME + 1)
        if is_blank(kept) or len(kept) > NAME:
            raise Invalid("invalid_field", field="name")
        try:
            async with self._database.write() as session:
                session.add(TeamRow(id=new_id(), brand_id=brand_id, name=kept, closed=closed))
        except IntegrityError:
            raise Conflict("team_exists") from None

    async def set_closed(self, brand_id: str, name: str, *, closed: bool) -> None:
        """Raises NotFound."""
        here = TeamRow.brand_id == brand_id, TeamRow.name == name
        async with self._database.write() as session:
            row = (await session.scalars(select(TeamRow).where(*here).with_for_update())).first()
            if row is None:
                raise NotFound
            row.closed = closed
            working = select(AgentBrandRow.agent_id).where(AgentBrandRow.brand_id == brand_id)
            agents = list(await session.scalars(working.order_by(AgentBrandRow.agent_id)))
            await new_rights(session, agents)
        for agent_id in agents:
            self._sessions.on_rights(agent_id)

    async def call(self, brand_id: str, name: str, public_name: str) -> None:
        """What its customers are told it is called; empty: nothing but that it is one of ours. Raises NotFound,
        Invalid("invalid_field")."""
        kept = visible_name(public_name, NAME + 1)
        if len(kept) > NAME:
            raise Invalid("invalid_field", field="name")
        here = TeamRow.brand_id == brand_id, TeamRow.name == name
        async with self._database.write() as session:
            row = (await session.scalars(select(TeamRow).where(*here).with_for_update())).first()
            if row is None:
                raise NotFound
            row.public_name = kept

    async def put_member(self, brand_id: str, name: str, email: str, *, belongs: bool) -> None:
        """Raises NotFound for a team or an agent of the brand that is none."""
        here = TeamRow.brand_id == brand_id, TeamRow.name == name
        async with self._database.write() as session:
            team = (await session.scalars(select(TeamRow).where(*here))).first()
            found = await store.agent_by_email(session, email)
            if team is None or found is None or not await session.get(AgentBrandRow, (found.id, brand_id)):
                raise NotFound
            agent = await store.agent_for_change(session, found.id)
            if agent is None:
                raise NotFound
            row = await session.get(TeamMemberRow, (team.id, agent.id))
            if belongs and row is None:
                session.add(TeamMemberRow(team_id=team.id, agent_id=agent.id))
            if not belongs and row is not None:
                await session.delete(row)
            agent.rights_at = max(clock.now(), agent.rights_at + 1)
        self._sessions.on_rights(found.id)


async def new_rights(session: AsyncSession, agents: Sequence[str]) -> None:
    """What they asked with their older rights is not done any more."""
    moment, before = clock.now(), AgentRow.rights_at
    later = case((before < moment, moment), else_=before + 1)
    await session.execute(update(AgentRow).where(AgentRow.id.in_(agents)).values(rights_at=later))
