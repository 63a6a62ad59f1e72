"""What a line of search asks for, and whether a text answers it. Pure: values in, decision out."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from fairlead.infra.turns import Work
from fairlead.infra.word_digests import END_LEAST, PREFIX_LEAST, is_code
from fairlead.infra.words import Term, each_piece, pieces, stem
from fairlead.kit.clock import Instant, read_instant
from fairlead.kit.errors import Invalid
from fairlead.kit.text import storable

MOST_CHARS = 200
STATUSES = ("open", "closed")
# Entries that are read, indexed and looked through together.
STRETCH = 64

_FILTER = re.compile(r"(?<!\S)(after|before|is|brand|channel|lang)[:：](\S+)", re.IGNORECASE)
_SHORT = re.compile(r"[A-Za-z0-9-]{1,24}")
_SPACE = re.compile(r"\s+")


def stretch_of(seq: int) -> int:
    return (seq - 1) // STRETCH


@dataclass(frozen=True, slots=True)
class Sought:
    """One word of the line. `unfinished`: it may go on; `bare`: its stems by the languages at hand."""

    text: str
    pair: bool = False
    unfinished: bool = False
    bare: frozenset[str] = frozenset()

    @property
    def begins(self) -> bool:
        """Whether words that begin so are meant too: while it is typed, and for an id, of which one often has a part."""
        return not self.pair and len(self.text) >= PREFIX_LEAST and (self.unfinished or is_code(self.text))

    @property
    def ends(self) -> bool:
        """Whether ids that end so are meant too."""
        return not self.pair and len(self.text) >= END_LEAST and any(c.isdigit() for c in self.text)

    def fits(self, piece: Term, bare: str) -> bool:
        """Whether a piece of a text, `bare` without its ending, is what is sought."""
        if piece.text == self.text or (not piece.pair and (bare in self.bare or piece.text in self.bare)):
            return True
        if piece.pair:
            return False
        if self.begins and piece.text.startswith(self.text):
            return True
        return self.ends and is_code(piece.text) and piece.text.endswith(self.text)


@dataclass(frozen=True, slots=True)
class Line:
    """What is asked: all of the words, within the filters. Times are bounds, the first included and the last not."""

    words: tuple[Sought, ...] = ()
    brand: str | None = None
    status: str | None = None
    channel: str | None = None
    locale: str | None = None
    since: Instant | None = None
    until: Instant | None = None

    @property
    def asks_nothing(self) -> bool:
        return self == Line()


@dataclass(slots=True)
class Fit:
    """How a text answers: which of the words stand in it, and where."""

    words: set[str] = field(default_factory=set)
    places: list[Term] = field(default_factory=list)


def line_of(text: str, languages: Sequence[str], **given: str | None) -> Line:
    """The words and filters of a line; `given` are filters from elsewhere, and those in the line go before them.

    Raises Invalid("search_too_long"), Invalid("search_filter_invalid").
    """
    if len(text) > MOST_CHARS:
        raise Invalid("search_too_long", limit=MOST_CHARS)
    line = Line()
    for name, value in given.items():
        if value is not None:
            line = _filtered(line, name, storable(value))
    for name, value in _FILTER.findall(text):
        line = _filtered(line, name.lower(), storable(value))
    rest = _FILTER.sub(" ", text)
    return replace(line, words=_sought(storable(rest), languages))


def _filtered(line: Line, name: str, value: str) -> Line:
    def refuse() -> Invalid:
        return Invalid("search_filter_invalid", filter=f"{name}:{value}"[:80])

    if name in ("after", "before"):
        instant = read_instant(value)
        if instant is None:
            raise refuse()
        return replace(line, since=instant) if name == "after" else replace(line, until=instant)
    if name == "is":
        if value.lower() not in STATUSES:
            raise refuse()
        return replace(line, status=value.lower())
    if not _SHORT.fullmatch(value):
        raise refuse()
    change: dict[str, Any] = {{"lang": "locale"}.get(name, name): value}
    return replace(line, **change)


def _sought(text: str, languages: Sequence[str]) -> tuple[Sought, ...]:
    found: dict[str, Sought] = {}
    covered = 0
    for piece in pieces(text):
        if piece.start < covered:
            continue
        if "@" in piece.text:
            covered = piece.end
        unfinished = piece.end == len(text)
        bare = frozenset(stem(piece.text, language) for language in languages) if piece.text.isalpha() else frozenset()
        one = Sought(piece.text, piece.pair, unfinished, frozenset() if piece.pair else bare)
        known = found.get(one.text)
        found[one.text] = replace(one, unfinished=unfinished or (known is not None and known.unfinished))
    return tuple(found.values())


def fit(words: Sequence[Sought], text: str, locale: str) -> Work[Fit]:
    """Where the words stand in a text of a language; to be had by turns."""
    found = Fit()
    endings = any(word.bare for word in words)
    for piece in each_piece(text):
        yield
        bare = stem(piece.text, locale) if endings and not piece.pair and piece.text.isalpha() else piece.text
        for word in words:
            if word.fits(piece, bare):
                found.words.add(word.text)
                found.places.append(piece)
    return found


def said_in(text: str, files: Iterable[dict[str, Any]], data: dict[str, Any]) -> str:
    """What of an entry can be found, on one line: its text, a transfer's note, its files' names."""
    parts = [text, str(data.get("note") or ""), *(str(each.get("name", "")) for each in files)]
    return _SPACE.sub(" ", " ".join(part for part in parts if part)).strip()
