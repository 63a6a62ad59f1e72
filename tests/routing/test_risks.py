"""What is told to be at risk goes by the clock of a promise where one runs, and by the rule's target where none does."""

from sqlalchemy import update

from fairlead.app import System
from fairlead.conversations.models import ConversationRow
from fairlead.kit import clock
from fairlead.kit.clock import HOUR, MINUTE
from fairlead.kit.ids import new_id
from fairlead.promises.models import ClockRow
from fairlead.routing.ports import Risk
from tests.proving import both_when_proving
from tests.routing.queue import waits


@both_when_proving
async def test_a_clock_says_what_is_at_risk_and_the_target_where_none_runs(system: System):
    brand = (await system.brands.all())[0].id
    one, other = await waits(system, brand), await waits(system, brand)
    moment = clock.now()
    since = moment - 21 * MINUTE
    async with system.database.write() as session:
        await session.execute(update(ConversationRow).values(waiting_since=since))

    async def at_risk() -> list[Risk]:
        return list(await system.queue.board.promises.at_risk(brand, until=clock.now() + 5 * MINUTE, most=9))

    # Five minutes were promised to each.
    assert {risk.conversation_id for risk in await at_risk()} == {one, other}
    row = ClockRow(
        id=new_id(), brand_id=brand, conversation_id=one, metric="first_human", priority=3, tier=0, channel="chat",
        ticket=False, spoken=False, started_at=since, resumed_at=since, used=0, again=0, due_at=moment + HOUR,
    )  # fmt: skip
    async with system.database.write() as session:
        session.add(row)
    assert [risk.conversation_id for risk in await at_risk()] == [other]
    async with system.database.write() as session:
        due = update(ClockRow).values(due_at=moment + MINUTE, warned_at=moment)
        await session.execute(due)
    assert await at_risk() == [
        Risk(other, since + 5 * MINUTE, "person"),
        Risk(one, moment + MINUTE, "person"),
    ]
