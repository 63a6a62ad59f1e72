"""How a customer comes into the portal and goes out again, on both databases."""

import pytest

from tests.channels.portal.portal import PORTAL, PortalBrowser
from tests.harness import SITE, Installation, site_token

SIGNED_OUT = "Sign in to see your matters"


async def test_the_exchanges_token_opens_the_portal_and_stands_in_no_address(browser: PortalBrowser):
    assert SIGNED_OUT in await browser.open(PORTAL)
    token = site_token(name="Lin")
    said = await browser.enter(token)
    assert browser.page.history[0].status_code == 303
    assert browser.page.url.path == PORTAL
    assert "Signed in as Lin." in said
    kept = browser.page.history[0].headers["set-cookie"].lower().split("; ")
    assert {"httponly", "samesite=lax", "path=/w/northlight"} <= set(kept)
    for answer in (*browser.page.history, browser.page):
        for secret in (token, browser.cookie):
            assert secret not in f"{answer.url} {answer.text} {answer.headers.get('location', '')}"


async def test_a_token_opens_the_portal_once_and_who_is_too_late_is_told(browser: PortalBrowser):
    token = site_token()
    await browser.enter(token)
    browser.http.cookies.clear()
    said = await browser.enter(token)
    assert browser.page.status_code == 401
    assert 'role="alert"' in said
    assert SIGNED_OUT in said
    assert SIGNED_OUT in await browser.open(PORTAL)


@pytest.mark.parametrize("origin", ["https://thief.example", "null", "", f"{SITE}.thief.example"])
async def test_only_the_exchanges_own_page_signs_somebody_in(browser: PortalBrowser, origin: str):
    """Else a stranger's page could make a customer write into the stranger's account."""
    said = await browser.enter(site_token(), origin=origin)
    assert browser.page.status_code == 403
    assert "did not come from a page of your exchange" in said
    assert "set-cookie" not in browser.page.headers


@pytest.mark.parametrize(("wanted", "reached"), [
    ("new?category=DEP-NOCRED", "/new?category=DEP-NOCRED"), ("CS-261122-7K3QM-4", "/CS-261122-7K3QM-4"),
    ("//thief.example", ""), ("https://thief.example", ""), ("../form", ""), ("new?category=a&b=c", ""),
])  # fmt: skip
async def test_the_exchange_may_lead_to_a_page_of_the_portal_and_nowhere_else(
    browser: PortalBrowser, wanted: str, reached: str
):
    await browser.enter(site_token(), to=wanted)
    assert browser.page.history[0].headers["location"] == PORTAL + reached


async def test_who_signs_out_is_out_and_his_session_is_worth_nothing(browser: PortalBrowser, quiet_site: Installation):
    await browser.enter(site_token())
    session = browser.cookie
    said = await browser.send(button="leave")
    assert SIGNED_OUT in said
    browser.http.cookies.set("fairlead_form", session, path="/w/northlight")
    assert SIGNED_OUT in await browser.open(PORTAL)


async def test_what_is_no_form_is_answered_with_a_page(browser: PortalBrowser):
    await browser.open(PORTAL)
    answer = await browser.http.post(f"{PORTAL}/enter", data={"secret": "a"}, headers={"Origin": SITE})
    assert answer.status_code == 422
    assert SIGNED_OUT in answer.text
    other = await browser.http.post(
        f"{PORTAL}/leave", data={"sure": "yes"}, headers={"Origin": "https://thief.example"}
    )
    assert other.status_code == 403
