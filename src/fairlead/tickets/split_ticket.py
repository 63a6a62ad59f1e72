"""A second matter in one conversation becomes a ticket of its own, on a new conversation that points at the words it is about."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid5

import msgspec
from msgspec.structs import replace
from sqlalchemy import select

from fairlead.conversations.guard import guard
from fairlead.conversations.ledger import Written
from fairlead.conversations.models import EntryRow
from fairlead.conversations.rules import Draft, Opening
from fairlead.kit import clock
from fairlead.kit.access import Actor
from fairlead.kit.errors import Conflict, Invalid
from fairlead.kit.ids import is_id
from fairlead.kit.text import is_blank
from fairlead.shield.screen import readable
from fairlead.tickets import rules, store
from fairlead.tickets.edit_taxonomy import taxonomy_of
from fairlead.tickets.link_tickets import SPLIT
from fairlead.tickets.merge_tickets import place_of
from fairlead.tickets.models import TicketLinkRow
from fairlead.tickets.number_ticket import new_number
from fairlead.tickets.open_ticket import CHANNEL, new_row
from fairlead.tickets.store import Found, Inside
from fairlead.tickets.write_ticket import Writer, put_status, said, told

MOST = 50


@dataclass(frozen=True, slots=True)
class Part:
    """What goes into a ticket of its own. `entries`: numbers, as agents have them, of messages the customer sees; `text`: what he
    is told in the new conversation."""

    entries: Sequence[int]
    category: str
    text: str = ""


class SplitTicket:
    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    async def __call__(self, actor: Actor, client_id: str, ticket_id: str, part: Part) -> Found:
        """The new ticket, the same for a retry under the same client id. The entries stay where they are.

        Raises NotFound, Refused; Invalid: `split_entries`, `ticket_category_unknown`, what a message raises; Conflict:
        `ticket_merged`, `idempotency_mismatch`.
        """
        return await self._writer.retried(lambda: self._split(actor, client_id, ticket_id, part))

    async def _split(self, actor: Actor, client_id: str, ticket_id: str, part: Part) -> Found:
        writer, moment = self._writer, clock.now()
        async with writer.database.write() as session:
            if is_id(ticket_id):
                await store.lock(session, writer.database.dialect, ticket_id)
            found = await writer.found(session, actor, ticket_id, "ticket.work")
            origin = found.row
            if origin.merged_into is not None:
                root = await store.root_of(session, origin)
                raise Conflict("ticket_merged", ticket=root.id, number=root.number)
            category = taxonomy_of(await store.changes_of(session, origin.brand_id)).category(part.category)
            numbers = sorted(set(part.entries))
            here = (EntryRow.conversation_id == origin.conversation_id, EntryRow.seq.in_(numbers[: MOST + 1]))
            seen = (EntryRow.kind == "message", EntryRow.public_seq.is_not(None))
            public = list(await session.scalars(select(EntryRow.public_seq).where(*here, *seen).order_by(EntryRow.seq)))
            if not numbers or len(numbers) > MOST or len(public) != len(numbers):
                raise Invalid("split_entries")
            row = new_row(category, origin.brand_id, origin.customer_id, [], moment)
            row.inside = store.seal_inside(Inside(), row.id, writer.sealer)
            while await store.number_taken(session, row.number):
                row.number = new_number(moment)

            async def beside(written: Sequence[Written]) -> None:
                if not written[0].entries:
                    return
                row.conversation_id = written[0].receipt.conversation_id
                session.add(row)
                await session.flush()
                await put_status(writer, session, row, rules.SUBMITTED, moment=moment)
                link = TicketLinkRow(ticket_id=row.id, kind=SPLIT, other_id=origin.id, created_at=moment)
                session.add(link)
                origin.revision, origin.updated_at = origin.revision + 1, moment

            asked = writer.sealer.digest(msgspec.json.encode((ticket_id, numbers, part.category, part.text))).hex()
            opened = {"id": row.id, "number": row.number, "category": row.category}
            split = place_of(found) | {"entries": public}
            data = {"opened": True, "open": True, "asked": asked, "ticket": opened, "split": split}
            opening = Opening(row.brand_id, row.customer_id, CHANNEL, found.locale, bot_first=False)
            drafts = [Draft(actor=actor, kind="ticket", client_id=client_id, opening=opening, data=data)]
            if not is_blank(part.text):
                words = said(actor, None, readable(part.text))
                drafts.append(replace(words, client_id=str(uuid5(UUID(client_id), "words"))))
            off = told(actor, found, {"split_off": public}, client_id=str(uuid5(UUID(client_id), "off")))
            # Beside the origin's own, where a retry may say something else: the number is made anew with each try.
            off.data["ticket"]["into"] = {"id": row.id, "number": row.number}
            written = await writer.append(session, [guard(one) for one in [*drafts, off]], beside=beside)
            conversation_id = written[0].receipt.conversation_id
        writer.gather.written(written)
        async with writer.database.read() as session:
            made = await store.of_conversation(session, conversation_id)
        if made is None:
            raise Conflict("idempotency_mismatch")
        return made
