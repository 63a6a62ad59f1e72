"""What else a customer had is read beside the conversation at hand, which stays where it is, with what is being written."""

from typing import Any

from playwright.async_api import expect

from tests.browser.conftest import Demo, axe
from tests.browser.test_story import bubble, enter_desk, open_widget, reply, say, take
from tests.proving import others_when_proving


@others_when_proving("width,narrow,dark", [(1440, False, True), (320, True, False)])
async def test_an_earlier_conversation_is_read_in_the_pane_and_left_by_escape(
    demo: Demo, window: Any, width: int, narrow: bool, dark: bool
):
    first, second = f"Where was my first deposit {width}?", f"And my second deposit {width}?"
    page = await window()
    frame = await open_widget(page, demo, "northlight", "marco")
    await frame.get_by_role("button", name="Start a conversation").click()
    await say(frame, first)
    desk = await window(width=width, dark=dark)
    await enter_desk(desk, demo, "tomasz@desk.example")
    await take(desk, demo, "open", first)
    await reply(desk, "It was credited.")
    await expect(bubble(frame, "It was credited.")).to_be_visible()
    await desk.locator("header [aria-keyshortcuts=E]").click()
    await frame.get_by_role("button", name="Back").click()
    await frame.get_by_role("button", name="Start a conversation").click()
    await say(frame, second)

    await take(desk, demo, "open", second)
    here = desk.url
    await desk.locator("textarea").fill("Let me look")
    await desk.locator("textarea").press("Escape")
    pane = desk.get_by_role("complementary", name="Customer")
    if narrow:
        await desk.keyboard.press("i")
    await pane.get_by_role("button", name=first).press("Enter")
    look = pane.get_by_role("region", name="An earlier conversation")
    await expect(look).to_be_focused()
    await expect(look.get_by_text("It was credited.")).to_be_visible()
    await axe(desk, f"a look at an earlier conversation at {width}")
    assert await desk.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await desk.keyboard.press("Escape")
    await expect(look).to_have_count(0)
    await expect(pane.get_by_role("button", name=first)).to_be_focused()
    assert desk.url == here
    await expect(desk.locator("textarea")).to_have_value("Let me look")
