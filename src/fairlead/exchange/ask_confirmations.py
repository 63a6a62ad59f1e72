"""Asks the exchange's own service whether a transaction has the confirmations it wants: what a ticket that waits for a chain goes
on by (`tickets.ports.Confirmations`).

The address is the operator's, so it may be a private one, and it alone is called: nothing a customer says becomes part of it.
"""

import msgspec

from fairlead.infra.breaker import Breaker
from fairlead.infra.http_client import HttpClient, NoReply


class _Answer(msgspec.Struct):
    reached: bool


class ConfirmationService:
    """One address: `POST {"network": "TRON", "txid": "9b0f…"}` → 200 `{"reached": true}`. `network`: the key of a network of
    `chains`, empty when nobody has said it; what else the answer has is not looked at."""

    def __init__(self, http: HttpClient, url: str, *, token: str = "") -> None:
        self._http = http
        self._url = url
        self._headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
        self._breaker = Breaker()

    async def reached(self, network: str, txid: str) -> bool:
        """See `tickets.ports.Confirmations`. Whoever does not answer, or not that, has not said so."""
        if self._breaker.closed_for() > 0:
            return False
        try:
            body = msgspec.json.encode({"network": network, "txid": txid})
            reply = await self._http.post(self._url, body, self._headers)
            if reply.status != 200:
                raise NoReply(f"status {reply.status}")
            found = msgspec.json.decode(reply.body, type=_Answer)
        except (NoReply, msgspec.MsgspecError):
            self._breaker.failed()
            return False
        self._breaker.worked()
        return found.reached
