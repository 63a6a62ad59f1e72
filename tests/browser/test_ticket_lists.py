"""Lists of tickets under a name, and many tickets at once: an agent by keyboard, his lead who shares, and who takes it back."""

from typing import Any

from playwright.async_api import expect

from tests.browser.conftest import Demo, axe
from tests.browser.test_story import enter_desk


async def test_an_agent_keeps_a_list_shares_it_changes_many_and_takes_it_back(demo: Demo, window: Any):
    desk = await window(width=1280, height=860)
    await enter_desk(desk, demo, "sven@desk.example")
    await desk.goto(f"{demo.origin()}/desk/tickets?status=all")
    rows = desk.get_by_role("list", name="Tickets").get_by_role("listitem")
    await expect(rows.nth(1)).to_be_visible()
    await desk.get_by_role("combobox", name="Priority").select_option("3")
    await desk.get_by_role("combobox", name="Sorted by").select_option("age")
    await desk.get_by_role("button", name="Save this list…").click()
    dialog = desk.get_by_role("dialog", name="Save this list…")
    await dialog.get_by_label("Name", exact=True).fill("P3 of today")
    await dialog.get_by_label("Who has it").select_option("brand")
    await axe(desk, "keeping a list")
    await dialog.get_by_role("button", name="Save").click()
    await expect(dialog).to_have_count(0)
    view = desk.get_by_role("navigation", name="Saved lists").get_by_role("link", name="P3 of today")
    await expect(view).to_have_attribute("aria-current", "page")
    link = desk.url
    assert "view=" in link and "priority" not in link and "sort" not in link
    count = await rows.count()
    await expect(view.locator(".count")).to_have_text(str(count))

    # The address alone is enough, also for a colleague.
    colleague = await window(width=1280, height=860)
    await enter_desk(colleague, demo, "ayu@desk.example")
    await colleague.goto(link)
    shared = colleague.get_by_role("navigation", name="Saved lists").get_by_role("link", name="P3 of today")
    await expect(shared).to_have_attribute("aria-current", "page")
    await expect(colleague.get_by_role("combobox", name="Priority")).to_have_value("3")
    await expect(colleague.get_by_role("combobox", name="Sorted by")).to_have_value("age")
    theirs = colleague.get_by_role("list", name="Tickets").get_by_role("listitem")
    await expect(theirs.first).to_be_visible()

    await colleague.keyboard.press("j")
    await colleague.keyboard.press("x")
    await colleague.keyboard.press("Shift+J")
    toolbar = colleague.get_by_role("toolbar", name="Chosen tickets")
    chosen = min(2, count)
    await expect(toolbar.get_by_role("status")).to_have_text(f"{chosen} chosen")
    await toolbar.get_by_role("button", name="Tags…").click()
    doing = colleague.get_by_role("dialog")
    await doing.get_by_label("Add (commas between)").fill("never heard of")
    # An agent makes no tags of his own: he is told so, ticket by ticket, before anything is done.
    await expect(doing.get_by_text(f"{chosen} cannot be, and stay")).to_be_visible()
    await expect(doing.get_by_role("button", name="Do it")).to_be_disabled()
    await axe(colleague, "what would be refused")
    await colleague.keyboard.press("Escape")
    await toolbar.get_by_role("button", name="Priority…").click()
    await doing.get_by_label("Reason").fill("all of one outage")
    await expect(doing.get_by_text(f"{chosen} will be changed.")).to_be_visible()
    await doing.get_by_role("button", name="Do it").click()
    await expect(doing).to_have_count(0)
    await expect(colleague.get_by_text(f"{chosen} tickets changed.")).to_be_visible()
    await colleague.get_by_role("button", name="Undo", exact=True).click()
    await expect(colleague.get_by_text(f"Undone for {chosen} tickets.")).to_be_visible()
    await colleague.reload()
    await expect(theirs).to_have_count(count)


async def test_on_a_phone_the_filters_are_folded_and_what_is_set_has_a_way_out(demo: Demo, window: Any):
    phone = await window(width=320, height=700, locale="zh-CN", dark=True)
    await enter_desk(phone, demo, "tomasz@desk.example")
    await phone.goto(f"{demo.origin()}/desk/tickets?status=all&team=wallet-ops")
    fold = phone.get_by_role("button", name="筛选条件 (2)")
    await expect(fold).to_have_attribute("aria-expanded", "false")
    await expect(phone.get_by_role("combobox", name="优先级")).to_be_hidden()
    rows = phone.get_by_role("list", name="工单").get_by_role("listitem")
    await expect(rows.first).to_contain_text("钱包运营团队")
    await expect(rows.get_by_text("wallet-ops")).to_have_count(0)
    box = await rows.first.bounding_box()
    assert box is not None and box["y"] < 320
    await axe(phone, "folded filters")
    await phone.get_by_role("button", name="移除筛选条件 团队: 钱包运营团队").click()
    await expect(phone).to_have_url(f"{demo.origin()}/desk/tickets?status=all")
    fold = phone.get_by_role("button", name="筛选条件 (1)")
    await fold.focus()
    await phone.keyboard.press("Enter")
    await phone.get_by_role("combobox", name="优先级").select_option("3")
    await expect(phone.get_by_role("button", name="筛选条件 (2)")).to_have_attribute("aria-expanded", "true")
    await axe(phone, "unfolded filters")
