"""Editors see what the bot could not answer, alike questions together, and make something of it; nothing changes by itself."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from fairlead.helpcenter.learn import KEPT_DAYS, SETTLING, alike
from fairlead.helpcenter.models import GapRow, MissRow
from fairlead.kit import clock
from tests.helpcenter.editing.conftest import Office

QUESTION = "Can I withdraw to a Ledger wallet?"
REPLY = "Yes: choose Withdraw, then paste the address of your own wallet."


async def miss(office: Office, question: str = QUESTION, *, asker: str, reason: str = "unknown", **more: str) -> None:
    site = office.site
    told = {"locale": "en", "name": f"{asker} {question} {reason}"} | more
    locale = told.pop("locale")
    await site.system.gaps.missed(site.brand_id, locale, question, asker=asker, reason=reason, **told)


async def earlier(office: Office, by: int) -> None:
    """All of it happened so long before."""
    async with office.site.system.database.write() as session:
        await session.execute(update(MissRow).values(created_at=MissRow.created_at - by))
        await session.execute(update(GapRow).values(asked_at=GapRow.asked_at - by, settled_at=GapRow.settled_at - by))


async def gaps(office: Office, **params: str) -> dict:
    return await office.editor.ok("GET", "gaps", brand="northlight", **params)


async def test_alike_questions_stand_together_once_two_customers_asked_and_each_is_counted_once(office: Office):
    await miss(office, asker="one")
    await miss(office, asker="one")
    assert await gaps(office) == {"gaps": [], "hidden": 1}
    await miss(office, "can i withdraw to my ledger wallet", asker="two")
    await miss(office, "Can I withdraw to a Ledger wallet??", asker="two", reason="unhelpful")
    await miss(office, "What is the fee on Arbitrum?", asker="three")
    told = await gaps(office)
    (gap,) = told["gaps"]
    assert (gap["question"], gap["asked"], gap["customers"], told["hidden"]) == (QUESTION, 3, 2, 1)
    assert (gap["unknown"], gap["unhelpful"], gap["replies"]) == (2, 1, [])


async def test_languages_and_brands_are_kept_apart(office: Office):
    await miss(office, asker="one")
    await miss(office, asker="two", locale="es")
    await office.site.system.gaps.missed("0" * 32, "en", QUESTION, name="x", asker="three", reason="unknown")
    assert await gaps(office) == {"gaps": [], "hidden": 2}


async def test_a_question_is_attached_to_an_article_as_a_draft_and_readers_see_nothing_new(office: Office):
    article, shown = await office.lead.published()
    for asker in ("one", "two"):
        await miss(office, asker=asker)
    (gap,) = (await gaps(office))["gaps"]
    told = await office.editor.ok("POST", f"gaps/{gap['id']}/attach", {"article": article["id"]})
    assert told == {"translation": shown["id"]}
    opened = (await office.editor.ok("GET", f"translations/{shown['id']}"))["translation"]
    assert (opened["state"], opened["questions"], opened["version"]) == ("draft", [QUESTION], 1)
    assert await gaps(office) == {"gaps": [], "hidden": 0}


async def test_an_article_is_begun_with_what_an_agent_was_thanked_for(office: Office):
    for asker in ("one", "two"):
        await miss(office, asker=asker)
    await miss(office, asker="two", reason="replied", reply=REPLY)
    (gap,) = (await gaps(office))["gaps"]
    assert (gap["asked"], gap["replies"]) == (2, [REPLY])
    assert await office.editor.refused("POST", f"gaps/{gap['id']}/draft", {"reply": 1}) == "422 invalid_field"
    made = await office.editor.ok("POST", f"gaps/{gap['id']}/draft", {"reply": 0})
    assert await office.lead.refused("POST", f"gaps/{gap['id']}/draft", {}) == "409 state_changed"
    article = await office.editor.ok("GET", f"articles/{made['article']}")
    (text,) = article["translations"]
    opened = (await office.editor.ok("GET", f"translations/{text['id']}"))["translation"]
    assert (opened["title"], opened["body"], opened["questions"]) == (QUESTION, REPLY, [QUESTION])
    assert (opened["state"], opened["version"]) == ("draft", 0)


async def test_dismissed_stays_dismissed_until_somebody_takes_it_back(office: Office):
    for asker in ("one", "two"):
        await miss(office, asker=asker)
    (gap,) = (await gaps(office))["gaps"]
    await office.editor.ok("POST", f"gaps/{gap['id']}/dismiss", {})
    for asker in ("three", "four"):
        await miss(office, asker=asker)
    assert await gaps(office) == {"gaps": [], "hidden": 0}
    assert await office.editor.refused("POST", f"gaps/{gap['id']}/draft", {}) == "409 state_changed"
    assert [one["asked"] for one in (await gaps(office, dismissed="true"))["gaps"]] == [4]
    await office.editor.ok("POST", f"gaps/{gap['id']}/dismiss", {"dismissed": False})
    assert [one["asked"] for one in (await gaps(office))["gaps"]] == [4]


async def test_what_was_attached_waits_again_when_it_is_still_asked_days_later(office: Office):
    article, _ = await office.lead.published()
    for asker in ("one", "two"):
        await miss(office, asker=asker)
    (gap,) = (await gaps(office))["gaps"]
    await office.editor.ok("POST", f"gaps/{gap['id']}/attach", {"article": article["id"]})
    await earlier(office, SETTLING + clock.MINUTE)
    await miss(office, "can i withdraw to my ledger wallet", asker="three")
    assert (await gaps(office))["hidden"] == 1
    await miss(office, "withdraw to a ledger wallet, can I", asker="four")
    assert [(one["asked"], one["customers"]) for one in (await gaps(office))["gaps"]] == [(2, 2)]


async def test_what_nobody_asks_any_more_is_forgotten(office: Office):
    for asker in ("one", "two"):
        await miss(office, asker=asker)
    await earlier(office, (KEPT_DAYS + 1) * clock.DAY)
    await miss(office, "What is the fee on Arbitrum?", asker="three")
    assert await gaps(office) == {"gaps": [], "hidden": 1}


async def test_a_wrong_gap_article_language_or_person_is_refused(office: Office):
    article, _ = await office.lead.published()
    for asker in ("one", "two"):
        await miss(office, "提现到冷钱包可以吗", asker=asker, locale="zh-CN")
    (gap,) = (await gaps(office))["gaps"]
    for path, body in (("0" * 32 + "/draft", {}), ("x/dismiss", {}), (f"{gap['id']}/attach", {"article": "x"})):
        assert await office.editor.refused("POST", f"gaps/{path}", body) == "404 not_found"
    assert (
        await office.editor.refused("POST", f"gaps/{gap['id']}/attach", {"article": article["id"]})
        == "422 locale_unknown"
    )
    assert (await office.agent.refused("GET", "gaps", brand="northlight")).startswith("403")


@settings(deadline=None, max_examples=50)
@given(st.frozensets(st.text(max_size=3)), st.frozensets(st.text(max_size=3)))
def test_likeness_is_the_same_both_ways_and_whole_only_for_the_same_words(one: frozenset[str], other: frozenset[str]):
    assert alike(one, other) == alike(other, one)
    assert 0 <= alike(one, other) <= 1
    assert (alike(one, other) == pytest.approx(1)) == (one == other and bool(one))
