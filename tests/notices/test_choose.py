"""What a customer has chosen to be told of is told, in quiet hours later, danger always; and all that was told is listed."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from fairlead.conversations.models import ConversationRow
from fairlead.infra.jobs import READY
from fairlead.kit import clock
from fairlead.kit.clock import DAY, HOUR, MINUTE, SECOND
from fairlead.kit.errors import Invalid
from fairlead.notices.models import SentNoticeRow
from fairlead.notices.rules import WHAT, Choices, Quiet, checked_choices, quiet_until, written
from fairlead.notices.store import forget_ended
from tests.channels.portal.portal import PORTAL, PortalBrowser
from tests.harness import make_settings, site_token
from tests.notices.test_push import Told, told_by
from tests.proving import both_when_proving
from tests.push_service import push_service

ZONES = ("UTC", "Asia/Shanghai", "Asia/Kathmandu", "America/New_York", "Australia/Lord_Howe", "Europe/Berlin")
minutes = st.integers(0, 1439)
# Wall clocks of any zone: hypothesis takes bounds that have none.
FIRST, LAST = datetime.fromisoformat("2024-01-01"), datetime.fromisoformat("2028-01-01")


@settings(deadline=None, max_examples=300)
@given(minutes, minutes, st.sampled_from(ZONES), st.datetimes(FIRST, LAST))
def test_quiet_ends_after_now_within_a_day_and_it_is_quiet_no_more(begin: int, end: int, zone: str, at: datetime):
    """Against a clock that is simply looked at minute by minute."""
    if begin == end:
        return
    moment = int(at.replace(tzinfo=UTC, microsecond=0).timestamp()) * SECOND
    until = quiet_until(Quiet(begin, end, zone), moment)

    def is_quiet(instant: int) -> bool:
        local = datetime.fromtimestamp(instant // SECOND, ZoneInfo(zone))
        minute = local.hour * 60 + local.minute
        return begin <= minute < end if begin < end else not end <= minute < begin

    assert (until is not None) == is_quiet(moment)
    if until is not None:
        # A day on which clocks are put back has 25 hours.
        assert moment < until <= moment + DAY + HOUR
        assert not is_quiet(until)


def test_on_days_on_which_clocks_are_changed_the_end_is_there_all_the_same():
    def at(text: str) -> int:
        return int(datetime.fromisoformat(text).timestamp()) * SECOND

    # 02:30 is not there on the night clocks go forward: it is 03:30 then.
    night = Quiet(22 * 60, 150, "Europe/Berlin")
    assert quiet_until(night, at("2026-03-29T00:30+01:00")) == at("2026-03-29T03:30+02:00")
    # And comes twice when they go back: the first, and for who asks in the second hour the second.
    assert quiet_until(night, at("2026-10-25T00:30+02:00")) == at("2026-10-25T02:30+02:00")
    assert quiet_until(night, at("2026-10-25T02:10+01:00")) == at("2026-10-25T02:30+01:00")


@pytest.mark.parametrize(
    ("off", "quiet"),
    [
        (["everything"], None),
        ([], ("22:00", "22:00", "UTC")),
        ([], ("24:00", "07:00", "UTC")),
        ([], ("9:00", "10:00", "UTC")),
        ([], ("٠٩:٠٠", "10:00", "UTC")),
        ([], ("22:00", "07:00", "Mars/Olympus")),
        ([], ("22:00", "07:00", "../../etc/passwd")),
        ([], ("22:00", "07:00", "")),
        ([], ("22:00", "07:00", "A" * 65)),
    ],
)
def test_what_is_no_choice_is_refused(off: list[str], quiet: tuple[str, str, str] | None):
    with pytest.raises(Invalid, match="invalid_field"):
        checked_choices(off, quiet)
    assert checked_choices([*WHAT], ("22:00", "07:00", "UTC")) == Choices(frozenset(WHAT), Quiet(1320, 420, "UTC"))


def quiet_now() -> dict[str, str]:
    """Around this minute."""
    local = datetime.now(UTC)
    minute = local.hour * 60 + local.minute
    return {"begin": written((minute - 60) % 1440), "end": written((minute + 60) % 1440), "zone": "UTC"}


@both_when_proving
async def test_what_he_chose_is_kept_to_and_what_was_told_he_finds_in_the_portal(database_url: str, tmp_path: Path):
    async with push_service() as service:
        made = make_settings(tmp_path, database_url, push_services=service.origin, push_after=0)
        async with told_by(made, service) as told:
            await told.begin()
            await _story(told)
        assert not service.faults


async def _story(told: Told) -> None:
    customer, path = told.customer.http, "/api/notices/choices"

    async def choose(**choices: Any) -> None:
        answer = await customer.put(path, json=choices)
        assert answer.status_code == 200, answer.text

    refused = await customer.put(path, json={"off": ["all"]})
    assert (refused.status_code, refused.json()["code"]) == (422, "invalid_field")
    visitor = await told.site.visitor()
    assert (await visitor.http.put(path, json={"off": []})).json()["code"] == "push_sign_in"
    # Switched off nothing is told; of danger he is told all the same.
    await choose(off=["replied"])
    number = await told.reply()
    assert told.service.received == []
    assert (await customer.get("/api/notices")).json()["sent"] == []
    await told.read(number)
    await danger(told, True)
    number = await told.reply()
    assert len(told.service.received) == 1
    await told.read(number)
    await danger(told, False)
    # In quiet hours it waits until they are over, and is told once then if it is unread still.
    await choose(off=[], quiet=quiet_now())
    await told.reply()
    assert len(told.service.received) == 1
    [waiting] = [job for job in await told.jobs() if job.state == READY]
    assert 58 * MINUTE < waiting.run_at - clock.now() <= HOUR
    await choose(off=[])
    await told.react()
    assert len(told.service.received) == 2
    await told.react()
    assert len(told.service.received) == 2
    # Both stand in the list, in the words that were told, and nobody else's.
    listed = (await customer.get("/api/notices")).json()
    assert [one["body"] for one in listed["sent"]] == [one.notice["body"] for one in told.service.received]
    assert listed["choices"] == {"off": [], "quiet": None} and listed["before"] is None
    assert (await (await told.site.customer("1112223334")).http.get("/api/notices")).json()["sent"] == []
    assert (await customer.get("/api/notices?before=soon")).json()["code"] == "invalid_field"
    await _portal(told)
    # After a year it is forgotten.
    async with told.site.system.database.write() as session:
        await session.execute(update(SentNoticeRow).values(sent_at=clock.now() - 366 * DAY))
        await forget_ended(session)
    assert (await customer.get("/api/notices")).json()["sent"] == []


async def danger(told: Told, is_there: bool) -> None:
    async with told.site.system.database.write() as session:
        mine = update(ConversationRow).where(ConversationRow.id == told.talk)
        await session.execute(mine.values(calm=not is_there))


async def _portal(told: Told) -> None:
    browser = PortalBrowser(told.site)
    try:
        await browser.enter(site_token())
        page = await browser.open(f"{PORTAL}/notices")
        assert page.count("Northlight support has replied") == 2
        assert page.count(f"talk={told.talk}") == 2
        where, hidden = browser.form_at(f"{PORTAL}/notices")
        full = hidden | {"tell.waits": "yes", "quiet": "yes", "begin": "21:30", "end": "06:15", "zone": "Asia/Tokyo"}
        wrong = await browser.send_to(where, **(full | {"zone": "Moon"}))
        assert browser.page.status_code == 422 and 'value="Moon"' in wrong and 'value="21:30"' in wrong
        done = await browser.send_to(where, **full)
        assert "Saved." in done and 'value="Asia/Tokyo"' in done
        chosen = (await told.customer.http.get("/api/notices")).json()["choices"]
        assert chosen["quiet"] == {"begin": "21:30", "end": "06:15", "zone": "Asia/Tokyo"}
        assert chosen["off"] == ["replied", "late", "moved"]
        assert 'name="tell.waits" value="yes" checked' in await browser.open(f"{PORTAL}/notices?locale=zh-CN")
        assert "免打扰" in browser.page.text
    finally:
        await browser.http.aclose()
