"""A rule from its form to what it does, by an admin with the keyboard on a narrow screen, and a macro that acts on the ticket."""

from typing import Any

from playwright.async_api import expect

from tests.browser.conftest import Demo, axe
from tests.browser.test_composer import asked, at
from tests.browser.test_story import bubble, enter_desk


async def test_an_admin_writes_a_rule_tries_it_and_a_customer_has_its_answer(demo: Demo, window: Any):
    first = "Is my glacier vault insured?"
    await asked(window, demo, first)
    desk = await window(width=320, height=900, dark=True)
    await enter_desk(desk, demo, "tomasz@desk.example")
    await desk.goto(f"{demo.origin()}/desk/canned")
    await desk.get_by_role("button", name="Add reply").press("Enter")
    form = desk.get_by_role("dialog")
    await form.get_by_label("Shortcut").fill("glacier")
    await form.get_by_label("Title").fill("Glacier")
    await form.get_by_label("Text", exact=True).fill("The glacier vault is insured.")
    # The steps of a ticket are to be had for macros, too.
    await form.get_by_label("Add a step").select_option("snooze")
    await form.get_by_role("button", name="Remove the step: put off").press("Enter")
    await form.get_by_role("button", name="Save").press("Enter")
    await expect(desk.get_by_role("listitem").filter(has_text="/glacier")).to_be_visible()

    await desk.goto(f"{demo.origin()}/desk/admin/rules")
    fresh = desk.get_by_role("button", name="New rule")
    await expect(fresh).to_be_enabled()
    await fresh.press("Enter")
    await desk.get_by_role("button", name="Save").press("Enter")
    await expect(desk.get_by_text("Give it a name.")).to_be_visible()
    await desk.get_by_label("Name", exact=True).fill("Vault answers")
    await desk.get_by_role("button", name="Add a condition").press("Enter")
    await desk.get_by_label("What is asked").select_option("words")
    values = desk.get_by_label("Add a value").first
    await values.fill("glacier insured")
    await values.press("Enter")
    await desk.get_by_label("Add a step").select_option("reply")
    await desk.get_by_label("reply", exact=True).select_option(label="/glacier · Glacier (en)")
    told = desk.get_by_text("the customer wrote If words contain “glacier insured” Then reply: /glacier")
    await expect(told).to_be_visible()
    await desk.get_by_role("button", name="Try it on past cases").press("Enter")
    await expect(desk.get_by_text("It would have met 1 of the last")).to_be_visible()
    wider = await desk.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wider <= 0
    await axe(desk, "a rule that is written")
    await desk.get_by_role("button", name="Save").press("Enter")
    await expect(desk.get_by_role("button", name="Vault answers When")).to_be_visible()

    frame = await asked(window, demo, "Tell me, are glacier vaults insured?")
    await expect(bubble(frame, "The glacier vault is insured.")).to_be_visible()
    await expect(frame.get_by_text("Vault answers")).to_have_count(0)
    agent = await window(width=1440, height=860)
    await at(agent, demo, "ayu", "Tell me, are glacier vaults insured?")
    await expect(agent.get_by_text("Rule: Vault answers").first).to_be_visible()
