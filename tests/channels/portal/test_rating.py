"""A customer says on his matter's page how it went, without JavaScript."""

from fairlead.kit.clock import DAY
from tests.channels.portal.portal import PortalBrowser
from tests.channels.portal.test_matters import place
from tests.feedback.test_rate import asked, earlier
from tests.harness import Installation, site_token
from tests.proving import both_when_proving
from tests.tickets.ground import changed, opened


@both_when_proving
async def test_he_rates_what_was_solved_corrects_himself_and_may_rather_not_say(
    quiet_site: Installation, browser: PortalBrowser
):
    lin = await quiet_site.customer(name="Lin")
    await browser.enter(site_token(name="Lin"))
    agent = await quiet_site.agent()
    ticket, other = await opened(lin), await opened(lin, category="FEE-Q", text="a", evidence=[])
    assert "How did it go?" not in await browser.open(place(ticket))
    for one in (ticket, other):
        await changed(agent, one, status="solved", text="It is credited.")
    assert "How did it go?" in await browser.open(place(ticket))
    where, hidden = browser.form_at(f"{place(ticket)}/rating")
    # What is refused comes back as it was typed, with its reason, and nothing is kept.
    wrong = hidden | {"satisfaction": "", "words": "why so slow"}
    assert "Please choose how satisfied you are." in await browser.send_to(where, **wrong)
    assert (browser.page.status_code, "why so slow" in browser.page.text) == (422, True)
    key = "4c0883a69102937d6231471b5dbb6204fe512961708279feb0d3e5d4a1f1b5e8"
    said = await browser.send_to(where, **hidden, satisfaction="2", words=key)
    assert "private key" in said and 'name="as_is"' in said and said.count('aria-invalid="true"') == 1
    for part in ({"satisfaction": "7"}, {"satisfaction": "2", "effort": "x"}, {"satisfaction": "2", "more": "a"}):
        assert (await browser.post(where, **(hidden | part))).status_code == 422
    assert (await asked(lin, ticket["conversation"]))["given"] is None
    full = hidden | {
        "satisfaction": "2",
        "effort": "4",
        "reason.slow": "yes",
        "reason.kind": "yes",
        "words": "Three days.",
    }
    said = await browser.send_to(where, **full)
    assert "Thank you for your rating." in said and "Dissatisfied · Easy" in said
    given = (await asked(lin, ticket["conversation"]))["given"]
    assert given == {"satisfaction": 2, "effort": 4, "reasons": ["kind", "slow"], "words": "Three days."}
    # Shown again to be changed, for a day.
    assert 'name="reason.slow" value="yes" checked' in said and "Three days.</textarea>" in said
    await browser.send_to(where, **(full | {"satisfaction": "5"}))
    assert "Very satisfied · Easy" in browser.page.text
    await earlier(quiet_site, DAY)
    assert "Very satisfied" in await browser.open(place(ticket)) and "Change your rating" not in browser.page.text
    assert (await browser.post(where, **full)).status_code == 409
    # And of the other he would rather not say.
    await browser.open(place(other))
    where, hidden = browser.form_at(f"{place(other)}/rating/decline")
    assert "will not ask" in await browser.send_to(where, **hidden)
    assert "How did it go?" not in browser.page.text
    # In every language it is all there.
    for locale, heading in {"zh-CN": "您的评价"}.items():
        assert heading in await browser.open(f"{place(ticket)}?locale={locale}")
