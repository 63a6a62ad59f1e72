"""What tickets are shown with and is not theirs: read together for a whole list."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.infra.sealing import Sealer
from fairlead.people import store as people
from fairlead.tickets import store, store_tasks
from fairlead.tickets.models import TicketRow
from fairlead.tickets.store import Found
from fairlead.tickets.store_tasks import TaskSeen


@dataclass(frozen=True, slots=True)
class Beside:
    """Agents' names by their ids; by a ticket's id what it goes on as, and its tasks."""

    names: dict[str, str]
    merged: dict[str, TicketRow]
    tasks: dict[str, list[TaskSeen]]


async def beside_of(session: AsyncSession, sealer: Sealer, every: Sequence[Found], *, public: bool) -> Beside:
    """`public`: as customers are shown it, with no agent's name."""
    owners = {one.assignee_id for one in every if one.assignee_id} if not public else set[str]()
    asked = {one.row.id for one in every if one.row.tasks}
    return Beside(
        await people.agent_names(session, owners),
        {one.row.id: await store.root_of(session, one.row) for one in every if one.row.merged_into},
        await store_tasks.seen(session, sealer, asked, words=not public),
    )
