"""Wire shapes of the queue; see docs/protocol.md section 1."""

from datetime import UTC, datetime
from typing import Any

import msgspec

from fairlead.kit.clock import DAY, SECOND, Instant
from fairlead.routing.rules import Held
from fairlead.routing.store import Person


class Ability(msgspec.Struct, forbid_unknown_fields=True):
    """`level` 1 to 3; `until`: the last day it counts (`2027-03-31`, UTC), or null."""

    name: str
    level: int
    until: str | None = None


class WorkChange(msgspec.Struct, forbid_unknown_fields=True):
    chat: int
    callback: int
    mail: int
    skills: list[Ability]
    languages: list[Ability]


class QueueChange(msgspec.Struct, forbid_unknown_fields=True):
    on: bool
    react_seconds: int


def person_wire(person: Person, *, brands: list[str], manageable: bool) -> dict[str, Any]:
    return {
        "id": person.id,
        "name": person.name,
        "brands": brands,
        "manageable": manageable,
        "chat": person.chat,
        "callback": person.callback,
        "mail": person.mail,
        "skills": _abilities(person.skills),
        "languages": _abilities(person.languages),
    }


def _abilities(held: dict[str, Held]) -> list[dict[str, Any]]:
    return [{"name": name, "level": one.level, "until": _day(one.until)} for name, one in sorted(held.items())]


def _day(until: Instant | None) -> str | None:
    return None if until is None else datetime.fromtimestamp((until - DAY) // SECOND, UTC).date().isoformat()
