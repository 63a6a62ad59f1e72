"""Which push services are spoken to, what a subscription must be, and when a reply is worth a notice. Pure."""

import re
from base64 import b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cryptography.hazmat.primitives.asymmetric import ec

from fairlead.kit.clock import DAY, MINUTE, SECOND, Instant
from fairlead.kit.errors import Invalid
from fairlead.settings import SettingsError

# So many browsers of one customer; one more and the oldest is forgotten.
DEVICES = 10
ENDPOINT_CHARS = 1024
AUTH_BYTES = 16
# What a notice says, each a text `push.{…}`: a person has replied, his answer is waited for, what was promised is over, his
# matter has moved. Each may be switched off.
WHAT = ("replied", "waits", "late", "moved")
# And that it is his turn, for which he has asked in the matter itself: it is told in quiet hours too, and told now or not at all.
TURN = "turn"
TURN_STALE = 10 * MINUTE
# What came of the freeze of an account that is being robbed, which nobody can choose not to hear. Whoever looks at the matter
# has read it after so long.
EMERGENCY = "emergency"
GLANCE = 3 * SECOND
ZONE_CHARS = 64
# What was sent is listed for so long.
LISTED = 365 * DAY

# In this order: the later ones name the earlier ones too.
_BROWSERS = (
    *(("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox")),
    *(("Chrome/", "Chrome"), ("Safari/", "Safari")),
)
_SYSTEMS = (
    *(("Windows", "Windows"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad")),
    *(("Macintosh", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux")),
)
_TIME = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")
_HOST = re.compile(r"(?:\*\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)+")


class Services:
    """The push services that may be called. A host, or `*.` and its parent, means https on its usual port; a whole origin
    (`http://10.0.0.5:8099`) is an operator's own service, and means just that."""

    def __init__(self, setting: str) -> None:
        """Raises SettingsError for a part that is neither."""
        named = [part.strip().lower() for part in setting.split(",") if part.strip()]
        self._origins = {part for part in named if "://" in part}
        self._hosts = {part for part in named if "://" not in part}
        for part in self._origins:
            parts = urlsplit(part)
            if parts.scheme not in ("http", "https") or part != f"{parts.scheme}://{parts.netloc}":
                raise _neither(part)
        for part in self._hosts:
            if _HOST.fullmatch(part) is None:
                raise _neither(part)

    def __bool__(self) -> bool:
        return bool(self._origins or self._hosts)

    @property
    def named(self) -> frozenset[str]:
        """The operator's own services, by origin."""
        return frozenset(self._origins)

    def origin_of(self, endpoint: str) -> str:
        """The service's origin. Raises Invalid for an address that is none of theirs."""
        try:
            parts = urlsplit(endpoint)
            port = parts.port
        except ValueError:
            raise Invalid("invalid_field", field="endpoint") from None
        fine = 0 < len(endpoint) <= ENDPOINT_CHARS and endpoint.isascii() and endpoint.isprintable()
        if not fine or " " in endpoint or "\\" in endpoint or "@" in parts.netloc or parts.fragment:
            raise Invalid("invalid_field", field="endpoint")
        host, origin = parts.hostname or "", f"{parts.scheme}://{parts.netloc.lower()}"
        known = host in self._hosts or any(f"*.{parent}" in self._hosts for parent in _parents(host))
        if origin not in self._origins and not (known and parts.scheme == "https" and port in (None, 443)):
            raise Invalid("push_service_unknown")
        return origin


def _neither(part: str) -> SettingsError:
    return SettingsError(f"FAIRLEAD_PUSH_SERVICES wants hosts or origins; {part!r} is neither.")


def _parents(host: str) -> list[str]:
    labels = host.split(".")
    return [".".join(labels[at:]) for at in range(1, len(labels))]


def browser_keys(p256dh: str, auth: str) -> tuple[bytes, bytes]:
    """A browser's public key, a point of P-256, and its secret of 16 bytes. Raises Invalid."""
    try:
        point, secret = decoded(p256dh), decoded(auth)
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except ValueError:
        raise Invalid("invalid_field", field="keys") from None
    if len(point) != 65 or len(secret) != AUTH_BYTES:
        raise Invalid("invalid_field", field="keys")
    return point, secret


def encoded(raw: bytes) -> str:
    """base64url without padding, as the push standards write everything."""
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    """Raises ValueError."""
    if len(text) > 200:
        raise ValueError("longer than any key")
    try:
        return b64decode(text.rstrip("=").encode() + b"=" * (-len(text.rstrip("=")) % 4), altchars=b"-_", validate=True)
    except NotBase64 as error:
        raise ValueError(str(error)) from None


def device_name(user_agent: str) -> str:
    """`Chrome · Windows`: enough to know one's own browser by."""
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
    return " · ".join(part for part in (browser, system) if part)


def is_due(number: int, *, read: int, told: int, again: bool = False) -> bool:
    """What happened is worth a notice while it is unread and no earlier notice waits to be read. `again`: what comes by
    itself, once after long silence, is told all the same, and takes the place of that earlier notice."""
    return number > max(read, told) if again else number > read and told <= read


def checked_what(what: str) -> str:
    """One of WHAT, TURN or EMERGENCY; of a job that an older or newer version wrote, the plainest."""
    return what if what in (*WHAT, TURN, EMERGENCY) else WHAT[0]


@dataclass(frozen=True, slots=True)
class Quiet:
    """From which minute of the day to which nothing is told, the last not included, by the clocks of `zone`; over midnight
    where the end is earlier."""

    begin: int
    end: int
    zone: str


@dataclass(frozen=True, slots=True)
class Choices:
    """Of what a customer is not told, of `WHAT`, and when not."""

    off: frozenset[str] = frozenset()
    quiet: Quiet | None = None


def checked_choices(off: Sequence[str], quiet: tuple[str, str, str] | None) -> Choices:
    """`quiet`: two times as `22:00` and a zone's name. Raises Invalid("invalid_field") with the field."""
    if any(what not in WHAT for what in off):
        raise Invalid("invalid_field", field="off")
    if quiet is None:
        return Choices(frozenset(off))
    begin, end = (_minute(text, field) for text, field in zip(quiet[:2], ("begin", "end"), strict=True))
    if begin == end:
        raise Invalid("invalid_field", field="end")
    zone = quiet[2]
    try:
        if not 0 < len(zone) <= ZONE_CHARS or not zone.isascii():
            raise ValueError
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Invalid("invalid_field", field="zone") from None
    return Choices(frozenset(off), Quiet(begin, end, zone))


def _minute(text: str, field: str) -> int:
    if not _TIME.fullmatch(text):
        raise Invalid("invalid_field", field=field)
    return int(text[:2]) * 60 + int(text[3:5])


def written(minute: int) -> str:
    """A minute of the day as `22:00`."""
    return f"{minute // 60:02}:{minute % 60:02}"


def quiet_until(quiet: Quiet | None, moment: Instant) -> Instant | None:
    """When the quiet that holds now is over; None while none holds. On days on which clocks are changed an end that is not
    there is as much later, and of one that comes twice the next counts."""
    if quiet is None:
        return None
    zone = ZoneInfo(quiet.zone)
    local = datetime.fromtimestamp(moment // SECOND, zone)
    minute = local.hour * 60 + local.minute
    within = quiet.begin <= minute < quiet.end
    if quiet.begin > quiet.end:
        within = minute >= quiet.begin or minute < quiet.end
    if not within:
        return None
    day = local.date() + timedelta(days=int(minute >= quiet.end))
    clock_time = time(quiet.end // 60, quiet.end % 60)
    ends = [datetime.combine(day, clock_time.replace(fold=fold), zone).timestamp() for fold in (0, 1)]
    return next((int(end) * SECOND for end in ends if int(end) * SECOND > moment), None)


def is_let_through(choices: Choices, what: str, *, urgent: bool) -> bool:
    """Whether he wants to be told of it at all. `urgent`: his account may be in danger, and he is always told."""
    return urgent or what not in choices.off
