"""A customer's matters over HTTP: the list, one matter, and what he does about it; see docs/protocol.md section 3.5."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from litestar import get, post
from litestar.exceptions import HTTPException
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from sqlalchemy.exc import SQLAlchemyError

from fairlead.channels.portal.act_on_matter import MatterDesk
from fairlead.channels.portal.answer import Page, PortalCounter, answered
from fairlead.channels.portal.ask_evidence import Brought, Form
from fairlead.channels.portal.correct_facts import as_left, as_typed, fields_of
from fairlead.channels.portal.read_filled import EMPTY, read_filled
from fairlead.channels.portal.read_matter import NEWEST, Matter, Matters, checked_number
from fairlead.channels.portal.read_posted import Typed
from fairlead.channels.portal.show_matter import MatterPages
from fairlead.channels.portal.show_page import Spot
from fairlead.channels.rate import RateByForm
from fairlead.conversations.files import Files
from fairlead.conversations.give_file import file_answer
from fairlead.infra.web.problems import problem_from
from fairlead.kit.access import Actor
from fairlead.kit.errors import Conflict, Invalid, NotFound, Problem
from fairlead.kit.read_form import read_form
from fairlead.people.door import AnyRequest, Door
from fairlead.tickets.number_ticket import read_number

# Ours, a body that is too large, and a database that is away or cannot write.
REFUSALS = (Problem, HTTPException, SQLAlchemyError, OSError)
REPLY = frozenset({"key", "text", "as_is", "captions", "unkind"})

Handle = Callable[[Spot, Actor, Matter], Awaitable[Page]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A form of fields: their names, what is done with what was filled in (given also which brought a file that was not taken;
    it says what the matter's page tells then), what stands in it when it is refused, and how it is drawn."""

    names: Collection[str]
    act: Callable[[Typed, Collection[str]], Awaitable[str]]
    left: Callable[[Typed | None], Typed]
    draw: Callable[[Form], str]


class MatterCounter:
    """What the routes of one matter share: whose it is, and what is answered where it is nobody's."""

    def __init__(
        self,
        *,
        counter: PortalCounter,
        matters: Matters,
        pages: MatterPages,
        desk: MatterDesk,
        rate: RateByForm,
        files: Files,
        door: Door,
    ) -> None:
        self.counter, self.matters, self.pages, self.desk = counter, matters, pages, desk
        self.rate, self.files, self.door = rate, files, door

    async def about(self, request: AnyRequest, brand_key: str, number: str, handle: Handle) -> Page:
        spot = await self.counter.spot(request, brand_key)
        read = read_number(number)
        if read is None:
            return self.counter.nothing(spot, "number")
        try:
            customer = self.counter.owner(spot)
            return await handle(spot, customer, await self.matters.one(spot, customer, read))
        except NotFound:
            return self.counter.nothing(spot)

    async def page(
        self,
        spot: Spot,
        customer: Actor,
        matter: Matter,
        *,
        before: int = NEWEST,
        rated: Mapping[str, str] | None = None,
        **how: Any,
    ) -> Page:
        """`rated`: what stood in the form that says how it went, where that one was refused."""
        said = await self.matters.said(customer, matter, before=before)
        rating = await self.rate.form(customer, matter.row.conversation_id, rated)
        html = self.pages.one(spot, matter, said, rating=rating, is_rating=rated is not None, **how)
        return answered(html, how.get("problem"))

    async def refused(self, spot: Spot, customer: Actor, matter: Matter, error: Exception, **how: Any) -> Page:
        """The matter as it stands now, why nothing was done, and what was typed."""
        if isinstance(error, NotFound):
            raise error
        now = await self.matters.one(spot, customer, matter.row.number)
        return await self.page(spot, customer, now, problem=problem_from(error), **how)

    async def take(self, request: AnyRequest, spot: Spot, customer: Actor, matter: Matter, sheet: Sheet) -> Page:
        """What was filled in is done; or the form comes back with every fault beside its field. Raises NotFound."""
        typed: Typed | None = None
        wrong: dict[str, list[str]] = {}
        try:
            self.desk.admit(customer, self.door.caller(request))
            filled = await read_filled(request, {"zone"}, sheet.names)
            typed = filled.typed
            wrong = await self.desk.take(customer, matter, filled, lambda why: self.pages.reason(spot, why))
            done = await sheet.act(typed, wrong)
        except NotFound:
            raise
        except REFUSALS as error:
            problem, faults = self.pages.faults(spot, matter, problem_from(error), wrong)
            shown = sheet.left(typed)
            files = await self.desk.brought(customer, shown)
            return answered(sheet.draw(Form(shown, files, faults, problem)), problem)
        return self.counter.onward(spot, matter.path, done=done)


def matter_routes(m: MatterCounter) -> list[HTTPRouteHandler]:
    return [*_reading(m), *_writing(m), *_facts(m)]


def _reading(m: MatterCounter) -> list[HTTPRouteHandler]:
    @get("/w/{brand_key:str}/tickets")
    async def own_matters(brand_key: FromPath[str], request: AnyRequest) -> Page:
        spot = await m.counter.spot(request, brand_key)
        if spot.customer is None:
            return m.counter.page("signed_out.jinja", spot)
        every, cursor = request.query_params.get("show") == "all", request.query_params.get("cursor", "")
        try:
            found, then = await m.matters.listed(spot, spot.customer, every=every, cursor=cursor)
        except Invalid:
            # Of another list, or of somebody else's: from the start.
            return m.counter.onward(spot, **({"show": "all"} if every else {}))
        return answered(m.pages.listed(spot, found, every=every, then=then))

    @get("/w/{brand_key:str}/tickets/{number:str}")
    async def own_matter(brand_key: FromPath[str], number: FromPath[str], request: AnyRequest) -> Page:
        async def handle(spot: Spot, customer: Actor, matter: Matter) -> Page:
            before, done = request.query_params.get("before", ""), request.query_params.get("done", "")
            return await m.page(spot, customer, matter, before=checked_number(before), done=done)

        return await m.about(request, brand_key, number, handle)

    @get("/w/{brand_key:str}/tickets/{number:str}/since")
    async def matter_since(brand_key: FromPath[str], number: FromPath[str], request: AnyRequest) -> Page:
        """For the page's script: what is new, as the page itself would show it."""

        async def handle(spot: Spot, customer: Actor, matter: Matter) -> Page:
            return answered(m.pages.since(spot, matter, await m.matters.said(customer, matter)))

        return await m.about(request, brand_key, number, handle)

    @get("/w/{brand_key:str}/tickets/{number:str}/files/{file_id:str}")
    async def matter_file(
        brand_key: FromPath[str], number: FromPath[str], file_id: FromPath[str], request: AnyRequest
    ) -> Page:
        async def handle(_: Spot, customer: Actor, __: Matter) -> Page:
            return await file_answer(m.files, await m.files.seen(customer, file_id), request)

        return await m.about(request, brand_key, number, handle)

    return [own_matters, own_matter, matter_since, matter_file]


def _writing(m: MatterCounter) -> list[HTTPRouteHandler]:
    """Whatever a form is refused for, what was typed comes back with the reason."""

    @post("/w/{brand_key:str}/tickets/{number:str}", status_code=200)
    async def reply_in_matter(brand_key: FromPath[str], number: FromPath[str], request: AnyRequest) -> Page:
        async def handle(spot: Spot, customer: Actor, matter: Matter) -> Page:
            filled, brought, caller = EMPTY, list[Brought](), m.door.caller(request)
            try:
                m.desk.admit(customer, caller)
                filled = await read_filled(request, REPLY)
                brought, left_out = await m.desk.bring(customer, matter, filled)
                if left_out:
                    # What is taken waits in the form: its giver decides whether it goes without the rest.
                    raise m.pages.left_out(spot, left_out)
                await m.desk.reply(customer, matter, filled, brought, locale=spot.locale, caller=caller)
            except REFUSALS as error:
                return await m.refused(spot, customer, matter, error, filled=filled, brought=brought)
            return m.counter.onward(spot, matter.path, done="reply")

        return await m.about(request, brand_key, number, handle)

    @post("/w/{brand_key:str}/tickets/{number:str}/reopen", status_code=200)
    async def reopen_matter(brand_key: FromPath[str], number: FromPath[str], request: AnyRequest) -> Page:
        async def handle(spot: Spot, customer: Actor, matter: Matter) -> Page:
            filled = EMPTY
            try:
                m.desk.admit(customer, m.door.caller(request))
                filled = await read_filled(request, REPLY)
                await m.desk.reopen(customer, matter, filled)
            except REFUSALS as error:
                return await m.refused(spot, customer, matter, error, filled=filled)
            return m.counter.onward(spot, matter.path, done="reopen")

        return await m.about(request, brand_key, number, handle)

    async def do(brand_key: str, number: str, request: AnyRequest, act: str) -> Page:
        async def handle(spot: Spot, customer: Actor, matter: Matter) -> Page:
            try:
                m.desk.admit(customer, m.door.caller(request))
                read_form(await request.body(), {"sure"})
                await m.desk.act(customer, matter, act)
            except REFUSALS as error:
                return await m.refused(spot, customer, matter, error)
            return m.counter.onward(spot, matter.path, done=act)

        return await m.about(request, brand_key, number, handle)

    @post("/w/{brand_key:str}/tickets/{number:str}/nudge", status_code=200)
    async def nudge_matter(brand_key: FromPath[str], number: FromPath[str], request: AnyRequest) -> Page:
        return await do(brand_key, number, request, "nudge")

    @post("/w/{brand_key:str}/tickets/{number:str}/withdraw", status_code=200)
    async def withdraw_matter(brand_key: FromPath[str], number: FromPath[str], request: AnyRequest) -> Page:
        return await do(brand_key, number, request, "withdraw")

    @post("/w/{brand_key:str}/tickets/{number:str}/confirm", status_code=200)
    async def confirm_matter(brand_key: FromPath[str], number: FromPath[str], request: AnyRequest) -> Page:
        return await do(brand_key, number, request, "confirm")

    return [reply_in_matter, reopen_matter, nudge_matter, withdraw_matter, confirm_matter]


def _facts(m: MatterCounter) -> list[HTTPRouteHandler]:
    @get("/w/{brand_key:str}/tickets/{number:str}/facts")
    async def matter_facts(brand_key: FromPath[str], number: FromPath[str], request: AnyRequest) -> Page:
        async def handle(spot: Spot, customer: Actor, matter: Matter) -> Page:
            if not matter.wire["open"]:
                return await m.refused(spot, customer, matter, Conflict("ticket_ended"))
            typed = as_typed(matter)
            return answered(m.pages.facts(spot, matter, Form(typed, await m.desk.brought(customer, typed))))

        return await m.about(request, brand_key, number, handle)

    @post("/w/{brand_key:str}/tickets/{number:str}/facts", status_code=200)
    async def correct_facts(brand_key: FromPath[str], number: FromPath[str], request: AnyRequest) -> Page:
        async def handle(spot: Spot, customer: Actor, matter: Matter) -> Page:
            async def correct(typed: Typed, refused: Collection[str]) -> str:
                return "facts" if await m.desk.correct(customer, matter, typed, refused) else "same"

            sheet = Sheet(
                names=fields_of(matter),
                act=correct,
                # What was left as it was is drawn as it was.
                left=lambda typed: as_left(matter, typed),
                draw=lambda form: m.pages.facts(spot, matter, form),
            )
            return await m.take(request, spot, customer, matter, sheet)

        return await m.about(request, brand_key, number, handle)

    return [matter_facts, correct_facts]
