"""The socket's life as an ASGI application: origin, hello, frames, and an end with the right code."""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable
from typing import Any

from fairlead.infra import metrics
from fairlead.infra.web.sockets import SHORTCUTS, Shortcuts
from fairlead.kit.access import Actor, Caller
from fairlead.kit.clock import iso, now
from fairlead.kit.errors import Invalid, NotSignedIn, Problem
from fairlead.kit.texts import Texts
from fairlead.live import frames
from fairlead.live.commands import Commands
from fairlead.live.connection import FORBIDDEN, SESSION_GONE, TOO_MANY, Connection, Send, encode
from fairlead.live.hub import Hub
from fairlead.live.presence import Presence
from fairlead.people.sessions import Sessions
from fairlead.shield.rules import FILES_PER_MESSAGE, TEXT_BYTES, TEXT_CHARS, FileLimits

# The peer has left by itself: there is nobody to send a code to.
GONE = 1
HELLO_SECONDS = 10.0
HEARTBEAT_MS = 25_000
VERSION = 1

Receive = Callable[[], Awaitable[dict[str, Any]]]
_TOO_MUCH = Problem("too_many_requests", 429, retry_after=2)


class Budget:
    """How many frames a socket may send: so many a second, twice as many at once."""

    __slots__ = ("_level", "_rate", "_seen")

    def __init__(self, rate: float) -> None:
        self._rate = rate
        self._level = 2 * rate
        self._seen = time.monotonic()

    def left(self) -> bool:
        return self._level >= 1

    def spend(self) -> bool:
        moment = time.monotonic()
        self._level = min(2 * self._rate, self._level + (moment - self._seen) * self._rate) - 1
        self._seen = moment
        return self._level >= 0


class Endpoint:
    def __init__(
        self,
        *,
        commands: Commands,
        hub: Hub,
        presence: Presence,
        sessions: Sessions,
        texts: Texts,
        origins: Callable[[], frozenset[str]],
        caller_of: Callable[[dict[str, Any]], Caller],
        frame_rate: float,
        files: FileLimits,
    ) -> None:
        self._commands = commands
        self._hub = hub
        self._presence = presence
        self._sessions = sessions
        self._texts = texts
        self._origins = origins
        self._caller_of = caller_of
        self._rate = frame_rate
        self._limits = {
            "text_chars": TEXT_CHARS,
            "text_bytes": TEXT_BYTES,
            "files": FILES_PER_MESSAGE,
            "file_types": files.table(),
        }

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        await receive()
        if not self._own_origin(scope):
            metrics.REFUSED.labels("foreign_origin").inc()
            await send({"type": "websocket.close", "code": FORBIDDEN})
            return
        await send({"type": "websocket.accept"})
        budget = Budget(self._rate)
        connection = await self._hello(scope, receive, send, budget)
        if connection is None:
            return
        self._hub.add(connection)
        try:
            if connection.actor.kind == "agent":
                await self._presence.arrived(connection.actor.id)
            await self._frames(connection, receive, budget, scope["extensions"][SHORTCUTS])
        except Problem:
            connection.close(1011)
        finally:
            self._hub.remove(connection)
            await connection.settle()

    def _own_origin(self, scope: dict[str, Any]) -> bool:
        found = [value for name, value in scope["headers"] if name == b"origin"]
        return len(found) == 1 and found[0].decode("latin-1") in self._origins()

    async def _hello(self, scope: dict[str, Any], receive: Receive, send: Send, budget: Budget) -> Connection | None:
        """The signed-in connection after a good `hello`; None when there was none in time, with the socket closed."""
        locale, code = "en", SESSION_GONE
        try:
            async with asyncio.timeout(HELLO_SECONDS):
                while True:
                    message = await receive()
                    if message["type"] == "websocket.disconnect":
                        return None
                    value: Any = None
                    if not budget.spend():
                        await send(_frame(self._commands.error(_TOO_MUCH, locale)))
                        code = TOO_MANY
                        break
                    try:
                        value = frames.parse(_text_of(message))
                        frame = frames.frame_from(value)
                        if not isinstance(frame, frames.Hello):
                            raise Problem("hello_first")
                        locale = self._texts.choose(frame.locale)
                        if frame.version != VERSION:
                            raise Invalid("unsupported_version", version=VERSION)
                        actor = await self._actor(frame)
                    except NotSignedIn as problem:
                        await send(_frame(self._commands.error(problem, locale, value)))
                        break
                    except Problem as problem:
                        await send(_frame(self._commands.error(problem, locale, value)))
                        continue
                    send_now, caller = scope["extensions"][SHORTCUTS]["send_now"], self._caller_of(scope)
                    connection = Connection(send, actor, locale, send_now=send_now, caller=caller)
                    connection.push(encode(self._welcome(actor, frame)))
                    return connection
        except TimeoutError:
            pass
        with contextlib.suppress(Exception):
            await send({"type": "websocket.close", "code": code})
        return None

    async def _actor(self, frame: frames.Hello) -> Actor:
        if frame.ticket is not None:
            return await self._sessions.redeem(frame.ticket)
        return await self._sessions.actor(frame.session or "", "customer")

    def _welcome(self, actor: Actor, frame: frames.Hello) -> dict[str, Any]:
        me = {"kind": actor.kind, "id": actor.id, "name": actor.name, "verified": actor.verified}
        welcome = {"type": "welcome", "version": VERSION, "heartbeat_ms": HEARTBEAT_MS, "limits": self._limits}
        welcome |= {"me": me, "time": iso(now())}
        return welcome | ({"ref": frame.id} if frame.id is not None else {})

    async def _frames(self, connection: Connection, receive: Receive, budget: Budget, shortcuts: Shortcuts) -> None:
        """Reads until the peer leaves or we close. Frames are counted: over the budget the socket ends with 4429."""
        handle, handle_now = self._commands.handle, self._commands.handle_now
        reader = asyncio.current_task()
        idle = False

        def take(text: str) -> bool:
            # While a frame is still at work the next one waits behind it.
            return idle and not connection.closed and budget.left() and handle_now(connection, text) and budget.spend()

        def wake() -> None:
            if reader is not None:
                reader.cancel()

        # Whoever closes the connection wakes this loop, which may be waiting for a silent peer.
        connection.on_close = wake
        shortcuts["take_now"](take)
        try:
            while not connection.closed:
                idle = True
                message = await receive()
                idle = False
                if message["type"] == "websocket.disconnect":
                    connection.on_close = None
                    connection.close(GONE)
                    return
                if not budget.spend():
                    self._too_many(connection)
                    return
                text = message.get("text")
                if text is None:
                    self._commands.refuse(connection, Problem("text_expected"))
                else:
                    await handle(connection, text)
        except asyncio.CancelledError:
            if not connection.closed:
                raise  # Not ours: the server is going down.
            if reader is not None:
                reader.uncancel()
        finally:
            connection.on_close = None

    def _too_many(self, connection: Connection) -> None:
        self._commands.refuse(connection, _TOO_MUCH)
        connection.on_close = None
        connection.leave(TOO_MANY)


def _text_of(message: dict[str, Any]) -> str:
    text = message.get("text")
    if not isinstance(text, str):
        raise Problem("text_expected")
    return text


def _frame(value: dict[str, Any]) -> dict[str, Any]:
    return {"type": "websocket.send", "text": encode(value)}
