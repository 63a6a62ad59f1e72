"""What became of the bot's answers is counted once, from what really followed, on both databases."""

from sqlalchemy import select, update

from fairlead.bot.measure_answers import Measuring
from fairlead.bot.models import AnswerRow, TrainedRow
from fairlead.bot.notice_gaps import Noticing
from fairlead.bot.rules import LEAST_COVERAGE, LEAST_SCORE
from fairlead.infra import feed
from fairlead.infra.feed import START
from fairlead.kit import clock
from fairlead.kit.ids import new_id
from tests.bot.talk import Chat
from tests.harness import Installation

KNOWN = "How long does a withdrawal take?"
STRANGE = "Which museums accept paintings by mail?"


async def react(*chats: Chat) -> None:
    """Every reaction to every event, twice: they come again after a crash."""
    system = chats[0].system
    table = system.noticing.reactions()
    async with system.database.read() as session:
        found = await feed.read(session, system.database.dialect, START, limit=500)
    for event in [*found, *found]:
        if event.conversation_id in {chat.id for chat in chats}:
            for reaction in table.get(event.kind, {}).values():
                await reaction(event)


async def later(chat: Chat, hours: int) -> None:
    """As if all this had been so long ago."""
    async with chat.system.database.write() as session:
        moved = AnswerRow.answered_at - hours * clock.HOUR
        await session.execute(update(AnswerRow).values(answered_at=moved))


async def told(chat: Chat) -> dict[str, int]:
    """What is not zero of the sums."""
    total = (await chat.system.measuring.figures(chat.brand_id, days=28)).total
    return {name: value for name in total.__slots__ if (value := getattr(total, name))}


async def test_an_answer_after_which_nothing_comes_has_helped_when_a_day_is_over(chat: Chat):
    await chat.say(KNOWN)
    await chat.say("thanks!")
    await react(chat)
    assert await told(chat) == {"answered": 1, "waiting": 1}
    await later(chat, 25)
    assert await told(chat) == {"answered": 1, "helped": 1}


async def test_a_further_question_a_person_and_a_bad_rating_each_say_that_it_did_not_help(chat: Chat):
    asks, leaves, rates = (Chat(chat.system, chat.brand_id) for _ in range(3))
    await asks.say(KNOWN)
    await asks.say("I lost my Google Authenticator")
    await leaves.say(KNOWN)
    await leaves.say("let me talk to a person")
    answer = (await rates.say(KNOWN))[-1]
    await chat.system.changes.rate_answer(rates.customer, new_id(), rates.id, entry_id=answer.id, helpful=False)
    await react(asks, leaves, rates)
    await later(chat, 25)
    assert await told(chat) == {"answered": 4, "asked_on": 1, "helped": 1, "handed_over": 1, "wrong": 1}
    await chat.system.changes.rate_answer(rates.customer, new_id(), rates.id, entry_id=answer.id, helpful=True)
    await later(chat, -25)
    await react(rates)
    await later(chat, 25)
    assert (await told(chat))["helped"] == 2, "who takes it back was helped"


async def test_a_person_counts_in_another_conversation_too_and_not_after_a_day(chat: Chat):
    soon, late = (Chat(chat.system, chat.brand_id, customer=chat.customer) for _ in range(2))
    await chat.say(KNOWN)
    await react(chat)
    await soon.say("a person please")
    await react(soon)
    assert await told(chat) == {"answered": 1, "handed_over": 1}
    fresh = Chat(chat.system, chat.brand_id)
    await fresh.say(KNOWN)
    await react(fresh)
    await later(chat, 25)
    late.customer = fresh.customer
    await late.say("a person please")
    await react(late)
    assert await told(chat) == {"answered": 2, "handed_over": 1, "helped": 1}


async def test_what_it_did_not_know_is_counted_by_language_and_intent_with_whom_a_person_took(chat: Chat):
    other = Chat(chat.system, chat.brand_id, locale="zh-CN")
    await chat.say(STRANGE)
    await chat.say("yes please, a person")
    await other.say("充值没有到账怎么办")
    await react(chat, other)
    figures = await chat.system.measuring.figures(chat.brand_id, days=28)
    assert {key: (one.answered, one.unknown, one.left) for key, one in figures.locales.items()} == {
        "en": (0, 1, 1),
        "zh-CN": (1, 0, 0),
    }
    assert {key: (one.answered, one.unknown) for key, one in figures.intents.items()} == {
        "question": (0, 1),
        "deposit_missing": (1, 0),
    }


async def test_what_is_older_than_is_kept_is_forgotten_with_the_next_answer(chat: Chat):
    await chat.say(KNOWN)
    await react(chat)
    await later(chat, 24 * 91)
    fresh = Chat(chat.system, chat.brand_id)
    await fresh.say(KNOWN)
    system = chat.system
    system.noticing = Noticing(system.reader, system.gaps, Measuring(system.database), system.ratings.went_well)
    await react(fresh)
    async with system.database.read() as session:
        assert len((await session.scalars(select(AnswerRow))).all()) == 1


async def test_editors_read_it_by_article_with_what_was_learned(site: Installation):
    """What is told of an article nobody may read any more is told without its title."""
    gone, blob = new_id(), new_id()
    async with site.system.database.write() as session:
        row = AnswerRow(entry_id=new_id(), brand_id=site.brand_id, customer_id=new_id(), locale="en", intent="question")
        row.translation_id, row.outcome, row.answered_at = gone, "wrong", clock.now()
        learned = TrainedRow(brand_id=site.brand_id, locale="en", learned_from="", tried_at=clock.now(), blob_key=blob)
        learned.threshold, learned.accuracy, learned.examples, learned.trained_at = 0.25, 0.75, 120, clock.now()
        session.add_all([row, learned])
    editor, agent = await site.agent("Mia", role="editor"), await site.agent("Sven")
    path = "/api/desk/bot/figures?brand=northlight"
    assert (await agent.http.get(path)).status_code == 403
    assert (await editor.http.get(f"{path}&days=91")).json()["code"] == "days_out_of_range"
    told = (await editor.http.get(path)).json()
    counts = dict.fromkeys(("helped", "asked_on", "handed_over", "waiting", "unknown", "left"), 0)
    counts |= {"answered": 1, "wrong": 1}
    assert told["total"] == counts
    assert told["locales"] == [{"locale": "en"} | counts]
    assert told["intents"] == [{"intent": "question"} | counts]
    assert told["articles"] == [{"id": gone, "title": None, "url": None, "locale": None} | counts]
    (model,) = told["models"]
    assert (model["locale"], model["threshold"], model["accuracy"], model["examples"]) == ("en", 0.25, 0.75, 120)
    assert model["floors"] == {"score": LEAST_SCORE, "coverage": LEAST_COVERAGE}
