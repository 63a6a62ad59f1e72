"""Wire shapes of people; see docs/protocol.md."""

from typing import Any

import msgspec


class SessionRequest(msgspec.Struct, forbid_unknown_fields=True):
    token: str | None = None
    locale: str = ""
    context: dict[str, Any] = {}


class LoginRequest(msgspec.Struct, forbid_unknown_fields=True):
    email: str
    password: str


class PresenceRequest(msgspec.Struct, forbid_unknown_fields=True):
    presence: str
