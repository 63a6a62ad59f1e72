"""The socket's second door: the same frames in plain requests, for networks that let no WebSocket through.

A `PollSocket` stands where uvicorn's socket stands and talks to the same `Endpoint`. Both directions are numbered: what the
client sends again is taken once, and what it was answered is kept until it says that it has it.
"""

import asyncio
import hmac
import secrets
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

import structlog

from fairlead.infra.web.sockets import SHORTCUTS, Shortcuts
from fairlead.kit.access import Caller
from fairlead.kit.errors import Conflict, Invalid, NotFound, TooMany
from fairlead.live.endpoint import Budget
from fairlead.shield.limits import Limiter

log = structlog.get_logger()

HOLD_SECONDS = 25
# Who is not heard of for so long, with no request held, has left.
SILENCE_SECONDS = 40.0
# What is kept for the next answer before the peer counts as one that does not read; the rest waits in the connection.
BUFFER_BYTES = 64 * 1024
FRAME_BYTES = 64 * 1024
# Frames that were taken and not yet handled; what does not fit is not taken, and sent again.
INBOX = 256
FRAMES_A_REQUEST = 256
AT_ONCE = 4
POLLS = 10_000
# Many people may share an address just where sockets are blocked.
OPENED_A_SECOND, OPENED_AT_ONCE = 20.0, 400
GONE, RESTART, TOO_LARGE = 1006, 1012, 1009

Endpoint = Callable[[dict[str, Any], Callable[[], Awaitable[dict[str, Any]]], Any], Awaitable[None]]


class PollSocket:
    """One client's way in and out. `closed` is the close code once there is one, 0 before."""

    def __init__(self, rate: float) -> None:
        self.key = secrets.token_urlsafe(32)
        self.taken = 0
        self.closed = 0
        self.requests = 0
        self.budget = Budget(rate)
        self.timer: asyncio.TimerHandle | None = None
        self._inbox: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._inbox.put_nowait({"type": "websocket.connect"})
        self._outbox: deque[str] = deque()
        self._first = 1
        self._bytes = 0
        self._room = asyncio.Event()
        self._held: asyncio.Future[None] | None = None
        self._calls = 0

    # -- the endpoint's side

    async def receive(self) -> dict[str, Any]:
        return await self._inbox.get()

    async def send(self, message: dict[str, Any]) -> None:
        """Waits while the client takes nothing. Raises ConnectionError when it has left."""
        if message["type"] == "websocket.close":
            self.end(message["code"])
        elif message["type"] == "websocket.send":
            while not self.send_now((message["text"],)):
                if self.closed:
                    raise ConnectionError
                self._room.clear()
                await self._room.wait()

    def send_now(self, texts: Iterable[str]) -> bool:
        if self.closed or self._bytes >= BUFFER_BYTES:
            return False
        for text in texts:
            self._outbox.append(text)
            self._bytes += len(text.encode())
        self._wake()
        return True

    def take_now(self, take: Callable[[str], bool]) -> None:
        """Requests bring frames in bundles, which go the usual way, through the queue."""

    # -- the client's side

    def take(self, first: int, frames: list[Any]) -> None:
        """Hands on what was not taken before, as far as there is room. Raises Conflict("poll_gap")."""
        if frames and first > self.taken + 1:
            raise Conflict("poll_gap")
        for frame in frames[self.taken + 1 - first :] if frames else ():
            if self.closed or self._inbox.qsize() >= INBOX:
                return
            if isinstance(frame, str) and len(frame.encode()) > FRAME_BYTES:
                self.hang_up(TOO_LARGE)
                return
            self._inbox.put_nowait({"type": "websocket.receive", "text": frame if isinstance(frame, str) else None})
            self.taken += 1

    async def give(self, after: int, seconds: float) -> tuple[int, list[str], int]:
        """Number of the first frame, the frames above `after`, and the close code when these are the last.

        Waits while there are none; a later call ends an earlier one empty-handed. Raises Conflict("poll_gap").
        """
        self._calls += 1
        call = self._calls
        if not self._first - 1 <= after < self._first + len(self._outbox):
            raise Conflict("poll_gap")
        while self._first <= after:
            self._bytes -= len(self._outbox.popleft().encode())
            self._first += 1
        self._room.set()
        self._wake()
        if not self._outbox and not self.closed and seconds:
            self._held = asyncio.get_running_loop().create_future()
            await asyncio.wait([self._held], timeout=seconds)
            if call != self._calls:
                return after + 1, [], 0
        return self._first, list(self._outbox), self.closed

    def release(self, leaving: bool) -> None:
        """The held request's line is lost, or the server is leaving."""
        if leaving:
            self.hang_up(RESTART)
        self._wake()

    def hang_up(self, code: int) -> None:
        """Ends from the client's side of things: the endpoint is told that the peer has gone."""
        if not self.closed:
            self.end(code)
            self._inbox.put_nowait({"type": "websocket.disconnect", "code": code})

    def end(self, code: int) -> None:
        self.closed = self.closed or code
        self._room.set()
        self._wake()

    def _wake(self) -> None:
        if self._held is not None and not self._held.done():
            self._held.set_result(None)


class Polls:
    """Every poll of this process, by the id its client chose; the key in the first answer proves whose it is."""

    def __init__(self, endpoint: Endpoint, *, frame_rate: float) -> None:
        self._endpoint = endpoint
        self._rate = frame_rate
        self._sockets: dict[str, PollSocket] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._openings = Limiter(rate=OPENED_A_SECOND, burst=OPENED_AT_ONCE)

    def start(self) -> None:
        """Nothing to begin: a poll begins with its first request."""

    async def stop(self) -> None:
        for poll_id in list(self._sockets):
            self._drop(poll_id, RESTART)
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def find(self, poll_id: str, key: str) -> PollSocket:
        """Raises NotFound alike for a wrong key and an unknown id."""
        socket = self._sockets.get(poll_id)
        if socket is None or not hmac.compare_digest(socket.key.encode(), key.encode()):
            raise NotFound
        return socket

    def open(self, poll_id: str, origins: list[bytes], caller: Caller, *, first: int, frames: list[Any]) -> PollSocket:
        """Raises Invalid, NotFound for an id in use, TooMany."""
        if first != 1 or not frames:
            raise Invalid("missing_field", field="frames")
        if poll_id in self._sockets:
            raise NotFound
        self._openings.take(caller.network)
        if len(self._sockets) >= POLLS:
            raise TooMany(retry_after=5)
        socket = self._sockets[poll_id] = PollSocket(self._rate)
        shortcuts = Shortcuts(send_now=socket.send_now, take_now=socket.take_now)
        scope = {
            "client": (caller.network, 0),
            "headers": [
                *((b"origin", origin) for origin in origins),
                (b"user-agent", caller.browser.encode("latin-1")),
            ],
            "extensions": {SHORTCUTS: shortcuts},
        }
        task = asyncio.create_task(self._live(scope, socket), name="poll")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return socket

    async def _live(self, scope: dict[str, Any], socket: PollSocket) -> None:
        try:
            await self._endpoint(scope, socket.receive, socket.send)
        except Exception:
            log.exception("a poll ended in an error")
        finally:
            socket.end(GONE)

    def begin(self, socket: PollSocket) -> None:
        """Counts a request in. Raises TooMany."""
        if socket.requests >= AT_ONCE or not socket.budget.spend():
            raise TooMany(retry_after=2)
        socket.requests += 1
        if socket.timer is not None:
            socket.timer.cancel()

    def finish(self, poll_id: str, socket: PollSocket) -> None:
        """Counts it out; after the last one the silence begins."""
        socket.requests -= 1
        if not socket.requests and self._sockets.get(poll_id) is socket:
            loop = asyncio.get_running_loop()
            socket.timer = loop.call_later(SILENCE_SECONDS, self._drop, poll_id, GONE)

    def leave(self, poll_id: str) -> None:
        self._drop(poll_id, GONE)

    def _drop(self, poll_id: str, code: int) -> None:
        socket = self._sockets.pop(poll_id, None)
        if socket is not None:
            if socket.timer is not None:
                socket.timer.cancel()
            socket.hang_up(code)
