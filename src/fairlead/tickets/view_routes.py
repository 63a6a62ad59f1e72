"""Views of the agents' list of tickets over HTTP; see docs/protocol.md section 3.2.6."""

from typing import Any, Protocol

import msgspec
from litestar import delete, get, post, put
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery, JSONBody
from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.brands.store import Brands
from fairlead.conversations.keep_views import COUNTED_TO, Content, SavedViews, Shared, view_wire
from fairlead.infra.database import Database
from fairlead.kit.access import Actor, Authorize
from fairlead.tickets.list_tickets import Wanted, counted
from fairlead.tickets.narrow_list import checked_wanted


class Counter(Protocol):
    """What these routes use of `routes.TicketCounter`."""

    database: Database
    authorize: Authorize
    brands: Brands


class Narrowed(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """As the list's own parameters."""

    status: str | None = None
    category: str | None = None
    priority: int | None = None
    team: str | None = None
    owner: str | None = None
    tag: str | None = None
    snoozed: bool | None = None
    sort: str | None = None

    def checked(self) -> dict[str, Any]:
        """What is not left open. Raises Invalid("invalid_field"), Invalid("tag_invalid")."""
        wanted = checked_wanted(**{name: getattr(self, name) for name in self.__struct_fields__})
        plain: dict[str, Any] = msgspec.to_builtins(wanted)
        return {name: value for name, value in plain.items() if value is not None}


class TicketLists:
    kind = "tickets"

    async def count(
        self, session: AsyncSession, actor: Actor, brand_id: str, narrowed: dict[str, Any]
    ) -> tuple[int, bool]:
        found = await counted(session, actor, brand_id, msgspec.convert(narrowed, Wanted), most=COUNTED_TO + 1)
        return min(found, COUNTED_TO), found > COUNTED_TO


class NewView(msgspec.Struct, forbid_unknown_fields=True):
    brand: str
    name: str
    filters: Narrowed
    shared: Shared = "own"
    team: str | None = None


class ChangedView(msgspec.Struct, forbid_unknown_fields=True):
    revision: int
    name: str
    filters: Narrowed
    shared: Shared = "own"
    team: str | None = None


class Order(msgspec.Struct, forbid_unknown_fields=True):
    brand: str
    ids: list[str]


def view_routes(counter: Counter) -> list[HTTPRouteHandler]:
    c, views = counter, SavedViews(counter.database, counter.authorize, TicketLists())

    @get("/api/desk/ticket-views")
    async def list_views(agent: NamedDependency[Actor], brand: FromQuery[str]) -> dict[str, Any]:
        found = await views.of(agent, (await c.brands.require(brand)).id)
        return {"views": [view_wire(one, agent) for one in found]}

    @post("/api/desk/ticket-views")
    async def add_view(agent: NamedDependency[Actor], data: JSONBody[NewView]) -> dict[str, Any]:
        content = Content(data.name, data.filters.checked(), data.shared, data.team)
        return view_wire(await views.add(agent, (await c.brands.require(data.brand)).id, content), agent)

    @put("/api/desk/ticket-views/{view_id:str}")
    async def change_view(
        agent: NamedDependency[Actor], view_id: FromPath[str], data: JSONBody[ChangedView]
    ) -> dict[str, Any]:
        content = Content(data.name, data.filters.checked(), data.shared, data.team)
        return view_wire(await views.change(agent, view_id, content, revision=data.revision), agent)

    @delete("/api/desk/ticket-views/{view_id:str}")
    async def remove_view(agent: NamedDependency[Actor], view_id: FromPath[str]) -> None:
        await views.remove(agent, view_id)

    @put("/api/desk/ticket-view-order")
    async def order_views(agent: NamedDependency[Actor], data: JSONBody[Order]) -> dict[str, Any]:
        found = await views.order(agent, (await c.brands.require(data.brand)).id, data.ids)
        return {"views": [view_wire(one, agent) for one in found]}

    return [list_views, add_view, change_view, remove_view, order_views]
