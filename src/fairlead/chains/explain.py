"""What somebody pasted as a transaction's id or an address: the value in it, or what it is instead."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal
from urllib.parse import unquote, urlsplit

from fairlead.chains import addresses, memos, transactions
from fairlead.chains.addresses import Address
from fairlead.chains.networks import NETWORKS

MAX_LENGTH = 2000
# What is shorter and has no checksum may be any word.
LONG = 32
Code = Literal[
    "empty",
    "shortened",
    "address",
    "transaction",
    "invoice",
    "name",
    "reference",
    "other_network",
    "test_network",
    "checksum",
    "length",
    "shape",
]
_BASE58 = "[1-9A-HJ-NP-Za-km-z]"
_BECH32 = "[ac-hj-np-z02-9]"
# What an address of the format begins with and is made of, to tell a slip in it from something else.
_SHAPES = {
    "bitcoin": rf"(?:[13]{_BASE58}{{20,40}}|bc1{_BECH32}{{20,80}})",
    "litecoin": rf"(?:[LM3]{_BASE58}{{20,40}}|ltc1{_BECH32}{{20,80}})",
    "dogecoin": rf"[DA9]{_BASE58}{{20,40}}",
    "bitcoin_cash": rf"(?:bitcoincash:)?[qp]{_BECH32}{{30,50}}",
    "dash": rf"[X7]{_BASE58}{{20,40}}",
    "zcash": rf"(?:t[13]{_BASE58}{{20,40}}|zs1{_BECH32}{{60,90}})",
    "evm": r"0[xX][0-9a-fA-F]{30,50}",
    "tron": rf"T{_BASE58}{{20,40}}",
    "solana": rf"{_BASE58}{{30,46}}",
    "xrp": rf"[rX]{_BASE58}{{20,50}}",
    "stellar": r"[GMC][A-Z2-7]{40,70}",
    "ton": r"(?:[EUk0][QUf][A-Za-z0-9_/+-]{40,50}|(?:0|-1):[0-9a-fA-F]{55,70})",
    "cosmos": rf"cosmos1{_BECH32}{{30,60}}",
    "osmosis": rf"osmo1{_BECH32}{{30,60}}",
    "celestia": rf"celestia1{_BECH32}{{30,60}}",
    "injective": rf"inj1{_BECH32}{{30,60}}",
    "cardano": rf"(?:addr1{_BECH32}{{40,110}}|(?:Ae2|DdzFF){_BASE58}{{40,110}})",
    "polkadot": rf"1{_BASE58}{{40,50}}",
    "kusama": rf"[C-J]{_BASE58}{{40,50}}",
    "algorand": r"[A-Z2-7]{50,65}",
    "hedera": r"0\.0\.[0-9]{1,10}-[a-z]{1,8}",
    "tezos": rf"(?:tz[1-3]|KT1){_BASE58}{{25,40}}",
    "filecoin": r"[ft][123][a-z2-7]{30,90}",
    "monero": rf"[48]{_BASE58}{{80,110}}",
    "kaspa": rf"kaspa:{_BECH32}{{50,80}}",
    "sui": r"0[xX][0-9a-fA-F]{50,80}",
    "near": r"[0-9a-f]{55,75}",
}
_PATTERNS = {name: re.compile(pattern) for name, pattern in _SHAPES.items()}
_INVOICE = re.compile(r"(?:lightning:)?(?:lnbc|lntb|lnurl)[0-9a-z]+", re.IGNORECASE)
_NAME = re.compile(r"[\w-]+(?:\.[\w-]+)*\.(?:eth|sol|ton|bnb|crypto|x|arb|btc|apt|sui|xlm|algo)", re.IGNORECASE)
# A number of an order, with or without its sign; an id as exchanges give them to withdrawals and internal transfers.
_REFERENCE = re.compile(r"#?[0-9]{4,24}|[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_SHORTENED = re.compile(r"\w{3,}(?:\.{2,}|…+|\*{2,})\w{3,}")
_SCHEME = re.compile(
    r"(?:bitcoin|litecoin|dogecoin|dash|ethereum|tron|solana|ripple|xrpl|stellar|web\+stellar|ton|cardano|monero|algorand):"
    r"(?://(?:transfer/)?)?",
    re.IGNORECASE,
)
_PARTS = (
    "tx",
    "txs",
    "transaction",
    "transactions",
    "txn",
    "txblock",
    "extrinsic",
    "op",
    "operation",
    "address",
    "account",
)
# Quotes and the ends of sentences; NFKC has made the wide ones narrow.
_AROUND = "\"'`“”‘’«»<>()[]{}.,;:。、|"
_ENDS = 4


class NotOne(ValueError):
    """What was given is not what was asked for. `networks`: keys of those where it would be."""

    def __init__(self, code: Code, networks: tuple[str, ...] = ()) -> None:
        super().__init__(code)
        self.code = code
        self.networks = networks


@dataclass(frozen=True, slots=True)
class Poisoned:
    """An address that begins and ends as one of somebody's own and is another: `own` is that one."""

    own: str


def value_in(pasted: str) -> str:
    """The id or the address out of what was pasted: with blanks and line breaks in it, in quotes, as a payment link, as an
    explorer's page. Full-width letters are taken as the plain ones they look like."""
    text = unicodedata.normalize("NFKC", pasted[:MAX_LENGTH])
    text = "".join(letter for letter in text if unicodedata.category(letter) not in ("Cf", "Cc", "Zs", "Zl", "Zp"))
    text = text.strip(_AROUND)
    if "://" in text and text.split("://", 1)[0].lower() in ("http", "https"):
        return _in_link(text)
    if found := _SCHEME.match(text):
        text = re.split(r"[?@]", text[found.end() :], maxsplit=1)[0]
    return text


def check_transaction(pasted: str, network: str) -> str:
    """A transaction's id as the network's own tools write it.

    Raises NotOne with what it is instead; KeyError when no such network is known.
    """
    text = _present(pasted)
    if (found := transactions.read_transaction(text, network)) is not None:
        return found
    holders = addresses.networks_of(text)
    if _is_vouched(text, holders):
        raise NotOne("address", holders)
    if others := transactions.networks_of(text):
        raise NotOne("other_network", others)
    if network in holders and len(text) >= LONG:
        raise NotOne("address", holders)
    _refuse_others(text)
    if _REFERENCE.fullmatch(text):
        raise NotOne("reference")
    nearly = re.fullmatch(r"(?:0[xX])?[0-9a-fA-F]{50,80}", text) or re.fullmatch(rf"{_BASE58}{{40,95}}", text)
    raise NotOne("length" if nearly else "shape")


def check_address(pasted: str, network: str) -> Address:
    """Raises NotOne with what it is instead; KeyError when no such network is known."""
    text = _present(pasted)
    if (found := addresses.read_address(text, network)) is not None:
        if found.test:
            raise NotOne("test_network")
        return found
    others = addresses.networks_of(text)
    if transactions.read_transaction(text, network) is not None and not _is_vouched(text, others):
        raise NotOne("transaction", transactions.networks_of(text))
    if others and (len(text) >= LONG or _is_vouched(text, others)):
        raise NotOne("other_network", others)
    _refuse_others(text)
    if found_on := transactions.networks_of(text):
        raise NotOne("transaction", found_on)
    pattern = _PATTERNS.get(NETWORKS[network].addresses)
    if pattern is not None and pattern.fullmatch(text):
        raise NotOne("checksum")
    if any(one.fullmatch(text) for one in _PATTERNS.values()):
        raise NotOne("other_network", tuple(key for key in NETWORKS if _has_shape(text, key)))
    raise NotOne("reference" if _REFERENCE.fullmatch(text) else "shape")


def check_memo(pasted: str, network: str) -> str:
    """The tag or memo of a deposit. Raises NotOne: `empty`, or `shape` when the network has no such one."""
    text = pasted.strip()
    if not text:
        raise NotOne("empty")
    reader = memos.FORMATS.get(NETWORKS[network].memo)
    if reader is None or (found := reader(text)) is None:
        raise NotOne("shape")
    return found


def poisoned(address: str, own: Iterable[str]) -> Poisoned | None:
    """Address poisoning: the first and last four letters are those of an address of the customer's own, the rest is not. The
    letters all addresses of a network begin with say nothing."""
    mine = list(own)
    if address in mine:
        return None
    for one in mine:
        same_length = len(one) == len(address)
        if same_length and _ends(one) == _ends(address) and one.lower() != address.lower():
            return Poisoned(one)
    return None


def _ends(address: str) -> tuple[str, str]:
    bare = re.sub(r"^(?:0x|[a-z]{2,12}1[qpz]?|[a-z]{3,12}:)", "", address.lower())
    return bare[:_ENDS], bare[-_ENDS:]


def _present(pasted: str) -> str:
    text = value_in(pasted)
    if not text:
        raise NotOne("empty")
    if _SHORTENED.fullmatch(text):
        raise NotOne("shortened")
    return text


def _refuse_others(text: str) -> None:
    if _INVOICE.fullmatch(text):
        raise NotOne("invoice", ("BTC-LN",))
    if _NAME.fullmatch(text):
        raise NotOne("name")


def _is_vouched(text: str, networks: tuple[str, ...]) -> bool:
    return any((found := addresses.read_address(text, key)) is not None and found.checked for key in networks)


def _has_shape(text: str, key: str) -> bool:
    pattern = _PATTERNS.get(NETWORKS[key].addresses)
    return pattern is not None and pattern.fullmatch(text) is not None


def _in_link(text: str) -> str:
    """What stands behind `tx/`, `#/transaction/` and the like; else the last part that is long enough to be one."""
    whole = urlsplit(text)
    parts = [unquote(part) for part in re.split(r"[/#?&=]", f"{whole.path}/{whole.fragment}/{whole.query}") if part]
    for before, part in pairwise(parts):
        if before.lower() in _PARTS and len(part) >= 12:
            return part
    return next((part for part in reversed(parts) if len(part) >= 26), text)
