"""Sessions and tickets: made, looked up, ended. Tokens are random, stored hashed, and end when they say."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.infra.database import Database
from fairlead.infra.dialects import Dialect
from fairlead.infra.sealing import Sealer
from fairlead.kit import clock
from fairlead.kit.access import Actor
from fairlead.kit.clock import Instant
from fairlead.kit.errors import NotSignedIn, Unavailable
from fairlead.kit.ids import new_id, new_token, token_hash
from fairlead.people import store
from fairlead.people.models import AgentRow, OneTimeKeyRow, SessionRow

TICKET_LIFE = 30 * clock.SECOND
TOKEN_MAX = 200
# So long a network counts as one the agent has signed in from.
PLACE_LIFE = 90 * clock.DAY
_OF_AGENT = select(SessionRow, AgentRow).outerjoin(
    AgentRow, and_(SessionRow.kind == "agent", AgentRow.id == SessionRow.subject_id)
)
_BY_TOKEN = _OF_AGENT.where(SessionRow.token_hash == bindparam("token_hash"))
_BY_ID = _OF_AGENT.where(SessionRow.id == bindparam("session_id"))


@dataclass(frozen=True, slots=True)
class NewSession:
    token: str
    id: str
    expires_at: Instant


async def create(
    session: AsyncSession,
    *,
    kind: str,
    subject_id: str,
    brand_id: str | None,
    life: int,
    token: str | None = None,
    device: str = "",
) -> NewSession:
    """A session in the caller's transaction; `life` in microseconds. `token`: one made before, and not used yet."""
    moment = clock.now()
    token = token or new_token("fls" if kind == "customer" else "fla")
    made = NewSession(token=token, id=new_id(), expires_at=moment + life)
    session.add(
        SessionRow(
            id=made.id,
            token_hash=token_hash(made.token),
            kind=kind,
            subject_id=subject_id,
            brand_id=brand_id,
            created_at=moment,
            expires_at=made.expires_at,
            device=device,
        )
    )
    return made


class Sessions:
    """Looks sessions up and ends them. `on_end` is told each ended session's id, to close its sockets; `on_rights` the id of
    an agent whose rights are others now, so that his sockets begin anew with these."""

    def __init__(self, database: Database, sealer: Sealer) -> None:
        self._database = database
        self._sealer = sealer
        self.on_end: Callable[[str], None] = lambda _: None
        self.on_rights: Callable[[str], None] = lambda _: None

    async def actor(self, token: str, kind: str) -> Actor:
        """Who holds this token now. Raises NotSignedIn."""
        if not token or len(token) > TOKEN_MAX:
            raise NotSignedIn
        async with self._database.read() as session:
            return await self._actor(session, _BY_TOKEN, {"token_hash": token_hash(token)}, kind)

    async def _actor(
        self, session: AsyncSession, statement: Select[SessionRow, AgentRow], named: dict[str, Any], kind: str
    ) -> Actor:
        found = (await session.execute(statement, named)).first()
        row, agent = found or (None, None)
        if row is None or row.kind != kind or row.ended_at is not None or row.expires_at < clock.now():
            raise NotSignedIn
        if kind == "agent":
            if agent is None or not agent.active:
                raise NotSignedIn
            return replace(await store.actor_of(session, agent, session_id=row.id), until=row.expires_at)
        person = await store.customer(session, row.subject_id)
        if person is None:
            raise NotSignedIn
        customer = store.customer_from(person, self._sealer)
        return Actor(
            kind="customer",
            id=customer.id,
            name=customer.name,
            brands=frozenset({customer.brand_id}),
            session=row.id,
            until=row.expires_at,
            verified=customer.verified,
        )

    async def holder(self, session_id: str, kind: str) -> Actor:
        """Whose session this is, while it lives. Raises NotSignedIn."""
        async with self._database.read() as session:
            return await self._actor(session, _BY_ID, {"session_id": session_id}, kind)

    async def end(self, session_id: str) -> None:
        async with self._database.write() as session:
            await end_in(session, session_id)
        self.on_end(session_id)

    async def confirm(self, actor: Actor) -> None:
        """Raises NotSignedIn when the agent's session has ended since the actor was made of it, Unavailable when his rights
        are others now: asked again over a new connection, it goes by these."""
        async with self._database.read() as session:
            statement = rights_statement(self._database.dialect, "ids")
            found = await session.execute(statement, {"ids": self._database.dialect.list_value([actor.session])})
            check_rights(actor, {row[0]: row[1] for row in found})

    async def ticket(self, actor: Actor) -> tuple[str, Instant]:
        """A socket ticket for the actor's own session: single use, 30 seconds."""
        ticket, expires = new_token("flt"), clock.now() + TICKET_LIFE
        async with self._database.write() as session:
            session.add(
                OneTimeKeyRow(purpose="ticket", hash=token_hash(ticket), subject=actor.session, expires_at=expires)
            )
        return ticket, expires

    async def redeem(self, ticket: str) -> Actor:
        """The agent a ticket was made for. Raises NotSignedIn; a second use finds nothing."""
        if not ticket or len(ticket) > TOKEN_MAX:
            raise NotSignedIn
        wanted = (OneTimeKeyRow.purpose == "ticket", OneTimeKeyRow.hash == token_hash(ticket))
        async with self._database.write() as session:
            taken = await session.execute(
                delete(OneTimeKeyRow).where(*wanted).returning(OneTimeKeyRow.subject, OneTimeKeyRow.expires_at)
            )
            row = taken.first()
        if row is None or row.expires_at < clock.now():
            raise NotSignedIn
        return await self.holder(row.subject, "agent")


async def end_in(session: AsyncSession, session_id: str) -> None:
    """Ends a session in the caller's transaction."""
    ended = update(SessionRow).where(SessionRow.id == session_id, SessionRow.ended_at.is_(None))
    await session.execute(ended.values(ended_at=clock.now()))


async def end_all_in(session: AsyncSession, agent_id: str, *, but: str = "") -> list[str]:
    """Ends every session of an agent, but one, in the caller's transaction; the ids of those that ended."""
    ended = update(SessionRow).where(
        SessionRow.kind == "agent",
        SessionRow.subject_id == agent_id,
        SessionRow.id != but,
        SessionRow.ended_at.is_(None),
    )
    return list(await session.scalars(ended.values(ended_at=clock.now()).returning(SessionRow.id)))


async def open_of(session: AsyncSession, agent_id: str) -> list[SessionRow]:
    """An agent's sessions that live, the newest first."""
    statement = select(SessionRow).where(
        SessionRow.kind == "agent",
        SessionRow.subject_id == agent_id,
        SessionRow.ended_at.is_(None),
        SessionRow.expires_at >= clock.now(),
    )
    return list(await session.scalars(statement.order_by(SessionRow.created_at.desc(), SessionRow.id)))


async def alive(session: AsyncSession, dialect: Dialect, ids: set[str]) -> set[str]:
    """Which of these sessions have neither ended nor run out."""
    good = (SessionRow.ended_at.is_(None), SessionRow.expires_at >= clock.now())
    statement = select(SessionRow.id).where(dialect.one_of(SessionRow.__table__.c.id, "ids"), *good)
    return set(await session.scalars(statement, {"ids": dialect.list_value(sorted(ids))}))


async def ended_since(session: AsyncSession, moment: Instant) -> set[str]:
    """The sessions that ended lately: few, however many there are."""
    return set(await session.scalars(select(SessionRow.id).where(SessionRow.ended_at >= moment)))


async def rights(session: AsyncSession, dialect: Dialect, ids: set[str]) -> dict[str, Instant]:
    """Of these sessions of agents, those that have not ended: as of when their agent's rights are."""
    found = await session.execute(rights_statement(dialect, "ids"), {"ids": dialect.list_value(sorted(ids))})
    return {row[0]: row[1] for row in found}


@lru_cache
def rights_statement(dialect: Dialect, name: str) -> Select[Any]:
    """The same for a batch of the ledger, with the ids bound to `name`."""
    table = SessionRow.__table__.c
    return (
        select(table.id, AgentRow.rights_at)
        .join(AgentRow, AgentRow.id == table.subject_id)
        .where(dialect.one_of(table.id, name), table.ended_at.is_(None), AgentRow.active)
    )


def check_rights(actor: Actor, known: Mapping[str, Instant]) -> None:
    """`known`: what `rights` found. Raises NotSignedIn, Unavailable; see `Sessions.confirm`."""
    as_of = known.get(actor.session)
    if as_of is None:
        raise NotSignedIn
    if as_of != actor.rights_at:
        raise Unavailable(retry_after=1)


async def drop_expired(session: AsyncSession) -> None:
    await session.execute(delete(SessionRow).where(SessionRow.expires_at < clock.now() - clock.DAY))
    await store.drop_expired_keys(session)
    await store.drop_old_places(session, before=clock.now() - PLACE_LIFE)
