"""In a real Chromium, in English and Chinese: what the bot could not answer is attached to an article in one click and answered from
then on, editors see how it did, and an answer of a language model is read while it is written."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, expect

from fairlead.fakes.language_model import LanguageModel, speaking
from fairlead.helpcenter.import_folder import import_folder
from tests.bot.talk import few_articles
from tests.browser.test_axe import fine
from tests.harness import PASSWORD, Client, Installation, copy_database, installation, make_settings, message
from tests.services import free_port

Serve = Callable[..., Any]
# Whatever is shown while somebody writes.
WATCH = """window.drawn = []; addEventListener('DOMContentLoaded', () => new MutationObserver(() => {
  for (const place of document.querySelectorAll('.typing')) window.drawn.push(place.textContent) })
  .observe(document, { subtree: true, childList: true, characterData: true }))"""


class Paced(LanguageModel):
    """One that takes a moment after each sentence."""

    def says(self, task: str, given: str) -> Iterator[str]:
        for line in "".join(super().says(task, given)).splitlines(keepends=True):
            yield line
            self.over.wait(0.5)


@pytest.fixture
def serve(sqlite_template: Path, tmp_path: Path) -> Serve:
    @asynccontextmanager
    async def started(**more: Any) -> AsyncIterator[Installation]:
        port = free_port()
        database = copy_database(sqlite_template, tmp_path)
        settings = make_settings(tmp_path, database, port=port, public_url=f"http://localhost:{port}", **more)
        async with installation(settings) as site:
            await import_folder(
                site.system.database, site.brand_id, few_articles(tmp_path / "some"), default_locale="en"
            )
            await site.system.help_center._library.refresh()
            yield site

    return started


async def asks(customer: Client, text: str) -> None:
    """In a conversation of his own; until the bot has spoken."""
    phone = await customer.open()
    conversation = (await phone.ask(message(text)))["conversation"]
    await phone.ask({"type": "subscribe", "conversation": conversation, "after": 0})
    await phone.until(lambda frame: frame["type"] == "entry" and frame["entry"]["data"].get("unknown"))


async def write(page: Page, site: Installation, text: str) -> None:
    await page.goto(f"{site.base_url}/w/northlight/chat")
    box = page.get_by_role("textbox").last
    await box.fill(text)
    await box.press("Enter")


@dataclass(frozen=True)
class Words:
    """A question no article answers, an article it is attached to, and what the desk calls it, in one language."""

    locale: str
    question: str
    article: str
    attach: str
    answered: str


ENGLISH = Words("en", "Can my parrot co-sign a vault?", "withdrawal", "Add to an article", "Answered")
CHINESE = Words("zh-CN", "博物馆门口的石狮子能寄存吗", "提现", "加到文章", "已回答")


@pytest.mark.parametrize("words", [ENGLISH, CHINESE], ids=["English", "Chinese"])
async def test_what_it_could_not_answer_is_attached_in_one_click_and_answered_from_then_on(
    serve: Serve, window: Any, words: Words
):
    async with serve() as site:
        for _ in range(2):
            await asks(await site.visitor(), words.question)
        reviewer = await site.agent("Ada", role="reviewer")
        desk = await window(width=1280, locale=words.locale)
        await desk.goto(f"{site.base_url}/desk/articles/unanswered")
        await desk.locator("input[type=email]").fill("ada@northlight.example")
        await desk.locator("input[type=password]").fill(PASSWORD)
        await desk.keyboard.press("Enter")
        await expect(desk.locator("input[type=password]")).to_have_count(0)
        attach = desk.get_by_role("button", name=words.attach)
        # What the bot did not know is noted right after; a page opened too early is opened again.
        for _ in range(40):
            await desk.goto(f"{site.base_url}/desk/articles/unanswered")
            await expect(desk.locator(".page-body > *:not([role=status])").first).to_be_visible()
            if await attach.count():
                break
            await asyncio.sleep(0.25)
        await attach.click()
        await desk.get_by_role("combobox").last.fill(words.article)
        async with desk.expect_response(re.compile(r"/gaps/.*/attach")) as attached:
            await desk.locator("[role=option]:not([aria-disabled])").first.click()
        translation = (await (await attached.value).json())["translation"]
        opened = (await reviewer.http.get(f"/api/desk/help/translations/{translation}")).json()
        state = {"edition": opened["translation"]["edition"], "to": "published"}
        made = await reviewer.http.post(f"/api/desk/help/translations/{translation}/state", json=state)
        assert made.status_code == 200, made.text
        await site.system.help_center._library.refresh()

        page = await window(width=400, locale=words.locale)
        await write(page, site, words.question)
        title = opened["translation"]["title"]
        await expect(page.get_by_text(title).first).to_be_visible()

        # Editors see it: one question was answered, two were not known.
        await desk.goto(f"{site.base_url}/desk/articles/bot")
        card = desk.locator("dl > div", has_text=words.answered)
        for _ in range(40):
            await expect(card).to_be_visible()
            if "3" in await card.inner_text():
                break
            await asyncio.sleep(0.25)
            await desk.reload()
        await expect(card).to_contain_text("33")
        await expect(desk.get_by_role("table").last).to_contain_text(title)
        await fine(desk, "how the bot did")


@pytest.mark.parametrize(
    ("locale", "question", "mark"),
    [
        ("en", "How many confirmations does a USDT deposit need on TRON?", "Written with a language model"),
        ("zh-CN", "TRON 充值 USDT 需要几个网络确认", "由语言模型"),
    ],
    ids=["English", "Chinese"],
)
async def test_an_answer_of_a_language_model_is_read_while_it_is_written(
    serve: Serve, window: Any, locale: str, question: str, mark: str
):
    with speaking(Paced()) as address:
        async with serve(bot_model_url=address, bot_model="stand-in", bot_model_timeout=2.8) as site:
            page = await window(width=400, locale=locale)
            await page.add_init_script(WATCH)
            await write(page, site, question)
            await expect(page.get_by_text(mark).first).to_be_visible()
            shown = [text.strip() for text in await page.evaluate("window.drawn") if text.strip()]
            said = await page.get_by_role("log").inner_text()
    drawn = max(shown, key=len).splitlines()[0]
    assert len(drawn) > 20, shown[-3:]
    assert drawn[:20] in said
    assert not any(mark in text for text in shown), "what is being written is no answer yet"
