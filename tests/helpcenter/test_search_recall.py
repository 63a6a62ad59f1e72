"""How often the search finds what was asked for: question headings of real help texts, and the demo's held-out questions.

The figures are printed (`pytest -s`) and the goals asserted.
"""

import shutil
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest

from fairlead.helpcenter import store
from fairlead.helpcenter.import_folder import ImportReport, import_folder
from fairlead.helpcenter.library import Library
from fairlead.helpcenter.render import render
from fairlead.helpcenter.rules import is_question
from fairlead.helpcenter.search import search
from fairlead.infra.database import Database
from tests.helpcenter.conftest import BRAND, DEMO, without_questions

PROJECTS = ("btcpay", "lbry", "monero", "status", "trustwallet", "wasabi")
LEAST_QUESTIONS = 500


async def question_headings(database: Database, library: Library) -> dict[tuple[str, str], set[str]]:
    """(locale, question) → the translations in which it is the title or a heading."""
    asked: dict[tuple[str, str], set[str]] = defaultdict(set)
    shelf = await library.shelf(BRAND)
    async with database.read() as session:
        for head in shelf.heads.values():
            body = await store.body(session, head.translation_id, head.version) or ""
            headings = [heading.text.strip() for heading in render(body, "", str).headings]
            for text in {head.title, *headings}:
                if is_question(text):
                    asked[head.locale, text].add(head.translation_id)
    return asked


async def test_question_headings_find_their_article_among_the_first_three(shared: Path, quick: Database):
    reports: list[ImportReport] = []
    for name in PROJECTS:
        folder = shared / "data" / "articles" / name
        reports.append(await import_folder(quick, BRAND, folder, default_locale="en"))
    assert [report.skipped for report in reports] == [[]] * len(PROJECTS), "taken without hand work"

    library = Library(quick)
    asked = await question_headings(quick, library)
    assert len(asked) >= LEAST_QUESTIONS
    found: Counter[str] = Counter()
    for (locale, question), own in asked.items():
        hits = [hit.head.translation_id for hit in await search(library, BRAND, locale, question, limit=3)]
        found[f"{locale} asked"] += 1
        found[f"{locale} among three"] += bool(own & set(hits))
        found["first"] += bool(own & set(hits[:1]))
        found["among three"] += bool(own & set(hits))
    first, three = found["first"] / len(asked), found["among three"] / len(asked)
    print(f"\n{len(asked)} question headings: hit@1 {first:.1%}, hit@3 {three:.1%}")
    print({key: count for key, count in sorted(found.items()) if " " in key})
    assert three >= 0.9
    for locale in {locale for locale, _ in asked}:
        assert found[f"{locale} among three"] / found[f"{locale} asked"] >= 0.9, locale


async def hits_by_locale(library: Library, questions: list[tuple[str, str, str]]) -> Counter[tuple[str, str]]:
    found: Counter[tuple[str, str]] = Counter()
    for locale, slug, question in questions:
        hits = await search(library, BRAND, locale, question, limit=3)
        slugs = [hit.head.slug for hit in hits if hit.head.locale == locale]
        found[locale, "asked"] += 1
        found[locale, "first"] += slugs[:1] == [slug]
        found[locale, "among three"] += slug in slugs
    return found


@pytest.mark.parametrize("held_out", [True, False])
async def test_the_questions_of_traders_find_the_demo_article(
    quick: Database, tmp_path: Path, held_out: bool, proving: Callable[[int, int], int]
):
    first, three = (0.55, 0.72) if held_out else (0.95, 0.97)
    folder = tmp_path / "articles"
    questions = without_questions(folder)[:: proving(3, 1)]
    if not held_out:
        shutil.copytree(DEMO, folder, dirs_exist_ok=True)
    await import_folder(quick, BRAND, folder, default_locale="en")
    found = await hits_by_locale(Library(quick), questions)
    for locale in ("en", "zh-CN", "es", "ja", "ar"):
        asked = found[locale, "asked"]
        hit1, hit3 = found[locale, "first"] / asked, found[locale, "among three"] / asked
        known = "not known to the index" if held_out else "known to the index"
        print(f"\n{locale}: {asked} questions {known}: hit@1 {hit1:.1%}, hit@3 {hit3:.1%}")
        assert hit1 >= first
        assert hit3 >= three
