"""The portal over HTTP; see docs/protocol.md section 3.5."""

from urllib.parse import urlencode

from litestar import Response, get, post
from litestar.exceptions import HTTPException
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect
from sqlalchemy.exc import SQLAlchemyError

from fairlead.channels.portal.answer import Page, PortalCounter
from fairlead.channels.portal.enter import Enter, onward
from fairlead.channels.portal.show_page import SCRIPT
from fairlead.infra.web.problems import problem_from
from fairlead.kit.errors import NotSignedIn, Problem
from fairlead.kit.read_form import read_form
from fairlead.people.door import AnyRequest

# Ours, a body that is too large, and a database that is away or cannot write.
REFUSALS = (Problem, HTTPException, SQLAlchemyError, OSError)
FOREVER = {"Cache-Control": "public, max-age=31536000, immutable"}


def enter_routes(*, counter: PortalCounter, enter: Enter) -> list[HTTPRouteHandler]:
    c = counter

    @get("/w/{brand_key:str}/tickets.css")
    async def portal_style(brand_key: FromPath[str]) -> Response[bytes]:
        await c.brands.require(brand_key)
        return Response(c.pages.style, media_type="text/css", headers=FOREVER)

    @get("/w/{brand_key:str}/tickets.js")
    async def portal_script(brand_key: FromPath[str]) -> Response[bytes]:
        await c.brands.require(brand_key)
        return Response(SCRIPT, media_type="text/javascript; charset=utf-8", headers=FOREVER)

    @get("/w/{brand_key:str}/tickets/enter")
    async def how_to_enter(brand_key: FromPath[str], request: AnyRequest) -> Page:
        """A reload of what a form brought here, or an address somebody kept."""
        spot = await c.spot(request, brand_key)
        return c.onward(spot) if spot.customer else c.page("signed_out.jinja", spot)

    @post("/w/{brand_key:str}/tickets/enter", status_code=200)
    async def enter_portal(brand_key: FromPath[str], request: AnyRequest) -> Page:
        spot = await c.spot(request, brand_key)
        try:
            enter.check_origin(spot.brand, request)
            typed = read_form(await request.body(), {"token", "to"})
            token = await enter.with_token(spot.brand, typed["token"], locale=spot.locale, before=spot.customer)
        except REFUSALS as error:
            return c.page("signed_out.jinja", spot, problem=problem_from(error))
        where = spot.root + onward(typed["to"])
        if spot.query:
            where += ("&" if "?" in where else "?") + urlencode(spot.query)
        return Redirect(where, status_code=303, cookies=[c.sessions.cookie(spot.brand, token)])

    @post("/w/{brand_key:str}/tickets/leave", status_code=200)
    async def leave_portal(brand_key: FromPath[str], request: AnyRequest) -> Page:
        """Signed out already is signed out, too."""
        spot = await c.spot(request, brand_key)
        try:
            read_form(await request.body(), {"sure"})
            if spot.customer is not None:
                await c.sessions.end(spot.customer)
        except REFUSALS as error:
            return c.page("signed_out.jinja", spot, problem=problem_from(error))
        return Redirect(spot.link(), status_code=303, cookies=[c.sessions.cookie(spot.brand, "")])

    @get("/w/{brand_key:str}/tickets/preferences")
    async def preferences(brand_key: FromPath[str], request: AnyRequest) -> Page:
        spot = await c.spot(request, brand_key)
        if spot.customer is None:
            return c.page("signed_out.jinja", spot)
        return c.page("preferences.jinja", spot, "/preferences", done="done" in request.query_params)

    @post("/w/{brand_key:str}/tickets/preferences", status_code=200)
    async def choose_preferences(brand_key: FromPath[str], request: AnyRequest) -> Page:
        spot = await c.spot(request, brand_key)
        if spot.customer is None:
            return c.page("signed_out.jinja", spot, problem=NotSignedIn())
        try:
            language = read_form(await request.body(), {"language"})["language"]
            await c.choose_language(spot, spot.customer, language)
        except REFUSALS as error:
            return c.page("preferences.jinja", spot, "/preferences", problem=problem_from(error), done=False)
        # In the new language from here on, whatever the address said before.
        return Redirect(f"{spot.root}/preferences?done=yes", status_code=303)

    return [portal_style, portal_script, how_to_enter, enter_portal, leave_portal, preferences, choose_preferences]
