"""A lead lends an agent to a team, or to a language, for some hours or until the shift ends; what the agent takes otherwise stays
as it was entered."""

import re

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.brands.keep_hours import ServiceHours
from fairlead.infra.database import Database
from fairlead.kit import clock
from fairlead.kit.access import Actor, Authorize
from fairlead.kit.clock import HOUR, Instant
from fairlead.kit.errors import Conflict, Invalid, NotFound
from fairlead.kit.ids import is_id
from fairlead.people import store as people
from fairlead.people.models import TeamMemberRow
from fairlead.routing.manage_work import HasId
from fairlead.routing.models import LentRow, WorkRow
from fairlead.routing.ports import ShiftEnds
from fairlead.routing.store_board import Lent

HOURS = range(1, 13)
# Where neither a shift nor the end of the service day says when it ends.
USUAL = 8 * HOUR
_LANGUAGE = re.compile(r"[a-z]{2,3}")


class ServiceDay:
    """Answers `ShiftEnds`: as the roster says, and for whom it says nothing, when the brand's people go home."""

    def __init__(self, hours: ServiceHours, shifts: ShiftEnds | None = None) -> None:
        self._hours, self._shifts = hours, shifts

    async def end(self, agent_id: str, brand_id: str, moment: Instant) -> Instant | None:
        if self._shifts is not None and (end := await self._shifts.end(agent_id, brand_id, moment)) is not None:
            return end
        standing = await self._hours.standing(brand_id)
        return standing.closes_at if standing.open else None


class LendAgent:
    def __init__(self, database: Database, authorize: Authorize, shifts: ShiftEnds) -> None:
        self._database, self._authorize, self.shifts = database, authorize, shifts

    async def lend(self, by: Actor, brand: HasId, agent_id: str, *, kind: str, name: str, hours: int | None) -> Lent:
        """`kind` `team` (`name` is its id) or `language`; without `hours` until the shift ends. Raises NotFound, Refused,
        Invalid("invalid_field"), Conflict("already_takes") where he takes it anyway."""
        self._authorize(by, "queue.oversee", brand)
        if hours is not None and hours not in HOURS:
            raise Invalid("invalid_field", field="hours")
        if kind == "language" and not _LANGUAGE.fullmatch(name):
            raise Invalid("invalid_field", field="language")
        moment = clock.now()
        until = moment + hours * HOUR if hours is not None else await self._until(agent_id, brand.id, moment)
        async with self._database.write() as session:
            # Two who lend the same agent do it one after the other.
            if is_id(agent_id):
                await people.agent_for_change(session, agent_id)
            await _known(session, brand.id, agent_id, kind, name)
            if kind == "team":
                member = (TeamMemberRow.agent_id == agent_id, TeamMemberRow.team_id == name)
                takes = await session.scalar(select(TeamMemberRow.team_id).where(*member)) is not None
            else:
                work = await session.get(WorkRow, agent_id)
                takes = work is None or not work.languages or _holds(work, name, moment)
            if takes:
                raise Conflict("already_takes")
            row = await session.get(LentRow, (agent_id, brand.id, kind, name))
            if row is None:
                row = LentRow(agent_id=agent_id, brand_id=brand.id, kind=kind, name=name)
                session.add(row)
            row.until, row.lent_by, row.lent_at = until, by.id, moment
        return Lent(agent_id, kind, name, until)

    async def _until(self, agent_id: str, brand_id: str, moment: Instant) -> Instant:
        """The end of the shift, but never for longer than a lead may say himself."""
        end = await self.shifts.end(agent_id, brand_id, moment)
        usual = moment + USUAL
        return usual if end is None or end <= moment else min(end, moment + HOURS[-1] * HOUR)

    async def give_back(self, by: Actor, brand: HasId, agent_id: str, *, kind: str, name: str) -> None:
        """At once. Does nothing for what nobody lent. Raises NotFound, Refused."""
        self._authorize(by, "queue.oversee", brand)
        async with self._database.write() as session:
            await _known(session, brand.id, agent_id, kind, name)
            row = await session.get(LentRow, (agent_id, brand.id, kind, name))
            if row is not None:
                await session.delete(row)


async def _known(session: AsyncSession, brand_id: str, agent_id: str, kind: str, name: str) -> None:
    """Raises NotFound unless the agent, and the team where it is one, are the brand's."""
    agent = await people.agent_for_brand(session, agent_id, brand_id)
    team = await people.team_for_brand(session, name, brand_id) if kind == "team" else None
    if agent is None or (kind == "team" and team is None):
        raise NotFound


def _holds(work: WorkRow, language: str, moment: Instant) -> bool:
    _, until = work.languages.get(language, (0, 0))
    return until is None or until > moment
