"""Every query about people but sessions."""

from collections import defaultdict
from collections.abc import Sequence, Set
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import (
    BindParameter,
    Select,
    bindparam,
    delete,
    exists,
    func,
    literal,
    or_,
    select,
    true,
    union_all,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from fairlead.infra.sealing import Sealer
from fairlead.kit import clock
from fairlead.kit.access import Actor
from fairlead.kit.clock import Instant
from fairlead.people.models import (
    AgentBrandRow,
    AgentRow,
    CustomerRow,
    IdentityRow,
    KnownPlaceRow,
    OneTimeKeyRow,
    TeamMemberRow,
    TeamRow,
)
from fairlead.people.rules import AUTHORS

# A socket says "still here" every 20 seconds; one that did not for this long counts as gone.
PRESENCE_LIFE = clock.MINUTE
_SERVES = AgentRow.role.not_in(AUTHORS)
_AGENT: BindParameter[str] = bindparam("agent")
_BRANDS = select(AgentBrandRow.brand_id).where(AgentBrandRow.agent_id == _AGENT)
_TEAMS = select(TeamMemberRow.team_id).where(TeamMemberRow.agent_id == _AGENT)
_SHUT = (TeamRow.closed, TeamRow.brand_id.in_(_BRANDS), TeamRow.id.not_in(_TEAMS))
# Every request of the desk asks this.
_RIGHTS = union_all(
    select(literal("brand"), AgentBrandRow.brand_id).where(AgentBrandRow.agent_id == _AGENT),
    select(literal("team"), TeamMemberRow.team_id).where(TeamMemberRow.agent_id == _AGENT),
    select(literal("shut"), TeamRow.id).where(*_SHUT),
)


@dataclass(frozen=True, slots=True)
class Customer:
    """A customer as the desk may know him: `uid` and `email` as the exchange gave them; mask before showing."""

    id: str
    brand_id: str
    verified: bool
    locale: str
    tier: str
    name: str
    uid: str
    email: str
    kyc_level: str
    context: dict[str, Any]
    created_at: Instant


def profile_place(customer_id: str) -> str:
    return f"customer:{customer_id}"


def customer_from(row: CustomerRow, sealer: Sealer) -> Customer:
    profile = msgspec.json.decode(sealer.read(row.profile, profile_place(row.id)) or b"{}")
    return Customer(
        id=row.id,
        brand_id=row.brand_id,
        verified=row.verified,
        locale=row.locale,
        tier=row.tier,
        name=profile.get("name", ""),
        uid=profile.get("uid", ""),
        email=profile.get("email", ""),
        kyc_level=profile.get("kyc_level", ""),
        context=profile.get("context", {}),
        created_at=row.created_at,
    )


async def customer(session: AsyncSession, customer_id: str) -> CustomerRow | None:
    return await session.get(CustomerRow, customer_id)


async def speak(session: AsyncSession, customer_id: str, locale: str) -> None:
    """From now on in this language."""
    await session.execute(update(CustomerRow).where(CustomerRow.id == customer_id).values(locale=locale))


async def customers(session: AsyncSession, ids: set[str], sealer: Sealer) -> dict[str, Customer]:
    if not ids:
        return {}
    rows = await session.scalars(select(CustomerRow).where(CustomerRow.id.in_(ids)))
    return {row.id: customer_from(row, sealer) for row in rows}


async def customer_by_uid(session: AsyncSession, brand_id: str, digest: bytes) -> CustomerRow | None:
    statement = (
        select(CustomerRow)
        .join(IdentityRow, IdentityRow.customer_id == CustomerRow.id)
        .where(IdentityRow.brand_id == brand_id, IdentityRow.kind == "uid", IdentityRow.digest == digest)
    )
    return (await session.scalars(statement)).first()


async def customers_by_uid(session: AsyncSession, brand_id: str) -> dict[bytes, str]:
    """Digest of the account → customer id, of all accounts of a brand."""
    statement = select(IdentityRow.digest, IdentityRow.customer_id)
    rows = await session.execute(statement.where(IdentityRow.brand_id == brand_id, IdentityRow.kind == "uid"))
    return {row[0]: row[1] for row in rows}


async def agent_by_email(session: AsyncSession, email: str) -> AgentRow | None:
    return (await session.scalars(select(AgentRow).where(AgentRow.email == email))).first()


async def agent_actor(session: AsyncSession, agent_id: str, *, session_id: str = "") -> Actor | None:
    """The agent as an actor with brands and teams; None when gone or deactivated. Admins work for every brand given. Who only
    writes articles has no brand and no team whose customers he could see."""
    row = await session.get(AgentRow, agent_id)
    return await actor_of(session, row, session_id=session_id) if row is not None and row.active else None


async def actor_of(session: AsyncSession, row: AgentRow, *, session_id: str) -> Actor:
    """With the rights of this moment. Whether the agent is still active is for the caller to see."""
    rights: dict[str, set[str]] = {"brand": set(), "team": set(), "shut": set()}
    for kind, one in await session.execute(_RIGHTS, {"agent": row.id}):
        rights[kind].add(one)
    given = frozenset(rights["brand"])
    return Actor(
        kind="agent",
        id=row.id,
        name=row.name,
        brands=frozenset() if row.role in AUTHORS else given,
        articles=given,
        teams=frozenset() if row.role in AUTHORS else frozenset(rights["team"]),
        shut=frozenset(rights["shut"]) if row.role == "agent" else frozenset(),
        role=row.role,
        session=session_id,
        rights_at=row.rights_at,
        verified=True,
    )


async def agent_for_change(session: AsyncSession, agent_id: str) -> AgentRow | None:
    """The agent as he is now, his row locked until the transaction ends."""
    statement = select(AgentRow).where(AgentRow.id == agent_id).with_for_update()
    return (await session.scalars(statement.execution_options(populate_existing=True))).first()


async def lock_admins(session: AsyncSession) -> set[str]:
    """Ids of the active admins, their rows locked in the order of their ids: of two who would each take the other's role
    away, the second finds that he is none any more. SQLite writes one at a time anyway."""
    statement = select(AgentRow.id).where(AgentRow.role == "admin", AgentRow.active).order_by(AgentRow.id)
    return set(await session.scalars(statement.with_for_update()))


async def knows_place(session: AsyncSession, agent_id: str, digest: bytes, *, since: Instant) -> bool:
    row = KnownPlaceRow
    statement = select(row.seen_at).where(row.agent_id == agent_id, row.digest == digest, row.seen_at >= since)
    return await session.scalar(statement) is not None


async def remember_place(session: AsyncSession, agent_id: str, digest: bytes) -> None:
    """In the caller's transaction, which holds the agent's row: nobody else adds the same."""
    if row := await session.get(KnownPlaceRow, (agent_id, digest)):
        row.seen_at = clock.now()
    else:
        session.add(KnownPlaceRow(agent_id=agent_id, digest=digest, seen_at=clock.now()))


async def drop_old_places(session: AsyncSession, *, before: Instant) -> None:
    await session.execute(delete(KnownPlaceRow).where(KnownPlaceRow.seen_at < before))


async def brands_of(session: AsyncSession, agent_ids: Sequence[str] | None = None) -> defaultdict[str, set[str]]:
    """By agent, the ids of all brands he works for; of everybody with None."""
    statement = select(AgentBrandRow.agent_id, AgentBrandRow.brand_id)
    return await _by_agent(session, statement, AgentBrandRow.agent_id, agent_ids)


async def teams_of(session: AsyncSession, agent_ids: Sequence[str] | None = None) -> defaultdict[str, set[str]]:
    """By agent, the ids of his teams; of everybody with None."""
    statement = select(TeamMemberRow.agent_id, TeamMemberRow.team_id)
    return await _by_agent(session, statement, TeamMemberRow.agent_id, agent_ids)


async def _by_agent(
    session: AsyncSession, statement: Select[str, str], column: Any, agent_ids: Sequence[str] | None
) -> defaultdict[str, set[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for agent_id, value in await session.execute(
        statement if agent_ids is None else statement.where(column.in_(agent_ids))
    ):
        found[agent_id].add(value)
    return found


async def all_agents(session: AsyncSession) -> list[AgentRow]:
    """Everybody who has an account, also those who are deactivated, by name."""
    return list(await session.scalars(select(AgentRow).order_by(AgentRow.name, AgentRow.id)))


async def all_teams(session: AsyncSession) -> list[TeamRow]:
    return list(await session.scalars(select(TeamRow).order_by(TeamRow.name, TeamRow.id)))


async def retired_teams(session: AsyncSession, brands: Set[str]) -> list[TeamRow]:
    return list(
        await session.scalars(select(TeamRow).where(TeamRow.retired_at.is_not(None), TeamRow.brand_id.in_(brands)))
    )


async def put_brands(session: AsyncSession, agent_id: str, brands: Set[str]) -> None:
    await session.execute(delete(AgentBrandRow).where(AgentBrandRow.agent_id == agent_id))
    session.add_all(AgentBrandRow(agent_id=agent_id, brand_id=brand_id) for brand_id in sorted(brands))


async def put_teams(session: AsyncSession, agent_id: str, teams: Set[str]) -> None:
    await session.execute(delete(TeamMemberRow).where(TeamMemberRow.agent_id == agent_id))
    session.add_all(TeamMemberRow(agent_id=agent_id, team_id=team_id) for team_id in sorted(teams))


async def colleagues(
    session: AsyncSession, brands: frozenset[str], *, authors: bool = False
) -> tuple[list[AgentRow], list[TeamRow]]:
    """Active agents and the teams of these brands, by name; those who only write articles when asked for, too."""
    of_brands = select(AgentBrandRow.agent_id).where(AgentBrandRow.brand_id.in_(brands))
    agents = await session.scalars(
        select(AgentRow)
        .where(AgentRow.active, AgentRow.id.in_(of_brands), true() if authors else _SERVES)
        .order_by(AgentRow.name)
    )
    here = TeamRow.brand_id.in_(brands), TeamRow.retired_at.is_(None)
    teams = await session.scalars(select(TeamRow).where(*here).order_by(TeamRow.name))
    return list(agents), list(teams)


async def shared_brands(session: AsyncSession, agents: set[str], brands: frozenset[str]) -> defaultdict[str, set[str]]:
    """By agent, which of these brands he works for."""
    row = AgentBrandRow
    found = await session.execute(
        select(row.agent_id, row.brand_id).where(row.agent_id.in_(agents), row.brand_id.in_(brands))
    )
    by_agent: defaultdict[str, set[str]] = defaultdict(set)
    for agent_id, brand_id in found:
        by_agent[agent_id].add(brand_id)
    return by_agent


async def agent_for_brand(session: AsyncSession, agent_id: str, brand_id: str) -> AgentRow | None:
    statement = select(AgentRow).join(AgentBrandRow, AgentBrandRow.agent_id == AgentRow.id)
    of_brand = (AgentRow.active, AgentBrandRow.brand_id == brand_id, _SERVES)
    statement = statement.where(AgentRow.id == agent_id, *of_brand)
    return (await session.scalars(statement)).first()


async def names_for_brand(
    connection: AsyncConnection, ids: Sequence[str], brand_id: str, *, team_id: str | None, assignee_id: str | None
) -> dict[str, str]:
    """Name by id, of those that are active agents of the brand and serve its customers, and may see what this team has."""
    statement = select(AgentRow.id, AgentRow.name).join(AgentBrandRow, AgentBrandRow.agent_id == AgentRow.id)
    statement = statement.where(AgentRow.id.in_(ids), AgentRow.active, AgentBrandRow.brand_id == brand_id, _SERVES)
    if team_id is not None:
        is_open = exists().where(TeamRow.id == team_id, TeamRow.closed.is_(False))
        belongs = exists().where(TeamMemberRow.team_id == team_id, TeamMemberRow.agent_id == AgentRow.id)
        statement = statement.where(or_(is_open, belongs, AgentRow.role != "agent", AgentRow.id == assignee_id))
    return {row[0]: row[1] for row in await connection.execute(statement)}


async def team_for_brand(session: AsyncSession, team_id: str, brand_id: str) -> TeamRow | None:
    """One that has not retired: what is to go to it."""
    here = TeamRow.id == team_id, TeamRow.brand_id == brand_id, TeamRow.retired_at.is_(None)
    return (await session.scalars(select(TeamRow).where(*here))).first()


async def agent_names(session: AsyncSession, ids: set[str]) -> dict[str, str]:
    if not ids:
        return {}
    rows = await session.execute(select(AgentRow.id, AgentRow.name).where(AgentRow.id.in_(ids)))
    return {row[0]: row[1] for row in rows}


async def team_names(session: AsyncSession, ids: set[str]) -> dict[str, str]:
    if not ids:
        return {}
    rows = await session.execute(select(TeamRow.id, TeamRow.name).where(TeamRow.id.in_(ids)))
    return {row[0]: row[1] for row in rows}


async def online_agents(session: AsyncSession, brand_id: str) -> int:
    """Agents of a brand who said they are online and have a socket open."""
    statement = (
        select(func.count())
        .select_from(AgentRow)
        .join(AgentBrandRow, AgentBrandRow.agent_id == AgentRow.id)
        .where(
            AgentBrandRow.brand_id == brand_id,
            AgentRow.active,
            _SERVES,
            AgentRow.presence == "online",
            AgentRow.seen_at > clock.now() - PRESENCE_LIFE,
        )
    )
    return await session.scalar(statement) or 0


def presence_now(row: AgentRow) -> str:
    """What the agent chose, as long as one of his sockets is open."""
    return row.presence if row.seen_at > clock.now() - PRESENCE_LIFE else "offline"


async def set_presence(session: AsyncSession, agent_id: str, presence: str) -> None:
    await session.execute(update(AgentRow).where(AgentRow.id == agent_id).values(presence=presence))


async def saw_agents(session: AsyncSession, ids: set[str], *, moment: Instant) -> None:
    """Notes that these agents' sockets are open at `moment`; 0 notes that an agent's last socket closed."""
    if ids:
        # Locked in the order in which whoever changes agents locks them.
        locked = select(AgentRow.id).where(AgentRow.id.in_(ids)).order_by(AgentRow.id).with_for_update()
        await session.execute(update(AgentRow).where(AgentRow.id.in_(locked)).values(seen_at=moment))


async def drop_expired_keys(session: AsyncSession) -> None:
    await session.execute(delete(OneTimeKeyRow).where(OneTimeKeyRow.expires_at < clock.now()))
