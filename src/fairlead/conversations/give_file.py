"""A file's answer: whole or the part that was asked for (RFC 9110 section 14), and a short-lived address for players.

A `<video>` fetches parts by itself and cannot send a customer's bearer token. So he asks for a link with it, which opens this
one file for some minutes, for as long as his session lives, and only while he may still see the file.
"""

from typing import Any
from urllib.parse import quote

from litestar import Response
from litestar.response import Stream

from fairlead.conversations.files import File, Files
from fairlead.infra.web.ranges import part_of
from fairlead.kit import clock
from fairlead.kit.access import Actor
from fairlead.kit.errors import Invalid, NotFound, NotSignedIn
from fairlead.kit.paging import Cursors
from fairlead.people.door import AnyRequest
from fairlead.people.sessions import Sessions
from fairlead.shield.rules import PICTURES, VIDEOS

LINK_LIFE = 5 * clock.MINUTE
# Others are given as what they are, too, but a browser that opens one shows it as text.
_TYPES = PICTURES | VIDEOS | {"application/pdf"}


async def file_answer(files: Files, file: File, request: AnyRequest) -> Response[Any]:
    """Pictures of our own making inline, all else as a download, which a player does not mind; nothing in it can run
    (RFC 6266, RFC 8187). Raises Problem: file_gone (410), range_not_satisfiable (416)."""
    tag = f'"{file.id}"'
    part = part_of(request.headers.get("range", ""), request.headers.get("if-range"), tag=tag, size=file.size)
    start, end = part or (0, file.size)
    shown = "inline" if file.type in PICTURES else "attachment"
    headers = _harmless(shown, file.name) | {
        "Accept-Ranges": "bytes",
        "Content-Length": str(end - start),
        "ETag": tag,
    }
    if part:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{file.size}"
    return Stream(
        await files.content(file, start, end),
        status_code=206 if part else 200,
        media_type=file.type if file.type in _TYPES else "text/plain",
        headers=headers,
    )


async def preview_answer(files: Files, file: File) -> Response[bytes]:
    """The first page of a document, as a picture of our own making. Raises NotFound, Unavailable("preview_pending"), and
    Problem("file_gone", 410)."""
    headers = _harmless("inline", f"{file.name}.webp") | {"ETag": f'"{file.id}-preview"'}
    return Response(await files.first_page(file), media_type="image/webp", headers=headers)


def _harmless(shown: str, name: str) -> dict[str, str]:
    plain = name.encode("ascii", "replace").decode().replace("?", "_").replace('"', "_").replace("\\", "_")
    return {
        "Content-Disposition": f"{shown}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}",
        "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "private, max-age=300",
    }


class FileLinks:
    """Addresses that carry their own right: signed, for one file and one session, for some minutes."""

    def __init__(self, files: Files, sessions: Sessions, signer: Cursors) -> None:
        self._files = files
        self._sessions = sessions
        self._signer = signer

    async def make(self, customer: Actor, file_id: str) -> tuple[str, int]:
        """The key of the link, and when it ends. Raises NotFound for what the customer may not see."""
        file = await self._files.seen(customer, file_id)
        expires = clock.now() + LINK_LIFE
        return self._signer.make("file-link", file.id, customer.session, expires), expires

    async def open(self, key: str) -> File:
        """Raises NotFound: made up, run out, its session ended, or no longer to be seen."""
        try:
            file_id, session_id, expires = self._signer.read("file-link", key)
            if int(expires) < clock.now():
                raise NotFound
            return await self._files.seen(await self._sessions.holder(session_id, "customer"), file_id)
        except (Invalid, NotSignedIn):
            raise NotFound from None
