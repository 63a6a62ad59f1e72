"""What the queue asks of others; `app_queue.py` hands in who answers."""

from collections.abc import Collection, Sequence
from typing import Literal, Protocol

from msgspec import Struct
from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.kit.clock import Instant


class Risk(Struct, frozen=True):
    """A promise of ours whose time is up, or nearly so: by when, to which conversation, and whether it is a ticket's word."""

    conversation_id: str
    due_at: Instant
    kind: Literal["person", "ticket"]


class Promises(Protocol):
    async def at_risk(self, brand_id: str, *, until: Instant, most: int) -> Sequence[Risk]:
        """Those due until then, also long ago, the earliest first; at most so many."""


class Away(Protocol):
    """Tells a customer who does not look in just now."""

    async def turn(self, session: AsyncSession, conversation_id: str, seq: int) -> None:
        """That it is his turn: in the caller's transaction, at once, and once for the entry of that number. Nothing of the matter
        itself leaves."""
        ...


class ShiftEnds(Protocol):
    async def end(self, agent_id: str, brand_id: str, moment: Instant) -> Instant | None:
        """When the shift ends that an agent works at a moment; None where nobody has said."""


class Shifts(Protocol):
    async def resting(self, moment: Instant) -> Collection[str]:
        """Agents who have shifts and are given nothing new at this moment."""


class _NoShifts:
    async def resting(self, moment: Instant) -> Collection[str]:
        return ()


NO_SHIFTS: Shifts = _NoShifts()
