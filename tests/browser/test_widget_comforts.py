"""What makes the widget comfortable, in a real Chromium: context that is shown, a window of its own, own history, sound."""

import re
from typing import Any
from uuid import uuid4

import pytest
from playwright.async_api import Browser, Frame, Locator, expect

from tests.browser.conftest import Demo
from tests.browser.test_axe import fine
from tests.browser.test_story import bubble, enter_desk, open_widget, reopened, reply, say, take
from tests.proving import others_when_proving

SIZES = [(320, 640), (1440, 860)]
# Counts the notes that are played.
EARS = """
  window.notes = 0
  const start = OscillatorNode.prototype.start
  OscillatorNode.prototype.start = function (...when) { window.notes += 1; return start.apply(this, when) }
"""


@pytest.fixture(params=SIZES, ids=lambda size: f"{size[0]}px")
def size(request: pytest.FixtureRequest) -> dict[str, int]:
    return {"width": request.param[0], "height": request.param[1]}


async def menu(frame: Frame, item: str) -> Locator:
    await frame.get_by_role("button", name="More", exact=True).click()
    found = frame.get_by_role("menu").get_by_text(item)
    await expect(found).to_be_visible()
    return found


async def test_what_the_page_passes_along_is_shown_can_be_left_out_and_reaches_the_agent(
    demo: Demo, window: Any, size: dict[str, int]
):
    page, desk = await window(**size), await window(width=1440)
    frame = await open_widget(page, demo, "northlight", "marco")
    await page.evaluate(
        "Fairlead.setContext({pair: 'BTC/USDT', order: 'A-4711', page: 'trade', password: 'never', depth: {a: 1}})"
    )
    await frame.get_by_role("button", name="Start a conversation").click()
    along = frame.get_by_role("region", name="Passed along with your first message")
    await expect(along.get_by_role("listitem")).to_have_text(
        [re.compile("BTC/USDT"), re.compile("A-4711"), re.compile("trade")]
    )
    await fine(page, "a new conversation with context")
    await along.get_by_role("button", name="Do not pass along: Order").press("Enter")
    await expect(along.get_by_text("A-4711")).to_have_count(0)
    text = f"Where is my order? {uuid4().hex[:6]}"
    await say(frame, text)
    await expect(bubble(frame, text)).to_be_visible()
    await expect(along).to_have_count(0)

    await enter_desk(desk, demo, "sven@desk.example")
    await take(desk, demo, "open", text)
    pane = desk.get_by_label("Customer", exact=True)
    await expect(pane.get_by_text("BTC/USDT")).to_be_visible()
    await expect(pane.get_by_text("A-4711")).to_have_count(0)
    await expect(pane.get_by_text("never")).to_have_count(0)


async def test_the_conversation_moves_into_a_window_of_its_own_with_session_draft_and_what_is_unsent_and_back(
    demo: Demo, window: Any
):
    page = await window(width=1280)
    frame = await open_widget(page, demo, "northlight", "marco")
    await frame.get_by_role("button", name="Start a conversation").click()
    mark = uuid4().hex[:6]
    await say(frame, f"First word {mark}")
    await expect(frame.get_by_text("Sent").or_(frame.get_by_text("Delivered")).last).to_be_visible()
    # A word that cannot go out, and one that is not finished.
    demo.proxy.refuse()
    demo.proxy.cut()
    await say(frame, f"Unsent word {mark}")
    await frame.get_by_role("textbox").last.fill("half a tho")
    await expect(frame.get_by_text("Waits for a connection").or_(frame.get_by_text("Sending")).last).to_be_visible()
    await demo.proxy.accept()
    async with page.expect_popup() as coming:
        await (await menu(frame, "Open in a window of its own")).click()
    own = await coming.value
    await expect(frame.get_by_role("heading", name="Your conversation is in a window of its own")).to_be_visible()
    await fine(page, "away")
    assert mark not in own.url
    assert "fls_" not in own.url
    await expect(own.locator(".bubble", has_text=f"First word {mark}")).to_be_visible()
    await expect(own.locator(".bubble", has_text=f"Unsent word {mark}")).to_have_count(1)
    field = own.get_by_role("textbox").last
    await expect(field).to_have_value("half a tho")
    await field.fill(f"half a thought {mark}")
    await field.press("Enter")
    await expect(own.locator(".bubble", has_text=f"half a thought {mark}")).to_be_visible()
    await expect(own.get_by_text("Waits for a connection")).to_have_count(0)
    await field.fill("the rest")
    async with own.expect_event("close"):
        await frame.get_by_role("button", name="Bring it back here").click()

    for text in ("First word", "Unsent word", "half a thought"):
        await expect(bubble(frame, f"{text} {mark}")).to_have_count(1)
    await expect(frame.get_by_role("textbox").last).to_have_value("the rest")
    await say(frame, f"Back again {mark}")
    await expect(bubble(frame, f"Back again {mark}")).to_be_visible()
    # On the server each stands once.
    frame = await reopened(page, f"First word {mark}")
    for text in ("First word", "Unsent word", "half a thought", "Back again"):
        await expect(bubble(frame, f"{text} {mark}")).to_have_count(1)


async def test_own_history_is_searched_and_a_hit_leads_to_the_very_message(
    demo: Demo, window: Any, size: dict[str, int]
):
    page = await window(**size)
    frame = await open_widget(page, demo, "seabright", "dev")
    await frame.get_by_role("textbox").last.wait_for()
    needle = f"needle-{uuid4().hex[:6]}"
    await say(frame, f"Here is the {needle} of my story")
    await expect(bubble(frame, needle)).to_be_visible()
    for number in range(14):
        await say(frame, f"Filling line number {number}")
    await expect(bubble(frame, "Filling line number 13")).to_be_visible()
    await (await menu(frame, "Search my conversations")).click()
    field = frame.get_by_role("textbox", name="Search my conversations")
    await field.fill(needle.upper())
    hit = frame.get_by_role("listitem").get_by_role("button")
    await expect(hit).to_have_count(1)
    await expect(hit.locator("mark")).to_have_text(needle)
    await fine(page, "history")
    await hit.press("Enter")
    await expect(bubble(frame, needle)).to_be_in_viewport()
    await (await menu(frame, "Search my conversations")).click()
    await field.fill("no such word at all")
    await expect(frame.get_by_text("No message of yours says")).to_be_visible()


async def test_a_reply_sounds_and_counts_only_when_nobody_looks_and_the_sound_can_be_silenced(
    demo: Demo, browser: Browser, window: Any
):
    context = await browser.new_context(viewport={"width": 1280, "height": 860}, locale="en")
    await context.add_init_script(EARS)
    page = await context.new_page()
    frame = await open_widget(page, demo, "northlight", "marco")
    await frame.get_by_role("button", name="Start a conversation").click()
    text = f"A word please {uuid4().hex[:6]}"
    await say(frame, text)
    await expect(bubble(frame, text)).to_be_visible()
    desk = await window()
    await enter_desk(desk, demo, "sven@desk.example")
    await take(desk, demo, "open", text)
    launcher = page.locator("button[aria-expanded]").first
    # The account may have unread words in matters of other stories.
    label = await launcher.get_attribute("aria-label") or ""
    before = int("".join(filter(str.isdigit, label)) or 0)
    one_more = f"Support ({before + 1})"

    await page.bring_to_front()
    await frame.get_by_role("textbox").last.click()
    await frame.wait_for_function("document.hasFocus()")
    await reply(desk, "Seen at once")
    await expect(bubble(frame, "Seen at once")).to_be_visible()
    await expect(launcher).to_have_attribute("aria-label", label)
    assert await frame.evaluate("notes") == 0

    await launcher.click()
    await reply(desk, "Nobody looks")
    await expect(launcher).to_have_attribute("aria-label", one_more)
    # By the clock: a frame that is not shown draws no frames to ask in.
    await frame.evaluate(
        """(begins) => new Promise((done) => {
          const look = () => (notes && document.title.startsWith(begins) ? done() : setTimeout(look, 50))
          look()
        })""",
        f"({before + 1}) ",
    )
    assert await frame.evaluate("notes") == 2

    await launcher.click()
    await expect(launcher).to_have_attribute("aria-label", label)
    switch = frame.get_by_role("menuitemcheckbox", name="Sound for new messages")
    await frame.get_by_role("button", name="More", exact=True).click()
    await expect(switch).to_have_attribute("aria-checked", "true")
    await switch.click()
    await expect(switch).to_have_attribute("aria-checked", "false")
    await launcher.click()
    await reply(desk, "Silent")
    await expect(launcher).to_have_attribute("aria-label", one_more)
    assert await frame.evaluate("notes") == 2
    await context.close()


@others_when_proving("locale", ["en", "zh-CN", "es", "ja"])
async def test_chat_and_contact_have_addresses_of_their_own_in_every_language(
    demo: Demo, window: Any, size: dict[str, int], locale: str
):
    page = await window(**size, locale=locale, dark=locale in ("zh-CN", "ja"))
    await page.goto(f"{demo.origin()}/w/northlight/contact")
    await expect(page.get_by_role("heading", level=1)).to_contain_text("Northlight")
    await expect(page.get_by_role("link", name=re.compile(r"northlight\.localhost"))).to_be_visible()
    await fine(page, f"contact {locale}")

    await page.goto(f"{demo.origin()}/w/northlight/chat?pair=ETH/USDT&order=77&password=x")
    await expect(page.get_by_role("textbox").last).to_be_visible()
    await expect(page.get_by_text("ETH/USDT")).to_be_visible()
    await fine(page, f"chat {locale}")
    text = f"{locale} {uuid4().hex[:6]}"
    await say(page.main_frame, text)
    # The bot has answered: what was said has arrived, and is not only shown.
    await expect(page.locator(".bubble").nth(1)).to_be_visible()
    # The address opens in the conversation that is open.
    await expect(page.get_by_text(re.compile("ETH/USDT"))).to_have_count(0)
    await page.goto(f"{demo.origin()}/w/northlight/chat")
    await expect(page.locator(".bubble", has_text=text)).to_be_visible()
    await page.goto(f"{demo.origin()}/w/northlight/help")
    await expect(page).to_have_url(re.compile(r"/help/northlight/[\w-]+/?$"))
