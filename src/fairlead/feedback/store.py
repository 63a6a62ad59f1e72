"""Every query about ratings, and what is sealed of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.conversations.models import ConversationRow, EntryRow
from fairlead.feedback.models import RatingRuleRow, ResolutionRow
from fairlead.feedback.rules import DEFAULT_SHOWN, SCORES, By
from fairlead.infra.sealing import Sealer
from fairlead.kit.access import Actor
from fairlead.kit.clock import Instant

# An agent's word is more than the bot's, whichever came last.
_SPEAKERS = ("agent", "bot")


@dataclass(frozen=True, slots=True)
class Ended:
    """An end beside its conversation's head, for the gate and for whoever shows it. `shown`: of `rules.Shown`."""

    row: ResolutionRow
    customer_id: str
    brand_id: str
    assignee_id: str | None
    team_id: str | None
    shown: str

    @property
    def agent_id(self) -> str | None:
        return self.row.agent_id


@dataclass(frozen=True, slots=True)
class Tally:
    """Of one agent, team, category or language (`key`; empty: none). The counts: how often 1, 2, 3, 4 and 5 were given."""

    key: str
    asked: int
    answered: int
    satisfaction: tuple[int, ...]
    effort: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """Ends of a brand from `since` on and before `until`."""

    brand_id: str
    since: Instant
    until: Instant


def place(conversation_id: str, seq: int) -> str:
    return f"rating:{conversation_id}:{seq}"


def words_of(row: ResolutionRow, sealer: Sealer) -> str:
    """Empty also when the seal does not open."""
    opened = sealer.read(row.words, place(row.conversation_id, row.seq)) if row.words is not None else None
    return (opened or b"").decode()


async def last_end(session: AsyncSession, conversation_id: str) -> EntryRow | None:
    """The entry that closed the conversation last."""
    statement = select(EntryRow).where(EntryRow.conversation_id == conversation_id, EntryRow.kind == "closed")
    row: EntryRow | None = await session.scalar(statement.order_by(EntryRow.seq.desc()).limit(1))
    return row


async def last_speaker(session: AsyncSession, conversation_id: str, before: int) -> tuple[str, str] | None:
    """Of ours who wrote last before an entry: `("agent", id)`, or `("bot", …)` where no person did."""
    row = EntryRow
    statement = (
        select(row.author_kind, row.author_id)
        .where(row.conversation_id == conversation_id, row.seq < before, row.kind.in_(("message", "card")))
        .where(row.author_kind.in_(_SPEAKERS), row.public_seq.is_not(None))
        .order_by(row.author_kind, row.seq.desc())
        .limit(1)
    )
    found = (await session.execute(statement)).first()
    return (found[0], found[1]) if found else None


async def resolution(
    session: AsyncSession, conversation_id: str, seq: int, *, lock: bool = False
) -> ResolutionRow | None:
    return await session.get(ResolutionRow, (conversation_id, seq), with_for_update=lock or None)


async def of_conversation(session: AsyncSession, conversation_id: str) -> list[ResolutionRow]:
    """Those that were rated, the newest first."""
    row = ResolutionRow
    rated = select(row).where(row.conversation_id == conversation_id, row.rated_at.is_not(None))
    return list(await session.scalars(rated.order_by(row.seq.desc())))


async def shown_in(session: AsyncSession, brand_id: str) -> str:
    row = await session.get(RatingRuleRow, brand_id)
    return row.shown if row is not None else DEFAULT_SHOWN


def _visible(actor: Actor, span: Span) -> list[ColumnElement[bool]]:
    """As their conversations: not with a closed team the actor does not belong to, unless he had the matter himself."""
    row = ResolutionRow
    within = [row.brand_id == span.brand_id, row.ended_at >= span.since, row.ended_at < span.until]
    if actor.shut:
        within.append(or_(row.team_id.is_(None), row.team_id.not_in(sorted(actor.shut)), row.agent_id == actor.id))
    return within


_KEYS: dict[By, ColumnElement[str]] = {
    "agent": func.coalesce(ResolutionRow.agent_id, ""),
    # A team of people where one had it, else the one its ticket's category names.
    "team": func.coalesce(ResolutionRow.team_id, ResolutionRow.desk),
    "category": ResolutionRow.category.expression,
    "language": ResolutionRow.locale.expression,
}


async def tallies(session: AsyncSession, actor: Actor, span: Span, by: By | None) -> list[Tally]:
    """By what is asked for, or all in one where that is None, which then is the only one."""
    row = ResolutionRow
    key = literal("") if by is None else _KEYS[by]
    counted = [func.count(case((column == score, 1))) for column in (row.satisfaction, row.effort) for score in SCORES]
    statement = select(key.label("key"), func.count(), func.count(row.rated_at), *counted)
    statement = statement.where(*_visible(actor, span))
    if by is not None:
        statement = statement.group_by("key")
    found = (await session.execute(statement)).all()
    return [
        Tally(name, asked, answered, tuple(counts[:5]), tuple(counts[5:])) for name, asked, answered, *counts in found
    ]


async def reasons(session: AsyncSession, actor: Actor, span: Span) -> dict[str, int]:
    """How often each set of reasons was chosen, as rows keep them."""
    row = ResolutionRow
    statement = select(row.reasons, func.count()).where(*_visible(actor, span), row.reasons != "")
    found = await session.execute(statement.group_by(row.reasons))
    return {one[0]: one[1] for one in found}


Place = tuple[Instant, str, int]


def _rated(actor: Actor, span: Span) -> Select[ResolutionRow]:
    row = ResolutionRow
    order = (row.ended_at.desc(), row.conversation_id.desc(), row.seq.desc())
    return select(row).where(*_visible(actor, span), row.rated_at.is_not(None)).order_by(*order)


async def rated(
    session: AsyncSession, actor: Actor, span: Span, *, after: Place | None, limit: int
) -> Sequence[ResolutionRow]:
    """Those of the span that were rated, the newest end first."""
    row, statement = ResolutionRow, _rated(actor, span)
    if after is not None:
        # The time alone first: of the pair of three columns PostgreSQL makes a bound of its index, SQLite of the time.
        here = tuple_(row.ended_at, row.conversation_id, row.seq) < tuple_(*map(literal, after))
        statement = statement.where(and_(row.ended_at <= after[0], here))
    return list(await session.scalars(statement.limit(limit)))


async def head(session: AsyncSession, conversation_id: str) -> ConversationRow | None:
    return await session.get(ConversationRow, conversation_id)
