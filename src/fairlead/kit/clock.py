"""Time as everything here keeps it: an `Instant` is whole microseconds since 1970 in UTC.

Order never rests on it (entries are ordered by their numbers); it is for showing, for limits and for leases.
"""

import time
from datetime import UTC, datetime
from functools import lru_cache

Instant = int

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR


def now() -> Instant:
    return time.time_ns() // 1000


def iso(instant: Instant) -> str:
    """ISO 8601 in UTC with microseconds and `Z`, as the protocol writes times."""
    return f"{_second(instant // SECOND)}.{instant % SECOND:06d}Z"


# Most of what is shown at once has happened within a few seconds.
@lru_cache(maxsize=256)
def _second(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S")


def iso_or_none(instant: Instant | None) -> str | None:
    return None if instant is None else iso(instant)
