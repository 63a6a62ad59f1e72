"""Rules at work, in a whole installation: what they do when, in which order, once each, and what stops them."""

import asyncio
from typing import Any

from sqlalchemy import select, update

from fairlead.automation.follow_rules import DUE
from fairlead.automation.models import RuleRow, TimerRow
from fairlead.infra import feed
from fairlead.infra.feed import Event
from fairlead.infra.jobs import JobRow
from fairlead.kit import clock
from tests.automation.rules import canned, rule, runs, save
from tests.harness import Installation, message
from tests.live.test_equation import make_team
from tests.proving import both_when_proving
from tests.routing.queue import comes
from tests.tickets.ground import changed, entries, opened

PRIORITY = {"type": "priority", "value": "1", "why": "by the rule of the house"}


def note(text: str) -> dict[str, Any]:
    return {"type": "note", "text": text}


async def notes(site: Installation, agent: Any, conversation: str, count: int) -> list[dict[str, Any]]:
    """The notes of rules, once there are so many."""

    async def look() -> Any:
        found = [one for one in await entries(agent, conversation, agent=True) if one["kind"] == "note"]
        return found if len(found) >= count else None

    found: list[dict[str, Any]] = await comes(look)
    return found


async def events_of(site: Installation, kind: str) -> list[Event]:
    async with site.system.database.read() as session:
        found = await feed.read(session, site.system.database.dialect, feed.START, limit=1000)
    return [event for event in found if event.kind == kind]


async def test_what_a_customer_writes_is_answered_by_a_rule_that_is_no_person(site: Installation):
    admin, phone = await site.agent("Tomasz", role="admin"), await site.customer(name="Lin")
    reply = await canned(admin, "fees", "Hello {{customer.name}}, our fees are in the help center.")
    await canned(admin, "fees", "您好 {{customer.name}}", locale="zh-CN")
    made = await save(
        admin,
        rule("Secret plan", "message", {"type": "reply", "value": reply}, tests=[("words", "in", "withdrawal fee")]),
    )
    socket = await phone.open()
    other = await socket.ask(message("my deposit is missing"))
    talk = str((await socket.ask(message("How high are withdrawal fees?")))["conversation"])
    await socket.ask({"type": "subscribe", "conversation": talk, "after": 0})
    frame = await socket.until(lambda one: one["type"] == "entry" and one["entry"]["data"].get("automatic"))
    told = frame["entry"]
    assert told["text"] == "Hello Lin, our fees are in the help center."
    # How the admin calls his rule is no business of the customer's.
    assert told["author"] == {"kind": "bot", "id": "", "name": ""}
    (seen,) = [one for one in await entries(admin, talk, agent=True) if one["data"].get("automatic")]
    assert seen["author"] == {"kind": "system", "id": made["id"], "name": "Rule: Secret plan"}
    head = (await admin.http.get(f"/api/desk/conversations/{talk}")).json()["conversation"]
    assert head["assignee"] is None
    assert not any(one["data"].get("automatic") for one in await entries(admin, str(other["conversation"]), agent=True))
    # The same event once more, as after a crash, says nothing twice.
    for event in await events_of(site, "MessageReceived"):
        await site.system.automation.follow.on_entry(event)
    assert len([one for one in await entries(admin, talk, agent=True) if one["data"].get("automatic")]) == 1


@both_when_proving
async def test_what_a_rule_has_answered_the_bot_does_not_answer_too_but_who_wants_a_person_gets_one(
    quiet_site: Installation,
):
    site = quiet_site
    admin, phone = await site.agent("Tomasz", role="admin"), await site.customer(name="Lin")
    reply = await canned(admin, "fees", "Our fees are in the help center.")
    made = await save(admin, rule("Fees", "message", {"type": "reply", "value": reply}, tests=[("words", "in", "fee")]))
    socket = await phone.open()
    talk = str((await socket.ask(message("How high is the withdrawal fee?")))["conversation"])
    await socket.ask({"type": "subscribe", "conversation": talk, "after": 0})

    async def said() -> list[str]:
        """Once all that has happened is reacted to: by whom, in order."""
        for event in await events_of(site, "MessageReceived"):
            for react in site.system.reactions()[event.kind].values():
                await react(event)
        return [
            one["author"]["id"] for one in await entries(admin, talk, agent=True) if one["author"]["kind"] != "customer"
        ]

    assert await said() == [made["id"]]
    await socket.ask(message("Where is my deposit?", talk))
    assert set((await said())[1:]) == {"bot"}
    await socket.ask(message("I want to talk to a person about this fee", talk))
    await said()
    page = await entries(admin, talk, agent=True)
    assert [one["data"]["reason"] for one in page if one["kind"] == "handover"] == ["asked"]


async def test_rules_act_in_their_order_on_what_those_before_them_made_and_each_fails_alone(site: Installation):
    admin, phone = await site.agent("Tomasz", role="admin"), await site.customer()
    team = await make_team(site)
    first = await save(admin, rule("Raise", "opened", {"type": "tag", "add": ["deposit"]}, PRIORITY))
    # A ticket that was just submitted cannot be closed.
    failing = await save(admin, rule("Impossible", "opened", note("never"), {"type": "status", "value": "closed"}))
    after = rule("After", "opened", note("raised"), {"type": "transfer", "team": team, "text": "for the chain people"})
    third = await save(
        admin, after | {"when": {"groups": [{"tests": [{"field": "priority", "op": "in", "values": ["1"]}]}]}}
    )
    ticket = await opened(phone)
    (written,) = await notes(site, admin, ticket["conversation"], 1)
    assert written["text"] == "raised"
    assert written["author"]["name"] == "Rule: After"
    shown = (await admin.http.get(f"/api/desk/tickets/{ticket['id']}")).json()
    assert (shown["priority"], shown["tags"], shown["status"]) == (1, ["deposit"], "submitted")
    states = {one: (state, code) for one, state, code in await runs(site, ticket["conversation"])}
    assert states == {first["id"]: ("done", ""), failing["id"]: ("failed", "status_move"), third["id"]: ("done", "")}
    listed = (await admin.http.get("/api/desk/rules", params={"brand": "northlight"})).json()
    assert [one["rule"]["name"] for one in listed["rules"]] == ["Raise", "Impossible", "After"]
    assert [one["week"]["failed"] for one in listed["rules"]] == [0, 1, 0]
    (trouble,) = listed["troubles"]
    assert (trouble["rule"], trouble["code"], trouble["state"]) == (failing["id"], "status_move", "failed")


async def test_a_time_rule_acts_when_its_time_has_come_once_and_not_where_it_began_anew(site: Installation):
    admin, phone = await site.agent("Tomasz", role="admin"), await site.customer()
    waits = rule("Remind", "status", note("nobody answered"), value="waiting_for_partner", after=60)
    made = await save(admin, waits)
    ticket = await opened(phone)
    await changed(admin, ticket, status="waiting_for_partner")
    talk = ticket["conversation"]
    system = site.system

    async def timer() -> Any:
        async with system.database.read() as session:
            return await session.scalar(select(TimerRow).where(TimerRow.conversation_id == talk))

    begun = await comes(timer)
    assert clock.now() + 59 * clock.MINUTE < begun.due_at <= clock.now() + 60 * clock.MINUTE
    # Another status ends the waiting; the same again begins it anew.
    await changed(admin, ticket, status="in_queue")

    async def gone() -> bool:
        return await timer() is None

    await comes(gone)
    await changed(admin, ticket, status="waiting_for_partner")
    now = await comes(timer)
    assert now.seq > begun.seq
    payload = {"rule": made["id"], "conversation": talk, "seq": begun.seq}
    await system.automation.follow.when_due(payload)
    assert await runs(site, talk) == []
    async with system.database.write() as session:
        due = update(JobRow).where(JobRow.kind == DUE).values(run_at=clock.now())
        await session.execute(due)
    # The job and another worker at the same time.
    await asyncio.gather(*(system.automation.follow.when_due(payload | {"seq": now.seq}) for _ in range(2)))
    await notes(site, admin, talk, 1)
    await comes(gone)
    assert await runs(site, talk) == [(made["id"], "done", "")]
    assert len(await notes(site, admin, talk, 1)) == 1


async def test_what_would_go_in_a_circle_is_refused_with_its_names(site: Installation):
    admin = await site.agent("Tomasz", role="admin")
    await save(admin, rule("A", "status", {"type": "tag", "add": ["x"]}, value="investigating"))
    await save(admin, rule("B", "tag", PRIORITY, value="x"))
    closing = rule("C", "priority", {"type": "status", "value": "investigating"})
    refused = await save(admin, closing, 422)
    assert refused["code"] == "rule_loop"
    assert "C → A → B → C" in refused["message"]
    resting = await save(admin, closing | {"active": False})
    body = {"revision": resting["revision"], "rule": closing}
    assert (await admin.http.put(f"/api/desk/rules/{resting['id']}", json=body)).json()["code"] == "rule_loop"
    # What a rule itself brings about is none: it does not react to its own acts.
    await save(admin, rule("D", "tag", {"type": "tag", "add": ["y"]}, value="y"))


async def test_macros_that_call_each_other_are_refused_and_what_is_called_stays(site: Installation):
    admin = await site.agent("Tomasz", role="admin")
    one = await canned(admin, "one", steps=[note("one")])
    two = await canned(admin, "two", steps=[{"type": "macro", "value": one}])
    asked = {"shortcut": "one", "title": "one", "text": "", "locale": "en", "steps": [{"type": "macro", "value": two}]}
    refused = (await admin.http.put(f"/api/desk/canned/{one}", json=asked)).json()
    assert refused["code"] == "macro_loop"
    assert "/one → /two → /one" in refused["message"]
    gone = await admin.http.delete(f"/api/desk/canned/{one}")
    assert (gone.status_code, gone.json()["code"]) == (409, "macro_called")
    # Both write a note: together they do not go.
    clash = asked | {
        "shortcut": "three",
        "brand": "northlight",
        "steps": [note("mine"), {"type": "macro", "value": one}],
    }
    assert (await admin.http.post("/api/desk/canned", json=clash)).json()["code"] == "macro_invalid"


async def test_a_rule_that_answers_an_outside_robot_falls_silent_and_the_admin_is_told_once(site: Installation):
    admin, phone = await site.agent("Tomasz", role="admin"), await site.customer()
    reply = await canned(admin, "got", "We have got your message.")
    made = await save(admin, rule("Echo", "message", {"type": "reply", "value": reply}))
    socket = await phone.open()
    talk = None
    for count in range(8):
        talk = str((await socket.ask(message(f"Out of office, no. {count}", talk)))["conversation"])
    assert talk is not None

    async def stopped() -> bool:
        async with site.system.database.read() as session:
            cursor = await feed.end(session, site.system.database.dialect)
        seen = await site_position(site)
        return seen >= cursor and bool(await runs(site, talk or ""))

    await comes(stopped)
    assert await runs(site, talk) == [(made["id"], "done", "")] * 5 + [(made["id"], "stopped", "rules_words")]


async def site_position(site: Installation) -> Any:
    from fairlead.infra.reactions import cursor_position

    return await cursor_position(site.system.database)


async def test_a_rating_is_what_a_rule_may_wait_for(site: Installation):
    admin, phone = await site.agent("Tomasz", role="admin"), await site.customer()
    await save(admin, rule("Sorry", "rated", note("look into it"), tests=[("rating", "less", "3")]))
    ticket = await opened(phone)
    await changed(admin, ticket, status="solved", text="It is done.")
    talk = ticket["conversation"]
    asked = (await phone.http.get(f"/api/conversations/{talk}/rating")).json()["rating"]
    given = {"resolution": asked["resolution"], "satisfaction": 1}
    assert (await phone.http.put(f"/api/conversations/{talk}/rating", json=given)).status_code == 200
    assert (await notes(site, admin, talk, 1))[0]["text"] == "look into it"


async def test_a_preview_says_what_a_rule_would_have_met_and_does_nothing(site: Installation):
    admin, phone = await site.agent("Tomasz", role="admin"), await site.customer()
    ticket = await opened(phone, text="Where is my missing deposit?")
    socket = await phone.open()
    chat = str((await socket.ask(message("My deposit is late")))["conversation"])
    await socket.ask(message("How high are the fees?"))
    asked = rule("Try", "message", note("x"), {"type": "snooze"}, tests=[("words", "in", "deposit")])
    answer = await admin.http.post("/api/desk/rules/preview", json={"brand": "northlight", "rule": asked})
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert (found["looked"], found["met"], found["times"], found["does"]) == (3, 2, 2, ["note", "snooze"])
    assert {one["conversation"]: one["lacks"] for one in found["matters"]} == {
        chat: ["snooze"],
        ticket["conversation"]: [],
    }
    later = asked | {"trigger": {"on": "message", "after": 60}}
    again = (await admin.http.post("/api/desk/rules/preview", json={"brand": "northlight", "rule": later})).json()
    assert again["met"] == 0
    async with site.system.database.read() as session:
        assert (await session.scalars(select(RuleRow))).all() == []
