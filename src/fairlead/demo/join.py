"""Brings a crowd into a running demo: accounts as the exchanges would sign them in, agents with passwords, one socket each."""

import asyncio
import json
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPMessage, HTTPSConnection
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlsplit

from fairlead.app import System
from fairlead.demo.cast import EXCHANGES, PASSWORD, Exchange, Trader
from fairlead.demo.crowd import Agent, Customer, Stage, play
from fairlead.demo.dialogues import Dialogue, own, read
from fairlead.demo.line import Credentials, Frame
from fairlead.demo.sites import sign_in_token
from fairlead.demo.talk import NAMES, TIERS
from fairlead.people.manage_agents import create_agent
from fairlead.people.store import agent_by_email

FIRST_UID = 800_000_000
AGENT_NAMES = ("Mira", "Jonas", "Adaeze", "Kenji", "Lucía", "Pavel", "Noor", "Theo", "Ines", "Rafael")
CAPACITY = 6
# So many sign in at once, in threads of their own: a server in the same process must not wait for its own clients.
_CALLS = ThreadPoolExecutor(8, thread_name_prefix="crowd")


class NothingToJoin(Exception):
    """A sentence for the one who asked: what is missing and what to do."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for on the command line; `seconds` None is "until Ctrl-C"."""

    customers: int
    agents: int
    pace: float
    seconds: float | None
    dialogues: Path | None
    port: int | None = None


async def join(system: System, keys: dict[str, bytes], wanted: Wanted, tell: Callable[[str], None]) -> None:
    """Returns when the time is up. Raises NothingToJoin, NoDialogues."""
    if wanted.customers < 1 or wanted.agents < 0 or not wanted.pace > 0:
        raise NothingToJoin("There must be at least one customer, no less than no agents, and a pace above nought.")
    chance = Random()  # noqa: S311 - made-up talk, no secrets
    found = await asyncio.to_thread(read, wanted.dialogues) if wanted.dialogues else []
    origin = system.settings.origin

    def dialogue(locales: tuple[str, ...]) -> Dialogue:
        return chance.choice(found) if found else own(chance, locales)

    await _answers(origin)
    switched = await system.queue.work.switched()
    given_out = frozenset(brand.key for brand in await system.brands.all() if brand.id in switched)
    url = origin.replace("http", "ws", 1) + "/live"
    stage = Stage(url, origin, chance, dialogue, wanted.pace, given_out=given_out)
    people: list[Customer | Agent] = [
        await _agent(system, stage, number) for number in range(min(wanted.agents, len(AGENT_NAMES)))
    ]
    people += [_customer(origin, keys, stage, number) for number in range(wanted.customers)]
    tell(f"{wanted.customers} customers and {len(people) - wanted.customers} agents are talking. Ctrl-C ends it.")
    try:
        await play(stage, people, seconds=wanted.seconds, told=lambda: tell(status(stage)))
    except* NothingToJoin as errors:
        raise errors.exceptions[0] from None
    tell(status(stage))


def status(stage: Stage) -> str:
    """One line on how it goes."""
    tally, late = stage.tally, sorted(stage.tally.latencies[-2000:])
    slowest = f", 99 of 100 arrived within {late[int(len(late) * 0.99)] * 1000:.0f} ms" if late else ""
    lost = sum(line.unacknowledged for line in stage.lines)
    return (
        f"{len(stage.told)} matters open, {stage.waiting.qsize()} wait for a person, {tally.closed} closed; "
        f"{tally.acked} messages{slowest}; {lost} under way"
    )


def _customer(origin: str, keys: dict[str, bytes], stage: Stage, number: int) -> Customer:
    exchange = EXCHANGES[number % len(EXCHANGES)]
    speaks = [tag for tag in exchange.locales if tag in NAMES]
    locale = speaks[number // len(EXCHANGES) % len(speaks)]
    trader = Trader(
        key=f"crowd-{number}",
        uid=str(FIRST_UID + number),
        name=NAMES[locale][number % len(NAMES[locale])],
        tier=TIERS[number % len(TIERS)],
        locale=locale,
        kyc_level="2",
        email=f"crowd{number}@mail.example",
    )
    return Customer(stage, _session(origin, exchange, keys[exchange.key], trader), (locale,), brand=exchange.key)


def _session(origin: str, exchange: Exchange, key: bytes, trader: Trader) -> Credentials:
    """One session per customer, got at the first connection and kept."""
    kept: Frame = {}

    async def credentials() -> Frame:
        if not kept:
            body = {"token": sign_in_token(exchange, key, trader), "locale": trader.locale}
            answer, _ = await _post(f"{origin}/api/w/{exchange.key}/session", body, origin)
            kept["session"] = answer["session"]
        return {**kept, "locale": trader.locale}

    return credentials


async def _agent(system: System, stage: Stage, number: int) -> Agent:
    """An agent of every exchange; made when he is not there yet."""
    origin, email = system.settings.origin, f"crowd-{number + 1}@desk.example"
    async with system.database.read() as session:
        known = await agent_by_email(session, email)
    if known is None:
        brands = [brand.id for brand in await system.brands.all()]
        name = AGENT_NAMES[number]
        await create_agent(
            system.database, email=email, name=name, password=PASSWORD, role="agent", brands=brands, teams=[]
        )
    answer, cookies = await _post(f"{origin}/api/desk/login", {"email": email, "password": PASSWORD}, origin)

    async def credentials() -> Frame:
        ticket, _ = await _post(f"{origin}/api/desk/ticket", None, origin, cookies=cookies)
        return {"ticket": ticket["ticket"], "locale": "en"}

    return Agent(stage, credentials, capacity=CAPACITY, me=answer["agent"]["id"])


async def _answers(origin: str) -> None:
    try:
        await _ask("GET", f"{origin}/health/live", {}, seconds=5)
    except OSError as error:
        raise NothingToJoin(f"Nothing answers at {origin}. Start `fairlead demo` in another terminal first.") from error


async def _post(url: str, body: Any, origin: str, *, cookies: Sequence[str] = ()) -> tuple[Any, list[str]]:
    """The answer and the cookies it sets. Raises NothingToJoin with what the server said."""
    headers = {"Origin": origin, "Cookie": "; ".join(cookies)}
    if body is not None:
        headers["Content-Type"] = "application/json"
    content, given = await _ask("POST", url, headers, None if body is None else json.dumps(body))
    return json.loads(content), [cookie.partition(";")[0] for cookie in given.get_all("Set-Cookie") or []]


async def _ask(
    method: str, url: str, headers: dict[str, str], body: str | None = None, *, seconds: float = 30
) -> tuple[bytes, HTTPMessage]:
    """Raises NothingToJoin for what will not get better, OSError for what may: the line tries again."""
    parts = urlsplit(url)
    to = HTTPSConnection if parts.scheme == "https" else HTTPConnection

    def work() -> tuple[int, bytes, HTTPMessage]:
        with closing(to(parts.netloc, timeout=seconds)) as line:
            line.request(method, parts.path, body, headers)
            answer = line.getresponse()
            return answer.status, answer.read(), answer.headers

    status, content, given = await asyncio.get_running_loop().run_in_executor(_CALLS, work)
    if status >= 500:
        raise ConnectionError(f"{url} answered {status}")
    if status >= 400:
        raise NothingToJoin(f"{url} answered {status}: {content[:500].decode('utf-8', 'replace')}")
    return content, given
