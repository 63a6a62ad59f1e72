"""What a translator never gets, and what must come back untouched: pure decisions on text.

Money is lost by one wrong character. So whatever has a digit, tickers, links, addresses, what looks like a secret and the marks
of those that were removed become placeholders, `[#1]`, before a text leaves, and are put back where the machine left them. What
comes back with one missing, twice, glued to something, or with a link or a code that nobody wrote, is not shown.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from fairlead.shield.secrets import MARKS

TEXT_CHARS = 5_000
TEXT_BYTES = 20_000

# Tickers as people also write them in small letters; those that are words elsewhere ("sol", "near", "etc") are not among them.
_SMALL_TICKER = re.compile(
    "(?i)aave|ada|avax|bch|bnb|btc|busd|dai|doge|eth|fdusd|kas|ltc|matic|pepe|shib|steth|trx|tusd|uni|usdc|usdd|usdt|wbtc|weth|xlm|"
    "xmr|xrp|xtz"
)
# What a run of letters, digits and signs is made of: everything that is typed, not spoken. Digits of any script.
_RUN = re.compile(r"[!-~\d\uff10-\uff19\uff21-\uff3a\uff41-\uff5a€£¥₩₽₹₿٪٫٬]+")
_SPLIT = re.compile(r"[;!?()\[\]{}<>\"'`|*]+|(?<!\d)[:,=]+|,+(?!\d)")
_ADDRESSED = re.compile(r"(?i)[a-z][a-z0-9+.-]{1,15}://\S|@[\w.-]{3}")
_HOST = re.compile(r"(?i)(?:[a-z0-9-]+\.)+[a-z]{2,24}")
_CURRENCIES = "$€£¥₩₽₹₿"
_SIGNS = f"+-#@{_CURRENCIES}"
_ENDS = ".,:;!?'\"`)]}>/=_-"
_PAIR = re.compile(r"[A-Za-z]{2,10}(?:[/-][A-Za-z]{2,10}){1,2}")
_WORD = re.compile(r"[^\W\d_]{2,}")
_KEY_CHARS = 24
_SPACES = " \u00a0\u2009\u202f"

# What follows such a word is taken for the secret itself.
_SECRET = re.compile(
    r"(?i)(?:pass(?:word|phrase|wd|code)|pin(?: code)?|(?:secret|private|api)[ -]?key|contraseña|clave(?: privada)?|"
    r"密码|密碼|口令|私钥|私鑰|パスワード|暗証番号|秘密鍵|كلمة (?:المرور|السر))\s*(?:is|es|[:：=是为為は])\s*(\S{4,200})"
)
# A recovery phrase: twelve or more short words with nothing between them but blanks, commas and numbers.
_PHRASES = tuple(
    re.compile(
        rf"(?<!{letter})(?:(?:\d{{1,2}}[.):]?[ \t]*)?{word}[ \t\r\n,;\u3000]+){{11,}}(?:\d{{1,2}}[.):]?[ \t]*)?{word}(?!{letter})"
    )
    for letter, word in (
        (r"[A-Za-zÀ-ɏ]", r"[A-Za-zÀ-ɏ]{3,9}"),
        (r"[\u3400-\u9fff]", r"[\u3400-\u9fff]"),
        (r"[\u3041-\u309f]", r"[\u3041-\u309f]{2,8}"),
    )
)
# In no list of recovery words, and in nearly every sentence of twelve words.
_TALK = re.compile(
    r"(?i)\b(?:the|and|for|was|are|not|but|has|had|your|from|been|does|did|its|our|his|her|could|would|should|were|los|las|por|una|"
    r"con|para|del|pero|como|que|les|des|est|pas|pour|dans|une|der|die|das|und|nicht|ist|ich)\b"
)

PLACEHOLDER = "[#{}]"
_PLACEHOLDER = re.compile(r"[\[［【]\s*[#＃]\s*(\d{1,4})\s*[\]］】]")
# What would become one with a value that stands beside it.
_GLUED_BEFORE = re.compile(r"(?:[A-Za-z0-9+\-−@#$€£¥₿/_%]|\d[.,:]|\][.,]?)\Z")
_GLUED_AFTER = re.compile(r"[A-Za-z0-9%_@]|[.,:/-]\d|[.,]?\[")


class Shielded(NamedTuple):
    """What may leave, and what its placeholders stand for, the first being `[#1]`."""

    text: str
    values: tuple[str, ...]

    @property
    def says_something(self) -> bool:
        """Whether there is anything to translate besides the values."""
        return any(c.isalpha() for c in _PLACEHOLDER.sub("", self.text))


class Changed(Exception):
    """The machine lost, doubled, changed or invented a value: what it said is not to be shown."""


def shield(text: str) -> Shielded:
    values: list[str] = []
    parts: list[str] = []
    end = 0
    marks = (found.span() for found in MARKS.finditer(text))
    for start, stop in _joined(text, sorted([*marks, *_secrets(text), *_values(text)])):
        values.append(text[start:stop])
        parts += (text[end:start], PLACEHOLDER.format(len(values)))
        end = stop
    return Shielded("".join((*parts, text[end:])), tuple(values))


def restore(said: str, shielded: Shielded) -> str:
    """The machine's words with the values back in their places. Raises Changed."""
    marks = list(_PLACEHOLDER.finditer(said))
    if sorted(int(mark[1]) for mark in marks) != list(range(1, len(shielded.values) + 1)):
        raise Changed
    before = _glued(shielded.text)
    if any(number not in before for number in _glued(said)) or _invented(_PLACEHOLDER.sub(" ", said)):
        raise Changed
    return _PLACEHOLDER.sub(lambda mark: shielded.values[int(mark[1]) - 1], said)


def language_of_script(text: str) -> str | None:
    """The language that a script alone tells; detectors of languages are wrong about short texts."""
    if re.search(r"[\u3041-\u30ff]", text):
        return "ja"
    if re.search(r"[\uac00-\ud7af]", text):
        return "ko"
    return "zh" if len(re.findall(r"[\u3400-\u9fff]", text)) * 2 > len(_WORD.findall(text)) else None


def same_language(one: str, other: str) -> bool:
    return one.partition("-")[0].lower() == other.partition("-")[0].lower()


def _joined(text: str, spans: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Without overlaps, and those with one blank between them as one: `5 000 USDT` is not three things to be moved about."""
    held: tuple[int, int] | None = None
    for start, stop in spans:
        if held and (start <= held[1] or (start == held[1] + 1 and text[held[1]] in _SPACES)):
            held = held[0], max(held[1], stop)
            continue
        if held:
            yield held
        held = start, stop
    if held:
        yield held


def _secrets(text: str) -> Iterator[tuple[int, int]]:
    for found in _SECRET.finditer(text):
        yield found.span(1)
    for pattern in _PHRASES:
        for found in pattern.finditer(text):
            if not _TALK.search(found[0]):
                yield found.span()


def _values(text: str) -> Iterator[tuple[int, int]]:
    shouted = _is_shouted(text)
    for run in _RUN.finditer(text):
        for start, piece in _pieces(run[0]):
            at = run.start() + start
            if _is_value(piece) or _is_ticker(text, at, piece, shouted=shouted):
                yield at, at + len(piece)


def _pieces(run: str) -> Iterator[tuple[int, str]]:
    """A run's parts, and where each begins: a link stays whole, elsewhere a comma or a bracket parts what is not one number."""
    start = 0
    whole = _is_link(run.strip(_ENDS + "([{<"))
    breaks = [] if whole else [found.span() for found in _SPLIT.finditer(run)]
    for stop, following in [*breaks, (len(run), len(run))]:
        piece = run[start:stop].rstrip(_ENDS)
        bare = piece.lstrip("".join(c for c in "([{<\"'`.,:;!?*~|&/\\=_" if c not in _SIGNS))
        if bare:
            yield start + len(piece) - len(bare), bare
        start = following


def _is_link(piece: str) -> bool:
    """An address of a page, a mail box or a handle, with or without what stands before it."""
    return bool(_ADDRESSED.search(piece) or _HOST.fullmatch(re.split("[/:?#]", piece, maxsplit=1)[0]))


def _is_value(piece: str) -> bool:
    if any(c.isdecimal() or c in _CURRENCIES for c in piece) or _is_link(piece):
        return True
    return len(piece) >= _KEY_CHARS and piece.isalnum()


def _is_ticker(text: str, at: int, piece: str, *, shouted: bool) -> bool:
    bare = piece.removeprefix("$")
    if not bare.replace("/", "").replace("-", "").isalpha() or _is_cased(text[at - 1 : at]):
        return False
    if _is_cased(text[at + len(piece) : at + len(piece) + 1]):
        return False
    if _SMALL_TICKER.fullmatch(bare) or (bare != piece and len(bare) <= 10):
        return True
    if _PAIR.fullmatch(bare):
        parts = re.split("[/-]", bare)
        return all(_SMALL_TICKER.fullmatch(part) or (part.isupper() and not shouted) for part in parts)
    return bare.isupper() and 2 <= len(bare) <= 10 and not shouted


def _is_cased(char: str) -> bool:
    """Whether the character goes on with a word of Latin, Greek or Cyrillic letters; scripts without capitals end it."""
    return char.isalpha() and char.upper() != char.lower()


def _is_shouted(text: str) -> bool:
    """WHOLE SENTENCES IN CAPITALS are words, not tickers."""
    words = [word for word in _WORD.findall(text) if _is_cased(word[0])]
    return len(words) >= 4 and sum(word.isupper() for word in words) * 5 > len(words) * 3


def _glued(said: str) -> set[int]:
    """Numbers of the placeholders that would become one with what stands beside them."""
    return {
        int(mark[1])
        for mark in _PLACEHOLDER.finditer(said)
        if _GLUED_BEFORE.search(said, max(0, mark.start() - 3), mark.start()) or _GLUED_AFTER.match(said, mark.end())
    }


def _invented(said: str) -> bool:
    """Whether the machine says a link, an address or a code of its own. A number it may say: "three days" is 3天."""
    for run in _RUN.finditer(said):
        for _, piece in _pieces(run[0]):
            if _is_link(piece) or (len(piece) >= _KEY_CHARS and piece.isalnum()):
                return True
            if any(c.isdecimal() for c in piece) and len(piece) > 6 and not re.fullmatch(r"[\d.,]+%?", piece):
                return True
    return False
