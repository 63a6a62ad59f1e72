"""A visitor on a crowded network, in a real browser: it works in a worker, says so, and the first words arrive (H45)."""

from pathlib import Path
from typing import Any

from playwright.async_api import expect

from tests.harness import copy_database, installation, make_settings
from tests.services import free_port

# What a screen reader is told while it happens, and what the page's policy refused.
WATCH = """window.heard = []; window.refused = []; addEventListener('securitypolicyviolation', (event) => window.refused.push(event.effectiveDirective))
addEventListener('DOMContentLoaded', () => new MutationObserver(() => {
  for (const place of document.querySelectorAll('[role=status]')) if (place.textContent.trim()) window.heard.push(place.textContent.trim()) })
  .observe(document, { subtree: true, childList: true, characterData: true }))"""


async def test_h45_a_crowded_networks_visitor_sees_no_puzzle_and_is_told_what_takes_a_moment(
    window: Any, sqlite_template: Path, tmp_path: Path
):
    port = free_port()
    settings = make_settings(
        tmp_path,
        copy_database(sqlite_template, tmp_path),
        port=port,
        public_url=f"http://localhost:{port}",
        proof_after=1,
        session_rate=0.01,
        session_burst=50,
    )
    async with installation(settings) as site:
        await site.visitor()
        page = await window()
        await page.add_init_script(WATCH)
        asked: list[Any] = []
        scripts: list[str] = []
        page.on(
            "request",
            lambda request: asked.append(request.post_data_json) if request.url.endswith("/session") else None,
        )
        page.on("request", lambda request: scripts.append(request.url.rpartition("/")[2]))
        page.on("worker", lambda worker: scripts.append("a worker: " + worker.url.rpartition("/")[2]))
        await page.goto(f"{site.base_url}/w/northlight/chat", wait_until="networkidle")
        assert not [name for name in scripts if name.startswith(("prove-", "worker-"))], (
            "nothing of it before it is needed"
        )
        box = page.get_by_role("textbox").last
        await box.fill("Where is my deposit?")
        await box.press("Enter")
        await expect(page.locator(".bubble", has_text="Where is my deposit?")).to_be_visible()
        # The server has it: it stands with its entry, and the bot answers below.
        await expect(page.locator(".bubble").nth(1)).to_be_visible()
        assert [sorted(body) for body in asked] == [
            ["context", "locale", "token"],
            ["context", "locale", "proof", "token"],
        ]
        assert any(name.startswith("a worker: worker-") for name in scripts), scripts
        heard = await page.evaluate("window.heard")
        assert any("your browser is proving that it is no machine" in said for said in heard), heard
        assert not await page.locator("[role=status]", has_text="proving").count(), "and it is over"
        assert await page.evaluate("window.refused") == []
