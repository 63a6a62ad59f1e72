"""The bot answers from what is published for customers and holds now, and from nothing else."""

from typing import Any

import pytest
from sqlalchemy import select, update

from fairlead.app import System
from fairlead.helpcenter import store
from fairlead.helpcenter.models import AGENTS, ArticleRow, TranslationRow
from fairlead.kit import clock
from tests.bot.talk import Chat, answer_in

# What is said does not depend on the database; `test_consider` goes through both.
pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)

QUESTION = "how many confirmations does a deposit need"
SLUG = "deposit-not-credited"


async def change(system: System, *, article: dict[str, Any], translation: dict[str, Any]) -> None:
    async with system.database.write() as session:
        revision = await store.next_revision(session)
        ids = list(await session.scalars(select(ArticleRow.id).where(ArticleRow.slug == SLUG)))
        if article:
            await session.execute(update(ArticleRow).where(ArticleRow.slug == SLUG).values(**article))
        values = {"revision": revision} | translation
        await session.execute(update(TranslationRow).where(TranslationRow.article_id.in_(ids)).values(**values))
    await system.help_center._library.refresh()


async def test_what_is_published_for_customers_and_holds_is_answered_from(chat: Chat):
    assert SLUG in answer_in(await chat.say(QUESTION))["article"]["url"]


@pytest.mark.parametrize(
    ("article", "translation"),
    [
        ({"audience": AGENTS}, {}),
        ({"valid_to": clock.now() - clock.MINUTE}, {}),
        ({}, {"version": 0, "state": "draft"}),
        ({}, {"version": 0, "state": "archived"}),
    ],
    ids=["for agents alone", "of a campaign that is over", "never published", "withdrawn"],
)
async def test_it_never_answers_from_what_is(chat: Chat, system: System, article, translation):
    await change(system, article=article, translation=translation)
    for text in (QUESTION, "I sent USDT and it has not arrived", "0 confirmations"):
        said = await chat.say(text)
        shown = answer_in(said)
        offered = [one for entry in said for one in (entry.data.get("ask") or {}).get("articles", ())]
        assert not [one for one in (*([shown["article"]] if shown else []), *offered) if SLUG in one["url"]]
