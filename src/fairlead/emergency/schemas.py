"""Wire shapes of emergencies; see docs/protocol.md sections 3.1 and 3.2.13."""

from typing import Any

import msgspec

from fairlead.emergency.models import EmergencyRow, FreezeRow
from fairlead.emergency.rules import Source
from fairlead.emergency.store import Ringing
from fairlead.kit.clock import iso, iso_or_none


class PressRequest(msgspec.Struct, forbid_unknown_fields=True):
    """`session`: a token the client made, which becomes the visitor's session; only from who has none."""

    conversation: str | None = None
    source: Source = "app"
    locale: str = ""
    context: dict[str, Any] = {}
    session: str = ""


class OnCallChange(msgspec.Struct, forbid_unknown_fields=True):
    agents: list[str]


def freeze_wire(row: FreezeRow | None) -> dict[str, Any] | None:
    return {"state": row.state, "asked_at": iso(row.asked_at), "frozen_at": iso_or_none(row.frozen_at)} if row else None


def ringing_wire(
    one: Ringing, *, brand: str, name: str, verified: bool, freeze: FreezeRow | None, people: int
) -> dict[str, Any]:
    row = one.row
    return {
        "id": row.id,
        "conversation": row.conversation_id,
        "brand": brand,
        "customer": {"id": one.head.customer_id, "name": name, "verified": verified},
        "locale": one.head.locale,
        "pressed_at": iso(row.pressed_at),
        "calls": row.calls,
        "people": people,
        "freeze": freeze_wire(freeze),
    }


def emergency_wire(row: EmergencyRow) -> dict[str, Any]:
    return {"id": row.id, "conversation": row.conversation_id, "taken_at": iso_or_none(row.taken_at)}
