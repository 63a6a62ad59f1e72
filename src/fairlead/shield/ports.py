"""What the shield asks others."""

from collections.abc import Sequence
from typing import Protocol


class TransactionLookup(Protocol):
    async def known(self, values: Sequence[str]) -> bool:
        """Whether each of these values, which may as well be private keys, is the id of a transaction that a chain holds. Whoever
        answers passes no whole value on, and says False where he cannot tell. Never raises."""
        ...
