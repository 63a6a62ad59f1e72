"""The naughty strings and the XSS list in every text field (H26, H27, V-25): byte for byte, or refused with a code."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest

from fairlead.kit.text import is_blank, one_line, visible_name
from tests.bad_input.ground import lead_of, no_leak, problem, someone
from tests.harness import Client, Installation, Socket, message

# So many fields are asked at once: as in life, and quicker.
AT_ONCE = 40


def naughty(shared: Path) -> list[str]:
    return [*json.loads((shared / "data/hostile/naughty-strings/blns.json").read_text("utf-8")), "\x00", "a\ud800b"]


def xss(shared: Path) -> list[str]:
    """The list is long and repeats itself: three hundred lines from all over it."""
    path = shared / "data/hostile/xss-payloadbox/Intruder/xss-payload-list.txt"
    lines = path.read_text("utf-8", "replace").split("\n")
    return sorted(set(lines[:: max(1, len(lines) // 300)]))


@pytest.fixture(params=["H26 naughty strings", "H27 XSS"])
def strings(request: pytest.FixtureRequest, shared: Path) -> list[str]:
    return naughty(shared) if request.param.startswith("H26") else xss(shared)


def batches(strings: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(strings), AT_ONCE):
        yield strings[start : start + AT_ONCE]


def kept(text: str) -> str:
    """What a text becomes: the letter, but for what no database takes."""
    return "".join("\ufffd" if c == "\x00" or "\ud800" <= c <= "\udfff" else c for c in text)


async def all_entries(client: Client, path: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    before = ""
    while True:
        answer = await client.http.get(f"{path}/entries?limit=100{before}")
        assert answer.status_code == 200, answer.text
        page = answer.json()
        found = page["entries"] + found
        if not page["more"]:
            return found
        before = f"&before={page['entries'][0]['number']}"


async def sent(socket: Socket, text: str, conversation: str, **fields: Any) -> str:
    answer = await socket.ask(message(text, conversation, **fields), seconds=30)
    if answer["type"] == "error":
        assert answer["code"] == "empty_message", answer
        assert is_blank(text)
        return ""
    assert answer["type"] == "ack"
    return str(answer["entry"])


async def test_h26_messages_and_notes_come_back_byte_for_byte_everywhere(either: Installation, strings: list[str]):
    customer, lead = await someone(either), await lead_of(either)
    socket, desk = await customer.open(), await lead.open()
    conversation = (await socket.ask(message("start")))["conversation"]
    await socket.ask({"type": "subscribe", "conversation": conversation, "after": 0})
    said: dict[str, str] = {}
    noted: dict[str, str] = {}
    for batch in batches(strings):
        said |= dict(
            zip(await asyncio.gather(*[sent(socket, text, conversation) for text in batch]), batch, strict=True)
        )
        notes = [sent(desk, text, conversation, note=True) for text in batch]
        noted |= dict(zip(await asyncio.gather(*notes), batch, strict=True))
    said.pop("", None)
    noted.pop("", None)
    assert len(said) > len(strings) * 0.9
    wanted = {entry: kept(text) for entry, text in said.items()}
    await socket.until(lambda frame: frame["type"] == "entry" and frame["entry"]["number"] == len(said) + 1, seconds=30)
    assert {entry["id"]: entry["text"] for entry in socket.entries() if entry["id"] in said} == wanted
    own = await all_entries(customer, f"/api/conversations/{conversation}")
    assert {entry["id"]: entry["text"] for entry in own if entry["id"] in said} == wanted
    assert not {entry["id"] for entry in own} & noted.keys()
    theirs = await all_entries(lead, f"/api/desk/conversations/{conversation}")
    both = wanted | {entry: kept(text) for entry, text in noted.items()}
    assert {entry["id"]: entry["text"] for entry in theirs if entry["id"] in both} == both


async def test_h26_first_messages_are_shown_in_the_desks_list(either: Installation, shared: Path):
    """Subject and preview are one line, and otherwise to the letter."""
    customer, lead = await someone(either), await lead_of(either)
    strings = [text for text in naughty(shared) if not is_blank(text)][::6]
    made: dict[str, str] = {}
    for batch in batches(strings):
        answers = await asyncio.gather(*[over_http(customer, text) for text in batch])
        made |= {answer["conversation"]: kept(text) for answer, text in zip(answers, batch, strict=True)}
    found: dict[str, dict[str, Any]] = {}
    cursor = ""
    while not made.keys() <= found.keys():
        answer = await lead.http.get(f"/api/desk/conversations?view=open&limit=100{cursor}")
        assert answer.status_code == 200, answer.text
        found |= {conversation["id"]: conversation for conversation in answer.json()["conversations"]}
        if answer.json()["next"] is None:
            break
        cursor = f"&cursor={answer.json()['next']}"
    assert {name: found[name]["preview"] for name in made} == {name: one_line(text, 140) for name, text in made.items()}
    assert {name: found[name]["subject"] for name in made} == {name: one_line(text, 80) for name, text in made.items()}


async def over_http(client: Client, text: str) -> dict[str, Any]:
    headers = {"Idempotency-Key": str(uuid4()), "Content-Type": "application/json"}
    answer = await client.http.post("/api/messages", content=json.dumps({"text": text}).encode(), headers=headers)
    assert answer.status_code == 201, (text, answer.text)
    no_leak(answer.content)
    found: dict[str, Any] = answer.json()
    return found


async def test_h26_canned_replies_keep_their_texts_or_say_why_not(either: Installation, strings: list[str]):
    lead = await lead_of(either)

    async def add(number: int, text: str) -> tuple[str, str, str] | None:
        shortcut = f"s{uuid4().hex[:10]}{number}"
        body = {"brand": "northlight", "shortcut": shortcut, "title": text, "text": text, "locale": "en"}
        answer = await lead.http.post("/api/desk/canned", content=json.dumps(body).encode(), headers=JSON)
        if answer.status_code != 201:
            problem(answer, 422, ("invalid_field", "empty_message"))
            assert is_blank(visible_name(text)) or is_blank(text)
            return None
        return answer.json()["id"], answer.json()["title"], answer.json()["text"]

    made = []
    for batch in batches(strings[::6]):
        made += zip(await asyncio.gather(*[add(number, text) for number, text in enumerate(batch)]), batch, strict=True)
    listed = (await lead.http.get("/api/desk/canned?brand=northlight")).json()["replies"]
    shown = {reply["id"]: reply for reply in listed}
    for reply, text in made:
        if reply is not None:
            assert reply[2] == shown[reply[0]]["text"] == kept(text)
            assert reply[1] == shown[reply[0]]["title"] == visible_name(text, 120)
    await asyncio.gather(*[lead.http.delete(f"/api/desk/canned/{reply[0]}") for reply, _ in made if reply is not None])


JSON = {"Content-Type": "application/json"}


async def test_h26_small_fields_are_refused_with_a_code_or_kept_clean(house: Installation, strings: list[str]):
    """Shortcuts, locales, contexts, presences, views, search words, ids, signs of presence and addresses."""
    customer, lead = await someone(house), await lead_of(house)

    async def one(text: str) -> None:
        def body(**fields: Any) -> bytes:
            return json.dumps(fields).encode()

        word = quote(text.encode("utf-8", "replace"), safe="")
        reply = {"brand": "northlight", "shortcut": text, "title": "a", "text": "b", "locale": "en"}
        answers = await asyncio.gather(
            lead.http.post("/api/desk/canned", content=body(**reply), headers=JSON),
            lead.http.put("/api/desk/presence", content=body(presence=text), headers=JSON),
            lead.http.get(f"/api/desk/conversations?view={word}"),
            lead.http.get(f"/api/desk/conversations?brand={word}"),
            lead.http.get(f"/api/desk/search?brand=northlight&q={word}"),
            lead.http.get(f"/api/desk/conversations/search?q={word}"),
            lead.http.get(f"/api/desk/conversations/search?q=a&channel={word}&since={word}"),
            lead.http.get(f"/api/desk/customers/{word}"),
            customer.http.get(f"/api/w/northlight/search?q={word}&locale=en"),
            customer.http.get(f"/api/w/northlight/home?locale={word}"),
            customer.http.get(f"/api/conversations?cursor={word}"),
            customer.http.get(f"/api/conversations/{word}/entries"),
        )
        for answer in answers:
            if answer.status_code >= 400:
                assert answer.status_code in (404, 405, 409, 414, 422), (text, answer.status_code, answer.text)
                problem(answer, answer.status_code)
        if answers[0].status_code == 201:
            await lead.http.delete(f"/api/desk/canned/{answers[0].json()['id']}")

    some = strings[:: max(1, len(strings) // 40)]
    # Of so many questions at once the last would wait for longer than their lines are held.
    for at in range(0, len(some), 8):
        await asyncio.gather(*[one(text) for text in some[at : at + 8]])


async def test_v25_h26_names_of_people_and_files_are_shown_clean(house: Installation, strings: list[str]):
    customer = await someone(house)

    async def one(text: str) -> None:
        raw = text.encode("utf-8", "replace")
        answer = await customer.http.post(
            "/api/files", content=uuid4().hex.encode(), headers={"X-File-Name": quote(raw)[:2000]}
        )
        assert answer.status_code == 201, (text, answer.text)
        name = answer.json()["name"]
        assert not set(name) & set('<>/\\":;*?|\r\n\x00')

    for batch in batches(strings[::6]):
        await asyncio.gather(*[one(text) for text in batch])
    for text in strings[::40]:
        if not text or len(text) > 80 or kept(text) != text:
            continue  # A token that says this is refused; see test_tokens.py.
        person = await someone(house, name=text)
        socket = await person.open()
        assert person.id
        entry = await socket.ask(message("hello"))
        await socket.ask({"type": "subscribe", "conversation": entry["conversation"], "after": 0})
        shown = (await socket.until(lambda frame: frame["type"] == "entry"))["entry"]["author"]["name"]
        assert shown == visible_name(text)
        await socket.close()
