"""The socket's doors over HTTP, for clients without one: single messages (`Idempotency-Key` is the client id), and polls."""

from typing import Any

import msgspec
from litestar import post
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, JSONBody

from fairlead.brands.store import Brands
from fairlead.conversations.files import Files
from fairlead.conversations.gather import Gather
from fairlead.conversations.routes import take_file
from fairlead.conversations.schemas import receipt_wire
from fairlead.conversations.tus import upload_routes
from fairlead.conversations.upload import Uploads
from fairlead.infra.web.requests import hold_of
from fairlead.kit.access import Actor
from fairlead.kit.errors import Invalid, NotFound
from fairlead.kit.texts import Texts
from fairlead.live.bulk import Bulk, BulkRequest
from fairlead.live.commands import agent_draft, checked_client_id
from fairlead.live.frames import Reason, Translated
from fairlead.live.poll import FRAMES_A_REQUEST, HOLD_SECONDS, Polls
from fairlead.people.door import AnyRequest, Door
from fairlead.people.rules import may_write


class AgentMessage(msgspec.Struct, forbid_unknown_fields=True):
    conversation: str
    text: str = ""
    files: list[str] = []
    note: bool = False
    mentions: list[str] = []
    reply_to: int | None = None
    translated: Translated | None = None
    release: Reason | None = None
    held: bool = False


class Poll(msgspec.Struct, forbid_unknown_fields=True):
    """`frames` from number `first` on; `after` asks for an answer: the frames above it, waited for so many seconds."""

    key: str | None = None
    first: int = 1
    frames: list[Any] = []
    after: int | None = None
    wait: int = 0
    leave: bool = False


def idempotency_key(request: AnyRequest) -> str:
    """The header as it was sent. Raises Invalid("client_id_invalid") unless it is a UUID."""
    keys = request.headers.getall("idempotency-key", [])
    key = keys[0] if len(keys) == 1 else ""
    checked_client_id(key)
    return key


def ack_body(receipt: Any, key: str, *, public: bool) -> dict[str, Any]:
    ack = receipt_wire(receipt, key, public=public)
    del ack["type"]
    return ack


def desk_routes(
    *, gather: Gather, files: Files, uploads: Uploads, brands: Brands, door: Door, bulk: Bulk, texts: Texts
) -> list[HTTPRouteHandler]:
    @post("/api/desk/messages")
    async def send_message(
        agent: NamedDependency[Actor], data: JSONBody[AgentMessage], request: AnyRequest
    ) -> dict[str, Any]:
        key = idempotency_key(request)
        draft = agent_draft(
            agent,
            checked_client_id(key),
            data.conversation,
            data.text,
            data.files,
            note=data.note,
            mentions=data.mentions,
            reply_to=data.reply_to,
            translated=data.translated,
            release=data.release,
            held=data.held,
        )
        return ack_body(await gather.write(draft), key, public=False)

    async def admit(agent: Actor, _: AnyRequest) -> str:
        # The brand is settled when a message uses the file: until then only the uploader sees it.
        # Who only writes articles brings pictures for them.
        mine = agent.brands | (agent.articles if may_write(agent) else frozenset())
        brand_id = next((brand.id for brand in await brands.all() if brand.id in mine), None)
        if brand_id is None:
            raise NotFound
        return brand_id

    @post("/api/desk/files")
    async def upload(agent: NamedDependency[Actor], request: AnyRequest) -> dict[str, Any]:
        return await take_file(files, agent, await admit(agent, request), request, texts)

    @post("/api/desk/bulk", status_code=200)
    async def change_many(
        agent: NamedDependency[Actor], data: JSONBody[BulkRequest], request: AnyRequest
    ) -> dict[str, Any]:
        return await bulk.run(agent, data.items, locale=texts.choose(request.headers.get("accept-language")))

    pieces = upload_routes(uploads=uploads, prefix="/api/desk/uploads", texts=texts, who=door.agent, admit=admit)
    return [send_message, upload, change_many, *pieces]


def poll_routes(*, polls: Polls, door: Door) -> list[HTTPRouteHandler]:
    @post("/api/live/{poll_id:str}", status_code=200)
    async def poll(poll_id: FromPath[str], data: JSONBody[Poll], request: AnyRequest) -> dict[str, Any]:
        poll_id = checked_client_id(poll_id)
        _check(data)
        if data.key is None:
            origins = [value.encode("latin-1") for value in request.headers.getall("origin", [])]
            socket = polls.open(poll_id, origins, door.caller(request), first=data.first, frames=data.frames)
        else:
            socket = polls.find(poll_id, data.key)
        polls.begin(socket)
        hold = hold_of(request.scope)
        try:
            socket.take(data.first, data.frames)
            answer: dict[str, Any] = {"key": socket.key, "taken": socket.taken}
            if data.after is not None:
                hold(socket.release)
                first, frames, closed = await socket.give(data.after, data.wait)
                answer |= {"first": first, "frames": frames, "taken": socket.taken}
                if closed:
                    answer["closed"] = closed
            return answer
        finally:
            hold(None)
            polls.finish(poll_id, socket)
            if data.leave:
                polls.leave(poll_id)

    return [poll]


def _check(data: Poll) -> None:
    """Raises Invalid("invalid_field") for numbers out of their range and too many frames."""
    for name, value, most in (
        ("first", data.first, 2**53),
        ("after", data.after or 0, 2**53),
        ("wait", data.wait, HOLD_SECONDS),
        ("frames", len(data.frames), FRAMES_A_REQUEST),
    ):
        if not (name == "first") <= value <= most:
            raise Invalid("invalid_field", field=name)
