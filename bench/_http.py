"""HTTP asked by hand over raw asyncio, one connection a client, so that the server and not the client's library is measured."""

import asyncio
import json
import re
import time
from typing import Any

# Servers hang up on those who are silent for longer.
IDLE_SECONDS = 1.0
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding: *chunked", re.IGNORECASE)


class Line:
    """A connection that stays open. One request at a time."""

    def __init__(self, port: int, headers: dict[str, str]) -> None:
        self._port = port
        self._head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        self._used = 0.0
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, bytes]:
        """Status and body. Raises OSError, EOFError."""
        raw = b"" if body is None else json.dumps(body).encode()
        more = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
        kind = f"Content-Type: application/json\r\nContent-Length: {len(raw)}\r\n" if method != "GET" else ""
        head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self._port}\r\n{self._head}{kind}{more}\r\n"
        if time.monotonic() - self._used > IDLE_SECONDS:
            self.close()
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self._port, limit=1 << 22)
        reader, writer = self._streams
        writer.write(head.encode() + raw)
        told = await reader.readuntil(b"\r\n\r\n")
        status = int(told[9:12])
        if found := _LENGTH.search(told):
            answer = await reader.readexactly(int(found[1]))
        elif _CHUNKED.search(told):
            answer = await _chunks(reader)
        else:
            answer = await reader.read()
        self._used = time.monotonic()
        if b"\r\nconnection: close" in told.lower():
            self.close()
        return status, answer

    def close(self) -> None:
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    found = b""
    while size := int((await reader.readline()).split(b";")[0], 16):
        found += await reader.readexactly(size + 2)
        found = found[:-2]
    await reader.readline()
    return found
