"""Connections as they are out there: networks that let no socket through, and lines that break in the middle."""

import re
from typing import Any

from playwright.async_api import Page, expect

from tests.browser.conftest import Demo
from tests.browser.test_story import bubble, enter_desk, open_widget, reply, say, take


def requests_of(page: Page) -> list[str]:
    """The addresses a window asks for, as it asks."""
    found: list[str] = []
    page.on("request", lambda request: found.append(request.url))
    return found


async def test_w30_behind_a_proxy_that_lets_no_socket_through_a_trader_and_a_person_talk_as_ever(
    demo: Demo, window: Any
):
    shop, desk = await window(), await window(width=1440)
    asked = requests_of(shop)
    demo.proxy.no_sockets = True
    try:
        frame = await open_widget(shop, demo, "seabright", "wei")
        question = "Is there any news about my deposit of yesterday?"
        await say(frame, question)
        await expect(frame.get_by_text(re.compile("bot, not a person|机器人")).first).to_be_visible(timeout=30_000)
        await frame.get_by_role("button", name=re.compile("Talk to a person|转人工")).last.click()

        await enter_desk(desk, demo, "ayu@desk.example")
        await take(desk, demo, "waiting", question)
        await reply(desk, "I am looking at it.")
        await expect(bubble(frame, "I am looking at it.")).to_have_count(1, timeout=30_000)

        assert any("/api/live/" in url for url in asked)

        # The line breaks while something is said: it arrives once, as it would over a socket.
        demo.proxy.refuse()
        demo.proxy.cut()
        await say(frame, "Said while the line was cut")
        await demo.proxy.accept()
        await expect(desk.get_by_text("Said while the line was cut")).to_have_count(1, timeout=30_000)
        await reply(desk, "I still hear you.")
        await expect(bubble(frame, "I still hear you.")).to_have_count(1, timeout=30_000)

        # The next page goes the way that is known to lead on, without trying the other first.
        asked.clear()
        await shop.reload()
        await shop.locator("button[aria-haspopup], button[aria-expanded]").first.click()
        again = shop.frame_locator("iframe").first
        await expect(again.get_by_text("I still hear you.").first).to_be_visible(timeout=30_000)
        assert any("/api/live/" in url for url in asked)
    finally:
        demo.proxy.no_sockets = False
