"""What an agent says beside a reply: of a file before and after it goes, and with a ticket's new status, which he takes back."""

from typing import Any

from playwright.async_api import expect

from tests.browser.conftest import Demo, axe
from tests.browser.test_composer import asked, at
from tests.browser.test_desk_tickets import panel, ticket_of
from tests.browser.test_story import bubble, reply


async def test_an_agent_says_what_a_file_shows_mends_it_and_takes_back_what_goes_with_a_status(demo: Demo, window: Any):
    question = "Which fee is this, of my order #987654321?"
    frame = await asked(window, demo, question)
    desk = await window(width=1440, undo=30)
    await at(desk, demo, "ayu", question)
    await desk.locator("input[type=file]").set_input_files(
        {"name": "fees.txt", "mimeType": "text/plain", "buffer": b"maker 0.1, taker 0.2"}
    )
    said = desk.get_by_role("textbox", name="What fees.txt shows")
    await said.fill("Fees of May")
    await said.press("Enter")
    await axe(desk, "a file with its caption")
    await reply(desk, "It stands in #1.")
    await desk.locator(".said.held").get_by_role("button", name="Send now").click()
    await expect(frame.get_by_text("#1 Fees of May")).to_be_visible()
    await desk.get_by_role("button", name="Change what is said of fees.txt").click()
    await expect(said).to_be_focused()
    await said.fill("Fees of June")
    await said.press("Enter")
    await expect(desk.get_by_text("Fees of June", exact=True)).to_be_visible()
    await expect(desk.get_by_role("button", name="Change what is said of fees.txt")).to_be_focused()

    await ticket_of(desk, "FEE-Q")
    await desk.reload()
    await expect(desk.get_by_text("Fees of June", exact=True)).to_be_visible()
    await panel(desk).get_by_role("combobox", name="Change the status…").select_option("waiting_for_you")
    words = panel(desk).get_by_role("textbox", name="Words for the customer")
    await words.fill("Please send us the recipt.")
    await panel(desk).get_by_role("button", name="Change the status", exact=True).click()
    waits = panel(desk).get_by_text("The customer is told in 30 seconds.")
    await expect(waits).to_be_visible()
    await expect(panel(desk).get_by_role("button", name="Undo")).to_be_focused()
    await axe(desk, "words that wait")
    await desk.keyboard.press("Enter")
    await expect(words).to_be_focused()
    await words.fill("Please send us the receipt.")
    await desk.keyboard.press("Control+Enter")
    await panel(desk).get_by_role("button", name="Send now").click()
    await expect(bubble(frame, "Please send us the receipt.")).to_be_visible()
    await expect(frame.get_by_text("recipt")).to_have_count(0)
