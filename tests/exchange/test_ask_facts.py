"""The exchange's own service tells its facts; what is not told plainly and whole is not told."""

import json

import pytest

from fairlead.app import System
from fairlead.exchange.ask_facts import FactService
from fairlead.fakes.facts import Facts, serving
from fairlead.infra.http_client import HttpClient
from tests.harness import Installation, make_settings

FEE = {"kind": "fee", "name": "Withdrawal of USDT on TRON", "value": "1.5 USDT", "mentions": "USDT + TRC20 | TRON"}


async def asked(facts: Facts, *, brand: str = "northlight", token: str = "") -> list[tuple[str, str, str, str]]:
    http = HttpClient(seconds=5.0)
    try:
        with serving(facts) as address:
            told = await FactService(http, f"{address}/facts", token=token).facts(brand)
    finally:
        await http.close()
    return [(one.kind, one.name, one.value, one.mentions) for one in told]


async def test_each_brands_facts_are_asked_for_with_the_token():
    facts = Facts({"northlight": [FEE]}, token="let me in")
    assert await asked(facts, token="let me in") == [tuple(FEE.values())]
    assert await asked(facts, brand="seabright", token="let me in") == []
    assert await asked(facts, token="another") == []
    assert facts.asked == [{"brand": "northlight"}, {"brand": "seabright"}]


@pytest.mark.parametrize(
    "body",
    [
        b"yes",
        b"{}",
        b'{"facts": {}}',
        json.dumps({"facts": [FEE, FEE | {"kind": "price"}]}).encode(),
        json.dumps({"facts": [FEE, FEE | {"value": 1.5}]}).encode(),
        json.dumps({"facts": [FEE, FEE | {"value": ""}]}).encode(),
        json.dumps({"facts": [FEE, FEE | {"name": "a" * 121}]}).encode(),
        json.dumps({"facts": [FEE, FEE | {"name": "a\nb"}]}).encode(),
        json.dumps({"facts": [FEE] * 5_001}).encode(),
    ],
)
async def test_an_answer_that_is_wrong_anywhere_tells_nothing(body: bytes):
    facts = Facts({})
    facts.body = body
    assert await asked(facts) == []


async def test_what_a_reader_would_not_see_is_no_fact():
    assert await asked(Facts({"northlight": [FEE, FEE | {"name": "\u200b"}]})) == [tuple(FEE.values())]


async def test_an_installation_asks_by_the_clock_and_one_without_a_service_does_not(site: Installation, tmp_path):
    assert site.system.exchange.rounds == {}
    with serving(Facts({})) as address:
        system = System(make_settings(tmp_path, f"sqlite:///{tmp_path}/none.db", facts_url=address))
    assert list(system.exchange.rounds) == ["look_at_facts"]
    assert set(system.exchange.rounds) <= set(system.jobs())
