"""Uploads in pieces over HTTP, as tus 1.0.0 speaks; docs/protocol.md section 3.3."""

import base64
import binascii
from collections.abc import Awaitable, Callable
from email.utils import formatdate
from typing import Any

from litestar import Response, delete, head, patch, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from fairlead.conversations.open_archive import wire
from fairlead.conversations.upload import Progress, Uploads
from fairlead.kit.access import Actor
from fairlead.kit.clock import SECOND
from fairlead.kit.errors import Invalid, Problem
from fairlead.kit.texts import Texts
from fairlead.people.door import AnyRequest

TUS = "1.0.0"
# Longer metadata than this names no file.
METADATA_BYTES = 2048
# Who sends, from the request; and which brand a new file of his belongs to, if he may begin one now.
Who = Callable[[AnyRequest], Awaitable[Actor]]
Admit = Callable[[Actor, AnyRequest], Awaitable[str]]


def upload_routes(*, uploads: Uploads, prefix: str, texts: Texts, who: Who, admit: Admit) -> list[HTTPRouteHandler]:
    """Resumable uploads as tus 1.0.0 with creation, expiration and termination; `prefix` is the collection's address."""
    one = prefix + "/{upload_id:str}"

    @post(prefix)
    async def begin(request: AnyRequest) -> Response[None]:
        sender = await who(request)
        _speaks_tus(request)
        size = _whole_number(request, "upload-length")
        progress = await uploads.begin(sender, await admit(sender, request), _named(request), size)
        return Response(None, status_code=201, headers=_told(progress) | {"Location": f"{prefix}/{progress.id}"})

    @head(one)
    async def look(upload_id: FromPath[str], request: AnyRequest) -> Response[None]:
        sender = await who(request)
        _speaks_tus(request)
        progress = await uploads.look(sender, upload_id)
        return Response(None, headers=_told(progress) | {"Upload-Length": str(progress.size)})

    @patch(one, status_code=204)
    async def append(upload_id: FromPath[str], request: AnyRequest) -> Response[None]:
        sender = await who(request)
        _speaks_tus(request)
        if request.headers.get("content-type", "").lower() != "application/offset+octet-stream":
            raise Problem("content_type", 415)
        offset = _whole_number(request, "upload-offset")
        progress = await uploads.append(sender, upload_id, offset, await request.body())
        return Response(None, status_code=204, headers=_told(progress))

    @delete(one)
    async def cancel(upload_id: FromPath[str], request: AnyRequest) -> None:
        sender = await who(request)
        _speaks_tus(request)
        await uploads.cancel(sender, upload_id)

    @post(one + "/file")
    async def finish(upload_id: FromPath[str], request: AnyRequest) -> dict[str, Any]:
        taken = await uploads.finish(await who(request), upload_id)
        return wire(taken, texts, request.headers.get("accept-language"))

    return [begin, look, append, cancel, finish]


def _speaks_tus(request: AnyRequest) -> None:
    if request.headers.get("tus-resumable") != TUS:
        raise Problem("tus_version", 412, version=TUS)


def _whole_number(request: AnyRequest, name: str) -> int:
    raw = request.headers.get(name, "")
    if not (raw.isascii() and raw.isdigit() and len(raw) <= 15):
        raise Invalid("invalid_field", field=name)
    return int(raw)


def _named(request: AnyRequest) -> str:
    """`filename` of `Upload-Metadata`: key and base64 value, comma-separated."""
    raw = request.headers.get("upload-metadata", "")
    for pair in raw.split(",") if len(raw) <= METADATA_BYTES else ():
        name, _, value = pair.strip().partition(" ")
        if name == "filename":
            try:
                return base64.b64decode(value, validate=True).decode()
            except (binascii.Error, ValueError):
                break
    else:
        if len(raw) <= METADATA_BYTES:
            return ""
    raise Invalid("invalid_field", field="Upload-Metadata")


def _told(progress: Progress) -> dict[str, str]:
    expires = formatdate(progress.expires_at / SECOND, usegmt=True)
    return {"Upload-Offset": str(progress.offset), "Upload-Expires": expires, "Cache-Control": "no-store"}
