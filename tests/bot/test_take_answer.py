"""What a message says as the answer to a question for a fact."""

from pathlib import Path

import pytest

import fairlead
from fairlead.bot.ask_back import NEVER_ASKED, WORDED, Asked, ask_for, asked_for_case, question_for
from fairlead.bot.read_facts import Facts
from fairlead.bot.take_answer import answer_to, is_answer, said_in_chat
from fairlead.kit.texts import Texts
from fairlead.tickets.taxonomy import Field, Taxonomy, house

FIELDS = house().fields
ROOMS = Path(fairlead.__file__).parent
TEXTS = Texts.load([ROOMS / "bot" / "locales", ROOMS / "channels" / "locales"])


def say(key: str, **values: str) -> str:
    return TEXTS(key if key.startswith("ticket.") else f"bot.{key}", "en", **values)


def asked(key: str) -> Asked:
    return Asked(ask_for(FIELDS[key], say))


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("network", "TRON (TRC20)", "TRON"),
        ("network", "it was bep20 I think", "BSC"),
        ("asset", "pepe", "PEPE"),
        ("amount", "about 1.250,50 usdt", "1.250,50"),
        ("amount", "1", "1"),
        ("order_id", "it is 8841203377.", "8841203377"),
        ("withdrawal_id", "WD-20931", "WD-20931"),
        ("p2p_order_no", "编号 20261123000451", "20261123000451"),
        ("reason_code", "POOR_QUALITY", "POOR_QUALITY"),
        ("card_last4", "ends in 4417", "4417"),
        ("symbol", "btc/usdt", "BTC/USDT"),
        ("symbol", "the pair ETH-USDC on spot", "ETH-USDC"),
        ("currency", "EUR", "EUR"),
        ("occurred_at", "Yesterday", "Yesterday"),
        ("occurred_at", "Earlier", "Earlier"),
        ("occurred_at", "at 14:05 or so", "14:05"),
        ("factor_lost", "Authenticator app", "authenticator"),
        ("factor_lost", "4", "passkey"),
        ("old_reachable", "no", "no"),
        ("error_text", "Your login failed: device not trusted", "Your login failed: device not trusted"),
        ("operator", "Vodafone", "Vodafone"),
    ],
)
def test_an_answer_is_read_by_the_kind_of_what_was_asked(key: str, text: str, value: str):
    assert answer_to(asked(key), text, Facts()).answers == {key: value}
    assert is_answer(asked(key), text)


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("order_id", "I don't have it"),
        ("order_id", "on the app somewhere"),
        ("occurred_at", "I really cannot say that any more after all of this"),
        ("operator", "why do you ask?"),
        ("operator", "thanks"),
        ("operator", "my withdrawal is still pending"),
        ("amount", "a lot"),
        ("card_last4", "I threw the card away years ago and would have to look for a letter of 2019"),
    ],
)
def test_what_answers_nothing_is_no_answer(key: str, text: str):
    assert answer_to(asked(key), text, Facts()).answers == {}
    assert not is_answer(asked(key), text)


def test_what_was_asked_before_fields_were_named_is_still_understood():
    former = Asked({"about": "network", "choices": ["TRON (TRC20)", "I don't have it"]})
    assert answer_to(former, "TRON (TRC20)", Facts()).network == "TRON"
    when = Asked({"about": "when", "choices": ["Today", "Before today", "I don't have it"]})
    assert answer_to(when, "Before today", Facts()).answers == {"when": "Before today"}


def test_an_answer_is_evidence_of_the_field_that_was_asked_for():
    data = ask_for(FIELDS["withdrawal_id"], say)
    assert said_in_chat("it is WD-20931", data) == {"withdrawal_id": "WD-20931"}
    assert said_in_chat("it is WD-20931", None) == {}
    assert said_in_chat("I don't have it", data) == {}
    assert said_in_chat("5 USDT over trc20", None) == {"asset": "USDT", "network": "TRON"}


def test_every_wording_there_should_be_is_there_and_fields_without_one_are_asked_for_by_their_name():
    for locale in ("en", "zh-CN", "es", "ja", "ar"):
        keys = TEXTS.keys(locale)
        assert {f"bot.ask.{name}" for name in WORDED} <= keys
    own = Field("x_branch", "text", {"en": "Branch", "es": "Sucursal"}, "")
    assert question_for(own, "es", say) == "One more detail helps us look into it sooner: Sucursal?"


def test_nobody_is_asked_who_he_is_and_nothing_is_asked_for_that_cannot_be_said():
    taxonomy = house()
    for category in taxonomy.categories.values():
        for field in asked_for_case(category, taxonomy):
            assert field.key not in NEVER_ASKED
            assert field.kind not in ("file", "uid")


def test_only_of_a_case_that_needs_nothing_what_would_help_is_asked_for():
    taxonomy = house()

    def wanted(code: str, of: Taxonomy = taxonomy) -> list[str]:
        return [one.key for one in asked_for_case(of.category(code), of)]

    assert wanted("DEP-NOCRED") == ["network", "txid", "asset", "amount"]
    assert wanted("FEE-Q") == ["order_id"]
    assert wanted("ACC-LOGIN") == ["occurred_at", "error_text"]
    assert wanted("P2P-NOREL") == ["p2p_order_no"]
