"""Ids and tokens. Ids are opaque, time-ordered strings; tokens are random and only their hash is stored."""

import hashlib
import os
import re
import secrets
import time
from uuid import UUID

from fairlead.kit.clock import Instant

ID_PATTERN = re.compile(r"[0-9a-f]{32}")
_CANONICAL_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# Python's UUID() also takes braces, underscores, stray hyphens and digits of other scripts.
_UUID = re.compile(r"[0-9a-fA-F]{32}|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")

# Asking the system for ten bytes lets the interpreter go, and a busy loop waits to have it back: so for many ids at once.
DRAWN_AT_ONCE = 256
_tails: list[str] = []
# A child must not make the ids its parent will make.
os.register_at_fork(after_in_child=_tails.clear)


def new_id(at: Instant | None = None) -> str:
    """32 hex digits: 48 bits of milliseconds (as UUIDv7, RFC 9562), of now or `at`, and 80 random bits."""
    milliseconds = time.time_ns() // 1_000_000 if at is None else at // 1000
    try:
        random = _tails.pop()
    except IndexError:
        random = _draw()
    return f"{milliseconds:012x}{random}"


def _draw() -> str:
    """One, and the next ones laid by: another thread may take these at once."""
    drawn = os.urandom(10 * DRAWN_AT_ONCE).hex()
    _tails.extend(drawn[start : start + 20] for start in range(20, len(drawn), 20))
    return drawn[:20]


def new_uuid(at: Instant | None = None) -> str:
    """A UUIDv7 (RFC 9562) of now or `at`, as clients name what they send."""
    digits = new_id(at)
    return f"{digits[:8]}-{digits[8:12]}-7{digits[13:16]}-a{digits[17:20]}-{digits[20:]}"


def is_id(value: str) -> bool:
    """True for what `new_id` could have made; anything else need not be looked up."""
    return ID_PATTERN.fullmatch(value) is not None


def new_token(prefix: str) -> str:
    """A bearer secret with 256 random bits; the prefix lets scanners and people recognise it."""
    return f"{prefix}_{secrets.token_urlsafe(32)}"


def token_hash(token: str) -> str:
    """What is stored in place of a token. Plain SHA-256 is enough for 256 random bits."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def client_uuid(value: str) -> str | None:
    """The canonical form of a client's UUID, or None when it is none."""
    if _CANONICAL_UUID.fullmatch(value):
        return value
    return str(UUID(value)) if _UUID.fullmatch(value) else None
