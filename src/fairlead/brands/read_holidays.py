"""Holidays of an iCalendar file (RFC 5545): whole days, and what comes every year. What cannot be read so is left out and shown.

A small strict reader: of a format made for every appointment there is a desk needs the days it is closed, from a file that
whoever sent it may have made to hurt. Nothing here repeats without an end or costs more than the file is long.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

from fairlead.kit.errors import Invalid
from fairlead.kit.text import one_line, visible_name

MOST_LINES = 20_000
MOST_EVENTS = 2000
MOST_DAYS = 31
# Years of rules that are worked out for one file.
MOST_YEARS = 5000
NAME_CHARS = 80
FIRST_YEAR = 1970

# No line of the format; no day; a time of day; ends before it begins; longer than a month; repeats otherwise than every year on
# at most a month's days; was called off; was never ended.
Reason = Literal["line", "date", "time", "end", "long", "rule", "cancelled", "open"]

_LINE = re.compile(r'([A-Za-z0-9-]{1,40})((?:;[A-Za-z0-9-]+=(?:"[^"]*"|[^";:]*))*):(.*)')
_DAY = re.compile(r"(\d{4})(\d\d)(\d\d)", re.ASCII)
_DURATION = re.compile(r"\+?P(?:(\d{1,3})W|(\d{1,3})D)", re.ASCII)
_WEEKDAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)", re.ASCII)
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_RULE_PARTS = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYMONTH", "BYMONTHDAY", "BYDAY", "WKST"}
_ESCAPED = {"n": " ", "N": " "}


@dataclass(frozen=True, slots=True)
class LeftOut:
    """`line`: its number in the file, from 1. `text`: what stands there, shortened."""

    line: int
    reason: Reason
    text: str


class _Unreadable(Exception):
    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason: Reason = reason


@dataclass
class _Event:
    line: int
    values: dict[str, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))

    def one(self, name: str) -> str:
        return self.values[name][0][1].strip() if self.values[name] else ""

    @property
    def name(self) -> str:
        text = re.sub(r"\\(.)", lambda found: _ESCAPED.get(found[1], found[1]), self.one("SUMMARY"))
        return visible_name(text, NAME_CHARS)


def read_holidays(text: str, *, first: date, last: date) -> tuple[dict[date, str], list[LeftOut]]:
    """Day → name for what lies from `first` to `last`, and what was left out. Names of one day are joined.

    Raises Invalid("holidays_none") for what is no calendar, and Invalid("holidays_too_many") for too many lines or events.
    """
    found: dict[date, str] = {}
    left: list[LeftOut] = []
    years = iter(range(MOST_YEARS))
    for event in _events(text, left):
        try:
            for day in _days(event, first, last, years):
                known = found.get(day, "")
                if event.name not in known:
                    found[day] = visible_name(f"{known} · {event.name}" if known else event.name, NAME_CHARS)
                else:
                    found.setdefault(day, event.name)
        except _Unreadable as wrong:
            left.append(LeftOut(event.line, wrong.reason, event.name))
    return dict(sorted(found.items())), sorted(left, key=lambda one: one.line)


def _events(text: str, left: list[LeftOut]) -> Iterator[_Event]:
    inside: list[str] = []
    event: _Event | None = None
    count, begun = 0, False
    for number, line in _unfolded(text):
        if (parts := _LINE.fullmatch(line)) is None:
            left.append(LeftOut(number, "line", one_line(line, NAME_CHARS)))
            continue
        name, value = parts[1].upper(), parts[3].strip()
        if name == "BEGIN":
            inside.append(value.upper())
            begun = begun or inside == ["VCALENDAR"]
            if begun and inside[-1] == "VEVENT":
                if event is not None:
                    left.append(LeftOut(event.line, "open", event.name))
                    inside = [*inside[:-2], "VEVENT"]
                event, count = _Event(number), count + 1
                if count > MOST_EVENTS:
                    raise Invalid("holidays_too_many", most=MOST_EVENTS)
        elif name == "END":
            if value.upper() in inside:
                while inside.pop() != value.upper():
                    pass
            if value.upper() == "VEVENT" and event is not None:
                yield event
                event = None
        elif event is not None and inside and inside[-1] == "VEVENT":
            event.values[name].append((parts[2].upper(), parts[3]))
    if event is not None:
        left.append(LeftOut(event.line, "open", event.name))
    if not begun:
        raise Invalid("holidays_none")


def _unfolded(text: str) -> Iterator[tuple[int, str]]:
    """Lines put together again (3.1), with the number of the first of each."""
    lines = re.split(r"\r\n|\n|\r", text.removeprefix("\ufeff"))
    if len(lines) > MOST_LINES:
        raise Invalid("holidays_too_many", most=MOST_LINES)
    kept: list[str] = []
    begun = 0
    for number, line in enumerate(lines, 1):
        if line[:1] in (" ", "\t") and kept:
            kept.append(line[1:])
            continue
        if kept:
            yield begun, "".join(kept)
        kept, begun = ([line], number) if line else ([], number)
    if kept:
        yield begun, "".join(kept)


def _days(event: _Event, first: date, last: date, years: Iterator[int]) -> Iterator[date]:
    if event.one("STATUS").upper() == "CANCELLED":
        raise _Unreadable("cancelled")
    if event.values["RECURRENCE-ID"] or event.values["EXRULE"] or len(event.values["RRULE"]) > 1:
        raise _Unreadable("rule")
    start = _whole_day(event.one("DTSTART"))
    length = _length(event, start)
    without = set(_listed(event, "EXDATE"))
    begins = {start, *_listed(event, "RDATE")}
    if rule := event.one("RRULE"):
        begins |= _yearly(rule, start, first - timedelta(days=length), last, years)
    for begin in sorted(begins - without):
        for offset in range(length):
            if first <= (day := begin + timedelta(days=offset)) <= last:
                yield day


def _whole_day(value: str) -> date:
    if (parts := _DAY.fullmatch(value)) is None:
        raise _Unreadable("time" if re.fullmatch(r"\d{8}T\d{6}Z?", value) else "date")
    try:
        day = date(*map(int, parts.groups()))
    except ValueError:
        raise _Unreadable("date") from None
    if not FIRST_YEAR <= day.year < 9990:
        raise _Unreadable("date")
    return day


def _length(event: _Event, start: date) -> int:
    """In days. The end is the first day that is free no more; some write the last one of a single day."""
    if end := event.one("DTEND"):
        length = (_whole_day(end) - start).days or 1
    elif duration := event.one("DURATION"):
        parts = _DURATION.fullmatch(duration)
        if parts is None:
            raise _Unreadable("time")
        length = int(parts[1]) * 7 if parts[1] else int(parts[2])
    else:
        length = 1
    if length < 1:
        raise _Unreadable("end")
    if length > MOST_DAYS:
        raise _Unreadable("long")
    return length


def _listed(event: _Event, name: str) -> Iterator[date]:
    for _, values in event.values[name]:
        for value in values.split(","):
            yield _whole_day(value.strip())


def _yearly(text: str, start: date, first: date, last: date, years: Iterator[int]) -> set[date]:
    """What RRULE (3.3.10) makes of `start` between `first` and `last`. Takes one of `years` for each year it works out."""
    rule: dict[str, str] = {}
    for part in text.upper().rstrip(";").split(";"):
        name, equals, value = part.partition("=")
        if not equals or name in rule or name not in _RULE_PARTS:
            raise _Unreadable("rule")
        rule[name] = value
    if rule.get("FREQ") != "YEARLY" or {"COUNT", "UNTIL"} <= rule.keys():
        raise _Unreadable("rule")
    until = min(last, _whole_day(rule["UNTIL"][:8])) if "UNTIL" in rule else last
    left = _numbers(rule["COUNT"], 1, 9999)[0] if "COUNT" in rule else None
    step = _numbers(rule.get("INTERVAL", "1"), 1, 999)[0]
    found: set[date] = set()
    # Where nothing is counted, what was before the first year wanted need not be known.
    skipped = max(0, -(-(first.year - start.year) // step)) * step if left is None else 0
    for year in range(start.year + skipped, until.year + 1, step):
        if next(years, None) is None:
            raise _Unreadable("rule")
        days = [day for day in _in_year(rule, start, year) if day >= start]
        if left is not None:
            # The first one counts, whether the rule would have it or not.
            days = days if year > start.year or start in days else [start, *days]
            days, left = days[:left], left - len(days)
        found |= {day for day in days if first <= day <= until}
        if left is not None and left <= 0:
            break
    return found


def _in_year(rule: dict[str, str], start: date, year: int) -> list[date]:
    by_day = [_weekday(one) for one in rule["BYDAY"].split(",")] if "BYDAY" in rule else []
    by_number = _numbers(rule["BYMONTHDAY"], -31, 31) if "BYMONTHDAY" in rule else []
    if "BYMONTH" in rule:
        months = _numbers(rule["BYMONTH"], 1, 12)
    else:
        months = list(range(1, 13)) if by_day or by_number else [start.month]
    if not by_day and not by_number:
        by_number = [start.day]
    within = [_month(year, month) for month in sorted(set(months))]
    if by_day and "BYMONTH" not in rule and not by_number:
        # An ordinal counts in the year then.
        within = [tuple(day for month in within for day in month)]
    found = set()
    for days in within:
        chosen = {days[n - 1 if n > 0 else n] for n in by_number if abs(n) <= len(days)} if by_number else set(days)
        if by_day:
            chosen &= {day for place, weekday in by_day for day in _ordinal(days, place, weekday)}
        found |= chosen
    if len(found) > MOST_DAYS:
        raise _Unreadable("rule")
    return sorted(found)


@lru_cache(maxsize=2000)
def _month(year: int, month: int) -> Sequence[date]:
    begin = date(year, month, 1)
    after = date(year + month // 12, month % 12 + 1, 1)
    return tuple(begin + timedelta(days=n) for n in range((after - begin).days))


def _ordinal(days: Sequence[date], place: int, weekday: int) -> list[date]:
    """The `place`th of such a weekday, from the end when negative; 0: all."""
    those = [day for day in days if day.weekday() == weekday]
    if place == 0:
        return those
    return [those[place - 1 if place > 0 else place]] if abs(place) <= len(those) else []


def _weekday(text: str) -> tuple[int, int]:
    parts = _WEEKDAY.fullmatch(text)
    if parts is None or (parts[1] and int(parts[1]) == 0):
        raise _Unreadable("rule")
    return int(parts[1] or 0), _WEEKDAYS.index(parts[2])


def _numbers(text: str, least: int, most: int) -> list[int]:
    """Without zeros, of which no rule knows one."""
    parts = text.split(",")
    if len(parts) > MOST_DAYS or not all(re.fullmatch(r"[+-]?[0-9]{1,4}", part) for part in parts):
        raise _Unreadable("rule")
    numbers = [int(part) for part in parts]
    if any(not least <= number <= most or number == 0 for number in numbers):
        raise _Unreadable("rule")
    return numbers
