"""An agent asks by a card in a real Chromium: the customer fills it in where he talks, and a fault stands at its field."""

import re
from typing import Any
from uuid import uuid4

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Demo
from tests.browser.test_story import enter_desk, open_widget, say, take

pytestmark = pytest.mark.browser


async def test_a_card_is_answered_in_the_conversation_and_shown_to_the_agent(demo: Demo, window: Any):
    words = f"please look at my memo {uuid4().hex[:6]}"
    shop, desk = await window(width=320, height=720), await window(width=1440)
    frame = await open_widget(shop, demo, "seabright", "dev")
    await frame.get_by_role("textbox").last.wait_for()
    await say(frame, words)
    await say(frame, "I want to talk to a person")
    await enter_desk(desk, demo, "ayu@desk.example")
    await take(desk, demo, "waiting", words)

    async def ask(path: str, body: dict[str, Any]) -> Any:
        headers = {"Idempotency-Key": str(uuid4()), "Origin": demo.origin()}
        sent = await desk.context.request.post(f"{demo.origin()}{path}", data=body, headers=headers)
        assert sent.ok, await sent.text()
        return await sent.json()

    conversation = desk.url.rpartition("/")[2]
    ticket = await ask("/api/desk/tickets", {"conversation": conversation, "category": "FEE-Q"})
    fields = [{"key": "amount"}, {"kind": "choice", "label": "Which app?", "choices": ["iOS", "Android"]}]
    await ask(
        f"/api/desk/tickets/{ticket['id']}/cards", {"fields": fields, "steps": ["Sign in again"], "text": "Two facts"}
    )
    form = frame.locator("form.card")
    await expect(form.get_by_text("Two facts")).to_be_visible()
    # Away from it, the conversation says whose turn it is, and what is asked next counts as new.
    await frame.get_by_role("button", name="Back").click()
    mine = frame.get_by_role("button", name=re.compile(words))
    await expect(mine).to_contain_text("Waiting for you")
    await ask(f"/api/desk/tickets/{ticket['id']}/cards", {"fields": [], "steps": ["Look at the app's version"]})
    await expect(mine.get_by_title("1 new message")).to_be_visible()
    await mine.click()
    form = frame.locator("form.card").filter(has_text="Two facts")
    await form.locator("input[type=text]").first.fill("much")
    await form.get_by_label("Which app?").select_option("Android")
    await form.get_by_label("Sign in again", exact=True).check()
    await form.get_by_role("button", name="Send answers").click()
    await expect(form.locator(".fault:not(:empty)")).to_have_count(1)
    # What was typed is still there.
    await expect(form.locator("input[type=text]").first).to_have_value("much")
    await form.locator("input[type=text]").first.fill("12.5")
    await form.get_by_role("button", name="Send answers").click()
    await expect(form).to_have_count(0)
    await expect(frame.get_by_text("You answered:")).to_be_visible()
