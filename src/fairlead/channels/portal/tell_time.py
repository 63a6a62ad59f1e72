"""A time as a customer reads it: exactly, in his zone, and how far from now. Pure but for the machine's list of zones."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from fairlead.kit.clock import DAY, HOUR, MINUTE, SECOND, Instant, iso

ZONE_CHARS = 64
UTC_ZONE = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True)
class Moment:
    """`iso` for machines, `exact` as `2026-11-23 09:15 UTC`, `near` as `in 3 h` or `2 d ago`; `over`: it has passed."""

    iso: str
    exact: str
    near: str
    over: bool


def zone_called(name: str) -> ZoneInfo:
    """UTC for what is no zone's name: a browser's word for where it is decides nothing but how times are written."""
    if not 0 < len(name) <= ZONE_CHARS or not name.isascii():
        return UTC_ZONE
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC_ZONE


def moment_in(at: Instant, zone: ZoneInfo, *, now: Instant, say: Callable[..., str]) -> Moment:
    """`say` knows `portal.in`, `portal.ago`, `portal.now` and the units `portal.unit.m`, `.h`, `.d`."""
    local = datetime.fromtimestamp(at // SECOND, UTC).astimezone(zone)
    offset = f"{local:%z}"
    name = "UTC" if zone is UTC_ZONE else f"UTC{offset[:3]}:{offset[3:5]}"
    return Moment(iso(at), f"{local:%Y-%m-%d %H:%M} {name}".strip(), _near(at - now, say), at <= now)


def _near(distance: int, say: Callable[..., str]) -> str:
    size = abs(distance)
    # So that whatever is counted is more than one, and no language needs another word for it.
    if size < 2 * MINUTE:
        return say("portal.now")
    unit, length = ("d", DAY) if size >= 2 * DAY else ("h", HOUR) if size >= 2 * HOUR else ("m", MINUTE)
    told = say(f"portal.unit.{unit}", count=size // length)
    return say("portal.in" if distance > 0 else "portal.ago", time=told)
