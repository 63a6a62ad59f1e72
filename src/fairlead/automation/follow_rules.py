"""Rules at work: the reaction to what happens, the job of a time rule that is due, and what stops rules that go in circles.

The rules of a brand are asked in their order, each as the matter is after those before it. One that is refused is noted down
for the admin and tried no more; one that fails otherwise is tried again with the reaction, in which those that are done are
passed over.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import structlog
from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.automation import store
from fairlead.automation.carry_out import CarryOut, Order, filled
from fairlead.automation.check_together import RuleContent, content_of, steps_of
from fairlead.automation.find_cycles import flattened
from fairlead.automation.know_matter import Happened, KnowMatter, happened_by, is_cause
from fairlead.automation.meet_conditions import On, met
from fairlead.automation.models import CannedReplyRow, RuleRow, RunRow, TimerRow
from fairlead.automation.rules import Step, in_order
from fairlead.brands.store import Brands
from fairlead.conversations import events
from fairlead.conversations.read import Reader
from fairlead.conversations.rules import Draft
from fairlead.infra.feed import Event
from fairlead.infra.jobs import enqueue
from fairlead.kit import clock
from fairlead.kit.access import SYSTEM, Actor
from fairlead.kit.clock import HOUR, MINUTE, Instant
from fairlead.kit.errors import Problem, Unavailable
from fairlead.kit.ids import new_id
from fairlead.tickets.write_ticket import Writer

log = structlog.get_logger()

# The job of a time rule whose time has come in a matter.
DUE = "automation.due"
# How long a chain of rules may be in which one follows from the other.
DEEPEST = 5
# How often rules and macros may act in one matter within an hour, and how often they may speak in it.
MOST_ACTS, MOST_WORDS = 60, 5
# What was read of the rules is heeded for so long.
KEPT_SECONDS = 5.0
DEPTH, COUNT, WORDS = "rules_chain", "rules_count", "rules_words"

# Which triggers an event may be.
_MAY_BE: Mapping[str, frozenset[On]] = {
    events.MESSAGE_RECEIVED: frozenset({"message"}),
    events.HANDED_OVER: frozenset({"handed_over"}),
    events.TRANSFERRED: frozenset({"transferred"}),
    events.TICKET_CHANGED: frozenset({"opened", "status", "priority", "tag", "late"}),
    events.MATTER_RATED: frozenset({"rated"}),
    events.PROMISE_TOLD: frozenset({"at_risk", "late"}),
}


@dataclass(frozen=True, slots=True)
class Known:
    """A rule as it is heeded."""

    id: str
    brand_id: str
    name: str
    since: Instant
    content: RuleContent

    @property
    def actor(self) -> Actor:
        return Actor(kind="system", id=self.id, name=f"Rule: {self.name}", brands=frozenset({self.brand_id}))


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a rule looks at a matter. `author`: who did it; `text`: what was said by it; `number`: of the entry, where both sides
    see it."""

    name: str
    conversation_id: str
    text: str = ""
    author: str = ""
    number: int | None = None


class FollowRules:
    def __init__(self, writer: Writer, reader: Reader, brands: Brands, know: KnowMatter, carry_out: CarryOut) -> None:
        self._writer, self._database = writer, writer.database
        self._reader = reader
        self._brands = brands
        self._know = know
        self._carry_out = carry_out
        self._stamp: tuple[int, int, int] | None = None
        self._rules: dict[str, list[Known]] = {}
        self._looked = float("-inf")

    async def foresee(self, batch: Sequence[Event]) -> None:
        """Reads the rules anew once one was changed: a batch of events costs one look."""
        async with self._database.read() as session:
            await self._renew(session)

    async def _renew(self, session: AsyncSession) -> None:
        stamp, self._looked = await store.stamp(session), time.monotonic()
        if stamp == self._stamp:
            return
        self._rules = {}
        for row in await store.active_rules(session):
            self._rules.setdefault(row.brand_id, []).append(_known(row))
        self._stamp = stamp

    async def on_entry(self, event: Event) -> None:
        """The reaction. Raises what a rule failed by that may go well another time."""
        if time.monotonic() - self._looked > KEPT_SECONDS:
            # As a job of its own, in a process that reads no batches.
            await self.foresee([event])
        may_be = _MAY_BE.get(event.kind, frozenset())
        wanted = [
            rule
            for rule in self._rules.get(event.brand_id, ())
            if rule.content.trigger.on in may_be and rule.since <= event.created_at
        ]
        stale = [rule.id for rule in self._timed(event.brand_id, "status")]
        if not wanted and not (stale and event.kind == events.TICKET_CHANGED):
            return
        happened, cause = await self._happened(event)
        if stale and any(on == "status" for on, _ in happened):
            async with self._database.write() as session:
                await store.drop_timers(session, event.conversation_id, stale)
        failed: list[Exception] = []
        for rule in wanted:
            if cause.author == rule.id or not is_cause(rule.content.trigger, happened):
                continue
            try:
                if rule.content.trigger.after:
                    await self._wait(rule, event)
                else:
                    await self._look(rule, cause)
            except Exception as error:  # noqa: BLE001 - the rules behind it have their turn all the same
                log.warning("a rule failed and is tried again", rule=rule.id, reason=type(error).__name__)
                failed.append(error)
        if failed:
            raise failed[0]

    def _timed(self, brand_id: str, on: On) -> list[Known]:
        mine = self._rules.get(brand_id, ())
        return [rule for rule in mine if rule.content.trigger.on == on and rule.content.trigger.after]

    async def _happened(self, event: Event) -> tuple[Happened, Cause]:
        cause = Cause(event.id, event.conversation_id)
        if event.kind == events.MATTER_RATED:
            return [("rated", "")], cause
        async with self._database.read() as session:
            entry = await store.entry_at(session, self._writer.sealer, event.conversation_id, event.seq)
        if entry is None or entry.redacted:
            return [], cause
        by = entry.author_id if entry.author_kind == "system" and entry.author_id != SYSTEM.id else ""
        return happened_by(entry), Cause(event.id, event.conversation_id, entry.text, by, entry.public_seq)

    async def _wait(self, rule: Known, event: Event) -> None:
        """Its time begins now, and anew if it waited already."""
        due = event.created_at + rule.content.trigger.after * MINUTE
        key = f"{DUE}:{rule.id}:{event.conversation_id}:{event.seq}"
        payload = {"rule": rule.id, "conversation": event.conversation_id, "seq": event.seq}
        async with self._database.write() as session:
            row = await session.get(TimerRow, (rule.id, event.conversation_id))
            if row is None:
                row = TimerRow(rule_id=rule.id, conversation_id=event.conversation_id, seq=event.seq, due_at=due)
                session.add(row)
            elif row.seq >= event.seq:
                return
            row.seq, row.due_at = event.seq, due
            await enqueue(session, DUE, payload, key=key, delay=max(0, due - clock.now()))

    async def when_due(self, payload: dict[str, Any]) -> None:
        """The job: nothing for a rule that was switched off, or whose time began anew or ended since."""
        rule_id, conversation_id, seq = payload["rule"], payload["conversation"], payload["seq"]
        async with self._database.read() as session:
            timer = await session.get(TimerRow, (rule_id, conversation_id))
            row = await session.get(RuleRow, rule_id)
            if timer is None or timer.seq != seq:
                return
            entry = await store.entry_at(session, self._writer.sealer, conversation_id, timer.seq)
        if row is not None and row.active:
            text = entry.text if entry is not None and entry.kind == "message" else ""
            await self._look(_known(row), Cause(f"due:{conversation_id}:{seq}", conversation_id, text))
        async with self._database.write() as session:
            mine = (TimerRow.rule_id == rule_id, TimerRow.conversation_id == conversation_id, TimerRow.seq == seq)
            await session.execute(delete(TimerRow).where(*mine))

    async def _look(self, rule: Known, cause: Cause) -> None:
        """Acts when the conditions are met. A refusal is noted down. Raises what may go well another time."""
        moment = clock.now()
        async with self._database.read() as session:
            if await store.ran(session, cause.name, [rule.id]):
                return
            matter = await store.matter(session, cause.conversation_id)
            if matter is None or (matter.ticket is not None and matter.ticket.merged_into is not None):
                return
            when = rule.content.when
            facts = await self._know(session, matter, when, text=cause.text, moment=moment)
            if not met(when, facts):
                return
            depth = await store.depth_of(session, cause.author, cause.conversation_id) + 1 if cause.author else 0
            macros = {row.id: row for row in await store.macros_of(session, rule.brand_id)}
            reply = _reply(rule.content.steps, macros, matter.head.locale)
            steps = flattened(rule.content.steps, {row_id: steps_of(row) for row_id, row in macros.items()})
        values = await self._values(cause.conversation_id, rule.brand_id)
        order = Order(
            actor=rule.actor,
            conversation_id=cause.conversation_id,
            brand_id=rule.brand_id,
            cause=cause.name,
            steps=tuple(step for step in in_order(steps) if step.type != "reply"),
            ticket_id=matter.ticket.id if matter.ticket is not None else None,
            said=_said(rule, cause, filled(reply, values)) if reply else None,
            depth=depth,
            values=values,
        )
        if await self._is_stopped(rule, cause, order, moment):
            return
        try:
            await self._carry_out(order)
        except Unavailable:
            raise
        except Problem as problem:
            await self._note(rule, cause, store.FAILED, problem.code, moment)

    async def _is_stopped(self, rule: Known, cause: Cause, order: Order, moment: Instant) -> bool:
        """Notes down why, once an hour."""
        async with self._database.read() as session:
            stop = await self._stop(session, cause, order.depth, speaks=order.speaks, moment=moment)
            told = stop and await store.stopped_lately(session, rule.id, cause.conversation_id, moment - HOUR)
        if stop and not told:
            await self._note(rule, cause, store.STOPPED, stop, moment)
        return bool(stop)

    async def _stop(self, session: AsyncSession, cause: Cause, depth: int, *, speaks: bool, moment: Instant) -> str:
        """Why it does not act, although it would; empty when it may."""
        if depth >= DEEPEST:
            return DEPTH
        acts, words = await store.lately(session, cause.conversation_id, moment - HOUR)
        if acts >= MOST_ACTS:
            return COUNT
        return WORDS if speaks and words >= MOST_WORDS else ""

    async def _note(self, rule: Known, cause: Cause, state: str, code: str, moment: Instant) -> None:
        """For the admin; a refused one is not tried again."""
        row = RunRow(
            id=new_id(), actor_id=rule.id, cause=cause.name, brand_id=rule.brand_id, code=code[:60], state=state,
            conversation_id=cause.conversation_id, spoke=False, depth=0, at=moment,
        )  # fmt: skip
        try:
            async with self._database.write() as session:
                session.add(row)
        except IntegrityError:
            return  # Another process has noted it.

    async def _values(self, conversation_id: str, brand_id: str) -> tuple[tuple[str, str], ...]:
        view = await self._reader.view(SYSTEM, conversation_id)
        await self._brands.all()
        brand, customer = self._brands.known(brand_id), view.customer
        values = {
            "customer.name": customer.name if customer else "",
            "customer.tier": customer.tier if customer else "",
            "brand": brand.name if brand else "",
            "conversation.id": conversation_id,
        }
        return tuple(values.items())


def _known(row: RuleRow) -> Known:
    return Known(row.id, row.brand_id, row.name, row.since, content_of(row))


def _said(rule: Known, cause: Cause, text: str) -> Draft:
    return Draft(
        actor=rule.actor,
        kind="message",
        client_id=str(uuid4()),
        conversation_id=cause.conversation_id,
        text=text,
        # Whoever considers the same message after the rule sees that it is answered.
        data={"automatic": True} | ({"after": cause.number} if cause.number is not None else {}),
    )


def _reply(steps: Sequence[Step], macros: Mapping[str, CannedReplyRow], locale: str) -> str:
    """The canned reply in the customer's language where there is one, else as it was chosen; or what the called macro says."""
    chosen = next((step.value for kind in ("reply", "macro") for step in steps if step.type == kind), "")
    row = macros.get(chosen)
    if row is None:
        return ""
    same = [one for one in macros.values() if one.shortcut == row.shortcut]
    language = locale.partition("-")[0]
    exact = [one for one in same if one.locale == locale]
    near = [one for one in same if one.locale.partition("-")[0] == language]
    return (exact or near or [row])[0].text
