"""SQLite: one writer connection with BEGIN IMMEDIATE, WAL, synchronous=FULL, readers beside it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, event, insert, true
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

# The command line writes while the server runs: it waits this long for its turn.
BUSY_MILLISECONDS = 10_000
PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    f"busy_timeout={BUSY_MILLISECONDS}",
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
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql(begin)


class SqliteDialect:
    name = "sqlite"

    def engines(self, url: str, *, pool: int) -> tuple[AsyncEngine, AsyncEngine]:
        writer = create_async_engine(url, pool_size=1, max_overflow=0, pool_timeout=30)
        reader = create_async_engine(url, pool_size=3, max_overflow=0, pool_timeout=30)
        _prepare(writer, begin="BEGIN IMMEDIATE")
        _prepare(reader, begin="BEGIN", extra=("query_only=ON",))
        return writer, reader

    async def bulk_insert(self, connection: AsyncConnection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
        if rows:
            await connection.execute(insert(table), list(rows))

    def lock_rows(self, statement: Select[Any], *, skip_locked: bool) -> Select[Any]:
        return statement

    def settled(self, xid: Any) -> ColumnElement[bool]:
        return true()

    async def bound_lock_waits(self, connection: AsyncConnection, milliseconds: int) -> None:
        return None
