"""Waiting until somebody wakes one, or for so long."""

import asyncio


async def woken(event: asyncio.Event, seconds: float) -> bool:
    """Whether it was set within that time.

    `asyncio.wait_for` of Python 3.11 returns to who is cancelled in the very moment in which it was set, and a loop that is
    stopped then goes on for ever (https://github.com/python/cpython/issues/86296).
    """
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return False
    return True
