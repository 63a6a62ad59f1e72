"""One delivery's tries: signed anew each time, never to a private machine, later again when nobody answers; and what admins do by
hand, a test and a replay.

A try is named by the delivery, since when it is tried, and how often it was: whoever comes late with an old one does nothing. A
worker that dies after the request makes it go out again, under the same `webhook-id`.
"""

import asyncio
import time
from typing import Any, NamedTuple

import msgspec
import structlog

from fairlead.infra import metrics
from fairlead.infra.database import Database
from fairlead.infra.http_client import HttpClient, NoReply
from fairlead.infra.sealing import SealBroken, Sealer
from fairlead.kit import clock
from fairlead.kit.access import Actor
from fairlead.kit.clock import DAY, HOUR, SECOND, Instant, iso
from fairlead.kit.errors import Conflict, Invalid, NotFound
from fairlead.kit.ids import is_id
from fairlead.webhooks import rules, store
from fairlead.webhooks.keep_endpoints import Endpoints
from fairlead.webhooks.models import DeliveryRow, WebhookRow
from fairlead.webhooks.note_event import Outbox
from fairlead.webhooks.rules import DELIVERED, FAILED, FAILING, GONE, PENDING

log = structlog.get_logger()

ASK_SECONDS = 10.0
PAGE = 50
# So many are sent again at once; who asks again gets the next.
AT_ONCE = 500
# Of many that are sent again, so many a second.
SPREAD = 20
STATUS_GONE = 410
# Whose time was so long ago has lost its job.
LOST = HOUR


class Answer(NamedTuple):
    """How a try went: `status` None when no answer came; `took` in milliseconds."""

    status: int | None
    took: int
    reply: bytes = b""
    error: str = ""
    wished: int = 0

    @property
    def arrived(self) -> bool:
        return self.status is not None and 200 <= self.status < 300

    @property
    def outcome(self) -> str:
        return "delivered" if self.arrived else "refused" if self.status is not None else "no answer"


class Deliveries:
    """`off_days`: an endpoint at which nothing arrived for so long is switched off. `log_days`: how long deliveries are kept."""

    def __init__(
        self,
        database: Database,
        sealer: Sealer,
        endpoints: Endpoints,
        outbox: Outbox,
        *,
        off_days: int = 3,
        log_days: int = 30,
    ) -> None:
        self._database, self._sealer, self._endpoints, self._outbox = database, sealer, endpoints, outbox
        # What is on its way is kept in any case.
        self._off_after, self._kept = off_days * DAY, max(log_days, 2) * DAY
        self._http = HttpClient(seconds=ASK_SECONDS, reach=endpoints.reach)

    async def stop(self) -> None:
        await self._http.close()

    async def send(self, payload: dict[str, Any]) -> None:
        """The job: one try."""
        async with self._database.read() as session:
            delivery = await session.get(DeliveryRow, payload["delivery"])
            endpoint = await session.get(WebhookRow, delivery.webhook_id) if delivery is not None else None
        if delivery is None or endpoint is None or delivery.state != PENDING:
            return None
        if (delivery.begun_at, delivery.attempts) != (payload["begun"], payload["attempt"]):
            return None
        if not endpoint.active:
            return await self._give_up(delivery, "the endpoint is off")
        if endpoint.failing_since is not None and not await self._may_try(endpoint, delivery):
            return None
        return await self._try(endpoint, delivery)

    async def test(self, by: Actor, webhook_id: str) -> DeliveryRow:
        """Tried once, at once. Raises NotFound, Refused."""
        endpoint = (await self._endpoints.get(by, webhook_id)).row
        async with self._database.write() as session:
            delivery = await self._outbox.test(session, endpoint)
        await self._note(endpoint, delivery, await self._ask(endpoint, delivery), last=True)
        async with self._database.read() as session:
            return await session.get_one(DeliveryRow, delivery.id)

    async def log(self, by: Actor, webhook_id: str, *, state: str | None, before: str | None) -> list[DeliveryRow]:
        """The newest first, at most `PAGE`. Raises NotFound, Refused, Invalid("invalid_field")."""
        await self._endpoints.get(by, webhook_id)
        if state is not None and state not in rules.STATES:
            raise Invalid("invalid_field", field="state")
        if before is not None and not is_id(before):
            raise Invalid("invalid_field", field="before")
        async with self._database.read() as session:
            return list(await store.deliveries(session, webhook_id, state=state, before=before, limit=PAGE))

    async def replay(self, by: Actor, webhook_id: str, delivery_id: str) -> DeliveryRow:
        """One that is not on its way. Raises NotFound, Refused, Conflict("webhook_off")."""
        endpoint = await self._on(by, webhook_id)
        async with self._database.write() as session:
            row = await session.get(DeliveryRow, delivery_id, with_for_update=True) if is_id(delivery_id) else None
            if row is None or row.webhook_id != endpoint.id:
                raise NotFound
            # On its way already, unless its job was lost.
            if row.state != PENDING or row.next_at is None or row.next_at < clock.now() - LOST:
                await self._outbox.again(session, row)
        return row

    async def replay_failed(self, by: Actor, webhook_id: str, since: Instant) -> int:
        """What failed of what has happened since; how many, the oldest first, at most `AT_ONCE`. Raises as `replay`."""
        endpoint = await self._on(by, webhook_id)
        async with self._database.write() as session:
            rows = await store.failed_since(session, endpoint.id, since, lost=clock.now() - LOST, limit=AT_ONCE)
            for number, row in enumerate(rows):
                await self._outbox.again(session, row, delay=number * SECOND // SPREAD)
        return len(rows)

    async def forget_old(self) -> None:
        """Housekeeping."""
        async with self._database.write() as session:
            await store.forget_before(session, clock.now() - self._kept)
            metrics.WEBHOOKS_OFF.set(await store.number_off(session))

    async def _on(self, by: Actor, webhook_id: str) -> WebhookRow:
        endpoint = (await self._endpoints.get(by, webhook_id)).row
        if not endpoint.active:
            raise Conflict("webhook_off")
        return endpoint

    async def _may_try(self, endpoint: WebhookRow, delivery: DeliveryRow) -> bool:
        """Of all that wait for an endpoint that fails one at a time goes out; the others come back after its rest, and hold up
        nothing that waits for another."""
        moment = clock.now()
        async with self._database.write() as session:
            probe = moment + int(2 * ASK_SECONDS * SECOND)
            if await store.claim_probe(session, endpoint.id, moment=moment, until=probe):
                return True
            if moment - delivery.begun_at <= rules.TOO_OLD:
                again = max(endpoint.resting_until, moment + rules.SHORTEST_REST)
                await self._outbox.soon(session, delivery, delay=again - moment)
                await store.note_try(session, delivery, {"next_at": again})
                return False
        await self._give_up(delivery, "waited too long behind others")
        return False

    async def _try(self, endpoint: WebhookRow, delivery: DeliveryRow) -> None:
        await self._note(endpoint, delivery, await self._ask(endpoint, delivery))

    async def _ask(self, endpoint: WebhookRow, delivery: DeliveryRow) -> Answer:
        began = time.monotonic()

        def answer(status: int | None, **more: Any) -> Answer:
            return Answer(status, round((time.monotonic() - began) * 1000), **more)

        try:
            secrets = store.secrets_of(endpoint, self._sealer, moment=clock.now())
        except SealBroken:
            return answer(None, error="its secret does not open: see FAIRLEAD_SEALING_KEYS")
        body = await self._body(endpoint, delivery)
        signing = rules.sign(delivery.message_id, at=clock.now(), body=body, secrets=secrets)
        headers = signing.headers() | {"content-type": "application/json", "user-agent": "Fairlead-Webhooks/1"}
        status, reply, told = None, b"", {}
        try:
            async with (
                asyncio.timeout(ASK_SECONDS),
                self._http.stream(self._endpoints.opened(endpoint).url, body, headers) as coming,
            ):
                status, told = coming.status, dict(coming.headers)
                async for piece in coming.pieces:
                    reply += piece
                    if len(reply) >= rules.REPLY_BYTES:
                        break
        except NoReply as error:
            # Once the status is there, what comes behind it decides nothing.
            if status is None:
                return answer(None, error=str(error))
        except TimeoutError:
            if status is None:
                return answer(None, error="no answer in time")
        return answer(status, reply=reply[: rules.REPLY_BYTES], wished=rules.wished_pause(told))

    async def _body(self, endpoint: WebhookRow, delivery: DeliveryRow) -> bytes:
        data = dict(delivery.data)
        if endpoint.texts and delivery.kind in rules.SPOKEN and delivery.conversation_id and delivery.seq:
            async with self._database.read() as session:
                entry = await store.said(session, self._sealer, delivery.conversation_id, delivery.seq)
            # As it stands now: what was taken back since is told to nobody.
            data["text"] = None if entry is None or entry.redacted else entry.text
        message = {"type": delivery.kind, "timestamp": iso(delivery.happened_at), "data": data}
        return msgspec.json.encode(message)

    async def _note(self, endpoint: WebhookRow, delivery: DeliveryRow, answer: Answer, *, last: bool = False) -> None:
        moment = clock.now()
        failures = delivery.attempts + 1
        pause = None if last or answer.status == STATUS_GONE else rules.pause_after(failures, wished=answer.wished)
        metrics.WEBHOOKS.labels(answer.outcome).inc()
        metrics.WEBHOOK_SECONDS.observe(answer.took / 1000)
        sealed = self._sealer.seal(answer.reply, store.reply_place(delivery.id)) if answer.reply else None
        state = DELIVERED if answer.arrived else FAILED if pause is None else PENDING
        values: dict[str, Any] = {
            "state": state,
            "attempts": failures,
            "tried_at": moment,
            "next_at": moment + pause if state == PENDING and pause is not None else None,
            "status": answer.status,
            "took": answer.took,
            "reply": sealed,
            "error": answer.error[:200],
        }
        async with self._database.write() as session:
            row = await store.for_change(session, endpoint.id)
            if row is None or not await store.note_try(session, delivery, values):
                return
            if answer.arrived or not last:
                self._judge(row, answer, moment)
            if state == PENDING and pause is not None:
                await self._outbox.soon(session, await session.get_one(DeliveryRow, delivery.id), delay=pause)
            off = not row.active
        if off:
            self._outbox.forget(endpoint.brand_id)

    def _judge(self, row: WebhookRow, answer: Answer, moment: Instant) -> None:
        """What a try says of its endpoint."""
        if answer.arrived:
            row.failing_since, row.resting_until, row.last_ok_at = None, 0, moment
            return
        row.failing_since = moment if row.failing_since is None else row.failing_since
        row.resting_until = moment + rules.rest_after(moment - row.failing_since)
        long = moment - row.failing_since >= self._off_after
        if row.active and (long or answer.status == STATUS_GONE):
            row.active, row.off_at = False, moment
            row.off_reason = GONE if answer.status == STATUS_GONE else FAILING
            row.revision += 1
            log.error("a webhook was switched off", webhook=row.id, reason=row.off_reason)

    async def _give_up(self, delivery: DeliveryRow, error: str) -> None:
        async with self._database.write() as session:
            await store.note_try(session, delivery, {"state": FAILED, "next_at": None, "error": error})
