"""One device on the live protocol, written from docs/protocol.md alone: sends until acknowledged, resumes, skips nothing."""

import asyncio
import contextlib
import json
import time
from collections.abc import Awaitable, Callable
from typing import Any

import websockets
from websockets.typing import Origin

from fairlead.kit.ids import new_uuid

Frame = dict[str, Any]
# What goes into `hello`: a customer's session, or a ticket of an agent, which is good for one socket.
Credentials = Callable[[], Awaitable[Frame]]

BACK_SECONDS = 1.0
# The server's word for "the same once more, a little later".
AGAIN = frozenset({"unavailable", "storage_unavailable", "too_many_requests"})


class Refused(Exception):
    """The server's answer to something that will not get better by repeating; the argument is its code."""


class Line:
    """`hear` gets every frame that is no answer, and for an `entry` whether it came live or was caught up with; `acked` gets
    each ack of a message with the moment (of the monotonic clock) at which it went out first."""

    def __init__(
        self,
        url: str,
        origin: str,
        credentials: Credentials,
        *,
        hear: Callable[[Frame, bool], None],
        acked: Callable[[Frame, float], None],
    ) -> None:
        self._url = url
        self._origin = Origin(origin)
        self._credentials = credentials
        self._hear = hear
        self._acked = acked
        self._socket: Any = None
        self._outbox: dict[str, tuple[Frame, asyncio.Future[Frame]]] = {}
        # Conversation → (last number held, last number that stood there when it was subscribed to).
        self._places: dict[str, tuple[int, int]] = {}
        self._workspace = False
        self._ended = False
        self.doubled = 0
        self.skipped = 0
        self.connects = 0

    @property
    def unacknowledged(self) -> int:
        return len(self._outbox)

    def end(self) -> None:
        """From here on nothing new is sent: who wants to, waits until he is cancelled."""
        self._ended = True

    async def drained(self) -> None:
        """Returns when everything that was sent has its answer."""
        while waiting := [answer for _, answer in self._outbox.values()]:
            await asyncio.wait(waiting)
            await asyncio.sleep(0)  # Whoever waited for it takes it out.

    async def run(self) -> None:
        """Until cancelled; a broken line is taken up again."""
        while True:
            with contextlib.suppress(OSError, TimeoutError, EOFError, websockets.WebSocketException):
                await self._life()
            self._socket = None
            await asyncio.sleep(BACK_SECONDS)

    async def send(self, kind: str, **fields: Any) -> Frame:
        """Anything with a client id; its ack. Raises Refused."""
        if self._ended:
            await asyncio.Event().wait()
        client_id = new_uuid()
        frame = {"type": kind, "client_id": client_id, **fields}
        answer: asyncio.Future[Frame] = asyncio.get_running_loop().create_future()
        self._outbox[client_id] = (frame, answer)
        since = time.monotonic()
        await self.tell(frame)
        try:
            ack = await answer
        finally:
            self._outbox.pop(client_id, None)
        if kind == "send":
            self._acked(ack, since)
        return ack

    async def subscribe(self, conversation: str) -> None:
        self._places[conversation] = (0, 0)
        await self.tell({"type": "subscribe", "conversation": conversation, "after": 0})

    async def watch_workspace(self) -> None:
        self._workspace = True
        await self.tell({"type": "subscribe", "workspace": True})

    async def unsubscribe(self, conversation: str) -> None:
        if self._places.pop(conversation, None) is not None:
            await self.tell({"type": "unsubscribe", "conversation": conversation})

    async def tell(self, frame: Frame) -> None:
        """Now or, for what must not be lost, after the next welcome."""
        if self._socket is not None:
            with contextlib.suppress(websockets.ConnectionClosed):
                await self._socket.send(json.dumps(frame, ensure_ascii=False))

    async def _life(self) -> None:
        async with websockets.connect(self._url, origin=self._origin, compression=None, open_timeout=30) as socket:
            hello = {"type": "hello", "version": 1, **await self._credentials()}
            await socket.send(json.dumps(hello))
            while json.loads(await socket.recv())["type"] != "welcome":
                pass
            self._socket = socket
            self.connects += 1
            await self._resume()
            async for text in socket:
                await self._take(json.loads(text))

    async def _resume(self) -> None:
        if self._workspace:
            await self.tell({"type": "subscribe", "workspace": True})
        for conversation, (last, _) in list(self._places.items()):
            await self.tell({"type": "subscribe", "conversation": conversation, "after": last})
        for frame, _ in list(self._outbox.values()):
            await self.tell(frame)

    async def _take(self, frame: Frame) -> None:
        kind = frame["type"]
        if kind == "ack":
            self._answer(frame["client_id"], frame)
        elif kind == "error":
            await self._refused(frame)
        elif kind == "subscribed":
            conversation = frame["conversation"]["id"]
            if conversation in self._places:
                self._places[conversation] = (frame["from"] - 1, frame["last"])
            self._hear({"type": "conversation", "conversation": frame["conversation"]}, False)
        elif kind == "entry":
            await self._entry(frame)
        else:
            self._hear(frame, True)

    async def _entry(self, frame: Frame) -> None:
        conversation, number = frame["conversation"], frame["entry"]["number"]
        if conversation not in self._places:
            return
        last, there = self._places[conversation]
        if number <= last:
            self.doubled += 1
        elif number > last + 1:
            self.skipped += 1
            await self.tell({"type": "subscribe", "conversation": conversation, "after": last})
        else:
            self._places[conversation] = (number, there)
            self._hear(frame, number > there)

    def _answer(self, client_id: str, frame: Frame | Refused) -> None:
        _, answer = self._outbox.get(client_id, (None, None))
        if answer is None or answer.done():
            return
        if isinstance(frame, Refused):
            answer.set_exception(frame)
        else:
            answer.set_result(frame)

    async def _refused(self, frame: Frame) -> None:
        client_id, code = frame.get("client_id"), frame["code"]
        if client_id not in self._outbox:
            return
        if code in AGAIN:
            again = self._outbox[client_id][0]
            later = asyncio.get_running_loop().call_later
            later(frame.get("retry_after") or BACK_SECONDS, lambda: asyncio.ensure_future(self.tell(again)))
        else:
            self._answer(client_id, Refused(code))
