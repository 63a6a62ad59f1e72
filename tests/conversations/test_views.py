"""The desk's lists: in order, page by page, and with so many statements and no more, however long they are."""

from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from typing import Any

import pytest
from sqlalchemy import event

from fairlead.app import System
from fairlead.conversations.store import VIEWS
from fairlead.demo.fill import fill
from fairlead.kit.access import Actor
from fairlead.people import store as people
from fairlead.people.sign_in import create_agent
from tests.harness import PASSWORD, seed

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


async def test_opening_a_conversation_takes_five_statements_or_six_with_a_team(system, agent):
    listed = await system.lists.of_agent(agent, "closed", brand_key=None, cursor=None, limit=20)
    for wire in listed["conversations"]:
        with statements(system) as asked:
            await system.reader.view(agent, wire["id"])
            await system.reader.page(agent, wire["id"], before=2**53, limit=50)
        # The row and the names around it; the row again, to ask whether he may read, and its entries.
        assert len(asked) == 4 + bool(wire["assignee"]) + bool(wire["team"]), asked


async def test_pages_of_a_view_follow_each_other_over_all_brands_without_a_gap(system, agent):
    for view in VIEWS:
        whole = (await system.lists.of_agent(agent, view, brand_key=None, cursor=None, limit=400))["conversations"]
        field = "waiting_since" if view == "waiting" else "updated_at"
        order = sorted(whole, key=lambda wire: (wire[field], wire["id"]), reverse=view != "waiting")
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
