"""How fast the search answers: fifty thousand articles, two hundred requests a second at one server on one core.

The articles are made of the real texts in ../shared/data/articles (`_shelves`); four of five requests ask headings of these
texts as they are, one of five with typos. Requests are due at fixed times and timed from when they were due. Beside it, in
the same run and on the same core, what tantivy alone takes for the same words (all of them, any of them, one field with the
whole text, ten addresses), exact and fuzzy, and what SQLite's FTS5 takes: neither speaks HTTP, ranks passages or cuts any.
"""

import argparse
import asyncio
import os
import random
import re
import sqlite3
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlsplit

import tantivy

from bench import _report, _server, _shelves
from bench._report import Figure, at_most, percentile, say
from fairlead.settings import Settings
from tests.harness import make_settings

ARTICLES, SECONDS, RATE = 50_000, 30, 200
BARE = 1_000
EXACT_MS, FUZZY_MS, TYPING_MS = 10.0, 30.0, 8.0
MEGABYTE = 1024 * 1024
CONNECTIONS = 16


@dataclass
class Asked:
    """Milliseconds by kind of request, and what else than 200 came back."""

    took: dict[str, list[float]] = field(default_factory=dict)
    failed: int = 0
    empty: int = 0


class Line:
    """One kept-alive connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    async def get(self, host: str, path: str) -> tuple[int, bytes]:
        self._writer.write(f"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
        head = await self._reader.readuntil(b"\r\n\r\n")
        size = re.search(rb"(?i)content-length: (\d+)", head)
        body = await self._reader.readexactly(int(size[1])) if size else b""
        return int(head.split(b" ", 2)[1]), body

    def close(self) -> None:
        self._writer.close()


async def ask(settings: Settings, paths: Sequence[tuple[str, str]], rate: float) -> Asked:
    """(kind, path) at an even rate, whatever comes back in the meantime."""
    address = urlsplit(settings.public_url)
    host, port = address.hostname or "127.0.0.1", address.port or 80
    lines: asyncio.Queue[Line] = asyncio.Queue()
    for _ in range(CONNECTIONS):
        lines.put_nowait(Line(*await asyncio.open_connection("127.0.0.1", port)))
    told = Asked()

    async def one(kind: str, path: str, due: float) -> None:
        line = await lines.get()
        status, body = await line.get(f"{host}:{port}", path)
        told.took.setdefault(kind, []).append((time.perf_counter() - due) * 1000)
        told.failed += status != 200
        told.empty += b'"id"' not in body
        lines.put_nowait(line)

    start = time.perf_counter() + 0.05
    tasks = []
    for number, (kind, path) in enumerate(paths):
        due = start + number / rate
        if (wait := due - time.perf_counter()) > 0:
            await asyncio.sleep(wait)
        tasks.append(asyncio.create_task(one(kind, path, due)))
    await asyncio.gather(*tasks)
    while not lines.empty():
        lines.get_nowait().close()
    return told


def requests(chance: random.Random, count: int) -> list[tuple[str, str]]:
    made = []
    for locale, text in _shelves.questions(chance, count):
        broken = _shelves.with_typos(text, chance) if chance.random() < 0.2 else text
        made.append(("fuzzy" if broken != text else "exact", _path(locale, broken)))
    return made


def typing(chance: random.Random, count: int) -> list[tuple[str, str]]:
    """What a field sends while somebody types."""
    made: list[tuple[str, str]] = []
    while len(made) < count:
        for locale, text in _shelves.questions(chance, 20):
            made += [("typing", _path(locale, text[:end], "suggest")) for end in range(3, min(len(text), 24), 3)]
    return made[:count]


def _path(locale: str, text: str, door: str = "search") -> str:
    return f"/api/w/northlight/{door}?locale={locale}&q={quote(text)}"


def bare_tantivy(articles: Sequence[_shelves.Made], asked: Sequence[str]) -> tuple[list[float], list[float]]:
    """Milliseconds of one question, exact and fuzzy, each sorted."""
    schema = tantivy.SchemaBuilder().add_text_field("text", stored=False, tokenizer_name="default").build()
    index = tantivy.Index(schema)
    writer = index.writer(200_000_000, 1)
    for article in articles:
        writer.add_document(tantivy.Document(text=f"{article.title}\n{article.body}"))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def milliseconds(word_query: "type[tantivy.Query] | None", text: str) -> float:
        words = re.findall(r"\w+", text.lower())
        since = time.perf_counter()
        queries = [
            tantivy.Query.fuzzy_term_query(schema, "text", word)
            if word_query
            else tantivy.Query.term_query(schema, "text", word)
            for word in words
        ]
        searcher.search(tantivy.Query.boolean_query([(tantivy.Occur.Should, one) for one in queries]), 10)
        return (time.perf_counter() - since) * 1000

    exact = sorted(milliseconds(None, text) for text in asked)
    return exact, sorted(milliseconds(tantivy.Query, text) for text in asked[: len(asked) // 4])


def bare_fts(articles: Sequence[_shelves.Made], asked: Sequence[str]) -> list[float]:
    base = sqlite3.connect(":memory:")
    base.execute("create virtual table texts using fts5(title, body)")
    base.executemany("insert into texts values (?, ?)", ((article.title, article.body) for article in articles))
    taken = []
    for text in asked:
        words = " OR ".join(f'"{word}"' for word in re.findall(r"\w+", text.lower()))
        since = time.perf_counter()
        base.execute("select rowid from texts where texts match ? order by bm25(texts) limit 10", (words,)).fetchall()
        taken.append((time.perf_counter() - since) * 1000)
    base.close()
    return sorted(taken)


def told(name: str, taken: Sequence[float]) -> float:
    in_order = sorted(taken)
    middle, high = percentile(in_order, 0.5), percentile(in_order, 0.99)
    say(f"{name:28} {len(taken):6} times  p50 {middle:7.2f} ms  p99 {high:7.2f} ms")
    return high


async def _asked(process: _server.Process, settings: Settings, name: str, paths: Sequence[tuple[str, str]]) -> Asked:
    """Beside what it took by the clock, the processor's time, which other work on the machine changes less."""
    before = process.cpu_seconds()
    found = await ask(settings, paths, RATE)
    used = (process.cpu_seconds() - before) * 1000 / len(paths)
    say(f"A {name} over HTTP took {used:.2f} ms of the server's processor.")
    return found


def _wait_until_ready(settings: Settings) -> None:
    while not _server.is_ready(settings):
        time.sleep(0.05)


async def measure(count: int, seconds: float, bare: int) -> int:
    chance = random.Random(20261122)
    articles = list(_shelves.make(count, chance))
    say(f"{count:,} articles, {sum(len(one.body) for one in articles) / MEGABYTE:,.0f} MB of text.")
    with tempfile.TemporaryDirectory(prefix="fairlead-bench-") as folder:
        settings = make_settings(Path(folder), "")
        await asyncio.to_thread(_server.migrate, settings)
        people = await _server.fill(settings, customers=1, agents=1)
        base = _server.database(settings)
        await _shelves.publish(base, people.brand_id, articles)
        await base.close()
        since = time.monotonic()
        with _server.running(_server.fairlead(settings)) as process:
            await asyncio.to_thread(_wait_until_ready, settings)
            ready = time.monotonic() - since
            await ask(settings, [("first", _path("en", "wallet"))], RATE)
            say(f"Ready after {ready:.1f} s; the first answer {time.monotonic() - since:.1f} s after the start.")
            await ask(settings, requests(chance, RATE * 2), RATE)
            found = await _asked(process, settings, "search", requests(chance, int(RATE * seconds)))
            suggested = await _asked(process, settings, "suggestion", typing(chance, int(RATE * seconds)))
            weight = process.resident_bytes() / MEGABYTE
    say(f"Resident memory of the server with {count:,} articles: {weight:,.0f} MB.")
    if found.failed or suggested.failed:
        say(f"{found.failed + suggested.failed} requests were not answered with 200.")
        return _report.finish("search", [])
    say(f"{found.empty} of {int(RATE * seconds)} searches found nothing.")
    core, _ = _report.cores()
    os.sched_setaffinity(0, core)
    asked = [text for _, text in _shelves.questions(chance, bare)]
    exact, fuzzy = bare_tantivy(articles, asked)
    fts = bare_fts(articles, asked)
    references = told("tantivy alone, exact", exact), told("tantivy alone, fuzzy", fuzzy)
    told("SQLite FTS5 alone", fts)
    figures: list[Figure] = [
        at_most("exact p99", told("ours over HTTP, exact", found.took["exact"]), EXACT_MS, "ms", references[0]),
        at_most("fuzzy p99", told("ours over HTTP, typos", found.took["fuzzy"]), FUZZY_MS, "ms", references[1]),
        at_most("suggestions p99", told("ours over HTTP, typing", suggested.took["typing"]), TYPING_MS, "ms"),
    ]
    return _report.finish("search", figures)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tiny", action="store_true", help="a few articles and seconds, to see that it runs")
    parser.add_argument("--articles", type=int, default=ARTICLES)
    options = parser.parse_args()
    if options.tiny:
        return asyncio.run(measure(500, 2, 50))
    return asyncio.run(measure(options.articles, SECONDS, BARE))


if __name__ == "__main__":
    sys.exit(main())
