"""A person has answered and the customer has not seen it: his browsers tell him so, and nothing of the matter."""

from typing import Any
from urllib.parse import quote

import msgspec
import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.brands.store import Brand, Brands
from fairlead.conversations.models import ConversationRow, EntryRow
from fairlead.conversations.rules import OPEN
from fairlead.helpcenter.rules import is_right_to_left
from fairlead.infra.database import Database
from fairlead.infra.feed import Event
from fairlead.infra.jobs import enqueue
from fairlead.infra.sealing import Sealer
from fairlead.kit import clock
from fairlead.kit.clock import SECOND, Instant
from fairlead.kit.texts import Texts
from fairlead.notices import rules, store
from fairlead.notices.allow import Devices
from fairlead.notices.choose import Choosing
from fairlead.notices.models import PushDeviceRow, PushNoticeRow, SentNoticeRow
from fairlead.notices.post import Gone, Post
from fairlead.notices.rules import Services
from fairlead.notices.sign import Vapid
from fairlead.people import sessions
from fairlead.settings import Settings

log = structlog.get_logger()


class Push:
    """The room's parts, and the two steps of a notice: the reaction to a reply, and the job that tells one browser."""

    JOB = "push"

    def __init__(self, settings: Settings, database: Database, sealer: Sealer, brands: Brands, texts: Texts) -> None:
        self._database = database
        self._sealer = sealer
        self._brands = brands
        self._texts = texts
        # So long a reply may wait for a device that shows it.
        self._delay = settings.push_after * SECOND
        self.services = Services(settings.push_services)
        self.vapid = Vapid(sealer, contact=settings.push_contact or settings.origin)
        self.devices = Devices(database, sealer, self.services)
        self.choosing = Choosing(database, sealer, texts)
        self.post = Post(self.services, self.vapid)

    async def stop(self) -> None:
        await self.post.close()

    async def replied(self, event: Event) -> None:
        """The reaction to a person's reply."""
        await self.tell(event, what="replied")

    async def late(self, event: Event) -> None:
        """The reaction to a promise that was not kept, where its customer is told."""
        await self.tell(event, what="late")

    async def conducted(self, event: Event) -> None:
        """The reaction to a warning, a slowing down, a pause, or what was decided on an objection: as to a reply. Of his own
        objection nobody is told."""
        wanted = (EntryRow.conversation_id == event.conversation_id, EntryRow.seq == event.seq)
        async with self._database.read() as session:
            by = await session.scalar(select(EntryRow.author_kind).where(*wanted))
        if by in ("agent", "system"):
            await self.tell(event, what="replied")

    async def tell(self, event: Event, *, what: str) -> None:
        """A job for each browser, which looks again when it is due. `what`: of `rules.WHAT`."""
        if event.public_seq is None or not self.services:
            return
        devices = await self.devices.hearing(event.conversation_id)
        if not devices:
            return
        delay = min(self._delay, rules.GLANCE) if what == rules.EMERGENCY else self._delay
        async with self._database.write() as session:
            for device in devices:
                payload = {
                    "device": device,
                    "conversation": event.conversation_id,
                    "number": event.public_seq,
                    "what": what,
                }
                key = f"{self.JOB}:{device}:{event.conversation_id}:{event.public_seq}"
                await enqueue(session, self.JOB, payload, key=key, delay=delay)

    async def turn(self, session: AsyncSession, conversation_id: str, seq: int) -> None:
        """Answers `routing.ports.Away`. Such a notice stands beside what was said in the matter: its number is none of those."""
        if not self.services:
            return
        for device in await store.who_hears(session, conversation_id):
            payload = {"device": device, "conversation": conversation_id, "number": -seq, "what": rules.TURN}
            payload["at"] = clock.now()
            await enqueue(session, self.JOB, payload, key=f"{self.JOB}:{device}:{conversation_id}:{-seq}")

    async def send(self, payload: dict[str, Any]) -> None:
        """The job: tells one browser, unless there is nothing to tell any more."""
        conversation_id, number, what = payload["conversation"], payload["number"], payload.get("what", "replied")
        async with self._database.read() as session:
            device = await session.get(PushDeviceRow, payload["device"])
            conversation = await session.get(ConversationRow, conversation_id)
            if device is None or conversation is None or conversation.customer_id != device.customer_id:
                return
            if not await sessions.alive(session, self._database.dialect, {device.session_id}):
                return
            noted = await session.get(PushNoticeRow, (device.id, conversation_id))
            choices = await store.choices_of(session, device.customer_id)
        told = noted.number if noted else 0
        if what == rules.TURN:
            over = conversation.status != OPEN or conversation.assignee_id is None
            if over or clock.now() - payload["at"] > rules.TURN_STALE:
                return
        elif not rules.is_due(number, read=conversation.customer_read, told=told, again=what != "replied"):
            return
        # Whose account may be in danger is told always and at once.
        urgent = not conversation.calm or what in (rules.TURN, rules.EMERGENCY)
        if not rules.is_let_through(choices, what, urgent=urgent):
            return
        if not urgent and (quiet := rules.quiet_until(choices.quiet, clock.now())) is not None:
            await self._later(payload, quiet)
            return
        await self._brands.all()
        brand = self._brands.known(device.brand_id)
        if brand is None:
            return
        address = store.address_of(device, self._sealer)
        topic = rules.encoded(self._sealer.digest("push topic", device.id, conversation_id))
        plain = msgspec.json.encode(self._notice(brand, conversation_id, device.locale, what))
        await self._list(device, payload, what, name=address.name)
        try:
            await self.post.send(address, plain, topic=topic)
        except Gone:
            async with self._database.write() as session:
                await store.remove(session, [device.id])
                await store.unlist(session, device.id, conversation_id, number)
            log.info("a browser is told nothing any more: its push service has forgotten it")
            return
        async with self._database.write() as session:
            # The customer may have taken the browser off the list meanwhile.
            if what != rules.TURN and await session.get(PushDeviceRow, device.id):
                await session.merge(PushNoticeRow(device_id=device.id, conversation_id=conversation_id, number=number))

    async def _later(self, payload: dict[str, Any], until: Instant) -> None:
        """Looked at again when it may be told: by then it may have been read."""
        key = f"{self.JOB}:{payload['device']}:{payload['conversation']}:{payload['number']}:{until}"
        async with self._database.write() as session:
            await enqueue(session, self.JOB, payload, key=key, delay=max(0, until - clock.now()))

    async def _list(self, device: PushDeviceRow, payload: dict[str, Any], what: str, *, name: str) -> None:
        """Among what was sent, before it leaves: what he gets is listed there, whatever becomes of us meanwhile."""
        row = SentNoticeRow(
            device_id=device.id,
            conversation_id=payload["conversation"],
            number=payload["number"],
            customer_id=device.customer_id,
            what=rules.checked_what(what),
            locale=device.locale,
            name=self._sealer.seal(name.encode(), store.name_place(device.id)),
            sent_at=clock.now(),
        )
        async with self._database.write() as session:
            await session.merge(row)

    def _notice(self, brand: Brand, conversation_id: str, locale: str, what: str) -> dict[str, str]:
        """What the push service carries, sealed for the browser, and what stands on a screen anybody may look at."""
        return {
            "title": brand.name,
            "body": self._texts(f"push.{rules.checked_what(what)}", locale, brand=brand.name),
            "lang": locale,
            "dir": "rtl" if is_right_to_left(locale) else "ltr",
            "conversation": conversation_id,
            "url": f"/w/{quote(brand.key)}/chat?talk={conversation_id}",
        }
