"""A customer writes Spanish, an agent reads and writes English: by the demo's stand-in, which says that it is one."""

from typing import Any

from playwright.async_api import expect

from tests.browser.conftest import Demo, axe
from tests.browser.test_composer import asked, at
from tests.browser.test_story import bubble
from tests.proving import others_when_proving

MEANING = "[stand-in] Where is my withdrawal of {} BTC?"
ANSWER = "I have found your withdrawal of {} BTC. It arrives within 30 minutes."
SENT = "[stand-in] He encontrado su retiro de {} BTC. Llega en 30 minutos."


@others_when_proving("width,dark", [(320, True), (1440, False)])
async def test_each_side_writes_in_its_own_language_and_both_see_the_original(
    demo: Demo, window: Any, width: int, dark: bool
):
    amount = f"0.{width}"
    frame = await asked(window, demo, f"¿Dónde está mi retiro de {amount} BTC?")
    desk = await window(width=width, height=860, dark=dark)
    await at(desk, demo, "tomasz", amount)
    await expect(desk.get_by_text("by a machine")).to_have_count(0)

    # The switch, by keyboard: the meaning comes below, and the original stays.
    await desk.get_by_role("button", name="Translate", exact=True).focus()
    await desk.keyboard.press("Enter")
    await expect(desk.get_by_role("menu", name="Read the customer in")).to_be_visible()
    await axe(desk, "choosing a language")
    await desk.get_by_role("menuitemradio", name="English").press("Enter")
    said = desk.locator(".said", has_text=f"¿Dónde está mi retiro de {amount} BTC?")
    await expect(said.get_by_text(MEANING.format(amount))).to_be_visible()
    await expect(said.get_by_text("Spanish → English, by a machine (stand-in)")).to_be_visible()

    # What is written is read in the customer's language before it goes; nothing has gone yet.
    box = desk.get_by_label("Write to the customer")
    await box.fill(ANSWER.format(amount))
    await box.press("Control+Enter")
    result = desk.get_by_label("in Spanish. Change it if you like.")
    await expect(result).to_have_value(SENT.format(amount))
    await expect(frame.locator(".bubble", has_text="stand-in")).to_have_count(0)
    await axe(desk, "a translation about to be sent")
    # Changed afterwards, it is translated again; changed by hand, that is what goes.
    await box.fill(f"Thank you very much! {amount}")
    await expect(desk.get_by_text("Your text has changed since it was translated.")).to_be_visible()
    await box.fill(ANSWER.format(amount))
    await expect(result).to_have_value(SENT.format(amount))
    await result.fill(f"{SENT.format(amount)} Un saludo.")
    await result.press("Control+Enter")
    await expect(box).to_have_value("")
    mine = desk.locator(".said", has_text="Un saludo.")
    await expect(mine.get_by_text(ANSWER.format(amount))).to_be_visible()
    await expect(mine.get_by_text("Written in English, translated by a machine into Spanish")).to_be_visible()
    await axe(desk, "a translated conversation")
    wider = await desk.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wider <= 0

    # The customer: the translation, who made it, and the original on request.
    await expect(bubble(frame, "Llega en 30 minutos. Un saludo.")).to_be_visible()
    await expect(frame.get_by_text("Translated from English by a machine")).to_be_visible()
    await expect(frame.get_by_text(ANSWER.format(amount))).to_have_count(0)
    original = frame.get_by_role("button", name="Show the original")
    await original.press("Enter")
    await expect(frame.locator(".original")).to_have_text(ANSWER.format(amount))
    await axe(frame.page, "a translated message")

    # Switched on it stays, also after the page is loaded anew; switched off the meanings go.
    await desk.reload()
    await expect(desk.get_by_text(MEANING.format(amount))).to_be_visible()
    await desk.get_by_role("button", name="Translate: English").click()
    await desk.get_by_role("menuitemradio", name="As it was written").click()
    await expect(desk.get_by_text(MEANING.format(amount))).to_have_count(0)


async def test_a_translator_that_does_not_answer_leaves_the_original_and_a_way_to_try_again(demo: Demo, window: Any):
    await asked(window, demo, "¿Dónde está mi retiro de 7 ETH?")
    desk = await window(width=1440, height=860)
    await at(desk, demo, "tomasz", "7 ETH")
    refused = {"code": "translation_unavailable", "message": "The translator does not answer.", "next": "Try again."}

    async def down(route: Any) -> None:
        await (route.fulfill(status=503, json=refused) if route.request.method == "POST" else route.continue_())

    await desk.route("**/translation", down)
    await desk.get_by_role("button", name="Translate", exact=True).click()
    await desk.get_by_role("menuitemradio", name="English").click()
    said = desk.locator(".said", has_text="¿Dónde está mi retiro de 7 ETH?")
    await expect(said.get_by_text("Not translated. The translator does not answer. Try again.")).to_be_visible()
    await desk.get_by_label("Write to the customer").fill("Please send me the transaction ID.")
    # Nobody has said yet which language it is: nothing is guessed.
    await desk.get_by_label("Language the customer gets").select_option("Spanish")
    await desk.get_by_label("Write to the customer").press("Control+Enter")
    await expect(desk.get_by_role("alert")).to_contain_text("The translator does not answer. Try again.")
    await axe(desk, "a translator that is down")
    await desk.unroute("**/translation")
    await said.get_by_role("button", name="Try again").click()
    await expect(said.get_by_text("[stand-in] Where is my withdrawal of 7 ETH?")).to_be_visible()
    # Without the machine the answer goes as it is written.
    await desk.get_by_label("Language the customer gets").select_option("as you write it")
    await desk.get_by_label("Write to the customer").press("Control+Enter")
    mine = desk.locator(".said", has_text="Please send me the transaction ID.")
    await expect(mine).to_be_visible()
    await expect(mine.get_by_text("translated by a machine")).to_have_count(0)
