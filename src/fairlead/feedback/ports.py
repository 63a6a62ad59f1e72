"""What ratings ask of others; `app.py` hands in who answers."""

from dataclasses import dataclass
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.kit.clock import Instant


@dataclass(frozen=True, slots=True)
class Matter:
    """The ticket on a conversation. `over`: it has an end to ask about; not what goes on, by itself or as another matter, nor
    what its customer took back. `since`: of its status."""

    category: str
    desk: str
    over: bool
    since: Instant


class Matters(Protocol):
    """Which matter a conversation is."""

    async def of_conversation(self, session: AsyncSession, conversation_id: str) -> Matter | None:
        """None for one without a ticket."""
        ...


class Barred(Protocol):
    """Whether a customer is kept out for now, so that he is asked nothing."""

    async def __call__(self, customer_id: str) -> bool: ...
