"""Requests to systems outside: bounded in time and size, no redirects, nothing taken from the environment."""

import asyncio
import ssl
from collections.abc import Mapping
from typing import Any, NamedTuple

MOST_BYTES = 1024 * 1024


class Reply(NamedTuple):
    status: int
    headers: Mapping[str, str]
    body: bytes


class NoReply(Exception):
    """Nobody answered, not in time, or not in the language of HTTP; what was sent may have arrived."""


class HttpClient:
    """Keeps connections open between requests. It goes wherever it is told: who takes an address from anyone but the operator
    looks at it first."""

    def __init__(self, *, seconds: float) -> None:
        self._seconds = seconds
        self._client: Any = None
        self._opening = asyncio.Lock()

    async def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Reply:
        """Raises NoReply; any status is a reply."""
        import httpx

        client = await self._open()
        try:
            async with (
                asyncio.timeout(self._seconds),
                client.stream("POST", url, content=body, headers=dict(headers)) as answer,
            ):
                held = bytearray()
                async for chunk in answer.aiter_bytes():
                    held += chunk
                    if len(held) > MOST_BYTES:
                        raise NoReply("the answer is too large")
                return Reply(answer.status_code, answer.headers, bytes(held))
        except TimeoutError:
            raise NoReply("no answer in time") from None
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise NoReply(type(error).__name__) from None

    async def close(self) -> None:
        if self._client is not None:
            await self._client.aclose()
            self._client = None

    async def _open(self) -> Any:
        # Loaded late: most installations ask nobody. The system's certificates take a moment to read.
        import httpx

        async with self._opening:
            if self._client is None:
                trust = await asyncio.to_thread(ssl.create_default_context)
                self._client = httpx.AsyncClient(
                    timeout=self._seconds, verify=trust, trust_env=False, follow_redirects=False
                )
            return self._client
