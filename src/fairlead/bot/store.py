"""Queries of the bot's figures."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, delete, exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.bot.models import AnswerRow, TrainedRow
from fairlead.conversations.models import ConversationRow
from fairlead.kit.clock import Instant


class Counted(NamedTuple):
    """So many answers that are alike in all of these; `translation_id` is empty where the bot did not know."""

    locale: str
    intent: str
    translation_id: str
    outcome: str
    answers: int


async def counts(
    session: AsyncSession, brand_id: str, *, since: Instant, before: Instant | None = None
) -> list[Counted]:
    """Of the answers from `since` on, those before another moment alone if one is named."""
    columns = (AnswerRow.locale, AnswerRow.intent, AnswerRow.translation_id, AnswerRow.outcome)
    asked = select(*columns, func.count()).where(AnswerRow.brand_id == brand_id, AnswerRow.answered_at >= since)
    if before is not None:
        asked = asked.where(AnswerRow.answered_at < before)
    return [Counted(*row) for row in (await session.execute(asked.group_by(*columns))).all()]


async def models(session: AsyncSession, brand_id: str) -> Sequence[TrainedRow]:
    """Of every language something was learned in, or tried to."""
    rows = await session.scalars(select(TrainedRow).where(TrainedRow.brand_id == brand_id).order_by(TrainedRow.locale))
    return rows.all()


async def customer_of(session: AsyncSession, conversation_id: str) -> str | None:
    asked = select(ConversationRow.customer_id).where(ConversationRow.id == conversation_id)
    return await session.scalar(asked)


async def waits(session: AsyncSession, customer_id: str, since: Instant, until: Instant) -> bool:
    """Whether anything he was answered in that time was followed by nothing yet."""
    return bool(await session.scalar(select(exists().where(*_open(customer_id, since, until)))))


async def settle(session: AsyncSession, customer_id: str, since: Instant, until: Instant, *, outcome: str) -> None:
    """What followed on all he was answered in that time."""
    await session.execute(update(AnswerRow).where(*_open(customer_id, since, until)).values(outcome=outcome))


async def rate(session: AsyncSession, entry_id: str, *, was: tuple[str, ...], outcome: str) -> None:
    where = (AnswerRow.entry_id == entry_id, AnswerRow.outcome.in_(was))
    await session.execute(update(AnswerRow).where(*where).values(outcome=outcome))


async def forget(session: AsyncSession, brand_id: str, *, before: Instant) -> None:
    where = (AnswerRow.brand_id == brand_id, AnswerRow.answered_at < before)
    await session.execute(delete(AnswerRow).where(*where))


def _open(customer_id: str, since: Instant, until: Instant) -> tuple[ColumnElement[bool], ...]:
    return (
        AnswerRow.customer_id == customer_id,
        AnswerRow.answered_at >= since,
        AnswerRow.answered_at <= until,
        AnswerRow.outcome == "",
    )
