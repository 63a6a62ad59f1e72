"""Whether a message asks about what is in one customer's account, which no article can know, and whether a deposit is missing.
In English, Chinese, Spanish, Japanese and Arabic."""

import re
import unicodedata

from fairlead.infra.words import fold

MOST = 1000

_THINGS = (
    r"(?:deposits?|withdrawa?ls?|withdrawl|transfers?|transactions?|tx|txid|payments?|payouts?|orders?|coins?|funds|money|crypto|"
    r"usdt|usdc|btc|eth|bitcoins?|kyc|verification|appeal|ticket|refund|reward|bonus|cash)"
)
_OWN = (
    re.compile(rf"\bwh?ere?(?:'s|\s+is|\s+are|\s+r|\s+did)?\s+(?:my|our)\b[^.?!]{{0,30}}\b{_THINGS}\b"),
    re.compile(
        r"\b(?:what(?:'s|\s+is)?|how\s+much|check|show|tell|see|know)\b[^.?!]{0,25}\bmy\s+(?:\w+\s+){0,2}?(?:balance|status|pnl|holdings)\b"
    ),
    re.compile(
        rf"\b(?:what(?:'s|\s+is)?|check|tell\s+me)\s+(?:the\s+)?status\s+(?:of|for)\s+my\b|\bmy\s+{_THINGS}(?:'s)?\s+status\b"
    ),
    re.compile(
        r"\bhow\s+much\s+(?:\w+\s+){0,2}?(?:do|did)\s+i\s+(?:have|own|hold|pay|lose|lost|deposit|withdraw|earn)\b(?!\s+to)"
    ),
    re.compile(
        rf"\b(?:is|are|was|were|has|have|did|when\s+will)\s+my\s+(?:\w+\s+){{0,2}}?(?:{_THINGS}|account)\b[^.?!]{{0,25}}\b(?:arrived?|credited|approved|received|sent|processed|blocked|frozen|filled|paid|done|verified|rejected|complete\w*|go\s+through|gone|arrive|come)\b"
    ),
    re.compile(
        r"\bwhy\s+(?:is|was|has|did|are|were)\s+(?:my|you)\b[^.?!]{0,15}\b(?:account|balance|order|position)\b[^.?!]{0,20}\b(?:frozen|froze|blocked|restricted|wrong|lower|less|zero|0|missing|cancel+ed)\b"
    ),
)
_OWN_ES = (
    re.compile(
        r"\bdonde\s+(?:esta|estan|quedo|quedaron)\s+(?:mi|mis)\s+(?:\w+\s+)?(?:deposito|retiro|dinero|plata|fondos|transferencia|transaccion|orden|monedas|criptos?|usdt|btc|bitcoins?|eth)"
    ),
    re.compile(
        r"\b(?:cual\s+es|cuanto|ver|saber|consultar|dime|digame)\b[^.?!]{0,20}\b(?:mi\s+saldo|el\s+estado\s+de\s+mi|tengo\s+en\s+mi\s+cuenta)|\bcuanto\s+(?:saldo|dinero|btc|usdt)?\s*tengo\b"
    ),
    re.compile(
        r"\b(?:ya\s+)?(?:llego|se\s+acredito|aprobaron|proceso|se\s+ejecuto)\s+mi\s+(?:deposito|retiro|verificacion|orden|kyc|transferencia)\b"
    ),
)
_OWN_ZH = re.compile(
    r"我的?(?:那笔|这笔)?(?:充值|提现|提币|转账|订单|委托|钱|币|usdt|u|btc|eth|资金|余额)(?:现在|到底)*(?:在哪里?|去哪里?了?|哪去了|到哪里?了|什么状态|状态是什么|是多少|有多少|到了吗|成功了吗|成交了吗|到账了吗|到账了没|到账没)"
    r"|我(?:账户|账号|的)*(?:里)?(?:还)?(?:有多少|剩多少)(?:钱|余额|币|usdt|u|btc|eth)|查(?:一下|下|询)?我的?(?:余额|订单|充值|提现|提币|状态)|我的?(?:认证|kyc|审核)(?:通过|过)了?(?:吗|没)|我的?余额"
)
_OWN_JA = re.compile(
    r"(?:私の|自分の|わたしの)(?:残高|注文|入金|出金|資産|口座)[^。?？]{0,12}(?:いくら|どこ|状況|状態|どうなって|届いて|完了)|(?:残高|注文の状況|注文状況|出金状況|入金状況)(?:を|は)[^。]{0,6}(?:教え|いくら|確認|どう)"
    r"|(?:入金|出金)(?:した)?[^。]{0,8}(?:どこ(?:に|です|へ)|どうなっ)"
)
_OWN_AR = re.compile(
    r"(?:اين|وين|فين)\s+(?:\w+\s+)?(?:ايداعي|سحبي|اموالي|فلوسي|رصيدي|تحويلي|حوالتي|عملاتي)|(?:كم|ما|ما\s+هو)\s+(?:\w+\s+)?رصيدي|(?:ما\s+)?حاله\s+(?:طلبي|سحبي|ايداعي|ايداع|تحويلي|معاملتي)|هل\s+(?:وصل|تم|اكتمل)\s+(?:\w+\s+)?(?:ايداعي|سحبي|تحويلي|توثيقي)"
)

_MISSING = (
    re.compile(
        r"\b(?:deposit(?:ed|s)?|sent|transfer+ed|top(?:ped)?\s*-?\s*up)\b.*(?:\b(?:not|isnt|hasnt|havent|didnt|nothing|never|missing|zero|0|no\s+sign|nowhere)\b|n't\b)"
        r"|\b(?:missing|where(?:'s|\s+is|\s+are)?\s+(?:my|the\s+\w+\s+i)|never\s+(?:got|received)|not\s+(?:received|credited|arrived)|didn'?t\s+(?:get|receive))\b.*\b(?:deposit|coins?|usdt|usdc|btc|bitcoins?|eth)\b"
    ),
    re.compile(
        r"\b(?:deposit\w*|envie|mande|transferi|recargue)\b.*\b(?:no|aun|todavia|falta|nada|sin|donde)\b|\b(?:donde\s+esta|no\s+(?:me\s+)?(?:llego|llega|aparece))\b.*\b(?:deposito|usdt|btc|bitcoins?|eth|criptos?)\b"
    ),
    re.compile(
        r"(?:ايداع\w*|اودع\w*|ارسلت|حولت).*(?:لم|ما|لا|وين|اين|متاخر|ناقص|بعد)|(?:(?:لم|لا)\s+(?:يصل|يظهر|يضاف)|ما\s+(?:وصل|ظهر)|اين|وين)\w*.*ايداع"
    ),
)
_MISSING_EAST = re.compile(
    r"(?:充值|充币|充的|冲值|入金|(?:usdt|usdc|btc|eth|sol|xrp|ビットコイン|コイン|暗号資産|仮想通貨)を(?:送|転)|(?:转|充|打|汇)了?(?:\d|usdt|u|btc|eth|币)).*(?:没到|未到|没收到|不到账|没有到|没入账|未入账|没显示|没看到|没有看到|不见|还没|没反应|没有|在哪|哪里|查不到|反映され|反映しな|届か|届いて|ありません|まだ|未反映|増えな|入ってい(?:ない|ません))"
)
# A deposit that came another way, or a matter of its own: what is missing of it is not a TxID.
_OTHER = re.compile(
    r"\b(?:(?:someone|somebody|stranger|who)\s+(?:has\s+)?sent\s+me|withdr\w+|with\w*draw\w*|card|bank|sepa|wire|iban|visa|mastercard|p2p|seller|memo|tag|campaign|bonus|promo\w*|reward|voucher|retir\w+|tarjeta|banco|fee|fees|confirmations?\s+(?:do|does)|wrong|address|network)\b"
    r"|提现|提币|银行|信用卡|电汇|卖家|买家|c2c|p2p|商家|memo|tag|标签|活动|奖励|选错|错了|错链|填错|手续费|間違|誤っ|メモ|タグ|出金|銀行|カード|売り手|السحب|سحب|بنك|البنك|بطاقه|البائع|المذكره|شبكه\s+خاط\w+|الشبكه\s+الخاط\w+|بالخطا|بالغلط|\bred\s+(?:equivocada|incorrecta)|\bdireccion\s+(?:equivocada|incorrecta)"
)


def asks_about_own_account(text: str) -> bool:
    """True for "what is my balance" and 「我的提现到哪了」; false for "how do deposits work"."""
    flat, plain, dense = _forms(text)
    return (
        any(pattern.search(flat) for pattern in _OWN)
        or any(pattern.search(plain) for pattern in _OWN_ES)
        or _OWN_AR.search(plain) is not None
        or _OWN_ZH.search(dense) is not None
        or _OWN_JA.search(dense) is not None
    )


def misses_deposit(text: str) -> bool:
    """True where coins were sent to us and are not there."""
    flat, plain, dense = _forms(text)
    if _OTHER.search(flat) or _OTHER.search(plain) or _OTHER.search(dense):
        return False
    return any(pattern.search(each) for pattern in _MISSING for each in (flat, plain)) or (
        _MISSING_EAST.search(dense) is not None
    )


def _forms(text: str) -> tuple[str, str, str]:
    """As written in lower case, folded, and without blanks."""
    flat = re.sub(r"\s+", " ", text[:MOST].replace("’", "'")).strip().lower()
    return flat, fold(flat), unicodedata.normalize("NFKC", flat).replace(" ", "")
