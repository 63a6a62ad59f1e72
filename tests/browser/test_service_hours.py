"""Service hours in the desk, by an admin who works with the keyboard, and what a customer of that language region reads."""

from typing import Any

from playwright.async_api import expect

from tests.browser.conftest import Demo, axe
from tests.browser.test_story import enter_desk
from tests.proving import others_when_proving

HOLIDAYS = (
    "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20201225\r\nRRULE:FREQ=YEARLY\r\nSUMMARY:Christmas\r\nEND:VEVENT\r\n"
    "BEGIN:VEVENT\r\nDTSTART:20261225T100000Z\r\nSUMMARY:A meeting\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


@others_when_proving("width,dark", [(320, True), (1440, False)])
async def test_an_admin_sets_hours_for_a_region_with_holidays_from_a_file_and_takes_them_back(
    demo: Demo, window: Any, width: int, dark: bool
):
    desk = await window(width=width, height=900, dark=dark)
    await enter_desk(desk, demo, "tomasz@desk.example")
    await desk.goto(f"{demo.origin()}/desk/admin/hours")
    await desk.get_by_label("Other hours for a team").select_option(label="Language region · Japanese")
    await desk.get_by_label("Time zone").select_option("Asia/Tokyo")
    for day in ("Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"):
        await desk.get_by_role("button", name=f"Remove stretch 1 of {day}").press("Enter")
    begins = desk.get_by_label("Monday, stretch 1: from")
    await begins.fill("9")
    await begins.press("Tab")
    await desk.keyboard.type("830")
    await desk.keyboard.press("Tab")
    await expect(desk.get_by_text("These hours end at 08:30, before they begin at 09:00.")).to_be_visible()
    ends = desk.get_by_label("Monday, stretch 1: until")
    await ends.fill("1730")
    await ends.press("Tab")
    await expect(ends).to_have_value("17:30")
    holidays = {"name": "holidays.ics", "mimeType": "text/calendar", "buffer": HOLIDAYS.encode()}
    await desk.locator("input[type=file]").set_input_files(files=[holidays])
    await expect(desk.get_by_text("A meeting: is at a time of day, not a whole day")).to_be_visible()
    await expect(desk.get_by_label("Name of 2026-12-25")).to_have_value("Christmas")
    wider = await desk.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wider <= 0
    for control in (begins, ends, desk.get_by_role("button", name="Remove stretch 1 of Monday")):
        box = await control.bounding_box()
        assert box is not None and box["x"] >= 0 and box["x"] + box["width"] <= width
    await axe(desk, "service hours")
    await desk.get_by_role("button", name="Save").press("Enter")
    region = desk.get_by_role("button", name="Language region · Japanese")
    await expect(region).to_contain_text("Asia/Tokyo")
    await region.press("Enter")
    await expect(desk.get_by_label("Monday, stretch 1: until")).to_have_value("17:30")
    await desk.get_by_role("button", name="As the brand").press("Enter")
    await expect(region).to_have_count(0)
