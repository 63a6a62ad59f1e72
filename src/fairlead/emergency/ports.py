"""What the button asks of the exchange and of whoever tells systems outside; `app.py` hands in who answers."""

from typing import Any, Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.kit.clock import Instant


class FreezeAccount(Protocol):
    """The exchange's own freeze: no withdrawals, no trades, no new keys, until its people lift it."""

    async def freeze(self, uid: str, *, reference: str) -> Instant | None:
        """Since when the account is frozen; None when the exchange declines, and trying again would not help. Asked again under
        the same `reference`, it is one freeze. Raises TryLater when nobody answered."""


class Alert(Protocol):
    """Told each time people are called, in the transaction that notes it: whoever sends it out keeps it as a job of his own."""

    async def __call__(self, session: AsyncSession, brand_id: str, alarm: dict[str, Any]) -> None:
        """`alarm`: the JSON of `docs/protocol.md` 3.2.13, which names no customer; its `id` is the same when told again."""
