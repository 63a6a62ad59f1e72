"""The real help texts of ../shared/data/articles cut into sections, with the questions their headings ask, and BM25 over them.

A section is the text below a heading up to the next heading of any level. A query is a heading that ends in ? or ？; its
document is the section below it, of the same locale. The heading itself stands in no document of the pool.
"""

import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path, PurePosixPath

from fairlead.helpcenter.read_markdown import Unreadable, read_markdown

ARTICLES = Path(__file__).resolve().parents[2] / "shared" / "data" / "articles"
K1, B = 1.2, 0.75
_HEADING = re.compile(r" {0,3}#{1,6}[ \t]+(.*?)[ \t]*#*[ \t]*$")
_FENCE = re.compile(r"\s*(```|~~~)")
_WORD = re.compile(r"[㐀-䶿一-鿿豈-﫿぀-ヿ]+|[^\W_㐀-䶿一-鿿豈-﫿぀-ヿ]+")
_DENSE = re.compile(r"[㐀-䶿一-鿿豈-﫿぀-ヿ]")


@dataclass(frozen=True)
class Section:
    """`trail`: the article's title and the headings above this one, without any that is a query itself."""

    id: str
    locale: str
    heading: str
    level: int
    trail: tuple[str, ...]
    text: str


def is_query(heading: str) -> bool:
    return heading.endswith(("?", "？"))


def read_sections(folder: Path = ARTICLES) -> list[Section]:
    """Every section of every Markdown file that has text; read as the import reads it, in the order of the paths."""
    found: list[Section] = []
    for path in sorted(folder.rglob("*.md")):
        relative = PurePosixPath(path.relative_to(folder))
        try:
            source = read_markdown(relative, path.read_bytes())
        except Unreadable:
            continue
        found += _split(str(relative), source.locale or "en", source.title, source.body)
    return found


def _split(path: str, locale: str, title: str, body: str) -> Iterable[Section]:
    above: list[tuple[int, str]] = [] if is_query(title.strip()) else [(0, title)]
    heading, level, lines, fenced, number = "", 0, list[str](), False, 0
    for line in [*body.split("\n"), "# "]:
        fenced ^= bool(_FENCE.match(line))
        match = None if fenced else _HEADING.match(line)
        if match is None:
            lines.append(line)
            continue
        if text := "\n".join(lines).strip():
            number += 1
            key = sha256(f"{path}#{number}".encode()).hexdigest()[:16]
            trail = tuple(dict.fromkeys(other for depth, other in above if depth < level or depth == 0))
            yield Section(key, locale, heading, level, trail, text)
        heading, level, lines = _plain(match[1]), line.lstrip().find(" "), []
        above = [(depth, other) for depth, other in above if depth < level]
        if heading and not is_query(heading):
            above.append((level, heading))


def _plain(heading: str) -> str:
    without = re.sub(r"\s*\{[:#][^}]*\}\s*$", "", heading)
    return re.sub(r"[*_`]+", "", re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", without)).strip()


@dataclass
class Bm25:
    """Okapi BM25 over words folded in case and width; Chinese and Japanese by single characters and by pairs of them."""

    documents: dict[str, str]
    _postings: dict[str, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))
    _lengths: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for key, text in self.documents.items():
            words = tokens(text)
            self._lengths[key] = len(words)
            for word, count in Counter(words).items():
                self._postings[word][key] = count
        self._mean = sum(self._lengths.values()) / max(1, len(self._lengths))

    def rank(self, query: str, limit: int) -> list[str]:
        scores: dict[str, float] = defaultdict(float)
        for word in tokens(query):
            having = self._postings.get(word, {})
            idf = math.log(1 + (len(self._lengths) - len(having) + 0.5) / (len(having) + 0.5))
            for key, count in having.items():
                norm = count + K1 * (1 - B + B * self._lengths[key] / self._mean)
                scores[key] += idf * count * (K1 + 1) / norm
        return sorted(scores, key=lambda key: (-scores[key], key))[:limit]


def tokens(text: str) -> list[str]:
    found: list[str] = []
    for word in _WORD.findall(unicodedata.normalize("NFKC", text).casefold()):
        if _DENSE.match(word):
            found += [*word, *(word[at : at + 2] for at in range(len(word) - 1))]
        else:
            found.append(word)
    return found


@dataclass
class Score:
    asked: int = 0
    first: int = 0
    reciprocal: float = 0.0

    def count(self, ranked: Sequence[str], right: frozenset[str]) -> None:
        self.asked += 1
        place = next((n for n, key in enumerate(ranked[:10], 1) if key in right), 0)
        self.first += place == 1
        self.reciprocal += 1 / place if place else 0.0

    @property
    def hit1(self) -> float:
        return self.first / self.asked if self.asked else 0.0

    @property
    def mrr(self) -> float:
        return self.reciprocal / self.asked if self.asked else 0.0
