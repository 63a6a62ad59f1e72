"""Each class of page in a real browser, with the headers of its class: nothing it needs is refused, and nothing else is let."""

import re
from typing import Any

from playwright.async_api import expect

from tests.browser.conftest import Demo
from tests.browser.test_story import enter_desk, open_widget, say

# Chromium reports here whatever a page's policy refused, also what no console shows.
REPORTS = """window.refused = []; addEventListener('securitypolicyviolation', (event) =>
  window.refused.push(event.effectiveDirective + ' ' + event.blockedURI))"""
PAGES = (
    "/w/northlight/frame",
    "/w/northlight/chat",
    "/w/northlight/contact",
    "/desk",
    "/help/northlight/en/",
    "/w/northlight/form",
)


async def test_v19_no_page_asks_for_more_than_its_policy_gives(window: Any, demo: Demo):
    page = await window()
    await page.add_init_script(REPORTS)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    for path in PAGES:
        said.clear()
        await page.goto(demo.origin() + path, wait_until="networkidle")
        assert await page.evaluate("window.refused") == [], path
        # The desk asks who is there before anybody is, and Chromium for an icon.
        assert [text for text in said if not text.startswith("Failed to load resource")] == [], path
    await page.goto(demo.origin() + "/help/northlight/en/", wait_until="networkidle")
    await page.locator("a[href*='/a/']").first.click()
    await page.wait_for_load_state("networkidle")
    assert await page.evaluate("window.refused") == []


async def test_a_strangers_page_gets_the_loader_and_nothing_else(window: Any, demo: Demo):
    """As a part of a page of another site: the loader comes, what belongs to our own pages does not."""
    page = await window()
    # What Chromium calls another site: `localhost` and `northlight.localhost` are two.
    await page.goto(demo.exchange("northlight"), wait_until="load")
    load = """(address) => new Promise((done) => { const script = document.createElement('script'); script.src = address
      script.onload = () => done('came'); script.onerror = () => done('refused'); document.head.append(script) })"""
    assert await page.evaluate(load, demo.origin() + "/w/northlight/loader.js") == "came"
    for path in ("/help/-/help.js", "/api/w/northlight/home", "/w/northlight/push.js"):
        assert await page.evaluate(load, demo.origin() + path) == "refused", path
    read = "(address) => fetch(address, {credentials: 'include'}).then(() => 'read', () => 'refused')"
    for path in ("/api/w/northlight/home", "/api/desk/me", "/w/northlight/form"):
        assert await page.evaluate(read, demo.origin() + path) == "refused", path


async def test_v13_no_token_stands_in_an_address_a_referrer_or_the_history(window: Any, demo: Demo):
    """A trader and an agent at work: every request both browsers make, and where their windows have been."""
    told: list[str] = []
    tokens: set[str] = set()

    def seen(request: Any) -> None:
        told.extend((request.url, request.headers.get("referer", "")))
        tokens.update(re.findall(r"Bearer (\S+)", request.headers.get("authorization", "")))
        if request.url.endswith("/session") and request.post_data_json:
            tokens.add(str(request.post_data_json["token"]))

    shop, desk = await window(), await window(width=1440)
    for page in (shop, desk):
        page.on("request", seen)
        page.on("websocket", lambda socket: told.append(socket.url))
        page.on("framenavigated", lambda frame: told.append(frame.url))
    frame = await open_widget(shop, demo, "seabright", "dev")
    await frame.get_by_role("textbox").last.wait_for()
    await say(frame, "Which networks can I use for USDT?")
    await expect(frame.locator(".bubble").nth(1)).to_be_visible()
    await enter_desk(desk, demo, "ayu@desk.example")
    tokens |= {
        cookie["value"]
        for cookie in await desk.context.cookies()
        if cookie["name"].startswith(("fairlead", "__Host-fairlead"))
    }
    await desk.goto(demo.origin() + "/desk/open")
    await expect(desk.get_by_text("USDT").first).to_be_visible()
    told += [await page.evaluate("location.href + ' ' + document.referrer") for page in (shop, desk)]
    assert len(tokens) >= 3, "a site's token, a customer's session and an agent's cookie"
    assert any(address.endswith("/live") for address in told), "the socket too"
    for token in tokens - {"None"}:
        assert not [address for address in told if token in address]
    assert not re.findall(r"fl[sat]_[\w-]{20,}|eyJ[\w-]{20,}\.", " ".join(told))
