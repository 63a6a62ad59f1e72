"""What the bot asks for comes from the brand's taxonomy: which facts a case needs, in five languages, and what becomes of them."""

from typing import Any

import msgspec
import pytest

from fairlead.app import System
from fairlead.kit.access import Actor
from fairlead.kit.ids import new_id
from fairlead.tickets.edit_taxonomy import Taxonomies
from tests.bot.talk import Chat
from tests.bot.test_converse import asks
from tests.harness import Installation, message

# What is said does not depend on the database; `test_consider` goes through both.
pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


@pytest.mark.parametrize(
    ("locale", "trouble", "about", "question"),
    [
        ("en", "My withdrawal is still pending", "withdrawal_id", "What is the withdrawal ID?"),
        ("zh-CN", "我的提现一直在处理中", "withdrawal_id", "提现编号是多少"),
        ("es", "Mi retiro sigue pendiente", "withdrawal_id", "¿Cuál es el ID del retiro?"),
        ("ja", "出金が処理中のままです", "withdrawal_id", "出金IDを教えてください"),
        ("ar", "سحبي ما زال معلقًا", "withdrawal_id", "ما رقم السحب؟"),
        ("es", "Deposité por la red equivocada", "network_used", "¿por qué red se envió?"),
        ("en", "my verification was rejected", "reason_code", "Which reason code"),
        ("zh-CN", "我的身份认证一直在审核中", "submitted_at", "是什么时候提交的"),
        ("en", "I cannot sign in", "occurred_at", "When did it happen?"),
        ("es", "No puedo iniciar sesión", "occurred_at", "¿Cuándo ocurrió?"),
        ("en", "I changed my phone and 2FA is gone", "factor_lost", "Which of these"),
        ("ja", "注文が約定しません", "order_id", "注文IDを教えてください"),
        ("ar", "خصمتم رسوم أكثر من المعلن", "order_id", "ما رقم الأمر؟"),
        ("en", "my card was declined", "card_last4", "last four digits"),
        ("zh-CN", "银行转账没到账", "bank_ref", "流水号"),
    ],
)
async def test_each_case_is_asked_for_what_it_needs_first(chat: Chat, locale, trouble, about, question):
    chat.locale = locale
    *_, last = await chat.say(trouble)
    assert last.data["ask"]["about"] == about
    assert question in last.text


@pytest.mark.parametrize(
    ("locale", "trouble", "reply", "again"),
    [
        (
            "en",
            "My withdrawal is still pending",
            "yesterday evening",
            "I still need this one: What is the withdrawal ID?",
        ),
        ("en", "My withdrawal is still pending", "hm, one moment", "I still need this one: What is the withdrawal ID?"),
        ("zh-CN", "我的提币一直没到账", "昨天", "还需要这一项：提现编号是多少"),
        ("zh-CN", "我的提币一直没到账", "我已经说过了", "还需要这一项：提现编号是多少"),
        ("es", "Mi retiro sigue pendiente", "ayer por la tarde", "Todavía me falta este dato: ¿Cuál es el ID"),
        ("ja", "出金が処理中のままです", "昨日です", "あと次の内容が必要です。出金ID"),
        ("ar", "سحبي ما زال معلقًا", "أمس", "ما زلت أحتاج إلى هذه المعلومة: ما رقم السحب"),
    ],
)
async def test_an_answer_that_is_none_is_asked_for_once_more_and_then_a_person_is_offered(
    chat: Chat, locale, trouble, reply, again
):
    chat.locale = locale
    await chat.say(trouble)
    [second] = await chat.say(reply)
    assert again in second.text
    assert second.data["ask"]["about"] == "withdrawal_id"
    [third] = await chat.say(reply)
    assert third.data["ask"]["about"] == "person"


@pytest.mark.parametrize(
    ("locale", "trouble", "question"),
    [
        ("en", "My withdrawal is still pending", "tell me a story"),
        ("en", "My withdrawal is still pending", "what is the capital of France"),
        ("zh-CN", "我的提币一直没到账", "今天天气怎么样"),
    ],
)
async def test_who_asks_something_else_meanwhile_is_told_that_the_bot_does_not_know(
    chat: Chat, locale, trouble, question
):
    chat.locale = locale
    await chat.say(trouble)
    [answer] = await chat.say(question)
    assert answer.data["unknown"]


async def test_who_tells_of_another_matter_meanwhile_is_asked_for_what_that_one_needs(chat: Chat):
    await chat.say("My withdrawal is still pending")
    *_, last = await chat.say("my card was declined")
    assert last.data["ask"]["about"] == "card_last4"
    assert "I still need this one" not in last.text


async def test_one_thing_after_the_other_and_never_more_than_two(chat: Chat):
    first = asks(await chat.say("my order was not filled"))
    second = asks(await chat.say("it is 8841203377"))
    [noted] = await chat.say("BTC/USDT")
    assert [first[0][0], second[0][0], asks([noted])[0][0]] == ["order_id", "symbol", "person"]
    assert "Order ID: 8841203377; Pair or contract: BTC/USDT" in noted.text
    *_, handover = await chat.say("Yes, please")
    summary = handover.data["summary"]
    assert (summary["intent"], summary["case"]) == ("order", "TRD-ORDER")
    assert summary["facts"] == {"order_id": "8841203377", "symbol": "BTC/USDT"}
    assert summary["names"]["symbol"]["zh-CN"] == "交易对或合约"
    assert summary["question"] == "my order was not filled"


async def test_what_was_lost_is_said_already_and_when_is_a_choice(chat: Chat):
    [(about, choices)] = asks(await chat.say("I lost my authenticator"))
    assert (about, choices) == ("last_access", ["Today", "Yesterday", "Earlier", "I don't have it"])
    [noted] = await chat.say("3")
    assert "Authenticator app; Last time you had access: Earlier" in noted.text


async def test_a_person_is_a_word_away_at_each_question_and_harm_waits_for_none(chat: Chat):
    await chat.say("my withdrawal is still pending")
    *_, handover = await chat.say("person")
    assert (handover.kind, handover.data["reason"]) == ("handover", "asked")
    other = Chat(chat.system, chat.brand_id)
    await other.say("I cannot sign in")
    *_, handover = await other.say("I think my account was hacked")
    assert handover.data["reason"] == "security"


async def test_a_question_in_place_of_an_answer_is_none_of_the_facts(chat: Chat):
    await chat.say("my card was declined")
    await chat.say("how long does a withdrawal take?")
    *_, handover = await chat.say("person")
    assert handover.data["summary"]["facts"] == {}
    assert handover.data["summary"]["question"].endswith("how long does a withdrawal take?")


async def test_what_a_brand_needs_of_a_case_is_asked_for_in_its_words(chat: Chat, system: System):
    taxonomies = Taxonomies(system.database, system.authorize)
    admin = Actor(kind="agent", id=new_id(), name="Ada", role="admin", brands=frozenset({chat.brand_id}))
    taxonomy = await taxonomies.for_agent(admin, chat.brand_id)
    tier = msgspec.structs.replace(taxonomy.fields["kyc_level"], key="x_tier", kind="choice", choices=("Gold", "Plain"))
    await taxonomies.change_field(admin, chat.brand_id, tier)
    pending = msgspec.structs.replace(taxonomy.categories["WDR-PEND"], required=("x_tier",))
    await taxonomies.change_category(admin, chat.brand_id, pending)
    [(about, choices)] = asks(await chat.say("My withdrawal is still pending"))
    assert (about, choices) == ("x_tier", ["Gold", "Plain", "I don't have it"])
    [noted] = await chat.say("gold")
    assert "Verification level: Gold" in noted.text


async def test_a_case_that_a_brand_does_not_have_is_asked_for_nothing(chat: Chat, system: System):
    taxonomies = Taxonomies(system.database, system.authorize)
    admin = Actor(kind="agent", id=new_id(), name="Ada", role="admin", brands=frozenset({chat.brand_id}))
    pending = (await taxonomies.for_agent(admin, chat.brand_id)).categories["WDR-PEND"]
    await taxonomies.change_category(admin, chat.brand_id, msgspec.structs.replace(pending, active=False))
    assert asks(await chat.say("My withdrawal is still pending")) == []


async def test_what_the_bot_was_told_is_offered_as_evidence_of_the_ticket(site: Installation):
    """Through the real doors: the socket, the bot's job, the desk's list of facts, the ticket."""
    customer, agent = await site.customer(), await site.agent()
    socket = await customer.open()
    talk = (await socket.ask(message("My order was not filled")))["conversation"]
    await socket.ask({"type": "subscribe", "conversation": talk, "after": 0})
    await socket.until(lambda frame: _asks(frame, "order_id"))
    await socket.ask(message("8841203377", talk))
    await socket.until(lambda frame: _asks(frame, "symbol"))
    await socket.ask(message("BTC/USDT", talk))
    facts = (await agent.http.get(f"/api/desk/conversations/{talk}/facts")).raise_for_status().json()["facts"]
    assert {(one["field"], one["value"]) for one in facts} == {("order_id", "8841203377"), ("symbol", "BTC/USDT")}


def _asks(frame: dict[str, Any], about: str) -> bool:
    return frame["type"] == "entry" and bool(frame["entry"]["data"].get("ask", {}).get("about") == about)
