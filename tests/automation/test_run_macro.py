"""A reply with its steps in one request: each done or refused as by itself, in order, and never twice."""

from typing import Any
from uuid import uuid4

import pytest

from fairlead.kit.ids import new_id
from tests.harness import Client, Frame, Installation, message
from tests.live.test_equation import make_team

NOTE = {"type": "note", "text": "asked for the TxID"}
CLOSE = {"type": "close"}


async def begun(site: Installation) -> str:
    phone = await (await site.customer()).open()
    return str((await phone.ask(message("where is my deposit?")))["conversation"])


async def run(agent: Client, conversation: str, asked: dict[str, Any], status: int = 200) -> Frame:
    answer = await agent.http.post(f"/api/desk/conversations/{conversation}/macro", json=asked)
    assert answer.status_code == status, answer.text
    return dict(answer.json())


async def kinds(agent: Client, conversation: str) -> list[str]:
    page = (await agent.http.get(f"/api/desk/conversations/{conversation}/entries")).json()
    return [entry["kind"] for entry in page["entries"] if entry["author"]["kind"] == "agent"]


def asked(*steps: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"client_id": str(uuid4()), "steps": list(steps)} | more


async def test_reply_and_steps_are_done_in_their_order_and_a_repeat_does_nothing_twice(site: Installation):
    conversation, team = await begun(site), await make_team(site)
    marco, nora = await site.agent("Marco"), await site.agent("Nora")
    transfer = {"type": "transfer", "team": team, "text": "please look at the chain"}
    wanted = asked({**NOTE, "mentions": [nora.id]}, transfer, CLOSE, text="Please send me the TxID.")
    once = await run(marco, conversation, wanted)
    assert [(each["type"], each["ok"]) for each in once["results"]] == [
        ("reply", True), ("note", True), ("transfer", True), ("close", True),
    ]  # fmt: skip
    head = once["conversation"]
    assert (head["status"], head["team"]["id"], head["assignee"]) == ("closed", team, None)
    assert await kinds(marco, conversation) == ["joined", "message", "note", "transferred", "closed"]
    assert (await nora.http.get("/api/desk/mentions")).json()["unseen"] == 1
    assert await run(marco, conversation, wanted) == once
    assert len(await kinds(marco, conversation)) == 5
    # What was cut short goes on where it stopped: the same id stands for the same steps.
    other = await begun(site)
    again = asked(NOTE, CLOSE, text="Hello")
    await run(marco, other, {**again, "steps": [NOTE]})
    assert [each["ok"] for each in (await run(marco, other, again))["results"]] == [True, True, True]
    assert await kinds(marco, other) == ["joined", "message", "note", "closed"]


async def test_after_a_refused_step_nothing_more_is_done_and_the_answer_says_so(site: Installation):
    conversation = await begun(site)
    marco = await site.agent("Marco")
    lost = {"type": "transfer", "team": new_id(), "text": "yours"}
    answer = await run(marco, conversation, asked(NOTE, lost, CLOSE, text="One moment"))
    codes = [(each["type"], each.get("code")) for each in answer["results"]]
    assert codes == [("reply", None), ("note", None), ("transfer", "transfer_target"), ("close", "step_skipped")]
    assert all(each["ok"] or each["message"] for each in answer["results"])
    assert answer["conversation"]["status"] == "open"
    assert await kinds(marco, conversation) == ["joined", "message", "note"]


async def test_what_could_never_be_done_is_refused_before_anything_is(site: Installation):
    conversation, team = await begun(site), await make_team(site)
    marco = await site.agent("Marco")
    for steps, code in (
        ([CLOSE, NOTE], "macro_invalid"),
        ([NOTE, NOTE], "macro_invalid"),
        ([{"type": "assign"}, {"type": "unassign"}], "macro_invalid"),
        ([{"type": "close", "text": "bye"}], "macro_invalid"),
        ([{"type": "note", "text": " "}], "macro_incomplete"),
        ([{"type": "transfer", "text": "yours"}], "macro_incomplete"),
        ([{"type": "transfer", "team": team}], "macro_incomplete"),
        ([{"type": "redact"}], "invalid_field"),
        ([], "empty_message"),
    ):
        text = "" if not steps else "Hello"
        assert (await run(marco, conversation, asked(*steps, text=text), 422))["code"] == code, steps
    assert (await run(marco, conversation, {**asked(CLOSE), "client_id": "7"}, 422))["code"] == "client_id_invalid"
    assert await kinds(marco, conversation) == []


async def test_a_conversation_of_another_brand_is_missing(site: Installation):
    conversation = await begun(site)
    stranger = await site.agent("Stranger", role="admin", brands=[])
    foreign = await run(stranger, conversation, asked(CLOSE), 404)
    unknown = await run(stranger, new_id(), asked(CLOSE), 404)
    assert {**foreign, "request_id": 0} == {**unknown, "request_id": 0}


@pytest.mark.parametrize(
    ("steps", "code"),
    [
        ([CLOSE, NOTE], "macro_invalid"),
        ([{"type": "note", "text": "for {{customer.nick}}"}], "unknown_variable"),
        ([{"type": "transfer", "team": "0" * 32, "text": "yours"}], "transfer_target"),
    ],
)
async def test_a_macro_nobody_could_run_is_not_saved(quiet_site: Installation, steps: list[dict[str, Any]], code: str):
    lead = await quiet_site.agent("Lead", role="lead")
    reply = {"brand": "northlight", "shortcut": "done", "title": "Done", "text": "", "locale": "en"}
    answer = await lead.http.post("/api/desk/canned", json=reply | {"steps": steps})
    assert (answer.status_code, answer.json()["code"]) == (422, code)


async def test_steps_are_kept_with_the_reply_and_may_stand_without_words(quiet_site: Installation):
    lead, team = await quiet_site.agent("Lead", role="lead"), await make_team(quiet_site)
    steps = [NOTE, {"type": "transfer", "team": team, "text": "for {{customer.name}}"}, CLOSE]
    reply = {"shortcut": "done", "title": "Done", "text": "", "locale": "en", "steps": steps}
    made = await lead.http.post("/api/desk/canned", json=reply | {"brand": "northlight"})
    assert made.status_code == 201, made.text
    (kept,) = (await lead.http.get("/api/desk/canned?brand=northlight")).json()["replies"]
    assert kept | {"warnings": []} == made.json()
    assert kept == reply | {"id": kept["id"], "greeting": False}
    path = f"/api/desk/canned/{kept['id']}"
    assert (await lead.http.put(path, json=reply | {"steps": []})).json()["code"] == "empty_message"
    changed = await lead.http.put(path, json=reply | {"text": "Bye", "steps": []})
    assert changed.json()["steps"] == []
