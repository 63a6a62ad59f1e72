"""Many tickets at once over HTTP; see docs/protocol.md section 3.2.6."""

from typing import Any, Protocol

import msgspec
from litestar import post
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import JSONBody

from fairlead.kit.access import Actor
from fairlead.kit.errors import Problem
from fairlead.kit.ids import is_id
from fairlead.kit.texts import Texts
from fairlead.live.bulk import refusal
from fairlead.people.door import AnyRequest
from fairlead.tickets import store
from fairlead.tickets.change_many import ChangeMany, Item, Outcome
from fairlead.tickets.store import Found
from fairlead.tickets.write_ticket import Writer


class Counter(Protocol):
    """What these routes use of `routes.TicketCounter`."""

    writer: Writer
    texts: Texts

    def locale(self, request: AnyRequest) -> str: ...

    async def wires(self, every: list[Found], locale: str, *, public: bool) -> list[dict[str, Any]]: ...


class ManyTickets(msgspec.Struct, forbid_unknown_fields=True):
    """`preview`: nothing is done, and each is told what would become of it."""

    items: list[Item]
    preview: bool = False


def bulk_routes(counter: Counter) -> list[HTTPRouteHandler]:
    c, many = counter, ChangeMany(counter.writer)

    @post("/api/desk/tickets/bulk", status_code=200)
    async def change_tickets(
        agent: NamedDependency[Actor], data: JSONBody[ManyTickets], request: AnyRequest
    ) -> dict[str, Any]:
        locale = c.locale(request)
        outcomes = await many(agent, data.items, preview=data.preview)
        async with c.writer.database.read() as session:
            found = await store.found_by_ids(session, [one.ticket for one in data.items if is_id(one.ticket)])
        seen = [one for one in found if c.writer.sees(agent, one)]
        return {
            "results": [_told(one, c.texts, locale) for one in outcomes],
            "tickets": await c.wires(seen, locale, public=False),
        }

    return [change_tickets]


def _told(outcome: Outcome, texts: Texts, locale: str) -> dict[str, Any]:
    named: dict[str, Any] = {"client_id": outcome.item.client_id, "ticket": outcome.item.ticket}
    problem: Problem | None = outcome.problem
    if problem is None:
        return named | {"ok": True, "changed": outcome.changed}
    told = named | refusal(texts, problem, locale)
    return told | {"theirs": problem.data["theirs"]} if "theirs" in problem.data else told
