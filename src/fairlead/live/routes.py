"""The same doors as the socket's `send`, over HTTP, for clients without one. `Idempotency-Key` is the client id."""

from typing import Any

import msgspec
from litestar import post
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import JSONBody

from fairlead.brands.store import Brands
from fairlead.conversations.files import Files
from fairlead.conversations.gather import Gather
from fairlead.conversations.routes import take_file
from fairlead.conversations.schemas import receipt_wire
from fairlead.kit.access import Actor
from fairlead.kit.errors import NotFound
from fairlead.kit.texts import Texts
from fairlead.live.bulk import Bulk, BulkRequest
from fairlead.live.commands import agent_draft, checked_client_id
from fairlead.people.door import AnyRequest


class AgentMessage(msgspec.Struct, forbid_unknown_fields=True):
    conversation: str
    text: str = ""
    files: list[str] = []
    note: bool = False


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


def desk_routes(*, gather: Gather, files: Files, brands: Brands, bulk: Bulk, texts: Texts) -> list[HTTPRouteHandler]:
    @post("/api/desk/messages")
    async def send_message(
        agent: NamedDependency[Actor], data: JSONBody[AgentMessage], request: AnyRequest
    ) -> dict[str, Any]:
        key = idempotency_key(request)
        draft = agent_draft(agent, checked_client_id(key), data.conversation, data.text, data.files, note=data.note)
        return ack_body(await gather.write(draft), key, public=False)

    @post("/api/desk/files")
    async def upload(agent: NamedDependency[Actor], request: AnyRequest) -> dict[str, Any]:
        # The brand is settled when a message uses the file: until then only the uploader sees it.
        brand_id = next((brand.id for brand in await brands.all() if brand.id in agent.brands), None)
        if brand_id is None:
            raise NotFound
        return await take_file(files, agent, brand_id, request)

    @post("/api/desk/bulk", status_code=200)
    async def change_many(
        agent: NamedDependency[Actor], data: JSONBody[BulkRequest], request: AnyRequest
    ) -> dict[str, Any]:
        return await bulk.run(agent, data.items, locale=texts.choose(request.headers.get("accept-language")))

    return [send_message, upload, change_many]
