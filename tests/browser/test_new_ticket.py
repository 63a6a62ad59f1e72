"""A customer opens a ticket in Chromium: with JavaScript and its rows, pastes and hints, and without, at 320 px, by every page."""

import re
from typing import Any

import pytest
from playwright.async_api import Browser, expect

from tests.browser.conftest import Demo
from tests.browser.test_axe import fine

TXID = "9b0fc92260312ce44e74ef369f5c66bb85f3f7e1b1b4d1cc1f3e2f8c8c9c0c29"
OTHER = "7d1c6be3d0a3a2f1b2e0c9f8a7b6c5d4e3f2a1b0c9d8e7f6a5b4c3d2e1f0a9b8"
TABLE = f"2026-11-20\\t310\\t{TXID}\\n2026-11-21\\t20\\t{OTHER}"
PASTE = """(input) => { const data = new DataTransfer(); data.setData('text', '%s')
  input.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })) }"""


async def test_with_javascript_rows_are_pasted_articles_found_and_a_refusal_is_focused(demo: Demo, window: Any):
    page = await window(width=1440)
    await page.goto(f"{demo.origin()}/w/northlight/tickets/new?category=DEP-NOCRED&read=1")
    await expect(page.locator("output")).to_have_text("0 % of what we need")
    await page.get_by_label("What happened?").fill("My deposit is not credited")
    await expect(page.locator("#found li a").first).to_be_visible()
    await page.get_by_role("button", name="This did not help").click()
    await expect(page.locator("#found")).to_be_hidden()

    rows = page.locator('[data-field="txid"] .rows input')
    await rows.first.evaluate(PASTE % TABLE)
    await expect(rows).to_have_count(2)
    assert [await row.input_value() for row in await rows.all()] == [TXID, OTHER]
    await page.get_by_role("button", name="Row 2: Remove").first.click()
    await expect(rows).to_have_count(1)
    await expect(page.locator("output")).to_have_text("25 % of what we need")

    await page.locator("#events > summary").click()
    events = page.locator("#events .rows input")
    await events.first.evaluate(PASTE % "2026-11-20 10:00\\tIt arrived\\n2026-11-20 09:00\\tI sent it")
    await expect(events).to_have_count(4)
    await page.get_by_label("Your time zone").fill("UTC")
    await page.get_by_role("button", name="Add technical details").click()
    lines = page.locator("#diagnostics li")
    await expect(lines.first).to_contain_text("Browser: Mozilla")
    await expect(lines.filter(has_text="Clock off by")).to_have_count(1)
    await lines.first.get_by_role("button").click()
    await expect(lines.filter(has_text="Mozilla")).to_have_count(0)
    await fine(page, "filled in")

    await page.get_by_label("Amount").fill("1,234")
    await page.get_by_role("button", name="Check and go on").click()
    await expect(page.locator("#summary")).to_be_focused()
    await expect(page.get_by_label("Amount")).to_have_value("1,234")
    await fine(page, "refused")
    await page.get_by_role("link", name=re.compile("Amount: This can be read in two ways")).click()
    await expect(page.get_by_label("Amount")).to_be_focused()
    await page.get_by_label("Amount").fill("1234")
    await page.get_by_label("Coin").fill("USDT")
    await page.get_by_label("Network").select_option("TRON")
    await page.get_by_role("button", name="Check and go on").click()
    review = page.locator(".review")
    await expect(review).to_contain_text("2026-11-20 09:00 UTC  I sent it\n2026-11-20 10:00 UTC  It arrived")
    await expect(review).not_to_contain_text("Mozilla")
    await expect(review).to_contain_text("Time zone: ")
    await page.get_by_role("button", name="Send").click()
    await expect(page).to_have_url(re.compile(r"/tickets/CS-\d{6}-\w{5}-\w$"))


async def test_without_javascript_on_a_small_phone_each_step_is_a_page(demo: Demo, browser: Browser, window: Any):
    context = await browser.new_context(viewport={"width": 320, "height": 640}, java_script_enabled=False, locale="en")
    page, looking = await context.new_page(), await window(width=320)

    async def looked(name: str) -> None:
        """axe is a script: the same bytes, where scripts run; the page's own does not come along."""
        await looking.route("**/tickets*.js*", lambda route: route.abort())
        await looking.goto(page.url)
        await fine(looking, name)

    await page.goto(f"{demo.origin()}/w/northlight/tickets/new")
    await looked("choose")
    await page.get_by_label("Search by words").fill("deposit credited")
    await page.get_by_role("button", name="Search").click()
    await page.get_by_role("link", name="Deposit not credited", exact=True).click()
    await looked("first")
    await page.get_by_role("link", name="What to have at hand").click()
    await looked("checklist")
    await page.get_by_role("link", name="Open a ticket about this").click()
    await page.get_by_role("link", name="This did not help").click()
    await looked("form")
    await page.get_by_label("What happened?").fill("My deposit is missing")
    await page.get_by_label("Coin").fill("USDT")
    await page.get_by_label("Network").select_option("TRON")
    await page.get_by_label("Transaction ID (TxID)").fill(TXID)
    await page.locator('[data-field="amount"] summary').click()
    await page.get_by_label("Why you don't have it").last.fill("The app hides it")
    await page.get_by_role("button", name="Save for later").click()
    await expect(page.get_by_text("This is your draft")).to_be_visible()
    await expect(page.get_by_label("Transaction ID (TxID)")).to_have_value(TXID)
    await page.get_by_role("button", name="Check and go on").click()
    await expect(page.get_by_text("Not at hand: The app hides it")).to_be_visible()
    await page.get_by_role("button", name="Change something").click()
    await expect(page.get_by_label("Coin")).to_have_value("USDT")
    await page.get_by_role("button", name="Check and go on").click()
    await page.get_by_role("button", name="Send").click()
    await expect(page).to_have_url(re.compile(r"/tickets/CS-\d{6}-\w{5}-\w$"))
    await context.close()


@pytest.mark.parametrize("tag", ["zh-CN", "es", "ja", "ar"])
async def test_in_every_language_it_fits_a_small_phone(demo: Demo, window: Any, tag: str):
    page = await window(width=320)
    await page.goto(f"{demo.origin()}/w/northlight/tickets/new?category=SEC-ATO&locale={tag}")
    await expect(page.locator("html")).to_have_attribute("lang", tag)
    await fine(page, tag)
