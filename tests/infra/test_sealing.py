"""What is sealed opens at its place and nowhere else; what does not open hides nothing beside it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from fairlead.infra import metrics
from fairlead.infra.sealing import SealBroken, Sealer
from tests.harness import Client, Installation, message
from tests.search.conftest import caught_up

SEALER = Sealer({"a": b"a" * 32, "b": b"b" * 32}, b"d" * 32)


@given(st.binary(max_size=200), st.text(max_size=20), st.integers(0, 60), st.integers(1, 255))
def test_one_changed_byte_one_missing_or_another_place_does_not_open(plain: bytes, place: str, at: int, by: int):
    sealed = SEALER.seal(plain, place)
    assert SEALER.open(sealed, place) == plain
    at %= len(sealed)
    changed = sealed[:at] + bytes([sealed[at] ^ by]) + sealed[at + 1 :]
    for broken, where in ((changed, place), (sealed[:at], place), (sealed + b"x", place), (sealed, f"{place}x")):
        with pytest.raises(SealBroken):
            SEALER.open(broken, where)
        assert SEALER.read(broken, where) is None


async def damage(site: Installation, statement: str, **values: Any) -> None:
    async with site.system.database.write() as session:
        done = await session.execute(text(statement), values)
        assert done.rowcount == 1  # type: ignore[attr-defined] # of an update


def unreadable() -> float:
    return next(sample.value for family in metrics.UNREADABLE.collect() for sample in family.samples)


async def every_answer(customer: Client, agent: Client, conversation: str) -> list[Any]:
    paths = [
        (customer, "/api/conversations"),
        (customer, f"/api/conversations/{conversation}/entries"),
        (customer, f"/api/conversations/{conversation}/transcript"),
        (customer, "/api/conversations/search?q=word"),
        (agent, "/api/desk/conversations?view=open"),
        (agent, f"/api/desk/conversations/{conversation}"),
        (agent, f"/api/desk/conversations/{conversation}/entries"),
        (agent, f"/api/desk/customers/{customer.id}"),
        (agent, f"/api/desk/customers/{customer.id}/conversations"),
        (agent, "/api/desk/conversations/search?q=word"),
    ]
    answers = [await client.http.get(path) for client, path in paths]
    assert [answer.status_code for answer in answers] == [200] * len(paths), [answer.text for answer in answers]
    return [answer.json() for answer in answers]


async def test_a_damaged_record_is_gone_alone_and_operators_are_told(quiet_site: Installation):
    site = quiet_site
    customer, agent = await site.customer(), await site.agent()
    phone, desk = await customer.open(), await agent.open()
    conversation = (await phone.ask(message("the first word")))["conversation"]
    await phone.ask(message("the second word", conversation))
    await caught_up(site.system)
    await damage(site, "UPDATE entries SET body = :body WHERE public_seq = 1", body=b"\x01anothing that opens")
    before = unreadable()
    answers = await every_answer(customer, agent, conversation)
    assert unreadable() > before
    shown = [entry for entry in answers[1]["entries"] if entry["kind"] == "message"]
    assert [(entry["text"], entry["redacted"]) for entry in shown] == [("", True), ("the second word", False)]
    # Nothing but a key that nobody has any more: names, previews, where he was.
    for column, table, owner in (
        ("subject", "conversations", conversation),
        ("preview", "conversations", conversation),
        ("context", "conversations", conversation),
        ("profile", "customers", customer.id),
    ):
        await damage(site, f"UPDATE {table} SET {column} = :body WHERE id = :id", body=b"\x01znothing", id=owner)
    await every_answer(customer, agent, conversation)
    # It goes on.
    for socket in (phone, desk):
        await socket.ask({"type": "subscribe", "conversation": conversation, "after": 0})
    assert (await phone.ask(message("the third word", conversation)))["type"] == "ack"
    assert (await desk.ask(message("I am here", conversation)))["type"] == "ack"
    assert {entry["text"] for entry in phone.entries(conversation)} >= {"the third word", "I am here"}


async def test_a_damaged_file_is_said_to_be_gone(quiet_site: Installation):
    customer = await quiet_site.customer()
    made = (await customer.http.post("/api/files", content=b"a log", headers={"X-File-Name": "a.txt"})).json()
    [kept] = [path for path in (quiet_site.settings.data_path / "blobs").rglob("*") if path.is_file()]
    kept.write_bytes(kept.read_bytes()[:-1] + b"x")
    answer = await customer.http.get(f"/api/files/{made['id']}")
    assert (answer.status_code, answer.json()["code"]) == (410, "file_gone")
