"""A customer objects to what was done, and somebody other than who did it decides; or it is taken back without that."""

from collections.abc import Awaitable, Callable
from typing import Literal

from msgspec.structs import replace

from fairlead.conduct import rules, store
from fairlead.conduct.models import SanctionRow
from fairlead.conduct.rules import Outcome
from fairlead.conduct.sanction_customer import SanctionCustomer, told
from fairlead.conduct.store import Inside
from fairlead.conversations.guard import guard
from fairlead.conversations.rules import Draft
from fairlead.kit import clock
from fairlead.kit.access import Actor
from fairlead.kit.clock import Instant
from fairlead.kit.errors import Conflict, Invalid, NotFound
from fairlead.kit.ids import is_id
from fairlead.kit.text import is_blank
from fairlead.shield.screen import readable, screen

Change = Callable[[SanctionRow, Inside, Instant], Awaitable[Draft]]


class AnswerAppeal:
    def __init__(self, sanction: SanctionCustomer) -> None:
        self._sanction, self._writer = sanction, sanction.writer

    async def appeal(self, customer: Actor, sanction_id: str, text: str, *, as_is: bool = False) -> SanctionRow:
        """Once, while it lasts. Raises NotFound, Invalid("conduct_words"), what a message raises, Conflict: `appeal_over`,
        `appealed_already`."""
        words = _words(text)

        async def change(row: SanctionRow, inside: Inside, moment: Instant) -> Draft:
            appealed, lifted = row.appealed_at is not None, row.lifted_at is not None
            rules.check_appeal(ends_at=row.ends_at, lifted=lifted, appealed=appealed, moment=moment)
            draft = guard(replace(told(customer, row.conversation_id, "appeal", words, row=row), as_is=as_is))
            row.appealed_at, inside.appeal = moment, draft.text
            return draft

        return await self._change(customer, sanction_id, "sanction.appeal", change)

    async def decide(self, lead: Actor, sanction_id: str, outcome: Outcome, text: str) -> SanctionRow:
        """Raises NotFound, Refused (also `own_sanction`), Invalid; Conflict: `not_appealed`, `decided_already`."""
        words = _words(text)

        async def change(row: SanctionRow, inside: Inside, moment: Instant) -> Draft:
            appealed, decided = row.appealed_at is not None, row.decided_at is not None
            rules.check_decision(lead, set_by=row.set_by, appealed=appealed, decided=decided)
            return await self._end(lead, row, inside, outcome=outcome, words=words, moment=moment)

        return await self._change(lead, sanction_id, "sanction.decide", change)

    async def lift(self, agent: Actor, sanction_id: str, text: str) -> SanctionRow:
        """Taken back before its end, by who set it or a lead. Raises NotFound, Refused, Invalid, Conflict("appeal_over")."""
        words = _words(text)

        async def change(row: SanctionRow, inside: Inside, moment: Instant) -> Draft:
            if row.lifted_at is not None or moment >= row.ends_at:
                raise Conflict("appeal_over")
            return await self._end(agent, row, inside, outcome="lifted", words=words, moment=moment)

        return await self._change(agent, sanction_id, "sanction.lift", change)

    async def _end(
        self, agent: Actor, row: SanctionRow, inside: Inside, *, outcome: Outcome, words: str, moment: Instant
    ) -> Draft:
        async with self._writer.database.read() as session:
            head = await store.head(session, row.conversation_id)
        text = self._sanction.said(head.locale if head else "", outcome, until=row.ends_at, words=words)
        draft = guard(told(agent, row.conversation_id, outcome, text, row=row))
        inside.answer, inside.decider = screen(words, as_is=True).text, agent.name
        row.decided_at, row.decided_by = moment, agent.id
        row.lifted_at = moment if outcome == "lifted" else None
        return draft

    async def _change(
        self,
        actor: Actor,
        sanction_id: str,
        action: Literal["sanction.appeal", "sanction.decide", "sanction.lift"],
        change: Change,
    ) -> SanctionRow:
        writer = self._writer
        await writer.ledger.holds.renew()
        async with writer.database.write() as session:
            row = await store.locked(session, writer.database.dialect, sanction_id) if is_id(sanction_id) else None
            if row is None:
                raise NotFound
            writer.authorize(actor, "sanction.read", row)
            writer.authorize(actor, action, row)
            inside = store.open_inside(row, writer.sealer)
            draft = await change(row, inside, clock.now())
            row.inside = store.seal_inside(inside, row.id, writer.sealer)
            written = await writer.append(session, [draft])
        writer.gather.written(written)
        await self._sanction.heed.changed()
        return row


def _words(text: str) -> str:
    if is_blank(text) or len(text) > rules.WORDS_CHARS:
        raise Invalid("conduct_words", most=rules.WORDS_CHARS)
    return readable(text, may_be_empty=False).strip()
