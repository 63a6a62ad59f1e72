"""Every face at 320, 768 and 1440 pixels, light and dark: axe finds nothing, and nothing is wider than the screen."""

import asyncio
import os
import re
from contextlib import suppress
from typing import Any, Literal

import pytest
from playwright.async_api import Error, Page, expect

from tests.browser.conftest import OF_COLOURS, Demo, axe, running
from tests.browser.test_story import enter_desk, open_widget, say

PROVING = os.environ.get("FAIRLEAD_PROVE") == "1"
# The one between is looked at with the full counts: what breaks, breaks where there is least room, or most.
SIZES = [(320, 640), (768, 1024), (1440, 860)] if PROVING else [(320, 640), (1440, 860)]
pytestmark = pytest.mark.prove
SCHEMES: tuple[Literal["light", "dark"], ...] = ("dark", "light")


@pytest.fixture(params=SIZES, ids=lambda size: f"{size[0]}px")
def size(request: pytest.FixtureRequest) -> dict[str, int]:
    return {"width": request.param[0], "height": request.param[1]}


# A brand's colour follows the scheme by a listener of ours, in a moment.
PAINTED = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))"


async def no_overflow(page: Page, where: str) -> None:
    for frame in page.frames:
        # A window that has just got another size is laid out anew in a moment.
        with suppress(Error):
            fits = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
            await frame.wait_for_function(fits, timeout=3000)
        wider = await frame.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wider <= 0, f"{where}: {wider} px wider than the screen"


async def fine(page: Page, where: str) -> None:
    await no_overflow(page, where)
    for scheme, only in zip(SCHEMES, (None, OF_COLOURS), strict=True):
        await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        for frame in running(page):
            await frame.evaluate(PAINTED)
        await axe(page, f"{where}, {scheme}", only=only)


async def test_axe_finds_nothing_in_the_widget(demo: Demo, window: Any, size: dict[str, int]):
    page = await window(**size)
    for exchange, trader in (("northlight", "lin"), ("seabright", "wei")):
        frame = await open_widget(page, demo, exchange, trader)
        await expect(frame.get_by_role("button").first).to_be_visible()
        await page.wait_for_load_state("networkidle")
        await fine(page, f"{exchange} home")
    await say(frame, "充值已确认但没有到账")
    await expect(frame.get_by_text("机器人").first).to_be_visible()
    await fine(page, "conversation")
    await frame.get_by_role("button", name="保存").click()
    await expect(frame.get_by_role("article")).to_be_visible()
    await fine(page, "transcript")


async def test_axe_finds_nothing_in_the_help_center(demo: Demo, window: Any, size: dict[str, int]):
    page = await window(**size)
    for where in (
        "/help/northlight/en/",
        "/help/northlight/en/a/deposit-not-credited",
        "/help/northlight/en/search?q=withdrawal",
        "/help/northlight/en/contact?from=deposit-not-credited",
        "/help/northlight/en/contact?about=hacked&sign_in=no",
        "/help/northlight/v/000000000000",
        "/help/seabright/zh-CN/",
        "/help/seabright/zh-CN/a/why-was-i-liquidated",
        "/help/seabright/zh-CN/a/nothing-here",
    ):
        await page.goto(f"{demo.origin()}{where}")
        await fine(page, where)


async def test_axe_finds_nothing_in_the_desk(demo: Demo, window: Any, size: dict[str, int]):
    customer = await window()
    frame = await open_widget(customer, demo, "northlight", "marco")
    await frame.get_by_role("button", name="Start a conversation").click()
    await say(frame, f"Question for {size['width']}")
    page = await window(**size)
    await page.goto(f"{demo.origin()}/desk")
    await expect(page.locator("input[type=email]")).to_be_visible()
    await fine(page, "sign-in")
    await enter_desk(page, demo, "tomasz@desk.example")
    await page.goto(f"{demo.origin()}/desk/waiting")
    await expect(page.get_by_text(f"Question for {size['width']}").first).to_be_visible()
    await fine(page, "queue")
    await page.get_by_text(f"Question for {size['width']}").first.click()
    await expect(page.locator("textarea").last).to_be_visible()
    await fine(page, "conversation")
    await page.keyboard.press("Control+k")
    await expect(page.get_by_role("combobox")).to_be_focused()
    await fine(page, "command bar")
    await page.keyboard.type("another agent")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("option", name="Sven").first).to_be_visible()
    await fine(page, "command bar, second step")
    await page.keyboard.type("nobody at all")
    await expect(page.get_by_text("Nothing fits").first).to_be_visible()
    await fine(page, "command bar, nothing found")
    await page.goto(f"{demo.origin()}/desk/search?q=question")
    await expect(
        page.get_by_role("list", name="Conversations that were found").get_by_role("listitem").first
    ).to_be_visible()
    await fine(page, "search")
    await page.goto(f"{demo.origin()}/desk/admin/jobs")
    await page.wait_for_load_state("networkidle")
    await fine(page, "jobs")
    await page.goto(f"{demo.origin()}/desk/admin/agents")
    await page.get_by_role("button", name="Add agent").click()
    await expect(page.get_by_role("group", name="Teams")).to_be_visible()
    await page.get_by_role("button", name="Save").click()
    await fine(page, "a new agent, with what is missing")
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="More for Sven").click()
    await expect(page.get_by_role("menuitem", name="Deactivate")).to_be_visible()
    await fine(page, "agents, with a menu")
    await page.goto(f"{demo.origin()}/desk/account")
    await page.get_by_role("button", name="Change password").click()
    await expect(page.get_by_role("list", name="Where you are signed in").get_by_role("listitem").first).to_be_visible()
    await fine(page, "account")


async def test_axe_finds_nothing_while_a_list_is_only_coming(demo: Demo, window: Any):
    page = await window(width=320, height=480)
    await enter_desk(page, demo, "tomasz@desk.example")
    for answer, where in (("mentions", "/desk/mentions"), ("conversations", "/desk/open")):
        # What is asked for stays away until the page is left.
        await page.route(re.compile(rf"/api/desk/{answer}\b"), lambda _: asyncio.sleep(0))
        await page.goto(f"{demo.origin()}{where}")
        await expect(page.locator(".skeleton").first).to_be_visible()
        await fine(page, f"{where} is loading")
