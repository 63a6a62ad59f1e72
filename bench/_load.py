"""The load generator: hand-made WebSocket frames over raw asyncio, so that the server and not it is measured.

Frames are masked with zeros (valid by RFC 6455, and the server unmasks them all the same), made from a template per
socket; what comes back is not parsed but counted by its marks. The same generator drives every server.
"""

import asyncio
import base64
import json
import random
import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, TypeVar, cast

ACK = b'"type":"ack"'
ENTRY = b'"type":"entry"'
# Four random bytes follow the mark; the mark itself may turn up among them, so whole frames are looked for.
PING = re.compile(rb"\x89\x04(.{4})", re.DOTALL)
PONG = b"\x8a\x84\0\0\0\0"
NUMBER = re.compile(rb'"public_number":(\d+)')
# 20 bytes: who sent it, and when it was due in nanoseconds; fixed, so that every frame of a socket is as long.
STAMP = {role: re.compile(b"@" + role.encode() + rb"(\d{18})") for role in "ca"}
STAMP_BYTES = 20
TEXT = "My withdrawal of 0.25 BTC has been pending for an hour, order %s, can you look?"
MARK_SECONDS = 1.0

T = TypeVar("T")

getrandbits = random.getrandbits
now_ns = time.perf_counter_ns


def frame(payload: bytes) -> bytes:
    """A masked text frame."""
    size = len(payload)
    head = bytes([0x81, 0x80 | size]) if size < 126 else b"\x81\xfe" + size.to_bytes(2, "big")
    return head + b"\0\0\0\0" + payload


class Talker(asyncio.Protocol):
    """One socket. `role` is `c` (customer) or `a` (agent); its partner is the other side of the conversation."""

    def __init__(self, role: str) -> None:
        self.role = role
        self.transport: asyncio.Transport = None  # type: ignore[assignment]
        self.conversation = ""
        self.lost = False
        self.acked = self.entries = self.sent = 0
        self.latencies: list[int] | None = None
        # How many to send for each ack; 0 ends the closed loop.
        self.refill = 0
        self._tail = self._recent = b""
        self._frames: list[bytes] = []
        self._calm = True
        self._buffer = b""
        self._news: asyncio.Event = asyncio.Event()
        self._template = b""
        self._others = STAMP["a" if role == "c" else "c"]

    # -- setting up: frames are read properly

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)

    def connection_lost(self, exc: Exception | None) -> None:
        self.lost = True
        self._news.set()

    async def shake(self, path: str, host: str, origin: str) -> None:
        key = base64.b64encode(random.randbytes(16)).decode()
        self.transport.write(
            f"GET {path} HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nOrigin: {origin}\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )
        while b"\r\n\r\n" not in self._buffer:
            await self._wait()
        head, self._buffer = self._buffer.split(b"\r\n\r\n", 1)
        if b" 101 " not in head:
            raise ConnectionError(head[:200].decode("latin-1"))
        self._cut()

    async def _wait(self) -> None:
        if self.lost:
            raise ConnectionError("the server closed the socket")
        self._news.clear()
        await asyncio.wait_for(self._news.wait(), 60)

    def _cut(self) -> None:
        """Whole frames out of the buffer; the server's are never fragmented."""
        data = self._buffer
        while len(data) >= 2:
            size, start = data[1] & 127, 2
            if size == 126:
                size, start = int.from_bytes(data[2:4], "big"), 4
            elif size == 127:
                size, start = int.from_bytes(data[2:10], "big"), 10
            if len(data) < start + size:
                break
            if data[0] == 0x89:
                self.transport.write(PONG + data[2:6])
            elif data[0] == 0x81:
                self._frames.append(data[start : start + size])
            elif data[0] == 0x88:
                raise ConnectionError(f"closed with {int.from_bytes(data[2:4], 'big')}")
            data = data[start + size :]
        self._buffer = data

    async def ask(self, value: dict[str, Any], answer: str) -> dict[str, Any]:
        """Sends a frame and waits for one of a type; others are dropped."""
        self.transport.write(frame(json.dumps(value).encode()))
        while True:
            while self._frames:
                got: dict[str, Any] = json.loads(self._frames.pop(0))
                if got["type"] == answer:
                    return got
                if got["type"] == "error":
                    raise ConnectionError(f"refused: {got}")
            await self._wait()

    # -- under load: marks are counted

    def begin(self, make: Callable[[str, str, str], str]) -> None:
        """From here on frames are counted. `make(client_id, conversation, text)` gives the payload of a send."""
        self._calm = False
        stamp = f"@{self.role}000000000000000000"
        # UUIDs of version 7, as the widget and the desk make them.
        payload = make("HHHHHHHH-LLLL-7000-8000-RRRRRRRRNNNN", self.conversation, TEXT % stamp).encode()
        framed = frame(payload).replace(b"%", b"%%")
        for mark, form in ((b"HHHHHHHH", b"%08x"), (b"LLLL", b"%04x"), (b"RRRRRRRR", b"%08x"), (b"NNNN", b"%04x")):
            framed = framed.replace(mark, form)
        self._template = framed.replace(stamp.encode(), f"@{self.role}%018d".encode())

    def send(self, count: int = 1, due: int = 0) -> None:
        template = self._template
        when = due or now_ns()
        moment = int(time.time() * 1000)
        high, low = moment >> 16, moment & 0xFFFF
        first, self.sent = self.sent, self.sent + count
        if count == 1:
            self.transport.write(template % (high, low, getrandbits(32), first, when))
        else:
            numbers = range(first, first + count)
            self.transport.write(b"".join([template % (high, low, getrandbits(32), n, when) for n in numbers]))

    def data_received(self, data: bytes) -> None:
        if self._calm:
            self._buffer += data
            if b"HTTP/1.1" not in self._buffer[:8]:
                self._cut()
            self._news.set()
            return
        old = len(self._tail)
        data = self._tail + data
        # A stamp is the longest mark: what is carried over is one byte too short for it, and counted once for the others.
        self._tail = data[-(STAMP_BYTES - 1) :]
        self.entries += data.count(ENTRY, max(0, old - len(ENTRY) + 1))
        if acked := data.count(ACK, max(0, old - len(ACK) + 1)):
            self.acked += acked
            if self.refill:
                self.send(acked)
        if self.latencies is not None:
            moment = now_ns()
            self.latencies.extend([moment - int(due) for due in self._others.findall(data)])
        for payload in PING.findall(data):
            self.transport.write(PONG + payload)
        self._recent = data

    def tell_delivered(self) -> None:
        """Up to where this device has everything, as a client does about once a second."""
        if numbers := NUMBER.findall(self._recent):
            number = max(map(int, numbers))
            mark = {"type": "delivered", "conversation": self.conversation, "number": number}
            self.transport.write(frame(json.dumps(mark).encode()))
            self._recent = b""


@dataclass
class Fleet:
    """The sockets of one server: `pairs` of a customer and an agent who watch the same conversation."""

    name: str
    pairs: list[tuple[Talker, Talker]]
    marks: bool = False

    @property
    def talkers(self) -> list[Talker]:
        return [talker for pair in self.pairs for talker in pair]

    def begin(self, make: Callable[[str, str, str], str]) -> None:
        for talker in self.talkers:
            talker.begin(make)

    @property
    def sent(self) -> int:
        return sum(talker.sent for talker in self.talkers)

    @property
    def acked(self) -> int:
        return sum(talker.acked for talker in self.talkers)

    @property
    def entries(self) -> int:
        return sum(talker.entries for talker in self.talkers)

    def missing(self) -> int:
        """Frames that should have come by now: one ack and two deliveries for each message sent."""
        return 3 * self.sent - self.acked - self.entries

    async def saturate(self, seconds: float, *, in_flight: int) -> float:
        """Closed loop: each socket keeps `in_flight` messages unacknowledged. Messages a second, acknowledged."""
        async with self._marked():
            self._check_open()
            for talker in self.talkers:
                talker.refill = 1
                talker.send(in_flight)
            await asyncio.sleep(min(1.0, seconds / 4))
            before, since = self.acked, now_ns()
            await asyncio.sleep(seconds)
            rate = (self.acked - before) / (now_ns() - since) * 1e9
            for talker in self.talkers:
                talker.refill = 0
            await self.quiet()
        return rate

    async def paced(self, seconds: float, *, rate: float) -> list[float]:
        """Open loop: `rate` messages a second whether or not the server keeps up. Sorted milliseconds from the moment
        a message was due to its arrival at the other side."""
        talkers = self.talkers
        random.shuffle(talkers)
        for talker in talkers:
            talker.latencies = []
        async with self._marked():
            step, began, count = 1e9 / rate, now_ns(), 0
            end = began + int(seconds * 1e9)
            while (moment := now_ns()) < end:
                while (due := began + int(count * step)) <= moment:
                    talkers[count % len(talkers)].send(1, due)
                    count += 1
                await asyncio.sleep(0.001)
            await self.quiet()
        latencies = sorted(late / 1e6 for talker in talkers for late in talker.latencies or ())
        for talker in talkers:
            talker.latencies = None
        return latencies

    async def quiet(self, *, seconds: float = 30) -> None:
        """Waits until everything sent is acknowledged and delivered to both sides."""
        end = time.monotonic() + seconds
        while self.missing() > 0:
            self._check_open()
            if time.monotonic() > end:
                raise TimeoutError(f"{self.name}: {self.missing()} frames are missing after {seconds:.0f} s")
            await asyncio.sleep(0.02)

    def _check_open(self) -> None:
        if lost := sum(talker.lost for talker in self.talkers):
            raise ConnectionError(f"{self.name}: {lost} sockets were closed by the server")

    @asynccontextmanager
    async def _marked(self) -> AsyncIterator[None]:
        task = asyncio.create_task(self._mark()) if self.marks else None
        try:
            yield
        finally:
            if task is not None:
                task.cancel()

    async def _mark(self) -> None:
        """Every socket once in `MARK_SECONDS`, spread out."""
        talkers, turn = self.talkers, 0
        while True:
            await asyncio.sleep(MARK_SECONDS / 50)
            for talker in talkers[turn::50]:
                talker.tell_delivered()
            turn = (turn + 1) % 50

    def close(self) -> None:
        for talker in self.talkers:
            talker.transport.close()


async def connect(role: str, port: int, *, path: str = "/live", host: str = "127.0.0.1") -> Talker:
    loop = asyncio.get_running_loop()
    _, talker = await loop.create_connection(lambda: Talker(role), host, port)
    await talker.shake(path, f"127.0.0.1:{port}", f"http://127.0.0.1:{port}")
    return talker


async def in_turns(work: Sequence[Callable[[], Awaitable[T]]], *, at_once: int = 20) -> list[T]:
    """Runs many set-up steps, some at a time."""
    gate = asyncio.Semaphore(at_once)

    async def one(step: Callable[[], Awaitable[T]]) -> T:
        async with gate:
            return await step()

    return await asyncio.gather(*(one(step) for step in work))
