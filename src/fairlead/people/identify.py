"""A customer comes in: with the exchange's signed token, or as a visitor labelled unverified."""

import warnings
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import msgspec
import structlog
from joserfc import jwt
from joserfc.errors import JoseError, SecurityWarning
from joserfc.jwk import OctKey, OKPKey
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.brands.store import Brand
from fairlead.infra.database import Database
from fairlead.infra.sealing import Sealer
from fairlead.kit import clock
from fairlead.kit.access import Actor
from fairlead.kit.clock import Instant
from fairlead.kit.errors import Invalid, NotSignedIn, Unavailable
from fairlead.kit.ids import new_id, token_hash
from fairlead.kit.text import is_blank, storable, visible_name
from fairlead.people import rules, sessions, store
from fairlead.people.models import CustomerRow, IdentityRow, OneTimeKeyRow
from fairlead.people.ports import JoinVisitor
from fairlead.people.sessions import NewSession
from fairlead.shield.prove_work import Solved
from fairlead.shield.secrets import clean

log = structlog.get_logger()

TOKEN_CHARS = 4096
# How often a sign-in is tried again when another device made the same account in the same moment.
RACES = 5
_KEYS: dict[str, type[OctKey] | type[OKPKey]] = {"HS256": OctKey, "EdDSA": OKPKey}


@dataclass(frozen=True, slots=True)
class Identified:
    session: NewSession
    customer: store.Customer


class Identify:
    """Exchanges a site's token for a session of ours; the token works once."""

    def __init__(self, database: Database, sealer: Sealer, join: JoinVisitor, *, session_life: int) -> None:
        self._database = database
        self._sealer = sealer
        self._join = join
        self._life = session_life
        # Told, in the transaction, of each customer whose tier is another than it was.
        self.on_tier: list[Callable[[AsyncSession, str], Awaitable[None]]] = []

    async def visitor(
        self,
        brand: Brand,
        *,
        locale: str,
        context: dict[str, Any],
        name: str = "",
        token: str | None = None,
        solved: Solved | None = None,
    ) -> Identified:
        """`token`: one of ours that the browser holds already; `solved`: the work that was done for it. Raises
        IntegrityError when one of them has been a session before, Invalid("reserved_name")."""
        shown = visible_name(clean(name).text)
        if shown:
            await self._check_name(brand, shown)
        profile: dict[str, Any] = {"context": context} | ({"name": shown} if shown else {})
        async with self._database.write() as session:
            if solved is not None:
                session.add(OneTimeKeyRow(purpose="pow", hash=solved.key, expires_at=solved.expires_at))
                await session.flush()
            row = new_customer(brand, profile, self._sealer, verified=False, locale=locale)
            session.add(row)
            made = await sessions.create(
                session, kind="customer", subject_id=row.id, brand_id=brand.id, life=self._life, token=token
            )
        return Identified(made, store.customer_from(row, self._sealer))

    async def _check_name(self, brand: Brand, name: str) -> None:
        """An agent reads it beside each message, and so may everybody who is sent the conversation."""
        async with self._database.read() as session:
            agents, _ = await store.colleagues(session, frozenset({brand.id}), authors=True)
        if rules.is_reserved(name, brand=brand.name, agents=[agent.name for agent in agents]):
            raise Invalid("reserved_name", field="name")

    async def account(
        self, brand: Brand, token: str, *, locale: str, context: dict[str, Any], before: Actor | None
    ) -> Identified:
        """A session for the account the token names; what `before`, a visitor of the same browser, started comes along.

        Raises NotSignedIn: token_invalid, token_expired, clock_skew, token_used.
        """
        claims = verified_claims(brand, token)
        for _ in range(RACES):
            try:
                return await self._exchange(brand, claims, locale=locale, context=context, before=before)
            except IntegrityError:
                # Either the token was used before, or another device made the same account in the same moment.
                async with self._database.read() as session:
                    if await session.get(OneTimeKeyRow, ("jti", _jti_hash(brand, claims["jti"]))):
                        raise NotSignedIn("token_used") from None
        raise Unavailable(retry_after=1)

    async def named(self, brand: Brand, uid: str, *, locale: str, name: str = "") -> Actor:
        """Whom a system of the exchange calls by his account, known here or not: it has no session, and nothing is taken from
        him that he told by himself. Raises Invalid("invalid_field")."""
        if is_blank(uid) or len(uid) > rules.UID_CHARS or uid != storable(uid):
            raise Invalid("invalid_field", field="uid")
        digest = uid_digest(brand, uid, self._sealer)
        for _ in range(RACES):
            async with self._database.read() as session:
                row = await store.customer_by_uid(session, brand.id, digest)
            if row is not None:
                name = store.customer_from(row, self._sealer).name
                return Actor("customer", row.id, name, brands=frozenset({brand.id}), verified=True)
            try:
                async with self._database.write() as session:
                    profile = {"uid": uid, "name": visible_name(name)}
                    made = new_customer(brand, profile, self._sealer, verified=True, locale=locale)
                    session.add(made)
                    await session.flush()
                    session.add(IdentityRow(brand_id=brand.id, kind="uid", digest=digest, customer_id=made.id))
            except IntegrityError:
                continue  # He signed in, or was named, in the same moment.
        raise Unavailable(retry_after=1)

    async def _exchange(
        self, brand: Brand, claims: dict[str, Any], *, locale: str, context: dict[str, Any], before: Actor | None
    ) -> Identified:
        async with self._database.write() as session:
            session.add(_used(brand, claims))
            await session.flush()
            row = await self._account_row(session, brand, claims, locale=locale, context=context)
            if before is not None and not before.verified and brand.id in before.brands:
                await session.flush()
                await self._join(session, visitor_id=before.id, customer_id=row.id)
                await sessions.end_in(session, before.session)
            made = await sessions.create(
                session, kind="customer", subject_id=row.id, brand_id=brand.id, life=self._life
            )
        return Identified(made, store.customer_from(row, self._sealer))

    async def _account_row(
        self, session: AsyncSession, brand: Brand, claims: dict[str, Any], *, locale: str, context: dict[str, Any]
    ) -> CustomerRow:
        digest = uid_digest(brand, claims["uid"], self._sealer)
        row = await store.customer_by_uid(session, brand.id, digest)
        known = row is not None
        kept = ("uid", "email", "kyc_level", "step_up_at")
        profile: dict[str, Any] = {key: claims[key] for key in kept if key in claims}
        profile |= {"name": visible_name(claims.get("name", "")), "context": context}
        if row is None:
            row = new_customer(brand, profile, self._sealer, verified=True, locale=claims.get("locale", locale))
            session.add(row)
            await session.flush()
            session.add(IdentityRow(brand_id=brand.id, kind="uid", digest=digest, customer_id=row.id))
        row.profile = self._sealer.seal(msgspec.json.encode(profile), store.profile_place(row.id))
        tier = visible_name(claims.get("tier", ""), 40)
        if known and row.tier != tier:
            for told in self.on_tier:
                await told(session, row.id)
        row.tier, row.seen_at = tier, clock.now()
        return row


def new_customer(
    brand: Brand, profile: dict[str, Any], sealer: Sealer, *, verified: bool, locale: str, at: Instant | None = None
) -> CustomerRow:
    moment = clock.now() if at is None else at
    customer_id = new_id(moment)
    return CustomerRow(
        id=customer_id,
        brand_id=brand.id,
        verified=verified,
        locale=locale if locale in brand.locales else brand.default_locale,
        tier="",
        profile=sealer.seal(msgspec.json.encode(profile), store.profile_place(customer_id)),
        created_at=moment,
        seen_at=moment,
    )


def uid_digest(brand: Brand, uid: str, sealer: Sealer) -> bytes:
    """What an account is found by."""
    return sealer.digest("uid", brand.id, uid)


def verified_claims(brand: Brand, token: str) -> dict[str, Any]:
    """The token's claims, checked with the brand's one key and one algorithm. Raises NotSignedIn."""
    if len(token) > TOKEN_CHARS or not token.isascii():
        raise NotSignedIn("token_invalid")
    try:
        key = _KEYS[brand.token_algorithm].import_key(brand.token_key)
        with warnings.catch_warnings():
            # RFC 9864 renames EdDSA to Ed25519; sites sign with the name their libraries know.
            warnings.simplefilter("ignore", SecurityWarning)
            decoded = jwt.decode(token, key, algorithms=[brand.token_algorithm])
    except (JoseError, ValueError, TypeError, KeyError, RecursionError):
        raise NotSignedIn("token_invalid") from None
    if "crit" in decoded.header:
        raise NotSignedIn("token_invalid")
    try:
        return rules.token_claims(decoded.claims, audience=brand.key, moment=clock.now())
    except NotSignedIn as problem:
        if problem.code == "clock_skew":
            log.warning("token.clock_skew", brand=brand.key)
        raise


def _jti_hash(brand: Brand, jti: str) -> str:
    return token_hash(f"{brand.id}:{jti}")


def _used(brand: Brand, claims: dict[str, Any]) -> OneTimeKeyRow:
    return OneTimeKeyRow(
        purpose="jti", hash=_jti_hash(brand, claims["jti"]), expires_at=claims["exp"] + 2 * rules.CLOCK_SKEW
    )
