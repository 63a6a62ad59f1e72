"""How well the search finds the section that answers a question, beside BM25 over the same documents in the same run.

The pool is every section of the real help texts in ../shared/data/articles, without its heading (see `_sections`). Ours
ranks them through the product: each section is published as an article and found by `helpcenter.search.search`. It is
measured twice. `bare`: the article has no other title than the section's id, so that both see the very same words; the goal
is about these. `placed`: the article has the title and summary that a help center would give it, the file's title and the
headings above that are no queries; BM25 then sees the same words in front of its documents. It is printed without a goal: all
sections of a file share that title, which ours weighs three times, so that it says nothing about which of them answers.
The goal is about all queries. Half of them (by their digest) were looked at while tuning; the other half is printed on its own.
"""

import argparse
import asyncio
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Sequence
from hashlib import sha256
from pathlib import Path, PurePosixPath

from bench import _report
from bench._report import Figure, say
from bench._sections import Bm25, Score, Section, is_query, read_sections
from fairlead.helpcenter.library import Library
from fairlead.helpcenter.publish import Draft, Publisher
from fairlead.helpcenter.read_markdown import Source
from fairlead.helpcenter.search import search
from fairlead.infra.database import Database
from fairlead.infra.schema import migrate

BRAND = "a" * 32
DEPTH = 10
BATCH = 200
GOAL = 0.10
TINY = 400

Queries = dict[tuple[str, str], frozenset[str]]


def queries_of(sections: Iterable[Section]) -> Queries:
    """(locale, heading) → the sections that stand below it: a heading may come twice."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for section in sections:
        if is_query(section.heading):
            found[section.locale, section.heading].add(section.id)
    return {key: frozenset(ids) for key, ids in found.items()}


def was_tuned_on(query: str) -> bool:
    return sha256(query.encode()).digest()[0] % 2 == 0


async def fill(database: Database, sections: Sequence[Section], *, placed: bool) -> None:
    publisher = await Publisher.open(database, BRAND)
    for start in range(0, len(sections), BATCH):
        outcomes = await publisher.publish([_draft(section, placed) for section in sections[start : start + BATCH]])
        assert set(outcomes) == {"new"}


def _draft(section: Section, placed: bool) -> Draft:
    source = Source(
        key=PurePosixPath(section.id),
        locale=section.locale,
        slug=section.id,
        title=section.trail[0] if placed and section.trail else section.id,
        category="general",
        summary=" – ".join(section.trail[1:])[:400] if placed else "",
        questions=(),
        popularity=0,
        body=section.text,
    )
    return Draft(section.id, section.id, section.locale, source)


async def ours(database: Database, queries: Queries) -> dict[tuple[str, str], list[str]]:
    library = Library(database)
    return {
        (locale, query): [
            hit.head.slug
            for hit in await search(library, BRAND, locale, query, limit=DEPTH)
            if hit.head.locale == locale
        ]
        for locale, query in queries
    }


def bm25(sections: Sequence[Section], queries: Queries, *, placed: bool) -> dict[tuple[str, str], list[str]]:
    texts: dict[str, dict[str, str]] = defaultdict(dict)
    for section in sections:
        before = " ".join(section.trail) + "\n" if placed else ""
        texts[section.locale][section.id] = before + section.text
    made = {locale: Bm25(documents) for locale, documents in texts.items()}
    return {(locale, query): made[locale].rank(query, DEPTH) for locale, query in queries}


def scores(ranked: dict[tuple[str, str], list[str]], queries: Queries) -> dict[str, Score]:
    """By locale, by half, and of `all`."""
    found: dict[str, Score] = defaultdict(Score)
    for (locale, query), right in queries.items():
        half = "tuned on" if was_tuned_on(query) else "not looked at"
        for name in ("all", half, locale):
            found[name].count(ranked[locale, query], right)
    return found


def told(name: str, measured: dict[str, Score]) -> None:
    for group in sorted(measured):
        score = measured[group]
        say(f"{name:12} {group:14} {score.asked:4} queries  hit@1 {score.hit1:6.1%}  MRR@10 {score.mrr:6.1%}")


async def measure(sections: Sequence[Section]) -> list[Figure]:
    queries = queries_of(sections)
    say(f"{len(sections)} sections, {len(queries)} queries; every section is a document, its heading stands in none.")
    reference: dict[str, dict[str, Score]] = {}
    for name in ("bare", "placed"):
        reference[name] = scores(bm25(sections, queries, placed=name == "placed"), queries)
        told(f"BM25 {name}", reference[name])
    found: dict[str, dict[str, Score]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for name in ("bare", "placed"):
            url = f"sqlite+aiosqlite:///{Path(folder) / name}.db"
            await asyncio.to_thread(migrate, url)
            database = Database(url)
            await fill(database, sections, placed=name == "placed")
            measured = scores(await ours(database, queries), queries)
            await database.close()
            told(f"ours {name}", measured)
            found[name] = measured
    mine, theirs = found["bare"]["all"], reference["bare"]["all"]
    return [_beside("hit@1", mine.hit1, theirs.hit1), _beside("MRR@10", mine.mrr, theirs.mrr)]


def _beside(name: str, mine: float, theirs: float) -> Figure:
    goal = theirs + GOAL
    return Figure(name, mine, theirs, mine / theirs if theirs else None, f">= {goal:.3f}", mine >= goal)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tiny", action="store_true", help="only the first sections, to see that it runs")
    sections = read_sections()
    return _report.finish("searchq", asyncio.run(measure(sections[:TINY] if parser.parse_args().tiny else sections)))


if __name__ == "__main__":
    sys.exit(main())
