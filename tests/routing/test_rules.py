"""The rule of the queue: one order for all, nobody starves, nobody has more than he can, and what is explained is what is done."""

import os
from collections.abc import Callable, Iterable
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from bench.fairness import MEAN, ORDERS, Contact, day, roster, simulate
from fairlead.kit.clock import DAY, HOUR, MINUTE, SECOND
from fairlead.routing import rules
from fairlead.routing.line import Line
from fairlead.routing.rules import CHANNELS, OVERDUE, Agent, Grade, Held, Matter, explain, ordered, rank, target

NOW = 20_000 * DAY
LANGUAGES, SKILLS, TEAMS = ("", "en", "zh"), ("", "chain"), ("", "kyc")
AGENTS = ("ayu", "marco", "nora", "sven")


def copies(agents: Iterable[Agent]) -> list[Agent]:
    """Agents whose loads may rise without those of the originals doing so."""
    return [replace(agent, load=dict(agent.load)) for agent in agents]


def some_matters(seed: int) -> list[Matter]:
    """Many began in the same moment: what decides then is to be seen too."""
    chance = Random(seed)
    ages = [0, 1, SECOND, 20 * SECOND, MINUTE, 9 * MINUTE, 21 * MINUTE, HOUR, 30 * HOUR]
    return [
        Matter(
            id=f"{chance.getrandbits(64):016x}",
            since=NOW - chance.choice(ages),
            priority=chance.randint(1, 5),
            tier=chance.randint(0, 3),
            channel=chance.choice(CHANNELS),
            language=chance.choice(LANGUAGES),
            skill=chance.choice(SKILLS),
            team=chance.choice(TEAMS),
            security=chance.random() < 0.2,
            knows=chance.choice(["", *AGENTS]),
        )
        for _ in range(chance.randint(1, 25))
    ]


def some_agents(seed: int) -> list[Agent]:
    chance = Random(seed)

    def held(*names: str) -> dict[str, Held]:
        until = [None, NOW - 1, NOW, NOW + 1]
        return {name: Held(chance.randint(1, 3), chance.choice(until)) for name in names if chance.random() < 0.6}

    return [
        Agent(
            name,
            capacity={channel: chance.randint(0, 3) for channel in CHANNELS},
            # Also more than he can have: by hand one may be given that.
            load={channel: chance.randint(0, 4) for channel in CHANNELS},
            teams=frozenset(chance.sample(["kyc"], chance.randint(0, 1))),
            skills=held("chain"),
            languages=held("en", "zh"),
        )
        for name in AGENTS
        if chance.random() < 0.8
    ]


# Numbers, not trees of choices: a list of 25 matters costs a hundred times less to draw, and a seed is told as well as a tree.
matters, crews = st.integers(0, 2**32).map(some_matters), st.integers(0, 2**32).map(some_agents)
FEW = settings(deadline=None, max_examples=300 if os.environ.get("FAIRLEAD_PROVE") == "1" else 60)


@FEW
@given(matters, st.randoms(use_true_random=False))
def test_the_order_does_not_depend_on_who_is_named_first(waiting: list[Matter], chance: Random):
    shuffled = chance.sample(waiting, len(waiting))
    assert ordered(waiting, NOW) == ordered(shuffled, NOW)
    assert len({rank(matter, NOW) for matter in waiting}) == len(waiting)


@FEW
@given(matters)
def test_security_harm_then_p1_then_who_waited_beyond_four_times_his_target(waiting: list[Matter]):
    grades = [rank(matter, NOW).grade for matter in ordered(waiting, NOW)]
    assert grades == sorted(grades)
    for matter in waiting:
        beyond = NOW - matter.since > OVERDUE * target(matter)
        urgent = Grade.P1 if matter.priority == 1 else Grade.OVERDUE if beyond else Grade.WAITING
        assert rank(matter, NOW).grade == (Grade.SECURITY if matter.security else urgent)


@FEW
@given(matters)
def test_what_is_explained_is_what_the_order_does(waiting: list[Matter]):
    line = ordered(waiting, NOW)
    for place, matter in enumerate(line, 1):
        why = explain(matter, waiting, NOW)
        assert (why.place, why.of, why.last) == (place, len(line), place == len(line))
        if why.beside is None:
            assert (why.code, len(line)) == ("alone", 1)
            continue
        assert why.beside == (line[place - 2] if why.last else line[place])
        first, second = (why.beside, matter) if why.last else (matter, why.beside)
        assert _holds(why.code, first, second)


def _holds(code: str, first: Matter, second: Matter) -> bool:
    """Whether this puts one before the other, said without the rule's own words."""
    waited = [NOW - each.since for each in (first, second)]
    late = [waited[0] / target(first), waited[1] / target(second)]
    urgent = [each.security or each.priority == 1 for each in (first, second)]
    match code:
        case "security":
            return first.security and not second.security
        case "p1":
            return first.priority == 1 and not urgent[1]
        case "overdue":
            since = [each.since + OVERDUE * target(each) for each in (first, second)]
            return late[0] > OVERDUE and not any(urgent) and (late[1] <= OVERDUE or since[0] < since[1])
        case "priority":
            return first.priority < second.priority and not any(urgent)
        case "tier":
            return first.priority == second.priority and first.tier > second.tier and not any(urgent)
        case "waiting":
            return first.since <= second.since
        case "channel":
            return CHANNELS.index(first.channel) < CHANNELS.index(second.channel)
    return False


@FEW
@given(matters, crews, st.integers(0, 30))
def test_nobody_is_given_more_than_he_can_have_or_what_he_may_not_take(
    waiting: list[Matter], crew: list[Agent], most: int
):
    before = {agent.id: agent for agent in copies(crew)}
    given_out = Line(waiting).give(crew, NOW, most=most)
    assert len({matter.id for matter, _ in given_out}) == len(given_out) <= most
    for agent in crew:
        old = before[agent.id]
        for channel in CHANNELS:
            got = sum(owner.id == agent.id and matter.channel == channel for matter, owner in given_out)
            assert agent.load[channel] == old.load[channel] + got
            assert got <= max(0, old.free(channel))
    for matter, agent in given_out:
        assert not matter.team or matter.team in agent.teams
        assert rules.level(agent.languages, matter.language, NOW) and rules.level(agent.skills, matter.skill, NOW)


@FEW
@given(matters, crews)
def test_the_line_gives_as_the_plain_order_does_and_leaves_nobody_whom_somebody_could_take(
    waiting: list[Matter], crew: list[Agent]
):
    plainly, chosen = copies(crew), []
    for matter in ordered(waiting, NOW):
        if agent := rules.choose(matter, plainly, NOW):
            agent.load[matter.channel] += 1
            chosen.append((matter.id, agent.id))
    line = Line(waiting)
    assert [(matter.id, agent.id) for matter, agent in line.give(crew, NOW, most=99)] == chosen
    for matter_id, _ in chosen:
        line.drop(matter_id)
    assert not line.give(crew, NOW, most=99)


def test_who_was_put_in_anew_since_he_was_looked_at_is_not_taken_out():
    old, new = Matter(id="a", since=NOW), Matter(id="a", since=NOW)
    line = Line([old])
    line.put(new)
    line.take(old)
    assert list(line) == [new]
    line.take(new)
    assert not list(line)


@FEW
@given(matters, matters)
def test_the_line_holds_who_was_put_in_and_not_dropped_in_his_last_place(first: list[Matter], second: list[Matter]):
    line = Line(first)
    moved = [
        Matter(id=before.id, since=after.since, tier=after.tier) for before, after in zip(first, second, strict=False)
    ]
    for matter in moved:
        line.put(matter)
    for matter in first[len(moved) :]:
        line.drop(matter.id)
    assert sorted(each.id for each in line) == sorted(each.id for each in moved)
    everyone = Agent(
        "all", {"chat": 99, "callback": 99, "mail": 99}, teams=frozenset({"kyc"}), skills={"chain": Held(1)}
    )
    assert [each for each, _ in line.give([everyone], NOW, most=99)] == ordered(moved, NOW)


def test_who_knows_the_matter_is_preferred_and_then_who_is_best_at_it():
    fluent = Agent("fluent", {"chat": 1}, languages={"zh": Held(3)})
    knows = Agent("knows", {"chat": 1}, languages={"zh": Held(1)})
    matter = Matter("m", NOW, language="zh", knows="knows")
    assert rules.choose(matter, [fluent, knows], NOW) is knows
    knows.load = {"chat": 1}
    assert rules.choose(matter, [fluent, knows], NOW) is fluent


def test_what_has_expired_counts_no_more():
    agent = Agent("a", {"chat": 1}, skills={"chain": Held(3, NOW)}, languages={"en": Held(2, NOW + 1)})
    assert rules.may_take(agent, Matter("m", NOW - 2, skill="chain"), NOW - 1)
    assert not rules.may_take(agent, Matter("m", NOW - 2, skill="chain"), NOW)
    assert rules.may_take(agent, Matter("m", NOW, language="en"), NOW)
    assert not rules.may_take(agent, Matter("m", NOW, language="en"), NOW + 1)


@pytest.mark.parametrize(
    ("name", "tier"),
    [
        *(("", 0), ("Regular", 0), ("VIP", 0), ("VIP 0", 0), ("VIP 1", 1), ("vip3", 1), ("VIP4", 2), ("vip_6", 2)),
        *(
            ("VIP 7", 3),
            ("VIP-9", 3),
            ("Institutional", 3),
            ("Market Maker", 3),
            ("SVIP1x", 0),
            ("VIP " + "9" * 5000, 0),
        ),
    ],
)
def test_an_exchanges_word_for_a_tier(name: str, tier: int):
    assert rules.tier_of(name) == tier


def test_equal_waiting_goes_by_channel():
    slow, quick = Matter("a", NOW - 3, channel="mail"), Matter("b", NOW - 2, channel="callback")
    chat = Matter("c", NOW - 1)
    assert ordered([slow, quick, chat], NOW) == [chat, quick, slow]
    assert explain(chat, [slow, quick], NOW).code == "channel"


def test_at_a_load_of_nine_tenths_nobody_waits_beyond_four_times_his_target(proving: Callable[[int, int], int]):
    for seed in range(proving(1, 40)):
        contacts = day(proving(1000, 4000), seed=seed, bursts=False, length=proving(30, 120) * MINUTE)
        work = len(contacts) * MEAN
        agents = [
            (agent, start) for agent, start in roster(300, work, utilisation=0.9, length=proving(30, 120) * MINUTE)
        ]
        assert simulate(contacts, agents, rank).late <= OVERDUE


@FEW
@given(matters, st.integers(0, 40))
def test_who_begins_to_wait_after_another_is_overdue_never_goes_before_him(waiting: list[Matter], hours: int):
    moment = NOW + hours * HOUR
    for first in waiting:
        for second in waiting:
            if second.since > first.since + OVERDUE * target(first) and not rules.is_p1(second):
                assert rank(first, moment) < rank(second, moment)


def test_a_plain_customer_has_his_turn_however_many_vips_keep_coming():
    """Twice as many of them as one agent can serve."""
    agent = Agent("a", {"chat": 1})
    busy, plain = Contact(Matter("busy", 0), MINUTE), Contact(Matter("plain", 1), MINUTE)
    vips = [Contact(Matter(f"v{n:04}", n * 30 * SECOND, tier=3), MINUTE) for n in range(1, 400)]
    waited = simulate([busy, plain, *vips], [(agent, 0)], rank).waits[1]
    # Nobody who came more than 20 minutes after him is before him; those who came sooner are served within the double.
    assert OVERDUE * target(plain.matter) < waited <= 2 * OVERDUE * target(plain.matter)
    assert simulate([busy, plain, *vips], [(agent, 0)], ORDERS["strict priority"]).waits[1] > 6 * HOUR
