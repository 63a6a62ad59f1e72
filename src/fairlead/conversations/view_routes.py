"""Lists of conversations under a name, over HTTP; see docs/protocol.md section 3.2."""

from typing import Any

import msgspec
from litestar import delete, get, post, put
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery, JSONBody
from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.brands.store import Brands
from fairlead.conversations import browse
from fairlead.conversations.browse import Asked, Filters
from fairlead.conversations.keep_views import Content, SavedViews, Shared, view_wire
from fairlead.conversations.narrow_list import checked_filters
from fairlead.infra.database import Database
from fairlead.kit.access import Actor, Authorize
from fairlead.kit.errors import Invalid


class Narrowing(msgspec.Struct, forbid_unknown_fields=True):
    """As the list's own parameters; which of the desk's lists is always said."""

    view: str
    language: str | None = None
    channel: str | None = None
    tier: str | None = None
    verified: str | None = None
    assignee: str | None = None

    def checked(self) -> dict[str, Any]:
        """What is not left open. Raises Invalid("invalid_field")."""
        if self.view not in browse.VIEWS:
            raise Invalid("invalid_field", field="view")
        plain = {name: getattr(self, name) for name in self.__struct_fields__ if getattr(self, name) is not None}
        checked_filters(**{name: value for name, value in plain.items() if name != "view"})
        return plain


class NewTalkView(msgspec.Struct, forbid_unknown_fields=True):
    brand: str
    name: str
    filters: Narrowing
    shared: Shared = "own"
    team: str | None = None


class ChangedTalkView(msgspec.Struct, forbid_unknown_fields=True):
    revision: int
    name: str
    filters: Narrowing
    shared: Shared = "own"
    team: str | None = None


class TalkOrder(msgspec.Struct, forbid_unknown_fields=True):
    brand: str
    ids: list[str]


class TalkLists:
    kind = "talks"

    async def count(
        self, session: AsyncSession, actor: Actor, brand_id: str, narrowed: dict[str, Any]
    ) -> tuple[int, bool]:
        filters: Filters = checked_filters(**{name: value for name, value in narrowed.items() if name != "view"})
        return await browse.count(session, Asked(narrowed["view"], actor.id, [brand_id], filters, actor.shut))


def view_routes(*, database: Database, authorize: Authorize, brands: Brands) -> list[HTTPRouteHandler]:
    views = SavedViews(database, authorize, TalkLists())

    @get("/api/desk/conversation-views")
    async def list_talk_views(agent: NamedDependency[Actor], brand: FromQuery[str]) -> dict[str, Any]:
        found = await views.of(agent, (await brands.require(brand)).id)
        return {"views": [view_wire(one, agent) for one in found]}

    @post("/api/desk/conversation-views")
    async def add_talk_view(agent: NamedDependency[Actor], data: JSONBody[NewTalkView]) -> dict[str, Any]:
        content = Content(data.name, data.filters.checked(), data.shared, data.team)
        return view_wire(await views.add(agent, (await brands.require(data.brand)).id, content), agent)

    @put("/api/desk/conversation-views/{view_id:str}")
    async def change_talk_view(
        agent: NamedDependency[Actor], view_id: FromPath[str], data: JSONBody[ChangedTalkView]
    ) -> dict[str, Any]:
        content = Content(data.name, data.filters.checked(), data.shared, data.team)
        return view_wire(await views.change(agent, view_id, content, revision=data.revision), agent)

    @delete("/api/desk/conversation-views/{view_id:str}")
    async def remove_talk_view(agent: NamedDependency[Actor], view_id: FromPath[str]) -> None:
        await views.remove(agent, view_id)

    @put("/api/desk/conversation-view-order")
    async def order_talk_views(agent: NamedDependency[Actor], data: JSONBody[TalkOrder]) -> dict[str, Any]:
        found = await views.order(agent, (await brands.require(data.brand)).id, data.ids)
        return {"views": [view_wire(one, agent) for one in found]}

    return [list_talk_views, add_talk_view, change_talk_view, remove_talk_view, order_talk_views]
