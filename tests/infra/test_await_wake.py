"""See src/fairlead/infra/await_wake.py."""

import asyncio

from fairlead.infra.await_wake import woken


async def test_who_is_woken_and_cancelled_in_one_moment_is_cancelled():
    event = asyncio.Event()

    async def loop() -> None:
        while True:
            event.clear()
            await woken(event, 30)

    task = asyncio.create_task(loop())
    await asyncio.sleep(0)
    event.set()
    task.cancel()
    done, _ = await asyncio.wait({task}, timeout=5)
    assert done == {task} and task.cancelled()


async def test_it_says_whether_it_was_woken_or_the_time_was_over():
    event = asyncio.Event()
    assert not await woken(event, 0.01)
    event.set()
    assert await woken(event, 0.01)
