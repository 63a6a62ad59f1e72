"""Time as it is kept and as it is said."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairlead.kit.clock import DAY, HOUR, iso, read_instant


@settings(deadline=None)
@given(st.integers(0, 250_000_000_000_000_000))
def test_what_is_said_is_read_again_to_the_microsecond(instant: int):
    assert read_instant(iso(instant)) == instant


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("1970-01-02", DAY),
        ("1970-01-01T02:00:00+01:00", HOUR),
        ("1970-01-02T00:00:00", None),
        ("soon", None),
        ("", None),
    ],
)
def test_a_time_without_its_offset_is_none(text: str, instant: int | None):
    assert read_instant(text) == instant
