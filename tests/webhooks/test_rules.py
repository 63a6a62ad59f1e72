"""Signatures as the scheme publishes them, pauses that make up about a day, and what stands in the feed for which kind."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairlead.conversations.events import EVENTS
from fairlead.kit.clock import DAY, HOUR, SECOND
from fairlead.webhooks import rules


def test_the_schemes_own_example_is_signed_as_it_says():
    secret, body = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", b'{"test": 2432232314}'
    at = 1614265330 * SECOND + 999_999
    signed = rules.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", at=at, body=body, secrets=[secret])
    assert signed.headers() == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


def test_a_secret_that_is_none_is_refused():
    for wrong in ("whsec_***", "whsec_a", "whsec_ä"):
        with pytest.raises(ValueError, match=r"base64|ASCII"):
            rules.key_of(wrong)


@settings(deadline=None)
@given(st.integers(1, 20), st.integers(0, 10**12))
def test_tries_end_within_about_a_day_and_come_no_sooner_than_they_were_asked_to(failures: int, wished: int):
    pause = rules.pause_after(failures, wished=wished)
    if failures > len(rules.PAUSES):
        assert pause is None
    else:
        assert pause is not None
        assert (
            min(wished, rules.LONGEST_WISH) <= pause <= max(int(rules.PAUSES[failures - 1] * 1.1), rules.LONGEST_WISH)
        )
    assert 22 * HOUR < sum(rules.PAUSES) < DAY < int(sum(rules.PAUSES) * 1.1) < rules.TOO_OLD


def test_who_asks_for_patience_gets_it_in_seconds_only():
    for value, seconds in {
        "120": 120,
        "0": 0,
        "-5": 0,
        "Wed, 21 Oct 2026 07:28:00 GMT": 0,
        "9" * 30: 0,
        "١٢": 0,
    }.items():
        assert rules.wished_pause({"retry-after": value}) == seconds * SECOND
    assert rules.wished_pause({}) == 0


def test_every_kind_comes_from_the_feed_or_from_a_room_that_puts_it_in():
    assert set(rules.TOLD) <= set(EVENTS)
    assert len(set(rules.KINDS)) == len(rules.KINDS)
    assert rules.kinds_of("MessageReceived", 1) == ("conversation.started", "message.received")
    assert rules.kinds_of("MessageReceived", 2) == ("message.received",)
    # What agents tell each other leaves the house by no way.
    assert rules.kinds_of("NoteAdded", 1) == ()
    assert rules.kinds_of("ReplySent", 1) == ("conversation.started", "reply.sent")


def test_an_endpoint_that_fails_rests_longer_the_longer_it_fails():
    assert [rules.rest_after(one) for one in (0, 100 * SECOND, HOUR, DAY)] == [
        rules.SHORTEST_REST, 25 * SECOND, rules.LONGEST_REST, rules.LONGEST_REST,
    ]  # fmt: skip
