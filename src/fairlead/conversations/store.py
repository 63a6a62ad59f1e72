"""Every query about the timeline, but for files (`files.py` has those)."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import Select, Table, bindparam, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from fairlead.conversations.models import ConversationRow, EntryRow, WaitRow
from fairlead.conversations.rules import AGENT, OPEN, QUEUE, Head
from fairlead.infra.dialects import VALUES, Dialect, LookUp
from fairlead.infra.sealing import Sealer
from fairlead.kit.clock import Instant
from fairlead.people.models import AgentRow, CustomerRow, TeamRow
from fairlead.people.sessions import rights_statement

conversations: Table = ConversationRow.__table__  # type: ignore[assignment]
entries: Table = EntryRow.__table__  # type: ignore[assignment]
waits: Table = WaitRow.__table__  # type: ignore[assignment]

# The columns of a head that an entry may change, in the order in which they are written.
CHANGING = (
    *("locale", "status", "handler", "bot_active", "assignee_id", "team_id", "last_seq", "last_public_seq"),
    *(
        "calm",
        "waiting_since",
        "queued_at",
        "first_human_at",
        "updated_at",
        "closed_at",
        "subject",
        "preview",
        "preview_author",
    ),
    *("customer_delivered", "customer_read", "agents_delivered", "agents_read"),
)
FIXED = ("id", "brand_id", "customer_id", "channel", "created_at", "context")
ENTRY_COLUMNS = tuple(column.name for column in entries.columns)
WAIT_COLUMNS = tuple(column.name for column in waits.columns)
_HEAD_COLUMNS = tuple(
    name for name in Head.__struct_fields__ if name not in ("subject", "preview", "preview_author", "is_new")
)


_encode = msgspec.json.Encoder().encode


class Body(Struct, omit_defaults=True):
    """What is sealed of an entry: text, file metas, data, and the author's name at the time."""

    n: str = ""
    t: str = ""
    f: list[dict[str, Any]] = []
    d: dict[str, Any] = {}


_UNREADABLE = Body()


class Entry(Struct, frozen=True):
    """One line, open."""

    conversation_id: str
    seq: int
    public_seq: int | None
    id: str
    kind: str
    author_kind: str
    author_id: str
    author_name: str
    sender: str | None
    client_id: str | None
    text: str
    files: list[dict[str, Any]]
    data: dict[str, Any]
    at: Instant
    redacted: bool


class Locked(Struct, frozen=True):
    """A head under its row's lock, with what lies sealed beside it."""

    head: Head
    subject: bytes
    preview: bytes
    preview_author: str


class Known(Struct, frozen=True):
    """An entry that stands already under a client id."""

    conversation_id: str
    seq: int
    public_seq: int | None
    id: str
    digest: bytes
    at: Instant


def place(conversation_id: str, seq: int) -> str:
    return f"{conversation_id}:{seq}"


async def lock_heads(
    connection: AsyncConnection,
    dialect: Dialect,
    ids: Sequence[str],
    client_ids: Sequence[str],
    *,
    skip_locked: bool,
    agents: Sequence[str] = (),
) -> tuple[dict[str, Locked], dict[tuple[str, str], Known], dict[str, Instant]]:
    """The heads with their rows locked in id order, but for rows another transaction holds when `skip_locked`; by (client id,
    sender) the entries that stand already, looked up under the locks; and of these sessions of `agents` those that live, as
    of when their rights are."""
    look_ups = [
        LookUp(_lock_statement(dialect, skip_locked=skip_locked), ids),
        LookUp(_known_statement(dialect), client_ids),
    ]
    if agents:
        look_ups.append(LookUp(rights_statement(dialect, VALUES), agents))
    heads, names, *rights = await dialect.look_up(connection, *look_ups)
    return (
        {row[0]: _locked(row) for row in heads},
        {(row[0], row[1]): Known(*row[2:]) for row in names},
        {row[0]: row[1] for found in rights for row in found},
    )


def _locked(row: Sequence[Any]) -> Locked:
    *values, subject, preview, preview_author = row
    head = Head(*values)
    head.bot_active, head.calm = bool(head.bot_active), bool(head.calm)
    return Locked(head, subject, preview, preview_author)


@lru_cache
def _lock_statement(dialect: Dialect, *, skip_locked: bool) -> Select[Any]:
    columns = [conversations.c[name] for name in (*_HEAD_COLUMNS, "subject", "preview", "preview_author")]
    statement = select(*columns).where(dialect.one_of(conversations.c.id, VALUES)).order_by(conversations.c.id)
    return dialect.lock_rows(statement, skip_locked=skip_locked)


@lru_cache
def _known_statement(dialect: Dialect) -> Select[Any]:
    c = entries.c
    columns = (c.client_id, c.sender, c.conversation_id, c.seq, c.public_seq, c.id, c.digest, c.created_at)
    return dialect.probe(columns, c.client_id, VALUES)


async def existing(connection: AsyncConnection, dialect: Dialect, ids: Sequence[str]) -> set[str]:
    """Which of these conversations there are, without waiting for anybody's lock."""
    statement = select(conversations.c.id).where(dialect.one_of(conversations.c.id, "ids"))
    return set((await connection.scalars(statement, {"ids": dialect.list_value(ids)})).all())


def sealed(body: Body, sealer: Sealer, conversation_id: str, seq: int) -> bytes:
    return sealer.seal(_encode(body), place(conversation_id, seq))


def entry_from(row: Any, sealer: Sealer) -> Entry:
    """One whose body does not open is shown as one whose content is gone."""
    opened = sealer.read(row.body, place(row.conversation_id, row.seq))
    body = msgspec.json.decode(opened, type=Body) if opened is not None else _UNREADABLE
    return Entry(
        conversation_id=row.conversation_id,
        seq=row.seq,
        public_seq=row.public_seq,
        id=row.id,
        kind=row.kind,
        author_kind=row.author_kind,
        author_id=row.author_id,
        author_name=body.n,
        sender=row.sender,
        client_id=row.client_id,
        text=body.t,
        files=body.f,
        data=body.d,
        at=row.created_at,
        redacted=row.redacted_at is not None or opened is None,
    )


async def entries_after(
    session: AsyncSession, sealer: Sealer, conversation_id: str, number: int, *, public: bool, limit: int
) -> list[Entry]:
    """Entries above a number, ascending; numbers are public ones when `public`."""
    # A public number is never above the entry's own: both bounds keep the walk along the primary key short.
    statement = select(EntryRow).where(EntryRow.conversation_id == conversation_id, EntryRow.seq > number)
    if public:
        statement = statement.where(EntryRow.public_seq > number)
    rows = await session.scalars(statement.order_by(EntryRow.seq).limit(limit))
    return [entry_from(row, sealer) for row in rows]


async def entries_before(
    session: AsyncSession, sealer: Sealer, row: ConversationRow, number: int, *, public: bool, limit: int
) -> list[Entry]:
    """The last entries of a conversation below a number, ascending."""
    hidden = row.last_seq - row.last_public_seq if public else 0
    statement = select(EntryRow).where(EntryRow.conversation_id == row.id, EntryRow.seq < number + hidden)
    if public:
        statement = statement.where(EntryRow.public_seq < number)
    rows = (await session.scalars(statement.order_by(EntryRow.seq.desc()).limit(limit))).all()
    return [entry_from(each, sealer) for each in reversed(rows)]


async def public_messages(session: AsyncSession, conversation_ids: Sequence[str], *, limit: int) -> list[EntryRow]:
    """The newest messages of these conversations that customers see and that still say something."""
    if not conversation_ids:
        return []
    row = EntryRow
    statement = (
        select(row)
        .where(row.conversation_id.in_(conversation_ids), row.kind == "message")
        .where(row.public_seq.is_not(None), row.redacted_at.is_(None))
        .order_by(row.created_at.desc(), row.seq.desc())
        .limit(limit)
    )
    return list(await session.scalars(statement))


async def first_words(session: AsyncSession, conversation_ids: Sequence[str], *, limit: int) -> list[EntryRow]:
    """What customers said among the first `limit` entries of each of these conversations."""
    row = EntryRow
    statement = select(row).where(row.conversation_id.in_(conversation_ids), row.seq <= limit, row.kind == "message")
    statement = statement.where(row.author_kind == "customer", row.redacted_at.is_(None))
    return list(await session.scalars(statement.order_by(row.conversation_id, row.seq)))


async def last_given(session: AsyncSession, sealer: Sealer, conversation_id: str) -> Entry | None:
    """The last entry by which anybody got the matter."""
    c = entries.c
    given = c.conversation_id == conversation_id, c.kind.in_(("assigned", "transferred", "joined", "handover"))
    row = (await session.execute(select(entries).where(*given).order_by(c.seq.desc()).limit(1))).first()
    return entry_from(row, sealer) if row is not None else None


async def entry(session: AsyncSession, sealer: Sealer, conversation_id: str, entry_id: str) -> Entry | None:
    statement = select(EntryRow).where(EntryRow.conversation_id == conversation_id, EntryRow.id == entry_id)
    row = (await session.scalars(statement)).first()
    return entry_from(row, sealer) if row is not None else None


# Made once: making it takes longer than answering it.
_WITH_NAMES = (
    select(ConversationRow, CustomerRow, AgentRow.name, TeamRow.name)
    .outerjoin(CustomerRow, CustomerRow.id == ConversationRow.customer_id)
    .outerjoin(AgentRow, AgentRow.id == ConversationRow.assignee_id)
    .outerjoin(TeamRow, TeamRow.id == ConversationRow.team_id)
    .where(ConversationRow.id == bindparam("wanted"))
)


async def conversation(session: AsyncSession, conversation_id: str) -> ConversationRow | None:
    return await session.get(ConversationRow, conversation_id)


async def with_names(
    session: AsyncSession, conversation_id: str
) -> tuple[ConversationRow, CustomerRow | None, str, str] | None:
    """A conversation, its customer, and the names of its assignee and its team, if any."""
    found = (await session.execute(_WITH_NAMES, {"wanted": conversation_id})).first()
    return (found[0], found[1], found[2] or "", found[3] or "") if found is not None else None


async def conversations_by_id(session: AsyncSession, ids: set[str]) -> list[ConversationRow]:
    if not ids:
        return []
    return list(await session.scalars(select(ConversationRow).where(ConversationRow.id.in_(ids))))


async def waits_ended(
    session: AsyncSession, brand_id: str, locale: str, *, since: Instant, limit: int
) -> list[tuple[int, str]]:
    """How long customers waited for a person who has answered since an instant, and their tiers; the newest first."""
    statement = (
        select(WaitRow.lasted, CustomerRow.tier)
        .join(ConversationRow, ConversationRow.id == WaitRow.conversation_id)
        .join(CustomerRow, CustomerRow.id == ConversationRow.customer_id)
        .where(WaitRow.brand_id == brand_id, WaitRow.locale == locale, WaitRow.ended_at >= since)
        .order_by(WaitRow.ended_at.desc())
        .limit(limit)
    )
    return [(row[0], row[1]) for row in await session.execute(statement)]


async def waits_running(session: AsyncSession, brand_id: str, locale: str, *, limit: int) -> list[tuple[Instant, str]]:
    """Since when customers wait for a person, and their tiers; those who wait longest first."""
    row = ConversationRow
    # Each straight from its stretch of ix_conversations_waiting, however many wait.
    stretches = (
        select(row.waiting_since, row.customer_id)
        .where(row.brand_id == brand_id, row.status == OPEN, row.handler == handler, row.calm == calm)
        .where(row.waiting_since.is_not(None), row.locale == locale)
        .order_by(row.waiting_since)
        .limit(limit)
        .subquery()
        for handler in (QUEUE, AGENT)
        for calm in (False, True)
    )
    found = union_all(*(select(stretch) for stretch in stretches)).subquery()
    statement = (
        select(found.c.waiting_since, CustomerRow.tier)
        .join(CustomerRow, CustomerRow.id == found.c.customer_id)
        .order_by(found.c.waiting_since)
        .limit(limit)
    )
    return [(row[0], row[1]) for row in await session.execute(statement)]
