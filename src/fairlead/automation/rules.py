"""Who may change canned replies and rules, what a reply must be, and which steps go with it or are a rule's."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any, Literal

from msgspec import Struct

from fairlead.kit.access import Actor, Rule
from fairlead.kit.clock import MINUTE
from fairlead.kit.errors import Invalid
from fairlead.kit.text import is_blank
from fairlead.tickets import rules as tickets
from fairlead.tickets.ask_by_card import CardField

# What a reply's text may leave open; the desk fills it in (web/desk/lib/canned.ts has the same names).
VARIABLES = ("customer.name", "customer.tier", "agent.name", "brand", "conversation.id")
_VARIABLE = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
# Of a note, and of what a customer is told.
TEXT_CHARS = 10_000
# No value of a variable is longer.
VALUE_CHARS = 120
_SHORTCUT = re.compile(r"[\w-]{1,40}")


# Where a step stands among the others: what is said and written, what the ticket is, who has the matter, how it goes on. One of
# each place at most; `macro` stands for the steps of another one.
_PLACES = (
    *("reply", "note", "tag", "category", "priority", "card", "task", "assign unassign transfer", "snooze"),
    *("status close", "webhook", "macro"),
)
_PLACE = {kind: place for place, kinds in enumerate(_PLACES) for kind in kinds.split()}
# Which fields a step has, besides its type; those after the stroke may be left out.
_FIELDS = {
    "reply": "value", "note": "text", "tag": "| add remove", "category": "value", "priority": "value why",
    "card": "| text fields steps", "task": "text team minutes", "assign": "", "unassign": "", "transfer": "text team",
    "snooze": "| minutes", "status": "value | text", "close": "", "webhook": "", "macro": "value",
}  # fmt: skip
# What only a matter with a ticket has.
TICKET_STEPS = frozenset({"tag", "category", "priority", "card", "task", "snooze", "status"})
# What only agents do, and what only rules do.
BY_HAND, BY_RULE = frozenset({"assign"}), frozenset({"reply", "webhook"})
# Statuses that a step may ask for. A rule has no hands: what is with an agent is with somebody.
STEP_STATUSES = tuple(name for name in tickets.STATUSES if name not in (tickets.SUBMITTED, tickets.WITHDRAWN))
SNOOZE_MINUTES, TASK_MINUTES = tickets.SNOOZE // MINUTE, tickets.TASK_DUE // MINUTE
StepKind = Literal[
    "reply", "note", "tag", "category", "priority", "card", "task", "assign", "unassign", "transfer", "snooze", "status", "close",
    "webhook", "macro",
]  # fmt: skip


class Step(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What a macro or a rule does. `text`: the note, also the one that goes with a transfer or a task, and what the customer
    reads with a card or a new status; `team`: where it goes; `value`: the canned reply's id, the category, the priority, the
    status, or the called macro's id; `why`: the reason for the priority; `minutes`: until a task is due, or for
    how long it is put off, where 0 is until the customer writes."""

    type: StepKind
    text: str = ""
    team: str | None = None
    value: str = ""
    why: str = ""
    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    fields: tuple[CardField, ...] = ()
    steps: tuple[str, ...] = ()
    minutes: int = 0


def check_steps(steps: Sequence[Step], *, by_rule: bool = False) -> None:
    """Raises Invalid: "macro_invalid" for steps that do not go together, "macro_incomplete" for one that lacks something."""
    places = [_PLACE[step.type] for step in steps]
    if any(place >= after for place, after in pairwise(places)):
        raise Invalid("macro_invalid")
    for step in steps:
        if step.type in (BY_HAND if by_rule else BY_RULE):
            raise Invalid("macro_invalid")
        _check_step(step, by_rule=by_rule)


def _check_step(step: Step, *, by_rule: bool) -> None:
    wanted, _, free = _FIELDS[step.type].partition("|")
    has = {name for name in _STEP_FIELDS if getattr(step, name)}
    if has - {*wanted.split(), *free.split()}:
        raise Invalid("macro_invalid")
    lacks = {name for name in wanted.split() if name not in has or (name == "text" and is_blank(step.text))}
    kinds = {"tag": ("add", "remove"), "card": ("fields", "steps")}.get(step.type, ())
    if lacks or (kinds and not has & set(kinds)):
        raise Invalid("macro_incomplete", step=step.type)
    if step.type == "status":
        if step.value not in STEP_STATUSES or (by_rule and step.value == tickets.WITH_AGENT):
            raise Invalid("macro_invalid")
        if step.value in tickets.WITH_REASON and is_blank(step.text):
            raise Invalid("macro_incomplete", step=step.type)
    if step.type == "priority":
        if step.value not in {str(one) for one in tickets.PRIORITIES}:
            raise Invalid("macro_invalid")
        if not tickets.REASON_CHARS[0] <= len(step.why.strip()) <= tickets.REASON_CHARS[1]:
            raise Invalid("reason_wanted", least=tickets.REASON_CHARS[0], most=tickets.REASON_CHARS[1])
    most = {"snooze": SNOOZE_MINUTES, "task": TASK_MINUTES}.get(step.type, 0)
    if not 0 <= step.minutes <= most or len(step.value) > 40 or len(step.text) > TEXT_CHARS:
        raise Invalid("macro_invalid")


_STEP_FIELDS = tuple(name for name in Step.__struct_fields__ if name != "type")


def in_order(steps: Iterable[Step]) -> list[Step]:
    """As they are done. Steps that came from several macros may not ask for the same thing twice: see `check_steps`."""
    return sorted(steps, key=lambda step: _PLACE[step.type])


def checked_shortcut(raw: str) -> str:
    """What follows the slash: letters of any script, digits, `-` and `_`. Raises Invalid("invalid_field")."""
    if not _SHORTCUT.fullmatch(raw):
        raise Invalid("invalid_field", field="shortcut")
    return raw.lower()


def without_variables(text: str) -> str:
    """The text with a blank in the place of each: what it says by itself, whatever is filled in."""
    return _VARIABLE.sub(" ", text)


def is_filled_in(template: str, text: str) -> bool:
    """Whether a text is a template with something in the place of each variable; small and capital letters, blanks and what ends
    a sentence do not count. A template that says nothing by itself is none."""
    parts = [_bare(part) for part in _VARIABLE.split(template)[::2]]
    first, *middle, last = parts if len(parts) > 1 else [*parts, ""]
    plain, known = _bare(text), "".join(parts)
    if not known or not plain.startswith(first) or not plain.endswith(last):
        return False
    at, end = len(first), len(plain) - len(last)
    for part in middle:
        found = plain.find(part, at, end)
        if found < 0:
            return False
        at = found + len(part)
    most = VALUE_CHARS * (len(parts) - 1)
    return at <= end and len(plain) - len(known) <= most


def _bare(text: str) -> str:
    """Its letters, digits and signs that mean something, small."""
    return "".join(c for c in text.casefold() if unicodedata.category(c)[0] not in "PZC")


def checked_variables(text: str) -> str:
    """Raises Invalid("unknown_variable"): nobody would fill it in, and a customer would read it."""
    for name in _VARIABLE.findall(text):
        if name not in VARIABLES:
            raise Invalid("unknown_variable", name=name[:40], known=", ".join(VARIABLES))
    return text


def _reader(actor: Actor, thing: Any) -> bool:
    return actor.kind == "agent" and thing.brand_id in actor.brands


def _writer(actor: Actor, thing: Any) -> bool:
    return _reader(actor, thing) and actor.role in ("lead", "admin")


def _admin(actor: Actor, thing: Any) -> bool:
    return _reader(actor, thing) and actor.role == "admin"


ACCESS: dict[str, Rule] = {
    "canned.read": _reader,
    "canned.write": _writer,
    "rule.read": _reader,
    "rule.list": _writer,
    "rule.write": _admin,
}
