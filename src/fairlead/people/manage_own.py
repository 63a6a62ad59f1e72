"""What an agent does with his own account: another password, and which of his devices stay signed in."""

from fairlead.infra.database import Database
from fairlead.kit.access import Actor
from fairlead.kit.errors import NotFound, NotSignedIn, Refused
from fairlead.kit.ids import is_id
from fairlead.people import passwords, sessions, store
from fairlead.people.models import AgentRow, SessionRow
from fairlead.people.sessions import NewSession, Sessions
from fairlead.people.sign_in import LOGIN_WINDOW
from fairlead.shield.limits import Limiter


class Own:
    def __init__(self, database: Database, closing: Sessions, *, session_life: int, burst: int) -> None:
        self._database = database
        self._sessions = closing
        self._life = session_life
        self._guesses = Limiter(rate=burst / LOGIN_WINDOW, burst=burst)

    async def change_password(self, actor: Actor, *, current: str, new: str, device: str = "") -> NewSession:
        """Ends every session of the agent, and begins one anew for the device at hand. Raises Refused("password_wrong") when
        `current` is not his password, TooMany for who goes on guessing, Invalid as for any new password."""
        passwords.check_length(current)
        async with self._database.read() as session:
            row = await session.get(AgentRow, actor.id)
        if row is None:
            raise NotSignedIn
        self._guesses.take(actor.id)
        if not await passwords.matches(row.password_hash, current):
            raise Refused("password_wrong")
        self._guesses.give_back(actor.id)
        passwords.check_new(new, email=row.email)
        stored = await passwords.hashed(new)
        async with self._database.write() as session:
            now = await store.agent_for_change(session, actor.id)
            ended = await sessions.end_all_in(session, actor.id)
            if now is None or not now.active or actor.session not in ended:
                raise NotSignedIn
            if now.password_hash != row.password_hash:
                # Another device, or an admin, was quicker.
                raise Refused("password_wrong")
            now.password_hash = stored
            made = await sessions.create(
                session, kind="agent", subject_id=actor.id, brand_id=None, life=self._life, device=device
            )
        for session_id in ended:
            self._sessions.on_end(session_id)
        return made

    async def sessions(self, actor: Actor) -> list[SessionRow]:
        async with self._database.read() as session:
            return await sessions.open_of(session, actor.id)

    async def end_session(self, actor: Actor, session_id: str) -> None:
        """Raises NotFound for one that is not his, or has ended."""
        async with self._database.write() as session:
            if not is_id(session_id) or session_id not in {row.id for row in await sessions.open_of(session, actor.id)}:
                raise NotFound
            await sessions.end_in(session, session_id)
        self._sessions.on_end(session_id)

    async def end_sessions(self, actor: Actor, *, keep_this: bool) -> int:
        """Signs him out everywhere, or everywhere else; how many sessions that were."""
        async with self._database.write() as session:
            ended = await sessions.end_all_in(session, actor.id, but=actor.session if keep_this else "")
        for session_id in ended:
            self._sessions.on_end(session_id)
        return len(ended)
