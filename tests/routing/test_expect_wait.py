"""What a customer is told of his place: the rule's own order, passed by nobody who came later with the same rank, and a wait that
comes true as often as it says."""

import math
from heapq import heappop, heappush
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from fairlead.kit.clock import HOUR, MINUTE, SECOND
from fairlead.routing.expect_wait import expect, mean, needs, places, queue_of, served
from fairlead.routing.line import Line
from fairlead.routing.rules import Agent, Matter, explain, may_take, ordered
from tests.routing.test_rules import NOW, some_agents, some_matters

FEW = settings(deadline=None, max_examples=60)
seeds = st.integers(0, 2**32)


@FEW
@given(seeds)
def test_the_place_that_is_told_is_the_one_that_is_explained_to_agents(seed: int):
    matters = some_matters(seed)
    told = places(matters, map(queue_of, matters), NOW)
    for matter in matters:
        beside = [one for one in matters if queue_of(one) == queue_of(matter)]
        assert told[matter.id][0] == explain(matter, beside, NOW).place
        assert told[matter.id][1] <= told[matter.id][0]


@FEW
@given(seeds, st.lists(st.integers(0, 40 * HOUR), min_size=1, max_size=4))
def test_who_keeps_his_place_is_passed_by_nobody_who_came_later_with_the_same_rank(seed: int, laters: list[int]):
    """At no later moment, whoever else comes, is served or gives up meanwhile; until his own place is let go."""
    chance = Random(seed)
    line = Line(some_matters(seed))
    for wait in laters:
        moment = NOW + wait
        # Some are served or leave, and for each who stays one comes later who is in all else as he is.
        for matter in list(line):
            if chance.random() < 0.2:
                line.drop(matter.id)
            else:
                line.put(replace(matter, id=f"{chance.getrandbits(64):016x}", since=moment - chance.randint(0, wait)))
        now = moment + 1
        order = {matter.id: at for at, matter in enumerate(ordered(line, now))}
        for matter in line:
            for other in line:
                if matter.kind == other.kind and matter.since < other.since:
                    assert order[matter.id] < order[other.id]


@FEW
@given(seeds, st.integers(0, 40 * HOUR), st.integers(1, 20))
def test_whoever_comes_later_with_the_same_rank_makes_nobodys_place_worse(seed: int, wait: int, number: int):
    matters = some_matters(seed)
    mine = matters[0]
    before = places(matters, [queue_of(mine)], NOW + wait)[mine.id]
    more = [replace(mine, id=f"later{n}", since=mine.since + 1 + n) for n in range(number)]
    assert places([*matters, *more], [queue_of(mine)], NOW + wait)[mine.id] == before


@FEW
@given(seeds)
def test_who_is_let_go_is_behind_nobody_who_began_later_until_that_one_is_overdue(seed: int):
    matters = [replace(matter, channel="chat", priority=3, tier=0, security=False) for matter in some_matters(seed)]
    mine = replace(matters[0], since=NOW - 16 * MINUTE, channel="mail", let_go=True)
    later = [replace(one, since=NOW - 15 * MINUTE) for one in matters[1:]]
    line = [mine, *later]
    assert ordered(line, NOW)[0] == mine
    assert ordered(line, NOW + 6 * MINUTE)[-1] == mine
    # And is never behind for good: of those who come after he is overdue himself he is the first.
    far = NOW + 40 * HOUR
    fresh = [replace(one, since=far - MINUTE) for one in later]
    assert ordered([mine, *fresh], far)[0] == mine


@FEW
@given(seeds)
def test_no_agent_is_counted_for_more_than_he_can_have(seed: int):
    matters = some_matters(seed)
    crew = [replace(agent, load={}) for agent in some_agents(seed)]
    line = Line(matters)
    found = served(needs(line), crew, NOW)
    for channel in ("chat", "callback", "mail"):
        queues = {}
        for need, (able, at_once) in found.items():
            like = Matter("", NOW, channel=need[0], language=need[1], skill=need[2], team=need[3], brand=need[4])
            assert able == sum(may_take(agent, like, NOW) for agent in crew)
            if need[0] == channel:
                queue = (need[1], need[3], need[4])
                queues[queue] = max(queues.get(queue, 0), at_once)
        if len({need[2] for need in found}) == 1:
            assert sum(queues.values()) <= sum(agent.capacity[channel] for agent in crew) + 1e-6


@FEW
@given(st.integers(1, 400), st.integers(SECOND, HOUR), st.floats(0.1, 500))
def test_further_behind_waits_longer_and_more_people_make_it_shorter(position: int, service: int, at_once: float):
    wait, next_one = expect(position, service, at_once), expect(position + 1, service, at_once)
    quicker = expect(position, service, 2 * at_once)
    assert wait is not None and next_one is not None and quicker is not None
    assert 0 < wait.usual <= wait.most
    assert wait.usual <= next_one.usual and wait.most <= next_one.most
    assert quicker.usual <= wait.usual


def test_where_nobody_knows_there_is_no_figure():
    assert mean([MINUTE] * 4) is None
    assert mean([MINUTE] * 5) == MINUTE
    assert expect(3, None, 5) is None
    assert expect(3, MINUTE, 0) is None
    assert served(needs(Line([Matter("a", NOW)])), [], NOW) == {("chat", "", "", "", ""): (0, 0.0)}
    nobody = Agent("nora", {"chat": 2, "callback": 0, "mail": 0}, languages={})
    assert served({("chat", "", "", "kyc", ""): 3}, [nobody], NOW) == {("chat", "", "", "kyc", ""): (0, 0.0)}


def test_what_is_told_comes_true_as_often_as_it_says():
    """Eight slots, service times as an exchange's chats have them (log-normal, eight minutes in mean), forty who wait."""
    chance, sigma, slots = Random(20261123), 0.8, 8
    mu = math.log(8 * MINUTE) - sigma**2 / 2
    soon = late = of = 0
    for _ in range(60):
        # Who is worked on has been for a while: their rest is that of a matter found at a random moment.
        free: list[float] = []
        for _ in range(slots):
            whole = max(chance.lognormvariate(mu, sigma) for _ in range(2))
            heappush(free, whole * chance.random())
        for position in range(1, 41):
            waited = heappop(free)
            heappush(free, waited + chance.lognormvariate(mu, sigma))
            told = expect(position, 8 * MINUTE, slots)
            assert told is not None
            soon, late, of = soon + (waited <= told.usual * SECOND), late + (waited <= told.most * SECOND), of + 1
    assert 0.5 <= soon / of <= 0.8
    assert late / of >= 0.9
