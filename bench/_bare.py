"""The bare limit: a socket server that takes a frame, commits it in a batch, acknowledges and fans out, and nothing else.

    python -m bench._bare PORT ceiling|sqlite:PATH|postgresql://…

No sessions, no checks, no sealing, no numbers under locks, no events: what remains is what no chat server on this stack
can do without. `ceiling` does not even that: it answers from a raw protocol, to see how fast the load generator is.
"""

import asyncio
import sqlite3
import sys
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from typing import Any, cast

import uvicorn

Send = Any
# conversation, number, body
Row = tuple[str, int, str]

SQLITE = "CREATE TABLE entries (conversation TEXT, number INTEGER, body TEXT, PRIMARY KEY (conversation, number)) WITHOUT ROWID"
POSTGRES = "CREATE TABLE entries (conversation text, number bigint, body text, PRIMARY KEY (conversation, number))"


class SqliteStore:
    def __init__(self, path: str) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "cache_size=-16000"):
            self._connection.execute(f"PRAGMA {pragma}")
        self._connection.execute(SQLITE)
        self._thread = ThreadPoolExecutor(1)

    async def open(self) -> None:
        return None

    async def add(self, rows: list[Row]) -> None:
        await asyncio.get_running_loop().run_in_executor(self._thread, self._add, rows)

    def _add(self, rows: list[Row]) -> None:
        self._connection.execute("BEGIN IMMEDIATE")
        self._connection.executemany("INSERT INTO entries VALUES (?, ?, ?)", rows)
        self._connection.execute("COMMIT")


class PostgresStore:
    def __init__(self, url: str) -> None:
        self._url = url
        self._connection: Any = None

    async def open(self) -> None:
        import asyncpg

        self._connection = await asyncpg.connect(self._url)
        await self._connection.execute(POSTGRES)

    async def add(self, rows: list[Row]) -> None:
        await self._connection.copy_records_to_table("entries", records=rows)


class Pipeline:
    """The ASGI application: rooms by conversation, and one commit for whatever waits."""

    def __init__(self, store: SqliteStore | PostgresStore) -> None:
        self._store = store
        self._rooms: dict[str, list[Send]] = defaultdict(list)
        self._numbers: dict[str, int] = defaultdict(int)
        self._waiting: list[tuple[str, str, Send]] = []
        self._wake = asyncio.Event()

    async def __call__(self, scope: Any, receive: Any, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
            return
        await receive()
        await send({"type": "websocket.accept"})
        room = scope["query_string"].decode()
        if room:
            self._rooms[room].append(send)
        await send({"type": "websocket.send", "text": '{"type":"welcome"}'})
        while True:
            message = await receive()
            if message["type"] == "websocket.disconnect":
                return
            self._waiting.append((room, message["text"], send))
            self._wake.set()

    async def _lifespan(self, receive: Any, send: Send) -> None:
        await receive()
        await self._store.open()
        task = asyncio.create_task(self._run())
        await send({"type": "lifespan.startup.complete"})
        await receive()
        task.cancel()
        await send({"type": "lifespan.shutdown.complete"})

    async def _run(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            batch, self._waiting = self._waiting, []
            rows = []
            for room, text, _ in batch:
                self._numbers[room] = number = self._numbers[room] + 1
                rows.append((room, number, text))
            await self._store.add(rows)
            for (room, number, text), (_, _, sender) in zip(rows, batch, strict=True):
                await sender({"type": "websocket.send", "text": f'{{"type":"ack","public_number":{number}}}'})
                entry = {
                    "type": "websocket.send",
                    "text": f'{{"type":"entry","public_number":{number},"entry":{text}}}',
                }
                for member in self._rooms[room]:
                    await member(entry)


class Ceiling(asyncio.Protocol):
    """Answers each send with an ack and two deliveries, without looking at anything."""

    def __init__(self, rooms: dict[bytes, list[asyncio.Transport]]) -> None:
        self._rooms = rooms
        self._transport: asyncio.Transport = None  # type: ignore[assignment]
        self._room: list[asyncio.Transport] = []
        self._open = False
        self._tail = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        if not self._open:
            self._open = True
            self._room = self._rooms[data.split(b" ", 2)[1]]
            self._room.append(self._transport)
            self._transport.write(b"HTTP/1.1 101 Switching Protocols\r\n\r\n" + _text(b'{"type":"welcome"}'))
            return
        data = self._tail + data
        mark = b'"type":"send"'
        self._tail = data[-(len(mark) - 1) :]
        count = data.count(mark)
        self._transport.write(_text(b'{"type":"ack","public_number":1}') * count)
        for member in self._room:
            member.write(_text(b'{"type":"entry","public_number":1,"text":"%s"}' % (b"x" * 120)) * count)


def _text(payload: bytes) -> bytes:
    size = len(payload)
    return (bytes([0x81, size]) if size < 126 else b"\x81\x7e" + size.to_bytes(2, "big")) + payload


async def _ceiling(port: int) -> None:
    rooms: dict[bytes, list[asyncio.Transport]] = defaultdict(list)
    server = await asyncio.get_running_loop().create_server(lambda: Ceiling(rooms), "127.0.0.1", port, backlog=4096)
    await server.serve_forever()


def main(port: int, where: str) -> None:
    if where == "ceiling":
        import uvloop

        uvloop.run(_ceiling(port))
        return
    store = SqliteStore(where.removeprefix("sqlite:")) if where.startswith("sqlite:") else PostgresStore(where)
    # As `fairlead serve` runs it, but for the application.
    uvicorn.run(
        Pipeline(store),
        host="127.0.0.1",
        port=port,
        loop="uvloop",
        http="httptools",
        ws="websockets-sansio",
        ws_max_size=64 * 1024,
        ws_ping_interval=20.0,
        ws_ping_timeout=20.0,
        ws_per_message_deflate=False,
        log_config=None,
        access_log=False,
        backlog=4096,
    )


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
