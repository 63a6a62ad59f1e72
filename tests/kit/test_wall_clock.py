"""A clock that was set is no time that has passed."""

from hypothesis import given, settings
from hypothesis import strategies as st

from fairlead.kit import clock
from fairlead.kit.clock import DAY, DOUBT, HOUR, LEAP, MINUTE, SECOND, WallClock


class Machine:
    """Time that passes, and a clock that can be set."""

    def __init__(self) -> None:
        self.wall, self.passed = 1_800_000_000 * SECOND, 7 * SECOND
        self.clock = WallClock(lambda: self.wall * 1000, lambda: self.passed * 1000)

    def wait(self, span: int) -> None:
        self.wall, self.passed = self.wall + span, self.passed + span


def test_a_leap_forward_is_believed_after_two_minutes_and_the_old_time_goes_on_until_then():
    machine = Machine()
    begun = machine.clock.now()
    machine.wall += 400 * DAY
    assert machine.clock.now() == begun
    machine.wait(DOUBT - SECOND)
    assert machine.clock.now() == begun + DOUBT - SECOND
    machine.wait(SECOND)
    assert machine.clock.now() == machine.wall == begun + 400 * DAY + DOUBT


def test_what_is_taken_back_in_time_never_was():
    machine = Machine()
    begun = machine.clock.now()
    for leap in (HOUR, 400 * DAY, LEAP + 1):
        machine.wall += leap
        assert machine.clock.now() == begun
        machine.wait(MINUTE)
        machine.clock.now()
        machine.wall -= leap
        assert machine.clock.now() == begun + MINUTE
        begun += MINUTE


def test_back_it_is_set_at_once_and_small_steps_are_followed():
    machine = Machine()
    begun = machine.clock.now()
    machine.wall -= 10 * MINUTE
    assert machine.clock.now() == begun - 10 * MINUTE
    machine.wall += LEAP
    assert machine.clock.now() == begun - 10 * MINUTE + LEAP


def test_after_a_standstill_the_time_that_has_passed_has_passed():
    machine = Machine()
    begun = machine.clock.now()
    machine.wait(400 * DAY)
    assert machine.clock.now() == begun + 400 * DAY


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 10 * MINUTE), st.integers(-2 * DAY, 2 * DAY)), max_size=30))
def test_it_is_ahead_of_what_has_passed_only_when_it_was_for_as_long(steps: list[tuple[int, int]]):
    machine, last, ahead_since = Machine(), 0, None
    last = machine.clock.now()
    for waits, leap in steps:
        machine.wait(waits)
        machine.wall += leap
        told = machine.clock.now()
        assert told in (machine.wall, last + waits)
        if told != machine.wall:
            ahead_since = machine.passed if ahead_since is None else ahead_since
            assert machine.wall - told > LEAP
            assert machine.passed - ahead_since < DOUBT
        else:
            ahead_since = None
        last = told


def test_the_house_goes_by_the_machine_it_runs_on():
    import time

    assert abs(clock.now() - time.time_ns() // 1000) < MINUTE
