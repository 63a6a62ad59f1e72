"""The form without JavaScript, on both databases: the whole story without a browser."""

import asyncio
import re
from pathlib import Path
from uuid import uuid4

import httpx

from fairlead.channels.webchat.show_form import STYLE
from fairlead.conversations.models import ConversationRow
from fairlead.helpcenter.show_pages import ASSETS
from fairlead.people.models import CustomerRow
from tests.channels.webchat.plain import FORM, Browser, rows
from tests.harness import NO_TLS, Installation, installation, make_settings, message
from tests.services import free_port

ARABIC = "/w/oasis/form"


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


async def test_the_session_stands_in_no_address_and_no_page(quiet_site: Installation, browser: Browser):
    await browser.open(FORM)
    kept = browser.page.headers["set-cookie"].lower()
    assert "httponly" in kept
    assert "samesite=lax" in kept
    assert "path=/w/northlight" in kept.split("; ")
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
