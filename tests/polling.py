"""The long-poll of docs/protocol.md section 2.6 behind the face of a `websockets` connection, so that one suite runs over both.

It is written from that page alone, as a stranger's would be.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import httpx
import websockets

WAIT = 25
# An answer that was lost is asked for again this often before the line counts as dead, as a cut socket would.
TRIES = 2


class PollConnection:
    """Sends frames in order, gives out each answer frame once, and knows the close code at the end."""

    def __init__(self, http: httpx.AsyncClient, address: str) -> None:
        self._http = http
        self._address = f"{address}/api/live/{uuid4()}"
        self._key: str | None = None
        self._sent = 0
        self._after = 0
        self._frames: asyncio.Queue[str | None] = asyncio.Queue()
        self._sending = asyncio.Lock()
        self._done = asyncio.Event()
        self._receiver: asyncio.Task[None] | None = None
        self.close_code: int | None = None
        self.doubled = 0

    async def send(self, frame: str | bytes) -> None:
        """Returns when the server has taken it. Raises ConnectionClosed."""
        await self.send_together([frame])

    async def send_together(self, frames: list[str | bytes]) -> None:
        """As `send`, in one request."""
        texts = [frame if isinstance(frame, str) else None for frame in frames]
        async with self._sending:
            if self._done.is_set():
                raise websockets.ConnectionClosedError(None, None)
            body: dict[str, Any] = {"first": self._sent + 1, "frames": texts}
            if self._key is None:
                answer = await self._ask(body | {"after": 0, "wait": 0})
                if answer is None:
                    raise websockets.ConnectionClosedError(None, None)
                self._key = answer["key"]
                self._keep(answer)
                self._receiver = asyncio.create_task(self._receive())
            else:
                while (answer := await self._ask(body | {"key": self._key})) and answer["taken"] < self._sent + len(
                    texts
                ):
                    await asyncio.sleep(0.02)
            self._sent += len(texts)

    async def _receive(self) -> None:
        while not self._done.is_set():
            answer = await self._ask({"key": self._key, "after": self._after, "wait": WAIT})
            if answer is not None:
                self._keep(answer)

    def _keep(self, answer: dict[str, Any]) -> None:
        for number, text in enumerate(answer["frames"], answer["first"]):
            if number <= self._after:
                self.doubled += 1
                continue
            assert number == self._after + 1, "a frame was left out"
            self._after = number
            self._frames.put_nowait(text)
        if "closed" in answer:
            self._end(answer["closed"])

    async def _ask(self, body: dict[str, Any]) -> dict[str, Any] | None:
        for attempt in range(TRIES):
            try:
                answer = await self._http.post(self._address, json=body, timeout=WAIT + 10)
            except httpx.HTTPError:
                # The opening cannot be repeated: without the key nobody can prove whose it is.
                if self._key is None or attempt == TRIES - 1:
                    break
                await asyncio.sleep(0.02)
                continue
            if answer.status_code == 200:
                found: dict[str, Any] = answer.json()
                return found
            break
        self._end(1006)
        return None

    def _end(self, code: int) -> None:
        if not self._done.is_set():
            self.close_code = code
            self._done.set()
            self._frames.put_nowait(None)

    def __aiter__(self) -> AsyncIterator[str]:
        return self._each()

    async def _each(self) -> AsyncIterator[str]:
        while (text := await self._frames.get()) is not None:
            yield text

    async def wait_closed(self) -> None:
        await self._done.wait()

    async def close(self) -> None:
        if not self._done.is_set() and self._key is not None:
            with contextlib.suppress(httpx.HTTPError):
                await self._http.post(self._address, json={"key": self._key, "leave": True}, timeout=5)
        self._end(1000)
        if self._receiver is not None:
            self._receiver.cancel()
            await asyncio.gather(self._receiver, return_exceptions=True)
        await self._http.aclose()
