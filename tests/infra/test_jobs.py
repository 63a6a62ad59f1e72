"""Jobs are worked off although workers die, handlers fail, hang or never could (invariant 4)."""

import asyncio
import subprocess
import sys
from typing import Any

import pytest
from sqlalchemy import select, update

from fairlead.infra import jobs
from fairlead.infra.database import Database
from fairlead.infra.jobs import DEAD, MAX_ATTEMPTS, READY, GiveUp, JobRow, JobRunner
from fairlead.kit import clock
from fairlead.kit.clock import SECOND
from fairlead.settings import Settings
from tests.harness import environment


async def add(
    database: Database, kind: str = "mail", *, key: str | None = None, delay: int = 0, **payload: Any
) -> None:
    async with database.write() as session:
        await jobs.enqueue(session, kind, payload, key=key, delay=delay)


async def rows(database: Database) -> list[JobRow]:
    async with database.read() as session:
        return list(await session.scalars(select(JobRow).order_by(JobRow.created_at, JobRow.id)))


async def time_passes(database: Database, *, lease: bool = False) -> None:
    """Brings every waiting job's time about, instead of waiting for it."""
    values = {"run_at": 0} | ({"lease_until": 0} if lease else {})
    async with database.write() as session:
        await session.execute(update(JobRow).values(**values))


async def until_empty(runner: JobRunner, database: Database, *, seconds: float = 30) -> None:
    task = asyncio.create_task(runner.run())
    try:
        async with asyncio.timeout(seconds):
            while [row for row in await rows(database) if row.state == READY]:
                await asyncio.sleep(0.05)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_a_job_is_run_with_its_payload_and_gone(database: Database):
    seen: list[dict[str, Any]] = []

    async def handler(payload: dict[str, Any]) -> None:
        seen.append(payload)

    await add(database, to="lin@example.com")
    assert await JobRunner(database, {"mail": handler}).round() == 1
    assert seen == [{"to": "lin@example.com"}]
    assert await rows(database) == []


async def test_a_job_is_written_with_what_caused_it_or_not_at_all(database: Database):
    with pytest.raises(RuntimeError):
        async with database.write() as session:
            await jobs.enqueue(session, "mail", {})
            raise RuntimeError("the transaction fails")
    assert await rows(database) == []


async def test_the_same_key_is_the_same_job(database: Database):
    await add(database, key="conversation 7, entry 3")
    await add(database, key="conversation 7, entry 3")
    assert len(await rows(database)) == 1


async def test_a_job_for_later_waits(database: Database):
    await add(database, delay=3600 * SECOND)
    assert await jobs.claim(database, limit=10) == []


async def test_a_leased_job_is_nobody_elses(database: Database):
    await add(database)
    assert len(await jobs.claim(database, limit=10)) == 1
    assert await jobs.claim(database, limit=10) == []


async def test_many_workers_share_the_jobs_and_take_none_twice(database: Database):
    for number in range(40):
        await add(database, n=number)
    taken = await asyncio.gather(*(jobs.claim(database, limit=3) for _ in range(14)))
    ids = [job.id for some in taken for job in some]
    assert len(ids) == len(set(ids)) >= 14


async def test_a_worker_that_woke_up_late_can_neither_finish_nor_fail_what_another_took_over(database: Database):
    await add(database)
    (late,) = await jobs.claim(database, limit=1)
    await time_passes(database, lease=True)
    (now,) = await jobs.claim(database, limit=1)
    assert (now.id, now.attempts) == (late.id, 2)
    await jobs.finish(database, late)
    await jobs.fail(database, late, "too late", final=True)
    (row,) = await rows(database)
    assert (row.state, row.error, row.lease_token) == (READY, "", now.lease_token)
    await jobs.finish(database, now)
    assert await rows(database) == []


async def test_a_failing_job_comes_back_ever_later_and_ends_as_a_dead_letter_with_its_reason(database: Database):
    async def handler(_: dict[str, Any]) -> None:
        raise ConnectionError("the mail server is away\x00")

    runner = JobRunner(database, {"mail": handler})
    await add(database)
    waits = []
    for attempt in range(1, MAX_ATTEMPTS + 1):
        assert await runner.round() == 1
        (row,) = await rows(database)
        assert row.attempts == attempt
        waits.append((row.run_at - clock.now()) / SECOND)
        await time_passes(database)
    assert row.state == DEAD
    assert row.error == "ConnectionError: the mail server is away\ufffd"
    assert all(2**attempt * 0.8 < wait < 2**attempt * 4 / 3 + 1 for attempt, wait in enumerate(waits, 1)), waits
    assert await runner.round() == 0, "the dead stay dead"


async def test_a_dead_letter_is_sent_again_with_fresh_tries(database: Database):
    good = False
    seen = []

    async def handler(payload: dict[str, Any]) -> None:
        if not good:
            raise GiveUp("wrong address")
        seen.append(payload)

    runner = JobRunner(database, {"mail": handler})
    await add(database, n=1)
    await runner.round()
    (row,) = await rows(database)
    assert (row.state, row.attempts) == (DEAD, 1), "there is no use in trying again"
    good = True
    async with database.write() as session:
        assert await jobs.resend(session, row.id)
        assert not await jobs.resend(session, "nonsense")
    assert await runner.round() == 1
    assert seen == [{"n": 1}]


async def test_a_job_whose_worker_dies_each_time_is_given_up(database: Database):
    await add(database, "bomb")
    for _ in range(MAX_ATTEMPTS):
        assert len(await jobs.claim(database, limit=1)) == 1  # and then the worker is gone
        await time_passes(database, lease=True)
    assert await jobs.claim(database, limit=1) == []
    (row,) = await rows(database)
    assert row.state == DEAD
    assert "died" in row.error


async def test_broken_jobs_do_not_keep_the_others_waiting(database: Database, monkeypatch: pytest.MonkeyPatch):
    """Jobs that raise, hang, have no JSON, or that nobody knows, a hundred of them before the good ones."""
    monkeypatch.setattr(jobs, "JOB_SECONDS", 3)
    done = []

    async def good(payload: dict[str, Any]) -> None:
        done.append(payload["n"])

    async def hangs(_: dict[str, Any]) -> None:
        await asyncio.sleep(3600)

    async def raises(_: dict[str, Any]) -> None:
        raise ValueError("poison")

    for number in range(100):
        await add(
            database, ("hangs", "raises", "unknown", "good")[number % 4], n="broken" if number % 4 == 3 else number
        )
    async with database.write() as session:
        await session.execute(update(JobRow).where(JobRow.kind == "good").values(payload='{"n": '))
    for number in range(10):
        await add(database, "good", n=number)
    runner = JobRunner(database, {"good": good, "hangs": hangs, "raises": raises}, poll=0.05)
    task = asyncio.create_task(runner.run())
    async with asyncio.timeout(40):
        while len(done) < 10:
            await asyncio.sleep(0.05)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert sorted(done) == list(range(10))
    states = {(row.kind, row.state) for row in await rows(database)}
    assert ("unknown", DEAD) in states
    assert ("good", DEAD) in states, "what is no JSON is dead at once"


async def test_a_stopping_runner_finishes_what_it_has_begun_and_takes_nothing_new(database: Database):
    begun, done = asyncio.Event(), []

    async def handler(payload: dict[str, Any]) -> None:
        begun.set()
        await asyncio.sleep(0.3)
        done.append(payload["n"])

    await add(database, n=1)
    runner = JobRunner(database, {"mail": handler}, poll=0.05)
    task = asyncio.create_task(runner.run())
    await begun.wait()
    runner.stop()
    await add(database, n=2)
    await asyncio.wait_for(task, 10)
    assert done == [1]
    assert [row.attempts for row in await rows(database)] == [0]


_DIES = """
import asyncio, os, sys
from fairlead.app import System
from fairlead.infra.jobs import JobRunner
from fairlead.settings import Settings

async def handler(payload):
    open(payload["trace"], "a").write("begun\\n")
    os.kill(os.getpid(), 9)

async def main():
    system = System(Settings.from_env())
    await JobRunner(system.database, {"mail": handler}).round()

asyncio.run(main())
"""


async def test_what_a_killed_worker_had_begun_is_begun_again_when_its_lease_is_over(
    database: Database, settings: Settings, tmp_path: Any
):
    trace = tmp_path / "trace"
    await add(database, trace=str(trace))
    process = await asyncio.to_thread(
        subprocess.run, [sys.executable, "-c", _DIES], env=environment(settings), check=False, timeout=60
    )
    assert process.returncode == -9
    assert trace.read_text() == "begun\n"

    async def handler(payload: dict[str, Any]) -> None:
        trace.write_text(trace.read_text() + "done\n")

    runner = JobRunner(database, {"mail": handler})
    assert await runner.round() == 0, "the lease still holds"
    (row,) = await rows(database)
    assert 0 < row.lease_until - clock.now() <= jobs.LEASE <= 60 * SECOND
    await time_passes(database, lease=True)
    await until_empty(runner, database)
    assert trace.read_text() == "begun\ndone\n"


async def test_a_job_whose_time_comes_waits_for_no_round(database: Database):
    """The runner sleeps longer than the job is delayed."""
    ran = asyncio.Event()
    at: list[int] = []

    async def handler(_: dict[str, Any]) -> None:
        at.append(clock.now())
        ran.set()

    await add(database, delay=SECOND // 2)
    due = (await rows(database))[0].run_at
    runner = JobRunner(database, {"mail": handler}, poll=20)
    task = asyncio.create_task(runner.run())
    async with asyncio.timeout(10):
        await ran.wait()
    runner.stop()
    await task
    assert 0 <= at[0] - due < 4 * SECOND
