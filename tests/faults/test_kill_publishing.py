"""`kill -9` while articles are published, by hand and by the clock: readers find the old text or the new one, never half of one."""

import asyncio
import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from fairlead.app import System
from fairlead.helpcenter.index import indexed
from fairlead.helpcenter.models import ArticleLogRow, CategoryRow, TranslationRow, VersionRow
from fairlead.kit.ids import new_id
from fairlead.settings import Settings
from tests.harness import Client, Installation, ServerProcess, seed
from tests.proving import both_when_proving

ARTICLES = 3


async def _write(editor: Client, key: str, number: int, history: dict[str, set[int]]) -> None:
    """One new text, published at once or in a second; until the server is gone."""
    path = f"/api/desk/help/translations/{key}"
    now = (await editor.http.get(path)).json()["translation"]
    text = {
        "title": f"Text {number}",
        "summary": "",
        "body": f"Number {number}.\n" * 40,
        "questions": [f"why {number}"],
    }
    saved = await editor.http.put(path, json={"edition": now["edition"]} | text)
    if saved.status_code != 200:
        return
    told = saved.json()["translation"]
    soon = (datetime.now(UTC) + timedelta(seconds=1.2)).strftime("%Y-%m-%dT%H:%M:%SZ")
    step: dict[str, Any] = {"edition": told["edition"], "to": "published"}
    if number % 3 == 0:
        step |= {"to": "scheduled", "at": soon}
    answer = await editor.http.post(f"{path}/state", json=step)
    if answer.status_code == 200 and step["to"] == "published":
        history[key].add(answer.json()["translation"]["version"])


async def _busy(editor: Client, key: str, history: dict[str, set[int]], rng: random.Random) -> None:
    for number in range(1, 10_000):
        try:
            await _write(editor, key, number, history)
        except (httpx.TransportError, KeyError, ValueError):
            await asyncio.sleep(0.05)
        await asyncio.sleep(rng.random() * 0.02)


@pytest.mark.prove
@both_when_proving
async def test_a_kill_during_publishing_leaves_the_old_text_or_the_new_one(
    settings: Settings, proving: Callable[[int, int], int]
):
    number = random.randrange(10**6)
    print(f"seed {number}")
    rng = random.Random(number)
    system = System(settings)
    brand_id = await seed(system)
    async with system.database.write() as session:
        session.add(CategoryRow(id=new_id(), brand_id=brand_id, slug="deposits", name="Deposits"))
    server = ServerProcess(settings)
    server.start()
    await server.ready()
    site = Installation(settings, None, brand_id)
    editor = await site.agent("Lea", role="lead")
    history: dict[str, set[int]] = {}
    for _ in range(ARTICLES):
        body = {"brand": "northlight", "locale": "en", "title": "Text 0", "category": "deposits", "body": "Number 0.\n"}
        made = (await editor.http.post("/api/desk/help/articles", json=body)).json()
        history[made["translations"][0]["id"]] = set()
    shown: set[int] = set()
    writers = [asyncio.create_task(_busy(editor, key, history, rng)) for key in history]
    try:
        for _ in range(proving(3, 40)):
            await asyncio.sleep(0.5 + rng.random())
            server.kill()
            await _whole(system, history)
            server = ServerProcess(settings)
            server.start()
            await server.ready()
            shown.add(sum(len(known) for known in history.values()))
    finally:
        for writer in writers:
            writer.cancel()
        await asyncio.gather(*writers, return_exceptions=True)
        await site.close()
        server.kill()
        await system.database.close()
    assert max(shown) > ARTICLES, "nothing was published"


async def _whole(system: System, history: dict[str, set[int]]) -> None:
    async with system.database.read() as session:
        for row in await session.scalars(select(TranslationRow)):
            versions = {
                one.number: one
                for one in await session.scalars(select(VersionRow).where(VersionRow.translation_id == row.id))
            }
            log = select(ArticleLogRow).where(ArticleLogRow.translation_id == row.id)
            published = {one.version for one in await session.scalars(log) if one.kind == "article_published"}
            assert sorted(versions) == list(range(1, row.newest + 1))
            # What was acknowledged as published is, and nothing is that was not noted down with it.
            assert history[row.id] <= published
            assert {number for number, one in versions.items() if one.published_at} == published
            assert row.version == max(published, default=0)
            assert (row.state == "published") == (row.version == row.newest)
            assert (row.revision > 0) == (row.version > 0)
            if row.version:
                one = versions[row.version]
                made = indexed(
                    title=one.title, summary="", questions=one.questions, slug="text-0", body=one.body, locale="en"
                )
                assert one.indexed["passages"] == made["passages"]
