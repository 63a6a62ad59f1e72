"""Admins say where a brand's events are told: addresses, kinds, secrets and their rotation."""

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from fairlead.infra.database import Database
from fairlead.infra.sealing import Sealer
from fairlead.kit import clock
from fairlead.kit.access import Actor, Authorize
from fairlead.kit.errors import Conflict, Invalid, NotFound
from fairlead.kit.ids import is_id, new_id
from fairlead.kit.text import is_blank, visible_name
from fairlead.settings import SettingsError
from fairlead.webhooks import rules, store
from fairlead.webhooks.models import WebhookRow
from fairlead.webhooks.rules import BY_ADMIN
from fairlead.webhooks.tell_changes import note_change

if TYPE_CHECKING:
    from fairlead.infra.reach import Reach


@dataclass(frozen=True, slots=True)
class Given:
    """What an admin sets. `texts`: it is told what was said, too."""

    name: str
    url: str = field(repr=False)
    kinds: tuple[str, ...]
    texts: bool
    active: bool = True


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A row with its address opened; empty when the seal does not open."""

    row: WebhookRow
    url: str = field(repr=False)


class Of:
    """The brand it is about, for the gate."""

    def __init__(self, brand_id: str) -> None:
        self.brand_id = brand_id


class Endpoints:
    """`origins`: those an operator has named, comma-separated, which may be private and need no https. Raises SettingsError."""

    def __init__(self, database: Database, sealer: Sealer, authorize: Authorize, *, origins: str = "") -> None:
        self._database, self._sealer, self._authorize = database, sealer, authorize
        self._origins = tuple(_origin(one.strip()) for one in origins.split(",") if one.strip())

    def reach(self) -> "Reach":
        # Most installations tell nobody: loaded with the first address.
        from fairlead.infra.reach import Reach

        return Reach(named=self._origins)

    def opened(self, row: WebhookRow) -> Endpoint:
        return Endpoint(row, (self._sealer.read(row.url, store.url_place(row.id)) or b"").decode())

    async def all(self, by: Actor, brand_id: str) -> list[Endpoint]:
        """Raises NotFound, Refused."""
        self._authorize(by, "webhook.manage", Of(brand_id))
        async with self._database.read() as session:
            return [self.opened(row) for row in await store.of_brand(session, brand_id)]

    async def off(self, by: Actor) -> list[WebhookRow]:
        """Those that were switched off by themselves. Raises Refused."""
        self._authorize(by, "webhooks.hear", None)
        async with self._database.read() as session:
            return list(await store.switched_off(session, by.brands))

    async def get(self, by: Actor, webhook_id: str) -> Endpoint:
        """Raises NotFound, Refused."""
        async with self._database.read() as session:
            row = await session.get(WebhookRow, webhook_id) if is_id(webhook_id) else None
        return self.opened(self._allowed(by, row))

    async def add(self, by: Actor, brand_id: str, given: Given) -> tuple[Endpoint, str]:
        """With its secret, which is told this once. Raises NotFound, Refused, Conflict("webhooks_many"), and as `checked`."""
        self._authorize(by, "webhook.manage", Of(brand_id))
        wanted = await self._checked(given)
        webhook_id, moment, secret = new_id(), clock.now(), rules.new_secret(os.urandom(rules.SECRET_BYTES))
        row = WebhookRow(
            id=webhook_id,
            brand_id=brand_id,
            secret=self._sealer.seal(secret.encode(), store.secret_place(webhook_id)),
            revision=1,
            created_at=moment,
            resting_until=0,
            old_until=0,
        )
        self._put(row, wanted, by, moment)
        async with self._database.write() as session:
            if await store.count_of(session, brand_id) >= rules.MOST_ENDPOINTS:
                raise Conflict("webhooks_many", most=rules.MOST_ENDPOINTS)
            session.add(row)
            note_change(session, self._sealer, row, "added", by=by, url=wanted.url)
        return self.opened(row), secret

    async def change(self, by: Actor, webhook_id: str, given: Given, *, revision: int) -> Endpoint:
        """Raises NotFound, Refused, Conflict("edited_meanwhile") with `theirs`, and as `checked`."""
        await self.get(by, webhook_id)
        wanted = await self._checked(given)
        async with self._database.write() as session:
            row = self._allowed(by, await store.for_change(session, webhook_id))
            if row.revision != revision:
                raise Conflict(
                    "edited_meanwhile", edition=row.revision, by=row.changed_by, at=clock.iso(row.changed_at)
                )
            row.revision += 1
            was, told = self.opened(row).url, row.texts
            self._put(row, wanted, by, clock.now())
            if was != wanted.url:
                note_change(session, self._sealer, row, "address", by=by, url=wanted.url)
            if wanted.texts and not told:
                note_change(session, self._sealer, row, "texts", by=by, url=wanted.url)
        return self.opened(row)

    async def remove(self, by: Actor, webhook_id: str) -> None:
        """With its log. Raises NotFound, Refused."""
        if not is_id(webhook_id):
            raise NotFound
        async with self._database.write() as session:
            row = self._allowed(by, await store.for_change(session, webhook_id))
            note_change(session, self._sealer, row, "removed", by=by, url=self.opened(row).url)
            await store.remove(session, webhook_id)

    async def rotate(self, by: Actor, webhook_id: str) -> tuple[Endpoint, str]:
        """A new secret, told this once; the one before signs beside it for a day. Raises NotFound, Refused."""
        if not is_id(webhook_id):
            raise NotFound
        secret = rules.new_secret(os.urandom(rules.SECRET_BYTES))
        async with self._database.write() as session:
            row = self._allowed(by, await store.for_change(session, webhook_id))
            row.old_secret, row.old_until = row.secret, clock.now() + rules.OVERLAP
            row.secret = self._sealer.seal(secret.encode(), store.secret_place(webhook_id))
            row.revision += 1
            row.changed_by, row.changed_at = by.id, clock.now()
            note_change(session, self._sealer, row, "secret", by=by, url=self.opened(row).url)
        return self.opened(row), secret

    def _allowed(self, by: Actor, row: WebhookRow | None) -> WebhookRow:
        if row is None:
            raise NotFound
        self._authorize(by, "webhook.manage", row)
        return row

    def _put(self, row: WebhookRow, given: Given, by: Actor, moment: int) -> None:
        row.name, row.kinds, row.texts = given.name, list(given.kinds), given.texts
        row.url = self._sealer.seal(given.url.encode(), store.url_place(row.id))
        if given.active != row.active:
            row.off_reason = "" if given.active else BY_ADMIN
            row.off_at = None if given.active else moment
        row.active = given.active
        # Whatever was wrong with it, it begins anew.
        row.failing_since, row.resting_until = None, 0
        row.changed_by, row.changed_at = by.id, moment

    async def _checked(self, given: Given) -> Given:
        """Raises Invalid: webhook_name, webhook_kinds, webhook_url, webhook_private."""
        name = visible_name(given.name, rules.NAME_CHARS)
        if is_blank(name):
            raise Invalid("webhook_name", most=rules.NAME_CHARS)
        kinds = tuple(kind for kind in rules.KINDS if kind in given.kinds)
        if not kinds or len(set(given.kinds)) != len(kinds):
            raise Invalid("webhook_kinds")
        await self._check_url(given.url)
        return Given(name, given.url, kinds, given.texts, given.active)

    async def _check_url(self, url: str) -> None:
        if not _is_plain(url):
            raise Invalid("webhook_url", most=rules.URL_CHARS)
        from fairlead.infra.reach import Unreachable

        reach = self.reach()
        try:
            reach.check(url)
        except Unreachable:
            raise Invalid("webhook_url", most=rules.URL_CHARS) from None
        try:
            await reach.look_up(url)
        except Unreachable:
            # Whether there is such a host inside is nobody's to find out: the same answer.
            raise Invalid("webhook_private") from None


def _origin(given: str) -> str:
    parts = urlsplit(given)
    if parts.scheme not in ("http", "https") or not _is_plain(given) or parts.path not in ("", "/") or parts.query:
        raise SettingsError(
            f"FAIRLEAD_WEBHOOK_ORIGINS wants origins such as http://ledger.internal:9000, not {given!r}."
        )
    return given


def _is_plain(url: str) -> bool:
    """An address as it is asked: ASCII, a host, no user, no password, no fragment."""
    if not 0 < len(url) <= rules.URL_CHARS or not url.isascii() or any(c <= " " or c in '\\"<>^`{|}\x7f' for c in url):
        return False
    try:
        parts: Any = urlsplit(url)
        parts.port  # noqa: B018 - reading it is what checks it
    except ValueError:
        return False
    return bool(parts.hostname) and parts.username is None and parts.password is None and "#" not in url
