"""Holidays of iCalendar files: as calendars are really sent, and as those who mean harm send them."""

import time
from datetime import date
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairlead.brands.read_holidays import LeftOut, read_holidays
from fairlead.kit.errors import Invalid

FIRST, LAST = date(2026, 11, 1), date(2029, 12, 31)


def calendar(*events: str) -> str:
    bodies = "".join(
        f"BEGIN:VEVENT\r\n{event.strip()}\r\nEND:VEVENT\r\n".replace("\n", "\r\n").replace("\r\r", "\r")
        for event in events
    )
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//a//b//EN\r\n{bodies}END:VCALENDAR\r\n"


def days(*events: str) -> list[str]:
    found, left = read_holidays(calendar(*events), first=FIRST, last=LAST)
    assert left == []
    return [day.isoformat() for day in found]


def reasons(*events: str) -> list[str]:
    found, left = read_holidays(calendar(*events), first=FIRST, last=LAST)
    assert not found
    return [one.reason for one in left]


def test_a_day_has_its_name_unfolded_and_unescaped():
    text = calendar(
        "DTSTART;VALUE=DATE:20261225\nDTEND;VALUE=DATE:20261226\nSUMMARY;LANGUAGE=en:Christmas\\, the fir\n st day"
    )
    found, left = read_holidays(text, first=FIRST, last=LAST)
    assert (found, left) == ({date(2026, 12, 25): "Christmas, the first day"}, [])


def test_several_days_end_before_the_end():
    assert days("DTSTART;VALUE=DATE:20261230\nDTEND;VALUE=DATE:20270102") == ["2026-12-30", "2026-12-31", "2027-01-01"]
    assert days("DTSTART;VALUE=DATE:20261230\nDURATION:P2D") == ["2026-12-30", "2026-12-31"]
    assert len(days("DTSTART;VALUE=DATE:20261230\nDURATION:P1W")) == 7


@pytest.mark.parametrize(
    ("rule", "wanted"),
    [
        ("FREQ=YEARLY", ["2026-12-25", "2027-12-25", "2028-12-25", "2029-12-25"]),
        ("FREQ=YEARLY;INTERVAL=2", ["2027-12-25", "2029-12-25"]),
        ("FREQ=YEARLY;COUNT=8", ["2026-12-25", "2027-12-25", "2028-12-25"]),
        ("FREQ=YEARLY;UNTIL=20271231", ["2026-12-25", "2027-12-25"]),
        ("FREQ=YEARLY;UNTIL=20271231T000000Z", ["2026-12-25", "2027-12-25"]),
        ("FREQ=YEARLY;BYMONTH=11;BYDAY=4TH", ["2026-11-26", "2027-11-25", "2028-11-23", "2029-11-22"]),
        ("FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO", ["2027-05-31", "2028-05-29", "2029-05-28"]),
        ("FREQ=YEARLY;BYMONTH=1,7;BYMONTHDAY=1,-1", [
            "2027-01-01", "2027-01-31", "2027-07-01", "2027-07-31", "2028-01-01", "2028-01-31", "2028-07-01", "2028-07-31",
            "2029-01-01", "2029-01-31", "2029-07-01", "2029-07-31",
        ]),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", ["2028-02-29"]),
        ("FREQ=YEARLY;BYDAY=1MO", ["2027-01-04", "2028-01-03", "2029-01-01"]),
        ("FREQ=YEARLY;BYMONTHDAY=13;BYDAY=FR;BYMONTH=8", ["2027-08-13"]),
    ],
)  # fmt: skip
def test_what_comes_every_year(rule: str, wanted: list[str]):
    start = "20211225" if "INTERVAL" in rule or "COUNT" in rule else "20201225"
    assert days(f"DTSTART;VALUE=DATE:{start}\nRRULE:{rule}") == wanted


def test_days_taken_out_and_put_in():
    event = (
        "DTSTART;VALUE=DATE:20201225\nRRULE:FREQ=YEARLY\nEXDATE;VALUE=DATE:20271225,20291225\nRDATE;VALUE=DATE:20270104"
    )
    assert days(event) == ["2026-12-25", "2027-01-04", "2028-12-25"]


def test_two_names_of_one_day_are_both_kept():
    text = calendar("DTSTART;VALUE=DATE:20261225\nSUMMARY:Christmas", "DTSTART;VALUE=DATE:20261225\nSUMMARY:圣诞节")
    assert read_holidays(text, first=FIRST, last=LAST)[0] == {date(2026, 12, 25): "Christmas · 圣诞节"}


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        ("DTSTART:20261225T090000Z", "time"),
        ("DTSTART;VALUE=DATE:20261225\nDURATION:PT8H", "time"),
        ("DTSTART;VALUE=DATE:20261331", "date"),
        ("DTSTART;VALUE=DATE:٢٠٢٦١٢٢٥", "date"),
        ("DTSTART;VALUE=DATE:19000101\nRRULE:FREQ=YEARLY", "date"),
        ("SUMMARY:no day", "date"),
        ("DTSTART;VALUE=DATE:20261225\nDTEND;VALUE=DATE:20261220", "end"),
        ("DTSTART;VALUE=DATE:20261225\nDTEND;VALUE=DATE:20281225", "long"),
        ("DTSTART;VALUE=DATE:20261225\nRRULE:FREQ=SECONDLY", "rule"),
        ("DTSTART;VALUE=DATE:20261225\nRRULE:FREQ=DAILY", "rule"),
        ("DTSTART;VALUE=DATE:20261225\nRRULE:FREQ=YEARLY;BYMONTHDAY=0", "rule"),
        ("DTSTART;VALUE=DATE:20261225\nRRULE:FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR,SA,SU", "rule"),
        ("DTSTART;VALUE=DATE:20261225\nRRULE:FREQ=YEARLY;BYSETPOS=1", "rule"),
        ("DTSTART;VALUE=DATE:20261225\nRRULE:FREQ=YEARLY;COUNT=2;UNTIL=20300101", "rule"),
        ("DTSTART;VALUE=DATE:20261225\nRRULE:FREQ=YEARLY;INTERVAL=99999999999999999999", "rule"),
        ("DTSTART;VALUE=DATE:20261225\nRRULE:FREQ=YEARLY\nRRULE:FREQ=YEARLY", "rule"),
        ("DTSTART;VALUE=DATE:20261225\nRECURRENCE-ID;VALUE=DATE:20261224", "rule"),
        ("DTSTART;VALUE=DATE:20261225\nSTATUS:CANCELLED", "cancelled"),
    ],
)
def test_what_cannot_be_taken_is_left_out_with_its_reason(event: str, reason: str):
    assert reasons(event) == [reason]


def test_a_broken_line_is_shown_and_its_neighbours_are_taken():
    text = calendar("DTSTART;VALUE=DATE:20261225\nthis is no line\nSUMMARY:Christmas")
    found, left = read_holidays(text, first=FIRST, last=LAST)
    assert list(found.values()) == ["Christmas"]
    assert left == [LeftOut(6, "line", "this is no line")]


def test_an_event_that_is_never_ended_is_shown_and_the_next_is_taken():
    text = calendar("DTSTART;VALUE=DATE:20261224\nSUMMARY:Eve\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20261225\nSUMMARY:Day")
    found, left = read_holidays(text, first=FIRST, last=LAST)
    assert (list(found.values()), [(one.reason, one.text) for one in left]) == (["Day"], [("open", "Eve")])


def test_an_alarm_in_an_event_says_nothing_of_the_day():
    assert days("DTSTART;VALUE=DATE:20261225\nBEGIN:VALARM\nDTSTART:20261111T000000\nEND:VALARM") == ["2026-12-25"]


@pytest.mark.parametrize("text", ["", "hello", "<html></html>", "BEGIN:VCARD\nEND:VCARD", "\x00" * 100])
def test_what_is_no_calendar_is_refused(text: str):
    with pytest.raises(Invalid) as refused:
        read_holidays(text, first=FIRST, last=LAST)
    assert refused.value.code == "holidays_none"


@pytest.mark.parametrize(
    "text", ["BEGIN:VCALENDAR\n" + "\n" * 20_000, calendar(*["DTSTART;VALUE=DATE:20261225"] * 2001)]
)
def test_too_much_is_refused(text: str):
    with pytest.raises(Invalid) as refused:
        read_holidays(text, first=FIRST, last=LAST)
    assert refused.value.code == "holidays_too_many"


def test_the_dearest_file_that_is_let_in_is_read_within_seconds():
    event = (
        "DTSTART;VALUE=DATE:19700101\nRRULE:FREQ=YEARLY;COUNT=9999;BYMONTH=1,2,3,4,5,6,7,8,9,10,11,12;BYDAY=1MO,-1MO"
    )
    text = calendar(*[event] * 1500)
    began = time.perf_counter()
    _, left = read_holidays(text, first=FIRST, last=LAST)
    assert time.perf_counter() - began < 15
    assert {one.reason for one in left} == {"rule"}


@settings(deadline=None, max_examples=50)
@given(st.integers(0, 2**32))
def test_a_file_in_shreds_is_read_or_refused(seed: int):
    chance = Random(seed)
    text = calendar(
        "DTSTART;VALUE=DATE:20201225\nRRULE:FREQ=YEARLY;COUNT=3\nSUMMARY:a\\,b",
        "DTSTART;VALUE=DATE:20261230\nDURATION:P2D",
    )
    for _ in range(chance.randrange(1, 12)):
        at = chance.randrange(len(text))
        text = (
            text[:at]
            + chance.choice(["", "\r\n", ":", ";", "=", "\x00", "9", "BEGIN:", '"', "-"])
            + text[at + chance.randrange(3) :]
        )
    try:
        found, _ = read_holidays(text, first=FIRST, last=LAST)
    except Invalid:
        return
    assert all(FIRST <= day <= LAST for day in found)
