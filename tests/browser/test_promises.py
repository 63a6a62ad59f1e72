"""The table of promises in the desk, by a lead, on a small dark screen; and the clocks agents see."""

from typing import Any

from playwright.async_api import expect

from tests.browser.conftest import Demo, axe
from tests.browser.test_story import enter_desk


async def test_a_lead_changes_a_promise_and_takes_it_back(demo: Demo, window: Any):
    desk = await window(width=320, height=900, dark=True)
    await enter_desk(desk, demo, "sven@desk.example")
    await desk.goto(f"{demo.origin()}/desk/admin/promises")
    first = desk.get_by_label("P3 · Standard · First reply")
    await expect(first).to_have_value("4 h")
    await first.fill("soon")
    await first.press("Tab")
    await expect(desk.get_by_text("Write for example 5 min")).to_be_visible()
    await expect(desk.get_by_role("button", name="Save")).to_be_disabled()
    await first.fill("90min")
    await first.press("Tab")
    await expect(first).to_have_value("90 min")
    wider = await desk.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wider <= 0
    await axe(desk, "promises")
    await desk.get_by_role("button", name="Save").press("Enter")
    await expect(desk.get_by_text("Saved. Open clocks follow")).to_be_visible()
    await desk.get_by_role("button", name="As the house has it").press("Enter")
    await expect(desk.get_by_label("P3 · Standard · First reply")).to_have_value("4 h")
