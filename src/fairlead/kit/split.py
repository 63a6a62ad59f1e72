"""A long text in parts a channel can carry, cut where a reader would pause. Used by the adapters' `send`."""

import unicodedata

from fairlead.kit.text import is_blank

_PAUSES = ("\n\n", "\n", " ")
_JOINER = "\u200d"


def split(text: str, limit: int) -> list[str]:
    """Parts of at most `limit` code points, none blank; only white space around the cuts is lost."""
    if limit < 1:
        raise ValueError("a part holds at least one character")
    parts, rest = [], text.strip()
    while len(rest) > limit:
        cut = _cut(rest, limit)
        parts.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [part for part in [*parts, rest] if not is_blank(part)]


def _cut(text: str, limit: int) -> int:
    """After a paragraph, a line or a word in the second half of what fits; else at the limit, within no character."""
    for pause in _PAUSES:
        found = text.rfind(pause, limit // 2, limit + 1)
        if found > 0:
            return found
    cut = limit
    while cut > limit // 2 and cut > 1 and _joined(text, cut):
        cut -= 1
    return limit if _joined(text, cut) else cut


def _joined(text: str, at: int) -> bool:
    """True when what a reader sees as one character would be torn here."""
    return text[at - 1] == _JOINER or text[at] == _JOINER or unicodedata.category(text[at]).startswith("M")
