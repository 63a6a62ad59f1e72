"""Which case of the taxonomy a customer tells of: one that goes wrong for himself, and no question how something works. In
English, Chinese, Spanish, Japanese and Arabic; what is needed of a case stands in the taxonomy itself."""

import re
import unicodedata
from typing import NamedTuple

from fairlead.bot.about_account import misses_deposit
from fairlead.infra.words import fold

MOST = 1000
DEPOSIT = "DEP-NOCRED"
# On its way, or gone and not there: of the exchange's side, as no bank's is.
WITHDRAWAL = frozenset({"WDR-PEND", "WDR-NOTRECV"})


class _Sign(NamedTuple):
    """`all_of`: each is somewhere in the words; `none_of`: this is not. Written as `_forms` gives them."""

    code: str
    all_of: tuple[re.Pattern[str], ...]
    none_of: re.Pattern[str] | None = None


def _any(*parts: str) -> re.Pattern[str]:
    return re.compile("|".join(parts))


_WITHDRAW = _any(r"\bwith\s?dr[ae]w\w*|\bpay\s?outs?\b|\bretir\w+|سحب|提现|提币|提款|转出|出金")
_NOT_THERE = _any(
    r"\b(?:not|never|n't|isnt|hasnt|didnt|havent|yet\s+to)\b.{0,40}\b(?:arriv\w*|receiv\w*|credit\w*|there|show\w*|come|came|got|get|appear\w*|land\w*)\b",
    r"n't\s.{0,40}\b(?:arriv\w*|receiv\w*|credit\w*|show\w*|come|got|appear\w*)\b|\bmissing\b|\bnowhere\b|\bnothing\s+(?:arrived|came|received)\b",
    r"\b(?:no|aun\s+no|todavia\s+no|nunca)\s+(?:me\s+|se\s+|lo\s+|la\s+|he\s+|ha\s+|han\s+|hemos\s+)*(?:lleg\w+|recib\w+|acredit\w+|aparec\w+|reflej\w+|abon\w+)",
    r"(?:لم|لا|ما)\s+(?:\w+\s+)?(?:يصل\w*|تصل\w*|وصل\w*|استلم\w*|يضاف|يظهر|تظهر)",
    r"没到|未到|没收到|未收到|没有收到|不到账|没有到|没入账|未入账|还没收|没显示|没看到|收不到|届い(?:て)?(?:い)?(?:ない|ません)|届か|届きません|反映され(?:ない|ません|て(?:い)?(?:ない|ません))|着金し(?:ない|ません|てい)|入ってい(?:ない|ません)|入りません|受け取って(?:い)?(?:ない|ません)",
)
_STUCK = _any(
    r"\b(?:pending|stuck|delayed|on\s+hold|held\s+up|taking\s+(?:too|so|very|forever|ages)|too\s+long|so\s+slow|waiting|under\s+review|in\s+review|in\s+process|processing)\b|\bstill\s+(?:not|in|on|waiting|says)\b",
    r"\b(?:pendientes?|procesando|en\s+proceso|en\s+revision|atascad\w+|trabad\w+|detenid\w+|demorad\w+|retrasad\w+|esperando|sigue\s+(?:sin|en)|tard(?:a|ando)\s+(?:mucho|demasiado))\b",
    r"معلق\w*|قيد|متاخر\w*|تاخر\w*|عالق\w*|انتظر|منتظر|لا\s+يزال|ما\s+زال",
    r"处理中|审核中|卡住|卡了|卡在|一直(?:在|没|不|处|显)|还在|还没|待处理|待审|很久|半天|好几天|迟迟|等了|保留|処理中|審査中|確認中|止ま|まだ|進ま|進みません|終わら|完了し(?:ない|ません)|遅い|遅れ|待って",
)
_DENIED = _any(
    r"\b(?:rejected|refused|declined|denied|fail(?:ed|s|ing)?|unsuccessful|not\s+(?:accepted|approved)|keeps?\s+(?:failing|rejecting|getting))\b",
    r"\b(?:rechaz\w+|deneg\w+|fall(?:o|a|ando|ida)|no\s+(?:fue\s+|ha\s+sido\s+)?(?:aprob\w+|acept\w+))\b",
    r"رفض\w*|مرفوض\w*|ترفض|فشل\w*|لم\s+(?:يقبل|تقبل|يتم\s+قبول)",
    r"被拒|拒绝|拒付|没通过|未通过|没过|不通过|通不过|过不了|驳回|失败|拒否|却下|否認|否決|失敗|通らな|通りません|落ち",
)
_FEE = _any(r"\b(?:fees?|commission)\b|\bcomision\w*|رسوم|عموله|العموله|手续费|佣金|手数料")
_CHARGED = _any(
    r"\b(?:charged|overcharged|deducted|took|taken|too\s+(?:much|high)|more\s+than|twice|double|wrong|higher|incorrect)\b",
    r"\b(?:cobr(?:aron|o|ado|aste)|descont\w+|demasiad\w+|doble|dos\s+veces|de\s+mas|incorrect\w+|equivocad\w+)\b",
    r"خصم\w*|مرتين|اكثر|مرتفعه|خاطءه|خاطيه",
    r"扣了|扣掉|扣我|多扣|被扣|多收|太高|收了|不对|重复|引かれ|取られ|高すぎ|多く|二重|おかしい|間違",
)
_CARD = _any(
    r"\b(?:credit|debit|bank|visa|master)?\s?cards?\b|\btarjetas?\b|بطاق(?:ه|ت)|银行卡|信用卡|刷卡|我的卡|卡被|卡片|カード"
)
_BUY = _any(
    r"\b(?:buy|bought|buying|purchas\w+|paid|payment)\b|\b(?:compr\w+|pag(?:ue|o|ar))\b|شراء|اشتري\w*|دفع\w*|买|购买|充值|支付|付款|購入|買|支払"
)
_BANK = _any(
    r"\b(?:bank|wire|sepa|iban|swift|ach)\b|\b(?:banco|bancari\w+)\b|بنك\w*|البنك|بنكي\w*|مصرفي\w*|银行|电汇|汇款|銀行|振込|振り込"
)
_P2P = _any(r"\bp2p\b|\bc2c\b|\bsellers?\b|\bmerchant\b|\bvendedor\w*|الباءع|البايع|卖家|商家|売り手|販売者")
_NOT_RELEASED = _any(
    r"\b(?:not|never|n't|hasnt|didnt|wont|refus\w+\s+to)\b.{0,30}\breleas\w*|n't\s.{0,30}\breleas\w*|\bno\s+(?:me\s+|ha\s+|quiere\s+)*liber\w+",
    r"(?:لم|لا)\s+(?:\w+\s+)?(?:يحرر|يفرج|يطلق|تحرير)|不放币|没放币|未放币|不放行|没放行|不肯放|リリースし(?:ない|ません|て)|リリースされ|解放(?:し|され)",
)
_DONE = _any(
    r"\b(?:completed?|success\w*|confirmed|finished|sent\s+out|processed)\b|\b(?:complet\w+|exitos\w+|confirmad\w+|enviad\w+)\b",
    r"مكتمل\w*|اكتمل\w*|نجح\w*|ناجح\w*|موكد\w*|完成|成功|已转出|已发出|已确认|完了|成功し",
)
_IDENTITY = _any(
    r"\bkyc\b|\b(?:identity|id)\s+(?:check|verification|document)|\bverification\b|\bverificacion\b|\bmi\s+identidad\b|توثيق\w*|التحقق|التوثيق|kyc|认证|实名|身份|本人確認"
)
_CODE = _any(
    r"\b(?:verification\s+|security\s+|sms\s+|e-?mail\s+)?codes?\b|\bcodigos?\b|رمز|الرمز|كود|الكود|رموز|验证码|校验码|コード"
)
_SECOND = _any(
    r"\b2\s?fa\b|\btwo[\s-]factor\b|\bauthenticat\w+\s*app\b|\bauthenticator\b|\bautenticador\w*|\bdos\s+factores\b|\bgoogle\s+auth\w*|المصادقه|المصادق",
    r"谷歌验证|验证器|双重验证|二次验证|两步验证|身份验证器|認証アプリ|二段階認証|2段階認証|二要素|オーセンティケ",
)
_LOST = _any(
    r"\b(?:lost|lose|losing|new\s+phone|broke|broken|stolen|deleted|uninstalled|no\s+longer|wiped|gone|invalid|changed\s+(?:my\s+)?phones?)\b",
    r"\b(?:can'?t|cannot|can\s+not|n't)\s+(?:\w+\s+){0,2}?(?:access|use|open|work|find|get)\w*\b|\bnot\s+work\w*|\bstopped\s+working\b",
    r"\b(?:perdi\w*|cambie|nuevo\s+(?:telefono|movil|celular)|borr[eo]\w*|robaron|no\s+(?:funciona|sirve|tengo|puedo\s+(?:usar|acceder|abrir)))\b",
    r"فقدت|ضاع\w*|حذفت|لا\s+يعمل|لا\s+تعمل|سرق\w*|كسر|هاتف\s+جديد|غيرت|لا\s+استطيع",
    r"丢了|丢失|遗失|掉了|换了?(?:新)?手机|新手机|没了|失效|用不了|不能用|打不开|删了|删除了|坏了|紛失|なくし|失くし|無くし|機種変|消え|消して|使えな|使えません|壊れ|盗まれ",
)
_NO_ENTRY = _any(
    r"\b(?:can'?t|cannot|can\s+not|unable\s+to|couldn'?t|not\s+able\s+to|won'?t\s+let\s+me|cant)\s+(?:\w+\s+){0,2}?(?:log\s*-?\s*in|sign\s*-?\s*in|log\s*-?\s*on|enter\s+my\s+account|get\s+into\s+my\s+account|access\s+my\s+account)",
    r"\blog\s*-?\s*in\s+(?:keeps\s+)?(?:fail\w*|error|problem|does\s*n.?t|not\s+work\w*)|\blocked\s+out\s+of\s+my\s+account",
    r"\bno\s+(?:puedo|logro|me\s+deja|consigo)\s+(?:\w+\s+){0,2}?(?:iniciar|entrar|acceder|ingresar|loguear\w*)",
    r"(?:لا|لم)\s+(?:استطيع|استطع|يمكنني|اقدر|اتمكن)\s+(?:\w+\s+)?(?:تسجيل\s+الدخول|الدخول|تسجيل\s+دخولي)|تعذر\s+(?:علي\s+)?تسجيل\s+الدخول",
    r"登[录陆入]不(?:了|上|进)|无法登[录陆入]|登不(?:上|进|了)|登[录陆]失败|不能登[录陆]|进不去账|(?:ログイン|サインイン)(?:が)?(?:でき|出来)(?:ない|ません|なく)|ログインに?失敗|ログインエラー",
)
_ORDER = _any(
    r"\borders?\b|\bordenes\b|\borden\b|\btrades?\b|طلبي|امري|امر\s+(?:البيع|الشراء|حد)|الطلب|الامر|订单|委托|挂单|限价单|市价单|注文"
)
_NOT_FILLED = _any(
    r"\b(?:not|never|n't|hasnt|isnt|wasnt|didnt|wont)\b.{0,25}\b(?:fill\w*|execut\w*|trigger\w*|match\w*|go\s+through)\b|n't\s.{0,25}\b(?:fill\w*|execut\w*|trigger\w*|match\w*)\b|\bunfilled\b|\bpartial\w*",
    r"\b(?:stuck|rejected|got\s+cancel+ed|was\s+cancel+ed)\b|\bno\s+(?:se\s+)?(?:me\s+)?(?:ha\s+)?(?:ejecut\w+|complet\w+|llen\w+)|\brechaz\w+|\bparcial\w*",
    r"لم\s+(?:ينفذ|يتم\s+تنفيذ\w*|تنفذ)|رفض\w*|معلق|جزءي\w*|没成交|未成交|不成交|没有成交|成交不了|部分成交|被拒|拒绝|约不上|約定し(?:ない|ません|てい)|約定され|拒否|一部(?:だけ|しか)",
)
_SENT = _any(
    r"\b(?:deposit\w*|sent|transferred)\b|\b(?:envie|mande|transferi)\b|ايداع\w*|اودع\w*|ارسلت|حولت|充|转|打了|打到|入金|送金|送りました|送って"
)
_NETWORK = _any(r"\b(?:networks?|chains?)\b|\b(?:red|cadena)\b|شبك(?:ه|ات)|网络|網路|链|鏈|ネットワーク|チェーン")
_ADDRESS = _any(r"\baddress\b|\bdireccion\b|عنوان|地址|アドレス")
_MISTAKEN = _any(
    r"\b(?:wrong|incorrect|by\s+mistake|mistakenly)\b|\b(?:equivocad\w+|incorrect\w+|erronea|por\s+error|me\s+equivoque)\b",
    r"خاط\w+|بالخطا|بالغلط|غلط|[选選填转轉充打搞]错|错[了链网]|用错|提错|間違|誤っ",
)
_MEMO = _any(r"(?<![a-z])(?:memo|tag)s?(?![a-z])|مذكره|المذكره|الوسم|标签|備註|备注|メモ|タグ")
_LEFT_OUT = _any(
    r"\b(?:forgot|left\s+out|omitted|did\s?n[o']?t\s+(?:add|include|enter|put|use|write|fill)|wrong)\b|\b(?:sent|deposited)\b.{0,40}\bwithout\b",
    r"\b(?:olvide|olvido|me\s+falto|equivocad\w+|no\s+puse|no\s+inclui)\b|\b(?:envie|deposite|mande|transferi)\b.{0,40}\bsin\b",
    r"نسيت|لم\s+(?:اكتب|اضع|ادخل|اضف)|(?:ارسلت|اودعت|حولت).{0,40}(?:بدون|دون)|خاط\w+",
    r"忘|没填|没写|没有填|没加|漏[填写了]|填错|写错|入れず|入れ(?:ないで|ませんでした)|つけずに|間違",
)
# What asks how something works in general, unless it is about his own.
_GENERAL = _any(
    r"\bhow\s+(?:long|many|much|do|does|can|to)\b|\bwhat\s+(?:if|happens)\b|\bif\s+(?:my|a|an|the)\b|\bcuanto\s+(?:tarda|tiempo|demora)|\bque\s+pasa\s+si|\bcomo\s+(?:se|puedo|hago)\b",
    r"كم\s+(?:يستغرق|من\s+الوقت)|ماذا\s+(?:لو|يحدث)|كيف\s+(?:يمكن|استطيع)|多久|多长时间|如果|要是|怎样才|どのくらい|どれくらい|場合は|もし",
)
_OWN = _any(
    r"\b(?:my|mine)\b|\bi\s+(?:have|had|am|was|sent|withdrew|submitted|cannot|can'?t|lost|paid|bought|made|got|did)\b|\bi'(?:m|ve)\b|\b(?:mi|mis)\b|我|私|自分|(?:ايداعي|سحبي|طلبي|تحويلي|توثيقي|حسابي|بطاقتي|هاتفي|امري)"
)

_SIGNS = (
    _Sign("WDR-WRONG", (_WITHDRAW, _MISTAKEN, _any(_NETWORK.pattern, _ADDRESS.pattern))),
    _Sign("DEP-MEMO", (_MEMO, _LEFT_OUT, _SENT), _WITHDRAW),
    _Sign("DEP-NET", (_NETWORK, _MISTAKEN, _SENT), _WITHDRAW),
    _Sign("WDR-FEE", (_FEE, _WITHDRAW, _CHARGED)),
    _Sign("FEE-Q", (_FEE, _CHARGED)),
    _Sign("P2P-NOREL", (_P2P, _NOT_RELEASED)),
    _Sign("FIA-CARDBUY", (_CARD, _BUY, _any(_DENIED.pattern, _NOT_THERE.pattern, _CHARGED.pattern)), _BANK),
    _Sign("CRD-DECL", (_CARD, _DENIED)),
    _Sign("FIA-WDNR", (_BANK, _WITHDRAW, _any(_NOT_THERE.pattern, _STUCK.pattern))),
    _Sign("FIA-DEPNC", (_BANK, _any(_NOT_THERE.pattern, _STUCK.pattern)), _CARD),
    _Sign("WDR-NOTRECV", (_WITHDRAW, _DONE, _NOT_THERE)),
    _Sign("WDR-PEND", (_WITHDRAW, _any(_NOT_THERE.pattern, _STUCK.pattern))),
    _Sign("ACC-CODE", (_CODE, _NOT_THERE), _SECOND),
    _Sign("ACC-2FA", (_SECOND, _LOST)),
    _Sign("KYC-REJ", (_IDENTITY, _DENIED), _CODE),
    _Sign("KYC-PEND", (_IDENTITY, _STUCK), _CODE),
    _Sign("ACC-LOGIN", (_NO_ENTRY,)),
    _Sign("TRD-ORDER", (_ORDER, _NOT_FILLED)),
)
CODES = frozenset({DEPOSIT, *(sign.code for sign in _SIGNS)})


def case_of(text: str) -> str:
    """The code of its category; empty where the words tell of none of these."""
    if misses_deposit(text):
        return DEPOSIT
    forms = _forms(text)
    if _found(_GENERAL, forms) and not _found(_OWN, forms):
        return ""
    return next((sign.code for sign in _SIGNS if _tells(sign, forms)), "")


def names_withdrawal(text: str) -> bool:
    return _found(_WITHDRAW, _forms(text))


def _tells(sign: _Sign, forms: tuple[str, ...]) -> bool:
    return all(_found(one, forms) for one in sign.all_of) and not (sign.none_of and _found(sign.none_of, forms))


def _found(pattern: re.Pattern[str], forms: tuple[str, ...]) -> bool:
    return any(pattern.search(each) for each in forms)


def _forms(text: str) -> tuple[str, ...]:
    """Folded, with what stands after an apostrophe, and without blanks for scripts that have none."""
    flat = re.sub(r"\s+", " ", text[:MOST].replace("’", "'")).strip().lower()
    folded = fold(flat)
    if flat.isascii():
        return (flat,)
    return folded, unicodedata.normalize("NFKC", flat).replace(" ", "")
