"""Addresses: read with their checksum, and told to which networks they may belong."""

import base64
import re
from collections.abc import Callable
from dataclasses import dataclass

import base58

from fairlead.chains import checksums
from fairlead.chains.networks import NETWORKS

# Bytes of a signed workchain, by which TON tells its two.
_WORKCHAINS = {0: 0, 255: -1}


@dataclass(frozen=True, slots=True)
class Address:
    """`text`: as the network's own tools write it. `checked`: whether a checksum vouches for it. `test`: of a test network.
    `memo`: what the address carries itself, as an X-address its tag; None when it carries none."""

    text: str
    kind: str
    checked: bool = True
    test: bool = False
    memo: str | None = None


Reader = Callable[[str], Address | None]


def _versioned(kinds: dict[bytes, tuple[str, bool]], size: int) -> Reader:
    """Base58Check: some bytes that name the kind, and a hash. `kinds`: (name, of a test network)."""

    def read(text: str) -> Address | None:
        raw = checksums.base58check(text)
        for version, (kind, test) in kinds.items():
            if raw is not None and raw.startswith(version) and len(raw) == len(version) + size:
                return Address(text, kind, test=test)
        return None

    return read


def _segwit(main: str, test: str = "") -> Reader:
    """BIP-173 and BIP-350: version 0 has the first checksum, all later ones the second."""

    def read(text: str) -> Address | None:
        for prefix in filter(None, (main, test)):
            found = checksums.bech32(text, prefix)
            if found is None or not found[0]:
                continue
            (version, *groups), is_m = found
            program = checksums.from_groups(groups)
            if version > 16 or program is None or not 2 <= len(program) <= 40 or is_m != (version > 0):
                return None
            if version == 0 and len(program) not in (20, 32):
                return None
            kind = {(0, 20): "p2wpkh", (0, 32): "p2wsh", (1, 32): "p2tr"}.get((version, len(program)), "witness")
            return Address(text.lower(), kind, test=prefix != main)
        return None

    return read


def _bech32(main: str, test: str, sizes: tuple[int, ...]) -> Reader:
    def read(text: str) -> Address | None:
        for prefix in (main, test):
            found = checksums.bech32(text, prefix)
            if found is not None and not found[1]:
                raw = checksums.from_groups(found[0])
                if raw is not None and len(raw) in sizes:
                    return Address(text.lower(), "account", test=prefix != main)
        return None

    return read


def _either(*readers: Reader) -> Reader:
    def read(text: str) -> Address | None:
        return next((found for reader in readers if (found := reader(text)) is not None), None)

    return read


def _shaped(pattern: str, write: Callable[[str], str] = str) -> Reader:
    """No checksum: any slip that keeps the shape is another address."""
    compiled = re.compile(pattern)

    def read(text: str) -> Address | None:
        return Address(write(text), "account", checked=False) if compiled.fullmatch(text) else None

    return read


def _evm(text: str) -> Address | None:
    """EIP-55: the case of the letters is the checksum; in one case it has none."""
    if not re.fullmatch(r"0[xX][0-9a-fA-F]{40}", text):
        return None
    bare = text[2:].lower()
    digest = checksums.keccak256(bare.encode()).hex()
    mixed = "0x" + "".join(
        letter.upper() if int(told, 16) > 7 else letter for letter, told in zip(bare, digest, strict=False)
    )
    one_case = text[2:] in (bare, bare.upper())
    return Address(mixed, "account", checked=not one_case) if one_case or mixed[2:] == text[2:] else None


def _bitcoin_cash(text: str) -> Address | None:
    name, _, rest = text.lower().rpartition(":")
    if text not in (text.lower(), text.upper()) or name not in ("", "bitcoincash", "bchtest"):
        return None
    for prefix in (name,) if name else ("bitcoincash", "bchtest"):
        groups = checksums.cashaddr(rest, prefix)
        raw = None if groups is None else checksums.from_groups(groups)
        if raw and len(raw) == 21 and raw[0] in (0, 8):
            kind = "p2pkh" if raw[0] == 0 else "p2sh"
            return Address(f"{prefix}:{rest}", kind, test=prefix == "bchtest")
    return None


def _kaspa(text: str) -> Address | None:
    prefix, _, rest = text.partition(":")
    groups = checksums.cashaddr(rest, prefix) if prefix in ("kaspa", "kaspatest") else None
    raw = None if groups is None else checksums.from_groups(groups)
    known = raw is not None and (raw[0], len(raw)) in ((0, 33), (1, 34), (8, 33))
    return Address(text, "account", test=prefix != "kaspa") if known else None


def _solana(text: str) -> Address | None:
    raw = checksums.base58_plain(text) if 32 <= len(text) <= 44 else None
    return Address(text, "account", checked=False) if raw is not None and len(raw) == 32 else None


def _xrp(text: str) -> Address | None:
    """Classic addresses, and X-addresses with the tag in them, https://github.com/xrp-community/standards-drafts/issues/6"""
    raw = checksums.base58check(text, base58.RIPPLE_ALPHABET)
    if raw is None:
        return None
    if len(raw) == 21 and raw[0] == 0:
        return Address(text, "account")
    if len(raw) != 31 or raw[:2] not in (b"\x05\x44", b"\x04\x93") or raw[22] > 1:
        return None
    tag = int.from_bytes(raw[23:31], "little")
    if tag >= 1 << 32 or (tag and not raw[22]):
        return None
    return Address(text, "x-address", test=raw[:2] == b"\x04\x93", memo=str(tag) if raw[22] else None)


def _stellar(text: str) -> Address | None:
    """SEP-23: accounts, and accounts with an id in them."""
    raw = checksums.strkey(text)
    if raw is None or (raw[0], len(raw)) not in ((0x30, 33), (0x60, 41), (0x10, 33)):
        return None
    if raw[0] == 0x60:
        return Address(text, "muxed", memo=str(int.from_bytes(raw[33:], "big")))
    return Address(text, "account" if raw[0] == 0x30 else "contract")


def _ton(text: str) -> Address | None:
    """As everybody writes it (https://docs.ton.org/foundations/addresses/formats), or workchain and account in hexadecimal."""
    if re.fullmatch(r"(?:0|-1):[0-9a-fA-F]{64}", text):
        return Address(text.lower(), "raw", checked=False)
    raw = checksums.ton_friendly(text) if len(text) == 48 else None
    if raw is None or raw[0] & 0x7F not in (0x11, 0x51) or raw[1] not in _WORKCHAINS:
        return None
    shown = base64.urlsafe_b64encode(raw).decode()
    return Address(shown, "bounceable" if raw[0] & 0x7F == 0x11 else "non-bounceable", test=bool(raw[0] & 0x80))


def _cardano(text: str) -> Address | None:
    """CIP-19, and Byron's from before."""
    if checksums.byron(text) is not None:
        return Address(text, "byron")
    for prefix in ("addr", "addr_test"):
        found = checksums.bech32(text, prefix)
        raw = None if found is None or found[1] else checksums.from_groups(found[0])
        if raw and len(raw) >= 29 and raw[0] >> 4 <= 7:
            return Address(text.lower(), "base" if raw[0] >> 4 <= 3 else "other", test=not raw[0] & 15)
    return None


def _substrate(number: int) -> Reader:
    def read(text: str) -> Address | None:
        found = checksums.ss58(text)
        return Address(text, "account") if found is not None and found[0] == number else None

    return read


def _hedera(text: str) -> Address | None:
    found = re.fullmatch(r"(0\.0\.(?:0|[1-9][0-9]{0,9}))(?:-([a-z]{5}))?", text)
    if found is None or (found[2] and checksums.hedera(found[1]) != found[2]):
        return None
    return Address(found[1], "account", checked=bool(found[2]))


def _monero(text: str) -> Address | None:
    raw = checksums.cryptonote(text)
    kinds = {(18, 65): "account", (42, 65): "subaddress", (19, 73): "integrated"}
    tests = {(53, 65): "account", (63, 65): "subaddress", (54, 73): "integrated", (24, 65): "account"}
    named = (raw[0], len(raw)) if raw else (0, 0)
    if raw is None or named not in kinds | tests:
        return None
    kind = (kinds | tests)[named]
    return Address(text, kind, test=named in tests, memo=raw[65:].hex() if kind == "integrated" else None)


def _algorand(text: str) -> Address | None:
    return Address(text, "account") if checksums.algorand(text) is not None else None


def _filecoin(text: str) -> Address | None:
    if re.fullmatch(r"f0[0-9]{1,20}", text):
        return Address(text, "id", checked=False)
    found = checksums.filecoin(text) if text[:1] in ("f", "t") else None
    if found is None or (found[0], len(found)) not in ((1, 21), (2, 21), (3, 49)):
        return None
    return Address(text, "account", test=text[0] == "t")


def _padded(text: str) -> str:
    return "0x" + text[2:].lower().rjust(64, "0")


FORMATS: dict[str, Reader] = {
    "bitcoin": _either(
        _versioned(
            {b"\0": ("p2pkh", False), b"\5": ("p2sh", False), b"\x6f": ("p2pkh", True), b"\xc4": ("p2sh", True)}, 20
        ),
        _segwit("bc", "tb"),
    ),
    "litecoin": _either(
        _versioned(
            {b"\x30": ("p2pkh", False), b"\x32": ("p2sh", False), b"\5": ("p2sh", False), b"\x3a": ("p2sh", True)}, 20
        ),
        _segwit("ltc", "tltc"),
    ),
    "dogecoin": _versioned({b"\x1e": ("p2pkh", False), b"\x16": ("p2sh", False), b"\x71": ("p2pkh", True)}, 20),
    "bitcoin_cash": _either(_bitcoin_cash, _versioned({b"\0": ("p2pkh", False), b"\5": ("p2sh", False)}, 20)),
    "dash": _versioned({b"\x4c": ("p2pkh", False), b"\x10": ("p2sh", False), b"\x8c": ("p2pkh", True)}, 20),
    "zcash": _either(
        _versioned({b"\x1c\xb8": ("p2pkh", False), b"\x1c\xbd": ("p2sh", False), b"\x1d\x25": ("p2pkh", True)}, 20),
        _bech32("zs", "ztestsapling", (43,)),
    ),
    "evm": _evm,
    "tron": _versioned({b"\x41": ("account", False)}, 20),
    "solana": _solana,
    "xrp": _xrp,
    "stellar": _stellar,
    "ton": _ton,
    "cosmos": _bech32("cosmos", "", (20, 32)),
    "osmosis": _bech32("osmo", "", (20, 32)),
    "celestia": _bech32("celestia", "", (20, 32)),
    "injective": _bech32("inj", "", (20, 32)),
    "cardano": _cardano,
    "polkadot": _substrate(0),
    "kusama": _substrate(2),
    "sui": _shaped(r"0x[0-9a-fA-F]{64}", str.lower),
    "aptos": _shaped(r"0x[0-9a-fA-F]{1,64}", _padded),
    "near": _either(
        _shaped(r"[0-9a-f]{64}"),
        _shaped(r"(?=.{2,64}$)(?:[a-z0-9]+(?:[-_][a-z0-9]+)*\.)+(?:near|tg)"),
    ),
    "algorand": _algorand,
    "hedera": _hedera,
    "tezos": _versioned(
        {
            **dict.fromkeys((b"\6\xa1\x9f", b"\6\xa1\xa1", b"\6\xa1\xa4"), ("account", False)),
            b"\2\x5a\x79": ("contract", False),
        },
        20,
    ),
    "filecoin": _filecoin,
    "eos": _shaped(r"(?=.{1,12}$)[a-z1-5.]*[a-z1-5]"),
    "monero": _monero,
    "kaspa": _kaspa,
}


def read_address(text: str, network: str) -> Address | None:
    """`network`: a key of `networks.NETWORKS`. None when it is no address of it.

    Raises KeyError when no such network is known.
    """
    reader = FORMATS.get(NETWORKS[network].addresses)
    return reader(text) if reader is not None else None


def networks_of(text: str) -> tuple[str, ...]:
    """Keys of all networks of which this may be an address. Those whose checksum vouches for it, if there are any: a shape that
    anything has says nothing beside one."""
    found = {key: address for key in NETWORKS if (address := read_address(text, key)) is not None}
    checked = tuple(key for key, address in found.items() if address.checked)
    # Aptos leaves zeros out, so that any few digits are one of its addresses.
    return checked or tuple(key for key, address in found.items() if len(address.text) == len(text))
