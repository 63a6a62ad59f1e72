"""Wake-ups between processes: in the process itself, or through Redis. Nothing rests on them; losing one costs a moment.

Publishing never waits: a Redis that is slow or away costs no request anything, and readers poll the database anyway.
"""

import asyncio
import contextlib
from collections.abc import Callable
from typing import Any, Protocol

import msgspec
import structlog

log = structlog.get_logger()

Message = dict[str, Any]
Listener = Callable[[Message], None]
CHANNEL = "fairlead"
QUEUE = 10_000


class Bus(Protocol):
    distributed: bool

    def listen(self, listener: Listener) -> None:
        """Calls `listener` for each message of *other* processes."""

    def publish(self, message: Message) -> None: ...

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    async def healthy(self) -> bool: ...


class LocalBus:
    """One process has nobody else to wake."""

    distributed = False

    def listen(self, listener: Listener) -> None:
        return None

    def publish(self, message: Message) -> None:
        return None

    async def start(self) -> None:
        return None

    async def stop(self) -> None:
        return None

    async def healthy(self) -> bool:
        return True


class RedisBus:
    """Redis pub/sub with a bounded queue outwards and a reader that comes back by itself."""

    distributed = True

    def __init__(self, url: str, node: str) -> None:
        from redis.asyncio import Redis
        from redis.asyncio.retry import Retry
        from redis.backoff import NoBackoff

        # No retries inside the client: the loops here decide when to try again.
        self._redis = Redis.from_url(
            url, socket_timeout=None, socket_connect_timeout=2, retry=Retry(NoBackoff(), 0), health_check_interval=0
        )
        self._node = node
        self._listeners: list[Listener] = []
        self._queue: asyncio.Queue[bytes] = asyncio.Queue(QUEUE)
        self._tasks: list[asyncio.Task[None]] = []

    def listen(self, listener: Listener) -> None:
        self._listeners.append(listener)

    def publish(self, message: Message) -> None:
        with contextlib.suppress(asyncio.QueueFull):
            self._queue.put_nowait(msgspec.json.encode({"node": self._node, **message}))

    async def start(self) -> None:
        self._tasks = [
            asyncio.create_task(self._send(), name="bus send"),
            asyncio.create_task(self._receive(), name="bus receive"),
        ]

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._redis.aclose()

    async def healthy(self) -> bool:
        try:
            async with asyncio.timeout(0.5):
                await self._redis.ping()
        except Exception:  # noqa: BLE001 - every failure of a foreign client means the same here
            return False
        return True

    async def _send(self) -> None:
        from redis.exceptions import RedisError

        while True:
            message = await self._queue.get()
            try:
                async with asyncio.timeout(2):
                    await self._redis.publish(CHANNEL, message)
            except (RedisError, OSError, TimeoutError):
                await asyncio.sleep(0.2)  # The message is gone; it was a wake-up only.

    async def _receive(self) -> None:
        from redis.exceptions import RedisError

        while True:
            try:
                async with self._redis.pubsub() as pubsub:
                    await pubsub.subscribe(CHANNEL)
                    async for item in pubsub.listen():
                        if item["type"] == "message":
                            self._hand_out(item["data"])
            except (RedisError, OSError, TimeoutError) as error:
                log.warning("redis is away, polling the database meanwhile", reason=type(error).__name__)
                await asyncio.sleep(0.5)

    def _hand_out(self, raw: bytes) -> None:
        try:
            message = msgspec.json.decode(raw)
        except msgspec.DecodeError:
            return
        if not isinstance(message, dict) or message.get("node") == self._node:
            return
        for listener in self._listeners:
            listener(message)


def bus_for(url: str, node: str) -> Bus:
    return RedisBus(url, node) if url else LocalBus()
