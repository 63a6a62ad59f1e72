"""Whether approved passages say what a language model said: pure decisions on text, and conservative ones.

A sentence is covered when one sentence of a passage holds its words in the same order, with the same negations
and conditions, the same numbers and names of coins, and no link, mark-up or invisible character of its own. Only
words that carry nothing ("the", "you", "的") may be new. So a model may shorten, leave out and begin politely with what stands
there; it cannot add, turn round or lead away. docs/decisions/0049 says why nothing looser was taken.
"""

import functools
import re
import unicodedata
from collections.abc import Iterator, Sequence

from fairlead.bot.ports import Source
from fairlead.helpcenter.stop_words import STOP_WORDS
from fairlead.infra import han
from fairlead.infra.words import terms
from fairlead.shield.find_links import find_leads

# A sentence ends with its sign; a full stop only before a blank, so that "0.5" and "app.example" are whole.
_END = re.compile(r"[.!?…]+[\"'”’)\]]*(?=\s|$)|[。！？؟]+[”’」』）]*|\n+")
_LIST_MARK = re.compile(r"^\s*(?:[-*•]|\d{1,2}[.)])\s+")
# What makes something of text where somebody shows it as more than text.
_ACTIVE = re.compile(
    r"<\s*[/!?a-z]|\]\s*\(|!\[|\[\[|`|\$\{|\{\{|&#?\w{2,10};|\b(?:javascript|vbscript|data|file|blob)\s*:|\\u00|%3c",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d+(?:[.,:/]\d+)*%?")
# USDT, TRC20, KYC, 2FA, and names written like them.
_CODE = re.compile(r"(?<![A-Za-z0-9])(?=[A-Z0-9]*[A-Z])[A-Z0-9]{2,}(?![a-z])")
_NOT = (
    r"\b(?:not|no|never|cannot|cant|dont|wont|isnt|doesnt|without|nor|neither|none|nobody|nothing|\w+n['’]t|avoid|refuse\w*|stop)\b"
    r"|\b(?:nunca|jamas|sin|ni|ningun[oa]?|nada|nadie|tampoco|evite)\b"
    r"|[不没沒無无未勿别別非]|禁止|避免|ない|なく|なかっ|ません|ずに|せず"
    r"|\b(?:لا|لم|لن|ليس|ليست|بدون|غير|ممنوع)\b"
)
_OTHERS = (
    r"\b(?:only|just|unless|until|except|before|after|if|instead|must|always)\b"
    r"|\b(?:at least|at most|up to|more than|less than|first|last)\b"
    r"|\b(?:solo|solamente|salvo|excepto|hasta|antes|despues|si|siempre|debe|minimo|maximo|menos|mas)\b"
    r"|只|仅|僅|除非|除了|之前|之后|以前|以后|如果|若|必须|必須|至少|最多|超过|だけ|のみ|まで|前に|後に|場合|必ず|以上|以下|以内"
    r"|\b(?:فقط|قبل|بعد|اذا|الا|حتى|يجب|دائما)\b"
)
_OPERATORS = re.compile(rf"(?P<negation>{_NOT})|{_OTHERS}")
_DENSE_SCRIPT = re.compile(r"[㐀-䶿一-鿿豈-﫿々〇𠀀-𰀀぀-ヿ฀-๿]")
_EMPTY = frozenset(
    "的了吗呢吧啊是在有和与您你我们请可以就会也都这那还该此は が を に の と も で へ や".replace(" ", "")
)
# Before what turns a sentence: each of them counts.
TURN = "!"
# At least so much of what stands between the first and the last word taken from a passage is taken too.
_DENSE = 0.4


def sentences(text: str) -> list[str]:
    return [piece for piece, _ in _cut(text)]


def complete(text: str) -> tuple[list[str], str]:
    """The sentences of a text that is still being written that have ended, and what has not."""
    found = list(_cut(text))
    # A stop at the very end may be the one of "0.5".
    ended = [piece for piece, end in found if end < len(text)]
    return ended, text[max((end for _, end in found if end < len(text)), default=0) :]


def covered(sentence: str, sources: Sequence[Source], locale: str) -> bool:
    """Whether one of the passages says this."""
    said = _LIST_MARK.sub("", sentence)
    if _ACTIVE.search(sentence) or not _is_plain(sentence):
        return False
    leads = {lead.text for lead in find_leads(said)}
    return any(
        leads <= _leads(stands) and _says(_read(said, locale), _read(stands, locale))
        for source in sources
        for stands in _stands(source)
    )


def _cut(text: str) -> Iterator[tuple[str, int]]:
    start = 0
    for end in _END.finditer(text):
        piece = text[start : end.end()]
        if _LIST_MARK.fullmatch(f"{piece} "):
            continue  # "1." begins a line of a list.
        if piece.strip():
            yield piece.strip(), end.end()
        start = end.end()
    if text[start:].strip():
        yield text[start:].strip(), len(text)


def _is_plain(text: str) -> bool:
    """Nothing that cannot be seen, and no word of letters from two alphabets that look alike."""
    if any(unicodedata.category(c)[0] == "C" and c != "\n" for c in text):
        return False
    return not any(
        re.search(r"[A-Za-z]", word) and re.search(r"[\u0370-\u052f]", word) for word in re.findall(r"[^\W\d_]+", text)
    )


@functools.lru_cache(500)
def _stands(source: Source) -> tuple[str, ...]:
    return (*sentences(source.text), *([source.title] if source.title else []))


@functools.lru_cache(2_000)
def _leads(text: str) -> frozenset[str]:
    return frozenset(lead.text for lead in find_leads(text))


@functools.lru_cache(2_000)
def _read(text: str, locale: str) -> tuple[str, ...]:
    """All that carries something, in order: words, numbers and codes to the letter, and each no, if, only …"""
    flat = han.simplified(unicodedata.normalize("NFKC", text))
    found = [(start, word) for word, start in _words(flat, locale)]
    found += [
        (one.start(), f"={one[0].rstrip('.,:/')}") for pattern in (_NUMBER, _CODE) for one in pattern.finditer(flat)
    ]
    plain, places = _unaccented(flat)
    found += [(places[one.start()], TURN + ("no" if one.lastgroup else one[0])) for one in _OPERATORS.finditer(plain)]
    return tuple(token for _, token in sorted(found))


def _unaccented(text: str) -> tuple[str, list[int]]:
    """In small letters without accents and vowel signs, and where each character stood."""
    kept = [
        (c, place)
        for place, char in enumerate(text)
        for c in (unicodedata.normalize("NFKD", char).casefold() if char < "\u0700" else char)
        if not unicodedata.combining(c)
    ]
    return "".join(c for c, _ in kept), [place for _, place in kept]


def _words(text: str, locale: str) -> Iterator[tuple[str, int]]:
    """What carries something, and where it stands. Of scripts without spaces each character: one alone turns 买 into 卖."""
    for term in terms(text, locale):
        if not (_DENSE_SCRIPT.match(term.text) or term.text in STOP_WORDS):
            yield term.text, term.start
    for found in _DENSE_SCRIPT.finditer(text):
        if found[0] not in _EMPTY:
            yield found[0], found.start()


def _says(said: Sequence[str], stands: Sequence[str]) -> bool:
    if not any(token[0] not in (TURN, "=") for token in said):
        return False
    if sum(token[0] == TURN for token in said) != sum(token[0] == TURN for token in stands):
        return False
    span = _within(said, stands)
    return span is not None and len(said) >= span * _DENSE


def _within(words: Sequence[str], there: Sequence[str]) -> int | None:
    """How many of `there` the words stretch over, in their order; None when one is missing."""
    if not words:
        return 0
    best = None
    for start, word in enumerate(there):
        if word != words[0]:
            continue
        at = start
        for wanted in words[1:]:
            at = next((place for place in range(at + 1, len(there)) if there[place] == wanted), -1)
            if at < 0:
                break
        if at >= 0 and (best is None or at - start + 1 < best):
            best = at - start + 1
    return best
