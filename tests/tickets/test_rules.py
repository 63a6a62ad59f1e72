"""Statuses and weights: no dead end, one who acts next, and whose word counts how much."""

import contextlib
import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairlead.kit.clock import DAY, HOUR
from fairlead.kit.errors import Conflict
from fairlead.tickets import rules
from fairlead.tickets.rules import STATUSES, Facts, check_move, check_nudge, next_update, weigh

SIDES: tuple[rules.Side, ...] = ("customer", "agent", "system")
NAMES = sorted(STATUSES)


def reachable(start: str, sides: tuple[rules.Side, ...]) -> set[str]:
    found, todo = {start}, [start]
    while todo:
        for side in sides:
            for after in STATUSES[todo[-1]].moves[side] - found:
                found.add(after)
                todo.insert(0, after)
        todo.pop()
    return found


@pytest.mark.parametrize("name", NAMES)
def test_no_status_is_a_dead_end_and_each_has_one_who_acts_next(name: str):
    status = STATUSES[name]
    assert status.next in ("agents", "customer", "chain", "partner", "nobody")
    assert (status.next == "nobody") <= (not status.open)
    # From everywhere agents reach an end and the work, and the customer is never without a way of his own.
    there = reachable(name, ("agent",))
    assert {rules.SOLVED, rules.WITH_AGENT} <= there
    assert status.moves["customer"]
    for side in SIDES:
        assert status.moves[side] <= STATUSES.keys()
    # What waits for something else comes back to people by itself.
    if status.next in ("customer", "chain") and status.open:
        assert status.moves["system"]


@settings(deadline=None, max_examples=200)
@given(steps=st.lists(st.tuples(st.sampled_from(SIDES), st.sampled_from(NAMES)), max_size=30))
def test_whatever_people_try_a_matter_always_has_a_next_step_or_an_end_that_can_be_undone(
    steps: list[tuple[rules.Side, str]],
):
    status, moment = rules.SUBMITTED, 0
    for side, after in steps:
        moment += HOUR
        allowed = after in STATUSES[status].moves[side]
        with contextlib.nullcontext() if allowed else pytest.raises(Conflict, match="status_move"):
            check_move(side, status, after)
        status = after if allowed else status
        due = next_update(status, moment=moment)
        assert (due is None) == (STATUSES[status].next == "nobody" or rules.is_promise(status))
        assert due is None or due > moment
        assert rules.REOPENED in reachable(status, SIDES)


def test_open_and_closed_are_told_by_one_table():
    closed = {rules.SOLVED, rules.CLOSED, rules.WITHDRAWN, rules.REJECTED}
    assert {name for name, status in STATUSES.items() if not status.open} == closed


def test_the_category_weighs_what_it_weighs_and_each_circumstance_makes_it_more():
    for default in rules.PRIORITIES:
        assert weigh(default, Facts()) == default
        for name in ("large_sum", "many_affected", "deadline"):
            assert weigh(default, Facts(**{name: True})) == max(1, default - 1)
        # Half as much again is not twice as much; with a deadline it is more than that.
        assert weigh(default, Facts(vulnerable=True)) == default
        assert weigh(default, Facts(vulnerable=True, deadline=True)) == max(1, default - 1)


@pytest.mark.parametrize("flags", [*itertools.product([False, True], repeat=4)])
def test_more_weight_never_makes_a_matter_less_urgent(flags: tuple[bool, ...]):
    for default, claims in itertools.product(rules.PRIORITIES, (None, 0, 1, 2, 5)):
        found = weigh(default, Facts(*flags, claims=claims))
        assert 1 <= found <= default
        for at, flag in enumerate(flags):
            if not flag:
                more = (*flags[:at], True, *flags[at + 1 :])
                assert weigh(default, Facts(*more, claims=claims)) <= found


def test_the_customers_own_urgent_loses_its_weight_when_it_is_said_often_and_never_makes_p1():
    assert [weigh(4, Facts(claims=claims)) for claims in (0, 1, 2, 9)] == [3, 3, 4, 4]
    assert weigh(4, Facts(vulnerable=True, claims=2)) == 3
    assert weigh(2, Facts(claims=0)) == 2
    assert weigh(1, Facts(claims=0)) == 1


def test_a_nudge_comes_after_the_promise_and_once_a_day():
    def code(**how: object) -> str:
        given = {"status": rules.IN_QUEUE, "due": 10, "nudged": None, "moment": 11} | how
        try:
            check_nudge(**given)
        except Conflict as refused:
            return refused.code
        return ""

    assert code() == ""
    assert code(moment=9) == "nudge_early"
    assert code(nudged=5) == "nudge_again"
    assert code(nudged=5, moment=5 + DAY) == ""
    assert code(status=rules.WAITING_FOR_YOU) == "your_turn"
    assert code(status=rules.CLOSED) == "ticket_ended"
