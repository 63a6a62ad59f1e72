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
# 说明 tells and 报告 reports; 点击发送验证码 names a button; what is done about a password, or when, is no password.
_ZH_GIVE = r"(?:发|發|告诉|告訴|提供|给|給|说(?!明)|报(?!告|错|警)|報(?!告|錯|警)|分享|转发|拍|截图)"
_ZH_WHAT = (
    r"(?:密码|密碼|助记词|助記詞|私钥|私鑰|种子短语|验证码|驗證碼|动态码|谷歌码|短信码|密钥文件|API\s*密钥|CVV|支付密码|资金密码)"
    r"(?!重置|重設|修改|找回|错误|錯誤|失败|泄露|输入|页面|按钮|登录|管理|设置|邮件|的?时间)"
)
_ES_GIVE = (
    r"(?:(?:env[ií]e|m[aá]nde|d[ií]ga|comparta|facilite|proporcione|indique|escriba|p[aá]se)(?:me|nos)?|d[eé](?:me|nos)|"
    r"necesit(?:o|amos)|cu[aá]l\s+es|(?:env[ií]a|manda|di|comparte)(?:me|nos)?)"
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
            rf"(?<!点击)(?<!点击[“「\"])(?<!重新)(?<!自动){_ZH_GIVE}(?:送|一下|下)?(?:给|給|到)?(?:我|我们|我們|客服|这里|這裡)?(?:们)?(?:一下)?"
            rf"(?:你|您)?的?[^，。！？\n]{{0,6}}?{_ZH_WHAT}"
            rf"|{_ZH_WHAT}[^，。！？\n]{{0,8}}(?:发|發|告诉|告訴|提供|报|報|给|給|说|拍)(?:送|一下|下)?(?:给|給|到)?(?:我|我们|客服|这里|来|过来)"
            r"|(?:下载|安装|打开)[^，。！？\n]{0,10}(?:远程|AnyDesk|TeamViewer|向日葵|ToDesk)",
            re.IGNORECASE,
        ),
    ),
    (
        "es",
        re.compile(
            rf"(?:\b{_ES_GIVE}\b|\bdé\b)[^.!?\n]{{0,30}}\b(?:contrase[ñn]a|clave\s+(?:privada|secreta)|frase\s+(?:semilla|de\s+recuperaci[óo]n|secreta)|"
            r"palabras\s+(?:semilla|de\s+recuperaci[óo]n)|"
            r"c[óo]digo\s+(?:de\s+verificaci[óo]n|2fa|sms|de\s+seguridad|de\s+google|de\s+un\s+solo\s+uso)|secreto\s+de\s+(?:la\s+)?api|cvv|pin)\b"
            r"(?!\s+en\s+(?:la|el|su|nuestra)\s+(?:p[aá]gina|pantalla|app|aplicaci[óo]n|campo|casilla))",
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
    "es": re.compile(
        r"\b(?:no|nunca|jam[aá]s|nadie|sin\s+(?:dar|enviar|compartir|mostrar|revelar|indicar)\w*|estaf\w*|si\s+alguien)\b",
        re.IGNORECASE,
    ),
    "ja": re.compile(r"ないで|しないで|ません|決して|禁止|詐欺|誰に(?:も|でも)"),
}
# Who tells what others may ask warns of them, unless it is to be told to us.
_WARNS = {
    "zh": (
        re.compile(r"(?:有人|对方|對方|谁|凡是)[^，。]{0,6}(?:要求|让|讓|叫|索要)|谨防|警惕|当心|提防|假冒|冒充|拒绝"),
        re.compile(r"(?:给|給|告诉|告訴|发|發|报|報)(?:送)?(?:我|客服|这里)"),
    ),
    "es": (
        re.compile(
            r"\b(?:si\s+(?:le|te|les)\s+(?:piden|solicitan|exigen)|(?:quien|quienes|que)\s+(?:(?:le|te|les)\s+)?(?:pid|solicit|exi[gj])[ae]n?|"
            r"desconf[ií]\w+|evit[ae]\w*|cuidado|impostor\w*|suplant\w*|ladr[oó]n\w*|fraud\w*|falso)\b",
            re.IGNORECASE,
        ),
        re.compile(r"\b\w+[aeé](?:me|nos)\b\s+(?:el|la|su|tu|los|las|sus)\b|\bnecesit(?:o|amos)\b", re.IGNORECASE),
    ),
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
            if asks.search(sentence) and not _NEVER[language].search(sentence) and not _warns(language, sentence):
                return True
    return False


def _warns(language: str, sentence: str) -> bool:
    told, to_us = _WARNS.get(language, (None, None))
    return bool(told and to_us and told.search(sentence) and not to_us.search(sentence))
