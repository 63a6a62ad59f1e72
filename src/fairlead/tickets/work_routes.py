"""Work on tickets over HTTP: cards, what is one matter and what goes with another; see docs/protocol.md section 3.2.6."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from typing import IO, Any, Protocol

import msgspec
from litestar import delete, get, post, put
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery, JSONBody
from litestar.response import Stream

from fairlead.conversations.files import Files
from fairlead.conversations.read import Reader
from fairlead.infra.database import Database
from fairlead.kit.access import Actor, Authorize
from fairlead.kit.clock import iso
from fairlead.live.commands import checked_client_id
from fairlead.live.routes import idempotency_key
from fairlead.people.door import AnyRequest, Door
from fairlead.shield.limits import Fairness
from fairlead.tickets.answer_card import AnswerCard, Step
from fairlead.tickets.ask_by_card import AskByCard, Question
from fairlead.tickets.export_bundle import ExportBundle
from fairlead.tickets.find_duplicates import FindDuplicates
from fairlead.tickets.find_others import FindOthers
from fairlead.tickets.link_tickets import LinkTickets, Tie
from fairlead.tickets.merge_tickets import MergeTickets
from fairlead.tickets.read_evidence import Given
from fairlead.tickets.split_ticket import Part, SplitTicket
from fairlead.tickets.store import Found
from fairlead.tickets.write_ticket import Writer

CHUNK = 1 << 18


class Counter(Protocol):
    """What these routes use of `routes.TicketCounter`."""

    database: Database
    authorize: Authorize
    writer: Writer

    async def told(self, request: AnyRequest, act: Awaitable[Found], *, public: bool) -> dict[str, Any]: ...


class Merge(msgspec.Struct, forbid_unknown_fields=True):
    into: str
    revision: int


class Unmerge(msgspec.Struct, forbid_unknown_fields=True):
    revision: int


class Link(msgspec.Struct, forbid_unknown_fields=True):
    """`tie`: what the other ticket is to this one."""

    tie: Tie


class NewPart(msgspec.Struct, forbid_unknown_fields=True):
    """`entries`: numbers of messages that are about another matter. `text`: what the customer is told there."""

    entries: list[int]
    category: str
    text: str = ""


class CardAnswers(msgspec.Struct, forbid_unknown_fields=True):
    evidence: list[Given] = []
    steps: list[Step] = []


def answer_routes(counter: Counter, *, limiter: Fairness, door: Door) -> list[HTTPRouteHandler]:
    """The customer's side."""
    answer = AnswerCard(counter.writer)

    @post("/api/tickets/{ticket_id:str}/cards/{card_id:str}/answers", status_code=200)
    async def answer_card(
        customer: NamedDependency[Actor], ticket_id: FromPath[str], card_id: FromPath[str], data: JSONBody[CardAnswers],
        request: AnyRequest,
    ) -> dict[str, Any]:  # fmt: skip
        limiter.take(customer, door.network(request))
        return await counter.told(request, answer(customer, ticket_id, card_id, data.evidence, data.steps), public=True)

    return [answer_card]


def work_routes(counter: Counter) -> list[HTTPRouteHandler]:
    """The desk's side."""
    cards, merges = AskByCard(counter.writer), MergeTickets(counter.writer)

    @post("/api/desk/tickets/{ticket_id:str}/cards")
    async def ask_by_card(
        agent: NamedDependency[Actor], ticket_id: FromPath[str], data: JSONBody[Question], request: AnyRequest
    ) -> dict[str, Any]:
        client_id = checked_client_id(idempotency_key(request))
        act = cards.ask(agent, ticket_id, client_id, data)
        return await counter.told(request, act, public=False)

    @post("/api/desk/tickets/{ticket_id:str}/cards/{card_id:str}/again", status_code=200)
    async def ask_card_again(
        agent: NamedDependency[Actor], ticket_id: FromPath[str], card_id: FromPath[str], request: AnyRequest
    ) -> dict[str, Any]:
        return await counter.told(request, cards.ask_again(agent, ticket_id, card_id), public=False)

    @post("/api/desk/tickets/{ticket_id:str}/cards/{card_id:str}/withdraw", status_code=200)
    async def withdraw_card(
        agent: NamedDependency[Actor], ticket_id: FromPath[str], card_id: FromPath[str], request: AnyRequest
    ) -> dict[str, Any]:
        return await counter.told(request, cards.withdraw(agent, ticket_id, card_id), public=False)

    @post("/api/desk/tickets/{ticket_id:str}/merge", status_code=200)
    async def merge_ticket(
        agent: NamedDependency[Actor], ticket_id: FromPath[str], data: JSONBody[Merge], request: AnyRequest
    ) -> dict[str, Any]:
        act = merges.merge(agent, ticket_id, data.into, revision=data.revision)
        return await counter.told(request, act, public=False)

    @post("/api/desk/tickets/{ticket_id:str}/unmerge", status_code=200)
    async def unmerge_ticket(
        agent: NamedDependency[Actor], ticket_id: FromPath[str], data: JSONBody[Unmerge], request: AnyRequest
    ) -> dict[str, Any]:
        return await counter.told(request, merges.unmerge(agent, ticket_id, revision=data.revision), public=False)

    return [ask_by_card, ask_card_again, withdraw_card, merge_ticket, unmerge_ticket]


def link_routes(counter: Counter) -> list[HTTPRouteHandler]:
    """What goes together, and what does not."""
    links, split, find = LinkTickets(counter.writer), SplitTicket(counter.writer), FindDuplicates(counter.writer)
    others = FindOthers(counter.writer)

    @get("/api/desk/tickets/{ticket_id:str}/links")
    async def read_links(agent: NamedDependency[Actor], ticket_id: FromPath[str]) -> dict[str, Any]:
        found = await links.of(agent, ticket_id)
        return {"links": [{"tie": one.tie, "ticket": brief(one.found)} for one in found]}

    @put("/api/desk/tickets/{ticket_id:str}/links/{other_id:str}")
    async def link_tickets(
        agent: NamedDependency[Actor], ticket_id: FromPath[str], other_id: FromPath[str], data: JSONBody[Link],
        request: AnyRequest,
    ) -> dict[str, Any]:  # fmt: skip
        return await counter.told(request, links.link(agent, ticket_id, other_id, data.tie), public=False)

    @delete("/api/desk/tickets/{ticket_id:str}/links/{other_id:str}", status_code=200)
    async def unlink_tickets(
        agent: NamedDependency[Actor], ticket_id: FromPath[str], other_id: FromPath[str], request: AnyRequest
    ) -> dict[str, Any]:
        return await counter.told(request, links.unlink(agent, ticket_id, other_id), public=False)

    @post("/api/desk/tickets/{ticket_id:str}/split")
    async def split_ticket(
        agent: NamedDependency[Actor], ticket_id: FromPath[str], data: JSONBody[NewPart], request: AnyRequest
    ) -> dict[str, Any]:
        client_id = checked_client_id(idempotency_key(request))
        act = split(agent, client_id, ticket_id, Part(data.entries, data.category, data.text))
        return await counter.told(request, act, public=False)

    @get("/api/desk/tickets/{ticket_id:str}/duplicates")
    async def find_duplicates(agent: NamedDependency[Actor], ticket_id: FromPath[str]) -> dict[str, Any]:
        own = await counter.writer.read(agent, ticket_id, "ticket.link")
        found = await find(agent, ticket_id)
        return {
            "duplicates": [
                # Of another customer's no more than that there is one.
                (brief(one.found) if one.found.customer_id == own.customer_id else {"number": one.found.row.number})
                | {"fields": list(one.fields), "alike": one.alike}
                for one in found
            ]
        }

    @get("/api/desk/tickets/{ticket_id:str}/others")
    async def find_other_tickets(
        agent: NamedDependency[Actor], ticket_id: FromPath[str], number: FromQuery[str] = ""
    ) -> dict[str, Any]:
        return {"tickets": [brief(one) for one in await others(agent, ticket_id, number)]}

    return [read_links, link_tickets, unlink_tickets, split_ticket, find_duplicates, find_other_tickets]


def bundle_routes(counter: Counter, *, reader: Reader, files: Files) -> list[HTTPRouteHandler]:
    """A matter taken out as one file."""
    export = ExportBundle(counter.writer, reader, files)

    @get("/api/desk/tickets/{ticket_id:str}/bundle")
    async def export_bundle(
        agent: NamedDependency[Actor], ticket_id: FromPath[str], request: AnyRequest, *, notes: FromQuery[bool] = False
    ) -> Stream:
        found = counter.writer.read(agent, ticket_id, "ticket.export")
        matter = await counter.told(request, found, public=not notes)
        bundle = await export(agent, ticket_id, matter, notes=notes)
        headers = {
            "Content-Disposition": f'attachment; filename="{bundle.number}.zip"',
            "Content-Length": str(bundle.size),
            "Cache-Control": "private, no-store",
        }
        return Stream(_sent(bundle.file), media_type="application/zip", headers=headers)

    return [export_bundle]


async def _sent(file: IO[bytes]) -> AsyncIterator[bytes]:
    with file:
        while chunk := await asyncio.to_thread(file.read, CHUNK):
            yield chunk


def brief(found: Found) -> dict[str, Any]:
    """Enough of a ticket for a line in a list."""
    row = found.row
    return {
        "id": row.id, "number": row.number, "status": row.status, "category": row.category, "priority": row.priority,
        "conversation": row.conversation_id, "customer": row.customer_id, "created_at": iso(row.created_at),
    }  # fmt: skip
