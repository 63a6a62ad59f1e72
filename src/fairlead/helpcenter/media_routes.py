"""Pictures, videos and captions over HTTP: brought by editors, seen by those who may, and by everybody once published."""

from typing import Any

from litestar import Request, Response, delete, get, post
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery, JSONBody
from litestar.response import Stream

from fairlead.helpcenter.browse_media import MediaBrowsing, Shown
from fairlead.helpcenter.edit_routes import Counter
from fairlead.helpcenter.edit_schemas import NewMedium
from fairlead.helpcenter.find_article import Of
from fairlead.helpcenter.keep_media import Media
from fairlead.helpcenter.models import MediaRow
from fairlead.helpcenter.ports import BrandLookup
from fairlead.helpcenter.rules import desk_media_path
from fairlead.helpcenter.send_page import is_known, require
from fairlead.helpcenter.show_media import ENDINGS
from fairlead.infra.web.ranges import part_of
from fairlead.kit import clock
from fairlead.kit.access import Actor
from fairlead.kit.paging import checked_limit
from fairlead.kit.text import storable

# Whatever lies under a digest never changes.
FOR_EVERYBODY = "public, max-age=31536000, immutable"
FOR_ONE = "private, max-age=86400, immutable"
_HARMLESS = {
    "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Disposition": "inline",
    "Accept-Ranges": "bytes",
}
AnyRequest = Request[Any, Any, Any]


def public_media_routes(media: Media, brands: BrandLookup) -> list[HTTPRouteHandler]:
    @get("/help/{brand:str}/media/{name:str}", name="help_media")
    async def published(request: AnyRequest, brand: FromPath[str], name: FromPath[str]) -> Response[Any]:
        known = await require(brands, brand)
        return await _answer(media, await media.published(known.id, name), request, cache=FOR_EVERYBODY)

    return [published]


def media_routes(media: Media, browsing: MediaBrowsing, counter: Counter) -> list[HTTPRouteHandler]:
    @get("/api/desk/help/media", name="help_edit_list_media")
    async def listed(
        *,
        agent: NamedDependency[Actor],
        brand: FromQuery[str],
        q: FromQuery[str] = "",
        kind: FromQuery[str] = "",
        cursor: FromQuery[str | None] = None,
        limit: FromQuery[int | None] = None,
    ) -> dict[str, Any]:
        of = Of(await counter.brand_id(agent, brand))
        scope = f"media:{agent.key}:{of.brand_id}"
        before = counter.cursors.read(scope, cursor) if cursor else None
        found, last = await browsing.page(
            agent, of, query=storable(q), kind=kind, before=before, limit=checked_limit(limit)
        )
        told = [shown_wire(one, brand) for one in found]
        return {"media": told, "next": counter.cursors.make(scope, *last) if last else None}

    @delete("/api/desk/help/media/{brand:str}/{name:str}", name="help_edit_remove_media", status_code=204)
    async def remove(agent: NamedDependency[Actor], brand: FromPath[str], name: FromPath[str]) -> None:
        await browsing.remove(agent, Of(await counter.brand_id(agent, brand)), name)

    @post("/api/desk/help/media", name="help_edit_add_media")
    async def add(agent: NamedDependency[Actor], data: JSONBody[NewMedium]) -> dict[str, Any]:
        row = await media.adopt(agent, Of(await counter.brand_id(agent, data.brand)), data.file)
        return medium_wire(row, data.brand)

    @get("/api/desk/help/media/{brand:str}/{name:str}", name="help_edit_media")
    async def one(
        request: AnyRequest, agent: NamedDependency[Actor], brand: FromPath[str], name: FromPath[str]
    ) -> Response[Any]:
        of = Of(await counter.brand_id(agent, brand))
        return await _answer(media, await media.seen(agent, of, name), request, cache=FOR_ONE)

    return [listed, remove, add, one]


def medium_wire(row: MediaRow, brand_key: str) -> dict[str, Any]:
    """`{"media", "type", "size", "url", "width", "height"}`: how a text names it, and where its writers see it."""
    told: dict[str, Any] = {"media": row.digest, "type": row.type, "size": row.size}
    told["url"] = desk_media_path(brand_key, row.digest, ENDINGS[row.type])
    return told | ({"width": row.width, "height": row.height} if row.width else {})


def shown_wire(one: Shown, brand_key: str) -> dict[str, Any]:
    """The medium with what it was called, when and by whom it was brought, in how many articles it is, what was last said of
    it, and whether it may be removed."""
    more = {"name": one.row.name, "at": clock.iso(one.row.created_at), "by": one.by, "used": one.use.holds}
    return medium_wire(one.row, brand_key) | more | {"said": one.use.said, "removable": one.removable}


async def _answer(media: Media, row: MediaRow, request: AnyRequest, *, cache: str) -> Response[Any]:
    """Whole or the part that was asked for; nothing in it can run."""
    tag = f'"{row.digest}"'
    headers = _HARMLESS | {"Cache-Control": cache, "ETag": tag}
    if is_known(tag, request.headers.get("if-none-match", "")):
        return Response(None, status_code=304, headers=headers)
    part = part_of(request.headers.get("range", ""), request.headers.get("if-range"), tag=tag, size=row.size)
    start, end = part or (0, row.size)
    headers["Content-Length"] = str(end - start)
    if part:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{row.size}"
    content = await media.content(row, start, end)
    return Stream(content, status_code=206 if part else 200, media_type=row.type, headers=headers)
