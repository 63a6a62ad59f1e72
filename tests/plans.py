"""What a database plans for the statements somebody runs: to prove that a list is read from an index however much there is."""

from collections.abc import Awaitable, Callable
from typing import Any

from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.infra.database import Database


async def plans_of(database: Database, read: Callable[[AsyncSession], Awaitable[Any]]) -> list[list[str]]:
    """The lines of the plan of each statement, in the order in which they were run. What others read meanwhile is left out."""
    ran: list[tuple[str, Any]] = []

    def note(_: Any, __: Any, statement: str, values: Any, *___: Any) -> None:
        ran.append((statement, values))

    async with database.read() as session:
        own = (await session.connection()).sync_connection
        event.listen(own, "before_cursor_execute", note)
        await read(session)
    async with database.reader.connect() as connection:
        await connection.execute(text("SELECT 1"))
        driver: Any = (await connection.get_raw_connection()).driver_connection
        if database.dialect.name == "sqlite":
            found = [await driver.execute_fetchall(f"EXPLAIN QUERY PLAN {words}", values) for words, values in ran]
            return [[row[3] for row in rows] for rows in found]
        return [[row[0] for row in await driver.fetch(f"EXPLAIN {words}", *values)] for words, values in ran]
