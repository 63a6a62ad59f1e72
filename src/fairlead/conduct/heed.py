"""What sanctions change: whose words wait, and who talks with the bot alone. Asked for each message, so each process keeps it.

What was committed by another process is known after its word on the bus, and without one within seconds.
"""

import asyncio
import contextlib
from collections.abc import Mapping

from sqlalchemy.ext.asyncio import AsyncConnection

from fairlead.conduct import store
from fairlead.conduct.ports import TellsHarm
from fairlead.conduct.rules import SLOW_SECONDS, minute
from fairlead.conversations.rules import BOT, Draft, Head
from fairlead.infra.await_wake import woken
from fairlead.infra.bus import Bus
from fairlead.infra.database import Database
from fairlead.kit import clock
from fairlead.kit.clock import Instant
from fairlead.kit.errors import Conflict, Problem, TooMany
from fairlead.shield.limits import Limiter
from fairlead.tickets.rules import is_protected

BEAT = 5.0
CHANGED = "conduct"

# By customer, by kind: until when.
Felt = Mapping[str, Mapping[str, Instant]]


class Heed:
    def __init__(self, database: Database, bus: Bus, tells_harm: TellsHarm) -> None:
        self._database, self._bus, self._tells_harm = database, bus, tells_harm
        self._felt: Felt = {}
        self._slow = Limiter(rate=1 / SLOW_SECONDS, burst=1)
        self._task: asyncio.Task[None] | None = None
        self._wake = asyncio.Event()
        bus.listen(lambda message: self._wake.set() if message.get("t") == CHANGED else None)

    def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name="sanctions")

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        while True:
            # While the database is away nobody's words are written either.
            with contextlib.suppress(Problem):
                await self.look()
            await woken(self._wake, BEAT)
            self._wake.clear()

    async def look(self) -> None:
        async with self._database.read() as session:
            found = await store.felt(session, clock.now())
        felt: dict[str, dict[str, Instant]] = {}
        for customer_id, kind, ends_at in found:
            felt.setdefault(customer_id, {})[kind] = ends_at
        self._felt = felt

    async def changed(self) -> None:
        """Something was committed here. Where it cannot be read again now, it is within seconds."""
        with contextlib.suppress(Problem):
            await self.look()
        self._bus.publish({"t": CHANGED})

    def until(self, customer_id: str, kind: str) -> Instant | None:
        ends_at = self._felt.get(customer_id, {}).get(kind)
        return ends_at if ends_at is not None and ends_at > clock.now() else None

    def slowed(self, customer_id: str) -> bool:
        """See `tickets.ports.Conduct`."""
        return self.until(customer_id, "slow") is not None

    async def paused(self, customer_id: str) -> bool:
        """As the database has it: asked where a whole conversation hangs on it."""
        async with self._database.read() as session:
            return await store.pause_of(session, customer_id, clock.now()) is not None

    async def __call__(self, connection: AsyncConnection, head: Head, draft: Draft) -> None:
        """See `conversations.ports.Heed`. Words of harm, what was found to be harm, and complaints always come through."""
        if head.customer_id not in self._felt or not _bears_on(draft):
            return
        paused, slowed = self.until(head.customer_id, "pause"), self.until(head.customer_id, "slow")
        if not (paused or slowed) or not head.calm or self._tells_harm(draft.text):
            return
        weight = None if head.is_new else await store.ticket_weight(connection, head.id)
        if weight is not None and is_protected(case_type=weight[0], priority=weight[1]):
            return
        if paused and weight is None:
            _to_the_bot(head, draft, paused)
        if slowed and draft.kind == "message" and (wait := self._slow.try_take(head.customer_id)):
            raise TooMany("slowed_down", retry_after=max(1, round(wait + 0.5)), until=minute(slowed))


def _bears_on(draft: Draft) -> bool:
    if draft.kind == "handover":
        return draft.data.get("reason") != "security"
    return draft.kind == "message" and draft.actor.kind == "customer"


def _to_the_bot(head: Head, draft: Draft, until: Instant) -> None:
    """A conversation that begins is the bot's; one that people have, or that would be given to them, takes no words meanwhile."""
    if head.is_new and draft.kind == "message":
        head.handler, head.queued_at = BOT, None
    elif head.handler != BOT or draft.kind == "handover":
        raise Conflict("conduct_paused", until=minute(until))
