"""The button on pages without JavaScript: one link, one confirmation, and nothing that stands before it, not even a cookie."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from fairlead.app import System
from fairlead.emergency.rules import NEWCOMERS
from tests.channels.webchat.plain import Browser
from tests.emergency.ground import emergencies, press
from tests.harness import Installation, installation, make_settings

PAGE = "/w/northlight/emergency"


@pytest.fixture
async def site(database_url: str, tmp_path: Path) -> AsyncIterator[Installation]:
    """Nothing happens by the clock."""
    async with installation(make_settings(tmp_path, database_url), worker=False) as made:
        yield made


@pytest.fixture
async def browser(site: Installation) -> AsyncIterator[Browser]:
    made = Browser(site)
    yield made
    await made.http.aclose()


async def count(system: System) -> int:
    return len(await emergencies(system))


async def test_one_press_and_one_confirmation_lead_to_the_conversation_where_he_can_write_on(
    site: Installation, browser: Browser
):
    said = await browser.open(PAGE, **{"Accept-Language": "zh-CN"})
    assert "按下后会发生什么" in said
    assert await count(site.system) == 0
    said = await browser.send(button="emergency")
    assert browser.page.status_code == 200
    assert "已通知工作人员" in said
    talk = re.search(r'class="go" href="([^"]+)"', said)
    assert talk is not None
    said = await browser.open(talk[1].replace("&amp;", "&"))
    assert "我的账户正在被盗" in said
    assert "绝不会索要密码" in said
    assert "UID" in await browser.send("I am 5571234509")
    await browser.open(PAGE)
    await browser.send(button="emergency")
    assert await count(site.system) == 1


async def test_without_cookies_and_sent_twice_it_is_one_matter(site: Installation, browser: Browser):
    await browser.open(PAGE)
    page = browser.page
    for _ in range(2):
        browser.http.cookies.clear()
        browser.page = page
        assert "People have been alerted" in await browser.send(button="emergency")
    assert await count(site.system) == 1


async def test_a_form_that_was_altered_is_a_press_and_one_from_elsewhere_is_none(site: Installation, browser: Browser):
    await browser.open(PAGE)
    assert "People have been alerted" in await browser.send(button="emergency", key="whatever")
    await browser.open(PAGE)
    await browser.send(button="emergency", headers={"Origin": "https://evil.example"})
    assert browser.page.status_code == 403
    await browser.open(PAGE)
    browser.http.cookies.clear()
    await browser.send(button="emergency", session="fls_short")
    assert browser.page.status_code == 422
    assert await count(site.system) == 1
    assert (await browser.http.get("/w/nowhere/emergency")).status_code == 404


async def test_who_is_refused_for_the_flood_of_others_reads_what_he_can_do_himself(
    site: Installation, browser: Browser
):
    for _ in range(NEWCOMERS):
        await press(site.anonymous())
    await browser.open(PAGE)
    said = await browser.send(button="emergency")
    assert browser.page.status_code == 429
    assert "Sign in and press again" in said
    assert "What you can do yourself" in said


async def test_every_page_of_help_center_form_and_portal_leads_there(site: Installation, browser: Browser):
    for path in ("/help/northlight/en/", "/help/northlight/en/contact", "/w/northlight/form", "/w/northlight/tickets"):
        assert '"/w/northlight/emergency?locale=en"' in await browser.open(path), path
