import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead.bot.asks_for_person import wants_person


@pytest.mark.parametrize(
    "text",
    [
        "human",
        "agent",
        "Agent please",
        "HUMAN!!!",
        "real person",
        "representative",
        "I want to talk to a human",
        "let me speak to someone",
        "can i talk to a real person please",
        "I need a human agent NOW",
        "connect me to support agent",
        "transfer me to an agent",
        "put me through to someone",
        "can I chat with a live agent?",
        "live agent",
        "speak to representative",
        "give me a human",
        "get me a real person",
        "I want a person not a bot",
        "stop bot, I need a person",
        "you are a useless bot",
        "is anyone there",
        "is there anybody I can talk to?",
        "can someone help me please",
        "Could a human look at this",
        "how do I contact a human",
        "how can I speak with customer service",
        "customer service representative",
        "my deposit is missing, let me talk to a person",
        "I'd like to speak with a supervisor",
        "escalate this",
        "operator",
        "please transfer this chat to a human being",
        "no more bots",
        "I don't want to talk to a bot",
        "I don't want to talk to a machine",
        "Why can't I talk to a human?",
        "I want to chat with customer support",
        "hi can i speak to an agent about my withdrawal",
        "need agent",
        "i want agent",
        "connect with agent",
        "talk to agent",
        "person please",
        "转人工",
        "转人工客服",
        "人工",
        "人工客服",
        "请转人工服务",
        "我要人工",
        "找真人",
        "找人工",
        "找客服",
        "客服",
        "客服在吗",
        "人工在吗",
        "真人客服",
        "能不能转接人工",
        "帮我转人工谢谢",
        "我要找真人客服",
        "我想跟真人说话",
        "不要机器人",
        "有人吗",
        "有没有人工",
        "怎么联系人工客服",
        "转接客服",
        "接人工",
        "人工服务",
        "叫个真人来",
        "請轉人工",
        "提现卡住了，转人工",
        "我要跟你们经理沟通",
        "和真人聊",
        "有人在吗",
        "TRC20 没到 转人工 please",
        "我不要跟机器人说话",
        "给我转人工！！！",
    ],
)
def test_any_wording_of_let_me_talk_to_a_person_is_understood(text):
    assert wants_person(text)


@pytest.mark.parametrize(
    "text",
    [
        "is there an agent fee",
        "what is the agent commission program",
        "user agent string for API",
        "human verification failed",
        "I sent it to the wrong person",
        "transfer money to another person",
        "I transferred usdt to someone",
        "the person I bought from does not release",
        "someone withdrew my funds",
        "I talked to someone on telegram who says he is support",
        "is this a real person on telegram",
        "how do I become an agent",
        "can I open an account for another person",
        "what is a P2P agent",
        "my friend is a real estate agent",
        "human error when I typed the address",
        "I am a human, let me in",
        "the support agent asked for my code",
        "How do I verify that an agent is real?",
        "a person called me and asked for my code",
        "does support call people?",
        "representative office address",
        "I don't need a human, just tell me the fee",
        "operator fee",
        "人工智能",
        "人工智能概念币有哪些",
        "人工审核要多久",
        "提现人工审核中",
        "真人认证失败",
        "真人识别过不去",
        "客服问我要验证码",
        "假客服",
        "这是真客服吗",
        "不用转人工",
        "有人登录我的账号",
        "提现要转到哪个地址",
        "我把币转给别人了",
        "别人转账给我没到",
        "什么时候需要联系客服？",
        "机器人交易怎么用",
        "网格机器人收益",
        "真人脸部识别",
        "trading bot not working",
        "how to stop a trading bot",
        "how do I cancel a grid bot",
        "where is my usdt",
        "cancel order",
    ],
)
def test_a_message_about_agents_or_humans_is_no_wish_for_one(text):
    assert not wants_person(text)


@given(st.text(max_size=60), st.sampled_from(["转人工", "我要转人工客服", "找真人客服"]))
def test_the_words_are_found_in_the_middle_of_others(around, wish):
    assert wants_person(f"订单号 8812345，{wish}，{around.replace('不', '')}") or "人工" in around or "真人" in around


@pytest.mark.parametrize("text", ["talk to my agent", "agents", "the agent's", "I do not want to talk to anyone"])
def test_odd_wordings_give_an_answer_and_no_error(text):
    assert wants_person(text) in (True, False)


@given(st.text(max_size=300))
def test_any_text_gets_an_answer(text):
    assert wants_person(text) in (True, False)


@pytest.mark.parametrize("piece", ["我要", "talk to my ", "a ", "'", "\n", "customer service ", "want real ", "给我来"])
def test_a_long_message_made_to_be_slow_is_not(piece):
    started = time.monotonic()
    wants_person(piece * 5000)
    assert time.monotonic() - started < 5
