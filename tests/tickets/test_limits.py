"""How many matters one customer may have, on both databases; and what no limit ever touches."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from sqlalchemy import update

from fairlead.kit import clock
from fairlead.kit.clock import DAY, SECOND
from fairlead.tickets.models import TicketRow
from fairlead.tickets.rules import TYPES, Limits, Mine, is_protected
from fairlead.tickets.taxonomy import house
from tests.harness import Client, Installation, installation, make_settings
from tests.proving import both_when_proving
from tests.tickets.ground import key, opened

ABOUT = {"category": "FEE-Q", "text": "what is this fee?"}


@pytest.fixture
async def strict(tmp_path: Path, database_url: str) -> AsyncIterator[Installation]:
    """Two matters open at once, three a day."""
    limits = {"ticket_open_limit": 2, "ticket_day_limit": 3}
    async with installation(make_settings(tmp_path, database_url, **limits), worker=False) as site:
        yield site


async def asked(client: Client, **body: Any) -> Any:
    return await client.http.post("/api/tickets", json=ABOUT | body, headers=key())


async def test_one_more_than_may_be_open_is_refused_with_the_one_to_add_to(strict: Installation):
    customer = await strict.customer()
    await opened(customer, **ABOUT, evidence=[])
    second = await opened(customer, **ABOUT, evidence=[])
    refused = await asked(customer)
    assert (refused.status_code, refused.json()["code"]) == (409, "tickets_open")
    assert refused.json()["data"] == {"limit": 2, "ticket": second["id"], "number": second["number"]}
    assert second["number"] in refused.json()["next"]
    # Another customer, and whoever withdraws one, may.
    assert (await asked(await strict.customer("77"))).status_code == 201
    await customer.http.post(f"/api/tickets/{second['id']}/withdraw")
    assert (await asked(customer)).status_code == 201


@both_when_proving
async def test_after_so_many_a_day_it_is_told_when_there_is_room_again(strict: Installation):
    customer = await strict.customer()
    made = [await opened(customer, **ABOUT, evidence=[])]
    for _ in range(2):
        await customer.http.post(f"/api/tickets/{made[-1]['id']}/withdraw")
        made.append(await opened(customer, **ABOUT, evidence=[]))
    refused = await asked(customer)
    assert (refused.status_code, refused.json()["code"]) == (429, "tickets_day")
    assert 86_000 < int(refused.headers["retry-after"]) <= 86_400
    async with strict.system.database.write() as session:
        mine = update(TicketRow).where(TicketRow.id == made[0]["id"])
        await session.execute(mine.values(created_at=clock.now() - DAY - SECOND))
    assert (await asked(customer)).status_code == 201


async def test_many_at_the_same_time_come_to_no_more_than_one_by_one(strict: Installation):
    customer = await strict.customer()
    ways = [{}, {"urgent": "I leave tomorrow"}] * 4
    answers = await asyncio.gather(*(asked(customer, **way) for way in ways))
    assert sorted(answer.status_code for answer in answers) == [201, 201] + [409] * 6


@both_when_proving
async def test_who_asks_again_under_the_same_key_gets_what_he_has(strict: Installation):
    customer, sent = await strict.customer(), key()
    body = ABOUT | {"evidence": []}
    first = await customer.http.post("/api/tickets", json=body, headers=sent)
    await opened(customer, **ABOUT, evidence=[])
    again = await customer.http.post("/api/tickets", json=body, headers=sent)
    assert (again.status_code, again.json()["id"]) == (201, first.json()["id"])


@both_when_proving
async def test_harm_and_complaints_are_opened_beyond_every_limit_and_count_towards_none(strict: Installation):
    customer, agent = await strict.customer(), await strict.agent()
    protected = [one for one in house().categories.values() if is_protected(case_type=one.type, priority=one.priority)]
    assert {one.type for one in protected} >= {"security", "complaint"}
    for category in protected:
        answer = await asked(customer, category=category.code, text="please look at once")
        assert answer.status_code == 201, (category.code, answer.text)
    for _ in range(2):
        assert (await asked(customer)).status_code == 201
    assert (await asked(customer)).status_code == 409
    assert (await asked(customer, category=protected[0].code, text="again")).status_code == 201
    # What an agent opens for him is the agent's.
    talk = await (await customer.open()).ask({"type": "send", "client_id": key()["Idempotency-Key"], "conversation": None, "text": "hello"})  # fmt: skip
    body = {"conversation": talk["conversation"], "category": "FEE-Q"}
    assert (await agent.http.post("/api/desk/tickets", json=body, headers=key())).status_code == 201


@settings(deadline=None, max_examples=60)
@given(
    case_type=some.sampled_from(TYPES),
    priority=some.integers(1, 5),
    open_=some.integers(0, 30),
    opened_=some.lists(some.integers(0, 3 * DAY), max_size=30),
    limits=some.builds(Limits, some.integers(0, 12), some.integers(0, 12)),
)
def test_a_limit_is_reached_exactly_when_it_says_so(
    case_type: str, priority: int, open_: int, opened_: list[int], limits: Limits
):
    moment = 4 * DAY
    mine = Mine(open_, tuple(moment - age for age in opened_), ("a", "b"))
    problem = limits.reached(mine, moment)
    today = sum(age < DAY for age in opened_)
    full = [limits.open and open_ >= limits.open, limits.day and today >= limits.day]
    assert (problem is not None) == any(full)
    if problem is not None and problem.code == "tickets_day":
        later = moment + problem.data["retry_after"] * SECOND
        assert limits.reached(mine, later) is None
    half = limits.halved
    assert (half.open, half.day) <= (limits.open, limits.day) and bool(half.open) == bool(limits.open)
    assert is_protected(case_type=case_type, priority=priority) or (
        case_type not in ("security", "complaint") and priority > 1
    )
