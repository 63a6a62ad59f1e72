"""A reply waits a few seconds in which it can be taken back: it is sent once or stands in the draft, whatever the page does."""

import re
from typing import Any

from playwright.async_api import expect

from tests.browser.conftest import Demo, axe
from tests.browser.test_composer import asked, at
from tests.browser.test_story import bubble, reply
from tests.proving import others_when_proving

WAITING = re.compile("not sent yet")
KEPT = """() => new Promise((told) => {
    const opening = indexedDB.open('fairlead-desk-held')
    opening.onsuccess = () => {
        const count = opening.result.transaction('items').objectStore('items').count()
        count.onsuccess = () => { opening.result.close(); told(count.result) }
    }
})"""


@others_when_proving("width,dark", [(1440, False), (320, True)])
async def test_a_reply_is_taken_back_by_key_or_button_and_the_customer_never_had_it(
    demo: Demo, window: Any, width: int, dark: bool
):
    question = f"Can I take a word back at {width}?"
    frame = await asked(window, demo, question)
    desk = await window(width=width, dark=dark, undo=30)
    await at(desk, demo, "tomasz", question)
    box = desk.locator("textarea")
    await desk.locator("input[type=file]").set_input_files(
        {"name": "proof.txt", "mimeType": "text/plain", "buffer": b"paid"}
    )
    await expect(desk.get_by_text("proof.txt")).to_be_visible()
    await reply(desk, f"Yuo can, at {width}.")
    pending = desk.locator(".said.held")
    await expect(pending.get_by_text(WAITING)).to_be_visible()
    told = desk.get_by_role("status").filter(has_text="Your reply goes out in 30 seconds.")
    await expect(told).to_be_visible()
    await axe(desk, f"a reply that waits at {width}")
    await box.press("Control+z")
    await expect(box).to_have_value(f"Yuo can, at {width}.")
    await expect(box).to_be_focused()
    await expect(desk.get_by_role("button", name="Remove proof.txt")).to_be_visible()
    await expect(pending).to_have_count(0)
    await expect(told).to_have_count(0)

    # Again, by the button: what was begun since stays.
    await reply(desk, f"You cna, at {width}.")
    await box.fill("And more")
    await desk.get_by_role("status").get_by_role("button", name="Undo").click()
    await expect(box).to_have_value(f"You cna, at {width}.\n\nAnd more")

    await reply(desk, f"You can, at {width}.")
    await pending.get_by_role("button", name="Send now").click()
    await expect(bubble(frame, f"You can, at {width}.")).to_be_visible()
    await expect(frame.get_by_text("proof.txt")).to_have_count(1)
    await expect(frame.get_by_text(re.compile("Yuo|cna"))).to_have_count(0)


async def test_a_reply_goes_out_once_when_its_time_is_over_the_window_closes_or_the_matter_is_solved(
    demo: Demo, window: Any
):
    question = "What if you close the window?"
    frame = await asked(window, demo, question)
    desk = await window(width=1440, undo=5)
    await at(desk, demo, "tomasz", question)
    await reply(desk, "In time.")
    await expect(desk.locator(".said.held")).to_have_count(1)
    await expect(bubble(frame, "In time.")).to_be_visible(timeout=15_000)

    await desk.evaluate("localStorage.setItem('fairlead.desk.prefs', '{\"undoSeconds\": 30}')")
    await desk.reload()
    # A second window of the same agent must neither send it too early nor a second time.
    second = await desk.context.new_page()
    await second.goto(desk.url)
    await expect(second.locator("textarea")).to_be_visible()
    await reply(desk, "As the window closes.")
    await expect(desk.locator(".said.held")).to_have_count(1)
    await expect(bubble(frame, "As the window closes.")).to_have_count(0)
    await desk.close(run_before_unload=True)
    await expect(bubble(frame, "As the window closes.")).to_be_visible(timeout=15_000)

    await reply(second, "Before it is closed.")
    await expect(second.locator(".said.held")).to_have_count(1)
    await second.locator("textarea").press("Escape")
    await second.keyboard.press("e")
    await expect(bubble(frame, "Before it is closed.")).to_be_visible(timeout=15_000)
    # In this order: a reply that came after the closing would have opened the conversation again.
    await expect(second.locator("header").get_by_text("closed", exact=True)).to_be_visible(timeout=15_000)
    for text in ("In time.", "As the window closes.", "Before it is closed."):
        await expect(bubble(frame, text)).to_have_count(1)


async def test_a_window_that_dies_leaves_its_reply_to_another_one(demo: Demo, window: Any):
    question = "What if the browser crashes?"
    frame = await asked(window, demo, question)
    desk = await window(width=1440, undo=30)
    await at(desk, demo, "tomasz", question)
    second = await desk.context.new_page()
    await second.goto(desk.url)
    await expect(second.locator("textarea")).to_be_visible()
    # The line is cut: whatever the dying page would still send does not arrive.
    await desk.evaluate("WebSocket.prototype.send = () => {}")
    await reply(desk, "From a page that died.")
    await expect(desk.locator(".said.held")).to_have_count(1)
    # A page that dies within the milliseconds its store takes has nothing to leave.
    await desk.wait_for_function(KEPT)
    await desk.close()
    await expect(bubble(frame, "From a page that died.")).to_be_visible(timeout=15_000)
    await expect(bubble(frame, "From a page that died.")).to_have_count(1)
