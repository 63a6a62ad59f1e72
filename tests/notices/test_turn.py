"""Whoever waits and asks for it is told when it is his turn: once, only while he is away, and whoever is killed meanwhile."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from fairlead.conversations.events import ASSIGNED
from fairlead.infra import feed
from fairlead.infra.jobs import JobRow
from fairlead.kit import clock
from fairlead.kit.clock import MINUTE
from fairlead.kit.ids import new_id
from fairlead.notices.models import NoticeChoiceRow
from fairlead.routing.models import KeptPlaceRow
from fairlead.routing.tell_turn import TellTurn
from tests.harness import make_settings
from tests.notices.test_push import Told, service, told_by
from tests.proving import both_when_proving
from tests.push_service import PushService

__all__ = ["service"]


class Killed:
    """A process that dies while it notes the notice."""

    async def turn(self, session: AsyncSession, conversation_id: str, seq: int) -> None:
        raise RuntimeError("killed")


@pytest.fixture
async def waiting(database_url: str, tmp_path: Path, service: PushService) -> AsyncIterator[Told]:
    """A customer who reads Spanish waits for a person, and his browser may tell him."""
    settings = make_settings(tmp_path, database_url, push_services=service.origin, push_after=3600)
    async with told_by(settings, service) as told:
        await told.begin(locale="es")
        yield told


async def wishes(told: Told, tell: bool = True) -> dict[str, Any]:
    answer = await told.customer.http.put(f"/api/conversations/{told.talk}/turn", json={"tell": tell})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def seen(told: Told, *, ago: int, left: bool = False) -> None:
    """When he was noted to be here."""
    moment = clock.now() - ago
    async with told.site.system.database.write() as session:
        left_at = moment if left else None
        await session.merge(KeptPlaceRow(conversation_id=told.talk, here_at=moment, left_at=left_at, let_go_at=None))


async def taken(told: Told) -> None:
    agent = (await told.site.agent("Nora")).id
    await told.desk.ask({"type": "assign", "client_id": new_id(), "conversation": told.talk, "to": agent})
    await told.react()


@both_when_proving
async def test_whose_matter_is_taken_while_he_is_away_is_told_once_in_his_language(waiting: Told):
    assert await wishes(waiting) == {"tell": True}
    assert await wishes(waiting) == {"tell": True}
    database = waiting.site.system.database
    async with database.write() as session:
        # Neither quiet hours nor what he does not want to hear of otherwise: he has asked for it here.
        everything = NoticeChoiceRow(
            customer_id=waiting.customer.id,
            off="replied,moved",
            quiet_begin=0,
            quiet_end=1439,
            zone="UTC",
            changed_at=1,
        )
        await session.merge(everything)
    await seen(waiting, ago=1, left=True)
    agent = (await waiting.site.agent("Nora")).id
    await waiting.desk.ask({"type": "assign", "client_id": new_id(), "conversation": waiting.talk, "to": agent})
    async with database.read() as session:
        start = await feed.start(session)
        events = await feed.read(session, database.dialect, start, limit=1000)
    event = next(one for one in events if one.kind == ASSIGNED)
    # Whoever reacts is killed in the middle of it, and it is reacted to again, twice.
    system = waiting.site.system
    with pytest.raises(RuntimeError, match="killed"):
        await TellTurn(database, system.reader, Killed()).taken(event)
    await system.queue.turns.taken(event)
    await waiting.react()
    [got] = waiting.service.received
    assert got.notice["body"] == "Es su turno: el soporte de Northlight ya puede atenderle"
    assert set(got.notice) == {"title", "body", "lang", "dir", "conversation", "url"}
    listed = (await waiting.customer.http.get("/api/notices")).json()["sent"]
    assert [one["body"] for one in listed] == [got.notice["body"]]
    # The first word after it is told as ever.
    async with database.write() as session:
        await session.execute(delete(NoticeChoiceRow))
    await waiting.reply()
    assert [one.notice["body"] for one in waiting.service.received[1:]] == ["El soporte de Northlight ha respondido"]


@both_when_proving
async def test_who_looks_at_it_is_not_told_and_who_left_or_was_not_heard_of_for_long_is(waiting: Told):
    agent, told = (await waiting.site.agent("Nora")).id, 0
    for ago, left, tells in ((1, False, False), (5 * MINUTE, False, True), (1, True, True)):
        assert await wishes(waiting) == {"tell": True}
        await seen(waiting, ago=ago, left=left)
        for to in (agent, None):
            await waiting.desk.ask({"type": "assign", "client_id": new_id(), "conversation": waiting.talk, "to": to})
            await waiting.react()
        told += int(tells)
        assert len(waiting.service.received) == told, (ago, left)


@both_when_proving
async def test_nothing_is_told_to_who_asked_for_nothing_took_it_back_or_waits_for_nobody(waiting: Told):
    await wishes(waiting)
    assert await wishes(waiting, tell=False) == {"tell": False}
    await seen(waiting, ago=5 * MINUTE)
    await taken(waiting)
    assert await wishes(waiting) == {"tell": False}
    assert waiting.service.received == []
    visitor = await waiting.site.visitor()
    theirs = await visitor.http.get(f"/api/conversations/{waiting.talk}/turn")
    assert theirs.status_code == 404


@both_when_proving
async def test_what_could_not_be_told_for_ten_minutes_is_not_told_any_more(waiting: Told):
    await wishes(waiting)
    await seen(waiting, ago=5 * MINUTE)
    agent = (await waiting.site.agent("Nora")).id
    await waiting.desk.ask({"type": "assign", "client_id": new_id(), "conversation": waiting.talk, "to": agent})
    while await waiting.dispatcher.round():
        pass
    async with waiting.site.system.database.write() as session:
        for job in await session.scalars(select(JobRow).where(JobRow.kind == "push")):
            job.payload = json.dumps(json.loads(job.payload) | {"at": clock.now() - 11 * MINUTE})
    await waiting.react()
    assert waiting.service.received == []
