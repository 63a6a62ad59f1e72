"""The desk's lists: narrowed by the address, several conversations at once, panes and settings, by keyboard alone."""

import re
from typing import Any
from uuid import uuid4

from playwright.async_api import Page, expect

from tests.browser.conftest import Demo, axe
from tests.browser.test_story import enter_desk, open_widget, say
from tests.proving import others_when_proving


async def ask(window: Any, demo: Demo, text: str, brand: str = "northlight") -> None:
    frame = await open_widget(await window(), demo, brand, "marco")
    await frame.get_by_role("button", name="Start a conversation").click()
    await say(frame, text)


def row(desk: Page, text: str) -> Any:
    return desk.locator(".item").filter(has_text=text)


async def cursor_on(desk: Page, text: str) -> None:
    """Moves down the list, then up, until the row with this text has the focus."""
    for key in "j" * 30 + "k" * 60:
        await desk.keyboard.press(key)
        if text in await desk.evaluate("document.activeElement.textContent"):
            return
    raise AssertionError(f"{text} was not reached")


async def test_a_list_is_narrowed_by_its_address_and_grows_by_itself(demo: Demo, window: Any):
    word = uuid4().hex[:8]
    await ask(window, demo, f"first {word}")
    desk = await window(width=1440)
    await enter_desk(desk, demo, "tomasz@desk.example")
    await desk.keyboard.press("4")
    await expect(row(desk, f"first {word}")).to_be_visible()
    await desk.keyboard.press("f")
    await expect(desk.get_by_label("Language")).to_be_focused()
    await desk.get_by_label("Language").select_option("en")
    await desk.get_by_label("Identity").select_option("true")
    await expect(desk).to_have_url(re.compile(r"/desk/open\?language=en&verified=true$"))
    await expect(row(desk, f"first {word}")).to_be_visible()
    await ask(window, demo, f"second {word}")
    await expect(row(desk, f"second {word}")).to_be_visible()
    await axe(desk, "the list narrowed")
    # Counts are those of the narrowed list; going back widens it again, one step at a time.
    opened = await desk.locator(".item").count()
    await expect(desk.get_by_role("link", name=f"Open{opened}")).to_be_visible()
    await desk.go_back()
    await expect(desk).to_have_url(re.compile(r"\?language=en$"))
    await expect(desk.get_by_role("button", name="Remove the filter Language: English")).to_be_visible()
    # A shared address that fits nobody says so, with the way out.
    await desk.goto(f"{demo.origin()}/desk/open?language=ja&channel=none")
    await expect(desk.get_by_text("Nothing fits these filters")).to_be_visible()
    await desk.locator(".empty, .queue").get_by_role("button", name="Clear all filters").last.click()
    await expect(row(desk, f"first {word}")).to_be_visible()


@others_when_proving("width", [1440, 320])
async def test_several_are_chosen_closed_and_opened_again(demo: Demo, window: Any, width: int):
    word = uuid4().hex[:8]
    for number in range(3):
        await ask(window, demo, f"{number} of {word}")
    desk = await window(width=width, dark=width == 320)
    await enter_desk(desk, demo, "tomasz@desk.example")
    await desk.keyboard.press("4")
    await expect(row(desk, word)).to_have_count(3)
    for number in (2, 1, 0):
        await cursor_on(desk, f"{number} of {word}")
        await desk.keyboard.press("x")
    await expect(desk.get_by_text("3 chosen")).to_be_visible()
    await axe(desk, f"three chosen at {width}")
    assert await desk.evaluate("document.documentElement.scrollWidth") <= width
    await desk.keyboard.press("e")
    await expect(row(desk, word)).to_have_count(0)
    await expect(desk.get_by_role("status").filter(has_text="3 conversations closed.")).to_be_visible()
    await desk.get_by_role("button", name="Undo").press("Enter")
    await expect(row(desk, word)).to_have_count(3)
    await expect(desk.get_by_role("status").filter(has_text="Undone for 3 conversations.")).to_be_visible()
    # Opened last, they stand above all others.
    for _ in range(4):
        await desk.keyboard.press("k")
    await desk.keyboard.press("x")
    await desk.keyboard.press("Shift+J")
    await desk.keyboard.press("t")
    await expect(desk.get_by_role("dialog", name="Assign 2 conversations")).to_be_visible()
    await axe(desk, "assigning two")
    await desk.keyboard.type("Sven")
    await desk.keyboard.press("Enter")
    await desk.keyboard.press("Enter")
    await expect(desk.get_by_role("status").filter(has_text="2 conversations assigned.")).to_be_visible()
    await expect(row(desk, word).filter(has_text="with Sven")).to_have_count(2)


async def test_panes_are_moved_and_folded_by_keyboard_and_stay_so(demo: Demo, window: Any):
    desk = await window(width=1440)
    await enter_desk(desk, demo, "tomasz@desk.example")
    line = desk.get_by_role("separator", name="Width of the list")
    before = int(await line.get_attribute("aria-valuenow") or 0)
    await line.focus()
    await desk.keyboard.press("ArrowRight")
    await desk.keyboard.press("ArrowRight")
    await expect(line).to_have_attribute("aria-valuenow", str(before + 32))
    await desk.keyboard.press("[")
    await expect(desk.locator(".queue")).to_be_hidden()
    await desk.reload()
    await expect(desk.get_by_role("button", name="Show the list")).to_be_visible()
    await desk.keyboard.press("[")
    await expect(line).to_have_attribute("aria-valuenow", str(before + 32))
    await expect(desk.locator(".queue")).to_be_visible()


@others_when_proving("width,dark", [(320, True), (768, False), (1440, False)])
async def test_settings_say_what_they_do_and_are_kept(demo: Demo, window: Any, width: int, dark: bool):
    desk = await window(width=width, dark=dark)
    await enter_desk(desk, demo, "tomasz@desk.example")
    await desk.keyboard.press("Control+k")
    await desk.keyboard.type("settings")
    await expect(desk.get_by_role("option", selected=True)).to_contain_text("Go to Settings")
    await desk.keyboard.press("Enter")
    await expect(desk.get_by_role("heading", name="Settings", exact=True)).to_be_visible()
    await axe(desk, f"settings at {width}")
    assert await desk.evaluate("document.documentElement.scrollWidth") <= width
    enter = desk.get_by_role("switch", name="Enter sends")
    await enter.press("Space")
    await expect(enter).to_be_checked()
    await desk.get_by_label("Away by itself").select_option("30")
    await desk.reload()
    await expect(enter).to_be_checked()
    await expect(desk.get_by_label("Away by itself")).to_have_value("30")


async def test_who_touches_nothing_is_away_by_himself_and_back_with_the_next_touch(demo: Demo, window: Any):
    desk = await window()
    await desk.clock.install()
    await enter_desk(desk, demo, "sven@desk.example")
    account = desk.get_by_role("button", name=re.compile("account and settings"))
    await expect(account).to_have_accessible_name(re.compile("Online"))
    await desk.clock.fast_forward("11:00")
    await expect(account).to_have_accessible_name(re.compile("Away"))
    await desk.keyboard.press("Shift")
    await desk.clock.run_for(6000)
    await expect(account).to_have_accessible_name(re.compile("Online"))
    # What he chose himself stays.
    await account.press("Enter")
    await desk.get_by_role("menuitemradio", name=re.compile("^Busy")).press("Enter")
    await expect(account).to_have_accessible_name(re.compile("Busy"))
    await desk.clock.fast_forward("30:00")
    await desk.keyboard.press("Shift")
    await desk.clock.run_for(6000)
    await expect(account).to_have_accessible_name(re.compile("Busy"))
