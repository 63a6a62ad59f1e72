"""One question to a service of the exchange: JSON there, JSON back, and a breaker for one that fails."""

from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec

from fairlead.infra.breaker import Breaker
from fairlead.infra.http_client import HttpClient, NoReply

T = TypeVar("T")


class Service:
    """At one address of the operator's, which alone is called."""

    def __init__(self, http: HttpClient, url: str, *, headers: Mapping[str, str] | None = None) -> None:
        self._http = http
        self._url = url
        self._headers = {"Content-Type": "application/json"} | dict(headers or {})
        self._breaker = Breaker()

    async def ask(self, question: Any, answer: type[T]) -> T | None:
        """None from one that is silent, slow, answers something else, or is left alone for a while because it did."""
        if self._breaker.closed_for() > 0:
            return None
        try:
            reply = await self._http.post(self._url, msgspec.json.encode(question), self._headers)
            if reply.status != 200:
                raise NoReply(f"status {reply.status}")
            found = msgspec.json.decode(reply.body, type=answer)
        except (NoReply, msgspec.MsgspecError):
            self._breaker.failed()
            return None
        self._breaker.worked()
        return found
