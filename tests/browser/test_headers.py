"""Each class of page in a real browser, with the headers of its class: nothing it needs is refused, and nothing else is let."""

from typing import Any

from tests.browser.conftest import Demo

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
