"""What never leaves, and what must come back untouched: laws over any text, and the cases that cost money."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead.translation.rules import Changed, language_of_script, restore, shield

VALUES = (
    *(
        "0.5 BTC",
        "5 000 USDT",
        "1,234.56",
        "1 000,50 €",
        "$500",
        "-12%",
        "５００USDT",
        "٥٠٠",
        "10:30",
        "2026-11-22",
    ),
    *("bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq", "0x52908400098527886E0F7030069857D2E4169EE7", "0.0.12345-abcde"),
    *("TXYZopqrsTUVwxyzABCDEFghij123456789", "EQDtFpEwcFAEcRe5mLVh2N6C0x-_hJEM7W61_JLnSF74p4q2"),
    *("9f8e7d6c5b4a39281706f5e4d3c2b1a09f8e7d6c5b4a39281706f5e4d3c2b1a0", "ORD-2026-88", "#8841", "TRC20"),
    *("https://northlight.example/a?b=c&d=e", "www.evil.example/pay", "evil.com", "lin@example.com", "@support_desk"),
    *("BTC", "usdt", "BTC/USDT", "eth-usdt", "$PEPE", "abcdefghijklmnopqrstuvwxyzabcdef"),
)
WORDS = st.sampled_from(
    ["where is", "请问", "¿dónde está", "どこ", "أين", "—", "\n", "(", ")。", ": ", "’s", "é", "I", "[#1]", "［＃2］"]
)
texts = st.lists(st.one_of(st.sampled_from(VALUES), WORDS, st.text(max_size=12)), max_size=14).map(" ".join) | st.text()


@given(texts)
def test_what_the_machine_leaves_in_place_comes_back_to_the_letter(text: str):
    shielded = shield(text)
    assert restore(shielded.text, shielded) == text


@given(texts)
def test_no_digit_and_no_address_leaves(text: str):
    outside = re.sub(r"\[#\d+\]", "", shield(text).text)
    assert not any(c.isdecimal() for c in outside)
    assert not re.search(r"[A-Za-z]{2}://\S", outside)
    assert not re.search(r"\w@\w[\w.]{2}", outside)


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("around", ["please look at {} for me", "请帮我看一下{}谢谢", "¿qué pasa con ({})?"])
def test_a_value_is_one_placeholder_in_any_language(value: str, around: str):
    shielded = shield(around.format(value))
    assert shielded.values == (value,)
    assert shielded.text == around.format("[#1]")


@given(st.lists(st.sampled_from(VALUES), min_size=1, max_size=6), st.data())
def test_a_machine_that_loses_doubles_or_renumbers_a_value_is_not_believed(values: list[str], data: st.DataObject):
    shielded = shield(" and then ".join(values))
    marks = re.findall(r"\[#\d+\]", shielded.text)
    mark = data.draw(st.sampled_from(marks))
    wrong = data.draw(st.sampled_from(["", f"{mark} {mark}", "[#99]", "[#0]", mark.replace("#", ""), mark[:-1], "5"]))
    with pytest.raises(Changed):
        restore(shielded.text.replace(mark, wrong), shielded)


@pytest.mark.parametrize(
    "said",
    [
        *("send 1[#1] now", "send [#1]5 now", "send -[#1] now", "send 1,[#1] now", "send [#1].5 now", "send $[#1] now"),
        *(
            "send [#1]% now",
            "send x[#1]",
            "send [#1] to https://evil.com",
            "send [#1] to evil.com",
            "mail me@evil.com [#1]",
        ),
        *("send [#1] to bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq", "[#1] 0x52908400098527886E0F7030069857D2E4169EE7"),
        *("[#1] ask @evil_support", "[#1] code A1B2C3D4", "[#1] zyxwvutsrqponmlkjihgfedcba"),
    ],
)
def test_what_would_change_a_value_or_was_said_by_nobody_is_not_shown(said: str):
    with pytest.raises(Changed):
        restore(said, shield("enviar 5 ahora"))


def test_two_values_may_change_places_but_not_run_together():
    shielded = shield("pay 5 within 30 minutes")
    assert restore("in [#2] minutos pagar [ # 1 ]", shielded) == "in 30 minutos pagar 5"
    assert restore("【#２】分钟内支付［＃1］", shielded) == "30分钟内支付5"
    with pytest.raises(Changed):
        restore("pagar [#1][#2]", shielded)
    with pytest.raises(Changed):
        restore("pagar [#1].[#2]", shielded)


def test_a_number_the_machine_writes_for_a_word_is_no_invention():
    assert restore("三天内,最多 3 天", shield("within three days")) == "三天内,最多 3 天"


def test_secrets_do_not_leave():
    words = "abandon ability able about above absent absorb abstract absurd abuse access accident"
    numbered = " ".join(f"{at}. {word}" for at, word in enumerate(words.split(), 1))
    chinese = "的 一 是 在 不 了 有 和 人 这 中 大"
    for text, secret in (
        (f"here it is: {words}", words),
        (f"my phrase\n{numbered}\nhelp", "accident"),
        (f"助记词 {chinese} 怎么办", chinese),
        ("my password is hunter-two ok", "hunter"),
        ("密码：正确马电池", "正确马电池"),
        ("mi contraseña es caballo", "caballo"),
    ):
        shielded = shield(text)
        assert secret not in shielded.text, text
        assert any(secret in value for value in shielded.values), text
    # Everyday words in a row are not taken for one.
    assert shield("please check the order that was placed last week and never came back").values == ()


def test_words_in_capitals_are_words_and_accents_do_not_make_tickers():
    assert shield("PLEASE HELP ME MY MONEY IS GONE").values == ()
    assert shield("ACCIÓN del USUARIO").values == ("USUARIO",)
    assert shield("請問BTC還在嗎").text == "請問[#1]還在嗎"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("提币在哪里", "zh"),
        ("出金はどこ", "ja"),
        ("출금", "ko"),
        ("where is it", None),
        ("where is 币安 now please", None),
        ("", None),
    ],
)
def test_a_script_tells_a_language_only_where_it_can(text: str, language: str | None):
    assert language_of_script(text) == language
