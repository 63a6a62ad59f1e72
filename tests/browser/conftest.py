"""The demo as a stranger sees it: a process of its own behind a proxy that can cut the line, and a real Chromium."""

import asyncio
import contextlib
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.async_api import Browser, BrowserContext, Error, Frame, Page, async_playwright, expect

from fairlead.demo.run import demo_keys
from tests.harness import Installation, copy_database, installation, make_settings
from tests.proxy import Proxy
from tests.push_service import PushService, push_service
from tests.services import free_port, tcp_proxy

ROOT = Path(__file__).resolve().parent.parent.parent
# The whole one has what a browser shows around its pages, and costs twice as much; only there are notices.
CHROMIUM, WHOLE_CHROMIUM = "/usr/bin/chromium-headless-shell", "/usr/bin/chromium"
# Two stories at a time on two cores: what is waited for comes, and not always within Playwright's five seconds.
expect.set_options(timeout=30_000)
FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--disable-quic", "--no-first-run"),
]
# What an agent has set before the desk's first page; other pages and frames without a store of their own pass by.
PREFS = """try { if (location.pathname.startsWith('/desk') && !localStorage.getItem('fairlead.desk.prefs'))
  localStorage.setItem('fairlead.desk.prefs', '{"undoSeconds":SECONDS}') } catch {}"""
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser" in str(item.path):
            item.add_marker(pytest.mark.browser)


# What came of a test, for what is told of it at its end.
FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed
    return report


@dataclass
class Demo:
    """The running demo; `proxy` stands between it and the browser."""

    port: int
    proxy: Proxy
    folder: Path
    # Where webhooks may go though it is this machine.
    hooks: int

    def origin(self) -> str:
        return f"http://localhost:{self.port}"

    async def run(self, *arguments: str) -> None:
        """A command of its operator's, beside the running server."""
        keys = demo_keys(self.folder / "keys.json")
        env = _plain() | {"FAIRLEAD_DATA_DIR": str(self.folder), "FAIRLEAD_SECRET_KEY": keys["secret_key"]}
        env["FAIRLEAD_SEALING_KEYS"] = keys["sealing_keys"]
        process = await asyncio.create_subprocess_exec(sys.executable, "-m", "fairlead.cli", *arguments, env=env)
        assert await process.wait() == 0, arguments

    def exchange(self, key: str, path: str = "/") -> str:
        return f"http://{key}.localhost:{self.port}{path}"


def _plain() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("FAIRLEAD_")}


@pytest.fixture(scope="session")
async def demo(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Demo]:
    port, hooks = free_port(), free_port()
    async with tcp_proxy(port) as proxy:
        folder = tmp_path_factory.mktemp("demo")
        env = _plain() | {"FAIRLEAD_DATA_DIR": str(folder), "FAIRLEAD_PUBLIC_URL": f"http://localhost:{proxy.port}"}
        # Ten trainings beside the first stories would take their time; what is learned has its own tests (tests/bot).
        env["FAIRLEAD_BOT_LEARNS"] = "false"
        env["FAIRLEAD_WEBHOOK_ORIGINS"] = f"http://127.0.0.1:{hooks}"
        log = (tmp_path_factory.getbasetemp() / "demo.log").open("wb")
        process = subprocess.Popen(  # noqa: ASYNC220 - starting takes milliseconds, and it must outlive this loop's step
            # The stories take from the queue themselves, whoever else is signed in.
            [sys.executable, "-m", "fairlead.cli", "demo", "--by-hand", "--port", str(port)],
            env=env,
            stdout=log,
            stderr=log,
        )
        try:
            # Alone it takes ten seconds; beside other runs on two cores it was seen to take 167.
            async with asyncio.timeout(240), httpx.AsyncClient() as http:
                while True:
                    assert process.poll() is None, Path(log.name).read_text()
                    with contextlib.suppress(httpx.TransportError):
                        if (await http.get(f"http://127.0.0.1:{port}/health/ready")).status_code == 200:
                            break
                    await asyncio.sleep(0.05)
            yield Demo(proxy.port, proxy, folder, hooks)
        finally:
            process.terminate()
            process.wait(20)
            log.close()


@contextlib.asynccontextmanager
async def launched(path: str) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield opened
        await opened.close()


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with launched(CHROMIUM) as opened:
        yield opened


@pytest.fixture(scope="session")
async def whole_browser() -> AsyncIterator[Browser]:
    async with launched(WHOLE_CHROMIUM) as opened:
        yield opened


class Watched:
    """A window whose mistakes count: script errors, refused policies, and requests to anybody else."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.faults: list[str] = []
        self.hosts: set[str] = set()
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", self._said)
        page.on("request", lambda request: self.hosts.add(httpx.URL(request.url).host))

    def _said(self, message: Any) -> None:
        if "Content Security Policy" in message.text or "Content-Security-Policy" in message.text:
            self.faults.append(message.text)

    async def tell(self) -> None:
        """What one would have seen, for whoever reads why it failed."""
        for frame in self.page.frames:
            with contextlib.suppress(Error):
                shown = await frame.locator("body").aria_snapshot(timeout=2000)
                print(f"--- {frame.url}\n{shown[:4000]}")

    def check(self) -> None:
        assert not self.faults
        strangers = {host for host in self.hosts if host not in ("localhost", "") and not host.endswith(".localhost")}
        assert not strangers


@pytest.fixture
async def window(browser: Browser, request: pytest.FixtureRequest) -> AsyncIterator[Any]:
    """`await window(width=320, dark=True)`: a fresh window of its own; all are checked at the end. In the desk a reply
    goes out at once, or after `undo` seconds."""
    contexts: list[BrowserContext] = []
    opened: list[Watched] = []

    async def make(
        *, width: int = 1280, height: int = 860, dark: bool = False, locale: str = "en", undo: int = 0
    ) -> Page:
        context = await browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            locale=locale,
        )
        context.set_default_timeout(30_000)
        await context.add_init_script(PREFS.replace("SECONDS", str(undo)))
        contexts.append(context)
        watched = Watched(await context.new_page())
        opened.append(watched)
        return watched.page

    yield make
    if request.node.stash.get(FAILED, False):
        for watched in opened:
            await watched.tell()
    for watched in opened:
        watched.check()
    for context in contexts:
        await context.close()


# What a change of colours alone can break.
OF_COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}


def running(page: Page) -> list[Frame]:
    """The frames whose scripts run. A page within the page is one of ours in which nothing may run: neither axe nor what waits
    for the next picture would ever end there."""
    return [frame for frame in page.frames if frame.url not in ("about:blank", "about:srcdoc", "")]


async def axe(page: Page, where: str, *, only: dict[str, Any] | None = None) -> None:
    """Fails with what axe finds on the page or in the frame."""
    asked = {"resultTypes": ["violations"], "iframes": False} | ({"runOnly": only} if only else {})
    for frame in running(page):
        if await frame.evaluate("typeof axe === 'undefined'"):
            await frame.evaluate(AXE.read_text("utf-8"))
        found = await frame.evaluate("asked => axe.run(document, asked)", asked)
        said = [
            f"{violation['id']}: {node['html'][:160]} {node['failureSummary'][:200]}"
            for violation in found["violations"]
            for node in violation["nodes"]
        ]
        assert not said, f"{where} {frame.url}: {said[:5]}"


@contextlib.asynccontextmanager
async def served(template: Path, folder: Path, *, bot_first: bool = True, **more: Any) -> AsyncIterator[Installation]:
    """An installation of its own at an address that a browser reaches."""
    port = free_port()
    url = copy_database(template, folder)
    settings = make_settings(folder, url, port=port, public_url=f"http://localhost:{port}", **more)
    async with installation(settings, bot_first=bot_first) as made:
        yield made


@pytest.fixture
async def service() -> AsyncIterator[PushService]:
    """Where browsers' notices are handed in."""
    async with push_service() as made:
        yield made
    assert not made.faults
