"""Who is called first, by brand, as its admins enter it; and the browsers on which an agent lets himself be called."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError

from fairlead.brands.store import Brand
from fairlead.emergency import rules, store
from fairlead.emergency.models import CallDeviceRow
from fairlead.emergency.ring import address_of, place
from fairlead.infra.database import Database
from fairlead.infra.sealing import Sealer
from fairlead.kit import clock
from fairlead.kit.access import Actor, Authorize
from fairlead.kit.clock import Instant
from fairlead.kit.errors import Invalid, NotFound, Unavailable
from fairlead.kit.ids import is_id, new_id
from fairlead.notices.rules import Services, browser_keys, device_name
from fairlead.notices.store import Address, seal_address_at

RACES = 3
# Of a brand.
MOST = 50


class OnCall:
    def __init__(self, database: Database, authorize: Authorize) -> None:
        self._database, self._authorize = database, authorize

    async def of(self, agent: Actor, brand: Brand) -> list[str]:
        """Ids of agents, by their names; of those who work for the brand no more none. Raises NotFound."""
        self._authorize(agent, "on_call.read", brand)
        async with self._database.read() as session:
            return [one.id for one in await store.team(session, brand.id) if one.on_call]

    async def put(self, agent: Actor, brand: Brand, agents: Sequence[str]) -> list[str]:
        """These and nobody else; nobody: the leads and admins who are here. Raises NotFound, Refused, Invalid("invalid_field")
        for whoever does not serve the brand's customers."""
        self._authorize(agent, "on_call.write", brand)
        wanted = set(agents)
        async with self._database.write() as session:
            team = [one.id for one in await store.team(session, brand.id)]
            if len(agents) > MOST or wanted - set(team):
                raise Invalid("invalid_field", field="agents")
            await store.put_on_call(session, brand.id, sorted(wanted), moment=clock.now())
        return [one for one in team if one in wanted]


@dataclass(frozen=True, slots=True)
class Device:
    id: str
    name: str
    created_at: Instant


class CallDevices:
    def __init__(self, database: Database, sealer: Sealer, services: Services) -> None:
        self._database, self._sealer, self.services = database, sealer, services

    async def of(self, agent: Actor) -> list[Device]:
        """The newest first."""
        async with self._database.read() as session:
            rows = await store.devices_of(session, [agent.id])
        return [self._device(row) for row in rows]

    async def allow(
        self, agent: Actor, *, endpoint: str, p256dh: str, auth: str, locale: str, user_agent: str
    ) -> Device:
        """The same browser again is still one; one too many, and the oldest is forgotten. Raises Invalid."""
        self.services.origin_of(endpoint)
        browser_keys(p256dh, auth)
        address = Address(endpoint, p256dh, auth, device_name(user_agent))
        for _ in range(RACES):
            try:
                return self._device(await self._allow(agent, address, locale))
            except IntegrityError:
                continue  # The same browser has said so twice in the same moment.
        raise Unavailable(retry_after=1)

    async def _allow(self, agent: Actor, address: Address, locale: str) -> CallDeviceRow:
        digest = self._sealer.digest("call", address.endpoint)
        async with self._database.write() as session:
            known = await store.known_device(session, digest)
            mine = [
                row.id for row in await store.devices_of(session, [agent.id]) if known is None or row.id != known.id
            ]
            gone = [*mine[rules.DEVICES - 1 :], *([known.id] if known is not None else [])]
            await store.drop_devices(session, gone)
            row = CallDeviceRow(
                id=(made := new_id()),
                agent_id=agent.id,
                endpoint_digest=digest,
                address=seal_address_at(address, self._sealer, place(made)),
                locale=locale,
                created_at=clock.now(),
            )
            session.add(row)
        return row

    async def remove(self, agent: Actor, device_id: str) -> None:
        """Raises NotFound alike for what is missing and what is another's."""
        async with self._database.write() as session:
            row = await session.get(CallDeviceRow, device_id) if is_id(device_id) else None
            if row is None or row.agent_id != agent.id:
                raise NotFound
            await store.drop_devices(session, [row.id])

    def _device(self, row: CallDeviceRow) -> Device:
        return Device(row.id, address_of(row, self._sealer).name, row.created_at)
