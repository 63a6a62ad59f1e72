"""The desk's lists: in order, page by page, and with so many statements and no more, however long they are."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from typing import Any

import pytest
from sqlalchemy import event, select, update

from fairlead.app import System
from fairlead.conversations import browse
from fairlead.conversations.browse import VIEWS, Filters
from fairlead.conversations.models import ConversationRow
from fairlead.demo.fill import fill
from fairlead.kit.access import Actor
from fairlead.people import store as people
from fairlead.people.manage_agents import create_agent
from tests.harness import PASSWORD, Installation, seed

# The feed's position, the rows, the counts, customers' names; where somebody is assigned or a team is: their names.
LIST, WITH_NAMES = 4, 6


@contextmanager
def statements(system: System) -> Iterator[list[str]]:
    """What is asked of the database meanwhile, but for brands: they are kept, and read anew every few seconds."""
    asked: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        if "FROM brands" not in statement:
            asked.append(statement)

    engine = system.database.reader.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", note)


@pytest.fixture
async def agent(system: System) -> Actor:
    """Who works for both brands of a filled database."""
    await seed(system, key="seabright")
    brands = [brand.id for brand in await system.brands.all()]
    made = await create_agent(
        system.database, email="m@x.example", name="Marco", password=PASSWORD, role="agent", brands=brands, teams=[]
    )
    await fill(system, conversations=400, progress=lambda _: None, chance=Random(1))
    async with system.database.write() as session:
        # Every fifth gave something away.
        ids = sorted(await session.scalars(select(ConversationRow.id).where(ConversationRow.status == "open")))
        await session.execute(update(ConversationRow).where(ConversationRow.id.in_(ids[::5])).values(calm=False))
    async with system.database.read() as session:
        actor = await people.agent_actor(session, made)
    assert actor is not None
    return actor


async def test_a_view_takes_the_same_few_statements_however_long_it_is(system, agent):
    for view in VIEWS:
        for brand in (None, "northlight"):
            for limit in (1, 50):
                with statements(system) as asked:
                    found = await system.lists.of_agent(agent, view, brand_key=brand, cursor=None, limit=limit)
                assert found["conversations"], f"an empty list would need fewer: {view}, {brand}"
                named = any(wire["assignee"] for wire in found["conversations"])
                teams = any(wire["team"] for wire in found["conversations"])
                assert len(asked) == LIST + named + teams <= WITH_NAMES, (view, brand, limit, asked)


async def test_opening_a_conversation_takes_three_statements(system, agent):
    listed = await system.lists.of_agent(agent, "closed", brand_key=None, cursor=None, limit=20)
    for wire in listed["conversations"]:
        with statements(system) as asked:
            await system.reader.view(agent, wire["id"])
            await system.reader.page(agent, wire["id"], before=2**53, limit=50)
        # The row with the names around it; the row again, to ask whether he may read, and its entries.
        assert len(asked) == 3, asked


async def test_a_customers_history_takes_the_same_few_statements_and_its_pages_follow_each_other(system, agent):
    listed = await system.lists.of_agent(agent, "closed", brand_key=None, cursor=None, limit=100)
    of_each = Counter(wire["customer"]["id"] for wire in listed["conversations"])
    customer = of_each.most_common(1)[0][0]
    whole = await system.lists.of_customer(customer, cursor=None, limit=100, agent=agent)
    times = [wire["updated_at"] for wire in whole["conversations"]]
    assert len(times) >= 2
    assert times == sorted(times, reverse=True)
    seen, cursor = [], None
    while True:
        with statements(system) as asked:
            page = await system.lists.of_customer(customer, cursor=cursor, limit=1, agent=agent)
        # The rows, the customer's name; names of who is assigned and of teams.
        assert len(asked) <= 4, asked
        seen += [wire["id"] for wire in page["conversations"]]
        if (cursor := page["next"]) is None:
            break
    assert seen == [wire["id"] for wire in whole["conversations"]]


async def test_pages_of_a_view_follow_each_other_over_all_brands_without_a_gap(system, agent):
    for view in VIEWS:
        whole = (await system.lists.of_agent(agent, view, brand_key=None, cursor=None, limit=400))["conversations"]
        field = "waiting_since" if view == "waiting" else "updated_at"
        first = (lambda wire: (not wire["urgent"],)) if view == "waiting" else (lambda wire: ())
        order = sorted(whole, key=lambda wire: (*first(wire), wire[field], wire["id"]), reverse=view != "waiting")
        assert {wire["urgent"] for wire in whole} == ({False} if view == "closed" else {False, True})
        assert whole == order
        pages, cursor = [], None
        while True:
            page = await system.lists.of_agent(agent, view, brand_key=None, cursor=cursor, limit=7)
            pages += page["conversations"]
            if (cursor := page["next"]) is None:
                break
        assert pages == whole
        parts = [
            wire
            for brand in ("northlight", "seabright")
            for wire in (await system.lists.of_agent(agent, view, brand_key=brand, cursor=None, limit=400))[
                "conversations"
            ]
        ]
        assert sorted(wire["id"] for wire in parts) == sorted(wire["id"] for wire in whole)
        assert page["counts"][view] == len(whole)


async def everything(system: System, agent: Actor, view: str, filters: Filters, *, limit: int) -> list[dict[str, Any]]:
    """A list leafed through to its end. Down to `until` each page told all there is, and no page looked at too much."""
    found: list[dict[str, Any]] = []
    cursor = None
    while True:
        with statements(system) as asked:
            page = await system.lists.of_agent(agent, view, brand_key=None, filters=filters, cursor=cursor, limit=limit)
        # One more than without a filter: how far was looked, where that was not far enough.
        assert len(asked) <= WITH_NAMES + 1, asked
        found += page["conversations"]
        if (cursor := page["next"]) is None:
            assert page["until"] is None
            return found


def fits(wire: dict[str, Any], filters: Filters) -> bool:
    customer, assignee = wire["customer"], wire["assignee"] or {}
    return (
        filters.language in (None, wire["locale"].partition("-")[0])
        and filters.channel in (None, wire["channel"])
        and filters.tier in (None, customer["tier"])
        and filters.verified in (None, customer["verified"])
        and filters.assignee in (None, assignee.get("id"))
    )


async def test_a_filtered_list_is_what_fits_of_the_whole_one_however_little_is_looked_at_at_once(
    system, agent, monkeypatch
):
    monkeypatch.setattr(browse, "LOOK", 30)
    chance = Random(2)
    narrowed = 0
    for view in VIEWS:
        whole = await everything(system, agent, view, Filters(), limit=100)
        for _ in range(6):
            like = chance.choice(whole)
            filters = Filters(
                language=chance.choice([None, like["locale"].partition("-")[0]]),
                channel=chance.choice([None, like["channel"]]),
                tier=chance.choice([None, like["customer"]["tier"]]),
                verified=chance.choice([None, like["customer"]["verified"]]),
                assignee=chance.choice([None, (like["assignee"] or {"id": None})["id"]]),
            )
            expected = [wire for wire in whole if fits(wire, filters)]
            assert await everything(system, agent, view, filters, limit=7) == expected
            narrowed += 0 < len(expected) < len(whole)
    assert narrowed > 5, "the filters chosen by chance said nothing"


async def test_counts_of_many_agents_are_those_of_each_and_take_two_statements_for_the_same_brands(
    system, agent, monkeypatch
):
    everything, one = agent.brands, frozenset(sorted(agent.brands)[:1])
    for name in "abc":
        account = {"email": f"{name}@x.example", "name": name, "password": PASSWORD, "role": "agent"}
        await create_agent(system.database, **account, brands=sorted(everything), teams=[])
    await fill(system, conversations=100, progress=lambda _: None, chance=Random(2))
    async with system.database.read() as session:
        owners = set(await session.scalars(select(ConversationRow.assignee_id).where(ConversationRow.status == "open")))
    asking = {owner: everything for owner in owners if owner} | {agent.id: one, "f" * 32: frozenset[str]()}
    agents = [Actor(kind="agent", id=agent_id, brands=brands) for agent_id, brands in asking.items()]
    assert len(asking) >= 4
    async with system.database.read() as session:
        with statements(system) as asked:
            counted = await browse.counts_of(session, agents)
    assert len(asked) == 2 * len({everything, one}), asked
    # However many somebody has: this is asked again and again while lists are looked at.
    assert all("LIMIT" in statement for statement in asked), asked
    assert any(numbers["mine"] for numbers in counted.values())
    for each in agents:
        async with system.database.read() as session:
            alone, _ = await browse.counts(session, each, brands=sorted(each.brands))
        assert counted[each.id] == alone, each.id
    monkeypatch.setattr(browse, "COUNT_CAP", 2)
    async with system.database.read() as session:
        capped = await browse.counts_of(session, agents)
    for agent_id, numbers in counted.items():
        assert capped[agent_id] == {view: min(number, 2) for view, number in numbers.items()}


async def test_counts_of_a_filtered_list_are_exact_or_say_that_there_may_be_more(system, agent, monkeypatch):
    filters = Filters(verified=True)
    exact = {view: len(await everything(system, agent, view, filters, limit=100)) for view in VIEWS}
    assert all(exact.values())
    counted = await system.lists.counts(agent, brand_key=None, filters=filters)
    assert counted == {"counts": exact, "at_least": []}
    monkeypatch.setattr(browse, "COUNT_LOOK", 20)
    with statements(system) as asked:
        counted = await system.lists.counts(agent, brand_key=None, filters=filters)
    assert len(asked) == 1
    for view in VIEWS:
        number = counted["counts"][view]
        assert number <= exact[view] if view in counted["at_least"] else number == exact[view]
    assert "closed" in counted["at_least"]


async def test_what_can_be_chosen_is_what_is_there(system, agent):
    whole = [
        wire for view in ("open", "closed") for wire in await everything(system, agent, view, Filters(), limit=100)
    ]
    assert await system.lists.choices(agent) == {
        "channels": sorted({wire["channel"] for wire in whole}),
        "languages": sorted({wire["locale"].partition("-")[0] for wire in whole}),
        "tiers": sorted({wire["customer"]["tier"] for wire in whole} - {""}),
    }


async def test_a_filter_that_cannot_be_is_named(site: Installation):
    agent = await site.agent()
    wrong = {"language": "中文", "channel": "", "tier": "x" * 41, "verified": "perhaps", "assignee": "me"}
    for field, value in wrong.items():
        for path in ("conversations", "counts"):
            answer = await agent.http.get(f"/api/desk/{path}", params={field: value})
            assert answer.status_code in (400, 422), (field, answer.text)
            assert answer.json()["code"] == "invalid_field", answer.text
    assert (await agent.http.get("/api/desk/counts?brand=elsewhere")).status_code == 404
