"""What a customer is told outside the conversation, and what was sent to him there; see docs/protocol.md section 3.5."""

from collections.abc import Mapping
from typing import Any

from litestar import get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from fairlead.channels.portal.answer import Page, PortalCounter
from fairlead.channels.portal.matter_routes import REFUSALS
from fairlead.channels.portal.show_page import Spot
from fairlead.infra.web.problems import problem_from
from fairlead.kit.access import Actor
from fairlead.kit.errors import NotSignedIn, Problem
from fairlead.kit.read_form import read_form
from fairlead.notices.choose import LATEST, Choosing
from fairlead.notices.rules import WHAT, Choices, checked_choices, written
from fairlead.people.door import AnyRequest

PATH = "/notices"
TELLS = {f"tell.{what}" for what in WHAT}
FIELDS = {"quiet", "begin", "end", "zone", *TELLS}
USUAL = {"begin": "22:00", "end": "07:00"}


def notice_routes(counter: PortalCounter, choosing: Choosing) -> list[HTTPRouteHandler]:
    c = counter

    async def page(
        spot: Spot,
        customer: Actor,
        *,
        typed: Mapping[str, str] | None = None,
        problem: Problem | None = None,
        **how: Any,
    ) -> Page:
        sent, then = await choosing.sent(customer, spot.brand.name, before=how.pop("before", LATEST))
        if typed is None:
            typed = _typed(await choosing.of(customer), spot)
        older = spot.link(PATH, before=str(then)) if then is not None else ""
        return c.page(
            "notices.jinja", spot, PATH, problem=problem, typed=typed, what=WHAT, sent=sent, older=older, **how
        )

    @get("/w/{brand_key:str}/tickets/notices")
    async def own_notices(brand_key: FromPath[str], request: AnyRequest) -> Page:
        spot = await c.spot(request, brand_key)
        if spot.customer is None:
            return c.page("signed_out.jinja", spot)
        before = request.query_params.get("before", "")
        moment = int(before) if before.isascii() and before.isdecimal() and len(before) < 18 else LATEST
        return await page(spot, spot.customer, before=moment, done="done" in request.query_params)

    @post("/w/{brand_key:str}/tickets/notices", status_code=200)
    async def choose_own_notices(brand_key: FromPath[str], request: AnyRequest) -> Page:
        spot = await c.spot(request, brand_key)
        if spot.customer is None:
            return c.page("signed_out.jinja", spot, problem=NotSignedIn())
        typed: dict[str, str] | None = None
        try:
            typed = read_form(await request.body(), FIELDS)
            quiet = (typed["begin"], typed["end"], typed["zone"].strip()) if typed["quiet"] else None
            off = [what for what in WHAT if not typed[f"tell.{what}"]]
            await choosing.choose(spot.customer, checked_choices(off, quiet))
        except REFUSALS as error:
            return await page(spot, spot.customer, typed=typed, problem=problem_from(error), done=False)
        return c.onward(spot, PATH, done="yes")

    return [own_notices, choose_own_notices]


def _typed(choices: Choices, spot: Spot) -> dict[str, str]:
    """The form's fields as they stand in it."""
    quiet = choices.quiet
    tells = {f"tell.{what}": "" if what in choices.off else "yes" for what in WHAT}
    if quiet is None:
        return {**tells, **USUAL, "quiet": "", "zone": spot.zone.key}
    return {**tells, "quiet": "yes", "begin": written(quiet.begin), "end": written(quiet.end), "zone": quiet.zone}
