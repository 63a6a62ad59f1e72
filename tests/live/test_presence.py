"""See src/fairlead/live/presence.py."""

from typing import Any

from fairlead.live.presence import Presence
from fairlead.people import store
from fairlead.people.models import AgentRow
from tests.harness import Installation


class _Loads:
    """A hub whose one agent is gone when he is looked for, and back a moment later."""

    def __init__(self, agent_id: str) -> None:
        self._agent_id, self._looks = agent_id, 0

    def online_agents(self) -> set[str]:
        self._looks += 1
        return {self._agent_id} if self._looks > 1 else set()

    def customers_brands(self) -> set[str]:
        return set()


async def test_whoever_loads_his_page_anew_is_not_taken_for_gone(quiet_site: Installation):
    marco = await quiet_site.agent("Marco")
    hub: Any = _Loads(marco.id)
    presence = Presence(quiet_site.system.database, quiet_site.system.brands, hub)
    await presence.arrived(marco.id)
    await presence._look()
    async with quiet_site.system.database.read() as session:
        row = await session.get(AgentRow, marco.id)
        assert row is not None
        assert store.presence_now(row) == "online"
