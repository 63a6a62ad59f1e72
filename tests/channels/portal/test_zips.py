"""A zip in the portal's forms, without JavaScript: its files are named by the form, and what is left out stands beside its field."""

from typing import Any

from tests.channels.portal.fill import hidden, post
from tests.channels.portal.portal import PORTAL, PortalBrowser
from tests.channels.portal.test_matters import lin, place
from tests.channels.portal.test_new_refuses import WORDS, wrong_at
from tests.harness import Client, Installation, site_token
from tests.tickets.ground import entries, opened
from tests.zips import Piece, named, overlapping, zipped

__all__ = ["lin"]

FORM: dict[str, Any] = {**WORDS, "v.p2p_order_no": "20261122153045678901"}
EVIDENCE = zipped(
    Piece("paid.txt", b"Paid 310"), Piece("../run.exe", b"MZ"), Piece("tool.exe", b"MZ\x90\x00" + bytes(60))
)


async def test_a_form_takes_the_files_of_a_zip_and_tells_each_that_is_left_out(
    quiet_site: Installation, browser: PortalBrowser
):
    await browser.enter(site_token())
    said = await post(browser, "P2P-NOREL", "review", FORM, files=[("u.payment_proof", "proof.zip", EVIDENCE)])
    assert browser.page.status_code == 422
    told = wrong_at(said, "f-payment_proof")
    assert "../run.exe: This file has a name that is not safe." in told
    assert "tool.exe: This kind of file is not accepted." in told
    (kept,) = said.split('name="k.payment_proof" value="')[1:]
    assert "paid.txt" in kept
    said = await post(browser, "P2P-NOREL", "review", {**FORM, "k.payment_proof": [kept[:32]]})
    assert browser.page.status_code == 200, said
    await post(browser, "P2P-NOREL", "send", hidden(said))
    assert browser.page.history[0].status_code == 303
    (made,) = (await (await quiet_site.customer()).http.get("/api/tickets")).json()["tickets"]
    file = next(fact["file"] for fact in made["evidence"] if fact["field"] == "payment_proof")
    given = await (await quiet_site.customer()).http.get(f"/api/files/{file}")
    assert given.content == b"Paid 310"


async def test_a_zip_of_which_everything_is_taken_asks_nothing(quiet_site: Installation, browser: PortalBrowser):
    await browser.enter(site_token())
    content = named({"paid.txt": b"Paid 310", "more.txt": b"and more"})
    said = await post(browser, "P2P-NOREL", "review", FORM, files=[("u.payment_proof", "proof.zip", content)])
    assert browser.page.status_code == 200, wrong_at(said, "f-payment_proof")
    assert "paid.txt" in said and "more.txt" in said


async def test_u11_a_bomb_is_refused_beside_its_field_and_loses_nothing(
    quiet_site: Installation, browser: PortalBrowser
):
    await browser.enter(site_token())
    files = [("u.payment_proof", "bomb.zip", overlapping()), ("u.payment_proof", "paid.txt", b"Paid 310")]
    said = await post(browser, "P2P-NOREL", "review", FORM, files=files)
    assert browser.page.status_code == 422
    assert "bomb.zip: This zip unfolds to far more than it seems to hold" in wrong_at(said, "f-payment_proof")
    assert said.count('name="k.payment_proof" value="') == 1


async def test_a_reply_waits_with_what_was_taken_until_its_giver_sends_it_without_the_rest(
    quiet_site: Installation, browser: PortalBrowser, lin: Client
):
    ticket = await opened(lin, category="FEE-Q", text="what is this fee?", evidence=[])
    await browser.open(place(ticket))
    address, form = browser.form_at(f"{PORTAL}/{ticket['number']}")
    files = [("file", ("proof.zip", EVIDENCE, "application/zip"))]
    said = await browser.send_to(address, files=files, **form, text="All I have")
    assert browser.page.status_code == 422
    assert "../run.exe: This file has a name that is not safe." in said
    assert "All I have" in said and "paid.txt" in said
    assert [one["files"] for one in await entries(lin, ticket["conversation"]) if one.get("files")] == []

    address, form = browser.form_at(f"{PORTAL}/{ticket['number']}")
    assert "kept" in form
    await browser.send_to(address, **form, text="All I have")
    assert browser.page.status_code == 200
    sent = [one for one in await entries(lin, ticket["conversation"]) if one.get("files")]
    assert [(one["text"], [file["name"] for file in one["files"]]) for one in sent] == [("All I have", ["paid.txt"])]
