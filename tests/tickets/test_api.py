"""Tickets from the exchange's own systems: who may, in whose name, once; and the command line that makes and takes back tokens."""

import asyncio
import os
import re
import sys
from pathlib import Path
from typing import Any

import httpx

from fairlead.kit.clock import DAY, SECOND
from fairlead.kit.ids import new_token
from fairlead.people.issue_tokens import SCOPES
from tests.harness import LOOK, SITE_KEY, Installation, environment
from tests.proving import both_when_proving
from tests.tickets.ground import DEPOSIT, TRON_TXID, entries, key

ALL = frozenset(SCOPES)
BODY: dict[str, Any] = {
    "customer": {"uid": "5571234509"},
    "category": "DEP-NOCRED",
    "text": "Seen on chain, not credited",
    "evidence": DEPOSIT,
}


async def asked(
    site: Installation, secret: str, *, headers: dict[str, str] | None = None, **body: Any
) -> httpx.Response:
    given = {"Authorization": f"Bearer {secret}"} | (headers or key())
    async with httpx.AsyncClient(base_url=site.base_url, headers=given) as http:
        return await http.post("/api/v1/tickets", json=BODY | body)


async def issued(site: Installation, *, life: int | None = None) -> tuple[str, str]:
    secret, token = await site.system.tokens.issue(site.brand_id, "Wallet monitor", ALL, life=life)
    return secret, token.id


async def test_a_ticket_is_opened_in_the_name_of_a_customer_who_finds_it_when_he_signs_in(quiet_site: Installation):
    secret, _ = await issued(quiet_site)
    answer = await asked(quiet_site, secret)
    assert answer.status_code == 201, answer.text
    ticket = answer.json()
    assert (ticket["status"], ticket["category"]["code"], "weight" in ticket) == ("submitted", "DEP-NOCRED", False)
    customer = await quiet_site.customer("5571234509")
    assert [one["id"] for one in (await customer.http.get("/api/tickets")).json()["tickets"]] == [ticket["id"]]
    assert (await entries(customer, ticket["conversation"]))[0]["text"] == "Seen on chain, not credited"
    other = await quiet_site.customer("99")
    assert (await other.http.get(f"/api/tickets/{ticket['id']}")).status_code == 404
    # Of one who has been here, everything he told stays; his matter is found to be there already.
    again = await asked(quiet_site, secret)
    assert (again.status_code, again.json()["code"]) == (409, "ticket_same")
    agent = await quiet_site.agent()
    head = (await agent.http.get(f"/api/desk/conversations/{ticket['conversation']}")).json()["conversation"]
    assert (head["channel"], head["customer"]["name"]) == ("api", "Lin")


async def test_the_same_key_is_the_same_ticket_also_when_asked_at_once(quiet_site: Installation):
    secret, _ = await issued(quiet_site)
    headers = key()
    answers = await asyncio.gather(*(asked(quiet_site, secret, headers=headers) for _ in range(5)))
    assert {one.status_code for one in answers} == {201}
    assert len({one.json()["id"] for one in answers}) == 1
    mismatch = await asked(quiet_site, secret, headers=headers, text="something else")
    assert (mismatch.status_code, mismatch.json()["code"]) == (409, "idempotency_mismatch")


async def test_only_a_token_that_lives_opens_any(quiet_site: Installation):
    secret, token_id = await issued(quiet_site)
    customer = await quiet_site.customer()
    over, _ = await issued(quiet_site, life=-SECOND)
    for bad in ("-", new_token("flk"), secret[:-1], secret + "x", "x" * 5000, customer.session or "", over):
        refused = await asked(quiet_site, bad)
        assert (refused.status_code, refused.json()["code"]) == (401, "not_signed_in"), bad
    # And it opens no other door.
    async with httpx.AsyncClient(base_url=quiet_site.base_url, headers={"Authorization": f"Bearer {secret}"}) as http:
        for path in ("/api/tickets", "/api/desk/tickets?brand=northlight", "/api/conversations"):
            assert (await http.get(path)).status_code == 401, path
    assert (await asked(quiet_site, secret)).status_code == 201
    await quiet_site.system.tokens.revoke(token_id)
    assert (await asked(quiet_site, secret, anyway=True)).status_code == 401
    [known, _] = await quiet_site.system.tokens.all()
    assert (known.id, known.lives(known.created_at)) == (token_id, False)


async def test_a_token_is_good_for_its_brand_alone(quiet_site: Installation):
    brand_id = await quiet_site.system.brands.create(
        key="seabright", name="Seabright", look=LOOK, locales=["en"], sites=[], bot_first=False,
        token_algorithm="HS256", token_key=SITE_KEY,
    )  # fmt: skip
    secret, _ = await quiet_site.system.tokens.issue(brand_id, "Other", ALL, life=DAY)
    ticket = (await asked(quiet_site, secret)).json()
    assert ticket["brand"] == "seabright"
    customer = await quiet_site.customer("5571234509")
    assert (await customer.http.get("/api/tickets")).json()["tickets"] == []
    assert (await customer.http.get(f"/api/tickets/{ticket['id']}")).status_code == 404


async def test_what_is_wrong_is_told_as_in_the_customers_own_form(quiet_site: Installation):
    secret, _ = await issued(quiet_site)
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"category": "NO-SUCH"}, "ticket_category_unknown"),
        (
            {"evidence": [{"field": "network", "value": "TRC20"}, {"field": "txid", "value": TRON_TXID[:-1]}]},
            "evidence_invalid",
        ),
        ({"customer": {"uid": ""}}, "invalid_field"),
        ({"customer": {"uid": "x" * 65}}, "invalid_field"),
        ({"locale": "not a language"}, "invalid_field"),
        ({"evidence": [{"field": "document", "file": "0" * 32}]}, "unknown_field"),
        ({"conversation": "0" * 32}, "unknown_field"),
    ]
    for body, code in wrong:
        answer = await asked(quiet_site, secret, **body)
        assert (answer.status_code, answer.json()["code"]) == (422, code), (body, answer.text)
    keyless = await asked(quiet_site, secret, headers={"Idempotency-Key": "1"})
    assert keyless.json()["code"] == "client_id_invalid"


async def test_the_api_is_described_with_examples(quiet_site: Installation):
    document = (await quiet_site.anonymous().http.get("/api/schema/openapi.json")).json()
    operation = document["paths"]["/api/v1/tickets"]["post"]
    name = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
    fields = document["components"]["schemas"][name]["properties"]
    assert fields["category"]["examples"] == ["DEP-NOCRED"]
    assert fields["evidence"]["examples"][0][1] == {"field": "network", "value": "TRC20"}


@both_when_proving
async def test_the_command_line_makes_shows_and_takes_back_tokens(quiet_site: Installation, tmp_path: Path):
    env = os.environ | environment(quiet_site.settings)

    async def run(*words: str) -> tuple[int, str]:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "fairlead.cli", "token", *words, env=env, stdout=-1, stderr=-1
        )
        out, _ = await process.communicate()
        return process.returncode or 0, out.decode()

    code, secret = await run("create", "northlight", "Wallet monitor", "--days", "30")
    assert code == 0
    assert re.fullmatch(r"flk_[\w-]{43}\n", secret)
    assert (await asked(quiet_site, secret.strip())).status_code == 201
    code, shown = await run("list")
    assert "northlight  Wallet monitor  tickets.write  good until" in shown
    assert secret.strip() not in shown
    token_id = shown.split()[0]
    assert (await run("revoke", token_id))[0] == 0
    assert (await asked(quiet_site, secret.strip())).status_code == 401
    for wrong in (("create", "nobody", "x"), ("create", "northlight", "x", "--scope", "all"), ("revoke", "0" * 32)):
        assert (await run(*wrong))[0] == 2, wrong
