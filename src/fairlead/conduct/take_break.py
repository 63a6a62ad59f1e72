"""An agent's own switch: for some minutes he is shown nothing more of what this customer writes. It is kept, and the matter stays
his; the customer is told, and when a person is back."""

from fairlead.conduct import rules, store
from fairlead.conduct.models import BreakRow
from fairlead.conduct.sanction_customer import SanctionCustomer, check_unprotected, head_for, told
from fairlead.conversations.guard import guard
from fairlead.kit import clock
from fairlead.kit.access import Actor
from fairlead.kit.clock import MINUTE, Instant
from fairlead.kit.errors import Invalid


class TakeBreak:
    def __init__(self, sanction: SanctionCustomer) -> None:
        self._sanction, self._writer = sanction, sanction.writer

    async def take(self, agent: Actor, conversation_id: str, minutes: int) -> Instant:
        """Until when. One that runs already goes on as it was. Raises NotFound, Invalid("invalid_field"),
        Conflict("conduct_protected"): harm and complaints are handed over instead."""
        least, most = rules.BREAK_MINUTES
        if not least <= minutes <= most:
            raise Invalid("invalid_field", field="minutes")
        writer, moment = self._writer, clock.now()
        await writer.ledger.holds.renew()
        async with writer.database.write() as session:
            head = await head_for(session, writer, agent, conversation_id)
            await store.hold_customer(session, writer.database.dialect, head.customer_id)
            row = await store.break_of(session, agent.id, conversation_id)
            if row is not None and row.until > moment:
                return row.until
            await check_unprotected(session, head)
            if row is None:
                row = BreakRow(agent_id=agent.id, conversation_id=conversation_id, until=0)
                session.add(row)
            row.until = moment + minutes * MINUTE
            text = self._sanction.said(head.locale, "break", until=row.until, name=agent.name)
            draft = guard(told(agent, conversation_id, "break", text, until=row.until))
            written = await writer.append(session, [draft])
        writer.gather.written(written)
        return row.until

    async def end(self, agent: Actor, conversation_id: str) -> None:
        """Before its time; nothing for one there is not. Raises NotFound."""
        async with self._writer.database.write() as session:
            await head_for(session, self._writer, agent, conversation_id)
            row = await store.break_of(session, agent.id, conversation_id)
            if row is not None:
                await session.delete(row)
