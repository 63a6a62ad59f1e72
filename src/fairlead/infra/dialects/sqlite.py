"""SQLite: one writer connection with BEGIN IMMEDIATE, WAL, synchronous=FULL, readers beside it."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, bindparam, event, func, select, true
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

    async def bulk_insert(
        self, connection: AsyncConnection, table: Table, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]
    ) -> None:
        if rows:
            marks = ", ".join("?" * len(columns))
            await connection.exec_driver_sql(
                f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES ({marks})",  # noqa: S608 - names of our own
                list(rows),
            )

    async def bulk_update(
        self, connection: AsyncConnection, table: Table, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]
    ) -> None:
        if rows:
            *changed, key = columns
            values = ", ".join(f"{column} = ?" for column in changed)
            await connection.exec_driver_sql(
                f"UPDATE {table.name} SET {values} WHERE {key} = ?",  # noqa: S608 - names of our own
                list(rows),
            )

    def one_of(self, column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
        values = func.json_each(bindparam(name)).table_valued("value")
        return column.in_(select(values.c.value))

    def list_value(self, values: Sequence[str]) -> Any:
        return json.dumps(list(values))

    def lock_rows(self, statement: Select[Any], *, skip_locked: bool) -> Select[Any]:
        return statement

    def settled(self, xid: Any) -> ColumnElement[bool]:
        return true()
