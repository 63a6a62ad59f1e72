"""The emergency button in a real Chromium: one line, one question, the first words, and a banner on the desk until somebody has it."""

from typing import Any

from playwright.async_api import expect

from tests.browser.conftest import Demo, axe
from tests.browser.test_story import enter_desk, open_widget, say


async def test_a_robbed_customer_presses_once_and_a_lead_on_another_page_takes_it(demo: Demo, window: Any):
    lead = await window(width=1280)
    await enter_desk(lead, demo, "sven@desk.example")
    await lead.goto(f"{demo.origin()}/desk/settings")
    page = await window(width=1280)
    frame = await open_widget(page, demo, "northlight", "marco")
    await frame.get_by_role("button", name="My account is being robbed").click()
    question = frame.get_by_role("alertdialog", name="My account is being robbed")
    await expect(question.get_by_text("Your matter goes first")).to_be_visible()
    await axe(page, "the question")
    await question.get_by_role("button", name="Yes, alert people now").click()
    await expect(frame.get_by_text("Pay nobody who offers help")).to_be_visible()
    await say(frame, "They are withdrawing right now")
    banner = lead.get_by_role("alert", name="Emergencies")
    await expect(banner.get_by_text("My account is being robbed").first).to_be_visible()
    await axe(lead, "the banner")
    await banner.get_by_role("button", name="I take it").first.click()
    await expect(lead.get_by_text("They are withdrawing right now").first).to_be_visible()
    await expect(lead.get_by_text("Pressed the emergency button")).to_be_visible()
    # The stand-in of the exchange has frozen the account by now.
    await expect(frame.get_by_text("Your account was frozen at")).to_be_visible()
    await expect(frame.get_by_text("joined")).to_be_visible()
    await expect(banner).to_have_count(0)
