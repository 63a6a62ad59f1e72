"""Measures what became of the bot's answers: whether they helped, were wrong, led to another question or to a person.

An answer helped when its customer asked nothing more and was with no person in the 24 hours after it, and did not say that it did
not help. `notice_gaps.py` has read what it counts; the figures are for editors (docs/protocol.md, section 3.2.5).
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from fairlead.bot import store
from fairlead.bot.models import AnswerRow, TrainedRow
from fairlead.bot.name_intent import intent_of
from fairlead.bot.store import Counted
from fairlead.infra.database import Database
from fairlead.infra.feed import Event
from fairlead.kit import clock
from fairlead.kit.clock import Instant

WITHIN = clock.DAY
KEPT_DAYS = 90
# What followed: a person, another question, or that it was said not to help.
HANDED_OVER, ASKED_ON, WRONG = "handed_over", "asked_on", "wrong"
OUTCOMES = (HANDED_OVER, ASKED_ON, WRONG)


@dataclass(slots=True)
class Answers:
    """Counts of questions. `answered` ones had an article; of them each is either `helped`, `asked_on`, `handed_over`, `wrong`,
    or `waiting` until its 24 hours are over. Of the `unknown` ones `left` came to a person."""

    answered: int = 0
    helped: int = 0
    asked_on: int = 0
    handed_over: int = 0
    wrong: int = 0
    waiting: int = 0
    unknown: int = 0
    left: int = 0

    def add(self, one: Counted, *, over: bool) -> None:
        """`over`: their 24 hours are."""
        if not one.translation_id:
            self.unknown += one.answers
            self.left += one.answers if one.outcome == HANDED_OVER else 0
            return
        self.answered += one.answers
        kind = one.outcome or ("helped" if over else "waiting")
        setattr(self, kind, getattr(self, kind) + one.answers)


@dataclass(slots=True)
class Figures:
    """Of a brand since a moment: in all, and by the question's language, by intent and by the article's translation."""

    since: Instant
    total: Answers = field(default_factory=Answers)
    locales: dict[str, Answers] = field(default_factory=lambda: defaultdict(Answers))
    intents: dict[str, Answers] = field(default_factory=lambda: defaultdict(Answers))
    articles: dict[str, Answers] = field(default_factory=lambda: defaultdict(Answers))
    models: Sequence[TrainedRow] = ()

    def add(self, rows: Iterable[Counted], *, over: bool) -> None:
        for one in rows:
            for each in (self.total, self.locales[one.locale], self.intents[one.intent]):
                each.add(one, over=over)
            if one.translation_id:
                self.articles[one.translation_id].add(one, over=over)


class Measuring:
    def __init__(self, database: Database) -> None:
        self._database = database
        # By brand, the day on which what is too old was last forgotten.
        self._forgotten: dict[str, int] = {}

    async def answered(
        self, event: Event, entry_id: str, *, customer_id: str, locale: str, question: str, translation_id: str
    ) -> None:
        """The bot answered a question, or did not know (`translation_id` empty): so what he was answered before was not enough.
        Told twice, it counts once."""
        moment = event.created_at
        async with self._database.write() as session:
            if await session.get(AnswerRow, entry_id) is not None:
                return
            await store.settle(session, customer_id, *_before(event), outcome=ASKED_ON)
            row = AnswerRow(entry_id=entry_id, brand_id=event.brand_id, customer_id=customer_id, locale=locale)
            row.intent, row.translation_id = intent_of([question]), translation_id
            row.outcome, row.answered_at = "", moment
            session.add(row)
            if self._forgotten.get(event.brand_id) != (today := moment // clock.DAY):
                self._forgotten[event.brand_id] = today
                await store.forget(session, event.brand_id, before=moment - KEPT_DAYS * clock.DAY)

    async def rated(self, entry_id: str, *, helpful: bool) -> None:
        """Whatever else followed, an answer that is said not to help is wrong, until the customer says otherwise."""
        async with self._database.write() as session:
            if helpful:
                await store.rate(session, entry_id, was=(WRONG,), outcome="")
            else:
                await store.rate(session, entry_id, was=("", ASKED_ON, HANDED_OVER), outcome=WRONG)

    async def waits(self, event: Event) -> bool:
        """Whether the conversation's customer was answered in the 24 hours before, and nothing followed yet."""
        return await self._waiting(event) is not None

    async def came_to_person(self, event: Event) -> None:
        """The reaction to `HandedOver`, in whichever of his conversations."""
        if (customer_id := await self._waiting(event)) is None:
            return
        async with self._database.write() as session:
            await store.settle(session, customer_id, *_before(event), outcome=HANDED_OVER)

    async def _waiting(self, event: Event) -> str | None:
        async with self._database.read() as session:
            customer_id = await store.customer_of(session, event.conversation_id)
            waits = customer_id is not None and await store.waits(session, customer_id, *_before(event))
        return customer_id if waits else None

    async def figures(self, brand_id: str, *, days: int) -> Figures:
        now = clock.now()
        found = Figures(now - days * clock.DAY)
        async with self._database.read() as session:
            over = await store.counts(session, brand_id, since=found.since, before=now - WITHIN)
            fresh = await store.counts(session, brand_id, since=max(found.since, now - WITHIN))
            found.models = await store.models(session, brand_id)
        found.add(over, over=True)
        found.add(fresh, over=False)
        return found


def _before(event: Event) -> tuple[Instant, Instant]:
    """The 24 hours that ended with it."""
    return event.created_at - WITHIN, event.created_at
