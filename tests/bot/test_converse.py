"""What the bot asks, what it makes of the answers, and what the person who takes over finds, in a whole system."""

from pathlib import Path

import pytest

from fairlead.app import System
from fairlead.helpcenter.import_folder import import_folder
from fairlead.kit.access import Actor
from fairlead.kit.ids import new_id
from tests.bot.talk import Chat, answer_in

# What is said does not depend on the database; `test_consider` goes through both.
pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)

TXID = "b5" * 32
TRON_ADDRESS = "TJRabPrwbZy45sbavfcjinPJC18kjpRTv8"


def asks(entries: list) -> list[tuple[str, list[str]]]:
    return [(entry.data["ask"]["about"], entry.data["ask"]["choices"]) for entry in entries if "ask" in entry.data]


async def test_of_a_missing_deposit_it_asks_twice_and_hands_over_what_it_was_told(chat: Chat):
    said = await chat.say("I sent USDT yesterday and it has not arrived")
    assert answer_in(said)["article"]["title"] == "My deposit is confirmed but not in my account"
    assert any(entry.text.startswith("I cannot see into accounts") for entry in said)
    [(about, choices)] = asks(said)
    assert (about, choices[0], choices[-1]) == ("network", "TRON (TRC20)", "I don't have it")
    assert asks(await chat.say("TRON (TRC20)")) == [("txid", ["I don't have it"])]
    [noted] = await chat.say(f"here it is: {TXID}")
    assert f"Network: TRON (TRC20); TxID: {TXID}; Coin: USDT; When: yesterday" in noted.text
    assert asks([noted]) == [("person", ["Yes, please", "No, thanks"])]
    *_, handover = await chat.say("Yes, please")
    assert (handover.kind, handover.data["reason"]) == ("handover", "asked")
    summary = handover.data["summary"]
    assert summary["facts"] == {"network": "TRON (TRC20)", "txid": TXID, "asset": "USDT", "when": "yesterday"}
    assert (summary["intent"], summary["locale"], len(summary["tried"])) == ("deposit_missing", "en", 1)
    assert summary["question"] == "I sent USDT yesterday and it has not arrived"


async def test_what_one_does_not_have_is_skipped_and_what_is_no_transaction_is_named(chat: Chat):
    await chat.say("我充的币没到账")
    [(about, _)] = asks(await chat.say("我没有"))
    assert about == "txid"
    [noted] = await chat.say(TRON_ADDRESS)
    assert noted.text.startswith("这是一个地址")
    assert asks([noted])[0][0] == "person"
    assert (await chat.say("不用了，谢谢"))[0].text.startswith("不客气")


async def test_what_was_said_already_is_not_asked_for(chat: Chat):
    said = await chat.say(f"My deposit of 0.02 BTC from this morning has not arrived, txid {TXID}")
    assert asks(said) == [("person", ["Yes, please", "No, thanks"])]
    assert TXID in said[-1].text


@pytest.mark.parametrize("question", ["how do I reset my authenticator?", "is my authenticator lost with TRON?"])
async def test_a_question_in_place_of_an_answer_is_answered(chat: Chat, question: str):
    await chat.say("I sent USDT yesterday and it has not arrived")
    assert "lost-authenticator" in answer_in(await chat.say(question))["article"]["url"]


@pytest.mark.parametrize(
    "cry",
    [
        "someone withdrew my funds!!",
        "我的账号给黑了",
        "Me hackearon la cuenta",
        "アカウントが乗っ取られました",
        "حسابي مخترق",
    ],
)
async def test_no_question_holds_up_harm_in_any_language(chat: Chat, cry: str):
    await chat.say("I sent USDT yesterday and it has not arrived")
    *_, handover = await chat.say(cry)
    assert (handover.kind, handover.data["reason"], handover.data["summary"]["intent"]) == (
        "handover",
        "security",
        "security",
    )


@pytest.mark.parametrize(
    ("vague", "choice", "article"),
    [
        ("it doesn't work", "My deposit has not arrived", "deposit-not-credited"),
        ("好像有问题", "2", "withdrawal-pending"),
    ],
)
async def test_vague_words_are_helped_with_three_topics_and_a_topic_is_a_question(chat: Chat, vague, choice, article):
    [(about, choices)] = asks(await chat.say(vague))
    assert (about, len(choices)) == ("topic", 3)
    assert article in answer_in(await chat.say(choice))["article"]["url"]


async def test_who_stays_vague_is_told_that_it_does_not_know(chat: Chat):
    await chat.say("it doesn't work")
    assert (await chat.say("there is a problem"))[-1].data == {"unknown": True}


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("are you a robot?", "I am a bot, not a person"),
        ("你是机器人吗", "我是机器人，不是真人"),
        ("¿Eres una persona real?", "Soy un bot, no una persona"),
        ("あなたはロボットですか？", "ボットです。人ではありません"),
        ("هل أنت روبوت؟", "أنا بوت ولست شخصًا"),
    ],
)
async def test_asked_whether_it_is_a_bot_it_says_so(chat: Chat, question, told):
    *_, answer = await chat.say(question)
    assert answer.text.startswith(told)
    assert answer.kind == "message"


async def test_of_the_customers_own_account_it_says_that_it_cannot_see_it(chat: Chat):
    said = (await chat.say("what is my balance"))[-1]
    assert said.text.startswith("I cannot see into accounts")
    assert (await chat.say("yes"))[-1].kind == "handover"


@pytest.mark.parametrize(
    ("question", "more", "article"),
    [
        ("my withdrawal is still pending, why", "and for deposits?", "deposit-not-credited"),
        ("充值要几个确认", "那提现呢", "withdrawal-pending"),
    ],
)
async def test_a_follow_up_is_understood_with_what_was_asked_before(chat: Chat, question, more, article):
    await chat.say(question)
    assert article in answer_in(await chat.say(more))["article"]["url"]


async def test_of_two_close_articles_it_asks_which_and_answers_with_the_chosen_one(chat: Chat, tmp_path: Path):
    for name in ("bonus-basic", "bonus-plus"):
        text = f"---\ntitle: Loyalty gift {name[6:]}\nlocale: en\nslug: {name}\ncategory: general\ntype: guide\nsummary: Who gets it.\n"
        path = tmp_path / "more" / "en" / f"{name}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{text}questions: []\n---\n\nThe loyalty gift {name[6:]} is paid each month.\n", "utf-8")
    await import_folder(chat.system.database, chat.brand_id, tmp_path / "more", default_locale="en")
    asked = await chat.say("when is the loyalty gift paid")
    assert asked[-1].text == "Two articles may fit. Which of them is it about?"
    [(about, choices)] = asks(asked)
    assert (about, sorted(choices[:2]), choices[2]) == (
        "which",
        ["Loyalty gift basic", "Loyalty gift plus"],
        "Neither of them",
    )
    assert answer_in(await chat.say("Loyalty gift plus"))["article"]["title"] == "Loyalty gift plus"
    await chat.say("when is the loyalty gift paid")
    assert (await chat.say("3"))[-1].data == {"unknown": True}
    *_, handover = await chat.say("talk to a person please")
    summary = handover.data["summary"]
    assert [one["title"] for one in summary["offered"]] == ["Loyalty gift basic"]
    assert summary["unanswered"] == ["when is the loyalty gift paid"]


async def test_after_closing_it_comes_back_says_again_what_it_is_and_asks_anew(chat: Chat, system: System):
    await chat.say("I sent USDT yesterday and it has not arrived")
    agent = Actor(kind="agent", id=new_id(), name="Marco", brands=frozenset({chat.brand_id}))
    await chat.write("Let me look.", actor=agent)
    assert await chat.say("how many confirmations do I need") == []
    await system.changes.close(agent, new_id(), chat.id)
    greeting, *said = await chat.say("I sent BTC today and it has not arrived")
    assert greeting.data == {"greeting": True}
    assert greeting.text.startswith("Hello again. I am Northlight's bot, not a person.")
    assert answer_in(said)
    assert asks(said)[0][0] == "txid"
    # The matter is its agent's again: nobody is offered, and no "yes" brings anybody.
    for text in ("I don't have it", "zebra crossing", "zebra crossing again", "are you a bot", "what is my balance"):
        said += await chat.say(text)
    assert [entry.kind for entry in said + await chat.say("yes please")] == ["message"] * 8
    assert "person" not in [entry.data["ask"]["about"] for entry in said if "ask" in entry.data]
    assert [entry.text for entry in said if "Shall I" in entry.text or "say “person”" in entry.text] == []
    assert said[-1].text.endswith("A person will reply to you here and sees what you write.")
    assert (await chat.say("talk to a person"))[-1].kind == "handover"


async def test_reacting_again_asks_nothing_twice(chat: Chat):
    for text in ("I sent USDT and it has not arrived", "trc20", TXID, "it doesn't work", "are you a bot"):
        await chat.say(text)
    before = [entry.id for entry in await chat.entries()]
    await chat.react()
    assert [entry.id for entry in await chat.entries()] == before
