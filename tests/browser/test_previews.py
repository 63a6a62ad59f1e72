"""A link to an article of ours says what it is about, on both sides; a link to elsewhere says nothing."""

from typing import Any
from uuid import uuid4

from playwright.async_api import expect

from tests.browser.conftest import Demo
from tests.browser.test_axe import fine
from tests.browser.test_story import bubble, enter_desk, let_go, open_widget, say, take


async def test_an_article_that_an_agent_links_is_shown_with_its_title_and_opens_in_the_widget(demo: Demo, window: Any):
    page, desk = await window(width=320, height=640), await window(width=1440)
    frame = await open_widget(page, demo, "northlight", "marco")
    await frame.get_by_role("button", name="Start a conversation").click()
    text = f"What does it cost? {uuid4().hex[:6]}"
    await say(frame, text)
    await expect(bubble(frame, text)).to_be_visible()
    await enter_desk(desk, demo, "sven@desk.example")
    await take(desk, demo, "open", text)
    link = f"{demo.origin()}/help/northlight/en/a/trading-and-withdrawal-fees"
    await let_go(desk, demo, f"See https://elsewhere.example/help/northlight/en/a/x and {link}")
    card = frame.get_by_role("button", name="What fees do I pay?").last
    await expect(card).to_be_visible()
    await expect(frame.locator("button.card")).to_have_count(1)
    # Nothing of the conversation is wider than what it stands in.
    assert await frame.get_by_role("log").evaluate("log => log.scrollWidth <= log.clientWidth")
    at_desk = desk.locator("a.card", has_text="What fees do I pay?")
    await expect(at_desk).to_have_count(1)
    await expect(at_desk).to_have_attribute("href", "/help/northlight/en/a/trading-and-withdrawal-fees")
    await fine(page, "a link's card in the widget")
    await fine(desk, "a link's card at the desk")
    await card.press("Enter")
    await expect(frame.get_by_role("heading", level=1)).to_have_text("What fees do I pay?")
