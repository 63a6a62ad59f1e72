"""Long work on the event loop in short turns: who computes for long lets those who chat go first.

Such work is a generator: it yields wherever it could be interrupted, and returns what it found. A thread would not do: it holds
the interpreter for five milliseconds at a time, again and again.
"""

import asyncio
import time
from collections.abc import Generator
from typing import TypeVar

Found = TypeVar("Found")
# Work that may be interrupted at each step.
Work = Generator[None, None, Found]

LONGEST_TURN = 0.002


async def by_turns(work: Work[Found], *, rest: float = 1.0) -> Found:
    """What the work returns. After every two milliseconds of it others have `rest` times as long to themselves: a mere
    place in the queue would not do, as answering takes them many short steps."""
    turn = time.monotonic()
    while True:
        try:
            next(work)
        except StopIteration as done:
            found: Found = done.value
            return found
        if (worked := time.monotonic() - turn) > LONGEST_TURN:
            await asyncio.sleep(rest * worked)
            turn = time.monotonic()
