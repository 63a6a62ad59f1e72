"""The button on pages without JavaScript: one link, one confirmation, and nothing that stands before it, not even a cookie."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from fairlead.app import System
from tests.channels.webchat.plain import Browser
from tests.emergency.ground import emergencies
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


async def test_without_cookies_altered_or_from_elsewhere_it_is_one_matter_a_press_and_none(
    site: Installation, browser: Browser
):
    await browser.open(PAGE)
    page = browser.page
    for altered in ({}, {}, {"key": "whatever"}):
        browser.http.cookies.clear()
        browser.page = page
        assert "People have been alerted" in await browser.send(button="emergency", **altered)
    assert await count(site.system) == 1
    await browser.open(PAGE)
    await browser.send(button="emergency", headers={"Origin": "https://evil.example"})
    assert browser.page.status_code == 403
    # What cannot be taken says what helps at once.
    await browser.open(PAGE)
    browser.http.cookies.clear()
    said = await browser.send(button="emergency", session="fls_short")
    assert browser.page.status_code == 422
    assert "What you can do yourself" in said
    assert await count(site.system) == 1
    assert (await browser.http.get("/w/nowhere/emergency")).status_code == 404
    for path in ("/help/northlight/en/", "/help/northlight/en/contact", "/w/northlight/form", "/w/northlight/tickets"):
        assert '"/w/northlight/emergency?locale=en"' in await browser.open(path), path
