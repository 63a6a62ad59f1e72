"""Time as everything here keeps it: an `Instant` is whole microseconds since 1970 in UTC.

Order never rests on it (entries are ordered by their numbers); it is for showing, for limits and for leases.
"""

import re
import time
from datetime import UTC, datetime
from functools import lru_cache

Instant = int

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


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


def read_instant(text: str) -> Instant | None:
    """A day (it begins at midnight UTC) or a time with its offset; None for anything else."""
    try:
        moment = datetime.fromisoformat(text)
        if _DAY.fullmatch(text):
            moment = moment.replace(tzinfo=UTC)
        return int(moment.timestamp() * SECOND) if moment.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None
