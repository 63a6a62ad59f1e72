"""Whoever waits is told where he stands, keeps his place while he is away for a while, and is never lost."""

import asyncio
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from fairlead.conversations.events import head_changed
from fairlead.conversations.models import ConversationRow, EntryRow
from fairlead.kit import clock
from fairlead.kit.clock import MINUTE, SECOND
from fairlead.kit.ids import new_id
from fairlead.routing.find_places import FindPlaces
from fairlead.routing.keep_places import KEPT
from fairlead.routing.models import KeptPlaceRow
from fairlead.routing.rules import ordered
from tests.harness import Client, Frame, Installation, Socket, message
from tests.proving import both_when_proving
from tests.roster.test_shifts import around_now, put
from tests.routing.queue import comes, owner, switch_on, takes, waits


async def waits_here(client: Client, text: str = "Is anybody there?") -> tuple[Socket, str]:
    """A customer with the widget open who has asked for a person."""
    socket = await client.open()
    conversation = (await socket.ask(message(text)))["conversation"]
    await socket.ask({"type": "handover", "client_id": new_id(), "conversation": conversation})
    await socket.ask({"type": "subscribe", "conversation": conversation, "after": 0})
    return socket, conversation


async def told(socket: Socket, wanted: Any, *, since: int = 0) -> Frame:
    frame = await socket.until(lambda got: got["type"] == "place" and wanted(got["place"]), since=since)
    return frame["place"]


async def ended_matters(site: Installation, number: int, *, minutes: int) -> None:
    """Chats that people began so many minutes before they ended them, just now."""
    moment = clock.now()
    for _ in range(number):
        one = await waits(site.system, site.brand_id)
        ended = {"status": "closed", "closed_at": moment, "waiting_since": None, "updated_at": moment}
        values = ended | {"first_human_at": moment - minutes * MINUTE}
        async with site.system.database.write() as session:
            await session.execute(update(ConversationRow).where(ConversationRow.id == one).values(**values))


@both_when_proving
async def test_whoever_waits_sees_his_place_and_each_that_becomes_free_and_how_long_it_takes(quiet_site: Installation):
    site = quiet_site
    await ended_matters(site, 6, minutes=12)
    lead = await site.agent("Lena", role="lead")
    desk = await lead.open()
    await takes(lead, lead, chat=2)
    before = await waits(site.system, site.brand_id)
    elsewhere = await waits(site.system, site.brand_id, locale="zh-CN")
    began = time.monotonic()
    socket, mine = await waits_here(await site.customer())
    place = await told(socket, lambda place: place is not None)
    assert time.monotonic() - began < 3
    # One is before him, two are worked at once, but one of three who wait speaks another language: 12 min x 2 / (2 x 2/3).
    assert place == {"position": 2, "wait": {"usual": 900, "most": 2100}, "able": 1, "kept": True, "back": None}
    await desk.ask({"type": "assign", "client_id": new_id(), "conversation": before, "to": lead.id})
    assert (await told(socket, lambda place: place["position"] == 1))["able"] == 1
    await lead.http.put("/api/desk/presence", json={"presence": "away"})
    assert (await told(socket, lambda place: place["able"] == 0))["wait"] is None
    await desk.ask({"type": "assign", "client_id": new_id(), "conversation": mine, "to": lead.id})
    await told(socket, lambda place: place is None)
    assert await owner(site.system, elsewhere) is None


@both_when_proving
async def test_who_is_lent_to_a_language_and_what_a_rush_asks_of_people_count_for_the_wait(quiet_site: Installation):
    site, system = quiet_site, quiet_site.system
    await ended_matters(site, 6, minutes=12)
    lead, marco = await site.agent("Lena", role="lead"), await site.agent("Marco")
    await marco.open()
    await takes(lead, marco, chat=1, languages={"en": 3})
    one = await waits(system, site.brand_id, locale="zh-CN")

    async def place() -> tuple[int, int | None]:
        queue = system.queue
        found = await FindPlaces(system.database, queue.line, queue.surges, queue.shifts).of(one)
        assert found is not None
        return found.able, found.wait.usual if found.wait else None

    board = "/api/desk/board/northlight"
    assert await place() == (0, None)
    await lead.http.post(f"{board}/loans", json={"agent": marco.id, "language": "zh", "hours": 2})
    able, alone = await place()
    assert (able, alone) == (1, 8 * 60)
    rush = {"capacity": 200, "banner": False, "bot_first": False, "words": {}, "minutes": 30}
    assert (await lead.http.post(f"{board}/surges", json=rush)).status_code == 201
    assert await place() == (1, 4 * 60)
    # Whose shift is over is given nothing, and nobody is told otherwise.
    await put(lead, marco, around_now(60, 120))
    assert await place() == (0, None)


@both_when_proving
async def test_over_a_poll_it_is_the_same_and_who_has_no_figures_is_told_none(quiet_site: Installation):
    customer, agent = await quiet_site.customer(), await quiet_site.agent()
    await agent.open()
    customer.transport = "poll"
    socket, _ = await waits_here(customer)
    place = await told(socket, lambda place: place is not None)
    assert place == {"position": 1, "wait": None, "able": 1, "kept": True, "back": None}


@both_when_proving
async def test_outside_of_service_hours_he_is_told_when_people_are_back(quiet_site: Installation):
    admin = await quiet_site.agent("Tomasz", role="admin")
    day, hour = (datetime.now(UTC) + timedelta(hours=12)).isoweekday(), (datetime.now(UTC).hour + 12) % 24
    spans = [[f"{hour:02}:00", f"{hour:02}:30"]]
    week = [spans if weekday == day else [] for weekday in range(1, 8)]
    body = {"brand": "northlight", "kind": "brand", "revision": 0, "zone": "UTC", "week": week}
    answer = await admin.http.put("/api/desk/service-hours", json=body)
    assert answer.status_code == 200, answer.text
    began = time.monotonic()
    socket, _ = await waits_here(await quiet_site.customer())
    place = await told(socket, lambda place: place is not None)
    assert time.monotonic() - began < 3
    there = datetime.fromisoformat(place["back"])
    assert (there.isoweekday(), there.hour, there.minute) == (day, hour, 0)
    assert timedelta(hours=11) < there - datetime.now(UTC) < timedelta(hours=13)
    assert (place["able"], place["wait"]) == (0, None)


@both_when_proving
async def test_a_page_without_scripts_tells_the_place_as_it_is_when_it_is_loaded(quiet_site: Installation):
    """And who loads it is here."""
    site = quiet_site
    await ended_matters(site, 6, minutes=12)
    before = await waits(site.system, site.brand_id)
    browser = site.anonymous()
    page = await browser.http.get("/w/northlight/form")
    form = {"key": new_id(), "name": "", "text": "Where is my deposit?"}
    sent = await browser.http.post("/w/northlight/form", data=form)
    assert (page.status_code, sent.status_code) == (200, 303), sent.text
    where = sent.headers["location"]
    asked = await browser.http.post(f"{where.partition('?')[0]}/person", data={"key": new_id()})
    assert asked.status_code == 303, asked.text
    told = (await browser.http.get(where)).text
    assert "You are number 2 in line." in told
    assert "Nobody who can take this is here right now." in told
    agent = await site.agent()
    socket = await agent.open()
    await socket.ask({"type": "assign", "client_id": new_id(), "conversation": before, "to": agent.id})

    async def loaded() -> str:
        text = (await browser.http.get(f"{where}?locale=zh-CN")).text
        return text if "大约需要" in text else ""

    told = await comes(loaded)
    # Three at once, twelve minutes each.
    assert "下一位就是您。" in told
    assert "大约需要 3 分钟，基本不会超过 10 分钟。" in told
    mine = where.rpartition("/")[2]
    assert await here_lately(site, mine)


async def gone_for(site: Installation, conversation: str, ago: int) -> None:
    """As if the customer had been here for the last time so long ago."""
    moment = clock.now() - ago
    async with site.system.database.write() as session:
        await session.execute(
            update(KeptPlaceRow).where(KeptPlaceRow.conversation_id == conversation).values(here_at=moment)
        )
        values = {"waiting_since": moment - MINUTE, "queued_at": moment - MINUTE, "updated_at": moment - MINUTE}
        await session.execute(update(ConversationRow).where(ConversationRow.id == conversation).values(**values))
        head = await session.get(ConversationRow, conversation)
        assert head is not None
        session.add(head_changed(head, moment=clock.now()))


@both_when_proving
async def test_who_comes_back_within_half_an_hour_has_his_place_and_later_a_matter_that_is_not_lost(
    quiet_site: Installation,
):
    site, keep = quiet_site, quiet_site.system.queue.keep_places
    customer = await site.customer()
    socket, mine = await waits_here(customer)
    await told(socket, lambda place: place is not None)
    await socket.close()
    await gone_for(site, mine, KEPT - MINUTE)
    others = [await waits(site.system, site.brand_id) for _ in range(3)]
    assert await keep.let_go() == 0
    again = await customer.open()
    await again.ask({"type": "subscribe", "conversation": mine, "after": 0})
    assert (await told(again, lambda place: place is not None))["position"] == 1
    await again.close()
    # He was here just now: that counts, however long ago he had left before.
    await comes(lambda: here_lately(site, mine))
    assert await keep.let_go() == 0
    await gone_for(site, mine, KEPT + MINUTE)
    assert await keep.let_go() == 1
    assert await keep.let_go() == 0
    third = await customer.open()
    await third.ask({"type": "subscribe", "conversation": mine, "after": 0})
    place = await told(third, lambda place: place is not None)
    # Nothing is lost: he waits as one who is written to, since when he waits.
    assert (place["kept"], place["position"]) == (False, 1)
    line = await site.system.queue.line.refresh()
    matter = line.get(mine)
    assert matter is not None
    assert (matter.channel, matter.let_go) == ("mail", True)
    assert [one.id for one in ordered(line, clock.now())] == [mine, *others]
    # Who sits there has waited far too long by now; who went away is not before him any more.
    assert [one.id for one in ordered(line, clock.now() + 25 * MINUTE)] == [*others, mine]
    agent = await site.agent()
    await agent.open()
    await switch_on(site.system, site.brand_id)
    await site.system.queue.assign.step()
    assert await owner(site.system, mine) == agent.id
    async with site.system.database.read() as session:
        kinds = list(await session.scalars(select(EntryRow.kind).where(EntryRow.conversation_id == mine)))
    assert kinds.count("assigned") == 1


async def here_lately(site: Installation, conversation: str) -> bool:
    async with site.system.database.read() as session:
        row = await session.get(KeptPlaceRow, conversation)
    return row is not None and row.here_at > clock.now() - 20 * SECOND


@both_when_proving
async def test_whose_account_is_in_danger_keeps_his_place_for_good_and_what_is_over_is_forgotten(
    quiet_site: Installation,
):
    site, system = quiet_site, quiet_site.system
    robbed, gone = [await waits(system, site.brand_id) for _ in range(2)]
    mail = await waits(system, site.brand_id, channel="email")
    async with system.database.write() as session:
        await session.execute(update(ConversationRow).where(ConversationRow.id == robbed).values(calm=False))
    for one in (robbed, gone, mail):
        await gone_for(site, one, KEPT + MINUTE)
    assert await system.queue.keep_places.let_go() == 1
    async with system.database.write() as session:
        assert list(await session.scalars(select(KeptPlaceRow.conversation_id))) == [gone]
        # Answered, and he waits anew: that is another wait, with a place of its own.
        values = {"waiting_since": clock.now(), "updated_at": clock.now()}
        await session.execute(update(ConversationRow).where(ConversationRow.id == gone).values(**values))
    system.queue.line.hear([gone])
    matter = (await system.queue.line.refresh()).get(gone)
    assert matter is not None
    assert not matter.let_go


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
async def test_two_processes_note_the_same_customers_at_once(quiet_site: Installation):
    site, keep = quiet_site, quiet_site.system.queue.keep_places
    ids = [await waits(site.system, site.brand_id) for _ in range(5)]
    for _ in range(5):
        await asyncio.gather(*(keep.here(ids) for _ in range(4)))
        async with site.system.database.write() as session:
            assert set(await session.scalars(select(KeptPlaceRow.conversation_id))) == set(ids)
            await session.execute(delete(KeptPlaceRow))
