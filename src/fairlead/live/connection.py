"""One open socket: what it watches, what waits to be sent, and when it is too slow."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import msgspec

from fairlead.infra import metrics
from fairlead.kit.access import NOBODY, Actor, Caller

# What may wait for a slow reader, beyond what the system's own buffers hold.
QUEUE_BYTES = 256 * 1024
# From here on timelines are read from the database at the reader's pace, instead of pushed.
FLOW_BYTES = 64 * 1024
# So long may a reader take nothing at all while something waits for him.
PATIENCE = 10.0
CLOSE_SECONDS = 2.0
# So long may a receipt wait for something that goes out anyway.
LATER_SECONDS = 0.1

SESSION_GONE, FORBIDDEN, SLOW, TOO_MANY = 4401, 4403, 4408, 4429

Send = Callable[[dict[str, Any]], Awaitable[None]]
# Writes text frames at once and together; False when the peer does not read or is gone.
SendNow = Callable[[Sequence[str]], bool]


_encoder = msgspec.json.Encoder()


def encode(frame: dict[str, Any] | list[dict[str, Any]]) -> str:
    return _encoder.encode(frame).decode()


class Subscription:
    """Where a socket stands in one conversation. `wanted` above `last` means entries are to be fetched."""

    __slots__ = ("head", "head_last", "last", "loading", "place", "waiting_since", "wanted")

    def __init__(self, last: int) -> None:
        self.last = last
        self.wanted = last
        self.loading = False
        # What of the head the peer was told last, as far as he may see it, and at which of his numbers.
        self.head: tuple[Any, ...] = ()
        self.head_last = 0
        # The one field that moves both with the entries he is sent and with what he may not see.
        self.waiting_since: int | None = None
        # What the peer was told last of his place in the line, see routing/tell_places.py; None: nothing that still holds.
        self.place: tuple[Any, ...] | None = None


class Connection:
    __slots__ = (
        "_draining",
        "_farewell",
        "_flush_due",
        "_later",
        "_queue",
        "_queued",
        "_send",
        "_send_now",
        "actor",
        "brand_id",
        "caller",
        "closed",
        "locale",
        "on_close",
        "room",
        "subscriptions",
        "typed",
        "waiting",
        "workspace",
    )

    def __init__(self, send: Send, actor: Actor, locale: str, *, send_now: SendNow, caller: Caller = NOBODY) -> None:
        self._send = send
        self._send_now = send_now
        self._queue: deque[str] = deque()
        self._queued = 0
        self._flush_due = False
        self._later: asyncio.TimerHandle | None = None
        self._draining: asyncio.Task[None] | None = None
        self._farewell = 0
        self.actor = actor
        self.brand_id = next(iter(actor.brands), "") if actor.kind == "customer" else ""
        self.locale = locale
        self.caller = caller
        self.subscriptions: dict[str, Subscription] = {}
        self.workspace = False
        self.closed = 0
        # Sends that wait for their commit; the reader pauses at a limit.
        self.waiting = 0
        self.room: asyncio.Future[None] | None = None
        self.typed: dict[str, tuple[bool, float]] | None = None
        self.on_close: Callable[[], None] | None = None

    @property
    def public(self) -> bool:
        return self.actor.kind == "customer"

    def push(self, text: str) -> None:
        """Sends soon, in order. A reader that lets too much pile up is closed with 4408 and resumes later."""
        if self._enqueue(text) and not self._flush_due:
            self._flush_due = True
            asyncio.get_running_loop().call_soon(self._flush)

    def push_later(self, text: str) -> None:
        """As `push`, for what is no news to anybody who waits: it goes out with the next frame, or alone a little later."""
        if self._enqueue(text) and not self._flush_due and self._later is None:
            self._later = asyncio.get_running_loop().call_later(LATER_SECONDS, self._flush)

    def _enqueue(self, text: str) -> bool:
        """True when somebody has to see to it that it is sent; a slow reader's task does so by itself."""
        if self.closed:
            return False
        self._queue.append(text)
        self._queued += _weight(text)
        if self._draining is None:
            return True
        if self._queued > QUEUE_BYTES:
            self.close(SLOW)
        return False

    def _flush(self) -> None:
        """Everything that was pushed in this turn of the loop goes out in one write; a task is for slow readers only."""
        self._flush_due = False
        if self._later is not None:
            self._later.cancel()
            self._later = None
        if self.closed or not self._queue or self._draining is not None:
            return
        if self._send_now(self._queue):
            self._queue.clear()
            self._queued = 0
        else:
            self._draining = asyncio.create_task(self._drain())
            if self._queued > QUEUE_BYTES:
                self.close(SLOW)

    @property
    def congested(self) -> bool:
        return self._queued > FLOW_BYTES

    async def flow(self) -> None:
        """Waits while much is queued. Who takes nothing for ten seconds is closed with 4408."""
        while self.congested and not self.closed:
            self._flush()
            before = self._queued
            if self._draining is not None:
                done, _ = await asyncio.wait([self._draining], timeout=PATIENCE)
                if not done and self._queued >= before:
                    self.close(SLOW)

    async def _drain(self) -> None:
        queue = self._queue
        try:
            while queue and not self.closed:
                text = queue.popleft()
                await self._send({"type": "websocket.send", "text": text})
                self._queued -= _weight(text)
        except Exception:  # noqa: BLE001 - however the peer went, it is gone
            self.close(1006)
        finally:
            self._draining = None

    def close(self, code: int) -> None:
        """Marks the socket closed; the reader's loop sends the code and ends."""
        if not self.closed:
            self.closed = code
            metrics.CLOSED.labels(str(code)).inc()
            self._queue.clear()
            if self.on_close is not None:
                self.on_close()

    def leave(self, code: int) -> None:
        """As `close`, but what waits is sent before: the peer is told why."""
        if not self.closed:
            metrics.CLOSED.labels(str(code)).inc()
            self._farewell = code

    async def settle(self) -> None:
        """Sends what waits and, when it was we who closed, the close code; never waits long for a dead peer."""
        try:
            async with asyncio.timeout(CLOSE_SECONDS):
                self._flush()
                if self._draining is not None and self.closed != SLOW:
                    await asyncio.wait([self._draining], timeout=CLOSE_SECONDS / 2)
                code = self.closed or self._farewell
                if code >= 1000 and code != 1006:
                    await self._send({"type": "websocket.close", "code": code})
        except Exception:  # noqa: BLE001 - the peer is gone already, and that is what we wanted
            return
        finally:
            if self._draining is not None:
                self._draining.cancel()


def _weight(text: str) -> int:
    """Bytes of UTF-8, near enough: at most, for what is not ASCII."""
    return len(text) if text.isascii() else 3 * len(text)
