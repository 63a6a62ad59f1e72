"""A search index on disk: one tantivy index in a folder that one process at a time writes and reads, newest first.

It holds digested words (word_digests.py), names of brands, states and rows, and times. Everything in it can be made again
from the database, so a folder that is missing, damaged or of another kind is emptied and begun anew.
"""

import fcntl
import os
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import structlog
import tantivy

log = structlog.get_logger()

WRITER_BYTES = 24_000_000
MOST_PROCESSES = 64
# Up to so many groups are counted exactly: for that, up to so many that match in a later document are looked at one by one.
MOST_COUNTED, MOST_LATER = 1_000, 2_000
_STATE = "state"
_Clause = tuple[tantivy.Occur, tantivy.Query]


class IndexDamaged(Exception):
    """The files cannot be read or written: begin anew."""


@dataclass(frozen=True, slots=True)
class Document:
    """`key` names it for good; documents of one `group` are found as one, at the newest that matches. `note` is kept and given
    back, `labels` are what it is filtered by, `words` the digested terms it is found by."""

    key: str
    group: str
    # Whether the group has documents before this one.
    later: bool
    at: int
    labels: Mapping[str, str]
    note: str
    words: Iterable[str]


@dataclass(frozen=True, slots=True)
class Word:
    """Any of these terms, or any term with one of these beginnings."""

    terms: tuple[str, ...] = ()
    beginnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """All of `words`, one value of each label, a time within the bounds (both included)."""

    words: tuple[Word, ...] = ()
    labels: Mapping[str, Sequence[str]] = field(default_factory=dict)
    since: int | None = None
    until: int | None = None


@dataclass(frozen=True, slots=True)
class Match:
    key: str
    at: int

    @property
    def place(self) -> tuple[int, str]:
        return self.at, self.key


class DiskIndex:
    """`open` first. Writing: one caller at a time; finding: any number beside. All of it blocks: call it in a thread."""

    def __init__(self, root: Path, labels: Sequence[str], *, name: str) -> None:
        self._root = root
        self._labels = tuple(labels)
        self._name = name
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("key", stored=True, tokenizer_name="raw", index_option="basic")
        for label in ("group", "later", *self._labels):
            builder.add_text_field(label, tokenizer_name="raw", index_option="basic")
        builder.add_text_field("note", stored=True, tokenizer_name="raw", index_option="basic")
        builder.add_integer_field("at", indexed=True, fast=True)
        builder.add_text_field("words", tokenizer_name="whitespace", index_option="basic")
        self._schema = builder.build()
        self._lock: int | None = None
        self._folder = root
        self._index: Any = None
        self._writer: Any = None
        self._searcher: Any = None

    @property
    def ready(self) -> bool:
        return self._searcher is not None

    @property
    def folder(self) -> Path:
        return self._folder

    def open(self) -> str:
        """Takes the first folder no other process holds; the state that was last committed there, empty for a new one."""
        if self._lock is None:
            self._take()
        try:
            return self._open()
        except (ValueError, OSError) as error:
            log.warning("the search index is made anew", folder=str(self._folder), reason=str(error)[:200])
            self.begin()
            return ""

    def begin(self) -> None:
        """Forgets everything. Raises IndexDamaged when not even that is possible."""
        self._let_go()
        try:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._open()
        except (ValueError, OSError) as error:
            raise IndexDamaged(str(error)) from error

    def _take(self) -> None:
        self._root.mkdir(parents=True, exist_ok=True)
        for number in range(MOST_PROCESSES):
            lock = os.open(self._root / f"{number}.lock", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
            try:
                # Ends with the process, however that ends.
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(lock)
                continue
            self._lock, self._folder = lock, self._root / str(number)
            return
        raise IndexDamaged(f"{MOST_PROCESSES} processes hold an index in {self._root}")

    def _open(self) -> str:
        self._folder.mkdir(parents=True, exist_ok=True)
        self._index = tantivy.Index(self._schema, path=str(self._folder))
        self._writer = self._index.writer(WRITER_BYTES, 1)
        self._refresh()
        state = self.notes([_STATE]).get(_STATE, "")
        name, _, rest = state.partition("\n")
        if state and name != self._name:
            raise ValueError("it was made with another key or by another version")
        return rest

    def _refresh(self) -> None:
        self._index.reload()
        self._searcher = self._index.searcher()

    def _let_go(self) -> None:
        self._writer = self._searcher = self._index = None

    def close(self) -> None:
        if self._writer is not None:
            self._writer.wait_merging_threads()
        self._let_go()
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def write(self, documents: Iterable[Document], *, gone: Iterable[str] = ()) -> None:
        """Puts documents in place of those of their keys, and forgets the groups in `gone`. Nothing is found before `commit`."""
        try:
            for group in gone:
                self._writer.delete_documents_by_term("group", group)
            for document in documents:
                self._writer.delete_documents_by_term("key", document.key)
                self._writer.add_document(
                    tantivy.Document(
                        key=document.key,
                        group=document.group,
                        later="1" if document.later else "0",
                        at=document.at,
                        note=document.note,
                        words=" ".join(document.words),
                        **document.labels,
                    )
                )
        except (ValueError, OSError) as error:
            raise IndexDamaged(str(error)) from error

    def commit(self, state: str) -> None:
        """Makes what was written durable and findable, together with the state."""
        try:
            self._writer.delete_documents_by_term("key", _STATE)
            self._writer.add_document(tantivy.Document(key=_STATE, note=f"{self._name}\n{state}"))
            self._writer.commit()
            self._refresh()
        except (ValueError, OSError) as error:
            raise IndexDamaged(str(error)) from error

    def notes(self, keys: Sequence[str]) -> dict[str, str]:
        """Key → note, of the documents there are."""
        searcher = self._searcher
        found = searcher.search(tantivy.Query.term_set_query(self._schema, "key", list(keys)), max(1, len(keys)), False)
        stored = (searcher.doc(address) for _, address in found.hits)
        return {one.get_first("key"): one.get_first("note") for one in stored}

    def find(self, question: Question, *, limit: int, after: tuple[int, str] | None = None) -> tuple[list[Match], int]:
        """The next matches below `after`, newest first, one of a group; and how many groups match in all: where more than
        `MOST_COUNTED` do, at least so many."""
        try:
            searcher = self._searcher
            clauses = self._clauses(question)
            return self._page(searcher, clauses, after=after, limit=limit), self._total(searcher, clauses)
        except (ValueError, OSError, AttributeError) as error:
            raise IndexDamaged(str(error)) from error

    def _page(self, searcher: Any, clauses: list[_Clause], *, after: tuple[int, str] | None, limit: int) -> list[Match]:
        """Documents of one instant have no order in the index, so more are read until the page cannot change any more."""
        bounds = [*clauses, self._times(None, after[0])] if after else clauses
        wanted = limit + 20
        while True:
            found = searcher.search(_all_of(bounds), wanted, False, order_by_field="at")
            places = sorted(((at, searcher.doc(address).get_first("key")) for at, address in found.hits), reverse=True)
            whole = len(places) < wanted
            # The last instant may go on beyond what was read.
            sure = places if whole else [place for place in places if place[0] > places[-1][0]]
            below = [place for place in sure if after is None or place < after]
            gone = self._told_before(searcher, clauses, {group_of(key) for _, key in below}, after) if after else set()
            newest: dict[str, Match] = {}
            for at, key in below:
                if (group := group_of(key)) not in gone:
                    newest.setdefault(group, Match(key, at))
            if whole or len(newest) >= limit:
                return list(newest.values())[:limit]
            wanted *= 4

    def _told_before(self, searcher: Any, clauses: list[_Clause], groups: set[str], after: tuple[int, str]) -> set[str]:
        """Those of these groups that match at or above a place, too: they stood on a page before."""
        if not groups:
            return set()
        above = _all_of([*clauses, self._must("group", sorted(groups)), self._times(after[0], None)])
        found = searcher.search(above, 4 * MOST_LATER, False, order_by_field="at")
        places = ((at, searcher.doc(address).get_first("key")) for at, address in found.hits)
        return {group_of(place[1]) for place in places if place >= after}

    def _total(self, searcher: Any, clauses: list[_Clause]) -> int:
        """Every group has one document with none before it; what matches in later ones only is looked for where few match."""
        count: int = searcher.search(_all_of([*clauses, self._must("later", ("0",))]), 1, True).count
        if count > MOST_COUNTED:
            return count
        later = searcher.search(_all_of([*clauses, self._must("later", ("1",))]), MOST_LATER, False)
        groups = {group_of(searcher.doc(address).get_first("key")) for _, address in later.hits}
        if not groups:
            return count
        first = [*clauses, self._must("later", ("0",)), self._must("group", sorted(groups))]
        both: int = searcher.search(_all_of(first), 1, True).count
        return count + len(groups) - both

    def _clauses(self, question: Question) -> list[_Clause]:
        clauses = [self._must(label, values) for label, values in question.labels.items()]
        if question.since is not None or question.until is not None:
            clauses.append(self._times(question.since, question.until))
        return clauses + [(tantivy.Occur.Must, self._word(word)) for word in question.words]

    def _must(self, label: str, values: Sequence[str]) -> _Clause:
        return tantivy.Occur.Must, tantivy.Query.term_set_query(self._schema, label, list(values))

    def _times(self, since: int | None, until: int | None) -> _Clause:
        kind = tantivy.FieldType.Integer
        return tantivy.Occur.Must, tantivy.Query.range_query(self._schema, "at", kind, since, until)

    def _word(self, word: Word) -> tantivy.Query:
        found = [tantivy.Query.term_query(self._schema, "words", term, "basic") for term in word.terms]
        # A beginning is letters, digits, `-` and `_` only: nothing in it means anything in an expression.
        found += [tantivy.Query.regex_query(self._schema, "words", f"{start}.*") for start in word.beginnings]
        return tantivy.Query.boolean_query([(tantivy.Occur.Should, one) for one in found])


def group_of(key: str) -> str:
    """A document's key is its group, a colon, and which of the group it is."""
    return key.partition(":")[0]


def _all_of(clauses: list[_Clause]) -> tantivy.Query:
    return tantivy.Query.boolean_query(clauses)
