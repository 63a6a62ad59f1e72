"""A macro from its form to what it does, and a note that is changed in its place: by keyboard, and found clean by axe."""

import re
from typing import Any

from playwright.async_api import expect

from tests.browser.conftest import Demo, axe
from tests.browser.test_composer import asked, at
from tests.browser.test_story import bubble, enter_desk
from tests.proving import others_when_proving


@others_when_proving("width", [1440, 320])
async def test_a_lead_makes_a_macro_and_an_agent_runs_it_by_keyboard(demo: Demo, window: Any, width: int):
    question = f"Is my address book safe {width}?"
    frame = await asked(window, demo, question)
    lead = await window(width=width, height=860)
    await enter_desk(lead, demo, "sven@desk.example")
    await lead.goto(f"{demo.origin()}/desk/canned")
    await lead.get_by_role("button", name="Add reply").click()
    form = lead.get_by_role("dialog")
    await form.get_by_label("Shortcut").fill(f"safe-{width}")
    await form.get_by_label("Title").fill("It is safe")
    await form.get_by_label("Text", exact=True).fill("Yes, it is.")
    await form.get_by_label("Add a note").check()
    await form.get_by_label("Close the conversation").check()
    await form.get_by_role("button", name="Save").click()
    await expect(form.get_by_text("Enter the note.")).to_be_visible()
    await form.get_by_label("Text of the note").fill("asked by {{customer.name}}")
    await axe(lead, "the form of a macro")
    wider = await lead.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wider <= 0
    await form.get_by_role("button", name="Save").click()
    await expect(lead.get_by_role("listitem").filter(has_text=f"/safe-{width}")).to_contain_text("Close")

    desk = await window(width=width, height=860)
    await at(desk, demo, "tomasz", question)
    await desk.locator("#conversation").focus()
    await desk.keyboard.press("m")
    await desk.keyboard.type(f"safe-{width}")
    await expect(desk.get_by_role("listbox", name="Macros").get_by_role("option")).to_have_count(1)
    await axe(desk, "choosing a macro")
    await desk.keyboard.press("Enter")
    await expect(desk.get_by_role("group", name="This will: send, note, close")).to_be_visible()
    await axe(desk, "a macro about to be run")
    await desk.keyboard.press("Control+Enter")
    await expect(desk.get_by_text("Done: reply sent, note added, closed.")).to_be_visible()
    await expect(bubble(frame, "Yes, it is.")).to_be_visible()
    await expect(desk.locator(".note .said", has_text="asked by Marco")).to_be_visible()
    await expect(frame.get_by_text("asked by")).to_have_count(0)


@others_when_proving("width", [320, 1440])
async def test_a_note_is_changed_in_its_place_and_shows_what_it_said(demo: Demo, window: Any, width: int):
    question = f"Why is my limit so low {width}?"
    await asked(window, demo, question)
    ayu, sven = await window(width=width, height=860), await window(width=width, height=860)
    await at(ayu, demo, "ayu", question)
    await at(sven, demo, "sven", question)
    await ayu.get_by_role("button", name="Note", exact=True).click()
    await ayu.keyboard.type("Tier two since May")
    await ayu.keyboard.press("Control+Enter")
    note = ayu.locator(".note .said", has_text="Tier two since May")
    await expect(note).to_be_visible()
    await expect(sven.get_by_text("Tier two since May")).to_be_visible()
    # A colleague's note is not his to change.
    await expect(sven.get_by_role("button", name="Edit this note")).to_have_count(0)
    pencil = ayu.get_by_role("button", name="Edit this note")
    await pencil.focus()
    await ayu.keyboard.press("Enter")
    await ayu.keyboard.type(" or June")
    await ayu.keyboard.press("Escape")
    await expect(ayu.get_by_text("or June")).to_have_count(0)
    await expect(pencil).to_be_focused()
    await ayu.keyboard.press("Enter")
    await ayu.get_by_label("Text of the note").fill("Tier three since June")
    await axe(ayu, "changing a note")
    await ayu.keyboard.press("Control+Enter")
    for page in (ayu, sven):
        await expect(page.locator(".note .said", has_text="Tier three since June")).to_be_visible()
        await page.get_by_text(re.compile(r"^edited \d")).click()
        await expect(page.get_by_text("Tier two since May")).to_be_visible()
    await axe(sven, "what a note said before")
    await sven.reload()
    await expect(sven.get_by_text(re.compile(r"^edited \d"))).to_be_visible()
