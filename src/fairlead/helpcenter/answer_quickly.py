"""The short way to an article that is kept: before any routing, with the bytes and the headers its route would send."""

from collections.abc import Awaitable, Callable
from typing import Any

from fairlead.helpcenter.keep_pages import Finished
from fairlead.helpcenter.send_page import CACHE, HTML, Reading, is_known
from fairlead.kit.errors import Problem

App = Callable[[Any, Any, Any], Awaitable[None]]
_CACHE = (b"cache-control", CACHE.encode())
_TYPE = (b"content-type", HTML.encode())


class QuickArticles:
    """Stands before the application. What is not kept, or asks for more than an article, goes on to it."""

    def __init__(self, app: App, reading: Reading) -> None:
        self.app = app
        self._reading = reading

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        page = await self._kept(scope) if scope["type"] == "http" else None
        if page is None:
            await self.app(scope, receive, send)
            return
        self._reading.opened(page, scope)
        tag = page.tag.encode()
        known = next((value for name, value in scope["headers"] if name == b"if-none-match"), b"")
        if known and is_known(page.tag, known.decode("latin-1")):
            await send({"type": "http.response.start", "status": 304, "headers": [(b"etag", tag), _CACHE]})
            await send({"type": "http.response.body", "body": b""})
            return
        length = str(len(page.body)).encode()
        headers = [_TYPE, (b"content-length", length), (b"etag", tag), _CACHE]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": page.body})

    async def _kept(self, scope: Any) -> Finished | None:
        if scope["method"] != "GET" or scope["query_string"] or not scope["path"].startswith("/help/"):
            return None
        parts = scope["path"].split("/")
        if len(parts) != 6 or parts[4] != "a":
            return None
        try:
            page, _, _ = await self._reading.kept(parts[2], parts[3], "a", parts[5], "")
        except Problem:
            # No such brand, or the database is away: the application says so.
            return None
        return page
