"""Tools for bad input: row counts, raw bytes over TCP, and what no answer may ever hold."""

import asyncio
import base64
import contextlib
import json
import os
import re
import struct
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx
from sqlalchemy import func, select

from fairlead.helpcenter.models import GapRow, MissRow, ReaderKeyRow
from fairlead.infra.database import Base
from fairlead.search.models import SearchEpochRow
from tests.harness import Client, Frame, Installation, Socket, message

BY_ITSELF = {row.__tablename__ for row in (SearchEpochRow, ReaderKeyRow, GapRow, MissRow)}
# An id that nothing has.
NOWHERE = "0" * 32

# Signs of our own inside: traces, paths, modules, SQL, drivers.
_INSIDE = re.compile(
    r"Traceback|File \"|site-packages|/work/|/usr/lib|\.py\b|sqlalchemy|asyncpg|sqlite3|litestar|msgspec|INSERT INTO|SELECT "
)


async def counts(site: Installation) -> dict[str, int]:
    """How many rows each table holds, but for those that the house fills by itself: the search index when it begins, the key
    of a day, what the bot could not answer a while ago."""
    async with site.system.database.read() as session:
        return {
            table.name: await session.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
            if table.name not in BY_ITSELF
        }


@asynccontextmanager
async def nothing_stored(site: Installation) -> AsyncIterator[None]:
    """No table gains or loses a row, and no blob is left behind."""
    before, blobs = await counts(site), blob_count(site)
    yield
    after = await counts(site)
    assert not (changed := {table: after[table] - rows for table, rows in before.items() if after[table] != rows}), (
        changed
    )
    assert blob_count(site) == blobs


def blob_count(site: Installation) -> int:
    return sum(1 for path in (site.settings.data_path / "blobs").rglob("*") if path.is_file())


async def someone(site: Installation, **claims: Any) -> Client:
    """A signed-in customer nobody else in the run is."""
    return await site.customer(f"u{uuid4().hex[:16]}", **claims)


# The installations that serve this folder's tests.
HOUSES: list[Installation] = []
# Agents who stay signed in over all tests: a sign-in costs on purpose.
_AGENTS: dict[tuple[str, str], Client] = {}


async def lead_of(site: Installation) -> Client:
    """A lead of the house."""
    return await _agent(site, "lead")


async def stranger_of(site: Installation) -> Client:
    """An agent who works for no brand."""
    return await _agent(site, "agent", brands=[])


async def _agent(site: Installation, role: str, **fields: Any) -> Client:
    if (site.base_url, role) not in _AGENTS:
        _AGENTS[site.base_url, role] = await site.agent(f"{role}{uuid4().hex[:6]}", role=role, **fields)
    return _AGENTS[site.base_url, role]


async def tidy(site: Installation) -> None:
    """Ends what a test opened; the agents above stay."""
    kept = [client for client in site.clients if client in _AGENTS.values()]
    gone = [client for client in site.clients if client not in kept]
    site.clients[:] = kept
    await asyncio.gather(*[socket.close() for client in kept for socket in client.sockets])
    for client in kept:
        client.sockets.clear()
    await asyncio.gather(*[client.close() for client in gone])


def no_leak(text: str | bytes) -> None:
    shown = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    assert not _INSIDE.search(shown), shown[:400]


def problem(answer: "httpx.Response | Answer", status: int | tuple[int, ...], code: str | tuple[str, ...] = ()) -> Any:
    """The body of a refusal in its one form: the status, the stable code, one sentence, and nothing of our inside."""
    wanted = (status,) if isinstance(status, int) else status
    raw = answer.content
    assert answer.status_code in wanted, (answer.status_code, raw[:300])
    no_leak(raw)
    body = json.loads(raw)
    assert body.keys() == {"code", "message", "next", "request_id", "data"}, body
    assert re.fullmatch(r"[a-z_]+", body["code"])
    assert body["message"].strip(), body
    assert "\n" not in body["message"]
    assert body["code"] in ((code,) if isinstance(code, str) else code) or not code, body
    return body


@dataclass(frozen=True, slots=True)
class Answer:
    status_code: int
    headers: Mapping[str, str]
    content: bytes
    # Whether the server ended the connection after it; known only when asked for.
    closed: bool


async def raw_http(
    site: Installation, *parts: bytes, seconds: float = 10, pause: float = 0, to_the_end: bool = False
) -> Answer:
    """Sends bytes as they are on a connection of its own; the first answer, and whether the server then closed."""
    reader, writer = await asyncio.open_connection("127.0.0.1", site.settings.port)
    try:
        async with asyncio.timeout(seconds):
            answer = asyncio.ensure_future(_answer(reader, to_the_end=to_the_end))
            with contextlib.suppress(ConnectionError):
                for part in parts:
                    if answer.done():
                        break
                    writer.write(part)
                    await writer.drain()
                    await asyncio.sleep(pause)
            return await answer
    finally:
        writer.transport.abort()


async def _answer(reader: asyncio.StreamReader, *, to_the_end: bool) -> Answer:
    head = await reader.readuntil(b"\r\n\r\n")
    status, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines if line)}
    content = await reader.readexactly(int(headers.get("content-length", "0")))
    closed = False
    if to_the_end:
        try:
            async with asyncio.timeout(0.5):
                closed = await reader.read(1) == b""
        except ConnectionError:
            closed = True
        except TimeoutError:
            closed = False
    return Answer(int(status.split()[1]), headers, content, closed)


def request(site: Installation, line: str, *headers: str, body: bytes = b"", session: str | None = None) -> bytes:
    """The bytes of a request; `Host` and, when there is one, the session are filled in."""
    fixed = [line, f"Host: 127.0.0.1:{site.settings.port}"]
    if session is not None:
        fixed.append(f"Authorization: Bearer {session}")
    return "\r\n".join([*fixed, *headers, "", ""]).encode("latin-1") + body


def post(site: Installation, path: str, body: bytes, *headers: str, session: str | None = None) -> bytes:
    kind = (
        () if any(name.lower().startswith("content-type") for name in headers) else ("Content-Type: application/json",)
    )
    length = f"Content-Length: {len(body)}"
    return request(site, f"POST {path} HTTP/1.1", *kind, length, *headers, body=body, session=session)


def masked(opcode: int, payload: bytes = b"", *, fin: bool = True, reserved: int = 0, mask: bool = True) -> bytes:
    """One WebSocket frame (RFC 6455 section 5.2), right or wrong."""
    first = (0x80 if fin else 0) | reserved << 4 | opcode
    size = len(payload)
    flag = 0x80 if mask else 0
    if size < 126:
        head = struct.pack("!BB", first, flag | size)
    elif size < 1 << 16:
        head = struct.pack("!BBH", first, flag | 126, size)
    else:
        head = struct.pack("!BBQ", first, flag | 127, size)
    if not mask:
        return head + payload
    key = os.urandom(4)
    pad = (key * (size // 4 + 1))[:size]
    return head + key + (int.from_bytes(payload) ^ int.from_bytes(pad)).to_bytes(size)


CONT, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10


class RawSocket:
    """A WebSocket whose frames are bytes of the test's own making."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    async def send(self, data: bytes) -> None:
        with contextlib.suppress(ConnectionError):
            self.writer.write(data)
            await self.writer.drain()

    async def frame(self, *, seconds: float = 10) -> tuple[int, bytes]:
        """The next frame: opcode and payload."""
        async with asyncio.timeout(seconds):
            first, second = await self.reader.readexactly(2)
            size = second & 0x7F
            if size == 126:
                size = int.from_bytes(await self.reader.readexactly(2))
            elif size == 127:
                size = int.from_bytes(await self.reader.readexactly(8))
            return first & 0x0F, await self.reader.readexactly(size)

    async def json(self, *, seconds: float = 10) -> dict[str, Any]:
        """The next text frame, as the object it holds."""
        while True:
            opcode, payload = await self.frame(seconds=seconds)
            assert opcode != CLOSE, payload
            if opcode == TEXT:
                no_leak(payload)
                found: dict[str, Any] = json.loads(payload)
                return found

    async def close_code(self, *, seconds: float = 10) -> int:
        """Reads until the close frame; its code. 1006 when the connection just ends."""
        try:
            while True:
                opcode, payload = await self.frame(seconds=seconds)
                no_leak(payload)
                if opcode == CLOSE:
                    return int.from_bytes(payload[:2])
        except (asyncio.IncompleteReadError, ConnectionError):
            return 1006

    async def alive(self) -> None:
        """The socket still answers."""
        ref = uuid4().hex
        await self.send(masked(TEXT, json.dumps({"type": "ping", "id": ref}).encode()))
        while (await self.json()).get("ref") != ref:
            pass


@asynccontextmanager
async def raw_socket(
    site: Installation, session: str | None, *, headers: Mapping[str, str] | None = None
) -> AsyncIterator[RawSocket]:
    """A socket after a good `hello` (without a session: before it)."""
    reader, writer = await asyncio.open_connection("127.0.0.1", site.settings.port, limit=2**22)
    fields = {
        "Host": f"127.0.0.1:{site.settings.port}",
        "Origin": site.base_url,
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": base64.b64encode(os.urandom(16)).decode(),
    } | dict(headers or {})
    lines = [f"{name}: {value}" for name, value in fields.items()]
    writer.write("\r\n".join(["GET /live HTTP/1.1", *lines, "", ""]).encode())
    head = await reader.readuntil(b"\r\n\r\n")
    assert b" 101 " in head, head
    socket = RawSocket(reader, writer)
    try:
        if session is not None:
            hello = {"type": "hello", "version": 1, "session": session}
            await socket.send(masked(TEXT, json.dumps(hello).encode()))
            assert (await socket.json())["type"] == "welcome"
        yield socket
    finally:
        writer.transport.abort()


async def refused(socket: Socket, frame: Frame, *codes: str) -> Frame:
    """The error that answers, in its form; the socket still answers after it."""
    error = await socket.ask(frame)
    no_leak(json.dumps(error))
    assert error["type"] == "error", error
    assert error["code"] in codes, error
    assert error["message"].strip()
    assert "\n" not in error["message"]
    assert error.keys() <= {"type", "ref", "code", "message", "retry_after", "client_id"}
    assert (await socket.ask({"type": "ping"}))["type"] == "pong"
    return error


async def started(socket: Socket, text: str = "hello", **fields: Any) -> str:
    ack = await socket.ask(message(text, **fields))
    assert ack["type"] == "ack", ack
    conversation: str = ack["conversation"]
    return conversation
