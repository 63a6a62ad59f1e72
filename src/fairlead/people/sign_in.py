"""Agents sign in with a password (Argon2id, RFC 9106) and are made on the command line."""

import asyncio
from functools import lru_cache
from typing import TYPE_CHECKING

from sqlalchemy.exc import IntegrityError

from fairlead.infra.database import Database
from fairlead.kit import clock
from fairlead.kit.access import Actor
from fairlead.kit.errors import Conflict, Invalid, NotSignedIn
from fairlead.kit.ids import new_id
from fairlead.kit.text import visible_name
from fairlead.people import rules, sessions, store
from fairlead.people.models import AgentBrandRow, AgentRow, TeamMemberRow
from fairlead.people.sessions import NewSession
from fairlead.shield.limits import Limiter

if TYPE_CHECKING:
    from argon2 import PasswordHasher

LOGIN_WINDOW = 15 * 60


@lru_cache
def hasher() -> "PasswordHasher":
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


# Verified against when there is no such agent, so that the answer takes as long. Made once per process.
@lru_cache
def _nobody() -> str:
    return hasher().hash("nobody has this password")


def normal_email(email: str) -> str:
    """Raises Invalid("email_invalid")."""
    cleaned = email.strip().lower()
    local, at, domain = cleaned.rpartition("@")
    if not (local and at and domain and len(cleaned) <= 254) or any(c.isspace() or ord(c) < 32 for c in cleaned):
        raise Invalid("email_invalid")
    return cleaned


def _matches(stored: str, password: str) -> bool:
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        return hasher().verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False


class SignIn:
    def __init__(self, database: Database, *, session_life: int, burst: int) -> None:
        self._database = database
        self._life = session_life
        self._failures = Limiter(rate=burst / LOGIN_WINDOW, burst=burst)

    async def password(self, email: str, password: str, *, address: str) -> tuple[Actor, NewSession]:
        """Raises NotSignedIn("sign_in_failed") alike for a wrong password and an unknown agent, TooMany when guessing.

        The slow-down counts one account from one address, so that a guesser elsewhere locks nobody out.
        """
        key = f"{address}|{email.strip().lower()[:254]}"
        self._failures.take(key)
        async with self._database.read() as session:
            row = await store.agent_by_email(session, email.strip().lower())
        stored = row.password_hash if row is not None and row.active else _nobody()
        good = await asyncio.to_thread(_matches, stored, password[:1024])
        if not good or row is None or not row.active:
            raise NotSignedIn("sign_in_failed")
        self._failures.forget(key)
        async with self._database.write() as session:
            made = await sessions.create(session, kind="agent", subject_id=row.id, brand_id=None, life=self._life)
            if row.presence == "offline":
                await store.set_presence(session, row.id, "online")
            actor = await store.agent_actor(session, row.id, session_id=made.id)
        if actor is None:
            raise NotSignedIn("sign_in_failed")
        return actor, made


async def create_agent(
    database: Database, *, email: str, name: str, password: str, role: str, brands: list[str], teams: list[str]
) -> str:
    """The new agent's id. Raises Invalid (email_invalid, password_too_short, role_unknown), Conflict("agent_exists")."""
    if len(password) < rules.PASSWORD_MIN:
        raise Invalid("password_too_short", least=rules.PASSWORD_MIN)
    if role not in rules.ROLES:
        raise Invalid("role_unknown")
    agent_id, address = new_id(), normal_email(email)
    stored = await asyncio.to_thread(hasher().hash, password)
    try:
        async with database.write() as session:
            session.add(
                AgentRow(
                    id=agent_id,
                    email=address,
                    name=visible_name(name) or address,
                    role=role,
                    password_hash=stored,
                    created_at=clock.now(),
                )
            )
            await session.flush()
            session.add_all(AgentBrandRow(agent_id=agent_id, brand_id=brand) for brand in brands)
            session.add_all(TeamMemberRow(agent_id=agent_id, team_id=team) for team in teams)
    except IntegrityError:
        raise Conflict("agent_exists") from None
    return agent_id
