"""What changed at the exchange stands at the desk with the articles that mention it, until somebody has looked through them."""

from typing import Any

from fairlead.exchange.ask_facts import FactService
from fairlead.fakes.facts import Facts, serving
from fairlead.helpcenter.watch_facts import Watching
from fairlead.infra.http_client import HttpClient
from tests.helpcenter.editing.conftest import Office

FEE = {"kind": "fee", "name": "Withdrawal of USDT on TRON", "value": "1 USDT", "mentions": "USDT + TRC20 | TRON"}
FLAG = {"kind": "flag", "name": "Options", "value": "on", "mentions": "options | 期权"}


async def told(office: Office, facts: Facts, **of_fee: str) -> list[Any]:
    """What waits once the exchange was asked and the fee was told so."""
    facts.told = {"northlight": [FEE | of_fee, FLAG]}
    system, http = office.site.system, HttpClient(seconds=5.0)
    with serving(facts) as address:
        await Watching(system.database, system.brands, FactService(http, address)).look({})
    await http.close()
    waiting: list[Any] = (await office.editor.ok("GET", "changes", brand="northlight"))["changes"]
    return waiting


async def test_a_change_is_listed_with_what_mentions_it_until_it_was_looked_through(office: Office):
    await office.editor.create(title="Fees", body="| USDT · TRON | 1 USDT |\n|---|---|\n")
    await office.editor.create(title="Networks", body="USDT on Ethereum.")
    facts = Facts({})
    assert await told(office, facts) == []
    (change,) = await told(office, facts, value="1.5 USDT")
    assert change | {"at": ""} == FEE | {"value": "1.5 USDT", "before": "1 USDT", "at": ""}
    found = await office.editor.ok("GET", "mentions", brand="northlight", term=change["mentions"])
    assert [one["title"] for one in found["articles"]] == ["Fees"]

    seen = {"brand": "northlight", **{name: change[name] for name in ("kind", "name", "at")}}
    (again,) = await told(office, facts, value="2 USDT")
    assert (again["before"], again["value"]) == ("1 USDT", "2 USDT")
    assert await office.editor.refused("POST", "changes/done", seen) == "409 state_changed"
    assert len((await office.editor.ok("GET", "changes", brand="northlight"))["changes"]) == 1
    for _ in range(2):
        await office.editor.ok("POST", "changes/done", seen | {"at": again["at"]})
        assert await office.editor.ok("GET", "changes", brand="northlight") == {"changes": [], "count": 0}
    # What it is now is what the next one is a change of.
    (third,) = await told(office, facts, value="1 USDT")
    assert (third["before"], third["value"]) == ("2 USDT", "1 USDT")


async def test_only_who_writes_sees_and_settles_changes(office: Office):
    body = {"brand": "northlight", "kind": "fee", "name": "a", "at": "2026-11-23T00:00:00Z"}
    await office.editor.ok("POST", "changes/done", body)
    assert (await office.agent.call("GET", "changes", brand="northlight"))[0] in (403, 404)
    assert (await office.agent.call("POST", "changes/done", body))[0] in (403, 404)
    assert await office.editor.refused("POST", "changes/done", body | {"kind": "price"}) == "422 invalid_field"
    assert await office.editor.refused("POST", "changes/done", body | {"at": "soon"}) == "422 invalid_field"
    assert (await office.editor.call("GET", "changes", brand="elsewhere"))[0] == 404
