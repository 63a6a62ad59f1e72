"""An agent's reply that leads out of the house or asks for a secret stays in it, by every door; a lead lets it go with a reason."""

import asyncio
import json
from functools import partial
from typing import Any
from uuid import uuid4

import pytest

from tests.harness import Client, Frame, Installation, Socket, message
from tests.screen import Screen, apply, becomes_equal, fresh_timeline, timeline

OUT = "Please sign in at https://northlight.example@evil.example/ again"
REASON = "The partner's page, agreed with compliance"
RELEASE = {"release": {"reason": REASON}}


class Talk:
    """A customer's conversation, with an agent and a lead."""

    customer: Client
    agent: Client
    lead: Client
    phone: Socket
    desk: Socket
    lead_desk: Socket
    id: str

    @classmethod
    async def begin(cls, site: Installation) -> "Talk":
        talk = cls()
        talk.customer, talk.agent, talk.lead = (
            await site.customer(),
            await site.agent("Marco"),
            await site.agent("Lena", role="lead"),
        )
        talk.phone, talk.desk, talk.lead_desk = [
            await client.open() for client in (talk.customer, talk.agent, talk.lead)
        ]
        talk.id = (await talk.phone.ask(message("I cannot log in")))["conversation"]
        for socket in (talk.phone, talk.desk, talk.lead_desk):
            await socket.ask({"type": "subscribe", "conversation": talk.id, "after": 0})
        return talk

    def say(self, text: str, **fields: Any) -> Frame:
        return message(text, self.id, **fields)

    async def hold(self, text: str = OUT, **fields: Any) -> Frame:
        ack = await self.desk.ask(self.say(text, note=True, held=True, **fields))
        assert ack["type"] == "ack", ack
        return ack

    def releasing(self, entry: str, reason: str = REASON) -> Frame:
        named = {"client_id": str(uuid4()), "conversation": self.id}
        return {"type": "release", "entry": entry, "reason": reason, **named}

    async def customer_reads(self) -> str:
        return str(await fresh_timeline(self.customer, self.id, agent=False))


async def test_a_reply_that_leads_out_of_the_house_is_stopped_at_every_door_and_its_host_is_named(
    quiet_site: Installation,
):
    talk = await Talk.begin(quiet_site)
    refused = await talk.desk.ask(talk.say(OUT))
    assert (refused["type"], refused["code"]) == ("error", "link_not_allowed")
    assert "evil.example" in refused["message"] and "northlight" not in refused["message"]
    talk.agent.transport = "poll"
    poll = await talk.agent.open()
    assert (await poll.ask(talk.say(OUT)))["code"] == "link_not_allowed"
    body = {"conversation": talk.id, "text": OUT}
    answer = await talk.agent.http.post("/api/desk/messages", json=body, headers={"Idempotency-Key": str(uuid4())})
    assert (answer.status_code, answer.json()["code"]) == (422, "link_not_allowed")
    assert answer.json()["data"] == {"host": "evil.example"}
    run = {"client_id": str(uuid4()), "text": OUT, "steps": [{"type": "close"}]}
    answer = await talk.agent.http.post(f"/api/desk/conversations/{talk.id}/macro", json=run)
    assert [result.get("code") for result in answer.json()["results"]] == ["link_not_allowed", "step_skipped"]
    # What a machine is said to have translated is read by the customer too.
    original = {"original": OUT, "from": "en", "to": "es"}
    assert (await talk.desk.ask(talk.say("Hola", translated=original)))["code"] == "link_not_allowed"
    asks = {"original": "Send me your password", "from": "en", "to": "es"}
    assert (await talk.desk.ask(talk.say("Hola", translated=asks)))["code"] == "asks_for_secret"
    assert "evil.example" not in await talk.customer_reads()


async def test_what_leads_to_the_brand_its_help_center_or_its_list_goes(quiet_site: Installation):
    talk = await Talk.begin(quiet_site)
    own = quiet_site.base_url
    for text in (f"See {own}/help/northlight/en/", "http://northlight.localhost:9/fees", "etherscan.io/tx/0x12"):
        assert (await talk.desk.ask(talk.say(text)))["type"] == "ack", text
    assert (await talk.desk.ask(talk.say("https://status.example/")))["code"] == "link_not_allowed"
    await quiet_site.system.brands.set_links(quiet_site.brand_id, ["status.example"])
    assert (await talk.desk.ask(talk.say("https://status.example/")))["type"] == "ack"
    assert (await talk.desk.ask(talk.say("etherscan.io/tx/0x12")))["code"] == "link_not_allowed"
    # Among colleagues anything may be named, and a customer may send what he likes.
    assert (await talk.desk.ask(talk.say(OUT, note=True)))["type"] == "ack"
    assert (await talk.phone.ask(talk.say("is https://evil.example yours?")))["type"] == "ack"


@pytest.mark.parametrize(
    "text", [OUT, "Please send me the verification code you got", "Write to our manager on Telegram @north_help"]
)
async def test_a_lead_sends_it_with_a_reason_and_nobody_else_does(quiet_site: Installation, text: str):
    talk = await Talk.begin(quiet_site)
    assert (await talk.desk.ask(talk.say(text, **RELEASE)))["code"] == "not_allowed"
    assert (await talk.phone.ask(talk.say(text, **RELEASE)))["code"] == "not_allowed"
    assert (await talk.lead_desk.ask(talk.say(text)))["code"] in ("link_not_allowed", "asks_for_secret")
    for reason in ("too short", "x" * 501, " " * 40):
        refused = await talk.lead_desk.ask(talk.say(text, release={"reason": reason}))
        assert refused["code"] == "release_reason"
    sent = talk.say(text, **RELEASE)
    ack = await talk.lead_desk.ask(sent)
    assert ack["type"] == "ack", ack
    assert {**await talk.lead_desk.ask(sent), "ref": ""} == {**ack, "ref": ""}
    seen = await fresh_timeline(talk.agent, talk.id, agent=True)
    released = seen["entries"][ack["number"]]["data"]["released"]
    assert released["reason"] == REASON and released["code"] in ("link_not_allowed", "asks_for_secret")
    assert text in await talk.customer_reads()


async def test_what_nothing_stops_is_not_marked_as_released(quiet_site: Installation):
    talk = await Talk.begin(quiet_site)
    ack = await talk.lead_desk.ask(talk.say("All is well", **RELEASE))
    assert "released" not in (await fresh_timeline(talk.agent, talk.id, agent=True))["entries"][ack["number"]]["data"]


async def test_a_stopped_reply_waits_as_a_note_until_a_lead_lets_it_go_once_and_every_screen_agrees(
    quiet_site: Installation,
):
    talk = await Talk.begin(quiet_site)
    ack = await talk.hold(mentions=[talk.lead.id])
    seen = await fresh_timeline(talk.lead, talk.id, agent=True)
    assert seen["entries"][ack["number"]]["data"]["held"] == {"code": "link_not_allowed", "found": "evil.example"}
    assert "evil.example" not in await talk.customer_reads()
    assert (await talk.desk.ask(talk.releasing(ack["entry"])))["code"] == "not_allowed"
    assert (await talk.phone.ask(talk.releasing(ack["entry"])))["code"] == "not_allowed"
    assert (await talk.lead_desk.ask(talk.releasing(ack["entry"], "short")))["code"] == "release_reason"
    # Two leads at once: one of them is told.
    second = await (await quiet_site.agent("Ana", role="admin")).open()
    answers = await asyncio.gather(*(lead.ask(talk.releasing(ack["entry"])) for lead in (talk.lead_desk, second)))
    assert sorted(answer["type"] for answer in answers) == ["ack", "error"]
    assert next(answer for answer in answers if answer["type"] == "error")["code"] == "already_released"
    read = (await fresh_timeline(talk.customer, talk.id, agent=False))["entries"].values()
    assert [entry["text"] for entry in read if entry["kind"] == "message"] == ["I cannot log in", OUT]
    for client, socket, side in ((talk.agent, talk.desk, "agents"), (talk.customer, talk.phone, "customer")):
        screen = Screen(timeline(talk.id), partial(apply, side=side))
        screen.follow(socket)
        await becomes_equal(screen.look, partial(fresh_timeline, client, talk.id, agent=side == "agents"))
    note = (await fresh_timeline(talk.agent, talk.id, agent=True))["entries"][ack["number"]]
    assert note["data"]["held"]["released"]["by"]["name"] in ("Lena", "Ana")


async def test_a_held_note_cannot_be_changed_and_one_that_was_taken_back_cannot_go(quiet_site: Installation):
    talk = await Talk.begin(quiet_site)
    ack = await talk.hold()
    named = {"client_id": str(uuid4()), "conversation": talk.id}
    edited = await talk.desk.ask({"type": "edit", "entry": ack["entry"], "text": "harmless", **named})
    assert edited["code"] == "not_allowed"
    await talk.desk.ask({"type": "redact", "entry": ack["entry"], **named, "client_id": str(uuid4())})
    assert (await talk.lead_desk.ask(talk.releasing(ack["entry"])))["code"] == "not_found"


async def test_what_nothing_stops_is_not_held_and_a_note_that_was_not_held_is_not_released(quiet_site: Installation):
    talk = await Talk.begin(quiet_site)
    assert (await talk.desk.ask(talk.say("All is well", note=True, held=True)))["code"] == "invalid_field"
    assert (await talk.desk.ask(talk.say(OUT, held=True)))["code"] == "invalid_field"
    note = await talk.desk.ask(talk.say(OUT, note=True))
    assert (await talk.lead_desk.ask(talk.releasing(note["entry"])))["code"] == "not_found"
    assert (await talk.lead_desk.ask(talk.releasing("made-up")))["code"] == "not_found"


async def test_a_held_translation_goes_out_as_the_translation_it_is(quiet_site: Installation):
    talk = await Talk.begin(quiet_site)
    made = {"original": "See https://evil.example", "from": "en", "to": "es"}
    ack = await talk.hold("Vea https://evil.example", translated=made)
    released = await talk.lead_desk.ask(talk.releasing(ack["entry"]))
    entry = (await fresh_timeline(talk.customer, talk.id, agent=False))["entries"][released["public_number"]]
    assert entry["data"] == {"translated": made} and entry["text"] == "Vea https://evil.example"


async def test_neither_the_reason_nor_the_held_note_reaches_the_customer_in_any_byte(quiet_site: Installation):
    talk = await Talk.begin(quiet_site)
    talk.customer.transport = "poll"
    poll = await talk.customer.open()
    await poll.ask({"type": "subscribe", "conversation": talk.id, "after": 0})
    ack = await talk.hold("Go to https://held.example then", mentions=[talk.lead.id])
    await talk.lead_desk.ask(talk.say(OUT, **RELEASE))
    await talk.lead_desk.ask(talk.releasing(ack["entry"], f"{REASON}, second"))
    for socket in (talk.phone, poll):
        await socket.until(lambda frame: frame["type"] == "entry" and "held.example" in frame["entry"]["text"])
        await socket.ask({"type": "ping"})
    heard = json.dumps([talk.phone.frames, poll.frames])
    paths = ["/api/conversations", "/api/w/northlight/home"]
    paths += [f"/api/conversations/{talk.id}{rest}" for rest in ("/entries", "/transcript")]
    for path in paths:
        answer = await talk.customer.http.get(path)
        assert answer.status_code == 200, path
        heard += answer.text
    assert "held.example" in heard and "evil.example" in heard
    for internal in (REASON, "released", "link_not_allowed", '"held"', ack["entry"]):
        assert internal not in heard, internal
