"""The widget's main story in the other engine."""

from pathlib import Path
from typing import Any

from playwright.async_api import expect

from tests.browser.conftest import Demo
from tests.browser.firefox import ENTER, firefox
from tests.browser.test_story import enter_desk, painted, reply, take

SAID = "(text) => Array.from(document.querySelectorAll('.bubble')).filter((one) => one.innerText.includes(text)).length"


async def test_a_trader_with_firefox_asks_sees_the_source_reaches_a_person_sends_a_file_and_wakes_up(
    demo: Demo, window: Any, tmp_path: Path
):
    picture = painted(tmp_path / "receipt.png")
    (tmp_path / "profile").mkdir()
    desk = await window(width=1440)
    async with firefox(tmp_path / "profile") as page:
        await page.go(demo.exchange("seabright", "/sign-in?as=dev"))
        await page.click(await page.by_css("button[aria-haspopup], button[aria-expanded]"))
        frame = await page.frame("/frame")
        question = "How do I get my deposit credited after sending without a memo?"
        await frame.click(await frame.by_role("textbox"))
        await frame.write(question + ENTER)
        await frame.shows(question, ".bubble")
        await frame.shows("bot, not a person", ".log")
        await frame.shows("I forgot the memo or tag on my deposit", ".log button")
        await frame.click(await frame.by_role("button", "Talk to a person"))

        await enter_desk(desk, demo, "ayu@desk.example")
        await take(desk, demo, "waiting", question)
        await reply(desk, "Hello Dev, please send me the receipt.")
        await frame.shows("please send me the receipt.", ".bubble")

        await frame.give(await frame.by_css("input[type=file]"), picture)
        await frame.click(await frame.by_role("textbox"))
        await frame.write("Here it is" + ENTER)
        await expect(desk.get_by_text("Here it is")).to_be_visible()
        await expect(desk.get_by_role("button", name="receipt.png").last.locator("img")).to_be_visible()
        faults = [one["params"] for one in page.firefox.events if one["params"]["level"] == "error"]
        assert not faults

        # The laptop is closed; its line is long gone when it is opened again. What was said meanwhile is there, once.
        with page.firefox.asleep():
            demo.proxy.cut()
            await reply(desk, "It has arrived.")
            await expect(desk.get_by_text("It has arrived.")).to_have_count(1)
        await frame.shows("It has arrived.", ".bubble")
        assert await frame.evaluated(SAID, "It has arrived.") == 1
