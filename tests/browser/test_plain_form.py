"""Customers without JavaScript, in a Chromium that runs none: from each of our pages to a person's answer."""

import re
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import Demo
from tests.browser.test_axe import fine
from tests.browser.test_story import enter_desk, reply, take
from tests.proving import others_when_proving

IN_BOTH_SIZES = others_when_proving("size", [(320, 640), (1440, 860)], indirect=True, ids=["320px", "1440px"])


@pytest.fixture
def size(request: pytest.FixtureRequest) -> dict[str, int]:
    return {"width": request.param[0], "height": request.param[1]}


@pytest.fixture
async def plain(browser: Browser, size: dict[str, int]) -> AsyncIterator[BrowserContext]:
    """A browser with JavaScript switched off."""
    context = await browser.new_context(viewport=size, java_script_enabled=False, locale="en")
    context.set_default_timeout(30_000)
    yield context
    await context.close()


async def looked_at(plain: BrowserContext, page: Page, window: Any, size: dict[str, int]) -> None:
    """axe is a script: the same page, with the same cookies, where scripts run; in light and dark."""
    for dark in (False, True):
        other = await window(**size, dark=dark)
        await other.context.add_cookies(await plain.cookies())
        await other.goto(page.url)
        await fine(other, page.url)


@IN_BOTH_SIZES
@pytest.mark.parametrize("start", ["exchange", "chat", "help center"])
async def test_each_page_leads_to_the_form_when_no_script_runs(demo: Demo, plain: BrowserContext, start: str):
    page = await plain.new_page()
    if start == "exchange":
        await page.goto(demo.exchange("northlight", "/?lang=ar"))
        await page.get_by_role("link", name="تواصل مع الدعم").click()
        await expect(page).to_have_url(re.compile(r"/w/northlight/form\?locale=ar&page=trade&pair="))
        await expect(page.locator("html")).to_have_attribute("dir", "rtl")
    elif start == "chat":
        await page.goto(f"{demo.origin()}/w/northlight/chat")
    else:
        await page.goto(f"{demo.origin()}/help/northlight/en/")
        await page.get_by_role("link", name="Contact us without JavaScript").click()
    await expect(page).to_have_url(re.compile("/w/northlight/form"))
    await expect(page.get_by_role("textbox").last).to_be_visible()


@IN_BOTH_SIZES
async def test_a_customer_without_javascript_is_answered_by_the_bot_and_by_a_person(
    demo: Demo, plain: BrowserContext, window: Any, size: dict[str, int]
):
    page, desk = await plain.new_page(), await window(width=1440)
    await page.goto(f"{demo.origin()}/w/northlight/form")
    await looked_at(plain, page, window, size)
    await page.get_by_label("Your name").fill("Lin")
    # With the keyboard alone; what a browser can see by itself it says by itself.
    await page.get_by_label("What happened?").focus()
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page).to_have_url(re.compile("/form$"))
    text = f"My deposit is confirmed but has not been credited {uuid4().hex[:6]}"
    await page.get_by_label("What happened?").fill(text)
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page).to_have_url(re.compile("/form/[0-9a-f]{32}$"))
    await expect(page.get_by_role("heading", level=1)).to_contain_text("My deposit is confirmed")
    async with page.expect_navigation():
        await page.get_by_role("link", name="See new answers").click()
    bot = page.locator("li.bot")
    for _ in range(20):
        if await bot.locator("ol.choices").count():
            break
        await page.wait_for_timeout(250)
        await page.reload()
    await expect(bot.get_by_role("link").first).to_have_attribute("href", re.compile("/help/northlight/en/a/"))
    # What the bot asks can be answered by the number of a choice.
    await expect(bot.last.locator("ol.choices li").first).to_have_text("TRON (TRC20)")
    await looked_at(plain, page, window, size)

    # Here people are asked from the first word on: who waits is told where he stands, and need not ask for one.
    await expect(page.get_by_text(re.compile(r"You are (next|number \d+ in line)\."))).to_be_visible()
    await expect(page.get_by_role("button", name="Talk to a person")).to_have_count(0)
    await enter_desk(desk, demo, "sven@desk.example")
    await take(desk, demo, "waiting", text)
    answer = f"I have found it, Lin. {uuid4().hex[:6]}"
    await reply(desk, answer)
    await expect(desk.get_by_text(answer).first).to_be_visible()
    for _ in range(20):
        await page.get_by_role("link", name="See new answers").click()
        if await page.get_by_text(answer).count():
            break
    await expect(page.get_by_text(answer)).to_be_visible()
    await expect(page.get_by_text("is taking care of this.")).to_be_visible()
    await page.get_by_label("Write more").fill("Thank you!")
    await page.get_by_role("button", name="Send").click()
    await expect(page.locator("li.customer").last).to_contain_text("Thank you!")
    await looked_at(plain, page, window, size)
    await page.get_by_role("link", name="All your conversations").click()
    await expect(page.get_by_role("link", name=re.compile("My deposit is confirmed"))).to_be_visible()
    await expect(page.get_by_label("Your name")).to_have_count(0)


@IN_BOTH_SIZES
async def test_what_is_refused_is_said_beside_the_field_and_nothing_typed_is_lost(
    demo: Demo, plain: BrowserContext, window: Any, size: dict[str, int]
):
    page = await plain.new_page()
    await page.goto(f"{demo.origin()}/w/seabright/form?locale=zh-CN")
    box = page.get_by_label("发生了什么？")
    await box.fill("\u3164\u2800\u200b")
    await page.get_by_role("button", name="发送").click()
    await expect(box).to_have_accessible_description(re.compile("消息为空"))
    await expect(box).to_have_value("\u3164\u2800\u200b")
    await box.fill("充值未到账")
    await page.get_by_role("button", name="发送").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("充值未到账")
    await page.goto(f"{demo.origin()}/w/seabright/form/nothing?locale=zh-CN")
    await expect(page.get_by_role("heading", level=1)).to_have_text("没有找到这个会话")
    await looked_at(plain, page, window, size)
