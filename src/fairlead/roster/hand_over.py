"""What one shift tells the next: written once, read by whoever comes, and an internal note of the matter where it names one."""

from typing import NamedTuple

from sqlalchemy.exc import IntegrityError

from fairlead.conversations.gather import Gather
from fairlead.conversations.read import Reader
from fairlead.conversations.rules import Draft
from fairlead.infra.database import Database
from fairlead.infra.sealing import Sealer
from fairlead.kit import clock
from fairlead.kit.access import Actor, Authorize
from fairlead.kit.clock import DAY
from fairlead.kit.errors import Conflict, Invalid, NotFound
from fairlead.kit.ids import new_id
from fairlead.people import store as people
from fairlead.roster import rules, store
from fairlead.roster.keep_shifts import Shifts
from fairlead.roster.models import HandoverRow
from fairlead.routing.manage_work import HasId
from fairlead.shield.screen import screen

# What everybody is shown, and what who was away for longer is.
LATELY, LONGEST = DAY, 7 * DAY


class Handover(NamedTuple):
    row: HandoverRow
    agent: str
    text: str
    # What the matter is about; empty where it names none.
    subject: str


class HandOver:
    def __init__(
        self,
        database: Database,
        sealer: Sealer,
        authorize: Authorize,
        *,
        gather: Gather,
        reader: Reader,
        shifts: Shifts,
    ) -> None:
        self._database, self._sealer, self._authorize = database, sealer, authorize
        self._gather, self._reader, self._shifts = gather, reader, shifts

    async def write(self, by: Actor, brand: HasId, client_id: str, text: str, *, conversation: str | None) -> Handover:
        """The same `client_id` again is the same note. Raises NotFound for a matter he may not see or of another brand,
        Conflict("idempotency_mismatch"), Invalid("handover_long"), and what a note's text raises."""
        self._authorize(by, "roster.write", brand)
        if len(text) > rules.NOTE_CHARS:
            raise Invalid("handover_long", most=rules.NOTE_CHARS)
        said, subject = screen(text, as_is=True).text, ""
        if conversation is not None:
            view = await self._reader.view(by, conversation)
            if view.row.brand_id != brand.id:
                raise NotFound
            subject = view.subject
            # First the note, by the same name: who is cut off in between asks again, and nothing is there twice.
            await self._gather.write(
                Draft(actor=by, kind="note", client_id=client_id, conversation_id=conversation, text=said)
            )
        row = await self._kept(by, brand.id, client_id, said, conversation)
        return Handover(row, by.name, said, subject)

    async def lately(self, by: Actor, brand: HasId) -> list[Handover]:
        """What was handed over in the last day or, for who was away for longer, since his last shift; of matters only those he
        may see. The newest first. Raises NotFound."""
        self._authorize(by, "roster.read", brand)
        moment = clock.now()
        standing = await self._shifts.standing(by.id, moment)
        since = min(moment - LATELY, max(standing.ended if standing and standing.ended else moment, moment - LONGEST))
        async with self._database.read() as session:
            rows = await store.handovers(session, brand.id, since=since)
            names = await people.agent_names(session, {row.agent_id for row in rows})
        seen = await self._reader.views_for(by, {row.conversation_id for row in rows if row.conversation_id})
        subjects = {view.row.id: view.subject for view in seen}
        shown = [row for row in rows if row.conversation_id is None or row.conversation_id in subjects]
        return [
            Handover(row, names.get(row.agent_id, ""), self._opened(row), subjects.get(row.conversation_id or "", ""))
            for row in shown
        ]

    async def _kept(self, by: Actor, brand_id: str, client_id: str, said: str, conversation: str | None) -> HandoverRow:
        handover_id = new_id()
        made = HandoverRow(
            id=handover_id,
            brand_id=brand_id,
            agent_id=by.id,
            client_id=client_id,
            body=self._sealer.seal(said.encode(), _place(handover_id)),
            conversation_id=conversation,
            created_at=clock.now(),
        )
        try:
            async with self._database.write() as session:
                session.add(made)
            return made
        except IntegrityError:
            async with self._database.read() as session:
                known = await store.handover(session, by.id, client_id)
        if known is None:
            raise NotFound
        if (known.brand_id, known.conversation_id, self._opened(known)) != (brand_id, conversation, said):
            raise Conflict("idempotency_mismatch")
        return known

    def _opened(self, row: HandoverRow) -> str:
        return (self._sealer.read(row.body, _place(row.id)) or b"").decode()


def _place(handover_id: str) -> str:
    return f"handover:{handover_id}"
