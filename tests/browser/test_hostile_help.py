"""V23, S08: a help center whose every field was written by an attacker, in a real Chromium with and without JavaScript: each
payload is text wherever readers, searchers, the exchange's pages and editors see it, and nothing runs."""

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
import yaml
from playwright.async_api import Browser, BrowserContext, Page, expect

from fairlead.helpcenter.import_folder import import_folder
from fairlead.settings import Settings
from tests.browser.test_hostile_text import SHORT, Trap
from tests.harness import PASSWORD, Installation, installation

# What a browser makes of a page has nothing to do with where it was kept.
pytestmark = [pytest.mark.prove, pytest.mark.parametrize("engine", ["sqlite"], indirect=True)]
# So many of the list in `make test`; all of it in `make prove`.
PROVING = os.environ.get("FAIRLEAD_PROVE") == "1"
SAMPLE = 16
# A test has five minutes.
PARTS = 10 if PROVING else 1
HELP = "/help/northlight/en"
BODY = 30_000
SHELL = """<!doctype html><html lang="en"><body><div data-help="withdraw.usdt"></div>
<script src="{base}/w/northlight/context.js"></script></body></html>"""
# What a payload is put into beside plain text: a link's words and address, a table, code, a heading, a warning, a definition.
FORMS = (
    "{}", "[{}](/x)", "[x]({})", "[x](<{}>)", "| a | b |\n|---|---|\n| {} | x |", "`{}`", "```\n{}\n```", "## {}",
    "> [!WARNING]\n> {}", "<{}>", "![{}](x.png)", "[y]: {}\n\n[y]",
)  # fmt: skip


@pytest.fixture(params=range(PARTS))
def lines(request: pytest.FixtureRequest, shared: Path) -> list[str]:
    path = shared / "data/hostile/xss-payloadbox/Intruder/xss-payload-list.txt"
    found = sorted(set(path.read_text("utf-8", "replace").splitlines()))
    every = PARTS if PROVING else len(found) // SAMPLE
    return [*SHORT, *found[request.param :: every]]


def packed(lines: list[str], most: int) -> Iterator[str]:
    """As many on one line as a field takes."""
    text = ""
    for line in lines:
        if text and len(text) + len(line) >= most:
            yield text
            text = ""
        text = f"{text} {line[:most]}".strip()
    yield text


class Watched(Trap):
    """Also counts what our own policy had to stop: the text itself must be harmless."""

    def __init__(self, page: Page, origin: str) -> None:
        super().__init__(page)
        page.on("console", lambda said: self.sprung.append(said.text) if "Content Security" in said.text else None)
        page.on("pageerror", lambda error: self.sprung.append(str(error)))
        page.on("request", lambda request: self._asked(request.url, origin))

    def _asked(self, url: str, origin: str) -> None:
        if not url.startswith((origin, "data:", "blob:", "about:")):
            self.sprung.append(f"asked for {url}")


def written(root: Path, lines: list[str]) -> None:
    """Articles that have the payloads in every field of their front matter and in their text."""
    titles, summaries = list(packed(lines, 190)), list(packed(lines, 390))
    forms = [FORMS[n % len(FORMS)].format(line) for n, line in enumerate(lines)]
    bodies = list(packed(["\n\n" + form for form in forms], BODY))
    root.mkdir()
    for number, title in enumerate(titles):
        matter = {
            "format": "fairlead-1", "locale": "en", "category": "withdrawals", "source": f"evil/{number}.md",
            "title": title, "summary": summaries[number % len(summaries)], "slug": f"evil-{number}",
            "questions": [titles[-number], lines[number % len(lines)]], "redirects": [lines[number % len(lines)]],
            "owner": lines[0], "note": lines[0],
        }  # fmt: skip
        body = bodies[number] if number < len(bodies) else forms[number]
        block = yaml.safe_dump(matter, allow_unicode=True)
        (root / f"{number}.md").write_text(f"---\n{block}---\n{body}\n", "utf-8", "replace")
    names = {"en": lines[0], "zh-CN": lines[1]}
    (root / "_categories.yaml").write_text(yaml.safe_dump([{"slug": "withdrawals", "names": names, "name": lines[2]}]))
    words = [{"locale": "en", "words": [lines[n][:60], lines[n + 1][:60]]} for n in range(3)]
    (root / "_synonyms.yaml").write_text(yaml.safe_dump(words))


@pytest.fixture
async def evil(settings: Settings, lines: list[str], tmp_path: Path) -> AsyncIterator[Installation]:
    async with installation(settings) as site:
        written(tmp_path / "evil", lines)
        report = await import_folder(site.system.database, site.brand_id, tmp_path / "evil", default_locale="en")
        assert not report.skipped
        await site.system.help_center._library.refresh()
        yield site


async def pages_of(site: Installation) -> list[str]:
    shelf = await site.system.help_center.shelf(site.brand_id)
    slugs = sorted(head.slug for head in shelf.heads.values())
    return [f"{HELP}/", f"{HELP}/c/withdrawals", "/w/northlight/form", *(f"{HELP}/a/{slug}" for slug in slugs)]


async def test_v23_s08_articles_of_payloads_are_text_on_every_page_with_and_without_javascript(
    evil: Installation, browser: Browser
):
    shelf = await evil.system.help_center.shelf(evil.brand_id)
    every = await pages_of(evil)
    for script in (True, False):
        context = await browser.new_context(java_script_enabled=script, locale="en")
        page = await context.new_page()
        trap = Watched(page, evil.base_url)
        for path in every if script else every[:12]:
            answer = await page.goto(f"{evil.base_url}{path}", wait_until="load")
            assert answer is not None
            assert answer.status == 200, path
            await trap.check(path)
            if "/a/" in path:
                head = shelf.by_slug("en", path.rpartition("/")[2])
                assert head is not None
                assert await page.locator("h1").text_content() == head.title
        await context.close()


async def test_v23_payloads_that_are_searched_for_or_named_in_an_address_are_text(
    evil: Installation, browser: Browser, lines: list[str]
):
    context = await browser.new_context(locale="en")
    page = await context.new_page()
    trap = Watched(page, evil.base_url)
    for query in packed(lines, 190):
        await page.goto(f"{evil.base_url}{HELP}/search?q={quote(query, errors='replace')}")
        await trap.check(query)
        await expect(page.locator("input[name=q]").first).to_have_value(" ".join(query.split()))
    for line in lines[:: len(lines) // 3]:
        said = quote(line, safe="", errors="replace")
        for path in (
            f"{HELP}/search?q=alert&kind={said}&category={said}",
            f"{HELP}/a/evil-0?wanted={said}&q={said}",
            f"{HELP}/contact?about={said}&urgency={said}&sign_in={said}&from={said}",
            f"{HELP}/a/{said}",
            f"{HELP}/c/{said}",
            f"/help/northlight/{said}/",
            f"/help/northlight/v/{said}",
        ):
            await page.goto(f"{evil.base_url}{path}")
            await trap.check(path)
    # While one types, too: titles and passages come as JSON and are put into the page.
    await page.goto(f"{evil.base_url}{HELP}/")
    box = page.get_by_role("combobox").first
    for word in ("alert", "script", "onerror", "javascript"):
        await box.fill(word)
        await expect(page.locator("[role=option] mark").first).to_be_visible()
        await trap.check(f"suggestions for {word}")
    await context.close()


async def test_v23_what_readers_write_and_what_editors_see_stays_text(evil: Installation, browser: Browser):
    origin = evil.base_url
    await evil.agent("Lea", role="lead")
    async with httpx.AsyncClient(base_url=origin, headers={"Origin": origin}) as reader:
        said = {"said": "no", "reason": SHORT[0], "words": " ".join(SHORT)}
        assert (await reader.post(f"{HELP}/a/evil-0/feedback", data=said)).status_code in (200, 422)
        said["reason"] = "other"
        answer = await reader.post(f"{HELP}/a/evil-0/feedback", data=said)
        assert answer.status_code == 200
        assert "<img" not in answer.text
    context = await browser.new_context(locale="en", viewport={"width": 1440, "height": 900})
    page = await context.new_page()
    trap = Watched(page, origin)
    await signed_in(context, origin)
    mapped = {"brand": "northlight", "articles": [], "category": "withdrawals"}
    for key, status in {"withdraw.usdt": 200, SHORT[0]: 422, SHORT[3]: 422}.items():
        path = f"{origin}/api/desk/help/contexts/{quote(key, safe='')}"
        put = await page.request.put(path, data=mapped, headers={"Origin": origin})
        assert put.status == status, (key, await put.text())
    # The exchange's own page, with no policy to help it.
    shell = SHELL.format(base=origin)
    await page.route(f"{origin}/trade", lambda route: route.fulfill(body=shell, content_type="text/html"))
    await page.goto(f"{origin}/trade")
    await expect(page.locator("[data-help] a")).to_have_count(8)
    shelf = await evil.system.help_center.shelf(evil.brand_id)
    titles = {head.title for head in shelf.heads.values()}
    assert set(await page.locator("[data-help] a").all_text_contents()) <= titles
    await trap.check("the exchange's page")
    for path in ("articles", "articles/topics", "articles?q=alert"):
        await page.goto(f"{origin}/desk/{path}")
        await expect(page.get_by_role("list").first).to_be_visible()
        await trap.check(path)
    await page.goto(f"{origin}/desk/articles?q={quote(next(iter(titles))[:40])}")
    await page.get_by_role("list", name="Articles").get_by_role("link").first.click()
    await expect(page.frame_locator("iframe[title=Preview]").locator("h1")).to_be_visible()
    await trap.check("editor")
    await context.close()


async def signed_in(context: BrowserContext, origin: str) -> None:
    answer: Any = await context.request.post(
        f"{origin}/api/desk/login",
        data={"email": "lea@northlight.example", "password": PASSWORD},
        headers={"Origin": origin},
    )
    assert answer.ok
