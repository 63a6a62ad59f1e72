"""Fifty thousand articles made from the sections of ../shared/data/articles, and what is asked of them."""

import asyncio
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert

from bench._sections import Section, is_query, read_sections
from fairlead.helpcenter import store
from fairlead.helpcenter.index import indexed
from fairlead.helpcenter.models import ArticleRow, CategoryRow, TranslationRow, VersionRow
from fairlead.infra.database import Database
from fairlead.infra.words import ANALYSIS
from fairlead.kit import clock
from fairlead.kit.ids import new_id

SECTIONS = 3
BATCH = 500
SLIPS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class Made:
    """An article: a title of its own, the text of three sections, and their terms."""

    locale: str
    title: str
    body: str
    indexed: dict[str, Any]


def make(count: int, chance: random.Random) -> Iterator[Made]:
    """Each with a title and sections drawn from one locale, English as often as in the texts; every section is analysed once."""
    by_locale: dict[str, list[Section]] = {}
    for section in read_sections():
        if len(section.text) > 80:
            by_locale.setdefault(section.locale, []).append(section)
    locales, weights = list(by_locale), [len(sections) for sections in by_locale.values()]
    analysed: dict[str, dict[str, Any]] = {}
    for number in range(count):
        locale = chance.choices(locales, weights)[0]
        chosen = chance.sample(by_locale[locale], SECTIONS)
        heading = chosen[0].heading or next(iter(chosen[0].trail), "")
        title = f"{heading} {number}"[:200]
        for section in chosen:
            if section.id not in analysed:
                analysed[section.id] = _analysed(section)
        terms = {
            "analysis": ANALYSIS,
            "title": indexed(title=title, summary="", questions=(), slug="", body="", locale=locale)["title"],
            "asked": [],
            "body": f"article {number}",
            "passages": [passage for section in chosen for passage in analysed[section.id]["passages"]],
        }
        yield Made(locale, title, "\n\n".join(section.text for section in chosen), terms)


def _analysed(section: Section) -> dict[str, Any]:
    body = f"## {section.heading}\n\n{section.text}" if section.heading else section.text
    return indexed(title="", summary="", questions=(), slug="", body=body, locale=section.locale)


async def publish(database: Database, brand_id: str, articles: Sequence[Made]) -> None:
    """Straight into the tables, as the import would have written them: what is measured comes later."""
    moment = clock.now()
    category = {"id": new_id(), "brand_id": brand_id, "slug": "general", "name": "General"}
    async with database.write() as session:
        await session.execute(insert(CategoryRow), [category | {"names": {}, "position": 0}])
    for start in range(0, len(articles), BATCH):
        rows: tuple[list[dict[str, Any]], ...] = ([], [], [])
        async with database.write() as session:
            revision = await store.next_revision(session)
            for number, article in enumerate(articles[start : start + BATCH], start):
                place = {"brand_id": brand_id, "category_id": category["id"]}
                one = _rows(article, number, **place, revision=revision, moment=moment)
                for table, row in zip(rows, one, strict=True):
                    table.append(row)
            for model, table in zip((ArticleRow, TranslationRow, VersionRow), rows, strict=True):
                await session.execute(insert(model), table)
        await asyncio.sleep(0)


def _rows(
    article: Made, number: int, *, brand_id: str, category_id: str, revision: int, moment: int
) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    article_id, translation_id = new_id(), new_id()
    return (
        {"id": article_id, "brand_id": brand_id, "category_id": category_id, "slug": f"article-{number}"}
        | {"source": f"article-{number}", "created_at": moment, "original": article.locale},
        {"id": translation_id, "article_id": article_id, "locale": article.locale, "version": 1, "newest": 1}
        | {"updated_at": moment, "revision": revision},
        {"id": new_id(), "translation_id": translation_id, "number": 1, "title": article.title, "summary": ""}
        | {"body": article.body, "questions": [], "digest": f"{number:064d}", "indexed": article.indexed}
        | {"created_at": moment},
    )


def questions(chance: random.Random, count: int) -> list[tuple[str, str]]:
    """(locale, text): headings and questions of the texts, as somebody would type them again."""
    asked = [(s.locale, s.heading) for s in read_sections() if 8 <= len(s.heading) <= 80]
    asked = [one for one in asked if is_query(one[1]) or " " in one[1] or not one[1].isascii()]
    return [chance.choice(asked) for _ in range(count)]


def with_typos(text: str, chance: random.Random) -> str:
    """One letter changed, missed, doubled or swapped in each of its two longest words; Chinese loses a character."""
    words = text.split()
    for word in sorted(dict.fromkeys(words), key=len, reverse=True)[:2]:
        if len(word) < 5:
            continue
        at = chance.randrange(1, len(word) - 1)
        broken = chance.choice(
            (
                word[:at] + chance.choice(SLIPS) + word[at + 1 :],
                word[:at] + word[at + 1 :],
                word[:at] + word[at] + word[at:],
                word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            )
        )
        words[words.index(word)] = broken
    return " ".join(words)
