"""The bot's talk in a real Chromium, in English and Chinese: answer, clarify, abstain, hand over, and back after closing."""

import re
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.async_api import Frame, Locator, expect

from tests.browser.conftest import Demo
from tests.browser.test_axe import fine
from tests.browser.test_story import bubble, enter_desk, open_widget, reply, say, take


@dataclass(frozen=True)
class Words:
    """What is said in one language, by the customer and by the bot."""

    vague: str
    helps: str
    topic: str
    sees_not: str
    network: str
    txid: str
    skip: str
    noted: str
    strange: str
    unknown: str
    robot: str
    is_bot: str
    yes: str
    back: str
    fact: str


ENGLISH = Words(
    "it doesn't work",
    "I do not know yet with what",
    "My deposit has not arrived",
    "I cannot see into accounts",
    "which network was it sent on",
    "What is the transaction ID",
    "I don't have it",
    "I have noted",
    "what shall I cook for dinner tonight",
    "I do not know the answer",
    "are you a robot?",
    "I am a bot, not a person",
    "Yes, please",
    "Hello again. I am",
    "TRON (TRC20)",
)
CHINESE = Words(
    "好像有问题",
    "还不清楚是什么问题",
    "我的充值没到账",
    "我看不到任何账户",
    "是通过哪个网络转的",
    "交易哈希（TxID）是什么",
    "我没有",
    "已记下",
    "今天晚饭做什么好",
    "这个问题我不知道答案",
    "你是机器人吗",
    "我是机器人，不是真人",
    "好的",
    "又见面了",
    "TRON (TRC20)",
)


def choices(frame: Frame) -> Locator:
    return frame.locator(".choices button")


@pytest.mark.parametrize(
    ("words", "trader", "size"), [(ENGLISH, "dev", 1280), (CHINESE, "wei", 320)], ids=["English", "Chinese"]
)
async def test_it_clarifies_answers_abstains_hands_over_and_comes_back(
    demo: Demo, window: Any, words: Words, trader: str, size: int
):
    shop, desk = await window(width=size, height=720), await window(width=1440)
    frame = await open_widget(shop, demo, "seabright", trader)
    await frame.get_by_role("textbox").last.wait_for()
    await say(frame, words.vague)
    await expect(bubble(frame, words.helps)).to_be_visible()
    await expect(choices(frame)).to_have_count(3)
    await fine(shop, "a question with choices")

    # With the keyboard: a choice is a button that sends its words, and the reader stays in the conversation.
    await choices(frame).filter(has_text=words.topic).focus()
    await shop.keyboard.press("Enter")
    await expect(frame.get_by_text(words.sees_not).first).to_be_visible()
    await expect(bubble(frame, words.network)).to_be_visible()
    await expect(choices(frame).last).to_have_text(words.skip)
    assert await frame.evaluate("document.activeElement.getAttribute('role')") == "log"
    box = await choices(frame).first.bounding_box()
    assert box is not None
    assert box["height"] >= 32

    await choices(frame).filter(has_text=words.fact).click()
    await expect(bubble(frame, words.txid)).to_be_visible()
    await choices(frame).filter(has_text=words.skip).click()
    await expect(bubble(frame, words.noted)).to_be_visible()
    await say(frame, words.strange)
    await expect(bubble(frame, words.unknown)).to_be_visible()
    await expect(choices(frame)).to_have_count(0)
    await say(frame, words.robot)
    await expect(bubble(frame, words.is_bot)).to_be_visible()
    await choices(frame).filter(has_text=words.yes).click()
    await expect(choices(frame)).to_have_count(0)

    await enter_desk(desk, demo, "ayu@desk.example")
    await take(desk, demo, "waiting", words.vague)
    card = desk.locator(".handover .summary")
    await expect(card.get_by_text(words.fact)).to_be_visible()
    await expect(card.get_by_text(words.strange)).to_be_visible()
    await reply(desk, "I am here.")
    await expect(bubble(frame, "I am here.")).to_be_visible()
    await desk.get_by_role("button", name=re.compile("^Close")).first.click()
    await expect(frame.get_by_role("region", name=re.compile("Talk to a person|转人工")).first).to_be_visible()

    await say(frame, words.robot)
    await expect(bubble(frame, words.back)).to_be_visible()
    await expect(bubble(frame, words.is_bot)).to_have_count(2)
