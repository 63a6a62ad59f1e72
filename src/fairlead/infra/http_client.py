"""Requests to systems outside: bounded in time and size, no redirects, nothing unpacked, nothing taken from the environment."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from fairlead.infra.reach import Reach

MOST_BYTES = 1024 * 1024


class Reply(NamedTuple):
    status: int
    # Names in small letters.
    headers: Mapping[str, str]
    body: bytes


class Coming(NamedTuple):
    """A reply whose body is still on its way, in pieces of any size."""

    status: int
    headers: Mapping[str, str]
    pieces: AsyncIterator[bytes]


class NoReply(Exception):
    """Nobody answered, not in time, or not in the language of HTTP; what was sent may have arrived. No reason names an
    address."""


class HttpClient:
    """Keeps connections open between requests. Without `reach` it goes wherever it is told, as the operator's own addresses
    want it; whoever takes an address from anybody else gives one, and requests go to public machines only."""

    def __init__(
        self,
        *,
        seconds: float,
        reach: "Callable[[], Reach] | None" = None,
        trust: Callable[[], ssl.SSLContext] = ssl.create_default_context,
    ) -> None:
        self._seconds = seconds
        self._make_reach = reach
        self._reach: Reach | None = None
        self._trust = trust
        self._pool: Any = None
        self._opening = asyncio.Lock()

    async def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Reply:
        """Raises NoReply; any status is a reply, a redirect too."""
        with _refused():
            async with asyncio.timeout(self._seconds), self._asked(url, body, headers) as answer:
                told = _told(answer)
                return Reply(answer.status, told, b"".join([piece async for piece in _read(answer, told)]))

    @asynccontextmanager
    async def stream(self, url: str, body: bytes, headers: Mapping[str, str]) -> AsyncIterator[Coming]:
        """The same, read while it comes: `pieces` raises NoReply too. How long it may take in all, the caller says."""
        async with AsyncExitStack() as open_now:
            with _refused():
                answer = await open_now.enter_async_context(self._asked(url, body, headers))
            told = _told(answer)
            yield Coming(answer.status, told, _guarded(_read(answer, told)))

    @asynccontextmanager
    async def _asked(self, url: str, body: bytes, headers: Mapping[str, str]) -> AsyncIterator[Any]:
        pool = await self._open()
        if self._reach is not None:
            self._reach.check(url)
        async with pool.stream("POST", url, content=body, headers=dict(headers)) as answer:
            yield answer

    async def close(self) -> None:
        if self._pool is not None:
            await self._pool.aclose()
            self._pool = None

    async def _open(self) -> Any:
        # Loaded late: most installations ask nobody. The system's certificates take a moment to read.
        import httpcore

        async with self._opening:
            if self._pool is None:
                trust = await asyncio.to_thread(self._trust)
                self._reach = self._make_reach() if self._make_reach else None
                self._pool = httpcore.AsyncConnectionPool(
                    ssl_context=trust, network_backend=self._reach, max_connections=100, keepalive_expiry=5.0
                )
            return self._pool


@contextmanager
def _refused() -> Iterator[None]:
    """Raises NoReply for whatever the network and what speaks on it may raise."""
    import httpcore

    try:
        yield
    except TimeoutError:
        raise NoReply("no answer in time") from None
    except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException) as error:
        raise NoReply(type(error).__name__) from None
    except (httpcore.UnsupportedProtocol, httpcore.ProxyError, TypeError, ValueError) as error:
        raise NoReply(type(error).__name__) from None


def _told(answer: Any) -> dict[str, str]:
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in answer.headers}


async def _guarded(pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    with _refused():
        async for piece in pieces:
            yield piece


async def _read(answer: Any, headers: Mapping[str, str]) -> AsyncIterator[bytes]:
    """Raises NoReply for what is too much, or packed: we ask for nothing packed, and a bomb is no answer."""
    if headers.get("content-encoding", "identity").lower() != "identity":
        raise NoReply("the answer is packed")
    held = 0
    async for chunk in answer.aiter_stream():
        held += len(chunk)
        if held > MOST_BYTES:
            raise NoReply("the answer is too large")
        yield chunk
