"""The small set of things the two databases do differently."""

from collections.abc import Sequence
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Select, Table
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine


class Dialect(Protocol):
    name: str

    def engines(self, url: str, *, pool: int) -> tuple[AsyncEngine, AsyncEngine]:
        """(for writing, for reading); the same engine twice where the database does not care."""

    async def bulk_insert(self, connection: AsyncConnection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
        """Inserts rows that all have the same keys, as fast as the driver can."""

    def lock_rows(self, statement: Select[Any], *, skip_locked: bool) -> Select[Any]:
        """The statement with row locks, where there are any."""

    def settled(self, xid: Any) -> ColumnElement[bool]:
        """True for rows that no writer still at work can come before."""

    async def bound_lock_waits(self, connection: AsyncConnection, milliseconds: int) -> None:
        """No statement of this transaction waits longer for a lock."""
