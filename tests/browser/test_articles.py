"""The editors' part of the desk: an editor writes, a reviewer decides, a reader sees it; and of two who write at once, nothing
is lost."""

import asyncio
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from playwright.async_api import Page, Route, expect

from tests.browser.conftest import Demo
from tests.browser.test_accounts import sign_in
from tests.browser.test_axe import fine
from tests.browser.test_story import enter_desk

PASSWORD = "eleven purple doors"
ADD = """async (body) => (await fetch('/api/desk/agents', {method: 'POST',
    headers: {'Content-Type': 'application/json'}, body: JSON.stringify(body)})).status"""
HOSTILE = """Deposits arrive **after 12 confirmations**.

<img src=x onerror="top.hacked = 1"><script>top.hacked = 1</script><svg onload="top.hacked = 1"></svg>

[press here](javascript:top.hacked=1) and <a href="javascript:top.hacked=1">here</a>
"""


async def author(boss: Page, demo: Demo, window: Callable[..., Any], role: str, **size: int) -> Page:
    """A fresh editor or reviewer, signed in."""
    email = f"{role}.{uuid4().hex[:6]}@desk.example"
    account = {"name": role.title(), "email": email, "password": PASSWORD, "role": role, "brands": ["northlight"]}
    assert await boss.evaluate(ADD, account | {"teams": []}) == 201
    page: Page = await window(**size)
    await sign_in(page, demo, email, PASSWORD)
    await expect(page.get_by_role("heading", name="Articles")).to_be_visible()
    return page


async def begin(page: Page, title: str) -> None:
    await page.keyboard.press("c")
    await expect(page.get_by_role("dialog").get_by_label("Title")).to_be_focused()
    await page.keyboard.type(title)
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("Text in Markdown")).to_be_visible()


async def write(page: Page, label: str, text: str) -> None:
    await page.get_by_label(label, exact=True).fill(text)


async def save(page: Page) -> None:
    await page.keyboard.press("Control+s")
    await expect(page.locator(".bar [role=status]")).to_have_text("Saved")


async def test_a_new_article_that_is_asked_for_before_its_topics_came_is_made_when_they_are_there(
    demo: Demo, window: Any
) -> None:
    boss = await window()
    await enter_desk(boss, demo, "tomasz@desk.example")
    editor = await author(boss, demo, window, "editor")
    held: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def hold(route: Route) -> None:
        await held
        await route.continue_()

    await editor.route("**/api/desk/help/categories?*", hold)
    await editor.reload()
    await expect(editor.get_by_role("heading", name="Articles")).to_be_visible()
    await editor.keyboard.press("c")
    await expect(editor.get_by_role("dialog").get_by_label("Title")).to_be_focused()
    await editor.keyboard.type("Why is my deposit late?")
    await editor.keyboard.press("Enter")
    await expect(editor.get_by_role("button", name="Create")).to_be_disabled()
    held.set_result(None)
    await expect(editor.get_by_label("Text in Markdown")).to_be_visible()


async def test_an_editor_writes_a_reviewer_publishes_and_a_reader_sees_it(demo: Demo, window: Any):
    boss = await window()
    await enter_desk(boss, demo, "tomasz@desk.example")
    editor = await author(boss, demo, window, "editor")
    title = f"When does my deposit arrive {uuid4().hex[:5]}"
    # Nothing of conversations is offered, and their addresses lead nowhere.
    rail = editor.get_by_role("navigation", name="Desk")
    await expect(rail.get_by_role("link")).to_have_text(["Articles", "Settings"])
    await editor.goto(f"{demo.origin()}/desk/mine")
    await expect(editor.get_by_text("This page does not exist")).to_be_visible()
    await editor.get_by_role("link", name="To the articles").click()

    await expect(editor.get_by_role("list", name="Articles")).to_be_visible()
    await begin(editor, title)
    await write(editor, "Text in Markdown", HOSTILE)
    preview = editor.frame_locator("iframe[title=Preview]")
    await expect(preview.locator("strong")).to_have_text("after 12 confirmations")
    await expect(preview.locator("h1")).to_have_text(title)
    await expect(preview.locator("script, img, svg, [href^='javascript']")).to_have_count(0)
    await expect(editor.get_by_text("Dangerous address").first).to_be_visible()

    # What is not saved outlives the page.
    await editor.reload()
    await expect(editor.get_by_text("What you had not saved was kept")).to_be_visible()
    await expect(editor.get_by_label("Text in Markdown")).to_have_value(HOSTILE)
    await write(editor, "Text in Markdown", "Deposits arrive **after 12 confirmations**.")
    await write(editor, "Similar questions", "where is my deposit\nmy coins are late")
    await save(editor)
    assert await editor.evaluate("Object.keys(localStorage).filter((key) => key.includes('desk.article.'))") == []
    await expect(editor.get_by_role("button", name="Publish")).to_have_count(0)
    await editor.get_by_role("button", name="Submit for review").click()
    await expect(editor.get_by_text("Handed in.")).to_be_visible()
    assert await editor.evaluate("window.hacked") is None

    reviewer = await author(boss, demo, window, "reviewer")
    await reviewer.get_by_role("button", name="1 in review").click()
    await expect(reviewer).to_have_url(f"{demo.origin()}/desk/articles?state=review")
    await expect(reviewer.get_by_role("listitem")).to_have_count(1)
    await reviewer.get_by_role("heading", name="Articles").click()
    await reviewer.keyboard.press("j")
    await expect(reviewer.get_by_role("link", name=title)).to_be_focused()
    await reviewer.keyboard.press("Enter")
    await reviewer.get_by_role("button", name="More steps").click()
    await reviewer.get_by_role("menuitem", name="Send back").click()
    await reviewer.keyboard.type("Say which network")
    await reviewer.keyboard.press("Control+Enter")
    await expect(reviewer.get_by_text("Sent back: Say which network")).to_be_visible()

    await editor.reload()
    await expect(editor.get_by_text("Sent back: Say which network")).to_be_visible()
    await write(editor, "Text in Markdown", "Bitcoin deposits arrive **after 2 confirmations**.")
    await editor.get_by_role("button", name="Submit for review").click()
    await expect(editor.get_by_text("Handed in.")).to_be_visible()
    await reviewer.reload()
    await reviewer.get_by_role("button", name="Publish").click()
    link = reviewer.get_by_role("link", name="Open the page")
    await expect(link).to_be_visible()
    reader = await window()
    address = f"{demo.origin()}{await link.get_attribute('href')}"
    # What is published is there within two seconds, on every process.
    async with asyncio.timeout(5):
        while (await reader.request.get(address)).status != 200:
            await asyncio.sleep(0.1)
    await reader.goto(address)
    await expect(reader.locator("article strong")).to_have_text("after 2 confirmations")

    # What is written next is nobody's but the writers', and stands in the difference as what it is: text.
    await editor.reload()
    await write(editor, "Text in Markdown", HOSTILE)
    await save(editor)
    await editor.get_by_role("button", name="Compare with the one before: Version 2").click()
    difference = editor.get_by_role("dialog").locator(".difference")
    await expect(difference.locator("li.added").first).to_be_visible()
    await expect(difference).to_contain_text('<img src=x onerror="top.hacked = 1"><script>')
    await expect(difference.locator("img, script, svg, a")).to_have_count(0)
    assert await editor.evaluate("window.hacked") is None
    await reader.reload()
    await expect(reader.locator("article strong")).to_have_text("after 2 confirmations")


async def test_of_two_who_write_at_once_nobody_loses_a_word(demo: Demo, window: Any):
    here = await window()
    await enter_desk(here, demo, "tomasz@desk.example")
    await here.goto(f"{demo.origin()}/desk/articles")
    await expect(here.get_by_role("list", name="Articles")).to_be_visible()
    await begin(here, f"Two at once {uuid4().hex[:5]}")
    await write(here, "Text in Markdown", "As it was.")
    await save(here)
    there = await author(here, demo, window, "editor")
    await there.goto(here.url)
    await expect(there.get_by_label("Text in Markdown")).to_have_value("As it was.")
    await write(there, "Text in Markdown", "<b>Theirs</b> & saved first.")
    await save(there)
    await write(here, "Text in Markdown", "Mine, second.")
    await here.keyboard.press("Control+s")
    conflict = here.get_by_role("alertdialog", name="Two have written at once")
    await expect(conflict.locator("pre")).to_have_text(["<b>Theirs</b> & saved first.", "Mine, second."])
    await expect(conflict.get_by_text("Editor saved at")).to_be_visible()
    await fine(here, "conflict")
    # Also over a reload: one's own is still there, beside theirs.
    await here.reload()
    await expect(conflict.locator("pre")).to_have_text(["<b>Theirs</b> & saved first.", "Mine, second."])
    await conflict.get_by_role("button", name="Take theirs").click()
    await expect(here.get_by_label("Text in Markdown")).to_have_value("<b>Theirs</b> & saved first.")
    await here.get_by_role("button", name="Go on with mine").click()
    await expect(here.get_by_label("Text in Markdown")).to_have_value("Mine, second.")
    await save(here)
    await here.get_by_role("button", name="Restore: Version 2").click()
    await expect(here.get_by_label("Text in Markdown")).to_have_value("<b>Theirs</b> & saved first.")


@pytest.mark.parametrize("width", [320, 1440])
async def test_axe_finds_nothing_in_the_editors_pages(demo: Demo, window: Any, width: int):
    page = await window(width=width, height=900)
    await enter_desk(page, demo, "tomasz@desk.example")
    await page.goto(f"{demo.origin()}/desk/articles")
    first = page.get_by_role("list", name="Articles").get_by_role("checkbox").first
    await first.check()
    await fine(page, "articles, one chosen")
    await page.goto(f"{demo.origin()}/desk/articles?q=withdraw&new=1")
    await expect(page.get_by_role("dialog")).to_be_visible()
    await fine(page, "a new article")
    await page.goto(f"{demo.origin()}/desk/articles?q=nothing-at-all")
    await expect(page.get_by_text("No article fits")).to_be_visible()
    await fine(page, "nothing found")
    await page.goto(f"{demo.origin()}/desk/articles")
    await page.get_by_role("list", name="Articles").get_by_role("link", name="zh-CN").first.click()
    await expect(page.get_by_role("region", name="Original")).to_be_visible()
    await expect(page.locator(".versions li")).to_have_count(1)
    await fine(page, "a translation beside its original")
    await page.goto(f"{demo.origin()}/desk/articles/topics")
    await expect(page.get_by_role("list", name="Topics")).to_be_visible()
    await fine(page, "topics")
