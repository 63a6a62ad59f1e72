"""Which status follows which, who acts next and by when, what a matter weighs, and who may do what to it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from fairlead.kit.access import Actor, Rule
from fairlead.kit.clock import DAY, HOUR, MINUTE, SECOND, Instant
from fairlead.kit.errors import Conflict, Invalid, Problem, Refused, TooMany
from fairlead.kit.text import visible_name

Side = Literal["customer", "agent", "system"]
Next = Literal["agents", "customer", "chain", "partner", "nobody"]

SUBMITTED, IN_QUEUE, WITH_AGENT, INVESTIGATING = "submitted", "in_queue", "with_agent", "investigating"
WAITING_FOR_YOU, WAITING_ON_CHAIN, WAITING_FOR_PARTNER = "waiting_for_you", "waiting_on_chain", "waiting_for_partner"
SOLVED, CLOSED, REOPENED, WITHDRAWN, REJECTED = "solved", "closed", "reopened", "withdrawn", "rejected"

TYPES = ("question", "incident", "request", "dispute", "security", "complaint", "report", "feedback")
PRIORITIES = (1, 2, 3, 4, 5)
REMINDERS = (24 * HOUR, 72 * HOUR)
AUTO_SOLVE = 7 * DAY
CLOSE_SOLVED = 7 * DAY
CHAIN_LOOK = 5 * MINUTE
# How long a matter waits for confirmations before people look at it again.
CHAIN_PATIENCE = 24 * HOUR
NUDGE_EVERY = DAY
# A step of jobs that were written before promises had clocks of their own; the other steps count reminders and looks.
PROMISE = -1
CLAIMS_WINDOW = 90 * DAY
# How an internal task stands, how many a ticket may have, and by when at most one is to be done.
ASKED, TAKEN, DONE, DECLINED = "open", "taken", "done", "declined"
TASK_OPEN, TASK_ENDS = (ASKED, TAKEN), (DONE, DECLINED)
TASKS = 50
# Of a reason that an agent gives.
REASON_CHARS = (5, 500)
TASK_DUE = 30 * DAY
# Of a ticket's tags, and of the list a brand's admin keeps.
TAGS, TAG_CHARS, TAGS_OF_A_BRAND = 20, 32, 200
# Until when a ticket may be put off, and what stands for "until the customer writes".
SNOOZE = 90 * DAY
UNTIL_WORD = 2**62


@dataclass(frozen=True, slots=True)
class Status:
    """`next`: who acts. `open`: whether its conversation is. `moves`: to which status each side may take it from here."""

    name: str
    next: Next
    open: bool
    moves: Mapping[Side, frozenset[str]]


def _moves(*, customer: str = "", agent: str = "", system: str = "") -> Mapping[Side, frozenset[str]]:
    return {
        "customer": frozenset(customer.split()),
        "agent": frozenset(agent.split()),
        "system": frozenset(system.split()),
    }


_AT_WORK = "with_agent waiting_for_you waiting_on_chain waiting_for_partner investigating solved rejected"
_BACK = "in_queue with_agent"
_TABLE = (
    Status(SUBMITTED, "agents", True, _moves(customer=WITHDRAWN, agent=f"in_queue {_AT_WORK}", system=_BACK)),
    Status(IN_QUEUE, "agents", True, _moves(customer=WITHDRAWN, agent=_AT_WORK, system=WITH_AGENT)),
    Status(WITH_AGENT, "agents", True, _moves(customer=WITHDRAWN, agent=f"in_queue {_AT_WORK}", system=IN_QUEUE)),
    Status(
        WAITING_FOR_YOU, "customer", True,
        _moves(customer=f"withdrawn {_BACK}", agent=f"in_queue {_AT_WORK}", system=f"solved {_BACK}"),
    ),
    Status(
        WAITING_ON_CHAIN, "chain", True, _moves(customer=WITHDRAWN, agent=f"in_queue {_AT_WORK}", system=_BACK)
    ),
    Status(WAITING_FOR_PARTNER, "partner", True, _moves(customer=WITHDRAWN, agent=f"in_queue {_AT_WORK}", system=_BACK)),
    Status(INVESTIGATING, "agents", True, _moves(customer=WITHDRAWN, agent=f"in_queue {_AT_WORK}", system=_BACK)),
    Status(REOPENED, "agents", True, _moves(customer=WITHDRAWN, agent=f"in_queue {_AT_WORK}", system=_BACK)),
    Status(SOLVED, "customer", False, _moves(customer="reopened closed", agent="reopened closed", system="closed reopened")),
    Status(CLOSED, "nobody", False, _moves(customer=REOPENED, agent=REOPENED, system=REOPENED)),
    Status(WITHDRAWN, "nobody", False, _moves(customer=REOPENED, agent=REOPENED, system=REOPENED)),
    Status(REJECTED, "nobody", False, _moves(customer=REOPENED, agent="reopened closed", system=REOPENED)),
)  # fmt: skip
# The one table in which a ticket's status says whether its conversation is open or closed.
STATUSES = {status.name: status for status in _TABLE}
# Only with words for the customer: why nothing is done, or what he is to do.
WITH_REASON = frozenset({REJECTED, WAITING_FOR_YOU})


def check_move(side: Side, before: str, after: str) -> None:
    """Raises Conflict("status_move") with the statuses this side may choose."""
    allowed = STATUSES[before].moves[side]
    if after not in allowed:
        raise Conflict("status_move", before=before, to=after, allowed=", ".join(sorted(allowed)))


def next_update(status: str, *, moment: Instant) -> Instant | None:
    """By when something happens that the customer sees where it is not ours to say: his to answer, or the end of waiting for him.
    None once nobody acts. Where it is ours, the brand's promises say it (`promises.reckon`)."""
    if status == WAITING_FOR_YOU:
        return moment + AUTO_SOLVE
    if status == WAITING_ON_CHAIN:
        return moment + CHAIN_PATIENCE
    if status == SOLVED:
        return moment + CLOSE_SOLVED
    return None


def is_promise(status: str) -> bool:
    """Whether "next update by" is ours to keep, for ourselves or for a partner we have asked."""
    return STATUSES[status].next in ("agents", "partner")


def may_end_by_itself(*, priority: int, case_type: str, category: str) -> bool:
    """Whether silence may solve it: never harm, complaints and held funds."""
    return priority != 1 and case_type not in ("complaint", "security") and not category.startswith("RSK-")


@dataclass(frozen=True, slots=True)
class Facts:
    """What raises a matter above what its category has by default; agents know it, or are told. `claims`: how often the customer
    called a matter urgent in the last 90 days before this one; None: he does not now."""

    large_sum: bool = False
    many_affected: bool = False
    deadline: bool = False
    vulnerable: bool = False
    claims: int | None = None


def weigh(default: int, facts: Facts) -> int:
    """The priority, 1 to 5: impact × urgency × vulnerability, where twice the weight is one step.

    The category's default is the impact. A large sum and many people double it, a deadline doubles the urgency, a vulnerable
    person counts half as much again. The customer's own "urgent" doubles the urgency at first, and less each time he has said
    so before: the third time within 90 days it raises nothing by itself. His word alone makes nothing P1.
    """
    weight = 100 << (5 - default)
    weight <<= facts.large_sum + facts.many_affected + facts.deadline
    if facts.vulnerable:
        weight = weight * 3 // 2
    without = _level(weight)
    if facts.claims is None:
        return without
    claimed = _level(weight + weight // max(1, facts.claims))
    return max(claimed, min(2, without))


def _level(weight: int) -> int:
    return next((level for level in (1, 2, 3, 4) if weight >= 100 << (5 - level)), 5)


def is_protected(*, case_type: str, priority: int) -> bool:
    """Security harm and formal complaints: no limit and no sanction ever touches them, and they count towards none."""
    return priority == 1 or case_type in ("security", "complaint")


@dataclass(frozen=True, slots=True)
class Limits:
    """How many matters one customer may have open at once, and open within 24 hours; 0: as many as he likes."""

    open: int = 0
    day: int = 0

    @property
    def halved(self) -> "Limits":
        return Limits((self.open + 1) // 2, (self.day + 1) // 2)

    def reached(self, mine: "Mine", moment: Instant) -> Problem | None:
        """Conflict("tickets_open") or TooMany("tickets_day") with `retry_after` in seconds, for one more."""
        ticket, number = mine.newest
        if self.open and mine.open >= self.open:
            return Conflict("tickets_open", limit=self.open, ticket=ticket, number=number)
        today = sorted(at for at in mine.opened if at > moment - DAY)
        if self.day and len(today) >= self.day:
            again = today[len(today) - self.day] + DAY - moment
            wait = max(1, -(-again // SECOND))
            return TooMany("tickets_day", retry_after=wait, limit=self.day, ticket=ticket, number=number)
        return None


@dataclass(frozen=True, slots=True)
class Mine:
    """What a customer has already, but for what is protected: how many are open, when the last ones were opened, and of the
    newest open one its id and number."""

    open: int = 0
    opened: tuple[Instant, ...] = ()
    newest: tuple[str, str] = ("", "")


def check_nudge(*, status: str, due: Instant | None, nudged: Instant | None, moment: Instant) -> None:
    """Raises Conflict: "nudge_early" before what was promised is over, "nudge_again" within a day, "ticket_ended", and
    "your_turn" while the matter waits for the customer himself."""
    if not STATUSES[status].open:
        raise Conflict("ticket_ended")
    if STATUSES[status].next == "customer":
        raise Conflict("your_turn")
    if due is not None and moment < due:
        raise Conflict("nudge_early")
    if nudged is not None and moment < nudged + NUDGE_EVERY:
        raise Conflict("nudge_again")


def check_task_due(due: Instant, moment: Instant) -> None:
    """Raises Invalid("task_due") for what is over, or further off than a customer can be asked to wait."""
    if not moment < due <= moment + TASK_DUE:
        raise Invalid("task_due", days=TASK_DUE // DAY)


def check_snooze(until: Instant, moment: Instant) -> None:
    """Raises Invalid("snooze_time")."""
    if until != UNTIL_WORD and not moment < until <= moment + SNOOZE:
        raise Invalid("snooze_time", days=SNOOZE // DAY)


def checked_tag(typed: str) -> str:
    """As tags are compared: in small letters, one blank between words. Raises Invalid("tag_invalid")."""
    tag = " ".join(visible_name(typed, TAG_CHARS * 4).lower().split())
    if not 0 < len(tag) <= TAG_CHARS or "," in tag:
        raise Invalid("tag_invalid", limit=TAG_CHARS)
    return tag


def check_task_move(before: str, after: str) -> None:
    """Raises Conflict("task_over") for a task that was done or declined: another one is asked for then."""
    if before in TASK_ENDS or (before, after) == (TAKEN, ASKED):
        raise Conflict("task_over", state=before)


def side_of(actor: Actor) -> Side:
    """Raises Refused for who takes no part in tickets."""
    if actor.kind in ("customer", "agent", "system"):
        return actor.kind
    raise Refused


def _own(actor: Actor, thing: Any) -> bool:
    return actor.kind == "customer" and thing.customer_id == actor.id


def of_my_brands(actor: Actor, thing: Any) -> bool:
    """As its conversation: of his brands, and not with a closed team he does not belong to, unless it was given to him."""
    if actor.kind != "agent" or thing.brand_id not in actor.brands:
        return False
    return thing.team_id not in actor.shut or thing.assignee_id == actor.id


def _asked_for(actor: Actor, thing: Any) -> bool:
    """Of a task: who is asked, or asked himself, and whoever leads."""
    if not of_my_brands(actor, thing):
        return False
    one = thing.task
    is_asked = one.team_id in actor.teams or one.agent_id == actor.id
    return is_asked or one.asked_by == actor.id or actor.role in ("lead", "admin")


def _reader(actor: Actor, thing: Any) -> bool:
    return actor.kind == "system" or _own(actor, thing) or of_my_brands(actor, thing)


def _of_brand(actor: Actor, thing: Any) -> bool:
    return actor.kind == "agent" and thing.brand_id in actor.brands


def _worker(actor: Actor, thing: Any) -> bool:
    return of_my_brands(actor, thing) or (actor.is_rule and thing.brand_id in actor.brands)


def _free_tagger(actor: Actor, thing: Any) -> bool:
    return _worker(actor, thing) and (actor.is_rule or actor.role in ("lead", "admin"))


def _admin(actor: Actor, thing: Any) -> bool:
    return _of_brand(actor, thing) and actor.role == "admin"


# Action → rule. The object is a ticket beside its conversation's head (`store.Found`), or what has a brand.
ACCESS: dict[str, Rule] = {
    "ticket.read": _reader,
    "ticket.change": _reader,
    "ticket.answer": _own,
    "ticket.withdraw": _own,
    "ticket.nudge": _own,
    "ticket.work": _worker,
    "ticket.task": _asked_for,
    "ticket.tag_freely": _free_tagger,
    "ticket.merge": of_my_brands,
    "ticket.link": of_my_brands,
    "ticket.export": lambda actor, thing: of_my_brands(actor, thing) and actor.role in ("lead", "admin"),
    "tickets.read": _of_brand,
    "taxonomy.read": _of_brand,
    "taxonomy.write": _admin,
}
