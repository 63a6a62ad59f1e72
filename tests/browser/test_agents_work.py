"""Agents' work within a ticket in the desk: a team is asked and answers, and what is put off shows in the list."""

from typing import Any
from uuid import uuid4

from playwright.async_api import expect

from tests.browser.conftest import Demo
from tests.browser.test_composer import asked, at
from tests.browser.test_desk_tickets import fine, panel, ticket_of


async def test_a_team_is_asked_and_answers_and_a_ticket_is_put_off(demo: Demo, window: Any):
    question = f"Was my coin swept {uuid4().hex[:6]}?"
    frame = await asked(window, demo, question)
    desk = await window(width=1440, dark=True)
    await at(desk, demo, "sven", question)
    number = await ticket_of(desk, "FEE-Q")
    await panel(desk).get_by_role("button", name="Ask another team").press("Enter")
    dialog = desk.get_by_role("dialog", name=f"Ask a team: {number}")
    await dialog.get_by_label("Team", exact=True).select_option("Account security")
    await dialog.get_by_label("What is to be done").press("Control+Enter")
    await expect(dialog.get_by_text("Say what is to be done.")).to_be_visible()
    await dialog.get_by_label("What is to be done").fill("Look at the cold wallet")
    await fine(desk, "a task that is written")
    await desk.keyboard.press("Control+Enter")
    await expect(dialog).to_have_count(0)
    # Its customer reads who looks into it, and none of the words.
    await expect(frame.get_by_text("Being investigated by Account security.")).to_be_visible()
    await expect(frame.get_by_text("cold wallet")).to_have_count(0)
    tasks = panel(desk).get_by_role("region", name="Tasks")
    await tasks.get_by_role("button", name="Done").press("Enter")
    await tasks.get_by_label("What came out of it").fill("It was")
    await desk.keyboard.press("Control+Enter")
    await expect(tasks.get_by_text("done", exact=True)).to_be_visible()
    await expect(frame.get_by_text("Being investigated by")).to_have_count(0)
    await panel(desk).get_by_label("Add a tag").fill("press")
    await desk.keyboard.press("Enter")
    await expect(panel(desk).get_by_role("button", name="Remove the tag press")).to_be_visible()
    await panel(desk).get_by_label("Put it off…").select_option("word")
    await panel(desk).get_by_role("button", name="Put it off").press("Enter")
    await expect(panel(desk).get_by_text("Put off until the customer writes")).to_be_visible()
    await fine(desk, "a ticket that is put off")
    await desk.goto(f"{demo.origin()}/desk/tickets?tag=press&snoozed=true")
    await expect(desk.get_by_role("link", name=number)).to_be_visible()
    await fine(desk, "tickets that are put off")
