"""The help center for those who read otherwise: in Firefox, on paper, with the keys alone, in five languages from both sides."""

import os
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from playwright.async_api import Browser, expect

from fairlead.helpcenter.import_folder import import_folder
from fairlead.settings import Settings
from tests.browser.conftest import Demo, axe
from tests.browser.firefox import ENTER, firefox, until
from tests.harness import installation

HELP = "/help/northlight"
WIDE = "0x" + "deadbeef" * 20
PRINTED = {
    "withdrawals/codes.md": "---\ntitle: What the codes mean\nlocale: en\n---\nFirst words.\n\n"
    f"| {' | '.join(f'Column{n}' for n in range(9))} |\n|{'---|' * 9}\n"
    f"| {' | '.join(f'a{n}longcellwithoutaspaceinit{n}z' for n in range(9))} |\n\n"
    f"```\ncurl --header 'X-Key: {'k' * 160}END-OF-CODE'\n```\n\nAn address {WIDE}END-OF-ADDRESS.\n\n"
    + "".join(f"## Part {n}\n\n{'Some words of it. ' * 30}\n\n" for n in range(8))
    + "Last words.\n",
    "withdrawals/other.md": "---\ntitle: Other codes\nlocale: en\ntype: guide\n---\nOther words about codes.\n",
}
CONTROLS = ("Search", "Contact us", "Was this helpful", "Open the chat", "Skip to", "English", "All", "Guide 1")
PROVING = os.environ.get("FAIRLEAD_PROVE") == "1"
WIDTHS = (320, 768, 1440) if PROVING else (320,)
# Of the first two the headings are compared.
PATHS = ("", "contact", "a/deposit-not-credited", "search?q=USDT", "contact?about=hacked&sign_in=no")
OVER = "() => document.documentElement.scrollWidth - innerWidth"


def words_of(path: Path) -> tuple[str, list[str]]:
    """A PDF's text without spaces, and what is cut off at the sides of its pages."""
    document = pypdfium2.PdfDocument(path)
    said, cut = "", []
    for page in document:
        text = page.get_textpage()
        said += text.get_text_bounded()
        for n in range(text.count_chars()):
            left, _, right, _ = text.get_charbox(n)
            if (left < 0 or right > page.get_width()) and not text.get_text_range(n, 1).isspace():
                cut.append(text.get_text_range(n, 1))
        text.close()
        page.close()
    document.close()
    return "".join(said.split()), cut


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_an_article_and_results_are_printed_whole_and_without_controls(
    settings: Settings, browser: Browser, tmp_path: Path
):
    for name, body in PRINTED.items():
        path = tmp_path / "articles" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(body)
    async with installation(settings) as site:
        await import_folder(site.system.database, site.brand_id, tmp_path / "articles", default_locale="en")
        await site.system.help_center._library.refresh()
        page = await browser.new_page(color_scheme="dark")
        for name, wanted in {
            "a/codes": [
                "First words.",
                "Last words.",
                "END-OF-CODE",
                "END-OF-ADDRESS",
                "a8longcellwithoutaspaceinit8z",
            ],
            "search?q=codes": ["What the codes mean", "Other codes", "Other words about codes."],
        }.items():
            await page.goto(f"{site.base_url}{HELP}/en/{name}")
            target = tmp_path / "printed.pdf"
            await page.pdf(path=target, format="A4")
            said, cut = words_of(target)
            assert not cut, name
            assert [text for text in wanted if "".join(text.split()) not in said] == [], name
            assert [text for text in CONTROLS if "".join(text.split()) in said] == [], name
        await page.close()


async def test_the_keys_alone_lead_from_the_first_page_to_an_answer_and_back(demo: Demo, window: Any):
    page = await window(width=1280)
    await page.goto(f"{demo.origin()}{HELP}/en/")
    focused = "() => document.activeElement.textContent.trim() || document.activeElement.name"
    await page.keyboard.press("Tab")
    skip = page.locator(".skip")
    await expect(skip).to_be_focused()
    await expect(skip).to_be_in_viewport()
    await page.keyboard.press("Enter")
    assert page.url.endswith("#content")
    # A menu opens, closes with Escape, and keeps the focus where it was.
    await page.locator(".languages summary").focus()
    await page.keyboard.press("Enter")
    await expect(page.locator(".languages li").first).to_be_visible()
    await axe(page, "languages open")
    await page.keyboard.press("Escape")
    await expect(page.locator(".languages li").first).to_be_hidden()
    await page.keyboard.press("/")
    box = page.get_by_role("combobox").first
    await expect(box).to_be_focused()
    await page.keyboard.type("deposit not credited")
    await expect(page.get_by_role("option").first).to_be_visible()
    await axe(page, "suggestions open")
    await page.keyboard.press("ArrowDown")
    await expect(page.get_by_role("option").first).to_have_attribute("aria-selected", "true")
    await page.keyboard.press("Enter")
    await expect(page.locator("article h1, main h1").first).to_be_visible()
    assert "/a/" in page.url
    # Every stop on the way is one that can be seen, and answers to the reader are among them.
    stops: list[str] = []
    for _ in range(120):
        await page.keyboard.press("Tab")
        seen = await page.evaluate(
            "() => { const box = document.activeElement.getBoundingClientRect(); "
            "return document.activeElement === document.body || (box.width > 0 && box.height > 0) }"
        )
        stops.append(await page.evaluate(focused))
        assert seen, stops[-1]
        if stops[-1] == "Yes":
            break
    assert stops[-1] == "Yes", stops
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    await page.go_back()
    await expect(page.get_by_role("heading", name="How can we help?")).to_be_visible()


@pytest.mark.prove
@pytest.mark.parametrize("width", WIDTHS)
async def test_five_languages_read_from_their_side_and_nothing_sticks_out(demo: Demo, window: Any, width: int):
    titles = set()
    for locale in ("en", "zh-CN", "es", "ja", "ar"):
        page = await window(width=width, locale=locale)
        for path in PATHS if PROVING or locale == "ar" else PATHS[:2]:
            answer = await page.goto(f"{demo.origin()}{HELP}/{locale}/{path}")
            assert answer.status == 200, (locale, path)
            root = page.locator("html")
            spoken = locale if locale in answer.url else "en"
            await expect(root).to_have_attribute("lang", spoken)
            await expect(root).to_have_attribute("dir", "rtl" if spoken == "ar" else "ltr")
            assert await page.evaluate(OVER) <= 0, (locale, path, width)
            if path in PATHS[:2]:
                titles.add(await page.locator("h1").text_content())
            if PROVING or locale == "ar":
                await axe(page, f"{locale} {path} {width}")
        await page.context.close()
    # No two languages share a heading: none fell back to English.
    assert len(titles) == 10, titles


async def test_a_reader_with_firefox_searches_reads_and_answers(demo: Demo, tmp_path: Path):
    (tmp_path / "profile").mkdir()
    async with firefox(tmp_path / "profile") as page:
        await page.go(f"{demo.origin()}{HELP}/en/")
        await page.click(await page.by_css("input[name=q]"))
        await page.write("my usdt did not arive")
        await page.shows("My deposit is confirmed but not in my account", "[role=option]")
        await page.write(ENTER)
        await page.shows("my usdt did not arive", "h1")
        await page.click(await page.by_css(".results h2 a"))
        await page.shows("Was this helpful", ".feedback")
        await page.evaluated("() => document.querySelector('.feedback').scrollIntoView({block: 'center'})")
        await page.click(await page.by_css(".feedback button[value=no]"))
        await page.shows("Thank you", "#thanks")
        assert await page.evaluated("() => String(document.activeElement.id)") == "thanks"
        await page.evaluated("() => document.querySelector('#thanks').scrollIntoView({block: 'center'})")
        await page.click(await page.by_css("#thanks input[name=reason]"))
        await page.click(await page.by_css("#thanks textarea"))
        await page.write("<img src=x onerror=alert(1)>")
        await page.click(await page.by_css("#thanks form button"))
        await until(lambda: page.evaluated("() => document.querySelector('#thanks form') ? '' : 'sent'"), "the thanks")
        await page.go(f"{demo.origin()}{HELP}/ar/")
        assert await page.evaluated("() => getComputedStyle(document.body).direction") == "rtl"
        assert int(await page.evaluated("() => String(document.documentElement.scrollWidth - innerWidth)")) <= 0
        faults = [one["params"] for one in page.firefox.events if one["params"]["level"] == "error"]
        assert not faults
