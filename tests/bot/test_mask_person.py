"""A question leaves the house, or comes before editors, without whose it is."""

import pytest

from fairlead.bot.mask_person import without_person

TXID = "3a1f0c2b4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e7f8"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Where is my 0.5 BTC on TRC20? 2FA is on", "Where is my 0.5 BTC on TRC20? 2FA is on"),
        ("My name is John Smith, where is my deposit?", "My name is […], where is my deposit?"),
        ("sent to 0x52908400098527886E0F7030069857D2E4169EE7 by mistake", "sent to […] by mistake"),
        ("TXyzEvil9bT4kQ2mRr7aaaabbbbccccddd is wrong", "[…] is wrong"),
        (f"tx {TXID.upper()} missing", "tx […] missing"),
        ("mail me at john.smith@gmail.com or +49 170 1234567", "mail me at […] or […]"),
        ("order A1234567 and uid 5571234509 stuck", "order […] and uid […] stuck"),
        ("see https://imgur.example/a/b?me=1 please", "see […] please"),
        ("I am @lin_trader on telegram, help", "I am […] on telegram, help"),
        ("我的邮箱是abc@x.com谢谢订单号12345678怎么还没到账", "我的邮箱是[…]谢谢订单号[…]怎么还没到账"),
        ("我叫张三，提现没到", "我叫[…],提现没到"),
        ("Me llamo Ana García y no llega mi retiro", "Me llamo […] y no llega mi retiro"),
        ("山田ですが、名前は山田太郎です。入金が反映されません", "山田ですが、名前は[…]です。入金が反映されません"),
        ("where is my withdrawal?\nThanks, Peter Parker", "where is my withdrawal? Thanks, […]"),
        ("my password is hunter2!X and I cannot log in", "my password is […] and I cannot log in"),
        ("wi\u200bthdraw\u202e now", "withdraw now"),
        ("+49 170 1234567", ""),
        ("", ""),
    ],
)
def test_what_names_a_person_or_is_his_alone_is_masked(text: str, left: str):
    assert without_person(text) == left


def test_what_only_its_writer_could_tell_from_a_key_is_not_told_at_all():
    assert without_person(f"what is {TXID}") == ""


def test_a_recovery_phrase_is_gone():
    phrase = "legal winner thank year wave sausage worth useful legal winner thank yellow"
    assert without_person(f"my words are {phrase}, help") == "my words […]"
