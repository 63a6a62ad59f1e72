"""The first thing every request meets: host, size, encoding, origin and well-formedness, before any route.

Bodies are read here, bounded in size and time, and checked as strict JSON; routes then get what passed. Header
slow-loris, smuggling and HTTP/2 belong to the proxy in front (docs/operations.md).
"""

import asyncio
import re
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import parse_qsl

import msgspec

from fairlead.infra import metrics
from fairlead.infra.web.pages import SITE, STRICT_TRANSPORT, Page
from fairlead.infra.web.problems import body_of, headers_of
from fairlead.kit.errors import FileTooLarge, Malformed, NotFound, Problem, Refused
from fairlead.kit.ids import new_id
from fairlead.kit.texts import Texts
from fairlead.kit.wire import checked

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Any, Any, Any], Awaitable[None]]

HEADERS_COUNT = 100
HEADERS_BYTES = 32 * 1024
PATH_BYTES = 2048
QUERY_BYTES = 4096
QUERY_PARAMS = 50
JSON_BYTES = 256 * 1024
# A form may bring so much more than the largest file: what is too large by itself is told beside its field.
FORM_FILES = 2
# A body has this long to arrive, and a second more for each so many bytes that did.
BODY_SECONDS = 30.0
BODY_BYTES_A_SECOND = 16 * 1024
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_NO_PATH = re.compile(r"//|/\.{1,2}(?:/|$)|[\\\x00-\x1f\x7f\ufffd]")
_READING = frozenset({"GET", "HEAD", "OPTIONS"})


class Edge:
    """Wraps the application. `hosts` and `origins` are asked on each request, so that a new brand counts at once."""

    def __init__(
        self,
        app: App,
        *,
        live: App,
        texts: Texts,
        hosts: Callable[[], frozenset[str]],
        origins: Callable[[], frozenset[str]],
        upload_paths: frozenset[str],
        piece_paths: tuple[str, ...],
        upload_bytes: int,
        form_paths: re.Pattern[str],
        signed_paths: re.Pattern[str],
        filled_paths: re.Pattern[str],
        page_of: Callable[[str], Page],
        https: bool,
        sites: dict[str, App] | None = None,
    ) -> None:
        self._app = app
        self._live = live
        self._texts = texts
        self._hosts = hosts
        self._origins = origins
        self._upload_paths = upload_paths
        # Below these lie uploads in pieces: nowhere else is PATCH spoken.
        self._piece_paths = piece_paths
        self._upload_bytes = upload_bytes
        # Pages that work without JavaScript: what is sent to them is a form, and never JSON.
        self._form_paths = form_paths
        # Where forms of other sites come in: what they bring is signed, and the handler asks from whose page they come.
        self._signed_paths = signed_paths
        # Forms with files in them.
        self._filled_paths = filled_paths
        self._page_of = page_of
        # Once reached by https, never again without it; said over plain http it would mean nothing.
        self._always = (STRICT_TRANSPORT,) if https else ()
        # Whole other sites on this port, by host: the demo's exchange pages.
        self._sites = sites or {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._socket(scope, receive, send)
        else:
            await self._http(scope, receive, send)

    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = scope["headers"]
        if scope["path"] != "/live" or _one(headers, b"host").decode("latin-1").lower() not in self._hosts():
            await receive()
            await send({"type": "websocket.close", "code": 4403})
            return
        await self._live(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        request_id, started = new_id(), time.perf_counter()
        scope.setdefault("state", {})["request_id"] = request_id
        status = 0
        site = self._sites.get(_host(scope))

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                page = SITE if site else self._page_of(scope["path"])
                more = (*page.headers, (b"x-request-id", request_id.encode()), *self._always)
                names = {name.lower() for name, _ in message["headers"]}
                message["headers"] = [*message["headers"], *(pair for pair in more if pair[0] not in names)]
                if scope["path"].startswith(self._piece_paths):
                    message["headers"].append((b"tus-resumable", b"1.0.0"))
            await send(message)

        try:
            self._check_headers(scope)
            if site is not None:
                await site(scope, receive, answer)
                return
            body = await self._body(scope, receive)
            await self._app(scope, _replay(body, receive), answer)
        except Problem as problem:
            await self._refuse(problem, scope, answer, request_id)
        finally:
            metrics.REQUESTS.labels(scope["method"] if scope["method"] in _METHODS else "other", str(status)).observe(
                time.perf_counter() - started
            )

    def _check_headers(self, scope: Scope) -> None:
        headers = scope["headers"]
        if len(headers) > HEADERS_COUNT or sum(len(k) + len(v) for k, v in headers) > HEADERS_BYTES:
            raise Problem("headers_too_large", 431)
        if len(scope.get("raw_path") or b"") > PATH_BYTES or len(scope["query_string"]) > QUERY_BYTES:
            raise Problem("address_too_long", 414)
        method, path = scope["method"], scope["path"]
        known = method in _METHODS and (method != "PATCH" or path.startswith(self._piece_paths))
        if not known or any(name == b"x-http-method-override" for name, _ in headers):
            raise Problem("method_not_allowed", 405)
        if not path.startswith("/health/"):
            host = _host(scope)
            if host not in self._hosts() and host not in self._sites:
                raise Problem("host_unknown", 421)
        if _NO_PATH.search(path):
            # Also what other software would read as another path: one address, one meaning.
            raise NotFound
        _check_query(scope["query_string"])
        if method not in _READING and not self._signed_paths.fullmatch(path):
            self._check_origin(headers)

    def _check_origin(self, headers: list[tuple[bytes, bytes]]) -> None:
        """A browser says where a request comes from; with our cookie on it, it must."""
        origin = _all(headers, b"origin")
        fetched_from = _all(headers, b"sec-fetch-site")
        if origin and (len(origin) > 1 or origin[0].decode("latin-1") not in self._origins()):
            raise Refused("cross_site")
        if any(site not in (b"same-origin", b"none") for site in fetched_from):
            raise Refused("cross_site")
        if not origin and not fetched_from and _all(headers, b"cookie"):
            raise Refused("cross_site")

    async def _body(self, scope: Scope, receive: Receive) -> bytes:
        headers = scope["headers"]
        declared = _one(headers, b"content-length")
        if scope["method"] in _READING:
            if declared not in (b"", b"0") or _all(headers, b"transfer-encoding"):
                raise Problem("method_not_allowed", 405)
            return b""
        if any(value != b"identity" for value in _all(headers, b"content-encoding")):
            raise Problem("content_encoding", 415)
        upload = scope["path"] in self._upload_paths or scope["method"] == "PATCH"
        filled = not upload and self._filled_paths.fullmatch(scope["path"]) is not None
        limit = self._upload_bytes if upload else self._upload_bytes * FORM_FILES if filled else JSON_BYTES
        too_large = Problem("body_too_large", 413, bytes=limit)
        if upload:
            # A piece may be as large as a file that comes in one go.
            too_large = (
                Problem("piece_too_large", 413, bytes=limit) if scope["method"] == "PATCH" else FileTooLarge(limit)
            )
        if declared and (not declared.isdigit() or int(declared) > limit):
            raise too_large
        body = await _read(receive, limit, too_large)
        if not upload and self._form_paths.fullmatch(scope["path"]):
            if not (filled and _is_multipart(_all(headers, b"content-type"))):
                _check_type(_all(headers, b"content-type"), b"application/x-www-form-urlencoded")
            return body
        if not upload and body:
            _check_type(_all(headers, b"content-type"), b"application/json")
            return checked(body)
        if not upload and _all(headers, b"content-type"):
            raise Malformed("body_required")
        return body

    async def _refuse(self, problem: Problem, scope: Scope, send: Send, request_id: str) -> None:
        locale = self._texts.choose(_one(scope["headers"], b"accept-language").decode("latin-1"))
        raw = msgspec.json.encode(body_of(problem, self._texts, locale, request_id))
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(raw)).encode())]
        headers += [(name.lower().encode(), value.encode()) for name, value in headers_of(problem).items()]
        if problem.status in (400, 408, 413):
            # What was not read must not be taken for the next request.
            headers.append((b"connection", b"close"))
        await send({"type": "http.response.start", "status": problem.status, "headers": headers})
        await send({"type": "http.response.body", "body": raw})


def _all(headers: list[tuple[bytes, bytes]], name: bytes) -> list[bytes]:
    return [value for key, value in headers if key == name]


def _one(headers: list[tuple[bytes, bytes]], name: bytes) -> bytes:
    """The only value; empty when there is none or several, since several are no answer."""
    found = _all(headers, name)
    return found[0] if len(found) == 1 else b""


def _host(scope: Scope) -> str:
    return _one(scope["headers"], b"host").decode("latin-1").lower()


def _check_query(query: bytes) -> None:
    if not query:
        return
    try:
        pairs = parse_qsl(query.decode("ascii"), keep_blank_values=True, max_num_fields=QUERY_PARAMS, errors="strict")
    except ValueError:
        raise Problem("query_invalid", 422) from None
    if len({name for name, _ in pairs}) != len(pairs):
        raise Problem("query_invalid", 422)


def _check_type(types: list[bytes], wanted: bytes) -> None:
    kind, _, parameter = (types[0] if len(types) == 1 else b"").lower().partition(b";")
    if kind.strip() != wanted or parameter.strip() not in (b"", b"charset=utf-8", b'charset="utf-8"'):
        raise Problem("content_type", 415)


def _is_multipart(types: list[bytes]) -> bool:
    return len(types) == 1 and types[0].lower().startswith(b"multipart/form-data;")


async def _read(receive: Receive, limit: int, too_large: Problem) -> bytes:
    chunks: list[bytes] = []
    size = 0
    started = asyncio.get_running_loop().time()
    while True:
        try:
            async with asyncio.timeout_at(started + BODY_SECONDS + size / BODY_BYTES_A_SECOND):
                message = await receive()
        except TimeoutError:
            raise Problem("body_too_slow", 408) from None
        if message["type"] == "http.disconnect":
            raise Malformed("body_incomplete")
        chunk = message.get("body", b"")
        size += len(chunk)
        if size > limit:
            raise too_large
        chunks.append(chunk)
        if not message.get("more_body"):
            return b"".join(chunks)


def _replay(body: bytes, receive: Receive) -> Receive:
    done = False

    async def again() -> Message:
        nonlocal done
        if not done:
            done = True
            return {"type": "http.request", "body": body, "more_body": False}
        return await receive()

    return again
