"""What a short message is when it asks nothing that an article could answer: whether this is a bot, or only that something is
wrong. In English, Chinese, Spanish, Japanese and Arabic."""

import re
import unicodedata

from fairlead.infra.words import fold

MOST = 90  # characters; who writes more has said something
FOLLOW_UP = 70  # and who writes more than this does not only go on with what was asked before


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_SELF = (
    r"(?:(?:ro|chat)?bots?|machines?|ai|a\.i\.|computers?|humans?|humans?\s+beings?|(?:real|actual|live)(?:\s+(?:person|human))?|"
    r"person|chatgpt|gpt|automated|automatic)"
)
_BOT = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?:hi|hello|hey|so|wait|um|ok|sorry|but|and|question)*[\W_]*(?:are|r)\s*(?:you|u|ya)\s+(?:really\s+|just\s+|actually\s+|even\s+)?(?:an?\s+|the\s+)?{_SELF}(?:\s*(?:,|or|and|/)\s*(?:an?\s+)?{_SELF})*[\W_]*",
        rf"(?:hi|hello|hey|so|wait|um|ok|sorry|but|and)*[\W_]*(?:am\s+i|i'?m)\s+(?:really\s+|just\s+|actually\s+)?(?:talking|speaking|chatting|writing|texting)\s+(?:to|with)\s+(?:an?\s+)?{_SELF}(?:\s*(?:,|or|/)\s*(?:an?\s+)?{_SELF})*[\W_]*",
        rf"(?:hi|hello|hey|so|wait|um|ok|sorry)*[\W_]*(?:is|was)\s+(?:this|it|that)\s+(?:really\s+|just\s+|actually\s+)?(?:an?\s+)?{_SELF}(?:\s*(?:,|or|/)\s*(?:an?\s+)?{_SELF})*[\W_]*",
        r"(?:who|what)\s+(?:are|r)\s+(?:you|u)[\W_]*|you(?:'re|\s+are)?\s+(?:a\s+)?(?:ro)?bot\s*\?+",
        (
            r"(?:hola|perdon|oye|disculpe|y|pero)*[\W_]*(?:eres|es\s+usted|usted\s+es|sos|esto\s+es|es\s+esto|tu\s+eres|(?:estoy\s+)?habl(?:o|ando)\s+con|hay)\s+(?:realmente\s+|de\s+verdad\s+)?(?:una?\s+|el\s+|la\s+)?"
            r"(?:(?:ro|chat)?bot|maquina|ia|inteligencia\s+artificial|human[oa]|persona(?:\s+(?:real|de\s+verdad))?|ser\s+humano)(?:\s+o\s+(?:una?\s+)?[\w\s]{2,20})?[\W_]*"
        ),
        r"(?:quien|que)\s+eres[\W_]*",
    )
)
_SELF_ZH = r"(?:机器人|人工智能|智能客服|机器|ai|gpt|chatgpt|真人|活人|真的人|人类|人|人工|人工客服|真人客服|程序)"
_BOT_ZH = re.compile(
    rf"(?:你好|您好|请问|喂|等等|所以|那)*(?:你们?|您|这里?|这边|对面|我(?:是|现在|正)?在?[跟和与同])?(?:到底|究竟|真的|其实|难道|不会)?(?:是不是|是|在跟|在和|不是)?(?:一?[个个台位名])?"
    rf"{_SELF_ZH}(?:还是|或者?|，|,)?(?:一?[个台位名])?{_SELF_ZH}?(?:在)?(?:说话|聊天|对话|回复|回答|服务)?(?:吗|嗎|么|吧|呢|啊|呀)+"
    rf"|(?:请问)?(?:你|您|这|对面)(?:到底|究竟)?是(?:不是)?(?:一?[个台位名])?{_SELF_ZH}(?:还是(?:一?[个台位名])?{_SELF_ZH})?(?:吗|嗎|么|吧|呢|啊|呀)*|你是谁[啊呀呢]?"
)
_SELF_JA = (
    r"(?:ロボット|ボット|bot|チャットボット|ai|人工知能|人間|機械|自動応答|生身の人|本物の人|人|実在の人|プログラム)"
)
_BOT_JA = re.compile(
    rf"(?:すみません|あの|もしかして|ところで)*(?:あなた|これ|こちら|そちら|君|相手|今話しているの|ここ)?(?:は|って)?{_SELF_JA}"
    rf"(?:(?:です|なのです|なんです|でしょう|なの)?か|なの|\?)(?:(?:それとも|、)*{_SELF_JA}(?:です|なのです|なんです)?か)?|(?:あなたは)?(?:誰|どなた)ですか"
)
_SELF_AR = r"(?:روبوت|بوت|الي|اله|انسان|بشر|شخص(?:\s+حقيقي)?|ذكاء\s+اصطناعي|حقيقي|برنامج|موظف(?:\s+حقيقي)?)"
_BOT_AR = re.compile(
    rf"(?:مرحبا\s+|عفوا\s+|لحظه\s+)?(?:هل\s+)?(?:انت|انتم|هذا|انا\s+(?:اتحدث|اتكلم|احكي)\s+مع|اتحدث\s+مع)\s+(?:مجرد\s+|فعلا\s+|حقا\s+)?{_SELF_AR}(?:\s+(?:ام|او|ولا)\s+{_SELF_AR})?|من\s+انت|مين\s+انت"
)


def asks_whether_bot(text: str) -> bool:
    """True for "are you a robot?" and 「你是机器人吗」; false for a grid bot, and for "I want no "
    "robot", which is a wish."""
    flat = re.sub(r"\s+", " ", text.replace("’", "'")).strip().lower()
    if not flat or len(flat) > MOST:
        return False
    plain = fold(flat).strip()
    dense = re.sub(r"[\s。！？!~…]+", "", unicodedata.normalize("NFKC", flat)).replace("?", "")
    wide = re.sub(r"[\s。!~…]+", "", unicodedata.normalize("NFKC", flat))
    return (
        any(pattern.fullmatch(each) for each in (flat, plain) for pattern in _BOT)
        or _BOT_ZH.fullmatch(dense) is not None
        or _BOT_JA.fullmatch(wide.rstrip("?")) is not None
        or _BOT_JA.fullmatch(wide) is not None
        or _BOT_AR.fullmatch(re.sub(r"[\W_]+", " ", plain).strip()) is not None
    )


# (all words such a message may have, those of which it must have one): no word in it says what it is about.
_VAGUE = (
    (
        _words(
            "hi hello hey please pls plz help me i you can could with a an the some this that it its is s there "
            "here are have has had "
            "having got get my your app site page website account something anything everything nothing seems "
            "seem to be "
            "looks look like went goes going wrong problem problems problm issue issues trouble error errors "
            "question questions "
            "quick bug weird strange odd broken broke work works working not no does doesn t doesnt do don dont "
            "isn isnt can cant won wont "
            "right ok so just very urgent asap now again still why what happened happens on think maybe need "
            "want support thing things big"
        ),
        _words(
            "help problem problems problm issue issues trouble error errors question questions bug weird strange "
            "broken broke work "
            "works working wrong happened"
        ),
    ),
    (
        _words(
            "hola buenas buenos dias tardes por favor porfa ayuda ayudame ayudeme ayudenme necesito tengo tiene "
            "hay un una algun alguna "
            "unos el la lo mi su con esto eso esta este algo nada todo no si funciona funcionan sirve anda va "
            "mal raro rara "
            "problema problemas pregunta duda consulta error errores fallo falla parece que creo me salio sale "
            "pasa paso "
            "app pagina sitio web cuenta aplicacion urgente se y de en quiero preguntar hacer bien algo"
        ),
        _words(
            "ayuda ayudame ayudeme ayudenme funciona funcionan sirve anda mal raro rara problema problemas "
            "pregunta duda consulta error "
            "errores fallo falla pasa preguntar"
        ),
    ),
    (
        _words(
            "مرحبا السلام عليكم لو سمحت من فضلك رجاء ساعدني ساعدوني ساعدونى مساعده المساعده احتاج اريد عندي لدي "
            "هناك في يوجد شيء ما هذا هذه "
            "لا لم يعمل تعمل يشتغل تشتغل مشكله خطا سوال استفسار غريب حسابي التطبيق الموقع يبدو ان كل عاجل الي "
            "علي عن ليس غير صحيح"
        ),
        _words("ساعدني ساعدوني ساعدونى مساعده المساعده يعمل تعمل يشتغل تشتغل مشكله خطا سوال استفسار غريب صحيح"),
    ),
)


def _made_of(pieces: str) -> re.Pattern[str]:
    """The longest piece first and never taken back: what is repeated a hundred times is looked at once."""
    return re.compile(f"(?:{'|'.join(sorted(pieces.split(), key=len, reverse=True))})++")


_VAGUE_ZH = _made_of(
    "你好 您好 请问 好像 似乎 感觉 貌似 我 你 你们 这个 这里 那个 怎么 有点 有些 有 个 出 了 是 的 问题 "
    "毛病 状况 不对 不对劲 不太对 不行 不好 不能用 "
    "不好用 没法用 用不了 没反应 坏 崩 出错 错误 报错 异常 奇怪 帮 帮忙 求助 求救 救命 急 很 请 一下 能 "
    "可以 能不能 吗 啊 呀 呢 吧 账户 账号 帐号 "
    "帐户 系统 平台 软件 app 想 问 咨询 请教 麻烦 怎么办 怎么回事 咋回事 为什么 什么 什么情况 一直 又 "
    "还是 老是 突然 不知道 需要 帮助 东西 事 事情 遇到"
)
_VAGUE_ZH_NEEDS = re.compile(
    r"问题|毛病|状况|不对|不太对|不行|不能用|不好用|没法用|用不了|没反应|坏|崩|出错|错误|报错|异常|奇怪|帮|求助|求救|救命|咨询|请教|怎么办|怎么回事|咋回事|什么情况|想问"
)
_VAGUE_JA = _made_of(
    "すみません あの こんにちは ちょっと 少し 何か なにか なんか 何 なに なぜ どうして アプリ サイト "
    "アカウント システム 画面 これ が は を に で も の 問題 "
    "不具合 エラー トラブル 質問 おかしい 変 動かない 動きません 動作しない 動作しません 使えない "
    "使えません うまくいかない うまくいきません できない できません だめ "
    "ダメ 困って 困り ました ます まし た いる い ある あり 発生 起き して し みたい よう です だ か "
    "んです のです 助けて 教えて ください お願いします ヘルプ "
    "どうすれば いい よい よろしい でしょう ね な ん"
)
_VAGUE_JA_NEEDS = re.compile(
    r"問題|不具合|エラー|トラブル|質問|おかしい|変|動か|動き|動作|使え|うまく|できない|できません|だめ|ダメ|困|助けて|ヘルプ|どうすれば"
)


def is_vague(text: str) -> bool:
    """True for "it doesn't work" and 「好像有问题」: that something is wrong, and nothing of what."""
    if len(text) > MOST:
        return False
    words = re.findall(r"\w+", fold(text.replace("’", "'").replace("'", " ")))
    if any(words and allowed.issuperset(words) and needed.intersection(words) for allowed, needed in _VAGUE):
        return True
    dense = re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).lower())
    return any(
        whole.fullmatch(dense) is not None and needs.search(dense) is not None
        for whole, needs in ((_VAGUE_ZH, _VAGUE_ZH_NEEDS), (_VAGUE_JA, _VAGUE_JA_NEEDS))
    )


_GOES_ON = re.compile(
    r"(?:(?:ok|okay|thanks|thank\s+you|i\s+see|alright|right|so|hm+)[\s,.!]+)?(?:and|what\s+about|how\s+about|same\s+(?:for|with)|also|or|but)\b.{2,}"
    r"|(?:ok|gracias|vale|entiendo|bueno)?[\s,.!]*[¿]?(?:y|que\s+tal|tambien|o|pero)\s.{2,}"
    r"|(?:(?:طيب|حسنا|شكرا)\s+)?(?:و?ماذا\s+عن|و?ايش\s+عن|وبالنسبه|و?كيف\s+عن)\s.{2,}|وال\w+\s*[?؟]|وا?لل?\w+\s*[?؟]"
)
_GOES_ON_EAST = re.compile(
    r"(?:那么?|还有|另外|然后)?[^。？?]{1,20}呢[?？]?|(?:那么?|还有)[^。]{2,25}"
    r"|(?:では|じゃあ|それでは|あと|ちなみに)[、,]?.{2,25}|.{1,15}(?:は|の場合は|だと)[?？]"
)


def goes_on(text: str) -> bool:
    """True for "and for withdrawals?" and 「那提现呢」: what it asks stands partly in what was asked before."""
    flat = re.sub(r"\s+", " ", text.replace("’", "'")).strip().lower()
    if len(flat) > FOLLOW_UP:
        return False
    dense = unicodedata.normalize("NFKC", flat).replace(" ", "")
    return _GOES_ON.fullmatch(fold(flat)) is not None or _GOES_ON_EAST.fullmatch(dense) is not None


_HAS_NOT = re.compile(
    r"\b(?:don'?t|do\s+not|can'?t|cannot)\s+(?:have|know|find|remember|see)\b|\bno\s+idea\b|\bnot\s+sure\b|\bidk\b|\bunknown\b|\bskip\b|\bnone\b"
    r"|\bno\s+(?:lo\s+)?(?:se|tengo|encuentro|recuerdo)\b|\bni\s+idea\b|لا\s+(?:اعرف|ادري|اتذكر|اجده)|ليس\s+(?:لدي|عندي)|ما\s+(?:عندي|اعرف|ادري)"
)
_HAS_NOT_EAST = re.compile(
    r"不知道|不清楚|不记得|没有|找不到|忘了|忘记|不确定|跳过"
    r"|わかりません|分かりません|わからない|分からない|ありません|持っていません|見つかりません|不明|覚えてい"
)


def has_not(text: str) -> bool:
    """True for "I don't have it": the answer to a question for something that the customer cannot give."""
    flat = text.replace("’", "'").strip().lower()
    return len(flat) <= MOST and (_HAS_NOT.search(fold(flat)) is not None or _HAS_NOT_EAST.search(flat) is not None)


_WONDERS = re.compile(
    r"\b(?:what|why|how|who|whose|where|when|which|can|could|do|does|did|is|are|will|would|should|tell|explain|show|teach)\b"
    r"|\b(?:que|por\s?que|como|quien|donde|cuando|cual|cuanto|cuanta|puedo|pueden|hay|dime|digame|explica|explicame|ensename)\b"
    r"|\b(?:هل|ما|ماذا|لماذا|كيف|اين|وين|متي|كم|اي|طريقه|اخبرني|اشرح|علمني)\b"
)
_WONDERS_EAST = re.compile(
    r"什么|怎么|怎样|为什么|为何|哪|谁|几时|多少|多久|能不能|可以.{0,8}吗|是不是|有没有|告诉|介绍|解释|教我|[吗呢么]$"
    r"|何|なに|なぜ|どう|どこ|どれ|どの|いつ|誰|いくら|教え|方法|知りたい|(?:です|ます|ません|でしょう)か"
)


def wonders(text: str) -> bool:
    """True for "what is the fee", 「手续费多少」 and "tell me a story": it wants to know, with a mark at its end or without."""
    flat = unicodedata.normalize("NFKC", text.replace("’", "'")).strip().lower()
    dense = re.sub(r"[\s。！!~…]+", "", flat)
    return (
        flat.endswith(("?", "؟")) or _WONDERS.search(fold(flat)) is not None or _WONDERS_EAST.search(dense) is not None
    )
