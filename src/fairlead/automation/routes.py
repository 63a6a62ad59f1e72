"""Canned replies over HTTP."""

from typing import Any

from litestar import delete, get, post, put
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery, JSONBody

from fairlead.automation.canned import CannedReplies, Content
from fairlead.automation.models import CannedReplyRow
from fairlead.automation.schemas import ChangedCanned, NewCanned
from fairlead.brands.store import Brands
from fairlead.kit.access import Actor


def _wire(row: CannedReplyRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "shortcut": row.shortcut,
        "title": row.title,
        "text": row.text,
        "locale": row.locale,
    }


def routes(*, replies: CannedReplies, brands: Brands) -> list[HTTPRouteHandler]:
    @get("/api/desk/canned")
    async def list_canned(agent: NamedDependency[Actor], brand: FromQuery[str]) -> dict[str, Any]:
        rows = await replies.of_brand(agent, (await brands.require(brand)).id)
        return {"replies": [_wire(row) for row in rows]}

    @post("/api/desk/canned")
    async def add_canned(agent: NamedDependency[Actor], data: JSONBody[NewCanned]) -> dict[str, Any]:
        brand = await brands.require(data.brand)
        content = Content(data.shortcut, data.title, data.text, data.locale)
        return _wire(await replies.add(agent, brand.id, content))

    @put("/api/desk/canned/{reply_id:str}")
    async def change_canned(
        agent: NamedDependency[Actor], reply_id: FromPath[str], data: JSONBody[ChangedCanned]
    ) -> dict[str, Any]:
        content = Content(data.shortcut, data.title, data.text, data.locale)
        return _wire(await replies.change(agent, reply_id, content))

    @delete("/api/desk/canned/{reply_id:str}")
    async def remove_canned(agent: NamedDependency[Actor], reply_id: FromPath[str]) -> None:
        await replies.remove(agent, reply_id)

    return [list_canned, add_canned, change_canned, remove_canned]
