"""The demo's articles say the same in every language."""

import hashlib
import re

import pytest
import yaml

from fairlead.demo.seed import ARTICLES
from fairlead.helpcenter.export_folder import MEDIA
from fairlead.helpcenter.render import pictured, render
from fairlead.helpcenter.rules import media_in
from fairlead.shield.bare_pictures import is_bare

LOCALES = sorted(path.name for path in ARTICLES.iterdir() if path.is_dir() and path.name not in ("en", MEDIA))


def _slugs(locale: str) -> list[str]:
    return sorted(path.stem for path in (ARTICLES / locale).glob("*.md"))


SLUGS = _slugs("en")
TRANSLATED = [(locale, slug) for locale in LOCALES for slug in _slugs(locale)]
_SCALE = {
    "million": 6,
    "millones": 6,
    "مليون": 6,
    "billion": 9,
    "mil millones": 9,
    "مليار": 9,
    "万": 4,
    "億": 8,
    "亿": 8,
}
_NUMBER = re.compile(
    r"(?<![A-Za-z0-9.,])(mil millones|\d+(?:[.,]\d+)*)\s?("
    + "|".join(sorted(_SCALE, key=len, reverse=True))
    + r")?(?![A-Za-z0-9])"
)
# Latin words in capitals, codes and names of networks: what is written the same everywhere.
_NAME = re.compile(
    r"(?<![A-Za-z])(?:USDT|BTC|ETH|XRP|XLM|TON|ATOM|EOS|HBAR|TRON|BNB Smart Chain|Polygon|Solana|Ethereum|Bitcoin|TRC20|BEP20|"
    r"ERC20|EVM|UTC|API|P2P|TxID|SMS|CSV|PDF|IOC|FOK|ADL|VIP|HMAC|VPN|UID|CVV)"
)


def _read(locale: str, slug: str) -> tuple[dict[str, object], str]:
    _, matter, body = (ARTICLES / locale / f"{slug}.md").read_text("utf-8").split("---\n", 2)
    return yaml.safe_load(matter), body


def _sections(body: str) -> list[str]:
    return re.split(r"^## .*$", body, flags=re.MULTILINE)


def _numbers(text: str) -> set[str]:
    """The numbers of a text without those that only count the steps of a list."""
    text = re.sub(r"^\d+\. ", "", text, flags=re.MULTILINE)
    found = set()
    for number, scale in _NUMBER.findall(text):
        plain = "1" if number == "mil millones" else number.replace(",", "")
        power = 9 if number == "mil millones" else _SCALE.get(scale, 0)
        found.add(f"{int(plain) * 10**power}" if power else plain)
    return found


def _shape(body: str) -> list[str]:
    """Which kind of line follows which: headings, steps, points, rows with their cells, warnings, code."""
    kinds = []
    for line in body.splitlines():
        mark = re.match(r"#+ |\d+\. |- |> |```|\|", line)
        kind = mark.group() if mark else "text" if line else ""
        kinds.append("row " + str(line.count("|")) if kind == "|" else kind)
    return kinds


def test_every_article_is_there_in_chinese_and_what_is_asked_most_in_every_language():
    assert _slugs("zh-CN") == SLUGS
    asked_most = sorted(SLUGS, key=lambda slug: -int(str(_read("en", slug)[0]["popularity"])))[:8]
    for locale in LOCALES:
        assert set(asked_most) <= set(_slugs(locale)) <= set(SLUGS)
        assert len(_slugs(locale)) >= 20


@pytest.mark.parametrize(("locale", "slug"), TRANSLATED)
def test_a_translation_has_the_same_front_matter_and_the_same_lines(locale, slug):
    (english, original), (matter, body) = _read("en", slug), _read(locale, slug)
    assert (matter["locale"], matter["slug"]) == (locale, slug)
    assert matter["category"] == english["category"]
    # What is asked most in Chinese was there before; the others take it from the English.
    assert locale == "zh-CN" or matter["popularity"] == english["popularity"]
    assert isinstance(matter["questions"], list)
    assert len(matter["questions"]) >= 7
    if locale != "zh-CN":  # The Chinese ones were written beside the English, not from them.
        assert _shape(body) == _shape(original)


@pytest.mark.parametrize(("locale", "slug"), [each for each in TRANSLATED if each[0] != "zh-CN"])
def test_a_translation_has_the_same_numbers_and_names_in_each_section(locale, slug):
    original, body = _sections(_read("en", slug)[1]), _sections(_read(locale, slug)[1])
    for english, translated in zip(original, body, strict=True):
        assert _numbers(translated) == _numbers(english)
        assert set(_NAME.findall(translated)) >= set(_NAME.findall(english))
        assert sorted(re.findall(r"`[^`\n]+`", translated)) == sorted(re.findall(r"`[^`\n]+`", english))


@pytest.mark.parametrize(("locale", "slug"), TRANSLATED)
def test_no_mark_of_the_markdown_is_left_on_the_page(locale, slug):
    html = render(_read(locale, slug)[1], "", str).html
    assert "**" not in re.sub(r"<(pre|code)\b.*?</\1>", "", html, flags=re.DOTALL)


def test_every_picture_is_described_lies_beside_the_texts_small_and_bare_and_none_lies_there_unused():
    there = {path.stem: path for path in (ARTICLES / MEDIA).iterdir()}
    named: set[str] = set()
    for locale in ("en", *LOCALES):
        for slug in _slugs(locale):
            body = _read(locale, slug)[1]
            assert all(one.said and one.caption for one in pictured(body)), (locale, slug)
            named |= media_in(body)
    assert named == there.keys()
    for digest, path in there.items():
        content = path.read_bytes()
        assert hashlib.sha256(content).hexdigest()[:32] == digest
        assert len(content) < (40_000 if path.suffix == ".webp" else 150_000)
        assert path.suffix != ".webp" or is_bare("image/webp", content)
