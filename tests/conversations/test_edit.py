"""A note is changed by its author, for a day: it keeps its place, its history is there for agents, and goes when it is taken back."""

from typing import Any
from uuid import uuid4

from sqlalchemy import update

from fairlead.conversations.models import EntryRow
from fairlead.kit import clock
from tests.conversations.test_refer import mentions, opened
from tests.harness import Client, Frame, Installation, Socket, message


async def edit(desk: Socket, conversation: str, entry: str, text: str, **more: Any) -> Frame:
    frame = {"type": "edit", "client_id": str(uuid4()), "conversation": conversation, "entry": entry, "text": text}
    return await desk.ask(frame | more)


async def entries(client: Client, conversation: str) -> list[Frame]:
    base = "/api/desk/conversations" if client.session is None else "/api/conversations"
    return list((await client.http.get(f"{base}/{conversation}/entries")).json()["entries"])


async def test_a_changed_note_keeps_its_place_and_what_it_said_stands_in_its_history(site: Installation):
    customer, phone, conversation = await opened(site)
    marco, nora = await site.agent("Marco"), await site.agent("Nora")
    desk = await marco.open()
    note = await desk.ask(message("he paid 100", conversation, note=True))
    await desk.ask(message("I look", conversation))
    first = await edit(desk, conversation, note["entry"], "he paid 1,000")
    assert (first["type"], first["public_number"]) == ("ack", None)
    second = await edit(desk, conversation, note["entry"], "he paid 10,000")
    stands = {entry["number"]: entry for entry in await entries(nora, conversation)}
    now = stands[note["number"]]
    assert (now["id"], now["text"], now["author"]["name"]) == (note["entry"], "he paid 10,000", "Marco")
    assert now["data"]["edited"] == {"at": second["at"], "numbers": [first["number"], second["number"]]}
    history = [stands[each["number"]] for each in (first, second)]
    assert [each["data"]["former"]["text"] for each in history] == ["he paid 100", "he paid 1,000"]
    assert [each["text"] for each in history] == ["he paid 1,000", "he paid 10,000"]
    # The customer has heard of nothing.
    assert {entry["kind"] for entry in await entries(customer, conversation)} <= {"message", "joined"}
    assert "paid" not in str(phone.frames)


async def test_only_the_author_changes_a_note_and_only_for_a_day(site: Installation):
    _, phone, conversation = await opened(site)
    marco, nora = await site.agent("Marco"), await site.agent("Nora")
    desk, hers = await marco.open(), await nora.open()
    note = await desk.ask(message("he paid 100", conversation, note=True))
    reply = await desk.ask(message("I look", conversation))
    assert (await edit(hers, conversation, note["entry"], "no"))["code"] == "not_allowed"
    assert (await edit(desk, conversation, reply["entry"], "no"))["code"] == "not_allowed"
    assert (await edit(phone, conversation, note["entry"], "no"))["code"] == "not_allowed"
    assert (await edit(desk, conversation, note["entry"], " "))["code"] == "empty_message"
    stranger = await (await site.agent("Stranger", brands=[])).open()
    assert (await edit(stranger, conversation, note["entry"], "no"))["code"] == "not_found"
    async with site.system.database.write() as session:
        yesterday = clock.now() - 24 * clock.HOUR - clock.SECOND
        await session.execute(update(EntryRow).where(EntryRow.id == note["entry"]).values(created_at=yesterday))
    assert (await edit(desk, conversation, note["entry"], "no"))["code"] == "edit_too_late"
    assert "no" not in {entry["text"] for entry in await entries(marco, conversation)}


async def test_a_note_that_is_taken_back_takes_its_history_along(site: Installation):
    _, _, conversation = await opened(site)
    marco = await site.agent("Marco")
    desk = await marco.open()
    note = await desk.ask(message("his word is kiwi", conversation, note=True))
    frame = {"type": "edit", "client_id": str(uuid4()), "conversation": conversation, "entry": note["entry"]}
    redact = {"type": "redact", "client_id": str(uuid4()), "conversation": conversation, "entry": note["entry"]}
    await desk.ask(frame | {"text": "his word is kiwi, too"})
    # Both may come into one transaction.
    await desk.send(frame | {"text": "he sent it: kiwi", "client_id": str(uuid4())})
    await desk.ask(redact)
    stands = await entries(marco, conversation)
    assert "kiwi" not in str(stands)
    gone = [(each["kind"], each["redacted"], each["data"]) for each in stands if each["kind"] in ("note", "edited")]
    assert gone == [("note", True, {}), ("edited", True, {}), ("edited", True, {})]
    assert (await edit(desk, conversation, note["entry"], "again"))["code"] == "not_allowed"


async def test_who_is_newly_named_hears_of_it_and_who_is_no_longer_forgets(quiet_site: Installation):
    site = quiet_site
    _, _, conversation = await opened(site)
    marco, nora, olga = await site.agent("Marco"), await site.agent("Nora"), await site.agent("Olga")
    desk, hers, other = await marco.open(), await nora.open(), await olga.open()
    note = await desk.ask(message("@Nora look", conversation, note=True, mentions=[nora.id]))
    await hers.until(lambda frame: frame["type"] == "mentioned")
    await nora.http.put(f"/api/desk/conversations/{conversation}/mentions")
    both = [nora.id, olga.id]
    await edit(desk, conversation, note["entry"], "@Nora @Olga look", mentions=both)
    told = await other.until(lambda frame: frame["type"] == "mentioned")
    assert told["entry"] == note["entry"]
    (hers_now,) = (await mentions(nora))["mentions"]
    (others,) = (await mentions(olga))["mentions"]
    assert (hers_now["seen"], others["seen"]) == (True, False)
    assert hers_now["entry"]["text"] == others["entry"]["text"] == "@Nora @Olga look"
    assert [frame["type"] for frame in hers.frames].count("mentioned") == 1
    await edit(desk, conversation, note["entry"], "@Olga look", mentions=[olga.id])
    assert (await mentions(nora))["mentions"] == []
    assert len((await mentions(olga))["mentions"]) == 1
    stranger = await edit(desk, conversation, note["entry"], "@X", mentions=["0" * 32])
    assert stranger["code"] == "mention_unknown"


async def test_an_edit_sent_again_changes_nothing_twice(site: Installation):
    _, _, conversation = await opened(site)
    marco = await site.agent("Marco")
    desk = await marco.open()
    note = await desk.ask(message("one", conversation, note=True))
    frame = {"type": "edit", "client_id": str(uuid4()), "conversation": conversation, "entry": note["entry"]}
    once = await desk.ask(frame | {"text": "two"})
    again = await desk.ask(frame | {"text": "two"})
    assert {**again, "ref": 0} == {**once, "ref": 0}
    assert (await desk.ask(frame | {"text": "three"}))["code"] == "idempotency_mismatch"
    kinds = [entry["kind"] for entry in await entries(marco, conversation)]
    assert kinds.count("edited") == 1
