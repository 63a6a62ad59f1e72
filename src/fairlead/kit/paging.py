"""Cursors for lists: opaque to clients, signed so that a made-up one is refused instead of guessed at."""

import base64
import binascii
import hashlib
import hmac

from fairlead.kit.errors import Invalid

MAX_LIMIT = 100


def checked_limit(limit: int | None, default: int = 30) -> int:
    if limit is None:
        return default
    if not 1 <= limit <= MAX_LIMIT:
        raise Invalid("limit_out_of_range", limit=MAX_LIMIT)
    return limit


class Cursors:
    """Makes and reads cursors. `scope` names list and reader: one person's cursor is nothing to another."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def _sign(self, scope: str, body: bytes) -> bytes:
        return hmac.digest(self._key, scope.encode() + b"\0" + body, hashlib.sha256)[:12]

    def make(self, scope: str, *parts: str | int) -> str:
        body = "\x1f".join(str(part) for part in parts).encode()
        return base64.urlsafe_b64encode(self._sign(scope, body) + body).rstrip(b"=").decode()

    def read(self, scope: str, cursor: str) -> list[str]:
        """The parts given to `make`; `Invalid("cursor_invalid")` for anything else."""
        try:
            raw = base64.b64decode(cursor.encode() + b"=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError, UnicodeEncodeError):
            raise Invalid("cursor_invalid") from None
        if len(raw) < 13 or not hmac.compare_digest(raw[:12], self._sign(scope, raw[12:])):
            raise Invalid("cursor_invalid")
        return raw[12:].decode().split("\x1f")
