"""Who is given what in the usual demo: at one exchange what waits goes to free agents, until its admin says otherwise."""

import pytest
from sqlalchemy import select

from fairlead.app import System
from fairlead.brands.models import BrandRow
from fairlead.demo.cast import EXCHANGES
from fairlead.demo.run import demo_keys, set_up
from fairlead.demo.staff import ADMIN, GIVEN_OUT
from fairlead.people import store as people
from fairlead.settings import Settings


@pytest.fixture
def signing(settings: Settings) -> dict[str, bytes]:
    settings.data_path.mkdir(parents=True, exist_ok=True)
    keys = demo_keys(settings.data_path / "keys.json")
    return {exchange.key: keys[exchange.key].encode() for exchange in EXCHANGES}


async def given_out(settings: Settings) -> set[str]:
    system = System(settings)
    try:
        switched = await system.queue.work.switched()
        async with system.database.read() as session:
            return set(await session.scalars(select(BrandRow.key).where(BrandRow.id.in_(switched))))
    finally:
        await system.database.close()


async def test_a_new_demo_gives_out_at_one_exchange_and_what_its_admin_switched_off_stays_off(
    settings: Settings, signing: dict[str, bytes]
):
    await set_up(settings, signing, "", by_hand=False)
    assert await given_out(settings) == {GIVEN_OUT} < {exchange.key for exchange in EXCHANGES}
    system = System(settings)
    async with system.database.read() as session:
        row = await people.agent_by_email(session, ADMIN)
        admin = await people.agent_actor(session, row.id) if row else None
    assert admin is not None
    await system.queue.work.switch(admin, await system.brands.require(GIVEN_OUT), on=False, react_seconds=120)
    await system.database.close()
    await set_up(settings, signing, "", by_hand=False)
    assert await given_out(settings) == set()


async def test_a_new_demo_by_hand_gives_nothing_out_now_or_later(settings: Settings, signing: dict[str, bytes]):
    await set_up(settings, signing, "", by_hand=True)
    await set_up(settings, signing, "", by_hand=False)
    assert await given_out(settings) == set()
