"""Fewer bytes for those whose line is slow or dear: measured on the wire, by itself and by the switch."""

import asyncio
import io
import json
import os
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx
import pytest
from PIL import Image
from playwright.async_api import Browser, BrowserContext, Page, Response, WebSocket, expect

from tests.browser.conftest import Demo
from tests.browser.test_axe import fine
from tests.browser.test_widget_comforts import menu
from tests.proving import others_when_proving

SAVE_DATA = "Object.defineProperty(navigator, 'connection', {value: {saveData: true, effectiveType: '4g'}})"
MESSAGES = 45


@dataclass
class Wire:
    """What goes over the line once the script is there."""

    paths: list[str] = field(default_factory=list)
    sizes: list[asyncio.Task[int]] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        page.on("response", self._answered)
        page.on("websocket", self._socket)

    def _answered(self, response: Response) -> None:
        if "/api/" in response.url:
            self.paths.append(response.url.partition("/api/")[2])
            self.sizes.append(asyncio.create_task(weigh(response)))

    def _socket(self, socket: WebSocket) -> None:
        socket.on("framesent", lambda payload: self.sent.append(str(payload)))

    def asked_who_is_here(self) -> bool:
        return any(path.startswith("w/seabright/here") for path in self.paths)

    async def bytes(self) -> int:
        return sum(await asyncio.gather(*self.sizes))


async def weigh(response: Response) -> int:
    return (await response.request.sizes())["responseBodySize"]


@pytest.fixture(scope="module")
async def session(demo: Demo) -> dict[str, Any]:
    """A visitor with a long conversation that ends with two pictures."""
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{demo.port}", timeout=30) as http:
        http.headers.update({"Host": f"localhost:{demo.port}", "Origin": demo.origin()})
        made = (await http.post("/api/w/seabright/session", json={"token": None, "locale": "en"})).json()
        http.headers["Authorization"] = f"Bearer {made['session']}"
        matter = None
        for number in range(MESSAGES):
            files = [await picture(http) for _ in range(2)] if number == MESSAGES - 1 else []
            body = {
                "conversation": matter,
                "text": f"Message {number}: " + "what I saw on my screen. " * 8,
                "files": files,
            }
            answer = await patient(http, "/api/messages", json=body, headers={"Idempotency-Key": str(uuid4())})
            matter = answer["conversation"]
        return {**made, "uid": None, "matter": matter}


async def patient(http: httpx.AsyncClient, path: str, **what: Any) -> Any:
    """The demo's limits are those of a real installation: who is too fast comes back when he is told to."""
    while (answer := await http.post(path, **what)).status_code == 429:
        await asyncio.sleep(int(answer.headers["Retry-After"]))
    return answer.raise_for_status().json()


async def picture(http: httpx.AsyncClient) -> str:
    kept = io.BytesIO()
    Image.frombytes("RGB", (160, 120), os.urandom(160 * 120 * 3)).save(kept, "PNG")
    headers = {"X-File-Name": "screen.png", "Content-Type": ""}
    return str((await patient(http, "/api/files", content=kept.getvalue(), headers=headers))["id"])


@pytest.fixture
async def talk(demo: Demo, browser: Browser, session: dict[str, Any]) -> AsyncIterator[Any]:
    """`await talk(spares=True)`: the conversation in a window of its own, and what goes over its line."""
    contexts: list[BrowserContext] = []

    async def opened(*, spares: bool, width: int = 1440, dark: bool = False) -> tuple[Page, Wire]:
        context = await browser.new_context(
            viewport={"width": width, "height": 800}, locale="en", color_scheme="dark" if dark else "light"
        )
        contexts.append(context)
        kept = json.dumps({name: session[name] for name in ("session", "expires_at", "customer", "uid")})
        await context.add_init_script(
            f"localStorage.getItem('fairlead:seabright:session') || localStorage.setItem('fairlead:seabright:session', {json.dumps(kept)})"
        )
        if spares:
            await context.add_init_script(SAVE_DATA)
        page, wire = await context.new_page(), Wire()
        wire.watch(page)
        await page.goto(f"{demo.origin()}/w/seabright/chat")
        await expect(page.get_by_text(f"Message {MESSAGES - 1}:").first).to_be_visible()
        await page.wait_for_load_state("networkidle")
        return page, wire

    yield opened
    for context in contexts:
        await context.close()


async def test_saving_data_costs_a_tenth_and_pictures_come_when_asked_for(talk: Any):
    page, usual = await talk(spares=False)
    await expect(page.locator(".picture img")).to_have_count(2)
    spared, sparing = await talk(spares=True)
    load = spared.get_by_role("button", name="Load the picture")
    await expect(load).to_have_count(2)
    before, after = await usual.bytes(), await sparing.bytes()
    print(f"opening a conversation of {MESSAGES} messages and two pictures: {before} bytes, sparing {after}")
    assert after * 10 <= before
    assert any("limit=30" in path for path in usual.paths)
    assert any("limit=10" in path for path in sparing.paths)
    assert not any(path.startswith("files/") for path in sparing.paths)

    await load.first.click()
    await expect(spared.locator(".picture img")).to_have_count(1)
    await expect(load).to_have_count(1)
    assert sum(path.startswith("files/") for path in sparing.paths) == 1


async def test_nothing_is_said_of_typing_and_nobody_is_counted_while_data_is_saved(talk: Any):
    for spares in (False, True):
        page, wire = await talk(spares=spares)
        await page.clock.install()
        await page.reload()
        await expect(page.get_by_text(f"Message {MESSAGES - 1}:").first).to_be_visible()
        await page.get_by_role("textbox").last.press_sequentially("hello")
        await page.clock.run_for(40_000)
        await expect(page.get_by_role("textbox").last).to_have_value("hello")
        if not spares:
            await eventually(wire.asked_who_is_here)
        assert any('"typing"' in frame for frame in wire.sent) is not spares
        assert wire.asked_who_is_here() is not spares


async def eventually(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not true():
            await asyncio.sleep(0.05)


@others_when_proving("width", [320, 1440])
async def test_the_switch_stands_in_the_menu_works_by_keyboard_and_is_kept(talk: Any, width: int):
    page, wire = await talk(spares=False, width=width)
    item = await menu(page, "Use less data")
    box = page.get_by_role("menuitemcheckbox", name="Use less data")
    await expect(box).to_have_attribute("aria-checked", "false")
    await item.page.keyboard.press("ArrowDown")
    await expect(box).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(box).to_have_attribute("aria-checked", "true")
    await fine(page, "the menu")
    await page.reload()
    await expect(page.get_by_role("button", name="Load the picture")).to_have_count(2)
    await fine(page, "pictures that were not asked for")
    wire.paths.clear()
    await (await menu(page, "Use less data")).click()
    # Switched off, what is in sight comes by itself.
    await expect(page.locator(".picture img")).to_have_count(2)
