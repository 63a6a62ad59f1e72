"""What the bot did not know, what did not help and what an agent was thanked for reaches the editors, without whose it was."""

from pathlib import Path

import pytest
from sqlalchemy import select

from fairlead.app import System
from fairlead.conversations.events import ANSWER_RATED, BOT_ANSWERED, CLOSED, MATTER_RATED
from fairlead.helpcenter.import_folder import import_folder
from fairlead.helpcenter.models import GapRow, MissRow
from fairlead.infra import feed
from fairlead.infra.feed import START
from fairlead.kit.access import Actor
from fairlead.kit.ids import new_id
from tests.bot.test_consider import Chat

STRANGE = "Which museums accept paintings by mail?"
REPLY = "Our museum desk takes paintings at the north gate, or call +49 170 1234567 first."


@pytest.fixture
async def brand_id(system: System, some: Path) -> str:
    brand = (await system.brands.all())[0]
    await import_folder(system.database, brand.id, some, default_locale="en")
    return brand.id


async def notice(chat: Chat) -> None:
    """Every reaction to every event, twice: they come again after a crash."""
    system = chat.system
    reactions = {
        BOT_ANSWERED: system.noticing.answered,
        ANSWER_RATED: system.noticing.rated,
        CLOSED: system.noticing.ended,
        MATTER_RATED: system.noticing.matter_rated,
    }
    async with system.database.read() as session:
        found = await feed.read(session, system.database.dialect, START, limit=500)
    for event in [*found, *found]:
        if event.conversation_id == chat.id and event.kind in reactions:
            await reactions[event.kind](event)


async def kept(system: System) -> list[tuple[str, str, str]]:
    """Question, reason and reply of every miss."""
    async with system.database.read() as session:
        rows = (await session.execute(select(GapRow, MissRow).join(MissRow).order_by(MissRow.created_at))).all()
    said = system.gaps.said
    return [
        (said(gap.question, gap.id), miss.reason, said(miss.reply, miss.id) if miss.reply else "") for gap, miss in rows
    ]


async def test_what_the_bot_does_not_know_is_noticed_once_and_masked(system: System, brand_id: str):
    chat = Chat(system, brand_id)
    await chat.say(f"My name is John Smith. {STRANGE}")
    await notice(chat)
    assert await kept(system) == [(f"My name is […]. {STRANGE}", "unknown", "")]


async def test_small_talk_files_secrets_and_calls_for_a_person_are_no_questions(system: System, brand_id: str):
    for text in ("hi", "thanks", "???", "I want to talk to a person", "my password is hunter2!X"):
        chat = Chat(system, brand_id)
        await chat.say(text)
        await notice(chat)
    assert await kept(system) == []


async def test_an_answer_that_did_not_help_is_noticed_with_its_question(system: System, brand_id: str):
    chat = Chat(system, brand_id)
    answer = (await chat.say("Where is my USDT?"))[-1]
    for helpful in (False, True, False):
        await system.changes.rate_answer(chat.customer, new_id(), chat.id, entry_id=answer.id, helpful=helpful)
    await notice(chat)
    assert await kept(system) == [("Where is my USDT?", "unhelpful", "")]


async def test_an_agents_words_propose_themselves_only_when_the_customer_says_thanks(system: System, brand_id: str):
    agent = Actor(kind="agent", id=new_id(), name="Mia", brands=frozenset({brand_id}))
    grateful, silent = Chat(system, brand_id), Chat(system, brand_id)
    for chat, last in ((grateful, "thank you!"), (silent, "no, that is wrong, they refused them")):
        await chat.say(STRANGE)
        await chat.say("yes")
        await chat.write(REPLY, actor=agent)
        await chat.say(last)
        await notice(chat)
        assert [reason for _, reason, _ in await kept(system)].count("replied") == (chat is silent), "the end tells"
        await system.changes.close(agent, new_id(), chat.id)
        await notice(chat)
    found = await kept(system)
    assert sorted(reason for _, reason, _ in found) == ["replied", "unknown", "unknown"]
    assert {question for question, _, _ in found} == {STRANGE}
    (reply,) = [reply for _, reason, reply in found if reason == "replied"]
    assert reply == "Our museum desk takes paintings at the north gate, or call […] first."


async def test_what_was_answered_in_a_matter_that_is_rated_well_proposes_itself_too(system: System, brand_id: str):
    agent = Actor(kind="agent", id=new_id(), name="Mia", brands=frozenset({brand_id}))
    chat = Chat(system, brand_id)
    wrong = (await chat.say("Where is my USDT?"))[-1]
    await system.changes.rate_answer(chat.customer, new_id(), chat.id, entry_id=wrong.id, helpful=False)
    await chat.write("Could you tell me which network you have sent it on?", actor=agent)
    await chat.say("trc20, since monday")
    await chat.say(STRANGE)
    await system.changes.close(agent, new_id(), chat.id)
    await chat.say(STRANGE)
    await chat.write(REPLY, actor=agent)
    await chat.say("and on sundays")
    end = (await system.changes.close(agent, new_id(), chat.id)).entry_id
    for satisfaction, proposed in ((5, ["solved", "unsolved"]), (3, []), (4, ["clear"])):
        await system.ratings.give(chat.customer, chat.id, end, satisfaction=satisfaction, reasons=proposed)
        await notice(chat)
        replies = [reply for _, reason, reply in await kept(system) if reason == "replied"]
        assert len(replies) == (satisfaction == 4), satisfaction
    assert replies == ["Our museum desk takes paintings at the north gate, or call […] first."]
