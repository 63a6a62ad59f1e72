"""What the queue gives an agent is entered where agents are managed, and a waiting matter says why it stands where it does."""

import re
from typing import Any

from playwright.async_api import expect

from tests.browser.conftest import Demo
from tests.browser.test_story import enter_desk, open_widget, say, take


async def test_an_admin_enters_a_language_and_a_matter_says_why_it_is_there(demo: Demo, window: Any):
    page, language = await window(), "pt"
    await enter_desk(page, demo, "tomasz@desk.example")
    await page.goto(f"{demo.origin()}/desk/admin/agents")
    row = page.get_by_role("listitem").filter(has_text="ayu@desk.example")
    await row.get_by_role("button", name="What Ayu", exact=False).click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Chats at once").fill("4")
    await dialog.get_by_role("button", name="Add language").click()
    await dialog.get_by_label("Name").last.fill(language)
    await dialog.get_by_label("Level").last.select_option("3")
    await dialog.get_by_role("button", name="Save").click()
    await expect(dialog).to_be_hidden()
    await row.get_by_role("button", name="What Ayu", exact=False).click()
    await expect(dialog.get_by_label("Chats at once")).to_have_value("4")
    await expect(dialog.get_by_label("Name").last).to_have_value(language)
    # As it was, for whoever comes next.
    await dialog.get_by_role("button", name="Remove pt").click()
    await dialog.get_by_role("button", name="Save").click()
    await expect(dialog).to_be_hidden()
    await expect(page.get_by_role("region", name="Giving out what waits").get_by_role("checkbox").first).to_be_visible()

    customer = await window()
    frame = await open_widget(customer, demo, "northlight", "marco")
    await frame.get_by_role("button", name="Start a conversation").click()
    await say(frame, "Why am I here in the queue?")
    await take(page, demo, "waiting", "Why am I here in the queue?")
    await page.get_by_role("button", name="Why this place?").click()
    await expect(page.get_by_text(re.compile(r"\d+ of \d+: .+\."))).to_be_visible()
