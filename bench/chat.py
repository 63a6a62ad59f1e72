"""How fast a message goes its whole way, and how long it takes to the other side.

One `fairlead serve` with everything on (sessions, checks, sealing, events, reactions) on one core; load and PostgreSQL
on the other. Beside it, in turns and under the same load: the bare pipeline of bench/_bare.py, and the chat that
tutorials build with Django Channels and Redis (bench/_django_chat.py).
"""

import asyncio
import gc
import os
import signal
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import uvloop

from bench import _django, _report, _server
from bench._load import TEXT, Fleet, Talker, connect, in_turns
from bench._report import Figure, at_least, at_most, median, percentile, say, spread
from fairlead.conversations import permit
from fairlead.conversations import rules as conversation_rules
from fairlead.conversations.guard import guard
from fairlead.conversations.rules import Draft, Opening
from fairlead.kit.access import Actor
from fairlead.kit.ids import new_id
from fairlead.people import rules as people_rules
from fairlead.people.authorize import Gate
from fairlead.settings import Settings
from fairlead.shield import find_phrases
from tests.harness import make_settings
from tests.services import Postgres, Redis, free_port

GOAL_SQLITE, GOAL_POSTGRES, GOAL_DJANGO, GOAL_MS, DRAIN_SECONDS = 0.33, 0.2, 5.0, 50.0, 60.0
GOAL_GATE = 0.1
# Between two rounds those that stood still answer their sockets' pings.
BREATH_SECONDS = 1.0


@dataclass(frozen=True)
class Size:
    """How much of everything."""

    pairs: int = 200
    agents: int = 20
    in_flight: int = 16
    rounds: int = 5
    seconds: float = 4.0
    paced_seconds: float = 12.0
    # Five messages a second in each of 200 conversations: more than people write.
    steady_rate: float = 1000.0
    django: bool = True


TINY = Size(pairs=4, agents=2, in_flight=2, rounds=1, seconds=0.3, paced_seconds=0.5, steady_rate=50.0, django=False)


@dataclass
class Target:
    """One server under load, and what it made in each round."""

    fleet: Fleet
    process: _server.Process
    in_flight: int
    rates: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    async def round(self, size: Size) -> None:
        before, used = self.fleet.acked, self.process.cpu_seconds()
        rate = await self.fleet.saturate(size.seconds, in_flight=self.in_flight)
        self.rates.append(rate)
        self.cpu.append((self.process.cpu_seconds() - used) / max(1, self.fleet.acked - before) * 1e6)

    def tell(self, what: str) -> None:
        say(
            f"{what}: {median(self.rates):,.0f} messages/s (median of {len(self.rates)} rounds, {spread(self.rates)}), "
            f"{median(self.cpu):.0f} µs of the server's core each"
        )


def as_send(client_id: str, conversation: str, text: str) -> str:
    return f'{{"type":"send","client_id":"{client_id}","conversation":"{conversation}","text":"{text}"}}'


async def plain_fleet(name: str, port: int, size: Size) -> Fleet:
    """For the servers that need no sign-in: the room stands in the address."""

    async def one(number: int, role: str) -> Talker:
        talker = await connect(role, port, path=f"/live?room{number}")
        talker.conversation = f"{number:032x}"
        return talker

    talkers = await in_turns([lambda n=n, role=role: one(n, role) for n in range(size.pairs) for role in "ca"])
    await asyncio.sleep(0.2)
    fleet = Fleet(name, list(zip(talkers[::2], talkers[1::2], strict=True)))
    fleet.begin(as_send)
    return fleet


async def our_fleet(name: str, settings: Settings, people: _server.People, size: Size) -> Fleet:
    """Customers open a conversation each, agents take them over: from then on two people talk, and the bot is silent."""
    tickets = iter(await _server.tickets(settings, people.agents, size.pairs))

    async def pair(number: int) -> tuple[Talker, Talker]:
        customer = await connect("c", settings.port)
        await customer.ask({"type": "hello", "version": 1, "session": people.sessions[number]}, "welcome")
        first = {"type": "send", "client_id": f"{number:032x}", "conversation": None, "text": "Is anybody there?"}
        conversation = (await customer.ask(first, "ack"))["conversation"]
        agent = await connect("a", settings.port)
        await agent.ask({"type": "hello", "version": 1, "ticket": next(tickets)}, "welcome")
        for talker in (customer, agent):
            talker.conversation = conversation
            await talker.ask({"type": "subscribe", "conversation": conversation, "after": 0}, "subscribed")
        reply = {"type": "send", "client_id": f"{number:032x}", "conversation": conversation, "text": "I am here."}
        await agent.ask(reply, "ack")
        return customer, agent

    pairs = await in_turns([lambda n=n: pair(n) for n in range(size.pairs)], at_once=10)
    # The bot's greeting and the head's changes are on their way; after that everything that comes is counted.
    await asyncio.sleep(1.0)
    fleet = Fleet(name, pairs, marks=True)
    fleet.begin(as_send)
    return fleet


def gate_microseconds(text: str, *, batch: int = 50, rounds: int = 400) -> tuple[float, float]:
    """What the gate and what the guard takes of one message, a customer's and an agent's in turns."""
    may = Gate(people_rules.ACCESS, permit.ACCESS)
    brand, customer, agent = new_id(), new_id(), new_id()
    opening = Opening(brand_id=brand, customer_id=customer, channel="webchat", locale="en", bot_first=True)
    head = conversation_rules.open_head(new_id(), opening, moment=0)
    actors = (
        Actor(kind="customer", id=customer, brands=frozenset({brand})),
        Actor(kind="agent", id=agent, brands=frozenset({brand}), role="agent"),
    )
    drafts = [Draft(actor=actors[n % 2], kind="message", client_id=str(n), text=f"{text} {n}") for n in range(batch)]
    find_phrases.warm()

    def took(ask: Callable[[Draft], object]) -> float:
        taken = []
        for _ in range(rounds):
            since = time.perf_counter()
            for draft in drafts:
                ask(draft)
            taken.append((time.perf_counter() - since) / batch * 1e6)
        return median(taken)

    return took(lambda draft: may(draft.actor, "conversation.message", head)), took(guard)


class Bench:
    def __init__(self, folder: Path, size: Size) -> None:
        self._folder = folder
        self._size = size
        self._stack = AsyncExitStack()
        self.targets: dict[str, Target] = {}
        self.settings: dict[str, Settings] = {}
        self.figures: list[Figure] = []

    async def __aenter__(self) -> "Bench":
        return self

    async def __aexit__(self, *error: Any) -> None:
        for target in self.targets.values():
            target.fleet.close()
        await self._stack.aclose()

    async def open(self) -> None:
        """Starts every server and connects everyone. What takes long comes first: sockets want their pings answered."""
        if self._size.django:
            _django.environment()
        self._postgres = self._service(Postgres(durable=True))
        await self._bare("ceiling", "ceiling")
        await self._bare("bare sqlite", f"sqlite:{self._folder / 'bare.db'}")
        bare = self._postgres.create_database("bare").replace("+asyncpg", "")
        await self._bare("bare postgresql", bare)
        await self._ours("sqlite", "")
        await self._ours("postgresql", self._postgres.create_database("ours"))
        if self._size.django:
            await self._django()

    def _service(self, service: Any) -> Any:
        service.start()
        self._stack.callback(service.close)
        return service

    def _process(self, process: _server.Process) -> _server.Process:
        self._stack.callback(process.stop)
        return process

    async def _bare(self, name: str, where: str) -> None:
        port = free_port()
        process = self._process(_server.bare(port, where))
        await process.listening(port)
        self.targets[name] = Target(await plain_fleet(name, port, self._size), process, self._size.in_flight)

    async def _ours(self, name: str, url: str) -> None:
        settings = make_settings(self._folder / name, url)
        settings.data_path.mkdir()
        _server.migrate(settings)
        people = await _server.fill(settings, customers=self._size.pairs, agents=self._size.agents)
        process = self._process(_server.fairlead(settings))
        await process.listening(settings.port)
        self.targets[name] = Target(await our_fleet(name, settings, people, self._size), process, self._size.in_flight)
        self.settings[name] = settings

    async def _django(self) -> None:
        redis = self._service(Redis())
        self._postgres.create_database("django")
        port = free_port()
        process = self._process(_django.start(port, self._postgres.port, "django", redis.url))
        await process.listening(port)
        # More in flight makes it no faster, only later.
        self.targets["django"] = Target(await plain_fleet("django", port, self._size), process, 1)

    async def saturation(self) -> None:
        """In turns, so that what else the machine does meets everyone alike."""
        gc.collect()
        gc.freeze()
        for _ in range(self._size.rounds):
            for target in self.targets.values():
                async with self._alone(target):
                    await target.round(self._size)
        t = self.targets
        t["ceiling"].tell("The load generator alone, against a server that only answers")
        for name, goal in (("sqlite", GOAL_SQLITE), ("postgresql", GOAL_POSTGRES)):
            t[name].tell(f"Fairlead, whole path, {name}")
            t[f"bare {name}"].tell(f"Bare pipeline, {name}")
            self._compare(f"saturation {name}", t[name], t[f"bare {name}"], goal)
        if "django" in t:
            t["django"].tell("Django Channels and Redis, one insert a message, PostgreSQL")
            self._compare("against django channels", t["postgresql"], t["django"], GOAL_DJANGO)

    @asynccontextmanager
    async def _alone(self, target: Target) -> AsyncIterator[None]:
        """One server has the core: the others stand still, for what they do after a round of their own (to index it)."""
        others = [other.process.pid for other in self.targets.values() if other is not target]
        for pid in others:
            os.killpg(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            for pid in others:
                os.killpg(pid, signal.SIGCONT)
        await asyncio.sleep(BREATH_SECONDS)

    def _compare(self, name: str, ours: Target, other: Target, goal: float) -> None:
        # Neighbouring rounds are compared with each other, and the middle one of these comparisons counts.
        ratio = median([mine / theirs for mine, theirs in zip(ours.rates, other.rates, strict=True)])
        say(f"  ours / theirs = {ratio:.2f} (goal {goal:g})")
        self.figures.append(at_least(f"{name}, messages/s", median(ours.rates), median(other.rates), ratio, goal))

    def gate(self) -> None:
        """What asking the gate takes of a message's work, and looking for secrets, in batches as commits take them."""
        gate, guarding = gate_microseconds(TEXT % "@c000000000123456789")
        for name in self.settings:
            whole = median(self.targets[name].cpu)
            say(
                f"Of {whole:.0f} µs of the server's core a message, {name}: the gate {gate:.1f}, the guard {guarding:.1f}"
            )
            self.figures.append(at_most(f"share of the gate, {name}", gate / whole, GOAL_GATE, "of the work"))

    async def latency(self) -> None:
        """Half of saturation is much for an open loop: there every message comes alone, where in the closed loop each socket
        hands over a handful at once. So the bare pipeline is put to half of its own saturation too, and both to a steady rate."""
        for name in ("sqlite", "postgresql"):
            ours, bare = self.targets[name], self.targets[f"bare {name}"]
            for what, share, steady in (
                ("half of saturation", 0.5, 0.0),
                ("a steady rate", 0.0, self._size.steady_rate),
            ):
                mine = await self._paced(name, ours, what, median(ours.rates) * share + steady)
                theirs = await self._paced(f"bare {name}", bare, what, median(bare.rates) * share + steady)
                self.figures.append(at_most(f"p99 send to delivery at {what}, {name}", mine, GOAL_MS, "ms", theirs))

    async def _paced(self, name: str, target: Target, what: str, rate: float) -> float:
        """p99 in milliseconds."""
        async with self._alone(target):
            late = await target.fleet.paced(self._size.paced_seconds, rate=rate)
        p50, p99 = percentile(late, 0.5), percentile(late, 0.99)
        say(
            f"Open loop at {what}, {name}, {rate:,.0f} messages/s in {self._size.pairs} conversations: "
            f"send to delivery p50 {p50:.1f} ms, p99 {p99:.1f} ms, worst {late[-1]:.1f} ms of {len(late):,}"
        )
        return p99

    async def backlog(self) -> None:
        """Nothing was lost, and the reactions come to the end of what happened."""
        for name, settings in self.settings.items():
            late = await _server.drained(settings, seconds=DRAIN_SECONDS)
            fleet = self.targets[name].fleet
            stored = await _server.stored(settings)
            complete = fleet.missing() == 0 and stored >= fleet.acked
            say(
                f"{name}: {fleet.acked:,} acknowledged, all delivered to both sides, {stored:,} entries in the database; "
                + (f"reactions had seen everything {late:.1f} s later" if late is not None else "reactions lag behind")
            )
            seconds = DRAIN_SECONDS * 2 if late is None else late
            self.figures.append(at_most(f"backlog drained {name}", seconds, DRAIN_SECONDS, "s"))
            if not complete:
                self.figures.append(Figure(f"nothing lost {name}", stored, fleet.acked, None, "all stored", False))


async def measure(size: Size) -> int:
    with tempfile.TemporaryDirectory(prefix="fairlead-bench-") as folder:
        async with Bench(Path(folder), size) as bench:
            await bench.open()
            await bench.saturation()
            bench.gate()
            await bench.backlog()
            await bench.latency()
            return _report.finish("chat", bench.figures)


def main(arguments: list[str]) -> int:
    size = TINY if "--tiny" in arguments else Size()
    server, others = _report.cores()
    os.sched_setaffinity(0, others)
    say(
        f"{size.pairs} conversations, a customer's and an agent's socket each, both talking, {size.in_flight} messages in "
        f"flight a socket; the server on core {sorted(server)}, load and PostgreSQL on {sorted(others)}."
    )
    run: Callable[..., int] = uvloop.run
    return run(measure(size))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
