"""Passwords: what a new one must be, how it is kept (Argon2id, RFC 9106) and compared. Nothing is cut and nothing is trimmed."""

import asyncio
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from fairlead.kit.errors import Invalid
from fairlead.people import rules

if TYPE_CHECKING:
    from argon2 import PasswordHasher


@lru_cache
def hasher() -> "PasswordHasher":
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


# Verified against when there is no such agent, so that the answer takes as long. Made once per process.
@lru_cache
def _nobody() -> str:
    return hasher().hash("nobody has this password")


@lru_cache
def common() -> frozenset[str]:
    """The passwords people choose most often, folded; where they come from stands in the file."""
    lines = (Path(__file__).parent / "common_passwords.txt").read_text("utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


def check_length(password: str) -> None:
    """Raises Invalid("password_too_long") above 1,024 bytes of UTF-8."""
    if len(password.encode("utf-8", "surrogatepass")) > rules.PASSWORD_BYTES:
        raise Invalid("password_too_long", most=rules.PASSWORD_BYTES)


def check_new(password: str, *, email: str) -> None:
    """Raises Invalid: password_too_long, password_too_short, password_common."""
    check_length(password)
    rules.check_new_password(password, email=email, common=common())


async def hashed(password: str) -> str:
    """What is stored: of the composed form (NFC), so that the same password typed on another system is the same."""
    return await asyncio.to_thread(hasher().hash, _bytes(unicodedata.normalize("NFC", password)))


async def matches(stored: str | None, password: str) -> bool:
    """Whether it is the password; with None, nobody's, never, and as slowly. It must have passed `check_length`."""
    return await asyncio.to_thread(_matches, stored, password)


def _matches(stored: str | None, password: str) -> bool:
    from argon2.exceptions import InvalidHashError, VerificationError

    against = _nobody() if stored is None else stored
    # The other two for passwords that were set before they were composed. What is plain ASCII has one form only.
    for form in dict.fromkeys(
        (unicodedata.normalize("NFC", password), password, unicodedata.normalize("NFD", password))
    ):
        try:
            if hasher().verify(against, _bytes(form)):
                return stored is not None
        except (VerificationError, InvalidHashError):
            continue
    return False


def _bytes(password: str) -> bytes:
    return password.encode("utf-8", "surrogatepass")
