"""A film in a conversation: sent by the customer, played by both sides in the browser's own player, and offered where it cannot."""

import shutil
from pathlib import Path
from typing import Any
from uuid import uuid4

from playwright.async_api import Locator, expect

from tests.browser.conftest import Demo
from tests.browser.test_axe import fine
from tests.browser.test_story import enter_desk, open_widget, say, take
from tests.shield.test_videos import SAMPLES, film, track


async def plays(player: Locator) -> None:
    await player.evaluate("video => { video.muted = true; return video.play() }")
    await expect(player).not_to_have_js_property("currentTime", 0)


async def test_a_film_is_sent_and_played_on_both_sides(demo: Demo, window: Any, tmp_path: Path):
    page, desk = await window(width=320, height=640), await window(width=1440)
    frame = await open_widget(page, demo, "northlight", "marco")
    await frame.get_by_role("button", name="Start a conversation").click()
    text = f"It hangs like this {uuid4().hex[:6]}"
    mine, broken = tmp_path / "pending.mp4", tmp_path / "odd.mp4"
    shutil.copy(SAMPLES / "pending.mp4", mine)
    # A whole container whose pictures no decoder knows.
    broken.write_bytes(film(track()))
    await frame.locator("input[type=file]").first.set_input_files([str(mine), str(broken)])
    await say(frame, text)
    player = frame.get_by_label("Video: pending.mp4")
    await plays(player)
    await expect(frame.get_by_text("This browser cannot play the video.")).to_be_visible()
    await fine(page, "a film in the widget")
    async with page.expect_download() as coming:
        await frame.get_by_role("button", name="Download odd.mp4").click()
    assert (await coming.value).suggested_filename == "odd.mp4"

    await enter_desk(desk, demo, "sven@desk.example")
    await take(desk, demo, "open", text)
    await plays(desk.get_by_label("Video: pending.mp4"))
    await expect(desk.get_by_role("link", name="odd.mp4")).to_contain_text("cannot play")
    await fine(desk, "a film at the desk")
