"""A customer's matters on pages without JavaScript, on both databases: what they show and what he does there."""

import asyncio
import re
from typing import Any

import pytest

from fairlead.kit import clock
from fairlead.kit.clock import DAY
from tests.channels.portal.portal import PORTAL, PortalBrowser
from tests.harness import Client, Installation, message, site_token
from tests.tickets.ground import TRON_TXID, changed, entries, opened


@pytest.fixture
async def lin(quiet_site: Installation, browser: PortalBrowser) -> Client:
    """Signed in over the API and in the portal: one customer."""
    client = await quiet_site.customer(name="Lin")
    await browser.enter(site_token(name="Lin"))
    return client


def place(ticket: dict[str, Any]) -> str:
    return f"{PORTAL}/{ticket['number']}"


async def test_the_list_says_of_each_matter_who_acts_next_and_by_when(
    quiet_site: Installation, browser: PortalBrowser, lin: Client
):
    assert "Nothing is open" in await browser.open(PORTAL)
    mine, other = await opened(lin), await opened(lin, category="FEE-Q", text="what is this fee?", evidence=[])
    agent = await quiet_site.agent()
    await changed(agent, other, status="waiting_for_you", text="Which trade was it?")
    said = await browser.open(PORTAL)
    assert said.index(other["number"]) < said.index(mine["number"])
    assert "Next: Wallet operations answers" in said
    assert re.search(
        r'class="matter yours">\s*<b dir="auto">[^<]+</b>\s*<span class="number"><bdi>' + other["number"], said
    )
    assert "Please answer by" in said
    await browser.send_to(f"{place(mine)}/withdraw", sure="yes")
    assert mine["number"] not in await browser.open(PORTAL)
    assert mine["number"] in await browser.open(f"{PORTAL}?show=all")
    assert "Withdrawn" in browser.page.text


async def test_a_long_list_comes_in_pages_and_another_lists_cursor_begins_anew(browser: PortalBrowser, lin: Client):
    made = [await opened(lin, category="FEE-Q", text="a", evidence=[]) for _ in range(22)]
    for ticket in made[:3]:
        await lin.http.post(f"/api/tickets/{ticket['id']}/withdraw")
    first = await browser.open(f"{PORTAL}?show=all")
    then = re.search(r'href="([^"]+cursor=[^"]+)"', first)
    assert then is not None
    second = await browser.open(then[1].replace("&amp;", "&"))
    numbers = [re.findall(r"<bdi>(CS-[^<]+)</bdi>", page) for page in (first, second)]
    assert [len(one) for one in numbers] == [20, 2]
    # What has ended comes last, and nothing twice.
    assert numbers[0][:19] == [one["number"] for one in reversed(made[3:])]
    assert sorted(numbers[0] + numbers[1]) == sorted(one["number"] for one in made)
    await browser.open(
        f"{PORTAL}?{then[1].rpartition('?')[2].replace('show=all', '').replace('&amp;', '&').strip('&')}"
    )
    assert browser.page.history[0].status_code == 303


async def test_a_matter_shows_its_facts_and_its_timeline_without_what_is_internal(
    quiet_site: Installation, browser: PortalBrowser, lin: Client
):
    ticket, agent = await opened(lin), await quiet_site.agent("Sven")
    await changed(agent, ticket, priority=1, why="a large sum, told by phone")
    desk = await agent.open()
    await desk.ask(
        {
            "type": "note",
            "client_id": "0b5e7d9e-3f43-4a2a-9b67-2f6f43c9a001",
            "conversation": ticket["conversation"],
            "text": "only for us",
        }
    )
    await desk.ask(message("I look into it.", ticket["conversation"]))
    said = await browser.open(place(ticket))
    for shown in (
        "Deposit not credited",
        ticket["number"],
        TRON_TXID,
        "1234.5",
        "Where is my deposit?",
        "I look into it.",
        "Opened as",
    ):
        assert shown in said, shown
    assert "only for us" not in said
    assert "told by phone" not in said


async def test_a_customer_replies_with_a_file_and_sent_twice_it_is_one_message(browser: PortalBrowser, lin: Client):
    ticket = await opened(lin)
    await browser.open(place(ticket))
    address, hidden = browser.form_at(place(ticket))
    for _ in range(2):
        said = await browser.send_to(
            address, files={"file": ("receipt.txt", b"paid 1234.5", "text/plain")}, **hidden, text="Here it is"
        )
    assert said.count("Here it is") == 1 or browser.page.status_code == 409
    told = [entry for entry in await entries(lin, ticket["conversation"]) if entry["text"] == "Here it is"]
    assert [file["name"] for file in told[0]["files"]] == ["receipt.txt"]
    assert len(told) == 1
    said = await browser.open(place(ticket))
    link = re.search(rf'href="({place(ticket)}/files/[0-9a-f]+)"', said)
    assert link is not None
    assert "paid 1234.5" in await browser.open(link[1])


async def test_what_is_refused_comes_back_with_its_reason_and_what_was_typed(browser: PortalBrowser, lin: Client):
    ticket = await opened(lin)
    await browser.open(place(ticket))
    address, hidden = browser.form_at(place(ticket))
    said = await browser.send_to(address, **hidden, text="\u200b", files={"file": ("a.exe", b"MZ\x90\x00\x03\x00", "")})
    assert browser.page.status_code in (415, 422)
    assert "This kind of file is not accepted." in said
    headers = {"Origin": browser.origin, "Content-Type": "multipart/form-data; boundary=x"}
    for body in (b"", b"garbage", b'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\nhello'):
        broken = await browser.http.post(address, content=body, headers=headers)
        assert broken.status_code in (400, 422), (body, broken.text[:300])
        assert "This was not sent" in broken.text
    said = await browser.send_to(address, **hidden, text="   ")
    assert "The message is empty." in said
    said = await browser.send_to(address, **hidden, text="x" * 10_001)
    assert browser.page.status_code == 422
    assert "x" * 10_001 in said


async def test_facts_are_corrected_in_a_form_and_each_fault_stands_in_its_field(browser: PortalBrowser, lin: Client):
    ticket = await opened(lin)
    said = await browser.open(f"{place(ticket)}/facts")
    assert "1.234,5" in said
    said = await browser.send_to(
        f"{place(ticket)}/facts",
        **{"v.amount": "1,234", "v.txid": "0x1", "v.asset": "USDT", "m.to_address": "I forgot"},
    )
    assert browser.page.status_code == 422
    assert said.count('aria-invalid="true"') == 2
    assert 'value="1,234"' in said
    assert "can be read in two ways" in said
    said = await browser.send_to(f"{place(ticket)}/facts", **{"v.amount": "1234.75", "v.txid": TRON_TXID.upper()})
    assert browser.page.url.path == place(ticket)
    assert "Saved." in said
    now = (await lin.http.get(f"/api/tickets/{ticket['id']}")).json()
    assert [fact["value"] for fact in now["evidence"] if fact["field"] == "amount"] == ["1234.75"]
    assert now["revision"] == ticket["revision"] + 1
    assert "Nothing was changed." in await browser.send_to(f"{place(ticket)}/facts", **{"v.amount": "1234.75"})


async def test_the_customer_answers_what_he_was_asked_and_it_is_our_turn(
    quiet_site: Installation, browser: PortalBrowser, lin: Client
):
    ticket, agent = await opened(lin), await quiet_site.agent()
    await changed(agent, ticket, status="waiting_for_you", text="How much was it?")
    said = await browser.open(place(ticket))
    assert "Waiting for you" in said
    assert "Add what is missing" in said or "Add or correct" in said
    await browser.send_to(f"{place(ticket)}/facts", **{"v.amount": "99"})
    assert "Waiting for you" not in re.sub(r"<ol id=\"entries.*?</ol>", "", browser.page.text, flags=re.DOTALL)


async def test_asking_is_offered_after_the_promised_time_and_once_a_day(
    quiet_site: Installation, browser: PortalBrowser, lin: Client, monkeypatch: pytest.MonkeyPatch
):
    ticket = await opened(lin)
    said = await browser.open(place(ticket))
    assert f"{place(ticket)}/nudge" not in said
    assert "you can ask from here after" in said
    assert "The promised time is not over yet." in await browser.send_to(f"{place(ticket)}/nudge", sure="yes")
    assert browser.page.status_code == 409
    later = clock.now() + 3 * DAY
    monkeypatch.setattr(clock, "now", lambda: later)
    assert f"{place(ticket)}/nudge" in await browser.open(place(ticket))
    assert "We have been told that you are waiting." in await browser.send_to(f"{place(ticket)}/nudge", sure="yes")
    assert f"{place(ticket)}/nudge" not in browser.page.text.split('<section class="also"')[1]
    await browser.send_to(f"{place(ticket)}/nudge", sure="yes")
    assert "You asked within the last 24 hours" in browser.page.text


async def test_what_is_solved_is_confirmed_or_opened_again_with_words(
    quiet_site: Installation, browser: PortalBrowser, lin: Client
):
    ticket, agent = await opened(lin), await quiet_site.agent()
    await changed(agent, ticket, status="solved", text="It has arrived.")
    said = await browser.open(place(ticket))
    assert "Yes, it is solved" in said
    assert "The message is empty." in await browser.send_to(f"{place(ticket)}/reopen", text=" ")
    assert "It is open again." in await browser.send_to(f"{place(ticket)}/reopen", text="Half of it is missing")
    assert "Half of it is missing" in browser.page.text
    await changed(agent, ticket, status="solved", text="Now all of it.")
    assert "It is closed now." in await browser.send_to(f"{place(ticket)}/confirm", sure="yes")
    said = await browser.send_to(f"{place(ticket)}/withdraw", sure="yes")
    assert browser.page.status_code == 409
    assert "Meanwhile this matter stands otherwise." in said


async def test_anothers_matter_is_one_that_is_not_there_and_a_wrong_character_is_told(
    quiet_site: Installation, browser: PortalBrowser, lin: Client
):
    theirs = await opened(await quiet_site.customer("99999", name="Wei"))
    foreign = await browser.open(place(theirs))
    assert browser.page.status_code == 404
    for address in ("", "/facts", "/since"):
        await browser.open(place(theirs) + address)
        assert browser.page.status_code == 404
    for act in ("nudge", "withdraw", "confirm", "reopen", "facts"):
        await browser.send_to(f"{place(theirs)}/{act}")
        assert browser.page.status_code == 404
    number = theirs["number"]
    wrong = number[:-1] + ("0" if number[-1] != "0" else "1")
    said = await browser.open(f"{PORTAL}/{wrong}")
    assert browser.page.status_code == 404
    assert "a letter or digit is wrong" in said
    assert "a letter or digit is wrong" not in foreign
    mine = await opened(lin)
    assert mine["number"] in await browser.open(f"{PORTAL}/{mine['number'].lower()}")


async def test_who_is_not_signed_in_is_told_how_to_be(browser: PortalBrowser, lin: Client):
    ticket = await opened(lin)
    browser.http.cookies.clear()
    for address in ("", "/facts", "/files/0"):
        said = await browser.open(place(ticket) + address)
        assert browser.page.status_code == 404
        assert "Sign in to see your matters" in said
        assert "Deposit not credited" not in said


async def test_the_language_is_chosen_once_and_times_are_in_the_browsers_zone(browser: PortalBrowser, lin: Client):
    ticket = await opened(lin)
    said = await browser.open(place(ticket))
    assert " UTC</time>" in said
    await browser.send_to(f"{PORTAL}/preferences", language="en")
    assert "Saved." in browser.page.text
    await browser.send_to(f"{PORTAL}/preferences", language="xx")
    assert browser.page.status_code == 422
    browser.http.cookies.set("fairlead_zone", "Asia/Shanghai", path="/w/northlight")
    assert "UTC+08:00</time>" in await browser.open(place(ticket))
    browser.http.cookies.set("fairlead_zone", "../../etc/passwd", path="/w/northlight")
    assert " UTC</time>" in await browser.open(place(ticket))


async def test_two_tabs_that_withdraw_and_reply_leave_one_truth(browser: PortalBrowser, lin: Client):
    for _ in range(3):
        ticket = await opened(lin, category="FEE-Q", text="a", evidence=[])
        await browser.open(place(ticket))
        _, hidden = browser.form_at(place(ticket))
        answers = await asyncio.gather(
            browser.post(place(ticket), **hidden, text="one more thing"),
            browser.post(f"{place(ticket)}/withdraw", sure="yes"),
            browser.post(f"{place(ticket)}/withdraw", sure="yes"),
        )
        assert {answer.status_code for answer in answers} <= {303, 409}
        told = await entries(lin, ticket["conversation"])
        assert [entry["text"] for entry in told].count("one more thing") == 1
        assert [entry["data"].get("status") for entry in told].count("withdrawn") == 1
        assert (await lin.http.get(f"/api/tickets/{ticket['id']}")).json()["status"] in ("withdrawn", "reopened")
