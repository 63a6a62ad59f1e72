"""People who talk, and a search that has caught up with them."""

import asyncio
from typing import Any

import pytest

from fairlead.app import System
from fairlead.infra import feed
from tests.harness import Client


async def caught_up(system: System, *, seconds: float = 30) -> None:
    """Returns when everything that is committed is in the index."""
    async with system.database.read() as session:
        end = await feed.end(session, system.database.dialect)
    async with asyncio.timeout(seconds):
        while not (system.indexer.progress.complete and system.indexer.stands_at >= end):
            system.indexer.wake()
            await asyncio.sleep(0.02)


async def by_hand(system: System) -> None:
    """The same, for an installation that does not run: one round after another until there is nothing left."""
    while await system.indexer.step():
        pass


async def search(client: Client, q: str, **more: Any) -> dict[str, Any]:
    answer = await client.http.get("/api/desk/conversations/search", params={"q": q, **more})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def ids(client: Client, q: str, **more: Any) -> list[str]:
    return [hit["conversation"]["id"] for hit in (await search(client, q, **more))["hits"]]


@pytest.fixture(autouse=True)
def no_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody chats meanwhile: the index need not pause."""
    monkeypatch.setattr("fairlead.search.follow.LONGEST_REST", 0.0)
    monkeypatch.setattr("fairlead.search.follow.GATHER_SECONDS", 0.0)
