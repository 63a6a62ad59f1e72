"""Lists of conversations under a name at the desk: kept, shared, opened by its address and by a key; and many given away and taken back."""

from typing import Any

from playwright.async_api import expect

from tests.browser.conftest import Demo, axe
from tests.browser.test_story import enter_desk


async def test_a_lead_keeps_a_list_of_conversations_and_a_colleague_opens_it_by_its_address(demo: Demo, window: Any):
    desk = await window(width=1280, height=860)
    await enter_desk(desk, demo, "sven@desk.example")
    await desk.goto(f"{demo.origin()}/desk/open?brand=northlight&language=zh")
    rows = desk.get_by_role("list", name="Open").get_by_role("listitem")
    await expect(rows.first).to_be_visible()
    count = await rows.count()
    await desk.get_by_role("button", name="Save this list…").click()
    dialog = desk.get_by_role("dialog", name="Save this list…")
    await dialog.get_by_label("Name", exact=True).fill("Chinese")
    await dialog.get_by_label("Who has it").select_option("brand")
    await axe(desk, "keeping a list of conversations")
    await dialog.get_by_role("button", name="Save").click()
    await expect(dialog).to_have_count(0)
    views = desk.get_by_role("navigation", name="Saved lists")
    view = views.get_by_role("link", name="Chinese")
    await expect(view).to_have_attribute("aria-current", "page")
    await expect(view.locator(".count")).to_have_text(str(count))
    link = desk.url
    assert "saved=" in link and "language" not in link

    # The address alone is enough, also for a colleague, who narrows it for himself.
    colleague = await window(width=320, height=700, locale="zh-CN", dark=True)
    await enter_desk(colleague, demo, "ayu@desk.example")
    await colleague.goto(link)
    theirs = colleague.get_by_role("navigation", name="已保存的列表").get_by_role("link", name="Chinese")
    await expect(theirs).to_have_attribute("aria-current", "page")
    await axe(colleague, "a saved list on a phone")
    await colleague.get_by_role("button", name="移除筛选条件 语言: 简体中文").click()
    await expect(colleague.get_by_role("button", name="保存此列表…")).to_be_visible()
    assert "language=&" in f"{colleague.url}&" and "saved=" in colleague.url

    # Another of the desk's own lists has nothing of it; its number key brings it back.
    await desk.get_by_role("navigation", name="Views").get_by_role("link", name="Closed").click()
    await expect(view).not_to_have_attribute("aria-current", "page")
    assert desk.url.endswith("/desk/closed?brand=northlight")
    await desk.keyboard.press("6")
    await expect(view).to_have_attribute("aria-current", "page")
    await expect(rows).to_have_count(count)
    await desk.get_by_role("button", name="Edit…").click()
    await desk.get_by_role("button", name="Delete").click()
    await expect(views).to_have_count(0)
    await desk.goto(link)
    await expect(desk.get_by_text("The saved list this address names is not there any more")).to_be_visible()


async def test_many_given_to_a_team_are_taken_back_by_one_undo(demo: Demo, window: Any):
    desk = await window(width=1280, height=860)
    await enter_desk(desk, demo, "sven@desk.example")
    await desk.goto(f"{demo.origin()}/desk/mine?brand=seabright")
    rows = desk.get_by_role("listitem").filter(has=desk.get_by_role("link"))
    await expect(rows.first).to_be_visible()
    await desk.get_by_role("button", name="Choose several").click()
    toolbar = desk.get_by_role("toolbar", name="Chosen conversations")
    await toolbar.get_by_role("button", name="All ").click()
    await toolbar.get_by_role("button", name="Assign…").click()
    dialog = desk.get_by_role("dialog")
    await dialog.get_by_role("combobox").fill("Account security")
    await dialog.get_by_role("option", name="Account security").click()
    await dialog.locator("textarea").fill("Please look at these.")
    await dialog.locator("textarea").press("Control+Enter")
    await expect(desk.get_by_role("link", name="Dev Patel")).to_have_count(0)
    await desk.get_by_role("button", name="Undo", exact=True).click()
    await expect(desk.get_by_text("Undone for")).to_be_visible()
    await desk.reload()
    await expect(desk.get_by_role("link", name="Dev Patel")).to_have_count(1)
