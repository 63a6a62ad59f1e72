"""What the exchange tells otherwise than before waits for editors; what it does not tell changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from sqlalchemy import select

from fairlead.helpcenter.models.facts import FactRow
from fairlead.helpcenter.watch_facts import Watching
from fairlead.infra.database import Database
from tests.helpcenter.conftest import BRAND
from tests.helpcenter.served import Brands


@dataclass(frozen=True)
class One:
    name: str
    value: str
    kind: str = "fee"
    mentions: str = "USDT"


class Exchange:
    def __init__(self) -> None:
        self.told: list[One] = []

    async def facts(self, brand: str) -> Sequence[One]:
        assert brand == "northlight"
        return self.told


@pytest.fixture
def exchange() -> Exchange:
    return Exchange()


async def changes(database: Database, exchange: Exchange, *told: One) -> dict[str, tuple[str, str]]:
    """What waits after these were told: name → before and now."""
    exchange.told = list(told)
    await Watching(database, Brands(), exchange).look({})
    async with database.read() as session:
        rows = await session.scalars(select(FactRow).where(FactRow.changed_at.is_not(None)))
        return {row.name: (row.before, row.value) for row in rows if row.brand_id == BRAND}


USDT, BTC, P2P = One("USDT", "1"), One("BTC", "0.0002"), One("P2P", "on", kind="flag")


async def test_what_is_told_first_is_how_things_are(database: Database, exchange: Exchange):
    assert await changes(database, exchange, USDT, BTC) == {}
    assert await changes(database, exchange, USDT, BTC) == {}


async def test_what_is_new_other_or_gone_is_a_change(database: Database, exchange: Exchange):
    await changes(database, exchange, USDT, BTC)
    now = await changes(database, exchange, One("USDT", "1.5"), P2P)
    assert now == {"USDT": ("1", "1.5"), "BTC": ("0.0002", ""), "P2P": ("", "on")}


async def test_of_several_changes_the_first_value_is_kept_and_what_is_as_it_was_has_not_changed(
    database: Database, exchange: Exchange
):
    await changes(database, exchange, USDT, BTC)
    assert await changes(database, exchange, One("USDT", "1.5"), BTC) == {"USDT": ("1", "1.5")}
    assert await changes(database, exchange, One("USDT", "2"), BTC) == {"USDT": ("1", "2")}
    assert await changes(database, exchange, USDT, BTC) == {}
    assert await changes(database, exchange, USDT) == {"BTC": ("0.0002", "")}
    assert await changes(database, exchange, USDT, BTC) == {}


async def test_who_tells_nothing_at_all_has_not_closed(database: Database, exchange: Exchange):
    await changes(database, exchange, USDT, BTC)
    assert await changes(database, exchange) == {}


async def test_a_fact_of_the_same_name_and_another_kind_is_another(database: Database, exchange: Exchange):
    asset = One("USDT", "listed", kind="asset")
    await changes(database, exchange, USDT, asset)
    assert await changes(database, exchange, USDT, One("USDT", "delisting", kind="asset")) == {
        "USDT": ("listed", "delisting")
    }
