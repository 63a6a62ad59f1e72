"""Two server processes on one database are one help center: what is published, withdrawn or scheduled on one is shown and found,
or gone, on the other within two seconds, and a scheduled text is published once, to the second."""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from fairlead.app import System
from fairlead.helpcenter.models import ArticleLogRow, CategoryRow, TranslationRow
from fairlead.kit import clock
from fairlead.kit.ids import new_id
from fairlead.settings import Settings
from tests.harness import NO_TLS, Client, Installation, ServerProcess, make_settings, seed

HELP = "/help/northlight/en"
ASK = 0.1
# Two servers take their time to start; in daily tests the harder of the two databases must do.
ENGINES = ["sqlite", "postgresql"] if os.environ.get("FAIRLEAD_PROVE") == "1" else ["postgresql"]
Look = Callable[[httpx.AsyncClient], Awaitable[bool]]


@dataclass
class Two:
    system: System
    editor: Client
    # A reader at each of the two.
    here: httpx.AsyncClient
    there: httpx.AsyncClient


@pytest.fixture
async def two(settings: Settings, tmp_path: Path) -> AsyncIterator[Two]:
    system = System(settings)
    brand_id = await seed(system)
    async with system.database.write() as session:
        session.add(CategoryRow(id=new_id(), brand_id=brand_id, slug="deposits", name="Deposits"))
    # What the data folder holds besides the database is each process's own here.
    other = make_settings(tmp_path / "other", settings.database_url)
    servers = [ServerProcess(settings), ServerProcess(other)]
    for server in servers:
        server.start()
    await asyncio.gather(*(server.ready(seconds=60) for server in servers))
    site = Installation(settings, None, brand_id)
    editor = await site.agent("Lea", role="lead")
    readers = [httpx.AsyncClient(base_url=one.public_url, timeout=30, verify=NO_TLS) for one in (settings, other)]
    yield Two(system, editor, *readers)
    for reader in readers:
        await reader.aclose()
    await site.close()
    for server in servers:
        server.stop()
    await system.database.close()


async def seen(reader: httpx.AsyncClient, look: Look, *, since: float) -> float:
    """Seconds after which a reader who comes again and again sees it."""
    async with asyncio.timeout(15):
        while not await look(reader):
            await asyncio.sleep(ASK)
    return time.monotonic() - since


def status(slug: str, wanted: int) -> Look:
    async def look(reader: httpx.AsyncClient) -> bool:
        return (await reader.get(f"{HELP}/a/{slug}")).status_code == wanted

    return look


def found(query: str, wanted: int) -> Look:
    async def look(reader: httpx.AsyncClient) -> bool:
        told = (await reader.get("/api/w/northlight/search", params={"q": query, "locale": "en"})).json()
        return len(told["results"]) == wanted

    return look


def listed(slug: str, wanted: bool) -> Look:
    async def look(reader: httpx.AsyncClient) -> bool:
        pages = [await reader.get(f"{HELP}/{path}") for path in ("feed.xml", "c/deposits")]
        return all((f"/a/{slug}" in page.text) is wanted for page in pages)

    return look


async def create(editor: Client, title: str, body: str) -> Any:
    fields = {"brand": "northlight", "locale": "en", "category": "deposits", "title": title, "body": body}
    answer = await editor.http.post("/api/desk/help/articles", json=fields)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def step(editor: Client, translation: Any, to: str, **more: Any) -> Any:
    body = {"edition": translation["edition"], "to": to} | more
    answer = await editor.http.post(f"/api/desk/help/translations/{translation['id']}/state", json=body)
    assert answer.status_code in (200, 201), answer.text
    return answer.json()["translation"]


@pytest.mark.prove
@pytest.mark.parametrize("engine", ENGINES, indirect=True)
async def test_what_happens_on_one_is_seen_on_the_other_within_two_seconds_and_scheduled_texts_come_once(
    two: Two, proving: Callable[[int, int], int]
):
    # Both keep a shelf already; an empty one would be read at once.
    first = await create(two.editor, "Standing", "It stands.\n")
    await step(two.editor, first["translations"][0], "published")
    for reader in (two.here, two.there):
        await seen(reader, status(first["slug"], 200), since=time.monotonic())
    waits: list[float] = []
    for number in range(proving(1, 15)):
        word = f"zebra{number}"
        made = await create(two.editor, f"About {word}", f"The {word} is late.\n")
        slug = made["slug"]
        translation = await step(two.editor, made["translations"][0], "published")
        since = time.monotonic()
        shown = (status(slug, 200), found(word, 1), listed(slug, True))
        waits += await asyncio.gather(*(seen(r, look, since=since) for r in (two.here, two.there) for look in shown))
        translation = await step(two.editor, translation, "archived")
        since = time.monotonic()
        gone = (status(slug, 410), found(word, 0), listed(slug, False))
        waits += await asyncio.gather(*(seen(r, look, since=since) for r in (two.here, two.there) for look in gone))
    await _scheduled(two)
    print(
        f"seen after at most {max(waits):.2f} s, half of the {len(waits)} after {sorted(waits)[len(waits) // 2]:.2f} s"
    )
    # Whoever looks, looks again after a tenth of a second; two cores are shared with the rest of the tests.
    assert max(waits) < 2 + ASK + proving(2, 1), sorted(waits)[-3:]


async def _scheduled(two: Two) -> None:
    made = await create(two.editor, "From noon on", "It begins.\n")
    at = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=3)
    await step(two.editor, made["translations"][0], "scheduled", at=at.strftime("%Y-%m-%dT%H:%M:%SZ"))
    assert (await two.there.get(f"{HELP}/a/{made['slug']}")).status_code == 404
    since = time.monotonic()
    await asyncio.gather(*(seen(reader, status(made["slug"], 200), since=since) for reader in (two.here, two.there)))
    async with two.system.database.read() as session:
        row = await session.get_one(TranslationRow, made["translations"][0]["id"])
        log = select(ArticleLogRow).where(ArticleLogRow.translation_id == row.id)
        published = [one for one in await session.scalars(log) if one.kind == "article_published"]
    assert len(published) == 1
    late = row.updated_at - int(at.timestamp()) * clock.SECOND
    assert 0 <= late < 2 * clock.SECOND
