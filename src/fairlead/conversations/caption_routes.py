"""What a file's giver says of it, over HTTP; see docs/protocol.md section 3."""

from typing import Any

import msgspec
from litestar import put
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, JSONBody

from fairlead.conversations.files import meta
from fairlead.conversations.say_caption import Captions
from fairlead.kit.access import Actor
from fairlead.people.door import AnyRequest, Door
from fairlead.shield.limits import Fairness


class Caption(msgspec.Struct, forbid_unknown_fields=True):
    """`as_is`: what looks like a secret in it is none."""

    caption: str
    as_is: bool = False


def caption_routes(captions: Captions, *, limiter: Fairness, door: Door) -> list[HTTPRouteHandler]:
    @put("/api/files/{file_id:str}/caption")
    async def put_caption(
        customer: NamedDependency[Actor], file_id: FromPath[str], data: JSONBody[Caption], request: AnyRequest
    ) -> dict[str, Any]:
        limiter.take(customer, door.network(request))
        return meta(await captions.put(customer, file_id, data.caption, as_is=data.as_is))

    @put("/api/desk/files/{file_id:str}/caption")
    async def put_own_caption(
        agent: NamedDependency[Actor], file_id: FromPath[str], data: JSONBody[Caption]
    ) -> dict[str, Any]:
        return meta(await captions.put(agent, file_id, data.caption, as_is=data.as_is))

    return [put_caption, put_own_caption]
