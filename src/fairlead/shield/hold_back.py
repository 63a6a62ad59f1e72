"""What support never asks for, stopped before it leaves the house: who asks for it is a thief, or teaches customers to obey one.

In the four languages agents write most; sentence by sentence, so that "we never ask for your password" is no question for one.
"""

import re

from fairlead.kit.text import AnyOf

_SENTENCE = re.compile(r"[^.!?。！？؟\n]+[.!?。！？؟]?")

_EN_WHAT = (
    r"(?:password|passcode|pass\s?phrase|seed(?:\s+(?:phrase|words?))?|recovery\s+(?:phrase|words?|key)|secret\s+(?:phrase|key|words?)|"
    r"mnemonic|private\s+keys?|key\s?store(?:\s+file)?|api\s+(?:key\s+)?secret|"
    r"(?:2fa|sms|text|e-?mail|verification|security|authenticat\w+|google|login|one[- ]time|confirmation)\s+codes?|"
    r"otp|cvv|cvc|pin(?:\s+code)?|(?:full\s+)?card\s+number|12[\s-]words?|24[\s-]words?)"
    r"(?!\s+(?:reset|change|page|field|form|manager|link|settings|expired|recovery|rules|policy))"
)
_EN_ASK = (
    r"(?:send|give|tell|share|provide|forward|e-?mail|text|dm|reply\s+with|write|post|paste|type\s+(?:here|in\s+(?:this|the)\s+chat)|read\s+out|"
    r"let\s+(?:me|us)\s+(?:know|have|see)|what(?:\s+is|'s)|(?:i|we)\s+(?:will\s+)?(?:need|require|must\s+have)|show\s+(?:me|us)|confirm\s+(?:to\s+)?(?:me|us))"
)
_EN_GIVEN = (
    r"\s+(?:me|us)?\s*(?:with\s+)?(?:over\s+)?(?:the|your|a|ur|his|her|all|full|complete|current|last|new|\d+)?"
    r"(?:\s+\w+){0,3}?\s*"
)
_ASKS = (
    ("en", re.compile(rf"\b{_EN_ASK}\b{_EN_GIVEN}\b{_EN_WHAT}\b", re.IGNORECASE)),
    (
        "en",
        re.compile(
            r"\b(?:install|download|open|start|run)\b[^.]{0,30}\b(?:any\s?desk|team\s?viewer|rust\s?desk|ultra\s?viewer|remote\s+desktop)\b"
            r"|\b(?:send|transfer|move|deposit)\b[^.]{0,40}\b(?:test|verification)\s+(?:amount|payment|transfer|deposit|transaction|funds)\b"
            r"|\bpay\b[^.]{0,30}\b(?:fee|deposit|tax)\b[^.]{0,30}\b(?:unlock|unfreeze|release|verify|activate)\b"
            r"|\b(?:add|write|contact|message|text|call)\s+me\b[^.]{0,20}\b(?:telegram|whats\s?app|wechat|signal|line)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "zh",
        re.compile(
            r"(?:发|發|告诉|告訴|提供|给|給|说|報|报|分享|转发|拍|截图)(?:送|一下|下)?(?:给|給|到)?(?:我|我们|我們|客服|这里|這裡)?(?:们)?(?:一下)?(?:你|您)?的?[^，。！？\n]{0,6}?"
            r"(?:密码|密碼|助记词|助記詞|私钥|私鑰|种子短语|验证码|驗證碼|动态码|谷歌码|短信码|密钥文件|API\s*密钥|CVV|支付密码|资金密码)"
            r"|(?:密码|密碼|助记词|助記詞|私钥|私鑰|验证码|驗證碼|动态码|谷歌码|短信码|API\s*密钥)[^，。！？\n]{0,8}(?:发|發|告诉|告訴|提供|报|報|给|給|说|拍)(?:送|一下|下)?(?:给|給|到)?(?:我|我们|客服|这里|来|过来)"
            r"|(?:下载|安装|打开)[^，。！？\n]{0,10}(?:远程|AnyDesk|TeamViewer|向日葵|ToDesk)",
            re.IGNORECASE,
        ),
    ),
    (
        "es",
        re.compile(
            r"\b(?:env[ií]e|m[aá]nde|d[ií]ga|d[eé]|comparta|facilite|proporcione|indique|escriba|necesit(?:o|amos)|cu[aá]l\s+es|p[aá]se|env[ií]a|manda|dime|comparte)(?:me|nos)?\b"
            r"[^.!?\n]{0,30}\b(?:contrase[ñn]a|clave\s+(?:privada|secreta)|frase\s+(?:semilla|de\s+recuperaci[óo]n|secreta)|palabras\s+(?:semilla|de\s+recuperaci[óo]n)|"
            r"c[óo]digo\s+(?:de\s+verificaci[óo]n|2fa|sms|de\s+seguridad|de\s+google|de\s+un\s+solo\s+uso)|secreto\s+de\s+(?:la\s+)?api|cvv|pin)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "ja",
        re.compile(
            r"(?:パスワード|秘密鍵|リカバリーフレーズ|シードフレーズ|ニーモニック|復元フレーズ|認証コード|確認コード|ワンタイムコード|SMSコード|暗証番号|セキュリティコード|APIシークレット)"
            r"[^。！？\n]{0,14}(?:教えて|送って|お送り|お知らせ|送信して|共有して|ご提供|提示して|書いて|貼り付けて)"
        ),
    ),
)
_NEVER = {
    "en": re.compile(
        r"\b(?:never|not|don'?t|do\s+not|nobody|no\s+one|without|avoid|anyone\s+who|scam\w*|if\s+(?:someone|somebody|anyone)|refuse|instead\s+of)\b",
        re.IGNORECASE,
    ),
    "zh": re.compile(
        r"不|别|別|勿|没有|骗|诈|任何人|从未|禁止|(?:系统|平台|我们|我們)(?:会|將|将|已|已经|刚)?(?:给|給|向|把)?(?:您|你)?(?:的)?[^，。]{0,8}发送"
    ),
    "es": re.compile(r"\b(?:no|nunca|jam[aá]s|nadie|sin|estaf\w*|si\s+alguien)\b", re.IGNORECASE),
    "ja": re.compile(r"ないで|しないで|ません|決して|禁止|詐欺|誰に(?:も|でも)"),
}


# Nothing above is found in a text without one of these.
_WORTH_A_LOOK = AnyOf(
    *(
        "pass",
        "seed",
        "phrase",
        "secret",
        "mnemonic",
        "private",
        "key",
        "code",
        "otp",
        "cvv",
        "cvc",
        "pin",
        "card number",
        "words",
    ),
    *(
        "desk",
        "viewer",
        "remote",
        "test",
        "verification",
        "pay",
        " me ",
        "telegram",
        "whatsapp",
        "密",
        "助",
        "种",
        "碼",
        "码",
        "私",
        "远程",
    ),
    *(
        "下载",
        "安装",
        "打开",
        "contrase",
        "clave",
        "frase",
        "palabras",
        "código",
        "codigo",
        "secreto",
        "パス",
        "鍵",
        "フレーズ",
    ),
    *("コード", "番号", "ニーモニック", "シークレット"),
)


def asks_for_secret(text: str) -> bool:
    """Whether it asks for what opens an account or a wallet, or for what else thieves ask."""
    low = text.lower()
    if not _WORTH_A_LOOK.stands_in(low):
        return False
    for sentence in _SENTENCE.findall(text):
        for language, asks in _ASKS:
            if asks.search(sentence) and not _NEVER[language].search(sentence):
                return True
    return False
