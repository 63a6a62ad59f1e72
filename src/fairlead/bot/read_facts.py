"""What a customer has said of his matter: of a transfer its coin, network, id, amount and when it was sent, an order, and what
he answered to a question of the bot's. Read out of his own words; transfers are checked with the formats of `fairlead.chains`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Literal

from fairlead.chains import transactions
from fairlead.chains.explain import Code, NotOne, value_in
from fairlead.chains.networks import NETWORKS, network_called

# Short words: a network, a time. Longer ones say more than that.
WHEN_CHARS = 60
_LOOKED_AT = 4000

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
# Digits beside the coin they are of, as `tickets.find_facts` has them; and an order by its mark or by its name.
_NUMBER = r"[0-9][0-9.,\u00a0 ']{0,30}[0-9]|[0-9]"
_ORDER = re.compile(
    r"(?<![\w#])#([0-9]{6,24})(?!\w)"
    r"|(?:\border(?:\s*(?:id|no|number|num))?|\borden|订单号?|委托号?|注文(?:番号|ID)?|طلب)[\s.:#＃：は]{0,4}([0-9]{6,24})(?![0-9])",
    re.IGNORECASE,
)
# Two coins that are traded for each other: neither of them was sent.
_PAIR = re.compile(
    r"(?<![A-Za-z0-9])[A-Za-z]{2,10}[/_-](?:USDT|USDC|USD|EUR|BTC|ETH|BNB|FDUSD)(?![A-Za-z0-9])"
    r"|(?<![A-Za-z0-9])(?:BTC|ETH|SOL|XRP|BNB|DOGE|ADA|LTC|TRX)(?:USDT|USDC)(?![A-Za-z0-9])",
    re.IGNORECASE,
)
# What somebody can no longer prove himself with, by the taxonomy's choices.
_FACTORS = {
    "authenticator": re.compile(
        r"authenticator|google\s+auth|autenticador|المصادقة|المصادقه|谷歌验证|验证器|認証アプリ|オーセンティケ",
        re.IGNORECASE,
    ),
    "passkey": re.compile(r"\bpasskeys?\b|通行密钥|パスキー|مفتاح\s+المرور|clave\s+de\s+acceso", re.IGNORECASE),
    "hardware_key": re.compile(
        r"\byubikey\b|\b(?:security|hardware)\s+key\b|安全密钥|硬件密钥|セキュリティキー", re.IGNORECASE
    ),
}


@dataclass(frozen=True, slots=True)
class Facts:
    """Empty where nothing is known. `network`: a key of NETWORKS. `txid`: as the network's tools write it. `when`: in the
    customer's words. `answers`: by field of the taxonomy, what he answered when he was asked for it."""

    network: str = ""
    txid: str = ""
    asset: str = ""
    when: str = ""
    amount: str = ""
    order: str = ""
    factor: str = ""
    symbol: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)

    def of(self, key: str, kind: str) -> str:
        """What is known of a field; of one nobody was asked for, what was said freely of its kind."""
        free: str = getattr(self, _OF_KIND.get(kind, "") or _OF_KEY.get(key, ""), "")
        return self.answers.get(key) or free

    def says_anything(self) -> bool:
        """Besides a time, which stands in what is about anything."""
        return replace(self, when="") != Facts()

    def and_then(self, newer: "Facts") -> "Facts":
        """What was said later counts."""
        said = {one.name: getattr(newer, one.name) or getattr(self, one.name) for one in fields(Facts)}
        return Facts(**said | {"answers": {**self.answers, **newer.answers}})


# What may be said freely, by the kind of its field or by the field alone.
_OF_KIND = {
    "network": "network",
    "txid": "txid",
    "asset": "asset",
    "amount": "amount",
    "order_id": "order",
    "symbol": "symbol",
    "time": "when",
    "date": "when",
}
_OF_KEY = {"factor_lost": "factor"}


def facts_in(text: str) -> Facts:
    """All that a message says by itself."""
    text = text[:_LOOKED_AT]
    plain = _LONG.sub(" ", text)
    pair = _PAIR.search(plain)
    plain = _PAIR.sub(" ", plain)
    asset, network = _asset(plain), _network(plain)
    txid, at = _transaction(text, network or _HOME.get(asset, ""))
    when = _TIME.search(plain)
    return Facts(
        network or at or _HOME.get(asset, ""),
        txid,
        asset,
        when.group().strip() if when else "",
        _amount(plain, asset),
        _order(plain),
        next((name for name, pattern in _FACTORS.items() if pattern.search(plain)), ""),
        pair.group().upper() if pair else "",
    )


def _amount(text: str, asset: str) -> str:
    """A number beside the coin it is of, in either order."""
    beside = asset and re.search(
        rf"(?<![\w.,#])({_NUMBER})\s*{re.escape(asset)}\b|\b{re.escape(asset)}\s*({_NUMBER})(?![\w])",
        text,
        re.IGNORECASE,
    )
    return (beside.group(1) or beside.group(2)).strip() if beside else ""


def _order(text: str) -> str:
    found = _ORDER.search(text)
    return (found.group(1) or found.group(2)) if found else ""


def reason_of(problem: NotOne) -> Literal["address", "shortened", "other"]:
    """What was given instead, as far as words differ."""
    codes: Mapping[Code, Literal["address", "shortened"]] = {"address": "address", "shortened": "shortened"}
    return codes.get(problem.code, "other")


def called(text: str) -> str:
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
