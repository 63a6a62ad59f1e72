"""How long customers of a brand and a language wait for a person, from what the ledger kept of the last hour."""

import asyncio
from typing import NamedTuple

from fairlead.channels.webchat.rules import ENOUGH, Reply, typical
from fairlead.conversations import store
from fairlead.infra.database import Database
from fairlead.kit import clock
from fairlead.kit.access import Actor
from fairlead.kit.clock import Instant
from fairlead.people import store as people

KEEP = 10.0
# So many of each are looked at; what half of more than these waits is not another figure.
MOST = 2000


class _Kept(NamedTuple):
    """Waits that ended (how long) and that go on (since when), each with the customer's tier."""

    ended: list[tuple[int, str]]
    running: list[tuple[Instant, str]]
    read_at: float


class ReplyTime:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._kept: dict[tuple[str, str], _Kept] = {}
        self._reading: dict[tuple[str, str], asyncio.Lock] = {}

    async def of(self, brand_id: str, locale: str, customer: Actor | None) -> Reply | None:
        """As this person may expect it: of his own tier, or of everybody in his language when too few of his tier know."""
        kept = await self._recent(brand_id, locale)
        tier = await self._tier(customer, brand_id)
        own = _Kept(
            [each for each in kept.ended if each[1] == tier], [each for each in kept.running if each[1] == tier], 0
        )
        chosen = own if tier and len(own.ended) + len(own.running) >= ENOUGH else kept
        moment = clock.now()
        return typical([lasted for lasted, _ in chosen.ended], [max(0, moment - since) for since, _ in chosen.running])

    async def _recent(self, brand_id: str, locale: str) -> _Kept:
        """At most some seconds old; asked once however many ask at the same time."""
        name = (brand_id, locale)
        loop = asyncio.get_running_loop()
        async with self._reading.setdefault(name, asyncio.Lock()):
            kept = self._kept.get(name)
            if kept is None or loop.time() - kept.read_at > KEEP:
                since = clock.now() - clock.HOUR
                async with self._database.read() as session:
                    ended = await store.waits_ended(session, brand_id, locale, since=since, limit=MOST)
                    running = await store.waits_running(session, brand_id, locale, limit=MOST)
                kept = self._kept[name] = _Kept(ended, running, loop.time())
        return kept

    async def _tier(self, customer: Actor | None, brand_id: str) -> str:
        if customer is None or brand_id not in customer.brands:
            return ""
        async with self._database.read() as session:
            row = await people.customer(session, customer.id)
        return row.tier if row is not None else ""
