"""Short messages, what is asked about an account, and facts of a transfer, by their words alone."""

import json
import time
from pathlib import Path

import pytest

import fairlead.bot
from fairlead.bot.about_account import asks_about_own_account, misses_deposit
from fairlead.bot.ask_back import Asked, chosen
from fairlead.bot.asks_for_person import wants_person
from fairlead.bot.read_facts import Facts, NotOne, facts_in, reason_of
from fairlead.bot.rules import kind_of, language
from fairlead.bot.small_matters import asks_whether_bot, goes_on, has_not, is_vague
from fairlead.bot.take_answer import answer_to

LOCALES = ("en", "zh-CN", "es", "ja", "ar")
TXID = "b5" * 32


def texts(locale: str) -> dict[str, str]:
    folder = Path(fairlead.bot.__file__).parent / "locales"
    return json.loads((folder / f"{locale}.json").read_text("utf-8"))


@pytest.mark.parametrize("locale", LOCALES)
def test_the_choices_mean_what_they_say_when_they_come_back_as_words(locale: str):
    say = texts(locale)
    assert (kind_of(say["bot.chip.yes"]), kind_of(say["bot.chip.no"])) == ("yes", "no")
    assert has_not(say["bot.chip.skip"])
    assert misses_deposit(say["bot.topic.deposit"])
    assert not misses_deposit(say["bot.topic.withdrawal"])
    for topic in ("deposit", "withdrawal", "sign_in"):
        words = say[f"bot.topic.{topic}"]
        assert language(words, "ko") == locale
        assert not (is_vague(words) or wants_person(words) or asks_whether_bot(words))


@pytest.mark.parametrize(
    "text",
    [
        "are you human?",
        "who are you",
        "am I talking to a bot or a person?",
        "你是真人吗？",
        "请问你是人工还是机器人",
        "¿eres un robot?",
        "¿Estoy hablando con una máquina?",
        "AIですか",
        "人間ですか？",
        "هل أتحدث مع بوت؟",
        "أنت إنسان أم روبوت؟",
    ],
)
def test_who_asks_whether_it_is_a_bot_does_not_ask_for_a_person(text: str):
    assert (asks_whether_bot(text), wants_person(text)) == (True, False)


@pytest.mark.parametrize(
    "text",
    [
        "my grid bot stopped",
        "I want no robot",
        "网格机器人怎么用",
        "转人工",
        "no quiero hablar con un robot",
        "担当者と話したい",
    ],
)
def test_a_trading_bot_and_a_wish_for_a_person_are_no_such_question(text: str):
    assert not asks_whether_bot(text)


@pytest.mark.parametrize(
    "text",
    [
        "it doesn't work",
        "I have a question",
        "用不了",
        "出问题了怎么办",
        "no funciona",
        "tengo un problema",
        "問題があります",
        "動かないです",
        "لا يعمل",
        "عندي مشكلة",
    ],
)
def test_words_that_say_only_that_something_is_wrong_are_vague(text: str):
    assert is_vague(text)


@pytest.mark.parametrize(
    "text",
    ["deposit problem", "充值有问题", "api error", "el retiro no funciona", "ログインできません", "مشكلة في الإيداع"],
)
def test_words_that_say_what_it_is_about_are_not(text: str):
    assert not is_vague(text)


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("what is my balance", True),
        ("我的提现到哪了", True),
        ("cuánto saldo tengo", True),
        ("كم رصيدي", True),
        ("私の残高はいくらですか", True),
        ("how do deposits work", False),
        ("提现多久到账", False),
    ],
)
def test_what_is_asked_about_ones_own_account_is_told_from_what_holds_for_all(text: str, own: bool):
    assert asks_about_own_account(text) is own


def test_a_follow_up_is_told_from_a_question_of_its_own():
    for text in ("and for withdrawals?", "那提现呢", "¿y para retiros?", "では、出金は？", "وماذا عن السحب؟"):
        assert goes_on(text), text
    for text in ("how do I withdraw", "android app", "提现多久"):
        assert not goes_on(text), text


def test_facts_are_read_out_of_free_words_and_checked():
    said = facts_in(f"sent 100 usdt via trc20 2 hours ago, {TXID}")
    assert said == Facts("TRON", TXID, "USDT", "2 hours ago", "100")
    assert facts_in("a ton of money, near the bank") == Facts()
    assert facts_in("充的USDT没到账 波场 昨天转的") == Facts("TRON", "", "USDT", "昨天")
    with pytest.raises(NotOne) as given:
        answer_to(
            Asked({"about": "txid", "choices": ["-"]}), "TJRabPrwbZy45sbavfcjinPJC18kjpRTv8", Facts(network="TRON")
        )
    assert reason_of(given.value) == "address"


def test_a_choice_is_taken_by_its_words_or_its_number():
    choices = ["TRON (TRC20)", "我没有"]
    assert [chosen(text, choices) for text in ("tron trc20", "我没有。", "2", "１", "第2个", "3", "no")] == [
        *(0, 1, 1, 0, 1),
        *(None, None),
    ]


@pytest.mark.parametrize("piece", ["我的", "帮", "ありまし", "my order ", "deposit ", "入金", "ايداع ", "and ", "呢"])
def test_no_message_is_looked_at_for_long(piece: str):
    text = (piece * 1000)[:4000]
    started = time.process_time()
    for look in (is_vague, asks_whether_bot, goes_on, has_not, asks_about_own_account, misses_deposit, facts_in):
        look(text)
        look(text[:69] + "x")
    assert time.process_time() - started < 1
