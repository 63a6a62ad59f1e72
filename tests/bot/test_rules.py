import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairlead.bot.rules import Candidate, choose, in_other_languages, kind_of, language


@pytest.mark.parametrize(
    ("text", "fallback", "locale"),
    [
        ("Where is my deposit?", "zh-CN", "en"),
        ("充值没到账", "en", "zh-CN"),
        ("怎么 withdraw USDT", "en", "zh-CN"),
        ("my name is 王明 and my deposit is still missing", "zh-CN", "en"),
        ("USDT TRC20", "zh-CN", "zh-CN"),
        ("USDT TRC20", "en", "en"),
        ("12345", "zh-CN", "zh-CN"),
        ("Wo ist mein Geld?", "de", "de"),
        ("入金が反映されません", "ja", "ja"),
        ("入金が反映されません", "en", "ja"),
        ("入金が反映されません", "zh-CN", "ja"),
        ("入金が反映されません", "es-MX", "ja"),
        ("USDT の出金が遅い", "zh-CN", "ja"),
        ("出金はいつ?", "en", "ja"),
        ("出金停止中", "ja", "ja"),
        ("本人確認手続", "ja-JP", "ja-JP"),
        ("入金未反映の件", "ja", "ja"),
        ("送金実行済", "en", "ja"),
        ("充值没到账", "ja", "zh-CN"),
        ("我の账户", "zh-CN", "zh-CN"),
        ("我の账户", "en", "zh-CN"),
        ("my name is たろう and my deposit is still missing", "ja", "en"),
        ("my name is たろう and my deposit is still missing", "es", "en"),
        ("¿Dónde está mi depósito?", "en", "es"),
        ("donde esta mi deposito", "en", "es"),
        ("mi retiro no ha llegado", "zh-CN", "es"),
        ("Quiero hablar con una persona", "ja", "es"),
        ("Hola", "en", "es"),
        ("mi cuenta", "es-419", "es-419"),
        ("Where is my deposit?", "es", "en"),
        ("no", "es", "es"),
        ("no", "en", "en"),
        ("Withdrawal pending", "en", "en"),
        ("retirei dinheiro e não recebi na minha conta", "en", "en"),
        ("mon retrait est bloqué sur la plateforme", "en", "en"),
        ("la cuenta de mi amigo", "pt", "pt"),
        ("充值", "zh-TW", "zh-TW"),
        ("أين إيداعي؟", "en", "ar"),
        ("الايداع ما وصل TRC20", "zh-CN", "ar"),
        ("متى يصل السحب", "ar-SA", "ar-SA"),
        ("سحبت USDT ولم يصل", "es", "ar"),
        ("Where is my deposit?", "ar", "en"),
        ("my name is أحمد and my deposit is missing", "en", "en"),
        ("واریز من نرسیده است", "en", "en"),
        ("میری رقم کہاں ہے", "en", "en"),
        ("سلام", "fa", "fa"),
        ("", "en", "en"),
    ],
)
def test_a_message_is_answered_in_its_language(text, fallback, locale):
    assert language(text, fallback) == locale


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("hi", "greeting"),
        ("Hello there!", "greeting"),
        ("good morning", "greeting"),
        ("你好", "greeting"),
        ("在吗？", "greeting"),
        ("thank you so much", "thanks"),
        ("谢谢您", "thanks"),
        ("ok thanks", "yes"),
        ("yes please", "yes"),
        ("好的", "yes"),
        ("no thanks", "no"),
        ("不用了", "no"),
        ("???", "nothing"),
        ("👍", "nothing"),
        ("Hola, buenas tardes", "greeting"),
        ("muchas gracias", "thanks"),
        ("sí, por favor", "yes"),
        ("no, gracias", "no"),
        ("こんにちは", "greeting"),
        ("ありがとうございます！", "thanks"),
        ("はい、お願いします", "yes"),
        ("いいえ、結構です", "no"),
        ("hola, mi depósito no llega", "question"),
        ("こんにちは、入金が反映されません", "question"),
        ("hi, where is my deposit", "question"),
        ("你好，充值没到", "question"),
        ("السلام عليكم ورحمة الله", "greeting"),
        ("مَرحبًا", "greeting"),
        ("شكرًا جزيلًا لكم", "thanks"),
        ("يعطيك العافية", "thanks"),
        ("نعم من فضلك", "yes"),
        ("لا شكرًا", "no"),
        ("مرحبا، الإيداع لم يصل", "question"),
        ("deposit", "question"),
        ("50113", "question"),
    ],
)
def test_small_talk_is_told_from_questions(text, kind):
    assert kind_of(text) == kind


@settings(deadline=None)
@given(st.text(max_size=200))
def test_any_text_has_a_kind_and_a_language(text):
    assert kind_of(text)
    assert language(text, "en")


SURE = Candidate("a", 6.0, 0.9, 0.3)


def test_nothing_found_is_nothing_known():
    assert choose([]).best is None


def test_a_clear_winner_is_answered_with_confidence():
    choice = choose([SURE, Candidate("b", 2.0, 0.9, 0.1)])
    assert (choice.best, choice.more, choice.confident) == (0, (), True)


def test_the_same_words_are_enough_even_when_they_are_common():
    assert choose([Candidate("a", 0.5, 0.2, 0.9)]).confident


def test_between_two_close_candidates_the_customer_is_asked():
    choice = choose([SURE, Candidate("b", 5.5, 0.8, 0.2), Candidate("c", 5.0, 0.7, 0.2), Candidate("d", 4.9, 0.9, 0.2)])
    assert (choice.best, choice.which, choice.confident) == (None, (0, 1), False)


def test_what_comes_less_close_is_offered_beside_an_answer_that_is_not_sure():
    choice = choose([SURE, Candidate("b", SURE.score * 0.8, 0.8, 0.2), Candidate("c", SURE.score * 0.5, 0.8, 0.2)])
    assert (choice.best, choice.more, choice.confident, choice.which) == (0, (1,), False, ())


def test_the_words_of_a_known_question_are_never_asked_about():
    assert choose([Candidate("a", 5.0, 1.0, 0.9), Candidate("b", 4.9, 1.0, 0.2)]).best == 0


@pytest.mark.parametrize(("score", "coverage"), [(1.5, 1.0), (8.0, 0.2), (0.0, 0.0)])
def test_too_little_in_common_is_no_answer(score, coverage):
    assert choose([Candidate("a", score, coverage, 0.1)]).best is None


candidates = st.builds(
    Candidate, id=st.text(max_size=3), score=st.floats(0, 50), coverage=st.floats(0, 1), likeness=st.floats(0, 1)
)


@settings(deadline=None)
@given(st.lists(candidates, max_size=6))
def test_a_choice_points_at_candidates_and_never_twice_at_one(found):
    found.sort(key=lambda candidate: -candidate.score)
    choice = choose(found)
    named = [index for index in (choice.best, *choice.more, *choice.which) if index is not None]
    assert len(set(named)) == len(named)
    assert all(0 <= index < len(found) for index in named)
    assert not (choice.confident and choice.best is None)
    assert len(choice.which) in (0, 2)
    assert not (choice.which and choice.best is not None)


def test_sentences_in_another_language_are_told_apart():
    mixed = "你好。充值没到账，怎么办？ How long does it take? My coins are gone."
    assert in_other_languages(mixed, "zh-CN") == [("en", "How long does it take?\nMy coins are gone.")]
    assert in_other_languages(mixed, "en") == [("zh-CN", "充值没到账，怎么办？")]
    assert in_other_languages("我的 USDT 用 TRC20 充值没到账。", "zh-CN") == []
