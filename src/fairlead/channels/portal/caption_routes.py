"""What a customer says of a file he has sent already, as a form of its matter's page; see docs/protocol.md section 3.5."""

from litestar import post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from fairlead.channels.portal.answer import Page
from fairlead.channels.portal.matter_routes import REFUSALS, MatterCounter
from fairlead.channels.portal.read_matter import Matter
from fairlead.channels.portal.show_page import Spot
from fairlead.conversations.say_caption import Captions
from fairlead.kit.access import Actor
from fairlead.kit.errors import Invalid
from fairlead.kit.read_form import read_form
from fairlead.people.door import AnyRequest

FIELDS = frozenset({"number", "caption", "as_is"})


def matter_caption_routes(m: MatterCounter, captions: Captions) -> list[HTTPRouteHandler]:
    @post("/w/{brand_key:str}/tickets/{number:str}/captions", status_code=200)
    async def caption_file(brand_key: FromPath[str], number: FromPath[str], request: AnyRequest) -> Page:
        async def handle(spot: Spot, customer: Actor, matter: Matter) -> Page:
            typed: dict[str, str] = {}
            try:
                m.desk.admit(customer, m.door.caller(request))
                typed = read_form(await request.body(), FIELDS)
                await captions.put_numbered(
                    customer,
                    matter.row.conversation_id,
                    _number(typed["number"]),
                    typed["caption"],
                    as_is=bool(typed["as_is"]),
                )
            except REFUSALS as error:
                return await m.refused(spot, customer, matter, error, captioning=typed)
            return m.counter.onward(spot, matter.path, done="caption")

        return await m.about(request, brand_key, number, handle)

    return [caption_file]


def _number(typed: str) -> int:
    if not (typed.isascii() and typed.isdigit() and len(typed) < 8):
        raise Invalid("invalid_field", field="number")
    return int(typed)
