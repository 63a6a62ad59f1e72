"""One-time codes, passwords and card numbers in text, by the words around them and, for cards, by their check digit."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from fairlead.kit.text import AnyOf

CODE, PASSWORD, CARD = "code", "password", "card_number"


class Code(NamedTuple):
    """`text[start:end]`."""

    start: int
    end: int
    kind: str


_DIGITS = re.compile(r"[0-9][0-9 -]{2}[0-9 -]*[0-9]")
# A number in one piece, or in two or three groups; not part of an amount, an address or a longer number.
_NUMBER = (
    r"(?P<code>[0-9](?<![a-z0-9_.,#/$€¥-][0-9])(?:[0-9]{5,7}|[0-9]{2}[ -][0-9]{3,4}|[0-9]{3}[ -][0-9]{4}|(?: [0-9]){5}))"
    r"(?![a-z0-9_/%]|[.,]\d|-\d| ?(?:usdt?|btc|eth|eur|cny|rmb|元|块|美元|个币))"
)
_CODE_WORD = (
    r"(?:(?:verification|verify|security|sms|text|e-?mail|2fa|mfa|two[- ]factor|auth\w*|google|ga|login|log-?in|sign-?in|"
    r"one[- ]time|otp|confirmation|access|withdrawal|device|backup|recovery)[\s-]+(?:codes?|number|pin|token|password)|"
    r"otp|totp|2fa|passcode|"
    r"验证码|驗證碼|校验码|动态码|動態碼|动态口令|短信码|谷歌码|谷歌验证|安全码|认证码|一次性密码|恢复码|备用码|"
    r"c[óo]digo\s+(?:de\s+)?(?:verificaci[óo]n|seguridad|sms|autenticaci[óo]n|acceso|confirmaci[óo]n|2fa|google)|"
    r"認証コード|確認コード|ワンタイム(?:パスワード|コード)|セキュリティコード|二段階認証コード|"
    r"код\w*\s+(?:подтвержд\w+|из\s+смс|из\s+sms|безопасност\w+|2fa)|смс[\s-]код|"
    r"رمز\s+(?:التحقق|التأكيد|الأمان|المصادقة|الدخول)|كود\s+(?:التحقق|التأكيد|التفعيل)|인증\s*(?:코드|번호)|보안\s*코드)"
)
# No text is looked at closely without one of these.
_OF_CODES = AnyOf(
    *("code", "otp", "2fa", "mfa", "token", "pin", "password", "number", "código", "codigo", "код", "رمز", "كود"),
    *("码", "碼", "口令", "コード", "パスワード", "코드", "번호"),
)
_OF_PASSWORDS = AnyOf(
    "pass", "pwd", "密码", "密碼", "口令", "contrase", "clave", "パスワード", "пароль", "كلمة", "비밀번호"
)
_OF_PINS = AnyOf("pin", "cvv", "cvc")
# Said between the word and a number, these tell that the number is something else.
_OTHER = (
    r"(?:u\.?id|user\s*id|order|account\s*(?:no|number|id)|ticket|case|ref(?:erence)?|phone|tel|mobile|number\s+is|amount|#|no\.|"
    r"txid|block|zip|since|订单|編號|编号|账号|帳號|单号|工单|手机|电话|金额|区块|pedido|cuenta|tel[ée]fono|注文|口座|電話|"
    r"рахунок|заказ|телефон|الطلب|هاتف|주문|전화)"
)
_FAR, _BEFORE = 40, 25
# Codes nobody has to hide.
_HARMLESS = (
    *("error", "status", "promo", "invite", "referral", "country", "postal", "area", "zip", "case"),
    *("coupon", "order", "bank", "sort", "voucher"),
)
_NOT_OF_THESE = "".join(rf"(?<!{word} code)" for word in _HARMLESS)
_CODE_IS = re.compile(
    rf"code{_NOT_OF_THESE}\s*(?:that\s+)?(?:i\s+(?:got|received|have)\s+)?(?:is|was|says|:|：|=|->)(?=\s*{_NUMBER})"
)
_OF_CODES_ELSEWHERE = AnyOf("código", "codigo", "コード", "الرمز", "الكود")
_CODE_IS_ELSEWHERE = re.compile(
    r"(?:c[óo]digo\s*(?:que\s+(?:recib[íi]|me\s+lleg[óo])\s+)?(?:es|era|:|=)|(?<!エラー)(?<!招待)コード(?:は|:|：)|"
    rf"(?:الرمز|الكود)\s*(?:هو|:))(?=\s*{_NUMBER})"
)
_CODE = re.compile(_CODE_WORD)
_DIGITS_OF_CODE = re.compile(_NUMBER)
_NAMES_ANOTHER = re.compile(_OTHER)
_APART = re.compile(r"[\n\d]")
_PIN = re.compile(
    r"pin(?<![a-z]pin)(?:\s*code)?\s*(?:is|was|:|：|=)\s*(?P<code>\d{4,6})(?!\d)|"
    r"cv[vc]2?\s*(?:code)?\s*(?:is|was|:|：|=)?\s*(?P<cvv>\d{3,4})(?!\d)"
)
_PASSWORD = re.compile(
    r"(?:pass\s?(?:word|phrase|wd)\b|pwd\b|密码|密碼|口令|contrase[ñn]a|clave\b|パスワード|"
    r"пароль|كلمة\s+(?:المرور|السر)|비밀번호)(?:\s*(?:of|for|to)\s+(?:my\s+)?\w+)?[ \t]*"
    r"(?P<link>is|was|es|era|是|为|為|は|это|هي|:|：|=|->)[ \t]*[\"'“‘「`]?(?P<password>[!-~]{4,64})"
)
_PLAIN_LINK = re.compile(r"is|was|es|era|это|هي")
_CARD = re.compile(r"[0-9](?<![a-z0-9_.,#/=-][0-9])(?:[ -]?[0-9]){12,18}(?![a-z0-9_/]|[.,]\d|-\d)")
_GROUPED = re.compile(r"\d{4}[ -]\d{4}[ -]\d{4}[ -]\d{1,7}|\d{4}[ -]\d{6}[ -]\d{5}")
_CARD_WORD = re.compile(
    r"card\b|visa|master\s?card|amex|unionpay|cvv|exp[ .:/]|expir|tarjeta|银行卡|卡号|信用卡|借记卡|カード|карт|بطاقة|카드"
)
_NOT_CARD = re.compile(
    r"order|id\b|trade|tx(?!t)|ref|ticket|withdraw|deposit|account|订单|单号|编号|流水|账号|注文|pedido|orden|заказ|طلب|주문"
)
# ISO/IEC 7812: the beginnings of the networks' numbers, with the lengths they give out.
_NETWORKS = re.compile(
    r"4\d{15}|(?:5[1-5]\d\d|222[1-9]|22[3-9]\d|2[3-6]\d\d|27[01]\d|2720)\d{12}|3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11}|"
    r"(?:6011|65\d\d|64[4-9]\d)\d{12}|35(?:2[89]|[3-8]\d)\d{12}|62\d{14,17}"
)
_FULL_WIDTH = {0xFF10 + digit: 0x30 + digit for digit in range(10)}


def find_codes(text: str, low: str) -> list[Code]:
    """Every one-time code, password and card number. `low`: the text as `lower` gives it. Linear in the length."""
    found = list(_passwords(text, low)) if _OF_PASSWORDS.stands_in(low) else []
    if _DIGITS.search(low):
        if _OF_CODES.stands_in(low):
            found += _one_time(low)
        found += _cards(low)
    if _OF_PINS.stands_in(low):
        found += _pins(low)
    return found


def lower(text: str) -> str:
    """Small letters and usual digits, one for one, so that each is in its place."""
    low = text.lower()
    if len(low) != len(text):
        low = "".join(small if len(small := char.lower()) == 1 else char for char in text)
    return low if low.isascii() else low.translate(_FULL_WIDTH)


def _one_time(text: str) -> Iterator[Code]:
    for word in _CODE.finditer(text):
        # A little more than may stand between, for the number itself and what follows it.
        after = _DIGITS_OF_CODE.search(text, word.end(), word.end() + _FAR + 16)
        if after is not None and _belongs(text[word.end() : after.start()], _FAR):
            yield Code(*after.span(), CODE)
        for before in _DIGITS_OF_CODE.finditer(text, max(0, word.start() - _BEFORE - 16), word.start() + 1):
            if _belongs(text[before.end() : word.start()], _BEFORE):
                yield Code(*before.span(), CODE)
    for pattern in (_CODE_IS, _CODE_IS_ELSEWHERE) if _OF_CODES_ELSEWHERE.stands_in(text) else (_CODE_IS,):
        for said in pattern.finditer(text):
            yield Code(*said.span("code"), CODE)


def _belongs(between: str, most: int) -> bool:
    """Whether a number that far from a word for codes is the code: nothing between them names another number."""
    return len(between) <= most and not _APART.search(between) and not _NAMES_ANOTHER.search(between)


def _pins(text: str) -> Iterator[Code]:
    for found in _PIN.finditer(text):
        yield Code(*found.span("code" if found["code"] else "cvv"), CODE)


def _passwords(text: str, low: str) -> Iterator[Code]:
    for found in _PASSWORD.finditer(low):
        word = text[found.start("password") : found.end("password")].rstrip("\"'`.,;)")
        # "My password is wrong" gives nothing away.
        if (
            len(word) >= 4
            and any(map(str.isalnum, word))
            and (not _PLAIN_LINK.fullmatch(found["link"]) or not word.isalpha() or _odd_case(word))
        ):
            if word.isalpha() and word.islower() and len(word) < 6:
                continue
            start = found.start("password")
            yield Code(start, start + len(word), PASSWORD)


def _odd_case(word: str) -> bool:
    return word != word.lower() and word != word.capitalize() and word != word.upper()


def _cards(text: str) -> Iterator[Code]:
    for found in _CARD.finditer(text):
        digits = re.sub(r"[ -]", "", found.group())
        if not _NETWORKS.fullmatch(digits) or not _luhn(digits):
            continue
        start, end = found.span()
        near = text[max(0, start - 40) : start] + text[end : end + 25]
        by_itself = _GROUPED.fullmatch(found.group()) or digits == text.strip()
        if _CARD_WORD.search(near) or (by_itself and not _NOT_CARD.search(near)):
            yield Code(start, end, CARD)


def _luhn(digits: str) -> bool:
    """ISO/IEC 7812-1, annex B."""
    doubled = [int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(digits))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0
