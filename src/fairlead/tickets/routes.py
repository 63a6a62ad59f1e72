"""Tickets over HTTP; see docs/protocol.md section 3.2.6."""

import asyncio
from collections.abc import Awaitable, Sequence
from typing import Any

import msgspec
from litestar import get, post, put
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery, JSONBody
from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.brands.store import Brands
from fairlead.conversations import store as conversations
from fairlead.conversations.models import ConversationRow
from fairlead.conversations.store import Entry
from fairlead.infra.database import Database
from fairlead.kit import clock
from fairlead.kit.access import Actor, Authorize
from fairlead.kit.errors import Invalid, NotFound, Problem
from fairlead.kit.ids import is_id
from fairlead.kit.paging import Cursors, checked_limit
from fairlead.kit.text import is_language_tag
from fairlead.kit.texts import Texts
from fairlead.live.commands import checked_client_id
from fairlead.live.routes import idempotency_key
from fairlead.people.door import AnyRequest, Door
from fairlead.shield.limits import Fairness
from fairlead.tickets import store
from fairlead.tickets.change_ticket import ChangeTicket, Work
from fairlead.tickets.edit_taxonomy import Of, Taxonomies, taxonomy_of
from fairlead.tickets.find_facts import ENTRIES, Spoken, find_facts
from fairlead.tickets.list_tickets import Place, Wanted, listed, place_of
from fairlead.tickets.narrow_list import WANTED
from fairlead.tickets.open_ticket import Asked, OpenTicket
from fairlead.tickets.open_together import OpenTogether
from fairlead.tickets.ports import SaidFacts
from fairlead.tickets.schemas import (
    ChangedCategory,
    ChangedField,
    ChangedTicket,
    EvidenceSeen,
    MoreEvidence,
    NewTicket,
    Reopening,
    Reset,
    TicketOfConversation,
    category_wire,
    fault_wire,
    field_wire,
    ticket_wire,
)
from fairlead.tickets.store import Found
from fairlead.tickets.store_beside import Beside, beside_of
from fairlead.tickets.taxonomy import Category, Field, house, in_locale
from fairlead.tickets.write_ticket import Writer

PAGE = 25


class TicketCounter:
    """What the routes of both sides share: answers in the reader's language, and refusals field by field."""

    def __init__(
        self,
        *,
        database: Database,
        authorize: Authorize,
        writer: Writer,
        brands: Brands,
        cursors: Cursors,
        texts: Texts,
    ) -> None:
        self.database, self.authorize, self.writer = database, authorize, writer
        self.brands, self.cursors, self.texts = brands, cursors, texts
        self.taxonomies = Taxonomies(database, authorize)
        self.open = OpenTicket(writer)
        self.open_together = OpenTogether(writer, self.open, self.taxonomies)
        self.change = ChangeTicket(writer)

    def locale(self, request: AnyRequest) -> str:
        return self.texts.choose(request.headers.get("accept-language"))

    async def told(self, request: AnyRequest, act: Awaitable[Found], *, public: bool) -> dict[str, Any]:
        """The ticket as it is then. What is wrong with a field is said in the reader's language."""
        try:
            return await self.wire(await act, self.locale(request), public=public)
        except Problem as problem:
            if problem.code == "evidence_invalid":
                locale = self.locale(request)
                fields = [fault_wire(fault, self.texts, locale) for fault in problem.data["fields"]]
                names = ", ".join(dict.fromkeys(one["field"] for one in fields))
                raise Invalid("evidence_invalid", fields=fields, names=names) from None
            if problem.code == "ticket_changed" and "if-match" in request.headers:
                raise Problem(problem.code, 412, **problem.data) from None
            raise

    async def wire(self, found: Found, locale: str, *, public: bool) -> dict[str, Any]:
        return (await self.wires([found], locale, public=public))[0]

    async def wires(self, every: list[Found], locale: str, *, public: bool) -> list[dict[str, Any]]:
        async with self.database.read() as session:
            beside = await beside_of(session, self.writer.sealer, every, public=public)
        return await self.drawn(every, beside, locale, public=public)

    async def drawn(self, every: list[Found], beside: Beside, locale: str, *, public: bool) -> list[dict[str, Any]]:
        await self.brands.all()
        read = self.taxonomies.of_brand if public else self.taxonomies.whole_of
        known = {brand_id: await read(brand_id) for brand_id in {one.brand_id for one in every}}
        return [
            ticket_wire(
                one,
                self.writer.inside(one.row),
                known[one.brand_id],
                self.brands.known(one.brand_id),
                locale,
                public=public,
                owner=beside.names.get(one.assignee_id or "", ""),
                into=beside.merged.get(one.row.id),
                tasks=beside.tasks.get(one.row.id, ()),
            )
            for one in every
        ]


def _key(request: AnyRequest) -> str:
    return checked_client_id(idempotency_key(request))


def _as_of(request: AnyRequest, revision: int) -> int:
    """Which revision a change is made from: the body's, unless an If-Match of another says otherwise (RFC 9110, 13.1.1)."""
    wanted = request.headers.get("if-match", "*").strip()
    return revision if wanted in ("*", f'"{revision}"') else -1


def _locale(tag: str) -> str:
    if tag and not is_language_tag(tag):
        raise Invalid("invalid_field", field="locale")
    return tag


def customer_routes(counter: TicketCounter, *, limiter: Fairness, door: Door) -> list[HTTPRouteHandler]:
    """Whatever writes counts as a message does."""
    c = counter

    @get("/api/tickets/taxonomy")
    async def customer_taxonomy(customer: NamedDependency[Actor], locale: FromQuery[str] = "") -> dict[str, Any]:
        """What there is to choose, and what each needs."""
        taxonomy = await c.taxonomies.of_brand(_brand_of(customer))
        tag = _locale(locale) or "en"
        return {
            "types": [{"code": one.code, "label": in_locale(one.labels, tag)} for one in taxonomy.types],
            "categories": [category_wire(one, tag) for one in taxonomy.categories.values() if one.active],
            "fields": [field_wire(one, tag) for one in taxonomy.fields.values()],
        }

    @get("/api/tickets")
    async def list_own_tickets(
        customer: NamedDependency[Actor], request: AnyRequest, cursor: FromQuery[str | None] = None,
        limit: FromQuery[int | None] = None,
    ) -> dict[str, Any]:  # fmt: skip
        size, scope, before = checked_limit(limit, PAGE), f"tickets:{customer.id}", None
        if cursor is not None:
            moment, ticket_id = c.cursors.read(scope, cursor)
            before = (int(moment), ticket_id)
        async with c.database.read() as session:
            found = await store.of_customer(session, customer.id, before=before, limit=size)
        last = found[-1].row if len(found) == size else None
        more = c.cursors.make(scope, last.created_at, last.id) if last is not None else None
        return {"tickets": await c.wires(found, c.locale(request), public=True), "next": more}

    @post("/api/tickets")
    async def open_own_ticket(
        customer: NamedDependency[Actor], data: JSONBody[NewTicket], request: AnyRequest
    ) -> dict[str, Any]:
        limiter.take(customer, door.network(request))
        asked = Asked(
            category=data.category, text=data.text, evidence=data.evidence, conversation=data.conversation, urgent=data.urgent,
            anyway=data.anyway, as_is=data.as_is, locale=_locale(data.locale) or c.locale(request),
        )  # fmt: skip
        act = c.open_together(customer, _key(request), _brand_of(customer), asked)
        return await c.told(request, act, public=True)

    @get("/api/tickets/{ticket_id:str}")
    async def read_own_ticket(
        customer: NamedDependency[Actor], ticket_id: FromPath[str], request: AnyRequest
    ) -> dict[str, Any]:
        return await c.told(request, c.writer.read(customer, ticket_id), public=True)

    @put("/api/tickets/{ticket_id:str}/evidence")
    async def add_own_evidence(
        customer: NamedDependency[Actor], ticket_id: FromPath[str], data: JSONBody[MoreEvidence], request: AnyRequest
    ) -> dict[str, Any]:
        limiter.take(customer, door.network(request))
        act = c.change.add_facts(customer, ticket_id, data.evidence, revision=None)
        return await c.told(request, act, public=True)

    @post("/api/tickets/{ticket_id:str}/withdraw", status_code=200)
    async def withdraw_ticket(
        customer: NamedDependency[Actor], ticket_id: FromPath[str], request: AnyRequest
    ) -> dict[str, Any]:
        limiter.take(customer, door.network(request))
        return await c.told(request, c.change.withdraw(customer, ticket_id), public=True)

    @post("/api/tickets/{ticket_id:str}/confirm", status_code=200)
    async def confirm_ticket(
        customer: NamedDependency[Actor], ticket_id: FromPath[str], request: AnyRequest
    ) -> dict[str, Any]:
        limiter.take(customer, door.network(request))
        return await c.told(request, c.change.confirm(customer, ticket_id), public=True)

    @post("/api/tickets/{ticket_id:str}/reopen", status_code=200)
    async def reopen_ticket(
        customer: NamedDependency[Actor], ticket_id: FromPath[str], data: JSONBody[Reopening], request: AnyRequest
    ) -> dict[str, Any]:
        limiter.take(customer, door.network(request))
        return await c.told(request, c.change.reopen(customer, ticket_id, data.text, as_is=data.as_is), public=True)

    @post("/api/tickets/{ticket_id:str}/nudge", status_code=200)
    async def nudge_ticket(
        customer: NamedDependency[Actor], ticket_id: FromPath[str], request: AnyRequest
    ) -> dict[str, Any]:
        limiter.take(customer, door.network(request))
        return await c.told(request, c.change.nudge(customer, ticket_id), public=True)

    return [
        customer_taxonomy, list_own_tickets, open_own_ticket, read_own_ticket, add_own_evidence, withdraw_ticket,
        confirm_ticket, reopen_ticket, nudge_ticket,
    ]  # fmt: skip


def desk_routes(counter: TicketCounter) -> list[HTTPRouteHandler]:
    c = counter

    @get("/api/desk/tickets", dependencies=WANTED)
    async def list_tickets(
        agent: NamedDependency[Actor],
        wanted: NamedDependency[Wanted],
        brand: FromQuery[str],
        request: AnyRequest,
        *,
        cursor: FromQuery[str | None] = None,
        limit: FromQuery[int | None] = None,
    ) -> dict[str, Any]:
        brand_id = (await c.brands.require(brand)).id
        c.authorize(agent, "tickets.read", Of(brand_id))
        size, scope, after = checked_limit(limit, PAGE), f"tickets:{agent.id}:{brand_id}:{wanted.sort or ''}", None
        if cursor is not None:
            after = Place.read(*c.cursors.read(scope, cursor))
        async with c.database.read() as session:
            found = await listed(session, agent, brand_id, wanted, after=after, limit=size)
            beside = await beside_of(session, c.writer.sealer, found, public=False)
        last = place_of(wanted, found[-1].row) if len(found) == size else None
        more = c.cursors.make(scope, last.order, *last.values) if last is not None else None
        return {"tickets": await c.drawn(found, beside, c.locale(request), public=False), "next": more}

    @post("/api/desk/tickets")
    async def open_ticket(
        agent: NamedDependency[Actor], data: JSONBody[TicketOfConversation], request: AnyRequest
    ) -> dict[str, Any]:
        asked = Asked(data.category, evidence=data.evidence, conversation=data.conversation, anyway=data.anyway)
        return await c.told(request, c.open(agent, _key(request), "", asked), public=False)

    @get("/api/desk/tickets/{ticket_id:str}")
    async def read_ticket(
        agent: NamedDependency[Actor], ticket_id: FromPath[str], request: AnyRequest
    ) -> dict[str, Any]:
        return await c.told(request, c.writer.read(agent, ticket_id), public=False)

    @put("/api/desk/tickets/{ticket_id:str}")
    async def change_ticket(
        agent: NamedDependency[Actor], ticket_id: FromPath[str], data: JSONBody[ChangedTicket], request: AnyRequest
    ) -> dict[str, Any]:
        seen = _as_of(request, data.revision)
        work = Work(
            seen, data.status, data.category, data.priority, data.why, data.text, data.flags.told(), data.unchecked
        )  # fmt: skip
        return await c.told(request, c.change.work(agent, ticket_id, work), public=False)

    @put("/api/desk/tickets/{ticket_id:str}/evidence")
    async def change_evidence(
        agent: NamedDependency[Actor], ticket_id: FromPath[str], data: JSONBody[EvidenceSeen], request: AnyRequest
    ) -> dict[str, Any]:
        act = c.change.add_facts(agent, ticket_id, data.evidence, revision=_as_of(request, data.revision))
        return await c.told(request, act, public=False)

    return [list_tickets, open_ticket, read_ticket, change_ticket, change_evidence]


def talk_routes(counter: TicketCounter, said: SaidFacts) -> list[HTTPRouteHandler]:
    """What a conversation has to do with tickets."""
    c = counter

    async def head_of(session: AsyncSession, agent: Actor, conversation_id: str) -> ConversationRow:
        head = await conversations.conversation(session, conversation_id) if is_id(conversation_id) else None
        if head is None:
            raise NotFound
        c.authorize(agent, "conversation.read", head)
        return head

    @get("/api/desk/conversations/{conversation_id:str}/ticket")
    async def ticket_of_conversation(
        agent: NamedDependency[Actor], conversation_id: FromPath[str], request: AnyRequest
    ) -> dict[str, Any]:
        async with c.database.read() as session:
            head = await head_of(session, agent, conversation_id)
            found = await store.of_conversation(session, head.id)
        wire = await c.wire(found, c.locale(request), public=False) if found is not None else None
        return {"ticket": wire}

    @get("/api/desk/conversations/{conversation_id:str}/facts")
    async def facts_of_conversation(agent: NamedDependency[Actor], conversation_id: FromPath[str]) -> dict[str, Any]:
        async with c.database.read() as session:
            head = await head_of(session, agent, conversation_id)
            taxonomy = taxonomy_of(await store.changes_of(session, head.brand_id))
            last = head.last_public_seq + 1
            entries = await conversations.entries_before(
                session, c.writer.sealer, head, last, public=True, limit=ENTRIES
            )
        words = _spoken(entries)
        # What is long and looks like an address costs milliseconds: others are answered meanwhile.
        facts = await asyncio.to_thread(find_facts, words, said, taxonomy, now=clock.now())
        return {"facts": msgspec.to_builtins(facts)}

    return [ticket_of_conversation, facts_of_conversation]


def _spoken(entries: Sequence[Entry]) -> list[Spoken]:
    """What the customer wrote, with what the bot had asked."""
    words: list[Spoken] = []
    asked: dict[str, Any] | None = None
    for entry in entries:
        if entry.kind != "message" or entry.redacted:
            # Whoever asks for a person answers nothing more.
            asked = None if entry.kind == "handover" else asked
        elif entry.author_kind == "customer":
            words.append(Spoken(entry.id, entry.text, asked))
        else:
            asked = entry.data.get("ask") if entry.author_kind == "bot" else None
    return words


def taxonomy_routes(counter: TicketCounter) -> list[HTTPRouteHandler]:
    """What admins change."""
    c = counter

    @get("/api/desk/ticket-taxonomy")
    async def desk_taxonomy(agent: NamedDependency[Actor], brand: FromQuery[str]) -> dict[str, Any]:
        taxonomy = await c.taxonomies.for_agent(agent, (await c.brands.require(brand)).id)
        return {
            "types": msgspec.to_builtins(taxonomy.types),
            "categories": msgspec.to_builtins(list(taxonomy.categories.values())),
            "fields": msgspec.to_builtins(list(taxonomy.fields.values())),
            "tags": {"tags": list(taxonomy.tags), "revision": taxonomy.tags_revision},
        }

    @put("/api/desk/ticket-taxonomy/categories/{code:str}")
    async def change_category(
        agent: NamedDependency[Actor], code: FromPath[str], data: JSONBody[ChangedCategory]
    ) -> dict[str, Any]:
        brand = await c.brands.require(data.brand)
        category = Category(
            code, data.type, data.labels, tuple(data.required), data.priority, data.team, tuple(data.optional), data.first,
            data.active, data.revision, tuple(data.checklist),
        )  # fmt: skip
        changed: dict[str, Any] = msgspec.to_builtins(await c.taxonomies.change_category(agent, brand.id, category))
        return changed

    @put("/api/desk/ticket-taxonomy/fields/{key:str}")
    async def change_field(
        agent: NamedDependency[Actor], key: FromPath[str], data: JSONBody[ChangedField]
    ) -> dict[str, Any]:
        brand = await c.brands.require(data.brand)
        # Of a field there is, kind, choices and how often it may be given are the house's, or what they were.
        kind = known.kind if (known := house().fields.get(key)) is not None else data.kind
        field = Field(
            key, kind, data.labels, data.example, tuple(data.choices), data.many, tuple(data.formats), data.revision,
            data.internal, data.retired,
        )  # fmt: skip
        changed: dict[str, Any] = msgspec.to_builtins(await c.taxonomies.change_field(agent, brand.id, field))
        return changed

    @post("/api/desk/ticket-taxonomy/reset", status_code=204)
    async def reset_taxonomy(agent: NamedDependency[Actor], data: JSONBody[Reset]) -> None:
        await c.taxonomies.reset(agent, (await c.brands.require(data.brand)).id, data.kind, data.key)

    return [desk_taxonomy, change_category, change_field, reset_taxonomy]


def _brand_of(customer: Actor) -> str:
    return next(iter(customer.brands))
