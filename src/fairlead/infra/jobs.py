"""Jobs: rows written in the same transaction as what caused them, worked off with leases, backoff and dead letters.

A handler must be idempotent: a worker that dies after the effect and before `finish` makes the job run again. A lease is
fenced by a token, so that a worker that woke up late cannot finish a job another one has taken over.
"""

import asyncio
import json
import random
from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import structlog
from sqlalchemy import Index, String, Text, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from fairlead.infra.await_wake import woken
from fairlead.infra.database import Base, Database, Id
from fairlead.infra.dialects import Change
from fairlead.kit import clock
from fairlead.kit.clock import Instant
from fairlead.kit.errors import Problem
from fairlead.kit.ids import new_id
from fairlead.kit.text import storable

log = structlog.get_logger()

_DIED = "The worker died while it ran, as often as it was tried."
LEASE = 60 * clock.SECOND
MAX_ATTEMPTS = 8
JOB_SECONDS = 45
READY, DEAD = "ready", "dead"


class JobRow(Base):
    __tablename__ = "jobs"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    kind: Mapped[str] = mapped_column(String(60))
    # Names the effect: a second job with the same key is the same job.
    key: Mapped[str | None] = mapped_column(String(200), unique=True)
    payload: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(8), default=READY)
    attempts: Mapped[int] = mapped_column(default=0)
    run_at: Mapped[int]
    lease_until: Mapped[int] = mapped_column(default=0)
    lease_token: Mapped[str] = mapped_column(Id, default="")
    error: Mapped[str] = mapped_column(String(500), default="")
    created_at: Mapped[int]

    __table_args__ = (Index("ix_jobs_due", "state", "run_at"),)


_JOBS = JobRow.metadata.tables[JobRow.__tablename__]
_COLUMNS = tuple(column.key for column in _JOBS.columns)


@dataclass(frozen=True, slots=True)
class Job:
    """`payload` as it lies in the row: who works it off reads it, so that a broken one is only that job's trouble."""

    id: str
    kind: str
    payload: str
    attempts: int
    lease_token: str


Handler = Callable[[dict[str, Any]], Awaitable[None]]


class GiveUp(Exception):
    """Raised by a handler when trying again cannot help: the job is dead at once."""


class TryLater(Exception):
    """Raised by a handler that was asked to wait: the next try comes no sooner than after `seconds`."""

    def __init__(self, reason: str, *, seconds: int = 0) -> None:
        super().__init__(reason)
        self.seconds = seconds


async def enqueue(
    session: AsyncSession,
    kind: str,
    payload: Mapping[str, Any],
    *,
    key: str | None = None,
    delay: int = 0,
    error: str = "",
) -> None:
    """Adds a job to the caller's transaction; `delay` in microseconds. Does nothing when `key` is already known."""
    if key is not None and await session.scalar(select(JobRow.id).where(JobRow.key == key)):
        return
    moment = clock.now()
    session.add(
        JobRow(
            id=new_id(),
            kind=kind,
            key=key,
            payload=json.dumps(payload),
            run_at=moment + delay,
            error=error,
            created_at=moment,
        )
    )


def as_change(jobs: Iterable[tuple[str, Mapping[str, Any], str, int]]) -> Change:
    """New jobs (kind, payload, key, delay) as the driver takes them, for a batch of rows. Their keys must be new."""
    moment = clock.now()
    rows = [
        (new_id(moment), kind, key, json.dumps(payload), READY, 0, moment + delay, 0, "", "", moment)
        for kind, payload, key, delay in jobs
    ]
    return Change(_JOBS, _COLUMNS, rows)


def backoff(attempts: int) -> int:
    """Microseconds until the next try: 2, 4, 8 … 256 s and up to a third more, so that failures do not march in step."""
    return int(clock.SECOND * 2**attempts * random.uniform(1, 4 / 3))  # noqa: S311 - spreading load, not a secret


async def claim(database: Database, *, limit: int, without: Collection[str] = ()) -> list[Job]:
    """Leases due jobs to the caller for `LEASE`, but none of the kinds in `without`."""
    moment, token = clock.now(), new_id()
    due = select(JobRow.id).where(JobRow.state == READY, JobRow.run_at <= moment, JobRow.lease_until < moment)
    async with database.read() as session:
        # Mostly nothing is due, and looking takes no turn from those who write.
        if await session.scalar(due.limit(1)) is None:
            return []
    async with database.write() as session:
        # Its last try neither finished nor failed: whoever ran it died of it or with it, and once more is too often.
        killers = due.where(JobRow.attempts >= MAX_ATTEMPTS)
        await session.execute(update(JobRow).where(JobRow.id.in_(killers)).values(state=DEAD, error=_DIED))
        due = due.where(JobRow.kind.not_in(without)).order_by(JobRow.run_at).limit(limit)
        due = database.dialect.lock_rows(due, skip_locked=True)
        ids = list((await session.scalars(due)).all())
        if not ids:
            return []
        await session.execute(
            update(JobRow)
            .where(JobRow.id.in_(ids))
            .values(lease_until=moment + LEASE, lease_token=token, attempts=JobRow.attempts + 1)
        )
        rows = (await session.scalars(select(JobRow).where(JobRow.id.in_(ids)))).all()
        return [Job(row.id, row.kind, row.payload, row.attempts, token) for row in rows]


async def pause_until_due(database: Database, longest: float) -> float:
    """Seconds until the next job's time comes, at most `longest`: what is to happen at a moment waits for no round."""
    moment = clock.now()
    soon = (JobRow.run_at > moment, JobRow.run_at <= moment + int(longest * clock.SECOND))
    async with database.read() as session:
        due = await session.scalar(select(func.min(JobRow.run_at)).where(JobRow.state == READY, *soon))
    return longest if due is None else min(longest, (due - moment) / clock.SECOND + 0.001)


async def finish(database: Database, job: Job) -> None:
    async with database.write() as session:
        await session.execute(delete(JobRow).where(JobRow.id == job.id, JobRow.lease_token == job.lease_token))


async def fail(database: Database, job: Job, reason: str, *, final: bool = False, pause: int = 0) -> None:
    """Puts the job back for later, in `pause` microseconds at the soonest, or into the dead letters after the last try."""
    dead = final or job.attempts >= MAX_ATTEMPTS
    values = {
        "state": DEAD if dead else READY,
        "lease_until": 0,
        "run_at": clock.now() + max(backoff(job.attempts), pause),
        "error": storable(reason)[:500],
    }
    async with database.write() as session:
        await session.execute(
            update(JobRow).where(JobRow.id == job.id, JobRow.lease_token == job.lease_token).values(**values)
        )


async def resend(session: AsyncSession, job_id: str) -> bool:
    """Takes a dead job back to the queue with fresh tries. False when there is no such dead job."""
    values = {"state": READY, "attempts": 0, "run_at": clock.now(), "lease_until": 0}
    dead = update(JobRow).where(JobRow.id == job_id, JobRow.state == DEAD)
    result = await (await session.connection()).execute(dead.values(**values))
    return bool(result.rowcount)


async def listing(session: AsyncSession, *, state: str, limit: int = 100) -> list[JobRow]:
    statement = select(JobRow).where(JobRow.state == state).order_by(JobRow.created_at.desc()).limit(limit)
    return list((await session.scalars(statement)).all())


async def backlog(session: AsyncSession, *, moment: Instant) -> tuple[int, int]:
    """(jobs that are due, jobs that are dead), each counted up to 1,001."""
    due = select(JobRow.id).where(JobRow.state == READY, or_(JobRow.run_at <= moment)).limit(1001).subquery()
    dead = select(JobRow.id).where(JobRow.state == DEAD).limit(1001).subquery()
    return (
        await session.scalar(select(func.count()).select_from(due)) or 0,
        await session.scalar(select(func.count()).select_from(dead)) or 0,
    )


class JobRunner:
    """Works off due jobs until told to stop; what is running then is finished.

    So many run at once, but of one kind only half as many: a kind whose jobs hang leaves room for the others.
    """

    def __init__(
        self, database: Database, handlers: Mapping[str, Handler], *, parallel: int = 8, poll: float = 1.0
    ) -> None:
        self._database = database
        self._handlers = handlers
        self._parallel = parallel
        self._poll = poll
        self._wake = asyncio.Event()
        self._running: dict[asyncio.Task[None], str] = {}
        self._stopping = False

    def wake(self) -> None:
        self._wake.set()

    def stop(self) -> None:
        self._stopping = True
        self._wake.set()

    async def run(self) -> None:
        try:
            while not self._stopping:
                self._wake.clear()
                taken, pause = 0, self._poll
                try:
                    taken = await self._take()
                    if not taken:
                        pause = await pause_until_due(self._database, self._poll)
                except Problem:
                    taken = 0  # The database is away; the next round asks again.
                except Exception:
                    log.exception("the round of jobs broke off")
                    taken = 0
                if not taken and not self._stopping:
                    await woken(self._wake, pause)
        finally:
            # Cancelled: the shutdown waits no longer, and the leases run out by themselves.
            if not self._stopping:
                for task in self._running:
                    task.cancel()
            await asyncio.gather(*self._running, return_exceptions=True)

    async def round(self) -> int:
        """Claims what is due and waits for it; the number of jobs taken."""
        taken = await self._take()
        await asyncio.gather(*self._running)
        return taken

    async def _take(self) -> int:
        running = Counter(self._running.values())
        free = self._parallel - running.total()
        if free <= 0:
            return 0
        half = max(1, self._parallel // 2)
        full = [kind for kind, count in running.items() if count >= half]
        jobs = await claim(self._database, limit=min(free, half), without=full)
        for job in jobs:
            task: asyncio.Task[None] = asyncio.create_task(self._work(job), name=f"job {job.kind}")
            self._running[task] = job.kind
            task.add_done_callback(self._done)
        return len(jobs)

    def _done(self, task: asyncio.Task[None]) -> None:
        del self._running[task]
        if not task.cancelled() and (error := task.exception()) is not None:
            log.warning("a job's end could not be noted; its lease runs out", reason=type(error).__name__)
        self._wake.set()

    async def _work(self, job: Job) -> None:
        handler = self._handlers.get(job.kind)
        try:
            if handler is None:
                raise GiveUp(f"nobody handles {job.kind}")
            try:
                payload = json.loads(job.payload)
            except ValueError as error:
                raise GiveUp(f"the payload is no JSON: {error}") from None
            async with asyncio.timeout(JOB_SECONDS):
                await handler(payload)
        except Exception as error:  # noqa: BLE001 - whatever a handler raises, the job is kept
            reason = f"{type(error).__name__}: {error}"
            log.warning("job failed", job=job.id, kind=job.kind, attempts=job.attempts, reason=type(error).__name__)
            pause = error.seconds * clock.SECOND if isinstance(error, TryLater) else 0
            await fail(self._database, job, reason, final=isinstance(error, GiveUp), pause=pause)
        else:
            await finish(self._database, job)
