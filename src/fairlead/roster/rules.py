"""Shifts: what a person may enter, when they begin and end by the world's clock, and what no shift covers. Pure, no clock.

A shift is given in times of day of its zone; an end that is not after its beginning is on the next day. It begins, and ends, at
the first instant at which a clock on the wall there shows that time of that date or, where a spring change leaves it out, a later
one. So shifts that follow each other on paper do so in the world, on the days on which clocks change too.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from fairlead.brands.check_hours import check_zone, read_day
from fairlead.kit.access import Actor, Rule
from fairlead.kit.clock import DAY, SECOND, Instant
from fairlead.kit.errors import Invalid
from fairlead.kit.text import visible_name

MOST_SHIFTS = 4
MOST_EXCEPTIONS = 400
NAME_CHARS = 80
NOTE_CHARS = 4000
# Nobody works longer without a break: an entry that says so is a slip.
LONGEST = 16 * 60
DAY_MINUTES = 24 * 60
WEEK_MINUTES = 7 * DAY_MINUTES
_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)|24:00", re.ASCII)

Shift = tuple[str, str]
# Minutes since the midnight with which its day begins; the end may lie behind the next one.
Minutes = tuple[int, int]


class Exceptional(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """One date whose shifts are others than its weekday's; none: free. What began the day before goes on."""

    date: str
    shifts: list[Shift] = []
    name: str = ""


class Pattern(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """`week` begins with Monday."""

    zone: str
    week: list[list[Shift]]
    exceptions: list[Exceptional] = []


class Stretch(NamedTuple):
    """Working time without a break."""

    begins: Instant
    ends: Instant


class OnShift(NamedTuple):
    """How somebody with shifts stands at a moment: the stretch he is in, and the end of the one before."""

    now: Stretch | None
    ended: Instant | None


def checked(given: Pattern) -> Pattern:
    """As it is kept: dates in order. Raises Invalid with `data.day` (1 is Monday, or a date):

    hours_zone_unknown, hours_zone_old (`instead`), shift_week (`days`), shift_time (`value`), shift_long (`begins`, `ends`,
    `most` in hours), shift_overlap (`first`, `second`), shift_too_many (`most`), shift_none, hours_date (`value`),
    hours_date_twice, shift_gap (`value`: a time that date leaves out), shift_dates_many (`most`).
    """
    check_zone(given.zone)
    if len(given.week) != 7:
        raise Invalid("shift_week", days=len(given.week))
    week = [sorted(_day(shifts, str(number))) for number, shifts in enumerate(given.week, 1)]
    if len(given.exceptions) > MOST_EXCEPTIONS:
        raise Invalid("shift_dates_many", most=MOST_EXCEPTIONS)
    days: dict[date, Exceptional] = {}
    for one in given.exceptions:
        day = read_day(one.date)
        if day in days:
            raise Invalid("hours_date_twice", day=day.isoformat())
        shifts = sorted(_day(one.shifts, day.isoformat()))
        _exists(ZoneInfo(given.zone), day, shifts)
        days[day] = Exceptional(day.isoformat(), _written(shifts), visible_name(one.name, NAME_CHARS))
    found = Pattern(given.zone, [_written(shifts) for shifts in week], [days[day] for day in sorted(days)])
    if not any(week) and not any(one.shifts for one in found.exceptions):
        raise Invalid("shift_none")
    _check_week(week)
    for day in sorted(days):
        _check_around(found, day)
    return found


def stretches(pattern: Pattern, since: Instant, until: Instant) -> list[Stretch]:
    """Working time that touches [since, until), whole, in order; shifts that follow each other without a break are one."""
    # Nobody's day is further from ours than one, and what began the day before goes on; a chain is no longer than LONGEST.
    first = datetime.fromtimestamp(since // SECOND, UTC).date() - timedelta(days=3)
    last = datetime.fromtimestamp(until // SECOND, UTC).date() + timedelta(days=3)
    found: list[Stretch] = []
    for begins, ends in sorted(_dated(pattern, first, last)):
        if found and begins <= found[-1].ends:
            found[-1] = Stretch(found[-1].begins, max(ends, found[-1].ends))
        elif begins < ends:
            found.append(Stretch(begins, ends))
    return [one for one in found if one.begins < until and one.ends > since]


def standing(pattern: Pattern, moment: Instant, *, back: int = 0) -> OnShift:
    """`back`: so far back it matters when the shift before ended."""
    found = stretches(pattern, moment - back, moment + 1)
    now = next((one for one in found if one.begins <= moment < one.ends), None)
    ended = [one.ends for one in found if one.ends <= moment]
    return OnShift(now, max(ended, default=None))


def next_turn(pattern: Pattern, moment: Instant, *, wind_down: int) -> tuple[bool, Instant]:
    """Whether somebody is given something new, which is within a shift but not in its last `wind_down` microseconds (nor in more
    than its half), and until when that stays so, at most for a week."""
    horizon = moment + 7 * DAY
    for one in stretches(pattern, moment, horizon):
        last = one.ends - min(wind_down, (one.ends - one.begins) // 2)
        if moment < one.begins:
            return False, one.begins
        if moment < last:
            return True, last
    return False, horizon


def day_of(zone: ZoneInfo, moment: Instant) -> date:
    """Which day it is there."""
    return datetime.fromtimestamp(moment // SECOND, zone).date()


def uncovered(wanted: Iterable[Stretch], covered: Iterable[Stretch]) -> list[Stretch]:
    """What of the one lies in none of the others, in order."""
    held = _merged(covered)
    found: list[Stretch] = []
    for one in _merged(wanted):
        at = one.begins
        for other in held:
            if other.ends <= at or other.begins >= one.ends:
                continue
            if other.begins > at:
                found.append(Stretch(at, other.begins))
            at = other.ends
        if at < one.ends:
            found.append(Stretch(at, one.ends))
    return found


def instant_of(zone: ZoneInfo, day: date, minutes: int) -> Instant:
    """When a clock on the wall there first shows that time of that day, or a later one."""
    wall = datetime.combine(day, time()) + timedelta(minutes=minutes)
    first = _utc(wall, zone, 0)
    if _wall(first, zone) == wall:
        return first * SECOND
    # Left out: the clock jumps between what the two offsets say. The first second at which it shows a later time.
    low, high = _utc(wall, zone, 1), first
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _wall(middle, zone) < wall else (low, middle)
    return high * SECOND


def _utc(wall: datetime, zone: ZoneInfo, fold: int) -> int:
    return int(wall.replace(tzinfo=zone, fold=fold).timestamp())


def _wall(second: int, zone: ZoneInfo) -> datetime:
    return datetime.fromtimestamp(second, zone).replace(tzinfo=None, fold=0)


def _dated(pattern: Pattern, first: date, last: date) -> Iterator[Stretch]:
    zone = ZoneInfo(pattern.zone)
    shifts = _by_date(pattern)
    week = [[_minutes(one) for one in day] for day in pattern.week]
    day = first
    while day <= last:
        for begins, ends in shifts.get(day, week[day.weekday()]):
            yield Stretch(instant_of(zone, day, begins), instant_of(zone, day, ends))
        day += timedelta(days=1)


def _by_date(pattern: Pattern) -> dict[date, list[Minutes]]:
    return {date.fromisoformat(one.date): [_minutes(shift) for shift in one.shifts] for one in pattern.exceptions}


def _merged(stretches_: Iterable[Stretch]) -> list[Stretch]:
    found: list[Stretch] = []
    for one in sorted(stretches_):
        if found and one.begins <= found[-1].ends:
            found[-1] = Stretch(found[-1].begins, max(found[-1].ends, one.ends))
        else:
            found.append(Stretch(*one))
    return found


def _day(given: Sequence[Shift], day: str) -> list[Minutes]:
    if len(given) > MOST_SHIFTS:
        raise Invalid("shift_too_many", day=day, most=MOST_SHIFTS)
    found = []
    for begins, ends in given:
        for value in (begins, ends):
            if not _TIME.fullmatch(value) or (value == "24:00" and value is begins):
                raise Invalid("shift_time", day=day, value=visible_name(value, 20))
        one = _minutes((begins, ends))
        if one[1] - one[0] > LONGEST:
            raise Invalid("shift_long", day=day, begins=begins, ends=ends, most=LONGEST // 60)
        found.append(one)
    return found


def _check_week(week: Sequence[Sequence[Minutes]]) -> None:
    """The week goes round: what begins on Sunday night runs into Monday."""
    whole = sorted(
        (number * DAY_MINUTES + begins, number * DAY_MINUTES + ends, number)
        for number, shifts in enumerate(week)
        for begins, ends in shifts
    )
    if not whole:
        return
    # Once more behind the end, so that the last one meets the first of the next week, and chains go round.
    _check_chain([*whole, *((one[0] + WEEK_MINUTES, one[1] + WEEK_MINUTES, one[2]) for one in whole)], _weekday)


def _check_around(pattern: Pattern, day: date) -> None:
    """A date's shifts beside those of the days around it."""
    dates, week = _by_date(pattern), [[_minutes(one) for one in shifts] for shifts in pattern.week]
    near = [day + timedelta(days=off) for off in (-2, -1, 0, 1, 2)]
    whole = sorted(
        (at * DAY_MINUTES + begins, at * DAY_MINUTES + ends, at)
        for at, one in enumerate(near)
        for begins, ends in dates.get(one, week[one.weekday()])
    )
    _check_chain(whole, lambda at: near[at].isoformat())


def _check_chain(whole: Sequence[tuple[int, int, int]], name: Any) -> None:
    """(begin, end, day) in order: none runs into the next, and none that follow each other are longer than one may be."""
    chain = None
    for at, (begins, ends, day) in enumerate(whole):
        if at and begins < whole[at - 1][1]:
            before = whole[at - 1]
            raise Invalid("shift_overlap", day=name(day), first=_text(before), second=_text((begins, ends, day)))
        chain = begins if chain is None or begins > whole[at - 1][1] else chain
        if ends - chain > LONGEST:
            raise Invalid("shift_long", day=name(day), begins=_clock(chain), ends=_clock(ends), most=LONGEST // 60)


def _weekday(number: int) -> str:
    return str(number + 1)


def _exists(zone: ZoneInfo, day: date, shifts: Sequence[Minutes]) -> None:
    """A date of its own is entered on purpose: a time that it leaves out is a slip."""
    for shift in shifts:
        for minutes in shift:
            wall = datetime.combine(day, time()) + timedelta(minutes=minutes)
            if _wall(_utc(wall, zone, 0), zone) != wall:
                raise Invalid("shift_gap", day=wall.date().isoformat(), value=wall.strftime("%H:%M"), zone=zone.key)


def _minutes(shift: Shift) -> Minutes:
    begins, ends = (int(value[:2]) * 60 + int(value[3:]) for value in shift)
    return begins, ends if ends > begins else ends + DAY_MINUTES


def _clock(minutes: int) -> str:
    minutes %= DAY_MINUTES
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _text(shift: Sequence[int]) -> str:
    return f"{_clock(shift[0])}–{_clock(shift[1])}"


def _written(shifts: Sequence[Minutes]) -> list[Shift]:
    return [(_clock(begins), "24:00" if ends == DAY_MINUTES else _clock(ends)) for begins, ends in shifts]


def _leading(actor: Actor) -> bool:
    return actor.kind == "agent" and actor.role in ("lead", "admin")


def _leads(actor: Actor, person: Any) -> bool:
    return _leading(actor) and bool(person.brands <= actor.brands)


def _beside(actor: Actor, person: Any) -> bool:
    return actor.kind == "agent" and (not person.brands or bool(person.brands & actor.brands))


ACCESS: Mapping[str, Rule] = {
    # When one agent works: leads of all brands he works for say it.
    "shift.read": _beside,
    "shift.manage": _leads,
    "shifts.manage": lambda actor, _: _leading(actor),
    "roster.read": lambda actor, brand: actor.kind == "agent" and brand.id in actor.brands,
    "roster.write": lambda actor, brand: actor.kind == "agent" and brand.id in actor.brands,
}
