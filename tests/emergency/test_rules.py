"""Who is called when: somebody each time, wider each time, and those first who are on call."""

from hypothesis import given, settings
from hypothesis import strategies as st

from fairlead.emergency.rules import LAST_CALL, Person, at, called, is_over
from fairlead.kit.clock import MINUTE

AYU = Person("ayu", "agent", on_call=True, online=False)
MARCO = Person("marco", "agent", on_call=False, online=True)
SVEN = Person("sven", "lead", on_call=False, online=True)
TOMASZ = Person("tomasz", "admin", on_call=False, online=False)

people = st.lists(
    st.builds(
        Person,
        st.text("abcdefgh", min_size=4, max_size=6),
        st.sampled_from(["agent", "lead", "admin"]),
        st.booleans(),
        st.booleans(),
    ),
    max_size=8,
    unique_by=lambda one: one.id,
)


def test_who_is_on_call_is_called_first_and_after_a_minute_every_lead_and_admin_too():
    team = [AYU, MARCO, SVEN, TOMASZ]
    assert called(0, team) == ["ayu"]
    assert called(1, team) == ["ayu", "sven", "tomasz"]
    assert called(2, team) == ["ayu", "marco", "sven", "tomasz"]


def test_without_a_list_the_leads_who_are_here_are_called_and_without_those_all_of_them():
    assert called(0, [MARCO, SVEN, TOMASZ]) == ["sven"]
    assert called(0, [MARCO, TOMASZ]) == ["tomasz"]
    assert called(0, [MARCO]) == ["marco"]
    assert called(0, []) == []


@settings(deadline=None, max_examples=40)
@given(people, st.integers(0, LAST_CALL))
def test_as_long_as_there_is_anybody_somebody_is_called_and_nobody_is_left_out_later_on(team: list[Person], step: int):
    now, before = called(step, team), called(max(0, step - 1), team)
    assert bool(now) == bool(team)
    assert set(before) <= set(now)
    if step >= 1:
        assert {one.id for one in team if one.leads or one.on_call} <= set(now)


def test_the_second_call_comes_after_a_minute_and_the_last_one_after_six_hours():
    moments = [at(step) for step in range(LAST_CALL + 1)]
    assert moments[:4] == [0, MINUTE, 3 * MINUTE, 10 * MINUTE]
    assert moments == sorted(set(moments))
    assert 350 * MINUTE <= moments[-1] <= 370 * MINUTE
    assert not is_over(LAST_CALL)
    assert is_over(LAST_CALL + 1)
