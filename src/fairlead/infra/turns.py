"""Long work that lets those who chat go first: in short turns on the event loop, or in a thread that steps back.

Work in turns is a generator: it yields wherever it could be interrupted, and returns what it found. A thread is for what lets go
of the interpreter: Python in it would take the interpreter away again and again.
"""

import asyncio
import contextlib
import os
import threading
import time
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

Found = TypeVar("Found")
P = ParamSpec("P")
# Work that may be interrupted at each step.
Work = Generator[None, None, Found]

LONGEST_TURN = 0.002
# Who wakes this much too late has kept others from their turn: the next rest is longer by as much again, so many times at most.
MOST_RESTS = 20.0
# As of nice(1).
STEP_BACK = 10


async def by_turns(work: Work[Found], *, rest: float = 1.0) -> Found:
    """What the work returns. After every two milliseconds of it others have `rest` times as long to themselves, and longer
    where many wait: a mere place in the queue would not do, as answering takes them many short steps."""
    turn = time.monotonic()
    late = 0.0
    while True:
        try:
            next(work)
        except StopIteration as done:
            found: Found = done.value
            return found
        if (worked := time.monotonic() - turn) > LONGEST_TURN:
            pause = worked * (rest + min(MOST_RESTS, late / LONGEST_TURN))
            before = time.monotonic()
            await asyncio.sleep(pause)
            turn = time.monotonic()
            late = max(0.0, turn - before - pause)


class Backstage:
    """A thread of its own that the system lets run when the others have nothing to do, and so all threads it starts."""

    def __init__(self, name: str) -> None:
        self._hands = ThreadPoolExecutor(1, thread_name_prefix=name, initializer=_step_back)

    async def run(self, work: Callable[P, Found], *args: P.args, **options: P.kwargs) -> Found:
        return await asyncio.wrap_future(self._hands.submit(work, *args, **options))

    def close(self) -> None:
        self._hands.shutdown(wait=False)


def _step_back() -> None:
    # Linux counts priorities by thread; elsewhere there is nobody of this number.
    with contextlib.suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), STEP_BACK)
