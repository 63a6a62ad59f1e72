"""Takes the pictures of every face in docs/images/ from a running demo: `fairlead demo --fresh`, then this.

.venv/bin/python tools/screenshots.py [folder]
"""

import asyncio
import re
import sys
from pathlib import Path

from playwright.async_api import Browser, Frame, Page, async_playwright

from fairlead.demo.cast import PASSWORD

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--no-first-run",
]
ORIGIN = "http://localhost:8300"


async def window(browser: Browser, width: int, height: int, *, dark: bool, locale: str) -> Page:
    context = await browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if dark else "light",
        locale=locale,
        reduced_motion="reduce",
    )
    return await context.new_page()


async def widget(page: Page, exchange: str, trader: str, locale: str) -> Frame:
    await page.goto(f"http://{exchange}.localhost:8300/sign-in?as={trader}")
    await page.goto(f"http://{exchange}.localhost:8300/?lang={locale}")
    await page.locator("button[aria-haspopup], button[aria-expanded]").first.click()
    await page.wait_for_timeout(1500)
    return next(frame for frame in page.frames if "/frame" in frame.url)


async def ask(frame: Frame, text: str) -> None:
    box = frame.get_by_role("textbox").last
    await box.fill(text)
    await box.press("Enter")
    await frame.page.wait_for_timeout(2500)


async def desk(page: Page, name: str, path: str) -> None:
    if await page.evaluate("location.origin") != ORIGIN:
        await page.goto(f"{ORIGIN}/desk")
        await page.locator("input[type=email]").fill(name)
        await page.locator("input[type=password]").fill(PASSWORD)
        await page.keyboard.press("Enter")
        await page.wait_for_timeout(1500)
    await page.goto(f"{ORIGIN}/desk/{path}")
    await page.wait_for_timeout(1500)


async def conversations(browser: Browser) -> None:
    """Some matters, so that the desk has something to show."""
    asked = (
        ("northlight", "lin", "zh-CN", "我一小时前转了 500 USDT,到现在都没到账"),
        ("northlight", "marco", "en", "My withdrawal is still pending since yesterday"),
        ("seabright", "wei", "zh-CN", "我的谷歌验证器丢了,怎么重置?"),
        ("seabright", "dev", "en", "API error 50113 after rotating keys"),
    )
    for exchange, trader, locale, text in asked:
        page = await window(browser, 1280, 860, dark=False, locale=locale)
        frame = await widget(page, exchange, trader, locale)
        start = frame.get_by_role("button", name=re.compile("Start a conversation|开始"))
        if exchange == "northlight":
            await start.first.click()
        await ask(frame, text)
        if trader in ("wei", "dev"):
            await frame.get_by_role("button", name=re.compile("Talk to a person|转人工")).last.click()
            await page.wait_for_timeout(800)
        await page.context.close()


async def shoot(browser: Browser, folder: Path) -> None:
    await conversations(browser)
    for dark in (False, True):
        for locale in ("en", "zh-CN"):
            mode = f"{'dark' if dark else 'light'}-{locale}"
            page = await window(browser, 1280, 860, dark=dark, locale=locale)
            trader = "marco" if locale == "en" else "lin"
            frame = await widget(page, "northlight", trader, locale)
            await page.screenshot(path=folder / f"widget-home-{mode}.png")
            title = "My withdrawal is still pending since" if locale == "en" else "我一小时前转了"
            await frame.get_by_text(title).first.click()
            await page.wait_for_timeout(1500)
            await page.screenshot(path=folder / f"widget-conversation-{mode}.png")
            small = await window(browser, 320, 640, dark=dark, locale=locale)
            await widget(small, "seabright", "dev" if locale == "en" else "wei", locale)
            await small.screenshot(path=folder / f"widget-phone-{mode}.png")
            article = "deposit-not-credited"
            key = "northlight"
            await page.goto(f"{ORIGIN}/help/{key}/{locale}/")
            await page.screenshot(path=folder / f"help-home-{mode}.png")
            await page.goto(f"{ORIGIN}/help/{key}/{locale}/a/{article}")
            await page.screenshot(path=folder / f"help-article-{mode}.png")
            agent = await window(browser, 1440, 860, dark=dark, locale=locale)
            await agent.goto(f"{ORIGIN}/desk")
            await agent.wait_for_timeout(800)
            await agent.screenshot(path=folder / f"desk-sign-in-{mode}.png")
            await agent.goto("about:blank")
            await desk(agent, "sven@desk.example", "waiting")
            await agent.locator("a.row-link", has_text="Lin Hao").click()
            await agent.wait_for_timeout(1500)
            await agent.screenshot(path=folder / f"desk-conversation-{mode}.png")
            for opened in (page, small, agent):
                await opened.context.close()


async def main() -> None:
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "docs/images")
    await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        await shoot(browser, folder)
        await browser.close()


if __name__ == "__main__":
    asyncio.run(main())
