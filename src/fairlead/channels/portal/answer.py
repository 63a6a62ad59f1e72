"""Answers whoever comes to the portal: for whom, in which language, with which page."""

from typing import Any

from litestar import Response
from litestar.datastructures import Cookie
from litestar.response import Redirect

from fairlead.brands.store import Brands
from fairlead.channels.portal.show_page import PortalPages, Spot
from fairlead.channels.portal.tell_time import zone_called
from fairlead.helpcenter.rules import best_locale
from fairlead.infra.database import Database
from fairlead.infra.web.problems import headers_of
from fairlead.kit.access import Actor
from fairlead.kit.errors import Invalid, NotFound, Problem
from fairlead.people import store as people
from fairlead.people.door import AnyRequest
from fairlead.people.plain_sessions import PlainSessions

# Set by the portal's script: how times are written, and nothing else.
ZONE_COOKIE = "fairlead_zone"

Page = Response[Any]


class PortalCounter:
    """What the portal's routes have in common."""

    def __init__(self, *, database: Database, brands: Brands, sessions: PlainSessions, pages: PortalPages) -> None:
        self.database = database
        self.brands = brands
        self.sessions = sessions
        self.pages = pages

    async def spot(self, request: AnyRequest, brand_key: str) -> Spot:
        """In the language of the address, else in the customer's own, else in one his browser asks for. Raises NotFound."""
        brand = await self.brands.require(brand_key)
        customer = await self.sessions.customer(brand, self.sessions.token(request))
        asked = request.query_params.get("locale", "")
        query = {"locale": asked} if asked in brand.locales else {}
        locale = query.get("locale", "")
        if not locale and customer is not None:
            async with self.database.read() as session:
                row = await people.customer(session, customer.id)
            locale = row.locale if row is not None and row.locale in brand.locales else ""
        locale = locale or best_locale(request.headers.get("accept-language", ""), brand.locales, brand.default_locale)
        return Spot(brand, locale, zone_called(request.cookies.get(ZONE_COOKIE, "")), customer, query)

    async def choose_language(self, spot: Spot, customer: Actor, language: str) -> None:
        """Raises Invalid("invalid_field") for one the brand does not speak."""
        if language not in spot.brand.locales:
            raise Invalid("invalid_field", field="language")
        async with self.database.write() as session:
            await people.speak(session, customer.id, language)

    def owner(self, spot: Spot) -> Actor:
        """Raises NotFound: without a session there is nothing here."""
        if spot.customer is None:
            raise NotFound
        return spot.customer

    def page(
        self,
        template: str,
        spot: Spot,
        path: str = "",
        *,
        problem: Problem | None = None,
        cookies: list[Cookie] | None = None,
        **values: Any,
    ) -> Page:
        """The page with the status of what is wrong, if anything is."""
        html = self.pages.draw(template, spot, path, problem=problem, **values)
        return answered(html, problem, cookies)

    def nothing(self, spot: Spot, code: str = "") -> Page:
        """Of what is another's, and of what is not there. Who is not signed in is told how to be. `code`: a better reason."""
        if spot.customer is None:
            return answered(self.pages.draw("signed_out.jinja", spot), NotFound())
        return answered(self.pages.draw("missing.jinja", spot, reason=code), NotFound())

    def onward(self, spot: Spot, path: str = "", **more: str) -> Redirect:
        """To a page by GET, so that a reload sends nothing again."""
        return Redirect(spot.link(path, **more), status_code=303)


def answered(html: str, problem: Problem | None = None, cookies: list[Cookie] | None = None) -> Page:
    return Response(
        html,
        media_type="text/html",
        status_code=problem.status if problem else 200,
        headers=headers_of(problem) if problem else {},
        cookies=cookies,
    )
