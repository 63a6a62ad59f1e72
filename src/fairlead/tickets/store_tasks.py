"""Every query about internal tasks."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import and_, literal, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.conversations.models import ConversationRow, EntryRow
from fairlead.conversations.store import entry_from
from fairlead.infra.sealing import Sealer
from fairlead.kit.access import Actor
from fairlead.kit.clock import Instant
from fairlead.people import store as people
from fairlead.people.models import TeamRow
from fairlead.tickets.models import TicketRow, TicketTaskRow
from fairlead.tickets.rules import TASK_OPEN
from fairlead.tickets.store import OPEN

Whose = Literal["mine", "asked", "all"]


@dataclass(frozen=True, slots=True)
class TaskSeen:
    """A task with the names of those it concerns, and its words while they are there to be read."""

    row: TicketTaskRow
    team: str
    public_team: str
    agent: str = ""
    asked_by: str = ""
    text: str = ""
    answer: str = ""


async def open_of(session: AsyncSession, ticket_id: str) -> list[TicketTaskRow]:
    """The first that is due first."""
    statement = select(TicketTaskRow).where(TicketTaskRow.ticket_id == ticket_id, TicketTaskRow.state.in_(TASK_OPEN))
    return list(await session.scalars(statement.order_by(TicketTaskRow.due_at, TicketTaskRow.id)))


async def seen(
    session: AsyncSession, sealer: Sealer, tickets: Collection[str], *, words: bool
) -> dict[str, list[TaskSeen]]:
    """Of each ticket its tasks as they were asked for; `words`: also what they say and whom they name."""
    by_ticket: defaultdict[str, list[TaskSeen]] = defaultdict(list)
    if tickets:
        statement = select(TicketTaskRow).where(TicketTaskRow.ticket_id.in_(tickets))
        rows = list(await session.scalars(statement.order_by(TicketTaskRow.created_at, TicketTaskRow.id)))
        for one in await told(session, sealer, rows, words=words):
            by_ticket[one.row.ticket_id].append(one)
    return by_ticket


async def told(session: AsyncSession, sealer: Sealer, rows: Sequence[TicketTaskRow], *, words: bool) -> list[TaskSeen]:
    if not rows:
        return []
    found = await session.scalars(select(TeamRow).where(TeamRow.id.in_({row.team_id for row in rows})))
    teams = {team.id: team for team in found}
    named = [(row, teams[row.team_id]) for row in rows]
    if not words:
        return [TaskSeen(row, team.name, team.public_name) for row, team in named]
    ids = {one for row in rows for one in (row.agent_id, row.asked_by) if one}
    names = await people.agent_names(session, ids)
    notes = [one for row in rows for one in (row.asked_note, row.answer_note) if one]
    entries = await session.scalars(select(EntryRow).where(EntryRow.client_id.in_(notes)))
    says = {entry.client_id: entry_from(entry, sealer).text for entry in entries}
    return [
        TaskSeen(
            row, team.name, team.public_name, names.get(row.agent_id or "", ""), names.get(row.asked_by, ""),
            says.get(row.asked_note, ""), says.get(row.answer_note or "", ""),
        )
        for row, team in named
    ]  # fmt: skip


async def listed(
    session: AsyncSession,
    actor: Actor,
    brand_id: str,
    whose: Whose,
    *,
    after: tuple[Instant, str] | None,
    limit: int,
) -> list[tuple[TicketTaskRow, TicketRow]]:
    """Open ones of open tickets the agent may see, the first that is due first."""
    task, ticket, head = TicketTaskRow, TicketRow, ConversationRow
    statement = (
        select(task, ticket)
        .join(ticket, ticket.id == task.ticket_id)
        .join(head, head.id == ticket.conversation_id)
        .where(task.brand_id == brand_id, task.state.in_(TASK_OPEN), ticket.status.in_(OPEN))
    )
    if whose == "asked":
        statement = statement.where(task.asked_by == actor.id)
    elif whose == "mine":
        of_team = and_(task.agent_id.is_(None), task.team_id.in_(sorted(actor.teams)))
        statement = statement.where(or_(task.agent_id == actor.id, of_team))
    if actor.shut:
        shut = sorted(actor.shut)
        statement = statement.where(
            or_(head.team_id.is_(None), head.team_id.not_in(shut), head.assignee_id == actor.id)
        )
    if after is not None:
        statement = statement.where(tuple_(task.due_at, task.id) > tuple_(*map(literal, after)))
    rows = await session.execute(statement.order_by(task.due_at, task.id).limit(limit))
    return [(row[0], row[1]) for row in rows]


async def move(session: AsyncSession, source: TicketRow, target: TicketRow) -> None:
    """What is still to be done for a matter is to be done for the one it goes on as."""
    moving = await open_of(session, source.id)
    if moving:
        ids = [one.id for one in moving]
        await session.execute(update(TicketTaskRow).where(TicketTaskRow.id.in_(ids)).values(ticket_id=target.id))
        source.tasks, target.tasks = source.tasks - len(ids), target.tasks + len(ids)
        source.task_due_at = None
        target.task_due_at = min(one.due_at for one in await open_of(session, target.id))
