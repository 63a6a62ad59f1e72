"""The lead's board by keyboard alone: a matter is given and taken back, several are answered, and a rush is told to customers. And by
mouse: what is dragged where."""

import contextlib
import re
from typing import Any
from uuid import uuid4

from playwright.async_api import Error, Locator, expect

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

    # The board itself may propose one by now.
    await desk.locator("header").get_by_role("button", name="Rush…").press("Enter")
    await desk.get_by_role("dialog").get_by_role("button", name="Begin").press("Enter")
    rush = desk.get_by_role("status").filter(has_text="customers are told")
    await expect(rush).to_contain_text("150 % of the usual")
    await fine(desk, "the board in a rush")
    contact = await window()
    await contact.goto(f"{demo.origin()}/help/northlight/en/contact")
    await expect(contact.get_by_text("answers take longer than usual")).to_be_visible()
    await rush.get_by_role("button", name="End it").press("Enter")
    await expect(rush).to_have_count(0)


async def drag(what: Locator, where: Locator, *, until: Locator) -> None:
    """The board goes on under the mouse: what it puts elsewhere in that moment is dragged once more, as a person would."""
    for _ in range(3):
        await what.drag_to(where)
        with contextlib.suppress(Error):
            await until.wait_for(timeout=5000)
            break
    await expect(until).to_be_visible()


async def test_a_lead_drags_a_matter_to_an_agent_and_back_and_lends_the_agent_to_a_team(demo: Demo, window: Any):
    question = f"Where is my deposit {uuid4().hex[:6]}?"
    frame = await open_widget(await window(), demo, "northlight", "marco")
    await frame.get_by_role("button", name="Start a conversation").click()
    await say(frame, question)
    colleague = await window()
    await enter_desk(colleague, demo, "ayu@desk.example")
    desk = await window(width=1440)
    await enter_desk(desk, demo, "sven@desk.example")
    await desk.goto(f"{demo.origin()}/desk/board?brand=northlight")
    line = desk.get_by_role("region", name="The line")
    row = line.get_by_role("listitem").filter(has_text=question)
    agents = desk.get_by_role("region", name="Agents")
    ayu = agents.get_by_role("listitem").filter(has=desk.get_by_role("button", name=re.compile("What Ayu")))
    await expect(ayu).to_be_visible()
    await drag(row, ayu, until=desk.get_by_text("Given to Ayu", exact=False))
    await expect(row).to_have_count(0)
    await ayu.get_by_role("button", name=re.compile("What Ayu")).click()
    hers = ayu.get_by_role("listitem").filter(has_text=question)
    await drag(hers, line, until=row)
    await expect(hers).to_have_count(0)
    team = agents.get_by_role("listitem").filter(has_text="Account security").first
    loan = ayu.get_by_role("button", name="End helping out in Account security")
    await drag(ayu.get_by_text("Ayu", exact=True).first, team, until=loan)
    await loan.click()
    await expect(loan).to_have_count(0)
