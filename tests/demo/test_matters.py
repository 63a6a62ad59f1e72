"""The demo's tickets: three real cases at each exchange, as their customers and the desk would see them."""

from pathlib import Path

from sqlalchemy import select

from fairlead.demo.cast import EXCHANGES
from fairlead.demo.matters import AGENT, MATTERS, show_matters
from fairlead.demo.ratings import CHATS, show_ratings
from fairlead.demo.staff import ADMIN, NOTE, RULE, SHIFTS, show_staff
from fairlead.fakes import webhook_receiver
from fairlead.feedback.models import ResolutionRow
from fairlead.people import store as people
from fairlead.people.manage_agents import create_agent
from fairlead.tickets.list_tickets import Wanted, listed
from fairlead.tickets.store import Found
from tests.harness import PASSWORD, Installation, installation, make_settings, seed
from tests.proving import both_when_proving


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


@both_when_proving
async def test_a_staffed_demo_gives_out_what_waits_and_has_shifts_a_note_a_rule_and_a_webhook_once(
    database_url: str, tmp_path: Path
):
    with webhook_receiver.serving(webhook_receiver.Receiver()) as hooks:
        settings = make_settings(tmp_path, database_url, webhook_origins=hooks)
        async with installation(settings, worker=False) as site:
            await staffed(site, hooks)


async def staffed(site: Installation, hooks: str) -> None:
    system = site.system
    other = await seed(system, key="seabright")
    brands = [site.brand_id, other]
    for email in SHIFTS:
        role = "admin" if email == ADMIN else "lead"
        await create_agent(
            system.database, email=email, name=email[:4], password=PASSWORD, role=role, brands=brands, teams=[]
        )
    await show_staff(system, hooks)
    await show_staff(system, hooks)
    async with system.database.read() as session:
        row = await people.agent_by_email(session, ADMIN)
        assert row is not None
        admin = await people.agent_actor(session, row.id)
    assert admin is not None
    assert set(await system.queue.work.switched()) == set(brands)
    for brand in await system.brands.all():
        week = await system.queue.shifts.week(admin, brand, None)
        assert [len(one.shifts) > 0 for one in week.members] == [True] * 3
        assert [one.text for one in await system.queue.hand_over.lately(admin, brand)] == [NOTE]
        assert [one.url for one in await system.queue.endpoints.all(admin, brand.id)] == [f"{hooks}/{brand.key}"]
        rules, _ = await system.automation.rules.of_brand(admin, brand.id)
        assert [rule.name for rule in rules] == [RULE.name]
