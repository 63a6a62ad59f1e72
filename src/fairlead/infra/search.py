"""The search index: one tantivy index in memory per set of texts, fed with terms that were made when the text was stored.

In memory, since tantivy allows one writer per directory and several processes serve the same texts; feeding thousands of
texts takes under a second because nothing is analysed again, and a server that has seen no Chinese query never loads the
Chinese dictionary.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import tantivy

WRITER_BYTES = 15_000_000  # tantivy's least
COMPLETIONS = 5
CORRECTIONS = 3


@dataclass(frozen=True, slots=True)
class Part:
    """What can be found: terms by field (joined by spaces) and the text to show. `place` numbers the parts of a key."""

    key: str
    place: int
    terms: Mapping[str, str]
    shown: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A term that is asked for. `stands_for` is the term as typed when this one is its correction or completion."""

    text: str
    weight: float = 1.0
    stands_for: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    key: str
    place: int
    score: float
    shown: str
    # The stored terms by field, as they were given.
    terms: Mapping[str, str]


class SearchIndex:
    """Best-first lookup by BM25 over the given fields, each with its boost."""

    def __init__(self, boosts: Mapping[str, float]) -> None:
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("key", stored=True, tokenizer_name="raw", index_option="basic")
        builder.add_unsigned_field("place", stored=True)
        builder.add_text_field("shown", stored=True, tokenizer_name="raw", index_option="basic")
        for name in boosts:
            builder.add_text_field(name, stored=True, tokenizer_name="whitespace", index_option="freq")
        self._boosts = dict(boosts)
        self._schema = builder.build()
        self._index = tantivy.Index(self._schema)
        self._refresh()

    def _refresh(self) -> None:
        self._index.reload()
        self._searcher = self._index.searcher()
        self.corrections = lru_cache(maxsize=2048)(self._corrections)
        self.frequency = lru_cache(maxsize=8192)(self._frequency)

    @property
    def size(self) -> int:
        return self._searcher.num_docs

    def update(self, parts: Iterable[Part], gone: Iterable[str] = ()) -> None:
        """Adds parts after forgetting all parts of the keys in `gone`. One update at a time."""
        writer = self._index.writer(WRITER_BYTES, 1)
        for key in gone:
            writer.delete_documents_by_term("key", key)
        for part in parts:
            writer.add_document(tantivy.Document(key=part.key, place=part.place, shown=part.shown, **part.terms))
        writer.commit()
        writer.wait_merging_threads()
        self._refresh()

    def search(self, wanted: Sequence[Wanted], *, limit: int) -> list[Found]:
        clauses = [
            (tantivy.Occur.Should, self._clause(name, boost, term))
            for term in wanted
            for name, boost in self._boosts.items()
            if self._searcher.doc_freq(name, term.text)
        ]
        if not clauses:
            return []
        hits = self._searcher.search(tantivy.Query.boolean_query(clauses), limit, False).hits
        return [self._found(score, address) for score, address in hits]

    def _clause(self, name: str, boost: float, term: Wanted) -> tantivy.Query:
        # tantivy weighs a word by its rarity in one field; a word in few titles and most texts is still a common word.
        boost *= term.weight * self.rarity(term.text) / self._rarity(self._searcher.doc_freq(name, term.text))
        return tantivy.Query.boost_query(tantivy.Query.term_query(self._schema, name, term.text, "freq"), boost)

    def rarity(self, term: str) -> float:
        """The inverse document frequency of a term, over all fields; highest for an unknown one."""
        return self._rarity(self.frequency(term))

    def _rarity(self, count: int) -> float:
        return math.log(1 + (self.size - count + 0.5) / (count + 0.5))

    def _found(self, score: float, address: tantivy.DocAddress) -> Found:
        stored: Any = self._searcher.doc(address)
        return Found(
            key=stored.get_first("key"),
            place=stored.get_first("place"),
            score=score,
            shown=stored.get_first("shown"),
            terms={name: stored.get_first(name) or "" for name in self._boosts},
        )

    def _frequency(self, term: str) -> int:
        """In how many parts a term stands, in the field where it is most common."""
        return max(self._searcher.doc_freq(name, term) for name in self._boosts)

    def completions(self, start: str) -> list[str]:
        """The most common terms that begin so."""
        return self._most_common(start)[:COMPLETIONS]

    def _most_common(self, start: str) -> list[str]:
        counts: dict[str, int] = {}
        for name in self._boosts:
            for term, count in self._searcher.terms_with_prefix(name, start):
                counts[term] = max(counts.get(term, 0), count)
        return sorted(counts, key=lambda term: (-counts[term], term))

    def _corrections(self, term: str) -> tuple[tuple[str, int], ...]:
        """Known terms one slip away (two in words of eight letters), nearest and most common first, with the distance."""
        if len(term) < 5 or not term.isalpha():
            return ()
        limit = 2 if len(term) >= 8 else 1
        near: list[tuple[int, int, str]] = []
        # The first letter is seldom wrong, but the first two are swapped now and then.
        for start in dict.fromkeys((term[0], term[1] + term[0])):
            for order, known in enumerate(self._most_common(start)):
                distance = slips(term, known, limit)
                if distance <= limit:
                    near.append((distance, order, known))
        best = sorted(near)[:CORRECTIONS]
        return tuple((known, distance) for distance, _, known in best if distance == best[0][0])


def slips(one: str, other: str, limit: int) -> int:
    """Letters missed, added, changed or swapped between two words; anything above `limit` comes back as `limit + 1`."""
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        older, before, row = before, row, [i]
        for j, facing in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != facing))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == facing:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
    return min(row[-1], limit + 1)
