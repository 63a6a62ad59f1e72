"""What tickets ask of others; `app.py` hands in who answers."""

from typing import Protocol


class Confirmations(Protocol):
    """Whether chains have confirmed what a ticket waits for."""

    async def reached(self, network: str, txid: str) -> bool:
        """True once the transaction has the confirmations the exchange wants; False also while nobody can say."""
        ...


class Unwatched:
    """Nobody watches: a ticket that waits for a chain is looked at by people when its time is over."""

    async def reached(self, network: str, txid: str) -> bool:
        return False
