"""Spanish and English words are told apart by their letters, where no list has them; names and codes say nothing."""

import pytest

from fairlead.bot.rules import language
from fairlead.infra.spanish import told_apart

SPANISH = "comisiones verificación bloqueado pasaporte tarjetas rechazada transferencias congelada ganancias recompensa impuestos"
ENGLISH = "withdrawal staking leverage liquidation referral delisting passport mistaken forgotten phishing chargeback collateral"


def test_a_single_word_of_spanish_is_answered_in_spanish_wherever_it_is_written():
    said = [(word, page) for word in SPANISH.split() for page in ("en", "zh-CN", "ar")]
    assert [one for one in said if language(*one) != "es"] == []


def test_a_single_word_of_english_leaves_a_page_its_language():
    said = [(word, page) for word in ENGLISH.split() for page in ("en", "es", "ja")]
    assert [one for one in said if language(*one) != one[1]] == []


@pytest.mark.parametrize("text", ["", "Fernando", "Santander", "USDT TRC20", "monero memo", "a e i o u", "ñ" * 500])
def test_what_is_no_word_of_either_says_nothing(text: str):
    assert told_apart(text.split()) == ""


def test_a_page_in_another_language_that_shares_words_is_believed():
    for page, text in (
        ("pt", "comissões bloqueado retirada"),
        ("it", "verifica bloccata carta"),
        ("fr", "retrait rejeté"),
    ):
        assert language(text, page) == page


def test_several_english_words_without_a_common_one_are_english_on_a_spanish_page():
    assert language("withdrawal stuck pending hours", "es") == "en"
    assert language("retiro bloqueado saldo pendiente", "es") == "es"
