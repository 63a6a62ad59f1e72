"""The form for a new ticket without JavaScript, on both databases: from the kind of matter to the ticket."""

import re
from html import unescape
from pathlib import Path
from uuid import uuid4

from sqlalchemy import func, select

from fairlead.channels.portal.ask_evidence import TOLD
from fairlead.helpcenter.import_folder import import_folder
from fairlead.tickets.models import TicketRow
from fairlead.tickets.taxonomy import house
from tests.channels.portal.fill import DEPOSIT, NEW, TXID, address, hidden, post, value_of
from tests.channels.portal.portal import PORTAL, PortalBrowser
from tests.harness import Installation, site_token

ARTICLE = """---
title: When a deposit is credited
locale: en
summary: After the confirmations of its network.
---
A deposit that is not credited waits for confirmations.
"""


async def tickets(site: Installation) -> int:
    async with site.system.database.read() as session:
        return await session.scalar(select(func.count()).select_from(TicketRow)) or 0


async def test_a_signed_in_customer_opens_a_ticket_step_by_step(quiet_site: Installation, browser: PortalBrowser):
    await browser.enter(site_token(name="Lin"))
    said = await browser.open(f"{NEW}?q=deposit+credited")
    assert "Deposit not credited" in said
    assert "Lost authenticator" not in said
    said = await browser.open(address("DEP-NOCRED", read="1", coin="USDT", network="TRON"))
    assert (value_of(said, "v.asset"), value_of(said, "v.network")) == ("USDT", "TRON")

    said = await post(browser, "DEP-NOCRED", "review", {**DEPOSIT, "expected": "310 USDT on my account"})
    assert browser.page.status_code == 200, said
    assert "A person answers within 4 hours." in said
    assert "TRON (TRC20)" in said
    assert "100 % of what we need" in said
    assert await tickets(quiet_site) == 0
    sent = hidden(said)
    await post(browser, "DEP-NOCRED", "send", sent)
    assert browser.page.history[0].status_code == 303
    number = browser.page.history[0].headers["location"].rpartition("/")[2]
    assert re.fullmatch(r"CS-\d{6}-[0-9A-Z]{5}-[0-9A-Z]", number)

    lin = await quiet_site.customer()
    (made,) = (await lin.http.get("/api/tickets")).json()["tickets"]
    assert (made["number"], made["category"]["code"], made["complete"]) == (number, "DEP-NOCRED", 100)
    assert {fact["field"]: fact["value"] for fact in made["evidence"]} == {
        "asset": "USDT", "network": "TRON", "txid": TXID, "amount": "310.5"
    }  # fmt: skip
    said = (await lin.http.get(f"/api/conversations/{made['conversation']}/entries")).json()["entries"]
    assert said[0]["text"] == "It left my wallet at nine.\n\nWhat I expected:\n310 USDT on my account"
    # Sent again, as an impatient finger does, it is the same ticket.
    await post(browser, "DEP-NOCRED", "send", sent)
    assert browser.page.history[0].headers["location"].endswith(number)
    assert await tickets(quiet_site) == 1


async def test_a_visitor_without_an_account_may_open_one_and_needs_a_cookie(
    quiet_site: Installation, browser: PortalBrowser
):
    words = {"text": "Please add a dark mode"}
    said = await post(browser, "FBK-IDEA", "send", words)
    assert browser.page.status_code == 422
    assert "did not keep this page" in said
    assert value_of(said, "text") == words["text"]
    await browser.open(address("FBK-IDEA", read="1"))
    await post(browser, "FBK-IDEA", "send", words)
    assert browser.page.history[0].status_code == 303
    assert await tickets(quiet_site) == 1


async def test_what_helps_comes_first_but_never_for_harm_and_complaints(
    quiet_site: Installation, browser: PortalBrowser, tmp_path: Path
):
    folder = tmp_path / "deposits"
    folder.mkdir()
    (folder / "credited.md").write_text(ARTICLE, "utf-8")
    await import_folder(quiet_site.system.database, quiet_site.brand_id, tmp_path, default_locale="en")
    await quiet_site.system.help_center._library.refresh()
    said = await browser.open(address("DEP-NOCRED"))
    assert "When a deposit is credited" in said
    assert "This did not help" in said
    assert 'class="write new-ticket"' not in said
    assert 'href="/w/northlight/tickets/new?category=DEP-NOCRED&amp;read=1"' in said
    for code in ("SEC-ATO", "SEC-WD", "CPL-FORMAL", "FUT-CLAIM", "SEC-SCAM"):
        assert 'class="write new-ticket"' in await browser.open(address(code)), code
    assert "Freeze now" in await browser.open(address("SEC-ATO"))


async def test_every_category_has_a_form_and_a_list_to_print(browser: PortalBrowser):
    """All 110 at once would be slow: every seventh, and each kind of field at least once."""
    taxonomy = house()
    codes, kinds = list(taxonomy.categories)[::7], set[str]()
    for code, one in taxonomy.categories.items():
        fresh = {taxonomy.fields[key].kind for key in one.fields} - kinds
        if fresh or code in codes:
            kinds |= fresh
            said = await browser.open(address(code, read="1"))
            assert browser.page.status_code == 200, code
            for key in one.fields:
                named = "u" if taxonomy.fields[key].kind == "file" else "v"
                assert key in TOLD or f'name="{named}.{key}"' in said, (code, key)
            listed = unescape(await browser.open(f"{PORTAL}/checklist/{code}"))
            assert browser.page.status_code == 200
            asked = [key for key in one.fields if key not in TOLD]
            assert all(taxonomy.fields[key].labels["en"] in listed for key in asked)
    assert kinds == {taxonomy.fields[key].kind for one in taxonomy.categories.values() for key in one.fields}


async def test_what_there_is_not_is_said_on_a_page(browser: PortalBrowser):
    said = await browser.open(address("NO-SUCH"))
    assert browser.page.status_code == 422
    assert "There is no such kind of matter." in said
    await browser.open(f"{PORTAL}/checklist/NO-SUCH")
    assert browser.page.status_code == 404
    said = await browser.open(f"{NEW}?q=zzzz")
    assert "Nothing fits" in said


async def test_it_speaks_the_readers_language(quiet_site: Installation, browser: PortalBrowser):
    await quiet_site.system.brands.create(
        key="oasis", name="Oasis", look={"accent": "#0a6e56", "accent_dark": "#4fd1a5", "radius": "10px", "logo": "O"},
        locales=["en", "ar", "es", "ja", "zh-CN"], sites=[], bot_first=False, token_algorithm="HS256", token_key=b"k" * 40,
    )  # fmt: skip
    for tag, heading in {
        "en": "What is it about?", "zh-CN": "您遇到了什么问题？", "es": "¿De qué se trata?", "ja": "どのようなご用件ですか？",
        "ar": "ما الموضوع؟",
    }.items():  # fmt: skip
        said = await browser.open(f"/w/oasis/tickets/new?locale={tag}")
        assert heading in said
        assert f'<html lang="{tag}" dir="{"rtl" if tag == "ar" else "ltr"}">' in said
        said = await browser.open(f"/w/oasis/tickets/new?category=WDR-PEND&read=1&locale={tag}")
        assert re.search(
            r"locale=ja&amp;category=WDR-PEND&amp;read=1|category=WDR-PEND&amp;read=1&amp;locale=ja", said
        ), "the other languages are of the same form"


async def test_an_open_matter_about_the_same_is_offered_before_a_second_one(
    quiet_site: Installation, browser: PortalBrowser
):
    await browser.enter(site_token())
    await post(browser, "DEP-NOCRED", "send", DEPOSIT)
    number = browser.page.history[0].headers["location"].rpartition("/")[2]
    again = {**DEPOSIT, "text": "It is still missing, and here is more.", "v.amount": "311"}
    said = await post(browser, "DEP-NOCRED", "send", again)
    assert browser.page.status_code == 409
    assert f"Add this to {number}" in said
    carried = hidden(said)
    for _ in range(2):
        await post(browser, "DEP-NOCRED", "add", carried)
        assert browser.page.history[0].headers["location"].endswith(number)
    lin = await quiet_site.customer()
    (made,) = (await lin.http.get("/api/tickets")).json()["tickets"]
    assert next(fact["value"] for fact in made["evidence"] if fact["field"] == "amount") == "311"
    entries = (await lin.http.get(f"/api/conversations/{made['conversation']}/entries")).json()["entries"]
    assert [one["text"] for one in entries if one["kind"] == "message"] == [DEPOSIT["text"], again["text"]]

    await post(browser, "DEP-NOCRED", "send", {**carried, "key": str(uuid4())})
    assert browser.page.history[0].status_code == 303
    assert not browser.page.history[0].headers["location"].endswith(number)
    assert await tickets(quiet_site) == 2


async def test_nobody_adds_to_another_customers_matter(quiet_site: Installation, browser: PortalBrowser):
    other = await quiet_site.customer("99887766")
    answer = await other.http.post(
        "/api/tickets", json={"category": "FEE-Q", "text": "a"}, headers={"Idempotency-Key": str(uuid4())}
    )
    await browser.enter(site_token())
    said = await post(browser, "DEP-NOCRED", "add", {**DEPOSIT, "to": answer.json()["id"]})
    assert browser.page.status_code == 404
    assert value_of(said, "text") == DEPOSIT["text"]
    entries = (await other.http.get(f"/api/conversations/{answer.json()['conversation']}/entries")).json()["entries"]
    assert DEPOSIT["text"] not in [one["text"] for one in entries]


async def test_the_contact_page_leads_here(browser: PortalBrowser):
    said = unescape(await browser.open("/help/northlight/en/contact?about=deposit&urgency=later&sign_in=yes"))
    (led,) = re.findall(r'href="(/w/northlight/tickets/new\?[^"]+)"', said)
    assert "What is it about?" in await browser.open(led)
