"""Wire shapes of the lead's board; see docs/protocol.md section 3.2. Times of waiting are whole seconds."""

from collections.abc import Mapping
from typing import Any

import msgspec

from fairlead.brands.store import Brand
from fairlead.conversations.schemas import conversation_wire
from fairlead.kit.clock import SECOND, iso, iso_or_none
from fairlead.routing.oversee import Look, Standing
from fairlead.routing.rules import Reason
from fairlead.routing.run_surge import Surge
from fairlead.routing.store_board import Beside, Lent
from fairlead.routing.sum_up import SPANS, Flow

# So many of those at risk are named.
NAMED = 8


class Move(msgspec.Struct, forbid_unknown_fields=True):
    """`held`: who has it as the lead sees it. With neither agent nor team it goes into the line again."""

    conversation: str
    held: str | None = None
    to_agent: str | None = None
    to_team: str | None = None
    off_team: bool = False
    note: str = ""


class Loan(msgspec.Struct, forbid_unknown_fields=True):
    """`hours` 1 to 12, or null: until the shift ends."""

    agent: str
    team: str | None = None
    language: str | None = None
    hours: int | None = None


class LoanEnd(msgspec.Struct, forbid_unknown_fields=True):
    agent: str
    team: str | None = None
    language: str | None = None


class SurgeWish(msgspec.Struct, forbid_unknown_fields=True):
    """`capacity` in hundredths of the usual; `words` by locale."""

    team: str = ""
    capacity: int = 100
    bot_first: bool = False
    banner: bool = False
    words: dict[str, str] = {}
    minutes: int = 60


def look_wire(look: Look) -> dict[str, Any]:
    waiting = sum(cell.count for cell in look.cells)
    late = [one for one in look.risks if one.due_at <= look.at]
    return {
        "at": iso(look.at),
        "waiting": {
            "total": waiting,
            "longest": max((cell.longest for cell in look.cells), default=None),
            "cells": [msgspec.structs.asdict(cell) for cell in look.cells],
        },
        "flow": _flow(look.flow),
        "risk": {
            "late": len(late),
            "soon": len(look.risks) - len(late),
            "matters": [
                {"conversation": one.conversation_id, "due_at": iso(one.due_at), "kind": one.kind}
                for one in look.risks[:NAMED]
            ],
        },
        "agents": [_agent(one) for one in look.agents],
        "teams": [{"id": key, "name": name} for key, name in look.teams],
    }


def _flow(flow: Flow) -> dict[str, Any]:
    spans = {str(minutes): flow.within(minutes) for minutes in SPANS}
    return {
        "arrived": {span: come for span, (come, _) in spans.items()},
        "served": {span: served for span, (_, served) in spans.items()},
        "minutes": [list(pair) for pair in flow.minutes],
        "outrun": flow.outrun,
    }


def _agent(one: Beside) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.name,
        "role": one.role,
        "presence": one.presence,
        "teams": sorted(one.teams),
        "languages": sorted(one.languages),
        "capacity": one.capacity,
        "load": {channel: one.load.get(channel, 0) for channel in one.capacity},
        "lent": [lent_wire(each) for each in one.lent],
    }


def lent_wire(lent: Lent) -> dict[str, Any]:
    return {"kind": lent.kind, "name": lent.name, "until": iso(lent.until)}


def standing_wire(one: Standing, brand: Brand) -> dict[str, Any]:
    return {
        "reason": reason_wire(one.reason),
        "conversation": conversation_wire(one.view, brand, public=False),
    }


def surge_wire(surge: Surge, names: Mapping[str, str], moment: int) -> dict[str, Any]:
    return {
        "id": surge.id,
        "team": surge.team,
        "capacity": surge.capacity,
        "bot_first": surge.bot_first,
        "banner": surge.banner,
        "words": dict(surge.words),
        "began_by": names.get(surge.began_by, ""),
        "began_at": iso(surge.began_at),
        "ends_at": iso(surge.ends_at),
        "ended_by": names.get(surge.ended_by, ""),
        "ended_at": iso_or_none(surge.ended_at),
        "runs": surge.runs(moment),
    }


def reason_wire(reason: Reason) -> dict[str, Any]:
    """Times in whole seconds."""
    beside = reason.beside
    return {
        "key": reason.key,
        "code": reason.code,
        "place": reason.place,
        "of": reason.of,
        "priority": reason.priority,
        "tier": reason.tier,
        "channel": reason.channel,
        "waited": reason.waited // SECOND,
        "target": reason.target // SECOND,
        "beside": None
        if beside is None
        else {"conversation": beside.id, "priority": beside.priority, "tier": beside.tier, "channel": beside.channel},
    }
