"""Shifts over the doors: who sets and who sees them, what nobody covers, who is given something when, and what lies when one ends."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from fairlead.conversations.models import ConversationRow, EntryRow
from fairlead.kit import clock
from fairlead.kit.clock import MINUTE
from fairlead.kit.ids import new_id
from fairlead.people.models import TeamMemberRow, TeamRow
from tests.harness import Client, Installation, message
from tests.quick_agents import quick_agent
from tests.routing.queue import owner, switch_on, waits

PATH = "/api/desk/roster"
NIGHTS: dict[str, Any] = {"zone": "Europe/Berlin", "week": [[["22:00", "06:00"]]] * 7, "exceptions": []}


def around_now(begins: int, ends: int) -> dict[str, Any]:
    """One shift, in minutes from now."""
    start, end = (datetime.now(UTC) + timedelta(minutes=minutes) for minutes in (begins, ends))
    shift = [start.strftime("%H:%M"), end.strftime("%H:%M")]
    return {
        "zone": "UTC",
        "week": [[]] * 7,
        "exceptions": [{"date": start.date().isoformat(), "shifts": [shift], "name": ""}],
    }


async def put(lead: Client, agent: Client, plan: dict[str, Any], *, revision: int = 0) -> dict[str, Any]:
    answer = await lead.http.put(f"{PATH}/{agent.id}", json=plan | {"revision": revision})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def week(client: Client, **more: str) -> dict[str, Any]:
    answer = await client.http.get(PATH, params={"brand": "northlight", **more})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_a_lead_sets_shifts_and_sees_what_nobody_covers_and_an_agent_sees_his_own(quiet_site: Installation):
    site = quiet_site
    lead, marco, nora = [
        await quick_agent(site, name, role=role)
        for name, role in (("Lena", "lead"), ("Marco", "agent"), ("Nora", "agent"))
    ]
    made = await put(lead, marco, NIGHTS)
    assert (await marco.http.put(f"{PATH}/{marco.id}", json=NIGHTS | {"revision": 0})).status_code == 403
    stale = await lead.http.put(f"{PATH}/{marco.id}", json=NIGHTS | {"revision": 0, "zone": "UTC"})
    assert (stale.status_code, stale.json()["code"]) == (409, "edited_meanwhile")
    assert stale.json()["data"]["theirs"]["zone"] == "Europe/Berlin"
    seen = await week(lead, week="2027-03-24")
    shifts, night = site.system.queue.shifts, clock.read_instant("2027-03-27T22:30:00+00:00")
    assert night is not None
    assert await shifts.end(marco.id, site.brand_id, night) == clock.read_instant("2027-03-28T04:00:00+00:00")
    assert await shifts.end(marco.id, site.brand_id, night + 12 * 60 * MINUTE) is None
    assert await shifts.end(nora.id, site.brand_id, night) is None
    # Around the clock, in UTC, and Monday is where a week begins.
    assert (seen["begins_at"][:10], seen["ends_at"][:10], seen["zone"]) == ("2027-03-22", "2027-03-29", "UTC")
    by_name = {one["name"]: one for one in seen["agents"]}
    assert by_name.keys() == {"Lena", "Marco", "Nora"}
    nights = by_name["Marco"]["shifts"]
    assert (len(nights), by_name["Nora"]["pattern"], seen["unplanned"]) == (8, None, 2)
    # The night in which the clocks go forward ends an hour sooner.
    assert nights[6] == {"begins_at": "2027-03-27T21:00:00.000000Z", "ends_at": "2027-03-28T04:00:00.000000Z"}
    assert seen["gaps"][-1] == {"begins_at": "2027-03-28T04:00:00.000000Z", "ends_at": "2027-03-28T20:00:00.000000Z"}
    assert len(seen["gaps"]) == 7
    await put(lead, nora, NIGHTS | {"week": [[["06:00", "22:00"]]] * 7})
    assert (await week(lead, week="2027-03-24"))["gaps"] == []
    own = await week(marco)
    assert ([one["name"] for one in own["agents"]], own["gaps"], own["unplanned"]) == (["Marco"], [], 0)
    for wrong in ("x", "2027-02-30", "0001-01-01", "9999-12-31"):
        answer = await lead.http.get(PATH, params={"brand": "northlight", "week": wrong})
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid_field")
    gone = await lead.http.post(f"{PATH}/{marco.id}/clear", json={"revision": made["revision"]})
    assert gone.status_code == 204
    assert (await week(marco))["agents"][0]["pattern"] is None


async def test_who_is_off_shift_or_about_to_be_is_given_nothing_and_who_has_none_is_as_before(quiet_site: Installation):
    site, system = quiet_site, quiet_site.system
    lead = await quick_agent(site, "Lena", role="lead")
    await switch_on(system, site.brand_id)
    marco, nora = await quick_agent(site, "Marco"), await quick_agent(site, "Nora")
    desk = await marco.open()
    for begins, ends, given in ((60, 120, False), (-120, 5, False), (-120, 30, True)):
        revision = (await week(lead))["agents"][1]["revision"]
        await put(lead, marco, around_now(begins, ends), revision=revision)
        waiting = await waits(system, site.brand_id)
        assert await system.queue.assign.step() == int(given), (begins, ends)
        assert (await owner(system, waiting) == marco.id) is given
        closed = {"type": "close", "client_id": new_id(), "conversation": waiting}
        assert (await desk.ask(closed))["type"] == "ack"
    await put(lead, marco, around_now(60, 120), revision=(await week(lead))["agents"][1]["revision"])
    await nora.open()
    waiting = await waits(system, site.brand_id)
    assert await system.queue.assign.step() == 1
    assert await owner(system, waiting) == nora.id


async def head(site: Installation, conversation: str) -> ConversationRow:
    async with site.system.database.read() as session:
        row = select(ConversationRow).where(ConversationRow.id == conversation)
        return (await session.scalars(row)).one()


async def test_what_lies_when_a_shift_ends_goes_back_to_its_place_in_the_line(quiet_site: Installation):
    site, system = quiet_site, quiet_site.system
    lead = await quick_agent(site, "Lena", role="lead")
    marco = await quick_agent(site, "Marco")
    desk, boss = await marco.open(), await lead.open()
    lies, answered, taken, drafted, shorter = [await waits(system, site.brand_id) for _ in range(5)]
    await put(lead, marco, around_now(-120, 60))
    for one in (lies, answered, drafted, shorter):
        asked = {"type": "assign", "client_id": new_id(), "conversation": one, "to": marco.id}
        assert (await boss.ask(asked))["type"] == "ack"
    assert (await desk.ask(message("I am looking at it", answered)))["type"] == "ack"
    since = (await head(site, lies)).waiting_since
    ends = system.queue.end_shift
    assert await ends.step() == 0
    # His shift ended 20 minutes ago, and these matters were his before.
    async with system.database.write() as session:
        for one in (lies, drafted):
            row = await session.get_one(ConversationRow, one)
            assert row.waiting_since is not None
            row.waiting_since -= 40 * MINUTE
    await _age_entries(site, minutes=40)
    own = {"type": "assign", "client_id": new_id(), "conversation": taken, "to": marco.id}
    assert (await desk.ask(own))["type"] == "ack"
    await put(lead, marco, around_now(-120, -20), revision=(await week(lead))["agents"][1]["revision"])
    kept = await marco.http.put(
        f"/api/desk/conversations/{drafted}/draft", json={"mode": "reply", "text": "One mom", "revision": 0}
    )
    assert kept.status_code == 200, kept.text
    # Two processes find it at once.
    assert await ends.step() == 1
    assert await ends.step() == 0
    assert [await owner(system, one) for one in (lies, answered, taken, drafted, shorter)] == [None, *[marco.id] * 4]
    back = await head(site, lies)
    assert since is not None
    assert (back.handler, back.waiting_since) == ("queue", since - 40 * MINUTE)
    line = await system.queue.line.refresh()
    assert lies in {one.id for one in line}


async def _age_entries(site: Installation, *, minutes: int) -> None:
    async with site.system.database.write() as session:
        await session.execute(update(EntryRow).values(created_at=EntryRow.created_at - minutes * MINUTE))


async def test_what_one_shift_tells_the_next_is_written_once_and_stands_on_its_matter_too(quiet_site: Installation):
    site, system = quiet_site, quiet_site.system
    marco, nora = [await quick_agent(site, name) for name in ("Marco", "Nora")]
    matter, shut = [await waits(system, site.brand_id) for _ in range(2)]
    key = {"Idempotency-Key": "0193d0a0-0000-7000-a000-000000000001"}
    body = {"brand": "northlight", "text": "Finance answers at nine; call him then.", "conversation": matter}
    first = await marco.http.post("/api/desk/handovers", json=body, headers=key)
    assert first.status_code == 201, first.text
    again = await marco.http.post("/api/desk/handovers", json=body, headers=key)
    assert again.json() == first.json()
    other = await marco.http.post("/api/desk/handovers", json=body | {"conversation": None}, headers=key)
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_mismatch")
    entries = (await nora.http.get(f"/api/desk/conversations/{matter}/entries")).json()["entries"]
    assert [one["text"] for one in entries if one["kind"] == "note"] == [body["text"]]
    plain = {"brand": "northlight", "text": "The bank is slow today.", "conversation": None}
    assert (await marco.http.post("/api/desk/handovers", json=plain, headers=_fresh())).status_code == 201
    # Of a closed team's matter only its members read.
    async with system.database.write() as session:
        session.add(TeamRow(id=new_id(), brand_id=site.brand_id, name="Compliance", closed=True))
        await session.flush()
        team = (await session.scalars(select(TeamRow.id))).one()
        session.add(TeamMemberRow(team_id=team, agent_id=marco.id))
        (await session.get_one(ConversationRow, shut)).team_id = team
    sealed = body | {"conversation": shut, "text": "Under review."}
    assert (await marco.http.post("/api/desk/handovers", json=sealed, headers=_fresh())).status_code == 201
    assert (await nora.http.post("/api/desk/handovers", json=sealed, headers=_fresh())).status_code == 404
    for reader, texts in (
        (marco, ["Under review.", plain["text"], body["text"]]),
        (nora, [plain["text"], body["text"]]),
    ):
        listed = (await reader.http.get("/api/desk/handovers", params={"brand": "northlight"})).json()["handovers"]
        assert [one["text"] for one in listed] == texts
        assert listed[-1]["conversation"]["id"] == matter
        assert listed[-1]["agent"] == {"id": marco.id, "name": "Marco"}
    for wrong, code in (("", "empty_message"), ("x" * 4001, "handover_long")):
        answer = await marco.http.post("/api/desk/handovers", json=plain | {"text": wrong}, headers=_fresh())
        assert (answer.status_code, answer.json()["code"]) == (422, code)


def _fresh() -> dict[str, str]:
    return {"Idempotency-Key": message("")["client_id"]}
