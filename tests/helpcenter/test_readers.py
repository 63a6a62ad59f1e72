"""What readers answer and ask without a session, through the real doors on both databases: feedback, the contact page, and help
for a page of the exchange."""

import asyncio
import re
from collections.abc import AsyncIterator
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import select

from fairlead.helpcenter import store
from fairlead.helpcenter.import_folder import import_folder
from fairlead.helpcenter.models import ArticleRow, FeedbackRow
from tests.harness import Installation, message
from tests.helpcenter.served import FILES

LATE = "/help/northlight/en/a/late"
CONTACT = "/help/northlight/en/contact"
SEED = "letter advice cage absurd amount doctor acoustic avoid letter advice cage above"


@pytest.fixture
async def filled(site: Installation, folder) -> Installation:
    await import_folder(site.system.database, site.brand_id, folder(FILES), default_locale="en")
    await site.system.help_center._library.refresh()
    return site


@pytest.fixture
async def reader(filled: Installation) -> AsyncIterator[httpx.AsyncClient]:
    """A browser without a session."""
    async with httpx.AsyncClient(base_url=filled.base_url, headers={"Origin": filled.base_url}) as client:
        yield client


async def rows(site: Installation) -> list[FeedbackRow]:
    async with site.system.database.read() as session:
        return list(await session.scalars(select(FeedbackRow)))


async def ids(site: Installation) -> dict[str, str]:
    async with site.system.database.read() as session:
        return dict((await session.execute(select(ArticleRow.slug, ArticleRow.id))).all())


async def test_an_answer_is_one_for_each_client_article_and_day_whatever_is_sent_how_often(filled, reader):
    answers = await asyncio.gather(*(reader.post(f"{LATE}/feedback", data={"said": "yes"}) for _ in range(5)))
    assert {answer.status_code for answer in answers} == {200}
    await reader.post(f"{LATE}/feedback", data={"said": "no"})
    await reader.post("/help/northlight/en/a/memo/feedback", data={"said": "yes"})
    kept = await rows(filled)
    assert sorted((row.helpful, row.outdated) for row in kept) == [(False, False), (True, False)]
    # The same address under two articles: nothing says so.
    assert len({row.client for row in kept}) == 2
    assert "127.0.0.1" not in repr([vars(row) for row in kept])


async def test_who_was_not_helped_may_say_why_and_no_secret_in_it_is_kept(filled, reader):
    asked = (await reader.post(f"{LATE}/feedback", data={"said": "no"})).text
    assert 'name="reason" value="incomplete"' in asked
    words = f"<script>alert(1)</script> my phrase is {SEED}"
    told = await reader.post(f"{LATE}/feedback", data={"said": "no", "reason": "incomplete", "words": words})
    assert "Thank you" in told.text
    assert 'name="reason"' not in told.text
    [row] = await rows(filled)
    assert b"absurd" not in row.words
    assert b"script" not in row.words
    lead = await filled.agent(role="lead")
    seen = (await lead.http.get("/api/desk/help/feedback?brand=northlight")).json()["articles"]
    assert [(one["id"], one["unhelpful"], one["reasons"]) for one in seen] == [
        ((await ids(filled))["late"], 1, {"incomplete": 1})
    ]
    assert "<script>alert(1)</script>" in seen[0]["words"][0]["text"]
    assert "absurd" not in seen[0]["words"][0]["text"]


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"said": "maybe"}, 422),
        ({"said": "no", "reason": "because"}, 422),
        ({"said": "no", "words": "x" * 501}, 422),
        ({}, 422),
    ],
)
async def test_what_no_form_of_ours_sends_is_refused_with_a_page(filled, reader, sent, status):
    answer = await reader.post(
        f"{LATE}/feedback", data=sent, headers={"Content-Type": "application/x-www-form-urlencoded"}
    )
    assert (answer.status_code, answer.headers["content-type"]) == (status, "text/html; charset=utf-8")
    assert await rows(filled) == []


async def test_another_site_can_not_answer_for_a_reader(filled, reader):
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        answer = await reader.post(f"{LATE}/feedback", data={"said": "yes"}, headers=headers)
        assert answer.status_code == 403
    assert (await reader.post(f"{LATE}/feedback", json={"said": "yes"})).status_code == 415
    assert (await reader.post(f"{LATE}/feedback", data={"said": "yes", "client": "x"})).status_code == 422
    assert (await reader.post("/help/northlight/en/a/none/feedback", data={"said": "yes"})).status_code == 404
    assert await rows(filled) == []


async def test_a_robot_is_told_to_stop(filled, reader):
    codes = [(await reader.post(f"{LATE}/feedback", data={"said": "yes"})).status_code for _ in range(33)]
    assert codes[:30] == [200] * 30
    assert set(codes[30:]) == {429}


async def test_an_article_that_is_kept_is_answered_as_its_route_does(filled, reader):
    made = await reader.get(LATE)
    kept = await reader.get(LATE)
    other = {"x-request-id", "date"}
    assert [(n, v) for n, v in sorted(kept.headers.items()) if n not in other] == [
        (n, v) for n, v in sorted(made.headers.items()) if n not in other
    ]
    assert kept.content == made.content
    again = await reader.get(LATE, headers={"If-None-Match": f'"x", W/{made.headers["etag"]}'})
    assert (again.status_code, again.content) == (304, b"")
    assert (await reader.get(f"{LATE}?utm_source=mail")).content == made.content
    assert (await reader.get("/help/nobody/en/a/late")).status_code == 404
    assert (await reader.get("/help/northlight/en/a/none")).status_code == 404
    await filled.system.help_center.flush_views()
    async with filled.system.database.read() as session:
        assert await store.views(session) == {(await ids(filled))["late"]: 4}


async def advised(reader: httpx.AsyncClient, *choices: str, start: str = CONTACT) -> str:
    """The page reached by following the options with these words in their address."""
    page = (await reader.get(start)).text
    for choice in choices:
        address = next(a for a in re.findall(r'href="([^"]+/contact\?[^"]+)"', page) if choice in a)
        page = (await reader.get(address.replace("&amp;", "&"))).text
    return page


async def test_three_steps_lead_to_the_channels_with_their_measured_wait(filled, reader):
    page = await advised(reader, "about=other", "urgency=later", "sign_in=yes")
    assert re.findall(r'class="channels"[\s\S]*?</ol>', page)[0].count("<li>") == 3
    assert "wait not measured yet" in page
    desk = await (await filled.agent()).open()
    for _ in range(3):
        visitor = await filled.visitor()
        socket = await visitor.open()
        sent = await socket.ask(message("Where is my deposit?"))
        await socket.ask({"type": "handover", "client_id": str(uuid4()), "conversation": sent["conversation"]})
        await desk.ask(message("Here.", sent["conversation"]))
    filled.system.reply_time._kept.clear()
    assert "a person answers within a minute" in await advised(reader, "about=other", "urgency=later", "sign_in=yes")


async def test_an_emergency_is_asked_no_urgency_and_leads_to_freezing_and_the_chat_first(filled, reader):
    page = await advised(reader, "about=hacked", "sign_in=no", start=f"{CONTACT}?from=late")
    assert "say that your account must be frozen" in page
    first = re.search(r'class="channels">\s*<li><a href="([^"]+)"', page)[1]
    assert first.startswith("/w/northlight/chat?")
    assert "page=%2Fhelp%2Fnorthlight%2Fen%2Fa%2Flate" in first


async def test_the_contact_page_keeps_the_article_one_came_from(filled, reader):
    article = (await reader.get(LATE)).text
    assert 'href="/help/northlight/en/contact?from=late"' in article
    page = await advised(reader, "about=other", "urgency=today", start=f"{CONTACT}?from=late")
    assert "You were reading: My deposit is late" in page


@pytest.mark.parametrize(
    "query", ["about=%3Cscript%3E&urgency=x", "about=hacked&sign_in=maybe", "from=..%2F..", "urgency=now"]
)
async def test_steps_nobody_asked_are_asked_again(reader, query):
    answer = await reader.get(f"{CONTACT}?{query}")
    assert answer.status_code == 200
    assert "Step " in answer.text
    assert "<script>" not in answer.text


async def test_a_page_of_the_exchange_gets_the_help_of_its_longest_mapped_key(filled, reader):
    known = await ids(filled)
    lead = await filled.agent(role="lead")
    for page, mapped in {
        "withdraw": {"category": "my-own"},
        "withdraw.usdt": {"articles": [known["memo"], known["late"]], "category": "deposits"},
    }.items():
        answer = await lead.http.put(f"/api/desk/help/contexts/{page}", json={"brand": "northlight"} | mapped)
        assert answer.status_code == 200, answer.text

    async def helped(page: str, locale: str = "en") -> list[str]:
        answer = await reader.get(
            f"/api/w/northlight/context?page={page}&locale={locale}", headers={"Origin": "https://x.example"}
        )
        assert answer.headers["access-control-allow-origin"] == "*"
        return [f"{one['locale']}:{one['url'].rpartition('/')[2]}" for one in answer.json()["articles"]]

    assert await helped("withdraw.usdt.trc20") == ["en:memo", "en:late"]
    assert await helped("withdraw.usdt", "zh-CN") == ["en:memo", "zh-CN:late"]
    assert await helped("withdraw.btc") == ["en:fees"]
    assert await helped("deposit") == []
    assert (await reader.get("/api/w/northlight/context?page=%3Cb%3E")).status_code == 422
    nothing = await lead.http.put("/api/desk/help/contexts/withdraw.usdt", json={"brand": "northlight"})
    assert nothing.status_code == 200
    assert await helped("withdraw.usdt.trc20") == ["en:fees"]
    listed = (await lead.http.get("/api/desk/help/contexts?brand=northlight")).json()["contexts"]
    assert [one["page"] for one in listed] == ["withdraw"]


async def test_pages_are_mapped_by_those_who_write_and_to_what_there_is(filled):
    lead, agent = await filled.agent("Lea", role="lead"), await filled.agent("Bob")
    put, brand = "/api/desk/help/contexts/deposit", {"brand": "northlight"}
    assert (await agent.http.put(put, json=brand | {"category": "deposits"})).status_code == 403
    assert (await lead.http.put(put, json=brand | {"category": "none"})).status_code == 422
    assert (await lead.http.put(put, json=brand | {"articles": ["f" * 32]})).status_code == 404
    assert (
        await lead.http.put("/api/desk/help/contexts/a..b", json=brand | {"category": "deposits"})
    ).status_code == 422


async def test_an_emergency_leads_to_the_article_the_editors_mapped(filled, reader):
    lead = await filled.agent(role="lead")
    body = {"brand": "northlight", "articles": [(await ids(filled))["memo"]]}
    await lead.http.put("/api/desk/help/contexts/emergency", json=body)
    assert 'href="/help/northlight/en/a/memo"' in await advised(reader, "about=gave-code", "sign_in=yes")
