"""The search index: one tantivy index in memory per set of texts, fed with terms that were made when the text was stored.

In memory, since tantivy allows one writer per directory and several processes serve the same texts; feeding thousands of
texts takes under a second because nothing is analysed again, and a server that has seen no Chinese query never loads the
Chinese dictionary.
"""

import functools
import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import tantivy

from fairlead.infra import han
from fairlead.infra.pinyin import Speller, pairs_of
from fairlead.infra.vocabulary import Vocabulary

WRITER_BYTES = 15_000_000  # tantivy's least


@dataclass(frozen=True, slots=True)
class Part:
    """What can be found: terms by field (joined by spaces), and bytes that come back with it."""

    key: str
    terms: Mapping[str, str]
    kept: bytes = b""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A term that is asked for."""

    text: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Found:
    key: str
    score: float
    kept: bytes


class SearchIndex:
    """Best-first lookup by BM25 over the given fields, each with its boost.

    `phrases`: Chinese that people write though the texts do not have it; asked for when there is something to guess.
    """

    def __init__(self, boosts: Mapping[str, float], phrases: Callable[[], Iterable[str]] = tuple) -> None:
        self._phrases = phrases
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("key", stored=True, tokenizer_name="raw", index_option="basic")
        builder.add_bytes_field("kept", stored=True, indexed=False)
        for name in boosts:
            builder.add_text_field(name, stored=False, tokenizer_name="whitespace", index_option="freq")
        self._boosts = dict(boosts)
        self._schema = builder.build()
        self._index = tantivy.Index(self._schema)
        self._refresh()

    def _refresh(self) -> None:
        self._index.reload()
        self._searcher = self._index.searcher()
        self.frequency = lru_cache(maxsize=8192)(self._frequency)
        self._clause = lru_cache(maxsize=8192)(self._clauses)
        self.__dict__.pop("vocabulary", None)
        self.__dict__.pop("speller", None)

    @property
    def size(self) -> int:
        return self._searcher.num_docs

    def update(self, parts: Iterable[Part], gone: Iterable[str] = ()) -> None:
        """Adds parts after forgetting those of the keys in `gone`. One update at a time."""
        writer = self._index.writer(WRITER_BYTES, 1)
        for key in gone:
            writer.delete_documents_by_term("key", key)
        for part in parts:
            document = tantivy.Document(key=part.key, **part.terms)
            document.add_bytes("kept", part.kept)
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        self._refresh()

    def search(self, wanted: Sequence[Wanted], *, limit: int, keys: Collection[str] = ()) -> list[Found]:
        """`keys`: only these."""
        clauses = [clause for term in wanted for clause in self._clause(term.text, round(term.weight, 3))]
        if not clauses:
            return []
        if keys:
            among = tantivy.Query.const_score_query(tantivy.Query.term_set_query(self._schema, "key", list(keys)), 0.0)
            some = tantivy.Query.boolean_query(clauses)
            clauses = [(tantivy.Occur.Must, among), (tantivy.Occur.Should, some)]
        hits = self._searcher.search(tantivy.Query.boolean_query(clauses), limit, False).hits
        return [self._found(score, address) for score, address in hits]

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

    def rarity(self, term: str) -> float:
        """The inverse document frequency of a term, over all fields; highest for an unknown one."""
        return self._rarity(self.frequency(term))

    def _rarity(self, count: int) -> float:
        return math.log(1 + (self.size - count + 0.5) / (count + 0.5))

    def _found(self, score: float, address: tantivy.DocAddress) -> Found:
        stored: Any = self._searcher.doc(address)
        return Found(key=stored.get_first("key"), score=score, kept=stored.get_first("kept"))

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
