"""Every query about tickets, and what is sealed of them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import Select, and_, bindparam, case, delete, func, literal, literal_column, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from fairlead.conversations.models import ConversationRow
from fairlead.infra.dialects import VALUES, Change, Dialect, LookUp
from fairlead.infra.sealing import Sealer
from fairlead.kit.clock import Instant
from fairlead.people.models import CustomerRow
from fairlead.tickets.models import TaxonomyRow, TicketLinkRow, TicketMarkRow, TicketRow
from fairlead.tickets.rules import SOLVED, STATUSES

OPEN = tuple(status.name for status in STATUSES.values() if status.open)
# What a customer still waits for, or is asked to confirm.
UNSETTLED = (*OPEN, SOLVED)
# So many of a customer's matters are looked at for addresses he has used.
OWN_MATTERS = 20

_TICKETS = TicketRow.metadata.tables[TicketRow.__tablename__]
_CUSTOMERS = CustomerRow.metadata.tables[CustomerRow.__tablename__]
_MARKS = TicketMarkRow.metadata.tables[TicketMarkRow.__tablename__]
_MARK_COLUMNS = ("customer_id", "digest", "ticket_id")
_encode = msgspec.json.Encoder().encode


class Inside(Struct, omit_defaults=True):
    """What is sealed of a ticket: its facts (`read_evidence.Fact` as plain values), why the customer called it urgent, why an
    agent set another priority, why it has the status it has, the cards with which agents asked (`ask_by_card.Card`), and what of
    its checklist is done (`tick_checks.Tick`)."""

    facts: list[dict[str, Any]] = []
    urgent: str = ""
    override: str = ""
    reason: str = ""
    cards: list[dict[str, Any]] = []
    ticks: list[dict[str, Any]] = []


@dataclass(frozen=True, slots=True)
class Found:
    """A ticket beside its conversation's head, for the gate and for whoever shows it."""

    row: TicketRow
    assignee_id: str | None
    team_id: str | None
    locale: str

    @property
    def brand_id(self) -> str:
        return self.row.brand_id

    @property
    def customer_id(self) -> str:
        return self.row.customer_id


Place = tuple[int, Instant, str]


def open_inside(row: TicketRow, sealer: Sealer) -> Inside:
    """Empty when the seal does not open."""
    return read_inside(row.inside, row.id, sealer)


def read_inside(raw: bytes, ticket_id: str, sealer: Sealer) -> Inside:
    return msgspec.json.decode(sealer.read(raw, f"{ticket_id}:ticket") or b"{}", type=Inside)


def seal_inside(inside: Inside, ticket_id: str, sealer: Sealer) -> bytes:
    return sealer.seal(_encode(inside), f"{ticket_id}:ticket")


def _statement() -> Select[TicketRow, str | None, str | None, str]:
    head = ConversationRow
    return select(TicketRow, head.assignee_id, head.team_id, head.locale).join(
        head, head.id == TicketRow.conversation_id
    )


def _found(row: Any) -> Found:
    return Found(*row)


async def ticket(session: AsyncSession, ticket_id: str) -> Found | None:
    row = (await session.execute(_statement().where(TicketRow.id == ticket_id))).first()
    return _found(row) if row else None


async def of_conversation(session: AsyncSession, conversation_id: str) -> Found | None:
    row = (await session.execute(_statement().where(TicketRow.conversation_id == conversation_id))).first()
    return _found(row) if row else None


async def found_by_ids(session: AsyncSession, ids: Collection[str]) -> list[Found]:
    """In the order of the agents' list."""
    if not ids:
        return []
    return [_found(one) for one in await session.execute(_by_ids(), {"ids": list(ids)})]


@cache
def _by_ids() -> Select[TicketRow, str | None, str | None, str]:
    row = TicketRow
    named = row.id.in_(bindparam("ids", expanding=True))
    return _statement().where(named).order_by(row.priority, row.created_at, row.id)


async def follow_heads(session: AsyncSession, conversations: Collection[str]) -> None:
    """Of at most a thousand conversations: who has a matter, and which team, is told to its ticket, which lists narrow by."""
    head, row = ConversationRow, TicketRow
    owner, team = (
        select(column).where(head.id == row.conversation_id).scalar_subquery()
        for column in (head.assignee_id, head.team_id)
    )
    others = or_(row.owner_id.is_distinct_from(owner), row.held_by.is_distinct_from(team))
    await session.execute(
        update(row)
        .where(row.conversation_id.in_(conversations), others)
        .values(owner_id=owner, held_by=team)
        .execution_options(synchronize_session=False)
    )


async def with_ticket(session: AsyncSession, conversations: Collection[str]) -> set[str]:
    """Those of at most a thousand conversations that have a ticket."""
    found = await session.scalars(select(TicketRow.conversation_id).where(TicketRow.conversation_id.in_(conversations)))
    return set(found)


async def root_of(session: AsyncSession, row: TicketRow) -> TicketRow:
    """The ticket it goes on as in the end; itself, for one that was never merged."""
    while row.merged_into is not None:
        row = await session.get_one(TicketRow, row.merged_into)
    return row


async def merged_into(session: AsyncSession, ticket_id: str) -> list[TicketRow]:
    """What goes on as this one, but not what goes on as one of those."""
    statement = select(TicketRow).where(TicketRow.merged_into == ticket_id)
    return list(await session.scalars(statement.order_by(TicketRow.created_at, TicketRow.id)))


async def links_of(session: AsyncSession, ticket_id: str) -> list[TicketLinkRow]:
    """From it and to it, in the order in which they were made."""
    row = TicketLinkRow
    statement = select(row).where(or_(row.ticket_id == ticket_id, row.other_id == ticket_id))
    return list(await session.scalars(statement.order_by(row.created_at, row.ticket_id, row.other_id)))


async def numbers_of(session: AsyncSession, conversation_ids: Sequence[str]) -> dict[str, tuple[int, int]]:
    """The last number and the last public one of each conversation, under the lock that entries take."""
    head = ConversationRow
    statement = select(head.id, head.last_seq, head.last_public_seq).where(head.id.in_(conversation_ids))
    rows = await session.execute(statement.order_by(head.id).with_for_update())
    return {row[0]: (row[1], row[2]) for row in rows}


async def lock(session: AsyncSession, dialect: Dialect, ticket_id: str) -> None:
    """Who changes a ticket takes its row first and its conversation's after it, in this order everywhere."""
    await session.execute(dialect.lock_rows(select(TicketRow.id).where(TicketRow.id == ticket_id), skip_locked=False))


async def of_customer(
    session: AsyncSession, customer_id: str, *, before: tuple[Instant, str] | None, limit: int
) -> list[Found]:
    """The newest first."""
    statement = _statement().where(TicketRow.customer_id == customer_id)
    if before is not None:
        statement = statement.where(tuple_(TicketRow.created_at, TicketRow.id) < tuple_(*map(literal, before)))
    statement = statement.order_by(TicketRow.created_at.desc(), TicketRow.id.desc()).limit(limit)
    return [_found(row) for row in await session.execute(statement)]


def rank_of(status: str) -> int:
    """What is settled comes after what is not."""
    return 0 if status in UNSETTLED else 1


async def matters_of(
    session: AsyncSession, customer_id: str, *, every: bool, after: Place | None, limit: int
) -> list[Found]:
    """A customer's for his own eyes: what is not settled first, of both the newest first; but for `every` only that."""
    row, rank = TicketRow, case((TicketRow.status.in_(UNSETTLED), 0), else_=1)
    statement = _statement().where(row.customer_id == customer_id)
    if not every:
        statement = statement.where(row.status.in_(UNSETTLED))
    if after is not None:
        older = tuple_(row.created_at, row.id) < tuple_(literal(after[1]), literal(after[2]))
        statement = statement.where(or_(rank > after[0], and_(rank == after[0], older)))
    statement = statement.order_by(rank, row.created_at.desc(), row.id.desc()).limit(limit)
    return [_found(one) for one in await session.execute(statement)]


async def own_by_number(session: AsyncSession, customer_id: str, number: str) -> Found | None:
    """Another's costs what one costs that is not there."""
    wanted = (TicketRow.number == number, TicketRow.customer_id == customer_id)
    row = (await session.execute(_statement().where(*wanted))).first()
    return _found(row) if row else None


async def by_number(session: AsyncSession, brand_id: str, number: str) -> Found | None:
    wanted = (TicketRow.number == number, TicketRow.brand_id == brand_id)
    row = (await session.execute(_statement().where(*wanted))).first()
    return _found(row) if row else None


async def number_taken(session: AsyncSession, number: str) -> bool:
    return await session.scalar(select(TicketRow.id).where(TicketRow.number == number)) is not None


async def claims_since(session: AsyncSession, customer_id: str, *, since: Instant) -> int:
    """How many matters this customer called urgent."""
    statement = select(func.count()).select_from(TicketRow)
    wanted = and_(TicketRow.customer_id == customer_id, TicketRow.claimed.is_(True), TicketRow.created_at >= since)
    return await session.scalar(statement.where(wanted)) or 0


async def same_marks(
    session: AsyncSession, customer_id: str, digests: Sequence[bytes]
) -> tuple[TicketRow, bytes] | None:
    """The newest open matter of this customer with one of these marks, and which. What was merged into an open one counts as
    that one."""
    if not digests:
        return None
    statement = (
        select(TicketRow, TicketMarkRow.digest)
        .join(TicketMarkRow, TicketMarkRow.ticket_id == TicketRow.id)
        .where(TicketMarkRow.customer_id == customer_id, TicketMarkRow.digest.in_(digests))
        .where(TicketRow.status.in_(OPEN) | TicketRow.merged_into.is_not(None))
        .order_by(TicketRow.created_at.desc())
    )
    for row, digest in (await session.execute(statement)).all():
        root = await root_of(session, row)
        if root.status in OPEN:
            return root, digest
    return None


async def marked(session: AsyncSession, row: TicketRow, digests: Sequence[bytes]) -> list[tuple[str, bytes]]:
    """Other open tickets, anybody's, with one of these marks; the digests are of one brand. At most 100."""
    if not digests:
        return []
    statement = (
        select(TicketMarkRow.ticket_id, TicketMarkRow.digest)
        .join(TicketRow, TicketRow.id == TicketMarkRow.ticket_id)
        .where(TicketMarkRow.digest.in_(digests), TicketRow.status.in_(OPEN), TicketRow.id != row.id)
        .order_by(TicketRow.created_at.desc(), TicketRow.id)
    )
    return [(one[0], one[1]) for one in await session.execute(statement.limit(100))]


async def newest_open(session: AsyncSession, row: TicketRow, *, limit: int) -> list[Found]:
    """Others of its category that are open, the newest first."""
    statement = _statement().where(TicketRow.brand_id == row.brand_id, TicketRow.category == row.category)
    statement = statement.where(TicketRow.status.in_(OPEN), TicketRow.id != row.id)
    return [_found(one) for one in await session.execute(statement.order_by(TicketRow.id.desc()).limit(limit))]


async def put_marks(session: AsyncSession, row: TicketRow, digests: Sequence[bytes]) -> None:
    """In place of those it had."""
    await session.execute(delete(TicketMarkRow).where(TicketMarkRow.ticket_id == row.id))
    session.add_all(
        TicketMarkRow(customer_id=row.customer_id, digest=digest, ticket_id=row.id) for digest in dict.fromkeys(digests)
    )


async def recent_of(session: AsyncSession, customer_id: str) -> list[TicketRow]:
    statement = select(TicketRow).where(TicketRow.customer_id == customer_id)
    return list(await session.scalars(statement.order_by(TicketRow.created_at.desc()).limit(OWN_MATTERS)))


@dataclass(frozen=True, slots=True)
class Before:
    """What many customers have already. `marks`: of open matters and of merged ones, by customer; `recent`: (ticket id, sealed
    inside) of the last ones, by customer; `numbers`: those that are taken; `tiers`: the exchange's words for theirs."""

    marks: dict[str, set[bytes]]
    recent: dict[str, list[tuple[str, bytes]]]
    numbers: set[str]
    tiers: dict[str, str]


async def look_before(
    connection: AsyncConnection,
    dialect: Dialect,
    *,
    customers: Sequence[str],
    recent: Sequence[str],
    numbers: Sequence[str],
) -> Before:
    """In one go, as the first act of the transaction."""
    found = await dialect.look_up(
        connection,
        LookUp(_marks_statement(dialect), customers),
        LookUp(_recent_statement(dialect), recent),
        LookUp(_numbers_statement(dialect), numbers),
        LookUp(_tiers_statement(dialect), customers),
    )
    before = Before({}, {}, {row[0] for row in found[2]}, {row[0]: row[1] for row in found[3]})
    for customer_id, digest in found[0]:
        before.marks.setdefault(customer_id, set()).add(digest)
    for customer_id, ticket_id, inside in found[1]:
        before.recent.setdefault(customer_id, []).append((ticket_id, inside))
    return before


@lru_cache
def _marks_statement(dialect: Dialect) -> Select[Any]:
    mark, row = _MARKS.c, _TICKETS.c
    columns = select(mark.customer_id, mark.digest).join(_TICKETS, row.id == mark.ticket_id)
    # What was merged has to be looked at: the one it goes on as may be open.
    is_open = row.status.in_([literal_column(f"'{one}'") for one in OPEN])
    return columns.where(dialect.one_of(mark.customer_id, VALUES), is_open | row.merged_into.is_not(None))


@lru_cache
def _recent_statement(dialect: Dialect) -> Select[Any]:
    row = _TICKETS.c
    place = func.row_number().over(partition_by=row.customer_id, order_by=row.created_at.desc()).label("place")
    every = select(row.customer_id, row.id, row.inside, place).where(dialect.one_of(row.customer_id, VALUES)).subquery()
    return select(every.c.customer_id, every.c.id, every.c.inside).where(
        every.c.place <= literal_column(str(OWN_MATTERS))
    )


@lru_cache
def _numbers_statement(dialect: Dialect) -> Select[Any]:
    return select(_TICKETS.c.number).where(dialect.one_of(_TICKETS.c.number, VALUES))


@lru_cache
def _tiers_statement(dialect: Dialect) -> Select[Any]:
    return select(_CUSTOMERS.c.id, _CUSTOMERS.c.tier).where(dialect.one_of(_CUSTOMERS.c.id, VALUES))


def as_changes(made: Sequence[tuple[TicketRow, Sequence[bytes]]]) -> tuple[Change, Change]:
    """New tickets with their marks, as the driver takes them."""
    columns = tuple(column.key for column in _TICKETS.columns)
    tickets = [
        tuple(
            _encode(row.facts).decode() if name == "facts" else "[]" if name == "tags" else getattr(row, name)
            for name in columns
        )
        for row, _ in made
    ]
    marks = [(row.customer_id, digest, row.id) for row, digests in made for digest in digests]
    return Change(_TICKETS, columns, tickets), Change(_MARKS, _MARK_COLUMNS, marks)


async def changes_of(session: AsyncSession, brand_id: str) -> list[TaxonomyRow]:
    return list(await session.scalars(select(TaxonomyRow).where(TaxonomyRow.brand_id == brand_id)))


async def change_of(session: AsyncSession, dialect: Dialect, brand_id: str, kind: str, key: str) -> TaxonomyRow | None:
    """Under its lock."""
    wanted = (TaxonomyRow.brand_id == brand_id, TaxonomyRow.kind == kind, TaxonomyRow.key == key)
    found: TaxonomyRow | None = await session.scalar(
        dialect.lock_rows(select(TaxonomyRow).where(*wanted), skip_locked=False)
    )
    return found
