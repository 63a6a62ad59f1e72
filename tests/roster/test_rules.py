"""Shifts by the world's clock against a slow reckoning that shares nothing with it: one that reads the clock on the wall minute by
minute. And what is refused, each with what is wrong."""

import os
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairlead.kit.clock import HOUR, MINUTE, SECOND, Instant
from fairlead.kit.errors import Invalid
from fairlead.roster import rules
from fairlead.roster.rules import Exceptional, Pattern, Shift, Stretch

PROVING = os.environ.get("FAIRLEAD_PROVE") == "1"
# Forward and back, by an hour and by half of one, a zone whose clocks go back over midnight, and one that never changes them.
ZONES = {
    "Europe/Berlin": (date(2027, 3, 28), date(2027, 10, 31)),
    "America/New_York": (date(2027, 3, 14), date(2027, 11, 7)),
    "Australia/Lord_Howe": (date(2027, 4, 4), date(2027, 10, 3)),
    "America/Santiago": (date(2027, 4, 4), date(2027, 9, 5)),
    "Asia/Tokyo": (date(2027, 3, 28), date(2027, 10, 31)),
}
PLACES = sorted((name, day) for name, days in ZONES.items() for day in days)


@lru_cache(maxsize=32)
def walls(zone: str, day: date) -> list[tuple[int, datetime]]:
    """Every minute of five days around a day, and what a clock on the wall shows then."""
    place, begin = ZoneInfo(zone), datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(days=2, hours=14)
    minutes = (begin + timedelta(minutes=n) for n in range(6 * 24 * 60))
    return [(int(one.timestamp()), one.astimezone(place).replace(tzinfo=None)) for one in minutes]


def slowly(zone: str, around: date, day: date, minutes: int) -> Instant:
    """The first minute from which on the wall has shown this time of this day, or a later one, at least once."""
    wanted = datetime.combine(day, time()) + timedelta(minutes=minutes)
    return next(second for second, wall in walls(zone, around) if wall >= wanted) * SECOND


def clock_text(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


@st.composite
def shifts_of_a_day(draw: st.DrawFn) -> list[Shift]:
    """One or two that neither overlap nor are too long, often at night, where clocks change."""
    begins = draw(st.sampled_from([0, 30, 60, 90, 120, 150, 180, 540, 1290, 1320, 1380]))
    ends = begins + draw(st.sampled_from([30, 60, 90, 240, 480]))
    return [(clock_text(begins), clock_text(ends % 1440))]


@settings(deadline=None, max_examples=300 if PROVING else 12)
@given(st.sampled_from(PLACES), st.lists(shifts_of_a_day(), min_size=3, max_size=3))
def test_shifts_begin_and_end_as_a_clock_on_the_wall_says(place: tuple[str, date], days: list[list[Shift]]):
    zone, change = place
    dates = [change + timedelta(days=off) for off in (-1, 0, 1)]
    exceptions = [Exceptional(day.isoformat(), one) for day, one in zip(dates, days, strict=True)]
    pattern = Pattern(zone, [[]] * 7, exceptions)
    on = set()
    for day, one in zip(dates, days, strict=True):
        for begins, ends in one:
            low, high = (int(text[:2]) * 60 + int(text[3:]) for text in (begins, ends))
            high += 0 if high > low else 1440
            since, until = slowly(zone, change, day, low), slowly(zone, change, day, high)
            on |= {second for second, _ in walls(zone, change) if since <= second * SECOND < until}
    all_ = [second for second, _ in walls(zone, change)]
    found = rules.stretches(pattern, all_[0] * SECOND, all_[-1] * SECOND)
    covered = {second for second in all_ if any(one.begins <= second * SECOND < one.ends for one in found)}
    assert covered == on
    # Apart from each other, in order, and none empty.
    assert all(one.begins < one.ends for one in found)
    assert all(one.ends < other.begins for one, other in zip(found, found[1:], strict=False))
    for second in all_[:: 60 * 7]:
        standing = rules.standing(pattern, second * SECOND, back=5 * 24 * HOUR)
        assert (standing.now is not None) == (second in on)
        before = [one for one in all_ if one < second and one in on]
        if standing.now is None and before:
            assert standing.ended == (before[-1] + 60) * SECOND


@settings(deadline=None, max_examples=600 if PROVING else 25)
@given(st.sampled_from(PLACES), shifts_of_a_day(), st.integers(0, 4 * 24 * 60), st.sampled_from([0, 10, 45, 600]))
def test_what_is_answered_about_new_work_holds_until_it_says(
    place: tuple[str, date], day: list[Shift], at: int, wind: int
):
    zone, change = place
    pattern = Pattern(zone, [day] * 7)
    moment = rules.instant_of(ZoneInfo(zone), change - timedelta(days=2), 0) + at * MINUTE
    takes, until = rules.next_turn(pattern, moment, wind_down=wind * MINUTE)
    assert until > moment
    for later in range(moment, until, max(MINUTE, (until - moment) // 7)):
        now = next((one for one in rules.stretches(pattern, later, later + 1)), None)
        last = now is not None and later >= now.ends - min(wind * MINUTE, (now.ends - now.begins) // 2)
        assert takes == (now is not None and not last)
    assert rules.next_turn(pattern, until, wind_down=wind * MINUTE)[0] != takes


SPANS = st.lists(
    st.tuples(st.integers(0, 60), st.integers(0, 12)).map(lambda two: Stretch(two[0], two[0] + two[1])), max_size=6
)


@settings(deadline=None, max_examples=600 if PROVING else 40)
@given(SPANS, SPANS)
def test_what_nobody_covers_is_what_is_left_hour_by_hour(wanted: list[Stretch], covered: list[Stretch]):
    def inside(spans: list[Stretch], at: int) -> bool:
        return any(one.begins <= at < one.ends for one in spans)

    found = rules.uncovered(wanted, covered)
    for at in range(75):
        assert inside(found, at) == (inside(wanted, at) and not inside(covered, at))
    assert all(one.begins < one.ends for one in found)


def test_a_night_is_longer_in_autumn_and_shorter_in_spring_and_nothing_falls_between_two_shifts():
    nights = Pattern("Europe/Berlin", [[("22:00", "06:00")]] * 7)
    days = Pattern("Europe/Berlin", [[("06:00", "22:00")]] * 7)
    for change, hours in ((date(2027, 3, 28), 7), (date(2027, 10, 31), 9), (date(2027, 6, 1), 8)):
        begins = rules.instant_of(ZoneInfo("Europe/Berlin"), change - timedelta(days=1), 22 * 60)
        (night,) = rules.stretches(nights, begins, begins + 1)
        assert (night.begins, night.ends - night.begins) == (begins, hours * HOUR)
        (day,) = rules.stretches(days, night.ends, night.ends + 1)
        assert day.begins == night.ends


GOOD: list[list[Shift]] = [[("09:00", "17:00")]] * 7
WRONG: list[tuple[Pattern, str, str | None]] = [
    (Pattern("Europe/Atlantis", GOOD), "hours_zone_unknown", None),
    (Pattern("EST5EDT", GOOD), "hours_zone_old", None),
    (Pattern("UTC", GOOD[:6]), "shift_week", None),
    (Pattern("UTC", [[]] * 7), "shift_none", None),
    (Pattern("UTC", [[]] * 7, [Exceptional("2027-01-01")]), "shift_none", None),
    (Pattern("UTC", [[("9:00", "17:00")], *GOOD[1:]]), "shift_time", "1"),
    (Pattern("UTC", [[("24:00", "08:00")], *GOOD[1:]]), "shift_time", "1"),
    (Pattern("UTC", [[("٠٩:٠٠", "17:00")], *GOOD[1:]]), "shift_time", "1"),
    # A day and a night, and the same time twice, which would be both.
    (Pattern("UTC", [[("06:00", "23:00")], *GOOD[1:]]), "shift_long", "1"),
    (Pattern("UTC", [[("08:00", "08:00")], *GOOD[1:]]), "shift_long", "1"),
    # Those that follow each other are one.
    (Pattern("UTC", [[("06:00", "14:00"), ("14:00", "23:00")], *GOOD[1:]]), "shift_long", "1"),
    (Pattern("UTC", [*GOOD[:5], [("16:00", "24:00")], [("00:00", "09:00")]]), "shift_long", "7"),
    (Pattern("UTC", [[("09:00", "13:00"), ("12:00", "17:00")], *GOOD[1:]]), "shift_overlap", "1"),
    # Over midnight, and from Sunday into Monday.
    (Pattern("UTC", [[("22:00", "06:00")], [("05:00", "09:00")], *[[]] * 5]), "shift_overlap", "2"),
    (Pattern("UTC", [[("05:00", "09:00")], *[[]] * 5, [("22:00", "06:00")]]), "shift_overlap", "1"),
    (Pattern("UTC", [[("01:00", "02:00")] * 5, *GOOD[1:]]), "shift_too_many", "1"),
    (Pattern("UTC", GOOD, [Exceptional("2027-02-30", [])]), "hours_date", None),
    (Pattern("UTC", GOOD, [Exceptional("2027-01-01"), Exceptional("2027-01-01")]), "hours_date_twice", "2027-01-01"),
    (Pattern("UTC", GOOD, [Exceptional("2027-01-01", [("20:00", "09:30")])]), "shift_overlap", "2027-01-02"),
    # A time which that date leaves out.
    (Pattern("Europe/Berlin", GOOD, [Exceptional("2027-03-28", [("02:30", "06:00")])]), "shift_gap", "2027-03-28"),
    (Pattern("Europe/Berlin", GOOD, [Exceptional("2027-03-27", [("22:00", "02:15")])]), "shift_gap", "2027-03-28"),
    (
        Pattern("UTC", GOOD, [Exceptional(f"{2001 + n // 28}-02-{n % 28 + 1:02}") for n in range(401)]),
        "shift_dates_many",
        None,
    ),
]


@pytest.mark.parametrize(("wrong", "code", "day"), WRONG)
def test_what_cannot_be_worked_is_refused(wrong: Pattern, code: str, day: str | None):
    with pytest.raises(Invalid) as refused:
        rules.checked(wrong)
    assert refused.value.code == code
    if day is not None:
        assert refused.value.data["day"] == day


def test_what_is_right_is_kept_in_order_and_a_round_of_nights_is_right():
    kept = rules.checked(
        Pattern(
            "Asia/Tokyo",
            [[("22:00", "06:00")]] * 7,
            [
                Exceptional("2027-05-02", [], "Golden\u202e Week"),
                Exceptional("2027-05-01", [("14:00", "24:00"), ("08:00", "12:00")]),
            ],
        )
    )
    assert [one.date for one in kept.exceptions] == ["2027-05-01", "2027-05-02"]
    assert kept.exceptions[0].shifts == [("08:00", "12:00"), ("14:00", "24:00")]
    assert kept.exceptions[1].name == "Golden Week"
    assert rules.checked(kept) == kept
