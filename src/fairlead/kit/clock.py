"""Time as everything here keeps it: an `Instant` is whole microseconds since 1970 in UTC.

Order never rests on it (entries are ordered by their numbers); it is for showing, for limits, for leases and for what is due.
A machine's clock that leaps forward is not believed at once (decision 0080).
"""

import re
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import lru_cache, partial

Instant = int

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


# A clock that is ahead of the time that has passed by more than this has leapt, and is not believed for so long.
LEAP, DOUBT = 5 * MINUTE, 2 * MINUTE
# It goes on while a machine sleeps, where the system has such a clock: then waking up is no leap.
_PASSING = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


class WallClock:
    """`wall` says what time it is and may be set by anybody, `passed` only how much has gone by; both in nanoseconds."""

    __slots__ = ("_apart", "_doubts_since", "_passed", "_wall")

    def __init__(self, wall: Callable[[], int], passed: Callable[[], int]) -> None:
        self._wall, self._passed = wall, passed
        # By how much the two differed when they were looked at last: by more than before, the clock has been set.
        self._apart = wall() - passed()
        self._doubts_since: int | None = None

    def now(self) -> Instant:
        """Back it is set at once: nobody's time is up by that. Ahead only after `DOUBT`, as it may be taken back."""
        wall, passed = self._wall(), self._passed()
        apart = wall - passed
        if apart - self._apart <= _LEAP:
            self._apart, self._doubts_since = apart, None
            return wall // 1000
        since = self._doubts_since
        if since is None:
            since = self._doubts_since = passed
        if passed - since >= _DOUBT:
            self._apart, self._doubts_since = apart, None
        return (passed + self._apart) // 1000


_LEAP, _DOUBT = LEAP * 1000, DOUBT * 1000
_wall_clock = WallClock(time.time_ns, partial(time.clock_gettime_ns, _PASSING))


def now() -> Instant:
    return _wall_clock.now()


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
        # Not by `timestamp`: a float leaves the last microsecond to chance.
        return (moment - _EPOCH) // timedelta(microseconds=1) if moment.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None
