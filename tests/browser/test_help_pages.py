"""The help center in Chromium, with and without JavaScript: answers about an article, the way to a person, what a search engine
reads, and help on the exchange's own pages."""

import json
from typing import Any

from playwright.async_api import Browser, Page, expect

from tests.browser.conftest import Demo, axe
from tests.browser.test_hostile_text import INTRUDERS, SHORT, Trap

ARTICLE = "/help/northlight/en/a/deposit-not-credited"


async def complain(page: Page) -> None:
    """From the article to the reason, as a reader does."""
    await page.get_by_role("button", name="No", exact=True).click()
    await page.get_by_label("My case is not covered").check()
    await page.get_by_label("In your words").fill(" ".join(SHORT))
    await page.get_by_role("button", name="Send").click()
    await expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    await expect(page.get_by_role("button", name="Send")).to_have_count(0)


async def test_a_reader_answers_without_leaving_the_article(demo: Demo, window: Any):
    page = await window(width=1440, height=860)
    trap = Trap(page)
    await page.goto(f"{demo.origin()}{ARTICLE}")
    await page.get_by_role("button", name="No", exact=True).focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    # The one who hears the page is told where he is.
    assert await page.evaluate("document.activeElement.id") == "thanks"
    await axe(page, "asked why")
    await page.get_by_label("My case is not covered").check()
    await page.get_by_label("In your words").fill(" ".join(SHORT))
    await page.get_by_role("button", name="Send").click()
    await expect(page.get_by_role("button", name="Send")).to_have_count(0)
    assert page.url.endswith(ARTICLE)
    assert not trap.sprung
    assert await page.evaluate(INTRUDERS) == []


async def test_without_javascript_a_reader_answers_and_finds_the_way_to_a_person(demo: Demo, browser: Browser):
    context = await browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 640})
    page = await context.new_page()
    await page.goto(f"{demo.origin()}{ARTICLE}")
    await complain(page)
    await page.get_by_role("link", name="Ask us instead").click()
    await expect(page.get_by_text("You were reading: ")).to_be_visible()
    await page.get_by_role("link", name="Someone got into my account").click()
    await page.get_by_role("link", name="No, I cannot").click()
    await expect(page.get_by_role("link", name="freeze it now")).to_be_visible()
    await page.get_by_role("link", name="Contact form").click()
    await expect(page.get_by_role("textbox").first).to_be_visible()
    assert "page=%2Fhelp%2Fnorthlight%2Fen%2Fa%2Fdeposit-not-credited" in page.url
    await context.close()


async def test_what_search_engines_read_is_there_and_the_policy_has_nothing_against_it(demo: Demo, window: Any):
    page = await window(width=1440, height=860)
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text))
    await page.goto(f"{demo.origin()}{ARTICLE}")
    data = json.loads(await page.locator('script[type="application/ld+json"]').text_content())
    assert [each["@type"] for each in data["@graph"]][1] == "BreadcrumbList"
    assert refused == []


async def test_the_exchanges_page_shows_what_helps_there(demo: Demo, window: Any):
    page = await window(width=1440, height=860)
    await page.goto(demo.exchange("northlight", "/trade?lang=en"))
    links = page.locator("[data-help] a")
    await expect(links).to_have_count(3)
    assert (await links.first.get_attribute("href")).startswith(f"{demo.origin()}/help/northlight/en/a/")
    asked = await page.evaluate("help.context('nothing.like.this')")
    assert asked == []
