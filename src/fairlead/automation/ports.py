"""What automation asks of others; `app_queue.py` hands in who answers."""

from collections.abc import Mapping
from typing import Any, Protocol

from sqlalchemy.ext.asyncio import AsyncSession

# The kind of message by which systems outside are told that a rule has acted.
RULE_FIRED = "rule.fired"


class Outbox(Protocol):
    """Tells systems outside."""

    async def put(self, session: AsyncSession, brand_id: str, kind: str, *, key: str, data: Mapping[str, Any]) -> int:
        """In the caller's transaction; for how many endpoints of the brand that want this kind. `key` names what happened: the
        same again is told once. `data`: ids, and nobody's words."""
        ...
