"""The small set of things the two databases do differently."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, Protocol, TypeVar

from sqlalchemy import ColumnElement, Select, Table
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession

Row = tuple[Any, ...]
# The name under which a look-up's values are bound.
VALUES = "wanted"
Rows = TypeVar("Rows", bound=Select[*tuple[Any, ...]])


class LookUp(NamedTuple):
    """A statement whose one parameter is that of `one_of(…, VALUES)`. It is compiled once: keep it."""

    statement: Select[Any]
    values: Sequence[str]


class Change(NamedTuple):
    """Rows to write, as values in the order of `columns`: new ones, or with `update` ones that are found by their primary
    key, which is then the *last* of `columns`."""

    table: Table
    columns: Sequence[str]
    rows: Sequence[Row]
    update: bool = False


class Dialect(Protocol):
    name: str
    # How many transactions of bulk rows it gains from at once.
    lanes: int
    # Called in the event loop whenever a bulk transaction waits for the disk: for what can be done meanwhile.
    meanwhile: list[Callable[[], None]]

    def __hash__(self) -> int:
        """By identity: statements are kept per dialect."""

    def engines(self, url: str, *, pool: int) -> tuple[AsyncEngine, AsyncEngine]:
        """(for writing, for reading); the same engine twice where the database does not care."""

    def for_bulk(self, writer: AsyncEngine) -> AsyncEngine:
        """The same engine for transactions that begin with a `look_up` and end with `finish`."""

    async def look_up(self, connection: AsyncConnection, *look_ups: LookUp) -> list[Sequence[Row]]:
        """The rows of each look-up, with as few trips to the database as the driver allows. No conversions here."""

    async def rows(
        self, session: AsyncSession, statement: Select[*tuple[Any, ...]], values: Mapping[str, Any] | None = None
    ) -> Sequence[Row]:
        """Plain rows, in no order that counts: for many of them at once. Texts, numbers and bytes only, no conversions here.
        `values` are for a statement made once and asked often."""

    async def finish(self, connection: AsyncConnection, *changes: Change) -> None:
        """Writes rows as fast as the driver can, and may commit: nothing else comes in this transaction. Values must be what
        the driver takes: no conversions here."""

    async def change(self, connection: AsyncConnection, change: Change) -> None:
        """As `finish`, within a transaction that goes on."""

    async def close(self) -> None:
        """Ends what it does beside; before the engines are closed."""

    def one_of(self, column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
        """`column` is one of the values bound to `name`: one statement for any number of values."""

    def probe(self, columns: Sequence[ColumnElement[Any]], column: ColumnElement[Any], name: str) -> Select[Any]:
        """Rows whose `column` is one of the values bound to `name`, by one look into its index for each value: the planner is
        not asked, who reads a whole table as long as it has no statistics of it."""

    def list_value(self, values: Sequence[str]) -> Any:
        """What to bind to the `name` of `one_of`."""

    def lock_rows(self, statement: Rows, *, skip_locked: bool) -> Rows:
        """The statement with row locks, where there are any."""

    def settled(self, xid: Any) -> ColumnElement[bool]:
        """True for rows that no writer still at work can come before."""
