"""The desk's command bar, by keyboard alone."""

from typing import Any

from playwright.async_api import Page, expect

from tests.browser.conftest import Demo
from tests.browser.test_story import enter_desk, open_widget, reply, say


async def command(desk: Page, words: str, name: str) -> None:
    """Opens the bar, types, waits until what is meant is the active line, and runs it."""
    await desk.keyboard.press("Control+k")
    field = desk.get_by_role("dialog", name="Commands").get_by_role("combobox")
    await expect(field).to_be_focused()
    await desk.keyboard.type(words)
    await expect(desk.get_by_role("option", selected=True)).to_contain_text(name)
    await desk.keyboard.press("Enter")


async def test_an_agent_finds_takes_and_closes_a_conversation_with_the_command_bar_alone(demo: Demo, window: Any):
    shop, desk = await window(), await window(width=1440)
    frame = await open_widget(shop, demo, "northlight", "marco")
    await frame.get_by_role("button", name="Start a conversation").click()
    await say(frame, "Where is my keyboard refund?")
    await enter_desk(desk, demo, "tomasz@desk.example")
    bar = desk.get_by_role("dialog", name="Commands")

    await command(desk, "wait", "Go to Waiting")
    await expect(desk).to_have_url(f"{demo.origin()}/desk/waiting")
    await expect(desk.get_by_text("Where is my keyboard refund?").first).to_be_visible()
    await command(desk, "keyboard refund", "Where is my keyboard refund?")
    await expect(desk.locator("textarea")).to_be_visible()
    await expect(bar).to_have_count(0)

    # Chinese words find it too; the bar opens while one writes, and gives the focus back to the draft.
    await command(desk, "分配给我", "Assign to me")
    await expect(desk.get_by_text("with you").first).to_be_visible()
    await command(desk, "write a reply", "Write a reply")
    await expect(desk.locator("textarea")).to_be_focused()
    await desk.keyboard.type("I am looking")
    await desk.keyboard.press("Control+k")
    await expect(bar).to_be_visible()
    await desk.keyboard.press("Escape")
    await expect(bar).to_have_count(0)
    await expect(desk.locator("textarea")).to_be_focused()
    await desk.keyboard.type(" into it.")
    await expect(desk.locator("textarea")).to_have_value("I am looking into it.")
    await reply(desk, "I am looking into it.")

    await command(desk, "close", "Close the conversation")
    await expect(desk.get_by_role("button", name="Reopen")).to_be_visible()
    # Used a moment ago; but what cannot be done to a closed conversation is not offered.
    await desk.keyboard.press("Control+k")
    await expect(desk.get_by_role("group", name="Used lately")).to_be_visible()
    await expect(desk.get_by_role("option", name="Reopen the conversation")).to_be_visible()
    await expect(desk.get_by_role("option", name="Assign to me")).to_have_count(0)
