"""Agents sign in with a password. Nobody learns here who works in the house, and guessing locks out only the guesser."""

import math
from dataclasses import dataclass

from fairlead.infra.database import Database
from fairlead.infra.sealing import Sealer
from fairlead.kit import clock
from fairlead.kit.access import Actor
from fairlead.kit.errors import NotSignedIn, TooMany
from fairlead.people import passwords, rules, sessions, store
from fairlead.people.sessions import NewSession
from fairlead.shield.limits import Limiter

LOGIN_WINDOW = 15 * 60


@dataclass(frozen=True, slots=True)
class Bursts:
    """Failed sign-ins before it slows down; each refills in 15 minutes. `pair`: of one account from one network."""

    pair: int = 10
    network: int = 100
    account: int = 50


class SlowDown:
    """Counts failed sign-ins by account and network, by network, and by account.

    Where the account has been signed in to before, the first count alone decides: whoever guesses elsewhere, from however
    many addresses, does not lock its owner out there. What nobody is called is counted as what somebody is.
    """

    def __init__(self, bursts: Bursts) -> None:
        self._pairs, self._networks, self._accounts = (
            Limiter(rate=burst / LOGIN_WINDOW, burst=burst) for burst in (bursts.pair, bursts.network, bursts.account)
        )

    def take(self, account: str, network: str, *, known: bool) -> None:
        """Counts one try, as failed until it is forgiven. Raises TooMany, and then counts nothing."""
        counts = self._counts(account, network, known=known)
        wait = max(limiter.wait(key) for limiter, key in counts)
        if wait:
            raise TooMany(retry_after=math.ceil(wait))
        for limiter, key in counts:
            limiter.try_take(key)

    def forgive(self, account: str, network: str, *, known: bool) -> None:
        """It was the right password: that pair begins anew, and the others get back what this try had cost."""
        (pairs, pair), *others = self._counts(account, network, known=known)
        pairs.forget(pair)
        for limiter, key in others:
            limiter.give_back(key)

    def _counts(self, account: str, network: str, *, known: bool) -> list[tuple[Limiter, str]]:
        pair = (self._pairs, f"{network}|{account}")
        return [pair] if known else [pair, (self._networks, network), (self._accounts, account)]


class SignIn:
    def __init__(self, database: Database, sealer: Sealer, *, session_life: int, bursts: Bursts) -> None:
        self._database = database
        self._sealer = sealer
        self._life = session_life
        self._slow_down = SlowDown(bursts)

    async def password(self, email: str, password: str, *, address: str, device: str = "") -> tuple[Actor, NewSession]:
        """Raises NotSignedIn("sign_in_failed") alike for a wrong password, an unknown and a deactivated agent, TooMany when
        somebody guesses, Invalid("password_too_long"): whoever it is said of."""
        passwords.check_length(password)
        account, network = rules.folded_email(email)[: rules.EMAIL_CHARS + 1], rules.network_of(address)
        place = self._sealer.digest("place", account, network)
        async with self._database.read() as session:
            row = await store.agent_by_email(session, account)
            known = await store.knows_place(
                session, row.id if row else "", place, since=clock.now() - sessions.PLACE_LIFE
            )
        self._slow_down.take(account, network, known=known)
        good = await passwords.matches(row.password_hash if row and row.active else None, password)
        if not good or row is None:
            raise NotSignedIn("sign_in_failed")
        async with self._database.write() as session:
            made = await sessions.create(
                session, kind="agent", subject_id=row.id, brand_id=None, life=self._life, device=device
            )
            now = await store.agent_for_change(session, row.id)
            if now is None or not now.active or now.password_hash != row.password_hash:
                # Deactivated, or another password, while this one was compared.
                raise NotSignedIn("sign_in_failed")
            if now.presence == "offline":
                await store.set_presence(session, row.id, "online")
            await store.remember_place(session, row.id, place)
            actor = await store.agent_actor(session, row.id, session_id=made.id)
        self._slow_down.forgive(account, network, known=known)
        if actor is None:
            raise NotSignedIn("sign_in_failed")
        return actor, made
