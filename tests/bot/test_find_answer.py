"""Who tells of a withdrawal is not answered with what is written of deposits, which arrive late more often."""

import pytest

from fairlead.bot.name_case import WITHDRAWAL, case_of
from fairlead.helpcenter.import_folder import import_folder
from tests.bot.talk import Chat, answer_in
from tests.helpcenter.conftest import DEMO

# What is found does not depend on the database; `test_consider` goes through both.
pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


@pytest.mark.parametrize(
    ("locale", "told"),
    [
        ("zh-CN", "我的提币一直没到账"),
        ("zh-CN", "提现一直没到账"),
        ("zh-CN", "提币两个小时了还没到"),
        ("en", "my withdrawal never arrived"),
        ("en", "my withdrawal is not credited"),
        ("en", "my payout is stuck"),
        ("es", "mi retiro no llega"),
        ("ja", "出金が届きません"),
        ("ar", "لم يصل السحب"),
    ],
)
async def test_a_withdrawal_that_does_not_come_finds_what_is_written_of_withdrawals(chat: Chat, locale, told):
    await import_folder(chat.system.database, chat.brand_id, DEMO, default_locale="en")
    chat.locale = locale
    said = await chat.say(told)
    assert case_of(told) in WITHDRAWAL
    assert "/a/withdrawal-pending" in answer_in(said)["article"]["url"]
    assert said[-1].data["ask"]["about"] == "withdrawal_id"


async def test_what_is_asked_about_a_late_withdrawal_besides_finds_its_own_article(chat: Chat):
    await import_folder(chat.system.database, chat.brand_id, DEMO, default_locale="en")
    said = await chat.say("my withdrawal has not arrived, how do I cancel a withdrawal")
    assert "/a/cancel-withdrawal" in answer_in(said)["article"]["url"]
