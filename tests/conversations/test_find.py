"""A customer finds his own words again, and nobody else's."""

import html
import re
import time
from random import Random
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead.app import System
from fairlead.conversations.find import ENTRIES, folded, passage, placed, wanted
from fairlead.conversations.ledger import Past
from fairlead.conversations.rules import Draft, Opening
from fairlead.kit import clock
from fairlead.kit.access import Actor
from fairlead.kit.errors import Invalid
from tests.harness import Client, Frame, Installation, message


async def search(client: Client, q: str) -> Frame:
    answer = await client.http.get("/api/conversations/search", params={"q": q})
    assert answer.status_code == 200, answer.text
    found: Frame = answer.json()
    return found


async def test_every_word_is_found_in_either_language_with_its_place(quiet_site: Installation):
    lin, marco = await quiet_site.customer("1"), await quiet_site.agent()
    phone, desk = await lin.open(), await marco.open()
    first = (await phone.ask(message("My DEPOSIT of 5 <b>ETH</b> is missing")))["conversation"]
    await phone.ask(message("充值没有到账，请帮忙", first))
    second = (await phone.ask(message("Another matter")))["conversation"]
    await desk.ask(message("Your deposit has arrived", second))

    found = await search(lin, "deposit")
    assert found["complete"]
    assert [(hit["conversation"], hit["number"]) for hit in found["hits"]] == [(second, 2 + 1), (first, 1)]
    assert found["hits"][1]["passage"] == "My <mark>DEPOSIT</mark> of 5 &lt;b&gt;ETH&lt;/b&gt; is missing"
    assert found["hits"][1]["subject"] == "My DEPOSIT of 5 <b>ETH</b> is missing"
    assert [hit["number"] for hit in (await search(lin, "eth deposit"))["hits"]] == [1]
    assert [hit["passage"] for hit in (await search(lin, "到账"))["hits"]] == ["充值没有<mark>到账</mark>，请帮忙"]
    assert (await search(lin, "nowhere"))["hits"] == []


async def test_others_words_notes_and_what_was_removed_are_not_found(quiet_site: Installation):
    lin, eve, marco = await quiet_site.customer("1"), await quiet_site.customer("2"), await quiet_site.agent()
    phone, desk = await lin.open(), await marco.open()
    sent = await phone.ask(message("zebra in my account"))
    matter = sent["conversation"]
    await desk.ask(message("zebra seen before", matter, note=True))
    await desk.ask({"type": "subscribe", "conversation": matter, "after": 0})
    assert (await search(eve, "zebra"))["hits"] == []
    assert [hit["number"] for hit in (await search(lin, "zebra"))["hits"]] == [1]
    redact = {"type": "redact", "client_id": str(uuid4()), "conversation": matter, "entry": sent["entry"]}
    assert (await desk.ask(redact))["type"] == "ack"
    assert (await search(lin, "zebra"))["hits"] == []


@pytest.mark.parametrize("q", ["", " a ", "x" * 201, "a b c d e f g h i"])
async def test_a_question_that_is_none_is_refused_with_its_field(quiet_site: Installation, q: str):
    answer = await (await quiet_site.customer()).http.get("/api/conversations/search", params={"q": q})
    assert (answer.status_code, answer.json()["code"], answer.json()["data"]) == (422, "invalid_field", {"field": "q"})


async def test_who_searches_without_end_is_asked_to_wait(quiet_site: Installation):
    lin = await quiet_site.customer()
    answers = [await lin.http.get("/api/conversations/search", params={"q": "word"}) for _ in range(23)]
    assert {answer.status_code for answer in answers} == {200, 429}
    assert int(answers[-1].headers["retry-after"]) >= 1


async def test_a_long_history_is_read_to_its_limit_in_good_time_and_the_answer_says_so(system: System):
    (brand,) = await system.brands.all()
    chance = Random(7)
    who = (await system.identify.visitor(brand, locale="en", context={})).customer
    customer = Actor(kind="customer", id=who.id, brands=frozenset({brand.id}))
    begun = clock.now() - clock.DAY
    matters = []
    for matter in range(30):
        opening = Opening(brand.id, customer.id, "webchat", "en", bot_first=True)
        said = [" ".join(chance.choices(("coin", "order", "limit", "market", "fee"), k=12)) for _ in range(80)]
        if matter == 0:
            said[0] = "needle"
        matters.append(
            [
                Past(
                    Draft(customer, "message", str(uuid4()), opening=None if place else opening, text=text),
                    begun + (matter * 80 + place) * clock.SECOND,
                )
                for place, text in enumerate(said)
            ]
        )
    async with system.database.write_bulk() as connection:
        assert await system.ledger.write_past(connection, matters) > ENTRIES
    started = time.perf_counter()
    found = await system.history.find(customer, "needle")
    assert (found["hits"], found["complete"]) == ([], False)
    assert time.perf_counter() - started < 2
    assert len((await system.history.find(customer, "market fee"))["hits"]) == 20


@given(st.text(min_size=1, max_size=400), st.data())
def test_a_passage_shows_what_was_asked_for_and_never_more_markup_than_marks(text: str, data: st.DataObject):
    flat = " ".join(text.split())
    low, places = placed(flat)
    assert len(low) == len(places)
    if flat.isascii():
        assert low == folded(flat)
    words = [word for word in data.draw(st.lists(st.sampled_from(low.split() or ["-"]), max_size=3)) if word in low]
    if not words:
        return
    shown = passage(flat, words)
    assert "<mark>" in shown
    plain = html.unescape(re.sub("</?mark>", "", shown))
    assert plain.removeprefix("…").removesuffix("…").strip("…") in flat or plain.strip("…") in flat


def test_words_are_counted_without_the_space_between_them():
    assert wanted("  Deposit  ETH ") == ["deposit", "eth"]
    with pytest.raises(Invalid):
        wanted(" x ")
