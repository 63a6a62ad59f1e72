"""Words a customer may be sorry for: he is asked once, kindly, before they are sent. Nothing is refused for them, nothing is
counted, and nobody who is being robbed is asked. Used by the pages without JavaScript; the widget's mirror is web/shared/kind.ts.
"""

import re
import unicodedata

from fairlead.kit.errors import Invalid

# Whole words where a script has words; elsewhere what stands in no harmless one.
_WORDS = (
    r"f[u*]+[c*]*k\w*|motherf\w+|asshole\w*|bitch(?:es)?|bastards?|idiots?|morons?|imbeciles?|retard(?:s|ed)?|cunts?|dickheads?|"
    r"shitheads?|scumbags?|piece of shit|go to hell|kill yourself|drop dead|"
    r"you(?:'re| are) (?:all |so |just )*(?:stupid|dumb|useless|worthless|pathetic)|you (?:stupid|dumb|useless)|"
    r"put[ao]s?|hijueputa|gilipollas|cabr[oó]n(?:es)?|imb[eé]cil(?:es)?|idiotas?|pendej[oa]s?|malparid[oa]s?|vete a la mierda|"
    r"غبي|أغبياء|اغبياء|حقير|عاهرة|شرموطة?|تبا لكم|يا حمار|يا كلب|ابن (?:ال)?كلب|كس [أا]مك"
)
_PARTS = (
    "傻逼|傻b|煞笔|沙比|去死|滚蛋|王八蛋|混蛋|白痴|脑残|狗屎|废物|贱人|婊子|真他妈|你他妈|操你|去你妈|你妈逼|"
    "死ね|くたばれ|バカ野郎|馬鹿野郎|クソ野郎|くそ野郎|くそったれ|ふざけるな|クズ野郎"
)
_UNKIND = re.compile(rf"(?<!\w)(?:{_WORDS})(?!\w)|{_PARTS}")
# Who writes of harm is not to be held up, by whatever he calls those who do it.
_HARM = re.compile(
    r"hack|stol|steal|thie[fv]|robb|scam|fraud|phish|drain|unauthori[sz]ed|compromised|"
    r"盗|偷|被骗|诈骗|黑客|robad|robar|estaf|ladron|fraude|盗ま|詐欺|ハッキング|乗っ取|不正|سرق|اختر|احتيال|نصب"
)
_UNSEEN = re.compile(r"[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]")


def is_unkind(text: str) -> bool:
    """Whether its writer is to be asked before it goes."""
    plain = _UNSEEN.sub("", unicodedata.normalize("NFKC", text)).lower().replace("\u2019", "'")
    return _UNKIND.search(plain) is not None and _HARM.search(plain) is None


def check_kind(text: str, *, anyway: bool) -> None:
    """Raises Invalid("unkind_words") unless its writer has said that it goes as it is."""
    if not anyway and is_unkind(text):
        raise Invalid("unkind_words")
