"""The demo's articles lead to each other, Chinese and English alike, and name nobody's exchange."""

import re
from datetime import datetime
from functools import cache

import pytest
import yaml

from fairlead.demo.seed import ARTICLES
from fairlead.helpcenter.render import render
from fairlead.kit.texts import Texts

FILES = sorted(path.relative_to(ARTICLES).with_suffix("").as_posix() for path in ARTICLES.rglob("*.md"))
ENGLISH = [file.split("/")[1] for file in FILES if file.startswith("en/")]
FURTHER = {"ar", "es", "ja"}
TYPES = {"faq", "guide", "tutorial", "learn", "campaign"}
_LINK = re.compile(r"(?<![\\!])\[(?P<text>[^\]\n]+)\]\((?P<to>[^)\n]*)\)")
# Names of real exchanges; those of networks and coins (BNB Smart Chain) are not names of exchanges.
_EXCHANGES = re.compile(
    r"\b(?:binance|okx|okex|coinbase|kraken|bybit|kucoin|bitget|gate\.io|huobi|htx|bitfinex|bitstamp|mexc|bitmex|deribit|"
    r"crypto\.com|upbit|bithumb|gemini|hashkey|bitflyer|coincheck)\b|币安|欧易|火币|抹茶|芝麻开门",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"https?://|www\.|\b[\w-]+\.(?:com|io|net|org|xyz|app|me|co)\b", re.IGNORECASE)


@cache
def _read(file: str) -> tuple[dict[str, object], str]:
    _, matter, body = (ARTICLES / f"{file}.md").read_text("utf-8").split("---\n", 2)
    return yaml.safe_load(matter), body


def _questions(file: str) -> list[str]:
    questions = _read(file)[0]["questions"]
    assert isinstance(questions, list)
    return questions


@cache
def _anchors(file: str) -> frozenset[str]:
    return frozenset(heading.anchor for heading in render(_read(file)[1], "", str).headings)


def _tables(body: str) -> list[tuple[int, int]]:
    """Of each table, how many rows and columns."""
    blocks = re.findall(r"(?:^\|.*\|$\n?)+", body, re.MULTILINE)
    return [(len(block.splitlines()), block.splitlines()[0].count("|")) for block in blocks]


def _steps(body: str) -> int:
    return len(re.findall(r"^\d+\. ", body, re.MULTILINE))


def test_there_are_sixty_articles_and_fifteen_in_further_languages():
    count = {locale: sum(file.startswith(f"{locale}/") for file in FILES) for locale in ("en", "zh-CN", "es", "ja")}
    assert min(count["en"], count["zh-CN"]) >= 60
    assert min(count["es"], count["ja"]) >= 15


@pytest.mark.parametrize("file", FILES)
def test_front_matter_is_complete_and_within_its_bounds(file):
    matter, body = _read(file)
    assert matter["type"] in TYPES
    assert 0 < len(str(matter["title"])) <= 200
    assert 0 < len(str(matter["summary"])) <= 400
    assert 0 < int(str(matter["popularity"])) <= 98
    questions = _questions(file)
    assert 12 <= len(questions) <= 18
    assert all(isinstance(question, str) and len(question) <= 120 for question in questions)
    assert re.search(r"^## ", body, re.MULTILINE)
    if matter["type"] == "campaign":
        begins, ends = matter["valid_from"], matter["valid_to"]
        assert isinstance(begins, datetime)
        assert isinstance(ends, datetime)
        assert begins < ends


@pytest.mark.parametrize("locale", ["en", "zh-CN", *sorted(FURTHER)])
def test_no_question_of_a_language_only_puts_the_words_of_another_in_a_new_order(locale):
    word = r"[0-9A-Za-z]+|[^\W0-9A-Za-z]" if locale in ("zh-CN", "ja") else r"\w+"
    asked: dict[tuple[str, ...], str] = {}
    for file in FILES:
        for question in _questions(file) if file.startswith(f"{locale}/") else ():
            words = tuple(sorted(re.findall(word, question.casefold())))
            assert words not in asked, f"{file}: {question} – {asked[words]}"
            asked[words] = f"{file}: {question}"


@pytest.mark.parametrize("file", FILES)
def test_every_link_leads_to_an_article_and_to_a_heading_of_it(file):
    locale, slug = file.split("/")
    for link in _LINK.finditer(_read(file)[1]):
        match = re.fullmatch(r"(?:([a-z0-9-]+)\.md)?(?:#(.+))?", link["to"])
        assert match, link[0]
        assert match[1] != slug, f"{link[0]} leads to itself"
        target = f"{locale}/{match[1] or slug}"
        if target not in FILES and locale in FURTHER:  # What is not translated is shown in English.
            target = f"en/{match[1]}"
        assert target in FILES, link[0]
        assert match[2] is None or match[2] in _anchors(target), link[0]


@pytest.mark.parametrize("slug", ENGLISH)
def test_the_chinese_article_has_the_category_type_dates_tables_and_steps_of_the_english(slug):
    (english, original), (chinese, body) = _read(f"en/{slug}"), _read(f"zh-CN/{slug}")
    for name in ("slug", "category", "type", "valid_from", "valid_to"):
        assert english.get(name) == chinese.get(name)
    assert _tables(body) == _tables(original)
    assert _steps(body) == _steps(original)
    assert body.count("\n## ") == original.count("\n## ")
    assert sorted(link["to"].split("#")[0] for link in _LINK.finditer(body)) == sorted(
        link["to"].split("#")[0] for link in _LINK.finditer(original)
    )


@pytest.mark.parametrize("file", FILES)
def test_no_real_exchange_and_no_address_of_the_web_is_named(file):
    text = (ARTICLES / f"{file}.md").read_text("utf-8")
    named = [word for word in _EXCHANGES.findall(text) if word]
    assert named == []
    assert _ADDRESS.findall(text) == []


@pytest.mark.parametrize("file", [file for file in FILES if file.startswith("zh-CN/")])
def test_chinese_sentences_have_chinese_punctuation(file):
    body = re.sub(r"`[^`]*`|```.*?```", "", _read(file)[1], flags=re.DOTALL)
    assert re.findall(r"[㐀-鿿][,;?!]|[,;?!][㐀-鿿]|[㐀-鿿]:(?=\s*[㐀-鿿])", body) == []


def test_every_category_has_its_place_and_a_name_in_every_language():
    texts = Texts.load([ARTICLES.parents[1] / "helpcenter" / "locales"])
    listed = yaml.safe_load((ARTICLES / "_categories.yaml").read_text("utf-8"))
    used = {str(_read(file)[0]["category"]) for file in FILES}
    assert sorted(item["slug"] for item in listed) == sorted(used)
    assert {item["parent"] for item in listed if "parent" in item} == {"trading"}
    assert len({item["position"] for item in listed}) == len(listed)
    for category in used:
        for locale in ("en", "zh-CN", "es", "ja", "ar"):
            assert f"help.category.{category}" in texts.keys(locale), (category, locale)
