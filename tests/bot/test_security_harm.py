import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead.bot.security_harm import is_security_harm


@pytest.mark.parametrize(
    "text",
    [
        "my account was hacked",
        "my account has been hacked",
        "someone withdrew my funds",
        "Someone stole my bitcoin",
        "hacked plz help",
        "I think i was hacked",
        "there is a withdrawal I didn't make",
        "unauthorized withdrawal",
        "I gave my verification code to someone",
        "i gave my code to a scammer",
        "I shared my seed phrase with a support guy",
        "told him my password",
        "my coins are gone",
        "somebody logged in to my account",
        "my email got compromised",
        "I've been scammed",
        "I clicked a phishing link",
        "a hacker changed my password",
        "they emptied my wallet",
        "sim swapped",
        "freeze my account now!",
        "That login was not me",
        "i entered my recovery phrase on a fake site",
        "被盗了",
        "我的账号被盗",
        "币被盗了怎么办",
        "我把验证码给了别人",
        "我把验证码告诉了骗子",
        "有人登录了我的账户",
        "有一笔提现不是我操作的",
        "账户被黑了",
        "我的U被转走了",
        "异地登录不是我",
        "我被骗了",
        "助记词泄露了",
        "快帮我冻结账户",
        "骗子拿走了我的币，盗了我的号",
        "有人提走了我的币",
        "我点了钓鱼链接",
    ],
)
def test_harm_that_is_being_done_is_recognised(text):
    assert is_security_harm(text)


@pytest.mark.parametrize(
    "text",
    [
        "how do I protect my account from being hacked",
        "can my account be hacked",
        "was the exchange hacked",
        "what happens if my account gets hacked",
        "how to avoid scams",
        "I did not receive my verification code",
        "the code I entered is wrong",
        "I entered my code but it says expired",
        "how do I change my password",
        "forgot my password",
        "I lost my authenticator",
        "deposit not received",
        "why is my withdrawal pending",
        "怎么防止账户被盗",
        "如何防止被骗",
        "如果账户被盗怎么办",
        "收不到验证码",
        "验证码错误",
        "我输入了验证码但是提示错误",
        "怎么修改密码",
        "提现一直没到",
        "说我账户有黑钱要交保证金",
        "我被加入黑名单了吗",
        "what is a seed phrase",
        "is it safe to share my uid",
        "someone sent me usdt",
        "my friend transferred coins to my account",
        "I withdrew to the wrong address",
        "where do I enter my password",
        "withdrawal cancelled",
    ],
)
def test_a_question_about_security_is_no_emergency(text):
    assert not is_security_harm(text)


@given(st.text(max_size=300))
def test_any_text_gets_an_answer(text):
    assert is_security_harm(text) in (True, False)


@pytest.mark.parametrize(
    "piece", ["my account was ", "把", "someone has ", "gave him a code ", "if ", "被", "不是我", "\n"]
)
def test_a_long_message_made_to_be_slow_is_not(piece):
    started = time.monotonic()
    is_security_harm(piece * 5000)
    assert time.monotonic() - started < 5
