"""Canned replies and macros over HTTP."""

from collections.abc import Callable
from typing import Any

from litestar import delete, get, post, put
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery, JSONBody

from fairlead.automation.canned import CannedReplies, Content
from fairlead.automation.models import CannedReplyRow
from fairlead.automation.rules import without_variables
from fairlead.automation.run_macro import MacroRun, Macros
from fairlead.automation.schemas import ChangedCanned, NewCanned
from fairlead.brands.store import Brands
from fairlead.conversations.hold import stop_of
from fairlead.kit.access import Actor
from fairlead.kit.texts import Texts
from fairlead.people.door import AnyRequest
from fairlead.shield.allow_links import Allowed


def _wire(row: CannedReplyRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "shortcut": row.shortcut,
        "title": row.title,
        "text": row.text,
        "locale": row.locale,
        "steps": row.steps,
        "greeting": row.greeting,
    }


def _warnings(
    row: CannedReplyRow, allowed: Callable[[str], Allowed], texts: Texts, request: AnyRequest
) -> dict[str, Any]:
    """What the guard will have against it when it is sent: better said now than to whoever sends it."""
    stop = stop_of(without_variables(row.text), lambda: allowed(row.brand_id))
    if not stop:
        return {"warnings": []}
    locale = texts.choose(request.headers.get("accept-language"))
    message = texts(f"warning.{stop['code']}", locale, host=stop["found"])
    return {"warnings": [{"code": stop["code"], "message": message}]}


def _content(data: ChangedCanned) -> Content:
    return Content(data.shortcut, data.title, data.text, data.locale, tuple(data.steps), data.greeting)


def routes(
    *, replies: CannedReplies, macros: Macros, brands: Brands, allowed: Callable[[str], Allowed], texts: Texts
) -> list[HTTPRouteHandler]:
    """`allowed` says for a brand's id where its agents' links may lead."""

    @get("/api/desk/canned")
    async def list_canned(agent: NamedDependency[Actor], brand: FromQuery[str]) -> dict[str, Any]:
        rows = await replies.of_brand(agent, (await brands.require(brand)).id)
        return {"replies": [_wire(row) for row in rows]}

    @post("/api/desk/canned")
    async def add_canned(
        agent: NamedDependency[Actor], data: JSONBody[NewCanned], request: AnyRequest
    ) -> dict[str, Any]:
        brand = await brands.require(data.brand)
        row = await replies.add(agent, brand.id, _content(data))
        return _wire(row) | _warnings(row, allowed, texts, request)

    @put("/api/desk/canned/{reply_id:str}")
    async def change_canned(
        agent: NamedDependency[Actor], reply_id: FromPath[str], data: JSONBody[ChangedCanned], request: AnyRequest
    ) -> dict[str, Any]:
        await brands.all()
        row = await replies.change(agent, reply_id, _content(data))
        return _wire(row) | _warnings(row, allowed, texts, request)

    @delete("/api/desk/canned/{reply_id:str}")
    async def remove_canned(agent: NamedDependency[Actor], reply_id: FromPath[str]) -> None:
        await replies.remove(agent, reply_id)

    @post("/api/desk/conversations/{conversation_id:str}/macro", status_code=200)
    async def run_macro(
        agent: NamedDependency[Actor], conversation_id: FromPath[str], data: JSONBody[MacroRun], request: AnyRequest
    ) -> dict[str, Any]:
        locale = texts.choose(request.headers.get("accept-language"))
        return await macros.run(agent, conversation_id, data, locale=locale)

    return [list_canned, add_canned, change_canned, remove_canned, run_macro]
