"""The agent's switch against abuse in a real Chromium: a warning, the customer's objection, a break, and a lead's decision."""

from typing import Any
from uuid import uuid4

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Demo, axe
from tests.browser.test_composer import asked, at
from tests.browser.test_story import enter_desk, say
from tests.proving import others_when_proving

pytestmark = pytest.mark.browser


@others_when_proving("width", [1440, 320])
async def test_an_agent_warns_by_keyboard_and_rests_and_a_lead_decides_on_the_objection(
    demo: Demo, window: Any, width: int
):
    words = f"what a bunch of clowns {uuid4().hex[:6]}"
    frame = await asked(window, demo, words)
    desk = await window(width=width, height=860)
    await at(desk, demo, "ayu", words)

    async def switch(act: str, run: str) -> None:
        await desk.locator("#conversation").focus()
        await desk.keyboard.press("p")
        dialog = desk.get_by_role("dialog", name="Protect yourself")
        await dialog.get_by_role("radio", name=act).check()
        await axe(desk, f"the switch at {width}")
        await dialog.get_by_role("button", name=run, exact=True).click()
        await expect(dialog).to_have_count(0)

    await switch("Warn", "Warn")
    await expect(desk.get_by_text("warned the customer")).to_be_visible()
    # The customer reads why and until when, and objects where he talks.
    await expect(frame.get_by_text("Please leave this out from now on: insults")).to_be_visible()
    await frame.get_by_text("Object to this measure").click()
    mine = f"I was quoting {uuid4().hex[:6]}"
    await frame.get_by_role("textbox", name="Why is it wrong?").fill(mine)
    await frame.get_by_role("button", name="Send the objection").click()
    await expect(frame.get_by_text("Object to this measure")).to_have_count(0)
    await expect(desk.get_by_text(mine)).to_be_visible()
    # What comes during a break is kept: told as a number, and shown when it ends.
    await switch("Take a break from him", "Take the break")
    await expect(frame.get_by_text("takes a short break")).to_be_visible()
    more = f"more of it {uuid4().hex[:6]}"
    await say(frame, more)
    await expect(desk.get_by_text("Kept for later: 1 message")).to_be_visible()
    await expect(desk.get_by_text(more)).to_have_count(0)
    await desk.reload()
    await expect(desk.get_by_text("Kept for later: 1 message")).to_be_visible()
    await desk.get_by_role("button", name="End the break").click()
    await expect(desk.locator("#conversation").get_by_text(more)).to_be_visible()
    # Who set it is not asked; a lead decides.
    lead = await window(width=width, height=860)
    await enter_desk(lead, demo, "sven@desk.example")
    await lead.goto(f"{demo.origin()}/desk/appeals")
    await expect(lead.get_by_text(mine)).to_be_visible()
    await axe(lead, f"objections at {width}")
    one = lead.locator("article", has_text=mine)
    await one.get_by_role("textbox").fill("You were quoting, we agree.")
    await one.get_by_role("button", name="Take it back").click()
    await expect(lead.get_by_text(mine)).to_have_count(0)
    await expect(frame.get_by_text("You were quoting, we agree.")).to_be_visible()
