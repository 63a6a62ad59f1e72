"""PostgreSQL: COPY for bulk rows, SKIP LOCKED for rows in use, the snapshot's xmin for what is settled."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine


class PostgresDialect:
    name = "postgresql"

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
                "server_settings": {"application_name": "fairlead", "jit": "off", "idle_in_transaction_session_timeout": "60000"},
            },
        )
        return engine, engine

    async def bulk_insert(self, connection: AsyncConnection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
        if not rows:
            return
        columns = list(rows[0])
        raw = await connection.get_raw_connection()
        driver = raw.driver_connection
        assert driver is not None
        # SQLAlchemy begins asyncpg's transaction with the first statement; COPY goes round it.
        await connection.execute(text("SELECT 1")) if not driver.is_in_transaction() else None
        await driver.copy_records_to_table(
            table.name, records=[tuple(row[column] for column in columns) for row in rows], columns=columns
        )

    def lock_rows(self, statement: Select[Any], *, skip_locked: bool) -> Select[Any]:
        return statement.with_for_update(skip_locked=skip_locked)

    def settled(self, xid: Any) -> ColumnElement[bool]:
        return text("xid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint")  # type: ignore[return-value]

    async def bound_lock_waits(self, connection: AsyncConnection, milliseconds: int) -> None:
        await connection.exec_driver_sql(f"SET LOCAL lock_timeout = {int(milliseconds)}")
