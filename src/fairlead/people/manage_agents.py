"""Admins, and the command line, make agents and change them. Who is changed loses the sessions he had with what he had.

Everything is asked again under locks, in the transaction that writes: an admin who is none any more changes nobody, and
of two who would take each other's role away one stays.
"""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.infra.database import Database
from fairlead.kit import clock
from fairlead.kit.access import SYSTEM, Actor, Authorize
from fairlead.kit.clock import Instant
from fairlead.kit.errors import Conflict, Invalid, NotFound, Refused
from fairlead.kit.ids import is_id, new_id
from fairlead.kit.text import is_blank, visible_name
from fairlead.people import passwords, rules, sessions, store
from fairlead.people.models import AgentBrandRow, AgentRow, TeamMemberRow
from fairlead.people.sessions import Sessions

# Characters of a name.
NAME = 80


@dataclass(frozen=True, slots=True)
class Person:
    """An agent's account as admins see it; `brands` and `teams` are ids."""

    id: str
    email: str
    name: str
    role: str
    active: bool
    presence: str
    created_at: Instant
    brands: frozenset[str]
    teams: frozenset[str]


@dataclass(slots=True)
class _Change:
    """One agent, locked, and what follows from the change once it is committed."""

    session: AsyncSession
    row: AgentRow
    person: Person
    admins: set[str]
    by: Actor
    ended: list[str] = field(default_factory=list)
    rights: bool = False

    def spare_the_last_admin(self) -> None:
        if self.admins == {self.row.id}:
            raise Conflict("last_admin")

    def new_rights(self) -> None:
        self.row.rights_at = max(clock.now(), self.row.rights_at + 1)
        self.rights = True


class Staff:
    def __init__(self, database: Database, authorize: Authorize, closing: Sessions) -> None:
        self._database = database
        self._authorize = authorize
        self._sessions = closing

    async def all(self, by: Actor) -> list[Person]:
        """By name, those `by` may see. Raises Refused."""
        self._allow(by, "agents.manage", None)
        async with self._database.read() as session:
            rows = await store.all_agents(session)
            brands, teams = await store.brands_of(session), await store.teams_of(session)
        people = [_person(row, brands[row.id], teams[row.id]) for row in rows]
        return [person for person in people if by is SYSTEM or rules.ACCESS["agent.read"](by, person)]

    async def create(
        self,
        by: Actor,
        *,
        email: str,
        name: str,
        password: str,
        role: str,
        brands: Iterable[str],
        teams: Iterable[str],
    ) -> Person:
        """Raises Refused, Conflict("agent_exists"), and Invalid as `create_agent` does, or for what `by` cannot give."""
        self._allow(by, "agents.manage", None)
        wanted, members = frozenset(brands), frozenset(teams)
        account = await _account(email=email, name=name, password=password, role=role)
        try:
            async with self._database.write() as session:
                now, _ = await self._still(session, by)
                await self._check_gift(session, now, brands=wanted, teams=members, held=frozenset())
                session.add(account)
                await session.flush()
                await store.put_brands(session, account.id, wanted)
                await store.put_teams(session, account.id, members)
        except IntegrityError:
            raise Conflict("agent_exists") from None
        return _person(account, wanted, members)

    async def set_password(self, by: Actor, agent_id: str, password: str) -> None:
        """A new password for somebody else. Raises NotFound, Refused, Invalid."""
        passwords.check_new(password, email="")
        stored = await passwords.hashed(password)
        async with self._changing(by, agent_id) as change:
            _not_oneself(change)
            passwords.check_new(password, email=change.row.email)
            change.row.password_hash = stored
            change.ended = await sessions.end_all_in(change.session, agent_id)

    async def set_name(self, by: Actor, agent_id: str, name: str) -> None:
        """What customers and colleagues read from now on; what was said keeps the name it was said under. His open windows
        come back with it. Raises NotFound, Refused, Invalid("invalid_field")."""
        kept = visible_name(name, NAME + 1)
        if is_blank(kept) or len(kept) > NAME:
            raise Invalid("invalid_field", field="name")
        async with self._changing(by, agent_id) as change:
            if change.row.name == kept:
                return
            change.row.name = kept
            change.new_rights()

    async def set_role(self, by: Actor, agent_id: str, role: str) -> None:
        """Raises NotFound, Refused, Invalid("role_unknown"), Conflict("last_admin")."""
        if role not in rules.ROLES:
            raise Invalid("role_unknown")
        async with self._changing(by, agent_id) as change:
            if change.row.role == role:
                return
            _not_oneself(change)
            change.spare_the_last_admin()
            change.row.role = role
            change.new_rights()
            change.ended = await sessions.end_all_in(change.session, agent_id)

    async def set_active(self, by: Actor, agent_id: str, *, active: bool) -> None:
        """Raises NotFound, Refused, Conflict("last_admin")."""
        async with self._changing(by, agent_id) as change:
            if change.row.active == active:
                return
            _not_oneself(change)
            change.spare_the_last_admin()
            change.row.active = active
            change.new_rights()
            if not active:
                change.row.presence = "offline"
                change.ended = await sessions.end_all_in(change.session, agent_id)

    async def set_brands(self, by: Actor, agent_id: str, *, brands: Iterable[str], teams: Iterable[str]) -> None:
        """What he works for from now on, as ids; in teams that have retired, which nobody chooses any more, he stays. His
        sessions live on, his sockets begin anew with it. Raises NotFound, Refused, Invalid: brand_unknown, team_unknown."""
        wanted, members = frozenset(brands), frozenset(teams)
        async with self._changing(by, agent_id) as change:
            person = change.person
            members |= {row.id for row in await store.retired_teams(change.session, wanted)} & person.teams
            if (wanted, members) == (person.brands, person.teams):
                return
            await self._check_gift(change.session, change.by, brands=wanted, teams=members, held=person.brands)
            await store.put_brands(change.session, agent_id, wanted)
            await store.put_teams(change.session, agent_id, members)
            change.new_rights()

    async def end_sessions(self, by: Actor, agent_id: str) -> None:
        """Signs him out everywhere. Raises NotFound, Refused."""
        async with self._changing(by, agent_id) as change:
            change.ended = await sessions.end_all_in(change.session, agent_id)

    @asynccontextmanager
    async def _changing(self, by: Actor, agent_id: str) -> AsyncIterator[_Change]:
        async with self._database.write() as session:
            now, admins = await self._still(session, by)
            row = await store.agent_for_change(session, agent_id) if is_id(agent_id) else None
            # Who is not there takes as long as who may not be seen.
            brands, teams = await store.brands_of(session, [agent_id]), await store.teams_of(session, [agent_id])
            if row is None:
                raise NotFound
            change = _Change(session, row, _person(row, brands[row.id], teams[row.id]), admins, now)
            self._allow(now, "agent.manage", change.person)
            yield change
        for ended in change.ended:
            self._sessions.on_end(ended)
        if change.rights:
            self._sessions.on_rights(agent_id)

    async def _still(self, session: AsyncSession, by: Actor) -> tuple[Actor, set[str]]:
        """`by` as he is in this transaction, and the active admins, locked. Raises Refused for who is none."""
        admins = await store.lock_admins(session)
        if by is SYSTEM:
            return by, admins
        if by.id not in admins:
            raise Refused
        brands = await store.brands_of(session, [by.id])
        return replace(by, role="admin", brands=frozenset(brands[by.id])), admins

    async def _check_gift(
        self,
        session: AsyncSession,
        by: Actor,
        *,
        brands: frozenset[str],
        teams: frozenset[str],
        held: frozenset[str],
    ) -> None:
        """Nobody gives what he does not hold. Raises Invalid: brand_unknown, team_unknown."""
        if by is not SYSTEM and not brands <= by.brands | held:
            raise Invalid("brand_unknown")
        known = {row.id for row in await store.all_teams(session) if row.brand_id in brands}
        if not teams <= known:
            raise Invalid("team_unknown")

    def _allow(self, by: Actor, action: str, thing: object) -> None:
        if by is not SYSTEM:
            self._authorize(by, action, thing)


async def create_agent(
    database: Database, *, email: str, name: str, password: str, role: str, brands: list[str], teams: list[str]
) -> str:
    """The new agent's id, made by whoever runs the house. Raises Invalid (email_invalid, password_too_short,
    password_too_long, password_common, role_unknown), Conflict("agent_exists")."""
    account = await _account(email=email, name=name, password=password, role=role)
    try:
        async with database.write() as session:
            session.add(account)
            await session.flush()
            session.add_all(AgentBrandRow(agent_id=account.id, brand_id=brand) for brand in brands)
            session.add_all(TeamMemberRow(agent_id=account.id, team_id=team) for team in teams)
    except IntegrityError:
        raise Conflict("agent_exists") from None
    return account.id


async def _account(*, email: str, name: str, password: str, role: str) -> AgentRow:
    if role not in rules.ROLES:
        raise Invalid("role_unknown")
    address = rules.normal_email(email)
    passwords.check_new(password, email=address)
    return AgentRow(
        id=new_id(),
        email=address,
        name=visible_name(name) or address,
        role=role,
        password_hash=await passwords.hashed(password),
        active=True,
        presence="offline",
        seen_at=0,
        rights_at=0,
        created_at=clock.now(),
    )


def _person(row: AgentRow, brands: Iterable[str], teams: Iterable[str]) -> Person:
    return Person(
        id=row.id,
        email=row.email,
        name=row.name,
        role=row.role,
        active=row.active,
        presence=store.presence_now(row) if row.active else "offline",
        created_at=row.created_at,
        brands=frozenset(brands),
        teams=frozenset(teams),
    )


def _not_oneself(change: _Change) -> None:
    if change.row.id == change.by.id:
        raise Refused("own_account")
