"""Things of the queue, made as it keeps them: part of the world the matrix is asked about."""

from typing import TYPE_CHECKING

from fairlead.kit import clock
from fairlead.kit.ids import new_id
from fairlead.routing.models import SurgeRow

if TYPE_CHECKING:
    from tests.gate.world import Person, World


class QueueThings:
    """Part of `world.Things`, which has what this uses."""

    world: "World"
    person: "Person"

    async def _surge(self) -> str:
        """One that is over: another can begin beside it."""
        made = new_id()
        moment = clock.now()
        row = SurgeRow(
            id=made,
            brand_id=self.world.brand_ids[self.person.brand],
            team_id="",
            capacity=150,
            bot_first=False,
            banner=False,
            words={},
            began_by=new_id(),
            began_at=moment - clock.HOUR,
            ends_at=moment - clock.MINUTE,
        )
        async with self.world.system.database.write() as session:
            session.add(row)
        return made
