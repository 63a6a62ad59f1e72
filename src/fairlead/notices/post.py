"""One notice to one push service over HTTP, and what its answer means."""

import asyncio
from typing import Any

import httpx

from fairlead.infra.jobs import GiveUp, TryLater
from fairlead.kit.errors import Invalid
from fairlead.notices.encrypt import encrypt
from fairlead.notices.rules import Services, decoded
from fairlead.notices.sign import Vapid
from fairlead.notices.store import Address

POST_SECONDS = 15.0
# A notice that reached nobody within a day is stale.
KEEP_SECONDS = 24 * 3600
LONGEST_WAIT = 3600


class Gone(Exception):
    """The browser has taken its subscription back, or the service has forgotten it."""


class Post:
    """Keeps connections to the services open. Redirects are not followed: the list of services is the whole list."""

    def __init__(self, services: Services, vapid: Vapid) -> None:
        self._services = services
        self._vapid = vapid
        self._client: httpx.AsyncClient | None = None
        self._opening = asyncio.Lock()

    async def close(self) -> None:
        if self._client is not None:
            await self._client.aclose()
            self._client = None

    async def _open(self) -> httpx.AsyncClient:
        """The certificates take a while to load: only where there is something to send, and once."""
        async with self._opening:
            if self._client is None:
                self._client = await asyncio.to_thread(httpx.AsyncClient, timeout=POST_SECONDS)
            return self._client

    async def send(self, address: Address, plain: bytes, *, topic: str) -> None:
        """Hands a notice over; a later one of the same topic takes its place while the service still holds it.

        Raises Gone, GiveUp when trying again cannot help, TryLater when it may. No reason names the address.
        """
        try:
            origin = self._services.origin_of(address.endpoint)
        except Invalid:
            raise GiveUp("the push service is not in FAIRLEAD_PUSH_SERVICES any more") from None
        body = encrypt(plain, browser=decoded(address.p256dh), auth=decoded(address.auth))
        headers = {
            "Authorization": self._vapid.authorization(origin),
            "Content-Type": "application/octet-stream",
            "Content-Encoding": "aes128gcm",
            "TTL": str(KEEP_SECONDS),
            "Topic": topic,
            "Urgency": "high",
        }
        client = await self._open()
        try:
            async with asyncio.timeout(POST_SECONDS):
                answer = await client.post(address.endpoint, content=body, headers=headers)
        except (httpx.HTTPError, TimeoutError) as error:
            raise TryLater(f"the push service could not be reached: {type(error).__name__}") from None
        _judge(answer)


def _judge(answer: Any) -> None:
    status = answer.status_code
    if status in (404, 410):
        raise Gone
    if status == 429 or status >= 500:
        wait = answer.headers.get("retry-after", "")
        seconds = min(int(wait), LONGEST_WAIT) if wait.isdecimal() and wait.isascii() and len(wait) < 10 else 0
        raise TryLater(f"the push service answered {status}", seconds=seconds)
    if not 200 <= status < 300:
        raise GiveUp(f"the push service answered {status}")
