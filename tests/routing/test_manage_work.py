"""Leads say what agents take; what is entered badly is refused with its field, and why a matter stands where it does is told."""

from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import update

from fairlead.conversations.models import ConversationRow
from fairlead.kit import clock
from fairlead.kit.clock import MINUTE
from tests.harness import Installation, message
from tests.proving import both_when_proving
from tests.routing.queue import waits

WORK = {
    "chat": 2,
    "callback": 0,
    "mail": 9,
    "skills": [{"name": "dep", "level": 2, "until": "2027-03-31"}],
    "languages": [{"name": "zh", "level": 3, "until": None}],
}


@both_when_proving
async def test_what_a_lead_enters_is_there_for_the_next_and_an_agent_may_not(quiet_site: Installation):
    lead, marco = await quiet_site.agent("Lena", role="lead"), await quiet_site.agent("Marco")
    usual = (await lead.http.get("/api/desk/work")).json()
    assert {one["name"]: (one["chat"], one["mail"]) for one in usual["agents"]} == {"Lena": (3, 5), "Marco": (3, 5)}
    assert usual["queues"] == [{"brand": "northlight", "on": False, "react_seconds": 60}]
    for _ in range(2):
        saved = await lead.http.put(f"/api/desk/work/{marco.id}", json=WORK)
        assert saved.status_code == 200, saved.text
    found = (await lead.http.get("/api/desk/work")).json()["agents"]
    assert [one for one in found if one["id"] == marco.id] == [
        {"id": marco.id, "name": "Marco", "brands": ["northlight"], "manageable": True, **WORK}
    ]
    for answer in (
        await marco.http.get("/api/desk/work"),
        await marco.http.put(f"/api/desk/work/{marco.id}", json=WORK),
        await marco.http.put("/api/desk/queues/northlight", json={"on": True, "react_seconds": 60}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")


@both_when_proving
@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"chat": -1}, "chat"),
        ({"mail": 51}, "mail"),
        ({"skills": [{"name": "Dep!", "level": 1}]}, "skills"),
        ({"skills": [{"name": "dep", "level": 4}]}, "skills"),
        ({"skills": [{"name": "dep", "level": 1, "until": "31.3.2027"}]}, "skills"),
        ({"skills": [{"name": "dep", "level": 1, "until": "9999-12-31"}]}, None),
        ({"skills": [{"name": "dep", "level": 1}] * 2}, "skills"),
        ({"skills": [{"name": f"s{n}", "level": 1} for n in range(41)]}, "skills"),
        ({"languages": [{"name": "zh-CN", "level": 1}]}, "languages"),
    ],
)
async def test_what_is_entered_badly_is_refused_with_its_field(
    quiet_site: Installation, change: dict[str, Any], field: str | None
):
    lead = await quiet_site.agent("Lena", role="lead")
    answer = await lead.http.put(f"/api/desk/work/{lead.id}", json=WORK | change)
    if field is None:
        assert answer.status_code == 200
    else:
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid_field")
        assert field in answer.text


@both_when_proving
async def test_the_switch_and_its_time_are_kept_and_why_a_matter_stands_where_it_does_is_told(quiet_site: Installation):
    site, system = quiet_site, quiet_site.system
    lead = await site.agent("Lena", role="lead")
    for on, seconds in ((True, 90), (True, 30), (False, 30), (False, 60)):
        answer = await lead.http.put("/api/desk/queues/northlight", json={"on": on, "react_seconds": seconds})
        assert answer.json() == {"brand": "northlight", "on": on, "react_seconds": seconds if on else 60}
    bad = await lead.http.put("/api/desk/queues/northlight", json={"on": True, "react_seconds": 9})
    assert bad.json()["code"] == "invalid_field"
    plain, vip = await waits(system, site.brand_id), await waits(system, site.brand_id, tier="VIP 5")
    await waits(system, site.brand_id, locale="es")
    told = (await lead.http.get(f"/api/desk/conversations/{vip}/place")).json()["reason"]
    assert (told["key"], told["place"], told["of"], told["tier"]) == ("queue.ahead.tier", 1, 2, 2)
    assert told["beside"] == {"conversation": plain, "priority": 3, "tier": 0, "channel": "chat"}
    last = (await lead.http.get(f"/api/desk/conversations/{plain}/place")).json()["reason"]
    assert (last["key"], last["place"], last["target"]) == ("queue.behind.tier", 2, 300)
    async with system.database.write() as session:
        since = clock.now() - 21 * MINUTE
        await session.execute(update(ConversationRow).where(ConversationRow.id == plain).values(waiting_since=since))
    # What changed without an entry is seen with the next one of that conversation.
    socket = await lead.open()
    note = message("Waits for long.", plain, note=True)
    assert (await socket.ask(note))["type"] == "ack"
    first = (await lead.http.get(f"/api/desk/conversations/{plain}/place")).json()["reason"]
    assert (first["key"], first["place"], first["waited"] // 60) == ("queue.ahead.overdue", 1, 21)
    assign = {"type": "assign", "client_id": str(uuid4()), "conversation": plain, "to": lead.id}
    assert (await socket.ask(assign))["type"] == "ack"
    assert (await lead.http.get(f"/api/desk/conversations/{plain}/place")).json() == {"reason": None}
