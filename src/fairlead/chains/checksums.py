"""The encodings of addresses, each with its checksum. A reader gives the bytes, and None when they are not such."""

import base64
import binascii
import hashlib
import zlib
from collections.abc import Iterable

import base58
from cryptography.hazmat.primitives import hashes

# BIP-173, https://github.com/bitcoin/bips/blob/master/bip-0173.mediawiki
BECH32_LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_BECH32, _BECH32M = 1, 0x2BC830A3
_BECH32_FACTORS = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_CASHADDR_FACTORS = (0x98F2BC8E61, 0x79B76D99E2, 0xF33E5FB3C4, 0xAE2EABE2A8, 0x1E4F43E470)
_BLOCK_LETTERS = (0, 2, 3, 5, 6, 7, 9, 10, 11)


def keccak256(raw: bytes) -> bytes:
    """As Ethereum and Monero use it, which is not SHA3-256."""
    # Brings cffi and a parser of C along, which not every process needs.
    from Crypto.Hash import keccak

    return keccak.new(digest_bits=256, data=raw).digest()


def base58check(text: str, alphabet: bytes = base58.BITCOIN_ALPHABET) -> bytes | None:
    try:
        return base58.b58decode_check(text, alphabet=alphabet)
    except ValueError:
        return None


def base58_plain(text: str) -> bytes | None:
    try:
        return base58.b58decode(text)
    except ValueError:
        return None


def bech32(text: str, prefix: str) -> tuple[list[int], bool] | None:
    """Groups of five bits, and whether the checksum is that of BIP-350 (bech32m). Both cases at once are refused."""
    if text not in (text.lower(), text.upper()):
        return None
    text = text.lower()
    if not text.startswith(f"{prefix}1") or len(text) < len(prefix) + 7:
        return None
    groups = _groups(text[len(prefix) + 1 :])
    if groups is None:
        return None
    told = [ord(letter) >> 5 for letter in prefix] + [0] + [ord(letter) & 31 for letter in prefix]
    remainder = _remainder(told + groups, _BECH32_FACTORS, 25)
    return (groups[:-6], remainder == _BECH32M) if remainder in (_BECH32, _BECH32M) else None


def cashaddr(text: str, prefix: str) -> list[int] | None:
    """Groups of five bits, without the checksum of 40 bits.

    https://github.com/bitcoincashorg/bitcoincash.org/blob/master/spec/cashaddr.md
    """
    groups = _groups(text)
    if groups is None or len(groups) < 9:
        return None
    told = [ord(letter) & 31 for letter in prefix] + [0] + groups
    return groups[:-8] if _remainder(told, _CASHADDR_FACTORS, 35) == 1 else None


def from_groups(groups: Iterable[int]) -> bytes | None:
    """Bytes of groups of five bits; what is left over is less than five bits, all zero."""
    held = bits = 0
    found = bytearray()
    for group in groups:
        held, bits = held << 5 | group, bits + 5
        if bits >= 8:
            bits -= 8
            found.append(held >> bits & 255)
            held &= (1 << bits) - 1
    return None if bits >= 5 or held else bytes(found)


def ss58(text: str) -> tuple[int, bytes] | None:
    """The network's number and the key. https://docs.polkadot.com/polkadot-protocol/parachain-basics/accounts/"""
    raw = base58_plain(text)
    if raw is None or len(raw) not in (35, 36):
        return None
    head = 1 if raw[0] < 64 else 2
    if len(raw) - head != 34:
        return None
    told = hashlib.blake2b(b"SS58PRE" + raw[:-2]).digest()
    number = raw[0] if head == 1 else (raw[0] & 63) << 2 | raw[1] >> 6 | (raw[1] & 63) << 8
    return (number, raw[head:-2]) if told[:2] == raw[-2:] else None


def strkey(text: str) -> bytes | None:
    """Stellar's: the kind's byte and what it names. SEP-23."""
    raw = base32(text)
    if raw is None or len(raw) < 4:
        return None
    return raw[:-2] if binascii.crc_hqx(raw[:-2], 0).to_bytes(2, "little") == raw[-2:] else None


def ton_friendly(text: str) -> bytes | None:
    """36 bytes: the flags, the workchain, the account, the checksum.

    https://docs.ton.org/foundations/addresses/formats
    """
    try:
        raw = base64.b64decode(text.replace("-", "+").replace("_", "/"), validate=True)
    except ValueError:
        return None
    return raw if len(raw) == 36 and binascii.crc_hqx(raw[:-2], 0).to_bytes(2, "big") == raw[-2:] else None


def algorand(text: str) -> bytes | None:
    raw = base32(text)
    if raw is None or len(raw) != 36:
        return None
    digest = hashes.Hash(hashes.SHA512_256())
    digest.update(raw[:32])
    return raw[:32] if digest.finalize()[-4:] == raw[32:] else None


def byron(text: str) -> bytes | None:
    """Cardano's first addresses: base58 of CBOR `[24(bytes), crc32(bytes)]`. Gives the bytes within."""
    raw = base58_plain(text) or b""
    if raw[:3] != b"\x82\xd8\x18" or len(raw) < 12:
        return None
    start = 5 if raw[3] == 0x58 else 4
    size = raw[4] if raw[3] == 0x58 else raw[3] - 0x40
    inner, rest = raw[start : start + size], raw[start + size :]
    # A number below 2^16 is written shorter, which happens once in 65,536 addresses.
    told = int.from_bytes(rest[1:], "big") if rest[:1] in (b"\x1a", b"\x19", b"\x18") else -1
    return inner if told == zlib.crc32(inner) else None


def cryptonote(text: str) -> bytes | None:
    """Monero's: blocks of eleven letters are eight bytes each, the last four bytes of all the checksum.

    https://docs.getmonero.org/public-address/standard-address/
    """
    found = bytearray()
    for start in range(0, len(text), 11):
        block = text[start : start + 11]
        raw = base58_plain(block) if len(block) in _BLOCK_LETTERS else None
        if raw is None:
            return None
        size, raw = _BLOCK_LETTERS.index(len(block)), raw.lstrip(b"\0")
        if len(raw) > size:
            return None
        found += raw.rjust(size, b"\0")
    whole = bytes(found)
    return whole[:-4] if len(whole) > 4 and keccak256(whole[:-4])[:4] == whole[-4:] else None


def filecoin(text: str) -> bytes | None:
    """The kind and the payload of `f1…` to `f3…`. https://spec.filecoin.io/appendix/address/"""
    kind = text[1:2]
    raw = base32(text[2:].upper())
    if raw is None or kind not in ("1", "2", "3"):
        return None
    told = bytes([int(kind)]) + raw[:-4]
    return told if hashlib.blake2b(told, digest_size=4).digest() == raw[-4:] else None


def hedera(account: str) -> str:
    """The five letters of an account of the main network, HIP-15."""
    digits = [10 if letter == "." else int(letter) for letter in account]
    even, odd = sum(digits[::2]) % 11, sum(digits[1::2]) % 11
    three, five = 26**3, 26**5
    weighed = 0
    for digit in digits:
        weighed = (weighed * 31 + digit) % three
    # The ledger's id, 0, and six zeros weigh nothing.
    told = ((((len(account) % 5) * 11 + even) * 11 + odd) * three + weighed) % five * 1_000_003 % five
    letters = ""
    for _ in range(5):
        told, letter = divmod(told, 26)
        letters = chr(ord("a") + letter) + letters
    return letters


def base32(text: str) -> bytes | None:
    """Without its padding, in the one way it can be written."""
    try:
        raw = base64.b32decode(text + "=" * (-len(text) % 8))
    except ValueError:
        return None
    return raw if base64.b32encode(raw).decode().rstrip("=") == text else None


def _groups(text: str) -> list[int] | None:
    found = [BECH32_LETTERS.find(letter) for letter in text]
    return None if -1 in found else found


def _remainder(values: Iterable[int], factors: tuple[int, ...], low: int) -> int:
    """Of a BCH code over groups of five bits, whose remainder has `low` bits and five above them."""
    told = 1
    for value in values:
        top = told >> low
        told = (told & (1 << low) - 1) << 5 ^ value
        for bit, factor in enumerate(factors):
            if top >> bit & 1:
                told ^= factor
    return told
