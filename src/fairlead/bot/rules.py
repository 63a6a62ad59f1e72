"""What the bot decides about one message, as values: which language, what it is about, which answer, if any."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from fairlead.helpcenter.ports import Measured
from fairlead.infra.spanish import told_apart
from fairlead.infra.words import fold

Kind = Literal["greeting", "thanks", "yes", "no", "question", "nothing"]
SMALL_TALK = 40  # characters; what is longer is about something

_HAN = re.compile(r"[㐀-䶿一-鿿]")
_KANA = re.compile(r"[ぁ-ゖァ-ヺ]")
# Characters that only one of the two writes; some Chinese put a lone の between their own.
_ONLY_CHINESE = re.compile(r"[们們这這没沒吗嗎呢么麼个对还钱錢账为说请问谢您你怎币幣户充]")
_ONLY_JAPANESE = re.compile(r"[込払円気発実検証対売読続変戻転権応働届]")
_ARABIC_WORD = re.compile(r"[\u0621-\u065f\u0670-\u06d3]+")
# Persian and Urdu write with the same letters, and with these besides.
_NOT_ARABIC = re.compile(r"[پچژگیکٹڈڑےہ]")
_ARABIC_SCRIPT = ("ar", "fa", "ur", "ps", "ckb", "ug")
_OTHER_SCRIPT = re.compile(r"[가-힯Ѐ-ӿ؀-ۿ฀-๿]")
# Where a sentence ends.
_ENDS = re.compile(r"(?<=[。！？!?؟\n])|(?<=\.)\s")
# A word of at least two letters; codes such as USDT or TRC20 say nothing about a language.
_LATIN_WORD = re.compile(
    r"(?<![A-Za-zÀ-ɏ0-9])(?![A-Z0-9]{2,}(?![A-Za-zÀ-ɏ0-9]))[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ'’]+(?![A-Za-zÀ-ɏ0-9])"
)
# Between these the Latin words decide; a page in another language written with them is believed.
_TOLD_APART = ("en", "es", "zh", "ja", "ko", "ru", "ar", "th")
_NO_LATIN = ("zh", "ja", "ko", "ru", "ar", "th")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Words of one of the two only; "no" and "me" stand in both.
_SPANISH = _words(
    "al aun aún como cómo con cual cuál cuando cuándo cuanto cuánto del desde donde dónde el en entre es ese esa eso esta está "
    "están estar este esto estoy fue ha han hace hacer hay la las le lo los mas más mi mis muy nada nadie para pero por porque "
    "pude puede puedo que qué quien quién quiero quisiera se ser si sí sin sobre su sus también tengo tiene todavía un una uno "
    "usted ustedes ya yo necesito llega llegado llegó aparece sesión dije dio hice mía mío nuestro hola buenas buenos días "
    "tardes noches gracias ayuda ayúdeme favor cuenta cuentas depósito deposito depósitos retiro retiros dinero contraseña clave "
    "código codigo persona humano agente asesor comisión comisiones "
    "billetera moneda monedas correo tarjeta bloqueada hackearon robaron"
)
_ENGLISH = _words(
    "the is are was were am be been my your our his her their it its this that these those and or but not of to from for with "
    "at by on in into what when where who why how which can could do does did don't doesn't didn't have has had will would "
    "should may might must you he she they we them us there here yet still just please i'm i've any some if as an"
)
# Words of languages that share many with Spanish or English and are neither.
_NEITHER = _words(
    "je ne pas les des est vous mon mes nous sur avec pour où une che di non è per della nel sono ho mio mia come il "
    "não nao eu meu minha meus você voce em um uma os das ao foi é ist nicht ich und der die das wo mein meine ein eine"
)

# (all words a phrase may have, those of which it must have one)
_PHRASES: dict[Kind, tuple[frozenset[str], frozenset[str]]] = {
    "greeting": (
        _words(
            "hi hello hey hiya yo hallo greetings sup howdy good morning afternoon evening there team sir bot all "
            "hola buenas buenos buen día días dia dias tardes noches qué que tal saludos cómo como está esta"
        ),
        _words("hi hello hey hiya yo hallo greetings sup howdy good hola buenas buenos buen saludos"),
    ),
    "yes": (
        _words(
            "yes yeah yep yup sure ok okay please pls do it y ya yea go ahead thanks sí si claro dale vale bueno por favor "
            "porfavor porfa de acuerdo adelante hágalo hagalo gracias"
        ),
        _words(
            "yes yeah yep yup sure ok okay please pls y ya yea go sí si claro dale vale bueno porfavor porfa acuerdo adelante"
        ),
    ),
    "no": (
        _words("no nope nah thanks thank you not now need gracias por ahora así está bien es necesario hace falta"),
        _words("no nope nah"),
    ),
    "thanks": (
        _words(
            "thanks thank thx ty tnx cheers you u very so much a lot great ok okay perfect cool nice got it that helped "
            "gracias muchas muchísimas muchisimas mil muy amable perfecto genial excelente entendido listo por la su ayuda todo"
        ),
        _words(
            "thanks thank thx ty tnx cheers great perfect cool nice got helped "
            "gracias perfecto genial excelente entendido listo amable"
        ),
    ),
}
# In folded spelling.
_PHRASES_AR: dict[Kind, tuple[frozenset[str], frozenset[str]]] = {
    "greeting": (
        _words(
            "مرحبا مرحبتين اهلا هلا وسهلا بكم بك السلام سلام عليكم وعليكم ورحمه الله وبركاته صباح مساء الخير النور يا هاي "
            "هالو كيف حالك حالكم"
        ),
        _words("مرحبا مرحبتين اهلا هلا السلام سلام صباح مساء هاي هالو"),
    ),
    "no": (
        _words("لا لاء كلا شكرا لك لكم جزيلا لست بحاجه احتاج اريد شيءا شيء اخر الان ليس داعي يوجد"),
        _words("لا لاء كلا"),
    ),
    "yes": (
        _words("نعم ايوه ايوا اي اجل بلي اكيد طبعا حسنا تمام اوكي اوك ماشي موافق من فضلك لو سمحت رجاء تفضل"),
        _words("نعم ايوه ايوا اي اجل بلي اكيد طبعا حسنا تمام اوكي اوك ماشي موافق"),
    ),
    "thanks": (
        _words(
            "شكرا لك لكم جزيلا كثيرا الف مشكور مشكورين تسلم تسلموا يعطيك يعطيكم العافيه ممتن ممتاز رايع جزاك جزاكم الله "
            "خيرا كل علي المساعده للمساعده مساعدتكم تمام فهمت وصلت"
        ),
        _words("شكرا مشكور مشكورين تسلم تسلموا العافيه ممتن ممتاز رايع جزاك جزاكم فهمت"),
    ),
}
_PHRASES_ZH: dict[Kind, re.Pattern[str]] = {
    "greeting": re.compile(
        r"(?:你们?好|您好|哈喽|哈啰|嗨|[早上中下午晚]{1,2}[好安]|在[吗么]|在不在|喂|hi|hello|[啊呀哦呢])+"
    ),
    "yes": re.compile(r"(?:是的?|好的?|好吧|行|可以|要|需要|嗯|对|没错|麻烦了?|请|转吧|[啊呀哦吧])+"),
    "no": re.compile(r"(?:不用了?|不需要了?|不要了?|没事了?|没有了?|算了|不了|谢谢|[啊呀哦吧])+"),
    "thanks": re.compile(r"(?:谢谢|多谢|感谢|谢[了啦]|辛苦了?|好[的滴]|明白了?|知道了?|懂了|[您你]们?|ok|[了啊哦嗯])+"),
}
_PHRASES_JA: dict[Kind, re.Pattern[str]] = {
    "greeting": re.compile(
        r"(?:こんにち[はわ]|こんばん[はわ]|おはよう|ございます|はじめまして|初めまして|もしもし|どうも|すみません|"
        r"お世話になっ(?:て(?:い|おり)ます|ております)|お疲れ様です|よろしく|お願い(?:いた)?します|ハロー)+"
    ),
    "yes": re.compile(
        r"(?:はい|ええ|うん|お願い(?:いた)?します|おねがいします|お願い|頼みます|ぜひ|是非|もちろん|そうです|です|ね)+"
    ),
    "no": re.compile(
        r"(?:いいえ|いえ|いや|結構です|大丈夫です|不要です|いりません|要りません|必要(?:ない|ありません))(?:です|結構|大丈夫|ありがとう|ございます|ね)*"
    ),
    "thanks": re.compile(
        r"(?:どうも|誠に|本当に|ありがとう|有難う|有り難う|ございま(?:す|した)|感謝します|助かりました|了解|承知|しました|いたしました|"
        r"です|分かりました|わかりました|解決(?:できま|しま)した|なるほど|サンキュー|ね|よ)+"
    ),
}


def language(text: str, fallback: str) -> str:
    """`zh-CN`, `ja`, `es`, `ar` or `en` by what a message is mostly written in; the conversation's locale if that says little."""
    words = _LATIN_WORD.findall(text)
    if _OTHER_SCRIPT.search(text):
        mostly = len(_ARABIC_WORD.findall(text)) > len(words) and not _NOT_ARABIC.search(text)
        return "ar" if mostly and not same_language(fallback, *_ARABIC_SCRIPT) else fallback
    east = len(_HAN.findall(text)) + len(_KANA.findall(text))
    spoken = _eastern(text, fallback) if east and east * 2 >= len(words) * 3 // 2 else _latin(text, words, fallback)
    return fallback if spoken is None or same_language(fallback, spoken) else spoken


def in_other_languages(text: str, locale: str) -> list[tuple[str, str]]:
    """(language, words) of the sentences of a message that are not written in the language of `locale`, by language."""
    found: dict[str, list[str]] = {}
    for sentence in filter(None, map(str.strip, _ENDS.split(text))):
        spoken = language(sentence, locale)
        if not same_language(spoken, locale) and kind_of(sentence) == "question":
            found.setdefault(spoken, []).append(sentence)
    return [(spoken, "\n".join(said)) for spoken, said in found.items()]


def same_language(locale: str, *tags: str) -> bool:
    return locale.split("-", maxsplit=1)[0] in {tag.split("-", maxsplit=1)[0] for tag in tags}


def _eastern(text: str, fallback: str) -> str:
    """Whoever writes kana writes Japanese; without any, what the page speaks counts, unless a character says otherwise."""
    kana = set(_KANA.findall(text))
    if kana and not (kana == {"の"} and (same_language(fallback, "zh") or _ONLY_CHINESE.search(text))):
        return "ja"
    if _ONLY_CHINESE.search(text):
        return "zh-CN"
    return (
        "ja"
        if same_language(fallback, "ja") or (_ONLY_JAPANESE.search(text) and not same_language(fallback, "zh"))
        else "zh-CN"
    )


def _latin(text: str, words: Sequence[str], fallback: str) -> str | None:
    if not same_language(fallback, *_TOLD_APART):
        return None
    spoken = [word.lower().replace("’", "'") for word in words]
    spanish = sum(word in _SPANISH for word in spoken) + len(re.findall(r"[¿¡ñ]", text))
    english = sum(word in _ENGLISH for word in spoken)
    if sum(word in _NEITHER for word in spoken) >= max(spanish, english, 1):
        return None
    if spanish != english:
        return "es" if spanish > english else "en"
    if told := told_apart(words):
        return told
    return "en" if len(words) >= 2 and same_language(fallback, *_NO_LATIN) else None


def kind_of(text: str) -> Kind:
    """What a message is when it is no question; `nothing` when it has no letter and no digit."""
    plain = re.sub(r"[\W_]+", " ", text[: SMALL_TALK * 3]).strip().lower()
    if not plain:
        return "nothing"
    if len(plain) > SMALL_TALK:
        return "question"
    words = plain.split()
    for kind, (allowed, needed) in _PHRASES.items():
        if allowed.issuperset(words) and needed.intersection(words):
            return kind
    if small_talk := _arabic_small_talk(text):
        return small_talk
    joined = "".join(words)
    eastern = (*_PHRASES_ZH.items(), *_PHRASES_JA.items())
    return next((kind for kind, pattern in eastern if pattern.fullmatch(joined)), "question")


def _arabic_small_talk(text: str) -> Kind | None:
    words = re.findall(r"\w+", fold(text))
    return next(
        (
            kind
            for kind, (allowed, needed) in _PHRASES_AR.items()
            if allowed.issuperset(words) and needed.intersection(words)
        ),
        None,
    )


@dataclass(frozen=True, slots=True)
class Candidate:
    """A found article as far as the choice needs it; see `Hit` in helpcenter/search.py for the measures."""

    id: str
    score: float
    coverage: float
    likeness: float
    meant: bool = True


@dataclass(frozen=True, slots=True)
class Choice:
    """Indexes into the candidates; `best` is None when none is an answer. `which`: two of which one may be, to be asked about."""

    best: int | None
    more: tuple[int, ...] = ()
    confident: bool = False
    which: tuple[int, ...] = ()

    @property
    def shows(self) -> bool:
        return self.best is not None or bool(self.which)


# Below these nothing is an answer, whatever a trained model says, whose threshold is chosen anew for each locale (`train.py`).
# Calibrated on the demo's questions, each asked of an index that does not know it, against sentences about other matters
# (tests/bot/test_confidence.py): of the latter 2 % are answered with confidence.
SURE_LIKENESS = 0.55
SURE_SCORE, SURE_COVERAGE = 3.7, 0.5
LEAST_SCORE, LEAST_COVERAGE = 3.0, 0.5
CLOSE = 0.75
MORE = 2
# From here on two candidates are worth a question where neither is worth an answer, and how near the second has to come to the
# first; beside one that would be answered with confidence it has to come nearer. How near was chosen on one half of
# tests/bot/questions, from where on by those sentences about other matters: 6 % of them get an answer or a choice.
ASK_SCORE, ASK_COVERAGE, ASK_CLOSE = 2.7, 0.48, 0.6
ASK_THOUGH_SURE = 0.85


def choose(candidates: Sequence[Candidate]) -> Choice:
    """The best candidate when it is meant likely enough and says enough of what was asked, and others that come close to it; two
    between which only the customer can choose."""
    if not candidates or not candidates[0].meant:
        return Choice(None)
    best = candidates[0]
    if _close_call(candidates):
        return Choice(None, which=(0, 1))
    sure = _is_sure(best)
    if not sure and (best.score < LEAST_SCORE or best.coverage < LEAST_COVERAGE):
        return Choice(None)
    near = [
        index
        for index, other in enumerate(candidates[1:], 1)
        if other.score >= best.score * CLOSE and other.coverage >= LEAST_COVERAGE
    ]
    return Choice(0, tuple(near[:MORE]), confident=sure and not (near and best.likeness < SURE_LIKENESS))


def _is_sure(best: Candidate) -> bool:
    return best.likeness >= SURE_LIKENESS or (best.score >= SURE_SCORE and best.coverage >= SURE_COVERAGE)


def _close_call(candidates: Sequence[Candidate]) -> bool:
    if len(candidates) < 2 or candidates[0].likeness >= SURE_LIKENESS:
        return False
    best, second = candidates[:2]
    least = ASK_THOUGH_SURE if _is_sure(best) else ASK_CLOSE
    return (
        best.score >= ASK_SCORE
        and min(best.coverage, second.coverage) >= ASK_COVERAGE
        and second.score >= best.score * least
    )


def answering(found: Sequence[Measured]) -> int | None:
    """Which of them the bot would answer with."""
    return choose([Candidate("", one.score, one.coverage, one.likeness) for one in found]).best
