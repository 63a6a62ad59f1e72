"""Keeps a conversation's clocks as it stands now: begins them, ends them, pauses them, and gives them new times when what they
follow from changes. Who asks holds the transaction."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from msgspec import Struct
from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.infra import metrics
from fairlead.infra.dialects import Dialect
from fairlead.kit.clock import Instant
from fairlead.kit.ids import new_id
from fairlead.promises import rules, store
from fairlead.promises.models import ClockRow
from fairlead.promises.ports import Matter, Matters
from fairlead.promises.reckon import Reckon
from fairlead.promises.rules import AUTOMATED, HUMAN, MEANINGFUL, REPLY, RESOLUTION, UPDATE, Case, Metric
from fairlead.promises.store import Head

# Their times are told to customers, and again when they are over.
WORDS = frozenset({HUMAN, REPLY, UPDATE})


@dataclass
class Said:
    """What happened in a conversation since its clocks were looked at last; `asked`: the customer's very first word."""

    latest: Instant
    asked: Instant | None = None
    automated: Instant | None = None
    meaningful: Instant | None = None
    replied: Instant | None = None


@dataclass
class Clocks:
    """Of one conversation: those that have not ended, and what it has had at all."""

    head: Head
    matter: Matter | None
    open: list[ClockRow] = field(default_factory=list)
    # When the last clock of each kind began.
    began: Mapping[str, Instant] = field(default_factory=dict)
    made: list[ClockRow] = field(default_factory=list)

    @property
    def priority(self) -> int:
        """Whose account is in danger comes as P1 does."""
        if not self.head.calm:
            return 1
        return self.matter.priority if self.matter is not None else rules.USUAL_PRIORITY

    def of(self, metric: Metric) -> ClockRow | None:
        return next((clock for clock in self.open if clock.metric == metric and clock.ended_at is None), None)


class Keep:
    def __init__(self, dialect: Dialect, reckon: Reckon, matters: Matters) -> None:
        self._dialect, self.reckon, self.matters = dialect, reckon, matters

    async def read(self, session: AsyncSession, ids: Collection[str], *, lock: bool = False) -> dict[str, Clocks]:
        """Their clocks are ours until the transaction ends; with `lock` their tickets and they themselves too."""
        running = await store.clocks(session, self._dialect, ids)
        matters = await self.matters.of(session, ids, lock=lock)
        if lock:
            await store.lock_heads(session, self._dialect, ids)
        heads, began = await store.heads(session, ids), await store.began(session, ids)
        return {
            one: Clocks(head, matters.get(one), running.get(one, []), began.get(one, {})) for one, head in heads.items()
        }

    async def bring_up(self, session: AsyncSession, all_: Mapping[str, Clocks], said: Mapping[str, Said]) -> None:
        """The clocks of these conversations as they are to be, and the times that tickets tell with them."""
        told: dict[str, Instant] = {}
        for conversation_id, clocks in all_.items():
            await self._one(clocks, said[conversation_id])
            session.add_all(clocks.made)
            update, matter = clocks.of(UPDATE), clocks.matter
            if update is None or matter is None or matter.fixed or update.due_at is None:
                continue
            if matter.told != update.due_at:
                told[conversation_id] = update.due_at
        if told:
            await self.matters.tell(session, told)

    async def _one(self, clocks: Clocks, said: Said) -> None:
        self._first_words(clocks, said)
        self._ends(clocks, said)
        for clock in clocks.open:
            if clock.ended_at is None:
                await self._terms(clocks, clock, said.latest)
        for metric, since in wanted(clocks, said.latest).items():
            if clocks.of(metric) is None:
                await self._begin(clocks, metric, since)
        if said.asked is not None and AUTOMATED not in clocks.began:
            for metric in (AUTOMATED, MEANINGFUL):
                await self._begin(clocks, metric, said.asked)
            self._first_words(clocks, said)

    def _first_words(self, clocks: Clocks, said: Said) -> None:
        """A machine that says nothing before a person does was not needed."""
        first: tuple[tuple[Metric, Instant | None], ...] = ((AUTOMATED, said.automated), (MEANINGFUL, said.meaningful))
        for metric, met in first:
            clock = clocks.of(metric)
            if clock is not None and met is not None:
                end(clock, met, met=True)
        clock = clocks.of(AUTOMATED)
        if clock is not None and said.replied is not None:
            end(clock, said.replied, met=False)

    def _ends(self, clocks: Clocks, said: Said) -> None:
        head, owed = clocks.head, clocks.matter.owed_since if clocks.matter is not None else None
        for clock in clocks.open:
            if clock.ended_at is not None:
                continue
            if clock.metric == HUMAN and head.first_human_at is not None:
                end(clock, head.first_human_at, met=True)
            elif clock.metric == REPLY and (head.waiting_since or 0) != clock.started_at and not _still(clock, head):
                at = said.replied or head.waiting_since or said.latest
                end(clock, at, met=said.replied is not None or head.waiting_since is not None)
            elif clock.metric == UPDATE and (owed is None or owed > clock.started_at):
                end(clock, owed or said.latest, met=owed is not None)
            elif not head.open:
                end(clock, head.closed_at or said.latest, met=clock.metric == RESOLUTION)

    async def _begin(self, clocks: Clocks, metric: Metric, since: Instant) -> None:
        head = clocks.head
        if (last := clocks.began.get(metric)) is not None:
            since = max(since, last + 1)
        clock = ClockRow(
            id=new_id(),
            brand_id=head.brand_id,
            conversation_id=head.id,
            metric=metric,
            started_at=since,
            resumed_at=since,
            used=0,
            again=0,
        )
        await self._terms(clocks, clock, since)
        clocks.open.append(clock)
        clocks.made.append(clock)

    async def _terms(self, clocks: Clocks, clock: ClockRow, moment: Instant) -> None:
        """Its times, when what they follow from is another than it was, or a pause began or ended."""
        head, matter = clocks.head, clocks.matter
        spoken, fixed = False, None
        if clock.metric == UPDATE and matter is not None:
            # A time that was told by name stays until another is, also when it is over.
            stays = matter.fixed or (matter.told is not None and matter.told == clock.fixed_at)
            spoken, fixed = matter.spoken, matter.told if stays else None
        tier = self.reckon.tier_of(head.tier)
        case = Case(clock.metric, clocks.priority, tier, head.channel, head.team_id, matter is not None, spoken)
        known = clock.channel is not None
        if not known or (case_of(clock), clock.fixed_at) != (case, fixed):
            clock.priority, clock.tier, clock.channel, clock.team_id = case.priority, case.tier, case.channel, case.team
            clock.ticket, clock.spoken, clock.fixed_at = case.ticket, spoken, fixed
            await self.time(clock, moment, revises=known)
        paused = matter.paused_since if matter is not None and clock.metric == RESOLUTION else None
        if paused is not None and clock.paused_since is None:
            given = await self._given(clock)
            clock.used = rules.used_by(given, resumed=clock.resumed_at, used=clock.used, moment=paused)
            clock.paused_since, clock.next_at = paused, None
        elif paused is None and clock.paused_since is not None:
            clock.paused_since, clock.resumed_at = None, moment
            await self.time(clock, moment, revises=False)

    async def _given(self, clock: ClockRow) -> rules.Terms:
        return rules.again(await self.reckon.terms(clock.brand_id, case_of(clock)), clock.again)

    async def time(self, clock: ClockRow, moment: Instant, *, revises: bool) -> None:
        """Works out when it is warned of and over; `revises`: it had another time before."""
        if clock.paused_since is not None:
            return
        given = await self._given(clock)
        set_times(clock, given, moment, revises=revises)

    async def give_again(self, clock: ClockRow, moment: Instant) -> None:
        """It broke: another time is promised, twice as far away."""
        clock.again += 1
        clock.resumed_at, clock.used, clock.fixed_at = moment, 0, None
        given = await self._given(clock)
        set_times(clock, given, moment, revises=False)


class Running(Struct):
    """What a clock's times follow from and what they are, without an object of a session's: there may be a million of them."""

    id: str
    conversation_id: str
    metric: Metric
    priority: int
    tier: int
    channel: str
    team_id: str | None
    ticket: bool
    spoken: bool
    fixed_at: Instant | None
    started_at: Instant
    resumed_at: Instant
    used: int
    paused_since: Instant | None
    warn_at: Instant | None
    due_at: Instant | None
    escalate_at: Instant | None
    next_at: Instant | None
    warned_at: Instant | None
    broken_at: Instant | None
    again: int
    escalated_at: Instant | None
    ended_at: Instant | None


def set_times(clock: ClockRow | Running, given: rules.Terms, moment: Instant, *, revises: bool) -> None:
    """What these terms make of a running clock."""
    now = rules.times(given, started=clock.started_at, resumed=clock.resumed_at, used=clock.used)
    if clock.fixed_at is not None:
        # Somebody was told this very time.
        clock.warn_at, clock.due_at = _warned(clock.resumed_at, clock.fixed_at), clock.fixed_at
    else:
        become = "as_it_is"
        if revises and clock.broken_at is None:
            become = rules.revise(given, clock.due_at, now, moment=moment)
        if become == "afresh":
            clock.resumed_at, clock.used = moment, 0
            now = rules.times(given, started=clock.started_at, resumed=moment, used=0)
        if become != "as_told":
            clock.warn_at, clock.due_at = now.warn, now.due
    if clock.warn_at is not None and clock.warn_at > moment and clock.broken_at is None:
        # What was warned of and has more time now is warned of again.
        clock.warned_at = None
    clock.escalate_at = now.escalate
    clock.next_at = next_of(clock)


def _warned(since: Instant, until: Instant) -> Instant:
    return since + max(0, until - since) * 3 // 4


def next_of(clock: ClockRow | Running) -> Instant | None:
    """When something follows from it that has not yet."""
    if clock.ended_at is not None or clock.paused_since is not None:
        return None
    warn = clock.warn_at if clock.warned_at is None and clock.broken_at is None else None
    due = clock.due_at if clock.broken_at is None or is_told(clock) else None
    escalate = clock.escalate_at if clock.escalated_at is None else None
    return rules.first_of((warn, due, escalate))


def is_told(clock: ClockRow | Running) -> bool:
    """Whether its customer hears when it is over: of a ticket by the time the ticket tells, else by the chat's own."""
    return clock.metric == UPDATE or (clock.metric in WORDS and not clock.ticket)


def case_of(clock: ClockRow | Running) -> Case:
    """What its terms follow from."""
    return Case(
        clock.metric,
        clock.priority,
        clock.tier,
        clock.channel,
        clock.team_id,
        clock.ticket,
        clock.spoken,
    )


def wanted(clocks: Clocks, moment: Instant) -> dict[Metric, Instant]:
    """Which clocks are to run, and since when."""
    head, matter = clocks.head, clocks.matter
    found: dict[Metric, Instant] = {}
    if not head.open:
        return found
    # What was closed and is open again is promised anew.
    if head.queued_at is not None and head.first_human_at is None:
        found[HUMAN] = head.queued_at if HUMAN not in clocks.began else head.waiting_since or moment
    with_people = head.queued_at or head.first_human_at
    if with_people is not None:
        found[RESOLUTION] = with_people if RESOLUTION not in clocks.began else moment
    if head.first_human_at is not None and head.waiting_since is not None:
        found[REPLY] = head.waiting_since
    if matter is not None and matter.owed_since is not None:
        found[UPDATE] = matter.owed_since
    return found


def _still(clock: ClockRow, head: Head) -> bool:
    """A wait that began before a transfer or a reopening told it to begin again is the same one."""
    return head.open and head.waiting_since is not None and head.waiting_since <= clock.started_at


def end(clock: ClockRow, at: Instant, *, met: bool) -> None:
    """Kept or not: it rings no more."""
    clock.ended_at = max(at, clock.started_at)
    clock.met_at = clock.ended_at if met else None
    clock.next_at = None
    if clock.due_at is not None and met and not clock.again:
        # Kept too late before anybody noticed, or in time and noticed too late.
        clock.broken_at = clock.due_at if clock.ended_at > clock.due_at else None
    outcome = "dropped" if not met else "broken" if clock.broken_at is not None else "kept"
    metrics.PROMISES.labels(clock.metric, outcome).inc()
