"""Keys in text that open wallets or accounts, told from what looks like them by their checksums and by the words around.

A transaction's id may look like a key to the letter: 64 hexadecimal digits are either. Where nothing says which, its writer is
asked.
"""

import re
import string
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from typing import NamedTuple

import base58
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fairlead.kit.text import AnyOf

# secp256k1's order (SEC 2, 2.4.1): a private key is a number below it.
_ORDER = 0xFFFFFFFF_FFFFFFFF_FFFFFFFF_FFFFFFFE_BAAEDCE6_AF48A03B_BFD25E8C_D0364141
# How far from a value the words stand that say what it is.
NEAR = 60
_B58 = "1-9A-HJ-NP-Za-km-z"
_DIGITS, _LETTERS = string.digits.encode(), string.ascii_letters.encode()

PRIVATE_KEY, API_SECRET, TWO_FACTOR_KEY = "private_key", "api_secret", "two_factor_key"


class Key(NamedTuple):
    """`text[start:end]`; `sure` is False for what may as well be a transaction's id."""

    start: int
    end: int
    kind: str
    sure: bool = True


# Nothing below is looked for in a text without one of these.
LONG, SHORTEST_KEY, HEXADECIMAL = 16, 27, 64
_LONG = re.compile(r"[A-Za-z0-9+/=_-]{16}")
_NAMED = AnyOf("-----begin", "otpauth", "ciphertext")
_LISTED = 31  # commas
_TOKEN = re.compile(r"(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{16,160}={0,2}(?![A-Za-z0-9+/=_-])")
_PEM = re.compile(
    r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY[A-Z ]{0,10}-----.*?(?:-----END [A-Z0-9 ]{0,60}-----|\Z)", re.DOTALL
)
_OTPAUTH = re.compile(r"(?i)otpauth(?:-migration)?:[^\s<>\"']+")
_BYTES = re.compile(r"\[?\s*(?:\d{1,3}\s*,\s*){31,63}\d{1,3}\s*,?\s*\]?")
_KEYSTORE = re.compile(r"(?i)\"(?:ciphertext|kdfparams|encryptedseed|vault)\"\s*:")
_HEX = re.compile(r"(?<![A-Za-z0-9+/_-])(0[xX])?([0-9a-fA-F]{64})(?![A-Za-z0-9+/=_-])")
_EXTENDED = re.compile(rf"[xyztuvXYZTUV]prv[{_B58}]{{100,112}}")
_HUMP, _CAPITALS = re.compile(r"[a-z][A-Z]"), re.compile(r"[A-Z]{2,}")
_STELLAR = re.compile(r"S[A-Z2-7]{55}")
_AGE = re.compile(r"AGE-SECRET-KEY-1[A-Z0-9]{58}")
_BASE32 = re.compile(r"(?i)(?<![A-Za-z0-9])(?:[A-Z2-7]{4}[ -]?){4,16}(?![A-Za-z0-9])")
# In small letters, and none begins with anything but a letter: so the search leaps from one possible beginning to the next.
_OF_KEY = re.compile(
    r"priv(?:ate)?[\s_-]*key|priv\b|pk\b|secret|wallet[\s_-]*key|seed\b|wif\b|metamask|import(?:ed)?\s+(?:my\s+)?wallet|"
    r"clave\s+privada|llave\s+privada|cl[ée]\s+priv[ée]e|chave\s+privada|privater?\s+schl[üu]ssel|приватн\w*\s+ключ|"
    r"закрыт\w*\s+ключ|私钥|私鑰|密钥|密鑰|秘密鍵|秘密键|プライベートキー|개인\s*키|مفتاح\s*خاص|المفتاح\s*الخاص|özel\s+anahtar|khóa\s+riêng"
)
_OF_TRANSACTION = re.compile(
    r"tx(?!t)|trans(?:action|fer)|hash|block|explorer|etherscan|tronscan|bscscan|solscan|mempool|deposit|withdr|confirm|sent\b|payment|"
    r"交易|哈希|区块|區塊|充值|充币|充幣|提币|提幣|提现|转账|轉帳|单号|トランザクション|送金|入金|出金|ハッシュ|transacci|dep[óo]sito|retiro|"
    r"معاملة|إيداع|سحب|транзакц|хеш|депозит|вывод|거래|해시"
)
_OF_API_SECRET = re.compile(
    r"api[\s_-]*(?:key[\s_-]*)?(?:secret|passphrase|private)|secret|private[\s_-]*(?:api[\s_-]*)?key|"
    r"api\s*(?:密钥|密鑰|私钥|私鑰|秘钥)|密钥|秘钥|私钥|シークレット|السري"
)
_OF_TWO_FACTOR = re.compile(
    r"2fa|two[\s-]*factor|authenticator|totp\b|setup\s+key|google\s+auth|谷歌验证|验证器|二步|双重验证|verificación\s+en\s+dos|"
    r"二段階|المصادقة"
)
_SIGNING_IN_TWICE = AnyOf(
    "2fa",
    "factor",
    "authenticator",
    "totp",
    "setup",
    "google",
    "验证",
    "二步",
    "verificación",
    "二段階",
    "المصادقة",
)


def find_keys(text: str, low: str, *, around: str = "") -> list[Key]:
    """Every key. `low`: the text in small letters, one for one; `around`: what was said before, when the text alone does not
    say what a value is. Linear in the length."""
    found = list(_two_factor(text, low)) if _SIGNING_IN_TWICE.stands_in(low) else []
    if _NAMED.stands_in(low) or text.count(",") >= _LISTED:
        found += _marked(text)
    words = text.split()
    longest = max(map(len, words), default=0)
    # A sentence without spaces is one long word, mostly with nothing in it.
    if longest >= LONG and (text.isascii() or _LONG.search(text)):
        if longest >= HEXADECIMAL:
            found += _hexadecimals(text, low, around)
        found += _by_shape(text, low, words)
    return found


def _marked(text: str) -> Iterator[Key]:
    """What names itself."""
    for found in _PEM.finditer(text) if "-----BEGIN" in text else ():
        yield Key(*found.span(), PRIVATE_KEY)
    for found in _OTPAUTH.finditer(text):
        yield Key(*found.span(), TWO_FACTOR_KEY)
    if _KEYSTORE.search(text) and (start := text.find("{")) >= 0:
        yield Key(start, text.rfind("}") + 1 or len(text), PRIVATE_KEY)
    for found in _BYTES.finditer(text) if text.count(",") > 30 else ():
        numbers = [int(number) for number in re.findall(r"\d+", found.group())]
        # Of 64 bytes that were cut off the first 32 are still all of the key.
        cut = 32 < len(numbers) < 64 and found.group().lstrip().startswith("[")
        if max(numbers) < 256 and (len(numbers) == 32 or cut or (len(numbers) == 64 and _is_ed25519(bytes(numbers)))):
            yield Key(*found.span(), PRIVATE_KEY)


def _two_factor(text: str, low: str) -> Iterator[Key]:
    """Base32 as authenticator apps take it (RFC 6238, RFC 4648), near words of signing in twice."""
    for said in _OF_TWO_FACTOR.finditer(low):
        for found in _BASE32.finditer(text, max(0, said.start() - NEAR), said.end() + 2 * NEAR):
            bare = re.sub(r"[ -]", "", found.group())
            if any(map(str.isdigit, bare)) and (bare.isupper() or bare.islower()):
                yield Key(*found.span(), TWO_FACTOR_KEY)


def _by_shape(text: str, low: str, words: list[str]) -> Iterator[Key]:
    secrets: _Words | None = None
    for found in _tokens(text, words):
        value, (start, end) = found.group(), found.span()
        if len(value) >= SHORTEST_KEY and (_EXTENDED.fullmatch(value) or any(look(value) for look in _SELF_CHECKING)):
            yield Key(start, end, PRIVATE_KEY)
        elif _mixed(value) and not _HEX.fullmatch(value):
            secrets = secrets or _Words(_OF_API_SECRET, low)
            if secrets.near(start, end) is not None and not _in_address(text, start):
                yield Key(start, end, API_SECRET)


def _tokens(text: str, words: list[str]) -> Iterator[re.Match[str]]:
    """Searched for in the long words only, `words` being all of the text's."""
    end = 0
    for word in words:
        if len(word) >= LONG:
            start = text.index(word, end)
            end = start + len(word)
            yield from _TOKEN.finditer(text, start, end)


class _Words:
    """Where in a text words stand that say what a value is."""

    def __init__(self, words: re.Pattern[str], text: str) -> None:
        spans = [found.span() for found in words.finditer(text)]
        self._starts, self._ends = [start for start, _ in spans], [end for _, end in spans]

    def near(self, start: int, end: int) -> int | None:
        """How far from `text[start:end]` the nearest one stands; None where none is near."""
        before, after = bisect_right(self._ends, start) - 1, bisect_left(self._starts, end)
        gaps = [start - self._ends[before]] if before >= 0 else []
        gaps += [self._starts[after] - end] if after < len(self._starts) else []
        return min((gap for gap in gaps if gap <= NEAR), default=None)


def _hexadecimals(text: str, low: str, around: str) -> Iterator[Key]:
    """64 digits: a key where it is called one, a transaction where it is called that, begins with 0x or stands in an address."""
    found = [each for each in _HEX.finditer(text) if 0 < int(each[2], 16) < _ORDER]
    if not found:
        return
    keys, transactions = _Words(_OF_KEY, low), _Words(_OF_TRANSACTION, low)
    said = around[-400:].lower()
    for each in found:
        start, end = each.span()
        key, transaction = keys.near(start, end), transactions.near(start, end)
        if key is not None and (transaction is None or key <= transaction):
            yield Key(start, end, PRIVATE_KEY)
        elif transaction is None and not each[1] and not _in_address(text, start):
            # The text itself says nothing: then what was asked or said before does.
            if _OF_KEY.search(said):
                yield Key(start, end, PRIVATE_KEY)
            elif not _OF_TRANSACTION.search(said):
                yield Key(start, end, PRIVATE_KEY, sure=False)


def _in_address(text: str, start: int) -> bool:
    """Whether the value stands inside a link, as explorers' pages have it."""
    return bool(re.search(r"(?:https?://|www\.)\S*$", text[max(0, start - 200) : start]))


def _mixed(value: str) -> bool:
    """Nothing one says: letters and digits together, or both cases as they fall, which no name in camelCase has."""
    raw = value.encode()
    if len(raw) - len(raw.translate(None, _DIGITS)) >= 2:
        return len(raw) - len(raw.translate(None, _LETTERS)) >= 4
    return (
        len(value) >= SHORTEST_KEY and len(_HUMP.findall(value)) * 6 >= len(value) and len(_CAPITALS.findall(value)) > 1
    )


def _is_wif(value: str) -> bool:
    """Base58Check with Bitcoin's prefixes for private keys (main 0x80, test 0xEF), Litecoin's 0xB0, Dogecoin's 0x9E."""
    if len(value) not in (51, 52):
        return False
    raw = _base58_checked(value)
    return raw is not None and len(raw) in (33, 34) and raw[0] in (0x80, 0xEF, 0xB0, 0x9E)


def _is_ripple_seed(value: str) -> bool:
    if value[0] != "s" or not 27 <= len(value) <= 31:
        return False
    raw = _base58_checked(value, base58.RIPPLE_ALPHABET)
    return raw is not None and (raw[0] == 0x21 or raw[:3] == b"\x01\xe1\x4b")


def _is_tezos_key(value: str) -> bool:
    return value[:4] in ("edsk", "spsk", "p2sk") and 50 < len(value) < 100 and _base58_checked(value) is not None


def _is_solana_key(value: str) -> bool:
    """64 bytes whose second half is the public key of the first: a signature, which is as long, is not."""
    if not 85 <= len(value) <= 88:
        return False
    try:
        return _is_ed25519(base58.b58decode(value))
    except ValueError:
        return False


def _is_stellar_seed(value: str) -> bool:
    return bool(_STELLAR.fullmatch(value))


def _is_age_key(value: str) -> bool:
    return bool(_AGE.fullmatch(value))


def _is_ed25519(raw: bytes) -> bool:
    if len(raw) != 64:
        return False
    return Ed25519PrivateKey.from_private_bytes(raw[:32]).public_key().public_bytes_raw() == raw[32:]


def _base58_checked(value: str, alphabet: bytes = base58.BITCOIN_ALPHABET) -> bytes | None:
    try:
        return base58.b58decode_check(value, alphabet=alphabet)
    except ValueError:
        return None


_SELF_CHECKING: tuple[Callable[[str], bool], ...] = (
    *(_is_wif, _is_ripple_seed, _is_tezos_key, _is_solana_key, _is_stellar_seed, _is_age_key),
)
