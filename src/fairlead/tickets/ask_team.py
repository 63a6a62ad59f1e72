"""Internal tasks: what one team asks of another for a ticket. Its customer is told who looks into it and by when, no more."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID, uuid4, uuid5

from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.conversations.rules import Draft
from fairlead.kit.access import Actor
from fairlead.kit.clock import Instant, iso
from fairlead.kit.errors import Conflict, Invalid, NotFound
from fairlead.kit.ids import is_id
from fairlead.kit.text import is_blank
from fairlead.people import store as people
from fairlead.people.models import TeamRow
from fairlead.shield.screen import readable
from fairlead.tickets import rules, store_tasks
from fairlead.tickets.models import TicketTaskRow
from fairlead.tickets.store import Found
from fairlead.tickets.write_ticket import Change, Writer, promise, put_status, told

# What may become of a task once it was asked for.
Outcome = Literal["taken", "done", "declined"]
# Of the task that is due first, as far as a customer can tell: its team and its time.
First = tuple[str, Instant] | None


@dataclass(frozen=True, slots=True)
class Wish:
    """`agent`: who is to do it; None: any of the team. `due`: by when, which is what the customer is promised."""

    team: str
    text: str
    due: Instant
    agent: str | None = None


@dataclass(frozen=True, slots=True)
class TaskOf:
    """A task beside its ticket, for the gate."""

    found: Found
    task: TicketTaskRow

    @property
    def brand_id(self) -> str:
        return self.found.brand_id

    @property
    def team_id(self) -> str | None:
        return self.found.team_id

    @property
    def assignee_id(self) -> str | None:
        return self.found.assignee_id


class AskTeam:
    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    async def ask(self, actor: Actor, ticket_id: str, client_id: str, wish: Wish) -> Found:
        """The ticket is then being investigated, and its next word is due when the task is. The same request under the same
        client id asks once.

        Raises NotFound, Refused; Invalid: `transfer_target` for a team or an agent of the brand that is none, `task_due`,
        `too_many_tasks`, what a note raises; Conflict: `ticket_ended`, `idempotency_mismatch`.
        """
        return await self._writer.change(actor, ticket_id, self.asking(actor, client_id, wish), action="ticket.work")

    def asking(self, actor: Actor, client_id: str, wish: Wish) -> Change:
        """The same as a part of what is done together."""

        async def change(session: AsyncSession, found: Found, moment: Instant) -> Sequence[Draft]:
            row = found.row
            task_id = uuid5(UUID(client_id), row.id).hex
            before = await session.get(TicketTaskRow, task_id)
            if before is not None:
                if (before.team_id, before.due_at) != (wish.team, wish.due):
                    raise Conflict("idempotency_mismatch")
                return []
            if not rules.STATUSES[row.status].open:
                raise Conflict("ticket_ended")
            rules.check_task_due(wish.due, moment)
            if row.tasks >= rules.TASKS:
                raise Invalid("too_many_tasks", limit=rules.TASKS)
            team = await self._team(session, found, wish)
            first = _first(await store_tasks.open_of(session, row.id))
            note = _note(actor, found, wish.text, (wish.agent,) if wish.agent else ())
            task = TicketTaskRow(
                id=task_id, ticket_id=row.id, brand_id=row.brand_id, team_id=team.id, agent_id=wish.agent,
                asked_by=actor.id, state=rules.ASKED, due_at=wish.due, asked_note=note.client_id, answer_note=None,
                created_at=moment, changed_at=moment,
            )  # fmt: skip
            session.add(task)
            row.tasks += 1
            follows = await self._follow(session, actor, found, first, moment)
            return [_told(actor, found, task, team), note, *follows]

        return change

    async def answer(self, actor: Actor, ticket_id: str, task_id: str, outcome: Outcome, text: str) -> Found:
        """Taken, done with what was found, or declined with the reason; with its last open task the ticket is at work again.

        Raises NotFound, Refused; Conflict: `task_over`; Invalid: `missing_field` for a task done without a word, `task_reason`
        for one declined without a reason, what a note raises.
        """

        async def change(session: AsyncSession, found: Found, moment: Instant) -> Sequence[Draft]:
            task = await session.get(TicketTaskRow, task_id) if is_id(task_id) else None
            if task is None or task.ticket_id != found.row.id:
                raise NotFound
            self._writer.authorize(actor, "ticket.task", TaskOf(found, task))
            if outcome == rules.TAKEN and (task.state, task.agent_id) == (rules.TAKEN, actor.id):
                return []
            rules.check_task_move(task.state, outcome)
            first = _first(await store_tasks.open_of(session, found.row.id))
            team = await session.get_one(TeamRow, task.team_id)
            task.state, task.changed_at = outcome, moment
            if outcome == rules.TAKEN:
                task.agent_id = actor.id
                return [_told(actor, found, task, team)]
            note = _note(actor, found, _answer(outcome, text), await self._asker(session, actor, found, task))
            task.answer_note = note.client_id
            follows = await self._follow(session, actor, found, first, moment)
            return [_told(actor, found, task, team), note, *follows]

        return await self._writer.change(actor, ticket_id, change, action="ticket.read")

    async def _team(self, session: AsyncSession, found: Found, wish: Wish) -> TeamRow:
        team = await people.team_for_brand(session, wish.team, found.brand_id) if is_id(wish.team) else None
        if team is None:
            raise Invalid("transfer_target")
        if wish.agent is not None and await people.agent_for_brand(session, wish.agent, found.brand_id) is None:
            raise Invalid("transfer_target")
        return team

    async def _asker(self, session: AsyncSession, actor: Actor, found: Found, task: TicketTaskRow) -> tuple[str, ...]:
        """Who waits for it hears of it, if he still may see the ticket."""
        if task.asked_by == actor.id:
            return ()
        where = {"team_id": found.team_id, "assignee_id": found.assignee_id}
        connection = await session.connection()
        return tuple(await people.names_for_brand(connection, [task.asked_by], found.brand_id, **where))

    async def _follow(
        self, session: AsyncSession, actor: Actor, found: Found, first: First, moment: Instant
    ) -> list[Draft]:
        """What the ticket makes of its tasks: its status, by when the customer hears of it, and who looks into it. `first`: the
        task that was due first before."""
        row = found.row
        await session.flush()
        open_now = await store_tasks.open_of(session, row.id)
        row.task_due_at = open_now[0].due_at if open_now else None
        before, status = row.status, _status(found, is_open=bool(open_now))
        data: dict[str, Any] = {}
        if status != before:
            rules.check_move("agent", before, status)
            await put_status(self._writer, session, row, status, moment=moment)
            data = {"status": status, "before": before, "open": True}
        elif rules.is_promise(status):
            row.updated_at = moment
            await promise(self._writer, session, row, since=moment)
        if _first(open_now) == first or not rules.STATUSES[status].open:
            return []
        return [told(actor, found, data | {"investigated_by": await _public(session, open_now[:1])})]


def _first(tasks: Sequence[TicketTaskRow]) -> First:
    return next(((one.team_id, one.due_at) for one in tasks), None)


def _status(found: Found, *, is_open: bool) -> str:
    """Asking a team begins the looking into it, and the last answer ends it; what waits for somebody else goes on waiting."""
    status = found.row.status
    if is_open and rules.STATUSES[status].next == "agents":
        return rules.INVESTIGATING
    if not is_open and status == rules.INVESTIGATING:
        return rules.WITH_AGENT if found.assignee_id is not None else rules.IN_QUEUE
    return status


async def _public(session: AsyncSession, first: Sequence[TicketTaskRow]) -> dict[str, str] | None:
    """What a customer may know of it."""
    for task in first:
        team = await session.get_one(TeamRow, task.team_id)
        return {"team": team.public_name, "next_update_by": iso(task.due_at)}
    return None


def _answer(outcome: Outcome, text: str) -> str:
    if outcome == rules.DONE and is_blank(text):
        raise Invalid("missing_field", field="text")
    if outcome == rules.DECLINED and not rules.REASON_CHARS[0] <= len(text.strip()) <= rules.REASON_CHARS[1]:
        raise Invalid("task_reason", least=rules.REASON_CHARS[0], most=rules.REASON_CHARS[1])
    return text


def _note(actor: Actor, found: Found, text: str, mentions: tuple[str, ...]) -> Draft:
    place = found.row.conversation_id
    return Draft(
        actor=actor, kind="note", client_id=str(uuid4()), conversation_id=place, text=readable(text), mentions=mentions
    )


def _told(actor: Actor, found: Found, task: TicketTaskRow, team: TeamRow) -> Draft:
    about = {"id": task.id, "state": task.state, "team": {"id": team.id, "name": team.name}, "due_at": iso(task.due_at)}
    return told(actor, found, {"task": about}, internal=True)
