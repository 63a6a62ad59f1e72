"""What the board says of the line is what the rule says of each matter; a rush is suggested when it has come for ten minutes."""

from hypothesis import given, settings
from hypothesis import strategies as st

from fairlead.kit.clock import MINUTE, SECOND
from fairlead.routing.rules import CHANNELS, Matter, explain, ordered, widened
from fairlead.routing.run_surge import Surge, raised
from fairlead.routing.sum_up import Asked, Flow, cells, in_order, reasons

NOW = 1_000_000 * MINUTE
MATTERS = st.lists(
    st.builds(
        Matter,
        id=st.uuids().map(str),
        since=st.integers(NOW - 400 * MINUTE, NOW),
        priority=st.integers(1, 5),
        tier=st.integers(0, 3),
        channel=st.sampled_from(CHANNELS),
        language=st.sampled_from(["en", "zh"]),
        team=st.sampled_from(["", "risk"]),
        brand=st.sampled_from(["one", "two"]),
        security=st.booleans(),
    ),
    max_size=25,
    unique_by=lambda matter: matter.id,
)


@settings(deadline=None, max_examples=60)
@given(MATTERS)
def test_each_of_the_line_is_explained_as_if_it_were_asked_for_alone(matters: list[Matter]):
    asked = Asked("one")
    line = in_order(matters, asked, NOW)
    assert line == ordered((one for one in matters if one.brand == "one"), NOW)
    told = {matter.id: reason for matter, reason in reasons(line, matters, NOW)}
    for matter in line:
        queue = (matter.brand, matter.team, matter.language)
        others = [one for one in matters if (one.brand, one.team, one.language) == queue]
        assert told[matter.id] == explain(matter, others, NOW)


@settings(deadline=None, max_examples=60)
@given(MATTERS, st.sampled_from(["", "risk"]), st.sampled_from(["", "zh"]), st.sampled_from(["", "mail"]))
def test_the_cells_count_everybody_once(matters: list[Matter], team: str, language: str, channel: str):
    line = in_order(matters, Asked("one", team, language, channel), NOW)
    found = cells(line, NOW)
    assert sum(cell.count for cell in found) == len(line)
    assert max((cell.longest for cell in found), default=0) == max(
        ((NOW - one.since) // SECOND for one in line), default=0
    )
    assert all(matter.language == language for matter in line if language)


def flow(*last: tuple[int, int]) -> Flow:
    return Flow((*[(0, 0)] * (60 - len(last)), *last))


def test_a_rush_is_suggested_when_more_came_than_were_served_in_both_halves_of_ten_minutes():
    assert flow(*[(3, 1)] * 10).outrun
    assert flow(*[(3, 1)] * 60).within(15) == (45, 15)
    # Only just now, only before, hardly, and by so few that it is chance.
    assert not flow(*[(1, 1)] * 5, *[(9, 1)] * 5).outrun
    assert not flow(*[(9, 1)] * 5, *[(1, 1)] * 5).outrun
    assert not flow(*[(20, 19)] * 10).outrun
    assert not flow((1, 0), *[(0, 0)] * 7, (1, 0), (0, 0)).outrun
    assert not flow().outrun


def test_in_a_rush_one_has_more_of_what_he_takes_and_nothing_of_what_he_does_not():
    assert widened({"chat": 3, "callback": 0, "mail": 5}, 150) == {"chat": 5, "callback": 0, "mail": 8}
    brand, risk = [
        Surge("s", "one", team, share, False, False, {}, "lena", 0, MINUTE)
        for team, share in (("", 150), ("risk", 200))
    ]
    assert raised([brand, risk], brands={"one"}, teams=set()) == 150
    assert raised([brand, risk], brands={"one"}, teams={"risk"}) == 200
    assert raised([risk], brands={"one"}, teams=set()) == raised([brand], brands={"two"}, teams=set()) == 100
    assert brand.runs(MINUTE - 1)
    assert not brand.runs(MINUTE)
