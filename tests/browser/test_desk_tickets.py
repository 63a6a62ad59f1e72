"""Tickets in the desk: an agent makes one of a chat by keyboard, two agents at once, the list, and what admins change."""

from typing import Any
from uuid import uuid4

from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import Demo, axe
from tests.browser.test_composer import asked, at
from tests.browser.test_story import bubble, enter_desk, say
from tests.proving import others_when_proving

# Each story at one of the two, with the full counts at both.
NARROW, WIDE = (320, True), (1440, False)
TXID = "9b0fc92260312ce44e74ef369f5c66bb85f3f7e1b1b4d1cc1f3e2f8c8c9c0c29"


def panel(desk: Page) -> Locator:
    return desk.get_by_role("region", name="Ticket")


async def fine(page: Page, where: str) -> None:
    wider = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wider <= 0, f"{where}: {wider} px wider than the screen"
    await axe(page, where)


async def ticket_of(desk: Page, category: str) -> str:
    """Makes the conversation in sight a ticket as the dialog does; its number."""
    script = """async ([category, key]) => {
      const body = { conversation: location.pathname.split('/').at(-1), category, evidence: [], anyway: true }
      const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': key }
      return (await (await fetch('/api/desk/tickets', { method: 'POST', headers, body: JSON.stringify(body) })).json()).number
    }"""
    return str(await desk.evaluate(script, [category, str(uuid4())]))


async def show_panel(desk: Page, width: int) -> None:
    if width < 1100:
        await desk.locator("#conversation").focus()
        await desk.keyboard.press("c")
    await expect(panel(desk)).to_be_visible()


@others_when_proving("width,dark", [WIDE, NARROW])
async def test_an_agent_makes_a_ticket_of_a_chat_by_keyboard_asks_and_is_answered(
    demo: Demo, window: Any, width: int, dark: bool
):
    question = f"My deposit of 25{width} USDT over TRC20 is missing"
    frame = await asked(window, demo, question)
    desk = await window(width=width, height=860, dark=dark)
    await at(desk, demo, "ayu", question)
    await desk.locator("#conversation").focus()
    await desk.keyboard.press("c")
    dialog = desk.get_by_role("dialog", name="Make it a ticket")
    await expect(dialog.get_by_role("combobox")).to_be_focused()
    await desk.keyboard.type("credited deposit")
    await expect(dialog.get_by_role("option")).to_have_count(2)
    await fine(desk, "choosing a category")
    await desk.keyboard.press("Enter")
    # What was said is there, and the first field has the focus.
    await expect(dialog.get_by_role("textbox", name="Coin")).to_be_focused()
    await expect(dialog.get_by_role("textbox", name="Coin")).to_have_value("USDT")
    await expect(dialog.get_by_role("textbox", name="Network")).to_have_value("TRON")
    await expect(dialog.get_by_role("textbox", name="Amount")).to_have_value(f"25{width}")
    await dialog.get_by_role("textbox", name="Transaction ID").fill(TXID[:20])
    await desk.keyboard.press("Enter")
    await expect(dialog.get_by_role("textbox", name="Transaction ID")).to_be_focused()
    await expect(dialog.get_by_role("alert")).to_have_count(1)
    await expect(dialog.get_by_role("textbox", name="Transaction ID")).to_have_value(TXID[:20])
    await fine(desk, "a fact that is refused")
    await dialog.get_by_role("textbox", name="Transaction ID").fill("")
    await desk.keyboard.press("Control+Enter")
    await expect(dialog).to_have_count(0)

    await show_panel(desk, width)
    ticket = panel(desk)
    await expect(ticket.get_by_text("Submitted", exact=False).first).to_be_visible()
    await expect(ticket.get_by_text("Still missing")).to_have_count(1)
    await expect(ticket.get_by_text("Next word")).to_be_visible()
    await fine(desk, "a ticket")
    await ticket.get_by_label("Change the status").select_option("waiting_for_you")
    words = ticket.get_by_label("Words for the customer")
    await ticket.get_by_label("Change the status").focus()
    await desk.keyboard.press("Tab")
    await expect(words).to_be_focused()
    await desk.keyboard.press("Control+Enter")
    await expect(ticket.get_by_text("Tell the customer what he is to do, or why.")).to_be_visible()
    await desk.keyboard.type("Please send the transaction ID.")
    await desk.keyboard.press("Control+Enter")
    await expect(bubble(frame, "Please send the transaction ID.")).to_be_visible()
    await expect(ticket.get_by_text("The customer", exact=True)).to_be_visible()
    await say(frame, f"here it is: {TXID}")
    # Nobody touches the desk: what the customer does comes by itself.
    await expect(ticket.get_by_text("We do")).to_be_visible()

    pencil = ticket.get_by_role("button", name="Edit: Transaction ID (TxID)")
    await pencil.focus()
    await desk.keyboard.press("Enter")
    await desk.keyboard.type(TXID)
    await desk.keyboard.press("Enter")
    await expect(ticket.get_by_text("100 % complete")).to_be_visible()
    await expect(pencil).to_be_focused()
    await ticket.get_by_role("button", name="Change the priority").click()
    form = desk.get_by_role("dialog", name="Priority of")
    await form.get_by_label("A large sum").check()
    await form.get_by_label("Priority", exact=True).select_option("1")
    await fine(desk, "a priority")
    await desk.keyboard.press("Enter")
    await form.get_by_role("button", name="Save").click()
    await form.get_by_label("Reason").fill("All of her savings")
    await form.get_by_role("button", name="Save").click()
    await expect(ticket.get_by_text("set, computed P2")).to_be_visible()
    await expect(ticket.get_by_text("All of her savings")).to_be_visible()


async def test_what_stands_in_another_open_matter_is_said_and_one_may_go_on(demo: Demo, window: Any):
    desk = await window(width=1440)
    await enter_desk(desk, demo, "sven@desk.example")
    dialog = desk.get_by_role("dialog", name="Make it a ticket")
    for question in ("Where is order #76543210987?", "Again about order #76543210987"):
        await asked(window, demo, question)
        await desk.goto(f"{demo.origin()}/desk/open")
        await desk.get_by_text(question).first.click()
        await expect(desk.locator("textarea").last).to_be_visible()
        await desk.get_by_role("button", name="Make it a ticket").click()
        await expect(dialog.get_by_role("combobox")).to_be_focused()
        await desk.keyboard.type("FEE-Q")
        await expect(dialog.get_by_role("option")).to_have_count(1)
        await desk.keyboard.press("Enter")
        await expect(dialog.get_by_role("textbox", name="Order ID")).to_have_value("76543210987")
        await dialog.get_by_role("button", name="Make it a ticket").click()
        if question.startswith("Where"):
            await expect(dialog).to_have_count(0)
    await expect(dialog.get_by_role("alert").filter(has_text="has the same: Order ID")).to_be_visible()
    await fine(desk, "the same matter")
    await dialog.get_by_role("button", name="Another matter: make it").click()
    await expect(dialog).to_have_count(0)
    await expect(panel(desk).get_by_text("76543210987").first).to_be_visible()


async def test_of_two_agents_at_once_the_later_sees_both_versions_and_chooses(demo: Demo, window: Any):
    question = "Who of you changes my ticket first?"
    frame = await asked(window, demo, question)
    ayu, sven = await window(width=1440), await window(width=1440)
    await at(ayu, demo, "ayu", question)
    await at(sven, demo, "sven", question)
    number = await ticket_of(ayu, "DEP-NOCRED")
    for page in (ayu, sven):
        await expect(panel(page).get_by_text(number).first).to_be_visible()
    await panel(ayu).get_by_label("Change the status").select_option("rejected")
    await panel(ayu).get_by_label("Words for the customer").fill("There is no such deposit.")
    coin = panel(ayu).get_by_role("button", name="Edit: Coin")
    await coin.click()
    await panel(ayu).get_by_role("textbox", name="Coin").fill("USDT")
    await panel(sven).get_by_label("Change the status").select_option("investigating")
    await panel(sven).get_by_role("button", name="Change the status").click()
    # Without a reload, what the other one did stands there, and what was typed still does.
    await expect(panel(ayu).locator(".status")).to_have_text("being investigated")
    await expect(panel(ayu).get_by_label("Words for the customer")).to_have_value("There is no such deposit.")
    await panel(ayu).get_by_role("button", name="Change the status").click()
    both = panel(ayu).get_by_role("alertdialog", name="Somebody was faster")
    await expect(both.get_by_role("row").filter(has_text="Status")).to_contain_text("rejected")
    await expect(both.get_by_role("row").filter(has_text="Status")).to_contain_text("being investigated")
    await fine(ayu, "two versions")
    await both.get_by_role("button", name="Leave it as it stands").click()
    await expect(panel(ayu).locator(".status")).to_have_text("being investigated")
    await panel(ayu).get_by_role("button", name="Save").click()
    await expect(both).to_be_visible()
    await expect(panel(ayu).get_by_role("textbox", name="Coin")).to_have_value("USDT")
    await both.get_by_role("button", name="Use mine").click()
    await expect(coin).to_be_visible()
    for page in (ayu, sven):
        await expect(panel(page).get_by_text("USDT")).to_be_visible()
    await expect(bubble(frame, "There is no such deposit.")).to_have_count(0)


@others_when_proving("width,dark", [(320, False), (1440, True)])
async def test_tickets_are_listed_narrowed_by_the_address_and_walked_by_keyboard(
    demo: Demo, window: Any, width: int, dark: bool
):
    question = f"Is there a list of my matters {width}?"
    await asked(window, demo, question)
    desk = await window(width=width, height=860, dark=dark)
    await at(desk, demo, "tomasz", question)
    number = await ticket_of(desk, "KYC-REJ")
    await desk.goto(f"{demo.origin()}/desk/tickets?category=KYC-REJ")
    rows = desk.get_by_role("list", name="Tickets").get_by_role("link")
    await expect(rows.filter(has_text=number)).to_be_visible()
    await expect(rows.filter(has_text="Deposit not credited")).to_have_count(0)
    await fine(desk, "tickets")
    folded = desk.get_by_role("button", name="Filters")
    if await folded.is_visible():
        await folded.click()
    await desk.get_by_label("Status").select_option("withdrawn")
    await expect(desk.get_by_text("No ticket fits")).to_be_visible()
    assert "status=withdrawn" in desk.url
    await fine(desk, "no tickets")
    await desk.get_by_role("link", name="Show all open").click()
    await expect(rows.filter(has_text=number)).to_be_visible()
    await desk.get_by_label("Category").select_option("KYC-REJ")
    await expect(rows.filter(has_text="Deposit not credited")).to_have_count(0)
    await expect(rows.filter(has_text=number)).to_be_visible()
    await desk.locator("#main").focus()
    while not await rows.filter(has_text=number).evaluate("link => link === document.activeElement"):
        await desk.keyboard.press("j")
    await desk.keyboard.press("Enter")
    await expect(desk.get_by_role("heading", name=question)).to_be_visible()


@others_when_proving("width,dark", [NARROW, WIDE])
async def test_an_admin_changes_a_category_two_at_once_and_the_form_follows(
    demo: Demo, window: Any, width: int, dark: bool
):
    question = f"What does your form ask for {width}?"
    await asked(window, demo, question)
    first, second = await window(width=width, height=860, dark=dark), await window(width=1440)
    for page in (first, second):
        await enter_desk(page, demo, "tomasz@desk.example")
        await page.goto(f"{demo.origin()}/desk/admin/taxonomy")
        await page.get_by_label("Find by words or code").fill("FEE-Q")
        await page.get_by_role("button", name="FEE-Q").click()
    dialogs = [page.get_by_role("dialog", name="FEE-Q") for page in (first, second)]
    await fine(first, "a category")
    await dialogs[1].get_by_label("Team").fill("fees")
    await dialogs[1].get_by_role("button", name="Save").click()
    await expect(dialogs[1]).to_have_count(0)
    name = f"Question about fees {width}"
    await dialogs[0].get_by_role("group", name="Name").get_by_label("English").fill(name)
    await dialogs[0].get_by_label("Ask for another field").select_option("bank_ref")
    await dialogs[0].get_by_role("button", name="Add", exact=True).first.click()
    await dialogs[0].get_by_label("Bank reference is needed").check()
    await dialogs[0].get_by_role("button", name="Save").click()
    both = dialogs[0].get_by_role("alertdialog")
    await expect(both.get_by_role("row").filter(has_text="Team")).to_contain_text("fees")
    await fine(first, "a category of two admins")
    await both.get_by_role("button", name="Use mine").click()
    await expect(dialogs[0]).to_have_count(0)
    await expect(first.get_by_role("button", name=name)).to_be_visible()
    await fine(first, "kinds of matters")

    await second.goto(f"{demo.origin()}/desk/open")
    await second.get_by_text(question).first.click()
    await expect(second.locator("textarea").last).to_be_visible()
    await second.locator("#conversation").focus()
    await second.keyboard.press("c")
    await expect(second.get_by_role("combobox")).to_be_focused()
    await second.keyboard.type(name)
    await expect(second.get_by_role("option")).to_have_count(1)
    await second.keyboard.press("Enter")
    await expect(second.get_by_role("textbox", name="Bank reference")).to_be_focused()

    await first.get_by_role("button", name=name).click()
    await first.get_by_role("button", name="Back to the original").click()
    await expect(first.get_by_role("button", name=name)).to_have_count(0)
    await first.goto(f"{demo.origin()}/desk/admin/taxonomy?show=fields")
    await first.get_by_role("button", name="Order ID order_id").click()
    await fine(first, "a field")
    await first.keyboard.press("Escape")

    # One of the brand's own is retired, and can be brought back.
    await first.get_by_role("button", name="A field of your own").click()
    made = first.get_by_role("dialog", name="A field of your own")
    await made.get_by_role("group", name="Name").get_by_label("English").fill(f"Branch {width}")
    await made.get_by_label("Example").fill("North")
    await made.get_by_label("Key").fill(f"x_branch_{width}")
    await made.get_by_role("button", name="Save").click()
    await first.get_by_role("button", name=f"Branch {width}").click()
    await first.get_by_label("No longer asked for").press("Space")
    await first.get_by_role("dialog").get_by_role("button", name="Save").click()
    retired = first.get_by_role("button", name=f"Branch {width}").filter(has_text="retired")
    await retired.click()
    await expect(first.get_by_label("No longer asked for")).to_be_checked()
    await expect(first.get_by_text("by Tomasz")).to_be_visible()
    await fine(first, "a retired field")
