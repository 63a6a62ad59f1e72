"""When a rule acts: what it waits for, and the conditions it asks. Pure: what is known of a matter in, yes or no out.

Conditions stand in groups, each of which wants all or any of its own, and the rule wants all or any of its groups: every
sentence of AND, OR and NOT can be written so, and can be read at a glance.
"""

from dataclasses import dataclass
from typing import Literal

from msgspec import Struct

from fairlead.infra.words import terms
from fairlead.kit.errors import Invalid
from fairlead.kit.text import is_blank
from fairlead.tickets import rules as tickets

Match = Literal["all", "any"]
Op = Literal["in", "not_in", "at_least", "less"]
Field = Literal[
    "channel", "language", "team", "category", "type", "priority", "tier", "status", "tag", "assigned", "words", "hours",
    "waiting", "rating",
]  # fmt: skip
On = Literal["message", "opened", "status", "priority", "tag", "handed_over", "transferred", "at_risk", "late", "rated"]

NAME_CHARS = 80
GROUPS, TESTS, VALUES, VALUE_CHARS = 8, 8, 50, 80
# Of a time rule, in minutes.
LONGEST = 90 * 24 * 60
_NUMBERS = frozenset({"waiting", "rating"})
_CHOICES = {
    "assigned": {"yes", "no"},
    "hours": {"inside", "outside"},
    "priority": {str(one) for one in tickets.PRIORITIES},
    "status": {*tickets.STATUSES, "open"},
    "type": set(tickets.TYPES),
}
# Triggers that may be narrowed to one outcome.
_VALUED = frozenset({"status", "priority", "tag", "transferred"})


class Trigger(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """`value`: only to this status, priority, tag or team; `after`: minutes between that and the act, if nothing of the kind
    happened again meanwhile."""

    on: On
    value: str = ""
    after: int = 0


class Condition(Struct, frozen=True, forbid_unknown_fields=True):
    """One condition. `waiting` is in minutes, `rating` from 1 to 5; both have one value and `at_least` or `less`."""

    field: Field
    op: Op
    values: tuple[str, ...]


class Group(Struct, frozen=True, forbid_unknown_fields=True):
    tests: tuple[Condition, ...]
    match: Match = "all"


class When(Struct, frozen=True, forbid_unknown_fields=True):
    """Without groups: always."""

    groups: tuple[Group, ...] = ()
    match: Match = "all"


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a matter at one instant. `text`: what the customer said; `waited`: minutes for which he waits for a
    person, None while he does not; `rating`: of 1 to 5, None without one. What a matter without a ticket has not is empty."""

    channel: str = ""
    locale: str = ""
    team: str = ""
    category: str = ""
    type: str = ""
    priority: str = ""
    tier: str = ""
    status: str = ""
    tags: frozenset[str] = frozenset()
    assigned: bool = False
    text: str = ""
    open_hours: bool = True
    waited: float | None = None
    rating: int | None = None


def met(when: When, facts: Facts) -> bool:
    return _holds(
        when.match, [_holds(group.match, [fits(test, facts) for test in group.tests]) for group in when.groups]
    )


def _holds(match: Match, answers: list[bool]) -> bool:
    return not answers or (all(answers) if match == "all" else any(answers))


def fits(test: Condition, facts: Facts) -> bool:
    if test.field in _NUMBERS:
        known = facts.waited if test.field == "waiting" else facts.rating
        wanted = int(test.values[0])
        return known is not None and (known >= wanted if test.op == "at_least" else known < wanted)
    one_of = any(_is(test.field, value, facts) for value in test.values)
    return one_of == (test.op == "in")


def _is(field: Field, value: str, facts: Facts) -> bool:
    match field:
        case "language":
            mine, asked = facts.locale.lower(), value.lower()
            return mine == asked or mine.startswith(f"{asked}-")
        case "tag":
            return value in facts.tags
        case "words":
            return bool(wanted := words_of(value, facts.locale)) and wanted <= words_of(facts.text, facts.locale)
        case "assigned":
            return (value == "yes") == facts.assigned
        case "hours":
            return (value == "inside") == facts.open_hours
        case "tier":
            return value.casefold() == facts.tier.casefold()
        case _:
            return bool(value == getattr(facts, field))


def words_of(text: str, locale: str) -> frozenset[str]:
    """As the search takes words: folded, without endings, scripts without spaces in pairs."""
    return frozenset(term.text for term in terms(text, locale))


def check_when(trigger: Trigger, when: When) -> None:
    """Raises Invalid("rule_invalid") with the `field` that is wrong."""
    if not 0 <= trigger.after <= LONGEST:
        raise Invalid("rule_invalid", field="after")
    if trigger.value and (trigger.on not in _VALUED or len(trigger.value) > VALUE_CHARS):
        raise Invalid("rule_invalid", field="trigger")
    if trigger.value and trigger.on in ("status", "priority") and trigger.value not in _CHOICES[trigger.on]:
        raise Invalid("rule_invalid", field="trigger")
    if len(when.groups) > GROUPS:
        raise Invalid("rule_invalid", field="groups")
    for group in when.groups:
        if not 0 < len(group.tests) <= TESTS:
            raise Invalid("rule_invalid", field="tests")
        for test in group.tests:
            _check(test, trigger)


def _check(test: Condition, trigger: Trigger) -> None:
    values, field = test.values, test.field
    wrong = Invalid("rule_invalid", field=field)
    if not 0 < len(values) <= VALUES or any(is_blank(one) or len(one) > VALUE_CHARS for one in values):
        raise wrong
    if (test.op in ("at_least", "less")) != (field in _NUMBERS) or (field == "rating" and trigger.on != "rated"):
        raise wrong
    if field in _NUMBERS:
        most = LONGEST if field == "waiting" else 5
        if len(values) != 1 or not (values[0].isascii() and values[0].isdecimal()) or int(values[0]) > most:
            raise wrong
    if field in _CHOICES and not set(values) <= _CHOICES[field]:
        raise wrong
    if field == "words" and not all(words_of(one, "en") for one in values):
        raise wrong
