"""The help center over HTTP: its pages for everyone, and the search and articles that the widget asks for."""

from collections.abc import Awaitable, Callable
from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery

from fairlead.helpcenter.help_center import HelpCenter
from fairlead.helpcenter.models import TYPES as TYPES_OF_ARTICLES
from fairlead.helpcenter.paint_brand import brand_card, paint_brand
from fairlead.helpcenter.ports import BrandLookup, HelpBrand
from fairlead.helpcenter.rules import ARTICLE, locale_tag
from fairlead.helpcenter.schemas import (
    ArticleOut,
    Preview,
    SearchResults,
    Suggestions,
    article_link,
    article_out,
    fell_back_to,
    search_result,
    suggestion,
)
from fairlead.helpcenter.search import MAX_QUERY, Hit, Only
from fairlead.helpcenter.send_page import answered, require
from fairlead.helpcenter.show_pages import ASSETS, Pages
from fairlead.kit.access import NOBODY, Actor, Caller
from fairlead.kit.errors import Invalid, NotFound
from fairlead.kit.text import storable

FOREVER = "public, max-age=31536000, immutable"
# Litestar adds the charset.
TYPES = {"css": "text/css", "js": "text/javascript"}
API_RESULTS, SUGGESTIONS = 8, 6

Page = Response[Any]
# (brand id, brand key, locale, limit=…) → [{"id", "title", "url"}]
HotQuestions = Callable[..., Awaitable[list[dict[str, Any]]]]
# `HelpCenter.search`, or the one for agents.
Search = Callable[..., Awaitable[list[Hit]]]
# `Door.caller`.
CallerOf = Callable[[Request[Any, Any, Any]], Caller]


async def _results(
    find: Search, pages: Pages, brand: HelpBrand, q: str, locale: str | None, *, only: Only
) -> SearchResults:
    tag = _locale_or_default(brand, locale)
    hits = await find(brand.id, tag, storable(q), then=brand.default_locale, limit=API_RESULTS, typing=True, only=only)
    names = [pages.category_name(hit.head.category, hit.head.category_name, hit.head.locale) for hit in hits]
    results = [search_result(hit, brand.key, name) for hit, name in zip(hits, names, strict=True)]
    return SearchResults(results, fell_back_to([hit.head for hit in hits], tag))


def _locale_or_default(brand: HelpBrand, locale: str | None) -> str:
    return locale_tag(locale or "") or brand.default_locale


def _everyone(_: Request[Any, Any, Any]) -> Caller:
    """Where nobody can tell, all are one network, and nothing becomes hot."""
    return NOBODY


def _type(name: str) -> str:
    """Raises Invalid: `article_type_unknown`."""
    if name and name not in TYPES_OF_ARTICLES:
        raise Invalid("article_type_unknown", type=name[:20])
    return name


def routes(
    *, help_center: HelpCenter, brands: BrandLookup, pages: Pages, caller: CallerOf = _everyone
) -> list[HTTPRouteHandler]:
    """`caller`: where a request comes from, see `tally.py`."""
    return [
        *_api(help_center, brands, pages, caller),
        *_desk(help_center, brands, pages),
        *_assets(brands),
    ]


def hot_questions(help_center: HelpCenter) -> HotQuestions:
    """What the widget's home asks for."""

    async def hot(brand_id: str, brand_key: str, locale: str, *, then: str, limit: int) -> list[dict[str, Any]]:
        heads = await help_center.hot(brand_id, locale, limit, then=then)
        return [dict(article_link(head, brand_key)) for head in heads]

    return hot


def _api(help_center: HelpCenter, brands: BrandLookup, pages: Pages, caller: CallerOf) -> list[HTTPRouteHandler]:
    @get("/api/w/{brand:str}/search", name="help_search")
    async def search(
        request: Request[Any, Any, Any],
        *,
        brand: FromPath[str],
        q: FromQuery[str] = "",
        locale: FromQuery[str | None] = None,
        type: FromQuery[str] = "",  # noqa: A002 - the name on the wire
        category: FromQuery[str] = "",
    ) -> SearchResults:
        known = await require(brands, brand)
        only = Only(_type(type), category)
        found = await _results(help_center.search, pages, known, q, locale, only=only)
        tag = _locale_or_default(known, locale)
        help_center.tally.searched(known.id, tag, q, found=bool(found.results), network=caller(request).network)
        return found

    @get("/api/w/{brand:str}/suggest", name="help_suggest")
    async def suggest(
        request: Request[Any, Any, Any],
        brand: FromPath[str],
        q: FromQuery[str] = "",
        locale: FromQuery[str | None] = None,
    ) -> Suggestions:
        known = await require(brands, brand)
        tag = _locale_or_default(known, locale)
        heads = await help_center.suggest(
            known.id, tag, storable(q)[:MAX_QUERY], then=known.default_locale, limit=SUGGESTIONS
        )
        help_center.tally.searched(known.id, tag, q, found=bool(heads), network=caller(request).network)
        return Suggestions([suggestion(head, known.key) for head in heads], fell_back_to(heads, tag))

    @get("/api/w/{brand:str}/articles/{article_id:str}", name="help_article")
    async def article(
        request: Request[Any, Any, Any], brand: FromPath[str], article_id: FromPath[str], q: FromQuery[str] = ""
    ) -> ArticleOut:
        known = await require(brands, brand)
        head = (await help_center.shelf(known.id)).heads.get(article_id)
        found = head and await help_center.article(known.key, head)
        if not head or not found:
            raise NotFound
        help_center.opened(head, caller=caller(request), query=q)
        return article_out(found, known.key, pages.category_name(head.category, head.category_name, head.locale))

    @get("/api/w/{brand:str}/preview", name="help_preview")
    async def preview(brand: FromPath[str], path: FromQuery[str]) -> Preview:
        known = await require(brands, brand)
        named = ARTICLE.fullmatch(path)
        head = named and (await help_center.shelf(known.id)).by_slug(named["locale"], named["slug"])
        if not named or not head or named["brand"] != known.key:
            raise NotFound
        category = pages.category_name(head.category, head.category_name, head.locale)
        return Preview(head.translation_id, head.title, head.summary, category, head.locale)

    return [search, suggest, article, preview]


def _desk(help_center: HelpCenter, brands: BrandLookup, pages: Pages) -> list[HTTPRouteHandler]:
    @get("/api/desk/search", name="help_desk_search")
    async def desk_search(
        agent: NamedDependency[Actor],
        *,
        brand: FromQuery[str],
        q: FromQuery[str] = "",
        locale: FromQuery[str | None] = None,
        type: FromQuery[str] = "",  # noqa: A002 - the name on the wire
        category: FromQuery[str] = "",
    ) -> SearchResults:
        known = await require(brands, brand)
        if known.id not in agent.articles:
            raise NotFound
        only = Only(_type(type), category)
        return await _results(help_center.search_for_agents, pages, known, q, locale, only=only)

    return [desk_search]


def _assets(brands: BrandLookup) -> list[HTTPRouteHandler]:
    @get("/help/-/{name:str}", name="help_asset")
    async def asset(name: FromPath[str]) -> Page:
        if name not in ASSETS:
            raise NotFound
        return Response(
            ASSETS[name],
            media_type=TYPES[name.rsplit(".", 1)[-1]],
            headers={"Cache-Control": FOREVER},
        )

    @get("/help/{brand:str}/brand.css", name="help_brand_css")
    async def brand_css(request: Request[Any, Any, Any], brand: FromPath[str]) -> Page:
        return answered(request, paint_brand(await require(brands, brand)).encode(), TYPES["css"])

    @get("/help/{brand:str}/brand.png", name="help_brand_card")
    async def brand_png(request: Request[Any, Any, Any], brand: FromPath[str]) -> Page:
        return answered(request, brand_card(await require(brands, brand)), "image/png")

    return [asset, brand_css, brand_png]
