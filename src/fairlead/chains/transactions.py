"""Transaction ids: their shapes, as each network's own tools write them. They carry no checksum: whether one exists, only the
network knows."""

import base64
import re
from collections.abc import Callable

from fairlead.chains import checksums
from fairlead.chains.networks import NETWORKS

_HEX = re.compile(r"(?:0[xX])?([0-9a-fA-F]{64})")


def _hex(write: Callable[[str], str]) -> Callable[[str], str | None]:
    def read(text: str) -> str | None:
        found = _HEX.fullmatch(text)
        return write(found[1]) if found else None

    return read


def _solana(text: str) -> str | None:
    """A signature: 64 bytes, as long as a secret key in the same letters."""
    raw = checksums.base58_plain(text) if 64 <= len(text) <= 88 else None
    return text if raw is not None and len(raw) == 64 else None


def _digest(text: str) -> str | None:
    raw = checksums.base58_plain(text) if 32 <= len(text) <= 44 else None
    return text if raw is not None and len(raw) == 32 else None


def _ton(text: str) -> str | None:
    """The same 32 bytes are written in three ways."""
    if found := _HEX.fullmatch(text):
        return found[1].lower()
    if not re.fullmatch(r"[A-Za-z0-9+/_-]{43}=?", text):
        return None
    try:
        raw = base64.b64decode(text.rstrip("=").replace("-", "+").replace("_", "/") + "=", validate=True)
    except ValueError:
        return None
    return raw.hex() if len(raw) == 32 else None


def _aptos(text: str) -> str | None:
    return "0x" + text[2:].lower().rjust(64, "0") if re.fullmatch(r"0[xX][0-9a-fA-F]{1,64}", text) else None


def _hedera(text: str) -> str | None:
    """`0.0.800@1700000000.123456789`, the same with dashes as explorers have it, or the hash of 48 bytes."""
    if found := re.fullmatch(r"(0\.0\.[0-9]{1,10})[@-]([0-9]{10})[.-]([0-9]{9})", text):
        return f"{found[1]}@{found[2]}.{found[3]}"
    found = re.fullmatch(r"(?:0x)?([0-9a-fA-F]{96})", text)
    return found[1].lower() if found else None


def _tezos(text: str) -> str | None:
    raw = checksums.base58check(text) if re.fullmatch(r"o[1-9A-HJ-NP-Za-km-z]{50}", text) else None
    return text if raw is not None and raw[:2] == b"\x05\x74" and len(raw) == 34 else None


def _shaped(pattern: str, write: Callable[[str], str] = str) -> Callable[[str], str | None]:
    compiled = re.compile(pattern)

    def read(text: str) -> str | None:
        return write(text) if compiled.fullmatch(text) else None

    return read


def _either(*readers: Callable[[str], str | None]) -> Callable[[str], str | None]:
    def read(text: str) -> str | None:
        return next((found for reader in readers if (found := reader(text)) is not None), None)

    return read


FORMATS: dict[str, Callable[[str], str | None]] = {
    "hex": _hex(str.lower),
    "hex_upper": _hex(str.upper),
    "evm": _hex(lambda bare: "0x" + bare.lower()),
    "tron": _hex(str.lower),
    "solana": _solana,
    "digest": _digest,
    "ton": _ton,
    "substrate": _either(_hex(lambda bare: "0x" + bare.lower()), _shaped(r"[0-9]{1,10}-[0-9]{1,6}")),
    "aptos": _aptos,
    "algorand": _shaped(r"[A-Z2-7]{52}"),
    "hedera": _hedera,
    "tezos": _tezos,
    "filecoin": _shaped(r"baf[a-z2-7]{56,60}"),
}


def read_transaction(text: str, network: str) -> str | None:
    """As the network's own tools write it; None when it is no transaction's id there.

    Raises KeyError when no such network is known.
    """
    return FORMATS[NETWORKS[network].transactions](text)


def networks_of(text: str) -> tuple[str, ...]:
    """Keys of all networks on which a transaction may be called so. What only one family writes is only theirs: `0x` before 64
    digits is nothing a Bitcoin explorer ever shows, and few leave it out where it belongs."""
    found = {key: own for key in NETWORKS if (own := read_transaction(text, key)) is not None}
    same = tuple(key for key, own in found.items() if own == text)
    # Aptos leaves zeros out, so that any few digits are one of its ids.
    return same or tuple(key for key in found if key != "APT")
