"""An editor's day at the desk: what needs him, what readers say of an article and where it stands, what stands first, and whose
decision it is."""

import asyncio
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import Demo, axe
from tests.browser.test_articles import author, begin, save, write
from tests.browser.test_axe import fine
from tests.browser.test_story import enter_desk

ASK = """async ([method, path, body]) => { const answer = await fetch('/api/desk/help/' + path, {method,
    headers: {'Content-Type': 'application/json'}, body: body && JSON.stringify(body)});
    return answer.status === 204 ? null : await answer.json() }"""


async def ask(page: Page, method: str, path: str, body: Any = None) -> Any:
    return await page.evaluate(ASK, [method, path, body])


async def shown(page: Page, slug: str, title: str, body: str) -> Any:
    """An article of the lead's own that customers read."""
    new = {"brand": "northlight", "locale": "en", "title": title, "slug": slug, "category": "fees", "body": body}
    article = await ask(page, "POST", "articles", new)
    (head,) = article["translations"]
    made = await ask(page, "POST", f"translations/{head['id']}/state", {"edition": 1, "to": "published"})
    assert made["translation"]["state"] == "published"
    return article


async def look_for(page: Page, field: str, text: str) -> Locator:
    """The list of what was found: one article."""
    await page.get_by_role("combobox", name=field).fill(text)
    choices = page.get_by_role("listbox", name=field)
    await expect(choices).to_have_attribute("aria-busy", "false")
    await expect(choices.get_by_role("option")).to_have_count(1)
    await expect(choices.get_by_role("option")).to_contain_text(text, ignore_case=True)
    return choices


async def choose(page: Page, field: str, text: str) -> None:
    await look_for(page, field, text)
    await page.keyboard.press("Enter")


async def test_an_editor_sees_what_needs_him_and_puts_it_right(demo: Demo, window: Callable[..., Any]):
    mark = uuid4().hex[:6]
    boss = await window(width=1440, height=900)
    await enter_desk(boss, demo, "tomasz@desk.example")
    title = f"What a transfer by ZZ{mark} costs"
    article = await shown(
        boss, f"fee-{mark}", title, f"By ZZ{mark} it costs 1 coin.\n\n[More](/help/northlight/en/a/gone-{mark})\n"
    )
    await ask(boss, "PUT", f"articles/{article['id']}", {"edition": 1, "review_by": "2026-01-02"})
    await ask(boss, "PUT", f"contexts/fee.{mark}", {"brand": "northlight", "articles": [article["id"]]})
    address = f"{demo.origin()}/help/northlight/en/a/fee-{mark}"
    reader = await window()
    for _ in range(50):
        if (await reader.request.get(address)).status == 200:
            break
        await reader.wait_for_timeout(100)
    words = f"It is 2 coins by now, <b>not</b> 1 ({mark})."
    for said in ({"said": "outdated"}, {"said": "no", "reason": "wrong", "words": words}):
        answer = await reader.request.post(f"{address}/feedback", form=said, headers={"Origin": demo.origin()})
        assert answer.status == 200

    page = await author(boss, demo, window, "editor")
    await page.get_by_role("link", name="Today").click()
    wrong = page.get_by_role("region", name="Readers say it is wrong")
    await expect(wrong.get_by_role("listitem").filter(has_text=title)).to_contain_text("1 says it is outdated")
    await expect(page.get_by_role("region", name="Overdue for review").get_by_role("link", name=title)).to_be_visible()
    # A network's fee has changed: every article that names it.
    await page.get_by_role("searchbox", name="What has changed").fill(f"zz{mark}")
    await page.keyboard.press("Enter")
    named = page.get_by_role("region", name="Something has changed at the exchange")
    await expect(named.get_by_text("1 article names it")).to_be_visible()
    await expect(named.get_by_text("2 times · English")).to_be_visible()
    await page.get_by_role("button", name="Check all links").click()
    links = page.get_by_role("region", name="Links that lead nowhere")
    broken = links.locator(".box > li").filter(has_text=title)
    await expect(broken).to_contain_text(f"/help/northlight/en/a/gone-{mark}", timeout=15_000)
    await expect(links.get_by_text("with something wrong")).to_be_visible()
    await fine(page, "today")
    await page.set_viewport_size({"width": 320, "height": 700})
    await fine(page, "today, narrow")
    await page.set_viewport_size({"width": 1280, "height": 800})

    # What readers wrote is text, whatever it looks like; and what is put right is told of no more.
    await wrong.get_by_role("link", name=title).click()
    side = page.locator(".side")
    await expect(side.get_by_text(words)).to_be_visible()
    await expect(side.get_by_text("helped 0, did not help 1")).to_be_visible()
    await expect(side.get_by_text(f"fee.{mark}")).to_be_visible()
    history = side.get_by_role("list", name="History")
    await expect(history.get_by_role("listitem")).to_contain_text(["Details changed", "Published", "Created"])
    await axe(page, "what an editor sees beside a text")
    await write(page, "Text in Markdown", f"By ZZ{mark} it costs 2 coins.")
    await save(page)
    await expect(history.get_by_role("listitem").first).to_contain_text("Draft saved")
    await page.get_by_role("button", name="Submit for review").click()
    await expect(page.get_by_text("Handed in.")).to_be_visible()
    await page.get_by_role("button", name="All articles").click()
    await expect(page).to_have_url(f"{demo.origin()}/desk/articles/today?term=zz{mark}")
    await expect(page.get_by_role("region", name="In review").get_by_role("link", name=title)).to_be_visible()

    await boss.goto(f"{demo.origin()}/desk/articles/{article['translations'][0]['id']}")
    await boss.get_by_role("button", name="Publish").click()
    await expect(boss.get_by_text("Published. Readers find it now.")).to_be_visible()
    await expect(boss.locator(".side").get_by_text("2 answers about earlier versions")).to_be_visible()
    await page.reload()
    await expect(page.get_by_role("region", name="Overdue for review").get_by_role("link", name=title)).to_be_visible()
    await expect(
        page.get_by_role("region", name="Readers say it is wrong").get_by_role("link", name=title)
    ).to_have_count(0)


async def test_where_articles_stand_is_set_by_keyboard(demo: Demo, window: Callable[..., Any]):
    mark = uuid4().hex[:6]
    page = await window(width=1280, height=900)
    await enter_desk(page, demo, "tomasz@desk.example")
    await shown(page, f"first-{mark}", f"First {mark}", "One.")
    await shown(page, f"second-{mark}", f"Second {mark}", "Two.")
    await page.goto(f"{demo.origin()}/desk/articles/places")
    await page.get_by_role("combobox", name="Language").select_option("Every language")
    for name in ("First", "Second"):
        await choose(page, "Pin an article", f"{name} {mark}")
    pinned = page.get_by_role("list", name="Pinned")
    await pinned.get_by_role("button", name=f"Move Second {mark} up").press("Enter")
    await expect(pinned.get_by_role("listitem")).to_have_text([f"1Second {mark}", f"2First {mark}"])
    await expect(page.get_by_role("button", name=f"Move Second {mark} down")).to_be_focused()
    await page.get_by_role("button", name="Save the order").press("Enter")
    await expect(page.get_by_text("Readers see it within seconds.")).to_be_visible()
    told = await ask(page, "GET", "hot?brand=northlight&locale=ja")
    assert [told["titles"][one] for one in told["everywhere"]] == [f"Second {mark}", f"First {mark}"]
    await axe(page, "pins")
    for name in ("Second", "First"):
        await page.get_by_role("button", name=f"Take out {name} {mark}").press("Enter")
    await page.get_by_role("button", name="Save the order").press("Enter")
    await expect(page.get_by_text("Nothing is pinned")).to_be_visible()

    await page.get_by_role("link", name="On the exchange’s pages").press("Enter")
    await page.get_by_role("button", name="Map a page").press("Enter")
    dialog = page.get_by_role("dialog")
    await expect(dialog.get_by_label("Key of the page")).to_be_focused()
    await page.keyboard.type("no key")
    await page.keyboard.press("Enter")
    await expect(dialog.get_by_text("Enter a key of small letters")).to_be_visible()
    await expect(dialog.get_by_text("Choose an article, or a topic below.")).to_be_visible()
    await axe(page, "a page to map, with what is wrong")
    await dialog.get_by_label("Key of the page").fill(f"trade.{mark}")
    choices = await look_for(page, "Add an article", f"first {mark}")
    # Escape closes the list, and only then the dialog.
    await page.keyboard.press("Escape")
    await expect(choices).to_be_hidden()
    await page.keyboard.press("ArrowDown")
    await expect(choices).to_be_visible()
    await expect(choices).to_have_attribute("aria-busy", "false")
    await page.keyboard.press("Enter")
    await expect(dialog.get_by_role("list", name="Articles that help there")).to_contain_text(f"First {mark}")
    await dialog.get_by_role("button", name="Save").press("Enter")
    row = (
        page.get_by_role("list", name="On the exchange’s pages")
        .get_by_role("listitem")
        .filter(has_text=f"trade.{mark}")
    )
    await expect(row).to_contain_text(f"First {mark}")
    helps = await (await page.request.get(f"{demo.origin()}/api/w/northlight/context?page=trade.{mark}.spot")).json()
    assert [one["title"] for one in helps["articles"]] == [f"First {mark}"]
    await row.get_by_role("button", name="Delete").press("Enter")
    await dialog.get_by_role("button", name="Delete").press("Enter")
    await expect(row).to_have_count(0)

    await page.get_by_role("link", name="Old addresses").press("Enter")
    await page.get_by_role("button", name="Add an address").first.press("Enter")
    await dialog.get_by_label("Old address").fill(f"https://help.example/en/a/before-{mark}?x=1")
    await choose(page, "Leads to", f"Second {mark}")
    await dialog.get_by_role("button", name="Save").press("Enter")
    old = page.get_by_role("list", name="Old addresses").get_by_role("listitem").filter(has_text=f"before-{mark}")
    await expect(old).to_contain_text(f"Second {mark}")
    await page.set_viewport_size({"width": 320, "height": 700})
    await fine(page, "old addresses, narrow")
    await old.get_by_role("button", name="Delete").press("Enter")
    await dialog.get_by_role("button", name="Delete").press("Enter")
    await expect(old).to_have_count(0)


@pytest.fixture
async def strict(demo: Demo) -> Any:
    """The other exchange wants four eyes, as its operator says on the command line, for as long as the test runs."""
    await demo.run("brand", "publishing", "seabright", "--four-eyes")
    yield
    await demo.run("brand", "publishing", "seabright", "--alone")


async def test_where_four_eyes_are_wanted_an_author_sees_before_the_click_whose_decision_it_is(
    demo: Demo, window: Callable[..., Any], strict: Any
):
    title = f"Two of us {uuid4().hex[:5]}"
    page = await window(width=1280, height=800)
    await enter_desk(page, demo, "tomasz@desk.example")
    await page.goto(f"{demo.origin()}/desk/articles?brand=seabright")
    await expect(page.get_by_role("list", name="Articles")).to_be_visible()
    # A running server sees what the command line changed within five seconds.
    async with asyncio.timeout(15):
        while not (await ask(page, "GET", "today?brand=seabright"))["four_eyes"]:
            await page.wait_for_timeout(100)
    await begin(page, title)
    await write(page, "Text in Markdown", "Somebody else reads this first.")
    await expect(page.get_by_text("somebody else decides about it here")).to_be_visible()
    await expect(page.get_by_role("button", name="Publish")).to_have_count(0)
    await page.get_by_role("button", name="Submit for review").click()
    await expect(page.get_by_text("Handed in.")).to_be_visible()
    await page.get_by_role("button", name="More steps").click()
    await expect(page.get_by_role("menuitem")).to_have_text(["Archive…"])
    await page.goto(f"{demo.origin()}/desk/articles/today?brand=seabright")
    row = page.get_by_role("region", name="In review").get_by_role("listitem").filter(has_text=title)
    await expect(row.get_by_text("You wrote this version")).to_be_visible()

    other = await window(width=1280, height=800)
    await enter_desk(other, demo, "sven@desk.example")
    await other.goto(f"{demo.origin()}/desk/articles/today?brand=seabright")
    await other.get_by_role("link", name=title).click()
    await other.get_by_role("button", name="Publish").click()
    await expect(other.get_by_text("Published. Readers find it now.")).to_be_visible()
