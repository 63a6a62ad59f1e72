"""What was done about a customer's words or matters, why and until when, and how he objects; without JavaScript."""

from datetime import datetime

from litestar import get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from fairlead.channels.portal.answer import Page, PortalCounter
from fairlead.channels.portal.matter_routes import REFUSALS
from fairlead.channels.portal.show_page import Spot
from fairlead.conduct.routes import ConductCounter
from fairlead.conduct.rules import WORDS_CHARS
from fairlead.infra.web.problems import problem_from
from fairlead.kit.clock import SECOND, Instant
from fairlead.kit.errors import NotFound, Problem
from fairlead.kit.read_form import read_form
from fairlead.people.door import AnyRequest, Door
from fairlead.shield.limits import Fairness

PATH = "/conduct"


def conduct_routes(
    counter: PortalCounter, conduct: ConductCounter, *, limiter: Fairness, door: Door
) -> list[HTTPRouteHandler]:
    async def page(
        spot: Spot, *, problem: Problem | None = None, typed: str = "", about: str = "", done: bool = False
    ) -> Page:
        if spot.customer is None:
            return counter.page("signed_out.jinja", spot, problem=problem)
        return counter.page(
            "conduct.jinja",
            spot,
            PATH,
            problem=problem,
            sanctions=await conduct.own(spot.customer),
            at=lambda iso: counter.pages.moment(spot, _instant(iso)),
            typed=typed,
            about=about,
            chars=WORDS_CHARS,
            done=done,
        )

    @get("/w/{brand_key:str}/tickets/conduct")
    async def own_conduct(brand_key: FromPath[str], request: AnyRequest) -> Page:
        spot = await counter.spot(request, brand_key)
        return await page(spot, done="done" in request.query_params)

    @post("/w/{brand_key:str}/tickets/conduct/{sanction_id:str}", status_code=200)
    async def object_to_sanction(brand_key: FromPath[str], sanction_id: FromPath[str], request: AnyRequest) -> Page:
        spot = await counter.spot(request, brand_key)
        typed = ""
        try:
            customer = counter.owner(spot)
            limiter.take(customer, door.network(request))
            filled = read_form(await request.body(), {"text", "as_is"})
            typed = filled["text"]
            await conduct.appeals.appeal(customer, sanction_id, typed, as_is=bool(filled["as_is"]))
        except NotFound:
            return counter.nothing(spot)
        except REFUSALS as error:
            return await page(spot, problem=problem_from(error), typed=typed, about=sanction_id)
        return counter.onward(spot, PATH, done="yes")

    return [own_conduct, object_to_sanction]


def _instant(iso: str) -> Instant:
    return round(datetime.fromisoformat(iso).timestamp() * SECOND)
