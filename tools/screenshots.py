"""Takes the pictures of every face in docs/images/ from a running demo, and writes the page that shows them.

    .venv/bin/fairlead demo --fresh            (and in another window)
    .venv/bin/python tools/screenshots.py      [--port 8300] [--folder docs/images] [--only desk-waiting]

Each screen is brought about once for each language and then taken wide and narrow, light and dark.
"""

import argparse
import asyncio
import io
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from help_screens import EDITORS, HELP
from PIL import Image
from playwright.async_api import Browser, Frame, Page, Route, async_playwright

from fairlead.demo.cast import PASSWORD

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"),
    "--no-first-run",
]
WIDTHS = {320: 640, 1440: 900}
DARK = {False: "light", True: "dark"}
# Until what was asked for has come and stands still.
REST_MS = 900
DOWN = {
    "en": "The service is being restarted. Please try again in a minute.",
    "zh-CN": "服务正在重启,请一分钟后再试。",
}


@dataclass(frozen=True)
class Stage:
    """Where a screen is brought about: a window of its own in one language."""

    page: Page
    port: int
    locale: str

    @property
    def chinese(self) -> bool:
        return self.locale == "zh-CN"

    def origin(self, host: str = "localhost") -> str:
        return f"http://{host}:{self.port}"

    @property
    def here(self) -> dict[str, str]:
        return {"Origin": self.origin()}

    async def rest(self) -> None:
        await self.page.wait_for_timeout(REST_MS)

    async def hold(self, path: str) -> None:
        """What is asked of these addresses is never answered."""

        async def wait(route: Route) -> None:
            await asyncio.sleep(3600)

        await self.page.context.route(re.compile(path), wait)

    async def fail(self, path: str) -> None:
        async def refuse(route: Route) -> None:
            await route.fulfill(status=503, json={"code": "unavailable", "message": DOWN[self.locale]})

        await self.page.context.route(re.compile(path), refuse)

    async def offline(self) -> None:
        await self.page.context.set_offline(True)
        await self.rest()

    # The exchange's page with the widget

    async def widget(self, exchange: str = "northlight", trader: str | None = None, *, opened: bool = True) -> Frame:
        who = {"zh-CN": "lin", "ar": "omar"}.get(self.locale, "marco") if trader is None else trader
        await self.page.goto(f"{self.origin(f'{exchange}.localhost')}/sign-in?as={who}")
        await self.page.goto(f"{self.origin(f'{exchange}.localhost')}/?lang={self.locale}")
        if opened:
            await self.page.locator("button[aria-haspopup], button[aria-expanded]").first.click()
        await self.rest()
        return next(frame for frame in self.page.frames if "/frame" in frame.url)

    async def ask(self, frame: Frame, text: str) -> None:
        box = frame.get_by_role("textbox").last
        await box.fill(text)
        await box.press("Enter")
        await frame.page.wait_for_timeout(2500)

    @property
    def question(self) -> str:
        said = {"zh-CN": "我一小时前转了 500 USDT,到现在都没到账", "ar": "أودعت 500 USDT قبل ساعة ولم تظهر في حسابي"}
        return said.get(self.locale, "My withdrawal is still pending since yesterday")

    async def conversation(self) -> Frame:
        frame = await self.widget()
        start = frame.get_by_role("button", name=re.compile("Start a conversation|发起对话|开始|ابدأ"))
        known = frame.get_by_text(self.question[:34])
        await (known.first if await known.count() else start.first).click()
        await self.rest()
        if not await frame.locator(".bubble", has_text=self.question).count():
            await self.ask(frame, self.question)
        return frame

    # The desk

    async def signed_in(self, email: str = "sven@desk.example") -> None:
        answer = await self.page.request.post(
            f"{self.origin()}/api/desk/login",
            data={"email": email, "password": PASSWORD},
            headers={"Origin": self.origin()},
        )
        if not answer.ok:
            raise RuntimeError(await answer.text())

    async def desk(self, path: str) -> None:
        await self.page.goto(f"{self.origin()}/desk/{path}")
        await self.rest()

    async def help(self, path: str) -> None:
        await self.page.goto(f"{self.origin()}/help/northlight/{self.locale}/{path}")


Bring = Callable[[Stage], Awaitable[object]]
SCREENS: dict[str, Bring] = {}
# Those that are also taken in Arabic, which reads from the right.
MIRRORED = ("widget-home", "widget-conversation", "help-home", "help-article")


def screen(name: str) -> Callable[[Bring], Bring]:
    def keep(bring: Bring) -> Bring:
        SCREENS[name] = bring
        return bring

    return keep


# The widget


@screen("widget-home")
async def _(stage: Stage) -> None:
    await stage.widget()


@screen("widget-home-empty")
async def _(stage: Stage) -> None:
    await stage.widget(trader="")


@screen("widget-home-loading")
async def _(stage: Stage) -> None:
    await stage.hold("/api/w/.*/home")
    await stage.widget()


@screen("widget-home-error")
async def _(stage: Stage) -> None:
    await stage.fail("/api/w/.*/(home|here)|/api/conversations")
    await stage.widget()


@screen("widget-conversation")
async def _(stage: Stage) -> None:
    await stage.conversation()


@screen("widget-conversation-offline")
async def _(stage: Stage) -> None:
    frame = await stage.conversation()
    await stage.offline()
    await stage.ask(frame, "请问要等多久?" if stage.chinese else "How long will it take?")


@screen("widget-search")
async def _(stage: Stage) -> None:
    frame = await stage.widget()
    await (
        frame.get_by_role("searchbox").or_(frame.locator("input")).first.fill("提币" if stage.chinese else "withdrawal")
    )
    await stage.rest()


@screen("widget-search-empty")
async def _(stage: Stage) -> None:
    frame = await stage.widget()
    await frame.get_by_role("searchbox").or_(frame.locator("input")).first.fill("qqqqqq")
    await stage.rest()


@screen("widget-bot")
async def _(stage: Stage) -> None:
    await stage.widget("seabright", "wei" if stage.chinese else "dev")


# The help center, and the form for those without JavaScript


SCREENS |= HELP


@screen("form")
async def _(stage: Stage) -> None:
    await stage.page.goto(f"{stage.origin()}/w/northlight/form?lang={stage.locale}")


# The desk


@screen("desk-sign-in")
async def _(stage: Stage) -> None:
    await stage.desk("")


@screen("desk-sign-in-error")
async def _(stage: Stage) -> None:
    await stage.desk("")
    await stage.page.locator("input[type=email]").fill("sven@desk.example")
    await stage.page.locator("input[type=password]").fill("a wrong password")
    await stage.page.keyboard.press("Enter")
    await stage.rest()


def desk_screen(name: str, path: str, *, hold: str = "", fail: str = "", who: str = "sven@desk.example") -> None:
    async def bring(stage: Stage) -> None:
        await stage.signed_in(who)
        if hold:
            await stage.hold(hold)
        if fail:
            await stage.fail(fail)
        await stage.desk(path)

    SCREENS[name] = bring


desk_screen("desk-waiting", "waiting")
desk_screen("desk-mine-empty", "mine", who="tomasz@desk.example")
desk_screen("desk-waiting-loading", "waiting", hold=r"/api/desk/conversations\?")
desk_screen("desk-waiting-error", "waiting", fail=r"/api/desk/conversations\?")
desk_screen("desk-filters-empty", "open?channel=email")
desk_screen("desk-unreachable", "waiting", fail="/api/desk/me")
desk_screen("desk-search", "search?q=USDT")
desk_screen("desk-search-empty", "search?q=qqqqqq")
desk_screen("desk-mentions", "mentions")
desk_screen("desk-canned", "canned")
desk_screen("desk-canned-loading", "canned", hold="/api/desk/canned")
desk_screen("desk-canned-error", "canned", fail="/api/desk/canned")
# With `fairlead demo crowd --customers 50 --agents 10` beside it, and Northlight given out, for a board that lives.
desk_screen("desk-board", "board")
desk_screen("desk-board-loading", "board", hold="/api/desk/board")
desk_screen("desk-board-error", "board", fail="/api/desk/board")
desk_screen("desk-settings", "settings")
desk_screen("desk-ratings", "ratings")
desk_screen("desk-promises", "admin/promises")
desk_screen("desk-roster", "roster")
desk_screen("desk-hours", "admin/hours", who="tomasz@desk.example")
desk_screen("desk-rules-empty", "admin/rules", who="tomasz@desk.example")
desk_screen("desk-webhooks-empty", "admin/webhooks", who="tomasz@desk.example")
desk_screen("desk-agents", "admin/agents", who="tomasz@desk.example")
desk_screen("desk-jobs", "admin/jobs", who="tomasz@desk.example")
desk_screen("desk-jobs-error", "admin/jobs", fail="/api/admin|/api/desk/admin", who="tomasz@desk.example")
desk_screen("desk-missing", "no/such/page")


async def opened(stage: Stage, *, fail: str = "", hold: str = "") -> None:
    """The first who waits, in full."""
    await stage.signed_in()
    await stage.desk("open")
    if fail:
        await stage.fail(fail)
    if hold:
        await stage.hold(hold)
    row = stage.page.locator("a.row-link", has_text="林" if stage.chinese else "Marco")
    await (row if await row.count() else stage.page.locator("a.row-link")).first.click()
    await stage.rest()


@screen("desk-conversation")
async def _(stage: Stage) -> None:
    await opened(stage)


@screen("desk-conversation-loading")
async def _(stage: Stage) -> None:
    await opened(stage, hold=r"/api/desk/conversations/\w+")


@screen("desk-conversation-error")
async def _(stage: Stage) -> None:
    await opened(stage, fail=r"/api/desk/conversations/\w+")


@screen("desk-conversation-missing")
async def _(stage: Stage) -> None:
    await stage.signed_in()
    await stage.desk("open/0123456789abcdef0123456789abcdef")


@screen("desk-conversation-offline")
async def _(stage: Stage) -> None:
    await opened(stage)
    await stage.offline()


@screen("desk-commands")
async def _(stage: Stage) -> None:
    await opened(stage)
    await stage.page.keyboard.press("Control+k")
    await stage.rest()


@screen("desk-help")
async def _(stage: Stage) -> None:
    await opened(stage)
    await stage.page.keyboard.press("?")
    await stage.rest()


SCREENS |= EDITORS


def kept(picture: bytes, path: Path) -> None:
    Image.open(io.BytesIO(picture)).convert("RGB").save(path, "WEBP", quality=60, method=6)


async def take(browser: Browser, name: str, locale: str, port: int, folder: Path) -> None:
    context = await browser.new_context(
        viewport={"width": 1440, "height": 900}, locale=locale, reduced_motion="reduce", color_scheme="light"
    )
    context.set_default_timeout(20_000)
    page = await context.new_page()
    await SCREENS[name](Stage(page, port, locale))
    for width, height in WIDTHS.items():
        await page.set_viewport_size({"width": width, "height": height})
        for dark, mode in DARK.items():
            await page.emulate_media(color_scheme="dark" if dark else "light")
            await page.wait_for_timeout(350)
            kept(await page.screenshot(), folder / f"{name}-{width}-{mode}-{locale}.webp")
    await context.close()


def index(folder: Path) -> str:
    """The page that shows them, from what lies in the folder."""
    lines = [
        "# Pictures of every screen\n",
        "Taken by `tools/screenshots.py` from the demo: each screen at 320 and 1440 px, light and dark, by language.\n",
    ]
    for name in SCREENS:
        lines.append(f"## {name}\n")
        for path in sorted(folder.glob(f"{name}-1440-light-*.webp")):
            locale = path.stem.removeprefix(f"{name}-1440-light-")
            wide = " ".join(
                f'<img src="{name}-1440-{mode}-{locale}.webp" width="400" alt="">' for mode in DARK.values()
            )
            small = " ".join(
                f'<img src="{name}-320-{mode}-{locale}.webp" width="120" alt="">' for mode in DARK.values()
            )
            lines.append(f"{locale}: {wide} {small}\n")
    return "\n".join(lines)


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8300)
    parser.add_argument("--folder", type=Path, default=Path("docs/images"))
    parser.add_argument("--only", default="", help="screens whose name begins so")
    chosen = parser.parse_args()
    await asyncio.to_thread(chosen.folder.mkdir, parents=True, exist_ok=True)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for name in (name for name in SCREENS if name.startswith(chosen.only)):
            for locale in ("en", "zh-CN", *(["ar"] if name in MIRRORED else [])):
                print(name, locale, flush=True)
                await take(browser, name, locale, chosen.port, chosen.folder)
        await browser.close()
    page = index(chosen.folder)
    await asyncio.to_thread((chosen.folder / "README.md").write_text, page, "utf-8")


if __name__ == "__main__":
    asyncio.run(main())
