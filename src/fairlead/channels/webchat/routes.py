"""The widget over HTTP: its page, its home, messages and files; see docs/protocol.md section 3.1."""

from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery, JSONBody
from litestar.response import Redirect

from fairlead.brands.keep_hours import ServiceHours
from fairlead.brands.store import Brand, Brands
from fairlead.channels.webchat.best_time import DAYS, BestTime
from fairlead.channels.webchat.ports import Demand, FindHelp, HotQuestions
from fairlead.channels.webchat.reply_time import ReplyTime
from fairlead.channels.webchat.show_tiles import house_tiles, show_tiles
from fairlead.channels.webchat.translate import WebChat
from fairlead.conversations.files import Files
from fairlead.conversations.gather import Gather
from fairlead.conversations.routes import take_file
from fairlead.conversations.tus import upload_routes
from fairlead.conversations.upload import Uploads
from fairlead.infra.web.pages import widget_policy
from fairlead.kit.access import Actor
from fairlead.kit.clock import iso
from fairlead.kit.errors import Invalid, NotFound, Unavailable
from fairlead.kit.texts import Texts
from fairlead.live.commands import checked_client_id
from fairlead.live.presence import Presence
from fairlead.live.routes import ack_body, idempotency_key
from fairlead.people.door import AnyRequest, Door
from fairlead.routing.run_surge import RunSurge
from fairlead.shield.find_phrases import word_digests
from fairlead.shield.limits import Fairness
from fairlead.shield.rules import FILES_PER_MESSAGE, TEXT_BYTES, TEXT_CHARS

HOT = 5
ZONE_CHARS = 64
LOCALE_NAMES = {"en": "English", "zh-CN": "简体中文", "es": "Español", "ja": "日本語", "ar": "العربية"}


class CustomerMessage(msgspec.Struct, forbid_unknown_fields=True):
    conversation: str | None = None
    text: str = ""
    files: list[str] = []
    locale: str = ""
    context: dict[str, Any] = {}


def look_wire(brand: Brand, host: str, *, bot_first: bool) -> dict[str, Any]:
    return {
        "key": brand.key,
        "name": brand.name,
        "accent": brand.accent,
        "accent_dark": brand.accent_dark,
        "radius": brand.radius,
        "logo": brand.logo,
        "locales": [{"tag": tag, "name": LOCALE_NAMES.get(tag, tag)} for tag in brand.locales],
        "default_locale": brand.default_locale,
        "host": host,
        "sites": list(brand.sites),
        "bot_first": bot_first,
    }


def spoken_in(brand: Brand, locale: str) -> str:
    return locale if locale in brand.locales else brand.default_locale


def zone_of(name: str) -> ZoneInfo | None:
    """None for an empty name. Raises Invalid("invalid_field")."""
    if not name:
        return None
    try:
        if len(name) > ZONE_CHARS or not name.isascii():
            raise ValueError
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Invalid("invalid_field", field="zone") from None


def frame_policy(brand: Brand) -> str:
    """Only the brand's own sites may show the widget."""
    return widget_policy(" ".join(["'self'", *brand.sites]))


def page_routes(*, brands: Brands, static: Path) -> list[HTTPRouteHandler]:
    @get("/w/{brand_key:str}/loader.js")
    async def loader(brand_key: FromPath[str]) -> Response[bytes]:
        brand = await brands.require(brand_key)
        # The launcher has the brand's colours before any frame is loaded.
        colours = msgspec.json.encode({"accent": brand.accent, "accent_dark": brand.accent_dark}).replace(
            b"<", b"\\u003c"
        )
        head = b"window.Fairlead={look:" + colours + b"};\n"
        headers = {"Cache-Control": "public, max-age=300"}
        return Response(
            head + _built(static / "widget" / "loader.js"), media_type="text/javascript; charset=utf-8", headers=headers
        )

    def page(policy: str) -> Response[bytes]:
        headers = {"Content-Security-Policy": policy, "Cache-Control": "no-cache"}
        body = _built(static / "widget" / "frame.html")
        return Response(body, media_type="text/html; charset=utf-8", headers=headers)

    @get("/w/{brand_key:str}/frame")
    async def frame(brand_key: FromPath[str]) -> Response[bytes]:
        return page(frame_policy(await brands.require(brand_key)))

    # What the addresses below say of page, pair and order is read by the page itself, see web/widget/place.ts.
    @get(["/w/{brand_key:str}/chat", "/w/{brand_key:str}/contact"])
    async def window(brand_key: FromPath[str]) -> Response[bytes]:
        await brands.require(brand_key)
        return page(widget_policy("'none'"))

    @get("/w/{brand_key:str}/push.js")
    async def push_worker(brand_key: FromPath[str]) -> Response[bytes]:
        """Shows notices when no page is open. Its address is its reach: the pages of this brand."""
        await brands.require(brand_key)
        headers = {"Cache-Control": "no-cache"}
        body = _built(static / "widget" / "push.js")
        return Response(body, media_type="text/javascript; charset=utf-8", headers=headers)

    @get("/w/{brand_key:str}/help")
    async def help_center(brand_key: FromPath[str]) -> Redirect:
        return Redirect(f"/help/{(await brands.require(brand_key)).key}", status_code=302)

    @get(["/chat", "/contact", "/help"])
    async def only_brand(request: AnyRequest) -> Redirect:
        """Where one brand has the house for itself, its addresses need not name it."""
        known = await brands.all()
        if len(known) != 1:
            raise NotFound
        query = request.scope["query_string"].decode("ascii")
        return Redirect(f"/w/{known[0].key}{request.scope['path']}" + (f"?{query}" if query else ""), status_code=302)

    return [loader, frame, window, push_worker, help_center, only_brand]


def _built(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise Unavailable("faces_not_built") from None


def api_routes(
    *,
    brands: Brands,
    presence: Presence,
    reply_time: ReplyTime,
    hours: ServiceHours,
    surges: RunSurge,
    best_time: BestTime,
    hot: HotQuestions,
    find: FindHelp,
    demand: Demand,
    texts: Texts,
    host: str,
    webchat: WebChat,
    gather: Gather,
    files: Files,
    uploads: Uploads,
    door: Door,
    limiter: Fairness,
) -> list[HTTPRouteHandler]:
    async def who_is_here(brand: Brand, spoken: str, request: AnyRequest) -> dict[str, Any]:
        customer = await door.customer_if_any(request)
        standing = await hours.standing(brand.id, channel="chat", region=spoken)
        return {
            "online": await presence.online(brand.id),
            "reply": await reply_time.of(brand.id, spoken, customer),
            "back": None if standing.open else iso(standing.opens_at),
            "rush": await surges.banner(brand, spoken),
        }

    @get("/api/w/words")
    async def words() -> Response[bytes]:
        headers = {"Cache-Control": "public, max-age=604800"}
        return Response(word_digests(), media_type="application/octet-stream", headers=headers)

    @get("/api/w/{brand_key:str}/here")
    async def here(brand_key: FromPath[str], request: AnyRequest, locale: FromQuery[str] = "") -> dict[str, Any]:
        brand = await brands.require(brand_key)
        return await who_is_here(brand, spoken_in(brand, locale), request)

    @get("/api/w/{brand_key:str}/best-times")
    async def best_times(
        brand_key: FromPath[str], locale: FromQuery[str] = "", zone: FromQuery[str] = ""
    ) -> dict[str, Any]:
        """By the clocks of `zone`, else by those of the brand's hours."""
        brand = await brands.require(brand_key)
        spoken = spoken_in(brand, locale)
        there = zone_of(zone) or (await hours.calendar(brand.id, channel="chat", region=spoken)).zone
        found = await best_time.of(brand.id, spoken, there)
        return {"days": DAYS, "zone": there.key, "hours": found.hours, "best": found.best}

    @get("/api/w/{brand_key:str}/home")
    async def home(brand_key: FromPath[str], request: AnyRequest, locale: FromQuery[str] = "") -> dict[str, Any]:
        brand = await brands.require(brand_key)
        spoken = spoken_in(brand, locale)
        return {
            "brand": look_wire(brand, host, bot_first=brand.bot_first or await surges.bot_first(brand.id)),
            **await who_is_here(brand, spoken, request),
            "hot": await hot(brand.id, brand.key, spoken, then=brand.default_locale, limit=HOT),
            "tiles": await show_tiles(brand, spoken, find, demand, house=house_tiles(texts, spoken)),
            "limits": {
                "text_chars": TEXT_CHARS,
                "text_bytes": TEXT_BYTES,
                "files": FILES_PER_MESSAGE,
                "file_types": files.limits.table(),
            },
        }

    @post("/api/messages")
    async def send_message(
        customer: NamedDependency[Actor], data: JSONBody[CustomerMessage], request: AnyRequest
    ) -> dict[str, Any]:
        key = idempotency_key(request)
        limiter.take(customer, door.network(request))
        await brands.all()
        draft = webchat.draft(
            customer,
            client_id=checked_client_id(key),
            conversation_id=data.conversation,
            text=data.text,
            files=data.files,
            locale=data.locale,
            context=data.context,
            caller=door.caller(request),
        )
        return ack_body(await gather.write(draft), key, public=True)

    async def admit(customer: Actor, request: AnyRequest) -> str:
        limiter.take(customer, door.network(request))
        brand_id = next(iter(customer.brands), None)
        if brand_id is None:
            raise NotFound
        return brand_id

    @post("/api/files")
    async def upload(customer: NamedDependency[Actor], request: AnyRequest) -> dict[str, Any]:
        return await take_file(files, customer, await admit(customer, request), request, texts)

    pieces = upload_routes(uploads=uploads, prefix="/api/uploads", texts=texts, who=door.customer, admit=admit)
    return [home, here, best_times, words, send_message, upload, *pieces]
