"""The front ends' types say what the server says: answers of a whole story are given to the TypeScript compiler."""

import asyncio
import json
import shutil
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from fairlead.helpcenter.import_folder import import_folder
from fairlead.kit.ids import new_id
from fairlead.people.models import TeamRow
from tests.harness import Client, Frame, Installation, Socket, message
from tests.search.conftest import caught_up

REPOSITORY = Path(__file__).resolve().parents[2]
DEMO = REPOSITORY / "src" / "fairlead" / "demo" / "articles"
QUESTION = "My withdrawal is pending, how long does it take?"


async def command(socket: Socket, kind: str, conversation: str, **fields: Any) -> Frame:
    answer = await socket.ask({"type": kind, "client_id": str(uuid4()), "conversation": conversation, **fields})
    assert answer["type"] == "ack", answer
    return answer


async def get(client: Client, path: str) -> Any:
    answer = await client.http.get(path)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def answered(site: Installation, phone: Socket) -> Frame:
    """The bot's answer with its article, once the articles just imported can be found."""
    async with asyncio.timeout(30):
        while not await site.system.help_center.search(site.brand_id, "en", QUESTION):
            await asyncio.sleep(0.05)
    asked = await phone.ask(message(QUESTION))
    await phone.ask({"type": "subscribe", "conversation": asked["conversation"], "after": 0})
    return await phone.until(
        lambda frame: (
            frame["type"] == "entry"
            and frame["conversation"] == asked["conversation"]
            and "answer" in frame["entry"]["data"]
        )
    )


async def told(site: Installation) -> dict[str, list[Any]]:
    """TypeScript's name of a type → what the server sent for it."""
    await import_folder(site.system.database, site.brand_id, DEMO, default_locale="en")
    customer, marco, nora = await site.customer(), await site.agent("Marco", role="admin"), await site.agent("Nora")
    phone, desk = await customer.open(), await marco.open()
    await desk.ask({"type": "subscribe", "workspace": True})
    answer = await answered(site, phone)
    conversation = answer["conversation"]
    await desk.ask({"type": "subscribe", "conversation": conversation, "after": 0})
    await command(phone, "rate_answer", conversation, entry=answer["entry"]["id"], helpful=False)
    await command(phone, "handover", conversation)
    upload = await customer.http.post("/api/files", content=b"a log", headers={"X-File-Name": "log.txt"})
    await phone.ask(message("see this", conversation, files=[upload.json()["id"]]))
    await phone.send({"type": "typing", "conversation": conversation, "on": True})
    await desk.until(lambda frame: frame["type"] == "typing")
    reply = await desk.ask(message("I look", conversation))
    await phone.send({"type": "read", "conversation": conversation, "number": reply["public_number"]})
    await desk.until(lambda frame: frame["type"] == "receipt" and frame["side"] == "customer")
    note = await command(desk, "send", conversation, text="@Nora he is upset", note=True, mentions=[nora.id])
    await command(desk, "send", conversation, text="so I see", note=True, reply_to=note["number"])
    await command(desk, "edit", conversation, entry=note["entry"], text="@Nora he is very upset", mentions=[nora.id])
    hers = await nora.open()
    await hers.ask({"type": "subscribe", "conversation": conversation, "after": 0})
    await hers.send({"type": "viewing", "conversation": conversation, "writing": "note"})
    await command(desk, "send", conversation, text="@Nora?", note=True, mentions=[nora.id])
    await hers.until(lambda frame: frame["type"] == "mentioned")
    draft = {"mode": "note", "text": "a thought", "revision": 0}
    assert (await marco.http.put(f"/api/desk/conversations/{conversation}/draft", json=draft)).status_code == 200
    await command(desk, "assign", conversation, to=nora.id)
    team = TeamRow(id=new_id(), brand_id=site.brand_id, name="Payments")
    async with site.system.database.write() as session:
        session.add(team)
    await command(desk, "transfer", conversation, to_team=team.id, note="yours")
    await command(desk, "redact", conversation, entry=reply["entry"])
    await command(desk, "close", conversation)
    await command(phone, "reopen", conversation)
    await phone.ask(message("", conversation))
    await desk.until(lambda frame: frame["type"] == "changed")
    await phone.ask({"type": "unsubscribe", "conversation": conversation})

    await caught_up(site.system)
    home = await get(customer, "/api/w/northlight/home?locale=en")
    found = (await get(customer, "/api/w/northlight/search?locale=en&q=withdrawal"))["results"]
    replies = "/api/desk/canned"
    steps = [{"type": "note", "text": "greeted"}, {"type": "assign"}, {"type": "close"}]
    canned = {"brand": "northlight", "shortcut": "hi", "title": "Hello", "text": "", "locale": "en", "steps": steps}
    macro = f"/api/desk/conversations/{conversation}/macro"
    ran = [await marco.http.post(macro, json={"client_id": str(uuid4()), "steps": steps}) for _ in range(2)]
    assert [answer.status_code for answer in ran] == [200, 200], ran[0].text
    made = await marco.http.post(replies, json=canned)
    assert made.status_code == 201, made.text
    session = await customer.http.post("/api/w/northlight/session", json={"token": None})
    return {
        "ServerFrame": [*phone.frames, *desk.frames, *hers.frames],
        "FileRef": [upload.json()],
        "Home": [home],
        "SearchResult": found,
        "Article": [await get(customer, f"/api/w/northlight/articles/{found[0]['id']}")],
        "Session": [session.json()],
        "ConversationPage": [await get(customer, "/api/conversations")],
        "EntryPage": [
            await get(customer, f"/api/conversations/{conversation}/entries"),
            await get(marco, f"/api/desk/conversations/{conversation}/entries"),
        ],
        "Transcript": [await get(customer, f"/api/conversations/{conversation}/transcript")],
        "DeskPage": [await get(marco, f"/api/desk/conversations?view={view}") for view in ("open", "waiting", "mine")],
        "SavedDrafts": [await get(marco, f"/api/desk/conversations/{conversation}/draft")],
        "MentionPage": [await get(nora, "/api/desk/mentions")],
        "DeskConversation": [await get(marco, f"/api/desk/conversations/{conversation}")],
        "CustomerProfile": [await get(marco, f"/api/desk/customers/{customer.id}")],
        "Me": [await get(marco, "/api/desk/me")],
        "People": [await get(marco, "/api/desk/people")],
        "MacroAnswer": [answer.json() for answer in ran],
        "TalkHits": [
            await get(marco, f"/api/desk/conversations/search?q={q}") for q in ("withdrawal", "upset", "zzzz", "Lin")
        ],
        "SavedCanned": [made.json()],
        "CannedReply": (await get(marco, f"{replies}?brand=northlight"))["replies"],
    }


@pytest.mark.parametrize("engine", ["sqlite"])
async def test_every_answer_fits_the_front_ends_type(site: Installation, tmp_path: Path):
    seen = await told(site)
    kinds = {frame["type"] for frame in seen["ServerFrame"]}
    assert kinds >= {
        "welcome",
        "subscribed",
        "entry",
        "conversation",
        "receipt",
        "typing",
        "workspace",
        "changed",
        "ack",
    }
    assert kinds >= {"error", "done"}
    entries = {frame["entry"]["kind"] for frame in seen["ServerFrame"] if frame["type"] == "entry"}
    assert entries == {
        *(
            "message",
            "note",
            "handover",
            "assigned",
            "joined",
            "transferred",
            "closed",
            "reopened",
            "redaction",
            "rated",
            "edited",
        )
    }
    lines = ["import type { ServerFrame } from '@/api/frames'", "import type * as api from '@/api/types'"]
    for name, values in seen.items():
        assert values, name
        shape = name if name == "ServerFrame" else f"api.{name}"
        # One literal a line: only a literal is looked through for fields that the type does not have.
        lines += [f"export const {name}{n}: {shape} = {json.dumps(value)}" for n, value in enumerate(values)]
    (tmp_path / "said.ts").write_text("\n".join(lines), "utf-8")
    config = {
        "extends": str(REPOSITORY / "tsconfig.json"),
        "compilerOptions": {"types": [], "baseUrl": str(REPOSITORY)},
        "include": [str(tmp_path / "said.ts")],
    }
    (tmp_path / "tsconfig.json").write_text(json.dumps(config), "utf-8")
    compiler = REPOSITORY / "node_modules" / ".bin" / "tsc"
    assert shutil.which(str(compiler)), "make installs the front ends' packages"
    process = await asyncio.create_subprocess_exec(
        *(str(compiler), "--noEmit", "-p", str(tmp_path)), stdout=asyncio.subprocess.PIPE, cwd=REPOSITORY
    )
    out, _ = await asyncio.wait_for(process.communicate(), 120)
    assert process.returncode == 0, out.decode()[:4000]
