"""What an agent asks by a card is a plain form in the portal: faults in their fields, steps with a picture, nothing typed twice."""

import re
from html import unescape
from typing import Any

import pytest

from tests.bad_input.test_uploads import picture as png
from tests.channels.portal.portal import PORTAL, PortalBrowser
from tests.harness import Client, Installation, site_token
from tests.tickets.ground import changed, entries, opened
from tests.tickets.test_cards import asked

CARD: dict[str, Any] = {
    "fields": [{"key": "amount"}, {"kind": "choice", "label": "Which app?", "choices": ["iOS 17.4", "Android"]},
               {"key": "receipt"}],
    "steps": ["Sign out everywhere", "Open the app again"],
    "text": "Two facts, please.",
}  # fmt: skip


@pytest.fixture
async def lin(quiet_site: Installation, browser: PortalBrowser) -> Client:
    client = await quiet_site.customer(name="Lin")
    await browser.enter(site_token(name="Lin"))
    return client


def at(ticket: dict[str, Any]) -> str:
    return f"{PORTAL}/{ticket['number']}/cards/{ticket['cards'][-1]['id']}"


def picture(name: str = "u.receipt") -> dict[str, Any]:
    return {name: ("receipt.png", png(), "image/png")}


async def now_of(lin: Client, ticket: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = (await lin.http.get(f"/api/tickets/{ticket['id']}")).json()
    return found


async def test_a_card_is_answered_field_by_field_with_a_picture_of_a_step_and_is_evidence(
    quiet_site: Installation, browser: PortalBrowser, lin: Client
):
    ticket = await asked(await quiet_site.agent(), await opened(lin, evidence=[]), **CARD)
    said = await browser.open(PORTAL)
    assert f'href="{at(ticket)}"' in said
    said = await browser.open(f"{PORTAL}/{ticket['number']}")
    assert "Next: you" in said
    assert said.count(f'href="{at(ticket)}"') == 1
    assert "需要您提供以下内容" in await browser.open(f"{at(ticket)}?locale=zh-CN")
    said = await browser.open(f"{PORTAL}/{ticket['number']}")
    assert "asked: Two facts, please. · " in unescape(said)
    said = await browser.open(at(ticket))
    assert '<option value="iOS 17.4">iOS 17.4</option>' in said
    sent = {"v.amount": "310,5", "v.own:1": "iOS 17.4", "v.steps.0": "yes", "v.steps.1": "no"}
    words = {"m.steps.1": "it closes by itself"}
    files = picture() | {"u.steps.1": ("crash.png", png(color="blue"), "image/png")}
    said = await browser.send_to(at(ticket), files=files, **sent, **words)
    assert browser.page.url.path == f"{PORTAL}/{ticket['number']}", said[:3000]
    assert "Thank you. We see your answer at once." in said
    assert "Which app?" in said
    now = await now_of(lin, ticket)
    facts = {one["field"]: one.get("value") or one.get("file") for one in now["evidence"]}
    assert (facts["amount"], facts["own:1"]) == ("310.5", "iOS 17.4")
    step = now["cards"][0]["steps"][1]
    assert (step["done"], step["words"]) == (False, "it closes by itself")
    assert now["status"] == "with_agent"
    # Both pictures lie in the conversation, for whoever may read it.
    told = [file["id"] for entry in await entries(lin, ticket["conversation"]) for file in entry["files"]]
    assert sorted(told) == sorted([facts["receipt"], step["file"]])
    # The same once more changes nothing, and what he said is there to be corrected.
    said = await browser.open(at(ticket))
    assert 'value="it closes by itself"' in said
    kept = dict(re.findall(r'name="(k\.[\w.:]+)" value="(\w+)" checked', said))
    assert kept == {"k.receipt": facts["receipt"], "k.steps.1": step["file"]}
    await browser.send_to(at(ticket), **sent, **words, **kept)
    assert (await now_of(lin, ticket))["revision"] == now["revision"]


async def test_every_fault_stands_in_its_field_and_nothing_is_typed_or_chosen_again(
    quiet_site: Installation, browser: PortalBrowser, lin: Client
):
    ticket = await asked(await quiet_site.agent(), await opened(lin, evidence=[]), **CARD)
    files = picture() | {"u.steps.0": ("a.exe", b"MZ\x90\x00\x03\x00", "")}
    said = await browser.send_to(
        at(ticket), files=files, **{"v.amount": "1,234", "v.steps.0": "yes", "m.steps.1": "later"}
    )
    assert browser.page.status_code == 422
    wrong = dict(re.findall(r'<a href="#f-([\w.:]+)"><bdi>[^<]*</bdi>: ([^<]*)</a>', said))
    assert wrong.keys() == {"amount", "own:1", "steps.0", "steps.1"}
    assert "can be read in two ways" in wrong["amount"]
    assert wrong["steps.0"].startswith("a.exe: This kind of file is not accepted.")
    assert wrong["steps.1"] == "Say whether you did this."
    for name in wrong:
        assert f'id="f-{name}"' in said, name
    assert 'value="1,234"' in said
    assert 'value="later"' in said
    assert re.search(r'name="v.steps.0" value="yes" checked', said)
    (kept,) = re.findall(r'name="k.receipt" value="(\w+)" checked', said)
    assert (await now_of(lin, ticket))["evidence"] == []
    # What he does not have is said with a reason, as everywhere.
    sent = {
        "v.amount": "1234.0",
        "m.own:1": "I use a browser",
        "k.receipt": kept,
        "v.steps.0": "yes",
        "v.steps.1": "no",
    }
    await browser.send_to(at(ticket), **sent)
    facts = {one["field"]: one for one in (await now_of(lin, ticket))["evidence"]}
    assert facts["receipt"]["file"] == kept
    assert facts["own:1"]["missing"] == "I use a browser"


async def test_a_refused_form_of_facts_keeps_the_file_that_came_with_it(browser: PortalBrowser, lin: Client):
    ticket = await opened(lin, category="FIA-DEPNC", evidence=[])
    facts = f"{PORTAL}/{ticket['number']}/facts"
    field = next(name for name in re.findall(r'name="u\.(\w+)"', await browser.open(facts)))
    said = await browser.send_to(facts, files=picture(f"u.{field}"), **{"v.amount": "1,234"})
    assert browser.page.status_code == 422
    (kept,) = re.findall(rf'name="k.{field}" value="(\w+)" checked> <span><bdi>receipt.png', said)
    assert "Saved." in await browser.send_to(facts, **{"v.amount": "1234.0", f"k.{field}": kept})
    now = await now_of(lin, ticket)
    assert [one["file"] for one in now["evidence"] if one["field"] == field] == [kept]
    # It stands in the form from then on, and as long as it does nothing is new.
    said = await browser.open(facts)
    assert re.findall(rf'name="k.{field}" value="(\w+)" checked', said) == [kept]
    assert "Nothing was changed." in await browser.send_to(facts, **{f"k.{field}": kept})
    refused = await browser.send_to(facts, files={f"u.{field}": ("a.exe", b"MZ\x90\x00", "")}, zone="UTC")
    assert "a.exe: This kind of file is not accepted." in refused


async def test_what_nobody_may_answer_is_told_and_what_is_not_there_is_not(
    quiet_site: Installation, browser: PortalBrowser, lin: Client
):
    agent = await quiet_site.agent()
    ticket = await asked(agent, await opened(lin, evidence=[]), **CARD)
    await agent.http.post(f"/api/desk/tickets/{ticket['id']}/cards/{ticket['cards'][0]['id']}/withdraw")
    for answer in (await browser.open(at(ticket)), await browser.send_to(at(ticket), **{"v.amount": "1.5"})):
        assert browser.page.status_code == 409
        assert "We need this from you" not in answer
    again = await asked(agent, ticket, **CARD)
    await browser.open(at(again)[:-4] + "0000")
    assert browser.page.status_code == 404
    await changed(agent, ticket, status="solved", text="It has arrived.")
    await browser.open(at(again))
    assert browser.page.status_code == 409
    theirs = await opened(await quiet_site.customer("99999", name="Wei"), evidence=[])
    await browser.open(at(await asked(agent, theirs, **CARD)))
    assert browser.page.status_code == 404
