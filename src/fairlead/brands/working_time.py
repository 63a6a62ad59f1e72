"""Working time: when a calendar is open, and how much of its open time lies between two instants.

Pure, and without a clock of its own. Hours are wall-clock hours of the calendar's zone: it is open at an instant if and only if
the time a clock on the wall there shows lies within an interval of the date it shows. What a spring change leaves out is open to
nobody, and what an autumn change repeats is open twice (reliability T01).
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from fairlead.kit.clock import DAY, MINUTE, SECOND, Instant

DAY_MINUTES = 24 * 60
# What is asked for lies within these years; further on zones are guesses anyway.
FIRST_YEAR, LAST_YEAR = 1971, 2999
# No zone has changed twice within so many seconds.
_PROBE = 6 * 3600
# A calendar that does not close within so many years never does.
_YEARS_OPEN = 2

Minutes = tuple[int, int]
ALL_DAY: tuple[Minutes, ...] = ((0, DAY_MINUTES),)


@dataclass(frozen=True)
class Hours:
    """What a calendar says: `week` begins with Monday, each day has intervals of minutes since midnight, `(540, 1080)`, in order
    and apart from each other; an end of 1440 is midnight. `exceptions` replace what the weekday says for one date; none: closed.
    """

    zone: str
    week: tuple[tuple[Minutes, ...], ...]
    exceptions: Mapping[date, tuple[Minutes, ...]]

    def on(self, day: date) -> tuple[Minutes, ...]:
        return self.exceptions.get(day, self.week[day.weekday()])


ALWAYS = Hours("UTC", (ALL_DAY,) * 7, {})


class NeverOpen(ValueError):
    """A calendar without an interval on any weekday: nothing promised by it would ever be due."""


@dataclass(frozen=True, slots=True)
class _Year:
    """Open stretches of one year in UTC, and how much was open before each of them."""

    opens: list[Instant]
    closes: list[Instant]
    before: list[int]
    total: int

    def worked(self, at: Instant) -> int:
        """From the year's beginning until `at`."""
        index = bisect_right(self.opens, at) - 1
        return 0 if index < 0 else self.before[index] + min(at, self.closes[index]) - self.opens[index]


class Calendar:
    """`Hours` worked out for questions: years are laid out as they are asked for, and each question then takes two searches.

    Raises NeverOpen, and ZoneInfoNotFoundError for a zone nobody knows. Questions beyond the year 2999 raise OverflowError.
    """

    def __init__(self, hours: Hours) -> None:
        if not any(hours.week):
            raise NeverOpen
        self.hours = hours
        self.zone = ZoneInfo(hours.zone)
        self._years: dict[int, _Year] = {}

    @property
    def day(self) -> int:
        """How much a working day has: the mean of the weekdays that are open at all, in microseconds."""
        lengths = [sum(closes - opens for opens, closes in spans) for spans in self.hours.week if spans]
        return sum(lengths) * MINUTE // len(lengths)

    def is_open(self, at: Instant) -> bool:
        year = self._year(_year_of(at))
        index = bisect_right(year.opens, at) - 1
        return index >= 0 and at < year.closes[index]

    def next_open(self, at: Instant) -> Instant:
        """`at` itself while it is open."""
        if self.is_open(at):
            return at
        number = _year_of(at)
        while True:
            year = self._year(number)
            index = bisect_right(year.opens, at)
            if index < len(year.opens):
                return year.opens[index]
            number += 1

    def next_close(self, at: Instant) -> Instant | None:
        """When it closes after `at`, which must lie in open time; None: not within two years."""
        number = _year_of(at)
        for _ in range(_YEARS_OPEN + 1):
            year = self._year(number)
            index = bisect_right(year.opens, at) - 1
            if index < 0 or at >= year.closes[index]:
                return at
            at, number = year.closes[index], number + 1
            if at < _new_year(number):
                return at
        return None

    def worked(self, since: Instant, until: Instant) -> int:
        """Microseconds of open time from `since` until `until`; negative when `until` is the earlier one."""
        if until < since:
            return -self.worked(until, since)
        first, last = _year_of(since), _year_of(until)
        whole = sum(self._year(number).total for number in range(first, last))
        return whole + self._year(last).worked(until) - self._year(first).worked(since)

    def add_working(self, at: Instant, amount: int) -> Instant:
        """The first instant by which `amount` microseconds of open time have passed since `at`."""
        if amount <= 0:
            return at
        number = _year_of(at)
        wanted = self._year(number).worked(at) + amount
        while wanted > (year := self._year(number)).total:
            wanted -= year.total
            number += 1
        # The last stretch that has less before it.
        index = bisect_left(year.before, wanted) - 1
        return year.opens[index] + wanted - year.before[index]

    def _year(self, number: int) -> _Year:
        if (year := self._years.get(number)) is None:
            year = self._years[number] = self._lay_out(number)
        return year

    def _lay_out(self, number: int) -> _Year:
        opens: list[Instant] = []
        closes: list[Instant] = []
        for since, until in self._stretches(number):
            if opens and closes[-1] == since:
                closes[-1] = until
            else:
                opens.append(since)
                closes.append(until)
        before, total = [], 0
        for since, until in zip(opens, closes, strict=True):
            before.append(total)
            total += until - since
        return _Year(opens, closes, before, total)

    def _stretches(self, number: int) -> Iterator[Minutes]:
        """Open time of one year in UTC as instants, in order: within a time of one offset the wall's clock runs as ours."""
        for since, until, offset in _offsets(self.zone, number):
            day = datetime.fromtimestamp(since + offset, UTC).date()
            while (midnight := _midnight(day) - offset) < until:
                for opens, closes in self.hours.on(day):
                    begin, end = max(since, midnight + opens * 60), min(until, midnight + closes * 60)
                    if begin < end:
                        yield begin * SECOND, end * SECOND
                day += timedelta(days=1)


def promised(calendar: Calendar, at: Instant, amount: int) -> Instant:
    """By when something promised within `amount` is due, counted in open time."""
    return calendar.add_working(at, working_amount(calendar, amount))


def working_amount(calendar: Calendar, amount: int) -> int:
    """How much open time a promise of `amount` has.

    Whole days are working days of this calendar, as people mean them: 24 hours with an eight-hour day are eight. What is shorter
    is counted as it is, and is never longer than a working day.
    """
    days, rest = divmod(amount, DAY)
    return days * calendar.day + (min(rest, calendar.day) if not days else calendar.day * rest // DAY)


def _midnight(day: date) -> int:
    """Seconds since 1970 as if the day were one of UTC."""
    return (day.toordinal() - _EPOCH) * 86400


_EPOCH = date(1970, 1, 1).toordinal()


def _new_year(number: int) -> Instant:
    return _midnight(date(number, 1, 1)) * SECOND


def _year_of(at: Instant) -> int:
    number = datetime.fromtimestamp(at // SECOND, UTC).year
    if not FIRST_YEAR <= number <= LAST_YEAR:
        raise OverflowError(f"no calendar reaches the year {number}")
    return number


@lru_cache(maxsize=256)
def _offsets(zone: ZoneInfo, number: int) -> Sequence[tuple[int, int, int]]:
    """One year of a zone as (since, until, offset) in seconds, split where the offset changes."""
    if not FIRST_YEAR <= number <= LAST_YEAR:
        raise OverflowError(f"no calendar reaches the year {number}")
    begin, end = _midnight(date(number, 1, 1)), _midnight(date(number + 1, 1, 1))
    found, since, offset = [], begin, _offset(zone, begin)
    known = begin
    for probe in [*range(begin + _PROBE, end, _PROBE), end - 1]:
        if _offset(zone, probe) != offset:
            high = probe
            while high - known > 1:
                middle = (known + high) // 2
                known, high = (middle, high) if _offset(zone, middle) == offset else (known, middle)
            found.append((since, high, offset))
            since, offset = high, _offset(zone, high)
        known = probe
    return (*found, (since, end, offset))


def _offset(zone: ZoneInfo, second: int) -> int:
    offset = datetime.fromtimestamp(second, zone).utcoffset()
    return 0 if offset is None else round(offset.total_seconds())
