"""What automation asks of others; `app_queue.py` hands in who answers."""

from collections.abc import Mapping
from typing import Any, Protocol

from sqlalchemy.ext.asyncio import AsyncSession


class Webhooks(Protocol):
    """Tells systems outside."""

    async def known(self, session: AsyncSession, brand_id: str, endpoint_id: str) -> bool:
        """Whether the brand has such an endpoint, and it is not switched off for good."""
        ...

    async def send(self, session: AsyncSession, brand_id: str, endpoint_id: str, data: Mapping[str, Any]) -> None:
        """The delivery is written with the caller's transaction. `data`: `rule`, `conversation`, and `ticket` where there is one;
        ids only."""
        ...


class NoWebhooks:
    """There are none to send to."""

    async def known(self, session: AsyncSession, brand_id: str, endpoint_id: str) -> bool:
        return False

    async def send(self, session: AsyncSession, brand_id: str, endpoint_id: str, data: Mapping[str, Any]) -> None:
        return None
