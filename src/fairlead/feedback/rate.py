"""A customer says how a matter went: once for each end, changed for a day, from however many devices."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.conversations import events
from fairlead.feedback import rules, store
from fairlead.feedback.end_matter import EndMatter
from fairlead.feedback.models import ResolutionRow
from fairlead.feedback.rules import Rating
from fairlead.feedback.store import Ended
from fairlead.infra.database import Database
from fairlead.infra.feed import EventRow
from fairlead.infra.sealing import Sealer
from fairlead.kit import clock
from fairlead.kit.access import Actor, Authorize
from fairlead.kit.clock import Instant
from fairlead.kit.errors import Conflict, NotFound, Problem, Unavailable
from fairlead.kit.ids import is_id
from fairlead.shield.screen import without_secrets

RACES = 3

Change = Callable[[ResolutionRow, Instant], None]


@dataclass(frozen=True, slots=True)
class Asked:
    """The end a customer is asked about, or has rated. `is_open`: he may rate it, or change what he said, until `until`."""

    resolution: str
    ended_at: Instant
    is_open: bool
    until: Instant
    declined: bool
    rating: Rating | None
    rated_at: Instant | None


class Ratings:
    def __init__(self, database: Database, sealer: Sealer, authorize: Authorize, ends: EndMatter) -> None:
        self._database = database
        self._sealer = sealer
        self._authorize = authorize
        self._ends = ends

    async def asked(self, customer: Actor, conversation_id: str) -> Asked | None:
        """About the end at which the conversation stands; None where he is asked nothing. Raises NotFound."""
        async with self._database.read() as session:
            row = await self._row(session, customer, conversation_id, "rating.read")
        if row is None or await self._ends.barred(customer.id):
            return None
        return self._asked(row)

    async def give(
        self,
        customer: Actor,
        conversation_id: str,
        resolution: str,
        *,
        satisfaction: int,
        effort: int | None = None,
        reasons: list[str],
        words: str = "",
        as_is: bool = False,
    ) -> Asked:
        """`resolution`: the id of the entry that ended it, so that an old page rates nothing else. The same again is the same.

        Raises NotFound, Conflict("rating_over"), Conflict("rating_kept"), Invalid: `invalid_field`, and what `without_secrets`
        raises.
        """
        rating = rules.checked(satisfaction, effort, reasons, words)
        kept = without_secrets(rating.words, as_is=as_is).text

        def change(row: ResolutionRow, moment: Instant) -> None:
            if row.rated_at is not None and self.rating_of(row) == Rating(
                rating.satisfaction, rating.effort, rating.reasons, kept
            ):
                return
            rules.check_open(ended_at=row.ended_at, rated_at=row.rated_at, moment=moment)
            row.satisfaction, row.effort, row.reasons = rating.satisfaction, rating.effort, ",".join(rating.reasons)
            place = store.place(row.conversation_id, row.seq)
            row.words = self._sealer.seal(kept.encode(), place) if kept else None
            row.changed_at = moment if row.rated_at is not None else None
            row.rated_at, row.declined_at = row.rated_at or moment, None

        return await self._change(customer, conversation_id, resolution, change)

    async def decline(self, customer: Actor, conversation_id: str, resolution: str) -> Asked:
        """He would rather not say, and is not asked again; what he has said stays. Raises as `give`."""

        def change(row: ResolutionRow, moment: Instant) -> None:
            if row.rated_at is None and row.declined_at is None:
                rules.check_open(ended_at=row.ended_at, rated_at=None, moment=moment)
                row.declined_at = moment

        return await self._change(customer, conversation_id, resolution, change)

    async def seen(self, agent: Actor, conversation_id: str) -> list[Ended]:
        """What the conversation's customer said of its ends, as far as the agent may know it, the newest first. Raises
        NotFound."""
        async with self._database.read() as session:
            head = await store.head(session, conversation_id) if is_id(conversation_id) else None
            if head is None:
                raise NotFound
            self._authorize(agent, "conversation.read", head)
            shown = await store.shown_in(session, head.brand_id)
            rows = await store.of_conversation(session, conversation_id)
        ends = [Ended(row, head.customer_id, head.brand_id, head.assignee_id, head.team_id, shown) for row in rows]
        return [end for end in ends if self._may(agent, end)]

    async def went_well(self, conversation_id: str, seq: int) -> bool:
        """Whether the customer says so of the end with this number; for the house itself, which shows it to nobody."""
        async with self._database.read() as session:
            row = await store.resolution(session, conversation_id, seq)
        rating = self.rating_of(row) if row is not None else None
        return rating is not None and rules.went_well(rating)

    def rating_of(self, row: ResolutionRow) -> Rating | None:
        if row.satisfaction is None:
            return None
        chosen = tuple(filter(None, row.reasons.split(",")))
        return Rating(row.satisfaction, row.effort, chosen, store.words_of(row, self._sealer))

    def _may(self, agent: Actor, end: Ended) -> bool:
        try:
            self._authorize(agent, "rating.read", end)
        except Problem:
            return False
        return True

    async def _row(
        self, session: AsyncSession, customer: Actor, conversation_id: str, action: str, *, lock: bool = False
    ) -> ResolutionRow | None:
        """Of the end at which the conversation stands, kept or not. Raises NotFound."""
        head = await store.head(session, conversation_id) if is_id(conversation_id) else None
        if head is None:
            raise NotFound
        self._authorize(customer, "conversation.read", head)
        self._authorize(customer, action, head)
        made = await self._ends.resolution_of(session, head)
        if made is None:
            return None
        return await store.resolution(session, made.conversation_id, made.seq, lock=lock) or made

    async def _change(self, customer: Actor, conversation_id: str, resolution: str, change: Change) -> Asked:
        barred = await self._ends.barred(customer.id)
        for _ in range(RACES):
            try:
                async with self._database.write() as session:
                    row = await self._row(session, customer, conversation_id, "rating.give", lock=True)
                    if barred or row is None or row.entry_id != resolution:
                        raise Conflict("rating_over")
                    before = (row.rated_at, row.changed_at)
                    change(row, clock.now())
                    session.add(row)
                    if (row.rated_at, row.changed_at) != before:
                        session.add(_rated(row))
                return self._asked(row)
            except IntegrityError:
                continue  # Another device, or the reaction to the end, was quicker: now it is a change of what is there.
        raise Unavailable(retry_after=1)

    def _asked(self, row: ResolutionRow) -> Asked:
        until = rules.open_until(ended_at=row.ended_at, rated_at=row.rated_at)
        return Asked(
            resolution=row.entry_id,
            ended_at=row.ended_at,
            is_open=clock.now() < until,
            until=until,
            declined=row.declined_at is not None,
            rating=self.rating_of(row),
            rated_at=row.rated_at,
        )


def _rated(row: ResolutionRow) -> EventRow:
    """No entry tells of it, but whoever reacts to ratings is told; by the number of the entry that ended the matter."""
    return EventRow(
        kind=events.MATTER_RATED,
        brand_id=row.brand_id,
        conversation_id=row.conversation_id,
        seq=row.seq,
        public_seq=None,
        created_at=clock.now(),
    )
