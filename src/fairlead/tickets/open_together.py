"""Tickets from forms, many in one commit: whatever waits goes into the next transaction, as messages do (`Gather`).

What is out of the ordinary goes the way of `OpenTicket`, one by one: a retry, a matter there is already, files, a conversation
that has begun, "urgent", and everything that another transaction was faster with.
"""

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import msgspec
import structlog

from fairlead.conversations.guard import guard
from fairlead.conversations.ledger import Written
from fairlead.conversations.rules import Draft
from fairlead.infra.dialects import Change
from fairlead.kit import clock
from fairlead.kit.access import Actor
from fairlead.kit.clock import Instant
from fairlead.kit.errors import Problem
from fairlead.kit.text import is_blank
from fairlead.tickets import rules, store
from fairlead.tickets.edit_taxonomy import Taxonomies
from fairlead.tickets.models import TicketRow
from fairlead.tickets.open_ticket import ADDRESSES, Asked, OpenTicket, new_row
from fairlead.tickets.read_evidence import Fact, read_evidence
from fairlead.tickets.store import Before, Found, Inside
from fairlead.tickets.taxonomy import Taxonomy
from fairlead.tickets.write_ticket import Writer

log = structlog.get_logger()

MOST = 100


@dataclass(slots=True)
class _Waiting:
    actor: Actor
    client_id: str
    brand_id: str
    asked: Asked
    taxonomy: Taxonomy
    facts: list[Fact]
    done: "asyncio.Future[Found | None]"


class _Made(NamedTuple):
    """A ticket as it will be, before it has its conversation."""

    waiting: _Waiting
    row: TicketRow
    marks: list[bytes]
    drafts: list[Draft]


class OpenTogether:
    """Same questions, same answers as `OpenTicket`, which it asks where it is not sure."""

    def __init__(self, writer: Writer, one_by_one: OpenTicket, taxonomies: Taxonomies) -> None:
        self._writer, self._one_by_one, self._taxonomies = writer, one_by_one, taxonomies
        self._waiting: deque[_Waiting] = deque()
        self._task: asyncio.Task[None] | None = None

    async def __call__(self, actor: Actor, client_id: str, brand_id: str, asked: Asked) -> Found:
        """See `OpenTicket`."""
        if asked.conversation is None and is_blank(asked.urgent) and not any(one.file for one in asked.evidence):
            # Refused before anybody waits for anything.
            taxonomy = await self._taxonomies.of_brand(brand_id)
            taxonomy.category(asked.category)
            facts = read_evidence(asked.evidence, taxonomy, now=clock.now())
            done: asyncio.Future[Found | None] = asyncio.get_running_loop().create_future()
            self._waiting.append(_Waiting(actor, client_id, brand_id, asked, taxonomy, facts, done))
            if self._task is None or self._task.done():
                self._task = asyncio.create_task(self._work(), name="tickets together")
            if (found := await done) is not None:
                return found
        return await self._one_by_one(actor, client_id, brand_id, asked)

    async def _work(self) -> None:
        while self._waiting:
            batch = self._next()
            try:
                answers: Sequence[Found | Problem | None] = await self._open(batch)
            except Exception as error:  # noqa: BLE001 - each is tried alone, and gets its own answer
                log.info("tickets are opened one by one", reason=type(error).__name__)
                answers = [None] * len(batch)
            for one, answer in zip(batch, answers, strict=True):
                if not one.done.done():
                    one.done.set_exception(answer) if isinstance(answer, Problem) else one.done.set_result(answer)

    def _next(self) -> list[_Waiting]:
        """One of each customer: what he has already counts."""
        batch: dict[str, _Waiting] = {}
        later: list[_Waiting] = []
        while self._waiting and len(batch) < MOST:
            one = self._waiting.popleft()
            if one.actor.id in batch:
                later.append(one)
            else:
                batch[one.actor.id] = one
        self._waiting.extendleft(reversed(later))
        return list(batch.values())

    async def _open(self, batch: Sequence[_Waiting]) -> list[Found | Problem | None]:
        """None: one by one."""
        writer, moment = self._writer, clock.now()
        rows = [
            new_row(one.taxonomy.category(one.asked.category), one.brand_id, one.actor.id, one.facts, moment)
            for one in batch
        ]
        await writer.ledger.holds.renew()
        async with writer.database.write_bulk() as connection:
            before = await store.look_before(
                connection,
                writer.database.dialect,
                customers=[one.actor.id for one in batch],
                recent=[one.actor.id for one in batch if any(fact.field in ADDRESSES for fact in one.facts)],
                numbers=[row.number for row in rows],
            )
            limited = [one.actor.id for one in batch if self._limited(one)]
            mine = await writer.limits.mine(connection, writer.database.dialect, limited)
            ready = [
                await self._ready(one, row, before, mine.get(one.actor.id), moment)
                for one, row in zip(batch, rows, strict=True)
            ]
            made = [one for one in ready if isinstance(one, _Made)]
            by_entry = {one.drafts[-1].client_id: one for one in made}

            def beside(stand: Sequence[Sequence[Written]]) -> Sequence[Change]:
                tickets = []
                for written in stand:
                    own = next(entry for entry in written[-1].entries if entry.client_id is not None)
                    ticket = by_entry[own.client_id or ""]
                    ticket.row.conversation_id = own.conversation_id
                    tickets.append((ticket.row, ticket.marks))
                return store.as_changes(tickets)

            outcomes = await writer.ledger.begin_together(connection, [one.drafts for one in made], beside=beside)
        answers: dict[str, Found | Problem | None] = {}
        for one, outcome in zip(made, outcomes, strict=True):
            answers[one.waiting.actor.id] = _answer(one, outcome)
        writer.gather.written([each for one in outcomes if not isinstance(one, Problem) for each in one])
        return [answers.get(one.waiting.actor.id) if isinstance(one, _Made) else one for one in ready]

    async def _ready(
        self, one: _Waiting, row: TicketRow, before: Before, mine: rules.Mine | None, moment: Instant
    ) -> _Made | Problem | None:
        """A Problem of what he says; None where more has to be looked at."""
        writer = self._writer
        own = self._addresses(before.recent.get(one.actor.id, []))
        facts = read_evidence(one.asked.evidence, one.taxonomy, own=own, now=moment) if own else one.facts
        marks = list(writer.digests(one.brand_id, facts))
        if row.number in before.numbers or not before.marks.get(one.actor.id, set()).isdisjoint(marks):
            return None
        if mine is not None and writer.limits.for_customer(one.actor.id).reached(mine, moment):
            return None
        row.inside = store.seal_inside(Inside([msgspec.to_builtins(fact) for fact in facts]), row.id, writer.sealer)
        row.facts = {"claims": None}
        row.priority = row.computed = rules.weigh(row.computed, rules.Facts())
        row.owed_since, row.due_at = moment, await self._due(row, before.tiers.get(one.actor.id, ""))
        try:
            drafts = [guard(draft) for draft in self._one_by_one.drafts(one.actor, one.client_id, one.asked, row, [])]
        except Problem as problem:
            return problem
        return _Made(one, row, marks, drafts)

    async def _due(self, row: TicketRow, tier: str) -> Instant:
        return await self._writer.reckon.word_due(
            row.brand_id, priority=row.priority, tier=tier, team=None, spoken=False, since=row.created_at
        )

    def _limited(self, one: _Waiting) -> bool:
        category = one.taxonomy.category(one.asked.category)
        return self._writer.limits.bears_on(one.actor, category, one.asked.channel)

    def _addresses(self, recent: Sequence[tuple[str, bytes]]) -> list[str]:
        insides = [store.read_inside(raw, ticket_id, self._writer.sealer) for ticket_id, raw in recent]
        return [
            fact["value"] for one in insides for fact in one.facts if fact["field"] in ADDRESSES and fact.get("value")
        ]


def _answer(one: _Made, outcome: list[Written] | Problem) -> Found | Problem | None:
    if isinstance(outcome, Problem):
        return None if outcome.code == "idempotency_mismatch" else outcome
    head = outcome[-1].head
    return Found(one.row, head.assignee_id, head.team_id, head.locale) if head is not None else None
