"""Internal tasks, checklists, tags and tickets put off over HTTP; see docs/protocol.md section 3.2.6."""

from collections.abc import Awaitable
from datetime import UTC, datetime
from typing import Annotated, Any, Protocol

import msgspec
from litestar import delete, get, post, put
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery, JSONBody

from fairlead.brands.store import Brands
from fairlead.infra.database import Database
from fairlead.kit.access import Actor, Authorize
from fairlead.kit.clock import SECOND, Instant
from fairlead.kit.errors import Invalid
from fairlead.kit.paging import Cursors, checked_limit
from fairlead.live.commands import checked_client_id
from fairlead.live.routes import idempotency_key
from fairlead.people.door import AnyRequest
from fairlead.tickets import store_tasks
from fairlead.tickets.ask_team import AskTeam, Outcome, Wish
from fairlead.tickets.edit_taxonomy import Of, Taxonomies
from fairlead.tickets.show_tasks import task_wire
from fairlead.tickets.snooze_ticket import SnoozeTicket
from fairlead.tickets.store import Found
from fairlead.tickets.store_tasks import Whose
from fairlead.tickets.tag_ticket import TagTicket
from fairlead.tickets.tick_checks import TickChecks
from fairlead.tickets.write_ticket import Writer

PAGE = 25


class Counter(Protocol):
    """What these routes use of `routes.TicketCounter`."""

    database: Database
    authorize: Authorize
    writer: Writer
    brands: Brands
    cursors: Cursors
    taxonomies: Taxonomies

    async def told(self, request: AnyRequest, act: Awaitable[Found], *, public: bool) -> dict[str, Any]: ...


class NewTask(msgspec.Struct, forbid_unknown_fields=True):
    """`due_at`: ISO 8601 with an offset."""

    team: str
    text: str
    due_at: Annotated[datetime, msgspec.Meta(tz=True)]
    agent: str | None = None


class Ticked(msgspec.Struct, forbid_unknown_fields=True):
    done: bool


class Tagged(msgspec.Struct, forbid_unknown_fields=True):
    add: list[str] = []
    remove: list[str] = []


class Snooze(msgspec.Struct, forbid_unknown_fields=True):
    """`until`: ISO 8601 with an offset; none: until the customer writes."""

    until: Annotated[datetime, msgspec.Meta(tz=True)] | None = None


class BrandTags(msgspec.Struct, forbid_unknown_fields=True):
    brand: str
    revision: int
    tags: list[str]


class TaskAnswer(msgspec.Struct, forbid_unknown_fields=True):
    state: Outcome
    text: str = ""


def task_routes(counter: Counter) -> list[HTTPRouteHandler]:
    c, tasks, checks = counter, AskTeam(counter.writer), TickChecks(counter.writer)

    @get("/api/desk/ticket-tasks")
    async def list_tasks(
        agent: NamedDependency[Actor], brand: FromQuery[str], whose: FromQuery[Whose] = "mine",
        cursor: FromQuery[str | None] = None, limit: FromQuery[int | None] = None,
    ) -> dict[str, Any]:  # fmt: skip
        brand_id = (await c.brands.require(brand)).id
        c.authorize(agent, "tickets.read", Of(brand_id))
        size, scope, after = checked_limit(limit, PAGE), f"tasks:{agent.id}:{brand_id}:{whose}", None
        if cursor is not None:
            due, task_id = c.cursors.read(scope, cursor)
            after = (int(due), task_id)
        async with c.database.read() as session:
            found = await store_tasks.listed(session, agent, brand_id, whose, after=after, limit=size)
            seen = await store_tasks.told(session, c.writer.sealer, [task for task, _ in found], words=True)
        last = found[-1][0] if len(found) == size else None
        of = {ticket.id: ticket for _, ticket in found}
        shown = [task_wire(one) | {"ticket": _brief(of[one.row.ticket_id])} for one in seen]
        return {"tasks": shown, "next": c.cursors.make(scope, last.due_at, last.id) if last is not None else None}

    @post("/api/desk/tickets/{ticket_id:str}/tasks")
    async def ask_team(
        agent: NamedDependency[Actor], ticket_id: FromPath[str], data: JSONBody[NewTask], request: AnyRequest
    ) -> dict[str, Any]:
        client_id = checked_client_id(idempotency_key(request))
        wish = Wish(data.team, data.text, _instant(data.due_at, "due_at"), data.agent)
        return await c.told(request, tasks.ask(agent, ticket_id, client_id, wish), public=False)

    @put("/api/desk/tickets/{ticket_id:str}/tasks/{task_id:str}")
    async def answer_task(
        agent: NamedDependency[Actor], ticket_id: FromPath[str], task_id: FromPath[str], data: JSONBody[TaskAnswer],
        request: AnyRequest,
    ) -> dict[str, Any]:  # fmt: skip
        act = tasks.answer(agent, ticket_id, task_id, data.state, data.text)
        return await c.told(request, act, public=False)

    @put("/api/desk/tickets/{ticket_id:str}/checks/{key:str}")
    async def tick_check(
        agent: NamedDependency[Actor], ticket_id: FromPath[str], key: FromPath[str], data: JSONBody[Ticked],
        request: AnyRequest,
    ) -> dict[str, Any]:  # fmt: skip
        return await c.told(request, checks.tick(agent, ticket_id, key, done=data.done), public=False)

    return [list_tasks, ask_team, answer_task, tick_check]


def tag_routes(counter: Counter) -> list[HTTPRouteHandler]:
    """By what tickets are found again, and when they come back."""
    c, tags, snooze = counter, TagTicket(counter.writer), SnoozeTicket(counter.writer)

    @put("/api/desk/tickets/{ticket_id:str}/tags")
    async def tag_ticket(
        agent: NamedDependency[Actor], ticket_id: FromPath[str], data: JSONBody[Tagged], request: AnyRequest
    ) -> dict[str, Any]:
        act = tags.tag(agent, ticket_id, add=data.add, remove=data.remove)
        return await c.told(request, act, public=False)

    @put("/api/desk/ticket-taxonomy/tags")
    async def change_tags(agent: NamedDependency[Actor], data: JSONBody[BrandTags]) -> dict[str, Any]:
        brand = await c.brands.require(data.brand)
        made = await c.taxonomies.change_tags(agent, brand.id, data.tags, data.revision)
        return {"tags": list(made.tags), "revision": made.tags_revision}

    @put("/api/desk/tickets/{ticket_id:str}/snooze")
    async def snooze_ticket(
        agent: NamedDependency[Actor], ticket_id: FromPath[str], data: JSONBody[Snooze], request: AnyRequest
    ) -> dict[str, Any]:
        until = _instant(data.until, "until") if data.until is not None else None
        return await c.told(request, snooze.snooze(agent, ticket_id, until), public=False)

    @delete("/api/desk/tickets/{ticket_id:str}/snooze", status_code=200)
    async def wake_ticket(
        agent: NamedDependency[Actor], ticket_id: FromPath[str], request: AnyRequest
    ) -> dict[str, Any]:
        return await c.told(request, snooze.wake(agent, ticket_id), public=False)

    return [tag_ticket, change_tags, snooze_ticket, wake_ticket]


def _brief(row: Any) -> dict[str, Any]:
    return {
        "id": row.id, "number": row.number, "conversation": row.conversation_id, "category": row.category,
        "priority": row.priority, "status": row.status,
    }  # fmt: skip


def _instant(moment: datetime, field: str) -> Instant:
    """To the second. Raises Invalid("invalid_field") for a moment there never is."""
    try:
        return int(moment.astimezone(UTC).timestamp()) * SECOND
    except (OverflowError, ValueError):
        raise Invalid("invalid_field", field=field) from None
