"""Connections as they are out there: networks that let no socket through, and lines that break in the middle."""

import re
from pathlib import Path
from typing import Any

from playwright.async_api import Page, expect

from tests.browser.conftest import Demo
from tests.browser.test_story import bubble, enter_desk, open_widget, reply, say, take


def requests_of(page: Page) -> list[str]:
    """The addresses a window asks for, as it asks."""
    found: list[str] = []
    page.on("request", lambda request: found.append(request.url))
    return found


async def test_w30_behind_a_proxy_that_lets_no_socket_through_a_trader_and_a_person_talk_as_ever(
    demo: Demo, window: Any
):
    shop, desk = await window(), await window(width=1440)
    asked = requests_of(shop)
    demo.proxy.no_sockets = True
    try:
        frame = await open_widget(shop, demo, "seabright", "wei")
        question = "Is there any news about my deposit of yesterday?"
        await say(frame, question)
        await expect(frame.get_by_text(re.compile("bot, not a person|机器人")).first).to_be_visible(timeout=30_000)
        await frame.get_by_role("button", name=re.compile("Talk to a person|转人工")).last.click()

        await enter_desk(desk, demo, "ayu@desk.example")
        await take(desk, demo, "waiting", question)
        await reply(desk, "I am looking at it.")
        await expect(bubble(frame, "I am looking at it.")).to_have_count(1, timeout=30_000)

        assert any("/api/live/" in url for url in asked)

        # The line breaks while something is said: it arrives once, as it would over a socket.
        demo.proxy.refuse()
        demo.proxy.cut()
        await say(frame, "Said while the line was cut")
        await demo.proxy.accept()
        await expect(desk.get_by_text("Said while the line was cut")).to_have_count(1, timeout=30_000)
        await reply(desk, "I still hear you.")
        await expect(bubble(frame, "I still hear you.")).to_have_count(1, timeout=30_000)

        # The next page goes the way that is known to lead on, without trying the other first.
        sockets: list[str] = []
        asked = requests_of(desk)
        desk.on("websocket", lambda socket: sockets.append(socket.url))
        await desk.reload()
        await reply(desk, "And once more.")
        await expect(bubble(frame, "And once more.")).to_have_count(1, timeout=30_000)
        assert any("/api/live/" in url for url in asked)
        assert not sockets
    finally:
        demo.proxy.no_sockets = False


async def test_a_large_file_survives_a_cut_line_a_pause_and_arrives_once(demo: Demo, window: Any, tmp_path: Path):
    shop, desk = await window(width=392), await window(width=1440)
    frame = await open_widget(shop, demo, "northlight", "marco")
    log = tmp_path / "wallet.log"
    log.write_bytes(b"2026-11-21 09:12:44 balance requested, nothing out of order here\n" * 60_000)
    await frame.get_by_role("button", name="Start a conversation").click()
    await say(frame, "My wallet shows a wrong balance")
    await expect(bubble(frame, "wrong balance").last).to_be_visible()

    demo.proxy.latency = 0.3
    try:
        await frame.locator("input[type=file]").first.set_input_files(str(log))
        chip = frame.get_by_role("listitem").filter(has_text="wallet.log")
        await chip.get_by_role("button", name="Pause: wallet.log").click()
        await expect(chip).to_contain_text("Paused at")
        await chip.get_by_role("button", name="Go on: wallet.log").click()
        demo.proxy.refuse()
        demo.proxy.cut()
        await expect(chip).to_contain_text("Waiting for the connection")
        await demo.proxy.accept()
        await expect(chip).to_contain_text("MB", timeout=60_000)
    finally:
        demo.proxy.latency = 0
    await say(frame, "Here is its log.")

    await enter_desk(desk, demo, "ayu@desk.example")
    await take(desk, demo, "waiting", "wrong balance")
    link = desk.get_by_role("link", name=re.compile("wallet.log"))
    await expect(link).to_have_count(1)
    async with desk.expect_download() as downloaded:
        await link.click()
    assert (await (await downloaded.value).path()).read_bytes() == log.read_bytes()
