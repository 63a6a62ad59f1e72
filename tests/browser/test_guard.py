"""What nobody may be told: the widget warns, the server takes it out, both sides see what kind it was, and what to do now."""

import os
from pathlib import Path
from random import Random
from typing import Any
from uuid import uuid4

from playwright.async_api import expect

from tests.browser.conftest import Demo
from tests.browser.test_axe import fine
from tests.browser.test_composer import asked
from tests.browser.test_story import bubble, enter_desk, open_widget, reply, say, take
from tests.proving import others_when_proving
from tests.shield import corpus

COME = "part => performance.getEntriesByType('resource').some(one => one.name.includes(part) && one.responseEnd > 0)"
SHOTS = os.environ.get("FAIRLEAD_SHOTS")


async def shot(page: Any, name: str) -> None:
    if SHOTS:
        await page.screenshot(path=str(Path(SHOTS) / f"guard-{name}.png"))


@others_when_proving(
    "width,locale,words",
    [
        (320, "en", ("Take it out", "Send without it", "Removed: recovery phrase")),
        (1440, "zh-CN", ("返回删除", "移除后发送", "已移除：助记词")),
        (320, "ar", ("احذفه", "أرسل من دونه", "أُزيلت: عبارة الاسترداد")),
    ],
    ids=["320px en", "1440px zh-CN", "320px ar"],
)
async def test_a_phrase_is_warned_of_taken_out_and_named_on_both_sides(
    demo: Demo, window: Any, width: int, locale: str, words: tuple[str, str, str]
):
    page, desk = await window(width=width, height=640), await window(width=1440)
    frame = await open_widget(page, demo, "northlight", "marco")
    await frame.get_by_role("button", name="Start a conversation").click()
    await frame.get_by_role("combobox", name="Language").first.select_option(locale)
    back, send, removed = words
    text, phrase = f"Wallet {uuid4().hex[:6]}", " ".join(corpus.phrase(Random(width), "english"))
    box = frame.get_by_role("textbox").last
    panel = frame.locator(".guard")
    # What looks comes when one begins to write, the lists with the first words.
    await box.press("W")
    await frame.wait_for_function(COME, arg="/guard-")
    await box.fill(f"{text}: {phrase}")
    await frame.wait_for_function(COME, arg="/api/w/words")
    await box.press("Enter")
    await expect(panel).to_be_visible()
    await fine(page, f"a warning in {locale}")
    await shot(page, f"warning-{width}-{locale}")
    await panel.get_by_role("button", name=back).click()
    await expect(panel).to_have_count(0)
    await expect(box).to_be_focused()
    await expect(box).to_have_value(f"{text}: {phrase}")
    await box.press("Enter")
    await panel.get_by_role("button", name=send).click()
    await expect(bubble(frame, removed)).to_be_visible()
    await expect(bubble(frame, phrase)).to_have_count(0)
    await expect(frame.get_by_role("note")).to_be_visible()
    await fine(page, f"a phrase that was removed in {locale}")
    await shot(page, f"removed-{width}-{locale}")
    await enter_desk(desk, demo, "sven@desk.example")
    await take(desk, demo, "open", text)
    said = desk.get_by_role("log").locator(".rich", has_text=text).last
    await expect(said).to_contain_text("Removed: recovery phrase")
    assert phrase.split()[3] not in (await said.inner_text()).split()
    # With words and a sign, wherever the conversation stands in a list.
    row = desk.locator(".row-link", has_text=text[:10]).first
    await expect(row.get_by_text("Urgent", exact=True)).to_be_visible()
    await fine(desk, "a phrase that was removed, at the desk")
    await shot(desk, f"desk-{locale}")


async def test_what_may_be_a_key_is_sent_only_with_its_writers_word(demo: Demo, window: Any):
    page = await window(width=320, height=640)
    frame = await open_widget(page, demo, "northlight", "marco")
    await frame.get_by_role("button", name="Start a conversation").click()
    value = uuid4().hex * 2
    await say(frame, value)
    button = frame.get_by_role("button", name="It is not a secret: send it as it is")
    await expect(button).to_be_visible()
    await fine(page, "a question about a key")
    await shot(page, "question")
    await button.click()
    await expect(button).to_have_count(0)
    await expect(bubble(frame, value)).to_be_visible()
    await page.reload()
    frame = await open_widget(page, demo, "northlight", "marco")
    await expect(frame.get_by_text(value[:12]).first).to_be_visible()


WORDS = {
    "en": (
        "Change it",
        "Ask a lead to release it",
        "Release…",
        "Why it may go",
        "Release and send",
        "Give a reason of 10",
    ),
    "zh-CN": ("修改", "请主管放行", "放行…", "放行理由", "放行并发送", "请填写 10"),
}


@others_when_proving("width,locale", [(1440, "zh-CN"), (320, "en")])
async def test_a_stopped_reply_waits_for_a_lead_who_lets_it_go_by_keyboard_with_a_reason(
    demo: Demo, window: Any, width: int, locale: str
):
    change, ask, release, label, submit, needs = WORDS[locale]
    question = f"Where can I read about it {width}?"
    frame = await asked(window, demo, question)
    desk, lead = [await window(width=width, height=860, locale=locale) for _ in range(2)]
    for page, name in ((desk, "ayu"), (lead, "sven")):
        await enter_desk(page, demo, f"{name}@desk.example")
        await take(page, demo, "open", question)
    text = f"Here: https://northlight.example@partner{width}.example/x"
    await reply(desk, text)
    stopped = desk.get_by_role("alert").filter(has_text=f"partner{width}.example")
    await expect(stopped).to_be_visible()
    await fine(desk, "a stopped reply")
    await shot(desk, f"stopped-{width}")
    # Back into the composer, and out again as it was.
    await desk.get_by_role("button", name=change).focus()
    await desk.keyboard.press("Enter")
    await expect(desk.locator("textarea").last).to_have_value(text)
    await expect(stopped).to_have_count(0)
    await desk.locator("textarea").last.press("Control+Enter")
    await desk.get_by_role("button", name=ask).press("Enter")
    held = lead.locator(".held")
    await expect(held).to_contain_text(f"partner{width}.example")
    await expect(desk.locator(".held")).to_be_visible()
    await expect(desk.get_by_role("button", name=release)).to_have_count(0)
    await lead.get_by_role("button", name=release).press("Enter")
    form = lead.get_by_role("dialog")
    await expect(form.get_by_label(label)).to_be_focused()
    await form.get_by_label(label).press("Control+Enter")
    await expect(form.get_by_role("alert")).to_contain_text(needs)
    await fine(lead, "a reply about to be released")
    await shot(lead, f"releasing-{width}")
    await form.get_by_label(label).fill("The partner's page, agreed with compliance")
    await form.get_by_role("button", name=submit).press("Enter")
    await expect(form).to_have_count(0)
    await expect(bubble(frame, f"partner{width}.example")).to_be_visible()
    await expect(lead.get_by_text("agreed with compliance")).to_be_visible()
    await expect(desk.get_by_text("agreed with compliance")).to_be_visible()
    await expect(desk.locator(".held").first).to_contain_text("Sven")
    await fine(lead, "a released reply")
    await shot(lead, f"released-{width}")
    assert "compliance" not in await frame.content()
