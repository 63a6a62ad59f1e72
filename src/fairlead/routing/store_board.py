"""Every query of the lead's board. None of them grows with how many conversations there have ever been: the open ones of its
agents, and those of the last hour, by their indexes."""

from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, case, func, literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.conversations.models import ConversationRow
from fairlead.conversations.rules import CLOSED, OPEN
from fairlead.infra.dialects import Dialect
from fairlead.kit.clock import MINUTE, Instant
from fairlead.people.models import AgentBrandRow, AgentRow, TeamMemberRow, TeamRow
from fairlead.people.rules import AUTHORS
from fairlead.people.store import PRESENCE_LIFE
from fairlead.routing import store
from fairlead.routing.models import LentRow, WorkRow
from fairlead.routing.ports import Risk
from fairlead.routing.rules import CHANNELS, Held
from fairlead.routing.store import USUAL
from fairlead.routing.sum_up import HOUR_MINUTES, Flow
from fairlead.tickets.models import TicketRow
from fairlead.tickets.rules import STATUSES, is_promise

_C = ConversationRow
_PROMISING = tuple(name for name in STATUSES if is_promise(name))


class Lent(NamedTuple):
    """`kind` is `team` (then `name` is its id) or `language`."""

    agent_id: str
    kind: str
    name: str
    until: Instant


class Beside(NamedTuple):
    """An agent on the board. `capacity` as entered, `load` by channel."""

    id: str
    name: str
    role: str
    presence: str
    teams: frozenset[str]
    languages: dict[str, Held]
    capacity: dict[str, int]
    load: dict[str, int]
    lent: tuple[Lent, ...]


async def flow(session: AsyncSession, brand_id: str, team: str, moment: Instant) -> Flow:
    """Of the last hour, out of what the entries of each matter said: when it was first given to people, and when a person first
    answered. Only matters in which something was said in this hour are looked at."""
    came = await _by_minute(session, brand_id, team, moment, _C.queued_at)
    served = await _by_minute(session, brand_id, team, moment, _C.first_human_at)
    return Flow(tuple((came.get(ago, 0), served.get(ago, 0)) for ago in range(HOUR_MINUTES - 1, -1, -1)))


async def _by_minute(session: AsyncSession, brand_id: str, team: str, moment: Instant, column: Any) -> dict[int, int]:
    since = moment - HOUR_MINUTES * MINUTE
    ago = ((literal(moment) - column) // MINUTE).label("ago")
    statement = (
        select(ago, func.count())
        .where(_C.brand_id == brand_id, _C.status.in_((OPEN, CLOSED)), _C.updated_at > since)
        .where(column > since, column <= moment)
        .group_by(ago)
    )
    if team:
        statement = statement.where(_C.team_id == team)
    return {int(row[0]): row[1] for row in await session.execute(statement)}


async def agents(session: AsyncSession, dialect: Dialect, brand_id: str, moment: Instant) -> list[Beside]:
    """Active agents who serve the brand's customers, by name."""
    row = AgentRow
    presence = case((row.seen_at > moment - PRESENCE_LIFE, row.presence), else_="offline")
    statement = (
        select(row.id, row.name, row.role, presence)
        .join(AgentBrandRow, AgentBrandRow.agent_id == row.id)
        .where(AgentBrandRow.brand_id == brand_id, row.active, row.role.not_in(AUTHORS))
        .order_by(row.name, row.id)
    )
    found = [tuple(each) for each in await session.execute(statement)]
    ids = [one[0] for one in found]
    works = {work.agent_id: work for work in await session.scalars(select(WorkRow).where(WorkRow.agent_id.in_(ids)))}
    load = await store.loads(session, dialect, _C.assignee_id.in_(ids), moment=moment)
    teams: dict[str, set[str]] = {}
    member = select(TeamMemberRow.agent_id, TeamMemberRow.team_id).join(TeamRow, TeamRow.id == TeamMemberRow.team_id)
    for agent_id, team_id in await session.execute(member.where(TeamRow.brand_id == brand_id)):
        teams.setdefault(agent_id, set()).add(team_id)
    away: dict[str, list[Lent]] = {}
    for one in await lent(session, moment, LentRow.brand_id == brand_id):
        away.setdefault(one.agent_id, []).append(one)
    return [
        Beside(
            id=one[0],
            name=one[1],
            role=one[2],
            presence=one[3],
            teams=frozenset(teams.get(one[0], ())),
            languages=_languages(works.get(one[0]), moment),
            capacity=_capacity(works.get(one[0])),
            load=load.get(one[0], {}),
            lent=tuple(away.get(one[0], ())),
        )
        for one in found
    ]


async def lent(session: AsyncSession, moment: Instant, *which: ColumnElement[bool]) -> list[Lent]:
    row = LentRow
    statement = select(row.agent_id, row.kind, row.name, row.until).where(row.until > moment, *which)
    return [Lent(*each) for each in await session.execute(statement.order_by(row.agent_id, row.kind, row.name))]


def _languages(work: WorkRow | None, moment: Instant) -> dict[str, Held]:
    entered = {} if work is None else {name: Held(level, until) for name, (level, until) in work.languages.items()}
    return {name: held for name, held in entered.items() if held.at(moment)}


def _capacity(work: WorkRow | None) -> dict[str, int]:
    return dict(USUAL) if work is None else {channel: getattr(work, channel) for channel in CHANNELS}


async def tickets_due(session: AsyncSession, brand_id: str, *, until: Instant, most: int) -> list[Risk]:
    row = TicketRow
    statement = (
        select(row.conversation_id, row.due_at)
        .where(row.brand_id == brand_id, row.status.in_(_PROMISING), row.merged_into.is_(None))
        .where(row.due_at.is_not(None), row.due_at <= until)
        .order_by(row.due_at, row.id)
        .limit(most)
    )
    return [Risk(each[0], each[1] or 0, "ticket") for each in await session.execute(statement)]


def of_agent(agent_id: str, brand_id: str, most: int) -> Select[ConversationRow]:
    """His open matters of this brand: first who waits, the longest first."""
    # Not the column itself: SQLite would walk over all the brand's open matters to find his.
    of_brand = func.coalesce(_C.brand_id, "") == brand_id
    mine = (_C.assignee_id == agent_id, _C.status == OPEN, of_brand)
    waits_not = case((_C.waiting_since.is_(None), 1), else_=0)
    return select(_C).where(*mine).order_by(waits_not, _C.waiting_since, _C.updated_at.desc(), _C.id).limit(most)


async def teams_of_brand(session: AsyncSession, brand_id: str) -> list[tuple[str, str]]:
    statement = select(TeamRow.id, TeamRow.name).where(TeamRow.brand_id == brand_id).order_by(TeamRow.name)
    return [(row[0], row[1]) for row in await session.execute(statement)]
