"""SQLite: one writer connection with BEGIN IMMEDIATE, WAL, synchronous=FULL, readers beside it."""

import asyncio
import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, Table, bindparam, event, func, select, true
from sqlalchemy.dialects.sqlite import dialect as sqlite_dialect
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.util import await_only

from fairlead.infra.dialects.base import Change, LookUp, Row

T = TypeVar("T")

# The command line writes while the server runs: it waits this long for its turn.
BUSY_MILLISECONDS = 10_000
WAL_TRIES, WAL_PAUSE = 100, 0.05
# Rows in one statement; sixteen thousand values are far below what SQLite takes.
_SIZES = (256, 64, 16, 4, 1)
PRAGMAS = (
    f"busy_timeout={BUSY_MILLISECONDS}",
    "synchronous=FULL",
    "foreign_keys=ON",
    "cache_size=-16000",
    "temp_store=MEMORY",
)


def _prepare(engine: AsyncEngine, *, begin: str, extra: Sequence[str] = ()) -> None:
    @event.listens_for(engine.sync_engine, "connect")
    def _connect(dbapi_connection: Any, _: Any) -> None:
        # The driver must not open transactions by itself: BEGIN is ours, see below.
        dbapi_connection.isolation_level = None
        cursor = dbapi_connection.cursor()
        for pragma in (*PRAGMAS, *extra):
            cursor.execute(f"PRAGMA {pragma}")
        _use_wal(cursor)
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Any) -> None:
        # One trip to the driver's thread, where a statement through SQLAlchemy takes three.
        connection.connection.dbapi_connection.run_async(lambda driver: driver.execute(begin))


def _use_wal(cursor: Any) -> None:
    """The first two connections to a new file both want to change it; SQLite lets neither wait, so we do."""
    for attempt in range(WAL_TRIES):
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError:
            if attempt == WAL_TRIES - 1:
                raise
            await_only(asyncio.sleep(WAL_PAUSE))
        else:
            return


class SqliteDialect:
    name = "sqlite"

    def engines(self, url: str, *, pool: int) -> tuple[AsyncEngine, AsyncEngine]:
        writer = create_async_engine(url, pool_size=1, max_overflow=0, pool_timeout=30)
        reader = create_async_engine(url, pool_size=3, max_overflow=0, pool_timeout=30)
        _prepare(writer, begin="BEGIN IMMEDIATE")
        _prepare(reader, begin="BEGIN", extra=("query_only=ON",))
        return writer, reader

    async def look_up(self, connection: AsyncConnection, *look_ups: LookUp) -> list[Sequence[Row]]:
        wanted = [(_text_of(statement), json.dumps(list(values))) for statement, values in look_ups]

        def work(driver: sqlite3.Connection) -> list[Sequence[Row]]:
            return [driver.execute(text, (values,)).fetchall() for text, values in wanted]

        return await _in_one_trip(connection, work)

    async def write_rows(self, connection: AsyncConnection, *changes: Change) -> None:
        steps = [step for change in changes for step in _steps(change)]

        def work(driver: sqlite3.Connection) -> None:
            for text, values in steps:
                driver.execute(text, values)

        await _in_one_trip(connection, work)

    def one_of(self, column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
        values = func.json_each(bindparam(name)).table_valued("value")
        return column.in_(select(values.c.value))

    def list_value(self, values: Sequence[str]) -> Any:
        return json.dumps(list(values))

    def lock_rows(self, statement: Select[Any], *, skip_locked: bool) -> Select[Any]:
        return statement

    def settled(self, xid: Any) -> ColumnElement[bool]:
        return true()


async def _in_one_trip(connection: AsyncConnection, work: Callable[[sqlite3.Connection], T]) -> T:
    """Runs in the driver's thread, inside the transaction that SQLAlchemy began. Each trip there and back costs as much
    as many rows, and the usual way takes several for each statement."""
    driver: Any = (await connection.get_raw_connection()).driver_connection

    def checked(raw: sqlite3.Connection) -> T:
        if not raw.in_transaction:
            raise RuntimeError("bulk rows need a transaction that has begun")
        return work(raw)

    result: T = await driver._execute(checked, driver._conn)  # noqa: SLF001 - aiosqlite has no open door for this
    return result


@lru_cache
def _text_of(statement: Select[Any]) -> str:
    return str(statement.compile(dialect=_COMPILER))


_COMPILER = sqlite_dialect()


def _steps(change: Change) -> Iterator[tuple[str, list[Any]]]:
    """Many rows in one statement: between two statements the interpreter's lock is given away, and while the loop is busy
    each return costs a wait. The sizes are few, so that the driver keeps what it has prepared."""
    at, columns = 0, tuple(change.columns)
    while at < len(change.rows):
        size = next(size for size in _SIZES if size <= len(change.rows) - at)
        text = _change_text(change.table, columns, size, update=change.update)
        yield text, list(chain.from_iterable(change.rows[at : at + size]))
        at += size


@lru_cache
def _change_text(table: Table, columns: tuple[str, ...], size: int, *, update: bool) -> str:
    row = f"({', '.join('?' * len(columns))})"
    values = ", ".join([row] * size)
    names = ", ".join(columns)
    if not update:
        return f"INSERT INTO {table.name} ({names}) VALUES {values}"  # noqa: S608 - names of our own
    *changed, key = columns
    sets = ", ".join(f"{column} = v.{column}" for column in changed)
    return (
        f"WITH v({names}) AS (VALUES {values}) "  # noqa: S608 - names of our own
        f"UPDATE {table.name} SET {sets} FROM v WHERE {table.name}.{key} = v.{key}"
    )
