"""A measure against a customer is set: told in the conversation in his language, with its reason, its end and how to object."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.conduct import rules, store
from fairlead.conduct.heed import Heed
from fairlead.conduct.models import SanctionRow
from fairlead.conduct.rules import Kind
from fairlead.conduct.store import Inside
from fairlead.conversations.guard import guard
from fairlead.conversations.ledger import Written
from fairlead.conversations.models import ConversationRow
from fairlead.conversations.rules import OPEN, Draft, author_data
from fairlead.kit import clock
from fairlead.kit.access import Actor
from fairlead.kit.clock import HOUR, Instant, iso
from fairlead.kit.errors import Conflict, NotFound
from fairlead.kit.ids import is_id, new_id
from fairlead.kit.texts import Texts
from fairlead.shield.screen import screen
from fairlead.tickets.rules import is_protected
from fairlead.tickets.write_ticket import Writer


class SanctionCustomer:
    def __init__(self, writer: Writer, heed: Heed, texts: Texts) -> None:
        self.writer, self.heed, self.texts = writer, heed, texts

    async def __call__(
        self, agent: Actor, client_id: str, conversation_id: str, *, kind: Kind, reason: str, words: str, hours: int
    ) -> SanctionRow:
        """Once for a client id. Raises NotFound, Refused; Invalid: `invalid_field`, `conduct_words`, `conduct_hours`,
        `asks_for_secret`, `link_not_allowed`; Conflict: `conduct_protected`, `warn_first`, `sanction_stands`,
        `idempotency_mismatch`."""
        rules.check_sanction(agent, kind, reason, words, hours)
        return await self.set(agent, client_id, conversation_id, kind, reason, words=words, lasts=hours * HOUR)

    async def set(
        self, actor: Actor, client_id: str, conversation_id: str, kind: Kind, reason: str, *, words: str, lasts: int
    ) -> SanctionRow:
        """By the house itself too. `lasts` in microseconds."""
        key = f"{actor.key}:{client_id}"
        await self.writer.ledger.holds.renew()
        moment, written = clock.now(), list[Written]()
        async with self.writer.database.write() as session:
            head = await head_for(session, self.writer, actor, conversation_id)
            await store.hold_customer(session, self.writer.database.dialect, head.customer_id)
            if (before := await store.by_key(session, key)) is not None:
                if (before.kind, before.reason, before.conversation_id) != (kind, reason, conversation_id):
                    raise Conflict("idempotency_mismatch")
                return before
            has_ticket = await check_unprotected(session, head)
            every = await store.of_customer(session, head.customer_id)
            rules.check_order(kind, [store.standing_of(one) for one in every], moment)
            row = _row(head, actor, kind, reason, key=key, lasts=lasts)
            text = self.said(head.locale, kind, reason=reason, until=row.ends_at, words=words)
            draft = guard(told(actor, head.id, kind, text, client_id=client_id, row=row))
            kept = Inside(words=screen(words, as_is=True).text if words.strip() else "", by=actor.name)
            row.inside = store.seal_inside(kept, row.id, self.writer.sealer)
            drafts = [draft]
            if kind == "pause" and not has_ticket and head.status == OPEN:
                # His words go to the bot and to matters: nobody waits here any more.
                drafts.append(_closed(actor, head.id))

            async def beside(_: Sequence[Written]) -> None:
                session.add(row)

            written = await self.writer.append(session, drafts, beside=beside)
        self.writer.gather.written(written)
        await self.heed.changed()
        return row

    def said(self, locale: str, act: str, *, reason: str = "", until: Instant = 0, words: str = "", **more: str) -> str:
        """The prepared sentence in the customer's language, with an agent's own words below it."""
        tag = self.texts.choose(locale)
        why = self.texts(f"conduct.reason.{reason}", tag) if reason else ""
        sentence = self.texts(f"conduct.said.{act}", tag, reason=why, until=rules.minute(until), **more)
        return f"{sentence}\n\n{words.strip()}" if words.strip() else sentence


async def head_for(session: AsyncSession, writer: Writer, actor: Actor, conversation_id: str) -> ConversationRow:
    """Raises NotFound."""
    head = await store.head(session, conversation_id) if is_id(conversation_id) else None
    if head is None:
        raise NotFound
    writer.authorize(actor, "conversation.conduct", head)
    return head


async def check_unprotected(session: AsyncSession, head: ConversationRow) -> bool:
    """Whether the conversation has a ticket. Raises Conflict("conduct_protected") for security harm and formal complaints."""
    weight = await store.ticket_weight(session, head.id)
    if not head.calm or (weight is not None and is_protected(case_type=weight[0], priority=weight[1])):
        raise Conflict("conduct_protected")
    return weight is not None


def told(
    actor: Actor,
    conversation_id: str,
    act: str,
    text: str,
    *,
    client_id: str = "",
    row: SanctionRow | None = None,
    until: Instant = 0,
) -> Draft:
    """The entry that tells of it, to both sides."""
    about: dict[str, Any] = {"act": act, "until": iso(row.ends_at if row is not None else until)}
    if row is not None:
        about |= {"id": row.id, "reason": row.reason}
    client_id = client_id or str(uuid4())
    return Draft(actor, "conduct", client_id, conversation_id=conversation_id, text=text, data={"conduct": about})


def _row(head: ConversationRow, actor: Actor, kind: Kind, reason: str, *, key: str, lasts: int) -> SanctionRow:
    moment = clock.now()
    return SanctionRow(
        id=new_id(moment),
        brand_id=head.brand_id,
        customer_id=head.customer_id,
        conversation_id=head.id,
        kind=kind,
        reason=reason,
        set_by=actor.id,
        key=key,
        set_at=moment,
        ends_at=moment + lasts,
        lifted_at=None,
        appealed_at=None,
        decided_at=None,
        decided_by=None,
        inside=b"",
    )


def _closed(actor: Actor, conversation_id: str) -> Draft:
    data = {"by": author_data(actor)}
    return Draft(actor, "closed", str(uuid4()), conversation_id=conversation_id, data=data)
