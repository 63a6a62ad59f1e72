"""Every query of the search: what is to be indexed, and what was found."""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import and_, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.conversations.models import ConversationRow
from fairlead.conversations.store import Body, conversations, entries, place
from fairlead.infra.database import Database
from fairlead.infra.dialects import Dialect
from fairlead.infra.sealing import SealBroken, Sealer
from fairlead.infra.turns import Work, by_turns
from fairlead.kit.ids import new_id
from fairlead.search.models import SearchEpochRow
from fairlead.search.rules import STRETCH, said_in, stretch_of

_EPOCH = "entries"
# A conversation's stretch of entries, by number.
Stretch = tuple[str, int]


class Matter(Struct, frozen=True):
    """What of a conversation's row is indexed."""

    id: str
    brand_id: str
    customer_id: str
    channel: str
    locale: str
    status: str
    last_seq: int
    created_at: int


class Said(Struct, frozen=True):
    """What of an entry can be found."""

    conversation_id: str
    seq: int
    id: str
    kind: str
    author_kind: str
    author_id: str
    author_name: str
    at: int
    text: str


_MATTER = [conversations.c[name] for name in Matter.__struct_fields__]
_ENTRY = [
    entries.c[name]
    for name in ("conversation_id", "seq", "id", "kind", "author_kind", "author_id", "created_at", "body")
]


async def epoch(database: Database) -> str:
    """The index's epoch; the first who asks begins it."""
    async with database.read() as session:
        row = await session.get(SearchEpochRow, _EPOCH)
    return row.epoch if row is not None else await new_epoch(database)


async def new_epoch(database: Database) -> str:
    """Lets every process build its index anew: for what came into the database past the feed."""
    try:
        async with database.write() as session:
            row = await session.merge(SearchEpochRow(name=_EPOCH, epoch=new_id()))
        return row.epoch
    except IntegrityError:  # Another process began it in the same moment.
        async with database.read() as session:
            known = await session.get(SearchEpochRow, _EPOCH)
        return known.epoch if known is not None else ""


async def matters(session: AsyncSession, dialect: Dialect, ids: Iterable[str]) -> list[Matter]:
    statement = select(*_MATTER).where(conversations.c.id.in_(sorted(ids)))
    return [Matter(*row) for row in await dialect.rows(session, statement)]


async def matters_below(session: AsyncSession, dialect: Dialect, below: str, limit: int) -> list[Matter]:
    """The next older conversations, the newest first; ids rise with time."""
    statement = select(*_MATTER).where(conversations.c.id < below).order_by(conversations.c.id.desc()).limit(limit)
    rows = sorted(await dialect.rows(session, statement), key=lambda row: row[0], reverse=True)
    return [Matter(*row) for row in rows]


async def newest_matter(session: AsyncSession) -> tuple[str, int] | None:
    """Its id and when it began."""
    newest = select(conversations.c.id, conversations.c.created_at).order_by(conversations.c.id.desc()).limit(1)
    row = (await session.execute(newest)).first()
    return (row[0], row[1]) if row else None


async def oldest_begun(session: AsyncSession) -> int:
    oldest = select(conversations.c.created_at).order_by(conversations.c.id).limit(1)
    return await session.scalar(oldest) or 0


async def of_customers(session: AsyncSession, ids: Iterable[str]) -> set[str]:
    """The ids of these customers' conversations."""
    statement = select(ConversationRow.id).where(ConversationRow.customer_id.in_(sorted(ids)))
    return set(await session.scalars(statement))


async def said(
    session: AsyncSession, dialect: Dialect, sealer: Sealer, stretches: Sequence[Stretch]
) -> dict[Stretch, list[Said]]:
    """What was said in each stretch, in order. Entries whose key is gone say nothing."""
    c = entries.c
    if not stretches:
        return {}
    wanted = or_(
        *(
            and_(c.conversation_id == key, c.seq > number * STRETCH, c.seq <= (number + 1) * STRETCH)
            for key, number in stretches
        )
    )
    rows = sorted(await dialect.rows(session, select(*_ENTRY).where(wanted)), key=lambda row: row[:2])
    return await by_turns(_opened(rows, sealer))


def _opened(rows: Iterable[Any], sealer: Sealer) -> Work[dict[Stretch, list[Said]]]:
    found: dict[Stretch, list[Said]] = {}
    for row in rows:
        yield
        key, seq, entry_id, kind, author_kind, author_id, at, body = row
        if kind == "edited":  # It repeats what its note says now, and what that no longer says is not to be found.
            continue
        try:
            opened = msgspec.json.decode(sealer.open(body, place(key, seq)), type=Body)
        except SealBroken:
            continue
        text = said_in(opened.t, opened.f, opened.d)
        one = Said(key, seq, entry_id, kind, author_kind, author_id, opened.n, at, text)
        found.setdefault((key, stretch_of(seq)), []).append(one)
    return found
