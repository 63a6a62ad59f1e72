import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead.infra.words import MAX_TERM, each_piece, fold, joined, terms


@pytest.mark.parametrize(
    ("one", "other", "locale"),
    [
        ("withdrawals", "Withdrawing", "en"),
        ("deposit", "deposited", "en"),
        ("doesn't", "doesnt", "en"),
        ("broker's", "broker", "en"),
        ("ERC-20", "erc20", "en"),
        ("ＵＳＤＴ", "usdt", "zh-CN"),
        ("café", "cafe", "fr"),
        ("l'adresse", "adresse", "fr"),
        ("кошелёк", "кошелек", "ru"),
    ],
)
def test_two_spellings_are_one_term(one, other, locale):
    assert joined(one, locale) == joined(other, locale)


def test_chinese_is_cut_into_words_and_into_pairs_of_characters():
    found = terms("充值未到账", "zh-CN")
    assert {"充值", "到账"} <= {term.text for term in found}
    assert {term.text for term in found if term.pair} >= {"值未"}


def test_a_differently_cut_word_still_shares_a_term():
    assert {t.text for t in terms("没到账", "zh-CN")} & {t.text for t in terms("充值未到账怎么办", "zh-CN")}


def test_scripts_without_spaces_give_pairs():
    assert len(terms("ใช้งาน", "th")) > 1
    assert [term.text for term in terms("プライバシー", "ja")]


@given(st.text(max_size=200), st.sampled_from(["en", "zh-CN", "ru", "fr", "xx", ""]))
def test_any_text_gives_terms_that_stand_where_they_say(text, locale):
    for term in terms(text, locale):
        assert 0 <= term.start < term.end <= len(text)
        assert term.text
        assert not term.text.isspace()
        assert " " not in term.text
        assert term.end - term.start <= MAX_TERM


@given(st.text(alphabet="abYZ019 -_'@.:/+\n", max_size=60))
def test_the_shorter_way_for_plain_ascii_finds_what_the_long_one_finds(text):
    # One character of another script takes the long way, and stands apart from the rest.
    assert [*each_piece(text)] == [term for term in each_piece(f"{text} \u4e2d") if term.start < len(text)]


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing_more(word):
    assert fold(fold(word)) == fold(word)
