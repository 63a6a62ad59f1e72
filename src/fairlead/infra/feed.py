"""The feed of events: one row per entry or change, written in the same transaction, read from a position.

A position is `xid.position`. On PostgreSQL a serial id alone is no cursor (a later one can become visible first), so the
feed is ordered by writing transaction and read only below `pg_snapshot_xmin`: nothing older can still be added there.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from msgspec import Struct
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Index,
    Select,
    String,
    and_,
    bindparam,
    delete,
    func,
    or_,
    select,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from fairlead.infra.database import Base, Counter, Id
from fairlead.infra.dialects import Dialect
from fairlead.kit.errors import Invalid


class EventRow(Base):
    __tablename__ = "events"

    position: Mapped[int] = mapped_column(Counter, primary_key=True, autoincrement=True)
    # PostgreSQL fills in the writing transaction, SQLite has one writer and needs none.
    xid: Mapped[int] = mapped_column(server_default="0")
    kind: Mapped[str] = mapped_column(String(40))
    brand_id: Mapped[str] = mapped_column(Id)
    conversation_id: Mapped[str] = mapped_column(Id)
    seq: Mapped[int]
    public_seq: Mapped[int | None]
    handler: Mapped[str] = mapped_column(String(16), default="")
    created_at: Mapped[int]

    # A position is never given twice, also not after the oldest events were forgotten.
    __table_args__ = (Index("ix_events_order", "xid", "position"), {"sqlite_autoincrement": True})


class Position(Struct, frozen=True, order=True):
    xid: int
    number: int

    def __str__(self) -> str:
        return f"{self.xid}.{self.number}"

    @classmethod
    def parse(cls, text: str) -> "Position":
        """Raises Invalid("position_invalid")."""
        xid, dot, number = text.partition(".")
        if not (
            dot and xid.isdecimal() and number.isdecimal() and xid.isascii() and number.isascii() and len(text) < 40
        ):
            raise Invalid("position_invalid")
        return cls(int(xid), int(number))


START = Position(0, 0)


class Event(Struct, frozen=True):
    """One thing that happened. `id` names it for good: a reaction that saw it once need not act again."""

    position: Position
    kind: str
    brand_id: str
    conversation_id: str
    seq: int
    public_seq: int | None
    handler: str
    created_at: int

    @property
    def id(self) -> str:
        return f"{self.conversation_id}:{self.seq}:{self.kind}"


def _after(xid: Any, number: Any) -> ColumnElement[bool]:
    return or_(EventRow.xid > xid, and_(EventRow.xid == xid, EventRow.position > number))


def _upto(position: Position) -> ColumnElement[bool]:
    return or_(EventRow.xid < position.xid, and_(EventRow.xid == position.xid, EventRow.position <= position.number))


async def read(session: AsyncSession, dialect: Dialect, after: Position, *, limit: int) -> Sequence[Event]:
    """Settled events after a position, oldest first."""
    values = {"xid": after.xid, "number": after.number, "most": limit}
    rows = sorted(await dialect.rows(session, _next_rows(dialect), values), key=lambda row: row[:2])
    return [Event(Position(row[0], row[1]), *row[2:]) for row in rows]


@lru_cache(maxsize=8)
def _next_rows(dialect: Dialect) -> Select[Any]:
    row = EventRow
    what: list[Any] = [row.xid, row.position, row.kind, row.brand_id, row.conversation_id, row.seq, row.public_seq]
    xid, number, most = (bindparam(name, type_=BigInteger) for name in ("xid", "number", "most"))
    statement = select(*what, row.handler, row.created_at).where(_after(xid, number), dialect.settled(row.xid))
    return statement.order_by(row.xid, row.position).limit(most)


async def end(session: AsyncSession, dialect: Dialect) -> Position:
    """The position of the newest settled event."""
    statement = select(EventRow.xid, EventRow.position).where(dialect.settled(EventRow.xid))
    row = (await session.execute(statement.order_by(EventRow.xid.desc(), EventRow.position.desc()).limit(1))).first()
    return Position(row[0], row[1]) if row else START


async def start(session: AsyncSession) -> Position:
    """The position just before the oldest event that is still kept."""
    row = (
        await session.execute(
            select(EventRow.xid, EventRow.position).order_by(EventRow.xid, EventRow.position).limit(1)
        )
    ).first()
    return Position(row[0], row[1] - 1) if row else START


async def changed_conversations(session: AsyncSession, after: Position, upto: Position) -> dict[str, tuple[int, int]]:
    """Conversation id → its highest (seq, public seq) among the events in (after, upto]."""
    highest = (func.max(EventRow.seq), func.coalesce(func.max(EventRow.public_seq), 0))
    statement = select(EventRow.conversation_id, *highest).where(_after(after.xid, after.number), _upto(upto))
    rows = await session.execute(statement.group_by(EventRow.conversation_id))
    return {row[0]: (row[1], row[2] or 0) for row in rows}


async def trim(session: AsyncSession, *, before: int, upto: Position) -> None:
    """Forgets events made before an instant, but none that stands above `upto`: somebody has still to react to it."""
    await session.execute(delete(EventRow).where(EventRow.created_at < before, _upto(upto)))
