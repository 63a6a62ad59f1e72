"""The form without JavaScript over HTTP; see docs/protocol.md section 3.5."""

from litestar import Response, get, post
from litestar.exceptions import HTTPException
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from sqlalchemy.exc import SQLAlchemyError

from fairlead.brands.store import Brands
from fairlead.channels.webchat.answer_form import NEWEST, FormCounter, Page
from fairlead.channels.webchat.show_form import STYLE
from fairlead.channels.webchat.take_form import FormDesk
from fairlead.conversations.files import Files
from fairlead.conversations.give_file import file_answer
from fairlead.conversations.read import Reader
from fairlead.infra.web.problems import problem_from
from fairlead.kit.errors import NotFound, Problem
from fairlead.kit.read_form import read_form
from fairlead.people.door import AnyRequest, Door
from fairlead.people.plain_sessions import PlainSessions
from fairlead.people.routes import checked_context

BEGINS = frozenset({"as_is", "key", "name", "text", "unkind"})
GOES_ON = frozenset({"as_is", "key", "text", "unkind"})
ASKS = frozenset({"key"})
# Ours, a body that is too large, and a database that is away or cannot write.
REFUSALS = (Problem, HTTPException, SQLAlchemyError, OSError)


def form_routes(
    *,
    counter: FormCounter,
    desk: FormDesk,
    brands: Brands,
    reader: Reader,
    files: Files,
    door: Door,
    sessions: PlainSessions,
) -> list[HTTPRouteHandler]:
    return [*_reading(counter, brands, reader, files), *_writing(counter, desk, door, sessions)]


def _reading(counter: FormCounter, brands: Brands, reader: Reader, files: Files) -> list[HTTPRouteHandler]:
    @get("/w/{brand_key:str}/form.css")
    async def style(brand_key: FromPath[str]) -> Response[bytes]:
        await brands.require(brand_key)
        headers = {"Cache-Control": "public, max-age=31536000, immutable"}
        return Response(STYLE, media_type="text/css", headers=headers)

    @get("/w/{brand_key:str}/form")
    async def form(brand_key: FromPath[str], request: AnyRequest) -> Page:
        return await counter.form(request, await counter.spot(request, brand_key))

    @get("/w/{brand_key:str}/form/{conversation_id:str}")
    async def conversation(brand_key: FromPath[str], conversation_id: FromPath[str], request: AnyRequest) -> Page:
        spot = await counter.spot(request, brand_key)
        try:
            customer = await counter.owner(request, spot)
            done = request.query_params.get("done", "")
            return await counter.talk(customer, spot, conversation_id, before=_before(request), done=done)
        except NotFound:
            return counter.missing(spot)

    @get("/w/{brand_key:str}/form/{conversation_id:str}/files/{file_id:str}")
    async def file(
        brand_key: FromPath[str], conversation_id: FromPath[str], file_id: FromPath[str], request: AnyRequest
    ) -> Page:
        spot = await counter.spot(request, brand_key)
        try:
            customer = await counter.owner(request, spot)
            await reader.view(customer, conversation_id)
            return await file_answer(files, await files.seen(customer, file_id), request)
        except NotFound:
            return counter.missing(spot)

    return [style, form, conversation, file]


def _writing(counter: FormCounter, desk: FormDesk, door: Door, sessions: PlainSessions) -> list[HTTPRouteHandler]:
    """Whatever a form is refused for, or not kept for, what was typed comes back with the reason."""

    @post("/w/{brand_key:str}/form", status_code=200)
    async def begin(brand_key: FromPath[str], request: AnyRequest) -> Page:
        spot = await counter.spot(request, brand_key)
        typed: dict[str, str] = {}
        try:
            typed = read_form(await request.body(), BEGINS)
            receipt = await desk.begin(
                spot.brand,
                sessions.token(request),
                typed,
                locale=spot.locale,
                context=checked_context({name: value for name, value in spot.query.items() if name != "locale"}),
                caller=door.caller(request),
            )
        except REFUSALS as error:
            return await counter.form(request, spot, typed, problem_from(error))
        return counter.onward(spot, receipt.conversation_id)

    @post("/w/{brand_key:str}/form/{conversation_id:str}", status_code=200)
    async def go_on(brand_key: FromPath[str], conversation_id: FromPath[str], request: AnyRequest) -> Page:
        spot = await counter.spot(request, brand_key)
        typed: dict[str, str] = {}
        try:
            customer = await counter.owner(request, spot)
            try:
                typed = read_form(await request.body(), GOES_ON)
                await desk.go_on(customer, conversation_id, typed, locale=spot.locale, caller=door.caller(request))
            except REFUSALS as error:
                return await counter.talk(customer, spot, conversation_id, typed=typed, problem=problem_from(error))
        except NotFound:
            return counter.missing(spot)
        return counter.onward(spot, conversation_id)

    @post("/w/{brand_key:str}/form/{conversation_id:str}/person", status_code=200)
    async def person(brand_key: FromPath[str], conversation_id: FromPath[str], request: AnyRequest) -> Page:
        spot = await counter.spot(request, brand_key)
        try:
            customer = await counter.owner(request, spot)
            try:
                fields = read_form(await request.body(), ASKS)
                await desk.ask_for_person(customer, conversation_id, fields, caller=door.caller(request))
            except REFUSALS as error:
                return await counter.talk(customer, spot, conversation_id, problem=problem_from(error))
        except NotFound:
            return counter.missing(spot)
        return counter.onward(spot, conversation_id)

    return [begin, go_on, person]


def _before(request: AnyRequest) -> int:
    """What is no number asks for the newest page."""
    number = request.query_params.get("before", "")
    return max(1, int(number)) if number.isascii() and number.isdecimal() and len(number) < 16 else NEWEST
