"""What may be done about misuse and abuse, by whom, for how long, and when it comes by itself. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from fairlead.kit.access import Actor, Rule
from fairlead.kit.clock import DAY, HOUR, SECOND, Instant
from fairlead.kit.errors import Conflict, Invalid, Refused

Kind = Literal["warn", "slow", "pause"]
Outcome = Literal["upheld", "lifted"]

KINDS = ("warn", "slow", "pause")
REASONS = ("insults", "threats", "hate", "harassment", "spam", "false_matters")
# Set by the house itself, never by hand.
TOO_MANY = "too_many_matters"
# How many hours each may last: set by an agent, set by a lead.
HOURS: dict[str, tuple[int, int]] = {"warn": (720, 2160), "slow": (72, 168), "pause": (24, 720)}
WORDS_CHARS = 1000
# A warning is what comes first, and it counts as one for so long.
WARNED_FOR = 90 * DAY
BREAK_MINUTES = (5, 120)
# Who is slowed down says one thing in this time.
SLOW_SECONDS = 30

# Misuse is counted in thousandths of a point, and half of them are gone after a week.
POINT = 1000
HALF_LIFE = 7 * DAY
# What comes in one breath is one misuse.
BREATH = 10 * SECOND
# The third time in a short while, and the sixth: what fades between them is less than half a point.
WARN_AT, SLOW_AT = 5 * POINT // 2, 11 * POINT // 2
WARN_LASTS, SLOW_LASTS = 7 * DAY, 24 * HOUR


@dataclass(frozen=True, slots=True)
class Standing:
    """A sanction as far as rules look at it. `lifted`: taken back, by whoever."""

    kind: str
    set_at: Instant
    ends_at: Instant
    lifted: bool = False

    def active(self, moment: Instant) -> bool:
        return not self.lifted and self.set_at <= moment < self.ends_at


def decayed(points: int, since: Instant, moment: Instant) -> int:
    """What is left of points that stood so at `since`."""
    return int(points * 0.5 ** (max(0, moment - since) / HALF_LIFE))


def was_warned(before: Sequence[Standing], moment: Instant) -> bool:
    """Within the last 90 days, by a warning that nobody took back."""
    return any(one.kind == "warn" and not one.lifted and one.set_at > moment - WARNED_FOR for one in before)


def by_itself(points: int, before: Sequence[Standing], moment: Instant) -> tuple[Kind, int] | None:
    """What follows from so many points, and how long it lasts; None: nothing, or it stands already. First a warning, always;
    never more than slowing down: a pause is for people to decide."""
    active = {one.kind for one in before if one.active(moment)}
    if points >= WARN_AT and not was_warned(before, moment):
        return "warn", WARN_LASTS
    if points >= SLOW_AT and was_warned(before, moment) and not active & {"slow", "pause"}:
        return "slow", SLOW_LASTS
    return None


def minute(moment: Instant) -> str:
    """`2026-11-23 05:40 UTC`, as it stands in sentences."""
    return datetime.fromtimestamp(moment // SECOND, UTC).strftime("%Y-%m-%d %H:%M UTC")


def check_sanction(actor: Actor, kind: Kind, reason: str, words: str, hours: int) -> None:
    """Raises Invalid: `invalid_field`, `conduct_words` (only a warning goes without), `conduct_hours` with `most`."""
    if reason not in REASONS:
        raise Invalid("invalid_field", field="reason")
    if len(words) > WORDS_CHARS or (not words.strip() and kind != "warn"):
        raise Invalid("conduct_words", most=WORDS_CHARS)
    most = HOURS[kind][is_lead(actor)]
    if not 1 <= hours <= most:
        raise Invalid("conduct_hours", most=most)


def check_order(kind: Kind, before: Sequence[Standing], moment: Instant) -> None:
    """Raises Conflict: `warn_first`, and `sanction_stands` for one that is as this one."""
    if any(one.kind == kind and one.active(moment) for one in before):
        raise Conflict("sanction_stands")
    if kind != "warn" and not was_warned(before, moment):
        raise Conflict("warn_first")


def check_appeal(*, ends_at: Instant, lifted: bool, appealed: bool, moment: Instant) -> None:
    """Raises Conflict: `appeal_over`, `appealed_already`."""
    if appealed:
        raise Conflict("appealed_already")
    if lifted or moment >= ends_at:
        raise Conflict("appeal_over")


def check_decision(actor: Actor, *, set_by: str, appealed: bool, decided: bool) -> None:
    """Raises Refused("own_sanction"): who set it does not decide on it; Conflict: `not_appealed`, `decided_already`."""
    if decided:
        raise Conflict("decided_already")
    if not appealed:
        raise Conflict("not_appealed")
    if actor.id == set_by:
        raise Refused("own_sanction")


def may_decide(actor: Actor, set_by: str) -> bool:
    return is_lead(actor) and actor.id != set_by


def is_lead(actor: Actor) -> bool:
    return actor.kind == "agent" and actor.role in ("lead", "admin")


def _of_brand(actor: Actor, thing: Any) -> bool:
    return actor.kind == "agent" and thing.brand_id in actor.brands


def _lead_of_brand(actor: Actor, thing: Any) -> bool:
    return _of_brand(actor, thing) and is_lead(actor)


def _own(actor: Actor, thing: Any) -> bool:
    return actor.kind == "customer" and thing.customer_id == actor.id


# Action → rule. The object is a sanction, or what has a brand.
ACCESS: dict[str, Rule] = {
    "sanction.read": lambda actor, thing: _own(actor, thing) or _of_brand(actor, thing),
    "sanction.appeal": _own,
    "sanction.lift": lambda actor, thing: (
        _lead_of_brand(actor, thing) or (_of_brand(actor, thing) and thing.set_by == actor.id)
    ),
    "sanction.decide": _lead_of_brand,
}
