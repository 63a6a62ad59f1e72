"""What promises ask of others; `app.py` hands in who answers."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.kit.clock import Instant


@dataclass(frozen=True, slots=True)
class Matter:
    """The ticket on a conversation. `paused_since`: its customer's answer is waited for since then. `owed_since`: since when we
    owe its customer a word, None while we do not; `spoken`: a person of ours has answered already. `told`: what the customer
    reads as the time of that word; `fixed`: whether somebody was told that very time."""

    priority: int
    paused_since: Instant | None = None
    owed_since: Instant | None = None
    spoken: bool = False
    told: Instant | None = None
    fixed: bool = False


class Matters(Protocol):
    """Which matters conversations are."""

    async def of(self, session: AsyncSession, ids: Collection[str], *, lock: bool = False) -> Mapping[str, Matter]:
        """By conversation, of those that have a ticket. `lock`: nobody changes it until this transaction ends."""
        ...

    async def tell(self, session: AsyncSession, dues: Mapping[str, Instant], *, again: Instant | None = None) -> None:
        """By conversation the time its customer is shown from now on. `again`: what was promised is over since that moment, and
        this is another promise."""
        ...


class NoMatters:
    """Nobody has tickets."""

    async def of(self, session: AsyncSession, ids: Collection[str], *, lock: bool = False) -> Mapping[str, Matter]:
        return {}

    async def tell(self, session: AsyncSession, dues: Mapping[str, Instant], *, again: Instant | None = None) -> None:
        return None


class Greetings(Protocol):
    """Whether words are a greeting that a brand has marked as one."""

    async def __call__(self, session: AsyncSession, brand_id: str, text: str) -> bool: ...
