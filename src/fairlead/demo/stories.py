"""One made-up conversation, from its first word to where it stands now, as drafts with times for the ledger."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, NamedTuple

from fairlead.bot.consider import ACTOR as BOT
from fairlead.brands.store import Brand
from fairlead.conversations.ledger import Past
from fairlead.conversations.rules import Draft, Marks, Opening, author_data
from fairlead.demo.talk import COINS, NETWORKS, PAIRS, TOPICS, Topic
from fairlead.kit import clock
from fairlead.kit.access import Actor
from fairlead.kit.clock import Instant
from fairlead.kit.ids import new_uuid

# What is older than this is closed; of what is younger most is still open.
OPEN_FOR, SHARE_OPEN = 25 * clock.DAY, 0.7
# Above every number a conversation of ours comes to.
ALL = 1_000_000


@dataclass(frozen=True, slots=True)
class Crowd:
    """Who may appear in a brand's conversations: its customers with their locales, agents, and teams as entries name them."""

    brand: Brand
    customers: Sequence[tuple[Actor, str]]
    agents: Sequence[Actor]
    teams: Sequence[dict[str, str]]


class Step(NamedTuple):
    """What somebody does, and how long after the step before, in seconds on average."""

    actor: Actor
    kind: str
    after: float
    text: str = ""
    data: dict[str, Any] = {}  # noqa: RUF012 - never changed


def tell(chance: Random, crowd: Crowd, *, begun: Instant, now: Instant) -> list[Past]:
    """A conversation that began at `begun`; nothing in it is later than `now`."""
    customer, locale = chance.choice(crowd.customers)
    end = _end(chance, crowd, now - begun)
    topic = filled(chance, chance.choice(TOPICS[locale]))
    steps = list(_steps(chance, crowd, topic, customer, end))
    context = {"page": "trade", "pair": chance.choice(PAIRS)}
    opening = Opening(crowd.brand.id, customer.id, "webchat", locale, crowd.brand.bot_first, context)
    moments = _moments(chance, steps, begun, now)
    told = [
        Past(_draft(step, at, None if number else opening), at)
        for number, (step, at) in enumerate(zip(steps, moments, strict=True))
    ]
    if end == "closed":
        told += [Past(Marks("", "customer", ALL, ALL), moments[-1]), Past(Marks("", "agents", ALL, ALL), moments[-1])]
    return told


def _end(chance: Random, crowd: Crowd, age: int) -> str:
    """How it stands now: `closed`, `assigned`, `waiting`, or with the `bot` where that speaks first."""
    if not crowd.agents or age > OPEN_FOR or chance.random() > SHARE_OPEN:
        return "closed"
    return chance.choices(("assigned", "waiting", "bot" if crowd.brand.bot_first else "waiting"), (5, 3, 2))[0]


def filled(chance: Random, topic: Topic) -> Topic:
    """The topic with coins, networks, amounts and numbers in its places."""
    places = {
        "coin": chance.choice(COINS),
        "network": chance.choice(NETWORKS),
        "amount": f"{chance.lognormvariate(3, 2):,.2f}",
        "reference": f"{chance.getrandbits(40):010X}",
    }
    return Topic(
        question=topic.question.format_map(places),
        bot=topic.bot.format_map(places),
        rounds=tuple((asked.format_map(places), said.format_map(places)) for asked, said in topic.rounds),
        note=topic.note.format_map(places),
    )


def _steps(chance: Random, crowd: Crowd, topic: Topic, customer: Actor, end: str) -> Iterator[Step]:
    yield Step(customer, "message", 0, topic.question)
    yield Step(BOT, "message", 2, topic.bot)
    if end == "bot" or not crowd.agents:
        if end == "closed":
            yield Step(customer, "closed", 300, data={"by": author_data(customer)})
        return
    if crowd.brand.bot_first or chance.random() < 0.3:
        yield Step(customer, "handover", 60, data={"reason": "asked"})
    if end == "waiting":
        yield Step(customer, "message", 300, topic.rounds[0][0])
        return
    yield from _with_agent(chance, crowd, topic, customer, chance.choice(crowd.agents))
    if end == "assigned":
        if chance.random() < 0.4:
            yield Step(customer, "message", 3600, topic.question)
        return
    agent = chance.choice(crowd.agents)
    yield Step(agent, "closed", 600, data={"by": author_data(agent)})


def _with_agent(chance: Random, crowd: Crowd, topic: Topic, customer: Actor, agent: Actor) -> Iterator[Step]:
    data = {"to": author_data(agent), "by": author_data(agent)}
    yield Step(agent, "assigned", 400, data=data)
    if crowd.teams and chance.random() < 0.1:
        yield Step(agent, "transferred", 60, data={"note": topic.note, "to_team": chance.choice(crowd.teams)})
    for asked, said in topic.rounds[: chance.randint(2, 4)]:
        yield Step(customer, "message", 90, asked)
        yield Step(agent, "message", 120, said)
    if chance.random() < 0.25:
        yield Step(agent, "note", 30, topic.note)


def _moments(chance: Random, steps: Sequence[Step], begun: Instant, now: Instant) -> list[Instant]:
    """Ascending; told faster where they would reach beyond now."""
    past, gone = 0, []
    for step in steps:
        past += int(chance.expovariate(1 / step.after) * clock.SECOND) if step.after else 0
        gone.append(past)
    pace = min(1.0, (now - begun) / past) if past else 1.0
    return [begun + int(each * pace) for each in gone]


def _draft(step: Step, at: Instant, opening: Opening | None) -> Draft:
    return Draft(step.actor, step.kind, new_uuid(at), opening=opening, text=step.text, data=step.data)
