"""A client that does not give up: sends each message under its client id until the ack comes, resumes, and never skips.

It is written from docs/protocol.md alone, as a stranger's would be.
"""

import asyncio
import contextlib
import random
from collections import deque
from typing import Any
from uuid import uuid4

import httpx
import websockets

from tests.harness import Client, Frame, Gone, Socket
from tests.history import Ask, History, Seen

# What a broken line, a dying server or a slow start may raise. Anything else is a fault of the test.
BROKEN = (Gone, OSError, TimeoutError, EOFError, websockets.WebSocketException, httpx.HTTPError)
AGAIN = frozenset({"unavailable", "storage_unavailable", "too_many_requests"})
WINDOW = 3


class Device:
    """Sends what is put into it and watches one conversation; reconnects as long as it runs."""

    def __init__(
        self, client: Client, history: History, name: str, *, conversation: str | None = None, agent: bool = False
    ) -> None:
        self.client = client
        self.history = history
        self.name = name
        self.agent = agent
        self.conversation = conversation
        self.url: str | None = None
        self.pending: deque[Ask] = deque()
        self.seen: Seen | None = None
        self.counter = 0
        self.connects = 0
        self.resyncs = 0
        self.close_codes: list[int | None] = []
        self._stopping = False
        self._news = asyncio.Event()

    def say(self, text: str | None = None, *, client_id: str | None = None) -> Ask:
        """Puts a message into the outbox."""
        self.counter += 1
        ask = self.history.ask(self.name, client_id or str(uuid4()), text or f"{self.name} #{self.counter}")
        self.pending.append(ask)
        self._news.set()
        return ask

    @property
    def last(self) -> int:
        return self.seen.entries[-1]["number"] if self.seen and self.seen.entries else 0

    async def run(self) -> None:
        while not self._stopping:
            with contextlib.suppress(*BROKEN):
                await self._life()
            if not self._stopping:
                await asyncio.sleep(0.02)

    async def chatter(self, rng: random.Random, *, pause: float = 0.03) -> None:
        """Keeps the outbox filled until stopped."""
        while not self._stopping:
            if len(self.pending) < 2 * WINDOW:
                self.say()
            await asyncio.sleep(rng.random() * pause)

    async def drained(self, *, seconds: float = 60) -> None:
        """Waits until everything asked is answered."""
        async with asyncio.timeout(seconds):
            while self.pending:
                await asyncio.sleep(0.02)

    async def caught_up(self, last: int, *, seconds: float = 60) -> None:
        try:
            async with asyncio.timeout(seconds):
                while self.last < last:
                    await asyncio.sleep(0.02)
        except TimeoutError:
            raise AssertionError(f"{self.name} stands at {self.last}, not at {last}") from None

    async def stop(self) -> None:
        self._stopping = True
        self._news.set()

    async def _life(self) -> None:
        """One socket: hello, resume, then send and take until it ends."""
        async with asyncio.timeout(15):
            socket = await self.client.open(url=self.url)
        self.connects += 1
        try:
            await self._subscribe(socket)
            await self._talk(socket)
        finally:
            self.close_codes.append(socket.close_code)
            self.client.sockets.remove(socket)
            await socket.close()

    async def _subscribe(self, socket: Socket) -> None:
        if self.conversation is None:
            return
        if self.seen is None:
            self.seen = self.history.watch(self.name, self.conversation, public=not self.agent)
        await socket.send({"type": "subscribe", "id": "s", "conversation": self.conversation, "after": self.last})

    async def _talk(self, socket: Socket) -> None:
        sent: dict[str, Ask] = {}
        taken = 0
        while not self._stopping:
            if socket.close_code is not None:
                raise Gone
            if self.seen is None:
                await self._subscribe(socket)  # It was told which conversation while it was connected.
            for frame in socket.frames[taken:]:
                taken += 1
                await self._take(socket, frame, sent)
            # A conversation is started by one message; the rest follows when it is known.
            window = WINDOW if self.conversation is not None else 1
            for ask in list(self.pending)[:window]:
                if ask.client_id not in sent and len(sent) < window:
                    sent[ask.client_id] = ask
                    frame = {"type": "send", "client_id": ask.client_id, "text": ask.text}
                    await socket.send({**frame, "conversation": self.conversation})
            await self._wait(socket, taken)

    async def _wait(self, socket: Socket, taken: int) -> None:
        self._news.clear()

        async def frames() -> None:
            async with socket._news:
                await socket._news.wait_for(lambda: len(socket.frames) > taken or socket.close_code is not None)

        waits = [asyncio.ensure_future(frames()), asyncio.ensure_future(self._news.wait())]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED, timeout=1)
        finally:
            for wait in waits:
                wait.cancel()
            await asyncio.gather(*waits, return_exceptions=True)

    async def _take(self, socket: Socket, frame: Frame, sent: dict[str, Ask]) -> None:
        kind = frame["type"]
        if kind == "ack" and frame["client_id"] in sent:
            await self._acked(socket, sent.pop(frame["client_id"]), frame)
        elif kind == "error":
            assert frame["code"] in AGAIN, frame
            ask = sent.pop(frame.get("client_id", ""), None)
            if ask is None:
                raise Gone(frame)  # The subscription was refused: begin again.
            ask.put_off = True
            await asyncio.sleep(0.1)
        elif kind == "entry" and self.seen is not None:
            await self._took(socket, frame["entry"])
        elif kind == "subscribed" and frame["resync"]:
            self.resyncs += 1
            await self._page(frame["from"])

    async def _page(self, below: int) -> None:
        """Too much was missed to be sent again: what lies below the first number that comes is asked for by HTTP."""
        assert self.seen is not None
        faces = "/api/desk/conversations" if self.agent else "/api/conversations"
        missed: list[dict[str, Any]] = []
        while below > self.last + 1:
            answer = await self.client.http.get(
                f"{faces}/{self.conversation}/entries", params={"before": below, "limit": 100}
            )
            page = answer.raise_for_status().json()["entries"]
            assert page, f"{self.name} found nothing below {below}, and stands at {self.last}"
            missed = [entry for entry in page if entry["number"] > self.last] + missed
            below = page[0]["number"]
        self.seen.entries.extend(missed)

    async def _acked(self, socket: Socket, ask: Ask, frame: dict[str, Any]) -> None:
        ask.acks.append(frame)
        if self.pending and self.pending[0] is ask:
            self.pending.popleft()
        else:
            self.pending.remove(ask)
        if self.conversation is None:
            self.conversation = frame["conversation"]
            await self._subscribe(socket)

    async def _took(self, socket: Socket, entry: dict[str, Any]) -> None:
        """Dense or not at all: a gap is asked for, what is there already is not taken twice."""
        assert self.seen is not None
        if entry["number"] == self.last + 1:
            self.seen.entries.append(entry)
        else:
            # The server promises each number once per subscription, so this is a fault of its own.
            raise AssertionError(f"{self.name} at {self.last} got {entry['number']}")
