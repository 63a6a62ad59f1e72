"""What is to be told is noted in a transaction: with what other rooms write, or as the reaction to the feed, whose row was
written with the entry itself. A delivery and the job that brings it are there together or not at all."""

import time
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.brands.store import Brands
from fairlead.infra.database import Database
from fairlead.infra.feed import Event
from fairlead.infra.jobs import enqueue
from fairlead.infra.sealing import Sealer
from fairlead.kit import clock
from fairlead.kit.clock import Instant
from fairlead.kit.ids import new_id
from fairlead.webhooks import rules, store
from fairlead.webhooks.models import DeliveryRow, WebhookRow
from fairlead.webhooks.rules import PENDING

JOB = "webhook"
KEPT_SECONDS = 5.0


class Message(NamedTuple):
    """`key` names what happened: the same again is told once. `data`: JSON, without anybody's words. `conversation` and `seq`:
    where the words stand, for endpoints that want them."""

    kind: str
    key: str
    data: Mapping[str, Any]
    happened_at: Instant
    conversation: str | None = None
    seq: int | None = None


class Outbox:
    def __init__(self, database: Database, sealer: Sealer, brands: Brands) -> None:
        self._database, self._sealer, self._brands = database, sealer, brands
        self._kept: dict[str, tuple[float, dict[str, frozenset[str]]]] = {}

    def message_id(self, message: Message) -> str:
        """Made of what it tells, so that it is the same whoever notes it and however often."""
        return f"msg_{self._sealer.digest('webhook', message.kind, message.key).hex()}"

    def forget(self, brand_id: str) -> None:
        """What was changed counts here at once, and elsewhere within seconds."""
        self._kept.pop(brand_id, None)

    async def put(self, session: AsyncSession, brand_id: str, kind: str, *, key: str, data: Mapping[str, Any]) -> int:
        """In the caller's transaction; for how many endpoints. `kind`: of `rules.KINDS`. Raises ValueError for any other."""
        if kind not in rules.KINDS:
            raise ValueError(f"webhooks do not know {kind!r}")
        endpoints = _wanted(await store.of_brand(session, brand_id))
        told = {"brand": await self._brand(brand_id), **data}
        message = Message(kind, key, told, clock.now())
        return await self._note(session, message, [one for one, kinds in endpoints.items() if kind in kinds])

    async def alarm(self, session: AsyncSession, brand_id: str, alarm: Mapping[str, Any]) -> None:
        """An alarm that calls people, told once for its `id`; in the caller's transaction."""
        await self.put(session, brand_id, "alert.raised", key=f"alarm:{alarm['id']}", data=alarm)

    async def on_event(self, event: Event) -> None:
        """The reaction to what is in the feed."""
        wanted = {kind: await self._wanting(event.brand_id, kind) for kind in rules.kinds_of(event.kind, event.seq)}
        if not any(wanted.values()):
            return
        async with self._database.read() as session:
            happened = await store.happened(session, event.conversation_id, event.seq)
        if happened is None:
            return
        data = _data(event, happened, await self._brand(event.brand_id))
        async with self._database.write() as session:
            for kind, endpoints in wanted.items():
                message = Message(kind, event.id, data, event.created_at, event.conversation_id, event.seq)
                await self._note(session, message, endpoints)

    async def test(self, session: AsyncSession, endpoint: WebhookRow) -> DeliveryRow:
        """A message of no consequence, without a job: whoever asks for it sends it himself."""
        moment = clock.now()
        data = {"brand": await self._brand(endpoint.brand_id), "note": "This is a test. Nothing happened."}
        row = self._row(Message(rules.TEST, new_id(), data, moment), endpoint.id, moment)
        row.next_at = None
        session.add(row)
        return row

    async def again(self, session: AsyncSession, row: DeliveryRow, *, delay: int = 0) -> None:
        """One that failed, or arrived, is sent once more under its id."""
        moment = clock.now()
        row.state, row.attempts, row.begun_at, row.next_at = PENDING, 0, moment, moment + delay
        await self.soon(session, row, delay=delay)

    async def soon(self, session: AsyncSession, row: DeliveryRow, *, delay: int) -> None:
        """The job of its next try."""
        payload = {"delivery": row.id, "begun": row.begun_at, "attempt": row.attempts}
        key = f"{JOB}:{row.id}:{row.begun_at}:{row.attempts}:{clock.now() + delay}"
        await enqueue(session, JOB, payload, key=key, delay=delay)

    async def _note(self, session: AsyncSession, message: Message, endpoints: Sequence[str]) -> int:
        if not endpoints:
            return 0
        known = await store.known(session, self.message_id(message), endpoints)
        fresh = [one for one in endpoints if one not in known]
        for endpoint in fresh:
            row = self._row(message, endpoint, clock.now())
            session.add(row)
            await self.soon(session, row, delay=0)
        return len(fresh)

    def _row(self, message: Message, webhook_id: str, moment: Instant) -> DeliveryRow:
        return DeliveryRow(
            id=new_id(),
            webhook_id=webhook_id,
            message_id=self.message_id(message),
            kind=message.kind,
            data=dict(message.data),
            conversation_id=message.conversation,
            seq=message.seq,
            state=PENDING,
            attempts=0,
            begun_at=moment,
            happened_at=message.happened_at,
            next_at=moment,
        )

    async def _wanting(self, brand_id: str, kind: str) -> list[str]:
        since, kept = self._kept.get(brand_id, (float("-inf"), {}))
        if time.monotonic() - since > KEPT_SECONDS:
            async with self._database.read() as session:
                kept = _wanted(await store.of_brand(session, brand_id))
            self._kept[brand_id] = (time.monotonic(), kept)
        return [one for one, kinds in kept.items() if kind in kinds]

    async def _brand(self, brand_id: str) -> str:
        brand = await self._brands.by_id(brand_id)
        return brand.key if brand else ""


def _wanted(rows: Sequence[WebhookRow]) -> dict[str, frozenset[str]]:
    """Of those that are on: which kinds each wants."""
    return {row.id: frozenset(row.kinds) for row in rows if row.active}


def _data(event: Event, happened: store.Happened, brand: str) -> dict[str, Any]:
    """Ids that mean nothing elsewhere, numbers and states; no name, no address, no word of anybody."""
    head, ticket = happened.head, happened.ticket
    return {
        "brand": brand,
        "conversation": event.conversation_id,
        "seq": event.seq,
        "entry": happened.entry_id,
        "author": happened.author,
        "customer": head.customer_id,
        "channel": head.channel,
        "locale": head.locale,
        "status": head.status,
        "handler": event.handler,
        "assignee": head.assignee_id,
        "team": head.team_id,
        "ticket": None
        if ticket is None
        else dict(zip(("number", "status", "priority", "category"), ticket, strict=True)),
    }
