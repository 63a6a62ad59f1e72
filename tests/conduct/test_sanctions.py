"""Measures against a customer over the doors, on both databases: told, felt, objected to, decided by somebody else."""

import asyncio

from tests.conduct.ground import measure, say, talk, told
from tests.harness import Installation
from tests.proving import both_when_proving
from tests.tickets.ground import key, opened


async def test_a_warning_comes_first_and_is_told_in_the_customers_language_with_its_reason_and_its_end(
    quiet_site: Installation,
):
    customer, agent = await quiet_site.customer(), await quiet_site.agent()
    socket = await customer.open()
    talked = await socket.ask({"type": "send", "client_id": key()["Idempotency-Key"], "conversation": None, "text": "你们都是废物", "locale": "zh-CN"})  # fmt: skip
    conversation = talked["conversation"]
    await socket.ask({"type": "subscribe", "conversation": conversation, "after": 0})
    early = await measure(agent, conversation, "slow")
    assert (early.status_code, early.json()["code"]) == (409, "warn_first")
    sent = key()
    body = {"kind": "warn", "reason": "insults", "hours": 720}
    path = f"/api/desk/conversations/{conversation}/sanctions"
    # Sent three times at once it is one.
    made, *again = await asyncio.gather(*(agent.http.post(path, json=body, headers=sent) for _ in range(3)))
    assert made.status_code == 201, made.text
    assert {one.json()["id"] for one in again} == {made.json()["id"]}
    assert len((await customer.http.get("/api/sanctions")).json()["sanctions"]) == 1
    other = await agent.http.post(path, json=body | {"reason": "spam"}, headers=sent)
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_mismatch")
    entry = await told(socket, "warn")
    assert "侮辱性言语" in entry["text"]
    about = entry["data"]["conduct"]
    assert (about["id"], about["reason"], about["until"]) == (made.json()["id"], "insults", made.json()["ends_at"])
    mine = (await customer.http.get("/api/sanctions")).json()["sanctions"]
    assert [(one["id"], one["active"], one["may_appeal"]) for one in mine] == [(made.json()["id"], True, True)]
    assert "by" not in mine[0]
    twice = await measure(agent, conversation)
    assert (twice.status_code, twice.json()["code"]) == (409, "sanction_stands")
    # A measure never asks for what support never asks for, nor leads elsewhere; it has an end, and words.
    for wrong, code in (
        ({"words": "send me your password"}, "asks_for_secret"),
        ({"words": "see https://elsewhere.example"}, "link_not_allowed"),
        ({"words": " "}, "conduct_words"),
        ({"hours": 73}, "conduct_hours"),
        ({"reason": "ugly"}, "invalid_field"),
    ):
        refused = await measure(agent, conversation, "slow", **wrong)
        assert (refused.status_code, refused.json()["code"]) == (422, code), refused.text


async def test_who_is_paused_talks_with_the_bot_and_in_his_matters_and_harm_always_reaches_people(site: Installation):
    customer, agent = await site.customer(), await site.agent()
    socket, conversation = await talk(customer)
    watching = await agent.open()
    await watching.ask({"type": "assign", "client_id": key()["Idempotency-Key"], "conversation": conversation, "to": agent.id})  # fmt: skip
    await measure(agent, conversation)
    paused = await measure(agent, conversation, "pause")
    assert paused.status_code == 201, paused.text
    await told(socket, "pause")
    await socket.until(lambda frame: frame["type"] == "entry" and frame["entry"]["kind"] == "closed")
    refused = await say(socket, "answer me", conversation)
    assert (refused["type"], refused["code"]) == ("error", "conduct_paused")
    # The bot has what begins now, and brings nobody.
    alone = (await say(socket, "I want to talk to a human"))["conversation"]
    await socket.ask({"type": "subscribe", "conversation": alone, "after": 0})
    await socket.until(
        lambda frame: frame["type"] == "entry" and "cannot connect you with a person" in frame["entry"]["text"]
    )
    asked = await socket.ask({"type": "handover", "client_id": key()["Idempotency-Key"], "conversation": alone})
    assert (asked["type"], asked["code"]) == ("error", "conduct_paused")
    assert (await agent.http.get(f"/api/desk/conversations/{alone}")).json()["conversation"]["handler"] == "bot"
    # A matter is read by people as before.
    ticket = await opened(customer, category="FEE-Q", text="what is this fee?", evidence=[])
    assert (await say(socket, "it was 3 USDT", ticket["conversation"]))["type"] == "ack"
    # Words of harm are never held up, not even where the rest is.
    assert (await say(socket, "somebody hacked my account", conversation))["type"] == "ack"
    assert (await say(socket, "my account was hacked, help", alone))["type"] == "ack"
    await socket.until(lambda frame: frame["type"] == "entry" and frame["conversation"] == alone and frame["entry"]["kind"] == "handover")  # fmt: skip


@both_when_proving
async def test_who_is_slowed_down_says_one_thing_at_a_time_and_is_told_when_again(quiet_site: Installation):
    customer, agent = await quiet_site.customer(), await quiet_site.agent()
    socket, conversation = await talk(customer)
    await measure(agent, conversation)
    assert (await measure(agent, conversation, "slow")).status_code == 201
    assert (await say(socket, "one", conversation))["type"] == "ack"
    refused = await say(socket, "two", conversation)
    assert (refused["code"], 25 <= refused["retry_after"] <= 31) == ("slowed_down", True)
    assert (await say(socket, "I was hacked", conversation))["type"] == "ack"
    complaint = await opened(customer, category="CPL-FORMAL", text="I complain formally", evidence=[])
    for words in ("first", "second", "third"):
        assert (await say(socket, words, complaint["conversation"]))["type"] == "ack"
    protected = await measure(agent, complaint["conversation"], "slow")
    assert (protected.status_code, protected.json()["code"]) == (409, "conduct_protected")
    # Another customer is not held up.
    other, elsewhere = await talk(await quiet_site.customer("77"))
    assert [(await say(other, words, elsewhere))["type"] for words in ("a", "b", "c")] == ["ack"] * 3


async def test_an_appeal_goes_to_a_lead_who_did_not_set_it_and_what_he_lifts_holds_no_more(quiet_site: Installation):
    customer, agent = await quiet_site.customer(), await quiet_site.agent()
    lead, other = await quiet_site.agent("Sven", role="lead"), await quiet_site.agent("Ines", role="lead")
    socket, conversation = await talk(customer)
    await measure(agent, conversation)
    made = (await measure(lead, conversation, "pause", hours=200)).json()
    path = f"/api/desk/sanctions/{made['id']}/decision"
    decision = {"outcome": "lifted", "text": "You were upset, and said sorry."}
    early = await other.http.post(path, json=decision)
    assert (early.status_code, early.json()["code"]) == (409, "not_appealed")
    appeal = f"/api/sanctions/{made['id']}/appeal"
    assert (await customer.http.post(appeal, json={"text": " "})).json()["code"] == "conduct_words"
    stranger = await quiet_site.customer("77")
    assert (await stranger.http.post(appeal, json={"text": "mine"})).status_code == 404
    done = await customer.http.post(appeal, json={"text": "I am sorry, I had lost everything."})
    assert (done.status_code, done.json()["appeal"]["text"]) == (200, "I am sorry, I had lost everything.")
    assert (await customer.http.post(appeal, json={"text": "please"})).json()["code"] == "appealed_already"
    await told(socket, "appeal")
    waiting = {who: (await who.http.get("/api/desk/appeals")).json()["appeals"] for who in (agent, lead, other)}
    assert [len(waiting[who]) for who in (agent, lead, other)] == [0, 0, 1]
    own = await lead.http.post(path, json=decision)
    assert (own.status_code, own.json()["code"]) == (403, "own_sanction")
    assert (await agent.http.post(path, json=decision)).status_code == 403
    lifted = await other.http.post(path, json=decision)
    assert (lifted.status_code, lifted.json()["active"], lifted.json()["decision"]["outcome"]) == (200, False, "lifted")
    assert lifted.json()["decided_by"]["name"] == "Ines"
    assert "You were upset" in (await told(socket, "lifted"))["text"]
    assert (await other.http.post(path, json=decision)).json()["code"] == "decided_already"
    assert (await say(socket, "thank you", conversation))["type"] == "ack"
    # Everything stands in the timeline, in order, for both sides.
    for who, base in ((customer, "/api"), (agent, "/api/desk")):
        entries = (await who.http.get(f"{base}/conversations/{conversation}/entries")).json()["entries"]
        acts = [one["data"]["conduct"]["act"] for one in entries if one["kind"] == "conduct"]
        assert acts == ["warn", "pause", "appeal", "lifted"]


@both_when_proving
async def test_an_agents_break_is_told_to_the_customer_keeps_his_words_and_stays_with_the_matter(
    quiet_site: Installation,
):
    customer, agent, colleague = await quiet_site.customer(), await quiet_site.agent(), await quiet_site.agent("Ines")
    socket, conversation = await talk(customer)
    base = f"/api/desk/conversations/{conversation}"
    until = (await agent.http.put(f"{base}/break", json={"minutes": 15})).json()["until"]
    entry = await told(socket, "break")
    assert (entry["data"]["conduct"]["until"], "Marco takes a short break" in entry["text"]) == (until, True)
    assert (await agent.http.put(f"{base}/break", json={"minutes": 60})).json()["until"] == until
    assert (await say(socket, "more of it", conversation))["type"] == "ack"
    seen = [(await who.http.get(f"{base}/conduct")).json()["break"] for who in (agent, colleague)]
    assert seen == [{"until": until}, None]
    mine = (await agent.http.get("/api/desk/breaks")).json()["breaks"]
    assert mine == [{"conversation": conversation, "until": until}]
    assert (await agent.http.delete(f"{base}/break")).status_code == 204
    assert (await agent.http.get(f"{base}/conduct")).json()["break"] is None
    assert (await agent.http.put(f"{base}/break", json={"minutes": 600})).json()["code"] == "invalid_field"
    complaint = await opened(customer, category="CPL-FORMAL", text="I complain formally", evidence=[])
    refused = await agent.http.put(f"/api/desk/conversations/{complaint['conversation']}/break", json={"minutes": 15})
    assert (refused.status_code, refused.json()["code"]) == (409, "conduct_protected")
