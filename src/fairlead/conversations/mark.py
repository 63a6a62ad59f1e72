"""Marks: up to where each side has received and read. Many come in, few are written: the newest of each, together."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from fairlead.conversations import store
from fairlead.infra.database import Database
from fairlead.kit.errors import Unavailable

Side = Literal["customer", "agents"]
PAUSE = 0.1


@dataclass(frozen=True, slots=True)
class Marks:
    """Public numbers, as they stand after the commit."""

    conversation_id: str
    side: Side
    delivered: int
    read: int


class Marker:
    """Collects marks and writes them ten times a second. A mark lost in a crash is told again by its device."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: dict[tuple[str, Side], tuple[int, int]] = {}
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._closed = False
        self.announce: list[Callable[[list[Marks]], None]] = []

    def mark(self, conversation_id: str, side: Side, *, delivered: int = 0, read: int = 0) -> None:
        """What is read has been delivered too."""
        had_delivered, had_read = self._waiting.get((conversation_id, side), (0, 0))
        self._waiting[conversation_id, side] = (max(had_delivered, delivered, read), max(had_read, read))
        self._wake.set()

    def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name="marks")

    async def stop(self) -> None:
        self._closed = True
        self._wake.set()
        if self._task is not None:
            await self._task

    async def _run(self) -> None:
        while self._waiting or not self._closed:
            await self._wake.wait()
            if not self._closed:
                await asyncio.sleep(PAUSE)
            self._wake.clear()
            waiting, self._waiting = self._waiting, {}
            if not waiting:
                continue
            try:
                moved = await self._flush(waiting)
            except Unavailable:
                for (conversation_id, side), (delivered, read) in waiting.items():
                    self.mark(conversation_id, side, delivered=delivered, read=read)
                await asyncio.sleep(1)
                if self._closed:
                    return
                continue
            for announce in self.announce:
                announce(moved)

    async def _flush(self, waiting: dict[tuple[str, Side], tuple[int, int]]) -> list[Marks]:
        sides: tuple[Side, ...] = ("customer", "agents")
        async with self._database.write() as session:
            connection = await session.connection()
            for side in sides:
                rows = [
                    {"conversation": conversation_id, "d": delivered, "r": read}
                    for (conversation_id, of), (delivered, read) in sorted(waiting.items())
                    if of == side
                ]
                if rows:
                    await connection.execute(store.mark_statement(side), rows)
            found = await store.conversations_by_id(session, {key[0] for key in waiting})
        return [
            Marks(row.id, side, getattr(row, f"{side}_delivered"), getattr(row, f"{side}_read"))
            for row in found
            for side in sides
            if (row.id, side) in waiting
        ]
