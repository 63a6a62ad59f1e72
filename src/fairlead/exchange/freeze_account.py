"""Asks the exchange's own service to freeze an account (`emergency.ports.FreezeAccount`).

The address is the operator's, so it may be a private one, and it alone is called: nothing a customer says becomes part of it.
"""

import msgspec

from fairlead.infra.http_client import HttpClient, NoReply
from fairlead.infra.jobs import TryLater
from fairlead.kit import clock
from fairlead.kit.clock import Instant, read_instant


class _Answer(msgspec.Struct):
    frozen: bool
    at: str = ""


class FreezeService:
    """One address: `POST {"uid": "5571234509", "reference": "…", "reason": "account_takeover"}` → 200 `{"frozen": true, "at":
    "2026-11-23T08:00:00Z"}`; `frozen` false is the exchange's no. Without `at` it is frozen since the answer. There is no breaker
    as for lookups: whose account is being robbed waits for nobody else's failures."""

    def __init__(self, http: HttpClient, url: str, *, token: str = "") -> None:
        self._http, self._url = http, url
        self._headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})

    async def freeze(self, uid: str, *, reference: str) -> Instant | None:
        """See `emergency.ports.FreezeAccount`. Raises TryLater for every answer that is none."""
        question = {"uid": uid, "reference": reference, "reason": "account_takeover"}
        headers = self._headers | {"Idempotency-Key": reference}
        try:
            reply = await self._http.post(self._url, msgspec.json.encode(question), headers)
        except NoReply as error:
            raise TryLater(f"the exchange's freeze could not be reached: {error}") from None
        if reply.status != 200:
            raise TryLater(f"the exchange's freeze answered {reply.status}")
        try:
            answer = msgspec.json.decode(reply.body, type=_Answer)
        except msgspec.MsgspecError:
            raise TryLater("the exchange's freeze answered something else") from None
        return (read_instant(answer.at) or clock.now()) if answer.frozen else None
