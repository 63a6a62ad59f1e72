"""Whoever waits ticks that he wants to be told, goes elsewhere, and his browser says so when an agent takes his matter."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import expect

from fairlead.kit import clock
from fairlead.kit.ids import new_id
from fairlead.routing import store_places
from tests.browser.conftest import served
from tests.browser.test_axe import fine
from tests.browser.test_push import Worker, own_window
from tests.harness import Installation, message
from tests.proving import others_when_proving
from tests.push_service import PushService


@pytest.fixture
def browser(whole_browser: Any) -> Any:
    """Notices are the whole browser's."""
    return whole_browser


@pytest.fixture
async def site(sqlite_template: Path, tmp_path: Path, service: PushService) -> AsyncIterator[Installation]:
    """Of a reply nobody is told here within the hour: what comes at once is his turn."""
    told = {"push_services": service.origin, "push_after": 3600}
    async with served(sqlite_template, tmp_path, bot_first=False, **told) as made:
        yield made


async def noted_gone(site: Installation, talk: str) -> None:
    """Who is taken for one who looks in is not told, and that he went is known in a moment only."""
    async with asyncio.timeout(30):
        while True:
            async with site.system.database.read() as session:
                if await store_places.is_away(session, talk, moment=clock.now()):
                    return
            await asyncio.sleep(0.05)


@others_when_proving("width,dark", [(320, False), (1200, True)], ids=["320px light", "1200px dark"])
async def test_who_ticked_it_and_went_elsewhere_is_told_by_his_browser_when_an_agent_takes_his_matter(
    site: Installation, service: PushService, window: Any, width: int, dark: bool
):
    page, customer = await window(width=width, height=760, dark=dark), await site.customer()
    agent = await site.agent()
    service.key = (await customer.http.get("/api/push")).json()["key"]
    talk = str((await (await customer.open()).ask(message("where is my withdrawal?")))["conversation"])
    await own_window(page, site, customer, service.browser())
    await page.goto(f"{site.base_url}/w/northlight/chat?talk={talk}")
    await page.get_by_role("button", name="Tell me when someone answers").click()
    box = page.get_by_role("checkbox", name="Tell me when it is my turn")
    await expect(box).not_to_be_checked()
    # By keyboard, as by a click; and it is kept.
    await box.focus()
    await page.keyboard.press("Space")
    await expect(box).to_be_checked()
    await expect(box).to_be_enabled()
    await page.reload()
    await expect(box).to_be_checked()
    await fine(page, "told when it is his turn")
    worker = await Worker(page, site.base_url).find()

    await page.goto("about:blank")
    await worker.alone()
    await noted_gone(site, talk)
    desk = await agent.open()
    assign = {"type": "assign", "client_id": new_id(), "conversation": talk, "to": agent.id}
    assert (await desk.ask(assign))["type"] == "ack"
    await service.until(lambda: len(service.received) == 1)
    [got] = service.received
    await worker.deliver(got.notice)
    [shown] = await worker.shown()
    assert (shown["body"], shown["tag"]) == ("It is your turn: Northlight support has time for you now", talk)
    # It leads to the matter, which somebody has now: there is nothing to ask to be told of any more.
    await page.goto(site.base_url + got.notice["url"])
    await expect(page.locator(".bubble", has_text="where is my withdrawal?")).to_be_visible()
    await expect(page.get_by_text("joined and has read the conversation")).to_be_visible()
    await expect(box).to_have_count(0)
