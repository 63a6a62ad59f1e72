"""Times as customers read them."""

import pytest

from fairlead.channels.portal.tell_time import moment_in, zone_called
from fairlead.kit.clock import DAY, HOUR, MINUTE, SECOND

NOON = 1_795_435_200 * SECOND


def say(key: str, **words: object) -> str:
    return " ".join([key.removeprefix("portal."), *map(str, words.values())])


@pytest.mark.parametrize(("name", "exact"), [
    ("Asia/Shanghai", "2026-11-23 20:00 UTC+08:00"), ("America/St_Johns", "2026-11-23 08:30 UTC-03:30"),
    ("", "2026-11-23 12:00 UTC"), ("Mars/Olympus", "2026-11-23 12:00 UTC"), ("../../etc/passwd", "2026-11-23 12:00 UTC"),
    ("x" * 65, "2026-11-23 12:00 UTC"), ("Etc/\u00dcTC", "2026-11-23 12:00 UTC"), ("a\0b", "2026-11-23 12:00 UTC"),
])  # fmt: skip
def test_a_time_is_told_in_the_readers_zone_and_in_utc_where_it_is_unknown(name: str, exact: str):
    assert moment_in(NOON, zone_called(name), now=NOON, say=say).exact == exact


@pytest.mark.parametrize(("distance", "near"), [
    (0, "now"), (2 * MINUTE - 1, "now"), (2 * MINUTE, "in unit.m 2"), (2 * HOUR - 1, "in unit.m 119"), (2 * HOUR, "in unit.h 2"),
    (2 * DAY - 1, "in unit.h 47"), (2 * DAY, "in unit.d 2"), (-3 * HOUR, "ago unit.h 3"), (-400 * DAY, "ago unit.d 400"),
])  # fmt: skip
def test_how_far_a_time_is_counts_two_of_a_unit_at_least(distance: int, near: str):
    told = moment_in(NOON + distance, zone_called(""), now=NOON, say=say)
    assert told.near == near
    assert told.over == (distance <= 0)
