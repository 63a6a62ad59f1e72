"""See src/fairlead/conversations/caption.py."""

from typing import Any

from sqlalchemy import update

from fairlead.conversations.models import FileRow
from fairlead.kit import clock
from tests.harness import Client, Installation, message


async def _given(client: Client, name: str, *, agent: bool = False) -> str:
    path = "/api/desk/files" if agent else "/api/files"
    answer = await client.http.post(path, content=f"what stands in {name}".encode(), headers={"X-File-Name": name})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def _captioned(client: Client, file_id: str, caption: str, *, agent: bool = False) -> Any:
    return await client.http.put(f"/api{'/desk' if agent else ''}/files/{file_id}/caption", json={"caption": caption})


async def _files(client: Client, conversation: str, *, agent: bool = False) -> list[tuple[Any, ...]]:
    base = "/api/desk" if agent else "/api"
    found = (await client.http.get(f"{base}/conversations/{conversation}/entries")).raise_for_status().json()
    return [
        (file["name"], file.get("number"), file.get("caption")) for entry in found["entries"] for file in entry["files"]
    ]


async def test_files_are_numbered_in_the_order_of_the_timeline_and_a_number_is_never_given_again(
    quiet_site: Installation,
):
    customer, agent = await quiet_site.customer(), await quiet_site.agent()
    socket, desk = await customer.open(), await agent.open()
    late, soon = await _given(customer, "late.txt"), await _given(customer, "soon.txt")
    assert (await _captioned(customer, soon, "  The receipt\nof my bank ")).json()[
        "caption"
    ] == "The receipt of my bank"
    talk = (await socket.ask(message("look", files=[soon, late])))["conversation"]
    inside = await _given(agent, "inside.txt", agent=True)
    await desk.ask(message("ours", conversation=talk, files=[inside], note=True))
    reply = await desk.ask(message("see #1", conversation=talk, files=[await _given(agent, "reply.txt", agent=True)]))
    seen = [("soon.txt", 1, "The receipt of my bank"), ("late.txt", 2, None), ("reply.txt", 3, None)]
    assert await _files(customer, talk) == seen
    assert set(await _files(agent, talk, agent=True)) == {*seen, ("inside.txt", None, None)}

    await desk.ask(
        {"type": "redact", "client_id": message("")["client_id"], "conversation": talk, "entry": reply["entry"]}
    )
    await socket.ask(message("another", conversation=talk, files=[await _given(customer, "next.txt")]))
    assert await _files(customer, talk) == [*seen[:2], ("next.txt", 4, None)]


async def test_a_caption_is_mended_for_a_day_by_whose_file_it_is_and_shown_to_both(quiet_site: Installation):
    customer, agent = await quiet_site.customer(), await quiet_site.agent()
    file_id = await _given(customer, "a.txt")
    talk = (await (await customer.open()).ask(message("look", files=[file_id])))["conversation"]
    assert (await _captioned(customer, file_id, "the first page")).status_code == 200
    assert await _files(agent, talk, agent=True) == await _files(customer, talk) == [("a.txt", 1, "the first page")]
    assert (await _captioned(agent, file_id, "no", agent=True)).status_code == 404
    assert (await _captioned(customer, file_id, "")).status_code == 200
    assert await _files(agent, talk, agent=True) == [("a.txt", 1, None)]
    async with quiet_site.system.database.write() as session:
        long_ago = clock.now() - 25 * clock.HOUR
        await session.execute(update(FileRow).where(FileRow.id == file_id).values(created_at=long_ago))
    assert (await _captioned(customer, file_id, "too late")).json()["code"] == "edit_too_late"


async def test_a_caption_passes_the_shield_as_a_text_does(quiet_site: Installation):
    customer = await quiet_site.customer()
    file_id = await _given(customer, "a.txt")
    kept = (await _captioned(customer, file_id, "my password is hunter2x9")).json()["caption"]
    assert "hunter" not in kept
    assert len((await _captioned(customer, file_id, "long " * 100)).json()["caption"]) <= 200
    stored = b"my password is"
    async with quiet_site.system.database.read() as session:
        row = await session.get_one(FileRow, file_id)
        assert row.caption is not None and stored not in row.caption


async def test_a_changed_caption_is_told_to_both_at_once_agents_see_what_it_was_and_what_is_taken_back_takes_it_along(
    quiet_site: Installation,
):
    customer, agent = await quiet_site.customer(), await quiet_site.agent()
    socket, desk = await customer.open(), await agent.open()
    file_id = await _given(customer, "a.txt")
    await _captioned(customer, file_id, "my receipt")
    sent = await socket.ask(message("look", files=[file_id]))
    talk = sent["conversation"]
    await socket.ask({"type": "subscribe", "conversation": talk, "after": sent["number"]})
    await desk.ask({"type": "subscribe", "conversation": talk, "after": 0})

    await _captioned(customer, file_id, "the receipt of my bank")
    seen = (await socket.until(_captions))["entry"]
    told = (await desk.until(_captions))["entry"]
    after = {"entry": sent["entry"], "file": file_id, "name": "a.txt", "number": 1, "caption": "the receipt of my bank"}
    assert seen["data"] == after
    assert told["data"] == after | {"former": "my receipt", "internal": False}
    again = await _captioned(customer, file_id, "the receipt of my bank")
    assert again.status_code == 200
    inside = await _given(agent, "inside.txt", agent=True)
    await desk.ask(message("ours", conversation=talk, files=[inside], note=True))
    await _captioned(agent, inside, "for us alone", agent=True)
    told = (await desk.until(lambda frame: _captions(frame) and frame["entry"]["author"]["kind"] == "agent"))["entry"]
    assert (told["public_number"], told["data"]["number"]) == (None, None)

    taken = {"type": "redact", "client_id": message("")["client_id"], "conversation": talk, "entry": sent["entry"]}
    await desk.ask(taken)
    kept = (await agent.http.get(f"/api/desk/conversations/{talk}/entries")).json()["entries"]
    said = [(entry["redacted"], entry["data"].get("caption")) for entry in kept if entry["kind"] == "captioned"]
    assert said == [(True, None), (False, "for us alone")]
    assert (await _captioned(customer, file_id, "once more")).status_code == 404


def _captions(frame: dict[str, Any]) -> bool:
    return frame["type"] == "entry" and frame["entry"]["kind"] == "captioned"
