"""The form without JavaScript, on both databases: the whole story without a browser, and everything that must be refused."""

import asyncio
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import func, select

from fairlead.app import System
from fairlead.channels.webchat.show_form import STYLE
from fairlead.conversations.models import ConversationRow
from fairlead.helpcenter.show_pages import ASSETS
from fairlead.people.models import CustomerRow, SessionRow
from tests.harness import NO_TLS, Installation, installation, make_settings, message, seed
from tests.services import free_port

FORM = "/w/northlight/form"
OTHERS = "/w/seabright/form"
ARABIC = "/w/oasis/form"


class Browser:
    """As one without JavaScript does: keeps cookies by their paths, follows what it is told, sends forms as they stand."""

    def __init__(self, site: Installation) -> None:
        self.origin = site.base_url
        self.http = httpx.AsyncClient(base_url=self.origin, follow_redirects=True, timeout=30, verify=NO_TLS)
        self.page = httpx.Response(204)

    async def open(self, path: str, **headers: str) -> str:
        self.page = await self.http.get(path, headers=headers)
        return self.page.text

    async def send(self, text: str = "", *, button: str = "", headers: Any = None, **fields: str) -> str:
        """Fills in the form whose address ends so and sends it."""
        address, hidden = self.form(button)
        self.page = await self.http.post(
            address, data={**hidden, **({"text": text} if not button else {}), **fields},
            headers={"Origin": self.origin} if headers is None else headers,
        )  # fmt: skip
        return self.page.text

    def form(self, button: str = "") -> tuple[str, dict[str, str]]:
        for action, inside in re.findall(r'<form class="[\w ]+" method="post" action="([^"]+)"[^>]*>(.*?)</form>', self.page.text, re.DOTALL):  # fmt: skip
            if urlsplit(action).path.endswith(f"/{button}" if button else urlsplit(action).path):
                return action.replace("&amp;", "&"), dict(
                    re.findall(r'type="hidden" name="(\w+)" value="([^"]+)"', inside)
                )
        raise AssertionError(f"no such form on the page: {self.page.status_code} {self.page.text[:500]}")

    @property
    def conversation(self) -> str:
        return self.page.url.path.rpartition("/")[2]

    @property
    def cookie(self) -> str:
        return next(cookie.value or "" for cookie in self.http.cookies.jar if cookie.name == "fairlead_form")


@pytest.fixture
async def browser(quiet_site: Installation) -> Any:
    made = Browser(quiet_site)
    yield made
    await made.http.aclose()


async def rows(system: System, table: Any) -> int:
    async with system.database.read() as session:
        return (await session.scalar(select(func.count()).select_from(table))) or 0


async def test_a_customer_without_javascript_writes_is_answered_and_reaches_a_person(
    quiet_site: Installation, browser: Browser
):
    marco = await quiet_site.agent()
    desk = await marco.open()
    await browser.open(FORM)
    said = await browser.send("My deposit is <b>missing</b>\nsince 9:00", name="Lin")
    assert browser.page.history[0].status_code == 303
    assert "My deposit is &lt;b&gt;missing&lt;/b&gt;\nsince 9:00" in said
    assert "The bot answers" in said

    said = await browser.send(button="person")
    assert "You asked for a person" in said
    assert "You are waiting for a person." in said
    assert "Talk to a person" not in said
    answer = await desk.ask(message("It is there now.", browser.conversation))
    assert answer["type"] == "ack"
    assert "It is there now." not in said
    said = await browser.open(browser.page.url.path)
    assert "It is there now." in said
    assert "Marco is taking care of this." in said
    assert "joined and has read the conversation" in said
    await desk.ask({"type": "close", "client_id": str(uuid4()), "conversation": browser.conversation})
    assert "This conversation is closed." in await browser.open(browser.page.url.path)
    said = await browser.send("Thank you!")
    assert "Thank you!" in said
    assert "This conversation is closed." not in said

    seen = (await marco.http.get(f"/api/desk/conversations/{browser.conversation}")).json()
    assert seen["conversation"]["customer"] == {
        "id": seen["conversation"]["customer"]["id"], "name": "Lin", "verified": False, "tier": ""
    }  # fmt: skip
    assert [entry["text"] for entry in seen["entries"] if entry["kind"] == "message"] == [
        "My deposit is <b>missing</b>\nsince 9:00", "It is there now.", "Thank you!"
    ]  # fmt: skip
    listed = await browser.open(FORM)
    assert f'href="{FORM}/{seen["conversation"]["id"]}"' in listed
    assert 'name="name"' not in listed


async def test_what_the_customer_has_seen_counts_as_read(quiet_site: Installation, browser: Browser):
    desk = await (await quiet_site.agent()).open()
    await browser.open(FORM)
    await browser.send("hello")
    matter = browser.conversation
    await desk.ask({"type": "subscribe", "conversation": matter, "after": 0})
    ack = await desk.ask(message("good day", matter))
    await browser.open(f"{FORM}/{matter}")
    read = await desk.until(
        lambda got: got["type"] == "receipt" and got["side"] == "customer" and got["read"] >= ack["public_number"]
    )
    assert read["conversation"] == matter


async def test_a_form_sent_twice_at_once_is_one_visitor_and_one_conversation(
    quiet_site: Installation, browser: Browser
):
    await browser.open(FORM)
    address, hidden = browser.form()
    fields = {**hidden, "text": "twice", "name": ""}
    headers = {"Origin": browser.origin, "Cookie": f"fairlead_form={browser.cookie}"}
    async with httpx.AsyncClient(base_url=browser.origin, verify=NO_TLS, timeout=30) as http:
        answers = await asyncio.gather(*(http.post(address, data=fields, headers=headers) for _ in range(8)))
    assert {answer.status_code for answer in answers} == {303}
    assert len({answer.headers["location"] for answer in answers}) == 1
    assert await rows(quiet_site.system, ConversationRow) == 1
    assert await rows(quiet_site.system, CustomerRow) == 1
    said = await browser.send("twice", name="")
    assert said.count("twice") >= 1
    assert await rows(quiet_site.system, ConversationRow) == 1


async def test_who_goes_back_and_sends_other_words_is_told_and_loses_nothing(
    quiet_site: Installation, browser: Browser
):
    await browser.open(FORM)
    before = browser.page
    await browser.send("first words")
    browser.page = before
    said = await browser.send("other words")
    assert browser.page.status_code == 409
    assert "You had sent this already, with other words." in said
    assert "other words</textarea>" in said
    await browser.send("other words")
    assert browser.page.status_code == 200
    assert await rows(quiet_site.system, ConversationRow) == 2


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


async def test_ten_thousand_letters_of_any_script_fit(browser: Browser):
    for text in ("a" * 10_000, "充" * 10_000):
        await browser.open(FORM)
        assert text in await browser.send(text)


async def test_nul_and_line_ends_are_kept_as_they_are_everywhere(quiet_site: Installation, browser: Browser):
    marco = await quiet_site.agent()
    await browser.open(FORM)
    await browser.send("a\x00b\r\nc", name="N\x00a\u202eme")
    seen = (await marco.http.get(f"/api/desk/conversations/{browser.conversation}")).json()
    assert seen["entries"][0]["text"] == "a\ufffdb\nc"
    assert seen["conversation"]["customer"]["name"] == "N\ufffdame"


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


async def test_the_session_stands_in_no_address_and_no_page(quiet_site: Installation, browser: Browser):
    await browser.open(FORM)
    kept = browser.page.headers["set-cookie"].lower()
    assert "httponly" in kept
    assert "samesite=lax" in kept
    assert f"path={FORM}" in kept
    assert "secure" not in kept.split("; ")
    token = browser.cookie
    for _ in range(2):
        await browser.send("hello")
        for answer in (*browser.page.history, browser.page):
            assert token not in str(answer.url)
            assert token not in answer.text
            assert token not in answer.headers.get("location", "")
            assert "set-cookie" not in answer.headers


async def test_under_https_the_cookie_goes_over_https_only(tmp_path: Path, database_url: str):
    """As behind a proxy that ends TLS: the origin is https, the line to us is not."""
    port = free_port()
    https = make_settings(tmp_path, database_url, port=port, public_url=f"https://127.0.0.1:{port}")
    async with (
        installation(https, worker=False),
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", verify=NO_TLS) as http,
    ):
        assert "secure" in (await http.get(FORM)).headers["set-cookie"].lower().split("; ")


async def test_every_page_says_what_a_browser_may_do_with_it(browser: Browser):
    await browser.open(FORM)
    await browser.send("hello")
    for path, status in ((FORM, 200), (f"{FORM}/{browser.conversation}", 200), (f"{FORM}/nothing", 404)):
        answer = await browser.http.get(path)
        assert answer.status_code == status
        policy = dict(part.strip().split(" ", 1) for part in answer.headers["content-security-policy"].split(";"))
        assert policy == {
            "default-src": "'none'", "style-src": "'self'", "img-src": "'self' data:", "form-action": "'self'",
            "base-uri": "'none'", "frame-ancestors": "'none'",
        }  # fmt: skip
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "same-origin"
        assert answer.headers["cache-control"] == "no-store"
        assert not re.search(r"<script|<style| style=| on\w+=", answer.text)


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


async def test_a_long_conversation_is_read_page_by_page(quiet_site: Installation, browser: Browser):
    await browser.open(FORM)
    await browser.send("word 1.")
    for number in range(2, 56):
        await browser.send(f"word {number}.")
    assert "word 55." in browser.page.text
    assert "word 5." not in browser.page.text
    (earlier,) = re.findall(r'href="([^"]+before=\d+)"', browser.page.text)
    assert "word 5." in await browser.open(earlier)
    assert "word 55." not in browser.page.text
    assert "Newest messages" in browser.page.text
    for odd in ("0", "-1", "x", "9" * 40, "\u0663"):
        assert (await browser.http.get(f"{FORM}/{browser.conversation}", params={"before": odd})).status_code == 200


async def test_each_reader_gets_his_language_and_its_direction(quiet_site: Installation, browser: Browser):
    await quiet_site.system.brands.create(
        key="oasis", name="Oasis", look={"accent": "#0a6e56", "accent_dark": "#4fd1a5", "radius": "10px", "logo": "O"},
        locales=["en", "ar", "es", "ja", "zh-CN"], sites=[], bot_first=False, token_algorithm="HS256", token_key=b"k" * 40,
    )  # fmt: skip
    for tag, heading in {
        "en": "Write to us",
        "ar": "راسلنا",
        "es": "Escríbanos",
        "ja": "お問い合わせ",
        "zh-CN": "给我们留言",
    }.items():
        direction = "rtl" if tag == "ar" else "ltr"
        for page in (
            await browser.open(ARABIC, **{"Accept-Language": tag}),
            await browser.open(f"{ARABIC}?locale={tag}"),
        ):
            assert f'<html lang="{tag}" dir="{direction}">' in page
            assert f"<h1>{heading}</h1>" in page
    await browser.open(f"{ARABIC}?locale=ar&pair=BTC%2FUSDT&page=trade&unknown=1")
    said = await browser.send("مرحبا")
    assert browser.page.url.params["locale"] == "ar"
    assert "البوت يجيب." in said
    marco = await quiet_site.agent(brands=[brand.id for brand in await quiet_site.system.brands.all()])
    seen = (await marco.http.get(f"/api/desk/conversations/{browser.conversation}")).json()
    assert seen["conversation"]["locale"] == "ar"
    assert seen["context"] == {"pair": "BTC/USDT", "page": "trade"}


async def test_a_brand_nobody_knows_has_no_form(browser: Browser):
    for path in ("/w/nobody/form", "/w/nobody/form.css", f"/w/nobody/form/{'0' * 32}"):
        assert (await browser.http.get(path)).status_code == 404


async def test_a_file_an_agent_sent_can_be_opened(quiet_site: Installation, browser: Browser):
    marco = await quiet_site.agent()
    desk = await marco.open()
    await browser.open(FORM)
    await browser.send("hello")
    headers = {"X-File-Name": "statement.txt", "Content-Type": ""}
    sent = (await marco.http.post("/api/desk/files", content=b"12 BTC", headers=headers)).json()
    await desk.ask(message("here it is", browser.conversation, files=[sent["id"]]))
    page = await browser.open(browser.page.url.path)
    (address,) = re.findall(r'href="([^"]+/files/[^"]+)"', page)
    assert (await browser.http.get(address)).content == b"12 BTC"
    assert (await quiet_site.anonymous().http.get(address)).status_code == 404


def test_the_pages_take_every_colour_from_the_tokens():
    css = STYLE.decode()
    assert re.findall(r"#[0-9a-f]{3,8}\b(?=[;\s,)])", css) == []
    assert set(re.findall(r"var\((--[\w-]+)", css)) <= set(re.findall(r"(--[\w-]+):", ASSETS["tokens.css"].decode()))
    assert not re.search(r"(margin|padding|border|inset)-(left|right|top|bottom)|[;{ ](left|right|width|height):", css)
