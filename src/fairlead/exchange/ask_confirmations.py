"""Asks the exchange's own service whether a transaction has the confirmations it wants: what a ticket that waits for a chain goes
on by (`tickets.ports.Confirmations`).

The address is the operator's, so it may be a private one, and it alone is called: nothing a customer says becomes part of it.
"""

import msgspec

from fairlead.exchange.ask import Service
from fairlead.infra.http_client import HttpClient


class _Answer(msgspec.Struct):
    reached: bool


class ConfirmationService:
    """One address: `POST {"network": "TRON", "txid": "9b0f…"}` → 200 `{"reached": true}`. `network`: the key of a network of
    `chains`, empty when nobody has said it; what else the answer has is not looked at."""

    def __init__(self, http: HttpClient, url: str, *, token: str = "") -> None:
        self._service = Service(http, url, headers={"Authorization": f"Bearer {token}"} if token else {})

    async def reached(self, network: str, txid: str) -> bool:
        """See `tickets.ports.Confirmations`. Whoever does not answer, or not that, has not said so."""
        found = await self._service.ask({"network": network, "txid": txid}, _Answer)
        return found is not None and found.reached
