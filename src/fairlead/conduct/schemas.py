"""Wire shapes of sanctions; see docs/protocol.md section 3.2.7."""

from typing import Any

import msgspec

from fairlead.conduct import rules
from fairlead.conduct.models import SanctionRow
from fairlead.conduct.rules import Kind, Outcome
from fairlead.conduct.store import Inside
from fairlead.kit.access import Actor
from fairlead.kit.clock import Instant, iso, iso_or_none


class NewSanction(msgspec.Struct, forbid_unknown_fields=True):
    kind: Kind
    reason: str
    hours: int
    words: str = ""


class Appeal(msgspec.Struct, forbid_unknown_fields=True):
    text: str
    as_is: bool = False


class Decision(msgspec.Struct, forbid_unknown_fields=True):
    outcome: Outcome
    text: str


class Lifting(msgspec.Struct, forbid_unknown_fields=True):
    text: str


class Break(msgspec.Struct, forbid_unknown_fields=True):
    minutes: int


def sanction_wire(row: SanctionRow, inside: Inside, *, moment: Instant, agent: Actor | None = None) -> dict[str, Any]:
    """For the customer, or for an agent with who set it and what he may do about it."""
    active = row.lifted_at is None and moment < row.ends_at
    decided = row.decided_at is not None
    wire: dict[str, Any] = {
        "id": row.id,
        "kind": row.kind,
        "reason": row.reason,
        "words": inside.words,
        "conversation": row.conversation_id,
        "set_at": iso(row.set_at),
        "ends_at": iso(row.ends_at),
        "active": active,
        "lifted_at": iso_or_none(row.lifted_at),
        "appeal": {"at": iso(row.appealed_at), "text": inside.appeal} if row.appealed_at is not None else None,
        "decision": {
            "at": iso_or_none(row.decided_at),
            "outcome": "lifted" if row.lifted_at is not None else "upheld",
            "text": inside.answer,
        }
        if decided
        else None,
        "may_appeal": active and row.appealed_at is None,
    }
    if agent is not None:
        wire["customer"] = row.customer_id
        wire["by"] = {"id": row.set_by, "name": inside.by}
        wire["decided_by"] = {"id": row.decided_by, "name": inside.decider} if decided else None
        wire["may_decide"] = row.appealed_at is not None and not decided and rules.may_decide(agent, row.set_by)
        wire["may_lift"] = active and (rules.is_lead(agent) or row.set_by == agent.id)
    return wire
