"""What an agent waits for at a desk that has been busy for long: each list, the counts beside them, opening a conversation.

One `fairlead serve` on one core; the agent signs in through the real door and asks one thing after another, so that what
is measured is the answer and not a queue. The conversations are those of `fairlead demo fill`. Searches come once everything is
indexed: how fast that was and how much the index weighs is said beside them, and what tantivy alone takes for the same words.
"""

import argparse
import asyncio
import os
import shutil
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import httpx
import uvloop

from bench import _report, _server
from bench._load import connect
from bench._report import Figure, at_most, percentile, say
from fairlead.app import System
from fairlead.demo.cast import COLLEAGUES, EXCHANGES, PASSWORD
from fairlead.demo.fill import fill
from fairlead.demo.run import demo_keys
from fairlead.demo.seed import seed
from fairlead.kit.access import Actor
from fairlead.search import follow
from fairlead.search.routes import PAGE
from fairlead.settings import Settings
from tests.harness import NO_TLS, make_settings
from tests.services import Postgres

GOAL_MS, SEARCH_MS = 50.0, 200.0
VIEWS = ("mine", "waiting", "unassigned", "open", "closed")
# Many and few, both languages, an unfinished word, several words, a person, an id's end, filters.
SEARCHES = (
    "withdrawal",
    "提币",
    "with",
    "deposit USDT memo",
    "身份认证被拒了",
    "王芳",
    "700000012",
    "3DBF1",
    "fee is:closed",
)
SQLITE, POSTGRES, TINY = 100_000, 1_000_000, 300
ROUNDS, TINY_ROUNDS, WARM = 200, 5, 20
# Measured: a filled database with its indexes, and as much again for what the database writes beside it.
BYTES_EACH = 20_000
Ask = Callable[[], Awaitable[Any]]


def folder_for(database: str, conversations: int, *, tiny: bool) -> Path:
    """Kept between runs: filling takes longer than measuring."""
    if tiny:
        return Path(tempfile.mkdtemp(prefix="fairlead-bench-", dir="/tmp"))
    return Path(tempfile.gettempdir()) / "fairlead-bench-inbox" / f"{database}-{conversations}"


async def filled(settings: Settings, conversations: int) -> None:
    """Migrated, with the demo's cast and so many conversations; again only when that was not finished."""
    done = settings.data_path / "filled"
    await asyncio.to_thread(_server.migrate, settings)
    if done.exists():
        return
    free = shutil.disk_usage(settings.data_path).free
    if free < conversations * BYTES_EACH:
        raise RuntimeError(
            f"{conversations:,} conversations want {conversations * BYTES_EACH:,} bytes, {free:,} are free"
        )
    system, since, shown = System(settings), time.monotonic(), 0
    keys = demo_keys(settings.data_path / "keys.json")
    signing = {exchange.key: keys[exchange.key].encode() for exchange in EXCHANGES}
    await seed(system, signing, {exchange.key: "http://exchange.localhost" for exchange in EXCHANGES}, lambda _: None)

    def progress(more: int) -> None:
        nonlocal shown
        shown += more
        if shown * 10 // conversations > (shown - more) * 10 // conversations:
            print(f"  {shown:,} conversations after {time.monotonic() - since:,.0f} s", file=sys.stderr, flush=True)

    entries = await fill(system, conversations=conversations, progress=progress)
    await system.database.close()
    done.touch()
    say(f"Filled with {conversations:,} conversations and {entries:,} entries in {time.monotonic() - since:,.0f} s.")


class Desk:
    """A signed-in agent's requests."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        headers = {"Origin": settings.origin}
        self._http = httpx.AsyncClient(base_url=settings.public_url, headers=headers, timeout=60, verify=NO_TLS)
        self._chance = Random(1)
        self._ids: list[str] = []

    async def __aenter__(self) -> "Desk":
        sven = next(colleague for colleague in COLLEAGUES if colleague.role == "lead")
        answer = await self._http.post("/api/desk/login", json={"email": sven.email, "password": PASSWORD})
        answer.raise_for_status()
        self._socket = await connect("a", self._settings.port)
        ticket = (await self._post("/api/desk/ticket"))["ticket"]
        await self._socket.ask({"type": "hello", "version": 1, "ticket": ticket}, "welcome")
        return self

    async def __aexit__(self, *error: object) -> None:
        self._socket.transport.close()
        await self._http.aclose()

    async def _post(self, path: str) -> Any:
        return (await self._http.post(path)).raise_for_status().json()

    async def _get(self, path: str, **query: str) -> Any:
        return (await self._http.get(path, params=query)).raise_for_status().json()

    async def listed(self, view: str, **query: str) -> Any:
        answer = await self._get("/api/desk/conversations", view=view, **query)
        self._ids += [each["id"] for each in answer["conversations"][:5] if len(self._ids) < 1000]
        return answer

    async def deep(self, pages: int) -> str:
        """The cursor after some pages of what is closed, for somebody who leafs."""
        cursor = ""
        for _ in range(pages):
            found = await self.listed("closed", **({"cursor": cursor} if cursor else {}))
            cursor = found["next"] or cursor
        return cursor

    async def counts(self) -> Any:
        return await self._socket.ask({"type": "subscribe", "workspace": True}, "workspace")

    async def opened(self) -> Any:
        return await self._get(f"/api/desk/conversations/{self._chance.choice(self._ids)}")

    async def asks(self) -> dict[str, Ask]:
        """What is measured, by name."""
        key = EXCHANGES[1].key
        asks: dict[str, Ask] = {f"list {view}": partial(self.listed, view) for view in VIEWS}
        for view in VIEWS:
            asks[f"list {view}, one brand"] = partial(self.listed, view, brand=key)
        if cursor := await self.deep(20):
            asks["list closed, a later page"] = partial(self.listed, "closed", cursor=cursor)
        narrow = {"language": "zh", "tier": "VIP 1", "verified": "true"}
        asks |= {f"list {view}, narrowed": partial(self.listed, view, **narrow) for view in ("open", "closed")}
        # What nobody has: all that a page may look at is looked at.
        asks["list closed, nothing fits"] = partial(self.listed, "closed", channel="none")
        asks["counts, narrowed"] = partial(self._get, "/api/desk/counts", **narrow)
        return asks | {"counts, by socket": self.counts, "open a conversation": self.opened}

    async def searched(self, q: str, **query: str) -> Any:
        return await self._get("/api/desk/conversations/search", q=q, **query)

    async def search_asks(self) -> dict[str, Ask]:
        asks: dict[str, Ask] = {f"search {q}": partial(self.searched, q) for q in SEARCHES}
        if cursor := (await self.searched(SEARCHES[0]))["next"]:
            asks[f"search {SEARCHES[0]}, the next page"] = partial(self.searched, SEARCHES[0], cursor=cursor)
        return asks

    async def indexed(self) -> float:
        """Waits until everything is in the index; the seconds that took."""
        since = time.monotonic()
        while True:
            if (await self.searched(SEARCHES[0]))["index"]["complete"]:
                return time.monotonic() - since
            await asyncio.sleep(0.5)


async def timed(ask: Ask, rounds: int) -> list[float]:
    """Milliseconds each, sorted."""
    taken = []
    for number in range(rounds + min(WARM, rounds)):
        since = time.perf_counter()
        await ask()
        if number >= min(WARM, rounds):
            taken.append((time.perf_counter() - since) * 1000)
    return sorted(taken)


async def alone(settings: Settings, rounds: int) -> dict[str, float]:
    """What the same searches take in the index alone: no HTTP, nothing opened. p99 in milliseconds by name."""
    system, found = System(settings), {}
    index = follow.index_of(settings.data_path, system.sealer)
    await asyncio.to_thread(index.open)
    brands = frozenset(brand.id for brand in await system.brands.all())
    for q in SEARCHES:
        asked = await system.finder.asked(Actor("agent", "", brands=brands), q)
        ask = partial(asyncio.to_thread, index.find, system.finder.question(*asked), limit=PAGE + 1)
        found[f"search {q}"] = percentile(await timed(ask, rounds), 0.99)
    await asyncio.to_thread(index.close)
    await system.database.close()
    return found


async def measure(database: str, settings: Settings, rounds: int) -> list[Figure]:
    figures: list[tuple[str, float]] = []
    with _server.running(_server.fairlead(settings)) as process:
        await process.listening(settings.port)
        async with Desk(settings) as desk:
            used = process.cpu_seconds()
            took = await desk.indexed()
            size = sum(path.stat().st_size for path in (settings.data_path / "search").rglob("*") if path.is_file())
            say(
                f"  everything was in the search index after {took:,.0f} s, {process.cpu_seconds() - used:,.0f} s of the "
                f"server's core; it takes {size / 1e6:,.1f} MB"
            )
            searches = await desk.search_asks()
            for name, ask in {**await desk.asks(), **searches}.items():
                used = process.cpu_seconds()
                taken = await timed(ask, rounds)
                core = (process.cpu_seconds() - used) / (rounds + min(WARM, rounds)) * 1000
                p50, p99 = percentile(taken, 0.5), percentile(taken, 0.99)
                # The core's time says what the answer costs, also on a machine that has other work to do.
                say(
                    f"  {name}, {database}: p50 {p50:.1f} ms, p99 {p99:.1f} ms, slowest {taken[-1]:.1f} ms, "
                    f"{core:.1f} ms of the server's core each"
                )
                figures.append((name, p99))
    bare = await alone(settings, rounds)
    for name, p99 in bare.items():
        say(f"  {name}, the index alone: p99 {p99:.1f} ms")
    return [
        at_most(f"{name}, {database}, p99", p99, SEARCH_MS if name in searches else GOAL_MS, "ms", bare.get(name))
        for name, p99 in figures
    ]


@asynccontextmanager
async def on_sqlite(conversations: int, *, tiny: bool) -> AsyncIterator[Settings]:
    """A filled installation."""
    folder = folder_for("sqlite", conversations, tiny=tiny)
    folder.mkdir(parents=True, exist_ok=True)
    try:
        settings = make_settings(folder, "")
        await filled(settings, conversations)
        yield settings
    finally:
        if tiny:
            shutil.rmtree(folder)


@asynccontextmanager
async def on_postgres(conversations: int, *, tiny: bool) -> AsyncIterator[Settings]:
    """The same, with a server of its own."""
    folder = folder_for("postgresql", conversations, tiny=tiny)
    server = Postgres(durable=True, kept=folder)
    try:
        server.start()
        data = folder / "fairlead"
        data.mkdir(exist_ok=True)
        if not (data / "filled").exists():
            server.drop_database("inbox")
            server.create_database("inbox")
        settings = make_settings(data, server.url("inbox"))
        await filled(settings, conversations)
        # As autovacuum would have done by the next minute.
        server.execute("VACUUM ANALYZE", "inbox")
        yield settings
    finally:
        server.close()
        if tiny:
            shutil.rmtree(folder)


async def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tiny", action="store_true", help="little of everything, for the tests")
    parser.add_argument("--conversations", type=int, help=f"default: {SQLITE:,} on SQLite, {POSTGRES:,} on PostgreSQL")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="how often each is asked")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), help="default: both")
    chosen = parser.parse_args(arguments)
    rounds = TINY_ROUNDS if chosen.tiny else chosen.rounds
    figures: list[Figure] = []
    for name, run, usual in (("sqlite", on_sqlite, SQLITE), ("postgresql", on_postgres, POSTGRES)):
        if chosen.database in (None, name):
            conversations = TINY if chosen.tiny else chosen.conversations or usual
            async with run(conversations, tiny=chosen.tiny) as settings:
                say(f"{name}, {conversations:,} conversations, {rounds} times each:")
                figures += await measure(name, settings, rounds)
    return _report.finish("inbox", figures)


if __name__ == "__main__":
    _, others = _report.cores()
    os.sched_setaffinity(0, others)
    sys.exit(uvloop.run(main(sys.argv[1:])))
