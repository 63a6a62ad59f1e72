"""Who is given what in the usual demo: at one exchange what waits goes to free agents, until its admin says otherwise."""

from fairlead.demo.staff import ADMIN, GIVEN_OUT, open_new
from fairlead.people import store as people
from fairlead.people.manage_agents import create_agent
from tests.harness import PASSWORD, Installation, seed


async def test_a_new_demo_gives_out_at_one_exchange_and_what_its_admin_switched_off_stays_off(quiet_site: Installation):
    system, work = quiet_site.system, quiet_site.system.queue.work
    other = await seed(system, key=GIVEN_OUT)
    both = {"northlight", GIVEN_OUT}
    brands = [quiet_site.brand_id, other]
    named = {"email": ADMIN, "name": "Tomasz", "password": PASSWORD, "role": "admin"}
    await create_agent(system.database, brands=brands, teams=[], **named)
    await open_new(system, both)
    assert set(await work.switched()) == {other}
    async with system.database.read() as session:
        row = await people.agent_by_email(session, ADMIN)
        admin = await people.agent_actor(session, row.id) if row else None
    assert admin is not None
    await work.switch(admin, await system.brands.require(GIVEN_OUT), on=False, react_seconds=120)
    await open_new(system, set())
    assert await work.switched() == {}
