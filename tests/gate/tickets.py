"""Tickets of people, made as customers make them: part of the world the matrix is asked about."""

from typing import TYPE_CHECKING, Any
from uuid import uuid4

if TYPE_CHECKING:
    from tests.gate.world import Person, World


class TicketThings:
    """Part of `world.Things`, which has what this uses."""

    world: "World"
    person: "Person"
    _talker: Any
    _given: Any
    _next: Any

    async def _matter(self) -> str:
        how: dict[str, Any] = {
            "json": {"category": "FEE-Q", "text": "what is this fee?"},
            "headers": {"Idempotency-Key": str(uuid4())},
        }
        made = (await self.world.post(await self._talker(), "customer", "/api/tickets", **how)).json()
        await self._given(made["conversation"])
        return str(made["id"])

    async def _cursor_tickets(self) -> str:
        for _ in range(2):
            await self._matter()
        return str(await self._next("/api/tickets?limit=1"))

    async def _cursor_desk_tickets(self) -> str:
        for _ in range(2):
            await self._matter()
        return str(await self._next(f"/api/desk/tickets?brand={self.person.brand}&limit=1"))
