"""A zip in the chat: its files and what was left out of it, each file can be taken out, and the message carries the rest."""

import os
from pathlib import Path
from typing import Any

from playwright.async_api import FilePayload, expect

from tests.browser.conftest import Demo
from tests.browser.test_axe import fine
from tests.browser.test_story import open_widget, say
from tests.proving import others_when_proving
from tests.zips import Piece, zipped

SHOTS = os.environ.get("FAIRLEAD_SHOTS", "")
WORDS = {
    "en": (
        "Remove: c.txt",
        "Files of proof.zip",
        "Not taken",
        "This file has a name that is not safe.",
    ),
    "ar": ("إزالة: c.txt", "ملفات proof.zip", "لم تُقبل", "اسم هذا الملف غير آمن."),
}
PROOF = zipped(
    Piece("a.txt", b"Paid 310"),
    Piece("shots/c.txt", b"not this one"),
    Piece("a very long name of a file without any place to break it in the middle of it all.txt", b"long"),
    Piece("../run.exe", b"MZ"),
    Piece("inner.zip", zipped(Piece("x.txt"))),
)


@others_when_proving("width, locale, dark", [(320, "ar", True), (1280, "en", False)])
async def test_a_zip_in_the_chat_shows_what_it_held_and_what_was_not_taken(
    demo: Demo, window: Any, width: int, locale: str, dark: bool
):
    remove, held, not_taken, unsafe = WORDS[locale]
    page = await window(width=width, height=640, dark=dark)
    frame = await open_widget(page, demo, "northlight", "marco")
    await frame.get_by_role("button", name="Start a conversation").click()
    await frame.get_by_role("combobox", name="Language").first.select_option(locale)
    await frame.wait_for_function("locale => document.documentElement.lang === locale", arg=locale)
    file = FilePayload(name="proof.zip", mimeType="application/zip", buffer=PROOF)
    await frame.locator("input[type=file]").first.set_input_files([file])
    inside = frame.get_by_role("list", name=held)
    await expect(inside.get_by_role("listitem")).to_have_count(3)
    told = frame.get_by_role("status").filter(has_text=not_taken)
    await expect(told).to_contain_text(f"../run.exe: {unsafe}")
    await expect(told).to_contain_text("inner.zip: ")
    assert await frame.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await fine(page, f"zip {width} {locale}")
    if SHOTS:
        await page.screenshot(path=str(Path(SHOTS) / f"zip-{width}-{locale}.png"))

    await frame.get_by_role("button", name=remove).press("Enter")
    await expect(inside.get_by_role("listitem")).to_have_count(2)
    await say(frame, "all I have")
    await expect(frame.locator("[data-file='1']")).to_contain_text("a.txt")
    await expect(frame.locator("[data-file='2']")).to_contain_text("a very long name")
    await expect(frame.locator("[data-file]")).to_have_count(2)
