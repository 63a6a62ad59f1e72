"""Visitors of a crowded network: their browsers work for a moment first, and what they show counts once (reliability.md H45)."""

import asyncio
import base64
import hashlib
import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from fairlead.kit import clock
from fairlead.kit.clock import SECOND
from fairlead.kit.errors import Refused
from fairlead.people.models import CustomerRow, OneTimeKeyRow
from fairlead.shield.prove_work import COST, LIFE_SECONDS, Proofs
from tests.harness import Installation, installation, make_settings, site_token

SESSION = "/api/w/northlight/session"


def solve(challenge: dict[str, Any]) -> dict[str, Any]:
    """As a stranger's client does it from docs/protocol.md alone."""
    for number in range(challenge["maxnumber"] + 1):
        if hashlib.sha256(f"{challenge['salt']}{number}".encode()).hexdigest() == challenge["challenge"]:
            kept = {name: challenge[name] for name in ("algorithm", "challenge", "salt", "signature")}
            return {**kept, "number": number}
    raise AssertionError("no number fits")


def packed(payload: Any) -> str:
    return base64.b64encode(json.dumps(payload).encode()).decode()


@pytest.fixture
async def crowded(tmp_path: Path, database_url: str) -> AsyncIterator[Installation]:
    """Two visitors a minute begin freely; five at all."""
    narrow = make_settings(
        tmp_path, database_url, proof_after=2, session_rate=0.001, session_burst=6, trusted_proxies="127.0.0.0/8"
    )
    async with installation(narrow, worker=False) as site:
        yield site


async def start(site: Installation, **fields: Any) -> Any:
    headers = {"X-Forwarded-For": fields.pop("network", "203.0.113.9")}
    return await site.anonymous().http.post(
        fields.pop("path", SESSION), json={"token": None, **fields}, headers=headers
    )


async def refused(site: Installation, code: str, **fields: Any) -> dict[str, Any]:
    answer = await start(site, **fields)
    assert (answer.status_code, answer.json()["code"]) == (403, code), answer.text
    assert answer.json()["message"]
    assert answer.json()["next"]
    challenge: dict[str, Any] = answer.json()["data"]["challenge"]
    return challenge


async def rows(site: Installation, row: Any) -> int:
    async with site.system.database.read() as session:
        return await session.scalar(select(func.count()).select_from(row)) or 0


async def test_h45_the_third_visitor_of_a_network_works_for_it_and_his_work_counts_once(crowded: Installation):
    assert [(await start(crowded)).status_code for _ in range(2)] == [201, 201]
    challenge = await refused(crowded, "pow_needed")
    assert challenge.keys() == {"algorithm", "challenge", "maxnumber", "salt", "signature"}
    # Elsewhere nothing is asked, nor of who signs in from here.
    assert (await start(crowded, network="203.0.113.10")).status_code == 201
    assert (await start(crowded, token=site_token())).status_code == 201
    proof = packed(solve(challenge))
    before = await rows(crowded, CustomerRow)
    both = await asyncio.gather(*[start(crowded, proof=proof) for _ in range(2)])
    assert sorted(answer.status_code for answer in both) == [201, 403]
    await refused(crowded, "pow_invalid", proof=proof)
    assert await rows(crowded, CustomerRow) == before + 1
    # What a refusal brings along opens the door as well.
    again = await refused(crowded, "pow_invalid", proof="nonsense")
    assert (await start(crowded, proof=packed(solve(again)))).status_code == 201


async def test_h45_a_proof_for_another_brand_opens_nothing_here(crowded: Installation):
    from tests.harness import seed

    await seed(crowded.system, key="southlight")
    for _ in range(2):
        await start(crowded)
    answer = await start(crowded, path="/api/w/southlight/session")
    challenge = answer.json()["data"]["challenge"]
    proof = packed(solve(challenge))
    await refused(crowded, "pow_invalid", proof=proof)
    assert (await start(crowded, path="/api/w/southlight/session", proof=proof)).status_code == 201


async def test_an_emergency_waits_for_no_proof_and_a_network_for_all_has_its_end(crowded: Installation):
    codes = [(await start(crowded, urgent=True)).status_code for _ in range(7)]
    assert codes == [201] * 6 + [429], "six at all, whatever is said"
    told = await start(crowded, urgent=True)
    assert int(told.headers["Retry-After"]) == told.json()["data"]["retry_after"] >= 1


async def test_without_javascript_one_waits_and_is_told_why(crowded: Installation):
    from tests.channels.webchat.plain import FORM, Browser

    for _ in range(2):
        assert (await start(crowded, network="127.0.0.1")).status_code == 201
    browser = Browser(crowded)
    await browser.open(FORM)
    said = await browser.send("where is my deposit?")
    assert browser.page.status_code == 429
    assert "without JavaScript we cannot tell you from a machine" in said
    assert f"in {browser.page.headers['retry-after']} seconds" in said
    assert 0 < int(browser.page.headers["retry-after"]) <= 60
    assert "where is my deposit?</textarea>" in said
    await browser.http.aclose()


PURPOSE = "session:northlight"
PROOFS = Proofs(b"k" * 32, cost=200)
Change = Callable[[dict[str, Any]], Any]


def spliced(good: dict[str, Any]) -> dict[str, Any]:
    """Digits wander from the number into the salt: the digest stays, and what the salt says changes."""
    number = str(good["number"])
    return {**good, "salt": good["salt"] + number[0], "number": int(number[1:])}


def longer(good: dict[str, Any]) -> dict[str, Any]:
    salt = good["salt"].replace("expires=", "expires=9")
    return {**good, "salt": salt}


def ones_own(good: dict[str, Any]) -> dict[str, Any]:
    """A cheaper challenge of the client's own making, with the signature of a real one."""
    return {**good, "number": 0, "challenge": hashlib.sha256(f"{good['salt']}0".encode()).hexdigest()}


WRONG: dict[str, Change] = {
    "H45 number changed": lambda good: {**good, "number": good["number"] + 1},
    "H45 cost lowered": lambda good: {**ones_own(good), "maxnumber": 1},
    "H45 signature of another": lambda good: {**good, "signature": "0" * 64},
    "H45 no signature": lambda good: {**good, "signature": ""},
    "H45 signature not ASCII": lambda good: {**good, "signature": "é" * 64},
    "H45 other algorithm": lambda good: {**good, "algorithm": "SHA-1"},
    "H45 no algorithm": lambda good: {name: value for name, value in good.items() if name != "algorithm"},
    "H45 spliced": spliced,
    "H45 longer life": longer,
    "H45 other form": lambda good: {**good, "salt": good["salt"].replace("northlight", "southlight")},
    "H45 negative": lambda good: {**good, "number": -1},
    "H45 beyond the cost": lambda good: {**good, "number": 200},
    "H45 number as text": lambda good: {**good, "number": str(good["number"])},
    "H45 surrogate": lambda good: {**good, "salt": "\ud800"},
    "H45 list": lambda good: [good],
    "H45 null": lambda good: None,
    "H45 deep": lambda good: "[" * 5000,
}


@pytest.mark.parametrize("wrong", WRONG)
def test_h45_no_other_answer_is_one(wrong: str):
    good = solve(PROOFS.challenge(PURPOSE))
    assert PROOFS.check(packed(good), PURPOSE).key == good["challenge"]
    with pytest.raises(Refused, match="pow_invalid"):
        PROOFS.check(packed(WRONG[wrong](good)), PURPOSE)


@pytest.mark.parametrize("text", ["", "{}", "=", "a" * 2000, "é", "bnVsbA==", "e30=", "//79"])
def test_h45_what_is_no_payload_is_none(text: str):
    with pytest.raises(Refused, match="pow_invalid"):
        PROOFS.check(text, PURPOSE)


def test_h45_another_key_another_purpose_and_another_time_are_refused(monkeypatch: pytest.MonkeyPatch):
    good = packed(solve(PROOFS.challenge(PURPOSE)))
    for other in (Proofs(b"x" * 32, cost=200), Proofs(b"k" * 32, cost=10)):
        with pytest.raises(Refused):
            other.check(good, PURPOSE)
    with pytest.raises(Refused):
        PROOFS.check(good, "session:north")
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + (LIFE_SECONDS + 1) * SECOND)
    with pytest.raises(Refused):
        PROOFS.check(good, PURPOSE)


def test_no_challenge_is_for_nothing_and_none_is_endless():
    numbers = [solve(PROOFS.challenge(PURPOSE))["number"] for _ in range(50)]
    assert min(numbers) >= 50
    assert max(numbers) < 200
    assert len(set(numbers)) > 20
    assert len({PROOFS.challenge(PURPOSE)["challenge"] for _ in range(100)}) == 100
    assert COST >= 50_000


async def test_what_was_used_is_forgotten_when_it_could_not_be_shown_again(crowded: Installation):
    from fairlead.people.store import drop_expired_keys

    for _ in range(2):
        await start(crowded)
    proof = packed(solve(await refused(crowded, "pow_needed")))
    assert (await start(crowded, proof=proof)).status_code == 201
    async with crowded.system.database.read() as session:
        row = (await session.scalars(select(OneTimeKeyRow).where(OneTimeKeyRow.purpose == "pow"))).one()
    assert clock.now() < row.expires_at <= clock.now() + LIFE_SECONDS * SECOND
    async with crowded.system.database.write() as session:
        await drop_expired_keys(session)
    await refused(crowded, "pow_invalid", proof=proof)
