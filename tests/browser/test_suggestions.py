"""What is typed into the widget is met with articles, and one that is opened says which search led to it."""

from typing import Any

from playwright.async_api import expect

from tests.browser.conftest import Demo
from tests.browser.test_axe import fine
from tests.browser.test_story import open_widget


async def test_articles_are_suggested_on_both_kinds_of_home_and_what_is_opened_names_its_search(
    demo: Demo, window: Any
):
    page = await window(width=1280, height=800)
    for exchange, trader, words in (("northlight", "lin", "deposit late"), ("seabright", "wei", "充值没到账")):
        frame = await open_widget(page, demo, exchange, trader)
        await frame.locator("input[data-first]").fill(words)
        first = frame.locator(".results li, .suggestions button").first
        await expect(first).to_be_visible()
        await fine(page, f"suggestions of {exchange}")
        async with page.expect_request(lambda request: "/articles/" in request.url) as asked:
            await first.click()
        assert "?q=" in (await asked.value).url
        await expect(frame.get_by_role("article")).to_be_visible()
        await expect(frame.locator("article h1")).not_to_be_empty()
