"""The search index: one tantivy index in memory per set of texts, fed with terms that were made when the text was stored.

In memory, since tantivy allows one writer per directory and several processes serve the same texts; feeding thousands of
texts takes under a second because nothing is analysed again, and a server that has seen no Chinese query never loads the
Chinese dictionary. tantivy says which texts have the most of what is asked; each of them is kept beside it, spelled in
letters (`letters.py`), for whoever looks at it closely.
"""

import functools
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import tantivy

from fairlead.infra import han
from fairlead.infra.letters import Letters
from fairlead.infra.pinyin import Speller, pairs_of
from fairlead.infra.vocabulary import Vocabulary

WRITER_BYTES = 15_000_000  # tantivy's least
# How much of a text's length counts, and how soon a word is there often enough: as tantivy has it.
K1, B = 1.2, 0.75


@dataclass(frozen=True, slots=True)
class Part:
    """What can be found: terms by field (joined by spaces), what comes back with it, and bytes that are fetched when wanted."""

    key: str
    terms: Mapping[str, str]
    kept: Any = None
    stored: bytes = b""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A term that is asked for."""

    text: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Laid:
    """A part as it lies ready: its fields in the index's order, spelled in letters."""

    key: str
    fields: tuple[str, ...]
    kept: Any


@dataclass(frozen=True, slots=True)
class Found:
    score: float
    laid: Laid
    # Reads what is stored of it, as it was when it was found.
    stored: Callable[[], bytes]

    @property
    def key(self) -> str:
        return self.laid.key


class SearchIndex:
    """Best-first lookup by BM25 over the given fields, each with its boost.

    `phrases`: Chinese that people write though the texts do not have it; asked for when there is something to guess.
    `spelled`: whether the parts are kept in letters.
    """

    def __init__(
        self, boosts: Mapping[str, float], phrases: Callable[[], Iterable[str]] = tuple, *, spelled: bool = True
    ) -> None:
        self._phrases = phrases
        self._spelled = spelled
        builder = tantivy.SchemaBuilder()
        # Texts are named by numbers: a stored name would be read, unpacked and made a string at each answer.
        builder.add_integer_field("number", indexed=True, fast=True)
        builder.add_bytes_field("stored", stored=True, indexed=False)
        for name in boosts:
            builder.add_text_field(name, stored=False, tokenizer_name="whitespace", index_option="freq")
        self._boosts = dict(boosts)
        self._schema = builder.build()
        self._index = tantivy.Index(self._schema)
        self.letters = Letters()
        self._next = 0
        self._numbers: dict[str, tuple[int, ...]] = {}
        self._laid: dict[int, Laid] = {}
        # By field, of all parts.
        self._lengths = dict.fromkeys(boosts, 0)
        self._refresh()

    def _refresh(self) -> None:
        self._index.reload()
        self._searcher = self._index.searcher()
        self._size: int = self._searcher.num_docs
        self.frequency = lru_cache(maxsize=8192)(self._frequency)
        self.rarity = lru_cache(maxsize=8192)(self._rarity_of)
        self._clause = lru_cache(maxsize=8192)(self._clauses)
        self.__dict__.pop("vocabulary", None)
        self.__dict__.pop("speller", None)

    @property
    def size(self) -> int:
        return self._size

    def update(self, parts: Iterable[Part], gone: Iterable[str] = ()) -> None:
        """Adds parts after forgetting those of the keys in `gone`. One update at a time."""
        writer = self._index.writer(WRITER_BYTES, 1)
        numbers, laid, lengths = dict(self._numbers), dict(self._laid), dict(self._lengths)
        for key in gone:
            for number in numbers.pop(key, ()):
                writer.delete_documents_by_term("number", number)
                for name, field in zip(self._boosts, laid.pop(number).fields, strict=False):
                    lengths[name] -= len(field)
        for part in parts:
            terms = {name: part.terms.get(name, "") for name in self._boosts}
            document = tantivy.Document(number=self._next, **terms)
            document.add_bytes("stored", part.stored)
            writer.add_document(document)
            fields = tuple(map(self.letters.spell, terms.values())) if self._spelled else ()
            for name, field in zip(self._boosts, fields, strict=False):
                lengths[name] += len(field)
            laid[self._next] = Laid(part.key, fields, part.kept)
            numbers[part.key] = (*numbers.get(part.key, ()), self._next)
            self._next += 1
        writer.commit()
        writer.wait_merging_threads()
        self._numbers, self._laid, self._lengths = numbers, laid, lengths
        self._refresh()

    def search(self, wanted: Sequence[Wanted], *, limit: int) -> list[Found]:
        clauses = [clause for term in wanted for clause in self._clause(term.text, round(term.weight, 3))]
        if not clauses:
            return []
        searcher, laid = self._searcher, self._laid
        hits = searcher.search(tantivy.Query.boolean_query(clauses), limit, False).hits
        values: Any = searcher.fast_field_values("number", [address for _, address in hits]) if hits else ()
        # Between an update's last two steps what is gone is still found.
        return [
            Found(score, laid[number], functools.partial(_stored, searcher, address))
            for (score, address), number in zip(hits, values, strict=True)
            if number in laid
        ]

    def weigh(self, wanted: Sequence[Wanted], keys: Iterable[str]) -> list[Found]:
        """What these parts, which are spelled, would be found with."""
        # An update puts others in their place while this goes on.
        numbers, laid = self._numbers, self._laid
        found = [laid[number] for key in keys for number in numbers.get(key, ()) if number in laid]
        return [Found(self._score(wanted, one), one, functools.partial(self._of, one.key)) for one in found]

    def _score(self, wanted: Sequence[Wanted], laid: Laid) -> float:
        sought = [(letter, one) for one in wanted if (letter := self.letters.of(one.text))]
        total = 0.0
        for (name, boost), field in zip(self._boosts.items(), laid.fields, strict=True):
            usual = self._lengths[name] / max(1, len(self._laid)) or 1.0
            norm = K1 * (1 - B + B * len(field) / usual)
            for letter, one in sought:
                if count := field.count(letter):
                    total += boost * one.weight * self.rarity(one.text) * count * (K1 + 1) / (count + norm)
        return total

    def _of(self, key: str) -> bytes:
        """Empty when it has gone since."""
        searcher = self._searcher
        for number in self._numbers.get(key, ()):
            for _, address in searcher.search(tantivy.Query.term_query(self._schema, "number", number), 1, False).hits:
                return _stored(searcher, address)
        return b""

    def _clauses(self, text: str, weight: float) -> list[tuple[tantivy.Occur, tantivy.Query]]:
        """A term in every field that has it. tantivy weighs a word by its rarity in one field; a word in few titles and most
        texts is still a common word."""
        made = []
        for name, boost in self._boosts.items():
            if count := self._searcher.doc_freq(name, text):
                boosted = boost * weight * self.rarity(text) / self._rarity(count)
                query = tantivy.Query.term_query(self._schema, name, text, "freq")
                made.append((tantivy.Occur.Should, tantivy.Query.boost_query(query, boosted)))
        return made

    def _rarity_of(self, term: str) -> float:
        """The inverse document frequency of a term, over all fields; highest for an unknown one."""
        return self._rarity(self.frequency(term))

    def _rarity(self, count: int) -> float:
        return math.log(1 + (self.size - count + 0.5) / (count + 0.5))

    def _frequency(self, term: str) -> int:
        """In how many parts a term stands, in the field where it is most common."""
        return max(self._searcher.doc_freq(name, term) for name in self._boosts)

    def get_ready(self) -> None:
        """Makes what is otherwise made at the first question after an update."""
        self.speller  # noqa: B018 - the look is the work

    @functools.cached_property
    def vocabulary(self) -> Vocabulary:
        """All terms; some 50 ms for a hundred thousand."""
        counts: dict[str, int] = {}
        for name in self._boosts:
            for term, count in self._searcher.terms_with_prefix(name, ""):
                if counts.get(term, 0) < count:
                    counts[term] = count
        return Vocabulary(counts)

    @functools.cached_property
    def speller(self) -> Speller:
        """Over the pairs of Chinese characters it holds."""
        pairs = {
            term: count
            for term, count in self.vocabulary.counts.items()
            if len(term) == 2 and han.readings(term[0]) and han.readings(term[1])
        }
        return Speller(pairs, pairs_of(self._phrases())) if pairs else Speller({})


def _stored(searcher: tantivy.Searcher, address: tantivy.DocAddress) -> bytes:
    document: Any = searcher.doc(address)
    found: bytes = document.get_first("stored")
    return found
