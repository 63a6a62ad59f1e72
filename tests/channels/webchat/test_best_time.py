"""When it is best to ask is told as it was: by the customer's own clocks, from enough cases, and not where it makes no difference."""

from datetime import UTC, datetime
from statistics import median
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from fairlead.channels.webchat.rules import CASES, SLOT, Hour, Stretch, best_of, by_hour
from fairlead.conversations.models import ConversationRow, WaitRow
from fairlead.kit import clock
from fairlead.kit.clock import DAY, HOUR, MINUTE, SECOND
from tests.harness import Installation
from tests.routing.queue import waits

ZONES = ("UTC", "Asia/Shanghai", "Asia/Kathmandu", "America/St_Johns", "Europe/Berlin")


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.tuples(st.integers(0, 28 * 96 - 1), st.integers(0, 4 * HOUR)), max_size=300),
    st.sampled_from(ZONES),
)
def test_each_hour_is_the_median_of_those_who_began_in_it_by_the_clocks_there(waited: list[tuple[int, int]], name: str):
    zone, first = ZoneInfo(name), 1_700_000_100 * SECOND // SLOT
    slots: dict[int, list[int]] = {}
    expected: dict[tuple[int, int], list[int]] = {}
    for slot, lasted in waited:
        slots.setdefault(first + slot, []).append(lasted)
        # At whatever minute of the quarter he began.
        began = datetime.fromtimestamp((first + slot) * SLOT // SECOND + 14 * 60, UTC).astimezone(zone)
        expected.setdefault((began.isoweekday(), began.hour), []).append(lasted)
    assert by_hour(slots, zone) == [
        Hour(weekday, hour, round(round(median(found)) / SECOND))
        for (weekday, hour), found in sorted(expected.items())
        if len(found) >= CASES
    ]


def test_the_quickest_hours_are_told_and_none_where_it_makes_no_difference():
    week = [Hour(2, hour, 90 if hour in (9, 10) else 900) for hour in range(6, 14)]
    assert best_of([*week, Hour(3, 23, 80)]) == [Stretch(2, 9, 11, 90), Stretch(3, 23, 24, 80)]
    assert best_of(week[:5]) == []
    assert best_of([Hour(2, hour, 100) for hour in range(12)]) == []


async def test_a_customer_is_told_when_people_answered_soonest_where_he_is(quiet_site: Installation):
    site = quiet_site
    monday = (clock.now() // DAY // 7 * 7 - 10) * DAY + 4 * DAY
    monday -= (datetime.fromtimestamp(monday // SECOND, UTC).isoweekday() - 1) * DAY
    for hour in range(6):
        for case in range(CASES):
            began = monday + (8 + hour) * HOUR + case * 7 * MINUTE
            lasted = (3 if hour in (2, 3) else 40) * MINUTE
            one = await waits(site.system, site.brand_id)
            async with site.system.database.write() as session:
                values = {"waiting_since": None, "first_human_at": began + lasted}
                await session.execute(update(ConversationRow).where(ConversationRow.id == one).values(**values))
                for seq, ended in ((2, began + lasted), (4, began + lasted + HOUR)):
                    # The second is a later wait of the same matter, and no first answer.
                    row = WaitRow(
                        conversation_id=one,
                        seq=seq,
                        brand_id=site.brand_id,
                        locale="en",
                        lasted=lasted if seq == 2 else SECOND,
                        ended_at=ended,
                    )
                    session.add(row)
    anybody = site.anonymous()
    told = (await anybody.http.get("/api/w/northlight/best-times", params={"zone": "Asia/Shanghai"})).json()
    assert told["zone"] == "Asia/Shanghai"
    assert told["best"] == [{"weekday": 1, "begin": 18, "until": 20, "usual": 180}]
    assert [hour["hour"] for hour in told["hours"]] == [16, 17, 18, 19, 20, 21]
    at_home = (await anybody.http.get("/api/w/northlight/best-times")).json()
    assert (at_home["zone"], at_home["best"][0]["begin"]) == ("UTC", 10)
    assert (await anybody.http.get("/api/w/northlight/best-times", params={"locale": "zh-CN"})).json()["hours"] == []
    for bad in ("Mars/Olympus", "../etc", "x" * 65, "\u00e9"):
        refused = await anybody.http.get("/api/w/northlight/best-times", params={"zone": bad})
        assert (refused.status_code, refused.json()["data"]) == (422, {"field": "zone"}), refused.text
    page = (await anybody.http.get("/help/northlight/en/contact?about=other&urgency=later&sign_in=yes")).text
    assert "Monday 10:00 to 12:00: a person answers in about 3 min" in page
