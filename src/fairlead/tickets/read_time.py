"""A time as somebody there saw it on the clock: kept in UTC, with the zone it was told in."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from fairlead.kit.clock import MINUTE, SECOND, Instant

# Bitcoin's first block was in January 2009: nothing here is older.
EARLIEST = datetime(2009, 1, 1, tzinfo=UTC)
SLACK = 5 * MINUTE
_TIME = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ]([0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?) ?(Z|z|[+-][0-9]{2}:?[0-9]{2})?"
)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class NotTime(ValueError):
    """`code`: `time_shape`, `time_zone` (unknown or missing), `time_twice` (clocks went back: it was there twice), `time_never`
    (clocks went forward over it), `time_apart` (offset and zone do not fit), `time_future`, `time_early`."""

    def __init__(self, code: str, either: tuple[str, str] = ("", "")) -> None:
        super().__init__(code)
        self.code = code
        self.either = either


@dataclass(frozen=True, slots=True)
class Told:
    """`utc`: ISO 8601 with `Z`. `zone`: a name of the tz database, or an offset such as `+08:00`."""

    utc: str
    zone: str


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def read_time(text: str, zone: str = "", *, now: Instant) -> Told:
    """`2026-11-22T14:05` with an offset of its own or in a zone (`Asia/Shanghai`, `+08:00`). Raises NotTime."""
    found = _TIME.fullmatch(text.strip())
    if found is None:
        raise NotTime("time_shape")
    try:
        local = datetime.fromisoformat(f"{found[1]}T{found[2]}")
    except ValueError:
        raise NotTime("time_shape") from None
    offset = _offset(found[3]) if found[3] else None
    named = _named(zone) if zone else None
    if offset is None and named is None:
        raise NotTime("time_zone")
    moment = local.replace(tzinfo=offset) if offset is not None else _in_zone(local, named or UTC)
    try:
        utc = moment.astimezone(UTC)
        if offset is not None and named is not None and moment.astimezone(named).replace(tzinfo=None) != local:
            raise NotTime("time_apart")
    except OverflowError:
        raise NotTime("time_early" if local.year < EARLIEST.year else "time_future") from None
    if utc < EARLIEST:
        raise NotTime("time_early")
    if utc.timestamp() * SECOND > now + SLACK:
        raise NotTime("time_future")
    kept = utc.isoformat(timespec="microseconds" if utc.microsecond else "seconds").replace("+00:00", "Z")
    return Told(kept, zone or _written(moment.utcoffset() or timedelta()))


def read_date(text: str, *, now: Instant) -> str:
    """`2026-11-22`; a day may be a day ahead of UTC's. Raises NotTime."""
    if not _DATE.fullmatch(text.strip()):
        raise NotTime("date_shape")
    try:
        found = date.fromisoformat(text.strip())
    except ValueError:
        raise NotTime("date_shape") from None
    if found < date(1900, 1, 1):
        raise NotTime("time_early")
    if found > datetime.fromtimestamp(now // SECOND, UTC).date() + timedelta(days=1):
        raise NotTime("time_future")
    return found.isoformat()


def _offset(text: str) -> timezone:
    if text in "Zz":
        return UTC
    hours, minutes = int(text[1:3]), int(text[-2:])
    if hours > 14 or minutes > 59:
        raise NotTime("time_zone")
    span = timedelta(hours=hours, minutes=minutes)
    return timezone(-span if text[0] == "-" else span)


def _named(zone: str) -> ZoneInfo | timezone:
    if re.fullmatch(r"Z|[+-][0-9]{2}:?[0-9]{2}", zone):
        return _offset(zone)
    if zone not in _zones():
        raise NotTime("time_zone")
    return ZoneInfo(zone)


def _in_zone(local: datetime, zone: ZoneInfo | timezone) -> datetime:
    first, second = local.replace(tzinfo=zone), local.replace(tzinfo=zone, fold=1)
    try:
        apart = first.utcoffset() != second.utcoffset()
        there = first.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == local
    except OverflowError:
        raise NotTime("time_shape") from None
    if apart and not there:
        raise NotTime("time_never")
    if apart:
        raise NotTime("time_twice", (_written(first.utcoffset()), _written(second.utcoffset())))
    return first


def _written(offset: timedelta | None) -> str:
    minutes = int((offset or timedelta()).total_seconds() // 60)
    sign = "-" if minutes < 0 else "+"
    return f"{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"
