"""From a form or a conversation to a ticket, over the doors."""

from typing import Any

from sqlalchemy import select

from fairlead.settings import SETTINGS, Settings
from fairlead.tickets.models import TicketMarkRow, TicketRow
from fairlead.tickets.number_ticket import read_number
from tests.harness import Client, Installation, installation, site_token
from tests.shield.test_at_rest import at_rest
from tests.tickets.ground import DEPOSIT, TRON_TXID, changed, entries, key, opened, talked


async def test_a_form_becomes_a_ticket_with_its_facts_in_one_form_and_begins_a_conversation(quiet_site: Installation):
    customer = await quiet_site.customer()
    ticket = await opened(customer)
    assert read_number(ticket["number"]) == ticket["number"]
    assert (ticket["status"], ticket["open"], ticket["next"]) == ("submitted", True, "agents")
    assert (ticket["priority"], ticket["team"], ticket["complete"], ticket["lacking"]) == (3, "wallet-ops", 100, [])
    assert ticket["next_update_by"] > ticket["since"]
    facts = {fact["field"]: fact for fact in ticket["evidence"]}
    assert (facts["asset"]["value"], facts["network"]["value"]) == ("USDT", "TRON")
    assert (facts["txid"]["value"], facts["amount"]) == (
        TRON_TXID,
        {"field": "amount", "value": "1234.5", "typed": "1.234,5"},
    )
    told = await entries(customer, ticket["conversation"])
    assert [one["kind"] for one in told] == ["message", "ticket"]
    assert told[1]["data"]["ticket"] == {"id": ticket["id"], "number": ticket["number"], "category": "DEP-NOCRED"}
    assert "asked" not in told[1]["data"]


async def test_a_conversation_becomes_a_ticket_in_one_step_and_keeps_its_timeline(quiet_site: Installation):
    customer, agent = await quiet_site.customer(), await quiet_site.agent()
    conversation = await talked(customer)
    desk = await agent.open()
    await desk.ask({"type": "subscribe", "conversation": conversation, "after": 0})
    body = {"conversation": conversation, "category": "DEP-NOCRED", "evidence": DEPOSIT[:2]}
    sent = key()
    made = await agent.http.post("/api/desk/tickets", json=body, headers=sent)
    assert made.status_code == 201, made.text
    ticket = made.json()
    assert (ticket["conversation"], ticket["complete"], ticket["lacking"]) == (conversation, 50, ["txid", "amount"])
    # Who watches sees it at once.
    await desk.until(lambda frame: frame["type"] == "entry" and frame["entry"]["kind"] == "ticket")
    assert [one["kind"] for one in await entries(agent, conversation, agent=True)][:2] == ["message", "ticket"]
    again = await agent.http.post("/api/desk/tickets", json=body, headers=sent)
    assert (again.status_code, again.json()["id"]) == (201, ticket["id"])
    second = await agent.http.post("/api/desk/tickets", json=body, headers=key())
    assert (second.status_code, second.json()["code"]) == (409, "ticket_exists")


async def test_a_retry_is_the_same_ticket_and_the_same_key_with_other_facts_is_refused(quiet_site: Installation):
    customer = await quiet_site.customer()
    body = {"category": "DEP-NOCRED", "text": "Where is it?", "evidence": DEPOSIT}
    sent = key()
    first = await customer.http.post("/api/tickets", json=body, headers=sent)
    second = await customer.http.post("/api/tickets", json=body, headers=sent)
    assert (first.status_code, second.status_code) == (201, 201), second.text
    assert first.json()["number"] == second.json()["number"]
    other = await customer.http.post("/api/tickets", json=body | {"evidence": DEPOSIT[:3]}, headers=sent)
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_mismatch")
    missing = await customer.http.post("/api/tickets", json=body)
    assert (missing.status_code, missing.json()["code"]) == (422, "client_id_invalid")
    assert len((await customer.http.get("/api/tickets")).json()["tickets"]) == 1


async def test_a_txid_in_an_open_matter_of_the_same_customer_offers_to_add_to_it(quiet_site: Installation):
    customer, other, agent = await quiet_site.customer(), await quiet_site.customer("77"), await quiet_site.agent()
    first = await opened(customer)
    body = {"category": "DEP-NOCRED", "evidence": [DEPOSIT[1], {"field": "txid", "value": f"0x{TRON_TXID}"}]}
    refused = await customer.http.post("/api/tickets", json=body, headers=key())
    assert (refused.status_code, refused.json()["code"]) == (409, "ticket_same")
    assert refused.json()["data"] == {"ticket": first["id"], "number": first["number"], "field": "txid"}
    # Nobody else is told, and it may be another matter after all.
    await opened(other, **body)
    await opened(customer, **body, anyway=True)
    # The number of an order is one with its sign.
    order = {"category": "TRD-ORDER", "evidence": [{"field": "order_id", "value": "#123456789"}]}
    traded = await opened(customer, **order)
    assert traded["evidence"][0]["value"] == "123456789"
    order["evidence"][0]["value"] = "123456789"
    assert (await customer.http.post("/api/tickets", json=order, headers=key())).json()["code"] == "ticket_same"
    # What has ended is no open matter.
    await changed(agent, traded, status="solved")
    await opened(customer, **order)


BAD: list[tuple[dict[str, Any], str]] = [
    ({"field": "txid", "value": "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"}, "address"),
    ({"field": "txid", "value": "9b0fc9…c0c29"}, "shortened"),
    ({"field": "txid", "value": "#123456789"}, "reference"),
    ({"field": "to_address", "value": "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6T"}, "checksum"),
    ({"field": "to_address", "value": "0x52908400098527886E0F7030069857D2E4169EE7"}, "other_network"),
    ({"field": "amount", "value": "1,234"}, "amount_ambiguous"),
    ({"field": "occurred_at", "value": "2025-03-30T02:30", "zone": "Europe/Berlin"}, "time_never"),
    ({"field": "card_last4", "value": "4242424242424242"}, "card_whole"),
    ({"field": "error_text", "value": "my password is Hunter2!x", "missing": "a"}, "value_and_missing"),
    ({"field": "shoe_size", "value": "42"}, "field_unknown"),
    ({"field": "currency", "value": "   "}, "empty"),
    ({"field": "asset", "value": "BTC"}, "field_twice"),
    ({"field": "receipt", "value": "receipt.pdf"}, "file_missing"),
    ({"field": "old_reachable", "value": "maybe"}, "choice"),
    ({"field": "case_no", "value": "CS-261122-AAAAA-A"}, "case_no"),
    ({"field": "reason", "value": "a" * 2001}, "too_long"),
    ({"field": "reference", "value": "1"}, "field_unknown"),
    ({"field": "police_no", "value": "legal winner thank year wave sausage worth useful legal winner thank yellow"}, "format"),
]  # fmt: skip


async def test_a_bad_field_is_refused_in_its_place_with_reason_and_example_and_nothing_is_stored(
    quiet_site: Installation,
):
    customer = await quiet_site.customer()
    good = [{"field": "asset", "value": "USDT"}, {"field": "network", "value": "TRON"}]
    for fact, code in BAD:
        body = {"category": "DEP-NOCRED", "text": "help", "evidence": [*good, fact]}
        answer = await customer.http.post("/api/tickets", json=body, headers=key() | {"Accept-Language": "zh-CN"})
        assert (answer.status_code, answer.json()["code"]) == (422, "evidence_invalid"), answer.text
        (field,) = answer.json()["data"]["fields"]
        assert (field["at"], field["field"], field["code"]) == (2, fact["field"], code)
        assert any("\u4e00" <= letter <= "\u9fff" for letter in field["message"])
        assert "{" not in field["message"]
        # What he typed comes back, unless it must be on no screen.
        if code in ("address", "checksum", "amount_ambiguous"):
            assert (field["value"], bool(field["example"])) == (fact["value"], True)
        assert "4242424242424242" not in answer.text
        assert "legal winner" not in answer.text
        assert "Hunter2" not in answer.text
    # All at once, each in its place.
    body = {"category": "DEP-NOCRED", "evidence": [fact for fact, code in BAD if code != "field_twice"]}
    faults = (await customer.http.post("/api/tickets", json=body, headers=key())).json()["data"]["fields"]
    assert [fault["at"] for fault in faults] == list(range(len(BAD) - 1))
    async with quiet_site.system.database.read() as session:
        assert not (await session.scalars(select(TicketRow.id))).all()


async def test_what_the_customer_does_not_have_he_says_why_and_what_is_odd_is_marked(quiet_site: Installation):
    customer = await quiet_site.customer()
    evidence = [
        {"field": "asset", "value": "ETH"},
        {"field": "network", "value": "ETH"},
        {"field": "txid", "missing": "Kraken shows none"},
        {"field": "to_address", "value": "0x" + "52908400098527886e0f7030069857d2e4169ee7"},
        {"field": "api_key_prefix", "value": "mx0vgl9aTHERESTISSECRET"},
    ]
    ticket = await opened(customer, evidence=evidence)
    # Two of four are there, one is excused and counts half.
    assert (ticket["complete"], ticket["lacking"]) == (62, ["amount"])
    facts = {fact["field"]: fact for fact in ticket["evidence"]}
    assert facts["txid"] == {"field": "txid", "missing": "Kraken shows none"}
    assert facts["to_address"]["hints"] == ["unchecked"]
    assert facts["api_key_prefix"] == {"field": "api_key_prefix", "value": "mx0vgl9a", "hints": ["cut"]}
    # First and last four are those of the address before, the rest is not.
    alike = "0x5290" + "0" * 32 + "9ee7"
    later = await opened(customer, evidence=[evidence[1], {"field": "address", "value": alike}], category="W3-WALLET")
    assert "look_alike" in later["evidence"][1]["hints"]


async def test_a_txid_without_its_network_says_of_which_ones_it_may_be(quiet_site: Installation):
    customer = await quiet_site.customer()
    ticket = await opened(customer, category="DEP-MIN", evidence=[{"field": "txid", "value": "0x" + "ab" * 32}])
    fact = ticket["evidence"][0]
    assert fact["hints"] == ["network_unsaid"]
    assert {"ETH", "BSC"} <= set(fact["networks"])


async def test_files_that_prove_something_lie_in_the_timeline_and_only_ones_own(quiet_site: Installation):
    customer, other, agent = await quiet_site.customer(), await quiet_site.customer("77"), await quiet_site.agent()

    async def upload(client: Client) -> str:
        name = {"X-File-Name": "proof.txt"}
        return str((await client.http.post("/api/files", content=b"paid", headers=name)).json()["id"])

    mine, theirs = await upload(customer), await upload(other)
    order = {"field": "p2p_order_no", "value": "20261122153045678901"}
    bad = {"category": "P2P-NOREL", "evidence": [order, {"field": "payment_proof", "file": theirs}]}
    refused = await customer.http.post("/api/tickets", json=bad, headers=key())
    assert (refused.status_code, refused.json()["code"]) == (422, "file_not_usable")
    ticket = await opened(customer, category="P2P-NOREL", evidence=[order, {"field": "payment_proof", "file": mine}])
    assert (ticket["complete"], ticket["evidence"][1]) == (100, {"field": "payment_proof", "file": mine})
    assert (await agent.http.get(f"/api/desk/files/{mine}")).status_code == 200


async def test_nothing_that_was_told_lies_readable_in_the_database(quiet_site: Installation):
    customer = await quiet_site.customer()
    secret = {"field": "error_text", "value": "it said: my password is Hunter2!xyzzy and then"}
    ticket = await opened(customer, evidence=[*DEPOSIT, secret], urgent="my rent is due, Müllerstraße 17")
    assert "Hunter2" not in str(ticket)
    assert "[removed: password]" in str(ticket)
    stored = await at_rest(quiet_site)
    for told in (TRON_TXID, "1234.5", "Hunter2", "rent is due", "Müllerstraße"):
        assert told not in stored, told
    async with quiet_site.system.database.read() as session:
        assert len((await session.scalars(select(TicketMarkRow.digest))).all()) == 1


async def test_urgent_with_a_reason_raises_a_matter_and_the_third_time_no_more(quiet_site: Installation):
    customer = await quiet_site.customer()
    found = [await opened(customer, category="FEE-Q", evidence=[], urgent="I cannot wait for it") for _ in range(4)]
    assert [one["priority"] for one in found] == [3, 3, 4, 4]
    assert all(one["urgent"] for one in found)
    long = {"category": "FEE-Q", "urgent": "a" * 501}
    refused = await customer.http.post("/api/tickets", json=long, headers=key())
    assert (refused.status_code, refused.json()["data"]) == (422, {"field": "urgent"})
    assert (await opened(customer, category="FEE-Q", evidence=[]))["urgent"] is False


async def test_a_visitors_ticket_is_his_once_he_signs_in(quiet_site: Installation):
    visitor = await quiet_site.visitor()
    ticket = await opened(visitor)
    answer = await visitor.http.post("/api/w/northlight/session", json={"token": site_token("4711")})
    assert answer.status_code == 201, answer.text
    account = {"Authorization": f"Bearer {answer.json()['session']}"}
    listed = (await visitor.http.get("/api/tickets", headers=account)).json()["tickets"]
    assert [one["id"] for one in listed] == [ticket["id"]]
    same = {"category": "DEP-NOCRED", "evidence": DEPOSIT}
    again = await visitor.http.post("/api/tickets", json=same, headers=account | key())
    assert again.json()["code"] == "ticket_same"


async def test_tickets_count_as_messages_do(settings: Settings):
    narrow = {setting.name: getattr(settings, setting.name) for setting in SETTINGS}
    narrow |= {"message_burst": 2, "message_rate": 0.01}
    async with installation(Settings(**narrow), worker=False) as site:
        customer = await site.customer()
        for _ in range(2):
            await opened(customer, category="FEE-Q", evidence=[])
        third = await customer.http.post("/api/tickets", json={"category": "FEE-Q"}, headers=key())
        assert (third.status_code, third.json()["code"]) == (429, "too_many_requests")
