"""How much time each promise has, by when that is over, and what follows then. Pure: values and a moment in, decision out.

A clock counts open time of its calendar. What it has used before it was paused, or before its terms changed, stays used; from
`resumed` on it runs.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, Literal

from msgspec import Struct

from fairlead.brands.working_time import ALWAYS, Calendar, working_amount
from fairlead.kit.access import Actor, Rule
from fairlead.kit.clock import DAY, HOUR, MINUTE, SECOND, Instant
from fairlead.kit.errors import Invalid

# The first word of a machine, the first that helps, the first and the next of a person, the next time a ticket's customer hears
# of it, and the end of the matter.
Metric = Literal["automated", "meaningful", "human", "reply", "update", "resolution"]
AUTOMATED: Final = "automated"
MEANINGFUL: Final = "meaningful"
HUMAN: Final = "human"
REPLY: Final = "reply"
UPDATE: Final = "update"
RESOLUTION: Final = "resolution"
METRICS: tuple[Metric, ...] = (AUTOMATED, MEANINGFUL, HUMAN, REPLY, UPDATE, RESOLUTION)

PRIORITIES, TIERS = (1, 2, 3, 4, 5), (0, 1, 2, 3)
USUAL_PRIORITY = 3
LEAST, MOST = 5, 60 * DAY // SECOND
# A promise that broke is given again with twice the time, and never with more than this.
LONGEST_AGAIN = 3 * DAY

Channel = Literal["chat", "mail"]


class Cell(Struct, frozen=True, forbid_unknown_fields=True):
    """Of one priority and tier, in seconds: a person's first word, every further word, the end. Whole days are working days."""

    first: int
    next: int
    resolution: int


class First(Struct, frozen=True, forbid_unknown_fields=True):
    """The first word that helps, on one channel, in seconds: when it is warned of, and by when it is due."""

    warn: int
    due: int


class Policy(Struct, frozen=True, forbid_unknown_fields=True):
    """What a brand promises. `table[priority - 1][tier]`; `chat`: by when a person takes a chat, by tier, in seconds; `warn`:
    after which share of its time a clock is warned of, in percent; `escalate`: after how long an unsolved matter goes to those
    who lead, in seconds."""

    table: list[list[Cell]]
    chat: list[int]
    first: dict[Channel, First]
    warn: int
    escalate: int


def _cells(next_word: int, *cells: tuple[int, int]) -> list[Cell]:
    return [Cell(first // SECOND, next_word // SECOND, end // SECOND) for first, end in cells]


# Taxonomy 3.2. It names no next word: that is the house's, as it was before there were clocks.
HOUSE = Policy(
    table=[
        _cells(HOUR, *((5 * MINUTE, 24 * HOUR),) * 4),
        _cells(
            4 * HOUR, (30 * MINUTE, DAY), (20 * MINUTE, 12 * HOUR), (15 * MINUTE, 8 * HOUR), (10 * MINUTE, 4 * HOUR)
        ),
        _cells(24 * HOUR, (4 * HOUR, 3 * DAY), (2 * HOUR, 2 * DAY), (HOUR, DAY), (30 * MINUTE, 8 * HOUR)),
        _cells(72 * HOUR, (24 * HOUR, 5 * DAY), (12 * HOUR, 3 * DAY), (4 * HOUR, 2 * DAY), (2 * HOUR, DAY)),
        _cells(120 * HOUR, (48 * HOUR, 10 * DAY), (24 * HOUR, 7 * DAY), (12 * HOUR, 5 * DAY), (8 * HOUR, 3 * DAY)),
    ],
    chat=[300, 120, 60, 30],
    first={"chat": First(20, 30), "mail": First(24 * 3600, 48 * 3600)},
    warn=75,
    escalate=5 * DAY // SECOND,
)


def checked(policy: Policy) -> Policy:
    """Raises Invalid("promise_policy") with `field` and `reason` (`shape`, `range`, `order`, `equal`)."""

    def refuse(field: str, reason: str) -> Invalid:
        return Invalid("promise_policy", field=field, reason=reason)

    if [len(row) for row in policy.table] != [len(TIERS)] * len(PRIORITIES):
        raise refuse("table", "shape")
    if len(policy.chat) != len(TIERS) or set(policy.first) != {"chat", "mail"}:
        raise refuse("chat" if len(policy.chat) != len(TIERS) else "first", "shape")
    for number, row in enumerate(policy.table, 1):
        for tier, cell in enumerate(row):
            place = f"P{number} T{tier}"
            if not all(LEAST <= span <= MOST for span in (cell.first, cell.next, cell.resolution)):
                raise refuse(place, "range")
            if cell.first > cell.resolution:
                raise refuse(place, "order")
    # Safety is not for sale.
    if len(set(policy.table[0])) > 1:
        raise refuse("P1", "equal")
    if not all(LEAST <= span <= MOST for span in policy.chat):
        raise refuse("chat", "range")
    for channel, first in policy.first.items():
        if not LEAST <= first.warn < first.due <= MOST:
            raise refuse(channel, "range")
    if not 10 <= policy.warn <= 95:
        raise refuse("warn", "range")
    if not LEAST <= policy.escalate <= MOST:
        raise refuse("escalate", "range")
    return policy


@dataclass(frozen=True, slots=True)
class Terms:
    """What a clock is measured by: open time of `calendar`; `amount`, `warn` and `escalate` as promised, in microseconds.
    `amount` None: it is only measured."""

    calendar: Calendar
    amount: int | None
    warn: int = 0
    escalate: int | None = None


@dataclass(frozen=True, slots=True)
class Times:
    """When it is warned of, over, and taken to those who lead; None: never."""

    warn: Instant | None = None
    due: Instant | None = None
    escalate: Instant | None = None


NEVER = Times()
_AROUND = Calendar(ALWAYS)


class Case(Struct, frozen=True):
    """What the terms of a clock follow from. `spoken`: of a ticket whose customer has heard from a person already."""

    metric: Metric
    priority: int
    tier: int
    channel: str
    team: str | None
    ticket: bool
    spoken: bool = False


def terms(policy: Policy, calendar: Calendar, case: Case) -> Terms:
    """P1 runs around the clock. The first word of a person in a chat nobody has made a ticket of is due as chats are."""
    if case.priority == 1:
        calendar = _AROUND
    metric, channel = case.metric, channel_of(case.channel)
    cell = policy.table[case.priority - 1][case.tier]
    if metric == AUTOMATED:
        return Terms(calendar, None)
    if metric == MEANINGFUL:
        first = policy.first[channel]
        return Terms(calendar, first.due * SECOND, first.warn * SECOND)
    if metric == RESOLUTION:
        amount = cell.resolution * SECOND
        return Terms(calendar, amount, _share(amount, policy.warn), policy.escalate * SECOND)
    is_first = metric == HUMAN or (metric == UPDATE and not case.spoken)
    in_chat = is_first and channel == "chat" and not case.ticket and case.priority != 1
    seconds = policy.chat[case.tier] if in_chat else cell.first if is_first else cell.next
    return Terms(calendar, seconds * SECOND, _share(seconds * SECOND, policy.warn))


def again(given: Terms, times: int) -> Terms:
    """After it broke so many times."""
    if given.amount is None or not times:
        return given
    amount = max(given.amount, min(given.amount << min(times, 20), LONGEST_AGAIN))
    return Terms(given.calendar, amount, given.warn * amount // given.amount, given.escalate)


def times(given: Terms, *, started: Instant, resumed: Instant, used: int) -> Times:
    """Of a clock that runs since `resumed` and had used so much open time before. Who leads hears of it by the time since it
    started, however often it was paused."""
    if given.amount is None:
        return NEVER
    calendar = given.calendar
    whole = working_amount(calendar, given.amount)
    warn = whole * given.warn // given.amount
    escalate = None
    if given.escalate is not None:
        escalate = calendar.add_working(started, working_amount(calendar, given.escalate))
    return Times(calendar.add_working(resumed, warn - used), calendar.add_working(resumed, whole - used), escalate)


def used_by(given: Terms, *, resumed: Instant, used: int, moment: Instant) -> int:
    """Open time a running clock has used at that moment."""
    return used + max(0, given.calendar.worked(resumed, moment))


Revision = Literal["as_it_is", "afresh", "as_told"]


def revise(given: Terms, told: Instant | None, now: Times, *, moment: Instant) -> Revision:
    """What to make of a clock that is not broken when its terms changed to `now`: nobody breaks a promise by changing it. What
    would be over already runs `afresh` from this moment, or keeps the time that was `told` where that is sooner."""
    if now.due is None or now.due > moment or (told is not None and told <= moment):
        return "as_it_is"
    fresh = times(given, started=moment, resumed=moment, used=0).due
    return "as_told" if told is not None and fresh is not None and told < fresh else "afresh"


def _share(amount: int, percent: int) -> int:
    return amount * percent // 100


def channel_of(name: str) -> Channel:
    """Who sits before the widget waits; everybody else is written to."""
    return "chat" if name == "webchat" else "mail"


def first_of(moments: Iterable[Instant | None]) -> Instant | None:
    return min((moment for moment in moments if moment is not None), default=None)


def _of_brand(actor: Actor, thing: Any) -> bool:
    return actor.kind == "agent" and thing.brand_id in actor.brands


ACCESS: dict[str, Rule] = {
    "promises.read": _of_brand,
    "promises.write": lambda actor, thing: _of_brand(actor, thing) and actor.role in ("lead", "admin"),
}
