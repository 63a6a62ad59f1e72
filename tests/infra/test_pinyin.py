import pytest

from fairlead.infra import han
from fairlead.infra.pinyin import Speller, pairs_of
from fairlead.infra.words import terms


@pytest.fixture
def speller():
    return Speller({**pairs_of(["操作", "重置密码", "提现", "到账"]), "充值": 9, "值未": 2, "未到": 3, "到账": 5})


def test_traditional_japanese_and_simplified_characters_are_one():
    assert han.simplified("充値 提現沒到帳 認証 帐户") == "充值 提现没到账 认证 账户"
    assert {term.text for term in terms("提現沒到帳", "zh-CN")} == {term.text for term in terms("提现没到账", "zh-CN")}


def test_no_common_character_is_taken_for_a_form_of_another():
    common = "的一是不了人我在有他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可她里后小么心多天而能好都然没"
    assert han.simplified(common) == common


@pytest.mark.parametrize(
    ("word", "syllables"),
    [
        ("chongzhi", ("chong", "zhi")),
        ("weidaozhang", ("wei", "dao", "zhang")),
        ("renzheng", ("ren", "zheng")),
        ("deposit", ()),
        ("", ()),
    ],
)
def test_pinyin_is_cut_into_syllables(word, syllables):
    assert han.syllables(word) == syllables


def test_the_texts_say_which_characters_a_pinyin_means(speller):
    assert speller.from_pinyin(["chong", "zhi", "wei", "dao", "zhang"])[0].text == "充值未到账"


def test_first_letters_are_enough_for_what_the_texts_say(speller):
    best = speller.from_initials("czwdz")[0]
    assert (best.text, best.known) == ("充值未到账", 1.0)


def test_neighbours_of_a_known_phrase_outweigh_those_that_stand_in_every_text():
    texts = {"存在": 10, "在我": 12, "我的": 14, "的账": 11, "充值": 30, "值未": 1, "未到": 1, "到账": 15}
    assert Speller(texts).from_initials("czwdz")[0].text == "存在我的账"
    assert Speller(texts, pairs_of(["充值", "未到账"])).from_initials("czwdz")[0].text == "充值未到账"


def test_an_unfinished_syllable_is_completed(speller):
    assert speller.from_pinyin(["chong"], unfinished="z")[0].text == "充值"


def test_what_sounds_alike_is_read_as_what_the_texts_have(speller):
    assert speller.same_sound("冲置未到账")[0].text == "充值未到账"
    assert speller.same_sound("充值")[0].text == "充值"


def test_what_no_text_has_is_guessed_by_nobody(speller):
    assert speller.from_pinyin(["xyz", "zhi"]) == []
    assert Speller({}).from_initials("czwdz") == []
    assert all(guess.known == 0 for guess in speller.from_pinyin(["ma", "chong"]))
