"""Emergencies of people and where they are called: part of the world the matrix is asked about."""

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from fairlead.emergency.models import EmergencyRow
from fairlead.kit import clock
from fairlead.kit.ids import new_id
from tests.push_service import Browser

if TYPE_CHECKING:
    from tests.gate.world import Person, World

# As `world.PUSH`, which imports this.
PUSH = "http://127.0.0.1:9"


class EmergencyThings:
    """Part of `world.Things`, which has what this uses."""

    world: "World"
    person: "Person"
    get: Any
    _talk: Any
    _talker: Any
    _given: Any
    _agent_of_the_house: Any

    async def _emergency(self) -> str:
        """In a conversation of the person's, or of a customer of his."""
        talker = await self._talker()
        talk = await self._given(await self._talk(talker, []))
        made = new_id()
        async with self.world.system.database.write() as session:
            session.add(
                EmergencyRow(
                    id=made, key=str(uuid4()), brand_id=self.world.brand_ids[talker.brand], customer_id=new_id(),
                    conversation_id=talk, source="app", quiet=False, pressed_at=clock.now(), calls=0,
                    called_at=None, taken_at=None, taken_by=None, over_at=None,
                )
            )  # fmt: skip
        return made

    async def _call_device(self) -> str:
        """A browser on which the person is called."""
        how: dict[str, Any] = {"json": Browser(PUSH).subscription()}
        agent = self.person if self.person.side == "agent" else await self._agent_of_the_house()
        answer = await self.world.request(agent, "agent", "PUT", "/api/desk/calls", **how)
        return str(answer.json()["id"])
