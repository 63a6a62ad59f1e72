"""Secrets as people would paste them, generated with their checksums, and what looks like them and is harmless.

Every value is made from a seed: nothing here has ever opened anything.
"""

import base64
import csv
import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import NamedTuple

import base58
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from mnemonic import Mnemonic

from fairlead.shield.find_phrases import languages, wordlist

DATA = Path(__file__).parents[3] / "shared" / "data"
SIZES = (16, 20, 24, 28, 32)


class Sample(NamedTuple):
    """A message; `secrets` are the pieces none of which may be left in it."""

    text: str
    kind: str
    secrets: tuple[str, ...]
    disguised: bool = False


def phrase(chance: Random, language: str) -> list[str]:
    made = Mnemonic(language, wordlist(language)).to_mnemonic(chance.randbytes(chance.choice(SIZES)))
    return made.replace("\u3000", " ").split(" ")


def _wide(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def _mistyped(chance: Random, words: list[str]) -> list[str]:
    place = chance.choice([place for place, word in enumerate(words) if len(word) > 3])
    word = words[place]
    at = chance.randrange(1, len(word))
    wrong = chance.choice((word[:at] + word[at + 1 :], word[:at] + "e" + word[at:], word[:at] + "x" + word[at + 1 :]))
    return [*words[:place], wrong, *words[place + 1 :]]


def phrases(chance: Random) -> Iterator[Sample]:
    clean: list[Callable[[list[str]], str]] = [
        " ".join,
        lambda words: "my seed phrase is " + " ".join(words) + ". please help",
        lambda words: "助记词：" + " ".join(words) + "，帮我看看",
    ]
    disguises: list[Callable[[list[str]], str]] = [
        ", ".join,
        "\n".join,
        lambda words: "\n".join(f"{number}. {word}" for number, word in enumerate(words, 1)),
        lambda words: " ".join(f"{number}) {word}" for number, word in enumerate(words, 1)),
        lambda words: "\n".join(" ".join(words[at : at + 4]) for at in range(0, len(words), 4)),
        lambda words: _wide("  ".join(words)),
        lambda words: " ".join(words).upper(),
        " - ".join,
        lambda words: " ".join(f"\u200b{word}\u200b" for word in words),
    ]
    for language in languages():
        chinese = language.startswith("chinese")
        for number in range(16):
            words = phrase(chance, language)
            if number < 4:
                yield Sample(chance.choice(clean)(words), "seed_phrase", (" ".join(words),))
                continue
            if number < 7 and not chinese:
                words = _mistyped(chance, words)
                around = ("{}", "Is it so? {}", "I typed {} and it says no.")[number - 4]
                yield Sample(around.format(" ".join(words)), "seed_phrase", (" ".join(words),), disguised=True)
                continue
            yield Sample(disguises[number % len(disguises)](words), "seed_phrase", tuple(words[2:9]), disguised=True)


def _key(chance: Random) -> str:
    return chance.randbytes(32).hex()


def wif(chance: Random) -> str:
    return base58.b58encode_check(b"\x80" + chance.randbytes(32) + (b"\x01" if chance.random() < 0.5 else b"")).decode()


def extended(chance: Random) -> str:
    head = bytes.fromhex(chance.choice(("0488ADE4", "049D7878", "04B2430C", "04358394")))
    return base58.b58encode_check(head + chance.randbytes(41) + b"\x00" + chance.randbytes(32)).decode()


def solana(chance: Random) -> tuple[str, bytes]:
    seed = chance.randbytes(32)
    raw = seed + Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
    return base58.b58encode(raw).decode(), raw


def solana_signature(chance: Random) -> str:
    return base58.b58encode(chance.randbytes(64)).decode()


def ripple(chance: Random) -> str:
    return base58.b58encode_check(b"\x21" + chance.randbytes(16), alphabet=base58.RIPPLE_ALPHABET).decode()


def stellar(chance: Random) -> str:
    payload = b"\x90" + chance.randbytes(32)
    crc = 0
    for byte in payload:
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1 ^ 0x1021 if crc & 0x8000 else crc << 1) & 0xFFFF
    return base64.b32encode(payload + crc.to_bytes(2, "little")).decode()


def base62(chance: Random, length: int) -> str:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
    return "".join(chance.choice(letters) for _ in range(length))


def base32(chance: Random, length: int) -> str:
    return "".join(chance.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") for _ in range(length - 2)) + "2A"


def pem(chance: Random) -> str:
    body = "\n".join(base64.b64encode(chance.randbytes(48)).decode() for _ in range(3))
    kind = chance.choice(("PRIVATE KEY", "EC PRIVATE KEY", "RSA PRIVATE KEY", "OPENSSH PRIVATE KEY"))
    return f"-----BEGIN {kind}-----\n{body}\n-----END {kind}-----"


def keystore(chance: Random) -> str:
    crypto = {"cipher": "aes-128-ctr", "ciphertext": _key(chance), "kdf": "scrypt", "mac": _key(chance)}
    return json.dumps({"address": _key(chance)[:40], "version": 3, "crypto": crypto})


def card(chance: Random) -> str:
    begin = chance.choice(("4539", "5412", "2223", "6011", "3528", "6222"))
    digits = begin + "".join(str(chance.randrange(10)) for _ in range(11))
    doubled = [int(digit) * (1 if place % 2 else 2) for place, digit in enumerate(reversed(digits))]
    total = sum(value - 9 if value > 9 else value for value in doubled)
    return digits + str(-total % 10)


def _grouped(digits: str) -> str:
    return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))


def keys(chance: Random) -> Iterator[Sample]:
    for number in range(10):
        bare = number % 2
        for make in (wif, extended, ripple, stellar):
            value = make(chance)
            text = value if bare else f"this is my key {value} can you import it"
            yield Sample(text, "private_key", (value,))
        value, raw = solana(chance)
        yield Sample(value if bare else f"我的私钥是{value}，转不出去", "private_key", (value,))
        if bare:
            yield Sample(f"[{','.join(map(str, raw))}]", "private_key", (",".join(map(str, raw[:32])),))
        value = _key(chance)
        said = (
            "private key: {}",
            "my private key is 0x{}",
            "私钥 {}",
            "clave privada: {}",
            "{} <- that is my private key",
        )
        yield Sample(said[number % 5].format(value), "private_key", (value,))
        value = pem(chance)
        yield Sample(f"my key\n{value}\nthanks", "private_key", tuple(value.splitlines()[1:3]))
        value = keystore(chance)
        yield Sample(f"keystore {value}", "private_key", (value[60:120],))


def words_around(chance: Random) -> Iterator[Sample]:
    for number in range(10):
        value = base62(chance, chance.choice((32, 40, 64)))
        said = (
            "api secret: {}",
            "my API key secret is {} and it fails",
            "apiSecret={}",
            "API 密钥：{}",
            "Secret Key: {}",
        )
        yield Sample(said[number % 5].format(value), "api_secret", (value,))
        value = base32(chance, chance.choice((16, 32)))
        said = (
            "2FA setup key {}",
            "my google authenticator key is {}",
            "谷歌验证器密钥 {}",
            "otpauth://totp/X:me?secret={}",
            "TOTP secret: {}",
        )
        yield Sample(said[number % 5].format(value), "two_factor_key", (value,))
        value = f"{chance.randrange(10**6):06d}"
        said = (
            *(
                "my verification code is {}",
                "验证码是{}",
                "the code I got is {}",
                "{} is my google code",
                "el código de verificación es {}",
                "mi código es {}",
                "コードは{}です",
            ),
            *(
                "2fa: {}",
                "认证コード {}".replace("认证", "認証"),
                "短信码 {} 不对",
                "OTP {} not working",
                "код подтверждения {}",
            ),
        )
        yield Sample(said[number].format(value), "code", (value,))
        yield Sample(
            said[number].format(f"{value[:3]} {value[3:]}"), "code", (value[:3] + " " + value[3:],), disguised=True
        )
        value = base62(chance, 7) + chance.choice("!@#$") + str(chance.randrange(10))
        said = ("my password is {}", "login password: {}", "密码是{}", "contraseña: {}", "パスワード：{}")
        yield Sample(said[number % 5].format(value), "password", (value,))
        value = card(chance)
        said = ("my card {}", "卡号 {}", "{}", "visa {} exp 09/27", "the card number is {}, it was declined")
        text = said[number % 5]
        yield Sample(
            text.format(_grouped(value) if number % 2 else value),
            "card_number",
            (_grouped(value) if number % 2 else value,),
        )


def samples(chance: Random) -> list[Sample]:
    return [
        *phrases(chance),
        *(each for _ in range(3) for each in keys(chance)),
        *(each for _ in range(3) for each in words_around(chance)),
    ]


def lookalikes(chance: Random) -> Iterator[tuple[str, str]]:
    """Harmless messages by what they hold: `txid`, `address`, `order`, `amount`, `phone`, `words`, `talk`."""
    txid = (
        *(
            "my txid {}",
            "TxID: {} still pending",
            "here is the hash {}",
            "交易哈希 {} 没到账",
            "deposit {} not credited",
            "{} 这个充币没到",
        ),
        *(
            "https://tronscan.org/#/transaction/{}",
            "https://etherscan.io/tx/0x{}",
            "0x{}",
            "I sent it yesterday, {}",
            "hash: 0x{}",
            "提现 {}",
        ),
    )
    for number in range(600):
        yield "txid", txid[number % len(txid)].format(_key(chance))
    for number in range(150):
        value = solana_signature(chance)
        yield "txid", ("tx {}", "{}", "my solana transaction {} failed")[number % 3].format(value)
    addresses: tuple[Callable[[], str], ...] = (
        lambda: "0x" + chance.randbytes(20).hex(),
        lambda: base58.b58encode_check(b"\x00" + chance.randbytes(20)).decode(),
        lambda: base58.b58encode_check(b"\x41" + chance.randbytes(20)).decode(),
        lambda: "bc1q" + "".join(chance.choice("qpzry9x8gf2tvdw0s3jn54khce6mua7l") for _ in range(38)),
        lambda: base58.b58encode(chance.randbytes(32)).decode(),
        lambda: base58.b58encode_check(b"\x00" + chance.randbytes(20), alphabet=base58.RIPPLE_ALPHABET).decode(),
        lambda: "G" + base32(chance, 55),
    )
    said = (
        "{}",
        "address {}",
        "I sent to {} with memo 10482913",
        "充值地址 {}",
        "is {} your wallet?",
        "please add {} to my whitelist",
    )
    for number in range(500):
        yield "address", said[number % len(said)].format(addresses[number % len(addresses)]())
    orders = (
        "order {}",
        "my order id is {}",
        "订单号 {}",
        "{}",
        "withdrawal {} pending",
        "UID 482913, order {}",
        "P2P order number: {}",
        "订单 {} 卡住了",
    )
    for number in range(500):
        digits = "".join(str(chance.randrange(10)) for _ in range(chance.choice((8, 10, 12, 16, 18, 19))))
        yield "order", orders[number % len(orders)].format("1" + digits[1:] if number % 3 else digits)
    amounts = (
        "I bought {} USDT",
        "balance {} BTC",
        "fee was {}",
        "{} 元",
        "amount: {} eur on 2026-11-02",
        "price went to {}",
    )
    for number in range(150):
        yield "amount", amounts[number % len(amounts)].format(f"{chance.lognormvariate(5, 3):,.4f}")
    phones = (
        "call me at {}",
        "my phone +{}",
        "手机号 {}",
        "tel: {}",
        "UID {} and I did not receive the verification code",
    )
    for number in range(150):
        yield (
            "phone",
            phones[number % len(phones)].format(
                "".join(str(chance.randrange(10)) for _ in range(chance.choice((9, 10, 11))))
            ),
        )
    everyday = [
        *(
            "table",
            "chair",
            "lamp",
            "sofa",
            "kitchen",
            "garden",
            "coffee",
            "tea",
            "bread",
            "butter",
            "jacket",
            "shirt",
            "spoon",
        ),
        *("fork", "mirror", "carpet", "towel", "soap", "shampoo", "laundry", "fridge", "oven", "wardrobe", "curtain"),
    ]
    for _ in range(100):
        chance.shuffle(everyday)
        yield "words", "I need " + ", ".join(everyday[: chance.randint(8, 20)])
    talk = (
        *(
            "error code 500113 when I log in",
            "I did not get the verification code, my UID is 48291345",
            "my password is wrong",
            "the password is not working",
        ),
        *(
            "code 10023 appears",
            "promo code 482913 does not work",
            "登录密码是错的",
            "收不到验证码，账号 13800138000",
            "我忘记密码了",
            "验证码错误，订单 20261122",
        ),
        *(
            "my password is incorrect please reset",
            "密码是多少我忘了",
            "I forgot my password",
            "can you reset my 2FA?",
            "what is an API secret?",
            "where do I find the API secret key",
        ),
        *(
            "the seed phrase of my wallet is lost",
            "我的助记词丢了怎么办",
            "private key stolen?",
            "is it safe to give my verification code 2 times?",
            "the verification code expired after 5 minutes",
        ),
        *(
            "no code in 30 minutes",
            "2FA reset takes 24 hours?",
            "invite code 88123456",
            "pin the message please",
            "withdrawal code not sent at 12:30:45",
            "2026-11-22 otp missing",
        ),
    )
    for number in range(200):
        yield "talk", talk[number % len(talk)]


def talk() -> Iterator[tuple[str, str]]:
    """What people really said to a bank, an assistant and a guide, none of it a secret: the language and the text."""
    for path in (DATA / "intents" / "banking77").rglob("*.csv"):
        with path.open() as rows:
            yield from (("en", row[0]) for row in csv.reader(rows))
    for rows in json.loads((DATA / "intents" / "clinc150" / "train_val.json").read_text()).values():
        yield from (("en", row[0]) for row in rows)
    for path in (DATA / "chats" / "crosswoz-zh").rglob("*.zip"):
        with zipfile.ZipFile(path) as packed:
            for name in packed.namelist():
                for dialogue in json.loads(packed.read(name)).values():
                    yield from (("zh", message["content"]) for message in dialogue["messages"])
