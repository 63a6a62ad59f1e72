"""Words one may be sorry for: asked about once, on pages without JavaScript, and never where somebody is being robbed."""

from tests.channels.portal.fill import hidden, post, wrong_at
from tests.channels.portal.portal import PORTAL, PortalBrowser
from tests.channels.portal.test_matters import lin, place
from tests.harness import Client
from tests.tickets.ground import entries, opened

__all__ = ["lin"]


async def test_a_customer_is_asked_once_before_unkind_words_go_and_nothing_is_kept_of_it(
    browser: PortalBrowser, lin: Client
):
    ticket = await opened(lin, category="FEE-Q", text="what is this fee?", evidence=[])
    at = f"{PORTAL}/{ticket['number']}"

    async def said() -> list[str]:
        return [one["text"] for one in await entries(lin, ticket["conversation"]) if one["kind"] == "message"]

    before = await said()
    await browser.open(place(ticket))
    address, hidden = browser.form_at(at)
    page = await browser.send_to(address, **hidden, text="You are all idiots <3")
    assert browser.page.status_code == 422
    assert "You are all idiots &lt;3</textarea>" in page and 'name="unkind"' in page
    assert "Before it goes: these words may hurt." in page
    assert await said() == before
    address, hidden = browser.form_at(at)
    await browser.send_to(address, **hidden, text="You are all idiots <3", unkind="yes")
    assert await said() == [*before, "You are all idiots <3"]
    address, hidden = browser.form_at(at)
    await browser.send_to(address, **hidden, text="idiots, my account was hacked")
    assert (await said())[-1] == "idiots, my account was hacked"


KEY = "4c0883a69102937d6231471b5dbb6204fe512961708279feb0d3e5d4a1f1b5e8"


async def test_the_form_for_a_new_matter_asks_once_and_carries_the_answer_through_its_review(
    browser: PortalBrowser, lin: Client
):
    said = {"text": "What is this fee, you idiots?"}
    page = await post(browser, "FEE-Q", "review", said)
    assert browser.page.status_code == 422
    assert "Before it goes: these words may hurt." in wrong_at(page, "f-text") and 'name="unkind"' in page
    review = await post(browser, "FEE-Q", "review", said | {"unkind": "yes"})
    assert hidden(review)["unkind"] == "yes"
    await post(browser, "FEE-Q", "send", hidden(review))
    assert browser.page.url.path.startswith(f"{PORTAL}/")
    assert "What is this fee, you idiots?" in browser.page.text
    # Who is being robbed is not held up.
    assert 'name="unkind"' not in await post(browser, "SEC-ATO", "review", said)


async def test_a_caption_that_may_be_a_secret_is_asked_about_and_goes_as_it_is(browser: PortalBrowser, lin: Client):
    fields = {"text": "Please change my name.", "c.document": KEY}
    file = [("u.document", "a.txt", b"my deed poll")]
    page = await post(browser, "KYC-NAME", "review", fields, files=file)
    assert browser.page.status_code == 422
    assert "private key" in wrong_at(page, "f-document") and 'name="as_is"' in page
    page = await post(browser, "KYC-NAME", "review", fields | {"as_is": "yes"}, files=file)
    assert browser.page.status_code == 200 and hidden(page)["k.document"]
