"""What a rule would have met among a brand's last matters, and what it would have done there. Nothing is done.

Causes are read from the timelines; of the rest, a matter counts as it stands now: what it was at the time is not known.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.automation import store
from fairlead.automation.canned import Of
from fairlead.automation.check_together import RuleContent, steps_of
from fairlead.automation.find_cycles import flattened
from fairlead.automation.keep_rules import KeepRules
from fairlead.automation.know_matter import KINDS, WORDS_OF, KnowMatter, facts_of, happened_by, is_cause
from fairlead.automation.meet_conditions import Facts, When, met
from fairlead.automation.rules import TICKET_STEPS, Step, in_order
from fairlead.automation.store import Matter
from fairlead.conversations.store import Entry
from fairlead.infra.database import Database
from fairlead.infra.sealing import Sealer
from fairlead.kit import clock
from fairlead.kit.access import Actor, Authorize
from fairlead.kit.clock import MINUTE, Instant
from fairlead.tickets import rules as tickets

MOST, SHOWN = 1000, 50
AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Meeting:
    """A matter the rule would have met: how often, when last, and which of its steps could not be done as it is now."""

    matter: Matter
    subject: str
    times: int
    last: Instant
    lacks: tuple[str, ...]


@dataclass(slots=True)
class Preview:
    """`looked`: at so many matters; `met`: so many of them, of which the newest are in `shown`; `times`: how often in all;
    `does`: the steps, those of called macros included."""

    does: tuple[str, ...]
    looked: int = 0
    met: int = 0
    times: int = 0
    shown: list[Meeting] = field(default_factory=list)


class PreviewRule:
    def __init__(
        self, database: Database, sealer: Sealer, authorize: Authorize, rules: KeepRules, know: KnowMatter
    ) -> None:
        self._database = database
        self._sealer = sealer
        self._authorize = authorize
        self._rules = rules
        self._know = know

    async def __call__(self, actor: Actor, brand_id: str, content: RuleContent, *, most: int = MOST) -> Preview:
        """Over the `most` matters (at most 1,000) in which something happened last. Raises Refused, and what saving the rule
        raises, but for loops."""
        self._authorize(actor, "rule.write", Of(brand_id))
        async with self._database.read() as session:
            content = await self._rules.checked(session, brand_id, content)
            macros = {row.id: steps_of(row) for row in await store.macros_of(session, brand_id)}
            matters = await store.newest_matters(session, brand_id, most=min(most, MOST))
        steps = in_order(flattened(content.steps, macros))
        found = Preview(tuple(step.type for step in steps), looked=len(matters))
        for at in range(0, len(matters), AT_ONCE):
            async with self._database.read() as session:
                await self._look(session, content, steps, matters[at : at + AT_ONCE], found)
            await asyncio.sleep(0)
        return found

    async def _look(
        self,
        session: AsyncSession,
        content: RuleContent,
        steps: Sequence[Step],
        matters: Sequence[Matter],
        found: Preview,
    ) -> None:
        ids = [one.head.id for one in matters]
        said: dict[str, list[Entry]] = {}
        for entry in await store.entries_of(session, self._sealer, ids, kinds=KINDS):
            said.setdefault(entry.conversation_id, []).append(entry)
        rated = await store.ratings_of(session, ids)
        moment = clock.now()
        for matter in matters:
            facts, mine = facts_of(matter, moment=moment), said.get(matter.head.id, [])
            if matter.head.id in rated:
                facts = replace(facts, rating=rated[matter.head.id][0])
            causes = _causes(content, mine, rated.get(matter.head.id))
            times = [
                at
                for at, text in _in_time(causes, content.trigger.after * MINUTE, moment)
                if met(content.when, await self._as_of(facts, matter, content.when, at, text or _words(mine, at)))
            ]
            if not times:
                continue
            found.met += 1
            found.times += len(times)
            if len(found.shown) < SHOWN:
                subject = self._sealer.read(matter.head.subject, f"{matter.head.id}:subject") or b""
                lacks = tuple(step.type for step in steps if not _possible(step, matter))
                found.shown.append(Meeting(matter, subject.decode(), len(times), times[-1], lacks))

    async def _as_of(self, facts: Facts, matter: Matter, when: When, at: Instant, text: str) -> Facts:
        """With the words and the hours of that time."""
        return await self._know.with_hours(replace(facts, text=text), matter, when, moment=at)


def _words(entries: Sequence[Entry], at: Instant) -> str:
    """The customer's last ones by then."""
    said = [one.text for one in entries if one.kind == "message" and one.author_kind == "customer" and one.at <= at]
    return "\n".join(said[-WORDS_OF:])


Cause = tuple[Instant, str]


def _causes(content: RuleContent, entries: Sequence[Entry], rated: tuple[int, Instant] | None) -> list[Cause]:
    if content.trigger.on == "rated":
        return [(rated[1], "")] if rated is not None else []
    return [
        (one.at, one.text if one.kind == "message" else "")
        for one in entries
        if not one.redacted and is_cause(content.trigger, happened_by(one))
    ]


def _in_time(causes: Sequence[Cause], after: int, moment: Instant) -> list[Cause]:
    """Those after which nothing of the kind happened for so long, at the time the rule would have acted."""
    following = [at for at, _ in causes[1:]] + [moment]
    return [(at + after, text) for (at, text), then in zip(causes, following, strict=False) if then - at >= after]


def _possible(step: Step, matter: Matter) -> bool:
    if matter.ticket is None:
        return step.type not in TICKET_STEPS
    if step.type == "status" and step.value != matter.ticket.status:
        return step.value in tickets.STATUSES[matter.ticket.status].moves["agent"]
    return True
