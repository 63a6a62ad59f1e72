"""A TCP proxy that misbehaves on request: late, stalled, deaf in one direction, cut, refusing.

    async with tcp_proxy(server.port) as proxy:
        proxy.latency = 0.05
        proxy.cut()

The browser's own network throttling skips WebSockets, so this stands between.
"""

import asyncio
import contextlib
import socket
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Literal

Way = Literal["up", "down"]  # up: from the client to the server
Line = asyncio.Queue[tuple[float, bytes]]
BOTH: tuple[Way, Way] = ("up", "down")
CHUNK = 65_536
QUEUE = 256  # chunks on their way; beyond that the sender is slowed, as on a real line


class Proxy:
    """`latency` is seconds one way and holds for what arrives from now on. `accepted` counts connections."""

    def __init__(self, target: int, host: str = "127.0.0.1") -> None:
        self.latency = 0.0
        self.accepted = 0
        self.port = 0
        # As some offices' proxies do: plain requests pass, an upgrade to a WebSocket is cut off.
        self.no_sockets = False
        self._target = (host, target)
        self._server: asyncio.Server | None = None
        self._lines: dict[asyncio.Task[None], list[asyncio.StreamWriter]] = {}
        self._dropping: set[Way] = set()
        self._flowing = {way: asyncio.Event() for way in BOTH}
        self.resume()

    @property
    def connections(self) -> int:
        return len(self._lines)

    def url(self, url: str) -> str:
        """The same URL with this proxy as its port."""
        return url.replace(f":{self._target[1]}", f":{self.port}", 1)

    async def accept(self) -> None:
        """Listens (again), always on the same port."""
        if self._server is None:
            self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
            self.port = int(self._server.sockets[0].getsockname()[1])

    def refuse(self) -> None:
        """New connections are refused; those that are open go on."""
        if self._server is not None:
            self._server.close()
            self._server = None

    def cut(self) -> None:
        """Every open connection ends at once with a reset, in both directions."""
        for task, writers in list(self._lines.items()):
            for writer in writers:
                _reset(writer)
            task.cancel()

    def pause(self, *ways: Way) -> None:
        """Nothing flows, nothing is lost: the sender's buffers fill. Without a word, both ways."""
        for way in ways or BOTH:
            self._flowing[way].clear()

    def drop(self, *ways: Way) -> None:
        """What is sent vanishes while the connection stays up."""
        self._dropping.update(ways or BOTH)

    def resume(self) -> None:
        """Ends `pause` and `drop`."""
        self._dropping.clear()
        for flowing in self._flowing.values():
            flowing.set()

    async def close(self) -> None:
        self.refuse()
        tasks = list(self._lines)
        self.cut()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self.accepted += 1
        writers = self._lines[task] = [writer]
        try:
            far_reader, far_writer = await asyncio.open_connection(*self._target)
            writers.append(far_writer)
            async with asyncio.TaskGroup() as ends:
                self._carry(ends, "up", reader, far_writer)
                self._carry(ends, "down", far_reader, writer)
        except (OSError, ExceptionGroup, asyncio.CancelledError):
            # The far end is down, one side was reset, or `cut` was called: the other side learns the same way.
            for each in writers:
                _reset(each)
        finally:
            for each in writers:
                each.close()
                with contextlib.suppress(OSError):
                    await each.wait_closed()
            del self._lines[task]

    def _carry(
        self, ends: asyncio.TaskGroup, way: Way, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        line: Line = asyncio.Queue(QUEUE)
        ends.create_task(self._take(way, reader, line))
        ends.create_task(self._give(way, writer, line))

    async def _take(self, way: Way, reader: asyncio.StreamReader, line: Line) -> None:
        """Each chunk with the time it is due, so that bytes keep their order and their distance."""
        now = asyncio.get_running_loop().time
        data = b"?"
        while data:
            await self._flowing[way].wait()
            data = await reader.read(CHUNK)
            if way == "up" and self.no_sockets and b"\r\nupgrade: websocket" in data.lower():
                raise ConnectionResetError
            await line.put((now() + self.latency, data))

    async def _give(self, way: Way, writer: asyncio.StreamWriter, line: Line) -> None:
        now = asyncio.get_running_loop().time
        while True:
            due, data = await line.get()
            if (wait := due - now()) > 0:
                await asyncio.sleep(wait)
            await self._flowing[way].wait()
            if not data:  # a half-close is handed on
                if writer.can_write_eof() and not writer.is_closing():
                    writer.write_eof()
                return
            if way not in self._dropping:
                writer.write(data)
                await writer.drain()


def _reset(writer: asyncio.StreamWriter) -> None:
    """RST instead of FIN: lingering for no time at all tells the kernel to throw away what is unsent."""
    raw = writer.get_extra_info("socket")
    if raw is not None and not writer.is_closing():
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


@asynccontextmanager
async def tcp_proxy(target: int, host: str = "127.0.0.1") -> AsyncIterator[Proxy]:
    """Listens on a free loopback port and hands everything on to `target`."""
    proxy = Proxy(target, host)
    await proxy.accept()
    try:
        yield proxy
    finally:
        await proxy.close()
