"""Service hours as people give them: times of day as text, checked one by one, and turned into what working time reckons with."""

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import msgspec

from fairlead.brands.working_time import Hours, Minutes
from fairlead.kit.errors import Invalid
from fairlead.kit.text import visible_name

MOST_SPANS = 8
MOST_EXCEPTIONS = 1000
NAME_CHARS = 80
_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)|24:00", re.ASCII)
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
# What people still write: names without a place, which say nothing of when the clocks change, and where that is meant.
OLD_ZONES = {
    "EST": "America/New_York",
    "EDT": "America/New_York",
    "EST5EDT": "America/New_York",
    "CST": "America/Chicago",
    "CST6CDT": "America/Chicago",
    "MST": "America/Denver",
    "MST7MDT": "America/Denver",
    "PST": "America/Los_Angeles",
    "PST8PDT": "America/Los_Angeles",
    "HST": "Pacific/Honolulu",
    "GMT": "UTC",
    "Zulu": "UTC",
    "UCT": "UTC",
    "BST": "Europe/London",
    "GB": "Europe/London",
    "WET": "Europe/Lisbon",
    "CET": "Europe/Berlin",
    "CEST": "Europe/Berlin",
    "MET": "Europe/Berlin",
    "EET": "Europe/Athens",
    "PRC": "Asia/Shanghai",
    "ROC": "Asia/Taipei",
    "ROK": "Asia/Seoul",
    "JST": "Asia/Tokyo",
    "Japan": "Asia/Tokyo",
    "Hongkong": "Asia/Hong_Kong",
    "Singapore": "Asia/Singapore",
    "IST": "Asia/Kolkata",
    "Turkey": "Europe/Istanbul",
    "W-SU": "Europe/Moscow",
    "NZ": "Pacific/Auckland",
}

Span = tuple[str, str]


class Exceptional(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """One date, `2026-12-25`, whose hours are others than its weekday's; none: closed."""

    date: str
    hours: list[Span] = []
    name: str = ""


class Given(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """`week` begins with Monday; times are `09:00`, an end may be `24:00`."""

    zone: str
    week: list[list[Span]]
    exceptions: list[Exceptional] = []


HOUSE = Given("UTC", [[("00:00", "24:00")]] * 7)


def checked(given: Given) -> Given:
    """As it is kept: dates in order, spans that touch put together. Raises Invalid with `data.day` (1 is Monday, or a date):

    hours_zone_unknown, hours_zone_old (`instead`), hours_week, hours_time (`value`), hours_end (`opens`, `closes`), hours_overlap
    and hours_order (`first`, `second`), hours_too_many (`most`), hours_never_open, hours_date (`value`), hours_date_twice,
    exceptions_too_many (`most`).
    """
    check_zone(given.zone)
    if len(given.week) != 7:
        raise Invalid("hours_week", days=len(given.week))
    week = [_joined(_spans(spans, str(number))) for number, spans in enumerate(given.week, 1)]
    if not any(week):
        raise Invalid("hours_never_open")
    if len(given.exceptions) > MOST_EXCEPTIONS:
        raise Invalid("exceptions_too_many", most=MOST_EXCEPTIONS)
    days: dict[str, Exceptional] = {}
    for one in given.exceptions:
        day = read_day(one.date).isoformat()
        if day in days:
            raise Invalid("hours_date_twice", day=day)
        days[day] = Exceptional(day, _written(_joined(_spans(one.hours, day))), visible_name(one.name, NAME_CHARS))
    return Given(given.zone, [_written(spans) for spans in week], [days[day] for day in sorted(days)])


def check_zone(name: str) -> None:
    """Raises Invalid("hours_zone_old", instead=…) for a name without a place, Invalid("hours_zone_unknown") for none at all."""
    if name in OLD_ZONES:
        raise Invalid("hours_zone_old", zone=name, instead=OLD_ZONES[name])
    if name not in zones():
        raise Invalid("hours_zone_unknown", zone=visible_name(name, 64))


@lru_cache(maxsize=1)
def zones() -> tuple[str, ...]:
    """Those to choose from: a continent and a place, and UTC."""
    continents = (
        "Africa",
        "America",
        "Antarctica",
        "Arctic",
        "Asia",
        "Atlantic",
        "Australia",
        "Europe",
        "Indian",
        "Pacific",
    )
    return ("UTC", *sorted(name for name in available_timezones() if name.split("/")[0] in continents and _known(name)))


def _known(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (OSError, ValueError):
        return False
    return True


def hours_of(given: Given) -> Hours:
    """Of what was checked."""
    week = tuple(tuple(_minutes(span) for span in spans) for spans in given.week)
    exceptions = {date.fromisoformat(one.date): tuple(_minutes(span) for span in one.hours) for one in given.exceptions}
    return Hours(given.zone, week, exceptions)


def plain(given: Given) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.to_builtins(given)
    return found


def _spans(given: Sequence[Span], day: str) -> list[Minutes]:
    if len(given) > MOST_SPANS:
        raise Invalid("hours_too_many", day=day, most=MOST_SPANS)
    found: list[Minutes] = []
    for opens, closes in given:
        for value in (opens, closes):
            if not _TIME.fullmatch(value) or (value == "24:00" and value is opens):
                raise Invalid("hours_time", day=day, value=visible_name(value, 20))
        begin, end = _minutes((opens, closes))
        if end <= begin:
            raise Invalid("hours_end", day=day, opens=opens, closes=closes)
        if found:
            first, second = "–".join(_text(found[-1])), f"{opens}–{closes}"
            if end <= found[-1][0]:
                raise Invalid("hours_order", day=day, first=first, second=second)
            if begin < found[-1][1]:
                raise Invalid("hours_overlap", day=day, first=first, second=second)
        found.append((begin, end))
    return found


def _joined(spans: Sequence[Minutes]) -> list[Minutes]:
    found: list[Minutes] = []
    for begin, end in spans:
        if found and found[-1][1] == begin:
            found[-1] = (found[-1][0], end)
        else:
            found.append((begin, end))
    return found


def read_day(value: str) -> date:
    """Raises Invalid("hours_date", value=…)."""
    try:
        day = date.fromisoformat(value) if _DATE.fullmatch(value) else None
    except ValueError:
        day = None
    if day is None or not 2000 <= day.year < 2200:
        raise Invalid("hours_date", value=visible_name(value, 20))
    return day


def _minutes(span: Span) -> Minutes:
    opens, closes = (int(value[:2]) * 60 + int(value[3:]) for value in span)
    return opens, closes


def _text(span: Minutes) -> Span:
    opens, closes = (f"{minutes // 60:02}:{minutes % 60:02}" for minutes in span)
    return opens, closes


def _written(spans: Sequence[Minutes]) -> list[Span]:
    return [_text(span) for span in spans]
