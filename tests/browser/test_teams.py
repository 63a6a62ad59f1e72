"""Teams at the desk: an admin makes one by keyboard, gives it a code, and retires it."""

from typing import Any

from playwright.async_api import expect

from tests.browser.conftest import Demo, axe
from tests.browser.test_story import enter_desk


async def test_an_admin_makes_a_team_that_tickets_name_and_retires_it(demo: Demo, window: Any):
    desk = await window(width=320, height=760, dark=True)
    await enter_desk(desk, demo, "tomasz@desk.example")
    await desk.goto(f"{demo.origin()}/desk/admin/teams?brand=northlight")
    teams = desk.get_by_role("list", name="Teams").get_by_role("listitem")
    await expect(teams.first).to_be_visible()
    await axe(desk, "teams")
    await desk.get_by_role("button", name="New team").press("Enter")
    dialog = desk.get_by_role("dialog", name="New team")
    await dialog.get_by_role("button", name="Save").press("Enter")
    await expect(dialog.get_by_text("Give it a name.")).to_be_visible()
    await dialog.get_by_label("Name", exact=True).fill("Identity desk")
    await dialog.get_by_label("Code in kinds of tickets").fill("kyc")
    await expect(dialog.get_by_text("Identity checks")).to_be_visible()
    await dialog.get_by_role("checkbox", name="Ayu").press("Space")
    await axe(desk, "a new team")
    await dialog.get_by_role("button", name="Save").press("Enter")
    await expect(dialog).to_have_count(0)
    made = teams.filter(has_text="Identity desk")
    await expect(made).to_contain_text("Ayu")
    # Whatever names the code now reads as the team.
    await desk.goto(f"{demo.origin()}/desk/tickets?brand=northlight&status=all&team=kyc")
    await expect(desk.get_by_role("list", name="Filters in use")).to_contain_text("Identity desk")
    await desk.goto(f"{demo.origin()}/desk/admin/teams?brand=northlight")
    await desk.get_by_role("button", name="Retire Identity desk").press("Enter")
    await desk.get_by_role("dialog").get_by_role("button", name="Retire", exact=True).press("Enter")
    await expect(made).to_contain_text("Retired")
    await expect(desk.get_by_role("button", name="Take Identity desk up again")).to_be_visible()
    wider = await desk.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wider <= 0
