"""Wire shapes of people; see docs/protocol.md."""

from typing import Any

import msgspec


class SessionRequest(msgspec.Struct, forbid_unknown_fields=True):
    token: str | None = None
    locale: str = ""
    context: dict[str, Any] = {}
    # An answer to `pow_needed`, as ALTCHA's clients write it.
    proof: str | None = None
    # The customer fears for his account: he is asked for no proof.
    urgent: bool = False


class LoginRequest(msgspec.Struct, forbid_unknown_fields=True):
    email: str
    password: str


class PresenceRequest(msgspec.Struct, forbid_unknown_fields=True):
    presence: str


class PasswordChange(msgspec.Struct, forbid_unknown_fields=True):
    current: str
    password: str


class NewPassword(msgspec.Struct, forbid_unknown_fields=True):
    password: str


class NewAgent(msgspec.Struct, forbid_unknown_fields=True):
    """`brands` are keys, `teams` ids."""

    email: str
    name: str
    password: str
    role: str = "agent"
    brands: list[str] = []
    teams: list[str] = []


class NameChange(msgspec.Struct, forbid_unknown_fields=True):
    name: str


class RoleChange(msgspec.Struct, forbid_unknown_fields=True):
    role: str


class ActiveChange(msgspec.Struct, forbid_unknown_fields=True):
    active: bool


class BrandsChange(msgspec.Struct, forbid_unknown_fields=True):
    brands: list[str]
    teams: list[str]
