"""A webhook and a week of shifts at the desk, by keyboard, on a narrow screen and a wide one."""

import re
from typing import Any

from playwright.async_api import Page, expect

from fairlead.fakes.webhook_receiver import Receiver, serving
from tests.browser.conftest import Demo, axe
from tests.browser.test_story import enter_desk
from tests.proving import others_when_proving


async def fits(desk: Page) -> None:
    wider = await desk.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wider <= 0


@others_when_proving("width,dark", [(320, True), (1440, False)])
async def test_an_admin_adds_a_webhook_tests_it_and_sends_again_what_failed(
    demo: Demo, window: Any, width: int, dark: bool
):
    receiver = Receiver(statuses=[500])
    desk = await window(width=width, height=900, dark=dark)
    await enter_desk(desk, demo, "tomasz@desk.example")
    await desk.goto(f"{demo.origin()}/desk/admin/webhooks")
    await desk.get_by_label("Brand").select_option("seabright")
    await expect(desk.get_by_text("Nobody is told anything yet")).to_be_visible()
    await desk.get_by_role("button", name="Add a webhook").press("Enter")
    await desk.get_by_label("Name").fill("Back office")
    await desk.get_by_label("Address").fill("https://192.168.7.1/hook")
    await desk.get_by_label("message.received").press("Space")
    await desk.get_by_role("button", name="Save").press("Enter")
    await expect(desk.get_by_text("does not lead to a public machine")).to_be_visible()
    await axe(desk, "webhook editor")
    with serving(receiver, port=demo.hooks) as origin:
        await desk.get_by_label("Address").fill(f"{origin}/hook")
        await desk.keyboard.press("Enter")
        secret = desk.get_by_role("dialog").locator(".code")
        await expect(secret).to_contain_text("whsec_")
        receiver.secrets = [str(await secret.get_attribute("title"))]
        await desk.get_by_role("button", name="I have kept it").press("Enter")
        await desk.get_by_role("button", name="Test: Back office").press("Enter")
        await expect(desk.get_by_text("The test has not arrived: 500")).to_be_visible()
        await desk.get_by_role("button", name="Deliveries: Back office").press("Enter")
        await desk.get_by_role("button", name="Send again: webhook.test").press("Enter")
        await expect(desk.locator(".tag").filter(has_text="Arrived")).to_be_visible()
        await fits(desk)
        await axe(desk, "webhooks")
        assert [one.message["type"] for one in receiver.told] == ["webhook.test"] * 2
        assert not receiver.faults
    await desk.get_by_role("button", name="Remove: Back office").press("Enter")
    await desk.get_by_role("dialog").get_by_role("button", name="Remove").press("Enter")
    await expect(desk.get_by_text("Nobody is told anything yet")).to_be_visible()


@others_when_proving("width,dark", [(1440, True), (320, False)])
async def test_a_lead_sets_nights_and_sees_what_they_leave_open_and_hands_over(
    demo: Demo, window: Any, width: int, dark: bool
):
    desk = await window(width=width, height=900, dark=dark)
    await enter_desk(desk, demo, "sven@desk.example")
    await desk.goto(f"{demo.origin()}/desk/roster?week=2027-03-24")
    await desk.get_by_role("button", name="Set the shifts of Sven").press("Enter")
    await desk.get_by_label("Time zone of the shifts").select_option("Europe/Berlin")
    await desk.get_by_role("button", name="Hours on Monday").press("Enter")
    for field, typed in (("from", "20"), ("until", "13")):
        await desk.get_by_label(f"Monday, stretch 1: {field}").fill(typed)
    await desk.get_by_role("button", name="Save").press("Enter")
    await expect(desk.get_by_text("is longer than 16 hours").first).to_be_visible()
    await desk.get_by_label("Monday, stretch 1: until").fill("4")
    await axe(desk, "shifts editor")
    await desk.get_by_role("button", name="Save").press("Enter")
    row = desk.get_by_role("row").filter(has_text="Sven")
    await expect(row).to_contain_text("8 h")
    await expect(desk.get_by_role("region", name="Open and nobody on shift")).to_contain_text("Mar")
    await desk.get_by_label("For the next shift").fill("The bank is slow today.")
    matter = desk.get_by_role("combobox", name="Matter it is about, if any")
    await matter.fill("nobody speaks of zeppelins")
    await expect(desk.get_by_text("No conversation fits.")).to_be_visible()
    await matter.fill("")
    about = desk.get_by_role("option").filter(has_text="Marco Duarte").last
    await expect(about).to_be_visible()
    await axe(desk, "choosing what a note is about")
    while await about.get_attribute("aria-selected") != "true":
        await matter.press("ArrowDown")
    await matter.press("Enter")
    await expect(desk.get_by_role("button", name="Not about")).to_be_focused()
    await desk.get_by_role("button", name="Hand over").press("Enter")
    note = desk.get_by_role("listitem").filter(has_text="The bank is slow today.")
    await expect(note.get_by_role("link")).to_have_attribute("href", re.compile("/desk/open/[0-9a-f]{32}$"))
    await fits(desk)
    await axe(desk, "roster")
    await desk.get_by_role("button", name="Set the shifts of Sven").press("Enter")
    await desk.get_by_role("button", name="No shifts").press("Enter")
    await expect(row).to_contain_text("No shifts: works whenever online")
