"""People are called until one of them takes it: on the desk, on the telephones they have allowed it on, and by what other
systems are told. Each call is a job at its moment, so that it survives whatever happens to a process; who is called stands in a
row, once."""

from typing import Any

import msgspec
import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.brands.store import Brand, Brands
from fairlead.emergency import rules, store
from fairlead.emergency.models import CallDeviceRow, CallRow, EmergencyRow
from fairlead.emergency.ports import Alert
from fairlead.emergency.tell import Tell
from fairlead.helpcenter.rules import is_right_to_left
from fairlead.infra.bus import Bus
from fairlead.infra.database import Database
from fairlead.infra.jobs import enqueue
from fairlead.infra.sealing import Sealer
from fairlead.kit import clock
from fairlead.kit.clock import Instant, iso
from fairlead.live.connection import encode
from fairlead.live.hub import Hub
from fairlead.notices.post import Gone, Post
from fairlead.notices.rules import encoded
from fairlead.notices.store import Address

log = structlog.get_logger()

CALL, NOTICE = "emergency.call", "emergency.notice"


async def ring_next(session: AsyncSession, brand_id: str) -> None:
    """What rang together with one that somebody has now rings by itself, where nothing else does."""
    moment = clock.now()
    await session.flush()
    if await store.rings(session, brand_id, since=moment - rules.at(rules.LAST_CALL)):
        return
    if (waiting := await store.oldest_quiet(session, brand_id)) is not None:
        waiting.quiet = False
        await call_again(session, waiting.id, 0, since=moment)


async def call_again(session: AsyncSession, emergency_id: str, step: int, *, since: Instant) -> None:
    """The job of a step, in the caller's transaction. `since`: when it began to ring."""
    delay = max(0, rules.due(since, step) - clock.now())
    payload = {"emergency": emergency_id, "step": step, "since": since}
    await enqueue(session, CALL, payload, key=f"{CALL}:{emergency_id}:{step}", delay=delay)


class Ring:
    def __init__(
        self,
        database: Database,
        sealer: Sealer,
        brands: Brands,
        tell: Tell,
        *,
        hub: Hub,
        bus: Bus,
        post: Post,
        alerts: tuple[Alert, ...],
        origin: str,
    ) -> None:
        self._database, self._sealer, self._brands, self._tell = database, sealer, brands, tell
        self._hub, self._bus, self._post, self._alerts, self._origin = hub, bus, post, alerts, origin
        bus.listen(self._heard)

    async def call(self, payload: dict[str, Any]) -> None:
        """The job: one step. Come twice, it calls nobody twice."""
        emergency_id, step = payload["emergency"], payload["step"]
        async with self._database.write() as session:
            row = await store.locked(session, self._database.dialect, emergency_id)
            if row is None or row.taken_at is not None or row.over_at is not None or rules.is_over(step):
                return
            if row.calls <= step:
                await self._call(session, row, step, since=payload.get("since", row.pressed_at))
            brand_id = row.brand_id
        self.changed(brand_id)

    async def _call(self, session: AsyncSession, row: EmergencyRow, step: int, *, since: Instant) -> None:
        moment = clock.now()
        team = await store.team(session, row.brand_id)
        known = await store.called_for(session, row.id)
        people = [one for one in rules.called(step, team) if (step, one) not in known]
        session.add_all(CallRow(emergency_id=row.id, step=step, agent_id=one, called_at=moment) for one in people)
        row.calls, row.called_at = step + 1, moment
        for device in await store.devices_of(session, people):
            payload = {"emergency": row.id, "step": step, "device": device.id}
            await enqueue(session, NOTICE, payload, key=f"{NOTICE}:{row.id}:{step}:{device.id}")
        alarm = await self._alarm(row, step, people=len(people))
        for alert in self._alerts:
            await alert(session, row.brand_id, alarm)
        await call_again(session, row.id, step + 1, since=since)
        log.info("people are called to an emergency", emergency=row.id, step=step, people=len(people))

    async def _alarm(self, row: EmergencyRow, step: int, *, people: int) -> dict[str, Any]:
        brand = await self._brands.by_id(row.brand_id)
        return {
            "type": "emergency.called",
            "id": f"{row.id}:{step}",
            "emergency": row.id,
            "brand": brand.key if brand is not None else "",
            "conversation": row.conversation_id,
            "url": f"{self._origin}/desk/waiting/{row.conversation_id}",
            "pressed_at": iso(row.pressed_at),
            "call": step + 1,
            "people": people,
        }

    async def notify(self, payload: dict[str, Any]) -> None:
        """The job: one browser of one agent, unless somebody has it by now."""
        async with self._database.read() as session:
            row = await session.get(EmergencyRow, payload["emergency"])
            device = await session.get(CallDeviceRow, payload["device"])
            if row is None or device is None or row.taken_at is not None or row.over_at is not None:
                return
            if not any(one.id == device.agent_id for one in await store.team(session, row.brand_id)):
                return
        brand = await self._brands.by_id(row.brand_id)
        if brand is None:
            return
        plain = msgspec.json.encode(self._notice(brand, row, device.locale))
        topic = encoded(self._sealer.digest("call topic", device.id, row.id))
        try:
            await self._post.send(address_of(device, self._sealer), plain, topic=topic)
        except Gone:
            async with self._database.write() as session:
                await store.drop_devices(session, [device.id])
            log.info("an agent's browser is called no more: its push service has forgotten it")

    def _notice(self, brand: Brand, row: EmergencyRow, locale: str) -> dict[str, str]:
        return {
            "title": brand.name,
            "body": self._tell.notice(locale),
            "lang": locale,
            "dir": "rtl" if is_right_to_left(locale) else "ltr",
            "conversation": row.conversation_id,
            "url": f"/desk/waiting/{row.conversation_id}",
        }

    def changed(self, brand_id: str) -> None:
        """The desks of this brand look again, here and everywhere."""
        self._say(brand_id)
        self._bus.publish({"t": "emergency", "b": brand_id})

    def _heard(self, message: dict[str, Any]) -> None:
        if message.get("t") == "emergency" and isinstance(brand_id := message.get("b"), str):
            self._say(brand_id)

    def _say(self, brand_id: str) -> None:
        text = encode({"type": "emergency"})
        for connection in self._hub.connections:
            if connection.actor.kind == "agent" and brand_id in connection.actor.brands:
                connection.push(text)


def place(device_id: str) -> str:
    return f"call device:{device_id}"


def address_of(row: CallDeviceRow, sealer: Sealer) -> Address:
    return msgspec.json.decode(sealer.open(row.address, place(row.id)), type=Address)
