"""Drafts on the server: sealed, one's own, the newest wins, and a sent one is gone everywhere."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from fairlead.conversations.models import DraftRow
from fairlead.kit import clock
from tests.harness import Client, Frame, Installation, message


@pytest.fixture
async def conversation(quiet_site: Installation) -> str:
    return str((await (await (await quiet_site.customer()).open()).ask(message("hello")))["conversation"])


async def save(agent: Client, conversation: str, text: str, revision: int, mode: str = "reply") -> Any:
    body = {"mode": mode, "text": text, "revision": revision}
    return await agent.http.put(f"/api/desk/conversations/{conversation}/draft", json=body)


async def read(agent: Client, conversation: str) -> Frame:
    answer = await agent.http.get(f"/api/desk/conversations/{conversation}/draft")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_a_draft_is_there_on_another_device_until_it_is_sent(quiet_site: Installation, conversation: str):
    marco = await quiet_site.agent("Marco")
    laptop = await quiet_site.signed_in("marco@northlight.example", marco.id)
    first = await save(marco, conversation, "I am looking", 0)
    assert (first.status_code, first.json()["revision"]) == (200, 1)
    assert (await save(marco, conversation, "seems upset", 0, "note")).status_code == 200
    there = await read(laptop, conversation)
    assert (there["reply"]["text"], there["note"]["text"]) == ("I am looking", "seems upset")
    assert (await save(laptop, conversation, "I am looking into it", 1)).json()["revision"] == 2
    # The first device has not heard of it: what it saves would take the newer text away.
    late = await save(marco, conversation, "I am", 1)
    assert (late.status_code, late.json()["code"]) == (409, "draft_newer")
    assert (await save(marco, conversation, "anew", 0)).json()["code"] == "draft_newer"
    assert (await read(marco, conversation))["reply"]["text"] == "I am looking into it"
    # Sent: the other device learns that it is gone, by the revision.
    assert (await save(marco, conversation, "", 2)).json()["revision"] == 3
    assert (await read(laptop, conversation))["reply"] | {"saved_at": ""} == {"text": "", "revision": 3, "saved_at": ""}


async def test_a_draft_is_nobody_elses_and_says_nothing_of_what_is_not_there(
    quiet_site: Installation, conversation: str
):
    site = quiet_site
    marco, nora = await site.agent("Marco"), await site.agent("Nora", role="admin")
    stranger, customer = await site.agent("Stranger", brands=[]), await site.customer(uid="2")
    await save(marco, conversation, "between us", 0)
    assert await read(nora, conversation) == {"reply": None, "note": None}
    for method, body in (("GET", None), ("PUT", {"mode": "reply", "text": "x", "revision": 0})):
        foreign = await stranger.http.request(method, f"/api/desk/conversations/{conversation}/draft", json=body)
        made_up = await stranger.http.request(method, f"/api/desk/conversations/{'0' * 32}/draft", json=body)
        assert foreign.status_code == made_up.status_code == 404
        assert foreign.json()["message"] == made_up.json()["message"]
        path = f"/api/desk/conversations/{conversation}/draft"
        assert (await customer.http.request(method, path, json=body)).status_code == 401


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"text": "a" * 10_001}, "message_too_long"),
        ({"mode": "poem"}, "invalid_field"),
        ({"revision": -1}, "invalid_field"),
        ({"revision": 2**60}, "invalid_field"),
        ({"extra": 1}, "unknown_field"),
    ],
)
async def test_what_is_no_draft_is_refused(
    quiet_site: Installation, conversation: str, change: dict[str, Any], code: str
):
    marco = await quiet_site.agent("Marco")
    body = {"mode": "reply", "text": "x", "revision": 0} | change
    answer = await marco.http.put(f"/api/desk/conversations/{conversation}/draft", json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert await read(marco, conversation) == {"reply": None, "note": None}


async def test_no_word_of_a_draft_lies_readable_on_the_disk(
    quiet_site: Installation, conversation: str, engine: str, tmp_path: Path
):
    marco = await quiet_site.agent("Marco")
    await save(marco, conversation, "canary-of-the-draft 提币失败", 0)
    async with quiet_site.system.database.read() as session:
        (row,) = list(await session.scalars(select(DraftRow)))
    assert row.body is not None
    assert b"canary" not in row.body
    if engine == "sqlite":
        raw = b"".join(path.read_bytes() for path in tmp_path.glob("fairlead.db*"))
        assert b"canary-of-the-draft" not in raw
        assert "提币失败".encode() not in raw


async def test_what_nobody_came_back_to_goes_with_the_next_draft(quiet_site: Installation, conversation: str):
    site = quiet_site
    marco, nora = await site.agent("Marco"), await site.agent("Nora")
    other = (await (await (await site.customer(uid="3")).open()).ask(message("another")))["conversation"]
    for agent in (marco, nora):
        await save(agent, conversation, "old", 0)
    async with site.system.database.write() as session:
        for row in await session.scalars(select(DraftRow)):
            row.updated_at = clock.now() - 31 * clock.DAY
    await save(marco, other, "new", 0)
    assert await read(marco, conversation) == {"reply": None, "note": None}
    assert (await read(nora, conversation))["reply"]["text"] == "old"
