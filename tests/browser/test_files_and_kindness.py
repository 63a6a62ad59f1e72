"""In the chat: files with captions that a text cites, at both sides; and words one may be sorry for, asked about once."""

import os
from pathlib import Path
from typing import Any

from playwright.async_api import Frame, expect

from tests.browser.conftest import Demo
from tests.browser.test_composer import asked, at
from tests.browser.test_story import bubble, say

SHOTS = os.environ.get("FAIRLEAD_SHOTS", "")


async def _shot(frame: Frame, name: str) -> None:
    if SHOTS:
        await frame.page.screenshot(path=str(Path(SHOTS) / f"{name}.png"))


async def test_a_customer_cites_a_file_by_number_and_is_asked_once_before_harsh_words(demo: Demo, window: Any):
    question = "The fee of my order #123456789 is wrong"
    frame = await asked(window, demo, question)
    await expect(bubble(frame, question)).to_be_visible()
    await frame.locator("input[type=file]").first.set_input_files(
        {"name": "fee.txt", "mimeType": "text/plain", "buffer": b"maker 0.1, taker 0.2"}
    )
    said = frame.get_by_label("What it shows (optional): fee.txt")
    await said.fill("The fee list of May")
    await said.press("Tab")
    await say(frame, "It stands in #1, not in #7")
    await expect(frame.get_by_text("#1 The fee list of May")).to_be_visible()
    cited = bubble(frame, "It stands in").get_by_role("button", name="File 1")
    await expect(cited).to_have_text("#1")
    await expect(bubble(frame, question).get_by_role("button")).to_have_count(0)
    await cited.click()
    await expect(frame.locator("[data-file='1']")).to_be_focused()

    await say(frame, "you are all idiots")
    prompt = frame.get_by_role("alert").filter(has_text="Send it like this?")
    await expect(prompt).to_be_visible()
    await prompt.get_by_role("button", name="Change it").click()
    box = frame.get_by_role("textbox", name="Write")
    await expect(box).to_be_focused()
    await expect(box).to_have_value("you are all idiots")
    await box.press("Enter")
    await prompt.get_by_role("button", name="Send it as it is").click()
    await expect(bubble(frame, "you are all idiots")).to_be_visible()

    desk = await window(width=1440)
    await at(desk, demo, "ayu", question)
    await expect(desk.get_by_text("The fee list of May")).to_be_visible()
    link = desk.get_by_role("button", name="Go to file 1")
    await link.click()
    await expect(desk.locator("[data-file='1'] a")).to_be_focused()

    # He mends it, by the keyboard: both see it at once, and agents what it was.
    await frame.get_by_role("button", name="Change what is said of fee.txt").press("Enter")
    mended = frame.get_by_label("What it shows (optional): fee.txt")
    await expect(mended).to_be_focused()
    await mended.fill("The fee list of June")
    await _shot(frame, "caption-widget")
    await mended.press("Enter")
    await expect(frame.get_by_text("The fee list of June")).to_be_visible()
    await expect(frame.get_by_role("button", name="Change what is said of fee.txt")).to_be_focused()
    await expect(desk.locator("[data-file='1']").get_by_text("The fee list of June")).to_be_visible()
    told = "changed what #1 shows from “The fee list of May” to “The fee list of June”"
    await expect(desk.get_by_text(told)).to_be_visible()
    if SHOTS:
        await desk.screenshot(path=str(Path(SHOTS) / "caption-desk.png"))

    # What is kept of it says the same, on paper too.
    await frame.get_by_role("button", name="Save", exact=True).click()
    kept = frame.get_by_role("article")
    await expect(kept.get_by_text("The fee list of June")).to_be_visible()
    await expect(kept.get_by_text("#1", exact=True)).to_be_visible()
    await expect(kept.locator("small")).to_contain_text("TXT")
