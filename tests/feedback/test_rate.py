"""A matter ends, its customer is asked once how it went, and says it once, from however many devices."""

import asyncio
from typing import Any
from uuid import uuid4

from sqlalchemy import func, select, update

from fairlead.feedback.models import ResolutionRow
from fairlead.kit.access import Actor
from fairlead.kit.clock import DAY
from fairlead.kit.errors import Conflict
from fairlead.worker import Worker
from tests.conduct.ground import measure
from tests.harness import Client, Installation, message
from tests.proving import both_when_proving
from tests.tickets.ground import changed, opened
from tests.tickets.test_merge import FEE, merged
from tests.tickets.test_work import react

SAID = {"satisfaction": 2, "effort": 4, "reasons": ["slow", "kind"], "words": "It took three days."}


async def talked(site: Installation, customer: Client, agent: Client, **how: Any) -> str:
    """A conversation in which an agent has answered."""
    talk = str((await (await customer.open()).ask(message("where is my deposit?", **how)))["conversation"])
    await (await agent.open()).ask(message("It is credited now.", talk))
    return talk


async def ended(agent: Client, talk: str, how: str = "close") -> None:
    frame = {"type": how, "client_id": str(uuid4()), "conversation": talk}
    assert (await (await agent.open()).ask(frame))["type"] == "ack"


async def asked(customer: Client, talk: str) -> Any:
    answer = await customer.http.get(f"/api/conversations/{talk}/rating")
    assert answer.status_code == 200, answer.text
    return answer.json()["rating"]


async def rate(customer: Client, talk: str, **said: Any) -> Any:
    now = await asked(customer, talk)
    body = {"resolution": now["resolution"] if now else "none"} | SAID | said
    return await customer.http.put(f"/api/conversations/{talk}/rating", json=body)


def of(site: Installation, customer: Client) -> Actor:
    return Actor(kind="customer", id=customer.id, brands=frozenset({site.brand_id}), verified=True)


async def rows(site: Installation) -> list[ResolutionRow]:
    async with site.system.database.read() as session:
        return list(await session.scalars(select(ResolutionRow).order_by(ResolutionRow.ended_at)))


async def earlier(site: Installation, span: int) -> None:
    """As if every end, and what was said of it, had been so much earlier."""
    row = ResolutionRow
    async with site.system.database.write() as session:
        await session.execute(update(row).values(ended_at=row.ended_at - span, rated_at=row.rated_at - span))


async def test_who_was_answered_is_asked_at_the_end_and_says_it_once_for_each_end(quiet_site: Installation):
    customer, agent = await quiet_site.customer(), await quiet_site.agent()
    talk = await talked(quiet_site, customer, agent)
    assert await asked(customer, talk) is None
    early = await rate(customer, talk)
    assert (early.status_code, early.json()["code"]) == (409, "rating_over")
    await ended(agent, talk)
    await react(Worker(quiet_site.system))
    first = await asked(customer, talk)
    assert (first["open"], first["declined"], first["given"]) == (True, False, None)
    assert [(row.rated_at, row.agent_id) for row in await rows(quiet_site)] == [(None, agent.id)]
    done = await rate(customer, talk)
    assert done.status_code == 200, done.text
    assert done.json()["rating"]["given"] == {**SAID, "reasons": ["kind", "slow"]}
    # The same again changes nothing; another word within the day is the same rating.
    before = (await rows(quiet_site))[0]
    await rate(customer, talk)
    assert (await rows(quiet_site))[0].changed_at is before.changed_at is None
    assert (await rate(customer, talk, satisfaction=5, words="")).json()["rating"]["given"]["satisfaction"] == 5
    [row] = await rows(quiet_site)
    assert (row.satisfaction, row.words, row.rated_at) == (5, None, before.rated_at)
    # A day later it stands.
    await earlier(quiet_site, DAY)
    late = await rate(customer, talk, satisfaction=1)
    assert (late.status_code, late.json()["code"]) == (409, "rating_kept")
    assert (await asked(customer, talk))["open"] is False
    # Reopened there is nothing to rate, and its next end is another one: the old page rates neither.
    await ended(agent, talk, "reopen")
    assert await asked(customer, talk) is None
    await ended(agent, talk)
    assert (await rate(customer, talk, resolution=first["resolution"])).json()["code"] == "rating_over"
    assert (await rate(customer, talk, satisfaction=4)).status_code == 200
    await react(Worker(quiet_site.system))
    assert [row.satisfaction for row in await rows(quiet_site)] == [5, 4]


async def test_two_devices_at_once_and_the_reaction_to_the_end_make_one_rating(quiet_site: Installation):
    customer, agent = await quiet_site.customer(), await quiet_site.agent()
    other = await quiet_site.customer()
    for race in range(2):
        talk = await talked(quiet_site, customer, agent)
        await ended(agent, talk)
        said = [rate(one, talk, satisfaction=1 + n) for n, one in enumerate((customer, other, customer, other))]
        answers = await asyncio.gather(*said, react(Worker(quiet_site.system)))
        assert [one.status_code for one in answers[:-1]] == [200] * 4
        found = [row for row in await rows(quiet_site) if row.conversation_id == talk]
        assert len(found) == 1 and found[0].satisfaction in (1, 2, 3, 4), race


@both_when_proving
async def test_a_rating_declined_is_not_asked_for_again_and_after_two_weeks_none_is_taken(quiet_site: Installation):
    customer, agent = await quiet_site.customer(), await quiet_site.agent()
    talk = await talked(quiet_site, customer, agent)
    await ended(agent, talk)
    body = {"resolution": (await asked(customer, talk))["resolution"]}
    for _ in range(2):
        answer = await customer.http.post(f"/api/conversations/{talk}/rating/decline", json=body)
        assert answer.json()["rating"]["declined"] is True
    [row] = await rows(quiet_site)
    assert (row.rated_at, row.declined_at is not None) == (None, True)
    await earlier(quiet_site, 14 * DAY)
    assert (await asked(customer, talk))["open"] is False
    assert (await rate(customer, talk)).json()["code"] == "rating_over"
    await earlier(quiet_site, -14 * DAY)
    assert (await rate(customer, talk)).json()["rating"]["declined"] is False
    await customer.http.post(f"/api/conversations/{talk}/rating/decline", json=body)
    assert (await asked(customer, talk))["given"]["satisfaction"] == SAID["satisfaction"]


@both_when_proving
async def test_what_is_no_rating_is_refused_and_a_secret_never_kept(quiet_site: Installation):
    customer, agent = await quiet_site.customer(), await quiet_site.agent()
    talk = await talked(quiet_site, customer, agent)
    await ended(agent, talk)
    wrong: tuple[dict[str, Any], ...] = (
        *({"satisfaction": 0}, {"satisfaction": 6}, {"effort": 0}, {"reasons": ["=1+1"]}, {"words": "a" * 1001}),
    )
    for part in wrong:
        answer = await rate(customer, talk, **part)
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid_field"), part
    for part in ({"satisfaction": "5"}, {"satisfaction": 4.5}, {"more": 1}, {"reasons": "slow"}):
        assert (await rate(customer, talk, **part)).status_code in (400, 422), part
    key = "4c0883a69102937d6231471b5dbb6204fe512961708279feb0d3e5d4a1f1b5e8"
    answer = await rate(customer, talk, words=f"is {key} the right one?")
    assert (answer.status_code, answer.json()["code"]) == (422, "maybe_private_key")
    assert [row.rated_at for row in await rows(quiet_site)] in ([], [None])
    removed = await rate(customer, talk, words="my password is hunter2secret and it was slow")
    assert "hunter2secret" not in removed.json()["rating"]["given"]["words"]
    [row] = await rows(quiet_site)
    assert row.words is not None and b"slow" not in row.words
    # Nobody but him, and an agent not at all.
    stranger = await quiet_site.customer("1112223334")
    for client in (stranger, await quiet_site.visitor()):
        assert (await client.http.get(f"/api/conversations/{talk}/rating")).status_code == 404
    assert (await agent.http.get(f"/api/conversations/{talk}/rating")).status_code == 401
    assert (await customer.http.get("/api/conversations/made-up/rating")).status_code == 404


async def test_a_tickets_end_is_asked_about_with_its_category_but_not_what_was_taken_back_merged_or_goes_on(
    quiet_site: Installation,
):
    customer, agent = await quiet_site.customer(), await quiet_site.agent()
    solved, taken_back, source, target, goes_on = [await opened(customer, **FEE) for _ in range(5)]
    await changed(agent, solved, status="solved", text="It is the network's fee.")
    for ticket in (taken_back, source, target, goes_on):
        await changed(agent, ticket, status="with_agent")
        await (await agent.open()).ask(message("I look at it.", ticket["conversation"]))
    assert (await customer.http.post(f"/api/tickets/{taken_back['id']}/withdraw")).status_code == 200
    assert (await merged(agent, source, target)).status_code == 200
    # Its customer has closed the chat: the ticket is not solved by that.
    await ended(customer, goes_on["conversation"])
    worker = Worker(quiet_site.system)
    await react(worker)
    now = {name: await asked(customer, ticket["conversation"]) for name, ticket in {
        "solved": solved, "taken back": taken_back, "source": source, "target": target, "goes on": goes_on,
    }.items()}  # fmt: skip
    assert [name for name, one in now.items() if one is not None] == ["solved"]
    [row] = await rows(quiet_site)
    assert (row.category, row.desk, row.agent_id) == ("FEE-Q", solved["team"], agent.id)
    assert (await rate(customer, solved["conversation"])).status_code == 200
    # Confirmed by the customer it is over for good, and still the same end.
    assert (await customer.http.post(f"/api/tickets/{solved['id']}/confirm")).status_code == 200
    assert (await asked(customer, solved["conversation"]))["resolution"] == now["solved"]["resolution"]
    # Solved at last, what went on while its chat was closed has an end.
    await changed(agent, goes_on, status="solved")
    await react(worker)
    assert {row.conversation_id for row in await rows(quiet_site)} == {solved["conversation"], goes_on["conversation"]}


@both_when_proving
async def test_nobody_is_asked_whom_nobody_answered_or_who_is_kept_out(quiet_site: Installation):
    customer, agent = await quiet_site.customer(), await quiet_site.agent()
    alone = str((await (await customer.open()).ask(message("hello?")))["conversation"])
    await ended(customer, alone)
    assert await asked(customer, alone) is None
    talk = await talked(quiet_site, customer, agent)
    await ended(agent, talk)

    assert await asked(customer, talk) is not None
    again = await talked(quiet_site, customer, agent)
    for kind in ("warn", "pause"):
        assert (await measure(agent, again, kind)).status_code == 201
    assert await asked(customer, talk) is None
    assert (await rate(customer, talk)).json()["code"] == "rating_over"
    await react(Worker(quiet_site.system))
    assert await rows(quiet_site) == []


async def test_in_races_there_is_one_rating_and_no_answer_but_ours(quiet_site: Installation, proving: Any):
    """Ends, reopenings and ratings of one matter from all sides at once: a row for each end at most, each rated once."""
    customer, agent = await quiet_site.customer(), await quiet_site.agent()
    actor = of(quiet_site, customer)
    ratings, changes = quiet_site.system.ratings, quiet_site.system.changes
    talk = await talked(quiet_site, customer, agent)

    async def say(n: int) -> bool:
        now = await ratings.asked(actor, talk)
        if now is None:
            return False
        try:
            await ratings.give(actor, talk, now.resolution, satisfaction=1 + n % 5, reasons=[])
        except Conflict as error:
            return error.code != "rating_over"
        return True

    said = 0
    for _ in range(proving(4, 300)):
        await changes.close(actor, str(uuid4()), talk)
        done = await asyncio.gather(*(say(n) for n in range(4)), changes.reopen(actor, str(uuid4()), talk))
        said += any(one is True for one in done[:4])
    async with quiet_site.system.database.read() as session:
        rated = select(func.count()).where(ResolutionRow.rated_at.is_not(None))
        assert await session.scalar(rated) == said
