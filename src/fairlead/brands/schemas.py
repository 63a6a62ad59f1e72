"""Wire shapes of service hours; see docs/protocol.md section 3.2.7."""

from typing import Any, Literal

import msgspec

from fairlead.brands.check_hours import Exceptional, Given, Span, plain
from fairlead.brands.keep_hours import Kept, standing_of, standing_wire
from fairlead.brands.read_holidays import LeftOut
from fairlead.brands.working_time import Calendar
from fairlead.kit.clock import Instant, iso_or_none

Kind = Literal["brand", "team", "channel", "region"]


class HoursChange(msgspec.Struct, forbid_unknown_fields=True):
    brand: str
    kind: Kind
    revision: int
    zone: str
    week: list[list[Span]]
    key: str = ""
    exceptions: list[Exceptional] = []


class HoursReset(msgspec.Struct, forbid_unknown_fields=True):
    brand: str
    kind: Kind
    revision: int
    key: str = ""


class HoursTried(msgspec.Struct, forbid_unknown_fields=True):
    brand: str
    zone: str
    week: list[list[Span]]
    exceptions: list[Exceptional] = []


class HolidayFile(msgspec.Struct, forbid_unknown_fields=True):
    """`calendar`: the text of an iCalendar file."""

    brand: str
    calendar: str


def given(asked: HoursChange | HoursTried) -> Given:
    return Given(asked.zone, asked.week, asked.exceptions)


def hours_wire(kept: Kept, calendar: Calendar, *, moment: Instant) -> dict[str, Any]:
    return {
        "kind": kept.scope.kind,
        "key": kept.scope.key,
        "revision": kept.revision,
        "changed_at": iso_or_none(kept.changed_at),
        **plain(kept.given),
        "now": standing_wire(standing_of(calendar, moment)),
    }


def left_out_wire(one: LeftOut) -> dict[str, Any]:
    return {"line": one.line, "reason": one.reason, "text": one.text}
