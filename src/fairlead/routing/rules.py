"""In which order waiting matters are taken, who may take which, and why. Pure: values and a moment in, decision out.

Security harm goes first and then P1, both equal for all tiers. Then whoever has waited beyond four times his target, in the order
in which each came to be (earliest due date: Jackson, Scheduling a production line to minimize maximum tardiness, UCLA 1955): who
begins to wait after that is behind him for good, so that nobody starves however many come. Everyone else by priority, tier,
waiting time and channel. Decision 0062 says why not by how many times the target somebody waits.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from enum import IntEnum
from typing import Any, Literal, NamedTuple

from msgspec import Struct

from fairlead.kit.access import Actor, Rule
from fairlead.kit.clock import SECOND, Instant
from fairlead.promises.rules import HOUSE, Policy

Channel = Literal["chat", "callback", "mail"]
CHANNELS: tuple[Channel, ...] = ("chat", "callback", "mail")
# As what a conversation's channel counts; every other as mail.
CHANNEL_OF: Mapping[str, Channel] = {"webchat": "chat", "callback": "callback"}
TIERS = (0, 1, 2, 3)
LEVELS = (1, 2, 3)
USUAL_PRIORITY = 3
# Beyond so many times his target a waiting customer is ahead of all but P1.
OVERDUE = 4
# Who began to wait in the same half minute has waited as long: then the channel decides.
STEP = 30 * SECOND
_VIP = re.compile(r"\bvip[ _-]?([0-9]{1,3})\b")
_HOUSES = re.compile(r"institution|market[ _-]?maker")


class Grade(IntEnum):
    """What comes before all weighing of priority and tier."""

    SECURITY = 0
    P1 = 1
    OVERDUE = 2
    WAITING = 3


class Matter(Struct, frozen=True):
    """One that waits for a person. `knows`: the agent who had it, or the customer, before. `team`: only its members may take it;
    `skill` and `language`: what it takes, nothing when empty. `ticket`: it is one. `let_go`: its customer has stayed away, see
    `keep_places.py`."""

    id: str
    since: Instant
    priority: int = USUAL_PRIORITY
    tier: int = 0
    channel: Channel = "chat"
    language: str = ""
    skill: str = ""
    team: str = ""
    brand: str = ""
    security: bool = False
    knows: str = ""
    ticket: bool = False
    let_go: bool = False
    # Within how many microseconds its brand promises a person; 0: as the house does.
    promised: int = 0

    @property
    def kind(self) -> "Kind":
        """All of one kind are ordered by their waiting alone, and whoever may take one may take each."""
        return Kind(
            self.security, self.priority, self.tier, self.channel, self.language, self.skill, self.team, self.brand
        )


class Kind(NamedTuple):
    """What the rule asks of a matter besides how long it waits."""

    security: bool
    priority: int
    tier: int
    channel: Channel
    language: str
    skill: str
    team: str
    brand: str


class Held(Struct, frozen=True):
    """A skill or a language somebody has: `level` 1 (helps out) to 3 (at home in it), until it expires if it does."""

    level: int
    until: Instant | None = None

    def at(self, moment: Instant) -> int:
        """0 once it has expired."""
        return self.level if self.until is None or moment < self.until else 0


class Agent(Struct):
    """One who is here and takes matters. `capacity` and `load` by channel. Without any language, or any skill, entered he is
    taken to have all: a desk that has entered nothing yet is served too."""

    id: str
    capacity: dict[str, int]
    load: dict[str, int] = {}
    brands: frozenset[str] = frozenset()
    teams: frozenset[str] = frozenset()
    skills: dict[str, Held] = {}
    languages: dict[str, Held] = {}

    def free(self, channel: str) -> int:
        return self.capacity.get(channel, 0) - self.load.get(channel, 0)

    @property
    def busy(self) -> float:
        """Which share of all he can have at once he has."""
        return sum(self.load.values()) / max(1, sum(self.capacity.values()))


class Rank(NamedTuple):
    """A matter's place among others at a moment: the smaller goes first. Of two matters the first field in which they differ
    decides; the id makes the order total."""

    grade: Grade
    # Of those overdue: since when they are. 0 for all others.
    overdue: Instant
    priority: int
    tier: int
    step: int
    channel: int
    since: Instant
    id: str


def tier_of(name: str) -> int:
    """What an exchange's word for a customer's tier is worth: `VIP 2` is 1, `vip5` 2, `VIP 7+`, institutions and market makers 3.
    What says none of this is 0."""
    folded = name.casefold()
    if _HOUSES.search(folded):
        return 3
    found = _VIP.search(folded)
    number = int(found[1]) if found else 0
    return 0 if number == 0 else min(3, 1 + (number - 1) // 3)


def channel_of(name: str) -> Channel:
    """As what a conversation's channel counts: who sits before the widget waits, everybody else is written to."""
    return CHANNEL_OF.get(name, "mail")


def skill_of(category: str) -> str:
    """What a ticket's category takes: `dep` of `DEP-NOCRED`."""
    return category.partition("-")[0].lower()


def language_of(locale: str) -> str:
    """The language a locale's speaker is served in: `zh` of `zh-CN`."""
    return locale.replace("_", "-").partition("-")[0].lower()


class Targets(Struct, frozen=True):
    """Within how many microseconds a person is promised: in a chat by tier, and `first[priority - 1][tier]` in anything else."""

    chat: tuple[int, ...]
    first: tuple[tuple[int, ...], ...]

    def of(self, matter: Matter) -> int:
        if is_p1(matter):
            return self.first[0][0]
        return self.chat[matter.tier] if matter.channel == "chat" else self.first[matter.priority - 1][matter.tier]


def targets_of(policy: Policy) -> Targets:
    return Targets(
        chat=tuple(seconds * SECOND for seconds in policy.chat),
        first=tuple(tuple(cell.first * SECOND for cell in row) for row in policy.table),
    )


HOUSE_TARGETS = targets_of(HOUSE)


def target(matter: Matter) -> int:
    """Microseconds within which a person was promised."""
    return matter.promised or HOUSE_TARGETS.of(matter)


def is_p1(matter: Matter) -> bool:
    return matter.security or matter.priority == 1


def rank(matter: Matter, moment: Instant) -> Rank:
    waited, promised = max(0, moment - matter.since), target(matter)
    grade, overdue = Grade.WAITING, 0
    if is_p1(matter):
        grade = Grade.SECURITY if matter.security else Grade.P1
    elif waited > OVERDUE * promised:
        grade, overdue = Grade.OVERDUE, matter.since + OVERDUE * promised
    equal = grade in (Grade.SECURITY, Grade.P1)
    return Rank(
        grade=grade,
        overdue=overdue,
        priority=1 if equal else matter.priority,
        tier=0 if equal else -matter.tier,
        step=matter.since // STEP,
        channel=CHANNELS.index(matter.channel),
        since=matter.since,
        id=matter.id,
    )


def ordered(matters: Iterable[Matter], moment: Instant) -> list[Matter]:
    """First who goes first."""
    return sorted(matters, key=lambda matter: rank(matter, moment))


def widened(capacity: Mapping[str, int], share: int) -> dict[str, int]:
    """What somebody has at once in a rush: so many hundredths of the usual, rounded up; what he does not take he takes not."""
    return {channel: -(-most * share // 100) for channel, most in capacity.items()}


def level(held: Mapping[str, Held], name: str, moment: Instant) -> int:
    """How well somebody is at it; 0: not at all."""
    if not name or not held:
        return 1
    return held[name].at(moment) if name in held else 0


def may_take(agent: Agent, matter: Matter, moment: Instant) -> bool:
    """Whether he has room for it, is of its team, and knows what and whose language it takes."""
    # The cheapest and most telling questions first: they are asked of everybody for each matter.
    return (
        agent.load.get(matter.channel, 0) < agent.capacity.get(matter.channel, 0)
        and (not agent.languages or level(agent.languages, matter.language, moment) > 0)
        and (not matter.team or matter.team in agent.teams)
        and (not matter.brand or matter.brand in agent.brands)
        and (not agent.skills or level(agent.skills, matter.skill, moment) > 0)
    )


def choose(matter: Matter, agents: Iterable[Agent], moment: Instant) -> Agent | None:
    """Who knows the matter; else who is best at what it takes; of equals the one with most room. None: nobody may take it."""
    return min(
        [agent for agent in agents if may_take(agent, matter, moment)],
        key=lambda agent: (
            agent.id != matter.knows,
            -level(agent.skills, matter.skill, moment),
            -level(agent.languages, matter.language, moment),
            agent.busy,
            agent.id,
        ),
        default=None,
    )


Code = Literal["alone", "security", "p1", "overdue", "priority", "tier", "waiting", "channel"]
# Of Rank's fields those that say more than the grade.
_DECIDES: Mapping[str, Code] = {
    "overdue": "overdue",
    "priority": "priority",
    "tier": "tier",
    "step": "waiting",
    "channel": "channel",
    "since": "waiting",
    "id": "waiting",
}
_GRADES: Mapping[Grade, Code] = {Grade.SECURITY: "security", Grade.P1: "p1", Grade.OVERDUE: "overdue"}


class Reason(Struct, frozen=True):
    """Why a matter stands where it does. `code` is what decided between it and `beside`: the one behind it, or, for the last
    one (`last`), the one ahead. `waited` and `target` in microseconds."""

    code: Code
    place: int
    of: int
    last: bool
    priority: int
    tier: int
    channel: Channel
    waited: int
    target: int
    beside: Matter | None = None

    @property
    def key(self) -> str:
        """Under which text it is told."""
        return f"queue.{'behind' if self.last and self.code != 'alone' else 'ahead'}.{self.code}"


def decides(first: Rank, second: Rank) -> str:
    """The field of Rank that puts one before the other."""
    return next(name for name, one, other in zip(Rank._fields, first, second, strict=True) if one != other)


def explain(matter: Matter, others: Iterable[Matter], moment: Instant) -> Reason:
    """Why it stands where it does among all that wait; `others` may name it too."""
    mine = rank(matter, moment)
    before: tuple[Rank, Matter] | None = None
    behind: tuple[Rank, Matter] | None = None
    place = of = 1
    for other in others:
        if other.id == matter.id:
            continue
        of += 1
        theirs = rank(other, moment)
        if theirs < mine:
            place += 1
            before = max(before, (theirs, other), key=lambda pair: pair[0]) if before else (theirs, other)
        else:
            behind = min(behind, (theirs, other), key=lambda pair: pair[0]) if behind else (theirs, other)
    return _reason(matter, before and before[1], behind and behind[1], moment, place=place, of=of)


def explain_at(queue: Sequence[Matter], index: int, moment: Instant) -> Reason:
    """As `explain`, for one of a queue that stands in its order already."""
    before = queue[index - 1] if index else None
    behind = queue[index + 1] if index + 1 < len(queue) else None
    return _reason(queue[index], before, behind, moment, place=index + 1, of=len(queue))


def _reason(
    matter: Matter, before: Matter | None, behind: Matter | None, moment: Instant, *, place: int, of: int
) -> Reason:
    mine, beside = rank(matter, moment), behind or before
    code: Code = "alone"
    if beside is not None:
        theirs = rank(beside, moment)
        field = decides(mine, theirs)
        code = _GRADES[min(mine.grade, theirs.grade)] if field == "grade" else _DECIDES[field]
    return Reason(
        code=code,
        place=place,
        of=of,
        last=behind is None,
        priority=1 if is_p1(matter) else matter.priority,
        tier=matter.tier,
        channel=matter.channel,
        waited=max(0, moment - matter.since),
        target=target(matter),
        beside=beside,
    )


def _lead(actor: Actor) -> bool:
    return actor.kind == "agent" and actor.role in ("lead", "admin")


def _works_beside(actor: Actor, person: Any) -> bool:
    return actor.kind == "agent" and (not person.brands or bool(person.brands & actor.brands))


ACCESS: dict[str, Rule] = {
    # What one agent takes: leads of all brands he works for say it.
    "work.read": _works_beside,
    "work.manage": lambda actor, person: _lead(actor) and person.brands <= actor.brands,
    "works.manage": lambda actor, _: _lead(actor),
    # Whether a brand's matters are given out: its leads say it.
    "queue.read": lambda actor, brand: actor.kind == "agent" and brand.id in actor.brands,
    "queue.manage": lambda actor, brand: _lead(actor) and brand.id in actor.brands,
    # The live board: who leads the brand sees it, moves matters and lends people.
    "queue.oversee": lambda actor, brand: _lead(actor) and brand.id in actor.brands,
}
