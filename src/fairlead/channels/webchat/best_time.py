"""When it is best to ask: how soon people answered first, by weekday and hour, in the last 28 days."""

import asyncio
import time
from collections.abc import Sequence
from typing import NamedTuple
from zoneinfo import ZoneInfo

from fairlead.channels.webchat import store
from fairlead.channels.webchat.rules import SLOT, Hour, Stretch, best_of, by_hour
from fairlead.infra.database import Database
from fairlead.kit import clock
from fairlead.kit.clock import DAY

DAYS = 28
# It is of weeks: what came in the last minutes is not missed.
KEEP = 600.0
MOST = 20_000


class Best(NamedTuple):
    """`best`: when it goes quickest, at most three stretches; none where it makes no difference, or too few know."""

    hours: Sequence[Hour]
    best: Sequence[Stretch]


class BestTime:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._kept: dict[tuple[str, str], tuple[float, dict[int, list[int]]]] = {}
        self._reading: dict[tuple[str, str], asyncio.Lock] = {}

    async def of(self, brand_id: str, locale: str, zone: ZoneInfo) -> Best:
        """By the clocks of `zone`. Raises Problem while the database is away and nothing was read yet."""
        hours = by_hour(await self._slots((brand_id, locale)), zone)
        return Best(hours, best_of(hours))

    async def _slots(self, name: tuple[str, str]) -> dict[int, list[int]]:
        """Quarter of an hour → how long those waited who began in it; asked once however many ask at the same time."""
        async with self._reading.setdefault(name, asyncio.Lock()):
            read_at, slots = self._kept.get(name, (float("-inf"), {}))
            if time.monotonic() - read_at > KEEP:
                since = clock.now() - DAYS * DAY
                async with self._database.read() as session:
                    rows = await store.first_waits(session, *name, since=since, most=MOST)
                slots = {}
                for began, lasted in rows:
                    slots.setdefault(began // SLOT, []).append(lasted)
                self._kept[name] = (time.monotonic(), slots)
        return slots
