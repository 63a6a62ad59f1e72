"""A PDF in a conversation: both sides see its first page, nothing jumps when it arrives, and a bad one is a card to download."""

import asyncio
from pathlib import Path
from typing import Any
from uuid import uuid4

from playwright.async_api import Frame, Locator, Page, expect

from tests.browser.conftest import Demo
from tests.browser.test_axe import fine
from tests.browser.test_sparing import SAVE_DATA
from tests.browser.test_story import bubble, enter_desk, in_matter, open_widget, say, take
from tests.pdfs import LOCKED, document, statement


async def loaded(picture: Locator) -> None:
    await expect(picture).to_be_visible()
    await expect(picture).to_have_js_property("complete", True)
    assert await picture.evaluate("img => img.naturalWidth") > 100


async def place(card: Locator) -> tuple[float, float]:
    box = await card.bounding_box()
    assert box
    return box["width"], box["height"]


async def send(frame: Frame, text: str, *files: Path) -> None:
    await frame.locator("input[type=file]").first.set_input_files([str(file) for file in files])
    await say(frame, text)
    await expect(bubble(frame, text)).to_be_visible()


async def picture_held_back(page: Page) -> asyncio.Event:
    """First pages come no sooner than this is set."""
    free = asyncio.Event()

    async def later(route: Any) -> None:
        await free.wait()
        await route.continue_()

    await page.route("**/api/files/*/preview", later)
    return free


async def test_a_pdf_shows_its_first_page_on_both_sides_and_is_downloaded_as_it_was(
    demo: Demo, window: Any, tmp_path: Path
):
    page, desk = await window(width=320, height=640), await window(width=1440)
    text, content = f"Here is my statement {uuid4().hex[:6]}", statement(uuid4().hex, pages=3)
    mine, locked = tmp_path / "statement of my account for November 2026.pdf", tmp_path / "locked.pdf"
    mine.write_bytes(content)
    locked.write_bytes(LOCKED)
    frame = await open_widget(page, demo, "northlight", "marco")
    await frame.get_by_role("button", name="Start a conversation").click()
    free = await picture_held_back(page)
    await send(frame, text, mine, locked)
    card = frame.get_by_role("figure").filter(has_text=mine.name)
    await expect(card).to_be_visible()
    before = await place(card)
    free.set()
    first = frame.get_by_role("img", name=f"First page of {mine.name}")
    await loaded(first)
    assert await place(card) == before, "the card had its size before the picture came"
    # Nothing can be drawn of this one: it keeps its place until the page is read anew, and is a row from then on.
    await expect(frame.get_by_role("img", name="First page of locked.pdf")).to_have_count(0)
    await fine(page, "a document in the widget")
    async with page.expect_download() as coming:
        await card.get_by_role("button", name=f"Download {mine.name}").click()
    kept = await coming.value
    assert kept.suggested_filename == mine.name
    assert Path(await kept.path()).read_bytes() == content

    await enter_desk(desk, demo, "sven@desk.example")
    await take(desk, demo, "open", text)
    tile = desk.get_by_role("figure").filter(has_text=mine.name)
    await expect(tile).to_contain_text("3 pages")
    await loaded(tile.get_by_role("img", name=f"First page of {mine.name}"))
    await expect(desk.get_by_role("link", name="locked.pdf")).to_be_visible()
    await fine(desk, "a document at the desk")
    await tile.get_by_role("button").click()
    large = desk.get_by_role("dialog").get_by_role("img", name=f"First page of {mine.name}")
    await loaded(large)
    assert (await place(large))[0] > 500
    await fine(desk, "a document at the desk, large")

    # Read anew, everything is known from the start.
    again = await open_widget(page, demo, "northlight", "marco")
    await again.get_by_text(text).first.click()
    await again.get_by_role("figure").scroll_into_view_if_needed()
    await loaded(again.get_by_role("img", name=f"First page of {mine.name}"))
    await expect(again.get_by_role("figure")).to_have_count(1)
    await expect(again.get_by_role("figure")).to_contain_text("3 pages")
    await expect(again.get_by_role("button", name="Download locked.pdf")).to_be_visible()


async def test_what_lies_far_above_is_not_fetched_and_who_saves_data_is_asked_first(
    demo: Demo, window: Any, tmp_path: Path
):
    page, spare = await window(width=392, height=640), await window(width=392, height=640)
    await spare.add_init_script(SAVE_DATA)
    text, slides = f"Slides {uuid4().hex[:6]}", tmp_path / "slides.pdf"
    slides.write_bytes(document(b"1 0 0 rg 0 0 960 540 re f %" + uuid4().hex.encode(), box=b"0 0 960 540"))
    frame = await open_widget(page, demo, "northlight", "marco")
    await frame.get_by_role("button", name="Start a conversation").click()
    await send(frame, text, slides)
    first = frame.get_by_role("img", name="First page of slides.pdf")
    await loaded(first)
    # Whole and in its own shape, whether that was known before the picture came or not.
    width, height = await place(first)
    assert 1.7 < width / height < 1.85

    async def back(page: Page) -> tuple[Frame, list[str]]:
        """In the conversation again, and what of first pages was asked for since."""
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url) if request.url.endswith("/preview") else None)
        frame = await open_widget(page, demo, "northlight", "marco")
        await in_matter(frame, text)
        await expect(bubble(frame, text).last).to_be_visible()
        await expect(frame.get_by_role("figure")).to_have_count(1)
        await page.wait_for_load_state("networkidle")
        return frame, asked

    frame, asked = await back(spare)
    wish = frame.get_by_role("button", name="Show the first page")
    await expect(wish).to_be_visible()
    assert asked == []
    await fine(spare, "a first page that was not asked for")
    before = await place(frame.get_by_role("figure"))
    await wish.click()
    await loaded(frame.get_by_role("img", name="First page of slides.pdf"))
    assert await place(frame.get_by_role("figure")) == before
    assert len(asked) == 1

    frame, _ = await back(page)
    # On a line it takes for slow, Chromium fetches what lies within 2,500 pixels.
    for number in range(12):
        await say(frame, f"line {number} of {text}\n" + "and more\n" * 24)
    await expect(bubble(frame, f"line 11 of {text}")).to_be_visible()
    frame, asked = await back(page)
    assert asked == []
    await frame.get_by_role("figure").scroll_into_view_if_needed()
    await loaded(frame.get_by_role("img", name="First page of slides.pdf"))
    assert len(asked) == 1
