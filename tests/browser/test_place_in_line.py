"""Who waits for a person sees his place move, finds it again after the window was closed, and makes a ticket of it instead."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import expect

from fairlead.kit.ids import new_id
from tests.browser.conftest import served
from tests.browser.test_axe import fine
from tests.harness import Installation
from tests.routing.queue import waits
from tests.routing.test_places import ended_matters


@pytest.fixture
async def site(sqlite_template: Path, tmp_path: Path) -> AsyncIterator[Installation]:
    async with served(sqlite_template, tmp_path) as made:
        yield made


async def test_a_customer_sees_his_place_closes_the_window_comes_back_and_opens_a_ticket(
    site: Installation, window: Any
):
    await ended_matters(site, 6, minutes=12)
    agent = await site.agent()
    desk = await agent.open()
    before = [await waits(site.system, site.brand_id) for _ in range(2)]
    page = await window(width=320, height=640, dark=True)
    await page.goto(f"{site.base_url}/w/northlight/chat")
    box = page.get_by_role("textbox").last
    await box.fill("My withdrawal does not arrive")
    await box.press("Enter")
    await page.get_by_role("button", name="Talk to a person").last.click()
    bar = page.get_by_role("region", name="Talk to a person")
    await expect(bar.get_by_text("You are number 3 in line.").first).to_be_visible()
    await expect(bar.get_by_text(re.compile(r"It takes about \d+ min, hardly more than \d+ min")).first).to_be_visible()
    await expect(bar.get_by_text("your place is kept for 30 minutes")).to_be_visible()
    await fine(page, "waiting in line")
    assign = {"type": "assign", "client_id": new_id(), "conversation": before[0], "to": agent.id}
    assert (await desk.ask(assign))["type"] == "ack"
    await expect(bar.get_by_text("You are number 2 in line.").first).to_be_visible()
    # Gone and back: the place is the same, before whoever came meanwhile.
    await page.goto("about:blank")
    await waits(site.system, site.brand_id)
    await page.goto(f"{site.base_url}/w/northlight/chat")
    await page.get_by_text("My withdrawal does not arrive").first.click()
    await expect(bar.get_by_text("You are number 2 in line.").first).to_be_visible()
    await agent.http.put("/api/desk/presence", json={"presence": "away"})
    await expect(bar.get_by_text("Nobody who can take this is here right now.", exact=False).first).to_be_visible()
    await expect(bar.get_by_role("button", name="Ask the assistant meanwhile")).to_be_visible()
    await bar.get_by_role("button", name="Turn it into a ticket").click()
    await bar.get_by_label("What is it about?").select_option("WDR-FEE")
    await fine(page, "a ticket of a conversation that waits")
    await bar.get_by_role("button", name="Open the ticket").click()
    await expect(bar.get_by_text(re.compile(r"Ticket CS-\S+ is open"))).to_be_visible()
    await expect(bar.get_by_text("You hear from us by", exact=False)).to_be_visible()
