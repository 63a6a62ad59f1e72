"""V23, V25: what attackers write into every field stays text, in a real Chromium, on every face that shows it."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from playwright.async_api import BrowserContext, Frame, Page, expect

from tests.browser.conftest import Demo
from tests.browser.test_story import bubble, enter_desk, open_widget, say, take

# A message takes 10,000 code points, and one that holds many payloads shows them all.
MOST = 9_000
# What only an attacker's text could have brought onto a page of ours: a handler, a script, an address that is one, a frame.
INTRUDERS = r"""() => [...document.querySelectorAll('*')].flatMap((element) => [
  ...[...element.attributes]
    .filter(({ name, value }) => /^on/i.test(name) ||
      (/^(href|src|action|formaction|data|xlink:href|srcdoc)$/i.test(name) && /^\s*(javascript|vbscript|data:text)/i.test(value)))
    .map(({ name }) => `${element.tagName} ${name}`),
  ...(/^(OBJECT|EMBED|BASE|MARQUEE|ISINDEX|MATH|BGSOUND)$/i.test(element.tagName) ? [element.tagName] : []),
  ...(element.tagName === 'SCRIPT' && !element.src && !/json$/.test(element.type) && !element.nonce ? ['inline script'] : []),
])"""
ASKED_OR_SENT = "() => document.querySelector('.guard') || ![...document.querySelectorAll('textarea')].at(-1).value"
SHORT = [
    '"><img src=x onerror=alert(1)>',
    "<svg/onload=alert(2)>",
    "'-alert(3)-'",
    "javascript:alert(4)",
    "{{7*7}}${7*7}",
]


def payloads(shared: Path) -> list[str]:
    """One in eight of the list; all of it in `make prove`."""
    path = shared / "data/hostile/xss-payloadbox/Intruder/xss-payload-list.txt"
    lines = sorted(set(path.read_text("utf-8", "replace").splitlines()))
    return lines if os.environ.get("FAIRLEAD_PROVE") == "1" else lines[::8]


def messages(lines: list[str]) -> Iterator[str]:
    text = ""
    for line in lines:
        if text and len(text) + len(line) > MOST:
            yield text
            text = ""
        text += f"{line[:MOST]}\n"
    yield text


class Trap:
    """Notes every dialog of a page and its frames, and what else ran or moved."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.sprung: list[str] = []
        page.on("dialog", self._shown)
        page.on("popup", lambda popup: self.sprung.append(f"popup {popup.url}"))

    async def _shown(self, dialog: Any) -> None:
        self.sprung.append(f"{dialog.type} {dialog.message}")
        await dialog.dismiss()

    async def check(self, where: str) -> None:
        assert not self.sprung, where
        for frame in self.page.frames:
            if frame.url.startswith("http"):
                assert await frame.evaluate(INTRUDERS) == [], (where, frame.url)


async def all_shown(frame: Frame | Page, lines: list[str]) -> None:
    """Every payload can be read on the page, to the letter but for spaces."""
    shown = "".join((await frame.evaluate("document.body.textContent")).split())
    missing = [line for line in lines if "".join(line.split()) not in shown]
    # Where an address stands in a text, it is written as it would be followed.
    assert len(missing) <= len(lines) * 0.02, missing[:5]


async def test_v23_payloads_in_messages_notes_and_names_of_files_stay_text_in_widget_and_desk(
    demo: Demo, window: Any, shared: Path, tmp_path: Path
):
    page, desk = await window(width=1280), await window(width=1440)
    traps = Trap(page), Trap(desk)
    frame = await open_widget(page, demo, "northlight", "marco")
    await frame.get_by_role("button", name="Start a conversation").click()
    subject = f"<b onclick=alert(0)>Hello {uuid4().hex[:6]}</b>"
    await say(frame, subject)
    await expect(bubble(frame, subject)).to_be_visible()
    lines = payloads(shared)
    for text in messages(lines):
        await say(frame, text)
        # So many words of HTML look like a recovery phrase to the widget, which only asks.
        await frame.wait_for_function(ASKED_OR_SENT)
        if await frame.locator(".guard").count():
            await frame.get_by_role("button", name="Send without it").click()
        await expect(frame.get_by_role("textbox").last).to_have_value("")
    # V25: a name, too.
    evil = tmp_path / '"><img src=x onerror=alert(5)>.txt'.replace("/", "_")
    evil.write_text("nothing here")
    await frame.locator("input[type=file]").first.set_input_files(str(evil))
    await say(frame, "That was all")
    await expect(bubble(frame, "That was all")).to_be_visible()
    await expect(frame.get_by_text("onerror=alert(5)").last).to_be_visible()
    await all_shown(frame, lines[-20:])
    await traps[0].check("widget")

    await enter_desk(desk, demo, "sven@desk.example")
    await take(desk, demo, "open", subject)
    await expect(desk.get_by_text("onerror=alert(5)").last).to_be_visible()
    await desk.keyboard.press("Escape")
    await (
        desk.get_by_role("tab", name="Note")
        .or_(desk.get_by_role("radio", name="Note"))
        .or_(desk.get_by_role("button", name="Note", exact=True))
        .first.click()
    )
    box = desk.locator("textarea").last
    await box.fill("\n".join(SHORT))
    await box.press("Control+Enter")
    await expect(desk.get_by_role("log").get_by_text("javascript:alert(4)").last).to_be_visible()
    await all_shown(desk, lines[-20:])
    await traps[1].check("desk")
    await desk.goto(f"{demo.origin()}/desk/search?q=alert")
    await expect(
        desk.get_by_role("list", name="Conversations that were found").get_by_role("mark").first
    ).to_be_visible()
    await traps[1].check("desk search")


@pytest.fixture
async def scriptless(browser: Any) -> Any:
    context: BrowserContext = await browser.new_context(java_script_enabled=False, locale="en")
    yield context
    await context.close()


async def test_v23_payloads_in_the_form_without_javascript_and_in_the_help_centers_search_stay_text(
    demo: Demo, window: Any, scriptless: BrowserContext
):
    plain = await scriptless.new_page()
    await plain.goto(f"{demo.origin()}/w/northlight/form")
    await plain.get_by_label("Your name").fill(SHORT[0])
    await plain.get_by_label("What happened?").fill("\n".join(SHORT))
    await plain.get_by_label("What happened?").press("Tab")
    await plain.keyboard.press("Enter")
    await expect(plain.get_by_role("heading", level=1)).to_contain_text("onerror=alert(1)")
    # The same pages where scripts may run.
    page = await window()
    trap = Trap(page)
    await page.context.add_cookies(await scriptless.cookies())
    await page.goto(plain.url)
    await expect(page.get_by_text("javascript:alert(4)").first).to_be_visible()
    await trap.check("form")
    for text in SHORT:
        for path in ("/help/northlight/en/search?q=", "/help/northlight/zh-CN/search?q="):
            await page.goto(f"{demo.origin()}{path}" + await page.evaluate("encodeURIComponent", text))
            await trap.check(f"{path}{text}")
            await expect(page.locator("input[name=q]").first).to_have_value(text)
