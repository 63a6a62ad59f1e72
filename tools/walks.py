"""Walks three real cases from the first word to the end, as a stranger would, and keeps a picture of each step for docs/walks.md.

    .venv/bin/fairlead demo --fresh            (and in another window)
    .venv/bin/python tools/walks.py            [--port 8300] [--folder docs/images]

The trader is on a phone of 320 px, the agent at a desk of 1440 px. What a walk expects and does not see ends it with an error.
"""

import argparse
import asyncio
import io
import re
from dataclasses import dataclass, field
from pathlib import Path
from secrets import randbelow

from PIL import Image
from playwright.async_api import Browser, Frame, Page, async_playwright, expect
from screenshots import CHROMIUM, FLAGS, kept

from fairlead.demo.cast import PASSWORD

PHONE, DESK = {"width": 320, "height": 640}, {"width": 1440, "height": 900}
TXID = "0x4c1f8a3b5d2e7f90a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718"
REST_MS = 700


@dataclass
class Walk:
    """Two windows on one demo, and the pictures taken so far."""

    name: str
    browser: Browser
    port: int
    folder: Path
    taken: int = 0
    pages: dict[str, Page] = field(default_factory=dict)

    def origin(self, host: str = "localhost") -> str:
        return f"http://{host}:{self.port}"

    async def window(self, who: str, size: dict[str, int], *, dark: bool = False) -> Page:
        context = await self.browser.new_context(
            viewport={"width": size["width"], "height": size["height"]},
            locale="en",
            reduced_motion="reduce",
            color_scheme="dark" if dark else "light",
        )
        context.set_default_timeout(20_000)
        self.pages[who] = await context.new_page()
        return self.pages[who]

    async def trader(self, uid: str, *, dark: bool = False) -> Page:
        """Signed in at the exchange, on his own matters."""
        page = await self.window("trader", PHONE, dark=dark)
        await page.goto(f"{self.origin('northlight.localhost')}/sign-in?as={uid}")
        await page.goto(f"{self.origin('northlight.localhost')}/my-tickets?lang=en")
        await page.wait_for_url(re.compile(r"/my-tickets|/w/northlight/tickets"))
        if await (button := page.get_by_role("button", name="My tickets")).count():
            await button.click()
        await page.wait_for_url(re.compile("/w/northlight/tickets"))
        await page.goto(f"{self.origin()}/w/northlight/tickets?locale=en")
        return page

    async def agent(self, email: str, *, dark: bool = False) -> Page:
        page = await self.window(email, DESK, dark=dark)
        account, here = {"email": email, "password": PASSWORD}, {"Origin": self.origin()}
        answer = await page.request.post(f"{self.origin()}/api/desk/login", data=account, headers=here)
        if not answer.ok:
            raise RuntimeError(await answer.text())
        return page

    async def shoot(self, page: Page, what: str) -> None:
        await page.wait_for_timeout(REST_MS)
        self.taken += 1
        name = f"walk-{self.name}-{self.taken}-{what}.webp"
        print(name, flush=True)
        kept(await page.screenshot(), self.folder / name)

    async def open_matter(self, desk: Page, number: str) -> None:
        """By the list of tickets, as an agent whose turn it is."""
        await desk.goto(f"{self.origin()}/desk/tickets?status=open")
        await desk.get_by_role("link", name=re.compile(number)).first.click()
        await expect(desk.get_by_role("region", name="Ticket")).to_be_visible()

    async def close(self) -> None:
        for page in self.pages.values():
            await page.context.close()


async def send(page: Page) -> str:
    """Through the review; the number of the matter."""
    await page.get_by_role("button", name="Send").click()
    await page.wait_for_url(re.compile(r"/tickets/CS-\d{6}-\w{5}-\w"))
    return page.url.partition("?")[0].rpartition("/")[2]


async def move(desk: Page, status: str, words: str) -> None:
    ticket = desk.get_by_role("region", name="Ticket")
    await ticket.get_by_label("Change the status").select_option(status)
    await ticket.get_by_label("Words for the customer").fill(words)
    await desk.keyboard.press("Control+Enter")
    await expect(desk.get_by_text(words).first).to_be_visible()


async def deposit(walk: Walk) -> None:
    """A deposit that was sent over the wrong network: told on the phone, looked into by another team, solved and rated."""
    page = await walk.trader("marco")
    await page.goto(f"{walk.origin()}/w/northlight/tickets/new?locale=en")
    await page.get_by_label("Search by words").fill("wrong network")
    await page.get_by_role("button", name="Search").click()
    await walk.shoot(page, "search")
    await page.get_by_role("link", name="Sent over the wrong network", exact=True).click()
    if await (on := page.get_by_role("link", name="This did not help")).count():
        await walk.shoot(page, "first-aid")
        await on.click()
    await page.get_by_label("What happened?").fill(
        "I sent USDT over BSC to my TRON address. It is not there after two hours."
    )
    await page.locator('[data-field="txid"] .rows input').first.fill(TXID[:40])
    await page.get_by_label("Network that was used").select_option("BSC")
    await page.get_by_role("button", name="Check and go on").click()
    await walk.shoot(page, "refused")
    await page.locator('[data-field="txid"] .rows input').first.fill(TXID)
    await page.get_by_role("button", name="Check and go on").click()
    await walk.shoot(page, "review")
    number = await send(page)
    await walk.shoot(page, "sent")

    desk = await walk.agent("ayu@desk.example")
    await walk.open_matter(desk, number)
    await walk.shoot(desk, "desk")
    await move(
        desk, "investigating", "It can be recovered. Our wallet team takes it from the other network to your account."
    )
    await page.reload()
    await walk.shoot(page, "investigated")
    await move(desk, "solved", "It is in your account now. Please choose TRC20 for this address next time.")
    await page.reload()
    await walk.shoot(page, "solved")
    await page.get_by_role("button", name="Yes, it is solved").click()
    await expect(page.get_by_role("status")).to_contain_text("It is closed now.")
    await walk.shoot(page, "closed")


async def withdrawal(walk: Walk) -> None:
    """A withdrawal that is stuck: from a chat to a ticket in one step, looked into by another team, and solved."""
    page = await walk.window("trader", PHONE, dark=True)
    await page.goto(f"{walk.origin('northlight.localhost')}/sign-in?as=lin")
    await page.goto(f"{walk.origin('northlight.localhost')}/?lang=en")
    await page.locator("button[aria-haspopup], button[aria-expanded]").first.click()
    await page.wait_for_timeout(REST_MS)
    frame: Frame = next(one for one in page.frames if "/frame" in one.url)
    await frame.get_by_role("button", name="Start a conversation").first.click()
    question = f"My withdrawal {10**7 + randbelow(10**7)} is pending since yesterday, 0.5 BTC"
    await frame.get_by_role("textbox").last.fill(question)
    await frame.get_by_role("textbox").last.press("Enter")
    await page.wait_for_timeout(2500)
    await walk.shoot(page, "bot")
    await frame.get_by_role("button", name="Talk to a person").first.click()
    await page.wait_for_timeout(1500)
    await walk.shoot(page, "person")

    desk = await walk.agent("ayu@desk.example", dark=True)
    await desk.goto(f"{walk.origin()}/desk/waiting")
    await desk.get_by_text(question[:30]).first.click()
    await expect(desk.get_by_role("region", name="Conversation").get_by_text(question).first).to_be_visible()
    await desk.wait_for_timeout(REST_MS)
    await desk.locator("#conversation").focus()
    await desk.keyboard.press("c")
    dialog = desk.get_by_role("dialog", name="Make it a ticket")
    await expect(dialog.get_by_role("combobox")).to_be_focused()
    await desk.keyboard.type("withdrawal pending")
    await expect(dialog.get_by_role("option").first).to_be_visible()
    await desk.keyboard.press("Enter")
    await expect(dialog.get_by_role("textbox").first).to_be_visible()
    await walk.shoot(desk, "made")
    await desk.keyboard.press("Control+Enter")
    await expect(dialog).to_have_count(0)
    await expect(desk.get_by_role("region", name="Ticket")).to_be_visible()
    await walk.shoot(desk, "ticket")
    await move(desk, "investigating", "It waits for a check of ours. Our wallet team looks into it now.")
    await page.wait_for_timeout(1500)
    await walk.shoot(page, "investigated")
    await move(desk, "solved", "It has six confirmations now.")
    await page.wait_for_timeout(1500)
    await walk.shoot(page, "solved")


async def rejected(walk: Walk) -> None:
    """A verification that was rejected: the checklist first, what is not at hand said so, and what is missing brought later."""
    page = await walk.trader("marco")
    await page.goto(f"{walk.origin()}/w/northlight/tickets/checklist/KYC-REJ?locale=en")
    await walk.shoot(page, "checklist")
    await page.get_by_role("link", name="Open a ticket about this").click()
    if await (on := page.get_by_role("link", name="This did not help")).count():
        await on.click()
    await page.get_by_label("What happened?").fill("My identity card was rejected twice and I do not know why.")
    await page.locator('[data-field="reason_code"] summary').click()
    await page.get_by_label("Why you don't have it").last.fill("The app shows no code")
    await walk.shoot(page, "form")
    await page.get_by_role("button", name="Check and go on").click()
    number = await send(page)
    await walk.shoot(page, "sent")

    desk = await walk.agent("sven@desk.example")
    await walk.open_matter(desk, number)
    await move(
        desk, "waiting_for_you", "Please send a picture of the message the app shows. You may cover what is private."
    )
    await walk.shoot(desk, "asked")
    await page.reload()
    await walk.shoot(page, "your-turn")
    out = io.BytesIO()
    Image.linear_gradient("L").resize((600, 400)).convert("RGB").save(out, "PNG")
    await page.get_by_label("Write more").fill("Here it is")
    await page.get_by_label("Files").set_input_files(
        {"name": "rejected.png", "mimeType": "image/png", "buffer": out.getvalue()}
    )
    await page.get_by_role("button", name="Send").click()
    await page.wait_for_timeout(1500)
    await walk.shoot(page, "answered")
    await move(desk, "solved", "The back of the card was missing. I have opened the upload for you again.")
    await page.reload()
    await walk.shoot(page, "solved")


WALKS = {"deposit": deposit, "withdrawal": withdrawal, "verification": rejected}


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8300)
    parser.add_argument("--folder", type=Path, default=Path("docs/images"))
    parser.add_argument("--only", choices=WALKS)
    chosen = parser.parse_args()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for name, go in WALKS.items():
            if chosen.only in (None, name):
                walk = Walk(name, browser, chosen.port, chosen.folder)
                try:
                    await go(walk)
                finally:
                    await walk.close()
        await browser.close()


if __name__ == "__main__":
    asyncio.run(main())
