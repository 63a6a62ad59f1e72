"""What agents ask by a card, as a form over HTTP; see docs/protocol.md section 3.5."""

from collections.abc import Awaitable, Callable, Collection

from litestar import get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from fairlead.channels.portal.answer import Page, answered
from fairlead.channels.portal.answer_card import Card, as_answered, card_of, names_of
from fairlead.channels.portal.ask_evidence import Form
from fairlead.channels.portal.matter_routes import Handle, MatterCounter, Sheet
from fairlead.channels.portal.read_matter import Matter
from fairlead.channels.portal.read_posted import Typed
from fairlead.channels.portal.show_page import Spot
from fairlead.kit.access import Actor
from fairlead.kit.errors import Conflict
from fairlead.people.door import AnyRequest

HandleCard = Callable[[Spot, Actor, Matter, Card], Awaitable[Page]]


def card_routes(m: MatterCounter) -> list[HTTPRouteHandler]:
    def about_card(card_id: str, handle: HandleCard) -> Handle:
        """What nobody may answer any more is told on the matter's page."""

        async def found(spot: Spot, customer: Actor, matter: Matter) -> Page:
            try:
                card = card_of(matter, card_id)
            except Conflict as problem:
                return await m.refused(spot, customer, matter, problem)
            return await handle(spot, customer, matter, card)

        return found

    @get("/w/{brand_key:str}/tickets/{number:str}/cards/{card_id:str}")
    async def asked_card(
        brand_key: FromPath[str], number: FromPath[str], card_id: FromPath[str], request: AnyRequest
    ) -> Page:
        async def handle(spot: Spot, customer: Actor, matter: Matter, card: Card) -> Page:
            typed = as_answered(matter, card)
            return answered(m.pages.card(spot, matter, card, Form(typed, await m.desk.brought(customer, typed))))

        return await m.about(request, brand_key, number, about_card(card_id, handle))

    @post("/w/{brand_key:str}/tickets/{number:str}/cards/{card_id:str}", status_code=200)
    async def answer_card(
        brand_key: FromPath[str], number: FromPath[str], card_id: FromPath[str], request: AnyRequest
    ) -> Page:
        async def handle(spot: Spot, customer: Actor, matter: Matter, card: Card) -> Page:
            async def answer(typed: Typed, refused: Collection[str]) -> str:
                await m.desk.answer(customer, matter, card, typed, refused)
                return "card"

            sheet = Sheet(
                names=names_of(card),
                act=answer,
                left=lambda typed: typed or as_answered(matter, card),
                draw=lambda form: m.pages.card(spot, matter, card, form),
            )
            return await m.take(request, spot, customer, matter, sheet)

        return await m.about(request, brand_key, number, about_card(card_id, handle))

    return [asked_card, answer_card]
