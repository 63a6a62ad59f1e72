"""Work on tickets over HTTP: cards; see docs/protocol.md section 3.2.6."""

from collections.abc import Awaitable
from typing import Any, Protocol

import msgspec
from litestar import post
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, JSONBody

from fairlead.infra.database import Database
from fairlead.kit.access import Actor, Authorize
from fairlead.live.commands import checked_client_id
from fairlead.live.routes import idempotency_key
from fairlead.people.door import AnyRequest, Door
from fairlead.shield.limits import Fairness
from fairlead.tickets.answer_card import AnswerCard, Step
from fairlead.tickets.ask_by_card import AskByCard, Question
from fairlead.tickets.merge_tickets import MergeTickets
from fairlead.tickets.read_evidence import Given
from fairlead.tickets.store import Found
from fairlead.tickets.write_ticket import Writer


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
