"""What was done about a customer, and his objection, on pages without JavaScript."""

import pytest

from tests.channels.portal.portal import PORTAL, PortalBrowser
from tests.conduct.ground import measure
from tests.harness import Installation, site_token
from tests.tickets.ground import opened


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_a_customer_reads_why_and_until_when_and_objects_without_javascript(
    quiet_site: Installation, browser: PortalBrowser
):
    customer, agent = await quiet_site.customer(name="Lin"), await quiet_site.agent()
    await browser.enter(site_token(name="Lin"))
    assert "Nothing is held against you" in await browser.open(f"{PORTAL}/conduct")
    ticket = await opened(customer, category="FEE-Q", text="why is this a joke?", evidence=[])
    made = (await measure(agent, ticket["conversation"], words="Please call nobody names.")).json()
    # The matter shows it where it was said, and leads to the form.
    said = await browser.open(f"{PORTAL}/{ticket['number']}")
    assert "Please call nobody names." in said and f'href="{PORTAL}/conduct"' in said
    page = await browser.open(f"{PORTAL}/conduct")
    assert "Warning" in page and "insults" in page and "Please call nobody names." in page
    where = f"{PORTAL}/conduct/{made['id']}"
    refused = await browser.post(where, text=" ")
    assert refused.status_code == 422 and "Say why" in refused.text
    assert "Your objection was received." in await browser.send_to(where, text="I was <b>quoting</b> your bot.")
    assert "I was &lt;b&gt;quoting&lt;/b&gt; your bot." in browser.page.text
    again = await browser.post(where, text="once more")
    assert again.status_code == 409
    stranger = await browser.post(f"{PORTAL}/conduct/{ticket['id']}", text="not mine")
    assert stranger.status_code == 404
