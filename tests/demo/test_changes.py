"""What the demo's exchanges changed lately: each change is one that articles mention, and a second start brings none back."""

import pytest
from sqlalchemy import select, update

from fairlead.demo.changes import EARLIER, FACTS, NOW, show_changes
from fairlead.exchange.ask_facts import FactService
from fairlead.fakes.facts import Facts, serving
from fairlead.helpcenter.mention import groups_of, whole_word
from fairlead.helpcenter.models.facts import FactRow
from fairlead.infra.http_client import HttpClient
from tests.harness import Installation
from tests.helpcenter.conftest import DEMO


async def waiting(site: Installation) -> set[str]:
    async with site.system.database.read() as session:
        return set(await session.scalars(select(FactRow.name).where(FactRow.changed_at.is_not(None))))


async def test_what_changed_waits_once(quiet_site: Installation):
    await show_changes(quiet_site.system)
    assert await waiting(quiet_site) == {"Withdrawal of USDT on TRON", "Copy trading"}
    async with quiet_site.system.database.write() as session:
        await session.execute(update(FactRow).values(changed_at=None))
    await show_changes(quiet_site.system)
    assert await waiting(quiet_site) == set()


@pytest.mark.parametrize("locale", ["en", "zh-CN"])
@pytest.mark.parametrize("fact", NOW, ids=lambda fact: fact.name)
def test_articles_mention_every_fact(fact, locale: str):
    texts = [path.read_text("utf-8") for path in (DEMO / locale).rglob("*.md")]
    groups = [[whole_word(name) for name in group] for group in groups_of(fact.mentions)]
    assert [text for text in texts if all(any(one.search(text) for one in group) for group in groups)]


async def test_the_stand_in_tells_what_the_demo_was_filled_with():
    http = HttpClient(seconds=5.0)
    with serving(Facts({"northlight": FACTS})) as address:
        assert tuple(await FactService(http, address).facts("northlight")) == NOW
    await http.close()
    assert [one.name for one in EARLIER] == [one.name for one in NOW]
