"""Marks: up to where each side has received and read. Many come in, few are written: the newest of each, together."""

import asyncio
from collections.abc import Callable

from fairlead.conversations.gather import Gather
from fairlead.conversations.rules import Marks, Side
from fairlead.kit.errors import Problem, Unavailable

PAUSE = 0.1
AGAIN = 1.0

Waiting = dict[tuple[str, Side], tuple[int, int]]


class Marker:
    """Collects marks and hands them on ten times a second. A mark lost in a crash is told again by its device."""

    def __init__(self, gather: Gather) -> None:
        self._gather = gather
        self._waiting: Waiting = {}
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
            if waiting and await self._write(waiting):
                if self._closed:
                    return
                await asyncio.sleep(AGAIN)

    async def _write(self, waiting: Waiting) -> bool:
        """Announces what moved. True when some must be tried again: the database is away."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        results: list[Marks | Problem] = []

        def note(result: Marks | Problem) -> None:
            results.append(result)
            if len(results) == len(waiting):
                done.set_result(None)

        for (conversation_id, side), (delivered, read) in waiting.items():
            self._gather.mark(Marks(conversation_id, side, delivered, read), note)
        await done
        moved = [result for result in results if isinstance(result, Marks)]
        for announce in self.announce:
            announce(moved)
        if not any(isinstance(result, Unavailable) for result in results):
            return False
        told = {(marks.conversation_id, marks.side) for marks in moved}
        for (conversation_id, side), (delivered, read) in waiting.items():
            if (conversation_id, side) not in told:
                self.mark(conversation_id, side, delivered=delivered, read=read)
        return True
