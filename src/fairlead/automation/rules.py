"""Who may change canned replies, and what one must be."""

import re
from typing import Any

from fairlead.kit.access import Actor, Rule
from fairlead.kit.errors import Invalid

_SHORTCUT = re.compile(r"[\w-]{1,40}")


def checked_shortcut(raw: str) -> str:
    """What follows the slash: letters of any script, digits, `-` and `_`. Raises Invalid("invalid_field")."""
    if not _SHORTCUT.fullmatch(raw):
        raise Invalid("invalid_field", field="shortcut")
    return raw.lower()


def _reader(actor: Actor, thing: Any) -> bool:
    return actor.kind == "agent" and thing.brand_id in actor.brands


def _writer(actor: Actor, thing: Any) -> bool:
    return _reader(actor, thing) and actor.role in ("lead", "admin")


ACCESS: dict[str, Rule] = {"canned.read": _reader, "canned.write": _writer}
