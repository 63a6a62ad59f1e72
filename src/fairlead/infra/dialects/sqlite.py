"""SQLite: one writer connection with BEGIN IMMEDIATE, WAL, synchronous=FULL, readers beside it.

The driver works in a thread of its own. A trip there and back costs as much as many rows, and inside each statement the
interpreter's lock is given away and has to be won back from a busy loop: so trips and statements are few here.
"""

import asyncio
import json
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any, TypeVar
from weakref import WeakSet

import aiosqlite
import msgspec
import structlog
from sqlalchemy import ColumnElement, LargeBinary, Select, Table, bindparam, case, event, func, null, select, true
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite import dialect as sqlite_dialect
from sqlalchemy.dialects.sqlite.aiosqlite import (
    AsyncAdapt_aiosqlite_connection,
    AsyncAdapt_aiosqlite_cursor,
    AsyncAdapt_aiosqlite_dbapi,
    SQLiteDialect_aiosqlite,
)
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.util import await_only

from fairlead.infra.dialects.base import Change, LookUp, Row, Rows

log = structlog.get_logger()
T = TypeVar("T")

# The command line writes while the server runs: it waits this long for its turn.
BUSY_MILLISECONDS = 10_000
BEGIN = "BEGIN IMMEDIATE"
WAL_TRIES, WAL_PAUSE = 100, 0.05
TIDY_SECONDS = 0.2
# Rows in one statement, filled up with empty ones: few sizes, so that the driver keeps what it has prepared.
_SIZES = (1, 2, 4, 8, 16, 32, 64, 128, 256)
# An execution option: BEGIN goes with the first look-up.
LATE = "fairlead_begins_late"
PRAGMAS = (
    f"busy_timeout={BUSY_MILLISECONDS}",
    "synchronous=FULL",
    "foreign_keys=ON",
    "cache_size=-64000",
    "wal_autocheckpoint=8000",
    "temp_store=MEMORY",
)


def _prepare(engine: AsyncEngine, *, reads: bool, extra: Sequence[str] = ()) -> None:
    @event.listens_for(engine.sync_engine, "connect")
    def _connect(dbapi_connection: Any, _: Any) -> None:
        if reads:
            _readers.add(dbapi_connection.driver_connection)
        # The driver must not open transactions by itself: BEGIN is ours, see below.
        dbapi_connection.isolation_level = None
        cursor = dbapi_connection.cursor()
        for pragma in (*PRAGMAS, *extra):
            cursor.execute(f"PRAGMA {pragma}")
        _use_wal(cursor)
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Any) -> None:
        driver = connection.connection.driver_connection
        _finished.discard(driver)
        if reads:
            _to_begin.add(driver)
        elif LATE not in connection.get_execution_options():
            connection.connection.dbapi_connection.run_async(lambda driver: driver.execute(BEGIN))


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


# The drivers whose transaction `finish` has committed; those that only read; those of them that begin with the next statement.
_finished: WeakSet[Any] = WeakSet()
_readers: WeakSet[Any] = WeakSet()
_to_begin: WeakSet[Any] = WeakSet()


class _Cursor:
    """One trip for a statement: aiosqlite's cursor takes one each to be made, to execute, to fetch and to be closed."""

    arraysize = 1

    def __init__(self, driver: Any) -> None:
        self._driver = driver
        self._rows: list[Any] = []
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None

    async def __aenter__(self) -> "_Cursor":
        return self

    async def execute(self, operation: str, parameters: Any = ()) -> "_Cursor":
        return await self._run(lambda driver: driver.execute(operation, parameters))

    async def executemany(self, operation: str, parameters: Any) -> "_Cursor":
        return await self._run(lambda driver: driver.executemany(operation, parameters))

    async def _run(self, statement: Callable[[sqlite3.Connection], sqlite3.Cursor]) -> "_Cursor":
        begins = self._driver in _to_begin
        _to_begin.discard(self._driver)

        def work(driver: sqlite3.Connection) -> None:
            if begins:
                driver.execute("BEGIN")
            cursor = statement(driver)
            self.description, self.rowcount, self.lastrowid = cursor.description, cursor.rowcount, cursor.lastrowid
            self._rows = cursor.fetchall() if cursor.description else []
            cursor.close()

        await _in_thread(self._driver, work)
        return self

    async def fetchall(self) -> list[Any]:
        return self._rows

    async def close(self) -> None:
        self._rows = []


class _AdaptedCursor(AsyncAdapt_aiosqlite_cursor):
    __slots__ = ()

    def _make_new_cursor(self, connection: Any) -> Any:
        return _Cursor(connection)


class _AdaptedConnection(AsyncAdapt_aiosqlite_connection):
    __slots__ = ()
    _cursor_cls = _AdaptedCursor


class _Module(AsyncAdapt_aiosqlite_dbapi):
    def connect(self, *args: Any, **options: Any) -> _AdaptedConnection:
        return _AdaptedConnection(self, super().connect(*args, **options).driver_connection)


class FewTrips(SQLiteDialect_aiosqlite):
    """SQLAlchemy's own, with one trip to the driver's thread for a statement, and none to end what has ended."""

    supports_statement_cache = True

    @classmethod
    def import_dbapi(cls) -> _Module:
        return _Module(aiosqlite, sqlite3)

    def do_commit(self, dbapi_connection: Any) -> None:
        if dbapi_connection.driver_connection not in _finished:
            super().do_commit(dbapi_connection)  # type: ignore[no-untyped-call]  # untyped in SQLAlchemy

    def do_rollback(self, dbapi_connection: Any) -> None:
        # Called last, when the connection goes back to the pool.
        driver = dbapi_connection.driver_connection
        if driver in _finished or driver in _to_begin:
            _finished.discard(driver)
            _to_begin.discard(driver)
        elif driver in _readers:
            # Nothing to wait for: whatever comes next comes after it.
            driver._tx.put_nowait((None, driver._conn.rollback))  # noqa: SLF001 - the driver's queue: its own rollback waits
        else:
            super().do_rollback(dbapi_connection)  # type: ignore[no-untyped-call]  # untyped in SQLAlchemy


registry.register("sqlite.fewtrips", __name__, FewTrips.__name__)


class SqliteDialect:
    name = "sqlite"
    lanes = 1

    def __init__(self) -> None:
        self.meanwhile: list[Callable[[], None]] = []
        self._reader: AsyncEngine | None = None
        self._tidied_at = 0.0
        self._tidying: asyncio.Task[None] | None = None

    def engines(self, url: str, *, pool: int) -> tuple[AsyncEngine, AsyncEngine]:
        file = make_url(url).set(drivername="sqlite+fewtrips")
        writer = create_async_engine(file, pool_size=1, max_overflow=0, pool_timeout=30)
        reader = self._reader = create_async_engine(file, pool_size=4, max_overflow=0, pool_timeout=30)
        _prepare(writer, reads=False)
        _prepare(reader, reads=True, extra=("query_only=ON", "cache_size=-8000"))
        return writer, reader

    def for_bulk(self, writer: AsyncEngine) -> AsyncEngine:
        return writer.execution_options(**{LATE: True})

    async def look_up(self, connection: AsyncConnection, *look_ups: LookUp) -> list[Sequence[Row]]:
        wanted = [(_text_of(statement), json.dumps(list(values))) for statement, values in look_ups]

        def work(driver: sqlite3.Connection) -> list[str]:
            if not driver.in_transaction:
                driver.execute(BEGIN)
            return [driver.execute(text, (values,)).fetchone()[0] for text, values in wanted]

        found = await _in_one_trip(connection, work)
        return [_rows(text, look_up.statement) for text, look_up in zip(found, look_ups, strict=True)]

    async def rows(
        self, session: AsyncSession, statement: Select[*tuple[Any, ...]], values: Mapping[str, Any] | None = None
    ) -> Sequence[Row]:
        return _rows(await session.scalar(_as_one_row(statement), values) or "[]", statement)

    async def finish(self, connection: AsyncConnection, *changes: Change) -> None:
        steps = [step for change in changes for step in _steps(change)]
        loop = asyncio.get_running_loop()

        def work(driver: sqlite3.Connection) -> None:
            if not driver.in_transaction:
                raise RuntimeError("rows without a transaction: a look-up begins it")
            for text, values in steps:
                driver.execute(text, values)
            for meanwhile in self.meanwhile:
                loop.call_soon_threadsafe(meanwhile)
            driver.execute("COMMIT")

        await _in_one_trip(connection, work)
        _finished.add((await connection.get_raw_connection()).driver_connection)
        if time.monotonic() - self._tidied_at > TIDY_SECONDS and (self._tidying is None or self._tidying.done()):
            self._tidied_at = time.monotonic()
            self._tidying = asyncio.create_task(self._tidy(), name="wal")

    async def change(self, connection: AsyncConnection, change: Change) -> None:
        steps = list(_steps(change))

        def work(driver: sqlite3.Connection) -> None:
            for text, values in steps:
                driver.execute(text, values)

        await _in_one_trip(connection, work)

    async def _tidy(self) -> None:
        """Moves what is committed from the log into the file, beside the writer. SQLite would do it within a commit once the
        log is long, and everybody's ack would wait for it; that remains for what this could not keep up with."""
        if self._reader is None:
            return
        try:
            async with self._reader.connect() as connection:
                await _in_one_trip(connection, lambda driver: driver.execute("PRAGMA wal_checkpoint(PASSIVE)").close())
        except Exception as error:  # noqa: BLE001 - the writer does it too, later
            log.info("the log was not moved into the file", reason=type(error).__name__)

    async def close(self) -> None:
        self.meanwhile.clear()
        if self._tidying is not None:
            await self._tidying
        # Statements are kept by dialect, and its engine would be with them.
        self._reader = None

    def one_of(self, column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
        values = func.json_each(bindparam(name)).table_valued("value")
        return column.in_(select(values.c.value))

    def probe(self, columns: Sequence[ColumnElement[Any]], column: ColumnElement[Any], name: str) -> Select[Any]:
        return select(*columns).where(self.one_of(column, name))

    def list_value(self, values: Sequence[str]) -> Any:
        return json.dumps(list(values))

    def lock_rows(self, statement: Rows, *, skip_locked: bool) -> Rows:
        return statement

    def settled(self, xid: Any) -> ColumnElement[bool]:
        return true()


async def _in_one_trip(connection: AsyncConnection, work: Callable[[sqlite3.Connection], T]) -> T:
    """Runs in the driver's thread, where the usual way takes several trips for each statement."""
    return await _in_thread((await connection.get_raw_connection()).driver_connection, work)


async def _in_thread(driver: Any, work: Callable[[sqlite3.Connection], T]) -> T:
    result: T = await driver._execute(work, driver._conn)  # noqa: SLF001 - aiosqlite has no open door for this
    return result


@lru_cache
def _text_of(statement: Select[Any]) -> str:
    return str(_as_one_row(statement).compile(dialect=_COMPILER))


def _as_one_row(statement: Select[Any]) -> Select[Any]:
    """All rows in one, as JSON: for each row it fetches the driver gives the interpreter's lock away."""
    rows = statement.subquery()
    cells = [
        case((cell.is_(None), null()), else_=func.hex(cell)) if _holds_bytes(cell) else cell for cell in rows.columns
    ]
    return select(func.json_group_array(func.json_array(*cells)))


def _holds_bytes(column: Any) -> bool:
    return isinstance(column.type, LargeBinary)


def _rows(text: str, statement: Select[Any]) -> list[Row]:
    rows: list[Any] = msgspec.json.decode(text)
    if places := [place for place, column in enumerate(statement.selected_columns) if _holds_bytes(column)]:
        for row in rows:
            for place in places:
                if row[place] is not None:
                    row[place] = bytes.fromhex(row[place])
    return rows


_COMPILER = sqlite_dialect()


def _steps(change: Change) -> Iterator[tuple[str, list[Any]]]:
    """As few statements as the rows allow."""
    columns = tuple(change.columns)
    for at in range(0, len(change.rows), _SIZES[-1]):
        rows = change.rows[at : at + _SIZES[-1]]
        size = next(size for size in _SIZES if size >= len(rows))
        empty = [None] * (len(columns) * (size - len(rows)))
        yield _change_text(change.table, columns, size, update=change.update), [*chain.from_iterable(rows), *empty]


@lru_cache
def _change_text(table: Table, columns: tuple[str, ...], size: int, *, update: bool) -> str:
    """Rows whose first column is NULL are left out; no table of ours begins with one that may be."""
    row = f"({', '.join('?' * len(columns))})"
    names = ", ".join(columns)
    values = f"WITH v({names}) AS (VALUES {', '.join([row] * size)}) "
    if not update:
        return f"{values}INSERT INTO {table.name} ({names}) SELECT * FROM v WHERE {columns[0]} IS NOT NULL"  # noqa: S608 - names of our own
    *changed, key = columns
    sets = ", ".join(f"{column} = v.{column}" for column in changed)
    return f"{values}UPDATE {table.name} SET {sets} FROM v WHERE {table.name}.{key} = v.{key}"  # noqa: S608 - names of our own
