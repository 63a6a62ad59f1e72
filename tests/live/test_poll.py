"""What only polls can get wrong: answers that are lost, requests that come twice, keys, bounds, and silence."""

import asyncio
import json
from typing import Any
from uuid import uuid4

import httpx
import pytest

from fairlead.live import poll
from fairlead.live.poll import BUFFER_BYTES, POLLS, PollSocket
from tests.harness import Client, Frame, Installation, message


@pytest.fixture(params=["poll"], autouse=True)
def transport() -> str:
    """This file speaks for itself, by hand."""
    return "poll"


class Hand:
    """A poll made request by request."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.path = f"/api/live/{uuid4()}"
        self.key: str | None = None

    async def post(self, **body: Any) -> httpx.Response:
        return await self.client.http.post(self.path, json=({"key": self.key} if self.key else {}) | body)

    async def ask(self, *frames: Frame, **body: Any) -> dict[str, Any]:
        answer = await self.post(frames=[json.dumps(frame) for frame in frames], **body)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        self.key = found["key"]
        return found | {"frames": [json.loads(text) for text in found.get("frames", [])]}


async def opened(site: Installation) -> Hand:
    """After `welcome`, which is frame 1."""
    client = await site.customer()
    hand = Hand(client)
    answer = await hand.ask({"type": "hello", "version": 1, "session": client.session}, after=0, wait=25)
    assert [frame["type"] for frame in answer["frames"]] == ["welcome"]
    return hand


async def test_an_answer_that_was_lost_is_given_again_until_it_is_had(quiet_site: Installation):
    hand = await opened(quiet_site)
    first = await hand.ask({"type": "ping", "id": "a"}, first=2, after=1, wait=25)
    again = await hand.ask(after=1)
    assert first["frames"] == again["frames"] == [{"type": "pong", "ref": "a"}]
    assert (first["first"], again["first"]) == (2, 2)
    assert (await hand.ask(after=2))["frames"] == []
    assert (await hand.post(after=1)).json()["code"] == "poll_gap"
    assert (await hand.post(after=3)).json()["code"] == "poll_gap"


async def test_a_request_that_comes_twice_is_taken_once_and_a_gap_is_refused(quiet_site: Installation):
    hand = await opened(quiet_site)
    for _ in range(2):
        assert (await hand.ask({"type": "ping", "id": "a"}, first=2))["taken"] == 2
    assert (await hand.ask({"type": "ping", "id": "a"}, {"type": "ping", "id": "b"}, first=2))["taken"] == 3
    said: list[Frame] = []
    while len(said) < 2:
        said += (await hand.ask(after=1 + len(said), wait=5))["frames"]
    assert [frame["ref"] for frame in said] == ["a", "b"]
    refused = await hand.post(first=5, frames=["{}"])
    assert (refused.status_code, refused.json()["code"]) == (409, "poll_gap")


async def test_a_held_request_is_answered_by_what_comes_and_by_a_newer_request(quiet_site: Installation):
    hand = await opened(quiet_site)
    held = asyncio.create_task(hand.ask(after=1, wait=25))
    await asyncio.sleep(0.1)
    newer = asyncio.create_task(hand.ask(after=1, wait=25))
    assert (await asyncio.wait_for(held, 5))["frames"] == []
    await hand.ask(message("hello"), first=2)
    assert [frame["type"] for frame in (await asyncio.wait_for(newer, 5))["frames"]] == ["ack"]


async def test_a_wrong_key_an_unknown_poll_and_one_that_is_taken_answer_alike(quiet_site: Installation):
    hand = await opened(quiet_site)
    other = Hand(hand.client)
    answers = []
    for path, key in ((hand.path, "x" * 43), (other.path, "x" * 43), (hand.path, None)):
        body = {"frames": ["{}"], "after": 0} | ({"key": key} if key else {})
        answer = await hand.client.http.post(path, json=body)
        shown = {name: value for name, value in answer.json().items() if name != "request_id"}
        answers.append((answer.status_code, shown))
    assert answers[0] == answers[1] == answers[2]
    assert answers[0][0] == 404


@pytest.mark.parametrize(
    "body",
    [
        {"first": 0},
        {"wait": 26},
        {"wait": -1},
        {"after": -1},
        {"frames": [""] * 257},
        {"first": 2, "frames": ["{}"]},
        {},
    ],
)
async def test_numbers_out_of_their_range_are_refused_with_a_sentence(quiet_site: Installation, body: dict[str, Any]):
    client = await quiet_site.customer()
    answer = await client.http.post(f"/api/live/{uuid4()}", json=body)
    assert (answer.status_code, answer.json()["code"]) in ((422, "invalid_field"), (422, "missing_field"))
    named = await client.http.post("/api/live/not-a-uuid", json=body)
    assert named.json()["code"] == "client_id_invalid"


async def test_a_foreign_origin_and_a_frame_that_is_too_large_end_as_on_a_socket(quiet_site: Installation):
    client = await quiet_site.customer()
    hello = json.dumps({"type": "hello", "version": 1, "session": client.session})
    async with httpx.AsyncClient(base_url=quiet_site.base_url) as bare:
        answer = await bare.post(f"/api/live/{uuid4()}", json={"frames": [hello], "after": 0, "wait": 5})
    assert (answer.json()["closed"], answer.json()["frames"]) == (4403, [])
    hand = await opened(quiet_site)
    await hand.post(first=2, frames=["x" * 65_537])
    assert (await hand.ask(after=1, wait=5))["closed"] == 1009


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        (None, "text_expected"),
        ({"type": "ping"}, "text_expected"),
        ("", "json_invalid"),
        ("[]", "object_expected"),
        ("null", "object_expected"),
        ('{"type":"ping","type":"ping"}', "duplicate_key"),
        ("[" * 60_000, "json_too_deep"),
        ('{"type":"nothing"}', "unknown_command"),
    ],
)
async def test_w23_what_is_no_command_gets_an_error_and_the_poll_stays(quiet_site: Installation, frame: Any, code: str):
    hand = await opened(quiet_site)
    await hand.post(first=2, frames=[frame, json.dumps({"type": "ping", "id": "after"})])
    said: list[Frame] = []
    while len(said) < 2:
        said += (await hand.ask(after=1 + len(said), wait=5))["frames"]
    assert said[0]["code"] == code
    assert said[1] == {"type": "pong", "ref": "after"}


async def test_a_session_that_ends_closes_its_held_poll_with_4401(quiet_site: Installation):
    hand = await opened(quiet_site)
    held = asyncio.create_task(hand.ask(after=1, wait=25))
    await asyncio.sleep(0.05)
    await hand.client.http.delete("/api/w/session")
    assert (await asyncio.wait_for(held, 5))["closed"] == 4401


async def test_silence_ends_a_poll_and_frees_what_it_held(quiet_site: Installation, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(poll, "SILENCE_SECONDS", 0.2)
    hand = await opened(quiet_site)
    hub = quiet_site.system.hub
    assert len(hub.connections) == 1
    async with asyncio.timeout(10):
        while hub.connections:
            await asyncio.sleep(0.02)
    assert (await hand.post(after=1)).status_code == 404


async def test_the_end_of_the_server_answers_a_held_request_at_once_with_1012(quiet_site: Installation):
    hand = await opened(quiet_site)
    held = asyncio.create_task(hand.ask(after=1, wait=25))
    await asyncio.sleep(0.1)
    started = asyncio.get_running_loop().time()
    for connection in list(quiet_site.server.server_state.connections):
        connection.shutdown()
    assert (await asyncio.wait_for(held, 5))["closed"] == 1012
    assert asyncio.get_running_loop().time() - started < 2


async def test_one_client_cannot_hold_many_requests_nor_one_address_all_polls(quiet_site: Installation):
    hand = await opened(quiet_site)
    sends = [asyncio.create_task(hand.post(after=1, wait=5)) for _ in range(poll.AT_ONCE)]
    codes = {(await task).status_code for task in sends}
    assert codes == {200}
    socket = quiet_site.system.polls.find(hand.path.rpartition("/")[2], hand.key or "")
    socket.requests = poll.AT_ONCE
    refused = await hand.post(after=1)
    socket.requests = 0
    assert (refused.status_code, refused.json()["code"]) == (429, "too_many_requests")
    assert poll.OPENED_AT_ONCE < POLLS


async def test_what_waits_for_a_client_that_does_not_ask_is_bounded():
    socket = PollSocket(100)
    while socket.send_now(["x" * 1000]):
        pass
    waiting = asyncio.create_task(socket.send({"type": "websocket.send", "text": "later"}))
    await asyncio.sleep(0)
    assert not waiting.done()
    first, frames, _ = await socket.give(0, 0)
    assert sum(map(len, frames)) < BUFFER_BYTES + 1000
    await socket.give(first + len(frames) - 1, 0)
    await waiting
    assert (await socket.give(len(frames), 0))[1] == ["later"]
