"""What the published articles teach about how their matters are asked for: titles, summaries, headings and known questions."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.helpcenter.models import PUBLIC, ArticleRow, TranslationRow, VersionRow


class Taught(NamedTuple):
    """What one published text teaches, its title first."""

    translation_id: str
    texts: tuple[str, ...]


async def shown_locales(session: AsyncSession) -> Sequence[tuple[str, str]]:
    """(brand id, locale) of everything that everybody may read."""
    statement = select(ArticleRow.brand_id, TranslationRow.locale).join(
        ArticleRow, ArticleRow.id == TranslationRow.article_id
    )
    shown = statement.where(ArticleRow.audience == PUBLIC, TranslationRow.version > 0).distinct()
    rows = await session.execute(shown.order_by(ArticleRow.brand_id, TranslationRow.locale))
    return [(row[0], row[1]) for row in rows]


async def taught(session: AsyncSession, brand_id: str, locale: str) -> list[Taught]:
    """Of what everybody may read, in the order of the translations' ids."""
    columns = (TranslationRow.id, VersionRow.title, VersionRow.summary, VersionRow.questions, VersionRow.indexed)
    statement: Any = (
        select(*columns)
        .join(ArticleRow, ArticleRow.id == TranslationRow.article_id)
        .join(
            VersionRow,
            (VersionRow.translation_id == TranslationRow.id) & (VersionRow.number == TranslationRow.version),
        )
    )
    shown = statement.where(
        ArticleRow.brand_id == brand_id, ArticleRow.audience == PUBLIC, TranslationRow.locale == locale
    )
    rows = await session.execute(shown.order_by(TranslationRow.id))
    return [
        Taught(row[0], tuple(dict.fromkeys(text for text in (row[1], row[2], *row[3], *_headings(row[4])) if text)))
        for row in rows
    ]


def _headings(indexed: Any) -> Iterator[str]:
    """As they are kept for the search; of a row that is damaged there, none."""
    passages = indexed.get("passages") if isinstance(indexed, dict) else None
    for one in passages if isinstance(passages, list) else ():
        if isinstance(one, dict) and isinstance(heading := one.get("heading"), str):
            yield heading
