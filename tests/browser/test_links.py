"""Addresses in a conversation: they say where they really lead, and lead nowhere but to the brand's own sites without a word before."""

import re
from typing import Any
from uuid import uuid4

from playwright.async_api import BrowserContext, Frame, Locator, Page, Route, expect

from tests.browser.conftest import Demo
from tests.browser.test_axe import fine
from tests.browser.test_story import bubble, enter_desk, let_go, open_widget, say, take
from tests.proving import others_when_proving

# Names that look like the exchange's own, and lead elsewhere.
TRICKS = [
    ("https://northlight.example@evil.example:8443/login", "evil.example:8443"),
    ("https://nоrthlight.example/x", "xn--nrthlight-02h.example"),  # The second letter is Cyrillic.
    ("http://0x7f.1/", "127.0.0.1"),
    ("https://evil.example\\@northlight.example/", "evil.example"),
]

INSIDE = """box => [...box.querySelectorAll('button, a')].every((one) => {
  const [inner, outer] = [one.getBoundingClientRect(), box.getBoundingClientRect()]
  return inner.left >= outer.left && inner.right <= outer.right && outer.left >= 0 && outer.right <= innerWidth
})"""


async def elsewhere(context: BrowserContext) -> list[dict[str, str]]:
    """Stands for all sites that are not ours; the headers with which they are asked."""
    asked: list[dict[str, str]] = []

    async def answer(route: Route) -> None:
        asked.append(await route.request.all_headers() | {":url": route.request.url})
        await route.fulfill(content_type="text/html", body="<!doctype html><title>elsewhere</title>")

    await context.route(re.compile(r"^https?://[^/]*\b(evil|elsewhere)\.example"), answer)
    return asked


def link(face: Page | Frame, host: str) -> Locator:
    return face.locator("[role=button][aria-haspopup=dialog]", has=face.locator(f"bdi bdi:text-is('{host}')")).last


async def open_anyway(page: Page, dialog: Locator, words: str, asked: list[dict[str, str]]) -> None:
    """Through the dialog into a window that knows nothing of where it came from."""
    async with page.context.expect_page() as coming:
        await dialog.get_by_role("link", name=words).click()
    opened = await coming.value
    await expect(opened).to_have_title("elsewhere")
    assert asked[-1].keys().isdisjoint({"referer", "origin", "cookie"})
    assert await opened.evaluate("[opener, document.referrer]") == [None, ""]
    await expect(dialog).to_have_count(0)
    await opened.close()


async def asks(page: Page, face: Page | Frame, host: str, stay: str) -> Locator:
    """By keyboard: opened, gone round in, left, and back where one was."""
    found = link(face, host)
    await found.focus()
    await found.press("Enter")
    dialog = face.get_by_role("dialog")
    await expect(dialog.locator(".host")).to_have_text(host)
    await expect(dialog.get_by_role("button", name=stay)).to_be_focused()
    # Nothing one can press is cut off.
    assert await dialog.evaluate(INSIDE)
    # Whatever Tab does, what lies behind is not reached.
    for key in ["Tab"] * 8 + ["Shift+Tab"] * 8:
        await page.keyboard.press(key)
        assert await face.evaluate("!document.activeElement?.closest('.rich, .bubble, main, .window')")
    await page.keyboard.press("Escape")
    await expect(dialog).to_have_count(0)
    await expect(found).to_be_focused()
    await found.press("Space")
    await expect(dialog).to_be_visible()
    return dialog


@others_when_proving(
    "width,locale,words",
    [(320, "en", ("Cancel", "Open anyway")), (1440, "zh-CN", ("取消", "仍要打开"))],
    ids=["320px en", "1440px zh-CN"],
)
async def test_a_customers_link_says_at_the_desk_where_it_leads_and_opens_only_after_a_word(
    demo: Demo, window: Any, width: int, locale: str, words: tuple[str, str]
):
    page, desk = await window(), await window(width=width, height=760, locale=locale)
    await desk.context.grant_permissions(["clipboard-read", "clipboard-write"])
    asked = await elsewhere(desk.context)
    stay, anyway = words
    frame = await open_widget(page, demo, "northlight", "marco")
    await frame.get_by_role("button", name="Start a conversation").click()
    text = f"Are these yours? {uuid4().hex[:6]}"
    own = f"{demo.origin()}/help/northlight/en/a/trading-and-withdrawal-fees"
    await say(frame, f"{text} {' or '.join(address for address, _ in TRICKS)} javascript:alert(1) {own}")
    await expect(bubble(frame, text)).to_be_visible()
    await enter_desk(desk, demo, "sven@desk.example")
    await take(desk, demo, "open", text)
    said = desk.get_by_role("log").locator(".rich", has_text=text).last
    # What he sent leads nowhere by itself, not even where it is our own.
    await expect(said.locator("[role=button][aria-haspopup=dialog]")).to_have_count(len(TRICKS) + 1)
    await expect(said.locator("a[href]")).to_have_count(0)
    assert await said.locator("bdi bdi").all_inner_texts() == [host for _, host in TRICKS] + [demo.origin()[7:]]
    for _, host in TRICKS[1:3]:
        dialog = await asks(desk, desk, host, stay)
        await fine(desk, f"a warning of {host} at the desk")
        await dialog.get_by_role("button", name=stay).click()
        await expect(dialog).to_have_count(0)
    await link(desk, "evil.example:8443").click()
    dialog = desk.get_by_role("dialog")
    await expect(dialog.locator(".host")).to_have_text("evil.example:8443")
    await expect(dialog.get_by_role("listitem")).to_have_count(1)
    await dialog.get_by_role("button").filter(has_text=re.compile("Copy address|复制地址")).click()
    await expect(dialog.get_by_role("button").filter(has_text=re.compile("Copied|已复制"))).to_be_visible()
    copied = await desk.evaluate("navigator.clipboard.readText()")
    assert copied == "https://northlight.example@evil.example:8443/login"
    assert asked == []
    await open_anyway(desk, dialog, anyway, asked)
    assert [each[":url"].rpartition("@")[2] for each in asked] == ["evil.example:8443/login"]


@others_when_proving(
    "width,locale,words",
    [(320, "ar", ("البقاء هنا", "فتح الرابط رغم ذلك")), (1440, "en", ("Stay here", "Open anyway"))],
    ids=["320px ar", "1440px en"],
)
async def test_in_the_widget_the_brands_own_sites_open_at_once_and_all_others_ask(
    demo: Demo, window: Any, width: int, locale: str, words: tuple[str, str]
):
    page, desk = await window(width=width, height=640), await window(width=1440)
    asked = await elsewhere(page.context)
    stay, anyway = words
    frame = await open_widget(page, demo, "northlight", "marco")
    await frame.get_by_role("button", name="Start a conversation").click()
    await frame.get_by_role("combobox", name="Language").first.select_option(locale)
    text = f"Which is yours? {uuid4().hex[:6]}"
    await say(frame, f"{text} https://elsewhere.example/mine")
    await expect(link(frame, "elsewhere.example")).to_be_visible()
    await enter_desk(desk, demo, "sven@desk.example")
    await take(desk, demo, "open", text)
    site = demo.exchange("northlight")
    await let_go(desk, demo, f"Ours is {site}trade and not {TRICKS[0][0]}, nor {TRICKS[1][0]}.")
    answer = frame.locator(".bubble", has_text="Ours is")
    official = answer.locator("a[href]")
    await expect(official).to_have_count(1)
    await expect(official).to_have_text(f"{site}trade")
    async with page.context.expect_page() as coming:
        await official.click()
    opened = await coming.value
    await expect(opened).to_have_url(f"{site}trade")
    assert await opened.evaluate("opener") is None
    await opened.close()
    await expect(answer.locator("[role=button]")).to_have_count(2)
    for _, host in TRICKS[:2]:
        dialog = await asks(page, frame, host, stay)
        await fine(page, f"a warning of {host} in the widget")
        await dialog.get_by_role("button", name=stay).click()
        await expect(dialog).to_have_count(0)
    # The window around it is still there: Escape was the dialog's.
    await expect(answer).to_be_visible()
    await link(frame, "elsewhere.example").click()
    assert asked == []
    await open_anyway(page, frame.get_by_role("dialog"), anyway, asked)
    assert [each[":url"] for each in asked] == ["https://elsewhere.example/mine"]


async def test_an_address_is_plain_text_where_what_reads_it_does_not_come(demo: Demo, window: Any):
    page = await window()
    lost: list[str] = []

    async def lose(route: Route) -> None:
        lost.append(route.request.url)
        await route.abort()

    await page.context.route(re.compile(r"/assets/links-[^/]*\.js$"), lose)
    frame = await open_widget(page, demo, "northlight", "marco")
    await frame.get_by_role("button", name="Start a conversation").click()
    text = f"See https://elsewhere.example/{uuid4().hex[:6]} please"
    async with page.expect_event("requestfailed"):
        await say(frame, text)
    await expect(bubble(frame, text)).to_be_visible()
    assert lost
    await expect(frame.locator(".bubble").get_by_role("button")).to_have_count(0)
    # The next one tries again.
    await page.context.unroute_all()
    await say(frame, "And https://elsewhere.example/again")
    await expect(frame.locator(".bubble [role=button]")).to_have_count(2)
