"""Wire shapes of promises; see docs/protocol.md section 3.2.12."""

from typing import Any

import msgspec

from fairlead.kit.clock import Instant, iso, iso_or_none
from fairlead.promises.keep import is_told
from fairlead.promises.models import ClockRow
from fairlead.promises.reckon import Held
from fairlead.promises.rules import HOUSE, Policy


class PolicyChange(msgspec.Struct, forbid_unknown_fields=True):
    brand: str
    revision: int
    policy: Policy


class PolicyReset(msgspec.Struct, forbid_unknown_fields=True):
    brand: str
    revision: int


def policy_wire(held: Held) -> dict[str, Any]:
    return {
        "policy": msgspec.to_builtins(held.policy),
        "house": msgspec.to_builtins(HOUSE),
        "revision": held.revision,
        "changed_at": iso_or_none(held.changed_at),
    }


def clock_wire(row: ClockRow, moment: Instant) -> dict[str, Any]:
    """`state`: `broken` once it is over and, where its customer is told, he has been; `paused`, `warned`, `running`."""
    state = "running"
    if row.broken_at is not None:
        state = "broken"
    elif row.paused_since is not None:
        state = "paused"
    elif row.warn_at is not None and row.warn_at <= moment:
        state = "warned"
    return {
        "metric": row.metric,
        "state": state,
        "since": iso(row.started_at),
        "warn_at": iso_or_none(row.warn_at) if state != "paused" else None,
        "due_at": iso_or_none(row.due_at) if state != "paused" else None,
        "broken_at": iso_or_none(row.broken_at),
        "told": is_told(row),
    }
