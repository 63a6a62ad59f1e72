"""Service hours over the doors: what admins set, what is refused with which sentence, and who sees it how soon."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from fairlead.brands import keep_hours
from fairlead.brands.keep_hours import ServiceHours
from fairlead.people.models import TeamRow
from tests.harness import Client, Installation

PATH = "/api/desk/service-hours"
DAY = [["09:00", "12:00"], ["13:00", "17:00"]]
WEEK = [*[DAY] * 5, [], []]


def asked(**more: Any) -> dict[str, Any]:
    return {"brand": "northlight", "kind": "brand", "revision": 0, "zone": "Europe/Berlin", "week": WEEK} | more


async def put(client: Client, **more: Any) -> httpx.Response:
    return await client.http.put(PATH, json=asked(**more))


async def test_a_brand_nobody_set_hours_for_is_open_around_the_clock(quiet_site: Installation):
    agent = await quiet_site.agent()
    told = (await agent.http.get(PATH, params={"brand": "northlight"})).json()
    own = told["hours"][0]
    assert (own["kind"], own["revision"], own["week"]) == ("brand", 0, [[["00:00", "24:00"]]] * 7)
    assert own["now"] == {"open": True, "opens_at": None, "closes_at": None}
    assert (told["channels"], told["regions"]) == (["chat", "ticket"], ["en", "zh-CN"])
    assert {"UTC", "Europe/Berlin", "Asia/Kolkata"} <= set(told["zones"])
    assert "EST5EDT" not in told["zones"]


async def test_what_an_admin_sets_stands_and_two_at_once_see_each_other(quiet_site: Installation):
    admin, other = await quiet_site.agent(role="admin"), await quiet_site.agent("Lena", role="admin")
    christmas = {"date": "2030-12-25", "name": "Christmas", "hours": []}
    first = (await put(admin, exceptions=[christmas])).raise_for_status().json()
    assert (first["week"], first["exceptions"]) == (WEEK, [christmas])
    stale = await put(other, zone="Asia/Tokyo")
    assert (stale.status_code, stale.json()["code"]) == (409, "edited_meanwhile")
    data = stale.json()["data"]
    assert (data["theirs"]["zone"], data["yours"]["zone"]) == ("Europe/Berlin", "Asia/Tokyo")
    again = (await put(other, zone="Asia/Tokyo", revision=data["theirs"]["revision"])).raise_for_status().json()
    assert again["revision"] == first["revision"] + 1
    gone = await admin.http.post(
        f"{PATH}/reset", json={"brand": "northlight", "kind": "brand", "revision": again["revision"]}
    )
    assert gone.status_code == 204
    # A version from before the reset never fits by chance.
    assert (await put(admin, revision=again["revision"])).status_code == 409


async def test_only_admins_change_them_and_nobody_sets_what_there_is_not(quiet_site: Installation):
    agent, admin = await quiet_site.agent(), await quiet_site.agent("Lena", role="admin")
    assert (await put(agent)).status_code == 403
    for kind, key in (("team", str(uuid4())), ("channel", "fax"), ("region", "fr"), ("brand", "x")):
        assert (await put(admin, kind=kind, key=key)).status_code == 404
    assert (await put(admin, kind="continent")).status_code in (400, 422)


WRONG: list[tuple[dict[str, Any], str, str | None]] = [
    ({"zone": "Europe/Atlantis"}, "hours_zone_unknown", None),
    ({"zone": ""}, "hours_zone_unknown", None),
    ({"zone": "../../etc/passwd"}, "hours_zone_unknown", None),
    ({"zone": "EST5EDT"}, "hours_zone_old", None),
    ({"week": [DAY] * 6}, "hours_week", None),
    ({"week": [[]] * 7}, "hours_never_open", None),
    ({"week": [[["9:00", "12:00"]], *WEEK[1:]]}, "hours_time", "1"),
    ({"week": [[["24:00", "24:00"]], *WEEK[1:]]}, "hours_time", "1"),
    ({"week": [[["٠٩:٠٠", "12:00"]], *WEEK[1:]]}, "hours_time", "1"),
    ({"week": [*WEEK[:4], [["22:00", "06:00"]], [], []]}, "hours_end", "5"),
    ({"week": [[["09:00", "09:00"]], *WEEK[1:]]}, "hours_end", "1"),
    ({"week": [[["09:00", "13:00"], ["12:00", "17:00"]], *WEEK[1:]]}, "hours_overlap", "1"),
    ({"week": [[["13:00", "17:00"], ["09:00", "12:00"]], *WEEK[1:]]}, "hours_order", "1"),
    ({"week": [[[f"{n:02}:00", f"{n:02}:30"] for n in range(9)], *WEEK[1:]]}, "hours_too_many", "1"),
    ({"exceptions": [{"date": "2027-02-29"}]}, "hours_date", None),
    ({"exceptions": [{"date": "20270228"}]}, "hours_date", None),
    ({"exceptions": [{"date": "2027-03-01"}] * 2}, "hours_date_twice", "2027-03-01"),
    ({"exceptions": [{"date": "2027-03-01", "hours": [["10:00", "09:00"]]}]}, "hours_end", "2027-03-01"),
]


async def test_bad_hours_are_refused_each_with_its_own_sentence(quiet_site: Installation):
    admin = await quiet_site.agent(role="admin")
    sentences = set()
    for change, code, day in WRONG:
        answer = await put(admin, **change)
        assert (answer.status_code, answer.json()["code"]) == (422, code), change
        assert (answer.json()["data"] or {}).get("day") == day
        assert "{" not in answer.json()["message"]
        sentences.add(answer.json()["message"])
        tried = {name: value for name, value in asked(**change).items() if name not in ("kind", "revision")}
        assert (await admin.http.post(f"{PATH}/preview", json=tried)).json()["code"] == code
    assert len(sentences) >= len({code for _, code, _ in WRONG})


async def test_an_old_zones_name_is_answered_with_the_one_that_is_meant(quiet_site: Installation):
    admin = await quiet_site.agent(role="admin")
    assert (await put(admin, zone="EST5EDT")).json()["data"]["instead"] == "America/New_York"


async def test_hours_that_touch_are_one_stretch_and_a_thousand_and_one_dates_too_many(quiet_site: Installation):
    admin = await quiet_site.agent(role="admin")
    kept = (await put(admin, week=[[["09:00", "12:00"], ["12:00", "17:00"]], *WEEK[1:]])).json()
    assert kept["week"][0] == [["09:00", "17:00"]]
    days = [(datetime(2027, 1, 1, tzinfo=UTC) + timedelta(days=n)).date().isoformat() for n in range(1001)]
    full = await put(admin, revision=kept["revision"], exceptions=[{"date": day} for day in days])
    assert full.json()["code"] == "exceptions_too_many"


async def test_the_nearest_hours_hold_and_the_wider_ones_where_there_are_none(quiet_site: Installation):
    admin, hours = await quiet_site.agent(role="admin"), quiet_site.system.hours
    team = uuid4().hex
    async with quiet_site.system.database.write() as session:
        session.add(TeamRow(id=team, brand_id=quiet_site.brand_id, name="wallet-ops"))
    for kind, key, zone in (
        ("brand", "", "UTC"), ("region", "zh-CN", "Asia/Shanghai"), ("channel", "chat", "Asia/Tokyo"), ("team", team, "Asia/Kolkata"),
    ):  # fmt: skip
        (await put(admin, kind=kind, key=key, zone=zone)).raise_for_status()

    async def zone(**wanted: str) -> str:
        return (await hours.calendar(quiet_site.brand_id, **wanted)).hours.zone

    assert await zone() == await zone(team="another", channel="ticket", region="en") == "UTC"
    assert await zone(region="zh-CN") == "Asia/Shanghai"
    assert await zone(channel="chat", region="zh-CN") == "Asia/Tokyo"
    assert await zone(team=team, channel="chat") == "Asia/Kolkata"


async def test_another_process_sees_a_change_once_what_it_kept_is_old(
    quiet_site: Installation, monkeypatch: pytest.MonkeyPatch
):
    admin = await quiet_site.agent(role="admin")
    elsewhere = ServiceHours(quiet_site.system.database, quiet_site.system.authorize)
    before = await elsewhere.calendar(quiet_site.brand_id)
    (await put(admin)).raise_for_status()
    assert await elsewhere.calendar(quiet_site.brand_id) is before
    assert keep_hours.KEPT_SECONDS <= 30
    monkeypatch.setattr(keep_hours, "KEPT_SECONDS", 0)
    after = await elsewhere.calendar(quiet_site.brand_id)
    assert after.hours.zone == "Europe/Berlin"
    # What nobody changed keeps the years it has laid out.
    assert await elsewhere.calendar(quiet_site.brand_id) is after


async def test_a_preview_tells_when_it_opens_without_keeping_anything(quiet_site: Installation):
    admin = await quiet_site.agent(role="admin")
    moment = datetime.now(UTC)
    day = (moment + timedelta(days=2)).date()
    week: list[Any] = [[], [], [], [], [], [], []]
    week[day.weekday()] = [["08:00", "09:00"]]
    told = (await admin.http.post(f"{PATH}/preview", json={"brand": "northlight", "zone": "UTC", "week": week})).json()
    assert told == {"open": False, "opens_at": f"{day}T08:00:00.000000Z", "closes_at": f"{day}T09:00:00.000000Z"}
    assert (await admin.http.get(PATH, params={"brand": "northlight"})).json()["hours"][0]["revision"] == 0


async def test_holidays_come_out_of_a_file_with_what_was_left_out(quiet_site: Installation):
    admin = await quiet_site.agent(role="admin")
    year = datetime.now(UTC).year + 1
    calendar = (
        f"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:{year}0501\r\nSUMMARY:Labour Day\r\nEND:VEVENT\r\n"
        f"BEGIN:VEVENT\r\nDTSTART:{year}0501T100000Z\r\nSUMMARY:A meeting\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    path = f"{PATH}/holidays"
    told = (await admin.http.post(path, json={"brand": "northlight", "calendar": calendar})).raise_for_status().json()
    assert told["holidays"] == [{"date": f"{year}-05-01", "name": "Labour Day"}]
    assert told["left_out"] == [{"line": 6, "reason": "time", "text": "A meeting"}]
    nothing = await admin.http.post(path, json={"brand": "northlight", "calendar": "hello"})
    assert (nothing.status_code, nothing.json()["code"]) == (422, "holidays_none")
    large = await admin.http.post(path, json={"brand": "northlight", "calendar": "x" * 300_000})
    assert large.status_code == 413


async def test_customers_are_told_when_a_person_is_back_and_by_which_clock(quiet_site: Installation):
    admin, nobody = await quiet_site.agent(role="admin"), quiet_site.anonymous()
    day = (datetime.now(UTC) + timedelta(days=2)).date()
    week: list[Any] = [[], [], [], [], [], [], []]
    week[day.weekday()] = [["08:00", "09:00"]]
    assert (await nobody.http.get("/api/w/northlight/here")).json()["back"] is None
    (await put(admin, kind="channel", key="chat", zone="Asia/Tokyo", week=week)).raise_for_status()
    back = f"{day - timedelta(days=1)}T23:00:00.000000Z"
    assert (await nobody.http.get("/api/w/northlight/here")).json()["back"] == back
    assert (await nobody.http.get("/api/w/northlight/home")).json()["back"] == back
    page = (await nobody.http.get("/help/northlight/en/contact?about=other&urgency=later&sign_in=no")).text
    assert page.count(f"people are back {day} 08:00 (Asia/Tokyo)") == 2
    # Tickets have hours of their own: the brand's, which nobody set.
    assert "wait not measured yet" in page


async def test_a_zone_that_was_abolished_leaves_the_wider_hours(quiet_site: Installation):
    """T02."""
    admin = await quiet_site.agent(role="admin")
    (await put(admin, kind="channel", key="chat")).raise_for_status()
    async with quiet_site.system.database.write() as session:
        row = (await keep_hours.store.hours_of_brand(session, quiet_site.brand_id))[0]
        row.content = row.content | {"zone": "Europe/Atlantis"}
    elsewhere = ServiceHours(quiet_site.system.database, quiet_site.system.authorize)
    assert (await elsewhere.calendar(quiet_site.brand_id, channel="chat")).hours.zone == "UTC"
    assert (await admin.http.get(PATH, params={"brand": "northlight"})).status_code == 200
