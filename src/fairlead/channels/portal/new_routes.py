"""The form for a new ticket over HTTP; see docs/protocol.md section 3.5."""

from litestar import Response, get, post
from litestar.exceptions import HTTPException
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from sqlalchemy.exc import SQLAlchemyError

from fairlead.channels.portal.answer import Page
from fairlead.channels.portal.answer_new import NewCounter
from fairlead.channels.portal.check_ticket import Refusal
from fairlead.channels.portal.read_posted import read_posted
from fairlead.channels.portal.show_page import NEW_SCRIPT
from fairlead.infra.web.problems import problem_from
from fairlead.kit.errors import Invalid, Problem
from fairlead.people.door import AnyRequest

# Ours, a body that is none, and a database that is away or cannot write.
REFUSALS = (Problem, HTTPException, SQLAlchemyError, OSError)
FOREVER = {"Cache-Control": "public, max-age=31536000, immutable"}


def new_routes(n: NewCounter) -> list[HTTPRouteHandler]:
    c = n.counter

    @get("/w/{brand_key:str}/tickets-new.js")
    async def new_script(brand_key: FromPath[str]) -> Response[bytes]:
        await c.brands.require(brand_key)
        return Response(NEW_SCRIPT, media_type="text/javascript; charset=utf-8", headers=FOREVER)

    @get("/w/{brand_key:str}/tickets/new")
    async def new_ticket(brand_key: FromPath[str], request: AnyRequest) -> Page:
        spot = await c.spot(request, brand_key)
        code = request.query_params.get("category", "")
        if not code:
            return await n.choose(spot, request.query_params.get("q", ""))
        try:
            about = await n.about(spot, code)
        except Invalid as problem:
            return await n.choose(spot, problem=problem)
        return await n.begin(request, spot, about)

    @post("/w/{brand_key:str}/tickets/new", status_code=200)
    async def send_new_ticket(brand_key: FromPath[str], request: AnyRequest) -> Page:
        """Whatever it is refused for, what was typed comes back with the reason."""
        spot = await c.spot(request, brand_key)
        try:
            about = await n.about(spot, request.query_params.get("category", ""))
        except Invalid as problem:
            return await n.choose(spot, problem=problem)
        posted = None
        try:
            posted = await read_posted(request, about.taxonomy.fields)
            return await n.act(request, spot, about, posted)
        except Refusal as refusal:
            return await n.refused(request, spot, about, posted, refusal)
        except REFUSALS as error:
            return await n.refused(request, spot, about, posted, Refusal(problem=problem_from(error)))

    @get("/w/{brand_key:str}/tickets/checklist/{code:str}")
    async def checklist(brand_key: FromPath[str], code: FromPath[str], request: AnyRequest) -> Page:
        """What to have at hand, to print."""
        spot = await c.spot(request, brand_key)
        try:
            return n.checklist(spot, await n.about(spot, code))
        except Invalid:
            return c.nothing(spot)

    return [new_script, new_ticket, send_new_ticket, checklist]
