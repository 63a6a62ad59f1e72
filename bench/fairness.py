"""How fair the queue is: a day of 100,000 chats from a fixed seed, by the real rule, oldest first, and strict priority.

300 agents on a roster of three overlapping thirds, log-normal service times of eight minutes in mean (standard deviation eight,
as call centres measure: Brown et al., Statistical Analysis of a Telephone Call Center, JASA 100, 2005), 5 % P1, 15 % VIP, and
three bursts of ten times the arrivals for a quarter of an hour. How many chats an agent has at once follows from the utilisation
of 0.85. After a burst the queue is more than an hour long, which is where an order shows. Every run serves
the same contacts, each for as long.
"""

import argparse
import heapq
import math
import random
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from bench._report import Figure, at_most, finish, percentile, say
from fairlead.kit.clock import DAY, HOUR, MINUTE, SECOND, Instant
from fairlead.routing.line import Line, Order
from fairlead.routing.rules import OVERDUE, Agent, Held, Matter, rank, target

SEED = 20261123
CONTACTS, TINY_CONTACTS = 100_000, 2_000
AGENTS, TINY_AGENTS = 300, 30
UTILISATION = 0.85
CALM = 0.9
MEAN, DEVIATION = 8 * MINUTE, 8 * MINUTE
BURSTS = (9 * HOUR, 14 * HOUR, 20 * HOUR)
BURST, TIMES = 15 * MINUTE, 10
SHIFT = 8 * HOUR
PRIORITIES = {1: 0.05, 2: 0.15, 3: 0.45, 4: 0.25, 5: 0.10}
TIERS = {0: 0.85, 1: 0.10, 2: 0.04, 3: 0.01}
LANGUAGES = {"en": 0.5, "zh": 0.3, "es": 0.2}
ORDERS: dict[str, Order] = {
    "fair": rank,
    "oldest first": lambda matter, _: (matter.since, matter.id),
    "strict priority": lambda matter, _: (matter.priority, -matter.tier, matter.since, matter.id),
}


@dataclass(frozen=True)
class Contact:
    matter: Matter
    service: int


@dataclass(frozen=True)
class Outcome:
    """Waits in microseconds by contact, in their order; `work` is the time agents spent on all of them, `late` by how many times
    its target the one waited that waited longest in proportion."""

    waits: Sequence[int]
    work: int
    late: float


def arrivals(chance: random.Random, contacts: int, *, bursts: bool, length: int) -> list[Instant]:
    """Of a Poisson process, given how many come: independent draws from its intensity, sorted."""
    stretches = [(start, start + BURST) for start in BURSTS] if bursts else []
    plain = length - sum(end - start for start, end in stretches)
    share = TIMES * (length - plain) / (plain + TIMES * (length - plain))
    found = []
    for _ in range(contacts):
        if chance.random() < share:
            start, end = chance.choice(stretches)
            found.append(chance.randrange(start, end))
            continue
        moment = chance.randrange(plain)
        for start, end in stretches:
            moment += end - start if moment >= start else 0
        found.append(moment)
    return sorted(found)


def day(contacts: int, *, seed: int = SEED, bursts: bool = True, length: int = DAY) -> list[Contact]:
    chance = random.Random(seed)
    sigma = math.sqrt(math.log(1 + (DEVIATION / MEAN) ** 2))
    mu = math.log(MEAN) - sigma**2 / 2

    def one(weights: dict[int, float]) -> int:
        return chance.choices(list(weights), list(weights.values()))[0]

    found = []
    for number, since in enumerate(arrivals(chance, contacts, bursts=bursts, length=length)):
        language = chance.choices(list(LANGUAGES), list(LANGUAGES.values()))[0]
        matter = Matter(f"{number:06}", since, one(PRIORITIES), one(TIERS), language=language)
        found.append(Contact(matter, max(SECOND, round(chance.lognormvariate(mu, sigma)))))
    return found


def roster(agents: int, work: int, *, utilisation: float, length: int = DAY) -> list[tuple[Agent, Instant]]:
    """Agents and when each one's first shift of eight hours begins; together they have work/utilisation of slots in a day. All
    speak English, every second one Chinese, every third one Spanish, at levels that go round."""
    slots = work / utilisation / (length * SHIFT / DAY)
    most = math.ceil(slots / agents)
    fuller = round(slots) - (most - 1) * agents
    found = []
    for number in range(agents):
        languages = {"en": Held(1 + number % 3)}
        languages |= {"zh": Held(1 + number // 2 % 3)} if number % 2 == 0 else {}
        languages |= {"es": Held(1 + number // 3 % 3)} if number % 3 == 0 else {}
        capacity = most if number * fuller // agents != (number + 1) * fuller // agents else most - 1
        # 24 beginnings, one an hour.
        found.append((Agent(f"a{number:03}", {"chat": capacity}, {}, languages=languages), number * 7 % 24 * HOUR))
    return found


def on_duty(start: Instant, moment: Instant) -> bool:
    return (moment - start) % DAY < SHIFT


def simulate(contacts: Sequence[Contact], agents: Sequence[tuple[Agent, Instant]], order: Order) -> Outcome:
    """Until everybody is served. An agent whose shift ends finishes what he has and is given nothing more."""
    line, number = Line(order=order), count()
    crew = {agent.id: agent for agent, _ in agents}
    for agent in crew.values():
        agent.load = {}
    services = {contact.matter.id: contact.service for contact in contacts}
    waits: dict[str, int] = {}
    work, late = 0, 0.0
    here: list[Agent] = []
    # (moment, number, whose slot becomes free): a contact has nobody's, a change of shift neither.
    events: list[tuple[Instant, int, str]] = []
    coming = iter(contacts)
    ahead = next(coming, None)
    shift = -1
    while ahead is not None or events or len(line):
        # The next thing that happens; with nobody free and nothing running the next shift begins.
        change = (shift + 1) * HOUR
        moments = [change, *([ahead.matter.since] if ahead else []), *([events[0][0]] if events else [])]
        moment = min(moments)
        if moment == change:
            shift += 1
            here = [agent for agent, start in agents if on_duty(start, moment)]
        while ahead is not None and ahead.matter.since <= moment:
            line.put(ahead.matter)
            ahead = next(coming, None)
        while events and events[0][0] <= moment:
            agent = crew[heapq.heappop(events)[2]]
            agent.load = {"chat": agent.load["chat"] - 1}
        if not len(line):
            continue
        for matter, agent in line.give(here, moment, most=len(line)):
            line.drop(matter.id)
            waits[matter.id] = moment - matter.since
            late = max(late, waits[matter.id] / target(matter))
            work += services[matter.id]
            heapq.heappush(events, (moment + services[matter.id], next(number), agent.id))
    return Outcome([waits[contact.matter.id] for contact in contacts], work, late)


def spoken(micros: float) -> str:
    return f"{micros / MINUTE:8.1f}"


def groups(contacts: Sequence[Contact], waits: Sequence[int]) -> Iterator[tuple[str, list[int]]]:
    """By priority and tier, each sorted."""
    found: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    for contact, wait in zip(contacts, waits, strict=True):
        found[contact.matter.priority, contact.matter.tier].append(wait)
    for (priority, tier), values in sorted(found.items()):
        yield f"P{priority} T{tier}", sorted(values)


def table(contacts: Sequence[Contact], outcomes: dict[str, Outcome]) -> None:
    say("minutes waited: p50, p90, p99, largest")
    say(" " * 14 + "".join(f"{name:<38}" for name in outcomes))
    rows = {name: dict(groups(contacts, outcome.waits)) for name, outcome in outcomes.items()}
    for group, values in rows["fair"].items():
        cells = ""
        for found in rows.values():
            waits = found[group]
            four = [percentile(waits, share) for share in (0.5, 0.9, 0.99)] + [waits[-1]]
            cells += "".join(spoken(one) for one in four) + "      "
        say(f"{group} {len(values):7,} {cells}")


def of(contacts: Sequence[Contact], outcome: Outcome, *, vip: bool) -> list[int]:
    """Waits of VIPs or of standard customers, without P1, which is equal for all; sorted."""
    pairs = zip(contacts, outcome.waits, strict=True)
    return sorted(wait for one, wait in pairs if one.matter.priority > 1 and (one.matter.tier > 0) == vip)


def main(*, tiny: bool) -> int:
    contacts = day(TINY_CONTACTS if tiny else CONTACTS)
    work = sum(contact.service for contact in contacts)
    agents = roster(TINY_AGENTS if tiny else AGENTS, work, utilisation=UTILISATION)
    capacity = sum(agent.capacity["chat"] for agent, _ in agents) / len(agents)
    say(
        f"{len(contacts):,} contacts, {len(agents)} agents with {capacity:.2f} chats at once, utilisation {UTILISATION}"
    )
    outcomes = {name: simulate(contacts, agents, order) for name, order in ORDERS.items()}
    table(contacts, outcomes)
    fair, oldest, strict = (outcomes[name] for name in ORDERS)
    vip, standard = (percentile(of(contacts, fair, vip=which), 0.5) / MINUTE for which in (True, False))
    first = [wait for one, wait in zip(contacts, fair.waits, strict=True) if one.matter.priority == 1]
    longest, plain, starved = (max(each.waits) / MINUTE for each in (fair, oldest, strict))
    say(f"VIP median {vip:.1f} min, standard {standard:.1f} min; P1 at most {max(first) / SECOND:.0f} s")
    say(f"largest wait: fair {longest:.0f} min, oldest first {plain:.0f} min, strict priority {starved:.0f} min")
    calm = day(len(contacts), seed=SEED + 1, bursts=False)
    calm_agents = roster(len(agents), sum(one.service for one in calm), utilisation=CALM)
    late = simulate(calm, calm_agents, rank).late
    say(f"without bursts at a utilisation of {CALM}: nobody waits beyond {late:.2f} times the target")
    same = len({each.work for each in outcomes.values()}) == 1 and fair.work == work
    return finish(
        "fairness",
        [
            Figure("median wait of VIPs, minutes", vip, standard, vip / standard, "< standard", vip < standard),
            at_most("largest wait of P1, seconds", max(first) / SECOND, 300, "s"),
            Figure(
                "largest wait, minutes", longest, plain, longest / plain, "<= 1.5 oldest first", longest <= 1.5 * plain
            ),
            Figure("largest wait beside strict", longest, starved, longest / starved, "< strict", longest < starved),
            at_most("times the target at 0.9", late, OVERDUE, "times"),
            Figure(
                "work done, hours", fair.work / HOUR, oldest.work / HOUR, fair.work / oldest.work, "all equal", same
            ),
        ],
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tiny", action="store_true")
    sys.exit(main(tiny=parser.parse_args().tiny))
