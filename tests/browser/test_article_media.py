"""An editor brings a picture by dropping it and a film by choosing it; readers see both, by keyboard and at any width."""

import asyncio
import base64
import io
from pathlib import Path
from typing import Any
from uuid import uuid4

from PIL import Image
from playwright.async_api import FilePayload, Page, expect

from tests.browser.conftest import Demo
from tests.browser.test_articles import author, begin, save
from tests.browser.test_axe import fine
from tests.browser.test_story import enter_desk

FILM = Path(__file__).resolve().parents[1] / "shield" / "samples" / "pending.webm"
CAPTIONS = b"WEBVTT\n\n00:00.000 --> 00:01.000\nWait for it.\n"
DROP = """([area, name, type, content]) => {
    const bytes = Uint8Array.from(atob(content), (one) => one.charCodeAt(0));
    const data = new DataTransfer();
    data.items.add(new File([bytes], name, {type}));
    area.dispatchEvent(new DragEvent('drop', {dataTransfer: data, bubbles: true, cancelable: true}));
}"""


def picture() -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").resize((900, 600)).convert("RGB").save(out, "PNG")
    return out.getvalue()


async def drop(page: Page, name: str, kind: str, content: bytes) -> None:
    area = await page.get_by_label("Text in Markdown").element_handle()
    await page.evaluate(DROP, [area, name, kind, base64.b64encode(content).decode()])


async def again_from_what_is_there(editor: Page) -> None:
    """By keys alone: found by its name, with the words it had, and not put in a second time."""
    await editor.get_by_role("button", name="Choose from what is there").press("Enter")
    sheet = editor.get_by_role("dialog", name="Choose from what is there")
    await expect(sheet.get_by_role("searchbox")).to_be_focused()
    await editor.keyboard.type("form.png")
    one = sheet.get_by_role("button", name="form.png")
    await expect(one).to_have_count(1)
    await expect(one.locator("img")).to_have_js_property("naturalWidth", 900)
    await fine(editor, "pictures that are there")
    await editor.keyboard.press("ArrowDown")
    await expect(one).to_be_focused()
    await editor.keyboard.press("Enter")
    await expect(sheet).to_have_count(0)
    await expect(editor.get_by_label("What it shows, for those who do not see it")).to_be_focused()
    await editor.get_by_role("button", name="Leave out").click()


async def test_a_dropped_picture_and_a_chosen_film_are_shown_to_readers(demo: Demo, window: Any):
    boss = await window()
    await enter_desk(boss, demo, "tomasz@desk.example")
    editor = await author(boss, demo, window, "editor")
    title = f"How a deposit arrives {uuid4().hex[:5]}"
    await begin(editor, title)
    area = editor.get_by_label("Text in Markdown")
    await area.fill("First words.\n\nLast words.")
    await area.evaluate("(box) => box.setSelectionRange(3, 3)")

    await drop(editor, "drawing.svg", "image/svg+xml", b"<svg onload='alert(1)'/>")
    await expect(editor.get_by_role("alert").filter(has_text="SVG")).to_be_visible()
    await editor.get_by_role("button", name="Leave out").click()
    await drop(editor, "form.png", "image/png", picture())
    said = editor.get_by_label("What it shows, for those who do not see it")
    await expect(said).to_be_focused()
    await expect(editor.get_by_role("button", name="Insert")).to_be_enabled(timeout=20_000)
    await fine(editor, "a picture that waits for its words")
    # By keyboard: what it shows, its caption, and in with it.
    await editor.keyboard.type("The [form]")
    await editor.keyboard.press("Tab")
    await editor.keyboard.type("Choose the network")
    await editor.keyboard.press("Enter")
    await expect(area).to_be_focused()
    assert (await area.input_value()).startswith("First words.\n\n![The \\[form\\]](media:")
    shown = editor.frame_locator("iframe[title=Preview]")
    await expect(shown.locator("figure img")).to_have_js_property("naturalWidth", 900)
    await expect(shown.locator("figcaption")).to_have_text("Choose the network")

    await again_from_what_is_there(editor)
    async with editor.expect_file_chooser() as chooser:
        await editor.get_by_role("button", name="Add pictures or a video").press("Enter")
    other = FilePayload(name="other.png", mimeType="image/png", buffer=picture())
    film = FilePayload(name="film.webm", mimeType="video/webm", buffer=FILM.read_bytes())
    await (await chooser.value).set_files([film, other])
    await expect(editor.get_by_role("button", name="Leave out")).to_have_count(2)
    await editor.get_by_role("button", name="Leave out").last.click()
    await expect(editor.get_by_role("button", name="Insert")).to_be_enabled(timeout=30_000)
    async with editor.expect_file_chooser() as chooser:
        await editor.get_by_role("button", name="Add captions").click()
    told = FilePayload(name="film.en.vtt", mimeType="text/vtt", buffer=CAPTIONS)
    await (await chooser.value).set_files([told])
    await expect(editor.get_by_text("Captions (WebVTT): English")).to_be_visible(timeout=20_000)
    await editor.get_by_role("button", name="Insert").click()
    await expect(editor.get_by_text("Says nothing to those who do not see it")).to_be_visible()
    await area.fill((await area.input_value()).replace("![](", "![It is pending]("))
    await expect(editor.get_by_text("Says nothing to those who do not see it")).to_have_count(0)
    await save(editor)

    await boss.goto(editor.url)
    await boss.get_by_role("button", name="Publish").click()
    link = boss.get_by_role("link", name="Open the page")
    await expect(link).to_be_visible()
    await read(demo, window, f"{demo.origin()}{await link.get_attribute('href')}")


async def read(demo: Demo, window: Any, address: str) -> None:
    reader = await window(width=320, height=700)
    async with asyncio.timeout(5):
        while (await reader.request.get(address)).status != 200:
            await asyncio.sleep(0.1)
    await reader.goto(address)
    await reader.locator("figure img").scroll_into_view_if_needed()
    await expect(reader.locator("figure img")).to_have_js_property("naturalWidth", 900)
    assert await reader.evaluate("document.documentElement.scrollWidth <= innerWidth")
    film = reader.locator("figure video")
    assert await film.evaluate("(one) => one.networkState") != 2  # Nothing is loaded before it is played.
    await film.evaluate("(one) => { one.muted = true; return one.play() }")
    await expect(film).to_have_js_property("videoWidth", await film.evaluate("(one) => one.videoWidth"))
    assert await film.evaluate("(one) => one.videoWidth > 0 && one.textTracks[0].mode === 'showing'")
    await expect(reader.locator("figcaption .file")).to_contain_text("It is pending (WebM, 11 kB)")
    await fine(reader, "an article with a picture and a film")
