"""Tokens for the exchange's own systems: made and taken back on the command line, each for one brand and some scopes."""

from dataclasses import dataclass
from typing import Literal, get_args

from sqlalchemy import select, update

from fairlead.infra.database import Database
from fairlead.kit import clock
from fairlead.kit.clock import Instant
from fairlead.kit.errors import Invalid, NotFound, NotSignedIn, Refused
from fairlead.kit.ids import new_id, new_token, token_hash
from fairlead.kit.text import is_blank, visible_name
from fairlead.people.models import ApiTokenRow
from fairlead.people.sessions import TOKEN_MAX

Scope = Literal["tickets.write"]
SCOPES: tuple[str, ...] = get_args(Scope)
NAME_CHARS = 80


@dataclass(frozen=True, slots=True)
class ApiToken:
    """What is known of one; the secret itself is not."""

    id: str
    brand_id: str
    name: str
    scopes: frozenset[str]
    created_at: Instant
    # None: until it is revoked.
    expires_at: Instant | None
    revoked_at: Instant | None

    def lives(self, moment: Instant) -> bool:
        return self.revoked_at is None and (self.expires_at is None or moment <= self.expires_at)


class ApiTokens:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def issue(
        self, brand_id: str, name: str, scopes: frozenset[str], *, life: int | None
    ) -> tuple[str, ApiToken]:
        """The secret, which is shown once and never kept, and what is known of it; `life` in microseconds. Raises Invalid."""
        shown = visible_name(name, NAME_CHARS)
        if is_blank(shown):
            raise Invalid("invalid_field", field="name")
        if not scopes or not scopes <= set(SCOPES):
            raise Invalid("invalid_field", field="scopes")
        moment, secret = clock.now(), new_token("flk")
        row = ApiTokenRow(
            id=new_id(moment),
            brand_id=brand_id,
            name=shown,
            token_hash=token_hash(secret),
            scopes=" ".join(sorted(scopes)),
            created_at=moment,
            expires_at=None if life is None else moment + life,
            revoked_at=None,
        )
        async with self._database.write() as session:
            session.add(row)
        return secret, _token(row)

    async def all(self) -> list[ApiToken]:
        """Those that were revoked too, the oldest first."""
        async with self._database.read() as session:
            rows = await session.scalars(select(ApiTokenRow).order_by(ApiTokenRow.created_at, ApiTokenRow.id))
            return [_token(row) for row in rows]

    async def revoke(self, token_id: str) -> None:
        """From now on; twice is once. Raises NotFound."""
        async with self._database.write() as session:
            if await session.get(ApiTokenRow, token_id) is None:
                raise NotFound
            living = update(ApiTokenRow).where(ApiTokenRow.id == token_id, ApiTokenRow.revoked_at.is_(None))
            await session.execute(living.values(revoked_at=clock.now()))

    async def check(self, secret: str, scope: Scope) -> ApiToken:
        """Raises NotSignedIn for one that is unknown, over or revoked, Refused for one without this scope."""
        if not secret or len(secret) > TOKEN_MAX:
            raise NotSignedIn
        async with self._database.read() as session:
            row = await session.scalar(select(ApiTokenRow).where(ApiTokenRow.token_hash == token_hash(secret)))
        if row is None or not (found := _token(row)).lives(clock.now()):
            raise NotSignedIn
        if scope not in found.scopes:
            raise Refused
        return found


def _token(row: ApiTokenRow) -> ApiToken:
    scopes = frozenset(row.scopes.split())
    return ApiToken(row.id, row.brand_id, row.name, scopes, row.created_at, row.expires_at, row.revoked_at)
