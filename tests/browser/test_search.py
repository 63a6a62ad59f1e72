"""The desk's search as an agent uses it: by keyboard, in English and in Chinese, from the words to the very entry."""

import re
from typing import Any

from playwright.async_api import Page, expect

from tests.browser.conftest import Demo
from tests.browser.test_story import enter_desk, open_widget, say

# The index follows within a moment, and a page that has answered does not ask again by itself.
INDEXED = """async (words) => {
    const answer = await fetch(`/api/desk/conversations/search?q=${encodeURIComponent(words)}`)
    return answer.ok && (await answer.json()).total > 0
}"""


def field(desk: Page, name: str = "Search conversations") -> Any:
    return desk.get_by_role("textbox", name=name)


async def test_an_agent_finds_what_was_said_by_keyboard_and_lands_on_the_entry(demo: Demo, window: Any):
    shop, desk = await window(), await window(width=1440)
    frame = await open_widget(shop, demo, "northlight", "marco")
    await frame.get_by_role("button", name="Start a conversation").click()
    await say(frame, "Tamarind deposits of mine are late")
    for number in range(14):
        await say(frame, f"and here is line {number} of the story")
    await say(frame, "提币也没到账，请查一下")
    await enter_desk(desk, demo, "tomasz@desk.example")

    await expect(desk.get_by_role("region", name="Queue")).to_be_visible()
    await desk.keyboard.press("/")
    await expect(desk).to_have_url(f"{demo.origin()}/desk/search")
    await expect(field(desk)).to_be_focused()
    await expect(desk.get_by_text("Search everything that was said")).to_be_visible()
    hits = desk.get_by_role("list", name="Conversations that were found").get_by_role("listitem")
    await desk.wait_for_function(INDEXED, arg="tamarind", polling=500)
    # While it is typed: an unfinished word, then another form of it.
    await desk.keyboard.type("tamarind depo")
    await expect(hits).to_have_count(1)
    await desk.keyboard.type("sit")
    await expect(desk).to_have_url(f"{demo.origin()}/desk/search?q=tamarind+deposit")
    await expect(hits.locator("mark")).to_have_text(["Tamarind", "deposits"])

    await desk.keyboard.press("ArrowDown")
    await expect(hits.first.get_by_role("link")).to_be_focused()
    await desk.keyboard.press("Enter")
    await expect(desk).to_have_url(re.compile(r"/desk/search/[0-9a-f]{32}\?q=tamarind\+deposit&at=1$"))
    found = desk.locator(".found")
    await expect(found).to_contain_text("Tamarind deposits of mine are late")
    await expect(found).to_be_in_viewport()
    await expect(desk.locator(".found")).to_have_count(0, timeout=6000)

    # A filter lives in the address; what it leaves nothing of says so, and offers the way out.
    await desk.get_by_role("button", name="Status: Any status").click()
    await desk.get_by_role("menuitemradio", name="Closed").click()
    await expect(desk).to_have_url(re.compile(r"status=closed"))
    await expect(desk.get_by_text("Nothing was found for “tamarind deposit”")).to_be_visible()
    await desk.get_by_role("button", name="Show without filters").click()
    await expect(hits).to_have_count(1)

    # From the command bar, wherever one is.
    await desk.keyboard.press("Control+k")
    await desk.keyboard.type("没到账")
    await desk.get_by_role("option", name="Search conversations for “没到账”").click()
    await expect(field(desk)).to_have_value("没到账")
    await expect(hits.locator("mark").first).to_have_text("没到账")


async def test_the_search_speaks_chinese_fits_a_phone_and_says_when_it_cannot_be_reached(demo: Demo, window: Any):
    shop, desk = await window(), await window(width=320, height=640, locale="zh-CN", dark=True)
    frame = await open_widget(shop, demo, "northlight", "marco")
    await frame.get_by_role("button", name="Start a conversation").click()
    await say(frame, "石榴石项链买错了怎么办")
    await enter_desk(desk, demo, "tomasz@desk.example")
    await desk.goto(f"{demo.origin()}/desk/search")
    await desk.wait_for_function(INDEXED, arg="石榴石", polling=500)
    await field(desk, "搜索对话").fill("石榴石")
    hit = desk.get_by_role("list", name="找到的对话").get_by_role("link")
    await expect(hit).to_have_count(1)
    await expect(hit.locator("mark")).to_have_text("石榴石")
    assert await desk.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await hit.click()
    await expect(desk.locator(".found")).to_contain_text("石榴石项链")
    await desk.get_by_role("button", name="返回列表").click()
    await expect(hit).to_be_visible()

    demo.proxy.refuse()
    demo.proxy.cut()
    await field(desk, "搜索对话").fill("石榴")
    await expect(desk.get_by_text("搜索未能完成")).to_be_visible()
    await demo.proxy.accept()
    await expect(hit).to_have_count(1, timeout=20_000)
