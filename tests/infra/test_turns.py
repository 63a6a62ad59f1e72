"""Long work goes on in turns: it ends with what it found, fails as it fails, and lets others in between."""

import asyncio
import os
import threading
import time

import pytest

from fairlead.infra.excerpts import window
from fairlead.infra.turns import STEP_BACK, Backstage, Work, by_turns
from fairlead.infra.words import Term


def counting(upto: int, *, fails: bool = False) -> Work[int]:
    for _ in range(upto):
        yield
    if fails:
        raise ValueError("at the end")
    return upto


async def test_work_by_turns_returns_what_it_found_and_raises_what_it_raised():
    assert await by_turns(counting(0)) == 0
    assert await by_turns(counting(1000)) == 1000
    with pytest.raises(ValueError, match="at the end"):
        await by_turns(counting(3, fails=True))


async def test_others_have_their_turn_while_somebody_works():
    others = 0

    async def other() -> None:
        nonlocal others
        while True:
            others += 1
            await asyncio.sleep(0)

    task = asyncio.create_task(other())
    since = time.thread_time()
    await by_turns(counting(500_000))
    # A turn may be longer than asked for on a busy machine, but never all of it.
    assert others > (time.thread_time() - since) * 50
    task.cancel()


async def test_work_backstage_returns_what_it_found_and_steps_back_with_every_thread_it_starts():
    def priority() -> int:
        return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())

    def of_a_thread_it_starts() -> int:
        found: list[int] = []
        thread = threading.Thread(target=lambda: found.append(priority()))
        thread.start()
        thread.join()
        return found[0]

    backstage = Backstage("test")
    before = priority()
    assert await backstage.run(priority) == before + STEP_BACK
    assert await backstage.run(of_a_thread_it_starts) == before + STEP_BACK
    assert priority() == before, "the others stay where they were"
    with pytest.raises(ZeroDivisionError):
        await backstage.run(divmod, 1, 0)
    backstage.close()


def test_a_word_that_stands_ten_thousand_times_does_not_hold_up_its_excerpt():
    text = "哈" * 10_000 + " 提币"
    places = [Term("哈哈", at, at + 2) for at in range(9_999)] + [Term("提币", 10_001, 10_003)]
    since = time.thread_time()
    start, end = window(text, places, 220)
    assert time.thread_time() - since < 1
    assert text[start:end].endswith("提币"), "where both stand"
