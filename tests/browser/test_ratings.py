"""At a conversation's end its customer says how it went, in a real Chromium: in the widget, and its lead reads it."""

import re
from typing import Any
from uuid import uuid4

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Demo, axe
from tests.browser.test_story import enter_desk, open_widget, say, take

pytestmark = pytest.mark.browser


async def test_a_customer_rates_the_end_with_the_keyboard_and_his_lead_reads_it(demo: Demo, window: Any):
    words, why = f"my rating {uuid4().hex[:6]}", f"Three days {uuid4().hex[:6]}"
    shop, desk = await window(width=320, height=720), await window(width=1440)
    frame = await open_widget(shop, demo, "seabright", "dev")
    await frame.get_by_role("textbox").last.wait_for()
    await say(frame, words)
    await say(frame, "I want to talk to a person")
    await enter_desk(desk, demo, "sven@desk.example")
    await take(desk, demo, "waiting", words)
    conversation = desk.url.rpartition("/")[2]
    headers = {"Origin": demo.origin()}

    async def act(kind: str, **more: str) -> None:
        item = {"type": kind, "client_id": str(uuid4()), "conversation": conversation, **more}
        done = await desk.context.request.post(
            f"{demo.origin()}/api/desk/bulk", data={"items": [item]}, headers=headers
        )
        assert done.ok, await done.text()

    sent = await desk.context.request.post(
        f"{demo.origin()}/api/desk/messages",
        data={"conversation": conversation, "text": "It is credited."},
        headers=headers | {"Idempotency-Key": str(uuid4())},
    )
    assert sent.ok, await sent.text()
    await act("close")
    form = frame.locator("form.rating")
    await form.get_by_role("radio", name="Dissatisfied", exact=True).focus()
    await shop.keyboard.press("Space")
    await form.get_by_role("radio", name="Easy", exact=True).check()
    await form.get_by_label("Took too long").check()
    await form.get_by_role("textbox").fill(why)
    await axe(shop, "rating in the widget")
    await form.get_by_role("button", name="Send rating").click()
    await expect(frame.get_by_text("Thank you for your rating.")).to_be_visible()
    await expect(form).to_have_count(0)
    # Beside the conversation, and in the figures of his lead.
    await desk.reload()
    await expect(desk.locator("aside.customer").get_by_text(why)).to_be_visible()
    await desk.goto(f"{demo.origin()}/desk/ratings?brand=seabright&days=7")
    await expect(desk.get_by_role("row", name="All")).to_contain_text(re.compile(r"\d"))
    await expect(desk.get_by_text(why)).to_be_visible()
    await expect(desk.get_by_text("too few to tell").first).to_be_visible()
    await axe(desk, "ratings")
