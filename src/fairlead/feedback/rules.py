"""When a rating may be given and changed, what one must be, who sees it, and what may be said of few. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from fairlead.conversations import permit
from fairlead.kit.access import Actor, Rule
from fairlead.kit.clock import DAY, Instant
from fairlead.kit.errors import Conflict, Invalid
from fairlead.kit.text import is_blank, storable

# 1 to 5; of satisfaction 5 is very satisfied, of effort 5 is very easy.
SCORES = (1, 2, 3, 4, 5)
# From here on somebody is content.
CONTENT = 4
# What was good, and what was not.
GOOD = ("solved", "quick", "clear", "kind")
BAD = ("unsolved", "slow", "unclear", "repeated", "unkind")
REASONS = (*GOOD, *BAD)
WORDS_CHARS = 1000
# So long after the end a rating may be given, and so long after it was given it may be changed.
GIVE_WITHIN = 14 * DAY
CHANGE_WITHIN = DAY
# Fewer ratings than this say nothing of whoever they are about.
LEAST = 5
LONGEST_SPAN = 800 * DAY

By = Literal["agent", "team", "category", "language"]
BY: tuple[By, ...] = ("agent", "team", "category", "language")
# Which ratings agents see in the conversations they see: only leads do, each those of the matters he had, or all.
Shown = Literal["leads", "own", "all"]
DEFAULT_SHOWN: Shown = "own"


@dataclass(frozen=True, slots=True)
class Rating:
    """What a customer said. `effort`: None where he left it out."""

    satisfaction: int
    effort: int | None = None
    reasons: tuple[str, ...] = ()
    words: str = ""


def checked(satisfaction: int, effort: int | None, reasons: Sequence[str], words: str) -> Rating:
    """As it may be kept, but for secrets in its words. Raises Invalid("invalid_field") with the field."""
    if satisfaction not in SCORES:
        raise Invalid("invalid_field", field="satisfaction")
    if effort is not None and effort not in SCORES:
        raise Invalid("invalid_field", field="effort")
    if any(reason not in REASONS for reason in reasons):
        raise Invalid("invalid_field", field="reasons")
    words = storable(words)
    if len(words) > WORDS_CHARS:
        raise Invalid("invalid_field", field="words")
    chosen = tuple(reason for reason in REASONS if reason in reasons)
    return Rating(satisfaction, effort, chosen, "" if is_blank(words) else words.strip())


def went_well(rating: Rating) -> bool:
    """Whether he was content, and his matter settled."""
    return rating.satisfaction >= CONTENT and "unsolved" not in rating.reasons


def open_until(*, ended_at: Instant, rated_at: Instant | None) -> Instant:
    """Until when it may be given, or changed once it was."""
    return ended_at + GIVE_WITHIN if rated_at is None else rated_at + CHANGE_WITHIN


def check_open(*, ended_at: Instant, rated_at: Instant | None, moment: Instant) -> None:
    """Raises Conflict: "rating_over" where it is too late to rate, "rating_kept" where it is too late to change it."""
    if moment >= open_until(ended_at=ended_at, rated_at=rated_at):
        raise Conflict("rating_over" if rated_at is None else "rating_kept")


def check_span(since: Instant, until: Instant) -> None:
    """Raises Invalid("span_invalid")."""
    if not 0 <= since < until or until - since > LONGEST_SPAN:
        raise Invalid("span_invalid", days=LONGEST_SPAN // DAY)


def share(part: int, whole: int) -> float | None:
    """0 to 1; None of nothing."""
    return part / whole if whole else None


def mean(counts: Sequence[int]) -> float | None:
    """Of how often 1, 2, 3, 4 and 5 were given; None where there are too few to tell."""
    given = sum(counts)
    if given < LEAST:
        return None
    return sum(score * count for score, count in zip(SCORES, counts, strict=True)) / given


def _own(actor: Actor, thing: Any) -> bool:
    return actor.kind == "customer" and thing.customer_id == actor.id


def is_lead(actor: Actor) -> bool:
    return actor.kind == "agent" and actor.role in ("lead", "admin")


def _reader(actor: Actor, thing: Any) -> bool:
    if _own(actor, thing):
        return True
    if not permit.of_my_brands(actor, thing):
        return False
    return is_lead(actor) or thing.shown == "all" or (thing.shown == "own" and thing.agent_id == actor.id)


def _of_brand(actor: Actor, brand: Any) -> bool:
    return actor.kind == "agent" and brand.brand_id in actor.brands


def _leads(actor: Actor, brand: Any) -> bool:
    return _of_brand(actor, brand) and is_lead(actor)


# Action → rule. The object is an end beside its conversation's head (`store.Ended`), or what has a brand.
ACCESS: dict[str, Rule] = {
    "rating.read": _reader,
    "rating.give": _own,
    "ratings.read": _of_brand,
    "ratings.count": _leads,
    "ratings.write": _leads,
}
