"""Whom the channel advisor sends where, for every list of channels there could be."""

from hypothesis import given, settings
from hypothesis import strategies as st

from fairlead.helpcenter.advise import EMERGENCIES, asked, ranked
from fairlead.helpcenter.ports import Channel

WAITS = st.none() | st.integers(0, 10**6)
CHANNELS = st.lists(
    st.builds(
        Channel,
        key=st.sampled_from(["chat", "plain"]),
        path=st.just("/"),
        needs_sign_in=st.booleans(),
        at_once=st.booleans(),
        wait=WAITS,
    ),
    max_size=6,
)


@settings(deadline=None)
@given(CHANNELS, st.booleans())
def test_who_can_not_sign_in_is_never_sent_where_one_must_and_misses_nothing_else(channels, urgent):
    found = ranked(channels, can_sign_in=False, urgent=urgent)
    assert not any(channel.needs_sign_in for channel in found)
    assert len(found) == sum(not channel.needs_sign_in for channel in channels)


@settings(deadline=None)
@given(CHANNELS)
def test_the_shortest_wait_is_first_and_what_nobody_measured_last(channels):
    waits = [channel.wait for channel in ranked(channels, can_sign_in=True, urgent=False)]
    known = [wait for wait in waits if wait is not None]
    assert waits == sorted(known) + [None] * (len(waits) - len(known))


@settings(deadline=None)
@given(CHANNELS)
def test_what_can_not_wait_goes_first_where_something_answers_at_once(channels):
    found = [channel.at_once for channel in ranked(channels, can_sign_in=True, urgent=True)]
    assert found == sorted(found, reverse=True)


def test_nobody_is_asked_what_he_has_said():
    assert [asked(key, "", "", topics=()).step for key in EMERGENCIES] == [3, 3, 3]
    assert asked("sign-in", "today", "yes", topics=("sign-in",)).can_sign_in is False
    assert asked("t7", "today", "yes", topics=("t0",)).step == 1
