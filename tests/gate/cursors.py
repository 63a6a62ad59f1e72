"""Where the next page of a list begins, each of the list it belongs to: part of the world the matrix is asked about."""

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from fairlead.conversations.rules import Draft
from tests.search.conftest import caught_up

if TYPE_CHECKING:
    from tests.gate.world import Person, World


class Cursors:
    """Part of `world.Things`, which has what this uses."""

    world: "World"
    person: "Person"
    get: Any
    _ask: Any
    _talk: Any
    _talker: Any
    _written: Any

    async def _next(self, path: str) -> str:
        found = (await self._ask("GET", path)).json()["next"]
        assert found, path
        return str(found)

    async def _cursor_own(self) -> str:
        for _ in range(2):
            await self._talk(self.person, [])
        return await self._next("/api/conversations?limit=1")

    async def _cursor_view(self) -> str:
        for _ in range(2):
            await self._talk(await self._talker(), [])
        return await self._next("/api/desk/conversations?limit=1")

    async def _cursor_history(self) -> str:
        for _ in range(2):
            await self._talk(await self._talker(), [])
        return await self._next(f"/api/desk/customers/{await self.get('customer')}/conversations?limit=1")

    async def _cursor_mentions(self) -> str:
        colleague = await self.world.agent("colleague", brands=[self.person.brand])
        actor = await self.world.system.sessions.actor(colleague.token, "agent")
        for _ in range(2):
            note = Draft(actor=actor, kind="note", client_id=str(uuid4()), text="look here", mentions=(self.person.id,))
            await self._written(note)
        return await self._next("/api/desk/mentions?limit=1")

    async def _cursor_search(self) -> str:
        for _ in range(2):
            await self._talk(await self._talker(), [])
        await caught_up(self.world.system)
        return await self._next("/api/desk/conversations/search?q=deposit&limit=1")
