"""One notice to one push service over HTTP, and what its answer means."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from fairlead.infra.http_client import HttpClient, NoReply, Reply
from fairlead.infra.jobs import GiveUp, TryLater
from fairlead.kit.errors import Invalid
from fairlead.notices.encrypt import encrypt
from fairlead.notices.rules import Services, decoded
from fairlead.notices.sign import Vapid
from fairlead.notices.store import Address

if TYPE_CHECKING:
    from fairlead.infra.reach import Reach

POST_SECONDS = 15.0
# A notice that reached nobody within a day is stale.
KEEP_SECONDS = 24 * 3600
LONGEST_WAIT = 3600


class Gone(Exception):
    """The browser has taken its subscription back, or the service has forgotten it."""


class Post:
    """Redirects are not followed: the list of services is the whole list."""

    def __init__(self, services: Services, vapid: Vapid, *, reach: "Callable[[], Reach] | None" = None) -> None:
        self._services = services
        self._vapid = vapid
        # A browser names the address: whatever a service's name leads to, it is a public machine or the operator's own.
        self._http = HttpClient(seconds=POST_SECONDS, reach=reach or (lambda: _reach(services)))

    async def close(self) -> None:
        await self._http.close()

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
        try:
            _judge(await self._http.post(address.endpoint, body, headers))
        except NoReply as error:
            raise TryLater(f"the push service could not be reached: {error}") from None


def _reach(services: Services) -> "Reach":
    # Loaded with the first notice, as the client's own parts are.
    from fairlead.infra.reach import Reach

    return Reach(named=services.named)


def _judge(answer: Reply) -> None:
    status = answer.status
    if status in (404, 410):
        raise Gone
    if status == 429 or status >= 500:
        wait = answer.headers.get("retry-after", "")
        seconds = min(int(wait), LONGEST_WAIT) if wait.isdecimal() and wait.isascii() and len(wait) < 10 else 0
        raise TryLater(f"the push service answered {status}", seconds=seconds)
    if not 200 <= status < 300:
        raise GiveUp(f"the push service answered {status}")
