"""The own questions are many, real and unknown to everything that learns."""

import unicodedata
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from fairlead.bot.rules import Candidate, choose
from fairlead.helpcenter.library import Library
from fairlead.helpcenter.search import search
from tests.bot.own_questions import own_questions
from tests.helpcenter.conftest import BRAND, DEMO, without_questions
from tests.helpcenter.test_search_traders import LIST


def plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join("".join(each if each.isalnum() else " " for each in folded).split())


def test_there_are_three_hundred_in_each_language_and_a_hundred_and_fifty_without_an_answer():
    asked = own_questions()
    answered = Counter(question.locale for question in asked if question.article)
    assert min(answered["en"], answered["zh-CN"]) >= 300
    assert sum(not question.article for question in asked) >= 150
    assert len({plain(question.text) for question in asked}) == len(asked)


def test_every_article_of_the_demo_is_asked_for_in_both_languages():
    articles = {path.stem for path in (DEMO / "en").glob("*.md")}
    for locale in ("en", "zh-CN"):
        assert {question.article for question in own_questions() if question.locale == locale} - {""} == articles


def test_none_of_them_stands_in_a_list_that_something_learns_from(tmp_path: Path):
    asked = {plain(question.text) for question in own_questions()}
    taught = {plain(text) for _, _, text in without_questions(tmp_path)}
    tuned_on = {
        plain(text)
        for line in LIST.read_text("utf-8").splitlines()
        if not line.startswith("#")
        for text in line.split("|")[-1].split(";")
    }
    assert len(taught) > 1000
    assert len(tuned_on) > 500
    assert not asked & (taught | tuned_on)


@pytest.mark.prove
async def test_few_are_answered_wrongly_and_what_no_article_answers_is_mostly_refused(
    demo: Library, proving: Callable[[int, int], int]
):
    counts: Counter[str] = Counter()
    for question in own_questions()[:: proving(4, 1)]:
        hits = await search(demo, BRAND, question.locale, question.text, limit=5)
        choice = choose([Candidate(hit.head.translation_id, hit.score, hit.coverage, hit.likeness) for hit in hits])
        shown = {hits[index].head.slug for index in (choice.best, *choice.which) if index is not None}
        counts["answerable" if question.article else "unanswerable"] += 1
        counts["wrong"] += bool(question.article and shown and question.article not in shown)
        counts["refused"] += not question.article and not shown
    print(counts)
    assert counts["wrong"] <= 0.08 * counts["answerable"]
    assert counts["refused"] >= 0.8 * counts["unanswerable"]
