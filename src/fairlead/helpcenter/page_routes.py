"""The help center's pages over HTTP: for everybody, without JavaScript, and for machines that list them."""

from litestar import Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from fairlead.helpcenter.models import TYPES
from fairlead.helpcenter.ports import BrandList
from fairlead.helpcenter.rules import article_path
from fairlead.helpcenter.send_page import AnyRequest, Page, Reading, answered, html
from fairlead.helpcenter.show_feeds import news, robots, sitemap, sitemap_index
from fairlead.helpcenter.show_pages import Place
from fairlead.helpcenter.verify_text import Verified, verify_text
from fairlead.infra.database import Database
from fairlead.kit.errors import NotFound
from fairlead.kit.text import storable

XML = "application/xml; charset=utf-8"
RSS = "application/rss+xml; charset=utf-8"


def page_routes(*, reading: Reading, database: Database, every: BrandList) -> list[HTTPRouteHandler]:
    return [*_lists(reading), *_articles(reading), *_verified(reading, database), *_machines(reading, every)]


def _lists(reading: Reading) -> list[HTTPRouteHandler]:
    pages = reading.pages

    @get(["/help/{brand:str}"], name="help_root")
    async def root(request: AnyRequest, brand: FromPath[str]) -> Page:
        where, _ = await reading.place(request, brand, "")
        headers = {"Vary": "Accept-Language", "Cache-Control": "public, max-age=60"}
        return Redirect(f"{where.root}/", status_code=302, headers=headers)

    @get("/help/{brand:str}/{locale:str}", name="help_home")
    async def home(request: AnyRequest, brand: FromPath[str], locale: FromPath[str]) -> Page:
        where, right = await reading.place(request, brand, locale)
        if not right:
            return await reading.canonical(request, where, brand, locale)
        page = await reading.send(request, (brand, locale), lambda: pages.home(where))
        return page or await reading.missing(request, where)

    @get("/help/{brand:str}/{locale:str}/c/{category:str}", name="help_category")
    async def category(
        request: AnyRequest, brand: FromPath[str], locale: FromPath[str], category: FromPath[str]
    ) -> Page:
        where, right = await reading.place(request, brand, locale)
        if not right:
            return await reading.canonical(request, where, brand, locale)
        page = await reading.send(request, (brand, locale, "c", category), lambda: pages.category(where, category))
        return page or await reading.missing(request, where)

    @get("/help/{brand:str}/{locale:str}/search", name="help_results")
    async def results(
        *,
        request: AnyRequest,
        brand: FromPath[str],
        locale: FromPath[str],
        q: FromQuery[str] = "",
        kind: FromQuery[str] = "",
        category: FromQuery[str] = "",
    ) -> Page:
        where, right = await reading.place(request, brand, locale)
        if not right:
            return await reading.canonical(request, where, brand, locale)
        # What is no type of ours filters nothing.
        chosen = kind if kind in TYPES else ""
        page, found = await pages.results(where, storable(q), kind=chosen, category=storable(category))
        reading.searched(where, request.scope, q, found=found)
        return html(request, page)

    @get("/help/{brand:str}/{locale:str}/{rest:path}", name="help_missing")
    async def anything(request: AnyRequest, brand: FromPath[str], locale: FromPath[str], rest: FromPath[str]) -> Page:
        where, _ = await reading.place(request, brand, locale)
        return await reading.missing(request, where)

    return [root, home, category, results, anything]


def _articles(reading: Reading) -> list[HTTPRouteHandler]:
    help_center, pages = reading.help_center, reading.pages

    @get("/help/{brand:str}/{locale:str}/a/{slug:str}", name="help_page")
    async def article(
        *,
        request: AnyRequest,
        brand: FromPath[str],
        locale: FromPath[str],
        slug: FromPath[str],
        wanted: FromQuery[str] = "",
        q: FromQuery[str] = "",
    ) -> Page:
        page, key, stamp = await reading.kept(brand, locale, "a", slug, wanted)
        if page is None:
            where, right = await reading.place(request, brand, locale)
            if not right:
                return await reading.canonical(request, where, brand, locale, says_wanted=True)
            wanted = wanted if wanted in where.brand.locales and wanted != locale else ""
            head = where.shelf.by_slug(locale, slug)
            found = head and await help_center.article(where.brand.key, head)
            if not head:
                return await _elsewhere(reading, request, where, slug)
            if not found:
                return await reading.missing(request, where)
            text = await pages.article(where, found, wanted=wanted)
            page = reading.keep((*key[:-1], wanted), text, stamp, article=head)
        reading.opened(page, request.scope, query=q)
        return answered(request, page.body, "text/html; charset=utf-8", tag=page.tag)

    return [article]


async def _elsewhere(reading: Reading, request: AnyRequest, where: Place, slug: str) -> Page:
    """What an address of this locale leads to that shows no article now."""
    shelf, locale, key = where.shelf, where.locale, where.brand.key
    if gone := shelf.withdrawn(locale, slug):
        return html(request, await reading.pages.withdrawn(where, gone), status=410)
    moved = shelf.moved(locale, slug)
    if moved and moved.locale == locale:
        return Redirect(article_path(key, locale, moved.slug), status_code=301)
    if other := shelf.nearest(moved.slug if moved else slug, locale, where.brand.default_locale, "en"):
        # It says there in which language it was asked for.
        return Redirect(f"{article_path(key, other.locale, other.slug)}?wanted={locale}", status_code=302)
    return await reading.missing(request, where)


def _verified(reading: Reading, database: Database) -> list[HTTPRouteHandler]:
    async def shown(request: AnyRequest, brand: str, verification: str, version: int | None) -> Page:
        where, _ = await reading.place(request, brand, "")
        known: Verified | None = await verify_text(database, where.brand.id, verification, version)
        page = reading.pages.draw(
            "verify.jinja",
            where,
            "/",
            verified=known,
            verification=verification,
            address=article_path(where.brand.key, known.locale, known.slug) if known else "",
            exists_in={},
        )
        answer = html(request, page, status=200 if known else 404)
        answer.headers["Vary"] = "Accept-Language"
        return answer

    @get("/help/{brand:str}/v/{verification:str}", name="help_verified")
    async def verified(request: AnyRequest, brand: FromPath[str], verification: FromPath[str]) -> Page:
        return await shown(request, brand, verification, None)

    @get("/help/{brand:str}/v/{verification:str}/{version:str}", name="help_verified_version")
    async def verified_version(
        request: AnyRequest, brand: FromPath[str], verification: FromPath[str], version: FromPath[str]
    ) -> Page:
        number = int(version) if version.isascii() and version.isdigit() and len(version) < 8 else 0
        return await shown(request, brand, verification, number)

    return [verified, verified_version]


def _machines(reading: Reading, every: BrandList) -> list[HTTPRouteHandler]:
    origin = reading.pages.origin

    @get("/robots.txt", name="help_robots")
    async def robots_txt(request: AnyRequest) -> Page:
        return answered(request, robots(origin, await every.all()).encode(), "text/plain; charset=utf-8")

    @get("/help/{brand:str}/sitemap.xml", name="help_sitemaps")
    async def index(request: AnyRequest, brand: FromPath[str]) -> Page:
        known = await reading.brand(brand)
        shelf = await reading.help_center.shelf(known.id)

        async def make() -> str:
            return sitemap_index(origin, known, shelf)

        return _found(await reading.send(request, (brand, "sitemap"), make, XML))

    @get("/help/{brand:str}/{locale:str}/sitemap/{part:str}", name="help_sitemap")
    async def one(request: AnyRequest, brand: FromPath[str], locale: FromPath[str], part: FromPath[str]) -> Page:
        known = await reading.brand(brand)
        shelf = await reading.help_center.shelf(known.id)
        number = int(part) if part.isascii() and part.isdigit() and len(part) < 6 else 0

        async def make() -> str | None:
            return sitemap(origin, known, shelf, locale, number)

        return _found(await reading.send(request, (brand, locale, "sitemap", str(number)), make, XML))

    @get("/help/{brand:str}/{locale:str}/feed.xml", name="help_feed")
    async def feed(request: AnyRequest, brand: FromPath[str], locale: FromPath[str]) -> Page:
        where, right = await reading.place(request, brand, locale)
        if not right:
            raise NotFound

        async def make() -> str:
            return news(origin, where.brand, where.shelf, locale, title=reading.pages.title(where))

        return _found(await reading.send(request, (brand, locale, "feed"), make, RSS))

    return [robots_txt, index, one, feed]


def _found(page: Response[object] | None) -> Page:
    if page is None:
        raise NotFound
    return page
