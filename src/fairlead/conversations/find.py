"""A customer's search through his own conversations: what lies sealed is opened and read, within limits, newest first."""

import asyncio
import re
from dataclasses import dataclass
from typing import Any
from unicodedata import combining, normalize

from fairlead.conversations import browse, store
from fairlead.conversations.name_author import seen_author
from fairlead.conversations.store import Entry
from fairlead.infra.database import Database
from fairlead.infra.excerpts import marked_html
from fairlead.infra.sealing import Sealer
from fairlead.kit.access import Actor
from fairlead.kit.clock import iso
from fairlead.kit.errors import Invalid
from fairlead.shield.limits import Limiter

LEAST_CHARS, MOST_CHARS, MOST_WORDS = 2, 200, 8
HITS = 20
# So much of a history is read for one question; the answer says when there was more.
CONVERSATIONS, ENTRIES = 200, 2000
# Opened in one go; then others get their turn.
SLICE = 100
AROUND = 60
RATE, BURST = 1.0, 20.0


@dataclass(frozen=True, slots=True)
class Found:
    entry: Entry
    text: str


class Finder:
    def __init__(self, database: Database, sealer: Sealer) -> None:
        self._database = database
        self._sealer = sealer
        self._limiter = Limiter(rate=RATE, burst=BURST)

    async def find(self, customer: Actor, query: str) -> dict[str, Any]:
        """Messages that hold every word of the query. Raises Invalid, TooMany."""
        words = wanted(query)
        self._limiter.take(customer.id)
        async with self._database.read() as session:
            rows = await browse.of_customer(session, customer.id, before=None, limit=CONVERSATIONS + 1)
            subjects = {row.id: row.subject for row in rows[:CONVERSATIONS]}
            sealed = await store.public_messages(session, list(subjects), limit=ENTRIES + 1)
        hits: list[Found] = []
        for start in range(0, min(len(sealed), ENTRIES), SLICE):
            for row in sealed[start : min(start + SLICE, ENTRIES)]:
                entry = store.entry_from(row, self._sealer)
                text = said(entry)
                if all(word in folded(text) for word in words):
                    hits.append(Found(entry, text))
            if len(hits) >= HITS:
                break
            await asyncio.sleep(0)
        shown = hits[:HITS]
        whole = len(rows) <= CONVERSATIONS and len(sealed) <= ENTRIES and len(hits) < HITS
        return {"hits": [self._wire(hit, subjects, words) for hit in shown], "complete": whole}

    def _wire(self, hit: Found, subjects: dict[str, bytes], words: list[str]) -> dict[str, Any]:
        entry = hit.entry
        where = entry.conversation_id
        return {
            "conversation": where,
            "subject": (self._sealer.read(subjects[where], f"{where}:subject") or b"").decode(),
            "number": entry.public_seq,
            "author": seen_author(entry.author_kind, entry.author_id, entry.author_name, says=True),
            "at": iso(entry.at),
            "passage": passage(hit.text, words),
        }


def wanted(query: str) -> list[str]:
    """The words asked for, folded. Raises Invalid("invalid_field")."""
    words = folded(query).split()
    if not len("".join(words)) >= LEAST_CHARS or len(query) > MOST_CHARS or len(words) > MOST_WORDS:
        raise Invalid("invalid_field", field="q")
    return words


def folded(text: str) -> str:
    """Without regard to case, width and how letters and their marks are joined (NFKC, case folding)."""
    if text.isascii():
        return text.lower()
    return normalize("NFKC", normalize("NFKC", text).casefold())


def placed(text: str) -> tuple[str, list[tuple[int, int]]]:
    """The same, and for each of its characters where in the text it comes from."""
    starts = [at for at, c in enumerate(text) if at == 0 or not combining(c)]
    ends = [*starts[1:], len(text)] if starts else []
    parts = [(folded(text[start:end]), (start, end)) for start, end in zip(starts, ends, strict=True)]
    return "".join(part for part, _ in parts), [place for part, place in parts for _ in part]


def said(entry: Entry) -> str:
    """What stood before the customer's eyes: the text, and an answer's passage where that is another."""
    quoted = entry.data.get("answer", {}).get("passage", "")
    names = " ".join(file["name"] for file in entry.files)
    parts = (entry.text, quoted if quoted != entry.text else "", names)
    return " ".join(" ".join(part.split()) for part in parts if part)


def passage(text: str, words: list[str]) -> str:
    """HTML: the text around the first match, escaped, with matches in `<mark>`."""
    low, places = placed(text)
    either = re.compile("|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)))
    spans = [(places[one.start()][0], places[one.end() - 1][1]) for one in either.finditer(low)]
    # Letters that only join across what stands apart here (Hangul by its parts) are found and not marked.
    first = spans[0][0] if spans else 0
    start = 0 if first <= AROUND else text.rfind(" ", 0, first - AROUND // 2) + 1
    start = start if first - start <= 2 * AROUND else first - AROUND // 2
    end = min(len(text), start + 4 * AROUND)
    return marked_html(text, spans, start, end)
