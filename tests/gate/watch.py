"""What a database is asked, counted where its driver hands it over, and what it holds."""

import asyncio
import hashlib
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any
from weakref import WeakKeyDictionary, WeakSet

from sqlalchemy import event, select

from fairlead.infra.database import Base, Database
from fairlead.search.models import SearchEpochRow

# What beats by itself, whoever asks for what.
BEATS = frozenset({SearchEpochRow.__tablename__})


class Statements:
    """The kinds of statements a database was given, also those that go past SQLAlchemy."""

    def __init__(self, database: Database) -> None:
        self.heard: list[str] = []
        self._known: WeakSet[Any] = WeakSet()
        self._engines = {database.writer.sync_engine, database.reader.sync_engine}

    @contextmanager
    def listening(self) -> Iterator["Statements"]:
        for engine in self._engines:
            event.listen(engine, "checkout", self._checkout)
        yield self
        for engine in self._engines:
            event.remove(engine, "checkout", self._checkout)

    def _checkout(self, connection: Any, record: Any, proxy: Any) -> None:
        driver = connection.driver_connection
        if driver in self._known:
            return
        self._known.add(driver)
        if hasattr(driver, "add_query_logger"):
            driver.add_query_logger(lambda logged: self._hear(logged.query))
        else:
            connection.run_async(lambda driver: driver.set_trace_callback(self._hear))

    def _hear(self, statement: str) -> None:
        kind = statement.split(None, 1)[0].rstrip(";").upper()
        # The log of SQLite is tidied by the clock, and what only read is ended after the answer.
        if kind not in ("PRAGMA", "ROLLBACK"):
            self.heard.append(kind)

    @asynccontextmanager
    async def heard_in(self) -> AsyncIterator[list[str]]:
        found: list[str] = []
        await asyncio.sleep(0)
        self.heard.clear()
        yield found
        found += self.heard


# Readers are counted, and who is there is noted, when the house has time for it.
BY_THE_HOUSE = {"articles.views", "agents.seen_at", "agents.presence"}


# Per database a connection that sees whether any other has committed, and what was found when it last looked.
_LOOKED: WeakKeyDictionary[Database, tuple[sqlite3.Connection, int, dict[str, str]]] = WeakKeyDictionary()


def _version(database: Database) -> tuple[sqlite3.Connection, int] | None:
    """https://sqlite.org/pragma.html#pragma_data_version; of PostgreSQL there is no such number."""
    if database.reader.dialect.name != "sqlite":
        return None
    known = _LOOKED.get(database)
    connection = known[0] if known else sqlite3.connect(str(database.reader.url.database))
    return connection, connection.execute("PRAGMA data_version").fetchone()[0]


async def contents(database: Database) -> dict[str, str]:
    """A digest of each table's rows; read again when anybody has committed since."""
    version = _version(database)
    known = _LOOKED.get(database)
    if version and known and version[1] == known[1]:
        return known[2]
    found = await _digests(database)
    if version:
        _LOOKED[database] = (*version, found)
    return found


async def _digests(database: Database) -> dict[str, str]:
    found = {}
    async with database.read() as session:
        for table in Base.metadata.sorted_tables:
            if table.name not in BEATS:
                columns = [column for column in table.c if str(column) not in BY_THE_HOUSE]
                rows = sorted(repr(tuple(row)) for row in await session.execute(select(*columns)))
                found[table.name] = f"{len(rows)} {hashlib.sha256(repr(rows).encode()).hexdigest()}"
    return found
