"""Every event is reacted to, at least once, whatever happens in between; the feed shows no event too late (invariant 4)."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import pytest
from sqlalchemy import select, update

from fairlead.infra import feed, reactions
from fairlead.infra.database import Database
from fairlead.infra.feed import Event, EventRow, Position
from fairlead.infra.jobs import JobRow, JobRunner
from fairlead.infra.reactions import CursorRow, Dispatcher, ReactionTable, cursor_position
from fairlead.kit import clock
from fairlead.kit.errors import Invalid

Session = Any


def event(number: int, conversation: str = "c") -> EventRow:
    return EventRow(
        kind="MessageReceived",
        brand_id="b",
        conversation_id=conversation,
        seq=number,
        public_seq=number,
        created_at=clock.now(),
    )


async def happen(database: Database, *numbers: int, conversation: str = "c") -> None:
    for number in numbers:
        async with database.write() as session:
            session.add(event(number, conversation))


async def all_of(database: Database, after: Position = feed.START) -> list[Event]:
    async with database.read() as session:
        return list(await feed.read(session, database.dialect, after, limit=1000))


class Recorder:
    """A reaction that remembers what it saw and fails when it is told to."""

    def __init__(self) -> None:
        self.seen: list[int] = []
        self.failing: set[int] = set()

    async def __call__(self, event: Event) -> None:
        if event.seq in self.failing:
            raise ConnectionError("not now")
        self.seen.append(event.seq)

    def table(self, name: str = "record") -> ReactionTable:
        return {"MessageReceived": {name: self}}


async def lease_is_over(database: Database) -> None:
    async with database.write() as session:
        await session.execute(update(CursorRow).values(lease_until=0))


async def test_each_event_is_reacted_to_once_and_in_order(database: Database):
    recorder = Recorder()
    dispatcher = Dispatcher(database, recorder.table())
    await happen(database, 1, 2, 3)
    assert await dispatcher.round() == 3
    await happen(database, 4)
    assert await dispatcher.round() == 1
    assert await dispatcher.round() == 0
    assert recorder.seen == [1, 2, 3, 4]


async def test_events_nobody_reacts_to_only_move_the_cursor(database: Database):
    dispatcher = Dispatcher(database, {})
    await happen(database, 1, 2)
    assert await dispatcher.round() == 2
    assert await cursor_position(database) == (await all_of(database))[-1].position


async def test_a_batch_is_told_once_before_any_of_it_is_reacted_to(database: Database):
    told: list[list[int]] = []
    recorder = Recorder()

    async def foresee(batch: Sequence[Event]) -> None:
        assert recorder.seen == []
        told.append([event.seq for event in batch])

    await happen(database, 1, 2, 3)
    await Dispatcher(database, recorder.table(), foresee=[foresee]).round()
    assert told == [[1, 2, 3]]
    assert recorder.seen == [1, 2, 3]


async def test_a_reaction_that_fails_becomes_a_job_is_tried_again_and_holds_nobody(database: Database):
    recorder = Recorder()
    recorder.failing = {2}
    dispatcher = Dispatcher(database, recorder.table())
    await happen(database, 1, 2, 3)
    await dispatcher.round()
    assert recorder.seen == [1, 3]
    async with database.read() as session:
        (job,) = list(await session.scalars(select(JobRow)))
    assert (job.kind, job.error) == ("reaction:record", "ConnectionError: not now")
    runner = JobRunner(database, dispatcher.job_handlers())
    recorder.failing = set()
    async with database.write() as session:
        await session.execute(update(JobRow).values(run_at=0))
    assert await runner.round() == 1
    assert recorder.seen == [1, 3, 2]


async def test_a_reaction_that_hangs_becomes_a_job_too(database: Database, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(reactions, "REACTION_SECONDS", 0.1)
    recorder = Recorder()

    async def hangs(event: Event) -> None:
        await asyncio.sleep(3600)

    dispatcher = Dispatcher(database, {"MessageReceived": {"hangs": hangs, "record": recorder}})
    await happen(database, 1)
    await asyncio.wait_for(dispatcher.round(), 20)
    assert recorder.seen == [1]
    async with database.read() as session:
        assert [job.kind for job in await session.scalars(select(JobRow))] == ["reaction:hangs"]


async def test_events_of_one_conversation_keep_their_order_although_conversations_run_side_by_side(database: Database):
    order: dict[str, list[int]] = {}

    async def slow(event: Event) -> None:
        await asyncio.sleep(0.01 if event.seq % 2 else 0)
        order.setdefault(event.conversation_id, []).append(event.seq)

    for number in range(1, 6):
        for conversation in ("a", "b", "c"):
            await happen(database, number, conversation=conversation)
    await Dispatcher(database, {"MessageReceived": {"slow": slow}}).round()
    assert order == {name: [1, 2, 3, 4, 5] for name in ("a", "b", "c")}


async def test_only_one_dispatcher_works_at_a_time_and_another_takes_over_from_one_that_died(database: Database):
    one, two = Recorder(), Recorder()
    first, second = Dispatcher(database, one.table()), Dispatcher(database, two.table())
    await happen(database, 1)
    assert await first.round() == 1
    await happen(database, 2)
    assert await second.round() == 0, "the first holds the lease"
    await lease_is_over(database)  # the first was killed
    assert await second.round() == 1
    assert (one.seen, two.seen) == ([1], [2])
    await happen(database, 3)
    # The first wakes up: it must not move the cursor it no longer holds.
    before = await cursor_position(database)
    await first.round()
    assert await cursor_position(database) == before
    assert await second.round() == 1


async def test_a_dispatcher_killed_between_reaction_and_cursor_reacts_again(
    database: Database, monkeypatch: pytest.MonkeyPatch
):
    """At least once: the reaction itself is idempotent by the event's id."""
    recorder = Recorder()
    await happen(database, 1, 2)
    dying = Dispatcher(database, recorder.table())

    async def killed() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(dying, "_note", killed)
    with pytest.raises(KeyboardInterrupt):
        await dying.round()
    await lease_is_over(database)
    await Dispatcher(database, recorder.table()).round()
    assert recorder.seen == [1, 2, 1, 2]
    assert {event.id for event in await all_of(database)} == {"c:1:MessageReceived", "c:2:MessageReceived"}


async def test_a_fault_in_the_round_does_not_end_the_dispatcher(database: Database):
    recorder = Recorder()
    dispatcher = Dispatcher(database, recorder.table(), poll=0.02)
    good, faults = dispatcher._react, []

    async def broken_once(events: Any) -> None:
        if not faults:
            faults.append(1)
            raise RuntimeError("a fault of ours")
        await good(events)

    dispatcher._react = broken_once  # type: ignore[method-assign]
    await happen(database, 1)
    task = asyncio.create_task(dispatcher.run())
    async with asyncio.timeout(20):
        while recorder.seen != [1]:
            await asyncio.sleep(0.02)
    dispatcher.stop()
    await asyncio.wait_for(task, 10)


@asynccontextmanager
async def open_transaction(database: Database, number: int) -> AsyncIterator[Session]:
    """A writer that has its event's id and does not commit yet."""
    async with database.writer.connect() as connection:
        transaction = await connection.begin()
        row = event(number)
        values = {
            name: getattr(row, name)
            for name in ("kind", "brand_id", "conversation_id", "seq", "public_seq", "created_at")
        }
        await connection.execute(EventRow.__table__.insert().values(handler="", **values))  # type: ignore[attr-defined]
        yield transaction


async def test_a_transaction_that_commits_late_is_not_skipped_by_who_already_read_a_later_id(
    database: Database, engine: str
):
    """A serial id is no cursor: A takes an id, B takes the next one and commits first."""
    if engine == "sqlite":
        return  # One writer: nobody can overtake.
    await happen(database, 1)
    position = (await all_of(database))[-1].position
    seen: list[int] = []

    async def read_on() -> None:
        nonlocal position
        for each in await all_of(database, position):
            seen.append(each.seq)
            position = each.position

    async with open_transaction(database, 2) as late:
        await happen(database, 3)
        await read_on()
        async with database.read() as session:
            visible = list(await session.scalars(select(EventRow.seq).order_by(EventRow.position)))
            end = await feed.end(session, database.dialect)
        assert visible == [1, 3], "3 overtook 2: an id alone would now be a cursor that skips 2"
        assert seen == []
        assert end == position
        await late.commit()
    await read_on()
    assert sorted(seen) == [2, 3]
    await happen(database, 4)
    await read_on()
    assert sorted(seen) == [2, 3, 4]


async def test_many_writers_that_commit_in_any_order_are_all_read_once(database: Database, engine: str):
    seen: list[int] = []
    position, writing = feed.START, True

    async def reader() -> None:
        nonlocal position
        while True:
            last_round = not writing
            events = await all_of(database, position)
            seen.extend(each.seq for each in events)
            position = events[-1].position if events else position
            if last_round and not events:
                return
            await asyncio.sleep(0.002)

    async def writer(first: int) -> None:
        for number in range(first, first + 25):
            async with database.write() as session:
                session.add(event(number, f"c{first}"))
                await session.flush()
                await asyncio.sleep(0.001 * (number % 7))

    reading = asyncio.create_task(reader())
    await asyncio.gather(*(writer(first) for first in range(0, 200, 25)))
    writing = False
    await asyncio.wait_for(reading, 30)
    assert sorted(seen) == list(range(200))


async def test_a_position_is_never_given_twice_also_after_everything_was_forgotten(database: Database):
    """A feed that starts anew would hide new events from cursors that stand further on."""
    await happen(database, 1, 2, 3)
    before = (await all_of(database))[-1].position
    async with database.write() as session:
        await feed.trim(session, before=clock.now() + 1, upto=before)
    assert await all_of(database) == []
    await happen(database, 4)
    (after,) = await all_of(database)
    assert after.position > before


async def test_what_nobody_reacted_to_yet_is_not_forgotten_however_old_it_is(database: Database):
    recorder = Recorder()
    dispatcher = Dispatcher(database, recorder.table())
    await happen(database, 1)
    await dispatcher.round()
    await happen(database, 2)
    async with database.write() as session:
        await feed.trim(session, before=clock.now() + 1, upto=await cursor_position(database))
    assert [each.seq for each in await all_of(database)] == [2]
    await dispatcher.round()
    assert recorder.seen == [1, 2]


def test_a_position_is_read_strictly():
    assert Position.parse("12.7") == Position(12, 7)
    for text in ("", "12", "12.", ".7", "-1.2", "1.2.3", "a.b", "１.２", "1" * 50 + ".1"):
        with pytest.raises(Invalid):
            Position.parse(text)
