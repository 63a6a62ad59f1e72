"""Ids of orders, accounts, cards, keys and the like: strings always, each in the shapes that exchanges and banks give them."""

import re
from collections.abc import Callable, Sequence
from ipaddress import ip_address
from urllib.parse import urlsplit

from fairlead.tickets.number_ticket import read_number

KEY_PREFIX = 8


class NotId(ValueError):
    """`code` is one of the `evidence.…` texts."""

    def __init__(self, code: str = "format") -> None:
        super().__init__(code)
        self.code = code


_UUID = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
# Kind → names of shapes an admin may choose among (taxonomy 3.4). A pattern of his own could be one that never ends.
FORMATS: dict[str, dict[str, str]] = {
    "order_id": {
        "digits": r"[0-9]{1,20}",
        "letters_and_digits": r"[A-Za-z0-9]{1,32}",
        "client": r"[.A-Z:/a-z0-9_-]{1,36}",
        "grouped": r"O[A-Z0-9]{5}-[A-Z0-9]{5}-[A-Z0-9]{6}",
        "user_text": r"t-[A-Za-z0-9._-]{1,28}",
        "hex24": r"[0-9a-f]{24}",
        "uuid": _UUID,
    },
    "uid": {
        "digits": r"[0-9]{5,20}",
        "letters_and_digits": r"[A-Za-z0-9]{5,32}",
        "grouped": r"[A-Z0-9]{4}(?: [A-Z0-9]{4}){3}",
        "uuid": _UUID,
    },
    "p2p_order_no": {"digits": r"[0-9]{15,22}", "letters_and_digits": r"[A-Za-z0-9]{8,40}", "uuid": _UUID},
}
_DEFAULT = {"order_id": ("client",), "uid": ("digits",), "p2p_order_no": ("digits",)}
_SHAPES = {
    "reference": r"[A-Za-z0-9][A-Za-z0-9 ._:/#-]{0,63}",
    "error_code": r"[A-Za-z0-9_.-]{1,32}",
    "trace_id": r"[A-Za-z0-9-]{8,64}",
    "asset": r"[A-Za-z0-9.]{1,20}",
    "symbol": r"[A-Za-z0-9]{1,20}(?:[-_/:][A-Za-z0-9]{1,20}){0,4}",
    "currency": r"[A-Za-z]{3}",
    "country": r"[A-Za-z]{2}",
    "card_last4": r"[0-9]{4}",
    "arn": r"[0-9]{23}",
    # SEPA EndToEndId (35), SWIFT UETR, Fedwire IMAD (22), UTR (12 to 22).
    "bank_ref": r"[A-Za-z0-9/?:().,'+ -]{4,36}",
}
_UPPER = frozenset({"asset", "symbol", "currency", "country"})


def read_shaped(text: str, kind: str, formats: Sequence[str] = ()) -> str:
    """`#123456789` is 123456789. Raises NotId."""
    bare = text.strip().removeprefix("#").strip()
    if kind == "card_last4":
        _refuse_whole_card(bare)
    if kind in FORMATS:
        shapes = [FORMATS[kind][name] for name in formats or _DEFAULT[kind]]
    else:
        shapes = [_SHAPES[kind]]
    if not any(re.fullmatch(shape, bare, re.ASCII) for shape in shapes):
        raise NotId
    return bare.upper() if kind in _UPPER else bare


def _refuse_whole_card(text: str) -> None:
    digits = re.sub(r"[ -]", "", text)
    if re.fullmatch(r"[0-9]{12,19}", digits):
        raise NotId("card_whole")


def read_key_prefix(text: str) -> tuple[str, bool]:
    """The first characters, and whether there were more: a whole key is never kept. Raises NotId."""
    bare = text.strip()
    if not re.fullmatch(r"[A-Za-z0-9_-]{6,512}", bare):
        raise NotId
    return bare[:KEY_PREFIX], len(bare) > KEY_PREFIX


def read_ip(text: str) -> str:
    try:
        found = ip_address(text.strip())
    except ValueError:
        raise NotId from None
    if getattr(found, "scope_id", None) is not None:
        raise NotId
    return str(found)


def read_url(text: str) -> str:
    """What was seen, not where anybody is sent: nothing here is ever opened. Raises NotId."""
    bare = text.strip()
    whole = bare if "://" in bare else f"https://{bare}"
    try:
        parts = urlsplit(whole)
    except ValueError:
        raise NotId from None
    if parts.scheme not in ("http", "https") or not parts.hostname or "." not in parts.hostname:
        raise NotId
    if len(bare) > 2000 or any(letter.isspace() or not letter.isprintable() for letter in bare):
        raise NotId
    return bare


def read_lei(text: str) -> str:
    """ISO 17442: twenty letters and digits, of which the last two are a check modulo 97 (ISO 7064)."""
    bare = text.strip().replace(" ", "").upper()
    if (
        not re.fullmatch(r"[A-Z0-9]{18}[0-9]{2}", bare, re.ASCII)
        or int("".join(str(int(c, 36)) for c in bare)) % 97 != 1
    ):
        raise NotId("checksum")
    return bare


def read_case_no(text: str) -> str:
    found = read_number(text)
    if found is None:
        raise NotId("case_no")
    return found


READERS: dict[str, Callable[[str], str]] = {"ip": read_ip, "url": read_url, "lei": read_lei, "case_no": read_case_no}
