"""Who may change canned replies, what one must be, and which steps go with it."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Literal

from msgspec import Struct

from fairlead.kit.access import Actor, Rule
from fairlead.kit.errors import Invalid
from fairlead.kit.text import is_blank

# What a reply's text may leave open; the desk fills it in (web/desk/lib/canned.ts has the same names).
VARIABLES = ("customer.name", "customer.tier", "agent.name", "brand", "conversation.id")
_VARIABLE = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
_SHORTCUT = re.compile(r"[\w-]{1,40}")


# Where a step stands among the others: what is written, who has the matter, whether it ends. One of each at most.
_PLACE = {"note": 0, "assign": 1, "unassign": 1, "transfer": 1, "close": 2}
_WITH_TEXT = frozenset({"note", "transfer"})


class Step(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What a macro does besides replying. `text`: the note, also the one that goes with a transfer; `team`: where that goes."""

    type: Literal["note", "assign", "unassign", "transfer", "close"]
    text: str = ""
    team: str | None = None


def check_steps(steps: Sequence[Step]) -> None:
    """Raises Invalid: "macro_invalid" for steps that do not go together, "macro_incomplete" for one that lacks something."""
    places = [_PLACE[step.type] for step in steps]
    if any(place >= after for place, after in pairwise(places)):
        raise Invalid("macro_invalid")
    for step in steps:
        if (step.type not in _WITH_TEXT and step.text) or (step.type != "transfer" and step.team is not None):
            raise Invalid("macro_invalid")
        if step.type in _WITH_TEXT and is_blank(step.text):
            raise Invalid("macro_incomplete", step=step.type)
        if step.type == "transfer" and step.team is None:
            raise Invalid("macro_incomplete", step=step.type)


def checked_shortcut(raw: str) -> str:
    """What follows the slash: letters of any script, digits, `-` and `_`. Raises Invalid("invalid_field")."""
    if not _SHORTCUT.fullmatch(raw):
        raise Invalid("invalid_field", field="shortcut")
    return raw.lower()


def without_variables(text: str) -> str:
    """The text with a blank in the place of each: what it says by itself, whatever is filled in."""
    return _VARIABLE.sub(" ", text)


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


ACCESS: dict[str, Rule] = {"canned.read": _reader, "canned.write": _writer}
