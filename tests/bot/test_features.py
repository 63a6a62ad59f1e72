import time

from hypothesis import given, settings
from hypothesis import strategies as st

from fairlead.bot.features import CHARACTERS, MOST, WORDS, keys_of


def test_the_same_text_has_the_same_features_in_every_process():
    assert sorted(set(keys_of("fees?", "en")))[:3] == [1808379907, 2521392309, 3327214083]


def test_what_comes_after_the_first_part_of_a_message_is_not_looked_at():
    opening = "why is my withdrawal late " * 40
    assert keys_of(opening, "en") == keys_of(opening[:MOST] + "and another matter", "en")


def test_ten_thousand_code_points_of_any_script_take_a_moment():
    for letter in ("a", "a ", "提", "ｱ", "ع", "\u0301", "😀", "ไ"):
        begun = time.perf_counter()
        found = keys_of(letter * 10_000, "zh-CN")
        assert time.perf_counter() - begun < 0.5, letter
        assert len(found) < 30 * MOST


def test_both_chinese_scripts_and_any_width_and_case_are_one():
    assert sorted(keys_of("提現手續費", "zh-CN")) == sorted(keys_of("提现手续费", "zh-CN"))
    assert sorted(keys_of("ＵＳＤＴ fee", "en")) == sorted(keys_of("usdt Fee", "en"))


def test_a_misspelt_word_shares_most_of_its_characters_with_the_right_one():
    right, wrong = (
        {key for key in keys_of(text, "en") if key >> 32 == CHARACTERS} for text in ("withdrawal", "withdrawl")
    )
    assert len(right & wrong) > len(right) / 2


def test_a_single_character_of_chinese_is_a_feature():
    assert {key >> 32 for key in keys_of("币", "zh-CN")} == {WORDS, CHARACTERS}


@settings(deadline=None, max_examples=40)
@given(st.text(max_size=200), st.sampled_from(["en", "zh-CN", "ja", "ar", "es", "", "x-y-z"]))
def test_any_text_has_features(text: str, locale: str):
    assert all(0 <= key < 3 << 32 for key in keys_of(text, locale))
