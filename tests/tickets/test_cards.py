"""Agents ask by cards in the timeline, and what the customer answers is read as evidence is."""

import asyncio
from typing import Any

from tests.harness import Client, Installation
from tests.tickets.ground import changed, entries, key, opened

CARD = {
    "fields": [{"key": "memo"}, {"kind": "choice", "label": "Which app?", "choices": ["iOS", "Android"]}],
    "steps": ["Sign out everywhere", "Change your password"],
    "text": "Please help us with these.",
}
ANSWERS = {
    "evidence": [{"field": "memo", "value": "77123"}, {"field": "own:1", "value": "ios"}],
    "steps": [{"done": True}, {"done": False, "words": "the page does not open"}],
}


async def asked(agent: Client, ticket: dict[str, Any], **body: Any) -> dict[str, Any]:
    answer = await agent.http.post(f"/api/desk/tickets/{ticket['id']}/cards", json=CARD | body, headers=key())
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def answered(customer: Client, ticket: dict[str, Any], card: dict[str, Any], **body: Any) -> Any:
    return await customer.http.post(f"/api/tickets/{ticket['id']}/cards/{card['id']}/answers", json=ANSWERS | body)


def cards_in(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [one["data"] for one in found if one["kind"] == "card"]


async def test_a_card_waits_for_the_customer_and_its_answers_are_evidence(quiet_site: Installation):
    customer, agent = await quiet_site.customer(), await quiet_site.agent()
    ticket = await opened(customer)
    waits = await asked(agent, ticket)
    assert (waits["status"], waits["next"]) == ("waiting_for_you", "customer")
    seen = (await customer.http.get(f"/api/tickets/{ticket['id']}")).json()["cards"]
    assert [(one["key"], one["kind"], one["choices"]) for one in seen[0]["fields"]] == [
        ("memo", "memo", []),
        ("own:1", "choice", ["iOS", "Android"]),
    ]
    assert [one["text"] for one in seen[0]["steps"]] == CARD["steps"]
    told = await entries(customer, ticket["conversation"])
    asks = next(one for one in told if one["kind"] == "card")
    assert (asks["text"], asks["author"]["kind"], asks["data"]["card"]["state"]) == (CARD["text"], "agent", "asked")
    assert asks["data"]["card"]["fields"][1]["label"] == "Which app?"

    done = await answered(customer, ticket, seen[0])
    assert done.status_code == 200, done.text
    facts = {one["field"]: one["value"] for one in done.json()["evidence"]}
    assert (facts["memo"], facts["own:1"], facts["asset"]) == ("77123", "iOS", "USDT")
    # He who asked has taken it by that.
    assert (done.json()["status"], done.json()["cards"][0]["state"]) == ("with_agent", "answered")
    last = cards_in(await entries(agent, ticket["conversation"], agent=True))[-1]["card"]
    assert [one.get("value") for one in last["answers"]] == ["77123", "iOS"]
    assert last["steps"][1] == {"text": CARD["steps"][1], "done": False, "words": "the page does not open"}
    # The conversation itself knows that it is our turn, too.
    head = (await agent.http.get(f"/api/desk/conversations/{ticket['conversation']}")).json()["conversation"]
    assert head["waiting_since"] is not None


async def test_a_question_of_the_agents_own_has_the_example_of_its_kind_and_none_where_it_wants_words(
    quiet_site: Installation,
):
    customer, agent = await quiet_site.customer(), await quiet_site.agent()
    fields = [{"kind": "text", "label": "Which app?"}, {"kind": "currency", "label": "Which currency?"}]
    card = (await asked(agent, await opened(customer), fields=fields))["cards"][0]
    assert [one["example"] for one in card["fields"]] == ["", "EUR"]


async def test_every_fault_of_an_answer_is_said_at_its_field_and_nothing_is_kept(quiet_site: Installation):
    customer, agent = await quiet_site.customer(), await quiet_site.agent()
    ticket = await opened(customer)
    card = (await asked(agent, ticket))["cards"][0]
    wrong = [{"field": "own:1", "value": "Windows"}, {"field": "asset", "value": "BTC"}, {"field": "zzz", "value": "1"}]
    refused = await answered(customer, ticket, card, evidence=wrong)
    assert (refused.status_code, refused.json()["code"]) == (422, "evidence_invalid")
    faults = {one["field"]: one["code"] for one in refused.json()["data"]["fields"]}
    assert faults == {"own:1": "choice", "asset": "field_unknown", "zzz": "field_unknown", "memo": "empty"}
    assert all(one["message"] for one in refused.json()["data"]["fields"])
    phrase = {"done": False, "words": "legal winner thank year wave sausage worth useful legal winner thank yellow"}
    secret = await answered(customer, ticket, card, steps=[phrase, {"done": True}])
    # A phrase that is surely one is taken out; one step too few is none of this card's.
    assert secret.json()["cards"][0]["steps"][0]["words"] == "[removed: seed phrase]"
    short = await answered(customer, ticket, card, steps=[{"done": True}])
    assert (short.status_code, short.json()["code"]) == (422, "invalid_field")
    assert len(cards_in(await entries(customer, ticket["conversation"]))) == 2


async def test_the_same_answer_again_changes_nothing_and_another_is_kept_beside_it(quiet_site: Installation):
    customer, agent = await quiet_site.customer(), await quiet_site.agent()
    ticket = await opened(customer)
    card = (await asked(agent, ticket))["cards"][0]
    # Whoever taps twice has answered once.
    both = await asyncio.gather(*(answered(customer, ticket, card) for _ in range(4)))
    assert {one.json()["revision"] for one in both} == {3}
    reason = [{"field": "memo", "missing": "it never asked for one"}, {"field": "own:1", "value": "Android"}]
    other = (await answered(customer, ticket, card, evidence=reason)).json()
    assert [one for one in other["evidence"] if one["field"] == "memo"] == [
        {"field": "memo", "missing": "it never asked for one"}
    ]
    told = [one["card"] for one in cards_in(await entries(customer, ticket["conversation"]))]
    assert [one["state"] for one in told] == ["asked", "answered", "answered"]
    assert [one.get("changed") for one in told] == [None, None, True]
    # Of what he had told first nothing is gone.
    assert told[1]["answers"][0]["value"] == "77123"


async def test_a_card_is_asked_once_under_one_key_again_on_request_and_withdrawn(quiet_site: Installation):
    customer, agent = await quiet_site.customer(), await quiet_site.agent()
    ticket = await opened(customer)
    path, name = f"/api/desk/tickets/{ticket['id']}/cards", key()
    first, again = [(await agent.http.post(path, json=CARD, headers=name)).json() for _ in range(2)]
    assert (first["revision"], len(again["cards"])) == (again["revision"], 1)
    other = await agent.http.post(path, json=CARD | {"text": "else"}, headers=name)
    assert other.json()["code"] == "idempotency_mismatch"
    card = first["cards"][0]
    assert (await answered(customer, ticket, card)).status_code == 200
    back = (await agent.http.post(f"{path}/{card['id']}/again")).json()
    assert (back["status"], back["cards"][0]["state"], back["cards"][0]["answered"]) == (
        "waiting_for_you", "asked", ["memo", "own:1"],
    )  # fmt: skip
    second = (await asked(agent, ticket, text="and this"))["cards"][1]
    # Two questions are open: one of them answered is not all.
    assert (await answered(customer, ticket, card)).json()["status"] == "waiting_for_you"
    assert second["fields"][1]["key"] == "own:2"
    gone = (await agent.http.post(f"{path}/{second['id']}/withdraw")).json()
    assert (gone["status"], gone["cards"][1]["state"]) == ("with_agent", "withdrawn")
    late = await answered(customer, ticket, second)
    assert (late.status_code, late.json()["code"]) == (409, "card_withdrawn")
    assert (await answered(customer, ticket, {"id": "0" * 32})).status_code == 404


async def test_what_a_card_may_not_ask_is_refused(quiet_site: Installation):
    customer, agent = await quiet_site.customer(), await quiet_site.agent()
    ticket = await opened(customer)
    path = f"/api/desk/tickets/{ticket['id']}/cards"
    bad: list[tuple[dict[str, Any], str]] = [
        ({}, "card_empty"),
        ({"fields": [{"key": "nosuchone"}]}, "field_unknown"),
        ({"fields": [{"key": "memo"}, {"key": "memo"}]}, "invalid_field"),
        ({"fields": [{"kind": "text", "label": " "}]}, "invalid_field"),
        ({"fields": [{"kind": "choice", "label": "Which?", "choices": ["one"]}]}, "invalid_field"),
        ({"fields": [{"kind": "choice", "label": "Which?", "choices": ["a", "A"]}]}, "invalid_field"),
        ({"steps": ["  "]}, "invalid_field"),
        ({"steps": ["a"] * 13}, "invalid_field"),
        ({"steps": ["Send us your verification code"]}, "asks_for_secret"),
        ({"fields": [{"kind": "text", "label": "Please tell us your password"}]}, "asks_for_secret"),
        ({"steps": ["Go to https://elsewhere.example/login"]}, "link_not_allowed"),
    ]
    for body, code in bad:
        answer = await agent.http.post(path, json=body, headers=key())
        assert (answer.status_code, answer.json()["code"]) == (422, code), body
    assert (await agent.http.post(path, json={"steps": ["a"]})).json()["code"] == "client_id_invalid"
    await changed(agent, ticket, status="solved")
    over = await agent.http.post(path, json=CARD, headers=key())
    assert (over.status_code, over.json()["code"]) == (409, "status_move")


async def test_a_card_that_waits_in_a_matter_that_has_ended_is_over(quiet_site: Installation):
    customer, agent = await quiet_site.customer(), await quiet_site.agent()
    ticket = await opened(customer)
    card = (await asked(agent, ticket))["cards"][0]
    await changed(agent, ticket, status="solved")
    late = await answered(customer, ticket, card)
    assert (late.status_code, late.json()["code"]) == (409, "ticket_ended")
