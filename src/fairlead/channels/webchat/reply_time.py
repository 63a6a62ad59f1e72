"""How long customers really waited for a person in the last hour; nothing is said when nobody knows."""

import asyncio
from statistics import median

from fairlead.conversations import store
from fairlead.infra.database import Database
from fairlead.kit import clock

KEEP = 10.0
ENOUGH = 3


class ReplyTime:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._kept: dict[str, tuple[int | None, float]] = {}

    async def seconds(self, brand_id: str) -> int | None:
        """The median wait in seconds; None with fewer than three waits in the hour."""
        moment = asyncio.get_running_loop().time()
        kept, when = self._kept.get(brand_id, (None, float("-inf")))
        if moment - when < KEEP:
            return kept
        async with self._database.read() as session:
            waits = await store.human_waits(session, brand_id, since=clock.now() - clock.HOUR)
        found = round(median(waits) / clock.SECOND) if len(waits) >= ENOUGH else None
        self._kept[brand_id] = (found, moment)
        return found
