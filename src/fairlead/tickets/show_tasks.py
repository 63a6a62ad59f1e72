"""Internal tasks on the wire: what agents see of one, and what its customer does."""

from collections.abc import Sequence
from typing import Any

from fairlead.kit.clock import iso
from fairlead.tickets.rules import TASK_OPEN
from fairlead.tickets.store_tasks import TaskSeen


def task_wire(one: TaskSeen) -> dict[str, Any]:
    """For agents."""
    row = one.row
    return {
        "id": row.id,
        "state": row.state,
        "team": {"id": row.team_id, "name": one.team},
        "agent": {"id": row.agent_id, "name": one.agent} if row.agent_id else None,
        "asked_by": {"id": row.asked_by, "name": one.asked_by},
        "text": one.text,
        "answer": one.answer,
        "due_at": iso(row.due_at),
        "asked_at": iso(row.created_at),
        "changed_at": iso(row.changed_at),
    }


def investigated(tasks: Sequence[TaskSeen]) -> dict[str, str] | None:
    """Who looks into it, as its customer may know: of what is open the first that is due."""
    is_open = [one for one in tasks if one.row.state in TASK_OPEN]
    if not is_open:
        return None
    first = min(is_open, key=lambda one: (one.row.due_at, one.row.id))
    since, due = iso(first.row.created_at), iso(first.row.due_at)
    return {"team": first.public_team, "since": since, "next_update_by": due}
