"""Two agents at one conversation: who looks and writes, drafts that travel, names and articles in the text, and a reply that is
stopped because the customer has just written."""

import re
from typing import Any

from playwright.async_api import Frame, Page, expect

from tests.browser.conftest import Demo, axe
from tests.browser.test_story import bubble, enter_desk, open_widget, reply, say, take
from tests.proving import others_when_proving


async def asked(window: Any, demo: Demo, question: str, trader: str = "marco") -> Frame:
    frame = await open_widget(await window(), demo, "northlight", trader)
    await frame.get_by_role("button", name="Start a conversation").click()
    await say(frame, question)
    return frame


async def at(desk: Page, demo: Demo, who: str, question: str) -> None:
    await enter_desk(desk, demo, f"{who}@desk.example")
    await take(desk, demo, "open", question)


async def test_two_agents_see_each_other_and_the_customer_sees_neither(demo: Demo, window: Any):
    frame = await asked(window, demo, "Which of you will answer me?")
    ayu, sven = await window(width=1440), await window(width=1440)
    await at(ayu, demo, "ayu", "Which of you will answer me?")
    await at(sven, demo, "sven", "Which of you will answer me?")
    header = ayu.locator(".viewers")
    await expect(header.get_by_role("status")).to_have_text("Sven is looking at this too.")
    await expect(sven.locator(".viewers").get_by_role("status")).to_have_text("Ayu is looking at this too.")
    await sven.locator("textarea").fill("Let me see")
    await expect(header.get_by_role("status")).to_have_text("Sven is writing a reply…")
    await sven.get_by_role("button", name="Note", exact=True).click()
    await sven.locator("textarea").fill("he sounds upset")
    await expect(header.get_by_role("status")).to_have_text("Sven is writing a note…")
    await expect(frame.get_by_text("Sven")).to_have_count(0)
    # A window that is closed is gone within seconds.
    await sven.close()
    await expect(header).to_have_count(0, timeout=5_000)


async def test_a_word_that_came_in_the_last_moment_stops_a_reply_once(demo: Demo, window: Any):
    frame = await asked(window, demo, "Please cancel my order twelve")
    desk = await window(width=1440)
    await at(desk, demo, "tomasz", "Please cancel my order twelve")
    box = desk.locator("textarea")
    await box.fill("I cancel it now.")
    # Another window stands in front: what comes now has not been seen.
    await desk.evaluate("document.hasFocus = () => false; dispatchEvent(new Event('blur'))")
    await say(frame, "No wait, do not cancel it!")
    await expect(desk.get_by_text("No wait, do not cancel it!").first).to_be_visible()
    await box.press("Control+Enter")
    stopped = desk.get_by_role("alert")
    await expect(stopped).to_contain_text("has written since you last looked")
    await expect(stopped).to_contain_text("No wait, do not cancel it!")
    await expect(box).to_have_value("I cancel it now.")
    await expect(bubble(frame, "I cancel it now.")).to_have_count(0)
    await axe(desk, "a reply that was stopped")
    await box.fill("Then I leave it.")
    await box.press("Control+Enter")
    await expect(bubble(frame, "Then I leave it.")).to_be_visible()
    await expect(stopped).to_have_count(0)


async def test_a_draft_is_found_on_another_device_and_gone_once_it_was_sent(demo: Demo, window: Any):
    frame = await asked(window, demo, "Where can I see my statements?")
    laptop, phone = await window(width=1440), await window(width=1440)
    await at(laptop, demo, "tomasz", "Where can I see my statements?")
    async with laptop.expect_response(lambda answer: answer.request.method == "PUT" and answer.url.endswith("/draft")):
        await laptop.locator("textarea").fill("You find them under")
    await at(phone, demo, "tomasz", "Where can I see my statements?")
    await expect(phone.locator("textarea")).to_have_value("You find them under")
    await reply(phone, "You find them under Account.")
    await expect(bubble(frame, "You find them under Account.")).to_be_visible()
    await laptop.reload()
    await expect(laptop.locator("textarea")).to_have_value("")


@others_when_proving("width", [320, 1440])
async def test_a_note_names_a_colleague_who_finds_it_among_his_mentions(demo: Demo, window: Any, width: int):
    question = f"Can somebody explain funding to me {width}?"
    await asked(window, demo, question)
    ayu, sven = await window(width=width, height=720), await window(width=width, height=720)
    await enter_desk(sven, demo, "sven@desk.example")
    await at(ayu, demo, "ayu", question)
    await ayu.get_by_role("button", name="Note", exact=True).click()
    await ayu.keyboard.type("Over to @Sv")
    await expect(ayu.get_by_role("option", name="Sven")).to_be_visible()
    await axe(ayu, "choosing a colleague")
    await ayu.keyboard.press("Enter")
    await expect(ayu.locator("textarea")).to_have_value("Over to @Sven ")
    await ayu.keyboard.type(f"about funding {width}")
    await ayu.keyboard.press("Control+Enter")
    await expect(ayu.locator(".name", has_text="@Sven").last).to_be_visible()
    await expect(sven.get_by_text("Ayu mentioned you in a note.")).to_be_visible()
    if width == 320:
        await sven.get_by_role("button", name="More places").click()
    place = "menuitem" if width == 320 else "link"
    await sven.get_by_role(place, name=re.compile(r"Mentions, \d+ unseen")).click()
    await expect(sven.get_by_role("heading", name="Mentions")).to_be_visible()
    await axe(sven, "mentions")
    wider = await sven.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wider <= 0
    await sven.get_by_role("link", name=re.compile(re.escape(question))).first.click()
    await expect(sven.get_by_text(f"about funding {width}").first).to_be_visible()
    await sven.goto(f"{demo.origin()}/desk/mentions")
    mention = sven.get_by_role("listitem").filter(has_text=f"about funding {width}")
    await expect(mention).to_be_visible()
    await expect(mention).not_to_contain_text("unseen")


async def test_an_article_is_found_by_two_brackets_and_a_quote_leads_to_what_it_answers(demo: Demo, window: Any):
    frame = await asked(window, demo, "How long does a withdrawal take?")
    desk = await window(width=1440)
    await at(desk, demo, "tomasz", "How long does a withdrawal take?")
    await desk.locator(".said", has_text="How long does a withdrawal take?").first.hover()
    await desk.get_by_role("button", name="Reply to this").first.click()
    await expect(desk.locator(".answered")).to_contain_text("How long does a withdrawal take?")
    await desk.keyboard.type("Please read [[withdrawal pend")
    option = desk.get_by_role("listbox", name="Articles").get_by_role("option").first
    await expect(option).to_be_visible()
    await axe(desk, "choosing an article")
    await desk.keyboard.press("Enter")
    await expect(desk.locator("textarea")).to_have_value(re.compile(r"Please read .+: http://.+/help/northlight/.+"))
    await desk.keyboard.press("Control+Enter")
    sent = bubble(frame, "Please read")
    await expect(sent.get_by_role("link")).to_have_attribute("href", re.compile("/help/northlight/"))
    await expect(frame.locator(".quote")).to_contain_text("How long does a withdrawal take?")
    await desk.locator(".quote").click()
    await expect(desk.locator(".said.flash")).to_contain_text("How long does a withdrawal take?")
