"""How a matter went, as a form of its page; see docs/protocol.md section 3.5."""

from litestar import post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from fairlead.channels.portal.answer import Page
from fairlead.channels.portal.matter_routes import REFUSALS, MatterCounter
from fairlead.channels.portal.read_matter import Matter
from fairlead.channels.portal.show_page import Spot
from fairlead.channels.rate import FIELDS
from fairlead.kit.access import Actor
from fairlead.kit.read_form import read_form
from fairlead.people.door import AnyRequest


def matter_rating_routes(m: MatterCounter) -> list[HTTPRouteHandler]:
    @post("/w/{brand_key:str}/tickets/{number:str}/rating", status_code=200)
    async def rate_matter(brand_key: FromPath[str], number: FromPath[str], request: AnyRequest) -> Page:
        async def handle(spot: Spot, customer: Actor, matter: Matter) -> Page:
            typed: dict[str, str] = {}
            try:
                m.desk.admit(customer, m.door.caller(request))
                typed = read_form(await request.body(), FIELDS)
                await m.rate.rate(customer, matter.row.conversation_id, typed)
            except REFUSALS as error:
                return await m.refused(spot, customer, matter, error, rated=typed)
            return m.counter.onward(spot, matter.path, done="rating")

        return await m.about(request, brand_key, number, handle)

    @post("/w/{brand_key:str}/tickets/{number:str}/rating/decline", status_code=200)
    async def decline_matter_rating(brand_key: FromPath[str], number: FromPath[str], request: AnyRequest) -> Page:
        async def handle(spot: Spot, customer: Actor, matter: Matter) -> Page:
            try:
                m.desk.admit(customer, m.door.caller(request))
                typed = read_form(await request.body(), {"resolution"})
                await m.rate.decline(customer, matter.row.conversation_id, typed["resolution"])
            except REFUSALS as error:
                return await m.refused(spot, customer, matter, error)
            return m.counter.onward(spot, matter.path, done="declined")

        return await m.about(request, brand_key, number, handle)

    return [rate_matter, decline_matter_rating]
