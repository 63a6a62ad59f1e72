"""Accounts at the desk, by keyboard: an admin makes an agent and takes the account away again; the agent changes his password."""

from typing import Any
from uuid import uuid4

from playwright.async_api import Page, expect

from fairlead.demo.cast import PASSWORD
from tests.browser.conftest import Demo
from tests.browser.test_story import enter_desk

FIRST, SECOND = "eleven purple doors", "twelve yellow doors"


async def sign_in(page: Page, demo: Demo, email: str, password: str) -> None:
    await page.goto(f"{demo.origin()}/desk/sign-in")
    await page.locator("input[type=email]").fill(email)
    await page.locator("input[type=password]").fill(password)
    await page.keyboard.press("Enter")


async def test_an_agent_is_made_changes_his_password_and_is_shut_out_in_every_window(demo: Demo, window: Any):
    boss, name = await window(), f"Noor {uuid4().hex[:6]}"
    email = f"{name.lower().replace(' ', '.')}@desk.example"
    await enter_desk(boss, demo, "tomasz@desk.example")
    await boss.goto(f"{demo.origin()}/desk/admin/agents")
    await boss.get_by_role("button", name="Add agent").click()
    dialog = boss.get_by_role("dialog", name="Add agent")
    await expect(dialog.get_by_label("Name")).to_be_focused()
    await boss.keyboard.type(name)
    await boss.keyboard.press("Tab")
    await boss.keyboard.type(email)
    await boss.keyboard.press("Tab")
    await boss.keyboard.type("password123")
    await boss.keyboard.press("Enter")
    await expect(dialog.get_by_text("among the first that are guessed")).to_be_visible()
    await dialog.get_by_label("New password").fill(FIRST)
    await boss.keyboard.press("Enter")
    row = boss.get_by_role("listitem").filter(has_text=email)
    await expect(row).to_be_visible()

    here, there = await window(), await window(width=320, height=640)
    for page in (here, there):
        await sign_in(page, demo, email, FIRST)
        await expect(page.get_by_role("navigation", name="Desk")).to_be_visible()
    # An agent without the role finds no such page.
    await here.goto(f"{demo.origin()}/desk/admin/agents")
    await expect(here.get_by_text("This page does not exist")).to_be_visible()
    await here.goto(f"{demo.origin()}/desk/account")
    devices = here.get_by_role("list", name="Where you are signed in").get_by_role("listitem")
    await expect(devices).to_have_count(2)
    await here.get_by_label("Current password").fill(PASSWORD)
    await here.get_by_label("New password").fill(SECOND)
    await here.keyboard.press("Enter")
    await expect(here.get_by_text("The current password is not right.").first).to_be_visible()
    await expect(here.get_by_label("Current password")).to_be_focused()
    await here.get_by_label("Current password").fill(FIRST)
    await here.keyboard.press("Enter")
    await expect(here.get_by_text("Your password is changed.").first).to_be_visible()
    await expect(devices).to_have_count(1)
    await expect(there.get_by_text("Your session has ended.")).to_be_visible()
    await sign_in(there, demo, email, SECOND)
    await expect(there.get_by_role("navigation", name="Desk")).to_be_visible()
    # On a phone a few places stand in the bar, and a menu names the others.
    await expect(there.get_by_role("navigation", name="Desk").get_by_role("link")).to_have_count(3)
    await there.get_by_role("button", name="More places").press("Enter")
    await there.get_by_role("menuitem", name="Settings").press("Enter")
    await expect(there.get_by_role("heading", name="Settings", level=1)).to_be_visible()

    # Another name, and a brand less: the open window takes it up by itself.
    await row.get_by_role("button", name=f"Edit: {name}").click()
    name = f"{name} Two"
    await boss.get_by_role("dialog").get_by_label("Name", exact=True).fill(name)
    await boss.get_by_role("dialog").get_by_label("Northlight", exact=True).uncheck()
    async with there.expect_event("load"):
        await boss.keyboard.press("Enter")
    await expect(row.get_by_text("Northlight")).to_have_count(0)
    await expect(row.get_by_text(name, exact=True)).to_be_visible()

    await row.get_by_role("button", name=f"More for {name}").click()
    await boss.get_by_role("menuitem", name="Deactivate").click()
    await boss.get_by_role("dialog").get_by_role("button", name="Deactivate").click()
    await expect(row.get_by_text("Deactivated")).to_be_visible()
    for page in (here, there):
        await expect(page.get_by_text("Your session has ended.")).to_be_visible()
    await sign_in(here, demo, email, SECOND)
    await expect(here.get_by_text("Email or password is not right.")).to_be_visible()
