"""What the help center's routes have in common: which brand and locale an address means, and how a page is answered."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Literal

from litestar import MediaType, Request, Response
from litestar.response import Redirect

from fairlead.helpcenter.help_center import HelpCenter
from fairlead.helpcenter.keep_pages import Finished, FinishedPages, Key, tag_of
from fairlead.helpcenter.ports import BrandLookup, HelpBrand
from fairlead.helpcenter.rules import best_locale, locale_tag
from fairlead.helpcenter.show_pages import Pages, Place, offered_locales
from fairlead.helpcenter.store import Head
from fairlead.kit.access import NOBODY, Caller
from fairlead.kit.errors import NotFound

CACHE = "public, max-age=60, stale-while-revalidate=600"
HTML = "text/html; charset=utf-8"
Page = Response[Any]
AnyRequest = Request[Any, Any, Any]
# `Door.caller_of`.
CallerOf = Callable[[Mapping[str, Any]], Caller]


async def require(brands: BrandLookup, key: str) -> HelpBrand:
    """Raises NotFound."""
    brand = await brands.by_key(key)
    if brand is None:
        raise NotFound
    return brand


def is_known(tag: str, known: str) -> bool:
    """Whether an `If-None-Match` names this ETag; weakly compared (RFC 9110, 13.1.2)."""
    return tag in {part.strip().removeprefix("W/") for part in known.split(",")}


def answered(request: AnyRequest, body: bytes, media_type: str, *, tag: str = "", status: int = 200) -> Page:
    """The page with its digest as ETag, or 304 for one who has it."""
    tag = tag or tag_of(body)
    headers = {"ETag": tag, "Cache-Control": CACHE if status == 200 else "no-cache"}
    known = request.headers.get("if-none-match", "")
    if known and status == 200 and is_known(tag, known):
        return Response(None, status_code=304, headers=headers)
    # Litestar says of every text that it is UTF-8; said twice it is no media type any more.
    kind = media_type.partition(";")[0] if media_type.startswith("text/") else media_type
    return Response(body, media_type=kind, status_code=status, headers=headers)


def _everyone(_: Mapping[str, Any]) -> Caller:
    """Where nobody can tell, all are one network, and nothing becomes hot."""
    return NOBODY


class Reading:
    """Finds the place a reader is at, and keeps finished pages."""

    def __init__(
        self, help_center: HelpCenter, brands: BrandLookup, pages: Pages, caller_of: CallerOf = _everyone
    ) -> None:
        """`caller_of`: where a request comes from, see `tally.py`."""
        self.help_center = help_center
        self.caller_of = caller_of
        self.pages = pages
        self._brands = brands
        self._finished = FinishedPages()

    async def place(self, request: AnyRequest, brand: str, locale: str) -> tuple[Place, bool]:
        """Where the reader is, and whether the address says so rightly. Raises NotFound."""
        known = await require(self._brands, brand)
        shelf = await self.help_center.shelf(known.id)
        offered = offered_locales(known, shelf)
        wanted = request.headers.get("accept-language", "")
        tag = locale if locale in offered else best_locale(wanted, offered, known.default_locale)
        return Place(known, tag, shelf), tag == locale

    async def kept(self, brand: str, *rest: str) -> tuple[Finished | None, Key, Any]:
        """The finished page, its key, and what it stands and falls with. Raises NotFound."""
        known = await require(self._brands, brand)
        await self.help_center.shelf(known.id)
        key, stamp = (known.key, *rest), (self.help_center.revision, known)
        return self._finished.get(key, stamp), key, stamp

    def keep(self, key: Key, text: str, stamp: Any, *, article: Head | None = None) -> Finished:
        return self._finished.put(key, text, stamp, article=article)

    def opened(self, page: Finished, scope: Mapping[str, Any], *, query: str = "") -> None:
        """Counts a reader of the article; `query` is the search that led him there."""
        if page.article is not None:
            self.help_center.opened(page.article, caller=self.caller_of(scope), query=query)

    def searched(self, where: Place, scope: Mapping[str, Any], query: str, *, found: bool) -> None:
        network = self.caller_of(scope).network
        self.help_center.tally.searched(where.brand.id, where.locale, query, found=found, network=network)

    async def brand(self, key: str) -> HelpBrand:
        """Raises NotFound."""
        return await require(self._brands, key)

    async def send(
        self, request: AnyRequest, name: tuple[str, ...], make: Callable[[], Awaitable[str | None]], kind: str = HTML
    ) -> Page | None:
        """The page of this name (brand, locale, and what it is of) from those that are kept, else as it is made; None when
        nothing is made."""
        page, key, stamp = await self.kept(*name)
        if page is None:
            text = await make()
            if text is None:
                return None
            page = self.keep(key, text, stamp)
        return answered(request, page.body, kind, tag=page.tag)

    async def missing(self, request: AnyRequest, where: Place) -> Page:
        return html(request, await self.pages.missing(where), status=404)

    async def canonical(
        self, request: AnyRequest, where: Place, brand: str, locale: str, *, says_wanted: bool = False
    ) -> Page:
        """`/zh-cn/…` moves to `/zh-CN/…`; a locale the brand speaks and has no articles in yet leads to the nearest
        that has, which says so if `says_wanted`; what names another is not found."""
        tag = locale_tag(locale)
        if tag is None:
            return await self.missing(request, where)
        if tag != locale and tag in offered_locales(where.brand, where.shelf):
            return move(request, brand, tag, status=301)
        if tag in where.brand.locales:
            nearest = where.shelf.by_nearness(tag, where.brand.default_locale, "en")[0]
            return move(request, brand, nearest, status=302, query=f"?wanted={tag}" if says_wanted else "")
        return await self.missing(request, where)


def move(request: AnyRequest, brand: str, tag: str, *, status: Literal[301, 302], query: str = "") -> Page:
    rest = request.scope["path"].split("/", 4)[4:]
    return Redirect("/".join(["", "help", brand, tag, *rest]) + query, status_code=status)


def html(request: AnyRequest, page: str, *, status: int = 200) -> Page:
    return answered(request, page.encode(), MediaType.HTML, status=status)
