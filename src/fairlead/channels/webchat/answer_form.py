"""Answers those who come without JavaScript: which page, for whom, with which headers and cookie."""

from collections.abc import Mapping
from typing import Any

from litestar import Response
from litestar.datastructures import Cookie
from litestar.response import Redirect

from fairlead.brands.store import Brands
from fairlead.channels.rate import RateByForm
from fairlead.channels.webchat.show_form import FormPages, Spot, Talk
from fairlead.channels.webchat.take_form import FormDesk
from fairlead.conversations.mark import Marker
from fairlead.conversations.read import PAGE, Reader
from fairlead.conversations.routes import Lists
from fairlead.helpcenter.rules import best_locale
from fairlead.infra.web.problems import headers_of
from fairlead.kit.access import Actor
from fairlead.kit.errors import NotFound, Problem
from fairlead.people.door import AnyRequest
from fairlead.people.plain_sessions import PlainSessions
from fairlead.people.rules import CONTEXT_NAMES
from fairlead.routing.tell_places import TellPlaces

MATTERS = 20
NEWEST = 2**53
# What an address says of a rating that was taken.
DONE = frozenset({"rating", "declined"})

Page = Response[Any]


class FormCounter:
    """What the pages' routes have in common."""

    def __init__(
        self,
        *,
        brands: Brands,
        pages: FormPages,
        desk: FormDesk,
        reader: Reader,
        lists: Lists,
        marker: Marker,
        sessions: PlainSessions,
        places: TellPlaces,
        rate: RateByForm,
    ) -> None:
        self._places = places
        self.rate = rate
        self._brands = brands
        self._pages = pages
        self.desk = desk
        self._reader = reader
        self._lists = lists
        self._marker = marker
        self._sessions = sessions

    async def spot(self, request: AnyRequest, brand_key: str) -> Spot:
        brand = await self._brands.require(brand_key)
        asked = {name: value for name, value in request.query_params.items() if name in CONTEXT_NAMES | {"locale"}}
        if asked.get("locale") not in brand.locales:
            asked.pop("locale", None)
        wanted = request.headers.get("accept-language", "")
        locale = asked.get("locale") or best_locale(wanted, brand.locales, brand.default_locale)
        return Spot(brand, locale, asked)

    async def owner(self, request: AnyRequest, spot: Spot) -> Actor:
        """Raises NotFound: without a session there is nothing here."""
        customer = await self._sessions.customer(spot.brand, self._sessions.token(request))
        if customer is None:
            raise NotFound
        return customer

    async def form(
        self, request: AnyRequest, spot: Spot, typed: Mapping[str, str] | None = None, problem: Problem | None = None
    ) -> Page:
        """The form, with what was typed and why it was refused. Who has no session gets the token of the next one."""
        customer = await self._sessions.customer(spot.brand, self._sessions.token(request))
        matters, cookies = [], []
        if customer is None:
            cookies = [self._sessions.cookie(spot.brand, self.desk.new_token())]
        else:
            found = await self._lists.of_customer(customer.id, cursor=None, limit=MATTERS)
            matters = found["conversations"]
        html = self._pages.form(spot, known=customer is not None, matters=matters, typed=typed, problem=problem)
        return _page(html, problem, cookies)

    async def talk(
        self,
        customer: Actor,
        spot: Spot,
        conversation_id: str,
        *,
        before: int = NEWEST,
        typed: Mapping[str, str] | None = None,
        rated: Mapping[str, str] | None = None,
        done: str = "",
        problem: Problem | None = None,
    ) -> Page:
        """`rated`: what stood in the form that says how it went, where that one was refused. Raises NotFound."""
        view = await self._reader.view(customer, conversation_id)
        entries, more = await self._reader.page_of(customer, view, before=before, limit=PAGE)
        (head,) = await self._lists.wires([view], public=True)
        if entries:
            self._marker.mark(conversation_id, "customer", read=entries[-1].public_seq or 0)
        place, back = await self._places.look(conversation_id, spot.locale)
        talk = Talk(
            head,
            entries,
            more,
            is_newest=before == NEWEST,
            place=place,
            back=back,
            rating=await self.rate.form(customer, conversation_id, rated),
            is_rating=rated is not None,
            done=done if done in DONE else "",
        )
        return _page(self._pages.talk(spot, talk, typed=typed, problem=problem), problem)

    def missing(self, spot: Spot) -> Page:
        return _page(self._pages.missing(spot), NotFound())

    def onward(self, spot: Spot, conversation_id: str, **more: str) -> Redirect:
        """To the conversation by GET, so that a reload sends nothing again."""
        return Redirect(f"{spot.root}/{conversation_id}{spot.asked(**more)}", status_code=303)


def _page(html: str, problem: Problem | None, cookies: list[Cookie] | None = None) -> Page:
    return Response(
        html,
        media_type="text/html",
        status_code=problem.status if problem else 200,
        headers=headers_of(problem) if problem else {},
        cookies=cookies,
    )
