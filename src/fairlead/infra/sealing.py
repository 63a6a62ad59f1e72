"""The sealing of texts and files: AES-256-GCM (NIST SP 800-38D) with a key id in front, and keyed digests.

A sealed value is `1 byte length of the key id · key id · 12 bytes nonce · ciphertext and tag`. The `place` a value
belongs to (table and id) is authenticated with it, so that a row moved elsewhere does not open.
"""

import base64
import binascii
import hashlib
import hmac
import os
from typing import Protocol

import structlog
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from fairlead.infra import metrics
from fairlead.settings import Settings, SettingsError

log = structlog.get_logger()
# Of 32 random bytes about 30 differ. Not one random key in 10^13 has fewer than this or is all printable.
DIFFERENT_BYTES = 16


class SealBroken(Exception):
    """The key is unknown, or the bytes were changed or moved."""


class Digester(Protocol):
    def update(self, data: bytes, /) -> None: ...

    def digest(self) -> bytes: ...


class Sealer:
    def __init__(self, keys: dict[str, bytes], digest_key: bytes) -> None:
        if not keys:
            raise SettingsError("FAIRLEAD_SEALING_KEYS is empty; `fairlead keys` makes one.")
        self._keys = {key_id: AESGCM(key) for key_id, key in keys.items()}
        self._current = next(iter(keys))
        self._cipher = self._keys[self._current]
        self._head = bytes([len(self._current)]) + self._current.encode()
        self._digest_key = hashlib.sha256(b"fairlead digest" + digest_key).digest()
        self._mac = hashlib.blake2b(key=self._digest_key, digest_size=16)

    def seal(self, plain: bytes, place: str) -> bytes:
        nonce = os.urandom(12)
        return self._head + nonce + self._cipher.encrypt(nonce, plain, place.encode())

    def open(self, sealed: bytes, place: str) -> bytes:
        """Raises SealBroken."""
        size = sealed[0] + 1 if sealed else 0
        cipher = self._keys.get(sealed[1:size].decode("ascii", "replace"))
        if cipher is None:
            raise SealBroken("sealed with a key this installation does not have")
        try:
            return cipher.decrypt(sealed[size : size + 12], sealed[size + 12 :], place.encode())
        except (InvalidTag, ValueError):
            raise SealBroken("the sealed bytes were changed or belong elsewhere") from None

    def read(self, sealed: bytes, place: str) -> bytes | None:
        """None for what does not open, which operators are told (log, metric): one damaged record, or a key that was left out
        of the settings, must not hide everything beside it. Nothing is lost by it: the record stays as it is."""
        try:
            return self.open(sealed, place)
        except SealBroken as error:
            metrics.UNREADABLE.inc()
            log.error("a sealed record does not open", place=place, why=str(error))
            return None

    def digest(self, *parts: str | bytes) -> bytes:
        """16 bytes that name the parts without telling them; equal for equal parts. For look-ups and comparisons."""
        mac = self._mac.copy()
        for part in parts:
            raw = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
            mac.update(len(raw).to_bytes(4, "big") + raw)
        return mac.digest()

    def digester(self, *parts: str, size: int) -> "Digester":
        """For what is too large to hold: the same as `digest(*parts, content)` once `size` bytes of content were told."""
        mac = self._mac.copy()
        for part in parts:
            raw = part.encode()
            mac.update(len(raw).to_bytes(4, "big") + raw)
        mac.update(size.to_bytes(4, "big"))
        return mac

    def derive(self, purpose: str) -> bytes:
        """A key of its own for one purpose."""
        return hmac.digest(self._digest_key, purpose.encode(), hashlib.sha256)


def _decoded(raw: str, what: str) -> bytes:
    try:
        key = base64.b64decode(raw, validate=True)
    except (binascii.Error, ValueError):
        raise SettingsError(f"{what} is not base64; `fairlead keys` makes one.") from None
    if len(key) < 32:
        raise SettingsError(f"{what} is shorter than 32 bytes; `fairlead keys` makes one.")
    if len(set(key)) < DIFFERENT_BYTES or (key.isascii() and key.decode().isprintable()):
        raise SettingsError(f"{what} can be guessed, it is a pattern or a phrase; `fairlead keys` makes a random one.")
    return key


def sealer_from(settings: Settings) -> Sealer:
    """Raises SettingsError with a sentence when a secret is missing, too short or easily guessed."""
    if not settings.secret_key:
        raise SettingsError(
            "FAIRLEAD_SECRET_KEY is missing; `fairlead keys` makes one. Keep it: without it sessions and cursors end."
        )
    if not settings.sealing_keys:
        raise SettingsError(
            "FAIRLEAD_SEALING_KEYS is missing; `fairlead keys` makes one. Keep it: without it no stored text can be read."
        )
    keys: dict[str, bytes] = {}
    for part in settings.sealing_keys.split(","):
        key_id, colon, raw = part.strip().partition(":")
        if not colon or not key_id.isascii() or not 0 < len(key_id) <= 16:
            raise SettingsError("FAIRLEAD_SEALING_KEYS wants `id:base64`, comma-separated.")
        keys[key_id] = _decoded(raw, f"The sealing key {key_id!r}")[:32]
    secret = _decoded(settings.secret_key, "FAIRLEAD_SECRET_KEY")
    if secret[:32] in keys.values():
        raise SettingsError("FAIRLEAD_SECRET_KEY and a sealing key are the same; `fairlead keys` makes two.")
    return Sealer(keys, secret)
