"""People of four languages wait beside each other on their phones, and each is served by somebody who speaks his."""

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, expect
from sqlalchemy import update

from fairlead.brands.models import BrandRow
from fairlead.kit.ids import new_id
from tests.browser.conftest import axe, served
from tests.harness import Client, Installation, Socket, message
from tests.routing.queue import comes, owner, switch_on, takes, waits

# By locale: what a trader asks, the button to a person, what is told who stands second in line, and who is next, and the answer.
PEOPLE = {
    "en": ("Where is my deposit?", "Talk to a person", "You are number 2 in line.", "You are next.", "I see it now."),
    "zh-CN": ("我的充值在哪里？", "转人工", "您排在第 2 位。", "下一位就是您。", "我看到了。"),
    "es": (
        "¿Dónde está mi depósito?",
        "Hablar con una persona",
        "Usted ocupa el puesto 2 de la fila.",
        "Le toca a continuación.",
        "Ya lo veo.",
    ),
    "ja": ("入金はどこですか？", "担当者と話す", "現在、順番は2番目です。", "次がお客様の番です。", "確認できました。"),
}


@pytest.fixture
async def site(sqlite_template: Path, tmp_path: Path) -> AsyncIterator[Installation]:
    async with served(sqlite_template, tmp_path) as made:
        async with made.system.database.write() as session:
            await session.execute(update(BrandRow).values(locales=list(PEOPLE)))
        # Whatever is set of a brand has all of it read again.
        await made.system.brands.set_links(made.brand_id, None)
        yield made


async def asks(window: Any, site: Installation, locale: str) -> Page:
    """Somebody who waits for a person behind one other."""
    question, person, second, _, _ = PEOPLE[locale]
    page: Page = await window(width=320, height=640, locale=locale)
    await page.goto(f"{site.base_url}/w/northlight/chat")
    box = page.get_by_role("textbox").last
    await box.fill(question)
    await box.press("Enter")
    await page.get_by_role("button", name=person).last.click()
    await expect(page.get_by_text(second).first).to_be_visible()
    await axe(page, f"in line, {locale}")
    return page


async def test_each_of_four_languages_has_its_line_and_is_served_in_it(site: Installation, window: Any):
    lead = await site.agent("Lena", role="lead")
    desks: dict[str, tuple[Client, Socket]] = {}
    ahead: dict[str, str] = {}
    for locale, name in zip(PEOPLE, ("Ines", "Mei", "Rafael", "Kenji"), strict=True):
        agent = await site.agent(name)
        await takes(lead, agent, chat=1, languages={locale.partition("-")[0]: 3})
        desks[locale] = (agent, await agent.open())
    await switch_on(site.system, site.brand_id, react=3600)
    # Everybody has one already, and one more stands in each line.
    had = {locale: await waits(site.system, site.brand_id, locale=locale) for locale in PEOPLE}
    for locale, first in had.items():
        assert await comes(lambda first=first: owner(site.system, first)) == desks[locale][0].id
        ahead[locale] = await waits(site.system, site.brand_id, locale=locale)
    pages = dict(zip(PEOPLE, await asyncio.gather(*(asks(window, site, locale) for locale in PEOPLE)), strict=True))

    async def close(locale: str, conversation: str) -> None:
        ended = {"type": "close", "client_id": new_id(), "conversation": conversation}
        assert (await desks[locale][1].ask(ended))["type"] == "ack"

    for locale, page in pages.items():
        _, _, _, next_one, answer = PEOPLE[locale]
        agent, socket = desks[locale]
        await close(locale, had[locale])
        assert await comes(lambda locale=locale: owner(site.system, ahead[locale])) == agent.id
        await expect(page.get_by_text(next_one).first).to_be_visible()
        await close(locale, ahead[locale])
        mine = await comes(lambda agent=agent: _mine(agent))
        assert (await socket.ask(message(answer, mine)))["type"] == "ack"
        await expect(page.get_by_text(answer).first).to_be_visible()
        await expect(page.get_by_text(re.compile(re.escape(next_one)))).to_have_count(0)


async def _mine(agent: Client) -> str:
    """The matter an agent has, empty for none."""
    answer = await agent.http.get("/api/desk/conversations", params={"view": "mine"})
    found = answer.json()["conversations"]
    return str(found[0]["id"]) if found else ""
