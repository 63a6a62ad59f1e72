"""What any text from outside must pass before it may be kept: one rule for every surface.

NUL and lone surrogates become U+FFFD (PostgreSQL refuses both); everything else is kept to the letter.
"""

import re
import unicodedata

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_LINE_BREAKS = re.compile("\r\n?|[\u2028\u2029]")
# Letters, marks and symbols by category, and yet invisible: Hangul fillers, the Braille blank, variation selectors,
# joiners and vowels that are never drawn (Unicode's Default_Ignorable_Code_Point).
_UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
_LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}")
_ASCII_INVISIBLE = "".join(map(chr, range(33))) + "\x7f"
# The second line looks like the first; i, l and 1 are one stroke.
_LOOKS = str.maketrans(
    "авгеԁһіјкӏмнопрԛѕтсухԝαβεηικνορτυχγωօսոհցi105",
    "abredhljklmhonpqstcyxwabenlkvoptuxywounhgllos",
)
# Categories that leave nothing to see: controls, format characters (zero width, bidi), separators, unassigned.
_INVISIBLE = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp", "Cn"})


def storable(text: str) -> str:
    """The text with what no database and no UTF-8 encoder takes replaced by U+FFFD."""
    return _UNSTORABLE.sub("\ufffd", text) if _UNSTORABLE.search(text) else text


def is_blank(text: str) -> bool:
    """True when a reader would see nothing: only spaces, zero-width or bidi characters."""
    if text.isascii():
        return not text.strip(_ASCII_INVISIBLE)
    return all(unicodedata.category(c) in _INVISIBLE or _UNSEEN.match(c) for c in text)


class AnyOf:
    """Whether one of these words stands in a text: `OF_CODES.stands_in(text.lower())`."""

    def __init__(self, *words: str) -> None:
        self._ascii = tuple(word for word in words if word.isascii())
        self._others = tuple(word for word in words if not word.isascii())

    def stands_in(self, text: str) -> bool:
        for word in self._ascii:  # Asked of every message: `any` with a generator takes twice as long.
            if word in text:
                return True
        return not text.isascii() and any(word in text for word in self._others)


def one_line(text: str, limit: int) -> str:
    """The text on one line, cut at `limit` code points with an ellipsis; for names, subjects and previews."""
    # No white space but the blank is printable.
    if len(text) <= limit and text.isprintable() and "  " not in text and text.strip(" ") == text:
        return text
    flat = " ".join(_LINE_BREAKS.sub(" ", text).split())
    return flat if len(flat) <= limit else flat[: limit - 1].rstrip() + "…"


def visible_name(text: str, limit: int = 80) -> str:
    """A display name: one line, no control, format or bidi characters, NFC, cut at `limit`."""
    kept = "".join(c for c in storable(text) if unicodedata.category(c) not in ("Cc", "Cf"))
    # Composed last: what was taken out may have stood between a letter and its mark.
    return one_line(unicodedata.normalize("NFC", kept), limit)


def skeleton(name: str) -> str:
    """What a name looks like: equal for names that a reader takes for one another (after Unicode TS 39, for the Cyrillic, Greek
    and Armenian letters and the digits that look Latin, for widths, marks and what is not seen). Only for comparing."""
    plain = unicodedata.normalize("NFKD", storable(name)).casefold()
    kept = "".join(c for c in plain if c.isalnum() and not _UNSEEN.match(c))
    return kept.translate(_LOOKS).replace("rn", "m").replace("vv", "w")


def is_language_tag(text: str) -> bool:
    """Whether it has the form of a language's tag, `zh-CN`, and not more than 16 characters."""
    return len(text) <= 16 and _LANGUAGE_TAG.fullmatch(text) is not None


def masked(value: str) -> str:
    """`5571234509` → `55•••09`, `lin@example.com` → `l•••@e•••.com`: enough to compare, too little to use."""
    if "@" in value:
        local, _, domain = value.rpartition("@")
        host, dot, top = domain.rpartition(".")
        return f"{local[:1]}•••@{host[:1]}•••{dot}{top}"
    return value[:2] + "•••" + value[-2:] if len(value) > 5 else "•••"
