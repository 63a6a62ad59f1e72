"""Work on tickets in the desk: a card by keyboard and what comes back, merging with a look at both and an undo, splitting and links."""

from typing import Any
from uuid import uuid4

from playwright.async_api import Page, expect

from tests.browser.conftest import Demo
from tests.browser.test_composer import asked, at
from tests.browser.test_desk_tickets import fine, panel, show_panel, ticket_of
from tests.browser.test_story import bubble, enter_desk, say


async def call(desk: Page, demo: Demo, method: str, path: str, body: dict[str, Any]) -> Any:
    headers = {"Idempotency-Key": str(uuid4()), "Origin": demo.origin()}
    sent = await desk.context.request.fetch(f"{demo.origin()}{path}", method=method, data=body or None, headers=headers)
    assert sent.ok, await sent.text()
    return await sent.json()


async def ticket_on(desk: Page, demo: Demo) -> Any:
    """That of the conversation in sight."""
    talk = desk.url.split("?")[0].rpartition("/")[2]
    return (await call(desk, demo, "GET", f"/api/desk/conversations/{talk}/ticket", {}))["ticket"]


async def press(desk: Page, key: str) -> None:
    await desk.locator("#conversation").focus()
    await desk.keyboard.press(key)


async def test_an_agent_asks_by_a_card_with_the_keyboard_and_sees_which_step_failed(demo: Demo, window: Any):
    question = f"Why was a fee taken {uuid4().hex[:6]}?"
    frame = await asked(window, demo, question)
    desk = await window(width=1440, dark=True)
    await at(desk, demo, "ayu", question)
    await ticket_of(desk, "FEE-Q")
    await expect(panel(desk).get_by_role("button", name="Ask by a card")).to_be_visible()
    await press(desk, "b")
    dialog = desk.get_by_role("dialog", name="Ask by a card")
    await dialog.get_by_role("button", name="Preview").click()
    await expect(dialog.get_by_role("alert")).to_have_text("Choose a fact, ask a question or write a step.")
    await dialog.get_by_label("Another fact").select_option("amount")
    await dialog.get_by_role("button", name="Own question").press("Enter")
    await desk.keyboard.press("Control+Enter")
    await expect(dialog.get_by_role("textbox", name="Question, in the customer")).to_be_focused()
    await desk.keyboard.type("Which app?")
    await dialog.get_by_role("button", name="Step", exact=True).press("Enter")
    await desk.keyboard.type("Sign in again")
    await desk.keyboard.press("Enter")
    await desk.keyboard.type("Restart the app")
    await fine(desk, "a card that is written")
    await desk.keyboard.press("Control+Enter")
    preview = dialog.get_by_role("region", name="The card as the customer sees it")
    await expect(preview).to_be_focused()
    await expect(preview.get_by_text("Restart the app")).to_be_visible()
    await fine(desk, "a card's preview")
    await desk.keyboard.press("Control+Enter")
    await expect(dialog).to_have_count(0)
    cards = panel(desk).get_by_role("region", name="Asked by cards")
    await expect(cards.get_by_text("Waits for an answer")).to_be_visible()

    form = frame.locator("form.card")
    await form.locator("input[type=text]").nth(0).fill("12.5")
    await form.locator("input[type=text]").nth(1).fill("the one for Android")
    await form.get_by_label("Sign in again", exact=True).check()
    await form.locator("[type=text]").last.fill("it does not start")
    await form.get_by_role("button", name="Send answers").click()
    # Nobody touches the desk: what failed stands there, and what was told is among the evidence.
    await expect(cards.get_by_text("Answered", exact=True)).to_be_visible()
    await expect(cards.get_by_role("listitem").filter(has_text="Restart the app").last).to_contain_text("not done")
    await expect(panel(desk).locator(".fact-row").filter(has_text="Which app?")).to_contain_text("the one for Android")
    await cards.get_by_role("button", name="Ask again").press("Enter")
    await expect(form).to_be_visible()
    await cards.get_by_role("button", name="Withdraw").press("Enter")
    await expect(cards.get_by_text("Withdrawn")).to_be_visible()
    await expect(form).to_have_count(0)
    await fine(desk, "a card that was withdrawn")


async def test_a_matter_told_twice_is_found_seen_beside_the_other_merged_and_taken_back(demo: Demo, window: Any):
    name, txid = uuid4().hex[:6], uuid4().hex * 2
    desk = await window(width=320, height=860)
    numbers: list[str] = []
    into = ""
    for question in (f"My {name} deposit is missing", f"Once more: the {name} deposit"):
        frame = await asked(window, demo, question)
        if numbers:
            await desk.goto(f"{demo.origin()}/desk/open")
            await desk.get_by_text(question).first.click()
        else:
            await at(desk, demo, "ayu", question)
        numbers.append(await ticket_of(desk, "DEP-NOCRED"))
        ticket = await ticket_on(desk, demo)
        into = into or ticket["id"]
        facts = {
            "revision": ticket["revision"],
            "evidence": [{"field": "network", "value": "BTC"}, {"field": "txid", "value": txid}],
        }
        await call(desk, demo, "PUT", f"/api/desk/tickets/{ticket['id']}/evidence", facts)
    await press(desk, "g")
    dialog = desk.get_by_role("dialog", name=f"Merge {numbers[1]}")
    same = dialog.get_by_role("list", name="May be the same matter")
    await expect(same.get_by_role("button").filter(has_text=numbers[0])).to_contain_text("same Transaction ID")
    await dialog.get_by_label("Number of the ticket").fill(f"{numbers[0][:-1]}{'0' if numbers[0][-1] != '0' else '1'}")
    await desk.keyboard.press("Enter")
    await expect(dialog.get_by_role("alert")).to_contain_text("no ticket number of ours")
    await dialog.get_by_label("Number of the ticket").fill(numbers[0].lower().replace("-", ""))
    await desk.keyboard.press("Enter")
    both = dialog.get_by_role("table", name="Both tickets beside one another")
    await expect(both.get_by_role("row").filter(has_text="Transaction ID")).to_contain_text("the same")
    await expect(dialog.get_by_role("button", name="Merge", exact=True)).to_be_focused()
    await fine(desk, "two tickets beside one another")
    # A colleague is faster.
    ticket = await ticket_on(desk, demo)
    change = {"revision": ticket["revision"], "flags": {"deadline": True}}
    await call(desk, demo, "PUT", f"/api/desk/tickets/{ticket['id']}", change)
    await desk.keyboard.press("Enter")
    versus = dialog.get_by_role("alertdialog", name="Somebody was faster")
    await expect(versus.get_by_role("row").filter(has_text="What raises it")).to_contain_text("A deadline")
    await versus.get_by_role("button", name="Use mine").click()
    await expect(dialog).to_have_count(0)
    # Meanwhile the customer says something in it, which moves it too.
    await say(frame, "Is anybody there?")
    notice = desk.locator(".toast").filter(has_text=f"{numbers[1]} goes on as {numbers[0]}.")
    await notice.get_by_role("button", name="Undo").click()
    await expect(desk.get_by_text(f"{numbers[1]} is a matter of its own again.").first).to_be_visible()
    ticket = await ticket_on(desk, demo)
    merge = {"revision": ticket["revision"], "into": into}
    await call(desk, demo, "POST", f"/api/desk/tickets/{ticket['id']}/merge", merge)
    await say(frame, "I am still here")
    await show_panel(desk, 320)
    await fine(desk, "a ticket that goes on as another")
    await panel(desk).get_by_role("button", name=f"Open {numbers[0]}").click()
    log = desk.get_by_role("log")
    await expect(log.get_by_text(f"The customer wrote in the conversation of {numbers[1]}").last).to_be_visible()
    await log.get_by_role("button", name=f"Read what was said in {numbers[1]}").last.press("Enter")
    source = log.get_by_role("region", name=f"What was said in {numbers[1]}")
    await expect(source.get_by_text(f"Once more: the {name} deposit").first).to_be_visible()
    await fine(desk, "what was said in the other")


async def test_messages_become_a_ticket_of_their_own_links_hold_no_circle_and_the_list_follows(demo: Demo, window: Any):
    question = f"Two things: my card, and the fee {uuid4().hex[:6]}"
    frame = await asked(window, demo, question)
    desk, other = await window(width=1440), await window(width=1440)
    await at(desk, demo, "ayu", question)
    number = await ticket_of(desk, "FEE-Q")
    await enter_desk(other, demo, "sven@desk.example")
    await other.goto(f"{demo.origin()}/desk/tickets?brand=northlight&category=FEE-Q")
    rows = other.get_by_role("list", name="Tickets").get_by_role("link")
    mine = rows.filter(has_text=number)
    await mine.focus()
    await expect(panel(desk).get_by_role("button", name="Split")).to_be_visible()
    await press(desk, "s")
    await expect(desk.get_by_role("checkbox", name=f"Choose: {question}")).to_be_focused()
    await desk.keyboard.press("Space")
    await expect(desk.get_by_role("group", name="Split off a ticket")).to_contain_text("1 message chosen")
    await fine(desk, "messages that are chosen")
    await desk.get_by_role("button", name="Make a ticket of them").press("Enter")
    dialog = desk.get_by_role("dialog", name=f"Split off {number}")
    await desk.keyboard.type("FEE-Q")
    await desk.keyboard.press("Enter")
    await expect(dialog.get_by_label("Words for the customer")).to_be_focused()
    await desk.keyboard.type("Here we talk about your card.")
    await fine(desk, "a ticket that is split off")
    await desk.keyboard.press("Control+Enter")
    await expect(dialog).to_have_count(0)
    links = panel(desk).get_by_role("region", name="Goes with")
    made = links.get_by_role("listitem").filter(has_text="split off this")
    new = await made.locator(".number").inner_text()
    # The other agent touches nothing, and keeps what he is at.
    await expect(rows.filter(has_text=new)).to_be_visible()
    await expect(mine).to_be_focused()
    await expect(bubble(frame, "Here we talk about your card.")).to_have_count(0)

    for tie in ("Its parent", "A part of it"):
        await press(desk, "l")
        dialog = desk.get_by_role("dialog", name=f"Link {number}")
        await dialog.get_by_role("button").filter(has_text=new).click()
        await dialog.get_by_label(tie).check()
        await dialog.get_by_role("button", name="Link", exact=True).click()
        if tie == "Its parent":
            await expect(dialog).to_have_count(0)
    await expect(dialog.get_by_role("alert")).to_have_text(
        f"That would go round in a circle: {new} → {number} → {new}."
    )
    await fine(desk, "a circle")
    await desk.keyboard.press("Escape")
    await links.get_by_role("button", name=f"Remove the link to {new}").press("Enter")
    await expect(links.get_by_role("listitem")).to_have_count(1)
    await links.get_by_role("link").click()
    await expect(desk.get_by_role("log").get_by_text(f"Ticket {new} was split off {number}")).to_be_visible()

    await mine.press("Enter")
    await panel(other).get_by_role("button", name="Take out").click()
    bundle = other.get_by_role("dialog", name=f"Take out {number}")
    async with other.expect_download() as given:
        await bundle.get_by_role("button", name="Download").click()
    assert (await given.value).suggested_filename == f"{number}.zip"
    await expect(bundle).to_have_count(0)
