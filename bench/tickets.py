"""How many matters become tickets a second, how soon a list of a million is there, and suggestions while the form is filled in.

Creating: over the API with five facts that are checked and a durable commit, one `fairlead serve` on one core, PostgreSQL and
the load on the other; in turns with django-helpdesk's API under gunicorn on all cores (bench/_helpdesk.py), which checks nothing.
Lists: every combination of filters, out of a million tickets, for an agent and for one from whom a team is closed.
"""

import argparse
import asyncio
import os
import secrets
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec
import uvloop
from sqlalchemy import func, select

from bench import _cabinet, _django, _report, _server
from bench._http import Line
from bench._report import Figure, at_least, at_most, median, percentile, say, spread
from fairlead.settings import Settings
from fairlead.tickets.models import TicketRow
from tests.harness import make_settings
from tests.services import Postgres, free_port

GOAL_CREATE, LIST_MS, SUGGEST_MS = 3.0, 20.0, 50.0
WORKERS = 3
CUSTOMERS, TINY_CUSTOMERS = 2000, 20
TICKETS, TINY_TICKETS = 1_000_000, 500
IN_FLIGHT, ROUNDS, SECONDS = 24, 5, 5.0
PEER_TITLE = "Where is my deposit?"
TEXT = "I sent it an hour ago and it is still not there, please look where it is."
# What people type into the first field of a form, a letter or a word at a time.
TYPED = (
    *("d", "de", "depo", "deposit", "deposit not", "deposit not cred", "usdt wrong network", "withdrawal pending"),
    *(
        "kyc rejected",
        "认证",
        "提现",
        "提现一直",
        "充值未到账",
        "2fa lost phone",
        "fee",
        "why was i liquidated",
        "p2p not released",
    ),
)

Create = Callable[[], Awaitable[bool]]


def evidence() -> list[dict[str, str]]:
    """Five facts, each checked by its kind; the TxID is one nobody has said before."""
    return [
        {"field": "asset", "value": "usdt"},
        {"field": "network", "value": "TRC20"},
        {"field": "txid", "value": secrets.token_hex(32)},
        {"field": "to_address", "value": "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"},
        {"field": "amount", "value": "1.234,5"},
    ]


class Maker:
    """One server under load."""

    def __init__(self, process: _server.Process, create: Sequence[Create]) -> None:
        self.process, self._create = process, create
        self.made = 0
        self.rates: list[float] = []
        self.core: list[float] = []

    async def round(self, seconds: float) -> None:
        """A closed loop over all connections."""
        before, used, since = self.made, self.process.cpu_seconds(), time.perf_counter()
        await asyncio.gather(*(self._loop(one, since + seconds) for one in self._create))
        taken, made = time.perf_counter() - since, self.made - before
        self.rates.append(made / taken)
        self.core.append((self.process.cpu_seconds() - used) / max(1, made) * 1000)

    async def _loop(self, create: Create, end: float) -> None:
        while time.perf_counter() < end:
            made = await create()
            # Added afterwards: the others go on meanwhile.
            self.made += made


def ours(line: Line, sessions: Sequence[str], chance: Callable[[int], int]) -> Create:
    async def create() -> bool:
        body = {"category": "DEP-NOCRED", "text": TEXT, "evidence": evidence()}
        bearer = f"Bearer {sessions[chance(len(sessions))]}"
        keyed = {"Idempotency_Key": str(uuid4()), "Authorization": bearer}
        status, answer = await line.ask("POST", "/api/tickets", body, **keyed)
        if status != 201:
            raise RuntimeError(f"{status}: {answer[:300]!r}")
        return True

    return create


def theirs(line: Line) -> Create:
    async def create() -> bool:
        words = TEXT + "\n" + "\n".join(f"{one['field']}: {one['value']}" for one in evidence())
        body = {
            "queue": 1,
            "title": PEER_TITLE,
            "description": words,
            "submitter_email": "lin@mail.example",
            "priority": 3,
        }
        status, answer = await line.ask("POST", "/api/tickets/", body)
        if status != 201:
            raise RuntimeError(f"{status}: {answer[:300]!r}")
        return True

    return create


async def creating(folder: Path, *, tiny: bool) -> list[Figure]:
    rounds, seconds = (1, 1.0) if tiny else (ROUNDS, SECONDS)
    with ExitStack() as stack:
        postgres = Postgres(durable=True)
        postgres.start()
        stack.callback(postgres.close)
        settings = make_settings(folder, postgres.create_database("ours"))
        _server.migrate(settings)
        people = await _server.fill(settings, customers=TINY_CUSTOMERS if tiny else CUSTOMERS, agents=1)
        process = stack.enter_context(_server.running(_server.fairlead(settings)))
        await process.listening(settings.port)
        lines = [Line(settings.port, {"Origin": settings.origin}) for _ in range(IN_FLIGHT)]
        makers = {"ours": Maker(process, [ours(line, people.sessions, secrets.randbelow) for line in lines])}
        if not tiny:
            postgres.create_database("helpdesk")
            port = free_port()
            peer, token = _django.start_helpdesk(port, postgres.port, "helpdesk", workers=WORKERS)
            stack.enter_context(_server.running(peer))
            await peer.listening(port)
            lines = [Line(port, {"Authorization": f"Token {token}"}) for _ in range(IN_FLIGHT)]
            makers["theirs"] = Maker(peer, [theirs(line) for line in lines])
        for _ in range(rounds):
            for maker in makers.values():
                await maker.round(seconds)
        stored = await _stored(settings)
    return _told(makers, stored)


def _told(makers: dict[str, Maker], stored: int) -> list[Figure]:
    mine, peer = makers["ours"], makers.get("theirs")
    rate = median(mine.rates)
    say(
        f"Fairlead, five facts checked, committed: {rate:,.0f} tickets/s (median of {len(mine.rates)} rounds, "
        f"{spread(mine.rates)}), {median(mine.core):.2f} ms of its core each; {stored:,} of {mine.made:,} acknowledged are stored"
    )
    figures = [Figure("acknowledged tickets stored", stored, mine.made, None, "all", stored == mine.made)]
    if peer is not None:
        say(
            f"django-helpdesk, {WORKERS} workers: {median(peer.rates):,.0f} tickets/s ({spread(peer.rates)}), nothing checked"
        )
        ratio = rate / median(peer.rates)
        figures.append(at_least("tickets created a second", rate, median(peer.rates), ratio, GOAL_CREATE))
    return figures


async def _stored(settings: Settings) -> int:
    base = _server.database(settings)
    async with base.read() as session:
        found = await session.scalar(select(func.count()).select_from(TicketRow))
    await base.close()
    return found or 0


async def timed(ask: Callable[[], Awaitable[Any]], rounds: int) -> list[float]:
    """Milliseconds each, sorted."""
    taken = []
    for number in range(rounds + 3):
        since = time.perf_counter()
        await ask()
        if number >= 3:
            taken.append((time.perf_counter() - since) * 1000)
    return sorted(taken)


async def listing(
    name: str, settings: Settings, people: _cabinet.People, *, rounds: int, base: Postgres | None
) -> list[Figure]:
    """p99 over all combinations of filters, each asked as often; the slowest ones are told by name. Beside the clock, which a
    busy machine moves, what each takes of the processor, at the server and at `base`."""
    with _server.running(_server.fairlead(settings)) as process:
        await process.listening(settings.port)
        line = Line(settings.port, {"Origin": settings.origin})
        every: list[float] = []
        core: list[tuple[float, str]] = []
        slow: list[tuple[float, str]] = []
        for who, session in people.agents.items():
            for what, query in _cabinet.queries(people):

                async def ask(query: str = query, session: str = session) -> bytes:
                    path = f"/api/desk/tickets?brand={people.brand}&limit=25{query}"
                    status, answer = await line.ask("GET", path, Cookie=f"fairlead_desk={session}")
                    if status != 200:
                        raise RuntimeError(f"{status}: {answer[:300]!r}")
                    return answer

                used = process.cpu_seconds() + _used(base)
                taken = await timed(ask, rounds)
                used = process.cpu_seconds() + _used(base) - used
                core.append((used / (rounds + 3) * 1000, f"{who}, {what}"))
                every += taken
                slow.append((percentile(taken, 0.5), f"{who}, {what}"))
        line.close()
    every.sort()
    p50, p99 = percentile(every, 0.5), percentile(every, 0.99)
    say(f"  {name}: {len(slow)} lists, {len(every):,} times: p50 {p50:.1f} ms, p99 {p99:.1f} ms")
    for took, what in sorted(slow, reverse=True)[:8]:
        say(f"    slowest: {what}: p50 {took:.1f} ms")
    core.sort()
    ours = [took for took, _ in core]
    say(
        f"  {name}: of the processor p50 {percentile(ours, 0.5):.1f} ms, p99 {percentile(ours, 0.99):.1f} ms of a combination"
    )
    for took, what in core[:-9:-1]:
        say(f"    most of the processor: {what}: {took:.1f} ms")
    return [
        at_most(
            f"list of 25 with filters, {people.tickets:,} tickets, {name}, p99", percentile(every, 0.99), LIST_MS, "ms"
        )
    ]


def _used(base: Postgres | None) -> float:
    return _server.family_seconds(base.pid) if base is not None else 0.0


async def lists(folder: Path, *, database: str, tickets: int, rounds: int) -> list[Figure]:
    with ExitStack() as stack:
        url, postgres = "", None
        if database == "postgresql":
            postgres = Postgres(durable=False)
            postgres.start()
            stack.callback(postgres.close)
            url = postgres.create_database("tickets")
        settings = make_settings(folder / database, url)
        settings.data_path.mkdir()
        _server.migrate(settings)
        since = time.monotonic()
        people = await _cabinet.fill(settings, tickets)
        say(f"{database}: filled with {tickets:,} tickets in {time.monotonic() - since:,.0f} s.")
        return await listing(database, settings, people, rounds=rounds, base=postgres)


async def suggesting(folder: Path, *, rounds: int) -> list[Figure]:
    """What the form asks the help center at each pause of typing, among the demo's articles."""
    settings = make_settings(folder / "suggest", "")
    settings.data_path.mkdir()
    _server.migrate(settings)
    brand = await _cabinet.articles(settings)
    with _server.running(_server.fairlead(settings)) as process:
        await process.listening(settings.port)
        line, taken = Line(settings.port, {"Origin": settings.origin}), []
        for typed in TYPED:
            path = _cabinet.suggest_path(brand, typed)

            async def ask(path: str = path) -> None:
                status, answer = await line.ask("GET", path)
                if status != 200 or not isinstance(msgspec.json.decode(answer), dict):
                    raise RuntimeError(f"{status}: {answer[:300]!r}")

            taken += await timed(ask, rounds)
        line.close()
    taken.sort()
    say(
        f"Suggestions for {len(TYPED)} beginnings: p50 {percentile(taken, 0.5):.1f} ms, p99 {percentile(taken, 0.99):.1f} ms"
    )
    return [at_most("suggestions of a form, p99", percentile(taken, 0.99), SUGGEST_MS, "ms")]


async def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tiny", action="store_true", help="little of everything, for the tests")
    parser.add_argument("--tickets", type=int, default=TICKETS, help="how many lists are narrowed out of")
    parser.add_argument("--only", choices=("create", "list", "suggest"), help="default: everything")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), help="of the lists; default: both")
    chosen = parser.parse_args(arguments)
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory(prefix="fairlead-bench-", dir="/tmp") as name:
        folder = Path(name)
        if chosen.only in (None, "create"):
            (folder / "create").mkdir()
            figures += await creating(folder / "create", tiny=chosen.tiny)
        tickets, rounds = (TINY_TICKETS, 2) if chosen.tiny else (chosen.tickets, 20)
        for database in ("sqlite", "postgresql"):
            if chosen.only in (None, "list") and chosen.database in (None, database):
                figures += await lists(folder, database=database, tickets=tickets, rounds=rounds)
        if chosen.only in (None, "suggest"):
            figures += await suggesting(folder, rounds=3 if chosen.tiny else 40)
    return _report.finish("tickets", figures)


if __name__ == "__main__":
    _, others = _report.cores()
    os.sched_setaffinity(0, others)
    sys.exit(uvloop.run(main(sys.argv[1:])))
