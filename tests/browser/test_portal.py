"""A customer's matters in a Chromium: from the exchange's page to a matter that is solved, without JavaScript and with it."""

import re
from typing import Any
from uuid import uuid4

import httpx
import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import Demo
from tests.browser.test_axe import fine

PASSWORD = "fairlead-demo"
DEPOSIT = [{"field": "asset", "value": "USDT"}, {"field": "network", "value": "TRC20"}]


async def enter(page: Page, demo: Demo, trader: str) -> None:
    """By the link in the exchange's account page; without a script by its button."""
    await page.goto(demo.exchange("northlight", f"/sign-in?as={trader}"))
    await page.goto(demo.exchange("northlight", "/?lang=en"))
    await page.get_by_role("link", name="My tickets").click()
    button = page.get_by_role("button", name="My tickets")
    await page.wait_for_url(re.compile("/my-tickets|/tickets"))
    if await button.count():
        await button.click()
    await expect(page).to_have_url(re.compile(r"/w/northlight/tickets(\?.*)?$"))


async def opened(context: BrowserContext, demo: Demo, text: str) -> dict[str, Any]:
    token = next(cookie["value"] for cookie in await context.cookies() if cookie["name"] == "fairlead_form")
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": str(uuid4())}
    txid = {"field": "txid", "value": uuid4().hex + uuid4().hex}
    body = {"category": "DEP-NOCRED", "text": text, "evidence": [*DEPOSIT, txid]}
    async with httpx.AsyncClient(base_url=demo.origin(), timeout=30) as http:
        made: dict[str, Any] = (await http.post("/api/tickets", json=body, headers=headers)).raise_for_status().json()
    return made


async def agent_makes(demo: Demo, ticket: dict[str, Any], status: str, text: str) -> None:
    async with httpx.AsyncClient(base_url=demo.origin(), headers={"Origin": demo.origin()}, timeout=30) as http:
        (
            await http.post("/api/desk/login", json={"email": "sven@desk.example", "password": PASSWORD})
        ).raise_for_status()
        now = (await http.get(f"/api/desk/tickets/{ticket['id']}")).json()
        change = {"revision": now["revision"], "status": status, "text": text}
        (await http.put(f"/api/desk/tickets/{ticket['id']}", json=change)).raise_for_status()


async def looked_at(page: Page, window: Any, *addresses: str) -> None:
    """axe is a script: the same pages, with the same cookies, where scripts run; in light and dark."""
    size = page.viewport_size or {"width": 320, "height": 640}
    other = await window(**size)
    await other.context.add_cookies(await page.context.cookies())
    for address in addresses:
        await other.goto(address)
        await fine(other, address)


async def test_a_customer_without_javascript_takes_a_matter_from_its_answer_to_its_end(
    demo: Demo, browser: Browser, window: Any
):
    context = await browser.new_context(viewport={"width": 320, "height": 640}, java_script_enabled=False, locale="en")
    page = await context.new_page()
    try:
        await enter(page, demo, "marco")
        await page.goto(f"{demo.origin()}/w/northlight/tickets?locale=en")
        ticket = await opened(context, demo, "My deposit is not there")
        await agent_makes(demo, ticket, "waiting_for_you", "How much was it?")
        await page.reload()
        await page.get_by_role("link", name=re.compile(ticket["number"])).click()
        await expect(page.get_by_text("How much was it?")).to_be_visible()
        stands = page.get_by_role("region", name="How it stands")
        await expect(stands).to_contain_text("Waiting for you")
        await page.get_by_role("link", name="Add what is missing").click()
        amount = page.get_by_role("textbox", name=re.compile("^Amount needed"))
        await amount.fill("1,234")
        await page.get_by_role("button", name="Save").click()
        await expect(amount).to_have_accessible_description(re.compile("can be read in two ways"))
        await expect(amount).to_have_value("1,234")
        await amount.fill("1234.5")
        # By the keyboard alone.
        await amount.press("Enter")
        await expect(page.get_by_role("status")).to_contain_text("Saved.")
        await expect(stands).to_contain_text("A person is working on it")
        await page.get_by_label("Write more").fill("Here is the receipt")
        await page.get_by_label("Files").set_input_files(
            {"name": "receipt.txt", "mimeType": "text/plain", "buffer": b"1234.5 USDT"}
        )
        await page.get_by_role("button", name="Send").click()
        await expect(page.get_by_role("link", name="receipt.txt")).to_be_visible()
        here = page.url.partition("?")[0]
        root = f"{demo.origin()}/w/northlight/tickets"
        await looked_at(page, window, root, here, f"{here}/facts", f"{root}/preferences", f"{root}/CS-261122-AAAAA-0")

        await agent_makes(demo, ticket, "solved", "It has arrived.")
        await page.goto(here)
        await page.get_by_role("button", name="Yes, it is solved").click()
        await expect(page.get_by_role("status")).to_contain_text("It is closed now.")
        await page.get_by_label("What is still wrong?").fill("It was only half")
        await page.get_by_role("button", name="Open it again").click()
        await expect(stands).to_contain_text("Open again")
        await page.get_by_text("I no longer need this").click()
        await page.get_by_role("button", name="Withdraw it").click()
        await expect(stands).to_contain_text("Withdrawn")
        await page.get_by_role("button", name="Sign out").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("Sign in to see your matters")
        await looked_at(page, window, root)
    finally:
        await context.close()


@pytest.mark.parametrize(
    ("trader", "locale", "waiting"), [("lin", "es", "Esperando su respuesta"), ("marco", "zh-CN", "等待您的回复")]
)
async def test_with_javascript_an_answer_appears_by_itself_and_words_that_were_not_sent_are_kept(
    demo: Demo, window: Any, trader: str, locale: str, waiting: str
):
    page = await window(width=1440, height=900)
    await enter(page, demo, trader)
    ticket = await opened(page.context, demo, "My deposit is not there")
    here = f"{demo.origin()}/w/northlight/tickets/{ticket['number']}"
    await page.goto(f"{here}?locale={locale}")
    words, said = page.locator("textarea#text"), f"How much? {uuid4().hex[:6]}"
    await words.fill("not sent yet")
    await agent_makes(demo, ticket, "waiting_for_you", said)
    # Coming back to the page is reason enough to look.
    await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    await expect(page.get_by_text(said)).to_be_visible()
    await expect(page.locator("#stands")).to_contain_text(waiting)
    await expect(words).to_have_value("not sent yet")
    assert await page.locator("[data-number]").evaluate_all(
        "all => new Set(all.map(one => one.dataset.number)).size === all.length"
    )
    await page.goto(f"{here}?locale={locale}")
    await expect(words).to_have_value("not sent yet")
    await fine(page, here)
    await page.locator("form.write button").click()
    await expect(page.get_by_role("status")).to_be_visible()
    await expect(words).to_have_value("")
    await page.emulate_media(media="print")
    await expect(words).to_be_hidden()
    await expect(page.get_by_text(said)).to_be_visible()
