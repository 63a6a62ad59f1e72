"""The whole story in a real Chromium: a trader asks, the bot answers, a person takes over, and nothing gets lost."""

import re
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

from PIL import Image
from playwright.async_api import Frame, Locator, Page, expect

from fairlead.demo.cast import PASSWORD
from tests.browser.conftest import Demo


async def open_widget(page: Page, demo: Demo, exchange: str, trader: str) -> Frame:
    """Signs in on the exchange's page and opens the widget; its frame."""
    await page.goto(demo.exchange(exchange, f"/sign-in?as={trader}"))
    await page.locator("button[aria-haspopup], button[aria-expanded]").first.click()
    return await frame_of(page)


async def frame_of(page: Page) -> Frame:
    await expect(page.locator("iframe")).to_have_count(1)
    handle = await page.locator("iframe").element_handle()
    assert handle is not None
    frame = await handle.content_frame()
    assert frame is not None
    await frame.wait_for_load_state()
    return frame


async def reopened(page: Page, subject: str) -> Frame:
    """The page anew, and his matter."""
    await page.reload()
    frame = await frame_of(page)
    await in_matter(frame, subject)
    return frame


async def in_matter(frame: Frame, subject: str) -> None:
    """From the list of his matters where the frame may not remember that it was open, as some browsers have it in somebody's page."""
    listed = frame.get_by_role("button", name=re.compile(re.escape(subject))).first
    await expect(listed.or_(bubble(frame, subject).first).first).to_be_visible()
    if not await bubble(frame, subject).count():
        await listed.click()


def bubble(frame: Frame, text: str) -> Locator:
    """What was said, as the trader sees it; the same words are also read out by a live region."""
    return frame.locator(".bubble", has_text=text)


async def say(frame: Frame, text: str) -> None:
    box = frame.get_by_role("textbox").last
    await box.fill(text)
    await box.press("Enter")


async def enter_desk(page: Page, demo: Demo, email: str) -> None:
    await page.goto(f"{demo.origin()}/desk")
    await page.locator("input[type=email]").fill(email)
    await page.locator("input[type=password]").fill(PASSWORD)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("textbox")).to_have_count(0)


async def take(desk: Page, demo: Demo, view: str, subject: str) -> None:
    """Opens a conversation from a view's list."""
    await desk.goto(f"{demo.origin()}/desk/{view}")
    await desk.get_by_text(subject).first.click()
    await expect(desk.locator("textarea").last).to_be_visible()


async def reply(desk: Page, text: str) -> None:
    box = desk.locator("textarea").last
    await box.fill(text)
    await box.press("Control+Enter")
    # What was written in the last moment stops a reply once, and so does a file that is still on its way.
    for _ in range(4):
        if not await box.input_value():
            break
        with suppress(AssertionError):
            await expect(box).to_have_value("", timeout=1000)
            break
        await box.press("Control+Enter")


def painted(path: Path) -> Path:
    """A picture to send."""
    Image.effect_mandelbrot((300, 160), (-2.2, -1.2, 1.2, 1.2), 64).save(path)
    return path


async def let_go(desk: Page, demo: Demo, text: str) -> None:
    """What a lead says although it leads out of the house, in the conversation that is open."""
    body = {"conversation": desk.url.rpartition("/")[2], "text": text, "release": {"reason": "it shows how links look"}}
    headers = {"Idempotency-Key": str(uuid4()), "Origin": demo.origin()}
    sent = await desk.context.request.post(f"{demo.origin()}/api/desk/messages", data=body, headers=headers)
    assert sent.ok, await sent.text()


async def test_a_trader_asks_the_bot_answers_a_person_takes_over_with_a_file_a_cut_line_and_a_second_device(
    demo: Demo, window: Any, tmp_path: Path
):
    shop, desk = await window(), await window(width=1440)
    frame = await open_widget(shop, demo, "seabright", "dev")
    await frame.get_by_role("textbox").last.wait_for()
    question = "My withdrawal is still pending, what can I do?"
    await say(frame, question)
    # The bot says that it is one, and answers with its source.
    await expect(frame.get_by_text(re.compile("bot, not a person|机器人")).first).to_be_visible()
    await expect(frame.get_by_text("My withdrawal is still pending").last).to_be_visible()

    await frame.get_by_role("button", name=re.compile("Talk to a person|转人工")).last.click()
    await enter_desk(desk, demo, "ayu@desk.example")
    await take(desk, demo, "waiting", question)
    # The person sees what the bot tried and need not ask again.
    await expect(desk.get_by_text("My withdrawal is still pending", exact=False).nth(1)).to_be_visible()
    await reply(desk, "Hello Dev, I am looking at your withdrawal now.")
    await expect(bubble(frame, "I am looking at your withdrawal now.")).to_be_visible()
    await expect(frame.get_by_text("Ayu").first).to_be_visible()

    # A picture, by the widget's file button.
    picture = painted(tmp_path / "proof.png")
    await frame.locator("input[type=file]").first.set_input_files(str(picture))
    await say(frame, "This is what I see.")
    await expect(desk.get_by_text("This is what I see.")).to_be_visible()
    shown = desk.get_by_role("button", name=re.compile(r"proof\.png")).last
    await expect(shown.locator("img")).to_be_visible()

    # The line is cut while the trader types; what is sent meanwhile is kept and arrives once.
    demo.proxy.refuse()
    demo.proxy.cut()
    await say(frame, "Sent without a line")
    await expect(bubble(frame, "Sent without a line")).to_be_visible()
    assert await desk.get_by_text("Sent without a line").count() == 0
    await demo.proxy.accept()
    await expect(desk.get_by_text("Sent without a line")).to_have_count(1, timeout=30_000)
    await reply(desk, "And I still hear you.")
    await expect(bubble(frame, "And I still hear you.")).to_have_count(1)

    # The agent's laptop loses its network: the desk says so at once, keeps what is written and sends it afterwards, once.
    await desk.context.set_offline(True)
    lost = desk.get_by_role("status").filter(has_text="No connection")
    await expect(lost).to_be_visible()
    await reply(desk, "Written on a train.")
    await expect(desk.get_by_text("Written on a train.")).to_be_visible()
    await desk.context.set_offline(False)
    await expect(lost).to_have_count(0)
    await expect(bubble(frame, "Written on a train.")).to_have_count(1, timeout=30_000)

    # A second device of the same account shows the same conversation.
    phone = await window(width=392, height=800)
    second = await open_widget(phone, demo, "seabright", "dev")
    await second.get_by_text(question).first.click()
    await expect(bubble(second, "And I still hear you.")).to_be_visible()
    await say(second, "Now from my phone")
    for screen in (frame, desk):
        await expect(screen.get_by_text("Now from my phone").first).to_be_visible()


async def test_the_language_is_switched_in_mid_chat_and_neither_history_nor_draft_is_lost(demo: Demo, window: Any):
    page = await window()
    frame = await open_widget(page, demo, "northlight", "marco")
    await frame.get_by_role("button", name="Start a conversation").click()
    await say(frame, "How long does verification take?")
    await expect(frame.get_by_text("How long does verification take?").last).to_be_visible()
    await frame.get_by_role("textbox").last.fill("a draft to keep")
    await frame.get_by_role("combobox", name="Language").first.select_option("zh-CN")
    await expect(frame.get_by_role("button", name="转人工").last).to_be_visible()
    await expect(frame.get_by_role("textbox").last).to_have_value("a draft to keep")
    await expect(frame.get_by_text("How long does verification take?").last).to_be_visible()


async def test_a_chinese_visitor_reaches_a_person_with_two_words_and_the_agent_closes(demo: Demo, window: Any):
    shop, desk = await window(locale="zh-CN"), await window(width=1440)
    await shop.goto(demo.exchange("seabright", "/sign-in?as="))
    await shop.locator("button[aria-haspopup], button[aria-expanded]").first.click()
    frame = await frame_of(shop)
    await say(frame, "提币失败了怎么办,网络选错了")
    await expect(frame.get_by_text(re.compile("机器人")).first).to_be_visible()
    await say(frame, "转人工")
    await enter_desk(desk, demo, "sven@desk.example")
    await take(desk, demo, "waiting", "提币失败了怎么办,网络选错了")
    await reply(desk, "您好,我来为您查询。")
    await expect(bubble(frame, "您好,我来为您查询。")).to_be_visible()
    await desk.get_by_role("button", name=re.compile("^Close")).click()
    await expect(frame.get_by_text(re.compile("已结束|已关闭|结束")).first).to_be_visible()
