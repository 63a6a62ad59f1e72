"""Every query about what is searched, what is hot, and what editors pinned."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.helpcenter.models import ArticleRow, HeatRow, InterestRow, PinRow, SearchedRow
from fairlead.kit.clock import Instant


class Asked(NamedTuple):
    """A query on a day: the key of what is counted."""

    brand_id: str
    day: int
    locale: str
    query: str


@dataclass(slots=True)
class Count:
    asked: int = 0
    found: int = 0
    opened: int = 0
    clients: set[str] = field(default_factory=set)


class Interest(NamedTuple):
    article_id: str
    locale: str
    day: int
    kind: str


# (article id, locale) → heat.
Heats = dict[tuple[str, str], float]
# (locale, product) → article ids in their order.
Pins = dict[tuple[str, str], tuple[str, ...]]


async def add_searches(session: AsyncSession, counts: Mapping[Asked, Count], *, clients: int) -> None:
    """Adds to what is counted; `clients`: how many different ones are kept."""
    for key, count in sorted(counts.items()):
        row = await session.get(SearchedRow, tuple(key), with_for_update=True)
        if row is None:
            row = SearchedRow(**key._asdict(), asked=0, found=0, opened=0, clients=[])
            session.add(row)
        row.asked += count.asked
        row.found += count.found
        row.opened += count.opened
        row.clients = sorted({*row.clients, *count.clients})[:clients]
        await session.flush()


async def add_interest(session: AsyncSession, shown: Mapping[Interest, Collection[str]]) -> None:
    """Notes the networks that are not noted yet."""
    for key, networks in sorted(shown.items()):
        known = select(InterestRow.network).where(
            InterestRow.article_id == key.article_id,
            InterestRow.locale == key.locale,
            InterestRow.day == key.day,
            InterestRow.kind == key.kind,
        )
        for network in sorted(set(networks) - set(await session.scalars(known))):
            session.add(InterestRow(**key._asdict(), network=network))
    await session.flush()


async def networks(session: AsyncSession, *, since: int) -> list[tuple[Interest, int]]:
    """How many networks showed each kind of interest on each day from `since` on."""
    what = (InterestRow.article_id, InterestRow.locale, InterestRow.day, InterestRow.kind)
    rows = await session.execute(select(*what, func.count()).where(InterestRow.day >= since).group_by(*what))
    return [(Interest(*row[:-1]), row[-1]) for row in rows]


async def replace_heats(session: AsyncSession, heats: Heats, moment: Instant) -> None:
    await session.execute(delete(HeatRow))
    session.add_all(
        HeatRow(article_id=article_id, locale=locale, heat=heat, computed_at=moment)
        for (article_id, locale), heat in sorted(heats.items())
    )


async def forget(session: AsyncSession, *, interest_before: int, searches_before: int) -> None:
    await session.execute(delete(InterestRow).where(InterestRow.day < interest_before))
    await session.execute(delete(SearchedRow).where(SearchedRow.day < searches_before))


async def heats(session: AsyncSession) -> dict[str, Heats]:
    """By brand id."""
    every = select(ArticleRow.brand_id, HeatRow.article_id, HeatRow.locale, HeatRow.heat)
    of_brands = every.join(ArticleRow, ArticleRow.id == HeatRow.article_id)
    found: dict[str, Heats] = defaultdict(dict)
    for brand_id, article_id, locale, heat in await session.execute(of_brands):
        found[brand_id][article_id, locale] = heat
    return found


async def pins(session: AsyncSession) -> dict[str, Pins]:
    """By brand id."""
    found: dict[str, Pins] = defaultdict(dict)
    order = (PinRow.brand_id, PinRow.locale, PinRow.product, PinRow.position)
    for row in await session.scalars(select(PinRow).order_by(*order)):
        place = (row.locale, row.product)
        found[row.brand_id][place] = (*found[row.brand_id].get(place, ()), row.article_id)
    return found


async def pin(session: AsyncSession, brand_id: str, locale: str, product: str, article_ids: Iterable[str]) -> None:
    """In the place of those pinned there before."""
    here = (PinRow.brand_id == brand_id, PinRow.locale == locale, PinRow.product == product)
    await session.execute(delete(PinRow).where(*here))
    place = {"brand_id": brand_id, "locale": locale, "product": product}
    session.add_all(
        PinRow(**place, position=position, article_id=article_id) for position, article_id in enumerate(article_ids)
    )


async def pins_of(session: AsyncSession, article_id: str) -> Sequence[PinRow]:
    rows = select(PinRow).where(PinRow.article_id == article_id).order_by(PinRow.locale, PinRow.product)
    return (await session.scalars(rows)).all()


async def of_brand(session: AsyncSession, brand_id: str, article_ids: Collection[str]) -> set[str]:
    """Those of the articles that the brand has."""
    statement = select(ArticleRow.id).where(ArticleRow.brand_id == brand_id, ArticleRow.id.in_(article_ids))
    return set(await session.scalars(statement))


async def searches(session: AsyncSession, brand_id: str, *, since: int, locale: str | None) -> Sequence[Any]:
    """(locale, query, asked, found, opened, clients) of each day from `since` on."""
    columns = (SearchedRow.locale, SearchedRow.query, SearchedRow.asked, SearchedRow.found, SearchedRow.opened)
    statement = select(*columns, SearchedRow.clients).where(SearchedRow.brand_id == brand_id, SearchedRow.day >= since)
    if locale:
        statement = statement.where(SearchedRow.locale == locale)
    return (await session.execute(statement)).all()
