"""The emergency button without JavaScript; see docs/protocol.md section 3.5."""

from litestar import Response, get, post
from litestar.datastructures import Cookie
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from fairlead.brands.store import Brand
from fairlead.channels.webchat.answer_form import FormCounter, Page
from fairlead.channels.webchat.form_routes import REFUSALS
from fairlead.channels.webchat.show_emergency import Button, EmergencyPage
from fairlead.emergency.begin import Begin
from fairlead.emergency.freeze import Freezing
from fairlead.emergency.press import Press, PressButton
from fairlead.infra.web.problems import headers_of, problem_from
from fairlead.kit.access import Actor
from fairlead.kit.errors import Problem
from fairlead.kit.ids import new_token
from fairlead.kit.read_form import new_key, read_form
from fairlead.live.commands import checked_client_id
from fairlead.people.door import AnyRequest, Door
from fairlead.people.plain_sessions import PlainSessions
from fairlead.people.routes import checked_context

FIELDS = frozenset({"key", "session"})


def emergency_routes(
    *,
    counter: FormCounter,
    page: EmergencyPage,
    begin: Begin,
    press: PressButton,
    freezing: Freezing,
    door: Door,
    sessions: PlainSessions,
) -> list[HTTPRouteHandler]:
    def whose(customer: Actor | None) -> str:
        if customer is None or not customer.verified:
            return "unknown"
        return "freezes" if freezing.possible else "person"

    def held(brand: Brand, token: str) -> list[Cookie]:
        return [sessions.cookie(brand, token)] if token else []

    @get("/w/{brand_key:str}/emergency")
    async def button(brand_key: FromPath[str], request: AnyRequest) -> Page:
        spot = await counter.spot(request, brand_key)
        customer = await sessions.customer(spot.brand, sessions.token(request))
        token = "" if customer is not None else new_token("fls")
        html = page.button(spot, Button(whose(customer), token))
        return Response(html, media_type="text/html", cookies=held(spot.brand, token))

    @post("/w/{brand_key:str}/emergency", status_code=200)
    async def press_button(brand_key: FromPath[str], request: AnyRequest) -> Page:
        spot = await counter.spot(request, brand_key)
        token = ""
        try:
            fields = read_form(await request.body(), FIELDS)
            context = checked_context({name: value for name, value in spot.query.items() if name != "locale"})
            customer, network = await sessions.customer(spot.brand, sessions.token(request)), door.network(request)
            if customer is None:
                customer, token = await begin(
                    spot.brand, fields["session"], locale=spot.locale, network=network, context=context
                )
            wanted = Press(_key(fields["key"]), "page", spot.locale, context=context)
            pressed = await press(customer, spot.brand, wanted, network=network)
        except REFUSALS as error:
            problem = problem_from(error)
            html = page.button(spot, Button("unknown", new_token("fls")), problem)
            return Response(html, media_type="text/html", status_code=problem.status, headers=headers_of(problem))
        html = page.pressed(spot, whose=whose(customer), conversation=pressed.emergency.conversation_id)
        return Response(html, media_type="text/html", cookies=held(spot.brand, token))

    return [button, press_button]


def _key(typed: str) -> str:
    """Nobody is sent away for a form that was altered: pressed under a key of its own, it is one matter all the same."""
    try:
        return checked_client_id(typed)
    except Problem:
        return new_key()
