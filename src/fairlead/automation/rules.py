"""Who may change canned replies, and what one must be."""

import re
from typing import Any

from fairlead.kit.access import Actor, Rule
from fairlead.kit.errors import Invalid

# What a reply's text may leave open; the desk fills it in (web/desk/lib/canned.ts has the same names).
VARIABLES = ("customer.name", "customer.tier", "agent.name", "brand", "conversation.id")
_VARIABLE = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
_SHORTCUT = re.compile(r"[\w-]{1,40}")


def checked_shortcut(raw: str) -> str:
    """What follows the slash: letters of any script, digits, `-` and `_`. Raises Invalid("invalid_field")."""
    if not _SHORTCUT.fullmatch(raw):
        raise Invalid("invalid_field", field="shortcut")
    return raw.lower()


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
