"""What the form without JavaScript refuses, how it says so, and what it leaves behind: nothing. On both databases."""

from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from fairlead.conversations.models import ConversationRow
from fairlead.people.models import CustomerRow, SessionRow
from tests.channels.webchat.plain import FORM, Browser, rows
from tests.harness import NO_TLS, Installation, installation, make_settings, seed

OTHERS = "/w/seabright/form"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "The message is empty."),
        ("\u200b \n\u2800", "The message is empty."),
        ("a" * 10_001, "The message is too long: at most 10000 characters."),
        ("\U0001f600" * 10_001, "The message is too long: at most 10000 characters."),
    ],
    ids=["empty", "blank", "10,001 letters", "10,001 faces"],
)
async def test_a_refused_text_stands_beside_its_field_with_the_reason_and_leaves_no_row(
    quiet_site: Installation, browser: Browser, text: str, said: str
):
    await browser.open(FORM)
    page = await browser.send(text, name="Lin")
    assert browser.page.status_code == 422
    assert f'id="text-error">{said}' in page
    assert 'aria-invalid="true"' in page
    assert 'aria-describedby="text-hint text-error"' in page
    assert f'">\n{text}</textarea>' in page
    assert 'name="name" value="Lin"' in page
    assert await rows(quiet_site.system, CustomerRow) == await rows(quiet_site.system, SessionRow) == 0
    # Mended, the same form goes through.
    assert "mended" in await browser.send("mended")
    assert (await browser.send(text)).count(said) == 1
    assert browser.page.status_code == 422


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"text=a&key=no-uuid", 422),
        (b"text=a", 422),
        (b"key=%(key)s&text=a&admin=1", 422),
        (b"key=%(key)s&text=a&text=b", 400),
        (b"key=%(key)s&text=%%ff%%fe", 422),
        (b"key=%(key)s&text=\xff", 422),
        (b"&".join(b"f%d=1" % number for number in range(40)), 400),
        (b"", 422),
    ],
    ids=["no uuid", "no key", "unknown field", "field twice", "no UTF-8", "raw byte", "many fields", "nothing"],
)
async def test_what_no_form_of_ours_sends_is_a_page_that_says_so(
    quiet_site: Installation, browser: Browser, body: bytes, status: int
):
    await browser.open(FORM)
    headers = {"Origin": browser.origin, "Content-Type": "application/x-www-form-urlencoded"}
    content = body % {b"key": str(uuid4()).encode()} if b"%(" in body else body
    answer = await browser.http.post(FORM, content=content, headers=headers)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "<form" in answer.text
    assert await rows(quiet_site.system, CustomerRow) == 0


async def test_forms_are_no_json_and_json_is_no_form(browser: Browser):
    answer = await browser.http.post(FORM, json={"text": "a"}, headers={"Origin": browser.origin})
    assert (answer.status_code, answer.json()["code"]) == (415, "content_type")
    answer = await browser.http.post(
        "/api/w/northlight/session", data={"token": "a"}, headers={"Origin": browser.origin}
    )
    assert (answer.status_code, answer.json()["code"]) == (415, "content_type")


async def test_another_sites_form_is_refused_and_so_is_one_that_does_not_say_where_it_comes_from(
    quiet_site: Installation, browser: Browser
):
    await browser.open(FORM)
    for headers in (
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Origin": browser.origin, "Sec-Fetch-Site": "same-site"},
        {},
    ):
        before = browser.page
        await browser.send("planted", headers=headers)
        assert (browser.page.status_code, browser.page.json()["code"]) == (403, "cross_site")
        browser.page = before
    assert await rows(quiet_site.system, ConversationRow) == 0


async def test_a_browser_that_keeps_no_cookie_is_told_so_and_keeps_its_words(
    quiet_site: Installation, browser: Browser
):
    await browser.open(FORM)
    browser.http.cookies.clear()
    said = await browser.send("kept words")
    assert browser.page.status_code == 422
    assert "Your browser did not keep this page" in said
    assert "kept words</textarea>" in said
    assert await rows(quiet_site.system, CustomerRow) == 0
    assert "kept words" in await browser.send("kept words")
    assert browser.page.status_code == 200


async def test_foreign_and_made_up_conversations_are_the_same_page(quiet_site: Installation, browser: Browser):
    await browser.open(FORM)
    await browser.send("mine")
    own = browser.conversation
    stranger = Browser(quiet_site)
    await stranger.open(FORM)
    await stranger.send("another's")
    pages = set()
    for who in (stranger, Browser(quiet_site)):
        for path in (own, "0" * 32, "x", f"{own}/files/{'0' * 32}", f"{own}/files/x"):
            answer = await who.http.get(f"{FORM}/{path}")
            assert answer.status_code == 404
            pages.add(answer.content)
        for path in (own, "0" * 32, f"{own}/person", f"{'0' * 32}/person"):
            fields = {"key": str(uuid4())} | ({} if path.endswith("person") else {"text": "planted"})
            answer = await who.http.post(f"{FORM}/{path}", data=fields, headers={"Origin": who.origin})
            assert answer.status_code == 404
            pages.add(answer.content)
        await who.http.aclose()
    assert len(pages) == 1
    assert "planted" not in await browser.open(f"{FORM}/{own}")


async def test_no_other_session_opens_these_pages_and_theirs_opens_nothing_else(
    quiet_site: Installation, browser: Browser
):
    """An agent's token, one of another brand, an ended one: each as good as none, and none is adopted."""
    await seed(quiet_site.system, key="seabright")
    await browser.open(FORM)
    await browser.send("mine")
    own = browser.conversation
    marco = await quiet_site.agent()
    agent_token = marco.http.cookies["fairlead_desk"]
    other = await quiet_site.anonymous().http.post("/api/w/seabright/session", json={"token": None})
    ended = await quiet_site.visitor()
    await ended.http.delete("/api/w/session")
    customers = await rows(quiet_site.system, CustomerRow)
    for token in (agent_token, other.json()["session"], ended.session, "fls_short", "\u00e9" * 47, "x" * 5000):
        async with httpx.AsyncClient(base_url=browser.origin, verify=NO_TLS) as http:
            headers = {"Origin": browser.origin, "Cookie": f"fairlead_form={token}".encode("latin-1")}
            assert (await http.get(f"{FORM}/{own}", headers=headers)).status_code == 404
            answer = await http.post(FORM, data={"key": str(uuid4()), "text": "planted"}, headers=headers)
            assert answer.status_code == 422
            assert answer.headers["set-cookie"].startswith("fairlead_form=fls_")
    assert await rows(quiet_site.system, CustomerRow) == customers
    # Its own brand's path is no protection by itself: a client may send the cookie anywhere.
    async with httpx.AsyncClient(base_url=browser.origin, verify=NO_TLS) as http:
        cookie = {"Cookie": f"fairlead_form={browser.cookie}; fairlead_desk={browser.cookie}", "Origin": browser.origin}
        assert "mine" not in (await http.get(OTHERS, headers=cookie)).text
        assert (await http.get(f"{OTHERS}/{own}", headers=cookie)).status_code == 404
        for path in ("/api/conversations", "/api/desk/me"):
            assert (await http.get(path, headers=cookie)).status_code == 401


async def test_who_writes_too_fast_is_told_when_to_come_back_and_keeps_his_words(tmp_path: Path, database_url: str):
    narrow = make_settings(tmp_path, database_url, message_rate=0.1, message_burst=2)
    async with installation(narrow, worker=False) as site:
        browser = Browser(site)
        await browser.open(FORM)
        await browser.send("one")
        await browser.send("two")
        said = await browser.send("three")
        assert browser.page.status_code == 429
        assert 0 < int(browser.page.headers["retry-after"]) <= 10
        assert f"Try again in {browser.page.headers['retry-after']} seconds." in said
        assert "three</textarea>" in said
        await browser.http.aclose()


async def test_new_visitors_of_one_address_are_limited_too(tmp_path: Path, database_url: str):
    narrow = make_settings(tmp_path, database_url, session_rate=0.1, session_burst=1)
    async with installation(narrow, worker=False) as site:
        for status in (200, 429):
            browser = Browser(site)
            await browser.open(FORM)
            await browser.send("hello")
            assert browser.page.status_code == status
            await browser.http.aclose()


async def test_a_brand_nobody_knows_has_no_form(browser: Browser):
    for path in ("/w/nobody/form", "/w/nobody/form.css", f"/w/nobody/form/{'0' * 32}"):
        assert (await browser.http.get(path)).status_code == 404
