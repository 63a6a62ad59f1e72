"""uvicorn's WebSocket protocol with the bounds it lacks: fragments, control frames, and peers that never read."""

import asyncio
import time
from collections.abc import Callable, Iterable
from typing import Any, TypedDict, cast

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.exceptions import InvalidState
from websockets.http11 import Request

# A message of 64 KiB needs no more pieces than this, whatever its sender's buffers look like.
FRAGMENTS = 1024
CONTROLS_A_SECOND = 100.0
# What a peer has not taken this long after the end is thrown away.
LAST_SECONDS = 10.0
TOO_LARGE, TOO_MANY = 1009, 4429
# Under this name the application finds its `Shortcuts` in its scope's extensions.
SHORTCUTS = "fairlead.shortcuts"
# Takes a text at once, or says False: then it comes the usual way, through the queue and a task.
Take = Callable[[str], bool]


class Shortcuts(TypedDict):
    """What ASGI's queue and its task between protocol and application cost, a busy chat pays for each message."""

    send_now: Callable[[Iterable[str]], bool]
    take_now: Callable[[Take], None]


class BoundedSocket(WebSocketsSansIOProtocol):
    """Pings, pongs and fragments never reach the application, so their budget is kept here."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._level = 2 * CONTROLS_A_SECOND
        self._seen = time.monotonic()
        self._abort: asyncio.TimerHandle | None = None
        self._take: Take | None = None

    def connection_lost(self, exc: Exception | None) -> None:
        if self._abort is not None:
            self._abort.cancel()
        super().connection_lost(exc)

    def on_task_complete(self, task: "asyncio.Task[None]") -> None:
        super().on_task_complete(task)
        # Closing waits for the buffers to empty; a peer that never reads would be waited for without end.
        if not self.disconnected:
            self._abort = self.loop.call_later(LAST_SECONDS, self.transport.abort)

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        if self.tasks:
            shortcuts = Shortcuts(send_now=self.send_now, take_now=self.take_now)
            self.scope["extensions"][SHORTCUTS] = cast(dict[object, object], shortcuts)

    def take_now(self, take: Take) -> None:
        """From now on `take` is offered each text that nothing waits in front of."""
        self._take = take

    def send_receive_event_to_app(self) -> None:
        if self._take is not None and self.curr_msg_data_type == "text" and self.queue.empty() and not self.close_sent:
            data = self.frames[0] if len(self.frames) == 1 else b"".join(self.frames)
            try:
                taken = self._take(data.decode())
            except UnicodeDecodeError:
                taken = False  # The usual way ends the socket for it.
            if taken:
                self.frames = []
                return
        super().send_receive_event_to_app()

    def send_now(self, texts: Iterable[str]) -> bool:
        """Text frames in one write. False, and nothing is written, when the peer does not read or the socket is closing."""
        if not self.writable.is_set() or self.disconnected or self.close_sent or not self.handshake_complete:
            return False
        try:
            for text in texts:
                self.conn.send_text(text.encode())
        except InvalidState:
            return False
        self.transport.write(b"".join(self.conn.data_to_send()))
        return True

    def handle_events(self) -> None:
        try:
            super().handle_events()
        except _Failed:
            self.frames = []
            self.handle_parser_exception()

    def handle_cont(self, event: Any) -> None:
        if len(self.frames) >= FRAGMENTS:
            self._fail(TOO_LARGE)
        super().handle_cont(event)

    def handle_ping(self) -> None:
        self._count()
        if self.writable.is_set():
            super().handle_ping()
        else:
            self.conn.data_to_send()  # Who does not read gets no pongs either.

    def handle_pong(self, event: Any) -> None:
        self._count()
        super().handle_pong(event)

    def _count(self) -> None:
        moment = time.monotonic()
        self._level = min(2 * CONTROLS_A_SECOND, self._level + (moment - self._seen) * CONTROLS_A_SECOND) - 1
        self._seen = moment
        if self._level < 0:
            self._fail(TOO_MANY)

    def _fail(self, code: int) -> None:
        self.conn.fail(code)
        raise _Failed

    async def send(self, message: Any) -> None:
        if message["type"] == "websocket.close":
            # Goes behind what is buffered already: a slow reader learns why when he reads on.
            self.writable.set()
        await super().send(message)


class _Failed(Exception):
    """The connection has been failed with a close code; the rest of what came is not looked at."""
