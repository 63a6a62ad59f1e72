from itertools import islice
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead.helpcenter.rules import (
    best_locale,
    category_from_path,
    is_question,
    locale_in_path,
    locale_tag,
    reading_minutes,
    slug_candidates,
    slugify,
)


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("en", "en"),
        ("zh-cn", "zh-CN"),
        ("zh_CN", "zh-CN"),
        ("ZH-Hans", "zh-CN"),
        ("zh-Hant", "zh-TW"),
        ("zh", "zh-CN"),
        ("pt-br", "pt-BR"),
        ("docs", None),
        ("faq", None),
        ("js", None),
        ("", None),
        ("english", None),
    ],
)
def test_a_locale_has_one_spelling(text, tag):
    assert locale_tag(text) == tag


@pytest.mark.parametrize(
    ("path", "tag", "rest"),
    [
        ("_i18n/zh-cn/guides/node.md", "zh-CN", "_i18n/guides/node.md"),
        ("en/faq.md", "en", "faq.md"),
        ("faq.es.md", "es", "faq.md"),
        ("docs/FAQ/General.md", None, "docs/FAQ/General.md"),
        ("fr/en/a.md", "en", "fr/a.md"),
        ("en.md", None, "en.md"),
    ],
)
def test_a_path_names_its_locale(path, tag, rest):
    assert locale_in_path(PurePosixPath(path)) == (tag, PurePosixPath(rest))


@pytest.mark.parametrize(
    ("header", "locale"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-CN"),
        ("zh-TW", "zh-CN"),
        ("fr, en;q=0.5", "en"),
        ("en;q=0.1, zh;q=0.9", "zh-CN"),
        ("zh;q=0, de", "en"),
        ("", "en"),
        ("*;q=x,,;;", "en"),
    ],
)
def test_a_browser_gets_the_locale_it_asks_for_most(header, locale):
    assert best_locale(header, ["en", "zh-CN"], "en") == locale


@given(st.text(max_size=600))
def test_any_header_gives_an_offered_locale(header):
    """T12."""
    assert best_locale(header, ["en", "zh-CN"], "en") in ("en", "zh-CN")


@given(st.text(max_size=200))
def test_a_slug_is_safe_in_a_path(text):
    slug = slugify(text)
    assert slugify(slug) == slug
    assert not set(slug) & set("/?#%. ")


def test_slugs_grow_with_the_folders_and_then_with_numbers():
    found = list(islice(slug_candidates(PurePosixPath("docs/FAQ/README.md")), 4))
    assert found == ["faq", "docs-faq", "docs-faq-2", "docs-faq-3"]


@pytest.mark.parametrize(
    ("path", "category"),
    [
        ("docs/FAQ/General.md", "faq"),
        ("docs/a.md", "general"),
        ("a.md", "general"),
        ("x/user-guides/a.md", "user-guides"),
    ],
)
def test_a_folder_is_the_category(path, category):
    assert category_from_path(PurePosixPath(path)) == category


def test_reading_time_counts_words_and_chinese_characters():
    assert reading_minutes("word " * 440) == 2
    assert reading_minutes("字" * 1200) == 3
    assert reading_minutes("") == 1


@pytest.mark.parametrize("heading", ["What is it?", "这是什么？", "ما هذا؟", "**Why?**"])
def test_a_heading_with_a_question_mark_is_a_question(heading):
    assert is_question(heading)
    assert not is_question("Fees")
