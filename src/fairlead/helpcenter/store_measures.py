"""Every query about who read an article and needed nobody."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import case, delete, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.helpcenter.models import ArticleRow, ContactRow, HelpedRow, ReaderKeyRow, ReaderRow


class Read(NamedTuple):
    """An article that was read on a day."""

    day: int
    article_id: str
    locale: str


class Reader(NamedTuple):
    """Digests of a browser's network, and the minute since 1970 when it first read the article."""

    network: str
    minute: int


class Contact(NamedTuple):
    day: int
    reader: str
    minute: int


# An article in a locale, a network, how many of its browsers read it, and how many of these began a conversation in time.
Group = tuple[str, str, str, int, int]


async def keys(session: AsyncSession, days: Collection[int]) -> dict[int, bytes]:
    rows = await session.scalars(select(ReaderKeyRow).where(ReaderKeyRow.day.in_(days)))
    return {row.day: row.key for row in rows}


async def add_keys(session: AsyncSession, made: Mapping[int, bytes]) -> None:
    session.add_all(ReaderKeyRow(day=day, key=key) for day, key in made.items())
    await session.flush()


async def add_readers(session: AsyncSession, read: Mapping[Read, Mapping[str, Reader]]) -> None:
    """Those that are not noted yet, by their digest."""
    for place, readers in sorted(read.items()):
        known = select(ReaderRow.reader).where(
            ReaderRow.day == place.day, ReaderRow.article_id == place.article_id, ReaderRow.locale == place.locale
        )
        for digest in sorted(readers.keys() - set(await session.scalars(known))):
            session.add(ReaderRow(**place._asdict(), reader=digest, **readers[digest]._asdict()))
    await session.flush()


async def add_contacts(session: AsyncSession, contacts: Collection[Contact]) -> None:
    for contact in sorted(contacts):
        if await session.get(ContactRow, tuple(contact)) is None:
            session.add(ContactRow(**contact._asdict()))
    await session.flush()


async def oldest_key(session: AsyncSession, *, before: int) -> int | None:
    """The first day before this one that is not reckoned yet; its key is held until the transaction ends."""
    statement = select(ReaderKeyRow.day).where(ReaderKeyRow.day < before).order_by(ReaderKeyRow.day).limit(1)
    day: int | None = await session.scalar(statement.with_for_update())
    return day


async def groups(session: AsyncSession, day: int, *, minutes: int) -> Sequence[Group]:
    """`minutes`: how long after reading a conversation speaks against the article."""
    came = exists().where(
        ContactRow.day == ReaderRow.day,
        ContactRow.reader == ReaderRow.reader,
        ContactRow.minute >= ReaderRow.minute,
        ContactRow.minute <= ReaderRow.minute + minutes,
    )
    place = (ReaderRow.article_id, ReaderRow.locale, ReaderRow.network)
    counts = func.count(), func.sum(case((came, 1), else_=0))
    rows = await session.execute(select(*place, *counts).where(ReaderRow.day == day).group_by(*place))
    return [(row[0], row[1], row[2], int(row[3]), int(row[4])) for row in rows]


async def close(session: AsyncSession, day: int, figures: Mapping[tuple[str, str], tuple[int, int]]) -> None:
    """Keeps (readers, helped) by article and locale, and drops all that could say who they were."""
    for (article_id, locale), (readers, helped) in sorted(figures.items()):
        session.add(HelpedRow(article_id=article_id, locale=locale, day=day, readers=readers, helped=helped))
    for table in (ReaderRow, ContactRow, ReaderKeyRow):
        await session.execute(delete(table).where(table.day <= day))


async def forget(session: AsyncSession, *, before: int) -> None:
    await session.execute(delete(HelpedRow).where(HelpedRow.day < before))


async def helped(session: AsyncSession, brand_id: str, *, since: int, locale: str | None) -> Sequence[Any]:
    """(article id, locale, readers, helped, last day) of a brand's articles from day `since` on."""
    columns = (HelpedRow.article_id, HelpedRow.locale)
    sums = func.sum(HelpedRow.readers), func.sum(HelpedRow.helped), func.max(HelpedRow.day)
    statement = select(*columns, *sums).join(ArticleRow, ArticleRow.id == HelpedRow.article_id)
    statement = statement.where(ArticleRow.brand_id == brand_id, HelpedRow.day >= since)
    if locale:
        statement = statement.where(HelpedRow.locale == locale)
    return (await session.execute(statement.group_by(*columns))).all()
