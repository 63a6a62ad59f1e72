"""Views of the agents' list of tickets over HTTP; see docs/protocol.md section 3.2.6."""

from typing import Any, Protocol

import msgspec
from litestar import delete, get, post, put
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery, JSONBody

from fairlead.brands.store import Brands
from fairlead.infra.database import Database
from fairlead.kit.access import Actor, Authorize
from fairlead.tickets.keep_views import Content, Kept, Shared, TicketViews
from fairlead.tickets.list_tickets import Wanted
from fairlead.tickets.narrow_list import checked_wanted
from fairlead.tickets.rules import COUNTED_TO


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

    def wanted(self) -> Wanted:
        """Raises Invalid("invalid_field"), Invalid("tag_invalid")."""
        return checked_wanted(**{name: getattr(self, name) for name in self.__struct_fields__})


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
    c, views = counter, TicketViews(counter.database, counter.authorize)

    @get("/api/desk/ticket-views")
    async def list_views(agent: NamedDependency[Actor], brand: FromQuery[str]) -> dict[str, Any]:
        found = await views.of(agent, (await c.brands.require(brand)).id)
        return {"views": [view_wire(one, agent) for one in found]}

    @post("/api/desk/ticket-views")
    async def add_view(agent: NamedDependency[Actor], data: JSONBody[NewView]) -> dict[str, Any]:
        content = Content(data.name, data.filters.wanted(), data.shared, data.team)
        return view_wire(await views.add(agent, (await c.brands.require(data.brand)).id, content), agent)

    @put("/api/desk/ticket-views/{view_id:str}")
    async def change_view(
        agent: NamedDependency[Actor], view_id: FromPath[str], data: JSONBody[ChangedView]
    ) -> dict[str, Any]:
        content = Content(data.name, data.filters.wanted(), data.shared, data.team)
        return view_wire(await views.change(agent, view_id, content, revision=data.revision), agent)

    @delete("/api/desk/ticket-views/{view_id:str}")
    async def remove_view(agent: NamedDependency[Actor], view_id: FromPath[str]) -> None:
        await views.remove(agent, view_id)

    @put("/api/desk/ticket-view-order")
    async def order_views(agent: NamedDependency[Actor], data: JSONBody[Order]) -> dict[str, Any]:
        found = await views.order(agent, (await c.brands.require(data.brand)).id, data.ids)
        return {"views": [view_wire(one, agent) for one in found]}

    return [list_views, add_view, change_view, remove_view, order_views]


def view_wire(kept: Kept, agent: Actor) -> dict[str, Any]:
    row = kept.row
    return {
        "id": row.id,
        "name": row.name,
        "filters": row.filters,
        "shared": row.shared,
        "team": {"id": row.team_id, "name": kept.team} if row.team_id is not None else None,
        "by": {"id": row.agent_id, "name": kept.by},
        "mine": row.agent_id == agent.id,
        "may_change": kept.may_change,
        "revision": row.revision,
        "count": min(kept.count, COUNTED_TO),
        "at_least": kept.count > COUNTED_TO,
    }
