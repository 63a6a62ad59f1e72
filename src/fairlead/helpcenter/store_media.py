"""Every query about pictures, videos and captions."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.helpcenter.models import MediaRow
from fairlead.helpcenter.rules import media_in
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
