"""Conversations are found by words, person, number and date, by those who may see them and by nobody else."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import event

from fairlead.conversations.models import ConversationRow
from tests.harness import Installation, message, seed
from tests.search.conftest import caught_up, ids, search

TXID = "0x9f2c4b7e11d0a8835c6e4f20b1d97a3e5c8f6b2d4a1e0c9b8d7f6a5e4c3bfe41"


def marked(shown: dict[str, Any]) -> list[str]:
    """What the marks cover, cut as a browser cuts: by UTF-16 units."""
    wide = shown["text"].encode("utf-16-le")
    return [wide[2 * start : 2 * end].decode("utf-16-le") for start, end in shown["marks"]]


async def said(site: Installation, *texts: str, uid: str = "5571234509", **claims: Any) -> str:
    """A conversation of its own in which a customer says these things."""
    phone = await (await site.customer(uid, **claims)).open()
    first = await phone.ask(message(texts[0]))
    for text in texts[1:]:
        await phone.ask(message(text, first["conversation"]))
    return str(first["conversation"])


async def test_words_find_the_conversation_wherever_they_were_said_and_are_marked(quiet_site: Installation):
    site, agent = quiet_site, await quiet_site.agent()
    one = await said(site, "🪙 My withdrawals of USDT are stuck", f"the transaction is {TXID}")
    two = await said(site, "提币三小时没到账，怎么办？", uid="77001234")
    await caught_up(site.system)
    # Another form of the word, another case and width, words of two entries, an unfinished word, parts of an id.
    for q in (
        "withdrawal",
        "WITHDRAWAL usdt",
        "ｗｉｔｈｄｒａｗｎ withdrawals",
        "stuck transaction",
        "my withdr",
        TXID.upper(),
        TXID[:6],
        "3bfe41",
    ):
        expected = [] if "ｗ" in q else [one]
        assert await ids(agent, q) == expected, q
    for q in ("没到账", "提币 到账", "三小时"):
        assert await ids(agent, q) == [two], q
    assert await ids(agent, "deposit") == []
    assert await ids(agent, "withdr usdt") == [], "only the last word is still being typed"
    hit = (await search(agent, "withdrawal usdt"))["hits"][0]
    assert marked(hit["excerpt"]) == ["withdrawals", "USDT"]
    assert hit["entry"]["number"] == 1
    assert (await search(agent, "3bfe41"))["hits"][0]["entry"]["number"] == 2
    assert marked((await search(agent, "没到账"))["hits"][0]["excerpt"]) == ["没到账"]


async def test_a_person_is_found_by_name_account_and_address_and_a_conversation_by_its_number(quiet_site: Installation):
    site, agent = quiet_site, await quiet_site.agent()
    claims = {"name": "王小明 Wei", "email": "wei.w@mail.example", "email_verified": True}
    one = await said(site, "hello there", uid="88123456", **claims)
    await said(site, "hello again", uid="99123457", name="Ana", email="ana@mail.example", email_verified=True)
    await caught_up(site.system)
    for q, by in (
        ("小明", "name"),
        ("wei", "name"),
        ("wei.w@mail.example", "email"),
        ("88123456", "uid"),
        ("3456", "uid"),
        (one, "number"),
        (one[-8:], "number"),
    ):
        found = await search(agent, q)
        assert [hit["conversation"]["id"] for hit in found["hits"]] == [one], q
        assert by in found["hits"][0]["by"], q
    assert marked((await search(agent, "小明"))["hits"][0]["name"]) == ["小明"]
    assert await ids(agent, "hello wei") == [one]


async def test_a_new_name_is_found_in_all_conversations_of_the_person(quiet_site: Installation):
    site, agent = quiet_site, await quiet_site.agent()
    one = await said(site, "first matter", name="Lin")
    desk = await agent.open()
    await desk.ask({"type": "close", "client_id": str(uuid4()), "conversation": one})
    two = await said(site, "second matter", name="Lin")
    await caught_up(site.system)
    assert sorted(await ids(agent, "Lin")) == sorted([one, two])
    three = await said(site, "third matter", name="Marguerite")
    await caught_up(site.system)
    assert sorted(await ids(agent, "marguerite")) == sorted([one, two, three])
    assert await ids(agent, "Lin") == []


async def test_an_agent_of_another_brand_finds_nothing_and_may_not_name_the_brand(quiet_site: Installation):
    site = quiet_site
    other = await seed(site.system, key="seabright")
    await said(site, "canary kestrel")
    mine, abroad = await site.agent("Marco"), await site.agent("Nora", role="admin", brands=[other])
    nowhere = await site.agent("Otto", brands=[])
    await caught_up(site.system)
    assert len(await ids(mine, "kestrel")) == 1
    for agent in (abroad, nowhere):
        found = await search(agent, "kestrel")
        assert (found["hits"], found["total"], found["next"]) == ([], 0, None)
    foreign = await abroad.http.get("/api/desk/conversations/search?q=kestrel&brand=northlight")
    unknown = await abroad.http.get("/api/desk/conversations/search?q=kestrel&brand=nobody")
    assert foreign.status_code == unknown.status_code == 404
    hidden = ({**answer.json(), "request_id": ""} for answer in (foreign, unknown))
    assert next(hidden) == next(hidden)


async def test_notes_are_found_by_agents_and_customers_have_no_way_to_ask(quiet_site: Installation):
    site, agent = quiet_site, await quiet_site.agent()
    customer = await site.customer()
    first = await (await customer.open()).ask(message("hello"))
    await (await agent.open()).ask(message("suspect chargeback ring", first["conversation"], note=True))
    await caught_up(site.system)
    found = await search(agent, "chargeback")
    assert found["hits"][0]["entry"]["kind"] == "note"
    assert (await customer.http.get("/api/desk/conversations/search?q=chargeback")).status_code == 401


async def test_a_redacted_entry_is_found_no_more(quiet_site: Installation):
    site, agent = quiet_site, await quiet_site.agent()
    where = await said(site, "hello", "my card is marzipan")
    await caught_up(site.system)
    hit = (await search(agent, "marzipan"))["hits"][0]
    desk = await agent.open()
    frame = {"type": "redact", "client_id": str(uuid4()), "conversation": where, "entry": hit["entry"]["id"]}
    assert (await desk.ask(frame))["type"] == "ack"
    # At once, also while the index does not know yet: what is found is opened again.
    assert await ids(agent, "marzipan") == []
    await caught_up(site.system)
    assert (await search(agent, "marzipan"))["total"] == 0
    assert await ids(agent, "hello card") == []
    assert await ids(agent, "hello") == [where]


async def test_filters_narrow_in_the_line_and_beside_it(quiet_site: Installation):
    site, agent = quiet_site, await quiet_site.agent()
    one, two = await said(site, "fee question"), await said(site, "fee trouble", uid="77001234")
    await (await agent.open()).ask({"type": "close", "client_id": str(uuid4()), "conversation": one})
    await caught_up(site.system)
    today = datetime.now(UTC)
    tomorrow, yesterday = (f"{today + timedelta(days=by):%Y-%m-%d}" for by in (1, -1))
    assert await ids(agent, "fee is:closed") == await ids(agent, "fee", status="closed") == [one]
    assert await ids(agent, "fee is：open") == [two]
    assert sorted(await ids(agent, "fees", brand="northlight")) == sorted([one, two])
    assert await ids(agent, f"fee after:{tomorrow}") == await ids(agent, "fee", until=yesterday) == []
    assert len(await ids(agent, f"fee after:{yesterday} before:{tomorrow}")) == 2
    assert await ids(agent, "fee", until=today.replace(year=2020).isoformat()) == []
    assert await ids(agent, "fee", channel="email") == await ids(agent, "fee lang:zh-CN") == []
    assert await ids(agent, "is:open") == [two]


@pytest.mark.parametrize("q", ["", "   ", "?!…", "\x00\x07", "\u200b", ":", '"*()[]^~/\\'])
async def test_a_line_that_asks_nothing_finds_nothing(quiet_site: Installation, q: str):
    await said(quiet_site, "hello")
    agent = await quiet_site.agent()
    await caught_up(quiet_site.system)
    found = await search(agent, q)
    assert (found["hits"], found["total"], found["next"], found["more"]) == ([], 0, None, False)


async def test_what_cannot_be_understood_is_refused_with_its_reason(quiet_site: Installation):
    agent = await quiet_site.agent()
    for query, code in (
        ({"q": "a" * 201}, "search_too_long"),
        ({"q": "x after:yesterday"}, "search_filter_invalid"),
        ({"q": "x is:gone"}, "search_filter_invalid"),
        ({"q": "x", "since": "2026-02-31"}, "search_filter_invalid"),
        ({"q": "x", "since": "99999-01-01"}, "search_filter_invalid"),
        ({"q": "x", "channel": "a b"}, "search_filter_invalid"),
        ({"q": "x", "cursor": "made-up"}, "cursor_invalid"),
        ({"q": "x", "limit": "0"}, "limit_out_of_range"),
        ({"q": "x", "colour": "red"}, "unknown_field"),
    ):
        answer = await agent.http.get("/api/desk/conversations/search", params=query)
        assert (answer.status_code, answer.json()["code"]) == (422, code), query
    assert (await agent.http.get("/api/desk/conversations/search", params={"q": "a" * 10_000})).status_code == 414


async def test_pages_follow_each_other_without_a_gap_or_a_repeat_while_people_go_on_talking(quiet_site: Installation):
    site, agent = quiet_site, await quiet_site.agent()
    phone = await (await site.customer("500")).open()
    where = [str((await phone.ask(message("lost memo 0")))["conversation"])]
    for number in range(1, 12):
        where.append(await said(site, f"lost memo {number}", uid=str(500 + number)))
    # A conversation of several stretches answers once, at the newest.
    for _ in range(70):
        await phone.ask(message("another memo", where[0]))
    await caught_up(site.system)
    first = await search(agent, "memo", limit=5)
    assert first["total"] == 12
    seen = [hit["conversation"]["id"] for hit in first["hits"]]
    await phone.ask(message("memo once more", where[0]))
    await caught_up(site.system)
    cursor = first["next"]
    while cursor:
        page = await search(agent, "memo", limit=5, cursor=cursor)
        assert page["total"] == 12
        seen += [hit["conversation"]["id"] for hit in page["hits"]]
        cursor = page["next"]
    assert sorted(seen) == sorted(where)
    assert seen[0] == where[0]
    other = await agent.http.get("/api/desk/conversations/search", params={"q": "lost", "cursor": first["next"]})
    assert other.json()["code"] == "cursor_invalid"


async def test_a_search_takes_the_same_few_statements_however_much_it_finds(quiet_site: Installation):
    site, agent = quiet_site, await quiet_site.agent()
    for number in range(6):
        await said(site, "stuck deposit", uid=str(600 + number))
    await caught_up(site.system)
    asked: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        # Of the search alone: the session's look-ups come before it, the index's own rounds beside it.
        if "conversations.subject" in statement or "FROM customers" in statement or "entries.body" in statement:
            asked.append(statement)

    engine = site.system.database.reader.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        for limit in (1, 6):
            asked.clear()
            assert len(await ids(agent, "deposit", limit=limit)) == limit
            assert len(asked) == 3, asked
    finally:
        event.remove(engine, "before_cursor_execute", note)


async def test_a_hit_the_database_does_not_confirm_is_not_shown(quiet_site: Installation):
    """As when rows were changed by hand: the gate is asked of the row and not of the index."""
    site, agent = quiet_site, await quiet_site.agent()
    other = await seed(site.system, key="seabright")
    where = await said(site, "canary kestrel")
    await caught_up(site.system)
    async with site.system.database.write() as session:
        row = await session.get(ConversationRow, where)
        assert row is not None
        row.brand_id = other
    assert await ids(agent, "kestrel") == []
