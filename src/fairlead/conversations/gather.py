"""Group commit: whatever waits goes into the next transaction, no timer.

The ack leaves after the commit. A batch that fails is tried again entry by entry, so that one that cannot be written
refuses only its sender; one whose conversation another transaction holds waits for the next batch and holds nobody.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import islice
from typing import Any

import structlog
from msgspec import Struct

from fairlead.conversations.classify import Classify
from fairlead.conversations.guard import guard
from fairlead.conversations.ledger import Ledger, Outcome, Receipt, RowBusy, Written
from fairlead.conversations.rules import Draft, Marks
from fairlead.infra import metrics
from fairlead.infra.database import Database, lost_race
from fairlead.kit.errors import Invalid, Problem, Unavailable

log = structlog.get_logger()

MOST = 2000
ROW_WAIT = 5.0
ROW_PAUSE = 0.005
# So often an entry gives way to what another process writes in the same moment.
TRIES = 3
# Characters looked through before others have their turn: some ten milliseconds.
AT_ONCE = 20_000
# The guard's answer to what the text alone does not tell.
UNDECIDED = "maybe_private_key"

Done = Callable[[Receipt | Problem], None]
Moved = Callable[[Marks | Problem], None]
Announce = Callable[[Sequence[Written]], None]


class _Waiting(Struct):
    what: Draft | Marks
    done: Done | Moved
    since: float
    looked_through: bool = False
    looked_ahead: bool = False
    classified: bool = False


class Gather:
    """Takes drafts from everywhere in this process and commits them together, in as many lanes as the database can write at
    once. A conversation keeps to its lane, so that nobody's words change places."""

    def __init__(self, database: Database, ledger: Ledger, classify: Classify) -> None:
        self.announce: list[Announce] = []
        self._lanes = [_Lane(database, ledger, classify, self.announce) for _ in range(database.dialect.lanes)]

    def submit(self, draft: Draft, done: Done) -> None:
        """`done` is called once, after the commit or with the Problem; never before this returns."""
        self._lane(draft.conversation_id or draft.actor.key).put(draft, done)

    def mark(self, marks: Marks, done: Moved) -> None:
        """Marks ride along with the next commit: a transaction of their own would hold the rows that entries need."""
        self._lane(marks.conversation_id).put(marks, done)

    def written(self, written: Sequence[Written]) -> None:
        """What a transaction of another's committed by `Ledger.append`: whoever is told of commits is told of it."""
        fresh = [one for one in written if one.entries]
        for announce in self.announce if fresh else ():
            try:
                announce(fresh)
            except Exception:
                log.exception("a listener to commits failed")

    def _lane(self, key: str) -> "_Lane":
        return self._lanes[hash(key) % len(self._lanes)]

    async def write(self, draft: Draft) -> Receipt:
        """Adds one entry and waits for its commit. Raises Problem."""
        future: asyncio.Future[Receipt | Problem] = asyncio.get_running_loop().create_future()
        self.submit(draft, lambda result: None if future.done() else future.set_result(result))
        result = await future
        if isinstance(result, Problem):
            raise result
        return result

    def start(self) -> None:
        for lane in self._lanes:
            lane.start()

    async def stop(self) -> None:
        """Commits what waits, then ends."""
        await asyncio.gather(*(lane.stop() for lane in self._lanes))


class _Lane:
    """One transaction after the other."""

    def __init__(self, database: Database, ledger: Ledger, classify: Classify, announce: Sequence[Announce]) -> None:
        self._database = database
        self._ledger = ledger
        self._classify = classify
        self._undecided: set[asyncio.Task[None]] = set()
        self._announce = announce
        self._waiting: deque[_Waiting] = deque()
        # Those whose conversation somebody else held: they go first, so that nobody's words change places.
        self._back: deque[_Waiting] = deque()
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._closed = False
        self._committing = False
        database.dialect.meanwhile.append(self._look_ahead)

    def put(self, what: Draft | Marks, done: Done | Moved) -> None:
        self._waiting.append(_Waiting(what, done, time.monotonic()))
        self._wake.set()

    def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name="group commit")

    async def stop(self) -> None:
        while self._undecided:
            await asyncio.wait(self._undecided)
        self._closed = True
        self._wake.set()
        if self._task is not None:
            await self._task

    async def _run(self) -> None:
        while self._waiting or self._back or not self._closed:
            if not self._waiting and not self._back:
                self._wake.clear()
                await self._wake.wait()
                continue
            batch = await self._guarded(self._next())
            if batch:
                self._committing = True
                await self._commit(batch)
                self._committing = False
            if len(self._back) >= len(batch) and not self._waiting:
                await asyncio.sleep(ROW_PAUSE)

    def _next(self) -> list[_Waiting]:
        batch = [self._back.popleft() for _ in range(min(MOST, len(self._back)))]
        held = {item.what.conversation_id for item in self._back}
        for _ in range(min(MOST, len(self._waiting))):
            item = self._waiting.popleft()
            (self._back if item.what.conversation_id in held else batch).append(item)
        return batch

    async def _guarded(self, batch: list[_Waiting]) -> list[_Waiting]:
        """Those that may be written. All are looked through in one go: one by one, between other work, costs several times as
        much, since nothing of what it needs is in the processor's caches by then."""
        kept, looked = [], 0
        for item in batch:
            if isinstance(item.what, Draft) and not item.looked_through:
                looked += len(item.what.text)
                if looked > AT_ONCE:
                    await asyncio.sleep(0)
                    looked = 0
                try:
                    item.what, item.looked_through = guard(item.what), True
                except Exception as error:  # noqa: BLE001 - what cannot be looked through is not written
                    if isinstance(error, Invalid) and error.code == UNDECIDED and not item.classified:
                        self._put_aside(item, item.what)
                    else:
                        self._tell(item.done, self._refusal(error))
                    continue
            kept.append(item)
        return kept

    def _look_ahead(self) -> None:
        """While the disk is waited for, those who are next are looked through. What is to be refused is so in its turn."""
        looked = 0
        for item in islice(self._waiting, MOST) if self._committing else ():
            if item.looked_ahead or not isinstance(item.what, Draft):
                continue
            if looked > AT_ONCE:
                asyncio.get_running_loop().call_soon(self._look_ahead)
                return
            looked += len(item.what.text)
            item.looked_ahead = True
            with suppress(Exception):
                item.what, item.looked_through = guard(item.what), True

    def _put_aside(self, item: _Waiting, draft: Draft) -> None:
        """Nobody waits for what has to be asked about; it comes back once that is done."""
        task = asyncio.create_task(self._decide(item, draft), name="classify")
        self._undecided.add(task)
        task.add_done_callback(self._undecided.discard)

    async def _decide(self, item: _Waiting, draft: Draft) -> None:
        try:
            item.what, item.classified = await self._classify(draft), True
        except Exception as error:  # noqa: BLE001 - its sender gets an answer
            self._tell(item.done, self._refusal(error))
        else:
            self._waiting.append(item)
            self._wake.set()

    async def _commit(self, batch: list[_Waiting], *, tries: int = TRIES) -> None:
        try:
            outcomes = await self._write([item.what for item in batch])
        except Exception as error:  # noqa: BLE001 - whatever it was, each sender gets an answer
            if len(batch) > 1 and (lost_race(error) or not isinstance(error, Unavailable)):
                await self._one_by_one(batch)
                return
            if tries > 1 and lost_race(error):
                await self._commit(batch, tries=tries - 1)
                return
            outcomes = [self._refusal(error)] * len(batch)
        self._settle(batch, outcomes)

    async def _one_by_one(self, batch: list[_Waiting]) -> None:
        for item in batch:
            if any(held.what.conversation_id == item.what.conversation_id for held in self._back):
                self._back.append(item)
            else:
                await self._commit([item])

    async def _write(self, items: Sequence[Draft | Marks]) -> list[Outcome]:
        started = time.perf_counter()
        if any(isinstance(item, Draft) and item.guarded is not None for item in items):
            await self._ledger.holds.renew()
        async with self._database.write_bulk() as connection:
            outcomes = await self._ledger.write(connection, items, skip_locked=True)
        metrics.COMMIT.observe(time.perf_counter() - started)
        metrics.BATCH.observe(len(items))
        return outcomes

    def _refusal(self, error: Exception) -> Problem:
        if isinstance(error, Problem):
            return error
        log.error("an entry could not be written", exc_info=error)
        return Unavailable(retry_after=5)

    def _settle(self, batch: list[_Waiting], outcomes: Sequence[Outcome]) -> None:
        written = []
        for item, outcome in zip(batch, outcomes, strict=True):
            if isinstance(outcome, Written):
                self._tell(item.done, outcome.receipt)
                if outcome.entries:
                    written.append(outcome)
            elif not isinstance(outcome, RowBusy):
                self._tell(item.done, outcome)
            elif time.monotonic() - item.since > ROW_WAIT:
                self._tell(item.done, Unavailable(retry_after=2))
            else:
                self._back.append(item)
        for announce in self._announce:
            self._tell(announce, written)

    def _tell(self, whom: Callable[[Any], None], what: Any) -> None:
        """A listener that fails must not end the one task that commits for all."""
        try:
            whom(what)
        except Exception:
            log.exception("a listener to commits failed")
