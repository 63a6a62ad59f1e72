"""Mentions reach who is named and nobody else; what an entry answers is shown to each as far as he may see it."""

from typing import Any
from uuid import uuid4

from tests.harness import Client, Frame, Installation, Socket, message


async def opened(site: Installation) -> tuple[Client, Socket, str]:
    customer = await site.customer()
    phone = await customer.open()
    conversation = (await phone.ask(message("where is my deposit?")))["conversation"]
    await phone.ask({"type": "subscribe", "conversation": conversation, "after": 0})
    return customer, phone, conversation


async def mentions(agent: Client, query: str = "") -> Frame:
    answer = await agent.http.get(f"/api/desk/mentions{query}")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_who_is_named_in_a_note_hears_of_it_and_keeps_it_until_it_is_seen(quiet_site: Installation):
    site = quiet_site
    _, phone, conversation = await opened(site)
    marco, nora = await site.agent("Marco"), await site.agent("Nora")
    desk, hers = await marco.open(), await nora.open()
    ack = await desk.ask(message("@Nora please look", conversation, note=True, mentions=[nora.id, marco.id]))
    assert ack["type"] == "ack", ack
    told = await hers.until(lambda frame: frame["type"] == "mentioned")
    by = {"kind": "agent", "id": marco.id, "name": "Marco"}
    assert told == {"type": "mentioned", "conversation": conversation, "entry": ack["entry"], "by": by}
    page = await mentions(nora)
    (one,) = page["mentions"]
    assert (page["unseen"], one["seen"], one["entry"]["text"]) == (1, False, "@Nora please look")
    assert [author["name"] for author in one["entry"]["data"]["mentions"]] == ["Nora", "Marco"]
    assert one["conversation"]["id"] == conversation
    # Who names himself has nothing to be told.
    assert (await mentions(marco))["mentions"] == []
    assert "mentioned" not in {frame["type"] for frame in [*desk.frames, *phone.frames]}
    seen = await nora.http.put(f"/api/desk/conversations/{conversation}/mentions")
    assert (seen.status_code, seen.json()) == (200, {"unseen": 0})
    assert [each["seen"] for each in (await mentions(nora))["mentions"]] == [True]
    # A note that was taken back names nobody any more.
    await desk.ask({"type": "redact", "client_id": str(uuid4()), "conversation": conversation, "entry": ack["entry"]})
    assert await mentions(nora) == {"mentions": [], "unseen": 0, "next": None}
    assert "Nora" not in str(phone.frames)


async def test_pages_of_mentions_show_each_once(quiet_site: Installation):
    site = quiet_site
    _, _, conversation = await opened(site)
    marco, nora = await site.agent("Marco"), await site.agent("Nora")
    desk = await marco.open()
    for number in range(5):
        await desk.ask(message(f"@Nora {number}", conversation, note=True, mentions=[nora.id]))
    texts, cursor = [], ""
    while cursor is not None:
        page = await mentions(nora, f"?limit=2{f'&cursor={cursor}' if cursor else ''}")
        texts += [each["entry"]["text"] for each in page["mentions"]]
        cursor = page["next"]
    assert texts == [f"@Nora {number}" for number in (4, 3, 2, 1, 0)]
    assert page["unseen"] == 5
    wrong = await marco.http.get(f"/api/desk/mentions?limit=2&cursor={'x' * 20}")
    assert (wrong.status_code, wrong.json()["code"]) == (422, "cursor_invalid")


async def test_only_notes_name_and_only_those_who_may_read_are_named(quiet_site: Installation):
    site = quiet_site
    _, phone, conversation = await opened(site)
    marco, stranger = await site.agent("Marco"), await site.agent("Stranger", brands=[])
    desk = await marco.open()
    for fields, code in (
        ({"note": True, "mentions": [stranger.id]}, "mention_unknown"),
        ({"note": True, "mentions": [str(n) for n in range(21)]}, "invalid_field"),
        ({"mentions": [marco.id]}, "invalid_field"),
        ({"reply_to": 99}, "reply_target"),
        ({"reply_to": 0}, "reply_target"),
        ({"reply_to": 2**60}, "reply_target"),
    ):
        answer = await desk.ask(message("hello", conversation, **fields))
        assert (answer["type"], answer.get("code")) == ("error", code), fields
    for fields in ({"mentions": [marco.id]}, {"reply_to": 1}):
        assert (await phone.ask(message("hello", conversation, **fields)))["code"] == "not_allowed"
    assert (await mentions(stranger))["unseen"] == 0


async def test_an_answer_names_its_entry_in_each_readers_own_numbers(quiet_site: Installation):
    site = quiet_site
    customer, phone, conversation = await opened(site)
    marco = await site.agent("Marco")
    desk = await marco.open()
    await desk.ask({"type": "subscribe", "conversation": conversation, "after": 0})
    note = await desk.ask(message("between us", conversation, note=True))
    more = await phone.ask(message("and my order?", conversation))
    on_desk = await desk.until(lambda frame: frame["type"] == "entry" and frame["entry"]["id"] == more["entry"])
    number = on_desk["entry"]["number"]
    assert number != more["number"]
    said = await desk.ask(message("It is open.", conversation, reply_to=number))
    shown: Any = await phone.until(lambda frame: frame["type"] == "entry" and frame["entry"]["id"] == said["entry"])
    target = shown["entry"]["data"]["reply_to"]
    assert (target["entry"], target["number"], target["public_number"]) == (
        more["entry"],
        more["number"],
        more["number"],
    )
    assert target["author"]["kind"] == "customer"
    own: Any = await desk.until(lambda frame: frame["type"] == "entry" and frame["entry"]["id"] == said["entry"])
    assert own["entry"]["data"]["reply_to"]["number"] == number
    # The customer must not be led to what he may not see; a note may answer a note.
    refused = await desk.ask(message("see above", conversation, reply_to=note["number"]))
    assert refused["code"] == "reply_target"
    inside = await desk.ask(message("agreed", conversation, note=True, reply_to=note["number"]))
    assert inside["type"] == "ack"
    page = (await customer.http.get(f"/api/conversations/{conversation}/entries")).json()["entries"]
    assert page[-1]["data"]["reply_to"]["number"] == more["number"]
    assert "between us" not in str(page)


async def test_a_retry_with_another_mention_or_answer_is_another_message(quiet_site: Installation):
    site = quiet_site
    _, _, conversation = await opened(site)
    marco, nora = await site.agent("Marco"), await site.agent("Nora")
    desk = await marco.open()
    sent = message("@Nora look", conversation, note=True, mentions=[nora.id], reply_to=1)
    first = await desk.ask(sent)
    again = await desk.ask(sent)
    assert (again["type"], again["entry"]) == ("ack", first["entry"])
    for change in ({"mentions": []}, {"reply_to": None}):
        assert (await desk.ask({**sent, **change}))["code"] == "idempotency_mismatch"
    assert (await mentions(nora))["unseen"] == 1
