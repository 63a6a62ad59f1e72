"""The database: one set of models, sessions for reading and for writing, and errors that say what to do next."""

import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import BigInteger, Integer, LargeBinary, MetaData, String
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession, async_sessionmaker
from sqlalchemy.orm import DeclarativeBase, registry

from fairlead.infra.dialects import dialect_for
from fairlead.kit.errors import Unavailable

UNIQUE_VIOLATION = "23505"
NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
# SQLite counts rows by itself only in an INTEGER primary key.
Counter = BigInteger().with_variant(Integer(), "sqlite")
Id = String(32)


class Base(DeclarativeBase):
    """Rows. Times are `Instant`s (whole microseconds, see kit/clock.py) in BIGINT; sealed values are bytes."""

    metadata = MetaData(naming_convention=NAMES)
    registry = registry(type_annotation_map={bytes: LargeBinary, int: BigInteger}, metadata=metadata)


def async_url(url: str, data_path: Path) -> str:
    """What SQLAlchemy wants for what an operator writes; empty means the SQLite file in the data folder."""
    if not url:
        return f"sqlite+aiosqlite:///{data_path / 'fairlead.db'}"
    scheme, _, rest = url.partition("://")
    drivers = {"postgresql": "postgresql+asyncpg", "postgres": "postgresql+asyncpg", "sqlite": "sqlite+aiosqlite"}
    return f"{drivers.get(scheme, scheme)}://{rest}"


def is_outage(error: BaseException) -> bool:
    """True when the database is away, full or overloaded, so that the same request may succeed later."""
    if isinstance(error, (OSError, PoolTimeout, InterfaceError, TimeoutError)):
        return True
    if isinstance(error, (OperationalError, sqlite3.OperationalError)):
        return True
    # Bulk rows and kept statements go past SQLAlchemy: their errors are the driver's own.
    state = getattr(getattr(error, "orig", error), "sqlstate", None) or ""
    # Class 08 connection, 53 resources, 57 operator intervention, 58 system error, 55P03 lock not available, 40 serialization.
    told = state[:2] in ("08", "53", "57", "58", "40") or state == "55P03"
    return told or (isinstance(error, DBAPIError) and error.connection_invalidated)


def lost_race(error: BaseException) -> bool:
    """True when this transaction had to give way to another (deadlock, serialization, a key that the other wrote since we
    looked): the same again may do."""
    cause = error.__cause__ or error
    # COPY goes past SQLAlchemy: its errors are the driver's own.
    state = getattr(getattr(cause, "orig", cause), "sqlstate", None) or ""
    return state[:2] == "40" or state == UNIQUE_VIOLATION


@contextmanager
def _outages() -> Iterator[None]:
    """What the driver raises while the database is away, as our own `Unavailable`."""
    try:
        yield
    except Exception as error:
        if is_outage(error):
            raise Unavailable(retry_after=1) from error
        raise


class Database:
    """Sessions over one or two engines. `write()` commits at its end; `read()` never writes."""

    def __init__(self, url: str, *, pool: int = 10) -> None:
        self.dialect = dialect_for(url)
        self.url = url
        self.writer, self.reader = self.dialect.engines(url, pool=pool)
        self._bulk = self.dialect.for_bulk(self.writer)
        self._write_session = async_sessionmaker(self.writer, expire_on_commit=False, autoflush=True)
        self._read_session = async_sessionmaker(self.reader, expire_on_commit=False, autoflush=False)

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncSession]:
        """One transaction: commits when the block ends, rolls back when it raises. `Unavailable` when the database is away."""
        with _outages():
            async with self._write_session.begin() as session:
                # On SQLite the turn to write is taken here, before anything is read in this transaction.
                await session.connection()
                yield session

    @asynccontextmanager
    async def write_bulk(self) -> AsyncIterator[AsyncConnection]:
        """As `write`, for what needs no objects: a session costs as much as many rows. Begins with the dialect's `look_up`, ends
        with its `finish`."""
        with _outages():
            async with self._bulk.begin() as connection:
                yield connection

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        with _outages():
            async with self._read_session() as session:
                yield session

    async def close(self) -> None:
        await self.dialect.close()
        await self.writer.dispose()
        if self.reader is not self.writer:
            await self.reader.dispose()


def row_values(row: Any) -> dict[str, Any]:
    """The columns of an ORM row as a plain dict, in table order."""
    return {column.key: getattr(row, column.key) for column in row.__table__.columns}
