"""What `people` asks of rooms above; `app.py` hands in who answers."""

from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession


class JoinVisitor(Protocol):
    async def __call__(self, session: AsyncSession, *, visitor_id: str, customer_id: str) -> None:
        """Moves what the visitor started to the account, in the caller's transaction."""
