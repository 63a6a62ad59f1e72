"""Bulk look-ups and rows, on both databases: every row as it was given, by few statements, through the index."""

import gc
from typing import Any
from weakref import ref

import pytest
from sqlalchemy import Select, bindparam, func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from fairlead.conversations import store
from fairlead.conversations.ledger import EVENT_COLUMNS
from fairlead.infra.database import Database, async_url
from fairlead.infra.dialects import VALUES, Change, LookUp
from fairlead.infra.feed import EventRow
from fairlead.kit.errors import Unavailable
from fairlead.kit.ids import new_id
from fairlead.settings import Settings

EVENTS: Any = EventRow.__table__


def events(count: int, *, conversation_id: str = "c") -> list[tuple[Any, ...]]:
    return [
        ("message", "brand", conversation_id, seq, None if seq % 3 else seq, "bot", seq) for seq in range(1, count + 1)
    ]


async def begin(connection: AsyncConnection, database: Database) -> None:
    await database.dialect.look_up(connection, _by_client_id(database, []))


def _by_client_id(database: Database, client_ids: list[str]) -> LookUp:
    c = store.entries.c
    return LookUp(database.dialect.probe([c.client_id, c.id], c.client_id, VALUES), client_ids)


@pytest.mark.parametrize("count", [1, 2, 3, 7, 64, 255, 256, 257, 600])
async def test_as_many_rows_arrive_as_were_given(database: Database, count: int):
    async with database.write_bulk() as connection:
        await begin(connection, database)
        await database.dialect.finish(connection, Change(EVENTS, EVENT_COLUMNS, events(count)))
    columns = [EVENTS.c[name] for name in EVENT_COLUMNS]
    async with database.read() as session:
        rows = (await session.execute(select(*columns).order_by(EVENTS.c.seq))).all()
    assert [tuple(row) for row in rows] == events(count)


async def test_a_bulk_transaction_that_fails_leaves_nothing_and_the_next_one_stands(database: Database):
    broken = [("message", "brand", "c", 1, None, "bot", 1), ("message", None, "c", 2, None, "bot", 2)]
    with pytest.raises(Exception, match=r"(?i)null"):
        async with database.write_bulk() as connection:
            await begin(connection, database)
            await database.dialect.finish(connection, Change(EVENTS, EVENT_COLUMNS, broken))
    async with database.write_bulk() as connection:
        await begin(connection, database)
        await database.dialect.finish(connection, Change(EVENTS, EVENT_COLUMNS, events(2)))
    # An ordinary transaction on the same connection commits and rolls back as ever.
    async with database.write() as session:
        session.add(EventRow(kind="message", brand_id="brand", conversation_id="d", seq=1, handler="bot", created_at=1))
    with pytest.raises(ZeroDivisionError):
        async with database.write() as session:
            session.add(
                EventRow(kind="message", brand_id="brand", conversation_id="e", seq=1, handler="bot", created_at=1)
            )
            await session.flush()
            raise ZeroDivisionError
    counted = select(EVENTS.c.conversation_id, func.count()).group_by(EVENTS.c.conversation_id)
    async with database.read() as session:
        found = {row[0]: row[1] for row in await session.execute(counted)}
    assert found == {"c": 2, "d": 1}


async def test_rows_come_back_as_they_were_written_whichever_way_they_are_asked_for(database: Database):
    """On SQLite many rows travel as one: bytes, nulls, quotes, long numbers and other scripts must survive it."""
    texts = ["plain", 'quo"te', "back\\slash", "提现 \u2028 🪙", ""]
    blobs = [b"", b"\x00\xff", None, b"[]", b'"']
    client_ids = [new_id() for _ in texts]
    async with database.write() as session:
        empty = {str: "c", int: 0, bool: False, bytes: b""}
        head = {column.name: empty[column.type.python_type] for column in store.conversations.columns}
        await session.execute(store.conversations.insert().values(head))
        for seq, (said, blob) in enumerate(zip(texts, blobs, strict=True), 1):
            row = {"conversation_id": "c", "seq": seq, "id": new_id(), "kind": "message", "author_kind": "customer"}
            row |= {"author_id": said, "sender": None, "client_id": client_ids[seq - 1], "digest": blob}
            await session.execute(store.entries.insert().values(**row, body=b"\x01", created_at=2**53 - seq))
    c = store.entries.c
    columns = [c.seq, c.author_id, c.sender, c.digest, c.created_at]
    expected = [
        (seq, said, None, blob, 2**53 - seq) for seq, (said, blob) in enumerate(zip(texts, blobs, strict=True), 1)
    ]
    async with database.read() as session:
        rows = await database.dialect.rows(session, select(*columns))
    assert sorted(map(tuple, rows)) == expected
    async with database.read() as session:
        assert list(await database.dialect.rows(session, select(*columns).where(c.seq > 100))) == []
    look_up = LookUp(database.dialect.probe(columns, c.client_id, VALUES), client_ids)
    async with database.write_bulk() as connection:
        (found,) = await database.dialect.look_up(connection, look_up)
        await database.dialect.finish(connection)
    assert sorted(map(tuple, found)) == expected


async def test_a_client_id_is_found_through_the_index_before_the_database_knows_its_tables(database: Database):
    """A new installation has no statistics for minutes; then PostgreSQL expects a table to be read as a whole."""
    ids = [new_id() for _ in range(50)]
    statement = _by_client_id(database, ids).statement.compile(
        dialect=database.reader.sync_engine.dialect, compile_kwargs={"render_postcompile": True}
    )
    value = database.dialect.list_value(ids)
    async with database.reader.connect() as connection:
        driver: Any = (await connection.get_raw_connection()).driver_connection
        if database.dialect.name == "sqlite":
            plan = [
                row[3] for row in await (await driver.execute(f"EXPLAIN QUERY PLAN {statement}", (value,))).fetchall()
            ]
            assert any("USING INDEX" in line or "USING COVERING INDEX" in line for line in plan), plan
        else:
            await connection.execute(text("SELECT 1"))
            plan = [row[0] for row in await driver.fetch(f"EXPLAIN {statement}", value)]
            assert any("Index" in line and "entries" in line for line in plan), plan
        assert not any("Seq Scan on entries" in line or line.startswith("SCAN entries") for line in plan), plan


async def test_who_was_called_while_the_disk_was_waited_for_is_let_go_with_the_database(settings: Settings):
    """Statements are kept by dialect, and would hold the whole system behind whoever is called."""
    database = Database(async_url(settings.database_url, settings.data_path))
    somebody = Somebody()
    database.dialect.meanwhile.append(somebody.called)
    gone = ref(somebody)
    del somebody
    assert gone() is not None
    await database.close()
    assert gone() is None
    kept, reader = database.dialect, ref(database.reader)
    del database
    gc.collect()
    assert kept.name
    assert reader() is None


class Somebody:
    def called(self) -> None:
        """Does nothing."""


async def test_a_kept_statement_is_asked_with_its_values_in_a_transaction_that_is_its_own(database: Database):
    ask = _positions(database)
    async with database.write() as session:
        # The first statement of a transaction begins it, whichever way it goes.
        assert await database.dialect.rows(session, ask, {"seq": 2, "wanted": database.dialect.list_value(["c"])}) == []
        for one in events(3):
            await session.execute(EVENTS.insert().values(dict(zip(EVENT_COLUMNS, one, strict=True))))
        values = {"seq": 2, "wanted": database.dialect.list_value(["c", "nobody"])}
        assert [row[0] for row in await database.dialect.rows(session, ask, values)] == [3]
        async with database.read() as beside:
            assert list(await database.dialect.rows(beside, ask, values)) == []
        await session.rollback()
    async with database.read() as session:
        assert list(await database.dialect.rows(session, ask, values)) == []


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
async def test_a_connection_that_ended_is_an_outage_once_and_leaves_the_pool(database: Database):
    ask, values = _positions(database), {"seq": 0, "wanted": ["c"]}
    async with database.read() as session:
        await database.dialect.rows(session, ask, values)
        pid = await session.scalar(select(func.pg_backend_pid()))
    ended = Database(database.url)
    try:
        async with ended.read() as session:
            assert await session.scalar(select(func.pg_terminate_backend(pid, 5000)))
    finally:
        await ended.close()
    with pytest.raises(Unavailable):
        async with database.read() as session:
            await database.dialect.rows(session, ask, values)
    async with database.read() as session:
        assert list(await database.dialect.rows(session, ask, values)) == []


def _positions(database: Database) -> Select[Any]:
    """Later ones of these conversations."""
    wanted = database.dialect.one_of(EVENTS.c.conversation_id, "wanted")
    return select(EVENTS.c.seq).where(wanted, EVENTS.c.seq > bindparam("seq"), EVENTS.c.kind == "message")
