"""How a conversation went, as a form of its page without JavaScript; see docs/protocol.md section 3.5."""

from litestar import post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from fairlead.channels.rate import FIELDS
from fairlead.channels.webchat.answer_form import FormCounter, Page
from fairlead.channels.webchat.form_routes import REFUSALS
from fairlead.infra.web.problems import problem_from
from fairlead.kit.errors import NotFound
from fairlead.kit.read_form import read_form
from fairlead.people.door import AnyRequest, Door


def form_rating_routes(counter: FormCounter, *, door: Door) -> list[HTTPRouteHandler]:
    @post("/w/{brand_key:str}/form/{conversation_id:str}/rating", status_code=200)
    async def rate_talk(brand_key: FromPath[str], conversation_id: FromPath[str], request: AnyRequest) -> Page:
        spot = await counter.spot(request, brand_key)
        typed: dict[str, str] = {}
        try:
            customer = await counter.owner(request, spot)
            try:
                counter.desk.admit(customer, door.caller(request))
                typed = read_form(await request.body(), FIELDS)
                await counter.rate.rate(customer, conversation_id, typed)
            except REFUSALS as error:
                return await counter.talk(customer, spot, conversation_id, rated=typed, problem=problem_from(error))
        except NotFound:
            return counter.missing(spot)
        return counter.onward(spot, conversation_id, done="rating")

    @post("/w/{brand_key:str}/form/{conversation_id:str}/rating/decline", status_code=200)
    async def decline_talk_rating(
        brand_key: FromPath[str], conversation_id: FromPath[str], request: AnyRequest
    ) -> Page:
        spot = await counter.spot(request, brand_key)
        try:
            customer = await counter.owner(request, spot)
            try:
                counter.desk.admit(customer, door.caller(request))
                typed = read_form(await request.body(), {"resolution"})
                await counter.rate.decline(customer, conversation_id, typed["resolution"])
            except REFUSALS as error:
                return await counter.talk(customer, spot, conversation_id, problem=problem_from(error))
        except NotFound:
            return counter.missing(spot)
        return counter.onward(spot, conversation_id, done="declined")

    return [rate_talk, decline_talk_rating]
