"""From what happens to an exchange's own system: told once, signed, retried, switched off, sent again, and never what nobody asked
to be told."""

import asyncio
import time
from typing import Any

import pytest
from sqlalchemy import select, update

from fairlead.fakes.webhook_receiver import Receiver, serving
from fairlead.infra import metrics
from fairlead.infra.jobs import JobRow
from fairlead.kit import clock
from fairlead.kit.clock import DAY, HOUR
from fairlead.people.models import TeamMemberRow, TeamRow
from fairlead.webhooks.models import DeliveryRow, WebhookRow
from tests.harness import message
from tests.webhooks.told import PATH, WORDS, Telling


async def test_what_happens_is_told_signed_with_numbers_and_without_a_word_of_anybody(telling: Telling):
    await telling.add()
    talk = await telling.say()
    # No order is promised.
    told = sorted(telling.receiver.told, key=lambda one: str(one.message["type"]))
    assert [one.message["type"] for one in told] == ["conversation.started", "message.received"]
    assert len({one.id for one in told}) == 2
    data = told[1].message["data"]
    assert (data["brand"], data["conversation"], data["seq"], data["author"]) == ("northlight", talk, 1, "customer")
    assert (data["customer"], data["status"], data["ticket"]) == (telling.customer.id, "open", None)
    for one in told:
        for private in (WORDS, "withdrawal", "Lin", "5571234509", "text"):
            assert private.encode() not in one.raw
    await telling.dispatcher.round()
    await telling.later()
    assert len(telling.receiver.told) == 2


async def test_who_asked_for_texts_gets_them_as_they_stand_now_and_without_secrets(telling: Telling):
    await telling.add(texts=True, kinds=["message.received", "reply.sent"])
    seed = "legal winner thank year wave sausage worth useful legal winner thank yellow"
    talk = await telling.say(f"my words are {seed} and it is late")
    (told,) = telling.receiver.told
    assert "it is late" in told.message["data"]["text"]
    assert "winner thank" not in told.message["data"]["text"]
    # Taken back before it could be told.
    telling.receiver.statuses = [503]
    desk = await telling.admin.open()
    await desk.ask({"type": "subscribe", "conversation": talk, "after": 0})
    ack = await desk.ask(message("Your refund code is 7781", talk))
    await telling.work()
    redact = {"type": "redact", "client_id": message("")["client_id"], "conversation": talk, "entry": ack["entry"]}
    assert (await desk.ask(redact))["type"] == "ack"
    await telling.later()
    first, second = [one for one in telling.receiver.told if one.message["type"] == "reply.sent"]
    assert (first.message["data"]["text"], second.message["data"]["text"]) == ("Your refund code is 7781", None)
    assert first.id == second.id


async def test_what_a_closed_team_has_is_told_without_its_words(telling: Telling):
    await telling.add(texts=True, kinds=["message.received"])
    talk = await telling.say("the first")
    async with telling.system.database.write() as session:
        session.add(TeamRow(id="0" * 32, brand_id=telling.site.brand_id, name="Compliance", closed=True))
        await session.flush()
        session.add(TeamMemberRow(team_id="0" * 32, agent_id=telling.admin.id))
    desk = await telling.admin.open()
    given = {"type": "transfer", "client_id": message("")["client_id"], "conversation": talk, "note": "yours"}
    assert (await desk.ask(given | {"to_team": "0" * 32}))["type"] == "ack"
    await telling.say("the second", talk)
    assert [one.message["data"]["text"] for one in telling.receiver.told] == ["the first", None]


async def test_what_fails_comes_again_under_the_same_id_until_it_arrives(telling: Telling):
    made = await telling.add(kinds=["message.received"])
    telling.receiver.statuses, telling.receiver.body = [500, 302, 404], b"out of order " + b"x" * 5000
    await telling.say()
    (row,) = await telling.log(made["id"])
    assert (row["state"], row["status"], row["attempts"]) == ("pending", 500, 1)
    assert row["reply"].startswith("out of order") and len(row["reply"]) == 500
    assert row["next_at"] is not None
    for _ in range(4):
        await telling.later()
    assert len({one.id for one in telling.receiver.told}) == 1
    assert len(telling.receiver.told) == 4
    (row,) = await telling.log(made["id"])
    assert (row["state"], row["status"], row["attempts"], row["next_at"]) == ("delivered", 200, 4, None)
    assert (await telling.endpoint(made["id"])).failing_since is None


async def test_tries_end_after_about_a_day_and_all_that_failed_is_sent_again(telling: Telling):
    made = await telling.add(kinds=["message.received"])
    telling.receiver.statuses = [500] * 11
    since = clock.iso(clock.now())
    talk = await telling.say()
    for _ in range(11):
        await telling.later()
    assert [(row["state"], row["attempts"]) for row in await telling.log(made["id"], state="failed")] == [
        ("failed", 11)
    ]
    ids = {one.id for one in telling.receiver.told}
    nothing = await telling.admin.http.post(f"{PATH}/{made['id']}/replay", json={"since": clock.iso(clock.now())})
    assert nothing.json() == {"replayed": 0}
    again = await telling.admin.http.post(f"{PATH}/{made['id']}/replay", json={"since": since})
    assert again.json() == {"replayed": 1}
    await telling.later()
    (row,) = await telling.log(made["id"])
    assert (row["state"], row["attempts"], row["conversation"]) == ("delivered", 1, talk)
    # One whose job was lost is on its way for ever: nobody will try it any more.
    async with telling.system.database.write() as session:
        await session.execute(update(DeliveryRow).values(state="pending", next_at=clock.now() - 2 * HOUR))
    again = await telling.admin.http.post(f"{PATH}/{made['id']}/replay", json={"since": since})
    assert again.json() == {"replayed": 1}
    await telling.later()
    one = await telling.admin.http.post(f"{PATH}/{made['id']}/deliveries/{row['id']}/replay")
    assert (one.status_code, one.json()["state"]) == (200, "pending")
    await telling.later()
    assert len(telling.receiver.told) == 14
    assert {one.id for one in telling.receiver.told} == ids


async def test_an_endpoint_that_fails_for_days_or_is_gone_is_switched_off_and_admins_hear_of_it(telling: Telling):
    tired = await telling.add("/tired", kinds=["message.received"])
    async with telling.system.database.write() as session:
        await session.execute(update(WebhookRow).values(failing_since=clock.now() - 4 * DAY))
    telling.receiver.statuses = [500]
    talk = await telling.say()
    off = (await telling.admin.http.get(f"{PATH}/off")).json()["off"]
    assert [(one["id"], one["reason"], one["brand"]) for one in off] == [(tired["id"], "failing", "northlight")]
    gone = await telling.add("/gone", kinds=["message.received"])
    telling.receiver.statuses = [410]
    await telling.say("and?", talk)
    off = (await telling.admin.http.get(f"{PATH}/off")).json()["off"]
    assert {one["id"]: one["reason"] for one in off} == {tired["id"]: "failing", gone["id"]: "gone"}
    asked = len(telling.receiver.told)
    await telling.later()
    await telling.say("hello?", talk)
    assert len(telling.receiver.told) == asked
    assert {row["state"] for row in await telling.log(tired["id"])} == {"failed"}
    refused = await telling.admin.http.post(f"{PATH}/{gone['id']}/replay", json={"since": "2026-01-01"})
    assert (refused.status_code, refused.json()["code"]) == (409, "webhook_off")
    await telling.system.queue.tidy()
    assert metrics.WEBHOOKS_OFF._value.get() == 2
    # Switched on again it begins anew, and admins hear of it no more.
    wanted = {key: gone[key] for key in ("name", "url", "kinds", "texts")} | {"active": True}
    on = await telling.admin.http.put(f"{PATH}/{gone['id']}", json=wanted | {"revision": gone["revision"] + 1})
    assert (on.status_code, on.json()["active"], on.json()["off_reason"]) == (200, True, "")
    assert [one["id"] for one in (await telling.admin.http.get(f"{PATH}/off")).json()["off"]] == [tired["id"]]


async def test_one_that_does_not_answer_holds_up_nobody_else(telling: Telling):
    """Of many that wait for an endpoint that fails one goes out; the others wait for it to rest."""
    dead = await telling.add("/dead", kinds=["message.received"])
    talk = await telling.say()
    async with telling.system.database.write() as session:
        far = clock.now() + HOUR
        await session.execute(update(WebhookRow).values(failing_since=clock.now(), resting_until=far))
    await telling.add("/lively", kinds=["message.received"])
    for number in range(6):
        await telling.say(f"{number}", talk)
    assert [one.path for one in telling.receiver.told] == ["/dead", *["/lively"] * 6]
    waiting = await telling.log(dead["id"], state="pending")
    assert [row["attempts"] for row in waiting] == [0] * 6
    telling.receiver.statuses = []
    await telling.later()
    await telling.later()
    assert [row["state"] for row in await telling.log(dead["id"])] == ["delivered"] * 7


async def test_a_secret_is_shown_once_and_two_sign_for_a_day_after_a_rotation(telling: Telling):
    made = await telling.add(kinds=["message.received"])
    listed = (await telling.admin.http.get(PATH, params={"brand": "northlight"})).json()["webhooks"]
    assert made["secret"].startswith("whsec_")
    assert "secret" not in listed[0]
    talk = await telling.say()
    turned = (await telling.admin.http.post(f"{PATH}/{made['id']}/secret")).json()
    assert turned["secret"] != made["secret"]
    assert turned["old_secret_until"] is not None
    # Who knows only the old one, and who knows only the new one.
    for known in (made["secret"], turned["secret"]):
        telling.receiver.secrets = [known]
        await telling.say("still waiting", talk)
    assert [one.signatures for one in telling.receiver.told] == [1, 2, 2]
    async with telling.system.database.write() as session:
        await session.execute(update(WebhookRow).values(old_until=clock.now() - 1))
    await telling.say("and now", talk)
    assert telling.receiver.told[-1].signatures == 1


async def test_a_test_is_sent_at_once_and_what_came_of_it_is_told(telling: Telling):
    made = await telling.add()
    telling.receiver.statuses = [418]
    first = (await telling.admin.http.post(f"{PATH}/{made['id']}/test")).json()
    assert (first["kind"], first["state"], first["status"], first["test"]) == ("webhook.test", "failed", 418, True)
    # A test says nothing against an endpoint.
    assert (await telling.endpoint(made["id"])).failing_since is None
    second = (await telling.admin.http.post(f"{PATH}/{made['id']}/test")).json()
    assert (second["state"], second["reply"]) == ("delivered", '{"received": true}')


async def test_other_rooms_put_in_what_they_tell_and_the_same_is_told_once(telling: Telling):
    made = await telling.add(kinds=["rule.fired", "alert.raised"])
    outbox, database = telling.system.queue.outbox, telling.system.database
    for _ in range(2):
        async with database.write() as session:
            await outbox.alarm(session, telling.site.brand_id, {"id": "7", "what": "robbed"})
    with pytest.raises(ValueError, match="do not know"):
        async with database.write() as session:
            await outbox.put(session, telling.site.brand_id, "anything", key="x", data={})
    # What is rolled back was never said.
    with pytest.raises(RuntimeError):
        async with database.write() as session:
            assert await outbox.put(session, telling.site.brand_id, "rule.fired", key="y", data={}) == 1
            raise RuntimeError
    await telling.work()
    (told,) = telling.receiver.told
    assert told.message["data"] == {"brand": "northlight", "id": "7", "what": "robbed"}
    assert [row["kind"] for row in await telling.log(made["id"])] == ["alert.raised"]


async def test_old_deliveries_are_forgotten_and_a_late_job_of_one_does_nothing(telling: Telling):
    await telling.add(kinds=["message.received"])
    await telling.say()
    async with telling.system.database.write() as session:
        await session.execute(update(DeliveryRow).values(begun_at=clock.now() - 31 * DAY))
    (row,) = await telling.rows()
    payload = {"delivery": row.id, "begun": row.begun_at, "attempt": 0}
    await telling.system.queue.tidy()
    assert await telling.rows() == []
    await telling.system.queue.deliveries.send(payload)
    assert len(telling.receiver.told) == 1


async def test_a_receiver_that_trickles_or_floods_is_judged_by_its_status_alone(telling: Telling):
    telling.receiver.body = b"x" * 3_000_000
    made = await telling.add(kinds=["message.received"])
    began = time.monotonic()
    await telling.say()
    (row,) = await telling.log(made["id"])
    assert (row["state"], len(row["reply"])) == ("delivered", 500)
    assert time.monotonic() - began < 5


async def test_a_private_address_is_refused_when_it_is_entered_and_when_it_is_asked(telling: Telling):
    """What a name leads to may change after it was entered (DNS rebinding): it is looked at again with each connection."""
    other = Receiver()
    with serving(other) as private:
        made = await telling.add(kinds=["message.received"])
        system = telling.system
        async with system.database.write() as session:
            row = await session.get_one(WebhookRow, made["id"])
            row.url = system.sealer.seal(f"{private}/inside".encode(), f"webhook:{row.id}:url")
        await telling.say()
        async with system.database.write() as session:
            row = await session.get_one(WebhookRow, made["id"])
            row.url = system.sealer.seal(b"https://localhost/inside", f"webhook:{row.id}:url")
        await telling.later()
    (found,) = await telling.log(made["id"])
    assert (found["state"], found["status"], found["attempts"]) == ("pending", None, 2)
    assert found["error"] == "Unreachable"
    assert other.told == []


async def wait_for(wanted: Any, *, seconds: float = 20) -> None:
    async with asyncio.timeout(seconds):
        while not wanted():
            await asyncio.sleep(0.02)


async def test_who_dies_over_a_reaction_or_a_job_tells_it_again_under_the_same_id(telling: Telling):
    """The same event seen twice, and the same job run twice, as after a crash."""
    await telling.add(kinds=["message.received"])
    await telling.phone.ask(message(WORDS))
    await telling.dispatcher.round()
    async with telling.system.database.read() as session:
        # The delivery and its job are there together.
        assert len((await session.scalars(select(JobRow).where(JobRow.kind == "webhook"))).all()) == 1
    (row,) = await telling.rows()
    payload = {"delivery": row.id, "begun": row.begun_at, "attempt": row.attempts}
    telling.receiver.answers.clear()
    both = [asyncio.create_task(telling.system.queue.deliveries.send(payload)) for _ in range(2)]
    await wait_for(lambda: len(telling.receiver.told) == 2)
    telling.receiver.answers.set()
    await asyncio.gather(*both)
    assert len({one.id for one in telling.receiver.told}) == 1
    (row,) = await telling.rows()
    assert (row.state, row.attempts) == ("delivered", 1)
    await telling.work()
    assert len(telling.receiver.told) == 2
