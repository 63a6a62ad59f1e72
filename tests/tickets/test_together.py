"""Tickets that are asked for in the same moment: one commit for many, and for each the answer it would get alone."""

import asyncio
import secrets
from collections import Counter
from typing import Any
from uuid import uuid4

import httpx
from sqlalchemy import event, func, select

from fairlead.tickets.models import TicketMarkRow, TicketRow
from tests.harness import Client, Installation
from tests.tickets.ground import DEPOSIT, key, opened

CROWD = 12


def about(txid: str = "") -> list[dict[str, str]]:
    return [one | {"value": txid or secrets.token_hex(32)} if one["field"] == "txid" else one for one in DEPOSIT]


async def asked(client: Client, *, headers: dict[str, str] | None = None, **body: Any) -> httpx.Response:
    wanted = {"category": "DEP-NOCRED", "text": "Where is my deposit?", "evidence": about()} | body
    return await client.http.post("/api/tickets", json=wanted, headers=headers or key())


async def crowd(site: Installation) -> list[Client]:
    return list(await asyncio.gather(*(site.customer(str(557123450 + number)) for number in range(CROWD))))


async def test_many_customers_tickets_are_few_commits_and_nobody_gets_anothers(quiet_site: Installation):
    customers, commits = await crowd(quiet_site), []
    # The first of all reads the brand's taxonomy.
    await asked(customers[0])
    event.listen(quiet_site.system.database.writer.sync_engine, "commit", commits.append)
    answers = await asyncio.gather(*(asked(one, text=f"I am {one.id}") for one in customers for _ in range(2)))
    assert [one.status_code for one in answers] == [201] * 2 * CROWD
    assert len(commits) < CROWD
    tickets = [one.json() for one in answers]
    assert len({one["id"] for one in tickets}) == len({one["number"] for one in tickets}) == 2 * CROWD
    for customer, told in zip(customers, tickets[::2], strict=True):
        found = (await customer.http.get(f"/api/tickets/{told['id']}")).raise_for_status().json()
        assert found == told
        entries = (await customer.http.get(f"/api/conversations/{told['conversation']}/entries")).json()["entries"]
        assert [one["kind"] for one in entries] == ["message", "ticket"]
        assert entries[0]["text"] == f"I am {customer.id}"
        assert entries[1]["data"]["ticket"]["number"] == told["number"]
        assert [fact["field"] for fact in found["evidence"]] == [one["field"] for one in DEPOSIT]
    async with quiet_site.system.database.read() as session:
        assert await session.scalar(select(func.count()).select_from(TicketRow)) == 2 * CROWD + 1
        assert await session.scalar(select(func.count()).select_from(TicketMarkRow)) == 2 * CROWD + 1


async def test_what_is_wrong_with_one_is_that_ones_answer_alone(quiet_site: Installation):
    customers = await crowd(quiet_site)
    bad: list[dict[str, Any]] = [
        {"category": "NO-SUCH"},
        {"evidence": [{"field": "txid", "value": "0x12"}]},
        {"text": "my recovery phrase is legal winner thank year wave sausage worth useful legal winner thank yellow"},
        {"evidence": [{"field": "network", "value": "the moon"}]},
    ]
    wanted = [bad[number] if number < len(bad) else {} for number in range(CROWD)]
    answers = await asyncio.gather(*(asked(one, **body) for one, body in zip(customers, wanted, strict=True)))
    codes = [one.json().get("code") for one in answers]
    assert codes[0] == "ticket_category_unknown"
    assert (codes[1], codes[3]) == ("evidence_invalid", "evidence_invalid")
    assert answers[2].status_code in (201, 422)
    assert "sausage" not in answers[2].text
    assert [one.status_code for one in answers[4:]] == [201] * (CROWD - 4)


async def test_a_retry_in_the_same_moment_is_one_ticket_and_the_same_matter_twice_is_told(quiet_site: Installation):
    customer, other = await quiet_site.customer(), await quiet_site.customer("998877")
    headers, txid = key(), secrets.token_hex(32)
    body: dict[str, Any] = {"evidence": about(txid)}
    answers = await asyncio.gather(*(asked(customer, headers=headers, **body) for _ in range(4)))
    assert Counter(one.status_code for one in answers) == {201: 4}
    assert len({one.json()["id"] for one in answers}) == 1
    same = await asked(customer, **body)
    assert (same.status_code, same.json()["code"]) == (409, "ticket_same"), same.text
    assert same.json()["data"]["ticket"] == answers[0].json()["id"]
    anyway = await asked(customer, anyway=True, **body)
    assert anyway.status_code == 201, anyway.text
    # Another's matter is his own, and his retry of other words is not the first.
    assert (await asked(other, **body)).status_code == 201
    mismatch = await asked(customer, headers=headers, text="something else")
    assert (mismatch.status_code, mismatch.json()["code"]) == (409, "idempotency_mismatch")
    race = await asyncio.gather(
        *(asked(other, evidence=about("ab" * 32), headers={"Idempotency-Key": str(uuid4())}) for _ in "12")
    )
    assert sorted(one.status_code for one in race) == [201, 409]


async def test_an_address_that_looks_like_one_of_earlier_is_still_noticed(quiet_site: Installation):
    customer = await quiet_site.customer()
    mine, alike = "0x52908400098527886E0F7030069857D2E4169EE7", "0x5290d8c2e4169ee7a1b2c3d4e5f60718293a9ee7"
    network = {"field": "network", "value": "ERC20"}
    await opened(customer, evidence=[network, {"field": "to_address", "value": mine}])
    ticket = await opened(customer, evidence=[network, {"field": "to_address", "value": alike}])
    assert "look_alike" in str([one for one in ticket["evidence"] if one["field"] == "to_address"])
