"""The demo's tickets: three real cases at each exchange, as their customers and the desk would see them."""

from sqlalchemy import select

from fairlead.demo.cast import EXCHANGES
from fairlead.demo.matters import AGENT, MATTERS, show_matters
from fairlead.demo.ratings import CHATS, show_ratings
from fairlead.feedback.models import ResolutionRow
from fairlead.people import store as people
from fairlead.people.manage_agents import create_agent
from fairlead.tickets.list_tickets import Wanted, listed
from fairlead.tickets.store import Found
from tests.harness import PASSWORD, Installation, both_when_proving, seed


async def found(site: Installation) -> dict[str, list[Found]]:
    async with site.system.database.read() as session:
        row = await people.agent_by_email(session, AGENT)
        assert row is not None
        agent = await people.agent_actor(session, row.id)
        assert agent is not None
        brands = {brand.key: brand.id for brand in await site.system.brands.all()}
        return {
            one.key: await listed(session, agent, brands[one.key], Wanted(), after=None, limit=50) for one in EXCHANGES
        }


@both_when_proving
async def test_each_exchange_has_three_cases_in_three_statuses_and_a_second_start_makes_no_more(
    quiet_site: Installation,
):
    other = await seed(quiet_site.system, key="seabright")
    await create_agent(
        quiet_site.system.database, email=AGENT, name="Sven", password=PASSWORD, role="lead",
        brands=[quiet_site.brand_id, other], teams=[],
    )  # fmt: skip
    await show_matters(quiet_site.system)
    every = await found(quiet_site)
    for tickets in every.values():
        assert sorted(one.row.category for one in tickets) == sorted(one.category for one in MATTERS)
        assert {one.row.status for one in tickets} == {"waiting_for_you", "waiting_on_chain", "solved"}
        assert all(one.assignee_id for one in tickets)
        for one in tickets:
            inside = quiet_site.system.tickets.inside(one.row)
            assert not [fact for fact in inside.facts if "network_unsaid" in fact.get("hints", ())]
            assert one.row.complete == 100 or any(fact.get("missing") for fact in inside.facts)
    assert {one.locale for tickets in every.values() for one in tickets} == {"en", "zh-CN"}
    await show_matters(quiet_site.system)
    again = await found(quiet_site)
    assert {key: len(tickets) for key, tickets in again.items()} == {one.key: 3 for one in EXCHANGES}


@both_when_proving
async def test_the_page_of_ratings_has_a_few_and_a_second_start_makes_no_more(quiet_site: Installation):
    other = await seed(quiet_site.system, key="seabright")
    await create_agent(
        quiet_site.system.database, email=AGENT, name="Sven", password=PASSWORD, role="lead",
        brands=[quiet_site.brand_id, other], teams=[],
    )  # fmt: skip
    for _ in range(2):
        await show_ratings(quiet_site.system)
        async with quiet_site.system.database.read() as session:
            rows = list(await session.scalars(select(ResolutionRow).where(ResolutionRow.satisfaction.is_not(None))))
        assert len(rows) == len(CHATS) * len(EXCHANGES)
    assert {row.agent_id for row in rows} != {None} and any(row.words for row in rows)
