"""The rule of the queue goes by what a brand has promised; where it has set nothing, by what the house promises."""

from fairlead.conversations.events import head_changed
from fairlead.conversations.models import ConversationRow
from fairlead.kit import clock
from fairlead.kit.clock import MINUTE, SECOND
from fairlead.promises.rules import HOUSE
from fairlead.routing.keep_line import KeptLine
from fairlead.routing.know_targets import KnowTargets
from fairlead.routing.rules import Matter, explain, ordered, targets_of
from tests.harness import Installation
from tests.proving import both_when_proving
from tests.routing.queue import waits


def test_the_house_promises_a_person_in_the_time_that_the_taxonomy_says():
    targets = targets_of(HOUSE)
    assert targets.of(Matter("a", 0, tier=3)) == 30 * SECOND
    assert targets.of(Matter("a", 0, priority=2, channel="mail")) == 30 * MINUTE
    assert targets.of(Matter("a", 0, priority=5, tier=3, security=True)) == 5 * MINUTE


@both_when_proving
async def test_who_waits_beyond_four_times_what_his_brand_promises_goes_first_as_soon_as_it_promises_less(
    quiet_site: Installation,
):
    site, system = quiet_site, quiet_site.system
    lead = await site.agent("Lena", role="lead")
    plain, vip = await waits(system, site.brand_id), await waits(system, site.brand_id, tier="VIP 9")
    async with system.database.write() as session:
        row = await session.get_one(ConversationRow, plain)
        row.waiting_since = clock.now() - 11 * MINUTE
        session.add(head_changed(row, moment=clock.now()))
    line = KeptLine(system.database, KnowTargets(system.database, kept=0))

    async def order() -> list[str]:
        return [matter.id for matter in ordered(await line.refresh(), clock.now())]

    async def promise(seconds: int) -> None:
        kept = (await lead.http.get("/api/desk/promises?brand=northlight")).json()
        kept["policy"]["chat"][0] = seconds
        asked = {"brand": "northlight", "revision": kept["revision"], "policy": kept["policy"]}
        answer = await lead.http.put("/api/desk/promises", json=asked)
        assert answer.status_code == 200, answer.text

    assert await order() == [vip, plain]
    await promise(120)
    assert await order() == [plain, vip]
    reason = explain(line.line.get(plain), line.line, clock.now())
    assert (reason.code, reason.target) == ("overdue", 2 * MINUTE)
    # And whoever comes then is measured by it too.
    later = await waits(system, site.brand_id)
    await order()
    assert [one.promised for one in line.line if one.id == later] == [2 * MINUTE]
    await promise(300)
    assert await order() == [vip, plain, later]
