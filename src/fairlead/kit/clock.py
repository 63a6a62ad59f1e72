"""Time as everything here keeps it: an `Instant` is whole microseconds since 1970 in UTC.

Order never rests on it (entries are ordered by their numbers); it is for showing, for limits and for leases.
"""

import time
from datetime import UTC, datetime

Instant = int

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR


def now() -> Instant:
    return time.time_ns() // 1000


def iso(instant: Instant) -> str:
    """ISO 8601 in UTC with microseconds and `Z`, as the protocol writes times."""
    return datetime.fromtimestamp(instant // SECOND, UTC).strftime("%Y-%m-%dT%H:%M:%S") + f".{instant % SECOND:06d}Z"


def iso_or_none(instant: Instant | None) -> str | None:
    return None if instant is None else iso(instant)
