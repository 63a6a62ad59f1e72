"""Words one may be sorry for: asked about once, on pages without JavaScript, and never where somebody is being robbed."""

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
