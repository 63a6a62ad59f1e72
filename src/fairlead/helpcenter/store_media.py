"""Every query about pictures, videos and captions."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, delete, exists, func, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.helpcenter.models import ArticleRow, MediaRow, MediaUseRow, TranslationRow, VersionRow
from fairlead.helpcenter.rules import media_in, media_said
from fairlead.helpcenter.show_media import Facts

AT_ONCE = 500


async def media(session: AsyncSession, brand_id: str, digest: str) -> MediaRow | None:
    return await session.get(MediaRow, (brand_id, digest))


async def media_by_digest(session: AsyncSession, brand_id: str, digests: Iterable[str]) -> dict[str, MediaRow]:
    """Those of the brand that are there; of more than `AT_ONCE` the first by their digests."""
    wanted = sorted(digests)[:AT_ONCE]
    if not wanted:
        return {}
    rows = select(MediaRow).where(MediaRow.brand_id == brand_id, MediaRow.digest.in_(wanted))
    return {row.digest: row for row in await session.scalars(rows)}


async def known_media(session: AsyncSession, brand_id: str, body: str) -> dict[str, Facts]:
    """What is there of all that a text shows."""
    rows = await media_by_digest(session, brand_id, media_in(body))
    return {digest: Facts(row.type, row.size, row.width, row.height) for digest, row in rows.items()}


class Use(NamedTuple):
    """How many articles hold it, in a version that was ever published or in a newest one; and what was last said of it."""

    holds: int
    said: str


def name_media(session: AsyncSession, version_id: str, body: str) -> None:
    """Keeps what a version's text shows."""
    session.add_all(
        MediaUseRow(version_id=version_id, digest=digest, said=said[:300])
        for digest, said in sorted(media_said(body).items())
    )


async def forget_media(session: AsyncSession, version_id: str) -> None:
    """Before the version's text is written over."""
    await session.execute(delete(MediaUseRow).where(MediaUseRow.version_id == version_id))


def _held(statement: Select[Any]) -> Select[Any]:
    """Uses with the versions, translations and articles that hold what they name."""
    return (
        statement.join(VersionRow, VersionRow.id == MediaUseRow.version_id)
        .join(TranslationRow, TranslationRow.id == VersionRow.translation_id)
        .join(ArticleRow, ArticleRow.id == TranslationRow.article_id)
        .where(or_(VersionRow.published_at.is_not(None), VersionRow.number == TranslationRow.newest))
    )


def _is_held() -> ColumnElement[bool]:
    """Of a row of media."""
    same = and_(MediaUseRow.digest == MediaRow.digest, ArticleRow.brand_id == MediaRow.brand_id)
    return exists(_held(select(MediaUseRow.version_id)).where(same).correlate(MediaRow))


async def uses_of(session: AsyncSession, brand_id: str, digests: Collection[str]) -> dict[str, Use]:
    """Of those that anything holds."""
    if not digests:
        return {}
    counted: Any = select(MediaUseRow.digest, func.count(ArticleRow.id.distinct()), func.max(MediaUseRow.version_id))
    same = (ArticleRow.brand_id == brand_id, MediaUseRow.digest.in_(digests))
    held = _held(counted).where(*same).group_by(MediaUseRow.digest)
    found = (await session.execute(held)).all()
    pairs = [(version_id, digest) for digest, _, version_id in found]
    named = select(MediaUseRow.digest, MediaUseRow.said)
    said = await session.execute(named.where(tuple_(MediaUseRow.version_id, MediaUseRow.digest).in_(pairs)))
    words = {row[0]: row[1] for row in said}
    return {digest: Use(count, words.get(digest, "")) for digest, count, _ in found}


async def media_page(
    session: AsyncSession,
    brand_id: str,
    *,
    query: str,
    begins: str,
    unused_before: int | None,
    before: tuple[int, str] | None,
    limit: int,
) -> Sequence[MediaRow]:
    """The newest first: whose type begins so, whose name has the words or of which any text of the brand says them; of those
    that nothing holds and that were brought before an instant, when one is given."""
    rows = select(MediaRow).where(MediaRow.brand_id == brand_id, MediaRow.type.startswith(begins, autoescape=True))
    if query:
        same = and_(MediaUseRow.digest == MediaRow.digest, ArticleRow.brand_id == MediaRow.brand_id)
        saying = _held(select(MediaUseRow.version_id)).where(same, MediaUseRow.said.icontains(query, autoescape=True))
        rows = rows.where(or_(MediaRow.name.icontains(query, autoescape=True), exists(saying.correlate(MediaRow))))
    if unused_before is not None:
        rows = rows.where(MediaRow.created_at < unused_before, ~_is_held())
    if before is not None:
        rows = rows.where(tuple_(MediaRow.created_at, MediaRow.digest) < before)
    return (await session.scalars(rows.order_by(MediaRow.created_at.desc(), MediaRow.digest.desc()).limit(limit))).all()


async def drop_media(session: AsyncSession, brand_id: str, digest: str, *, older_than: int) -> str | None:
    """Forgets what nothing holds; the key of its bytes, or None when something does or it is not that old."""
    named = (MediaRow.brand_id == brand_id, MediaRow.digest == digest)
    gone = delete(MediaRow).where(*named, MediaRow.created_at < older_than, ~_is_held())
    key: str | None = await session.scalar(
        gone.returning(MediaRow.blob_key), execution_options={"synchronize_session": False}
    )
    return key
