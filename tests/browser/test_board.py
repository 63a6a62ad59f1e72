"""The lead's board by keyboard alone: a matter is given and taken back, several are answered, and a rush is told to customers."""

import re
from typing import Any
from uuid import uuid4

from playwright.async_api import expect

from tests.browser.conftest import Demo
from tests.browser.test_desk_tickets import fine
from tests.browser.test_story import bubble, enter_desk, open_widget, say


async def test_a_lead_gives_takes_back_answers_and_runs_a_rush_by_keyboard(demo: Demo, window: Any):
    question = f"Where is my withdrawal {uuid4().hex[:6]}?"
    frame = await open_widget(await window(), demo, "northlight", "marco")
    await frame.get_by_role("button", name="Start a conversation").click()
    await say(frame, question)
    desk = await window(width=1440)
    await enter_desk(desk, demo, "sven@desk.example")
    await desk.goto(f"{demo.origin()}/desk/board")
    line = desk.get_by_role("region", name="The line")
    row = line.get_by_role("listitem").filter(has_text=question)
    await expect(row).to_contain_text(re.compile(r"\d+ of \d+: .+\."))
    await row.get_by_role("button", name="Give to…: Marco Duarte").press("Enter")
    await desk.keyboard.type("ayu")
    await desk.keyboard.press("Enter")
    await desk.keyboard.press("Enter")
    await expect(desk.get_by_text("Given to Ayu", exact=False)).to_be_visible()
    await expect(row).to_have_count(0)
    agents = desk.get_by_role("region", name="Agents")
    await agents.get_by_role("button", name=re.compile("What Ayu")).press("Enter")
    await expect(agents.get_by_text(question)).to_be_visible()
    await desk.get_by_role("button", name="Undo").press("Enter")
    await expect(row).to_be_visible()
    await fine(desk, "the board")

    await row.get_by_role("checkbox").press("Space")
    await desk.get_by_role("button", name="Answer together").press("Enter")
    await desk.keyboard.type("Withdrawals are slow today; nothing is lost.")
    await desk.keyboard.press("Control+Enter")
    await expect(desk.get_by_text("Goes to 1 customer")).to_be_visible()
    await expect(bubble(frame, "nothing is lost")).to_be_visible()

    await desk.get_by_role("button", name="Rush…").press("Enter")
    await desk.get_by_role("dialog").get_by_role("button", name="Begin").press("Enter")
    rush = desk.get_by_role("status").filter(has_text="customers are told")
    await expect(rush).to_contain_text("150 % of the usual")
    await fine(desk, "the board in a rush")
    contact = await window()
    await contact.goto(f"{demo.origin()}/help/northlight/en/contact")
    await expect(contact.get_by_text("answers take longer than usual")).to_be_visible()
    await rush.get_by_role("button", name="End it").press("Enter")
    await expect(rush).to_have_count(0)
