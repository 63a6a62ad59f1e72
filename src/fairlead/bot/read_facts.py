"""What a customer has said of a transfer: its coin, its network, its id and when it was sent. Read out of his own words, checked
with the formats of `fairlead.chains`; what fits none of them is no fact."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from fairlead.chains import transactions
from fairlead.chains.explain import Code, NotOne, check_transaction, value_in
from fairlead.chains.networks import NETWORKS, network_called
from fairlead.kit.text import one_line

Slot = Literal["network", "txid", "asset", "when"]
# In this order they are asked for: what finds a transfer soonest comes first.
SLOTS: tuple[Slot, ...] = ("network", "txid", "asset", "when")
WHEN_CHARS = 60
_LOOKED_AT = 4000
# What is longer is no word of a language, even without a digit.
_A_WORD = 25

# Coins by what they are called; those that are words of a language too count in capitals only.
_COINS = "USDT USDC BTC ETH XRP TRX BNB DOGE ADA LTC BCH AVAX DAI SHIB XLM ATOM XMR ALGO HBAR XTZ FIL KAS DASH ZEC FDUSD TUSD"
_CAPITALS_ONLY = "SOL TON DOT NEAR POL MATIC LINK SUI APT ARB OP UNI EOS PEPE INJ TIA OSMO"
_NAMES = {
    "BTC": "bitcoin|比特币|ビットコイン|بيتكوين|البيتكوين",
    "ETH": "ethereum|ether|以太坊|以太币|イーサリアム|ايثريوم|إيثريوم",
    "USDT": "tether|泰达币|テザー|تيثر",
    "XRP": "ripple|瑞波币?|リップル|ريبل",
    "DOGE": "dogecoin|狗狗币|ドージコイン|دوجكوين",
    "LTC": "litecoin|莱特币|ライトコイン|لايتكوين",
    "SOL": "solana|索拉纳|ソラナ|سولانا",
    "ADA": "cardano|艾达币|カルダノ",
    "TRX": "tronix",
}
_CODE = re.compile(
    rf"(?<![A-Za-z0-9])(?:(?i:{'|'.join(_COINS.split())})|{'|'.join(_CAPITALS_ONLY.split())})(?![A-Za-z0-9])"
)
_NAME = {coin: re.compile(rf"(?<![a-z])(?:{names})(?![a-z])", re.IGNORECASE) for coin, names in _NAMES.items()}
# Names of networks that are nothing else, wherever they stand.
_NETWORK = re.compile(
    r"(?<![A-Za-z0-9])(?:trc-?20|erc-?20|bep-?20|tron|polygon|arbitrum(?:\s+one)?|optimism|bsc|bnb\s+smart\s+chain|lightning|"
    r"avax\s*c(?:-?chain)?|avalanche|zksync|linea)(?![A-Za-z0-9])|波场|トロン|ترون",
    re.IGNORECASE,
)
_EASTERN = {"波场": "TRON", "トロン": "TRON", "ترون": "TRON"}
# Coins that go over one network only, as far as exchanges take them.
_HOME = {coin: coin for coin in NETWORKS.keys() & {*_COINS.split(), *_CAPITALS_ONLY.split()} - {"ETH"}} | {
    "TRX": "TRON"
}
_LONG = re.compile(r"https?://\S{20,400}|[A-Za-z0-9+/=_@.-]{40,120}")
_VALUE = re.compile(r"https?://\S{20,400}|[A-Za-z0-9+/=_@.…-]{9,120}")
_TIME = re.compile(
    r"\b(?:\d{1,3}|an?|one|two|three|few|couple(?:\s+of)?|half\s+an)\s*(?:min(?:ute)?s?|hrs?|hours?|h|days?|weeks?)\b(?:\s+ago)?"
    r"|\b(?:yesterday|today|this\s+morning|last\s+night|tonight|last\s+week|on\s+(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b"
    r"|\b20\d\d-\d\d-\d\d(?:[ T]\d\d:\d\d)?|\b\d{1,2}:\d\d\b"
    r"|(?:\d{1,3}|[一二两三四五六七八九十半几]+)个?(?:多)?(?:小时|分钟|天|钟头|星期|周)(?:前|了|以前)?|昨天|今天|前天|昨晚|今早|刚才|刚刚|上午|下午"
    r"|\bhace\s+(?:\w+\s+)?(?:minutos?|horas?|dias?|días?|semanas?)|\b(?:ayer|hoy|anoche|esta\s+mañana)\b"
    r"|\d{1,3}(?:時間|分|日)(?:前|ほど前|くらい前)?|昨日|今日|一昨日|今朝|さっき"
    r"|(?:منذ|قبل)\s+\S{1,12}(?:\s+(?:ساعات?|ساعة|دقائق|دقيقة|ايام|أيام|يوم))?|(?:امس|أمس|اليوم|البارحة)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Facts:
    """Empty where nothing is known. `network`: a key of NETWORKS. `txid`: as the network's tools write it. `when`: in the
    customer's words."""

    network: str = ""
    txid: str = ""
    asset: str = ""
    when: str = ""

    def missing(self) -> tuple[Slot, ...]:
        """What is not known and would be asked for, in order."""
        return tuple(slot for slot in SLOTS if not getattr(self, slot))

    def told(self) -> dict[str, str]:
        """What is known, by slot; a network by its name."""
        named = replace(self, network=NETWORKS[self.network].name if self.network else "")
        return {slot: value for slot in SLOTS if (value := getattr(named, slot))}

    def and_then(self, newer: "Facts") -> "Facts":
        """What was said later counts."""
        return Facts(*(getattr(newer, slot) or getattr(self, slot) for slot in SLOTS))


def facts_in(text: str) -> Facts:
    """All that a message says by itself."""
    text = text[:_LOOKED_AT]
    plain = _LONG.sub(" ", text)
    asset, network = _asset(plain), _network(plain)
    txid, at = _transaction(text, network or _HOME.get(asset, ""))
    when = _TIME.search(plain)
    return Facts(network or at or _HOME.get(asset, ""), txid, asset, when.group().strip() if when else "")


def said_of_transfer(text: str) -> dict[str, str]:
    """What a message says that can stand in a ticket's fields: a time in somebody's own words cannot."""
    said = facts_in(text)
    return {slot: value for slot in SLOTS if slot != "when" and (value := getattr(said, slot))}


def answer_to(slot: Slot, text: str, known: Facts) -> Facts:
    """What a message says as the answer to the question for one of them; nothing when it is none. Raises NotOne where it gives
    something else for a transaction's id."""
    said = facts_in(text)
    if slot == "txid" and not said.txid:
        value = max(_VALUE.findall(text), key=len, default="")
        if len(value) >= _A_WORD or re.search(r"\d", value):
            check_transaction(value, known.network or "ETH")
    if slot == "network" and not said.network and (called := _called(text)):
        return replace(said, network=called)
    if slot == "when" and not said.when and re.search(r"\d", text) and len(text) <= WHEN_CHARS:
        return replace(said, when=one_line(text, WHEN_CHARS))
    return said


def reason_of(problem: NotOne) -> Literal["address", "shortened", "other"]:
    """What was given instead, as far as words differ."""
    codes: Mapping[Code, Literal["address", "shortened"]] = {"address": "address", "shortened": "shortened"}
    return codes.get(problem.code, "other")


def _called(text: str) -> str:
    """The network that a short answer names: `trc 20`, `Solana`, `TRON (TRC20)`."""
    if len(text) > WHEN_CHARS:
        return ""
    whole = network_called(text)
    if whole is None:
        parts = re.findall(r"[A-Za-z0-9-]{2,}", text)
        whole = next((found for part in parts if (found := network_called(part))), None)
    return whole.key if whole else ""


def _asset(text: str) -> str:
    if found := _CODE.search(text):
        return found.group().upper()
    return next((coin for coin, pattern in _NAME.items() if pattern.search(text)), "")


def _network(text: str) -> str:
    found = _NETWORK.search(text)
    if found is None:
        return ""
    called = network_called(_EASTERN.get(found.group(), found.group()))
    return called.key if called else ""


def _transaction(text: str, network: str) -> tuple[str, str]:
    """The id with its network, where one network alone has such ids or one is known."""
    for match in _LONG.finditer(text):
        value = value_in(match.group())
        held = transactions.networks_of(value)
        if network in held:
            return transactions.read_transaction(value, network) or value, network
        if held:
            at = held[0] if len(held) == 1 else ""
            return transactions.read_transaction(value, held[0]) or value, at
    return "", ""
