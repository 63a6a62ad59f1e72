"""Who waits, in this process's memory: read once, and from then on whatever the feed says has changed."""

import asyncio
import time
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from fairlead.infra import feed
from fairlead.infra.database import Database
from fairlead.infra.feed import Position
from fairlead.routing import store
from fairlead.routing.know_targets import KnowTargets
from fairlead.routing.line import Line
from fairlead.routing.rules import Matter, Targets

BATCH = 1000
CHECK = 60.0
# Of more commits than these it is not kept which they were: then everything is read anew.
HEARD = 5000


class KeptLine:
    def __init__(self, database: Database, targets: KnowTargets) -> None:
        self.line = Line()
        self._database, self._know_targets = database, targets
        self._targets: Mapping[str, Targets] = {}
        self._position: Position | None = None
        self._checked = float("-inf")
        self._turn = asyncio.Lock()
        self._heard: set[str] = set()

    def hear(self, ids: Iterable[str]) -> None:
        """Something was committed in these conversations: they are read with the next refresh. The feed says so too, but only
        once every older transaction has ended, however long that takes and whatever it is about."""
        self._heard.update(ids)
        if len(self._heard) > HEARD:
            self._heard.clear()
            self._position = None

    async def refresh(self) -> Line:
        """As of now, but for what is being written this moment."""
        async with self._turn:
            targets = await self._know_targets.read()
            if targets is not self._targets:
                # Promised otherwise, everybody stands elsewhere at once.
                self._targets = targets
                self.line = Line(map(self._promised, self.line))
            if self._position is None:
                await self._read_all()
            else:
                await self._follow(self._position)
        return self.line

    async def _read_all(self) -> None:
        dialect = self._database.dialect
        async with self._database.read() as session:
            # Before the rows: what changes in between is read twice, and not missed.
            position = await feed.end(session, dialect)
            self.line = Line(map(self._promised, await store.waiting(session, dialect)))
        self._position = position

    async def _follow(self, position: Position) -> None:
        dialect = self._database.dialect
        async with self._database.read() as session:
            if time.monotonic() - self._checked > CHECK:
                # Events are kept for days: who did not read for longer has missed some.
                self._checked = time.monotonic()
                self._position = None if position < await feed.start(session) else position
            events = await feed.read(session, dialect, position, limit=BATCH)
        if self._position is None:
            await self._read_all()
            return
        heard, self._heard = self._heard, set()
        ids = sorted(heard.union(event.conversation_id for event in events))
        try:
            await self._read(ids)
        except BaseException:
            self._heard |= heard
            raise
        # Who hears too much meanwhile has it read anew.
        if events and self._position is not None:
            self._position = events[-1].position
        if len(events) == BATCH and self._position is not None:
            await self._follow(self._position)

    async def _read(self, ids: Sequence[str]) -> None:
        if not ids:
            return
        async with self._database.read() as session:
            matters = {matter.id: matter for matter in await store.waiting(session, self._database.dialect, ids)}
        for conversation_id in ids:
            if (matter := matters.get(conversation_id)) is not None:
                self.line.put(self._promised(matter))
            else:
                self.line.drop(conversation_id)

    def _promised(self, matter: Matter) -> Matter:
        targets = self._targets.get(matter.brand)
        return msgspec.structs.replace(matter, promised=targets.of(matter) if targets is not None else 0)
