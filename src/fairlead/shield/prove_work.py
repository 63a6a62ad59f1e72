"""Proof of work for anonymous starts, as ALTCHA writes it (version 1, https://altcha.org/docs): the server hides a number in a
digest, a browser counts until it finds it. Nobody sees a puzzle. Stateless: what was asked is signed; that an answer is used
once, its taker notes."""

import base64
import binascii
import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from typing import Any

import msgspec

from fairlead.kit import clock
from fairlead.kit.clock import SECOND, Instant
from fairlead.kit.errors import Refused

ALGORITHM = "SHA-256"
# On average 62,000 digests: a tenth of a second on a desktop, about a second on a slow phone.
COST = 100_000
LIFE_SECONDS = 300
PAYLOAD_CHARS = 1024


@dataclass(frozen=True, slots=True)
class Solved:
    """What names the challenge that was solved, 64 characters, and until when it could be shown again."""

    key: str
    expires_at: Instant


class _Payload(msgspec.Struct):
    algorithm: str
    challenge: str
    number: int
    salt: str
    signature: str


class Proofs:
    def __init__(self, key: bytes, *, cost: int = COST) -> None:
        self._key = key
        self._cost = cost

    def challenge(self, purpose: str) -> dict[str, Any]:
        """As a client gets it. `purpose`: what the answer will open, and nothing else."""
        # Never a number that is found at once.
        number = self._cost // 4 + secrets.randbelow(self._cost - self._cost // 4)
        expires = clock.now() // SECOND + LIFE_SECONDS
        # The last `&` parts salt and number: else digits could wander from one into the other, and change when it ends.
        salt = f"{secrets.token_hex(12)}?expires={expires}&for={purpose}&"
        digest = _digest(salt, number)
        return {
            "algorithm": ALGORITHM,
            "challenge": digest,
            "maxnumber": self._cost,
            "salt": salt,
            "signature": self._sign(digest),
        }

    def check(self, payload: str, purpose: str) -> Solved:
        """Raises Refused("pow_invalid") for all that is no answer in time to a challenge of ours for this purpose."""
        try:
            raw = base64.b64decode(payload.encode("ascii"), validate=True) if len(payload) <= PAYLOAD_CHARS else b""
            given = msgspec.json.decode(raw, type=_Payload)
        except (binascii.Error, UnicodeEncodeError, msgspec.DecodeError, RecursionError):
            raise Refused("pow_invalid") from None
        salt = re.fullmatch(rf"[0-9a-f]{{24}}\?expires=([0-9]{{1,12}})&for={re.escape(purpose)}&", given.salt, re.ASCII)
        fine = (
            salt is not None
            and given.algorithm == ALGORITHM
            and 0 <= given.number < self._cost
            and given.challenge.isascii()
            and given.signature.isascii()
            and hmac.compare_digest(given.challenge, _digest(given.salt, given.number))
            and hmac.compare_digest(given.signature, self._sign(given.challenge))
        )
        expires_at = int(salt[1]) * SECOND if salt else 0
        if not fine or expires_at < clock.now():
            raise Refused("pow_invalid")
        return Solved(given.challenge, expires_at)

    def _sign(self, digest: str) -> str:
        return hmac.digest(self._key, digest.encode(), hashlib.sha256).hex()


def _digest(salt: str, number: int) -> str:
    return hashlib.sha256(f"{salt}{number}".encode("utf-8", "surrogatepass")).hexdigest()
