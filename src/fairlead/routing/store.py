"""Every query of the queue."""

from collections.abc import Callable, Collection, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Delete,
    Select,
    and_,
    bindparam,
    case,
    delete,
    exists,
    false,
    func,
    or_,
    select,
)
from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.conversations.models import ConversationRow, DraftRow, EntryRow
from fairlead.conversations.rules import OPEN, QUEUE
from fairlead.conversations.store import conversations, entries
from fairlead.infra.dialects import Change, Dialect
from fairlead.kit import clock
from fairlead.kit.clock import DAY, MINUTE, Instant
from fairlead.people import store as people
from fairlead.people.models import AgentRow, CustomerRow
from fairlead.people.rules import AUTHORS
from fairlead.routing import rules
from fairlead.routing.models import GivenOutRow, GivenRow, KeptPlaceRow, LentRow, WorkRow
from fairlead.routing.rules import CHANNELS, Agent, Channel, Held, Matter
from fairlead.tickets.models import TicketRow

# An answered matter in which nobody said anything for so long takes no slot.
QUIET = 30 * MINUTE
# Who let a matter lie gets no other for so long.
REST = 2 * MINUTE
# So far back a customer's other matters say who knows him.
KNOWN = 30 * DAY
USUAL = {"chat": 3, "callback": 1, "mail": 5}
AT_ONCE = 500
# How well somebody is taken to be at a language he is lent to.
LENT_LEVEL = 2

_C, _E = ConversationRow, EntryRow
_AGENTS, _GIVEN = (GivenRow.metadata.tables[row.__tablename__] for row in (AgentRow, GivenRow))
# He has stayed away from this wait for too long: from then on he is written to.
LET_GO = KeptPlaceRow.let_go_at >= _C.waiting_since
# As which channel it counts, and takes a slot.
_TAKES = case(
    (LET_GO, "mail"), *((_C.channel == name, channel) for name, channel in rules.CHANNEL_OF.items()), else_="mail"
).label("takes")
_WAITS = (_C.status == OPEN, _C.handler == QUEUE, _C.assignee_id.is_(None), _C.waiting_since.is_not(None))


class Person(NamedTuple):
    """An agent, for whom he works and what he takes."""

    id: str
    name: str
    brands: frozenset[str]
    chat: int
    callback: int
    mail: int
    skills: dict[str, Held]
    languages: dict[str, Held]


class Late(NamedTuple):
    """What was given and is not begun."""

    conversation_id: str
    agent_id: str
    given_at: Instant
    overdue: bool


async def given_out(session: AsyncSession) -> dict[str, int]:
    """By brand whose matters are given out, in how many seconds an agent is to react."""
    rows = await session.execute(select(GivenOutRow.brand_id, GivenOutRow.react_seconds))
    return {row[0]: row[1] for row in rows}


async def take_turn(session: AsyncSession) -> dict[str, int]:
    """As `given_out`, and nobody else gives anything until this transaction ends."""
    row = GivenOutRow
    statement = select(row.brand_id, row.react_seconds).order_by(row.brand_id).with_for_update()
    return {found[0]: found[1] for found in await session.execute(statement)}


async def waiting(session: AsyncSession, dialect: Dialect, ids: Sequence[str] | None = None) -> list[Matter]:
    """Those of these conversations that wait for a person; of all with None."""
    if ids is None:
        rows = await dialect.rows(session, _waiting_rows(None))
    else:
        rows = await dialect.rows(session, _waiting_rows(dialect), {"ids": dialect.list_value(ids)})
    knows = await _knowing(session, dialect, [(row[0], row[10]) for row in rows])
    return [
        Matter(
            id=row[0],
            since=row[1],
            priority=row[8] or rules.USUAL_PRIORITY,
            tier=rules.tier_of(row[7] or ""),
            channel="mail" if row[12] else rules.channel_of(row[3]),
            language=rules.language_of(row[4]),
            skill=rules.skill_of(row[9] or ""),
            team=row[5] or "",
            brand=row[2],
            security=not row[6],
            knows=knows.get(row[0], ""),
            ticket=bool(row[11]),
            let_go=bool(row[12]),
        )
        for row in rows
    ]


@lru_cache(maxsize=8)
def _waiting_rows(dialect: Dialect | None) -> Select[Any]:
    """What a `Matter` is made of, of all that wait; of those named `ids` where a dialect says how they are named."""
    statement = (
        select(
            *(_C.id, _C.waiting_since, _C.brand_id, _C.channel, _C.locale, _C.team_id),
            *(case((_C.calm, 1), else_=0), CustomerRow.tier, TicketRow.priority, TicketRow.category, _C.customer_id),
            *(case((TicketRow.id.is_(None), 0), else_=1), case((LET_GO, 1), else_=0)),
        )
        .outerjoin(CustomerRow, CustomerRow.id == _C.customer_id)
        .outerjoin(TicketRow, TicketRow.conversation_id == _C.id)
        .outerjoin(KeptPlaceRow, KeptPlaceRow.conversation_id == _C.id)
        .where(*_WAITS)
    )
    return statement if dialect is None else statement.where(dialect.one_of(conversations.c.id, "ids"))


async def _knowing(session: AsyncSession, dialect: Dialect, pairs: Sequence[tuple[str, str]]) -> dict[str, str]:
    """By conversation the agent who last wrote in it; else the one who last had a matter of this customer."""
    found: dict[str, str] = {}
    for at in range(0, len(pairs), AT_ONCE):
        some = pairs[at : at + AT_ONCE]
        had_by, wrote_by = _knowing_rows(dialect)
        customers = {"ids": dialect.list_value([customer for _, customer in some])}
        had = {each[0]: each[1] for each in await dialect.rows(session, had_by, customers)}
        ids = {"ids": dialect.list_value([conversation for conversation, _ in some])}
        wrote = {each[0]: each[1] for each in await dialect.rows(session, wrote_by, ids)}
        found |= {one: agent for one, customer in some if (agent := wrote.get(one) or had.get(customer))}
    return found


@lru_cache(maxsize=8)
def _knowing_rows(dialect: Dialect) -> tuple[Select[str, str | None], Select[str, str]]:
    """(Customer and agent of each matter of these customers, conversation and agent of what was written in these), as it came."""
    had = select(_C.customer_id, _C.assignee_id).where(
        dialect.one_of(conversations.c.customer_id, "ids"), _C.assignee_id.is_not(None)
    )
    wrote = select(_E.conversation_id, _E.author_id).where(
        dialect.one_of(entries.c.conversation_id, "ids"), _E.author_kind == "agent", _E.kind == "message"
    )
    return had.order_by(_C.updated_at), wrote.order_by(_E.seq)


async def still_waiting(session: AsyncSession, dialect: Dialect, ids: Sequence[str]) -> tuple[set[str], set[str]]:
    """(Those whose rows are ours until this transaction ends and that wait for a person, those that somebody else holds)."""
    rows = await dialect.rows(session, _still_waiting(dialect), {"ids": dialect.list_value(ids)})
    waits = {row[0]: row[1] for row in rows}
    return {one for one, still in waits.items() if still}, set(ids) - waits.keys()


@lru_cache(maxsize=8)
def _still_waiting(dialect: Dialect) -> Select[Any]:
    statement: Select[Any] = select(_C.id, case((and_(*_WAITS), 1), else_=0)).where(
        dialect.one_of(conversations.c.id, "ids")
    )
    return dialect.lock_rows(statement.order_by(_C.id), skip_locked=True)


class Known(NamedTuple):
    """What somebody may be given, as leads entered it."""

    name: str
    brands: frozenset[str]
    teams: frozenset[str]
    skills: dict[str, Held]
    languages: dict[str, Held]


async def with_room(
    session: AsyncSession,
    dialect: Dialect,
    channels: Collection[Channel],
    *,
    moment: Instant,
    of: Collection[str] | None = None,
    share: Callable[[str], int] | None = None,
) -> list[Agent]:
    """Who is here, takes matters and has room for some of these channels, with what each has; nothing of what he may be given.
    `of`: only these are asked. `share`: how many hundredths of the usual an agent has at once."""
    statement = _here_with_loads(None if share is not None else frozenset(channels), None if of is None else dialect)
    values = {"moment": moment} | ({} if of is None else {"ids": dialect.list_value(sorted(of))})
    found = []
    for agent_id, *numbers in await dialect.rows(session, statement, values):
        most, load = (dict(zip(CHANNELS, some, strict=True)) for some in (numbers[:3], numbers[3:]))
        found.append(Agent(agent_id, most if share is None else rules.widened(most, share(agent_id)), load))
    return [agent for agent in found if any(agent.free(channel) > 0 for channel in channels)]


@lru_cache(maxsize=32)
def _here_with_loads(channels: frozenset[Channel] | None, dialect: Dialect | None) -> Select[Any]:
    """By agent his slots and what takes some of them, each by channel; only of those with room for one of these, or of all. Of
    those named `ids` where a dialect says how they are named."""
    moment, takes = bindparam("moment", type_=BigInteger), _TAKES
    most = [func.coalesce(getattr(WorkRow, one), USUAL[one]) for one in CHANNELS]
    load = [func.count(case((takes == one, _C.id))) for one in CHANNELS]
    statement = (
        select(AgentRow.id, *most, *load)
        .outerjoin(WorkRow, WorkRow.agent_id == AgentRow.id)
        .outerjoin(_C, and_(_C.assignee_id == AgentRow.id, _C.status == OPEN, _is_lively(moment)))
        .outerjoin(KeptPlaceRow, KeptPlaceRow.conversation_id == _C.id)
        .where(here(moment), ~_rests(moment))
        .group_by(AgentRow.id, WorkRow.agent_id)
    )
    if dialect is not None:
        statement = statement.where(dialect.one_of(_AGENTS.c.id, "ids"))
    if channels is None:
        return statement
    free = zip(CHANNELS, most, load, strict=True)
    return statement.having(or_(false(), *(limit > has for one, limit, has in free if one in channels)))


async def known(session: AsyncSession, *, moment: Instant | None = None) -> dict[str, Known]:
    """By agent, of all who serve customers; with what some are lent to at this moment, or now."""
    row = AgentRow
    names = await session.execute(select(row.id, row.name).where(row.active, row.role.not_in(AUTHORS)))
    brands, teams = await people.brands_of(session), await people.teams_of(session)
    good_at = {
        found[0]: found for found in await session.execute(select(WorkRow.agent_id, WorkRow.skills, WorkRow.languages))
    }
    nothing: tuple[str, dict[str, Any], dict[str, Any]] = ("", {}, {})
    languages: dict[str, dict[str, Held]] = {}
    lent = select(LentRow.agent_id, LentRow.kind, LentRow.name, LentRow.until).where(
        LentRow.until > (moment or clock.now())
    )
    for one, kind, what, until in await session.execute(lent):
        if kind == "team":
            teams[one].add(what)
        else:
            languages.setdefault(one, {})[what] = Held(LENT_LEVEL, until)
    found = {}
    for one, name in names:
        skills, own = map(_held, good_at.get(one, nothing)[1:])
        # Who has no language entered takes all.
        both = languages.get(one, {}) | own if own else own
        found[one] = Known(name, frozenset(brands[one]), frozenset(teams[one]), skills, both)
    return found


def here(moment: Instant | ColumnElement[int]) -> ColumnElement[bool]:
    row = AgentRow
    # Not as one list: such a statement is made anew each time it is asked.
    serves = and_(*(row.role != one for one in sorted(AUTHORS)))
    return and_(row.active, serves, row.presence == "online", row.seen_at > moment - people.PRESENCE_LIFE)


def _rests(moment: ColumnElement[int]) -> ColumnElement[bool]:
    return exists().where(GivenRow.agent_id == AgentRow.id, GivenRow.let_lie_at > moment - REST)


def _is_lively(moment: Instant | ColumnElement[int]) -> ColumnElement[bool]:
    """Takes a slot of whose it is: its customer waits, or it went on lately."""
    return or_(_C.waiting_since.is_not(None), _C.updated_at > moment - QUIET)


async def loads(
    session: AsyncSession, dialect: Dialect, whose: ColumnElement[bool], *, moment: Instant
) -> dict[str, dict[str, int]]:
    """By agent and channel how many matters take a slot of his: whose customer waits, or that went on lately."""
    statement = (
        select(_C.assignee_id, _TAKES, func.count())
        .join(AgentRow, AgentRow.id == _C.assignee_id)
        .outerjoin(KeptPlaceRow, KeptPlaceRow.conversation_id == _C.id)
        .where(whose, _C.status == OPEN, _is_lively(moment))
        .group_by(_C.assignee_id, "takes")
    )
    found: dict[str, dict[str, int]] = {}
    for agent_id, channel, number in await dialect.rows(session, statement):
        found.setdefault(agent_id, {})[channel] = number
    return found


def _held(stored: dict[str, Any]) -> dict[str, Held]:
    return {name: Held(level, until) for name, (level, until) in stored.items()}


async def late(session: AsyncSession, *, moment: Instant, away: Collection[str]) -> list[Late]:
    """What was given, is not begun, and whose time is up or whose agent is one of `away`."""
    row, begun = GivenRow, _begun(moment)
    statement = (
        select(row.conversation_id, row.agent_id, row.given_at, row.due_at <= moment)
        .join(_C, _C.id == row.conversation_id)
        .where(row.let_lie_at.is_(None), *_not_begun(), ~begun)
        .where(or_(row.due_at <= moment, row.agent_id.in_(away)))
        .order_by(row.conversation_id)
    )
    return [Late(found[0], found[1], found[2], bool(found[3])) for found in await session.execute(statement)]


def _not_begun() -> tuple[ColumnElement[bool], ...]:
    """The same wait, with the same agent, as when it was given."""
    since = _C.waiting_since <= GivenRow.given_at
    return (_C.status == OPEN, _C.assignee_id == GivenRow.agent_id, _C.waiting_since.is_not(None), since)


def _begun(moment: Instant) -> ColumnElement[bool]:
    """He is writing: a draft since he has it, not older than he had time to react."""
    d, patience = DraftRow, GivenRow.due_at - GivenRow.given_at
    mine = and_(d.agent_id == GivenRow.agent_id, d.conversation_id == GivenRow.conversation_id, d.body.is_not(None))
    return exists().where(mine, d.updated_at >= GivenRow.given_at, d.updated_at > moment - patience)


async def note_given(
    session: AsyncSession, dialect: Dialect, given: Sequence[tuple[str, str, int]], *, moment: Instant
) -> None:
    """(conversation, agent, microseconds to react): by then it is taken back unless he has begun."""
    connection = await session.connection()
    # Who rests is given nothing: of the pairs that are given now no other row remains.
    ids = dialect.list_value([conversation for conversation, _, _ in given])
    await connection.execute(_settled(dialect), {"ids": ids, "rested": moment - REST})
    rows = [(one, agent, moment, moment + react) for one, agent, react in given]
    await dialect.change(connection, Change(_GIVEN, ("conversation_id", "agent_id", "given_at", "due_at"), rows))


@lru_cache(maxsize=8)
def _settled(dialect: Dialect) -> Delete:
    over = or_(_GIVEN.c.let_lie_at.is_(None), _GIVEN.c.let_lie_at <= bindparam("rested", type_=BigInteger))
    return delete(_GIVEN).where(dialect.one_of(_GIVEN.c.conversation_id, "ids"), over)


async def hold(session: AsyncSession, dialect: Dialect, one: Late) -> bool:
    """Whether it is still so and nobody else holds its row, which is ours until this transaction ends."""
    locked = select(_C.id).where(_C.id == one.conversation_id)
    if await session.scalar(dialect.lock_rows(locked, skip_locked=True)) is None:
        return False
    statement = (
        select(_C.id)
        .join(GivenRow, GivenRow.conversation_id == _C.id)
        .where(_C.id == one.conversation_id, GivenRow.agent_id == one.agent_id, GivenRow.given_at == one.given_at)
        .where(*_not_begun())
    )
    return await session.scalar(statement) is not None


async def awaited(session: AsyncSession) -> set[str]:
    """Agents who have been given something that may not be begun yet."""
    return set(await session.scalars(select(GivenRow.agent_id).where(GivenRow.let_lie_at.is_(None)).distinct()))


async def gone(session: AsyncSession, ids: Collection[str], *, moment: Instant) -> dict[str, bool]:
    """Of these agents those who went away; True: because they, or who manages them, said so. Who is busy is here, and gets no
    more."""
    row = AgentRow
    said = or_(~row.active, row.presence.in_(("away", "offline")))
    statement = select(row.id, case((said, 1), else_=0)).where(row.id.in_(ids))
    statement = statement.where(or_(said, row.seen_at <= moment - people.PRESENCE_LIFE))
    return {found[0]: bool(found[1]) for found in await session.execute(statement)}


async def forget_settled(session: AsyncSession, *, moment: Instant) -> None:
    """What was begun, ended or given to somebody else, and what lay long enough."""
    open_still = exists().where(_C.id == GivenRow.conversation_id, *_not_begun())
    over = and_(GivenRow.let_lie_at.is_(None), ~open_still)
    await session.execute(delete(GivenRow).where(or_(over, GivenRow.let_lie_at < moment - REST)))


async def everyone(session: AsyncSession, *, agent_id: str | None = None) -> list[Person]:
    """Active agents who serve customers, by name; only this one where one is named."""
    row = AgentRow
    statement = select(row.id, row.name).where(row.active, row.role.not_in(AUTHORS)).order_by(row.name, row.id)
    if agent_id is not None:
        statement = statement.where(row.id == agent_id)
    found = [tuple(each) for each in await session.execute(statement)]
    held = await people.brands_of(session)
    works = {work.agent_id: work for work in await session.scalars(select(WorkRow))}
    return [_person(one, name, held[one], works.get(one)) for one, name in found]


def _person(agent_id: str, name: str, brands: Collection[str], work: WorkRow | None) -> Person:
    if work is None:
        return Person(agent_id, name, frozenset(brands), USUAL["chat"], USUAL["callback"], USUAL["mail"], {}, {})
    good_at = _held(work.skills), _held(work.languages)
    return Person(agent_id, name, frozenset(brands), work.chat, work.callback, work.mail, *good_at)
