"""What a file shows, said on its matter's page after it was sent: without JavaScript, at 320 px, by the keyboard."""

import os
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, FilePayload, expect

from tests.browser.conftest import Demo
from tests.browser.test_portal import enter, looked_at, opened

SHOTS = os.environ.get("FAIRLEAD_SHOTS", "")


async def test_a_customer_says_what_a_file_shows_after_he_sent_it(demo: Demo, browser: Browser, window: Any):
    context = await browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 640}, locale="en")
    context.set_default_timeout(15_000)
    page = await context.new_page()
    await enter(page, demo, "marco")
    made = await opened(context, demo, "My deposit is missing")
    address = f"{demo.origin()}/w/northlight/tickets/{made['number']}"
    await page.goto(address)
    await expect(page.get_by_text("Say what a file shows")).to_have_count(0)
    await page.get_by_label("Write more").fill("Here it is")
    file = FilePayload(
        name="a-receipt-with-a-name-that-has-no-end-whatever-one-does.txt", mimeType="text/plain", buffer=b"paid"
    )
    await page.locator("#file").set_input_files([file])
    await page.get_by_role("button", name="Send", exact=True).press("Enter")

    await page.get_by_text("Say what a file shows").press("Enter")
    await page.get_by_label("What it shows", exact=True).fill("The receipt of my bank")
    await page.get_by_label("What it shows", exact=True).press("Enter")
    await expect(page.get_by_role("status").filter(has_text="Saved. We see it at once.")).to_be_visible()
    await expect(page.locator("#file-1 .caption")).to_have_text("The receipt of my bank")
    await page.get_by_text("Say what a file shows").press("Enter")
    if SHOTS:
        await page.locator("#caption-of").scroll_into_view_if_needed()
        await page.screenshot(path=str(Path(SHOTS) / "captions-320-en.png"))
    await looked_at(page, window, address, f"{address}?locale=ar")
    await context.close()
