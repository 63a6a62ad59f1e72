"""PostgreSQL: COPY for bulk rows, SKIP LOCKED for rows in use, the snapshot's xmin for what is settled."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ARRAY,
    Boolean,
    ColumnElement,
    Select,
    String,
    Table,
    any_,
    bindparam,
    func,
    literal_column,
    select,
    true,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, create_async_engine

from fairlead.infra.dialects.base import VALUES, Change, LookUp, Row, Rows


class PostgresDialect:
    name = "postgresql"
    lanes = 2

    def __init__(self) -> None:
        self.meanwhile: list[Callable[[], None]] = []

    def engines(self, url: str, *, pool: int) -> tuple[AsyncEngine, AsyncEngine]:
        engine = create_async_engine(
            url,
            pool_size=pool,
            max_overflow=0,
            pool_timeout=10,
            pool_pre_ping=False,
            pool_recycle=1800,
            connect_args={
                "timeout": 10,
                "command_timeout": 30,
                "server_settings": {
                    "application_name": "fairlead",
                    "jit": "off",
                    # A plan made for an empty table must not be kept for the full one.
                    "plan_cache_mode": "force_custom_plan",
                    "idle_in_transaction_session_timeout": "60000",
                },
            },
        )
        # A reader's statements each see what is committed, in a transaction or not: two trips fewer without one.
        return engine, engine.execution_options(isolation_level="AUTOCOMMIT")

    def for_bulk(self, writer: AsyncEngine) -> AsyncEngine:
        return writer

    async def look_up(self, connection: AsyncConnection, *look_ups: LookUp) -> list[Sequence[Row]]:
        # The first statement begins the transaction, so it goes through SQLAlchemy; the others save its way.
        (first, values), *others = look_ups
        found: list[Sequence[Row]] = [[tuple(row) for row in await connection.execute(first, {VALUES: list(values)})]]
        if others:
            driver = await _driver(connection)
            found += [await driver.fetch(_text_of(statement), list(values)) for statement, values in others]
        return found

    async def rows(
        self, session: AsyncSession, statement: Select[*tuple[Any, ...]], values: Mapping[str, Any] | None = None
    ) -> Sequence[Row]:
        kept = None if values is None else _kept(statement)
        driver = None if kept is None else await _driver_of(session)
        if kept is None or driver is None:
            return [tuple(row) for row in await session.execute(statement, values)]
        text, names, given = kept
        bound = {**given, **(values or {})}
        try:
            return [tuple(row) for row in await driver.fetch(text, *(bound[name] for name in names))]
        except Exception as error:
            if not driver.is_closed():
                raise
            # Past SQLAlchemy nobody else would take the broken connection out of the pool.
            await (await session.connection()).invalidate()
            raise ConnectionResetError("the database ended the connection") from error

    async def finish(self, connection: AsyncConnection, *changes: Change) -> None:
        for change in changes:
            await self.change(connection, change)
        for meanwhile in self.meanwhile:
            asyncio.get_running_loop().call_soon(meanwhile)

    async def change(self, connection: AsyncConnection, change: Change) -> None:
        table, columns, rows, update = change
        driver = await _driver(connection)
        if rows and update:
            await driver.execute(_update_statement(table, tuple(columns)), *zip(*rows, strict=True))
        elif rows:
            await driver.copy_records_to_table(table.name, records=rows, columns=columns)

    async def close(self) -> None:
        self.meanwhile.clear()

    def one_of(self, column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
        return column == any_(bindparam(name, type_=ARRAY(String)))

    def probe(self, columns: Sequence[ColumnElement[Any]], column: ColumnElement[Any], name: str) -> Select[Any]:
        wanted = func.unnest(bindparam(name, type_=ARRAY(String))).table_valued("value").render_derived()
        # OFFSET keeps the planner from turning the look-ups into a join of its choice.
        found = select(*columns).where(column == wanted.c.value).offset(literal_column("0")).lateral()
        return select(*found.c).select_from(wanted).join(found, true())

    def list_value(self, values: Sequence[str]) -> Any:
        return list(values)

    def lock_rows(self, statement: Rows, *, skip_locked: bool) -> Rows:
        return statement.with_for_update(skip_locked=skip_locked)

    def settled(self, xid: Any) -> ColumnElement[bool]:
        return literal_column("xid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint", Boolean)


async def _driver(connection: AsyncConnection) -> Any:
    """asyncpg's own connection, inside the transaction that SQLAlchemy began."""
    driver = (await connection.get_raw_connection()).driver_connection
    if driver is None or not driver.is_in_transaction():
        raise RuntimeError("bulk rows need a transaction that has begun")
    return driver


async def _driver_of(session: AsyncSession) -> Any:
    """asyncpg's own connection; None where SQLAlchemy has still to begin the transaction that is meant."""
    connection = await session.connection()
    driver = (await connection.get_raw_connection()).driver_connection
    alone = connection.sync_connection and connection.sync_connection.get_execution_options().get("isolation_level")
    return driver if driver is not None and (alone == "AUTOCOMMIT" or driver.is_in_transaction()) else None


_COMPILER = postgresql.asyncpg.dialect()  # type: ignore[no-untyped-call]  # untyped in SQLAlchemy


@lru_cache
def _text_of(statement: Select[Any]) -> str:
    return str(statement.compile(dialect=_COMPILER))


@lru_cache(maxsize=128)
def _kept(statement: Select[Any]) -> tuple[str, Sequence[str], Mapping[str, Any]] | None:
    """Its text, the names of its parameters in their order, and the values it brings itself: what SQLAlchemy would do for each
    time it is asked costs more than the asking. None for one whose text depends on the values."""
    compiled = statement.compile(dialect=_COMPILER)
    names = compiled.positiontup
    if names is None or compiled.post_compile_params or compiled.literal_execute_params:
        return None
    return str(compiled), names, compiled.construct_params(_check=False)


@lru_cache
def _update_statement(table: Table, columns: tuple[str, ...]) -> str:
    """One UPDATE from arrays: a parameter per column instead of a statement per row."""
    *changed, key = columns
    types = [table.c[column].type.compile(_COMPILER).partition("(")[0] for column in columns]
    arrays = ", ".join(f"${number}::{kind}[]" for number, kind in enumerate(types, 1))
    values = ", ".join(f"{column} = v.{column}" for column in changed)
    return (
        f"UPDATE {table.name} SET {values} "  # noqa: S608 - names of our own
        f"FROM unnest({arrays}) AS v({', '.join(columns)}) WHERE {table.name}.{key} = v.{key}"
    )
