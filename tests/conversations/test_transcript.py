"""A transcript holds every word the customer may see, and a changed or foreign one is told from ours."""

import hashlib
import json
from typing import Any
from uuid import uuid4

import pytest

from fairlead.conversations import transcript
from tests.harness import Client, Installation, message


def recomputed(made: dict[str, Any]) -> str:
    """As docs/protocol.md says it, word for word."""
    rest = {name: value for name, value in made.items() if name not in ("sha256", "proof")}
    return hashlib.sha256(
        json.dumps(rest, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    ).hexdigest()


def stamp(made: dict[str, Any]) -> dict[str, Any]:
    return {"conversation": made["conversation"]["id"], **{name: made[name] for name in ("made_at", "sha256", "proof")}}


async def genuine(client: Client, said: dict[str, Any], *, path: str = "/api/transcripts/check") -> bool:
    answer = await client.http.post(path, json=said)
    assert answer.status_code == 200, answer.text
    found: bool = answer.json()["genuine"]
    return found


async def test_a_transcript_has_every_public_entry_in_order_and_no_note(
    site: Installation, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(transcript, "PAGE", 4)
    customer, agent = await site.customer(), await site.agent()
    phone, desk = await customer.open(), await agent.open()
    first = await phone.ask(message('提现 "pending" \u2028 – 0.25 BTC \\ 🪙'))
    where = first["conversation"]
    for number in range(9):
        await phone.ask(message(f"word {number}", where))
    await desk.ask(message("between us", where, note=True))
    await desk.ask(message("I look into it", where))
    made = (await customer.http.get(f"/api/conversations/{where}/transcript")).json()
    page = (await customer.http.get(f"/api/conversations/{where}/entries?limit=100")).json()["entries"]
    assert [entry["number"] for entry in made["entries"]] == list(range(1, len(page) + 1))
    assert [entry["text"] for entry in made["entries"]] == [entry["text"] for entry in page]
    assert "between us" not in json.dumps(made)
    assert made["sha256"] == recomputed(made)
    # Laid out anew it is still the same.
    again = json.loads(json.dumps(made, indent=4, sort_keys=True))
    assert again["sha256"] == recomputed(again)
    assert await genuine(customer, stamp(made))
    assert await genuine(agent, stamp(made), path="/api/desk/transcripts/check")


async def test_what_was_changed_or_made_elsewhere_is_not_genuine(site: Installation):
    customer = await site.customer()
    phone = await customer.open()
    where = (await phone.ask(message("I was promised 50 USDT")))["conversation"]
    made = (await customer.http.get(f"/api/conversations/{where}/transcript")).json()
    forged = json.loads(json.dumps(made))
    forged["entries"][0]["text"] = "I was promised 5,000 USDT"
    assert recomputed(forged) != forged["sha256"]
    forged["sha256"] = recomputed(forged)
    assert not await genuine(customer, stamp(forged))
    for name, value in (("conversation", "0" * 32), ("made_at", "2020-01-01T00:00:00.000000Z"), ("proof", "é")):
        assert not await genuine(customer, stamp(made) | {name: value})
    assert await genuine(customer, stamp(made))


async def test_a_transcript_is_for_its_customer_only_and_bad_input_is_told(site: Installation):
    customer, other, visitor, agent = (
        await site.customer(), await site.customer(uid="990001"), await site.visitor(), await site.agent()
    )  # fmt: skip
    phone = await customer.open()
    where = (await phone.ask(message("mine alone")))["conversation"]
    path = f"/api/conversations/{where}/transcript"
    for stranger, status in ((other, 404), (visitor, 404), (agent, 401), (site.anonymous(), 401)):
        answer = await stranger.http.get(path)
        assert answer.status_code == status, answer.text
        assert "mine alone" not in answer.text
    missing = await other.http.get(f"/api/conversations/{uuid4().hex}/transcript")
    foreign = await other.http.get(path)
    assert {**missing.json(), "request_id": ""} == {**foreign.json(), "request_id": ""}
    made = (await customer.http.get(path)).json()
    answer = await customer.http.post("/api/transcripts/check", json=stamp(made) | {"more": 1})
    assert (answer.status_code, answer.json()["code"]) == (422, "unknown_field")
    assert (await site.anonymous().http.post("/api/transcripts/check", json=stamp(made))).status_code == 401
