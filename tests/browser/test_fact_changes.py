"""The exchange has changed a fee: an editor sees which articles mention it, and says that he has looked through them."""

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from playwright.async_api import expect

from tests.browser.conftest import Demo
from tests.browser.test_axe import fine
from tests.browser.test_editors_day import shown
from tests.browser.test_story import enter_desk


async def test_a_changed_fee_leads_to_its_articles_until_they_were_looked_through(
    demo: Demo, window: Callable[..., Any]
):
    boss = await window(width=320, height=800)
    await enter_desk(boss, demo, "tomasz@desk.example")
    await expect(boss.get_by_role("navigation").first).to_be_visible()
    await shown(boss, f"usdt-{uuid4().hex[:6]}", "Cheap ways to send USDT", "By TRON it costs 1.2 USDT.")
    await boss.goto(f"{demo.origin()}/desk/articles/today")
    changes = boss.get_by_role("region", name="Changed at the exchange")
    fee = changes.get_by_role("listitem").filter(has_text="1.5 USDT → 1.2 USDT")
    await expect(fee).to_contain_text("Withdrawal of USDT on TRON")
    old = fee.get_by_role("listitem").filter(has=boss.get_by_role("link", name="What fees do I pay?"))
    await expect(old).to_contain_text("not edited since")
    new = fee.get_by_role("listitem").filter(has=boss.get_by_role("link", name="Cheap ways to send USDT"))
    await expect(new).to_contain_text("edited since")
    await expect(new).not_to_contain_text("not edited")
    await fine(boss, "what the exchange changed")
    await expect(boss.get_by_text("Nothing waits for anybody")).to_have_count(0)
    assert await boss.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await old.get_by_role("link").click()
    await expect(boss.get_by_label("Text in Markdown")).to_have_value(re.compile("1.5 USDT"))
    await boss.go_back()
    await expect(old).to_be_visible()

    # Nobody answers: it stays, and is said.
    await boss.context.set_offline(True)
    await fee.get_by_role("button", name="Looked through: Withdrawal of USDT on TRON").press("Enter")
    await expect(fee.get_by_role("alert")).to_be_visible()
    await boss.context.set_offline(False)
    await fee.get_by_role("button", name="Looked through: Withdrawal of USDT on TRON").press("Enter")
    await expect(fee).to_have_count(0)
    await expect(changes.get_by_text("at most 10 leaders at a time")).to_be_visible()
    await boss.reload()
    await expect(changes.get_by_text("at most 10 leaders at a time")).to_be_visible()
    await expect(fee).to_have_count(0)
