"""Browsers a customer is told on: allowed, listed, removed by himself."""

import time
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from fairlead.infra.database import Database
from fairlead.infra.sealing import Sealer
from fairlead.kit import clock
from fairlead.kit.access import Actor
from fairlead.kit.clock import Instant
from fairlead.kit.errors import NotFound, Refused, Unavailable
from fairlead.kit.ids import is_id, new_id
from fairlead.notices import rules, store
from fairlead.notices.models import PushDeviceRow
from fairlead.notices.rules import Services
from fairlead.notices.store import Address

RACES = 3
DEAF_SECONDS, MOST_DEAF = 10.0, 20_000


@dataclass(frozen=True, slots=True)
class Device:
    id: str
    name: str
    # The one that asks, as far as its session tells.
    this: bool
    created_at: Instant


class Devices:
    def __init__(self, database: Database, sealer: Sealer, services: Services) -> None:
        self._database = database
        self._sealer = sealer
        self._services = services
        # Until when nobody hears of a conversation: most customers have allowed nothing, and every reply asks.
        self._deaf: dict[str, float] = {}

    async def hearing(self, conversation_id: str) -> list[str]:
        """Ids of the browsers of a conversation's customer. One allowed at another node is known after some seconds, in which
        the customer looks at the page where he allowed it."""
        moment = time.monotonic()
        if self._deaf.get(conversation_id, 0.0) > moment:
            return []
        async with self._database.read() as session:
            found = await store.who_hears(session, conversation_id)
        if not found:
            if len(self._deaf) > MOST_DEAF:
                self._deaf.clear()
            self._deaf[conversation_id] = moment + DEAF_SECONDS
        return found

    async def of(self, customer: Actor) -> list[Device]:
        async with self._database.read() as session:
            rows = await store.of_customer(session, customer.id)
        return [self._device(row, customer) for row in rows]

    def _device(self, row: PushDeviceRow, customer: Actor) -> Device:
        name = store.address_of(row, self._sealer).name
        return Device(row.id, name, row.session_id == customer.session, row.created_at)

    async def allow(
        self, customer: Actor, *, endpoint: str, p256dh: str, auth: str, locale: str, user_agent: str
    ) -> Device:
        """From now on this browser is told; the same browser again is still one. Raises Refused for a visitor, Invalid."""
        if not customer.verified:
            raise Refused("push_sign_in")
        self._services.origin_of(endpoint)
        rules.browser_keys(p256dh, auth)
        address = Address(endpoint, p256dh, auth, rules.device_name(user_agent))
        for _ in range(RACES):
            try:
                row = await self._allow(customer, address, locale)
            except IntegrityError:
                continue  # The same browser has said so twice in the same moment.
            self._deaf.clear()
            return self._device(row, customer)
        raise Unavailable(retry_after=1)

    async def _allow(self, customer: Actor, address: Address, locale: str) -> PushDeviceRow:
        digest = self._sealer.digest("push", address.endpoint)
        async with self._database.write() as session:
            known = await session.scalar(select(PushDeviceRow.id).where(PushDeviceRow.endpoint_digest == digest))
            mine = await store.of_customer(session, customer.id)
            # One browser, one row: whose it was before, and what was told there, is over. So it is with a session that
            # had another address until now.
            old = [row.id for row in mine if row.session_id == customer.session]
            others = [row.id for row in mine if row.id not in (known, *old)]
            await store.remove(session, [*old, *others[rules.DEVICES - 1 :], *([known] if known else [])])
            row = PushDeviceRow(
                id=(made := new_id()),
                customer_id=customer.id,
                brand_id=next(iter(customer.brands)),
                session_id=customer.session,
                endpoint_digest=digest,
                address=store.seal_address(address, self._sealer, made),
                locale=locale,
                created_at=clock.now(),
            )
            session.add(row)
        return row

    async def remove(self, customer: Actor, device_id: str) -> None:
        """Raises NotFound alike for what is missing and what is another's."""
        async with self._database.write() as session:
            row = await session.get(PushDeviceRow, device_id) if is_id(device_id) else None
            if row is None or row.customer_id != customer.id:
                raise NotFound
            await store.remove(session, [row.id])
