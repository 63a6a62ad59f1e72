"""What the bot decides about one message, as values: which language, what it is about, which answer, if any."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Kind = Literal["greeting", "thanks", "yes", "no", "question", "nothing"]
SMALL_TALK = 40  # characters; what is longer is about something

_HAN = re.compile(r"[㐀-䶿一-鿿]")
_OTHER_SCRIPT = re.compile(r"[぀-ヿ가-힯Ѐ-ӿ؀-ۿ฀-๿]")
# A word of at least two letters; codes such as USDT or TRC20 say nothing about a language.
_LATIN_WORD = re.compile(r"(?<![A-Za-z0-9])(?![A-Z0-9]{2,}(?![A-Za-z0-9]))[A-Za-z][A-Za-z'’]+(?![A-Za-z0-9])")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# (all words a phrase may have, those of which it must have one)
_PHRASES: dict[Kind, tuple[frozenset[str], frozenset[str]]] = {
    "greeting": (
        _words("hi hello hey hiya yo hallo greetings sup howdy good morning afternoon evening there team sir bot all"),
        _words("hi hello hey hiya yo hallo greetings sup howdy good"),
    ),
    "yes": (
        _words("yes yeah yep yup sure ok okay please pls do it y ya yea go ahead thanks"),
        _words("yes yeah yep yup sure ok okay please pls y ya yea go"),
    ),
    "no": (_words("no nope nah thanks thank you not now need"), _words("no nope nah")),
    "thanks": (
        _words(
            "thanks thank thx ty tnx cheers you u very so much a lot great ok okay perfect cool nice got it that helped"
        ),
        _words("thanks thank thx ty tnx cheers great perfect cool nice got helped"),
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


def language(text: str, fallback: str) -> str:
    """`zh-CN` or `en` by the script a message is mostly written in; the conversation's locale when that says little."""
    han, latin = len(_HAN.findall(text)), len(_LATIN_WORD.findall(text))
    if _OTHER_SCRIPT.search(text):
        return fallback
    if han and han * 2 >= latin * 3 // 2:
        return fallback if fallback.startswith("zh") else "zh-CN"
    if latin >= 2 and fallback.split("-", maxsplit=1)[0] in ("zh", "ja", "ko", "ru", "ar", "th"):
        return "en"
    return fallback


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
    joined = "".join(words)
    return next((kind for kind, pattern in _PHRASES_ZH.items() if pattern.fullmatch(joined)), "question")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A found article as far as the choice needs it; see `Hit` in helpcenter/search.py for the measures."""

    id: str
    score: float
    coverage: float
    likeness: float


@dataclass(frozen=True, slots=True)
class Choice:
    """Indexes into the candidates; `best` is None when none is an answer."""

    best: int | None
    more: tuple[int, ...] = ()
    confident: bool = False


# Calibrated on the demo's questions, each asked of an index that does not know it, against sentences about other matters
# (tests/bot/test_confidence.py): of the latter 1 % are answered with confidence, 3 % at all.
SURE_LIKENESS = 0.55
SURE_SCORE, SURE_COVERAGE = 2.8, 0.5
LEAST_SCORE, LEAST_COVERAGE = 2.2, 0.42
CLOSE = 0.75
MORE = 2


def choose(candidates: Sequence[Candidate]) -> Choice:
    """The best candidate when it says enough of what was asked, and others that come close to it."""
    if not candidates:
        return Choice(None)
    best = candidates[0]
    sure = best.likeness >= SURE_LIKENESS or (best.score >= SURE_SCORE and best.coverage >= SURE_COVERAGE)
    if not sure and (best.score < LEAST_SCORE or best.coverage < LEAST_COVERAGE):
        return Choice(None)
    near = [
        index
        for index, other in enumerate(candidates[1:], 1)
        if other.score >= best.score * CLOSE and other.coverage >= LEAST_COVERAGE
    ]
    return Choice(0, tuple(near[:MORE]), confident=sure and not (near and best.likeness < SURE_LIKENESS))
