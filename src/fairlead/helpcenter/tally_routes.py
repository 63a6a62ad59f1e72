"""For editors over HTTP: what was searched and not found, whom articles helped, and which questions stand first."""

from collections.abc import Mapping
from typing import Annotated, Any

from litestar import get, put
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromQuery, JSONBody
from msgspec import Meta, Struct

from fairlead.helpcenter import store_tallies
from fairlead.helpcenter.edit_routes import Counter
from fairlead.helpcenter.find_article import Of
from fairlead.helpcenter.help_center import HelpCenter
from fairlead.helpcenter.measure import Served
from fairlead.helpcenter.rules import article_path
from fairlead.helpcenter.store import Head
from fairlead.helpcenter.tally import KEPT_DAYS, Searched
from fairlead.helpcenter.write import known_locale
from fairlead.kit import clock
from fairlead.kit.access import Actor
from fairlead.kit.errors import Invalid, NotFound

REPORTED = 500
MAX_PINS = 20
HOT = 20


class Pinned(Struct, forbid_unknown_fields=True):
    """`locale` and `product` (a category) may be empty: every one."""

    brand: str
    articles: Annotated[list[str], Meta(max_length=MAX_PINS)]
    locale: str = ""
    product: str = ""


def tally_routes(counter: Counter, help_center: HelpCenter) -> list[HTTPRouteHandler]:
    authorize, database = counter.editing.finder.authorize, counter.editing.finder.database

    async def asked(agent: Actor, brand: str, locale: str | None, days: int) -> tuple[str, str | None]:
        """The brand's id and the locale, for an editor. Raises Problem."""
        brand_id = await counter.brand_id(agent, brand)
        authorize(agent, "article.write", Of(brand_id))
        if not 1 <= days <= KEPT_DAYS:
            raise Invalid("days_out_of_range", most=KEPT_DAYS)
        return brand_id, known_locale(locale) if locale else None

    @get("/api/desk/articles/searches", name="help_searches")
    async def searches(
        agent: NamedDependency[Actor],
        brand: FromQuery[str],
        locale: FromQuery[str | None] = None,
        days: FromQuery[int] = 30,
    ) -> dict[str, Any]:
        brand_id, tag = await asked(agent, brand, locale, days)
        report = await help_center.tally.report(brand_id, days=days, locale=tag, limit=REPORTED)
        return {
            "queries": [_searched(one) for one in report.queries],
            "hidden": report.hidden,
            "asked": report.asked,
            "found": report.found,
            "opened": report.opened,
        }

    @get("/api/desk/articles/helped", name="help_helped")
    async def helped(
        agent: NamedDependency[Actor],
        brand: FromQuery[str],
        locale: FromQuery[str | None] = None,
        days: FromQuery[int] = 30,
    ) -> dict[str, Any]:
        brand_id, tag = await asked(agent, brand, locale, days)
        report = await help_center.alone.report(brand_id, days=days, locale=tag, limit=REPORTED)
        shelf = await help_center.shelf(brand_id)
        return {
            "readers": report.readers,
            "helped": report.helped,
            "locales": [
                {"locale": place, "readers": readers, "helped": helped}
                for place, (readers, helped) in report.locales.items()
            ],
            "articles": [_served(one, shelf.translations(one.article_id), brand) for one in report.articles],
            "hidden": report.hidden,
            "until": None if report.until is None else clock.iso((report.until + 1) * clock.DAY),
        }

    @get("/api/desk/help/hot", name="help_edit_hot")
    async def hot(
        agent: NamedDependency[Actor], brand: FromQuery[str], locale: FromQuery[str], product: FromQuery[str] = ""
    ) -> dict[str, Any]:
        brand_id = await counter.brand_id(agent, brand)
        tag = known_locale(locale)
        async with database.read() as session:
            pins = (await store_tallies.pins(session)).get(brand_id, {})
        shelf = await help_center.shelf(brand_id)
        heads = await help_center.hot(brand_id, tag, HOT, product=product)
        here, everywhere = pins.get((tag, product), ()), pins.get(("", product), ())
        return {
            "pinned": list(here),
            "everywhere": list(everywhere),
            "titles": await counter.editing.browsing.titles(agent, brand_id, {*here, *everywhere}, tag),
            "hot": [
                {
                    "article": head.article_id,
                    "title": head.title,
                    "url": article_path(brand, head.locale, head.slug),
                    "heat": round(shelf.heat(head), 2),
                }
                for head in heads
            ],
        }

    @put("/api/desk/help/hot", name="help_edit_pin")
    async def pin(agent: NamedDependency[Actor], data: JSONBody[Pinned]) -> None:
        brand_id = await counter.brand_id(agent, data.brand)
        authorize(agent, "article.publish", Of(brand_id))
        articles = list(dict.fromkeys(data.articles))
        tag = known_locale(data.locale) if data.locale else ""
        async with database.write() as session:
            if await store_tallies.of_brand(session, brand_id, articles) != set(articles):
                raise NotFound
            await store_tallies.pin(session, brand_id, tag, data.product[:80], articles)
        await help_center.refresh_standing()

    return [searches, helped, hot, pin]


def _served(one: Served, heads: Mapping[str, Head], brand: str) -> dict[str, Any]:
    """Without title and address when nobody may read it any more."""
    head = heads.get(one.locale)
    return {
        "article": one.article_id,
        "locale": one.locale,
        "title": head.title if head else None,
        "url": article_path(brand, head.locale, head.slug) if head else None,
        "readers": one.readers,
        "helped": one.helped,
    }


def _searched(one: Searched) -> dict[str, Any]:
    return {
        "locale": one.locale,
        "query": one.query,
        "asked": one.asked,
        "found": one.found,
        "opened": one.opened,
    }
