"""What may be said of waiting: nothing from too few, never too little because some still wait."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from fairlead.channels.webchat.rules import Reply, typical
from fairlead.kit.clock import MINUTE, SECOND

WAITS = st.lists(st.integers(0, 90).map(lambda minutes: minutes * MINUTE), max_size=25)


def within(answered: list[int], waiting: list[int], share: Fraction) -> int | None:
    """By hand: everybody has one vote; who still waits leaves his to those who waited longer."""
    people = sorted([(lasted, 0) for lasted in answered] + [(lasted, 1) for lasted in waiting])
    votes = [Fraction(1, len(people) or 1)] * len(people)
    cast = Fraction(0)
    for place, (lasted, still_waits) in enumerate(people):
        if still_waits:
            later = len(people) - place - 1
            for other in range(place + 1, len(people)):
                votes[other] += votes[place] / later
        else:
            cast += votes[place]
            if cast >= share:
                return lasted
    return None


@settings(deadline=None)
@given(WAITS, WAITS)
def test_the_figures_are_those_counted_by_hand(answered: list[int], waiting: list[int]):
    said = typical(answered, waiting)
    if len(answered) + len(waiting) < 3:
        assert said is None
        return
    median, slow = within(answered, waiting, Fraction(1, 2)), within(answered, waiting, Fraction(9, 10))
    if median is not None:
        assert said == Reply(median // SECOND, None if slow is None else slow // SECOND)
    else:
        assert said is None or said.at_least


@given(
    WAITS.filter(lambda waits: len(waits) >= 3), st.lists(st.integers(100, 900).map(lambda m: m * MINUTE), max_size=9)
)
def test_people_who_wait_on_never_make_the_desk_look_quicker(answered: list[int], waiting: list[int]):
    before, after = typical(answered, []), typical(answered, waiting)
    assert before is not None
    assert after is not None
    assert after.p50 >= before.p50


def test_when_most_still_wait_it_says_how_long_half_of_them_have_waited():
    assert typical([30 * SECOND], [40 * MINUTE, 50 * MINUTE, 60 * MINUTE]) == Reply(2400, None, at_least=True)


def test_who_has_just_begun_to_wait_is_no_news():
    assert typical([], [5 * SECOND, 6 * SECOND, 7 * SECOND]) is None


def test_two_people_make_no_figure():
    assert typical([MINUTE], [MINUTE]) is None
