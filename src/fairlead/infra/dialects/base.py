"""The small set of things the two databases do differently."""

from collections.abc import Sequence
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Select, Table
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine


class Dialect(Protocol):
    name: str

    def engines(self, url: str, *, pool: int) -> tuple[AsyncEngine, AsyncEngine]:
        """(for writing, for reading); the same engine twice where the database does not care."""

    async def bulk_insert(
        self, connection: AsyncConnection, table: Table, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]
    ) -> None:
        """Inserts rows as fast as the driver can. Values must be what the driver takes: no conversions here."""

    async def bulk_update(
        self, connection: AsyncConnection, table: Table, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]
    ) -> None:
        """Updates rows by primary key, which is the *last* of `columns`."""

    def one_of(self, column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
        """`column` is one of the values bound to `name`: one statement for any number of values."""

    def list_value(self, values: Sequence[str]) -> Any:
        """What to bind to the `name` of `one_of`."""

    def lock_rows(self, statement: Select[Any], *, skip_locked: bool) -> Select[Any]:
        """The statement with row locks, where there are any."""

    def settled(self, xid: Any) -> ColumnElement[bool]:
        """True for rows that no writer still at work can come before."""
