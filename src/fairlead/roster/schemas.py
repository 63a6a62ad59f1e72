"""Wire shapes of the roster; see docs/protocol.md section 3.2.14."""

from typing import Any

import msgspec

from fairlead.brands.check_hours import zones
from fairlead.kit.access import Actor
from fairlead.kit.clock import iso
from fairlead.roster.hand_over import Handover
from fairlead.roster.keep_shifts import Member, Week
from fairlead.roster.rules import ACCESS, Exceptional, Pattern, Shift, Stretch


class ShiftsChange(msgspec.Struct, forbid_unknown_fields=True):
    revision: int
    zone: str
    week: list[list[Shift]]
    exceptions: list[Exceptional] = []


class ShiftsReset(msgspec.Struct, forbid_unknown_fields=True):
    revision: int


class NewHandover(msgspec.Struct, forbid_unknown_fields=True):
    brand: str
    text: str
    conversation: str | None = None


def given(asked: ShiftsChange) -> Pattern:
    return Pattern(asked.zone, asked.week, asked.exceptions)


def week_wire(week: Week, agent: Actor) -> dict[str, Any]:
    return {
        "begins_at": iso(week.begins),
        "ends_at": iso(week.ends),
        "zone": week.zone,
        "agents": [member_wire(one, agent) for one in week.members],
        "gaps": [stretch_wire(one) for one in week.gaps],
        "unplanned": week.unplanned,
        "zones": list(zones()),
    }


def member_wire(member: Member, agent: Actor) -> dict[str, Any]:
    person, pattern = member.person, member.pattern
    return {
        "id": person.id,
        "name": person.name,
        "manageable": ACCESS["shift.manage"](agent, person),
        "revision": member.revision,
        "pattern": None if pattern is None else msgspec.to_builtins(pattern),
        "shifts": [stretch_wire(one) for one in member.shifts],
    }


def stretch_wire(stretch: Stretch) -> dict[str, str]:
    return {"begins_at": iso(stretch.begins), "ends_at": iso(stretch.ends)}


def handover_wire(handover: Handover) -> dict[str, Any]:
    row = handover.row
    matter = {"id": row.conversation_id, "subject": handover.subject} if row.conversation_id else None
    return {
        "id": row.id,
        "agent": {"id": row.agent_id, "name": handover.agent},
        "text": handover.text,
        "conversation": matter,
        "at": iso(row.created_at),
    }
