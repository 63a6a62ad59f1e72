"""What agents ask by a card, as a form over HTTP; see docs/protocol.md section 3.5."""

from collections.abc import Awaitable, Callable

from litestar import get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from fairlead.channels.portal.answer import Page, answered
from fairlead.channels.portal.answer_card import Card, as_answered, card_of, names_of
from fairlead.channels.portal.ask_evidence import Form
from fairlead.channels.portal.matter_routes import REFUSALS, Handle, MatterCounter
from fairlead.channels.portal.read_filled import read_filled
from fairlead.channels.portal.read_matter import Matter
from fairlead.channels.portal.read_posted import Typed
from fairlead.channels.portal.show_page import Spot
from fairlead.infra.web.problems import problem_from
from fairlead.kit.access import Actor
from fairlead.kit.errors import Conflict, NotFound
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
            typed: Typed | None = None
            wrong: dict[str, list[str]] = {}
            try:
                m.desk.admit(customer, m.door.caller(request))
                filled = await read_filled(request, {"zone"}, names_of(card))
                typed = filled.typed
                wrong = await m.desk.take(customer, matter, filled, lambda why: m.pages.reason(spot, why))
                await m.desk.answer(customer, matter, card, typed, wrong)
            except NotFound:
                raise
            except REFUSALS as error:
                problem, faults = m.pages.faults(spot, matter, problem_from(error), wrong)
                shown = typed or as_answered(matter, card)
                files = await m.desk.brought(customer, shown)
                return answered(m.pages.card(spot, matter, card, Form(shown, files, faults, problem)), problem)
            return m.counter.onward(spot, matter.path, done="card")

        return await m.about(request, brand_key, number, about_card(card_id, handle))

    return [asked_card, answer_card]
