"""A matter becomes a ticket: from a conversation, which stays its timeline, or from a form, which begins one."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid5

import msgspec
from msgspec.structs import replace

from fairlead.conversations.guard import guard
from fairlead.conversations.ledger import Written
from fairlead.conversations.models import ConversationRow
from fairlead.conversations.rules import Draft, Opening
from fairlead.kit import clock
from fairlead.kit.access import Actor
from fairlead.kit.clock import Instant
from fairlead.kit.errors import Conflict, Invalid, NotFound, Problem
from fairlead.kit.ids import is_id, new_id
from fairlead.kit.text import is_blank
from fairlead.shield.screen import readable, screen
from fairlead.tickets import rules, store
from fairlead.tickets.edit_taxonomy import taxonomy_of
from fairlead.tickets.models import TicketRow
from fairlead.tickets.number_ticket import new_number
from fairlead.tickets.read_evidence import Fact, Given, completeness, read_evidence
from fairlead.tickets.store import Found, Inside
from fairlead.tickets.taxonomy import Category, for_customers
from fairlead.tickets.write_ticket import Writer, put_status, said

CHANNEL = "portal"
REASON_CHARS = 500
# Fields in which a customer gives addresses; those he gave before are what others look like.
ADDRESSES = ("address", "to_address")


@dataclass(frozen=True, slots=True)
class Asked:
    """A ticket somebody wants. `conversation`: the one it is about; None begins one. `urgent`: why it cannot wait, in the
    customer's words. `anyway`: there is an open matter with the same TxID or order, and it is another. `locale`, `channel`: what
    a new conversation is in, and how it came."""

    category: str
    text: str = ""
    evidence: Sequence[Given] = field(default_factory=list)
    conversation: str | None = None
    urgent: str = ""
    anyway: bool = False
    as_is: bool = False
    locale: str = ""
    channel: str = CHANNEL


class OpenTicket:
    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    async def __call__(self, actor: Actor, client_id: str, brand_id: str, asked: Asked) -> Found:
        """The ticket, once committed; the same for a retry under the same client id.

        Raises NotFound; Invalid: `ticket_category_unknown`, `evidence_invalid`, what a message raises; Conflict: `ticket_exists`
        (the conversation has one), `ticket_same` with `ticket` and `number` of an open matter about the same,
        `idempotency_mismatch`, `tickets_open` with `limit` and the newest open `ticket` and its `number`; TooMany: `tickets_day`.
        """
        try:
            return await self._writer.retried(lambda: self._open(actor, client_id, brand_id, asked))
        except Problem as problem:
            await self._writer.limits.refused(actor, brand_id, problem)
            raise

    async def _open(self, actor: Actor, client_id: str, brand_id: str, asked: Asked) -> Found:
        writer, moment = self._writer, clock.now()
        async with writer.database.write() as session:
            head = await session.get(ConversationRow, asked.conversation) if is_id(asked.conversation or "") else None
            if asked.conversation is not None:
                if head is None:
                    raise NotFound
                writer.authorize(actor, "conversation.read", head)
                brand_id = head.brand_id
            customer_id = head.customer_id if head is not None else actor.id
            taxonomy = taxonomy_of(await store.changes_of(session, brand_id))
            if actor.kind == "customer":
                taxonomy = for_customers(taxonomy)
            category = taxonomy.category(asked.category)
            own = await self._own_addresses(session, customer_id)
            facts = read_evidence(asked.evidence, taxonomy, own=own, now=moment)
            inside = Inside([msgspec.to_builtins(fact) for fact in facts], _sentence(asked.urgent))
            row = new_row(category, brand_id, customer_id, facts, moment)
            row.inside = store.seal_inside(inside, row.id, writer.sealer)
            files = await writer.unattached(
                session, actor, asked.conversation, [fact.file for fact in facts if fact.file]
            )

            async def beside(written: Sequence[Written]) -> None:
                if not written[-1].entries:
                    return
                row.conversation_id = written[-1].receipt.conversation_id
                if (head := written[-1].head) is not None:
                    row.owner_id, row.held_by = head.assignee_id, head.team_id
                if await store.of_conversation(session, row.conversation_id) is not None:
                    raise Conflict("ticket_exists")
                if writer.limits.bears_on(actor, category, asked.channel, calm=head is None or head.calm):
                    await writer.limits.check(session, writer.database.dialect, customer_id, moment)
                digests = writer.digests(brand_id, facts)
                same = await store.same_marks(session, customer_id, list(digests))
                if same is not None and not asked.anyway:
                    other, digest = same
                    raise Conflict("ticket_same", ticket=other.id, number=other.number, field=digests[digest].field)
                await self._weigh(session, row, asked, moment)
                session.add(row)
                await session.flush()
                await put_status(writer, session, row, rules.SUBMITTED, moment=moment)
                await store.put_marks(session, row, list(digests))

            # Before the entry is made, which tells it.
            while await store.number_taken(session, row.number):
                row.number = new_number(moment)
            drafts = self.drafts(actor, client_id, asked, row, files)
            written = await writer.append(session, [guard(one) for one in drafts], beside=beside)
            conversation_id = written[-1].receipt.conversation_id
        writer.gather.written(written)
        async with writer.database.read() as session:
            found = await store.of_conversation(session, conversation_id)
        if found is None:
            raise Conflict("idempotency_mismatch")
        return found

    async def _own_addresses(self, session: Any, customer_id: str) -> list[str]:
        """What the customer gave as addresses in his other matters."""
        found: list[str] = []
        for row in await store.recent_of(session, customer_id):
            facts = self._writer.inside(row).facts
            found += [fact["value"] for fact in facts if fact["field"] in ADDRESSES and fact.get("value")]
        return found

    async def _weigh(self, session: Any, row: TicketRow, asked: Asked, moment: Instant) -> None:
        claims = None
        if not is_blank(asked.urgent):
            claims = await store.claims_since(session, row.customer_id, since=moment - rules.CLAIMS_WINDOW)
        row.claimed, row.facts = claims is not None, {"claims": claims}
        row.priority = row.computed = rules.weigh(row.computed, rules.Facts(claims=claims))

    def drafts(self, actor: Actor, client_id: str, asked: Asked, row: TicketRow, files: list[str]) -> list[Draft]:
        """What the customer says, and the entry that tells of the ticket; the first begins a conversation where there is none."""
        sealer = self._writer.sealer
        request = msgspec.json.encode((asked.category, asked.text, list(asked.evidence), asked.urgent, asked.anyway))
        opened = {"id": row.id, "number": row.number, "category": row.category}
        data = {"opened": True, "open": True, "asked": sealer.digest(request).hex(), "ticket": opened}
        ticket = Draft(actor=actor, kind="ticket", client_id=client_id, conversation_id=asked.conversation, data=data)
        drafts = [ticket]
        if files or not is_blank(asked.text):
            text = readable(asked.text, may_be_empty=bool(files))
            words = said(actor, asked.conversation, text, files, as_is=asked.as_is)
            drafts.insert(0, replace(words, client_id=str(uuid5(UUID(client_id), "words")), locale=asked.locale))
        if asked.conversation is None:
            opening = Opening(row.brand_id, row.customer_id, asked.channel, asked.locale, bot_first=False)
            drafts[0] = replace(drafts[0], opening=opening)
        return drafts


def new_row(category: Category, brand_id: str, customer_id: str, facts: Sequence[Fact], moment: Instant) -> TicketRow:
    """As it begins, but for its conversation, its status and what is sealed of it."""
    return TicketRow(
        id=new_id(moment),
        brand_id=brand_id,
        customer_id=customer_id,
        conversation_id="",
        number=new_number(moment),
        case_type=category.type,
        category=category.code,
        team=category.team,
        status=rules.SUBMITTED,
        since=moment,
        due_at=None,
        priority=category.priority,
        computed=category.priority,
        override=None,
        claimed=False,
        facts={},
        complete=completeness(category, facts),
        spoken=False,
        revision=1,
        inside=b"",
        nudged_at=None,
        merged_into=None,
        owner_id=None,
        held_by=None,
        tasks=0,
        task_due_at=None,
        tags=[],
        snoozed_until=None,
        created_at=moment,
        updated_at=moment,
    )


def _sentence(text: str) -> str:
    if len(text) > REASON_CHARS:
        raise Invalid("invalid_field", field="urgent")
    return screen(text, as_is=True).text if not is_blank(text) else ""
