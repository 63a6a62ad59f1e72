"""What a form for a new ticket refuses, beside which field, and that what was typed is kept."""

from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select, update

from fairlead.conversations.models import FileRow
from fairlead.kit import clock
from fairlead.tickets.keep_draft import LIFE
from fairlead.tickets.models import TicketDraftRow, TicketRow
from tests.channels.portal.fill import DEPOSIT, NEW, TXID, address, hidden, post, value_of, wrong_at
from tests.channels.portal.portal import PortalBrowser
from tests.harness import Installation, site_token

WORDS = {"text": "It happened this morning."}
MAYBE = f"What about {TXID} please"
# Each kind of field, one value that is wrong, and a piece of the reason.
WRONG = [
    ("DEP-NOCRED", "asset", "!!", "look right"),
    ("DEP-NOCRED", "network", "Narnia", "do not know this network"),
    ("DEP-NOCRED", "txid", "0x52908400098527886E0F7030069857D2E4169EE7", "address"),
    ("DEP-NOCRED", "amount", "1,234", "two ways"),
    ("ACC-2FA", "factor_lost", "tooth", "Choose one"),
    ("ACC-2FA", "last_access", "yesterday", "no time"),
    ("ACC-PHONE", "old_reachable", "perhaps", "Choose one"),
    ("ACC-CODE", "country", "Atlantis", "look right"),
    ("EAR-YIELD", "period_from", "31.10.2026", "no date"),
    ("CRD-DECL", "card_last4", "4111111111111111", "last four"),
    ("API-RATE", "ip", "300.1.1.1", "look right"),
    ("API-KEY", "api_key_prefix", "a b", "look right"),
    ("SEC-PHISH", "url", "not an address", "look right"),
    ("SEC-IMPERS", "case_no", "CS-261122-7K3QM-5", "no number of ours"),
    ("KYC-KYB", "lei", "529900T8BM49AURSDO56", "letter or digit is wrong"),
    ("WDR-PEND", "withdrawal_id", "x" * 200, "look right"),
    ("WDR-ADDRBOOK", "address", "0x5290…9EE7", "left out"),
    ("FIA-CHARGEBACK", "arn", "12", "look right"),
    ("TRD-ORDER", "symbol", "?", "look right"),
    ("ACC-MERGE", "uids", "a-b-c-d-e-f-!!", "look right"),
]


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_whatever_cannot_be_read_is_refused_in_its_field_and_kept(
    quiet_site: Installation, browser: PortalBrowser
):
    """Every kind at the same brand, one after the other: what stands in a form does not depend on the database."""
    await browser.enter(site_token())
    for category, key, value, reason in WRONG:
        said = await post(browser, category, "review", {**WORDS, f"v.{key}": value, "zone": "UTC"})
        assert browser.page.status_code == 422, (key, said)
        assert reason in wrong_at(said, f"f-{key}"), key
        assert value_of(said, "text") == WORDS["text"]
        if key != "card_last4":
            assert value_of(said, f"v.{key}") == value, key
    async with quiet_site.system.database.read() as session:
        assert await session.scalar(select(func.count()).select_from(TicketRow)) == 0


async def test_what_is_needed_is_asked_for_unless_one_says_why_one_has_it_not(browser: PortalBrowser):
    await browser.enter(site_token())
    said = await post(browser, "DEP-NOCRED", "review", {"v.asset": "USDT", "v.network": "TRON"})
    for field in ("txid", "amount"):
        assert "If you do not have it, say why" in wrong_at(said, f"f-{field}")
    assert "The message is empty" in wrong_at(said, "f-text")
    reasons = {"m.txid": "the app hides it", "m.amount": "I forgot"}
    said = await post(browser, "DEP-NOCRED", "review", {**WORDS, "v.asset": "USDT", "v.network": "TRON", **reasons})
    assert browser.page.status_code == 200
    assert "Not at hand: the app hides it" in said
    assert "75 % of what we need" in said
    # Who is being robbed sends what he has.
    await post(browser, "SEC-API", "send", {"text": "Somebody trades with my key"})
    assert browser.page.history[0].status_code == 303


async def test_times_need_a_zone_and_an_hour_that_was_twice_an_offset(browser: PortalBrowser):
    await browser.enter(site_token())
    form = {**WORDS, "v.login_id": "lin@example.com", "v.error_text": "no", "v.occurred_at": "2026-10-25T02:30"}
    said = await post(browser, "ACC-LOGIN", "review", form)
    assert "in which time zone" in wrong_at(said, "f-zone")
    said = await post(browser, "ACC-LOGIN", "review", {**form, "zone": "Europe/Berlin"})
    assert "+02:00 / +01:00" in wrong_at(said, "f-occurred_at")
    assert value_of(said, "v.occurred_at") == "2026-10-25T02:30"
    said = await post(browser, "ACC-LOGIN", "review", {**form, "v.occurred_at": "2026-10-25T02:30+01:00", "zone": "Europe/Berlin"})  # fmt: skip
    assert "2026-10-25 01:30 UTC" in said


async def test_events_are_put_in_order_and_a_line_without_a_time_is_named(browser: PortalBrowser):
    await browser.enter(site_token())
    events = "2026-11-20 10:00 It arrived\n\n2026-11-20 09:30+08:00 - I sent it\nyesterday I wrote to you"
    form = {**WORDS, "zone": "UTC", "events": events}
    said = await post(browser, "FEE-Q", "review", form)
    assert "Line 4: Begin with a time" in wrong_at(said, "f-events")
    assert value_of(said, "events") == events
    said = await post(browser, "FEE-Q", "review", {**form, "events": events.rpartition("\n")[0]})
    assert "2026-11-20 01:30 UTC  I sent it\n2026-11-20 10:00 UTC  It arrived" in said


async def test_secrets_are_removed_before_anything_is_kept_or_shown(quiet_site: Installation, browser: PortalBrowser):
    await browser.enter(site_token())
    said = await post(browser, "FEE-Q", "review", {"text": "my password is hunter2hunter2, why the fee?"})
    assert "hunter2hunter2" not in said.partition('class="write sure"')[0]
    assert "looked like a secret and was removed" in said
    said = await post(browser, "FEE-Q", "keep", {"text": MAYBE})
    assert "may be a private key" in wrong_at(said, "f-text")
    assert 'name="as_is"' in said
    async with quiet_site.system.database.read() as session:
        bodies = list(await session.scalars(select(TicketDraftRow.body)))
    kept = [quiet_site.system.sealer.open(body, "ticket draft:FEE-Q") for body in bodies]
    assert kept
    assert not any(b"hunter2" in body or TXID.encode() in body for body in kept)
    await post(browser, "FEE-Q", "keep", {"text": MAYBE, "as_is": "yes"})
    assert browser.page.history[0].status_code == 303


async def test_a_draft_is_found_again_elsewhere_for_seven_days_and_goes_when_it_is_sent(
    quiet_site: Installation, browser: PortalBrowser
):
    await browser.enter(site_token())
    await post(browser, "DEP-NOCRED", "keep", {**DEPOSIT, "v.txid": "half of it", "m.amount": "", "zone": "Asia/Tokyo"})
    elsewhere = PortalBrowser(quiet_site)
    await elsewhere.enter(site_token(jti=uuid4().hex))
    assert "You have begun these" in await elsewhere.open(NEW)
    said = await elsewhere.open(address("DEP-NOCRED"))
    assert "This is your draft" in said
    assert (value_of(said, "v.txid"), value_of(said, "text")) == ("half of it", DEPOSIT["text"])
    async with quiet_site.system.database.write() as session:
        await session.execute(update(TicketDraftRow).values(updated_at=clock.now() - LIFE))
    assert "This is your draft" not in await elsewhere.open(address("DEP-NOCRED", read="1"))
    await post(elsewhere, "DEP-NOCRED", "keep", DEPOSIT)
    await post(browser, "DEP-NOCRED", "send", DEPOSIT)
    assert "This is your draft" not in await elsewhere.open(address("DEP-NOCRED", read="1"))
    await post(elsewhere, "DEP-NOCRED", "keep", DEPOSIT)
    await post(elsewhere, "DEP-NOCRED", "drop", DEPOSIT)
    assert "You have begun these" not in await elsewhere.open(NEW)
    await elsewhere.http.aclose()


async def test_files_come_with_the_form_and_a_refused_one_loses_nothing(
    quiet_site: Installation, browser: PortalBrowser
):
    await browser.enter(site_token())
    form: dict[str, Any] = {**WORDS, "v.p2p_order_no": "20261122153045678901"}
    program, note = (
        ("u.payment_proof", "paid.exe", b"MZ\x90\x00" + bytes(60)),
        ("u.payment_proof", "paid.txt", b"Paid 310"),
    )
    said = await post(browser, "P2P-NOREL", "review", form, files=[program, note])
    assert browser.page.status_code == 422
    assert "paid.exe:" in wrong_at(said, "f-payment_proof")
    assert value_of(said, "v.p2p_order_no") == form["v.p2p_order_no"]
    (kept,) = said.split('name="k.payment_proof" value="')[1:]
    said = await post(browser, "P2P-NOREL", "review", {**form, "k.payment_proof": [kept[:32]]})
    assert browser.page.status_code == 200
    assert "paid.txt" in said
    sent = hidden(said)
    for _ in range(2):
        # Twice, as an impatient finger does: the file lies in the ticket by then.
        await post(browser, "P2P-NOREL", "send", sent)
        assert browser.page.history[0].status_code == 303
    lin = await quiet_site.customer()
    (made,) = (await lin.http.get("/api/tickets")).json()["tickets"]
    file = next(fact["file"] for fact in made["evidence"] if fact["field"] == "payment_proof")
    assert (await lin.http.get(f"/api/files/{file}")).content == b"Paid 310"


async def test_nobody_sends_another_customers_file(quiet_site: Installation, browser: PortalBrowser):
    other = await quiet_site.customer("99887766")
    taken = await other.http.post("/api/files", content=b"mine", headers={"X-File-Name": "a.txt"})
    await browser.enter(site_token())
    form = {**WORDS, "v.p2p_order_no": "20261122153045678901", "k.payment_proof": taken.json()["id"]}
    said = await post(browser, "P2P-NOREL", "send", form)
    assert browser.page.status_code == 422
    assert "Attach a file here" in wrong_at(said, "f-payment_proof")
    async with quiet_site.system.database.read() as session:
        assert list(await session.scalars(select(FileRow.conversation_id))) == [None]


ODD: list[tuple[dict[str, Any], int, str]] = [
    ({"act": "dance"}, 422, "act"),
    ({"v.no_such_field": "a"}, 422, "no_such_field"),
    ({"verified": "true"}, 422, "verified"),
    ({"key": "x"}, 422, ""),
    ({"urgent": "a" * 501}, 422, "too long"),
    ({"text": "a" * 10_001}, 422, "too long"),
    ({"text": "\x00\ud83d"}, 200, ""),
    ({"diagnostics": "a" * 100_001}, 413, ""),
]


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_what_no_browser_sends_is_answered_with_a_page(browser: PortalBrowser):
    await browser.enter(site_token())
    for fields, status, reason in ODD:
        body = {"act": "send" if "key" in fields else "review", "key": str(uuid4()), **WORDS, **fields}
        raw = {name: value.encode("utf-8", "surrogatepass") for name, value in body.items()}
        parts = [(name, (None, value)) for name, value in raw.items()]
        page = await browser.http.post(address("FEE-Q"), files=parts, headers={"Origin": browser.origin})
        assert page.headers["content-type"].startswith("text/html"), (fields, page.text)
        assert page.status_code == status or "\ud83d" in str(fields.get("text")), (fields, page.status_code)
        assert reason in page.text
    twice = [("text", (None, "a")), ("text", (None, "b")), ("act", (None, "review"))]
    many = [("u.document", (f"{n}.txt", b"a")) for n in range(11)] + [("act", (None, "review"))]
    for parts in (twice, many, [("act", ("review.txt", b"review"))], [("v.asset", ("a.txt", b"a"))]):
        page = await browser.http.post(address("FEE-Q"), files=parts, headers={"Origin": browser.origin})
        assert 400 <= page.status_code < 500
        assert page.headers["content-type"].startswith("text/html")
    for content, kind in (
        (b"--a\r\nbroken", "multipart/form-data; boundary=a"), (b"", "multipart/form-data; boundary=a"),
        (b"x", "multipart/form-data;"), (b'--a\r\nContent-Disposition: form-data; name="text"\r\nContent-Type: text/plain; charset=klingon\r\n\r\n\xff\r\n--a--\r\n', "multipart/form-data; boundary=a"),
        (b"{}", "application/json"),
    ):  # fmt: skip
        headers = {"Origin": browser.origin, "Content-Type": kind}
        page = await browser.http.post(address("FEE-Q"), content=content, headers=headers)
        assert 400 <= page.status_code < 500, (content, page.text)


async def test_a_form_from_another_site_is_refused(browser: PortalBrowser):
    await browser.enter(site_token())
    await post(browser, "FEE-Q", "send", WORDS, headers={"Origin": "https://thief.example"})
    assert browser.page.status_code == 403


async def test_a_key_that_is_used_up_gets_a_new_one_and_nothing_is_lost(browser: PortalBrowser):
    await browser.enter(site_token())
    key = str(uuid4())
    await post(browser, "DEP-NOCRED", "send", {**DEPOSIT, "key": key})
    said = await post(
        browser, "DEP-NOCRED", "send", {**DEPOSIT, "key": key, "text": "Other words", "v.txid": TXID[::-1]}
    )
    assert browser.page.status_code == 409
    assert value_of(said, "text") == "Other words"
    assert f'name="key" value="{key}"' not in said
