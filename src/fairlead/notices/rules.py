"""Which push services are spoken to, what a subscription must be, and when a reply is worth a notice. Pure."""

import re
from base64 import b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec

from fairlead.kit.errors import Invalid
from fairlead.settings import SettingsError

# So many browsers of one customer; one more and the oldest is forgotten.
DEVICES = 10
ENDPOINT_CHARS = 1024
AUTH_BYTES = 16
# What a notice says, each a text `push.{…}`: a person has replied, his answer is waited for, his matter has moved.
WHAT = ("replied", "waits", "moved")

# In this order: the later ones name the earlier ones too.
_BROWSERS = (
    *(("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox")),
    *(("Chrome/", "Chrome"), ("Safari/", "Safari")),
)
_SYSTEMS = (
    *(("Windows", "Windows"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad")),
    *(("Macintosh", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux")),
)
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
    """One of WHAT; of a job that an older or newer version wrote, the plainest."""
    return what if what in WHAT else WHAT[0]
