"""Within what time each brand promises a person, as its leads have set it; one per process, for the line."""

import time
from collections.abc import Mapping

from fairlead.infra.database import Database
from fairlead.promises import store as promises
from fairlead.promises.reckon import held_of
from fairlead.routing.rules import Targets, targets_of

# What leads change is heeded so many seconds later.
KEPT = 5.0


class KnowTargets:
    def __init__(self, database: Database, *, kept: float = KEPT) -> None:
        self._database, self._seconds = database, kept
        self._kept: Mapping[str, Targets] = {}
        self._revisions: dict[str, int] = {}
        self._read_at = float("-inf")

    async def read(self) -> Mapping[str, Targets]:
        """By brand, of those that have set any; the same object as before while nothing has changed."""
        if time.monotonic() - self._read_at > self._seconds:
            async with self._database.read() as session:
                revisions = await promises.policy_revisions(session)
                if revisions != self._revisions:
                    rows = await promises.policies(session)
                    self._kept = {row.brand_id: targets_of(held_of(row).policy) for row in rows}
                    # What was changed between the two reads is found by its revision with the next.
                    self._revisions = {row.brand_id: row.revision for row in rows}
            self._read_at = time.monotonic()
        return self._kept
