"""The lead's board: what it counts is true, the line stands in its order, and moves are refused where somebody was quicker."""

import asyncio
from typing import Any
from uuid import uuid4

from sqlalchemy import update

from fairlead.conversations.models import ConversationRow
from fairlead.kit import clock
from fairlead.kit.clock import MINUTE, SECOND
from fairlead.people.models import TeamMemberRow, TeamRow
from fairlead.routing import store
from tests.harness import Client, Installation, message
from tests.proving import both_when_proving
from tests.routing.queue import owner, switch_on, takes, waits

BOARD = "/api/desk/board/northlight"


async def board(lead: Client, **narrowed: str) -> dict[str, Any]:
    answer = await lead.http.get(BOARD, params=narrowed)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def moved(lead: Client, conversation: str, key: str = "", **to: Any) -> Any:
    headers = {"Idempotency-Key": key or str(uuid4())}
    return await lead.http.post("/api/desk/board/moves", json={"conversation": conversation, **to}, headers=headers)


async def team(site: Installation, name: str, *members: str) -> str:
    async with site.system.database.write() as session:
        row = TeamRow(id=uuid4().hex, brand_id=site.brand_id, name=name)
        session.add(row)
        await session.flush()
        session.add_all(TeamMemberRow(team_id=row.id, agent_id=one) for one in members)
    return row.id


async def test_the_board_counts_who_waits_what_comes_and_goes_and_who_is_there(quiet_site: Installation):
    site, system = quiet_site, quiet_site.system
    lead, marco = await site.agent("Lena", role="lead"), await site.agent("Marco")
    await takes(lead, marco, chat=2, languages={"en": 3})
    socket = await marco.open()
    vip = await waits(system, site.brand_id, tier="VIP 2", locale="zh-CN")
    plain, third = [await waits(system, site.brand_id) for _ in range(2)]
    async with system.database.write() as session:
        since = clock.now() - 21 * MINUTE
        await session.execute(update(ConversationRow).where(ConversationRow.id == plain).values(waiting_since=since))
    assert (await socket.ask(message("Hello.", third)))["type"] == "ack"
    seen = await board(lead)
    assert seen["waiting"]["total"] == 2
    assert 21 * 60 <= seen["waiting"]["longest"] < 22 * 60
    cells = {(one["priority"], one["language"], one["channel"]): one["count"] for one in seen["waiting"]["cells"]}
    assert cells == {(3, "en", "chat"): 1, (3, "zh", "chat"): 1}
    assert (seen["flow"]["arrived"], seen["flow"]["served"]) == ({"5": 3, "15": 3, "60": 3}, {"5": 1, "15": 1, "60": 1})
    assert sum(come for come, _ in seen["flow"]["minutes"]) == 3
    assert not seen["flow"]["outrun"]
    people = {one["name"]: one for one in seen["agents"]}
    assert (people["Marco"]["presence"], people["Marco"]["load"]["chat"], people["Marco"]["capacity"]["chat"]) == (
        "online",
        1,
        2,
    )
    assert (people["Lena"]["presence"], people["Marco"]["languages"]) == ("offline", ["en"])
    # Promised within five minutes: broken. Who has just come is in no danger.
    assert (seen["risk"]["late"], seen["risk"]["soon"]) == (1, 0)
    assert [one["conversation"] for one in seen["risk"]["matters"]] == [plain]
    async with system.database.write() as session:
        since = clock.now() - 100 * SECOND
        await session.execute(update(ConversationRow).where(ConversationRow.id == vip).values(waiting_since=since))
    # What changed without an entry is seen with the next one of that conversation.
    assert (await socket.ask(message("Nearly.", vip, note=True)))["type"] == "ack"
    system.queue.board.forget()
    assert (await board(lead))["risk"]["soon"] == 1
    answer = await marco.http.get(BOARD)
    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")


@both_when_proving
async def test_the_line_stands_in_its_order_narrowed_and_each_says_why(quiet_site: Installation):
    site, system = quiet_site, quiet_site.system
    lead = await site.agent("Lena", role="lead")
    plain, vip, other = (
        await waits(system, site.brand_id),
        await waits(system, site.brand_id, tier="VIP 5"),
        await waits(system, site.brand_id, locale="zh-CN", channel="email"),
    )
    line = (await lead.http.get(f"{BOARD}/line")).json()
    assert [one["conversation"]["id"] for one in line["line"]] == [vip, plain, other]
    assert [one["reason"]["key"] for one in line["line"]] == [
        "queue.ahead.tier",
        "queue.behind.tier",
        "queue.ahead.alone",
    ]
    for conversation, told in ((vip, 0), (plain, 1), (other, 2)):
        asked = (await lead.http.get(f"/api/desk/conversations/{conversation}/place")).json()["reason"]
        shown = line["line"][told]["reason"]
        assert {k: v for k, v in asked.items() if k != "waited"} == {k: v for k, v in shown.items() if k != "waited"}
    narrow = (await lead.http.get(f"{BOARD}/line", params={"language": "zh", "channel": "mail"})).json()
    assert ([one["conversation"]["id"] for one in narrow["line"]], narrow["total"], narrow["next"]) == (
        [other],
        1,
        None,
    )
    for bad in ({"channel": "fax"}, {"start": "-1"}, {"start": "10001"}):
        assert (await lead.http.get(f"{BOARD}/line", params=bad)).json()["code"] == "invalid_field"
    assert (await lead.http.get(f"{BOARD}/line", params={"start": "50"})).json()["line"] == []


async def test_a_lead_moves_matters_each_as_by_hand_and_back_again(quiet_site: Installation):
    site, system = quiet_site, quiet_site.system
    lead, marco, nora = [
        await site.agent(name, role=role) for name, role in (("Lena", "lead"), ("Marco", "agent"), ("Nora", "agent"))
    ]
    risk = await team(site, "Risk")
    one = await waits(system, site.brand_id)
    key = str(uuid4())
    for _ in range(2):
        # Sent twice it is done once.
        done = await moved(lead, one, key, to_agent=marco.id)
        assert done.status_code == 200, done.text
    assert await owner(system, one) == marco.id
    late = await moved(lead, one, to_agent=nora.id)
    assert (late.status_code, late.json()["code"], late.json()["data"]["name"]) == (409, "moved_meanwhile", "Marco")
    assert (await moved(lead, one, held=marco.id, to_agent=nora.id)).status_code == 200
    assert (await moved(lead, one, held=nora.id, to_team=risk, note="Looks like fraud.")).status_code == 200
    site.system.queue.board.forget()
    assert (await board(lead, team=risk))["waiting"]["total"] == 1
    assert (await moved(lead, one, off_team=True)).status_code == 200
    site.system.queue.board.forget()
    assert (await board(lead, team=risk))["waiting"]["total"] == 0
    assert (await moved(lead, one, to_agent=marco.id)).status_code == 200
    mine = (await lead.http.get(f"{BOARD}/agents/{marco.id}")).json()["conversations"]
    assert [(each["id"], each["team"]) for each in mine] == [(one, None)]
    assert (await moved(lead, one, held=marco.id)).status_code == 200
    assert await owner(system, one) is None
    page = (await lead.http.get(f"/api/desk/conversations/{one}/entries")).json()["entries"]
    told = [(each["kind"], each["author"]["name"]) for each in page if each["kind"] in ("assigned", "transferred")]
    kinds = ["assigned", "assigned", "transferred", "transferred", "assigned", "assigned"]
    assert told == [(kind, "Lena") for kind in kinds]
    for asked, code in (
        ({"to_agent": marco.id, "to_team": risk}, "transfer_target"),
        ({"to_agent": uuid4().hex}, "transfer_target"),
        ({"held": marco.id, "to_agent": nora.id}, "moved_meanwhile"),
    ):
        assert (await moved(lead, one, **asked)).json()["code"] == code
    socket = await lead.open()
    assert (await socket.ask({"type": "close", "client_id": str(uuid4()), "conversation": one}))["type"] == "ack"
    assert (await moved(lead, one, to_agent=marco.id)).json()["code"] == "conversation_closed"
    assert (await moved(marco, one, to_agent=marco.id)).json()["code"] == "not_allowed"
    # Of two leads who reach for the same in one moment one has it moved, and the other is told.
    for _ in range(3):
        again = await waits(system, site.brand_id)
        both = await asyncio.gather(*(moved(lead, again, to_agent=to.id) for to in (marco, nora)))
        assert sorted(answer.status_code for answer in both) == [200, 409]


@both_when_proving
async def test_an_agent_is_lent_and_the_queue_gives_him_what_he_is_lent_to(quiet_site: Installation):
    site, system = quiet_site, quiet_site.system
    lead, marco = await site.agent("Lena", role="lead"), await site.agent("Marco")
    await takes(lead, marco, languages={"en": 3})
    risk = await team(site, "Risk")
    await marco.open()
    await switch_on(system, site.brand_id)
    chinese = await waits(system, site.brand_id, locale="zh-CN")
    english = await waits(system, site.brand_id)
    assert (await moved(lead, english, to_team=risk)).status_code == 200
    assert await system.queue.assign.step() == 0
    lent = await lead.http.post(f"{BOARD}/loans", json={"agent": marco.id, "language": "zh", "hours": 2})
    assert lent.status_code == 200, lent.text
    assert (await lead.http.post(f"{BOARD}/loans", json={"agent": marco.id, "team": risk})).status_code == 200
    system.queue.assign.forget()
    assert await system.queue.assign.step() == 2
    assert (await owner(system, chinese), await owner(system, english)) == (marco.id, marco.id)
    shown = next(one for one in (await board(lead))["agents"] if one["name"] == "Marco")
    assert [(one["kind"], one["name"]) for one in shown["lent"]] == [("language", "zh"), ("team", risk)]
    again = await lead.http.post(f"{BOARD}/loans", json={"agent": marco.id, "language": "en"})
    assert (again.status_code, again.json()["code"]) == (409, "already_takes")
    assert (await lead.http.post(f"{BOARD}/loans/end", json={"agent": marco.id, "language": "zh"})).status_code == 204
    async with system.database.read() as session:
        known = (await store.known(session, moment=clock.now()))[marco.id]
        later = (await store.known(session, moment=clock.now() + 13 * 60 * MINUTE))[marco.id]
    assert (set(known.languages), known.teams, later.teams) == ({"en"}, {risk}, frozenset())
    for bad, code in (
        ({"language": "ZH!"}, "invalid_field"), ({"language": "zh", "hours": 13}, "invalid_field"), ({}, "invalid_field"),
        ({"language": "zh", "team": risk}, "invalid_field"), ({"team": uuid4().hex}, "not_found"),
    ):  # fmt: skip
        assert (await lead.http.post(f"{BOARD}/loans", json={"agent": marco.id, **bad})).json()["code"] == code


RUSH = {"capacity": 200, "banner": True, "bot_first": True, "words": {"zh-CN": "请稍候。"}, "minutes": 30}


@both_when_proving
async def test_in_a_rush_agents_have_more_customers_are_told_and_it_is_written_down(quiet_site: Installation):
    site, system = quiet_site, quiet_site.system
    lead, marco = await site.agent("Lena", role="lead"), await site.agent("Marco")
    await takes(lead, marco, chat=1)
    await marco.open()
    await switch_on(system, site.brand_id)
    for _ in range(3):
        await waits(system, site.brand_id)
    assert await system.queue.assign.step() == 1
    begun = await lead.http.post(f"{BOARD}/surges", json=RUSH)
    assert begun.status_code == 201, begun.text
    assert await system.queue.assign.step() == 1
    assert await system.queue.assign.step() == 0
    home = (await lead.http.get("/api/w/northlight/home", params={"locale": "zh-CN"})).json()
    assert (home["rush"], home["brand"]["bot_first"]) == ("请稍候。", True)
    assert (
        "longer than usual" in (await lead.http.get("/api/w/northlight/here", params={"locale": "en"})).json()["rush"]
    )
    page = await lead.http.get("/help/northlight/en/contact")
    assert "longer than usual" in page.text, page.text
    site.system.queue.board.forget()
    seen = await board(lead)
    assert next(one for one in seen["agents"] if one["name"] == "Marco")["capacity"]["chat"] == 2
    assert [(one["runs"], one["began_by"], one["ended_by"]) for one in seen["surges"]] == [(True, "Lena", "")]
    twice = await lead.http.post(f"{BOARD}/surges", json=RUSH)
    assert (twice.status_code, twice.json()["code"]) == (409, "surge_runs")
    for _ in range(2):
        ended = await lead.http.post(f"{BOARD}/surges/{begun.json()['id']}/end")
        assert (ended.status_code, ended.json()["runs"], ended.json()["ended_by"]) == (200, False, "Lena")
    assert (await lead.http.get("/api/w/northlight/here")).json()["rush"] == ""
    for bad, code in (
        ({"capacity": 301}, "invalid_field"), ({"minutes": 4}, "invalid_field"), ({"words": {"xx": "?"}}, "invalid_field"),
        ({"words": {"en": "x" * 281}}, "surge_words"), ({"team": uuid4().hex, "bot_first": False, "banner": False}, "not_found"),
        ({"team": uuid4().hex}, "invalid_field"),
    ):  # fmt: skip
        assert (await lead.http.post(f"{BOARD}/surges", json=RUSH | bad)).json()["code"] == code
    assert not await system.queue.surges.running()
