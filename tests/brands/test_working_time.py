"""Working time against a brute force that knows nothing of spans: it asks zoneinfo for every minute what the wall's clock shows."""

import os
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairlead.brands.working_time import ALL_DAY, ALWAYS, Calendar, Hours, NeverOpen, promised
from fairlead.kit.clock import DAY, HOUR, MINUTE, SECOND, Instant

FULL = os.environ.get("FAIRLEAD_PROVE") == "1"
MORE = settings(deadline=None, max_examples=1000 if FULL else 12)
NINE_TO_FIVE = ((9 * 60, 17 * 60),)
WORKDAYS = (NINE_TO_FIVE,) * 5 + ((), ())

# Around what is hard: a change in spring, one in autumn, both Ramadan's, one at midnight, a day a zone left out, a leap day,
# the end of a year, the end of 32-bit time; and zones that never change.
HARD = (
    ("Europe/Berlin", "2026-03-29"), ("Europe/Berlin", "2026-10-25"), ("America/New_York", "2026-03-08"),
    ("America/New_York", "2026-11-01"), ("Australia/Lord_Howe", "2026-04-05"), ("Australia/Lord_Howe", "2026-10-04"),
    ("Africa/Casablanca", "2026-02-15"), ("Africa/Casablanca", "2026-03-22"), ("Asia/Tokyo", "2028-02-29"),
    ("Asia/Kolkata", "2026-12-31"), ("Asia/Beirut", "2026-03-29"), ("Asia/Beirut", "2026-10-25"),
    ("America/Havana", "2026-03-08"), ("America/Havana", "2026-11-01"), ("America/Sao_Paulo", "2018-02-18"),
    ("America/Sao_Paulo", "2018-11-04"), ("Pacific/Apia", "2011-12-30"), ("Europe/Berlin", "2038-01-19"),
    ("Asia/Kathmandu", "2027-01-01"), ("Europe/London", "2038-03-28"),
)  # fmt: skip


@st.composite
def spans(draw: st.DrawFn) -> tuple[tuple[int, int], ...]:
    marks = sorted(draw(st.sets(st.integers(0, 1440), max_size=6)))
    return tuple(zip(marks[::2], marks[1::2], strict=False))


@st.composite
def cases(draw: st.DrawFn) -> tuple[Calendar, int]:
    """A calendar, and the minute of UTC at which three hard days begin."""
    zone, middle = draw(st.sampled_from(HARD))
    day = date.fromisoformat(middle)
    week = draw(st.tuples(*[spans()] * 7).filter(any))
    near = st.sampled_from([day + timedelta(days=n) for n in (-1, 0, 1)])
    exceptions = draw(st.dictionaries(near, spans(), max_size=2))
    begin = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(days=1)
    return Calendar(Hours(zone, week, exceptions)), int(begin.timestamp()) // 60


def shown_open(hours: Hours, zone: ZoneInfo, minute: int) -> bool:
    """What a person who looks at the wall there would say."""
    wall = datetime.fromtimestamp(minute * 60, UTC).astimezone(zone)
    day = hours.exceptions.get(wall.date(), hours.week[wall.weekday()])
    return any(opens <= wall.hour * 60 + wall.minute < closes for opens, closes in day)


def by_minutes(calendar: Calendar, begin: int) -> list[bool]:
    zone = ZoneInfo(calendar.hours.zone)
    return [shown_open(calendar.hours, zone, begin + n) for n in range(3 * 1440)]


@pytest.mark.prove
@MORE
@given(cases())
def test_open_and_worked_and_due_agree_with_the_wall_minute_by_minute(case: tuple[Calendar, int]):
    calendar, begin = case
    open_minutes = by_minutes(calendar, begin)
    start, worked = begin * MINUTE, 0
    for n, wanted in enumerate(open_minutes):
        at = start + n * MINUTE
        assert calendar.is_open(at) == wanted
        assert calendar.worked(start, at) == worked * MINUTE
        if wanted:
            assert calendar.next_open(at) == at
            assert calendar.add_working(start, worked * MINUTE + 1) == at + 1
            worked += 1
            assert calendar.add_working(start, worked * MINUTE) == at + MINUTE
    upcoming = None
    for n in reversed(range(len(open_minutes))):
        upcoming = n if open_minutes[n] else upcoming
        if upcoming is not None:
            assert calendar.next_open(start + n * MINUTE) == start + upcoming * MINUTE


@pytest.mark.prove
@MORE
@given(cases(), st.integers(0, 3 * DAY), st.integers(0, 400 * DAY))
def test_what_is_added_was_worked_and_nothing_earlier_would_do(case: tuple[Calendar, int], skip: int, amount: int):
    calendar, begin = case
    since = begin * MINUTE + skip
    due = calendar.add_working(since, amount)
    assert calendar.worked(since, due) == amount
    assert due == since or calendar.worked(since, due - 1) == amount - 1
    assert calendar.worked(due, since) == -amount


@pytest.mark.prove
@MORE
@given(cases(), st.lists(st.integers(0, 800 * DAY), min_size=3, max_size=3))
def test_working_time_adds_up(case: tuple[Calendar, int], skips: list[int]):
    calendar, begin = case
    a, b, c = (begin * MINUTE + skip for skip in sorted(skips))
    assert calendar.worked(a, b) + calendar.worked(b, c) == calendar.worked(a, c)
    assert 0 <= calendar.worked(a, c) <= c - a


def at(zone: str, text: str, fold: int = 0) -> Instant:
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold).timestamp()) * SECOND


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/Berlin", "2026-03-29", 23),
        ("Europe/Berlin", "2026-10-25", 25),
        ("Australia/Lord_Howe", "2026-10-04", 23.5),
        ("Australia/Lord_Howe", "2026-04-05", 24.5),
        ("America/New_York", "2026-03-08", 23),
        ("America/New_York", "2026-11-01", 25),
        ("Africa/Casablanca", "2026-02-15", 25),
        ("Africa/Casablanca", "2026-03-22", 23),
        ("Asia/Beirut", "2026-03-29", 23),
        ("Asia/Tokyo", "2026-03-29", 24),
        ("Pacific/Apia", "2011-12-30", 0),
    ],
)
def test_a_day_has_as_many_hours_as_it_has(zone: str, day: str, hours: float):
    """T01."""
    closed = ((),) * 7
    chosen = date.fromisoformat(day)
    week = tuple(ALL_DAY if n == chosen.weekday() else spans for n, spans in enumerate(closed))
    calendar = Calendar(Hours(zone, week, {}))
    around = [int(datetime.combine(chosen + timedelta(days=n), datetime.min.time(), UTC).timestamp()) for n in (-2, 3)]
    assert calendar.worked(around[0] * SECOND, around[1] * SECOND) == hours * HOUR


def test_a_friday_evening_is_carried_over_the_weekend_and_a_holiday():
    calendar = Calendar(Hours("Europe/Berlin", WORKDAYS, {date(2026, 11, 30): ()}))
    friday = at("Europe/Berlin", "2026-11-27T16:00")
    assert calendar.add_working(friday, HOUR) == at("Europe/Berlin", "2026-11-27T17:00")
    assert calendar.add_working(friday, HOUR + MINUTE) == at("Europe/Berlin", "2026-12-01T09:01")
    assert calendar.next_open(friday + 2 * HOUR) == at("Europe/Berlin", "2026-12-01T09:00")
    assert calendar.next_close(friday) == at("Europe/Berlin", "2026-11-27T17:00")


def test_an_hour_that_comes_twice_is_open_twice_and_one_that_is_left_out_to_nobody():
    """T01."""
    night = ((2 * 60, 3 * 60),)
    calendar = Calendar(Hours("Europe/Berlin", (night,) * 7, {}))
    autumn = [at("Europe/Berlin", "2026-10-25T02:30", fold=fold) for fold in (0, 1)]
    assert [calendar.is_open(moment) for moment in autumn] == [True, True]
    assert calendar.worked(autumn[0] - 6 * HOUR, autumn[1] + 6 * HOUR) == 2 * HOUR
    spring = at("Europe/Berlin", "2026-03-29T00:00")
    assert calendar.worked(spring, spring + 23 * HOUR) == 0
    assert calendar.next_open(spring) == at("Europe/Berlin", "2026-03-30T02:00")


def test_midnight_as_an_end_runs_on_into_the_next_day():
    calendar = Calendar(Hours("Asia/Tokyo", (((20 * 60, 1440),), ((0, 60),), (), (), (), (), ()), {}))
    monday = at("Asia/Tokyo", "2026-11-23T21:00")
    assert calendar.next_close(monday) == at("Asia/Tokyo", "2026-11-24T01:00")


def test_a_calendar_that_is_never_open_is_refused():
    with pytest.raises(NeverOpen):
        Calendar(Hours("UTC", ((),) * 7, {date(2026, 1, 1): ALL_DAY}))


def test_a_zone_nobody_knows_is_refused_and_what_abolished_names_stand_for_is_known():
    """T02."""
    with pytest.raises(ZoneInfoNotFoundError):
        Calendar(Hours("Europe/Atlantis", (ALL_DAY,) * 7, {}))
    for old, new in (
        ("EST5EDT", "America/New_York"),
        ("Asia/Calcutta", "Asia/Kolkata"),
        ("US/Eastern", "America/New_York"),
    ):
        before, after = (Calendar(Hours(zone, WORKDAYS, {})) for zone in (old, new))
        begin = at("UTC", "2026-01-01")
        assert all(before.is_open(begin + n * 7 * HOUR) == after.is_open(begin + n * 7 * HOUR) for n in range(1200))


def test_who_is_always_open_never_closes_and_promises_elapsed_time():
    calendar = Calendar(ALWAYS)
    moment = at("UTC", "2028-02-28T23:59:59")
    assert calendar.next_close(moment) is None
    assert calendar.next_open(moment) == moment
    for amount in (5 * MINUTE, 4 * HOUR, 24 * HOUR, 72 * HOUR, 120 * HOUR, 400 * DAY):
        assert calendar.add_working(moment, amount) == moment + amount == promised(calendar, moment, amount)


def test_a_promised_day_is_a_working_day_and_a_shorter_promise_is_never_longer_than_one():
    calendar = Calendar(Hours("Europe/Berlin", WORKDAYS, {}))
    assert calendar.day == 8 * HOUR
    saturday = at("Europe/Berlin", "2026-11-28T12:00")
    assert promised(calendar, saturday, 4 * HOUR) == at("Europe/Berlin", "2026-11-30T13:00")
    assert promised(calendar, saturday, 24 * HOUR) == at("Europe/Berlin", "2026-11-30T17:00")
    tuesday = at("Europe/Berlin", "2026-11-24T15:00")
    assert promised(calendar, tuesday, 24 * HOUR) == at("Europe/Berlin", "2026-11-25T15:00")
    assert promised(calendar, tuesday, 120 * HOUR) == at("Europe/Berlin", "2026-12-01T15:00")
    short = Calendar(Hours("Europe/Berlin", (((600, 720),),) * 7, {}))
    assert promised(short, tuesday, 4 * HOUR) == promised(short, tuesday, 24 * HOUR)


def test_what_lies_beyond_all_calendars_is_said_to():
    with pytest.raises(OverflowError):
        Calendar(ALWAYS).add_working(at("UTC", "2900-01-01"), 200 * 365 * DAY)
